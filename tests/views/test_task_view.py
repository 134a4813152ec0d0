"""What a person can do in the table of tasks, by mouse and keyboard."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gui.models.local_state import Armed, Downloading, LocalState, Queued, Saved
from gui.models.task_columns import Column
from gui.models.task_status import StatusWords
from gui.models.task_table import TaskIdRole, TaskTable
from gui.service.task import Task, TaskStatus
from gui.storage.downloads import Download
from gui.views.icons import status_icon
from gui.views.task_delegate import cross_rect
from gui.views.task_view import TaskCommand, TaskView
from tests.fakes import FakeClock

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

DONE, RUNNING, FAILED = 3, 2, 1
SAVED = Saved(Download(Path("a.csv"), 10, 0, True, 0.0), changed=False)


class Listener:
    """Notes what a view tells."""

    def __init__(self, view: TaskView) -> None:
        self.activated: list[object] = []
        self.commands: list[tuple[object, object]] = []
        """all others"""
        view.task_command.connect(self._on_command)

    def _on_command(self, command: TaskCommand, task: Task) -> None:
        if command is TaskCommand.ACTIVATE:
            self.activated.append(task.id)
        else:
            self.commands.append((command, task.id))


@pytest.fixture
def table(clock: FakeClock) -> TaskTable:
    return TaskTable(clock)


@pytest.fixture
def view(qtbot: QtBot, table: TaskTable) -> TaskView:
    made = TaskView(table)
    qtbot.addWidget(made)
    made.resize(900, 400)
    made.show()
    table.update(
        (
            Task(DONE, "March", TaskStatus.COMPLETED, file="march.csv"),
            Task(RUNNING, "Weekly", TaskStatus.IN_PROGRESS),
            Task(FAILED, "Old", TaskStatus.FAILED),
        )
    )
    return made


@pytest.fixture
def listener(view: TaskView) -> Listener:
    return Listener(view)


def place(view: TaskView, number: int, column: Column = Column.NAME) -> QPoint:
    for row in range(view.model().rowCount()):
        index = view.model().index(row, column)
        if index.data(TaskIdRole) == number:
            rect = view.visualRect(index)
            return cross_rect(rect).center() if column == Column.LOCAL else rect.center()
    raise AssertionError(number)


def click(qtbot: QtBot, view: TaskView, where: QPoint) -> None:
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)


def double_click(qtbot: QtBot, view: TaskView, where: QPoint) -> None:
    click(qtbot, view, where)
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=where)


def test_double_click_and_enter_act_once_each(qtbot: QtBot, view: TaskView, listener: Listener) -> None:
    double_click(qtbot, view, place(view, RUNNING))
    assert listener.activated == [RUNNING]
    click(qtbot, view, place(view, DONE))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.keyClick(view, Qt.Key.Key_Enter)
    assert listener.activated == [RUNNING, DONE, DONE]


def test_enter_without_a_selected_row_does_nothing(qtbot: QtBot, view: TaskView, listener: Listener) -> None:
    view.clearSelection()
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert listener.activated == []


@pytest.mark.parametrize("state", [Queued(1), Downloading(5, 10, 1.0)])
def test_the_cross_cancels_and_never_activates(
    qtbot: QtBot, view: TaskView, table: TaskTable, listener: Listener, state: LocalState
) -> None:
    table.set_local(DONE, state)
    where = place(view, DONE, Column.LOCAL)
    click(qtbot, view, where)
    assert listener.commands == [(TaskCommand.CANCEL, DONE)]
    table.set_local(DONE, SAVED)
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert listener.activated == [], "the second of two clicks meets a row without a cross"
    double_click(qtbot, view, where)
    assert listener.activated == [DONE]
    assert len(listener.commands) == 1


def test_a_press_that_slips_off_the_cross_cancels_nothing(
    qtbot: QtBot, view: TaskView, table: TaskTable, listener: Listener
) -> None:
    table.set_local(DONE, Queued(1))
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=place(view, DONE, Column.LOCAL))
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=place(view, DONE))
    assert listener.commands == []


def test_a_press_on_one_cross_released_on_another_cancels_nothing(
    qtbot: QtBot, view: TaskView, table: TaskTable, listener: Listener
) -> None:
    table.set_locals({DONE: Queued(1), RUNNING: Queued(2)})
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=place(view, DONE, Column.LOCAL))
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=place(view, RUNNING, Column.LOCAL))
    assert listener.commands == []


def test_what_is_armed_can_be_disarmed_also_when_its_task_is_ready(
    qtbot: QtBot, view: TaskView, table: TaskTable, listener: Listener
) -> None:
    table.set_local(DONE, Armed())
    menu_of(view, DONE).actions()[0].trigger()
    assert listener.commands == [(TaskCommand.DISARM, DONE)]


def menu_of(view: TaskView, number: int) -> QMenu:
    where = place(view, number)
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(view.viewport(), QContextMenuEvent(reason, where, view.viewport().mapToGlobal(where)))
    menus = [menu for menu in view.findChildren(QMenu) if menu.isVisible()]
    assert len(menus) == 1
    return menus[0]


@pytest.mark.parametrize(
    ("number", "state", "texts"),
    [
        (DONE, None, ["Download"]),
        (DONE, Downloading(1, 2, 0.0), ["Cancel download"]),
        (DONE, SAVED, ["Open", "Open in another program", "Show in folder", "Download again"]),
        (RUNNING, None, ["Download when ready"]),
        (RUNNING, Armed(), ["Don't download"]),
    ],
)
def test_the_menu_offers_what_can_be_done(
    view: TaskView, table: TaskTable, number: int, state: LocalState | None, texts: list[str]
) -> None:
    if state:
        table.set_local(number, state)
    menu = menu_of(view, number)
    offered = [action.text() for action in menu.actions() if action.isEnabled() and not action.isSeparator()]
    assert offered == [*texts, "Copy name"]
    menu.close()


def test_the_menu_tells_what_was_chosen(view: TaskView, table: TaskTable, listener: Listener) -> None:
    table.set_local(DONE, SAVED)
    menu = menu_of(view, DONE)
    for action in menu.actions():
        action.trigger()
    menu.close()
    assert listener.activated == [DONE]
    assert listener.commands == [
        (TaskCommand.OPEN_OUTSIDE, DONE),
        (TaskCommand.SHOW_IN_FOLDER, DONE),
        (TaskCommand.DOWNLOAD_AGAIN, DONE),
    ]
    assert QGuiApplication.clipboard().text() == "March"


def test_a_failed_task_offers_no_download(view: TaskView) -> None:
    menu = menu_of(view, FAILED)
    assert not menu.actions()[0].isEnabled()
    menu.close()


def test_tab_leaves_the_table(qtbot: QtBot, table: TaskTable) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    column, view, after = QVBoxLayout(page), TaskView(table), QLineEdit()
    column.addWidget(view)
    column.addWidget(after)
    table.update((Task(1, "a", 2), Task(2, "b", 2)))
    page.show()
    page.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    qtbot.keyClick(view, Qt.Key.Key_Tab)
    assert after.hasFocus()


def test_selection_and_scroll_stay_through_an_update(qtbot: QtBot, view: TaskView, table: TaskTable) -> None:
    table.update(tuple(Task(number, str(number), 2) for number in range(100)))
    view.selectRow(50)
    view.verticalScrollBar().setValue(700)
    table.update(tuple(Task(number, f"{number}!", 2) for number in range(100)))
    selected = view.selected_task()
    assert selected
    assert selected.name == "49!"
    assert view.verticalScrollBar().value() == 700


def test_columns_and_sort_are_remembered(qtbot: QtBot, view: TaskView, table: TaskTable) -> None:
    assert view.save_columns() == "", "nothing was chosen yet, so the widths go on following the window"
    view.horizontalHeader().resizeSection(Column.FILE, 77)
    view.sortByColumn(Column.NAME, Qt.SortOrder.AscendingOrder)
    again = TaskView(table)
    qtbot.addWidget(again)
    again.restore_columns(view.save_columns())
    again.resize(500, 300)
    again.show()
    assert again.columnWidth(Column.FILE) == 77
    assert again.horizontalHeader().sortIndicatorSection() == Column.NAME
    assert [again.model().index(row, Column.NAME).data() for row in range(3)] == ["March", "Old", "Weekly"]


@pytest.mark.parametrize("saved", ["", "rubbish", "AAAA"])
def test_damaged_columns_are_ignored(view: TaskView, saved: str) -> None:
    before = [view.columnWidth(column) for column in Column]
    view.restore_columns(saved)
    assert [view.columnWidth(column) for column in Column] == before


def test_an_empty_table_says_why(view: TaskView, table: TaskTable) -> None:
    assert view.empty_sentence() == ""
    view.filter.set_text("nothing like it")
    assert "matches" in view.empty_sentence()
    table.update(())
    assert "no tasks yet" in view.empty_sentence()
    table.clear()
    assert "not been loaded" in view.empty_sentence()
    assert not view.grab().isNull()


def test_progress_is_drawn_in_the_row(view: TaskView, table: TaskTable) -> None:
    cell = view.visualRect(view.model().index(0, Column.LOCAL))
    bar = QRect(cell.left(), cell.bottom() - 1, cell.width() - cell.height(), 1)
    drawn = []
    for received in (10, 90):
        table.set_local(DONE, Downloading(received, 100, 0.0))
        drawn.append(view.viewport().grab(bar).toImage())
    assert drawn[0] != drawn[1]


def test_what_is_armed_has_a_sign_beside_its_words(view: TaskView, table: TaskTable) -> None:
    table.set_local(RUNNING, Armed())
    index = view.model().index(1, Column.LOCAL)
    option = QStyleOptionViewItem()
    option.palette = view.palette()
    delegate = view.itemDelegate()
    assert isinstance(delegate, QStyledItemDelegate)
    delegate.initStyleOption(option, index)
    assert not option.icon.isNull()
    assert option.text == "when ready"


@pytest.mark.parametrize("status", TaskStatus)
def test_every_status_that_the_service_documents_has_a_word_and_an_icon(view: TaskView, status: TaskStatus) -> None:
    words = StatusWords()
    assert not words.word(status).startswith(words.word(None))
    assert not status_icon(status, view.palette()).isNull()


def test_columns_share_the_window_until_the_person_chooses(view: TaskView) -> None:
    widths = [view.columnWidth(column) for column in Column]
    view.resize(1300, 400)
    grown = [view.columnWidth(column) - before for column, before in zip(Column, widths, strict=True)]
    assert [grown[column] for column in (Column.STATUS, Column.CREATED, Column.STARTED)] == [0, 0, 0]
    assert grown[Column.NAME] > grown[Column.FILE] > 0
    assert sum(grown) == 400


@pytest.mark.parametrize("widened", [[], [Column.NAME], [Column.NAME, Column.FILE]])
def test_progress_and_cross_stay_in_sight_in_a_narrow_window(
    view: TaskView, table: TaskTable, widened: list[Column]
) -> None:
    for column in widened:
        view.horizontalHeader().resizeSection(column, 600)
    view.resize(860, 400)
    table.set_local(DONE, Downloading(500_000_000, 10_000_000_000, 88_800_000.0))
    cell = view.visualRect(view.model().index(0, Column.LOCAL))
    assert view.viewport().rect().contains(cross_rect(cell))
    text = view.model().index(0, Column.LOCAL).data()
    assert view.fontMetrics().horizontalAdvance(text) < cell.width() - cross_rect(cell).width()
    assert view.horizontalScrollBar().maximum() == 0


def test_a_column_that_gave_way_gets_its_width_back(qtbot: QtBot, view: TaskView, table: TaskTable) -> None:
    view.resize(1300, 400)
    view.horizontalHeader().resizeSection(Column.NAME, 500)
    files = view.columnWidth(Column.FILE)
    view.resize(960, 400)
    assert view.columnWidth(Column.NAME) < 500
    assert view.columnWidth(Column.FILE) == files, "Name gives way first"
    again = TaskView(table)
    qtbot.addWidget(again)
    again.restore_columns(view.save_columns())
    again.resize(1300, 400)
    again.show()
    view.resize(1300, 400)
    assert view.columnWidth(Column.NAME) == again.columnWidth(Column.NAME) == 500
