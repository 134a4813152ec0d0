"""How a report is written: its encoding, its separator, whether its first row names the columns."""

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from gui.report.rows import Grammar, Span

UTF_8, WINDOWS_1251, KOI8_R, UTF_16 = ENCODINGS = ("utf-8", "windows-1251", "koi8-r", "utf-16")
SEPARATORS = (";", ",", "\t", "|")

VALID_PER_BAD = 20
"""Non-ASCII characters of UTF-8 that outweigh one bad byte. Cyrillic in a one-byte encoding hardly ever makes one."""
SNIFFED_ROWS = 200

_NUMBER = re.compile(rb'\s*"?\s*[+-]?\d')
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_CONTINUATIONS = bytes(range(0x80, 0xC0))
_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class Dialect:
    """How to read a report; `encoding` is one of `ENCODINGS`, `separator` one of `SEPARATORS`."""

    encoding: str
    separator: str
    has_header: bool


def detect(samples: Sequence[bytes]) -> Dialect:
    """Guess from blocks of a file: the first is its beginning, the others lie anywhere and may tear a character."""
    encoding = _encoding(samples)
    head = samples[0].removeprefix(byte_order_mark(samples[0], encoding))
    if encoding == UTF_16:
        head = codecs.getincrementaldecoder(UTF_16)("replace").decode(head).encode()
    rows = {separator: _rows(head, separator) for separator in SEPARATORS}
    separator = max(SEPARATORS, key=lambda each: _fitness(rows[each]))
    first = rows[separator][:1]
    has_header = bool(first) and not any(_NUMBER.match(head, cell.start, cell.end) for cell in first[0].cells)
    return Dialect(encoding, separator, has_header)


def byte_order_mark(head: bytes, encoding: str) -> bytes:
    """Return the mark of UTF-8 that a file begins with, which is no part of its first row; mostly empty."""
    return codecs.BOM_UTF8 if encoding == UTF_8 and head.startswith(codecs.BOM_UTF8) else b""


def _encoding(samples: Sequence[bytes]) -> str:
    if samples[0].startswith(codecs.BOM_UTF8):
        return UTF_8
    if samples[0].startswith(_UTF_16_MARKS):
        return UTF_16
    valid = bad = 0
    for number, sample in enumerate(samples):
        whole = sample if number == 0 else sample[_torn(sample) :]
        text = codecs.getincrementaldecoder(UTF_8)("replace").decode(whole)
        bad_here = text.count("\ufffd")
        bad += bad_here
        valid += len(_NOT_ASCII.findall(text)) - bad_here
    return UTF_8 if bad * VALID_PER_BAD <= valid else WINDOWS_1251


def _torn(block: bytes) -> int:
    """Count the bytes at a block's start that end a character of the block before."""
    start = block[:3]
    return len(start) - len(start.lstrip(_CONTINUATIONS))


def _rows(head: bytes, separator: str) -> list[Span]:
    grammar = Grammar(separator, UTF_8)
    whole = list(islice(grammar.spans(head, final=False), SNIFFED_ROWS))
    return whole or list(islice(grammar.spans(head, final=True), 1))


def _fitness(rows: list[Span]) -> float:
    """Rate a separator: the more cells it makes, and above all the more rows have as many as the first."""
    if not rows:
        return 0.0
    width = len(rows[0].cells)
    alike = sum(len(row.cells) == width for row in rows) / len(rows)
    return alike**2 * (width - 1)
