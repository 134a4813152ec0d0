"""Which rows of a report are shown, in which order."""

from dataclasses import dataclass

from gui.report.reading.row_numbers import RowNumbers


@dataclass(frozen=True, eq=False)
class RowOrder:
    """Rows chosen and ordered as a `RowQuery` says; the arrays are never changed.

    `rows` are the file's row numbers, the header being row 0 where there is one; None stands for all of them in
    the file's order. `hits` are places among the rows shown, ascending, from 0; None where nothing is sought.
    """

    rows: RowNumbers | None = None
    hits: RowNumbers | None = None
