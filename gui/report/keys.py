"""The order of cells: what a column's values are, and numbers that are ordered as they are.

A key is one or more unsigned numbers of 64 bits, compared one after the other. Numbers and dates come in their natural
order, then all other texts, then empty cells.
"""

import re
from collections.abc import Sequence
from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray

from gui.report.bitmaps import Positions
from gui.report.rows import Grammar
from gui.report.texts import EMPTY, HIGH_BYTES, WORD_BYTES, Keys, text_keys

Numbers = NDArray[np.uint64]
Flags = NDArray[np.bool_]
MOST_DIGITS = 15
"""A number of so many digits is exact in floating point."""

_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?", re.ASCII)
_DATE = re.compile(r"\d\d\.\d\d\.\d{4}( \d\d:\d\d(:\d\d)?)?", re.ASCII)
_DATE_SIZES = (len("DD.MM.YYYY"), len("DD.MM.YYYY hh:mm"), len("DD.MM.YYYY hh:mm:ss"))
_DATE_MARKS = {2: ".", 5: ".", 10: " ", 13: ":", 16: ":"}
_DATE_PAIRS = (6, 8, 3, 0, 11, 14, 17)
"""Places of two digits each, the weightiest first."""
_MOST_OF_TWO_DIGITS = 99
_TENS = 10 ** np.arange(MOST_DIGITS + 1, dtype=np.int64)
_MARGIN = bytes(24)
"""May be read around a block without harm."""
_ZEROS, _ABOVE_NINE, _HIGH_BITS = (np.uint64(0x0101010101010101 * byte) for byte in (0x30, 0x46, 0x80))
_NIBBLES, _PAIRS, _FOURS = (np.uint64(bits) for bits in (0x0F0F0F0F0F0F0F0F, 0x00FF00FF00FF00FF, 0x0000FFFF0000FFFF))
_SIGN_BIT = np.uint64(1 << 63)
_OTHER = np.uint64(0xFFFE << 48)


class Kind(Enum):
    """What a column holds."""

    NUMBERS = auto()
    DATES = auto()
    TEXTS = auto()


def kind_of(cells: Sequence[str]) -> Kind:
    """Judge a column by some of its cells; empty ones say nothing."""
    filled = [cell for cell in cells if cell]
    if filled and all(_DATE.fullmatch(cell) for cell in filled):
        return Kind.DATES
    if filled and all(_NUMBER.fullmatch(cell) and sum(map(str.isdigit, cell)) <= MOST_DIGITS for cell in filled):
        return Kind.NUMBERS
    return Kind.TEXTS


def keys(
    data: bytes, starts: Positions, ends: Positions, kind: Kind, grammar: Grammar, *, tidy: bool, descending: bool
) -> Keys:
    """Make the keys of the cells at some places of a block, as many numbers wide as the longest needs.

    `tidy` says that quotes, where there are any, enclose whole cells.
    """
    if kind is Kind.TEXTS:
        made = text_keys(data, starts, ends, grammar, tidy=tidy)
    else:
        padded = np.frombuffer(b"".join((_MARGIN, data, _MARGIN)), np.uint8)
        starts, ends = starts + len(_MARGIN), ends + len(_MARGIN)
        quoted = (padded[starts] == ord('"')) & (ends - starts > 1) & (padded[ends - 1] == ord('"'))
        read = _numbers if kind is Kind.NUMBERS else _dates
        first, natural = read(padded, starts + quoted, ends - quoted)
        made = first[:, None]
        others = np.flatnonzero(~natural)
        if len(others):
            starts, ends = starts[others] - len(_MARGIN), ends[others] - len(_MARGIN)
            made = _with_others(made, others, text_keys(data, starts, ends, grammar, tidy=tidy))
    if descending:
        empty = made[:, 0] == EMPTY
        made = ~made
        made[empty, 0] = EMPTY
    return made


def _with_others(made: Keys, others: Positions, texts: Keys) -> Keys:
    """Add the keys of cells that are not what the column holds."""
    wider = np.zeros((len(made), 1 + texts.shape[1]), np.uint64)
    wider[:, :1] = made
    wider[others, 0] = np.where(texts[:, 0] == EMPTY, EMPTY, _OTHER)
    wider[others, 1:] = np.where(texts == EMPTY, 0, texts)
    return wider


