"""Where in raw bytes a text may stand.

Nothing is missed. For every character of the text all forms that are alike to a person and have the same number of
bytes are taken for one and the same; where anything else stands that may be part of a match (a form of another length,
an accent behind its letter, a NUL or a quote that reading leaves out), the row is to be read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import combining

import numpy as np

from gui.report.finding.folding import accents, composed, folded, forms, sought
from gui.report.parsing.bitmaps import Positions
from gui.report.parsing.rows import CsvParser

_MOST_KNOWN = 2**14
_CHARACTER_BYTES = 4
_FIRST_OF_THREE = 0xE0
"""Begins a character of three bytes, none of two."""
_QUOTE = b'"'
_NONE = np.empty(0, np.int64)


@dataclass(frozen=True, eq=False)
class Places:
    """Where in some bytes the text stands for `sure`, and where a row must be read to know."""

    sure: Positions
    unsure: Positions

    def between(self, start: int, stop: int) -> "Places":
        """Those in a part of the bytes."""
        sure, unsure = (slice(*np.searchsorted(places, (start, stop))) for places in (self.sure, self.unsure))
        return Places(self.sure[sure], self.unsure[unsure])

    def within(self, start: int, stop: int) -> "Places":
        """Those in a part of the bytes, counted from its start."""
        here = self.between(start, stop)
        return Places(here.sure - start, here.unsure - start)


class Needle:
    """A text to be found. `defective` says that the report may have rows whose cells are not what their bytes are."""

    def __init__(self, text: str, parser: CsvParser, *, defective: bool) -> None:
        text = sought(text)
        self._folded, self._composed = folded(text), composed(text)
        self.empty = not self._composed
        self._parser = parser
        self._defective = defective
        self._pieces = [b""]
        """The text between characters that a cell's raw bytes may have otherwise."""
        self._table = bytes(range(256))
        """Makes the bytes of forms that are alike one and the same."""
        self._spaces: set[bytes] = set()
        self._other_forms: set[bytes] = set()
        """Forms of other lengths: of a space, which is never at an end of the text, and of all other characters."""
        self._first_bytes, self._last_bytes = np.zeros((2, 256), np.bool_)
        self._left_out = {b"\0"} if defective else set[bytes]()
        self._possible = all(map(self._take, self._composed))
        self._piece = max(self._pieces, key=len).translate(self._table)
        self._in_one_piece = len(self._pieces) == 1 and self._folded == self._composed
        if not self._piece and any(each in self._composed for each in self._only_quoted()):
            self._piece = _QUOTE
        self._plain = self._table == bytes(range(256))
        self._known: dict[bytes, bool] = {}

    def places(self, data: bytes) -> Places:
        """Find all places that count, ascending."""
        if not self._possible:
            return Places(_NONE, _NONE)
        if not self._piece:
            return Places(_NONE, np.arange(len(data)))
        found = np.fromiter(self._piece_places(data), np.int64)
        other_forms = np.concatenate((_occurrences(data, self._other_forms), self._inner_spaces(data)))
        others = [at for at in other_forms.tolist() if self._may_be_around(data, at)]
        unsure = [np.array(others, np.int64), _occurrences(data, self._left_out)]
        if self._defective and _QUOTE in data:
            unsure.append(_quotes_inside(data, self._parser))
        if not self._in_one_piece:
            unsure.append(found)
            found = _NONE
        return Places(found, np.unique(np.concatenate(unsure)))

    def is_in(self, text: str) -> bool:
        """Tell whether a text has it: as both are written, or as both are composed."""
        return self._folded in folded(text) or self._composed in composed(text)

    def _only_quoted(self) -> tuple[str, ...]:
        """What is in no cell without quotes."""
        return ('"', "\r", "\n", chr(self._parser.separator))

    def _take(self, character: str) -> bool:
        """Take a character; False where the report's encoding has no form of it."""
        if character in (*self._only_quoted(), "\0", "\ufffd") or combining(character):
            self._pieces.append(b"")
            return True
        encoding = self._parser.encoding
        encoded = {form: raw for form in forms(character) if (raw := form.encode(encoding, "ignore"))}
        single = [raw for form, raw in encoded.items() if folded(form) == character]
        alike = [raw for raw in single if len(raw) == len(single[0])]
        if alike:
            self._pieces[-1] += alike[0]
            self._table = _made_alike(self._table, alike)
        else:
            self._pieces.append(b"")
        (self._spaces if character == " " else self._other_forms).update(set(encoded.values()) - set(alike))
        self._first_bytes[[raw[0] for raw in encoded.values()]] = True
        self._last_bytes[[raw[-1] for raw in encoded.values()]] = True
        marks = {mark.encode(encoding, "ignore") for form in encoded for mark in accents(form)}
        self._left_out |= marks - {b""}
        return bool(encoded)

    def _piece_places(self, data: bytes) -> Iterator[int]:
        folded_data = data if self._plain else data.translate(self._table)
        size = len(self._piece)
        at = folded_data.find(self._piece)
        while at >= 0:
            found = not self._in_one_piece or self._is_it(data[at : at + size])
            if found:
                yield at
            at = folded_data.find(self._piece, at + (size if found else 1))

    def _is_it(self, raw: bytes) -> bool:
        known = self._known.get(raw)
        if known is None:
            if len(self._known) == _MOST_KNOWN:
                self._known.clear()
            known = self._known[raw] = folded(raw.decode(self._parser.encoding, "replace")) == self._composed
        return known

    def _inner_spaces(self, data: bytes) -> Positions:
        """Find spaces of several bytes between characters that the text has; amounts of money are full of others."""
        places = _occurrences(data, self._spaces)
        if not self._in_one_piece or not len(places):
            return places
        block = np.frombuffer(data, np.uint8)
        behind = places + np.where(block[places] < _FIRST_OF_THREE, 2, 3)
        before, behind = np.maximum(places - 1, 0), np.minimum(behind, len(data) - 1)
        inner: Positions = places[self._last_bytes[block[before]] & self._first_bytes[block[behind]]]
        return inner

    def _may_be_around(self, data: bytes, at: int) -> bool:
        """Tell whether the text may be part of what is around a place in it; a form of a character is there."""
        around = (len(self._composed) + 1) * _CHARACTER_BYTES
        text = data[max(at - around, 0) : at + around].decode(self._parser.encoding, "replace")
        return not self._in_one_piece or self.is_in(text)


