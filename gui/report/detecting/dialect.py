"""How a report is written: its encoding, its separator, and which row names the columns."""

import codecs
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from gui.report.detecting.charset import UTF_16_LE, is_utf_8, likeliest, utf_16_order
from gui.report.detecting.header import HEAD_ROWS, Cells, find_header, is_value, table_rows, table_width
from gui.report.parsing.rows import CsvParser

UTF_8, WINDOWS_1251, KOI8_R, CP866, UTF_16 = ENCODINGS = ("utf-8", "windows-1251", "koi8-r", "cp866", "utf-16")
SEPARATORS = ("\t", ";", "|", ",")
"""Characters that are rarer in texts come first."""

SNIFFED_ROWS = 100
_LEAST_ALIKE, _ALMOST_ALL = 0.6, 0.9
_SEPARATOR_LINE = re.compile(rb'"?sep="?([;,\t|])"?\1*"?[ \t]*(?:\r\n?|\n|\Z)', re.IGNORECASE)


@dataclass(frozen=True)
class Dialect:
    """How to read a report; `encoding` is one of `ENCODINGS`, `separator` one of `SEPARATORS`.

    `header_row` is the number of the row that names the columns, from 0, None if there is no such row. What stands
    above it is not data.
    """

    encoding: str
    separator: str
    header_row: int | None

    @property
    def header_rows(self) -> int:
        """How many rows at the beginning are not data."""
        return 0 if self.header_row is None else self.header_row + 1


class Looks(NamedTuple):
    """The dialect a file seems to have, and a digest that files share whose columns are the same in number and name."""

    dialect: Dialect
    shape: str


def detect(samples: Sequence[bytes]) -> Dialect:
    """Return the dialect that `examine` guesses."""
    return examine(samples).dialect


def examine(samples: Sequence[bytes]) -> Looks:
    """Guess from blocks of a file: the first is its beginning, the others lie anywhere and may cut a character in two.

    A single block is taken for the whole file.
    """
    encoding = _encoding(samples)
    head = samples[0]
    if encoding == UTF_16:
        head = head.decode(utf_16_order(head) or UTF_16_LE, "replace").encode()
    separator_line = _SEPARATOR_LINE.match(head, len(_mark(head, encoding)))
    head = head[len(preamble(head, encoding)) :]
    read_as = UTF_8 if encoding == UTF_16 else encoding
    final = len(samples) == 1
    possible = (separator_line[1].decode(),) if separator_line else SEPARATORS
    rows = {separator: _rows(head, separator, read_as, final) for separator in possible}
    separator = possible[0] if separator_line else _separator(rows)
    return Looks(Dialect(encoding, separator, find_header(rows[separator])), _shape(separator, rows[separator]))


def preamble(head: bytes, encoding: str) -> bytes:
    """Return what stands before the first row: the byte order mark of UTF-8, and Excel's line `sep=;`."""
    separator_line = _SEPARATOR_LINE.match(head, len(_mark(head, encoding)))
    return head[: separator_line.end()] if separator_line else _mark(head, encoding)


def _mark(head: bytes, encoding: str) -> bytes:
    is_marked = encoding in (UTF_8, UTF_16) and head.startswith(codecs.BOM_UTF8)
    return codecs.BOM_UTF8 if is_marked else b""


def _encoding(samples: Sequence[bytes]) -> str:
    if samples[0].startswith(codecs.BOM_UTF8):
        return UTF_8
    if utf_16_order(samples[0]):
        return UTF_16
    return UTF_8 if is_utf_8(samples) else likeliest(samples, WINDOWS_1251, (KOI8_R, CP866))


def _rows(head: bytes, separator: str, encoding: str, final: bool) -> list[Cells]:
    parser = CsvParser(separator, encoding)
    whole = list(islice(parser.spans(head, final=final), SNIFFED_ROWS))
    whole = whole or list(islice(parser.spans(head, final=True), 1))
    return [parser.row(head, span, 0).cells for span in whole]


def _separator(rows: dict[str, list[Cells]]) -> str:
    """Return the separator that gives most rows the same number of cells, the first rows above all."""
    fits: list[tuple[float, int, str]] = []
    for separator, split_rows in rows.items():
        filled = [row for row in split_rows if any(row)]
        width = table_width(filled)
        start = next((number for number, row in enumerate(filled) if len(row) == width), 0)
        alike = [len(row) == width for row in filled[start:]]
        share = sum(alike) / max(len(alike), 1)
        if width > 1 and share >= (_ALMOST_ALL if start else _LEAST_ALIKE):
            fits.append((share, start + alike[:HEAD_ROWS].count(False), separator))
    most = max((share for share, _, _ in fits), default=0.0)
    good = [(misses, separator) for share, misses, separator in fits if share >= _LEAST_ALIKE * most]
    return min(good, key=lambda fit: (fit[0], SEPARATORS.index(fit[1])), default=(0, ";"))[1]


def _shape(separator: str, rows: list[Cells]) -> str:
    """Return a digest of the table's width and of its names, if these stand first: values differ from file to file."""
    table = table_rows(rows)
    first = rows[table[0]] if table else ()
    names = () if any(map(is_value, first)) else tuple(first)
    return hashlib.sha256(repr((separator, table_width(rows), names)).encode()).hexdigest()