def _numbers(padded: NDArray[np.uint8], starts: Positions, ends: Positions) -> tuple[Numbers, Flags]:
    """Read numbers as floating point whose bits are turned so that they are ordered as the numbers are."""
    minus = padded[starts] == ord("-")
    signed = (minus | (padded[starts] == ord("+"))) & (starts < ends)
    whole, natural = _whole_numbers(padded, starts + signed, ends)
    values = whole.astype(np.float64)
    others = np.flatnonzero(~natural)
    if len(others):
        values[others], natural[others] = _with_point(padded, (starts + signed)[others], ends[others])
    values = np.where(minus, -values, values) + 0.0
    bits = values.view(np.uint64)
    return np.where(bits & _SIGN_BIT, ~bits, bits | _SIGN_BIT), natural


def _whole_numbers(padded: NDArray[np.uint8], starts: Positions, ends: Positions) -> tuple[Numbers, Flags]:
    """Read up to `MOST_DIGITS` digits, eight at a time."""
    words = np.ndarray((len(padded) - WORD_BYTES + 1,), np.dtype("<u8"), padded, strides=(1,))
    sizes = ends - starts
    natural = (sizes > 0) & (sizes <= MOST_DIGITS)
    values = np.zeros(len(starts), np.uint64)
    for digits_behind, weight in ((0, 1), (WORD_BYTES, 10**WORD_BYTES)):
        here = np.clip(sizes - digits_behind, 0, WORD_BYTES)
        if not here.any():
            break
        word = words[ends - digits_behind - WORD_BYTES]
        word = (word & HIGH_BYTES[here]) | (_ZEROS & ~HIGH_BYTES[here])
        natural &= ((word + _ABOVE_NINE) | (word - _ZEROS)) & _HIGH_BITS == 0
        word = ((word & _NIBBLES) * np.uint64(10 * 2**8 + 1)) >> np.uint64(8)
        word = ((word & _PAIRS) * np.uint64(100 * 2**16 + 1)) >> np.uint64(16)
        word = ((word & _FOURS) * np.uint64(10**4 * 2**32 + 1)) >> np.uint64(32)
        values += word * np.uint64(weight)
    return values, natural


def _with_point(padded: NDArray[np.uint8], starts: Positions, ends: Positions) -> tuple[NDArray[np.float64], Flags]:
    """Read numbers with a point or a comma."""
    sizes = np.minimum(ends - starts, MOST_DIGITS + 2)
    columns = np.arange(MOST_DIGITS + 2)
    characters = np.where(columns < sizes[:, None], padded[starts[:, None] + columns], 0)
    points = (characters == ord(".")) | (characters == ord(","))
    place = np.where(points.any(axis=1), points.argmax(axis=1), sizes)
    whole, whole_natural = _whole_numbers(padded, starts, starts + place)
    behind = np.maximum(sizes - place - 1, 0)
    part, part_natural = _whole_numbers(padded, ends - behind, ends)
    natural = whole_natural & part_natural & (place + behind <= MOST_DIGITS) & (sizes == ends - starts)
    tens = _TENS[np.minimum(behind, MOST_DIGITS)]
    return (whole.astype(np.int64) * tens + part.astype(np.int64)) / tens, natural


def _dates(padded: NDArray[np.uint8], starts: Positions, ends: Positions) -> tuple[Numbers, Flags]:
    """Read dates as the number that their digits make, from the year to the second."""
    pairs = np.ndarray((len(padded) - 1,), np.dtype("<u2"), padded, strides=(1,))
    sizes = ends - starts
    natural = np.isin(sizes, _DATE_SIZES)
    for place, mark in _DATE_MARKS.items():
        natural &= (padded[starts + place] == ord(mark)) | (sizes <= place)
    values = np.ones(len(starts), np.uint64)
    for place in _DATE_PAIRS:
        pair = np.where(sizes > place, _TWO_DIGITS[pairs[starts + place]], 0)
        natural &= pair <= _MOST_OF_TWO_DIGITS
        values = values * np.uint64(100) + pair
    return values, natural


def _two_digits() -> NDArray[np.uint8]:
    """What two characters, the first in the low byte, mean as a number; 255 where they are no digits."""
    table = np.full(2**16, 255, np.uint8)
    for number in range(100):
        table[int.from_bytes(b"%02d" % number, "little")] = number
    return table


_TWO_DIGITS = _two_digits()
