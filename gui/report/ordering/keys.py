"""The order of cells, as keys: numbers that are ordered as the cells are.

A key is one or more unsigned numbers of 64 bits, compared one after the other. Where a column holds numbers or dates,
these come in their natural order, then all other texts, then empty cells; in descending order too, the texts come
after the numbers or dates.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gui.report.ordering.texts import EMPTY, Keys, text_keys
from gui.report.parsing.bitmaps import Positions, Words
from gui.report.parsing.cells import HIGH_BYTES, WORD_BYTES, Block, Flags, enclosed, padded, words_at_every_byte
from gui.report.parsing.rows import CsvParser
from gui.report.parsing.values import DAY, LAST_OF_DAY, MONTH_DAYS, MOST_DIGITS, SECOND, YEAR_DAYS, Kind, moment, number

_MOST_OF_TWO_DIGITS = 99
_TENS = 10 ** np.arange(MOST_DIGITS + 1, dtype=np.int64)
_MARGIN_BYTES = 24
"""Zeros around a block: no more of what is beside a cell is ever read."""
_ZEROS, _ABOVE_NINE, _HIGH_BITS = (np.uint64(0x0101010101010101 * byte) for byte in (0x30, 0x46, 0x80))
"""In every byte: the digit 0; what makes each byte above the digit 9 one of 0x80 or more; the highest bit."""
_DIGITS, _PAIRS, _FOURS = (np.uint64(bits) for bits in (0x0F0F0F0F0F0F0F0F, 0x00FF00FF00FF00FF, 0x0000FFFF0000FFFF))
_SIGN_BIT = np.uint64(1 << 63)
_DATE_BIT = np.uint64(1 << 62)
"""Set in every key of a date, so that it stays below `_OTHER` when all its bits are inverted for descending order."""
_OTHER = np.uint64(0xFFFE << 48)


@dataclass(frozen=True)
class _Layout:
    """A date of fixed length: the offsets of its pairs of digits, and the century of a year that has one pair only."""

    date: str
    year: tuple[int, ...]
    month: int
    day: int
    century: int = 0

    @property
    def marks(self) -> dict[int, str]:
        """What is not a digit, by its offset; the blank before the time may be a T."""
        return {offset: letter for offset, letter in enumerate(f"{self.date} 00:00:00") if letter != "0"}

    @property
    def time(self) -> tuple[int, ...]:
        """The offsets of hour, minute and second."""
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


def cell_keys(
    data: bytes,
    starts: Positions,
    ends: Positions,
    kind: Kind,
    parser: CsvParser,
    *,
    well_quoted: bool,
    descending: bool,
) -> Keys:
    """Return the keys of the cells from `starts` to `ends`, as many numbers wide as the longest cell needs.

    `well_quoted` says that all quotes in `data` are where `RowBatch.well_quoted` wants them.
    """
    if kind is Kind.TEXTS:
        keys = text_keys(data, starts, ends, parser, well_quoted=well_quoted)
        is_other = np.zeros(len(keys), np.bool_)
    else:
        keys, is_other = _natural_keys(data, starts, ends, kind, parser)
        others = np.flatnonzero(is_other)
        if len(others):
            keys = _with_others(
                keys, others, text_keys(data, starts[others], ends[others], parser, well_quoted=well_quoted)
            )
    if descending:
        empty = keys[:, 0] == EMPTY
        keys = ~keys
        keys[is_other, 0] = _OTHER
        keys[empty, 0] = EMPTY
    return keys


def _natural_keys(data: bytes, starts: Positions, ends: Positions, kind: Kind, parser: CsvParser) -> tuple[Keys, Flags]:
    """Return the keys of cells as numbers or dates, and which cells are something else.

    Usual forms are read all at once, the others one by one, but each sequence of bytes only once.
    """
    block = padded(data, before=_MARGIN_BYTES, behind=_MARGIN_BYTES)
    block_starts, block_ends = starts + _MARGIN_BYTES, ends + _MARGIN_BYTES
    quoted = enclosed(block, block_starts, block_ends)
    read_all = _numbers if kind is Kind.NUMBERS else _dates
    keys, natural = read_all(block, block_starts + quoted, block_ends - quoted)
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
        keys[rows] = _ordered(np.array(values, np.float64)) if kind is Kind.NUMBERS else np.array(values, np.uint64)
        natural[rows] = True
    if kind is Kind.DATES:
        keys |= _DATE_BIT
    return keys[:, None], ~natural


def _with_others(keys: Keys, others: Positions, texts: Keys) -> Keys:
    """Return all keys, those in the rows `others` made of the keys of their texts."""
    wider = np.zeros((len(keys), 1 + texts.shape[1]), np.uint64)
    wider[:, :1] = keys
    wider[others, 0] = np.where(texts[:, 0] == EMPTY, EMPTY, _OTHER)
    wider[others, 1:] = np.where(texts == EMPTY, 0, texts)
    return wider


def _numbers(block: Block, starts: Positions, ends: Positions) -> tuple[Words, Flags]:
    """Return the keys of numbers, and which cells are digits with at most a sign, a point or a comma."""
    minus = block[starts] == ord("-")
    signed = (minus | (block[starts] == ord("+"))) & (starts < ends)
    whole, natural = _whole_numbers(block, starts + signed, ends)
    values = whole.astype(np.float64)
    others = np.flatnonzero(~natural)
    if len(others):
        values[others], natural[others] = _with_point(block, (starts + signed)[others], ends[others])
    return _ordered(np.where(minus, -values, values)), natural


def _ordered(values: NDArray[np.float64]) -> Words:
    """Return the bits of floating-point numbers, turned so that as unsigned numbers they have the same order.

    Of a positive number the sign bit is set, of a negative one every bit is inverted: Herf, "Radix Tricks", 2001.
    Adding 0.0 makes -0.0 the same as 0.0.

    >>> _ordered(np.array([-2.5, -1.0, -0.0, 0.0, 1.0, 2.5])).argsort(kind="stable").tolist()
    [0, 1, 2, 3, 4, 5]
    >>> [f"{bits:016x}" for bits in _ordered(np.array([-1.0, -0.0, 1.0])).tolist()]
    ['400fffffffffffff', '8000000000000000', 'bff0000000000000']
    """
    bits = (values + 0.0).view(np.uint64)
    return np.where(bits & _SIGN_BIT, ~bits, bits | _SIGN_BIT)


def _whole_numbers(block: Block, starts: Positions, ends: Positions) -> tuple[Words, Flags]:
    """Return the values of cells of up to `MOST_DIGITS` digits, and which are such cells.

    >>> block = padded(b"7;0079161234567;12x", before=_MARGIN_BYTES, behind=_MARGIN_BYTES)
    >>> starts, ends = np.array([0, 2, 16]) + _MARGIN_BYTES, np.array([1, 15, 19]) + _MARGIN_BYTES
    >>> values, natural = _whole_numbers(block, starts, ends)
    >>> values[natural].tolist(), natural.tolist()
    ([7, 79161234567], [True, True, False])
    """
    words = words_at_every_byte(block)
    sizes = ends - starts
    natural = (sizes > 0) & (sizes <= MOST_DIGITS)
    values = np.zeros(len(starts), np.uint64)
    for digits_behind, weight in ((0, 1), (WORD_BYTES, 10**WORD_BYTES)):
        digits = np.clip(sizes - digits_behind, 0, WORD_BYTES)
        if not digits.any():
            break
        word = words[ends - digits_behind - WORD_BYTES]
        word = (word & HIGH_BYTES[digits]) | (_ZEROS & ~HIGH_BYTES[digits])
        natural &= _all_digits(word)
        values += _value_of_digits(word) * np.uint64(weight)
    return values, natural


def _all_digits(words: Words) -> Flags:
    """Tell which words consist of eight ASCII digits.

    Adding 0x46 sets the highest bit of a byte above "9", subtracting 0x30 that of a byte below "0". A carry or borrow
    into the next byte needs a byte that one of the two has caught. Lemire, "Number Parsing at a Gigabyte per Second",
    2021.

    >>> _all_digits(np.frombuffer(b"0123456712345/781234:678", np.uint64)).tolist()
    [True, False, False]
    """
    digits: Flags = ((words + _ABOVE_NINE) | (words - _ZEROS)) & _HIGH_BITS == 0
    return digits


def _value_of_digits(words: Words) -> Words:
    """Return the values of words of eight ASCII digits, the first of them in the lowest byte.

    Three multiplications join neighbours: digits to pairs, 10 times the lower byte plus the higher one, then pairs to
    fours, and fours to eight. Lemire, "Number Parsing at a Gigabyte per Second", 2021, after Johnny Lee.

    >>> word = np.frombuffer(b"12345678", "<u8")
    >>> f"{int(word[0] & _DIGITS):016x}"
    '0807060504030201'
    >>> pairs = ((word & _DIGITS) * np.uint64(10 * 2**8 + 1)) >> np.uint64(8)
    >>> (pairs & _PAIRS).view("<u2").tolist()
    [12, 34, 56, 78]
    >>> int(_value_of_digits(word)[0])
    12345678
    """
    pairs = ((words & _DIGITS) * np.uint64(10 * 2**8 + 1)) >> np.uint64(8)
    fours = ((pairs & _PAIRS) * np.uint64(100 * 2**16 + 1)) >> np.uint64(16)
    values: Words = ((fours & _FOURS) * np.uint64(10**4 * 2**32 + 1)) >> np.uint64(32)
    return values


def _with_point(block: Block, starts: Positions, ends: Positions) -> tuple[NDArray[np.float64], Flags]:
    """Return the values of cells of digits with a point or a comma, and which are such cells."""
    sizes = np.minimum(ends - starts, MOST_DIGITS + 2)
    columns = np.arange(MOST_DIGITS + 2)
    characters = np.where(columns < sizes[:, None], block[starts[:, None] + columns], 0)
    points = (characters == ord(".")) | (characters == ord(","))
    whole_digits = np.where(points.any(axis=1), points.argmax(axis=1), sizes)
    whole, is_whole = _whole_numbers(block, starts, starts + whole_digits)
    decimals = np.maximum(sizes - whole_digits - 1, 0)
    fraction, is_fraction = _whole_numbers(block, ends - decimals, ends)
    natural = is_whole & is_fraction & (whole_digits + decimals <= MOST_DIGITS) & (sizes == ends - starts)
    tens = _TENS[np.minimum(decimals, MOST_DIGITS)]
    return (whole.astype(np.int64) * tens + fraction.astype(np.int64)) / tens, natural


def _dates(block: Block, starts: Positions, ends: Positions) -> tuple[Words, Flags]:
    """Return the keys of dates in the usual layouts, and which cells are such dates.

    Each layout is tried only on the cells that those before it have left.
    """
    values, natural = np.zeros(len(starts), np.uint64), np.zeros(len(starts), np.bool_)
    left = np.arange(len(starts))
    for layout in _LAYOUTS:
        moments, is_date = _dates_of(block, starts[left], ends[left] - starts[left], layout)
        values[left[is_date]], natural[left[is_date]] = moments[is_date], True
        left = left[~is_date]
        if not len(left):
            break
    return values, natural


def _dates_of(block: Block, starts: Positions, sizes: Positions, layout: _Layout) -> tuple[Words, Flags]:
    """Return the moments of cells in one layout, as `values.moment` does, and which cells have it."""
    pairs = np.ndarray((len(block) - 1,), np.dtype("<u2"), block, strides=(1,))
    natural = np.isin(sizes, layout.sizes)
    for offset, mark in layout.marks.items():
        character = block[starts + offset]
        natural &= (character == ord(mark)) | ((character == ord("T")) & (mark == " ")) | (sizes <= offset)

    def pair(offset: int) -> NDArray[np.uint8]:
        return np.where(sizes > offset, _TWO_DIGITS[pairs[starts + offset]], 0)

    year = np.full(len(starts), layout.century // 100, np.int64)
    for offset in layout.year:
        digits = pair(offset)
        natural &= digits <= _MOST_OF_TWO_DIGITS
        year = year * 100 + digits
    month, day = pair(layout.month), pair(layout.day)
    leap = (year % 4 == 0) & (year % 100 != 0) | (year % 400 == 0)
    natural &= (day > 0) & (day <= _DAYS[leap.astype(np.int8), month]) & (year > 0)
    seconds = np.zeros(len(starts), np.int64)
    for offset, most in zip(layout.time, LAST_OF_DAY, strict=True):
        digits = pair(offset)
        natural &= digits <= most
        seconds = seconds * 60 + digits
    values = (year * YEAR_DAYS + month.astype(np.int64) * MONTH_DAYS + day) * DAY + seconds * SECOND
    return values.view(np.uint64), natural


def _two_digits() -> NDArray[np.uint8]:
    """Return the value of every two characters, the first in the low byte; 255 where they are not both digits."""
    table = np.full(2**16, 255, np.uint8)
    for value in range(_MOST_OF_TWO_DIGITS + 1):
        table[int.from_bytes(b"%02d" % value, "little")] = value
    return table


_TWO_DIGITS = _two_digits()
_DAYS = np.zeros((2, 256), np.uint8)
"""The days of each month in a common and in a leap year; 0 where there is no such month."""
_DAYS[:, 1:13] = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAYS[1, 2] += 1
