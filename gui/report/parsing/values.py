"""What a cell's text means: a number, a moment, a day; and which of these a column holds.

Numbers may have a sign, spaces of any width between thousands, and a decimal point or comma. Moments are dates (day
first, or ISO with the year first), with or without a time of day, and times alone; a year of two digits is in this
century. A fraction of a second counts, an offset from UTC does not: one column has one clock.
"""

import calendar
import re
from collections.abc import Sequence
from enum import Enum, auto

MOST_DIGITS = 15
"""A number of so many digits is exact in floating point."""
DAY_BYTES = len("DD.MM.YYYY")
"""A cell begins with a day if so many of its bytes do."""
LAST_OF_DAY = (23, 59, 59)
SECOND = 10**6
DAY = 24 * 60 * 60 * SECOND
MONTH_DAYS, YEAR_DAYS = 32, 13 * 32
"""Days between the keys of months and of years: what orders moments need not be a real calendar."""
MAJORITY = 2 / 3
"""The share of a column's cells with anything to read that makes it one of numbers or dates."""

_CENTURY, _MONTHS = 2000, 12
_NUMBER = re.compile(r"([+\-−]?)(\d+|\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+)(?:[.,](\d+))?", re.ASCII)
_SPACES = re.compile(r"[ \u00a0\u2009\u202f]")
_DAY_FIRST = r"(?P<day>\d\d?)(?P<mark>[./-])(?P<month>\d\d?)(?P=mark)(?P<year>\d{4}|\d\d)(?![\d./-])"
_YEAR_FIRST = r"(?P<year_>\d{4})(?P<mark_>[./-])(?P<month_>\d\d?)(?P=mark_)(?P<day_>\d\d?)(?![\d./-])"
_TIME = r"(?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<part>\d+))?)?(?: ?(?:Z|[+-]\d\d:?\d\d))?"
_DATE = re.compile(rf"(?:{_DAY_FIRST}|{_YEAR_FIRST})", re.ASCII)
_MOMENT = re.compile(rf"{_DATE.pattern}(?:(?:,?[ \t\u00a0\u2009\u202f]+|T){_TIME})?", re.ASCII)
_TIME_ALONE = re.compile(_TIME, re.ASCII)


class Kind(Enum):
    """What a column holds."""

    NUMBERS = auto()
    DATES = auto()
    TEXTS = auto()


def number(text: str) -> float | None:
    """Read a number, None where it is none or has more digits than are exact."""
    found = _NUMBER.fullmatch(text.strip())
    if not found:
        return None
    sign, whole, part = found[1], _SPACES.sub("", found[2]), found[3] or ""
    if len(whole + part) > MOST_DIGITS:
        return None
    value: float = int(whole + part) / 10 ** len(part)
    return -value if sign in ("-", "−") else value


def moment(text: str) -> int | None:
    """Read a moment as a number that orders moments, None where it is none; a time alone is before all dates."""
    text = text.strip()
    found = _MOMENT.fullmatch(text)
    days = _days(found) if found else 0
    found = found or _TIME_ALONE.fullmatch(text)
    if not found or days is None:
        return None
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    if any(map(int.__gt__, (hour, minute, second), LAST_OF_DAY)):
        return None
    part = int((found["part"] or "").ljust(6, "0")[:6])
    return days * DAY + ((hour * 60 + minute) * 60 + second) * SECOND + part


def day(text: str) -> str:
    """Return the day with which a text begins as DD.MM.YYYY, "" where it begins with none.

    What is behind the first `DAY_BYTES` characters, spaces before them left out, changes nothing.
    """
    found = _DATE.match(text.lstrip()[:DAY_BYTES])
    date = _date(found) if found else None
    return f"{date[2]:02d}.{date[1]:02d}.{date[0]:04d}" if date else ""


def kind_of(cells: Sequence[str]) -> Kind:
    """Judge a column by a clear majority of some of its cells; those without a letter or a digit say nothing."""
    filled = [cell for cell in cells if any(map(str.isalnum, cell))]
    needed = max(MAJORITY * len(filled), 1)
    if sum(moment(cell) is not None for cell in filled) >= needed:
        return Kind.DATES
    if sum(number(cell) is not None for cell in filled) >= needed:
        return Kind.NUMBERS
    return Kind.TEXTS


def _days(found: re.Match[str]) -> int | None:
    date = _date(found)
    return date[0] * YEAR_DAYS + date[1] * MONTH_DAYS + date[2] if date else None


def _date(found: re.Match[str]) -> tuple[int, int, int] | None:
    """Return year, month and day of a date that there is."""
    year, month, day = (found[name] or found[f"{name}_"] for name in ("year", "month", "day"))
    date = int(year) + (_CENTURY if len(year) < len("YYYY") else 0), int(month), int(day)
    there = date[0] and 1 <= date[1] <= _MONTHS and 1 <= date[2] <= calendar.monthrange(*date[:2])[1]
    return date if there else None
