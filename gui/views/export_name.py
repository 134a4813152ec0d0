"""The name under which an export is to be saved: which report it is of, and which of its rows it has."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from gui.models.plain_text import shortened
from gui.report.row_query import Condition, Contains, Except

LISTED_VALUES = 3
TEXT_CHARACTERS = 30
"""Of a text that is searched for, of a value and of a column's name."""
WHAT_CHARACTERS = 60
STEM_CHARACTERS = 50
"""Of the report's name, where the rows are described behind it."""
translate = QCoreApplication.translate


def export_stem(report: str, what: str) -> str:
    """Return the name of an export, without its suffix, from the report's name without its own.

    It may have characters that a file system does not take.
    """
    if not what:
        return report
    return f"{shortened(report, STEM_CHARACTERS)} — {shortened(what, WHAT_CHARACTERS)}"


def rows_described(conditions: Sequence[Condition], names: Sequence[str]) -> str:
    """Return which rows meet all conditions; "" if there are none. `names` are those of the columns."""
    return "; ".join(_described(condition, names) for condition in conditions)


def _described(condition: Condition, names: Sequence[str]) -> str:
    if isinstance(condition, Except):
        return translate("ExportName", "not {rows}").format(rows=_described(condition.condition, names))
    if isinstance(condition, Contains):
        text = shortened(condition.text, TEXT_CHARACTERS)
        if condition.column is None:
            return translate("ExportName", "search {text}").format(text=text)
        return f"{shortened(names[condition.column], TEXT_CHARACTERS)} {text}"
    values = sorted(condition.values)
    listed = [shortened(value, TEXT_CHARACTERS) or translate("ExportName", "empty") for value in values]
    more = "…" if len(values) > LISTED_VALUES else ""
    return f"{shortened(names[condition.group.column], TEXT_CHARACTERS)} {', '.join(listed[:LISTED_VALUES])}{more}"
