"""Which rows of a report are shown, in which order."""

import mmap
import sys
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gui.report.files import disk_reasons, temporary_file

RowNumbers = NDArray[np.uint32]
IN_MEMORY_BYTES = 2**22
"""A longer list of rows stays in a temporary file, and what is looked at is read when it is."""


@dataclass(frozen=True, eq=False)
class RowOrder:
    """Rows chosen and ordered as a `RowQuery` says; the arrays are never changed.

    `rows` are the file's row numbers, the header being row 0 where there is one; None stands for all of them in
    the file's order. `hits` are places among the rows shown, ascending, from 0; None where nothing is sought.
    """

    rows: RowNumbers | None = None
    hits: RowNumbers | None = None


def stored(parts: Iterable[RowNumbers]) -> RowNumbers:
    """Put the parts of a list together, out of memory's way. Raises ReportError."""
    with disk_reasons(), temporary_file() as file:
        for part in parts:
            file.write(part.data)
        file.flush()
        if file.tell() > IN_MEMORY_BYTES:
            return np.memmap(file, np.uint32, "r")
        file.seek(0)
        return np.frombuffer(file.read(), np.uint32)


def release_pages(rows: RowNumbers) -> None:
    """Let go of the memory that reading through a stored list has taken, where the system can do that."""
    if sys.platform != "win32" and isinstance(rows.base, mmap.mmap):
        rows.base.madvise(mmap.MADV_DONTNEED)
