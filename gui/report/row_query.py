"""What a person wants to see of a report."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Contains:
    """Rows in which a text stands, in capitals or not: in one column, counted from 0, or in any."""

    text: str
    column: int | None = None


@dataclass(frozen=True)
class Group:
    """A way to put rows into few categories: by a column's value, or by the day of its date."""

    column: int
    by_day: bool = False


@dataclass(frozen=True)
class OneOf:
    """Rows of certain categories; `values` as `Count.value` has them."""

    group: Group
    values: frozenset[str]


Condition = Contains | OneOf


@dataclass(frozen=True)
class Sorting:
    """The order of rows by a column; rows alike keep the file's order, descending too."""

    column: int
    descending: bool = False


@dataclass(frozen=True)
class RowQuery:
    """Rows that meet all conditions, in an order; among them those with the needle are hits."""

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
    """The categories of a group, days in their order, all else the largest first.

    `too_many` says that the column has too many different values for that; `counts` are empty then.
    """

    group: Group
    counts: tuple[Count, ...]
    too_many: bool = False
