"""Sets of a report's rows, one bit each: 1.25 MB for ten million."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gui.report.arrangement import RowNumbers

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
    """Leave of some rows, in their order, those in a mask."""
    held = holds(mask, rows)
    left = np.empty(int(np.count_nonzero(held)), np.uint32)
    at = 0
    for first in range(0, len(rows), CHUNK_ROWS):  # at once, this would hold the interpreter for too long
        here = rows[first : first + CHUNK_ROWS][held[first : first + CHUNK_ROWS]]
        left[at : at + len(here)] = here
        at += len(here)
    return left


def places(mask: Mask, rows: RowNumbers) -> RowNumbers:
    """List where, among some rows, those in a mask stand."""
    return numbers(packed(holds(mask, rows)), len(rows))


def holds(mask: Mask, rows: RowNumbers) -> NDArray[np.bool_]:
    """Tell for each of some rows whether it is in a mask."""
    held = np.empty(len(rows), np.bool_)
    for first in range(0, len(rows), CHUNK_ROWS):
        part = rows[first : first + CHUNK_ROWS]
        held[first : first + CHUNK_ROWS] = (mask[part >> 3] >> (part & 7).astype(np.uint8)) & 1
    return held
