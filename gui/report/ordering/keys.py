"""The order of cells: what a column's values are, and numbers that are ordered as they are.

A key is one or more unsigned numbers of 64 bits, compared one after the other. Where a column holds numbers or dates,
these come in their natural order, then all other texts, then empty cells; in descending order the texts are behind
the numbers or dates as well.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gui.report.ordering.texts import EMPTY, HIGH_BYTES, WORD_BYTES, Keys, text_keys
from gui.report.parsing.bitmaps import Positions
from gui.report.parsing.rows import CsvParser
from gui.report.parsing.values import DAY, LAST_OF_DAY, MONTH_DAYS, MOST_DIGITS, SECOND, YEAR_DAYS, Kind, moment, number

Numbers = NDArray[np.uint64]
Flags = NDArray[np.bool_]

_MOST_OF_TWO_DIGITS = 99
_TENS = 10 ** np.arange(MOST_DIGITS + 1, dtype=np.int64)
_MARGIN = bytes(24)
"""May be read around a block without harm."""
_ZEROS, _ABOVE_NINE, _HIGH_BITS = (np.uint64(0x0101010101010101 * byte) for byte in (0x30, 0x46, 0x80))
_NIBBLES, _PAIRS, _FOURS = (np.uint64(bits) for bits in (0x0F0F0F0F0F0F0F0F, 0x00FF00FF00FF00FF, 0x0000FFFF0000FFFF))
_SIGN_BIT = np.uint64(1 << 63)
_DATE_BIT = np.uint64(1 << 62)
"""Keeps dates below `_OTHER` in descending order too."""
_OTHER = np.uint64(0xFFFE << 48)


@dataclass(frozen=True)
class _Layout:
    """A date of fixed length: the places of its pairs of digits, and the century of a year that has one pair only."""

    date: str
    year: tuple[int, ...]
    month: int
    day: int
    century: int = 0

    @property
    def marks(self) -> dict[int, str]:
        """What is no digit, by its place; a blank before the time may be a T."""
        return {at: letter for at, letter in enumerate(f"{self.date} 00:00:00") if letter != "0"}

    @property
    def time(self) -> tuple[int, ...]:
        """Places of hour, minute and second."""
        return tuple(len(self.date) + more for more in (1, 4, 7))

    @property
    def sizes(self) -> tuple[int, ...]:
        """The lengths with and without a time of day."""
        return tuple(len(self.date) + more for more in (0, len(" 00:00"), len(" 00:00:00")))


_LAYOUTS = (
    _Layout("00.00.0000", (6, 8), 3, 0),
    _Layout("0000-00-00", (0, 2), 5, 8),
    _Layout("00.00.00", (6,), 3, 0, 2000),
    _Layout("00/00/0000", (6, 8), 3, 0),
)


def keys(
    data: bytes,
    starts: Positions,
    ends: Positions,
    kind: Kind,
    parser: CsvParser,
    *,
    well_quoted: bool,
    descending: bool,
) -> Keys:
    """Make the keys of the cells at some places of a block, as many numbers wide as the longest needs.

    `well_quoted` says that quotes, where there are any, enclose whole cells.
    """
    if kind is Kind.TEXTS:
        made = text_keys(data, starts, ends, parser, well_quoted=well_quoted)
        odd = np.zeros(len(made), np.bool_)
    else:
        made, odd = _natural_keys(data, starts, ends, kind, parser)
        others = np.flatnonzero(odd)
        if len(others):
            made = _with_others(
                made, others, text_keys(data, starts[others], ends[others], parser, well_quoted=well_quoted)
            )
    if descending:
        empty = made[:, 0] == EMPTY
        made = ~made
        made[odd, 0] = _OTHER
        made[empty, 0] = EMPTY
    return made


def _natural_keys(data: bytes, starts: Positions, ends: Positions, kind: Kind, parser: CsvParser) -> tuple[Keys, Flags]:
    """Read cells as what the column holds, and tell which are something else.

    Usual forms are read many at once, all others one by one, each of the same bytes once.
    """
    padded = np.frombuffer(b"".join((_MARGIN, data, _MARGIN)), np.uint8)
    at, behind = starts + len(_MARGIN), ends + len(_MARGIN)
    quoted = (padded[at] == ord('"')) & (behind - at > 1) & (padded[behind - 1] == ord('"'))
    made, natural = (_numbers if kind is Kind.NUMBERS else _dates)(padded, at + quoted, behind - quoted)
    read: Callable[[str], float | None] = number if kind is Kind.NUMBERS else moment
    known: dict[bytes, float | None] = {}
    rows, values = [], []
    for row in np.flatnonzero(~natural & (starts < ends)).tolist():
        raw = data[starts[row] : ends[row]]
        if raw not in known:
            known[raw] = read(parser.cell_text(raw))
        if (value := known[raw]) is not None:
            rows.append(row)
            values.append(value)
    if rows:
        made[rows] = _ordered(np.array(values, np.float64)) if kind is Kind.NUMBERS else np.array(values, np.uint64)
        natural[rows] = True
    if kind is Kind.DATES:
        made |= _DATE_BIT
    return made[:, None], ~natural


def _with_others(made: Keys, others: Positions, texts: Keys) -> Keys:
    """Add the keys of cells that are not what the column holds."""
    wider = np.zeros((len(made), 1 + texts.shape[1]), np.uint64)
    wider[:, :1] = made
    wider[others, 0] = np.where(texts[:, 0] == EMPTY, EMPTY, _OTHER)
    wider[others, 1:] = np.where(texts == EMPTY, 0, texts)
    return wider


def _numbers(padded: NDArray[np.uint8], starts: Positions, ends: Positions) -> tuple[Numbers, Flags]:
    """Read numbers of digits with a sign, a point or a comma."""
    minus = padded[starts] == ord("-")
    signed = (minus | (padded[starts] == ord("+"))) & (starts < ends)
    whole, natural = _whole_numbers(padded, starts + signed, ends)
    values = whole.astype(np.float64)
    others = np.flatnonzero(~natural)
    if len(others):
        values[others], natural[others] = _with_point(padded, (starts + signed)[others], ends[others])
    return _ordered(np.where(minus, -values, values)), natural


def _ordered(values: NDArray[np.float64]) -> Numbers:
    """Turn the bits of numbers so that they are ordered as the numbers are."""
    bits = (values + 0.0).view(np.uint64)
    return np.where(bits & _SIGN_BIT, ~bits, bits | _SIGN_BIT)


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
    """Read dates of the usual forms; each form looks only at what those before it have left."""
    values, natural = np.zeros(len(starts), np.uint64), np.zeros(len(starts), np.bool_)
    left = np.arange(len(starts))
    for layout in _LAYOUTS:
        found, here = _dates_of(padded, starts[left], ends[left] - starts[left], layout)
        values[left[here]], natural[left[here]] = found[here], True
        left = left[~here]
        if not len(left):
            break
    return values, natural


def _dates_of(padded: NDArray[np.uint8], starts: Positions, sizes: Positions, layout: _Layout) -> tuple[Numbers, Flags]:
    pairs = np.ndarray((len(padded) - 1,), np.dtype("<u2"), padded, strides=(1,))
    natural = np.isin(sizes, layout.sizes)
    for place, mark in layout.marks.items():
        there = padded[starts + place]
        natural &= (there == ord(mark)) | ((there == ord("T")) & (mark == " ")) | (sizes <= place)

    def pair(place: int) -> NDArray[np.uint8]:
        return np.where(sizes > place, _TWO_DIGITS[pairs[starts + place]], 0)

    year = np.full(len(starts), layout.century // 100, np.int64)
    for place in layout.year:
        read = pair(place)
        natural &= read <= _MOST_OF_TWO_DIGITS
        year = year * 100 + read
    month, day = pair(layout.month), pair(layout.day)
    leap = (year % 4 == 0) & (year % 100 != 0) | (year % 400 == 0)
    natural &= (day > 0) & (day <= _DAYS[leap.astype(np.int8), month]) & (year > 0)
    seconds = np.zeros(len(starts), np.int64)
    for place, most in zip(layout.time, LAST_OF_DAY, strict=True):
        read = pair(place)
        natural &= read <= most
        seconds = seconds * 60 + read
    values = (year * YEAR_DAYS + month.astype(np.int64) * MONTH_DAYS + day) * DAY + seconds * SECOND
    return values.view(np.uint64), natural


def _two_digits() -> NDArray[np.uint8]:
    """What two characters, the first in the low byte, mean as a number; 255 where they are no digits."""
    table = np.full(2**16, 255, np.uint8)
    for value in range(_MOST_OF_TWO_DIGITS + 1):
        table[int.from_bytes(b"%02d" % value, "little")] = value
    return table


_TWO_DIGITS = _two_digits()
_DAYS = np.zeros((2, 256), np.uint8)
"""The days of each month in a common and in a leap year; none where there is no such month."""
_DAYS[:, 1:13] = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAYS[1, 2] += 1
