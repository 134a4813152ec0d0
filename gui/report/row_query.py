"""What a person asks to see of a report."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Contains:
    """Rows that contain a text, in any case: in one column, counted from 0, or in any."""

    text: str
    column: int | None = None


@dataclass(frozen=True)
class Group:
    """A way to put rows into few categories: by the value in a column, or by the day of its date."""

    column: int
    by_day: bool = False


@dataclass(frozen=True)
class OneOf:
    """Rows of some categories, named as in `Count.value`."""

    group: Group
    values: frozenset[str]


@dataclass(frozen=True)
class Except:
    """Rows that do not meet a condition."""

    condition: Contains | OneOf


Condition = Contains | OneOf | Except


@dataclass(frozen=True)
class Sorting:
    """The order of rows by a column; equal rows keep the order of the file, in descending order too."""

    column: int
    descending: bool = False


@dataclass(frozen=True)
class RowQuery:
    """Rows that meet all conditions, sorted or in the order of the file; those that contain the needle are hits."""

    conditions: tuple[Condition, ...] = ()
    sorting: Sorting | None = None
    needle: Contains | None = None


@dataclass(frozen=True)
class Count:
    """A category and the number of its rows."""

    value: str
    rows: int


@dataclass(frozen=True)
class Summary:
    """The categories of a group: days in their order, anything else with the largest first.

    `too_many` says that the column has too many different values; `counts` is empty then.
    """

    group: Group
    counts: tuple[Count, ...]
    too_many: bool = False
