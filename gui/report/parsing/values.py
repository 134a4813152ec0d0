"""What a cell's text means: a number, a moment, a day; and which of these a column holds.

Numbers may have a sign, spaces of any width between thousands, and a decimal point or comma. Moments are dates (day
first, or year first as in ISO 8601), with or without a time of day, and times alone; a year of two digits is in this
century. A fraction of a second counts, an offset from UTC does not: a column is taken to keep one clock.
"""

import calendar
import re
from collections.abc import Sequence
from enum import Enum, auto

MOST_DIGITS = 15
"""A number of so many decimal digits is exact as a float of 64 bits."""
DAY_BYTES = len("DD.MM.YYYY")
"""Whether and with which day a cell begins can be told from so many of its bytes."""
LAST_OF_DAY = (23, 59, 59)
SECOND = 10**6
DAY = 24 * 60 * 60 * SECOND
MONTH_DAYS, YEAR_DAYS = 32, 13 * 32
"""Days from one month or year to the next: numbers that order moments need no real calendar."""
MAJORITY = 2 / 3
"""The share of a column's cells that have to be numbers, or dates, to make it a column of these."""

_CENTURY, _MONTHS = 2000, 12
_NUMBER = re.compile(r"([+\-−]?)(\d+|\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+)(?:[.,](\d+))?", re.ASCII)
_SPACES = re.compile(r"[ \u00a0\u2009\u202f]")
_DAY_FIRST = r"(?P<day>\d\d?)(?P<mark>[./-])(?P<month>\d\d?)(?P=mark)(?P<year>\d{4}|\d\d)(?![\d./-])"
_YEAR_FIRST = r"(?P<year_>\d{4})(?P<mark_>[./-])(?P<month_>\d\d?)(?P=mark_)(?P<day_>\d\d?)(?![\d./-])"
_TIME = r"(?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d+))?)?(?: ?(?:Z|[+-]\d\d:?\d\d))?"
_DATE = re.compile(rf"(?:{_DAY_FIRST}|{_YEAR_FIRST})", re.ASCII)
_MOMENT = re.compile(rf"{_DATE.pattern}(?:(?:,?[ \t\u00a0\u2009\u202f]+|T){_TIME})?", re.ASCII)
_TIME_ALONE = re.compile(_TIME, re.ASCII)


class Kind(Enum):
    """What a column holds."""

    NUMBERS = auto()
    DATES = auto()
    TEXTS = auto()


def number(text: str) -> float | None:
    """Return a text as a number, None where it is not one or has more than `MOST_DIGITS` digits."""
    match = _NUMBER.fullmatch(text.strip())
    if not match:
        return None
    sign, whole, fraction = match[1], _SPACES.sub("", match[2]), match[3] or ""
    if len(whole + fraction) > MOST_DIGITS:
        return None
    value: float = int(whole + fraction) / 10 ** len(fraction)
    return -value if sign in ("-", "−") else value


def moment(text: str) -> int | None:
    """Return a number that orders moments, in microseconds from a day 0 that there was not; None where it is none.

    A time alone comes before all dates.
    """
    text = text.strip()
    match = _MOMENT.fullmatch(text)
    days = _days(match) if match else 0
    match = match or _TIME_ALONE.fullmatch(text)
    if not match or days is None:
        return None
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    if any(map(int.__gt__, (hour, minute, second), LAST_OF_DAY)):
        return None
    microseconds = int((match["fraction"] or "").ljust(6, "0")[:6])
    return days * DAY + ((hour * 60 + minute) * 60 + second) * SECOND + microseconds


def day(text: str) -> str:
    """Return the day that a text begins with as DD.MM.YYYY, "" where it begins with none.

    Only the first `DAY_BYTES` characters after leading spaces count.
    """
    match = _DATE.match(text.lstrip()[:DAY_BYTES])
    date = _date(match) if match else None
    return f"{date[2]:02d}.{date[1]:02d}.{date[0]:04d}" if date else ""


def kind_of(cells: Sequence[str]) -> Kind:
    """Return what most of a column's cells are; cells without a letter or a digit do not count."""
    filled = [cell for cell in cells if any(map(str.isalnum, cell))]
    needed = max(MAJORITY * len(filled), 1)
    if sum(moment(cell) is not None for cell in filled) >= needed:
        return Kind.DATES
    if sum(number(cell) is not None for cell in filled) >= needed:
        return Kind.NUMBERS
    return Kind.TEXTS


def _days(match: re.Match[str]) -> int | None:
    date = _date(match)
    return date[0] * YEAR_DAYS + date[1] * MONTH_DAYS + date[2] if date else None


def _date(match: re.Match[str]) -> tuple[int, int, int] | None:
    """Return year, month and day, None where the calendar has no such date."""
    year, month, day = (match[name] or match[f"{name}_"] for name in ("year", "month", "day"))
    date = int(year) + (_CENTURY if len(year) < len("YYYY") else 0), int(month), int(day)
    exists = date[0] and 1 <= date[1] <= _MONTHS and 1 <= date[2] <= calendar.monthrange(*date[:2])[1]
    return date if exists else None
