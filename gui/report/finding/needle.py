"""Where in raw bytes a text may stand.

Nothing is missed. For each character of the text, all forms that a person takes for the same and that have as many
bytes are made equal before the search. Where anything else stands that may be part of a match (a form of another
length, an accent behind its letter, a NUL or a quote that reading leaves out), the row has to be read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import combining

import numpy as np

from gui.report.finding.folding import SoughtText, accents, folded, forms
from gui.report.parsing.bitmaps import Positions
from gui.report.parsing.rows import CsvParser

_MOST_KNOWN = 2**14
_CHARACTER_BYTES = 4
_FIRST_OF_THREE = 0xE0
"""Begins a character of three bytes, none of two."""
_QUOTE = b'"'
_NONE = np.empty(0, np.int64)


@dataclass(frozen=True, eq=False)
class Matches:
    """Where in some bytes the text stands for sure, and where it may, so that the row must be read to know."""

    sure: Positions
    unsure: Positions

    def between(self, start: int, stop: int) -> "Matches":
        """Return those from `start` to before `stop`."""
        sure, unsure = (slice(*np.searchsorted(positions, (start, stop))) for positions in (self.sure, self.unsure))
        return Matches(self.sure[sure], self.unsure[unsure])

    def within(self, start: int, stop: int) -> "Matches":
        """Return those from `start` to before `stop`, with positions that count from `start`."""
        inner = self.between(start, stop)
        return Matches(inner.sure - start, inner.unsure - start)


class Needle:
    """A text to be found. `defective` says that the report may have cells whose text differs from their bytes."""

    def __init__(self, text: str, parser: CsvParser, *, defective: bool) -> None:
        self._text = SoughtText(text)
        self.empty = not self._text.composed
        self._parser = parser
        self._defective = defective
        self._pieces = [b""]
        """The parts of the text between characters that may be written differently in a cell's bytes."""
        self._table = bytes(range(256))
        """Translates the bytes of equivalent forms to the same bytes."""
        self._spaces: set[bytes] = set()
        self._other_forms: set[bytes] = set()
        """Forms of other lengths: of a space, which is never at an end of the text, and of all other characters."""
        self._first_bytes, self._last_bytes = np.zeros((2, 256), np.bool_)
        self._left_out = {b"\0"} if defective else set[bytes]()
        self._possible = all(map(self._add_character, self._text.composed))
        self._piece = max(self._pieces, key=len).translate(self._table)
        self._in_one_piece = len(self._pieces) == 1 and self._text.folded == self._text.composed
        if not self._piece and any(character in self._text.composed for character in self._only_quoted()):
            self._piece = _QUOTE
        self._plain = self._table == bytes(range(256))
        self._known: dict[bytes, bool] = {}

    def matches(self, data: bytes) -> Matches:
        """Return where the text stands or may stand in `data`, ascending."""
        if not self._possible:
            return Matches(_NONE, _NONE)
        if not self._piece:
            return Matches(_NONE, np.arange(len(data)))
        sure = np.fromiter(self._piece_positions(data), np.int64)
        other_forms = np.concatenate((_occurrences(data, self._other_forms), self._inner_spaces(data)))
        others = [position for position in other_forms.tolist() if self._may_be_around(data, position)]
        unsure = [np.array(others, np.int64), _occurrences(data, self._left_out)]
        if self._defective and _QUOTE in data:
            unsure.append(_quotes_inside(data, self._parser))
        if not self._in_one_piece:
            unsure.append(sure)
            sure = _NONE
        return Matches(sure, np.unique(np.concatenate(unsure)))

    def is_in(self, text: str) -> bool:
        """Tell whether a text contains it."""
        return self._text.is_in(text)

    def _only_quoted(self) -> tuple[str, ...]:
        """Return the characters that stand in no cell without quotes."""
        return ('"', "\r", "\n", chr(self._parser.separator))

    def _add_character(self, character: str) -> bool:
        """Add a character to the pieces; False where the report's encoding has no form of it."""
        if character in (*self._only_quoted(), "\0", "\ufffd") or combining(character):
            self._pieces.append(b"")
            return True
        encoding = self._parser.encoding
        encoded = {form: raw for form in forms(character) if (raw := form.encode(encoding, "ignore"))}
        single = [raw for form, raw in encoded.items() if folded(form) == character]
        alike = [raw for raw in single if len(raw) == len(single[0])]
        if alike:
            self._pieces[-1] += alike[0]
            self._table = _with_equal_bytes(self._table, alike)
        else:
            self._pieces.append(b"")
        (self._spaces if character == " " else self._other_forms).update(set(encoded.values()) - set(alike))
        self._first_bytes[[raw[0] for raw in encoded.values()]] = True
        self._last_bytes[[raw[-1] for raw in encoded.values()]] = True
        marks = {mark.encode(encoding, "ignore") for form in encoded for mark in accents(form)}
        self._left_out |= marks - {b""}
        return bool(encoded)

    def _piece_positions(self, data: bytes) -> Iterator[int]:
        translated = data if self._plain else data.translate(self._table)
        size = len(self._piece)
        position = translated.find(self._piece)
        while position >= 0:
            is_match = not self._in_one_piece or self._is_it(data[position : position + size])
            if is_match:
                yield position
            position = translated.find(self._piece, position + (size if is_match else 1))

    def _is_it(self, raw: bytes) -> bool:
        known = self._known.get(raw)
        if known is None:
            if len(self._known) == _MOST_KNOWN:
                self._known.clear()
            known = self._known[raw] = folded(raw.decode(self._parser.encoding, "replace")) == self._text.composed
        return known

    def _inner_spaces(self, data: bytes) -> Positions:
        """Return where spaces of several bytes stand between characters of the text; sums of money have many others."""
        spaces = _occurrences(data, self._spaces)
        if not self._in_one_piece or not len(spaces):
            return spaces
        block = np.frombuffer(data, np.uint8)
        after = np.minimum(spaces + np.where(block[spaces] < _FIRST_OF_THREE, 2, 3), len(data) - 1)
        before = np.maximum(spaces - 1, 0)
        inner: Positions = spaces[self._last_bytes[block[before]] & self._first_bytes[block[after]]]
        return inner

    def _may_be_around(self, data: bytes, position: int) -> bool:
        """Tell whether the text may stand around a position where some form of one of its characters is."""
        around = (len(self._text.composed) + 1) * _CHARACTER_BYTES
        text = data[max(position - around, 0) : position + around].decode(self._parser.encoding, "replace")
        return not self._in_one_piece or self.is_in(text)


