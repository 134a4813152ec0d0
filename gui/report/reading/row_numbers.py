"""Lists of a report's rows by number, in a temporary file where they are long."""

import mmap
import sys
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from gui.report.files import disk_reasons, temporary_file

RowNumbers = NDArray[np.uint32]
"""Rows by their numbers in the file, from 0."""
IN_MEMORY_BYTES = 2**22
"""A longer list stays in a temporary file, of which memory holds the pages that were read last."""


def stored(parts: Iterable[RowNumbers]) -> RowNumbers:
    """Join the parts of a list, a long one in a temporary file. Raises ReportError where the disk is full."""
    with disk_reasons(), temporary_file() as file:
        for part in parts:
            file.write(part.data)
        file.flush()
        if file.tell() > IN_MEMORY_BYTES:
            return np.memmap(file, np.uint32, "r")
        file.seek(0)
        return np.frombuffer(file.read(), np.uint32)


def rows_at_places(rows: RowNumbers | None, places: Sequence[range], header_rows: int) -> RowNumbers:
    """Return those of the rows that stand at some places, counted from 0; None is all rows below the header.

    Raises ReportError where the disk is full.
    """
    if rows is None:
        return stored(np.arange(place.start, place.stop, dtype=np.uint32) + header_rows for place in places)
    return stored(rows[place.start : place.stop] for place in places)


def release_pages(rows: RowNumbers) -> None:
    """Give back the memory that reading through a stored list has taken, where the system can do that."""
    if sys.platform != "win32" and isinstance(rows.base, mmap.mmap):
        rows.base.madvise(mmap.MADV_DONTNEED)
