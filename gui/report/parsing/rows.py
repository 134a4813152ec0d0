"""What a row is: the one definition by which a report is split into rows and read.

A row is what Python's `csv` takes it for, with these rules for what `csv` leaves open:

- `\\n`, `\\r\\n` and a lone `\\r` end a row outside quotes; an empty line is a row of one empty cell.
- A quote opens a cell only as its first character. What follows the closing quote on the same line, up to the next
  separator, belongs to the cell, and the row is defective.
- An opening quote that is not closed as it should be is a character like any other, and the row is defective. That
  is one with no closing quote within `MOST_LINES` lines or before the end of the file, or with one on a later line
  that something other than a separator or a line end follows, as would follow the opening quote of a cell further
  down. So one quote too many spoils its own row only.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Flag, auto
from typing import NamedTuple

from gui.report.parsing.characters import is_utf_8

MOST_LINES = 200
MOST_BYTES = 64 * 2**20

_LINE_END = re.compile(rb"\r\n?|\n")
_QUOTE, _CR = b'"\r'
_CONTINUATION = range(0x80, 0xC0)
_UNREADABLE = "\N{REPLACEMENT CHARACTER}"
_UNREADABLE_BYTES = _UNREADABLE.encode()


class RowDefect(Flag):
    """What is wrong with a row."""

    SHORT = auto()
    SURPLUS = auto()
    QUOTES = auto()
    CHARACTERS = auto()
    NUL = auto()
    LONG = auto()


NO_DEFECT = RowDefect(0)


@dataclass(frozen=True)
class Row:
    """The cells of a row as text, with none added and none left out."""

    cells: tuple[str, ...]
    defects: RowDefect = NO_DEFECT

    @property
    def defective(self) -> bool:
        """Whether the person should know that something is wrong with it."""
        return bool(self.defects)


class Cell(NamedTuple):
    """Where a cell lies, in bytes; `close` is the position of its closing quote, None in a cell without quotes."""

    start: int
    close: int | None
    end: int


class Span(NamedTuple):
    """Where a row ends, its line end included, and where its cells lie; `defects` are those of its structure alone."""

    end: int
    cells: list[Cell]
    defects: RowDefect


class CsvParser:
    """Finds and reads rows. The limits are arguments so that tests can reach them."""

    def __init__(
        self, separator: str, encoding: str, most_lines: int = MOST_LINES, most_bytes: int = MOST_BYTES
    ) -> None:
        self.encoding = encoding
        self.most_bytes = most_bytes
        self.most_lines = most_lines
        self.separator = ord(separator)
        self._unreadable_bytes = None if encoding == "utf-8" else _unreadable_bytes(encoding)
        self._sep = re.escape(separator.encode("ascii"))
        self._cell_end = re.compile(rb"[" + self._sep + rb"\r\n]")

    def next_row(self, data: bytes, start: int, *, final: bool) -> Span | None:
        """Return the row that begins at `start`, or None where more bytes are needed to tell where it ends.

        `final` says that nothing follows `data`; None then means that no row is left.
        """
        if start >= len(data):
            return None
        span = self._find(data, start, len(data), final)
        if span and span.end - start <= self.most_bytes:
            return span
        cut = start + self.most_bytes
        if len(data) <= cut:
            return span
        for _ in range(3):  # a character of UTF-8 is not torn apart
            if data[cut] in _CONTINUATION and cut - 1 > start:
                cut -= 1
        span = self._find(data, start, cut, final=True)
        return span._replace(defects=span.defects | RowDefect.LONG) if span and span.end == cut else span

    def spans(self, data: bytes, *, final: bool) -> Iterator[Span]:
        """Yield one row after another, as far as `data` tells where they end."""
        span = self.next_row(data, 0, final=final)
        while span:
            yield span
            span = self.next_row(data, span.end, final=final)

    def row(self, data: bytes, span: Span, width: int) -> Row:
        """Read a row that was found in `data`; `width` is the number of cells that a row should have."""
        defects = span.defects
        text = [self._text(data, cell) for cell in span.cells]
        if any(_UNREADABLE in cell for cell in text):
            defects |= RowDefect.CHARACTERS
        if any("\0" in cell for cell in text):
            defects |= RowDefect.NUL
            text = [cell.replace("\0", "") for cell in text]
        if len(text) < width:
            defects |= RowDefect.SHORT
        if any(cell.start < cell.end for cell in span.cells[width:]):
            defects |= RowDefect.SURPLUS
        return Row(tuple(text), defects)

    def readable(self, data: bytes) -> bool:
        """Tell whether all of `data` decodes, and has no U+FFFD, which stands for bytes that once did not."""
        if self._unreadable_bytes is not None:
            return not any(byte in data for byte in self._unreadable_bytes)
        if data.isascii():
            return True
        has_replacement = (
            _UNREADABLE_BYTES[0] in data and _UNREADABLE_BYTES in data
        )  # one byte is found 10 times faster
        return not has_replacement and is_utf_8(data)

    def cell_text(self, raw: bytes) -> str:
        """Read one cell from its bytes, quotes included, as `row` would."""
        close = self._closing(raw, 0, len(raw), final=True) if raw[:1] == b'"' else None
        return self._text(raw, Cell(0, close or None, len(raw))).replace("\0", "")

    def plain_row(self, width: int) -> re.Pattern[bytes]:
        """Return a pattern that matches most rows of `width` cells without defects, and skips over them fast.

        Where it matches at a row's start, it ends where `next_row` would. It does not match rows that need a closer
        look: another number of cells, NUL, a line end in a cell, an end that only the next byte decides.
        """
        inside = rb'[^"\0\r\n]*+'
        quoted = rb'"' + inside + rb'(?:""' + inside + rb')*+"'
        bare = rb'(?!")[^\0\r\n' + self._sep + rb"]*+"
        cell = rb"(?:" + bare + rb"|" + quoted + rb")"
        more = rb"(?:" + self._sep + cell + rb"){%d}" % (width - 1)
        return re.compile(cell + more + rb"(?:\n|\r\n|\r(?=[^\n]))")

    def _find(self, data: bytes, start: int, end: int, final: bool) -> Span | None:
        cells: list[Cell] = []
        defects = NO_DEFECT
        while True:
            close, stop = None, start
            if start < end and data[start] == _QUOTE:
                close = self._closing(data, start, end, final)
                if close is None:
                    return None
                if close == start:
                    close, defects = None, defects | RowDefect.QUOTES
                else:
                    stop = close + 1
            stop = self._plain_end(data, stop, end)
            if close is not None and stop != close + 1:
                defects |= RowDefect.QUOTES
            cells.append(Cell(start, close, stop))
            if stop < end and data[stop] == self.separator:
                start = stop + 1
                continue
            row_end = _after_line_end(data, stop, end, final)
            return None if row_end is None else Span(row_end, cells, defects)

    def _closing(self, data: bytes, opening: int, end: int, final: bool) -> int | None:
        """Return where a cell's closing quote is: `opening` if there is none, None if more bytes are needed to tell."""
        lines = 0
        position = opening + 1
        while True:
            quote = data.find(b'"', position, end)
            for _ in _LINE_END.finditer(data, position, end if quote < 0 else quote):
                lines += 1
                if lines == self.most_lines:
                    return opening
            if quote < 0:
                return opening if final else None
            if quote + 1 == end:
                return quote if final else None
            if data[quote + 1] != _QUOTE:
                return quote if not lines or self._cell_end.match(data, quote + 1) else opening
            position = quote + 2

    def _plain_end(self, data: bytes, start: int, end: int) -> int:
        match = self._cell_end.search(data, start, end)
        return match.start() if match else end

    def _text(self, data: bytes, cell: Cell) -> str:
        if cell.close is None:
            return data[cell.start : cell.end].decode(self.encoding, "replace")
        quoted = data[cell.start + 1 : cell.close].replace(b'""', b'"')
        return (quoted + data[cell.close + 1 : cell.end]).decode(self.encoding, "replace")


def _unreadable_bytes(encoding: str) -> tuple[int, ...]:
    """Return the bytes that stand for no character in a single-byte encoding."""
    return tuple(byte for byte in range(256) if bytes([byte]).decode(encoding, "replace") == _UNREADABLE)


def _after_line_end(data: bytes, start: int, end: int, final: bool) -> int | None:
    """Return the position after the line end at `start`, None where that is not known yet."""
    next_row = start + (2 if data[start : start + 2] == b"\r\n" else 1)
    if start == end or (start + 1 == end and data[start] == _CR):
        return end if final else None
    return min(next_row, end)
