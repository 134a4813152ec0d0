"""In which ways a report's rows may be counted."""

from collections.abc import Sequence

from gui.report.parsing.rows import Row
from gui.report.parsing.values import Kind, day, kind_of
from gui.report.row_query import Group

FEW_VALUES = 30
MOST_SHARE = 0.5
"""Where more of the rows than this have a value of their own, the column names things and does not sort them."""


def groups(rows: Sequence[Row]) -> tuple[Group, ...]:
    """Judge by some rows, without the header, which columns have few different values; dates have them by day."""
    columns = max((len(row.cells) for row in rows), default=0)
    found = []
    for column in range(columns):
        cells = [row.cells[column] for row in rows if column < len(row.cells)]
        filled = [cell for cell in cells if cell]
        if not filled:
            continue
        if kind_of(filled) is Kind.DATES and 2 * sum(map(bool, map(day, filled))) > len(filled):
            found.append(Group(column, by_day=True))
        elif len(set(filled)) <= min(FEW_VALUES, max(MOST_SHARE * len(filled), 1)):
            found.append(Group(column))
    return tuple(found)
