"""Many rows at once: bitmaps of a block find the rows of well-formed bytes, `CsvParser` those that need more care.

A byte stands inside quotes where the number of quotes up to it is odd, which `prefix_xor` tells for 64 bytes at a
time. That is right only where every quote opens or closes a whole cell, or stands for a quote within one; from the
first that does not, `CsvParser` takes over for some rows. ARCHITECTURE.md draws a block of 16 bytes.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from gui.report.parsing.bitmaps import (
    Positions,
    Words,
    bit_positions,
    bitmap,
    clear_bit,
    lowest_position,
    prefix_xor,
    rank,
    set_bit,
    shifted_back,
    shifted_forward,
)
from gui.report.parsing.rows import CsvParser, Span

_LF, _CR, _QUOTE = b'\n\r"'
_FIRST_PATIENCE = 1
_MOST_PATIENCE = 2**14
_CONTINUATION_BITS, _CONTINUATION = 0xC0, 0x80


@dataclass(frozen=True, eq=False)
class Cells:
    """Where the cells of some rows lie: cell `first[row] + column` is `data[starts[...]:ends[...]]`, quotes included.

    `first` has one entry more than there are rows, the number of all cells.
    """

    starts: Positions
    ends: Positions
    first: Positions

    def column(self, number: int) -> tuple[Positions, Positions]:
        """Return where each row's cell of a column starts and ends; one that the row does not have is empty."""
        cell = self.first[:-1] + number
        exists = cell < self.first[1:]
        if exists.all():
            return self.starts[cell], self.ends[cell]
        cell = np.where(exists, cell, 0)
        return np.where(exists, self.starts[cell], 0), np.where(exists, self.ends[cell], 0)


@dataclass(frozen=True, eq=False)
class RowBatch(ABC):
    """Consecutive rows of a block of bytes; all offsets count from the start of the block."""

    well_quoted: ClassVar[bool]
    """Whether every quote opens or closes a whole cell, or stands for a quote within one."""
    data: bytes
    """The whole block."""
    start: int
    """Where the first row begins."""
    ends: Positions
    """Where each row ends, its line end included."""
    defective: NDArray[np.bool_]
    """Whether each row has defects."""
    most_cells: int
    """The number of cells of the longest row, or the width that rows should have."""

    @abstractmethod
    def cells(self) -> Cells:
        """Return where every cell lies."""

    @abstractmethod
    def column(self, number: int) -> tuple[Positions, Positions]:
        """Return where each row's cell of a column starts and ends; one that the row does not have is empty."""


