"""Which rows of a report are shown, in which order."""

from dataclasses import dataclass

from gui.report.reading.row_numbers import RowNumbers
from gui.report.row_query import Condition


@dataclass(frozen=True, eq=False)
class RowOrder:
    """The rows that a `RowQuery` asks for, in its order. The arrays are never changed.

    `rows` has row numbers of the file, counted from its first row as 0; None stands for all rows below the header, in
    the order of the file. `hits` has indexes among the rows shown, ascending; None if nothing is searched for.
    All rows shown meet the `conditions`.
    """

    rows: RowNumbers | None = None
    hits: RowNumbers | None = None
    conditions: tuple[Condition, ...] = ()