def _made_alike(table: bytes, alike: list[bytes]) -> bytes:
    """Add to a table that the bytes at the same place of some forms become one and the same."""
    for at in range(len(alike[0])):
        same = {table[form[at]] for form in alike}
        if len(same) > 1:
            table = bytes(min(same) if byte in same else byte for byte in table)
    return table


def _occurrences(data: bytes, sequences: set[bytes]) -> Positions:
    """Find some rare sequences of bytes."""
    block = np.frombuffer(data, np.uint8)
    found = [_NONE]
    for first in {sequence[0] for sequence in sequences}:
        if first not in data:
            continue
        places = np.flatnonzero(block == first)
        for sequence in (each for each in sequences if each[0] == first):
            here = places[: np.searchsorted(places, len(data) - len(sequence), side="right")]
            for distance, byte in enumerate(sequence[1:], 1):
                here = here[block[here + distance] == byte]
            found.append(here)
    return np.concatenate(found)


def _quotes_inside(data: bytes, parser: CsvParser) -> Positions:
    """Find quotes with something of a cell on both sides: reading may leave them out between two letters."""
    block = np.frombuffer(data, np.uint8)
    places = np.flatnonzero(block[1:-1] == _QUOTE[0]) + 1
    is_border = np.zeros(256, np.bool_)
    is_border[[parser.separator, *b'\r\n"']] = True
    inside: Positions = places[~is_border[block[places - 1]] & ~is_border[block[places + 1]]]
    return inside