class RowScanner:
    """Finds the rows of a report, block by block. For one thread."""

    def __init__(self, parser: CsvParser, width: int = 0) -> None:
        """`width` is the number of cells that a row should have; 0 takes it from the first row that comes."""
        self.parser = parser
        self.width = width
        self._plain_row: re.Pattern[bytes] | None = None
        self._patience = _FIRST_PATIENCE
        self._scratch = _Scratch()

    def batches(self, data: bytes, *, final: bool) -> Iterator[RowBatch]:
        """Yield the rows of a block that begins with a row, as far as `data` tells where they end.

        `final` says that nothing follows the block, so that its last row needs no line end.
        """
        position = 0
        patience = self._patience
        while position < len(data):
            if self.width:
                vectorized = _vectorized(data, position, self.parser, self.width, final, self._scratch)
                if len(vectorized.ends):
                    yield vectorized
                    position = int(vectorized.ends[-1])
            one_by_one = self._scalar(data, position, patience if self.width else 1, final)
            if not len(one_by_one.ends):
                break
            yield one_by_one
            position = int(one_by_one.ends[-1])
            patience = min(2 * patience, _MOST_PATIENCE)
        self._patience = max(patience // 4, _FIRST_PATIENCE)

    def _scalar(self, data: bytes, start: int, most_rows: int, final: bool) -> "_ScalarBatch":
        parser = self.parser
        ends: list[int] = []
        defective: list[bool] = []
        most_cells = self.width
        position = start
        while len(ends) < most_rows:
            plain = self._plain_row.match(data, position) if self._plain_row else None
            if plain and plain.end() - position <= parser.most_bytes and parser.readable(plain[0]):
                position = plain.end()
                defective.append(False)
            else:
                span = parser.next_row(data, position, final=final)
                if span is None:
                    break
                if not self.width:
                    self.width = len(span.cells)
                self._plain_row = self._plain_row or parser.plain_row(self.width)
                defective.append(parser.row(data, span, self.width).defective)
                most_cells = max(most_cells, len(span.cells))
                position = span.end
            ends.append(position)
        return _ScalarBatch(
            data, start, np.array(ends, np.int64), np.array(defective, np.bool_), most_cells, parser, final
        )


@dataclass(frozen=True, eq=False)
class _ScalarBatch(RowBatch):
    """Rows that `CsvParser` found one by one."""

    well_quoted = False
    parser: CsvParser
    final: bool

    def column(self, number: int) -> tuple[Positions, Positions]:
        return self.cells().column(number)

    def cells(self) -> Cells:
        position = self.start
        spans: list[Span] = []
        for end in self.ends.tolist():
            span = self.parser.next_row(self.data, position, final=self.final)
            assert span
            spans.append(span)
            position = end
        cells = [cell for span in spans for cell in span.cells]
        first = np.cumsum([0, *(len(span.cells) for span in spans)], dtype=np.int64)
        return Cells(_array(cell.start for cell in cells), _array(cell.end for cell in cells), first)


@dataclass(frozen=True, eq=False)
class _VectorizedBatch(RowBatch):
    """Rows that bitmaps found, since all their quotes are where they should be."""

    well_quoted = True
    row_cells: Positions
    """The number of cells of each row."""
    borders: Words
    """The separators and line ends outside quotes, each of which ends a cell; bit 0 stands for `start`."""

    def cells(self) -> Cells:
        borders = bit_positions(self.borders, int(self.ends[-1]) - self.start) + self.start
        starts = np.empty_like(borders)
        starts[0] = self.start
        np.add(borders[:-1], 1, out=starts[1:])
        first = np.zeros(len(self.ends) + 1, np.int64)
        np.cumsum(self.row_cells, out=first[1:])
        last = first[1:] - 1
        borders[last] = self._before_line_end(starts[last], borders[last])
        return Cells(starts, borders, first)

    def column(self, number: int) -> tuple[Positions, Positions]:
        borders = bit_positions(self.borders, int(self.ends[-1]) - self.start)
        width = self.most_cells
        if number < width and int(self.row_cells.min()) == width:
            ends = borders[number::width] + self.start
            row_starts = np.append(self.start, self.ends[:-1])
            starts = borders[number - 1 :: width][: len(ends)] + (self.start + 1) if number else row_starts
            return starts, self._before_line_end(starts, ends) if number == width - 1 else ends
        next_row = np.cumsum(self.row_cells)
        cell = next_row - self.row_cells + number
        exists = cell < next_row
        cell = np.where(exists, cell, 0)
        starts = np.where(cell > 0, borders[cell - 1] + 1, 0) + self.start
        ends = borders[cell] + self.start
        ends = np.where(cell + 1 == next_row, self._before_line_end(starts, ends), ends)
        return np.where(exists, starts, self.start), np.where(exists, ends, self.start)

    def _before_line_end(self, starts: Positions, ends: Positions) -> Positions:
        """Return the ends of cells that end their rows, without the `\\r` of `\\r\\n`."""
        block = np.frombuffer(self.data, np.uint8)
        cell_ends: Positions = ends - ((block[ends] == _LF) & (ends > starts) & (block[ends - 1] == _CR))
        return cell_ends


class _Scratch:
    """Memory that is used again for every block: fresh pages would cost more than the work done in them."""

    def __init__(self) -> None:
        self._flags = np.empty(0, np.bool_)

    def bitmap(self, block: NDArray[np.uint8], byte: int) -> Words:
        """Return where a byte stands; the bitmap has at least one bit more than the block has bytes."""
        size = (len(block) // 64 + 1) * 64
        if len(self._flags) < size:
            self._flags = np.empty(size, np.bool_)
        flags = self._flags[:size]
        np.equal(block, byte, out=flags[: len(block)])
        flags[len(block) :] = False
        return bitmap(flags)


def _vectorized(
    data: bytes, start: int, parser: CsvParser, width: int, final: bool, scratch: _Scratch
) -> _VectorizedBatch:
    """Return the rows from `start` on, up to the one with the first quote that is out of place."""
    block = np.frombuffer(data, np.uint8, offset=start)
    limit = len(block)
    line_ends = scratch.bitmap(block, _LF)
    separators = scratch.bitmap(block, parser.separator)
    returns = None
    if data.find(b"\r", start) >= 0:
        returns = scratch.bitmap(block, _CR)
        lone = returns & ~shifted_back(line_ends)
        if not final:
            clear_bit(lone, limit - 1)
        line_ends |= lone
    if data.find(b'"', start) >= 0:
        quotes = scratch.bitmap(block, _QUOTE)
        inside = prefix_xor(quotes)
        broken_lines = line_ends & inside
        line_ends ^= broken_lines
        separators &= ~inside
        borders = separators | line_ends
        limit = min(
            _first_misplaced(quotes, inside, borders, returns, limit),
            _first_endless(quotes, inside, broken_lines, borders, parser.most_lines, limit),
        )
    ends = _up_to_too_long(bit_positions(line_ends, limit) + 1, parser.most_bytes)
    row_cells = np.diff(rank(separators, ends), prepend=0) + 1
    defective = row_cells < width
    if len(ends):
        defective |= _surplus(block, ends, row_cells - width, parser)
        defective |= _unreadable(data, start, ends, parser)
    most_cells = int(row_cells.max(initial=0))
    return _VectorizedBatch(data, start, ends + start, defective, most_cells, row_cells, separators | line_ends)


def _first_misplaced(quotes: Words, inside: Words, borders: Words, returns: Words | None, size: int) -> int:
    """Return where the first quote is that neither opens nor closes a cell nor stands for one within; else `size`.

    An opening quote has a border before it, or the closing one of `""`; a closing quote has a border behind it, or
    the opening one of `""`. The quote in `c"` has neither.

    >>> data = b'"a""b";c"d'
    >>> quotes, borders = (bitmap(np.frombuffer(data.ljust(64), np.uint8) == byte) for byte in b'";')
    >>> inside = prefix_xor(quotes)
    >>> _first_misplaced(quotes, inside, borders & ~inside, None, len(data))
    8
    """
    opening, closing = quotes & inside, quotes & ~inside
    allowed_before = shifted_forward(borders | closing)
    set_bit(allowed_before, 0)
    allowed_after = borders | opening
    if returns is not None:
        allowed_after |= returns
    set_bit(allowed_after, size)
    misplaced = (opening & ~allowed_before) | (closing & ~shifted_back(allowed_after))
    words = np.flatnonzero(misplaced)
    return size if not len(words) else lowest_position(misplaced, int(words[0]))


def _first_endless(
    quotes: Words, inside: Words, broken_lines: Words, borders: Words, most_lines: int, size: int
) -> int:
    """Return where the first cell begins that has `most_lines` line ends or more; `size` where there is none.

    Two quick tests settle most blocks: whether there are so many line ends inside quotes at all, and, counted by
    whole words, whether there are so many from one word with a border to the next but one.

    >>> data = b'"a\\nb";"\\n\\n\\n";c'
    >>> quotes, line_ends, borders = (bitmap(np.frombuffer(data.ljust(64), np.uint8) == byte) for byte in b'"\\n;')
    >>> inside = prefix_xor(quotes)
    >>> [_first_endless(quotes, inside, line_ends & inside, borders, most, len(data)) for most in (1, 3, 4)]
    [0, 6, 13]
    """
    if np.bitwise_count(broken_lines).sum() < most_lines:
        return size
    lines_before = np.cumsum(np.bitwise_count(broken_lines), dtype=np.int64)
    with_border = np.flatnonzero(borders)
    edges = np.concatenate(([0, 0], lines_before[with_border], lines_before[-1:]))
    if (edges[2:] - edges[:-2]).max() < most_lines:
        return size
    opening, closing = quotes & inside, quotes & ~inside
    opens = bit_positions(opening & ~shifted_forward(closing), size)
    closes = np.append(bit_positions(closing & ~shifted_back(opening), size), size)[: len(opens)]
    lines = rank(broken_lines, closes) - rank(broken_lines, opens)
    endless = np.flatnonzero(lines >= most_lines)
    return int(opens[endless[0]]) if len(endless) else size


def _surplus(block: NDArray[np.uint8], ends: Positions, surplus: Positions, parser: CsvParser) -> NDArray[np.bool_]:
    """Tell which rows have a cell that is not empty beyond the width; `surplus` is how many cells each has too many."""
    defective = np.zeros(len(ends), np.bool_)
    rows = np.flatnonzero(surplus > 0)
    position, left = ends[rows] - 1, surplus[rows]
    position -= (block[position] == _LF) & (block[position - 1] == _CR)
    while len(rows):
        position -= 1
        is_separator = block[position] == parser.separator
        defective[rows[~is_separator]] = True
        left -= 1
        more = is_separator & (left > 0)
        rows, position, left = rows[more], position[more], left[more]
    return defective


def _up_to_too_long(ends: Positions, most_bytes: int) -> Positions:
    """Return the ends of the rows before the first that has more than `most_bytes`."""
    if not len(ends) or ends[-1] <= most_bytes:
        return ends
    too_long = np.flatnonzero(np.diff(ends, prepend=0) > most_bytes)
    return ends[: too_long[0]] if len(too_long) else ends


def _unreadable(data: bytes, start: int, ends: Positions, parser: CsvParser) -> NDArray[np.bool_] | bool:
    """Tell which rows have NUL or bytes that are no text; `ends` count from `start`."""
    stop = start + int(ends[-1])
    has_nul = data.find(b"\0", start, stop) >= 0
    if not has_nul and parser.readable(data[start:stop]):
        return False
    edges = [start, *(ends + start).tolist()]
    rows = (data[edges[row] : edges[row + 1]] for row in range(len(ends)))
    return np.array([b"\0" in row or not parser.readable(row) for row in rows], np.bool_)


def _array(numbers: Iterator[int]) -> Positions:
    return np.fromiter(numbers, np.int64)
