"""The account's tasks, for a table view."""

from collections.abc import Callable, Iterable, Iterator, KeysView, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from gui.clock import Clock
from gui.models.local_state import LocalState, NotHere, Saved, Waiting
from gui.models.local_texts import LocalTexts
from gui.models.plain_text import tool_tip
from gui.models.task_columns import Column, TaskColumns
from gui.models.task_status import StatusWords
from gui.service.task import Task, TaskKey

TaskIdRole = Qt.ItemDataRole.UserRole
"""The task's id; its name if it has no id."""
TaskRole = Qt.ItemDataRole.UserRole + 1
"""The row's Task."""
LocalRole = Qt.ItemDataRole.UserRole + 2
"""The row's LocalState."""

_TEXT, _TOOL_TIP = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole
_NOT_HERE = NotHere()
_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class TaskTable(QAbstractTableModel):
    """Keeps the tasks in the order chosen by `sort`; changes are reported by key, never by a reset. GUI thread.

    It sorts by itself, because a proxy's sort calls Python twice per comparison: 34 ms for 1,000 rows.
    """

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.status_words = StatusWords(self)
        self.columns = TaskColumns(self.status_words, LocalTexts(clock, self), self).specs
        self._tasks: list[Task] = []
        self._rows: dict[TaskKey, int] = {}
        self._locals: dict[TaskKey, LocalState] = {}
        self._sort_key: Callable[[Task, LocalState], Any] | None = None
        self._descending = True
        self.loaded = False
        """Whether a list has arrived since the account was chosen."""

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """Return the number of tasks."""
        return 0 if parent.isValid() else len(self._tasks)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """Return the number of columns; see `Column`."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Look a cell up."""
        if not index.isValid():
            return None
        task = self._tasks[index.row()]
        found: object = None
        if role == _TEXT:
            found = self.columns[index.column()].text(task, self.local(task.key))
        elif role == TaskRole:
            found = task
        elif role == LocalRole:
            found = self.local(task.key)
        elif role == TaskIdRole:
            found = task.key
        elif role == _TOOL_TIP:
            spec = self.columns[index.column()]
            found = tool_tip((spec.tool_tip or spec.text)(task, self.local(task.key)))
        return found

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        """Return a column's title; the times say whose they are."""
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == _TEXT:
            return self.columns[section].title
        if role == _TOOL_TIP:
            return self.columns[section].title_tool_tip or None
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column from now on, or newest first if it is -1; equal rows stand newest first.

        Local states that change later take effect at the next list, so that no row jumps while it is downloaded.
        """
        self._sort_key = self.columns[column].sort_key if column >= 0 else None
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
            self.dataChanged.emit(self.index(first, 0), self.index(last, Column.LOCAL - 1))
        new = [task for key, task in fresh.items() if key not in self._rows]
        if new:
            self.beginInsertRows(_ROOT, len(self._tasks), len(self._tasks) + len(new) - 1)
            self._tasks += new
            self._number_rows()
            self.endInsertRows()
        self._arrange()

    def clear(self) -> None:
        """Remove all tasks, for another account."""
        self._remove(range(len(self._tasks)))
        self.loaded = False

    def keys(self) -> KeysView[TaskKey]:
        """Return the keys of all tasks."""
        return self._rows.keys()

    def tasks(self) -> tuple[Task, ...]:
        """Return all tasks in the order of the rows."""
        return tuple(self._tasks)

    def task(self, row: int) -> Task:
        """Return a row's task."""
        return self._tasks[row]

    def find(self, key: TaskKey) -> Task | None:
        """Return the task with this key; None if it is not in the list."""
        row = self._rows.get(key)
        return None if row is None else self._tasks[row]

    def local(self, key: TaskKey) -> LocalState:
        """Return the state of a task's report on this computer."""
        return self._locals.get(key, _NOT_HERE)

    def task_of_report(self, path: Path) -> Task | None:
        """Return the task whose report is on disk at this path; None if there is none."""
        saved = [key for key, local in self._locals.items() if isinstance(local, Saved) and local.download.path == path]
        return self.find(saved[0]) if saved else None

    def set_local(self, key: TaskKey, state: LocalState) -> None:
        """Set the state of a task's report; setting a `Waiting` again updates its countdown."""
        self.set_locals({key: state})

    def set_locals(self, states: Mapping[TaskKey, LocalState]) -> None:
        """Set several states at once; keys without a task are ignored."""
        changed = []
        for key, state in states.items():
            row = self._rows.get(key)
            if row is not None and (isinstance(state, Waiting) or state != self.local(key)):
                self._locals[key] = state
                changed.append(row)
        for first, last in _runs(sorted(changed)):
            self.dataChanged.emit(self.index(first, Column.LOCAL), self.index(last, Column.LOCAL))

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
        """Sort the rows; persistent indexes follow their tasks."""
        ordered = sorted(self._tasks, key=_age, reverse=True)
        if key := self._sort_key:
            local = self._locals.get
            ordered.sort(key=lambda task: key(task, local(task.key, _NOT_HERE)), reverse=self._descending)
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


def _runs(rows: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield first and last of each run of consecutive numbers."""
    for _, group in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):
        run = [row for _, row in group]
        yield run[0], run[-1]


def _age(task: Task) -> tuple[bool, int]:
    return task.id is not None, task.id or 0
