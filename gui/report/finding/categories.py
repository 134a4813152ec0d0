"""A column of few different values, as one small number a row."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gui.report.finding.masks import CHUNK_ROWS, Mask
from gui.report.parsing.bitmaps import Positions
from gui.report.parsing.row_batches import RowScanner
from gui.report.parsing.rows import CsvParser
from gui.report.parsing.values import DAY_BYTES, day
from gui.report.progress_monitor import ProgressMonitor
from gui.report.reading.report import Report
from gui.report.row_query import Group

MOST_VALUES = 1000
MOST_VALUE_BYTES = 256
MOST_FORMS = 20 * MOST_VALUES
"""Different bytes that may stand for these values."""
_IS_DIGIT = np.isin(np.arange(256), list(b"0123456789"))
_SMALL = np.iinfo(np.uint8).max + 1
_WORD_BYTES = 8
_MASKS = np.array([(1 << 8 * size) - 1 for size in range(_WORD_BYTES)] + [2**64 - 1], np.uint64)
_MIX, _SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(29)


@dataclass(frozen=True, eq=False)
class CategoryColumn:
    """`codes` has a number for each row of the file, which stands for one of `values`."""

    values: tuple[str, ...]
    codes: NDArray[np.uint8] | NDArray[np.uint16]

    def counts(self, chosen: Mask | None = None) -> NDArray[np.int64]:
        """Count the rows of each category; of those chosen only, where a mask is given."""
        total = np.zeros(len(self.values), np.int64)
        for first in range(0, len(self.codes), CHUNK_ROWS):
            part = self.codes[first : first + CHUNK_ROWS]
            if chosen is not None:
                here = np.unpackbits(chosen[first // 8 :], count=len(part), bitorder="little").view(np.bool_)
                part = part[here]
            total += np.bincount(part, minlength=len(self.values))
        return total


def encode_categories(report: Report, group: Group, monitor: ProgressMonitor) -> CategoryColumn | None:
    """Dictionary-encode a column; None above `MOST_VALUES` different values. Raises ReportError.

    Values are told apart by 64 bits made of their bytes. By day, what is no date is in the category "".
    """
    scanner = RowScanner(report.parser, report.width)
    found = _Values(report.parser, group.by_day)
    codes: NDArray[np.uint8] | NDArray[np.uint16] = np.empty(report.index.rows, np.uint8)
    for block in report.blocks(monitor):
        at = block.first_row
        padded = np.frombuffer(block.data + bytes(MOST_VALUE_BYTES), np.uint8)
        for batch in scanner.batches(block.data, final=True):
            starts, ends = batch.column(group.column)
            here = found.codes(block.data, padded, starts, ends, well_quoted=batch.well_quoted)
            if here is None:
                return None
            if len(found.values) > _SMALL and codes.dtype == np.uint8:
                codes = codes.astype(np.uint16)
            codes[at : at + len(here)] = here
            at += len(here)
    return CategoryColumn(tuple(found.values), codes)


class _Values:
    """The values met so far, by hash."""

    def __init__(self, parser: CsvParser, by_day: bool) -> None:
        self.values: list[str] = []
        self._parser = parser
        self._by_day = by_day
        self._hashes = np.empty(0, np.uint64)
        self._codes = np.empty(0, np.uint16)

    def codes(
        self, data: bytes, padded: NDArray[np.uint8], starts: Positions, ends: Positions, *, well_quoted: bool
    ) -> NDArray[np.uint16] | None:
        quoted = _quoted(padded, starts, ends)
        inner_starts, inner_ends = starts + quoted, ends - quoted
        if self._by_day:
            at_once = _IS_DIGIT[padded[inner_starts]] & (well_quoted and b"\0" not in data)
            most_bytes = np.where(at_once, DAY_BYTES, MOST_VALUE_BYTES)
            inner_ends = np.minimum(inner_ends, inner_starts + most_bytes)
        sizes = inner_ends - inner_starts
        if len(sizes) and int(sizes.max()) > MOST_VALUE_BYTES:
            return None
        hashes = _hashes(padded, inner_starts, sizes, quoted)
        at = self._look_up(hashes)
        new = np.flatnonzero(at < 0)
        if len(new):
            fresh, where = np.unique(hashes[new], return_index=True)
            if len(self._hashes) + len(fresh) > (MOST_FORMS if self._by_day else MOST_VALUES):
                return None
            rows = new[where].tolist()
            self._add(fresh, [self._parser.cell_text(data[starts[row] : ends[row]]) for row in rows])
            if len(self.values) > MOST_VALUES:
                return None
            at = self._look_up(hashes)
        return self._codes[at]

    def _look_up(self, hashes: NDArray[np.uint64]) -> Positions:
        if not len(self._hashes):
            return np.full(len(hashes), -1, np.int64)
        at = np.minimum(np.searchsorted(self._hashes, hashes), len(self._hashes) - 1)
        return np.where(self._hashes[at] == hashes, at, -1)

    def _add(self, hashes: NDArray[np.uint64], texts: list[str]) -> None:
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


def _quoted(padded: NDArray[np.uint8], starts: Positions, ends: Positions) -> NDArray[np.bool_]:
    quote = ord('"')
    quoted: NDArray[np.bool_] = (padded[starts] == quote) & (ends - starts > 1) & (padded[ends - 1] == quote)
    return quoted


def _hashes(
    padded: NDArray[np.uint8], starts: Positions, sizes: Positions, quoted: NDArray[np.bool_]
) -> NDArray[np.uint64]:
    words = np.ndarray((len(padded) - _WORD_BYTES + 1,), np.dtype("<u8"), padded, strides=(1,))
    hashes = (2 * sizes + quoted).astype(np.uint64) * _MIX
    longest = int(sizes.max()) if len(sizes) else 0
    for done in range(0, longest, _WORD_BYTES):
        rest = np.clip(sizes - done, 0, _WORD_BYTES)
        word = words[np.where(rest > 0, starts + done, 0)] & _MASKS[rest]
        hashes = (hashes ^ (hashes >> _SHIFT) ^ word) * _MIX
    return hashes