def _with_equal_bytes(table: bytes, forms_alike: list[bytes]) -> bytes:
    """Return a table for `bytes.translate` that also makes some forms, all of one length, equal byte by byte.

    >>> table = _with_equal_bytes(bytes(range(256)), ["Ж".encode(), "ж".encode()])
    >>> "Ж".encode().translate(table) == "ж".encode().translate(table)
    True
    """
    for same_place in zip(*forms_alike, strict=True):
        equal = {table[byte] for byte in same_place}
        if len(equal) > 1:
            table = bytes(min(equal) if byte in equal else byte for byte in table)
    return table


def _occurrences(data: bytes, sequences: set[bytes]) -> Positions:
    """Return where some rare sequences of bytes stand, in no order."""
    block = np.frombuffer(data, np.uint8)
    positions = [_NONE]
    for first in {sequence[0] for sequence in sequences}:
        if first not in data:
            continue
        candidates = np.flatnonzero(block == first)
        for sequence in (sequence for sequence in sequences if sequence[0] == first):
            starts = candidates[: np.searchsorted(candidates, len(data) - len(sequence), side="right")]
            for distance, byte in enumerate(sequence[1:], 1):
                starts = starts[block[starts + distance] == byte]
            positions.append(starts)
    return np.concatenate(positions)


def _quotes_inside(data: bytes, parser: CsvParser) -> Positions:
    """Return where quotes have part of a cell on both sides: reading may leave such a quote out between two letters."""
    block = np.frombuffer(data, np.uint8)
    quotes = np.flatnonzero(block[1:-1] == _QUOTE[0]) + 1
    is_border = np.zeros(256, np.bool_)
    is_border[[parser.separator, *b'\r\n"']] = True
    inside: Positions = quotes[~is_border[block[quotes - 1]] & ~is_border[block[quotes + 1]]]
    return inside
