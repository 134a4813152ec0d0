"""The columns of the task table; everything about a column is stated here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, auto
from typing import Any

from PySide6.QtCore import QObject

from gui.models.local_state import LocalState
from gui.models.local_texts import LocalTexts, order
from gui.models.task_status import StatusWords
from gui.service.task import Moment, Task

MOMENT_FORMAT = "%d.%m.%Y %H:%M"
"""As the service itself writes it, in every language."""


class Column(IntEnum):
    """Columns by position. The last one is about this computer; all others show what the service reports."""

    STATUS = 0
    NAME = auto()
    CREATED = auto()
    STARTED = auto()
    FILE = auto()
    LOCAL = auto()


@dataclass(frozen=True)
class ColumnSpec:
    """What a column shows, and its width until the user changes it."""

    title: str
    text: Callable[[Task, LocalState], str]
    sort_key: Callable[[Task, LocalState], Any]
    width_digits: int = 0
    """A fixed width, in digits of the font."""
    width_percent: int = 0
    """A share of what the fixed widths leave. The last column has neither: it takes the rest."""
    title_tool_tip: str = ""
    tool_tip: Callable[[Task, LocalState], str] | None = None
    """None if it is the same as `text`."""


class TaskColumns(QObject):
    """Creates the columns, in the language installed at that moment."""

    def __init__(self, statuses: StatusWords, local: LocalTexts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server_time = self.tr("{moment}, server time")
        specs = {
            Column.STATUS: ColumnSpec(
                self.tr("Status"),
                lambda task, _: statuses.word(task.status),
                lambda task, _: (task.status is None, task.status or 0),
                width_digits=16,
            ),
            Column.NAME: ColumnSpec(
                self.tr("Name"), lambda task, _: task.name, lambda task, _: task.name.casefold(), width_percent=41
            ),
            Column.CREATED: self._moment_column(self.tr("Created"), lambda task: task.created),
            Column.STARTED: self._moment_column(self.tr("Started"), lambda task: task.started),
            Column.FILE: ColumnSpec(
                self.tr("File"), lambda task, _: task.file, lambda task, _: task.file.casefold(), width_percent=26
            ),
            Column.LOCAL: ColumnSpec(
                self.tr("On this computer"),
                lambda _, state: local.text(state),
                lambda _, state: order(state),
                tool_tip=lambda _, state: local.tool_tip(state),
            ),
        }
        self.specs = tuple(specs[column] for column in Column)
        """By position."""

    def _moment_column(self, title: str, moment: Callable[[Task], Moment]) -> ColumnSpec:
        return ColumnSpec(
            title,
            lambda task, _: _moment_text(moment(task)),
            lambda task, _: _moment_key(moment(task)),
            width_digits=17,
            title_tool_tip=self.tr("server time"),
            tool_tip=lambda task, _: self._server_time.format(moment=moment(task)) if moment(task) else "",
        )


def _moment_text(moment: Moment) -> str:
    return moment.strftime(MOMENT_FORMAT) if isinstance(moment, datetime) else moment


def _moment_key(moment: Moment) -> tuple[int, Moment]:
    return (2 if isinstance(moment, datetime) else 1 if moment else 0), moment
