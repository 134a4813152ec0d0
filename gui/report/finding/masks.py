"""Sets of a report's rows, as one bit for each row: 1.25 MB for ten million rows."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gui.report.reading.row_numbers import RowNumbers, release_pages, stored

Mask = NDArray[np.uint8]
"""Row i of the file is in the set if bit i % 8 of byte i // 8 is set, the lowest bit being 0."""
CHUNK_ROWS = 2**19
"""Rows that are unpacked at once; a multiple of 8."""


def mask_of(flags: NDArray[np.bool_]) -> Mask:
    """Return the mask of one flag for each row."""
    return np.packbits(flags, bitorder="little")


def chunks(mask: Mask, rows: int) -> Iterator[tuple[int, NDArray[np.bool_]]]:
    """Yield the flags of a mask of `rows` rows, `CHUNK_ROWS` at a time, each chunk after the row it begins with."""
    for first in range(0, rows, CHUNK_ROWS):
        count = min(CHUNK_ROWS, rows - first)
        yield first, np.unpackbits(mask[first // 8 :], count=count, bitorder="little").view(np.bool_)


def rows_in(mask: Mask, rows: int) -> RowNumbers:
    """Return the numbers of the rows in a mask of `rows` rows, ascending."""
    numbers = np.empty(int(np.bitwise_count(mask).sum()), np.uint32)
    count = 0
    for first, flags in chunks(mask, rows):
        in_chunk = np.flatnonzero(flags)
        numbers[count : count + len(in_chunk)] = in_chunk + first
        count += len(in_chunk)
    return numbers


def among(mask: Mask, rows: RowNumbers) -> RowNumbers:
    """Return those of `rows` that are in a mask, in the same order. Raises ReportError where the disk is full."""
    return stored(chunk[flags] for chunk, flags in _looked_up(mask, rows))


def indexes_among(mask: Mask, rows: RowNumbers) -> RowNumbers:
    """Return at which indexes of `rows` those in a mask stand, ascending."""
    masks = [mask_of(flags) for _, flags in _looked_up(mask, rows)]
    return rows_in(np.concatenate(masks), len(rows)) if masks else np.empty(0, np.uint32)


def _looked_up(mask: Mask, rows: RowNumbers) -> Iterator[tuple[RowNumbers, NDArray[np.bool_]]]:
    """Yield rows with a flag for each that is in a mask, a chunk at a time, so that other threads get their turn."""
    for first in range(0, len(rows), CHUNK_ROWS):
        chunk = rows[first : first + CHUNK_ROWS]
        yield chunk, ((mask[chunk >> 3] >> (chunk & 7).astype(np.uint8)) & 1).view(np.bool_)
        release_pages(rows)
