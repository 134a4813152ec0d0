"""The task table as a view sees it: rows by key, narrow changes, order, filter, words."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from gui.models.local_state import Armed, Downloading, FailedHere, LocalState, NotHere, Queued, Saved, Waiting
from gui.models.task_columns import Column
from gui.models.task_filter import TaskFilter
from gui.models.task_table import LocalRole, TaskIdRole, TaskRole, TaskTable
from gui.service.task import Moment, Task, TaskKey, TaskStatus
from gui.storage.downloads import Download
from tests.fakes import FakeClock

DAY = datetime(2026, 3, 3, 10, 12, 40)


def make(number: int, name: str = "", status: int | None = TaskStatus.COMPLETED) -> Task:
    return Task(number, name or f"task {number}", status, DAY + timedelta(hours=number), "", f"{number}.csv")


class Watcher:
    """Notes what a table tells its views."""

    def __init__(self, table: TaskTable) -> None:
        self.resets = 0
        self.changed: list[tuple[int, int, int, int]] = []
        self.inserted = self.removed = 0
        table.modelReset.connect(self._on_reset)
        table.dataChanged.connect(self._on_changed)
        table.rowsInserted.connect(self._on_inserted)
        table.rowsRemoved.connect(self._on_removed)

    def _on_reset(self) -> None:
        self.resets += 1

    def _on_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        self.changed.append((first.row(), last.row(), first.column(), last.column()))

    def _on_inserted(self, _: QModelIndex, first: int, last: int) -> None:
        self.inserted += last - first + 1

    def _on_removed(self, _: QModelIndex, first: int, last: int) -> None:
        self.removed += last - first + 1


@pytest.fixture
def table(qapp: object, clock: FakeClock) -> TaskTable:
    made = TaskTable(clock)
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Warning, made)
    return made


def ids(model: TaskTable | TaskFilter) -> list[object]:
    return [model.index(row, 0).data(TaskIdRole) for row in range(model.rowCount())]


def text(table: TaskTable, key: TaskKey, column: Column) -> str:
    return str(table.index(ids(table).index(key), column).data())


def test_newest_first_and_tasks_without_an_id_last(table: TaskTable) -> None:
    assert not table.loaded
    table.update((make(3), Task(None, "nameless", 2), make(12), make(7)))
    assert table.loaded
    assert ids(table) == [12, 7, 3, "nameless"]


def test_an_update_tells_only_what_is_new_gone_or_changed(table: TaskTable) -> None:
    table.update(tuple(make(number) for number in range(10)))
    watcher = Watcher(table)
    table.update(tuple(make(number) for number in range(10)))
    assert (watcher.changed, watcher.inserted, watcher.removed) == ([], 0, 0)

    fresh = [make(number) for number in range(1, 12)]
    fresh[2] = make(3, status=TaskStatus.FAILED)
    table.update(tuple(fresh))
    assert ids(table) == list(range(11, 0, -1))
    assert (watcher.inserted, watcher.removed, watcher.resets) == (2, 1, 0)
    assert watcher.changed == [(6, 6, 0, Column.LOCAL - 1)]
    assert text(table, 3, Column.STATUS) == "Failed"


def test_persistent_indexes_follow_their_tasks(table: TaskTable) -> None:
    table.update(tuple(make(number) for number in range(10)))
    kept = QPersistentModelIndex(table.index(ids(table).index(4), Column.NAME))
    table.update(tuple(make(number) for number in range(3, 20)))
    table.sort(Column.NAME, Qt.SortOrder.AscendingOrder)
    assert kept.data(TaskIdRole) == 4
    assert kept.column() == Column.NAME
    table.clear()
    assert not kept.isValid()
    assert not table.loaded
    assert table.rowCount() == 0


def test_the_order_chosen_holds_for_later_lists(table: TaskTable) -> None:
    table.sort(Column.NAME, Qt.SortOrder.AscendingOrder)
    table.update((make(1, "б"), make(2, "A"), make(3, "а")))
    table.update((make(1, "б"), make(2, "A"), make(3, "а"), make(4, "a2"), make(5, "Б")))
    assert ids(table) == [2, 4, 3, 5, 1], "equal names stand newest first"
    table.sort(Column.NAME, Qt.SortOrder.DescendingOrder)
    assert ids(table) == [5, 1, 3, 4, 2]
    table.sort(-1)
    assert ids(table) == [5, 4, 3, 2, 1]


def test_times_are_sorted_as_times_whatever_they_are(table: TaskTable) -> None:
    late, early = datetime(2026, 10, 1, 9, 0), datetime(2026, 9, 30, 9, 0)
    moments: dict[int, Moment] = {1: late, 2: "soon", 3: early, 4: ""}
    table.update(tuple(Task(number, "", 2, moment) for number, moment in moments.items()))
    table.sort(Column.CREATED, Qt.SortOrder.AscendingOrder)
    assert ids(table) == [4, 2, 3, 1]
    assert [text(table, number, Column.CREATED) for number in (1, 2, 4)] == ["01.10.2026 09:00", "soon", ""]


def test_times_say_whose_they_are(table: TaskTable) -> None:
    table.update((make(1),))
    tip = Qt.ItemDataRole.ToolTipRole
    assert table.headerData(Column.CREATED, Qt.Orientation.Horizontal, tip) == "server time"
    assert "server time" in table.index(0, Column.CREATED).data(tip)
    assert not table.index(0, Column.STARTED).data(tip)


@pytest.mark.parametrize(
    ("status", "word"),
    [(0, "Pending"), (1, "In progress"), (2, "Completed"), (3, "Cancelled"), (4, "Failed"), (7, "unknown (7)")],
)
def test_every_status_has_a_word(table: TaskTable, status: int, word: str) -> None:
    table.update((make(1, status=status),))
    assert text(table, 1, Column.STATUS) == word


def test_a_status_that_is_missing_has_a_word_and_a_place(table: TaskTable) -> None:
    table.update((make(1, status=None), make(2, status=7), make(3, status=0)))
    assert text(table, 1, Column.STATUS) == "unknown"
    table.sort(Column.STATUS, Qt.SortOrder.AscendingOrder)
    assert ids(table) == [3, 2, 1]


def test_what_is_on_this_computer(table: TaskTable, clock: FakeClock, tmp_path: Path) -> None:
    saved = Download(tmp_path / "a.csv", 12_900_000, 0, True, clock.wall_s())
    states: dict[LocalState, str] = {
        NotHere(): "",
        Armed(): "when ready",
        Queued(2): "queued: 2",
        Waiting(clock.now_s() + 14): "starts in 14 s",
        Downloading(430, 1000, 0.0): "43 %",
        Downloading(3 * 1024**2, None, 1024.0**2): "3.0 MB · 1.0 MB/s",
        Downloading(5 * 1024**3, 10 * 1024**3, 0.0): "50 %",
        FailedHere("why"): "not downloaded",
        Saved(saved, changed=True): "changed since",
        Saved(replace(saved, checked=False), changed=False): "unchecked",
        Saved(replace(saved, saved_at_s=0.0), changed=False): "12.3 MB, 01.01.1970",
    }
    table.update((make(1),))
    for state, expected in states.items():
        table.set_local(1, state)
        shown = text(table, 1, Column.LOCAL)
        assert expected in shown
        assert expected or not shown
        assert table.index(0, 0).data(LocalRole) == state


def test_a_wait_counts_down_by_being_told_again(table: TaskTable, clock: FakeClock) -> None:
    table.update((make(1), make(2)))
    state = Waiting(clock.now_s() + 14)
    table.set_local(2, state)
    watcher = Watcher(table)
    clock.advance(4)
    table.set_local(2, state)
    assert text(table, 2, Column.LOCAL) == "starts in 10 s"
    assert watcher.changed == [(0, 0, Column.LOCAL, Column.LOCAL)]


def test_local_states_are_told_narrowly_and_leave_with_their_task(table: TaskTable) -> None:
    table.update(tuple(make(number) for number in range(6)))
    watcher = Watcher(table)
    table.set_locals({5: NotHere(), 4: Armed(), 3: Armed(), 1: Armed(), 99: Armed()})
    assert watcher.changed == [(1, 2, Column.LOCAL, Column.LOCAL), (4, 4, Column.LOCAL, Column.LOCAL)]
    table.update((make(5),))
    table.update((make(5), make(4)))
    assert table.local(4) == NotHere()


def test_the_filter_looks_into_name_file_and_id(table: TaskTable) -> None:
    shown = TaskFilter(table)
    table.update((make(1, "Рассылка МАРТ"), make(2, "Weekly"), make(33, "Weekly", TaskStatus.PENDING)))
    for words, expected in {"март рас": [1], "2.CSV": [2], "33": [33], "week": [33, 2], "nothing": []}.items():
        shown.set_text(words)
        assert ids(shown) == expected, words
    shown.set_text("")
    shown.set_status(TaskStatus.PENDING)
    assert ids(shown) == [33]
    table.update((make(1, status=TaskStatus.PENDING), make(33)))
    assert ids(shown) == [1], "rows come and go as they change"
    shown.set_status(None)
    shown.sort(Column.NAME, Qt.SortOrder.AscendingOrder)
    assert ids(shown) == [1, 33]
    assert isinstance(shown.index(0, 0).data(TaskRole), Task)


def test_a_task_is_found_by_its_id_alone(table: TaskTable) -> None:
    shown = TaskFilter(table)
    table.update((Task(275, "Weekly", TaskStatus.COMPLETED), Task(None, "Nameless", TaskStatus.COMPLETED)))
    for words, expected in {"275": [275], "27": [275], "none": [], "nameless": ["Nameless"]}.items():
        shown.set_text(words)
        assert ids(shown) == expected, words


def test_a_task_is_found_by_its_key(table: TaskTable) -> None:
    table.update((make(1), make(2)))
    assert table.find(2) == make(2)
    table.update((make(1),))
    assert table.find(2) is None
