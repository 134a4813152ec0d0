"""A text in a report: sought in raw bytes, then looked at closely where it may be."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gui.report.bitmaps import Positions
from gui.report.index import STEP
from gui.report.masks import Mask, packed
from gui.report.report import Block, Report
from gui.report.rows import Grammar
from gui.report.stretches import Splitter
from gui.report.watch import Watch
from gui.report.wish import Contains

_FEW = 8
"""Where fewer than one step in so many has a find, these are split alone and not the whole block."""


def rows_with(report: Report, wanted: Contains, watch: Watch) -> Mask:
    """Find the rows that have a text in a cell, capitals or not. Raises ReportError.

    Capital and small letters are alike where each is one character of as many bytes as the other.
    """
    needle = _Needle(wanted.text, report.grammar)
    splitter = Splitter(report.grammar, report.width)
    mask = np.zeros(-(-report.index.rows // 8), np.uint8)
    for block in report.blocks(watch):
        flags = np.zeros(block.rows, np.bool_)
        if needle.in_one_piece and b"\0" not in block.data:
            _mark_steps(report, block, needle.places(block.data), wanted.column, splitter, flags)
        else:
            _mark_closely(block, needle, wanted.column, splitter, flags)
        first = block.first_row // 8
        mask[first : first + -(-block.rows // 8)] = packed(flags)
    return mask


class _Needle:
    def __init__(self, text: str, grammar: Grammar) -> None:
        self._grammar = grammar
        self._lower = text.lower()
        self._fold = _fold_table(grammar.encoding)
        pieces = _pieces(self._lower, grammar, self._fold)
        self.in_one_piece = len(pieces) == 1
        self.piece = max(pieces, key=len)
        self._plain = self.piece.translate(self._fold) == self.piece and _is_caseless(self._lower)
        self._known: dict[bytes, bool] = {}

    def places(self, data: bytes) -> Positions:
        """Find the text itself; only where it is in one piece."""
        return np.fromiter(self._places(data), np.int64)

    def may_be_in(self, row: bytes) -> bool:
        """Whether a row must be looked at."""
        return b"\0" in row or self.piece in row.translate(self._fold)

    def is_in(self, cells: tuple[str, ...], column: int | None) -> bool:
        looked_at = cells if column is None else cells[column : column + 1]
        return any(self._lower in cell.lower() for cell in looked_at)

    def _places(self, data: bytes) -> Iterator[int]:
        folded = data if self._plain else data.translate(self._fold)
        size = len(self.piece)
        at = folded.find(self.piece)
        while at >= 0:
            found = self._is_it(data[at : at + size])
            if found:
                yield at
            at = folded.find(self.piece, at + (size if found else 1))

    def _is_it(self, raw: bytes) -> bool:
        known = self._known.get(raw)
        if known is None:
            known = self._known[raw] = raw.decode(self._grammar.encoding, "replace").lower() == self._lower
        return known


def _mark_steps(
    report: Report, block: Block, places: Positions, column: int | None, splitter: Splitter, flags: NDArray[np.bool_]
) -> None:
    """Mark the rows that have a place; where these are few, only the index's steps that they lie in are split."""
    first = block.first_row // STEP
    starts = report.index.offsets[first : first - (-block.rows // STEP)].astype(np.int64) - block.offset
    step_of = np.searchsorted(starts, places, side="right") - 1
    steps = np.unique(step_of)
    if len(steps) * _FEW > len(starts):
        _mark(block.data, places, column, splitter, flags)
        return
    for step in steps.tolist():
        start = int(starts[step])
        stop = int(starts[step + 1]) if step + 1 < len(starts) else len(block.data)
        part = flags[step * STEP : (step + 1) * STEP]
        _mark(block.data[start:stop], places[step_of == step] - start, column, splitter, part)


def _mark(data: bytes, places: Positions, column: int | None, splitter: Splitter, flags: NDArray[np.bool_]) -> None:
    at = 0
    for stretch in splitter.stretches(data, final=True):
        here = places[(places >= stretch.start) & (places < stretch.ends[-1])]
        if len(here) and column is None:
            flags[at + np.searchsorted(stretch.ends, here, side="right")] = True
        elif len(here):
            cells = stretch.cells()
            cell = np.searchsorted(cells.starts, here, side="right") - 1
            row = np.searchsorted(cells.first, cell, side="right") - 1
            flags[at + row[cell - cells.first[row] == column]] = True
        at += len(stretch.ends)


def _mark_closely(
    block: Block, needle: _Needle, column: int | None, splitter: Splitter, flags: NDArray[np.bool_]
) -> None:
    if not needle.may_be_in(block.data):
        return
    grammar, data, start, at = splitter.grammar, block.data, 0, 0
    for stretch in splitter.stretches(data, final=True):
        for end in stretch.ends.tolist():
            row = data[start:end]
            if needle.may_be_in(row) and (span := grammar.next_row(row, 0, final=True)):
                flags[at] = needle.is_in(grammar.row(row, span, splitter.width).cells, column)
            start = end
            at += 1


def _fold_table(encoding: str) -> bytes:
    """Make letters alike that differ in their case only; in UTF-8 others become alike as well."""
    if encoding != "utf-8":
        return bytes(_lower_byte(byte, encoding) for byte in range(256))
    table = bytearray(bytes(range(256)).lower())
    for byte in range(0x80, 0xC0):
        table[byte] = byte & 0x8F
    table[0xD1] = 0xD0
    return bytes(table)


def _lower_byte(byte: int, encoding: str) -> int:
    lower = bytes([byte]).decode(encoding, "replace").lower().encode(encoding, "replace")
    return lower[0] if len(lower) == 1 and lower != b"?" else byte


def _pieces(lower: str, grammar: Grammar, fold: bytes) -> list[bytes]:
    """Cut a text, as folded bytes, at characters that a cell's raw bytes may have otherwise."""
    otherwise = {'"', "\r", "\n", "\0", "\ufffd", chr(grammar.separator)}
    pieces = [b""]
    for character in lower:
        forms = {_encoded(form, grammar.encoding).translate(fold) for form in (character, character.upper())} - {b""}
        if character in otherwise or len(forms) != 1:
            pieces.append(b"")
        else:
            pieces[-1] += forms.pop()
    return pieces


def _encoded(text: str, encoding: str) -> bytes:
    return text.encode(encoding, "ignore")


def _is_caseless(lower: str) -> bool:
    return lower == lower.upper()
