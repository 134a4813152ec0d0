"""By which columns the rows of a report may be counted."""

from collections.abc import Sequence

from gui.report.parsing.rows import Row
from gui.report.parsing.values import Kind, day, kind_of
from gui.report.row_query import Group

FEW_VALUES = 30
MOST_SHARE = 0.5
"""A column with more different values for its cells than this share names things and does not sort them."""


def groups(rows: Sequence[Row]) -> tuple[Group, ...]:
    """Return the columns with few different values, judged by some rows without the header; dates count by day."""
    columns = max((len(row.cells) for row in rows), default=0)
    possible = []
    for column in range(columns):
        cells = [row.cells[column] for row in rows if column < len(row.cells)]
        filled = [cell for cell in cells if cell]
        if not filled:
            continue
        if kind_of(filled) is Kind.DATES and 2 * sum(map(bool, map(day, filled))) > len(filled):
            possible.append(Group(column, by_day=True))
        elif len(set(filled)) <= min(FEW_VALUES, max(MOST_SHARE * len(filled), 1)):
            possible.append(Group(column))
    return tuple(possible)
