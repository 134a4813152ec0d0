"""A column of few different values, as one small number for each row."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gui.report.finding.masks import CHUNK_ROWS, Mask
from gui.report.parsing.bitmaps import Positions, Words
from gui.report.parsing.cells import LOW_BYTES, WORD_BYTES, Block, Flags, enclosed, padded, words_at_every_byte
from gui.report.parsing.row_batches import RowScanner
from gui.report.parsing.rows import CsvParser
from gui.report.parsing.values import DAY_BYTES, day
from gui.report.progress_monitor import ProgressMonitor
from gui.report.reading.report import Report
from gui.report.row_query import Group

MOST_VALUES = 1000
MOST_VALUE_BYTES = 256
MOST_FORMS = 20 * MOST_VALUES
"""Most different cells, as bytes, for these values."""
_IS_DIGIT = np.isin(np.arange(256), list(b"0123456789"))
_MOST_IN_A_BYTE = np.iinfo(np.uint8).max + 1
_MULTIPLIER, _SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(29)
"""2**64 divided by the golden ratio: Knuth, "The Art of Computer Programming", vol. 3, 6.4; and a shift that brings the
bits that the multiplication mixed best, the high ones, down again."""


@dataclass(frozen=True, eq=False)
class CategoryColumn:
    """A dictionary-encoded column: row i of the file has the value `values[codes[i]]`."""

    values: tuple[str, ...]
    codes: NDArray[np.uint8] | NDArray[np.uint16]

    def counts(self, chosen: Mask | None = None) -> NDArray[np.int64]:
        """Return the number of rows of each value, among those `chosen` or, without a mask, among all."""
        total = np.zeros(len(self.values), np.int64)
        for first in range(0, len(self.codes), CHUNK_ROWS):
            codes = self.codes[first : first + CHUNK_ROWS]
            if chosen is not None:
                flags = np.unpackbits(chosen[first // 8 :], count=len(codes), bitorder="little").view(np.bool_)
                codes = codes[flags]
            total += np.bincount(codes, minlength=len(self.values))
        return total


def encode_categories(report: Report, group: Group, monitor: ProgressMonitor) -> CategoryColumn | None:
    """Return a dictionary-encoded column, None if it has more than `MOST_VALUES` values. Raises ReportError.

    Cells are told apart by a hash of 64 bits. By day, everything that is not a date has the value "".
    """
    scanner = RowScanner(report.parser, report.width)
    seen = _Values(report.parser, group.by_day)
    codes: NDArray[np.uint8] | NDArray[np.uint16] = np.empty(report.index.rows, np.uint8)
    for block in report.blocks(monitor):
        row = block.first_row
        bytes_with_margin = padded(block.data, behind=MOST_VALUE_BYTES)
        for batch in scanner.batches(block.data, final=True):
            starts, ends = batch.column(group.column)
            batch_codes = seen.codes(block.data, bytes_with_margin, starts, ends, well_quoted=batch.well_quoted)
            if batch_codes is None:
                return None
            if len(seen.values) > _MOST_IN_A_BYTE and codes.dtype == np.uint8:
                codes = codes.astype(np.uint16)
            codes[row : row + len(batch_codes)] = batch_codes
            row += len(batch_codes)
    return CategoryColumn(tuple(seen.values), codes)


class _Values:
    """The values seen so far, and their codes by the hash of the cell."""

    def __init__(self, parser: CsvParser, by_day: bool) -> None:
        self.values: list[str] = []
        self._parser = parser
        self._by_day = by_day
        self._hashes = np.empty(0, np.uint64)
        self._codes = np.empty(0, np.uint16)

    def codes(
        self, data: bytes, block: Block, starts: Positions, ends: Positions, *, well_quoted: bool
    ) -> NDArray[np.uint16] | None:
        """Return the code of each cell, None if there are too many values; `block` is `data` with zeros behind it."""
        quoted = enclosed(block, starts, ends)
        inner_starts, inner_ends = starts + quoted, ends - quoted
        if self._by_day:
            begins_with_day = _IS_DIGIT[block[inner_starts]] & (well_quoted and b"\0" not in data)
            most_bytes = np.where(begins_with_day, DAY_BYTES, MOST_VALUE_BYTES)
            inner_ends = np.minimum(inner_ends, inner_starts + most_bytes)
        sizes = inner_ends - inner_starts
        if len(sizes) and int(sizes.max()) > MOST_VALUE_BYTES:
            return None
        hashes = _hashes(block, inner_starts, sizes, quoted)
        indexes = self._look_up(hashes)
        unknown = np.flatnonzero(indexes < 0)
        if len(unknown):
            new_hashes, first_rows = np.unique(hashes[unknown], return_index=True)
            if len(self._hashes) + len(new_hashes) > (MOST_FORMS if self._by_day else MOST_VALUES):
                return None
            rows = unknown[first_rows].tolist()
            self._add(new_hashes, [self._parser.cell_text(data[starts[row] : ends[row]]) for row in rows])
            if len(self.values) > MOST_VALUES:
                return None
            indexes = self._look_up(hashes)
        return self._codes[indexes]

    def _look_up(self, hashes: Words) -> Positions:
        """Return the index of each hash in `_codes`, -1 for one not seen yet."""
        if not len(self._hashes):
            return np.full(len(hashes), -1, np.int64)
        indexes = np.minimum(np.searchsorted(self._hashes, hashes), len(self._hashes) - 1)
        return np.where(self._hashes[indexes] == hashes, indexes, -1)

    def _add(self, hashes: Words, texts: list[str]) -> None:
        codes = []
        for text in texts:
            value = day(text) if self._by_day else text
            if value not in self.values:
                self.values.append(value)
            codes.append(self.values.index(value))
        all_hashes = np.append(self._hashes, hashes)
        order = np.argsort(all_hashes)
        self._hashes = all_hashes[order]
        self._codes = np.append(self._codes, np.array(codes, np.uint16))[order]


def _hashes(block: Block, starts: Positions, sizes: Positions, quoted: Flags) -> Words:
    """Return a hash of each cell, of its length and of whether it is quoted, eight bytes in one step.

    >>> block = padded(b"delivered;failed;delivered", behind=WORD_BYTES)
    >>> first, second, third = _hashes(block, np.array([0, 10, 17]), np.array([9, 6, 9]), np.zeros(3, bool)).tolist()
    >>> first == third, first == second
    (True, False)
    """
    words = words_at_every_byte(block)
    hashes = (2 * sizes + quoted).astype(np.uint64) * _MULTIPLIER
    longest = int(sizes.max()) if len(sizes) else 0
    for done in range(0, longest, WORD_BYTES):
        rest = np.clip(sizes - done, 0, WORD_BYTES)
        word = words[np.where(rest > 0, starts + done, 0)] & LOW_BYTES[rest]
        hashes = (hashes ^ (hashes >> _SHIFT) ^ word) * _MULTIPLIER
    return hashes
