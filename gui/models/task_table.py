"""The account's tasks, for a table view."""

from collections.abc import Callable, Iterable, Iterator, KeysView, Mapping
from datetime import datetime
from enum import IntEnum
from itertools import groupby
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

from gui.clock import Clock
from gui.models.local_state import (
    Armed,
    Downloading,
    FailedHere,
    LocalState,
    NotHere,
    Queued,
    Saved,
    Waiting,
)
from gui.models.plain_text import tool_tip
from gui.service.task import Moment, Task, TaskKey, TaskStatus


class Column(IntEnum):
    """Columns of the table."""

    STATUS = 0
    NAME = 1
    CREATED = 2
    STARTED = 3
    FILE = 4
    LOCAL = 5


TaskIdRole = Qt.ItemDataRole.UserRole
"""The task's id; its name where it has no id."""
TaskRole = Qt.ItemDataRole.UserRole + 1
"""The row's Task."""
LocalRole = Qt.ItemDataRole.UserRole + 2
"""The row's LocalState."""

MOMENT_FORMAT = "%d.%m.%Y %H:%M"
"""As the service itself writes it, in every language."""

UNIT = 1024.0

_LOCAL_ORDER = (Downloading, Waiting, Queued, Saved, FailedHere, Armed, NotHere)
_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class TaskTable(QAbstractTableModel):
    """Keeps the tasks in the order chosen by `sort`; changes are told by key, never by a reset. GUI thread.

    It sorts by itself, since a proxy's sort asks Python twice for every comparison: 34 ms for 1,000 rows.
    """

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._tasks: list[Task] = []
        self._rows: dict[TaskKey, int] = {}
        self._locals: dict[TaskKey, LocalState] = {}
        self._sort_column: Column | None = None
        self._descending = True
        self.loaded = False
        """Whether a list has come since the account was chosen."""

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """Tasks."""
        return 0 if parent.isValid() else len(self._tasks)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """See Column."""
        return 0 if parent.isValid() else len(Column)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Look a cell up."""
        if not index.isValid():
            return None
        task = self._tasks[index.row()]
        answers: dict[int, Callable[[], object]] = {
            Qt.ItemDataRole.DisplayRole: lambda: self._text(task, Column(index.column())),
            Qt.ItemDataRole.ToolTipRole: lambda: tool_tip(self._tool_tip(task, Column(index.column()))),
            TaskIdRole: lambda: task.key,
            TaskRole: lambda: task,
            LocalRole: lambda: self.local(task.key),
        }
        return answers[role]() if role in answers else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        """Name the columns; the times say whose they are."""
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            names = {
                Column.STATUS: self.tr("Status"),
                Column.NAME: self.tr("Name"),
                Column.CREATED: self.tr("Created"),
                Column.STARTED: self.tr("Started"),
                Column.FILE: self.tr("File"),
                Column.LOCAL: self.tr("On this computer"),
            }
            return names[Column(section)]
        if role == Qt.ItemDataRole.ToolTipRole and section in (Column.CREATED, Column.STARTED):
            return self.tr("server time")
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column from now on, newest first where it is -1; equal rows stand newest first.

        Local states that change later take their place at the next list: no row jumps while it is downloaded.
        """
        self._sort_column = Column(column) if column >= 0 else None
        self._descending = order == Qt.SortOrder.DescendingOrder
        self._arrange()

    def update(self, tasks: tuple[Task, ...]) -> None:
        """Show this list. Selection and scroll position of views stay with the tasks."""
        fresh = {task.key: task for task in tasks}
        self.loaded = True
        self._remove(row for row, task in enumerate(self._tasks) if task.key not in fresh)
        changed = [row for row, task in enumerate(self._tasks) if fresh[task.key] != task]
        for row in changed:
            self._tasks[row] = fresh[self._tasks[row].key]
        for first, last in _runs(changed):
            self.dataChanged.emit(self.index(first, 0), self.index(last, Column.FILE))
        new = [task for key, task in fresh.items() if key not in self._rows]
        if new:
            self.beginInsertRows(_ROOT, len(self._tasks), len(self._tasks) + len(new) - 1)
            self._tasks += new
            self._number_rows()
            self.endInsertRows()
        self._arrange()

    def clear(self) -> None:
        """Forget all, for another account."""
        self._remove(range(len(self._tasks)))
        self.loaded = False

    def keys(self) -> KeysView[TaskKey]:
        """The keys of all tasks."""
        return self._rows.keys()

    def tasks(self) -> tuple[Task, ...]:
        """All tasks, in the order of the rows."""
        return tuple(self._tasks)

    def task(self, row: int) -> Task:
        """Return a row's task."""
        return self._tasks[row]

    def find(self, key: TaskKey) -> Task | None:
        """Return the task of this key, None where the list has none."""
        row = self._rows.get(key)
        return None if row is None else self._tasks[row]

    def local(self, key: TaskKey) -> LocalState:
        """What there is of a task's report on this computer."""
        return self._locals.get(key, NotHere())

    def set_local(self, key: TaskKey, state: LocalState) -> None:
        """Tell what there is of a task's report; a `Waiting` counts down by being told again."""
        self.set_locals({key: state})

    def set_locals(self, states: Mapping[TaskKey, LocalState]) -> None:
        """The same for several tasks; keys of no task are left out."""
        changed = []
        for key, state in states.items():
            row = self._rows.get(key)
            if row is not None and (isinstance(state, Waiting) or state != self.local(key)):
                self._locals[key] = state
                changed.append(row)
        for first, last in _runs(sorted(changed)):
            self.dataChanged.emit(self.index(first, Column.LOCAL), self.index(last, Column.LOCAL))

    def status_text(self, status: int | None) -> str:
        """Return a status as a word."""
        words = {
            TaskStatus.PENDING: self.tr("Pending"),
            TaskStatus.IN_PROGRESS: self.tr("In progress"),
            TaskStatus.COMPLETED: self.tr("Completed"),
            TaskStatus.CANCELLED: self.tr("Cancelled"),
            TaskStatus.FAILED: self.tr("Failed"),
        }
        if status in words:
            return words[TaskStatus(status)]
        return self.tr("unknown") if status is None else self.tr("unknown ({number})").format(number=status)

    def _remove(self, rows: Iterable[int]) -> None:
        for first, last in reversed(list(_runs(rows))):
            self.beginRemoveRows(_ROOT, first, last)
            for task in self._tasks[first : last + 1]:
                self._locals.pop(task.key, None)
            del self._tasks[first : last + 1]
            self.endRemoveRows()
        self._number_rows()

    def _number_rows(self) -> None:
        self._rows = {task.key: row for row, task in enumerate(self._tasks)}

    def _arrange(self) -> None:
        """Put the rows in order, and let persistent indexes follow their tasks."""
        ordered = sorted(self._tasks, key=_age, reverse=True)
        if self._sort_column is not None:
            ordered.sort(key=self._sort_key(self._sort_column), reverse=self._descending)
        if all(new is old for new, old in zip(ordered, self._tasks, strict=True)):
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        keys = [self._tasks[index.row()].key for index in before]
        self._tasks = ordered
        self._number_rows()
        after = [self.index(self._rows[key], index.column()) for key, index in zip(keys, before, strict=True)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _sort_key(self, column: Column) -> Callable[[Task], Any]:
        keys: dict[Column, Callable[[Task], Any]] = {
            Column.STATUS: lambda task: (task.status is None, task.status or 0),
            Column.NAME: lambda task: task.name.casefold(),
            Column.CREATED: lambda task: _moment_key(task.created),
            Column.STARTED: lambda task: _moment_key(task.started),
            Column.FILE: lambda task: task.file.casefold(),
            Column.LOCAL: lambda task: _local_key(self.local(task.key)),
        }
        return keys[column]

    def _text(self, task: Task, column: Column) -> str:
        match column:
            case Column.STATUS:
                return self.status_text(task.status)
            case Column.NAME:
                return task.name
            case Column.CREATED:
                return _moment_text(task.created)
            case Column.STARTED:
                return _moment_text(task.started)
            case Column.FILE:
                return task.file
            case Column.LOCAL:
                return self._local_text(self.local(task.key))

    def _local_text(self, state: LocalState) -> str:
        text = ""
        match state:
            case Armed():
                text = self.tr("when ready")
            case Queued(position):
                text = self.tr("queued: {position}").format(position=position)
            case Waiting(until_s):
                seconds = max(round(until_s - self._clock.now_s()), 0)
                text = self.tr("starts in {seconds} s").format(seconds=seconds)
            case Downloading(received_bytes, total_bytes, speed_bps):
                text = f"{received_bytes * 100 // total_bytes} %" if total_bytes else self._size_text(received_bytes)
                if speed_bps:
                    text += self.tr(" · {size}/s").format(size=self._size_text(speed_bps))
            case Saved():
                text = self._saved_text(state)
            case FailedHere():
                text = self.tr("not downloaded")
        return text

    def _saved_text(self, saved: Saved) -> str:
        saved_at = datetime.fromtimestamp(saved.download.saved_at_s).astimezone()
        today = datetime.fromtimestamp(self._clock.wall_s()).astimezone().date()
        when = saved_at.strftime("%H:%M" if saved_at.date() == today else "%d.%m.%Y")
        text = f"{self._size_text(saved.download.size_bytes)}, {when}"
        if saved.changed:
            return self.tr("{saved}, changed since").format(saved=text)
        return text if saved.download.checked else self.tr("{saved}, unchecked").format(saved=text)

    def _size_text(self, size_bytes: float) -> str:
        size = size_bytes / UNIT
        for text in (self.tr("{size} KB"), self.tr("{size} MB"), self.tr("{size} GB")):
            shown = text.format(size=QLocale().toString(size, "f", 1))
            if size < UNIT:
                break
            size /= UNIT
        return shown

    def _tool_tip(self, task: Task, column: Column) -> str:
        if column == Column.LOCAL:
            return self._local_tool_tip(self.local(task.key))
        text = self._text(task, column)
        if column in (Column.CREATED, Column.STARTED) and text:
            return self.tr("{moment}, server time").format(
                moment=task.created if column == Column.CREATED else task.started
            )
        return text

    def _local_tool_tip(self, state: LocalState) -> str:
        match state:
            case FailedHere(sentence):
                return sentence
            case Saved(download, changed):
                note = (
                    ""
                    if download.checked
                    else self.tr("The service did not announce the size, so the file may be incomplete.")
                )
                if changed:
                    note = self.tr("Another program has changed it since it was downloaded.")
                return f"{download.path}\n{note}".strip()
        return ""


class TaskFilter(QSortFilterProxyModel):
    """The tasks that match what the person looks for, in the table's own order."""

    def __init__(self, table: TaskTable, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table = table
        self._words: list[str] = []
        self._status: TaskStatus | None = None
        self.setSourceModel(table)

    def set_text(self, text: str) -> None:
        """Show tasks whose name, file or id hold every word of this."""
        self._words = text.casefold().split()
        self.invalidate()

    def set_status(self, status: TaskStatus | None) -> None:
        """Show tasks of this status, or of any."""
        self._status = status
        self.invalidate()

    def filterAcceptsRow(self, source_row: int, source_parent: _Index) -> bool:  # noqa: ARG002
        """See set_text and set_status."""
        task = self._table.task(source_row)
        if self._status is not None and task.status != self._status:
            return False
        if not self._words:
            return True
        text = f"{task.name}\n{task.file}\n{'' if task.id is None else task.id}".casefold()
        return all(word in text for word in self._words)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Have the table sorted."""
        self._table.sort(column, order)


def _runs(rows: Iterable[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of consecutive numbers."""
    for _, group in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):
        run = [row for _, row in group]
        yield run[0], run[-1]


def _age(task: Task) -> tuple[bool, int]:
    return task.id is not None, task.id or 0


def _moment_text(moment: Moment) -> str:
    return moment.strftime(MOMENT_FORMAT) if isinstance(moment, datetime) else moment


def _moment_key(moment: Moment) -> tuple[int, Moment]:
    return (2 if isinstance(moment, datetime) else 1 if moment else 0), moment


def _local_key(state: LocalState) -> tuple[int, float]:
    return _LOCAL_ORDER.index(type(state)), -state.download.saved_at_s if isinstance(state, Saved) else 0.0
