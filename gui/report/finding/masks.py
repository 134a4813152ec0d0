"""Sets of a report's rows, one bit each: 1.25 MB for ten million."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gui.report.reading.row_numbers import RowNumbers, release_pages, stored

Mask = NDArray[np.uint8]
"""Bit i, counted from each byte's lowest, stands for row i of the file."""
CHUNK_ROWS = 2**19
"""Rows unpacked at once."""


def packed(flags: NDArray[np.bool_]) -> Mask:
    """Make a mask of one flag a row."""
    return np.packbits(flags, bitorder="little")


def chunks(mask: Mask, rows: int) -> Iterator[tuple[int, NDArray[np.bool_]]]:
    """Yield the flags of a mask over `rows` rows, some at a time, with the first one's row."""
    for first in range(0, rows, CHUNK_ROWS):
        count = min(CHUNK_ROWS, rows - first)
        yield first, np.unpackbits(mask[first // 8 :], count=count, bitorder="little").view(np.bool_)


def numbers(mask: Mask, rows: int) -> RowNumbers:
    """List the rows of a mask."""
    found = np.empty(int(np.bitwise_count(mask).sum()), np.uint32)
    at = 0
    for first, flags in chunks(mask, rows):
        here = np.flatnonzero(flags)
        found[at : at + len(here)] = here + first
        at += len(here)
    return found


def among(mask: Mask, rows: RowNumbers) -> RowNumbers:
    """Leave of rows, in their order, those in a mask. Raises ReportError."""
    return stored(part[held] for part, held in _held(mask, rows))


def places(mask: Mask, rows: RowNumbers) -> RowNumbers:
    """List where, among some rows, those in a mask stand."""
    flags = [packed(held) for _, held in _held(mask, rows)]
    return numbers(np.concatenate(flags), len(rows)) if flags else np.empty(0, np.uint32)


def _held(mask: Mask, rows: RowNumbers) -> Iterator[tuple[RowNumbers, NDArray[np.bool_]]]:
    """Tell of each row whether it is in a mask, some at a time: at once, the interpreter would be held for too long."""
    for first in range(0, len(rows), CHUNK_ROWS):
        part = rows[first : first + CHUNK_ROWS]
        yield part, ((mask[part >> 3] >> (part & 7).astype(np.uint8)) & 1).view(np.bool_)
        release_pages(rows)
