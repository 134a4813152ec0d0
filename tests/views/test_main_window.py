"""The main window: what it says about freshness, what its actions and keys do, what it remembers."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gui.account import Account
from gui.languages import LANGUAGES
from gui.models.local_state import Armed, LocalState, NotHere, Queued, Saved
from gui.models.task_table import TaskTable
from gui.service.task import Task, TaskStatus
from gui.storage.downloads import Download
from gui.views.about_dialog import AboutDialog
from gui.views.crash_dialog import CrashDialog
from gui.views.freshness import Freshness
from gui.views.main_window import MainWindow
from gui.views.notice_bar import NoticeAction
from gui.views.task_view import TaskCommand
from tests.fakes import FakeClock

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

DONE, RUNNING, FAILED = 3, 2, 1
SAVED = Saved(Download(Path("a.csv"), 10, 0, True, 0.0), changed=False)
ACCOUNTS = (Account("a", "https://smsc.ru", "anna"), Account("k", "https://smsc.kz"))


@pytest.fixture
def window(qtbot: QtBot, clock: FakeClock) -> MainWindow:
    made = MainWindow(TaskTable(clock))
    qtbot.addWidget(made)
    made.table.update(
        (
            Task(DONE, "March", TaskStatus.COMPLETED),
            Task(RUNNING, "Weekly", TaskStatus.IN_PROGRESS),
            Task(FAILED, "Old", TaskStatus.FAILED),
        )
    )
    made.show_tasks()
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.view.hasFocus)
    return made


def action(window: MainWindow, name: str) -> QAction:
    found = window.findChild(QAction, name)
    assert found
    return found


def freshness(
    fetching: bool = False,
    ago_s: float | None = 9.0,
    next_s: float | None = 21.0,
    blocked_s: float = 0.0,
    old: bool = False,
    reason: str = "",
) -> Freshness:
    return Freshness(fetching, ago_s, next_s, blocked_s, old, reason)


def status(window: MainWindow) -> str:
    label = window.findChild(QLabel, "refreshStatus")
    assert label
    return label.text()


def select(window: MainWindow, number: int) -> None:
    window.view.selectRow([DONE, RUNNING, FAILED].index(number))


@pytest.mark.parametrize(
    ("state", "text"),
    [
        (freshness(), "Updated 9 s ago · next update in 21 s"),
        (freshness(ago_s=None, next_s=None), "Not updated yet"),
        (freshness(fetching=True), "Updated 9 s ago · updating now"),
        (freshness(ago_s=240.0, old=True), "Old: updated 4 min ago · next update in 21 s"),
        (freshness(next_s=None, reason="Updating has stopped"), "Updating has stopped · Updated 9 s ago"),
        (freshness(ago_s=7300.0, next_s=1790.0), "Updated 2 h ago · next update in 29 min"),
        (freshness(ago_s=200_000.0), "Updated 2 d ago · next update in 21 s"),
        (freshness(ago_s=0.4), "Updated just now · next update in 21 s"),
        (freshness(ago_s=59.0, next_s=60.0), "Updated 59 s ago · next update in 1 min"),
        (freshness(ago_s=80.0, next_s=None), "Updated 1 min ago"),
    ],
)
def test_how_fresh_the_list_is(window: MainWindow, state: Freshness, text: str) -> None:
    window.set_freshness(state)
    assert status(window) == text


def test_refresh_counts_down_while_it_is_blocked_without_changing_its_width(window: MainWindow) -> None:
    refresh = action(window, "refreshAction")
    bar = window.findChild(QToolBar)
    assert bar
    widths, texts = set(), []
    for blocked_s in (0.0, 60.0, 11.2, 0.4, 1700.0):
        window.set_freshness(freshness(blocked_s=blocked_s))
        texts.append(refresh.text())
        assert refresh.isEnabled() == (blocked_s == 0)
        assert ("three identical requests a minute" in refresh.toolTip()) == (blocked_s > 0)
        widths.add(bar.widgetForAction(refresh).sizeHint().width() <= bar.widgetForAction(refresh).minimumWidth())
    assert texts == ["Refresh", "Refresh  1 min", "Refresh  12 s", "Refresh  1 s", "Refresh  28 min"]
    assert widths == {True}


def test_after_updating_has_stopped_refresh_says_what_it_does(window: MainWindow) -> None:
    window.set_freshness(freshness(next_s=None, reason="Updating has stopped"))
    tip = action(window, "refreshAction").toolTip()
    assert tip == "Updating has stopped.\nPress to try again with the same sign-in."


def test_f5_refreshes_unless_blocked(qtbot: QtBot, window: MainWindow) -> None:
    asked: list[bool] = []
    window.refresh_requested.connect(lambda: asked.append(True))
    window.set_freshness(freshness())
    qtbot.keyClick(window.view, Qt.Key.Key_F5)
    assert asked == [True]
    window.set_freshness(freshness(blocked_s=5.0))
    qtbot.keyClick(window.view, Qt.Key.Key_F5)
    assert asked == [True]


@pytest.mark.parametrize(
    ("number", "state", "text", "enabled"),
    [
        (DONE, NotHere(), "Download", True),
        (DONE, SAVED, "Open", True),
        (DONE, Queued(1), "Cancel download", True),
        (RUNNING, NotHere(), "Download when ready", True),
        (RUNNING, Armed(), "Don't download", True),
        (FAILED, NotHere(), "Download", False),
    ],
)
def test_the_download_button_says_what_it_does(
    window: MainWindow, number: int, state: LocalState, text: str, enabled: bool
) -> None:
    select(window, number)
    window.table.set_local(number, state)
    assert action(window, "downloadAction").text() == text
    assert action(window, "downloadAction").isEnabled() == enabled
    assert action(window, "openFolderAction").isEnabled() == isinstance(state, Saved)


def test_the_download_button_wears_the_sign_of_its_command(window: MainWindow) -> None:
    def sign() -> bytes:
        image = action(window, "downloadAction").icon().pixmap(20).toImage()
        return bytes(image.constBits())

    select(window, DONE)
    signs = [sign()]
    for state in (SAVED, Queued(1)):
        window.table.set_local(DONE, state)
        signs.append(sign())
    select(window, RUNNING)
    signs.append(sign())
    window.table.set_local(RUNNING, Armed())
    signs.append(sign())
    assert len(set(signs)) == len(signs)


def test_the_toolbar_has_no_holes(qtbot: QtBot, window: MainWindow) -> None:
    bar = window.findChild(QToolBar)
    assert bar
    buttons = [bar.widgetForAction(action(window, name)) for name in ("openFolderAction", "downloadAction")]
    for number, state in ((DONE, NotHere()), (DONE, SAVED), (RUNNING, NotHere())):
        select(window, number)
        window.table.set_local(number, state)
        qtbot.waitUntil(lambda: all(button.width() <= button.sizeHint().width() for button in buttons))


def test_without_a_selected_row_there_is_nothing_to_download(window: MainWindow) -> None:
    select(window, DONE)
    window.view.clearSelection()
    assert not action(window, "downloadAction").isEnabled()
    select(window, DONE)
    window.view.filter.set_text(str(RUNNING))
    assert not action(window, "downloadAction").isEnabled(), "a row that is filtered out is not selected"
    window.view.filter.set_text("")
    select(window, DONE)
    window.table.clear()
    assert not action(window, "downloadAction").isEnabled()


def test_the_buttons_tell_what_is_wanted_of_the_selected_task(qtbot: QtBot, window: MainWindow) -> None:
    told: list[object] = []
    window.view.task_command.connect(lambda command, task: told.append((command, task.id)))
    select(window, DONE)
    action(window, "downloadAction").trigger()
    window.table.set_local(DONE, SAVED)
    action(window, "openFolderAction").trigger()
    qtbot.keyClick(window.view, Qt.Key.Key_Return)
    window.table.set_local(DONE, Queued(1))
    action(window, "downloadAction").trigger()
    select(window, RUNNING)
    action(window, "downloadAction").trigger()
    assert told == [
        (TaskCommand.ACTIVATE, DONE),
        (TaskCommand.SHOW_IN_FOLDER, DONE),
        (TaskCommand.ACTIVATE, DONE),
        (TaskCommand.CANCEL, DONE),
        (TaskCommand.ARM, RUNNING),
    ]


def test_search_and_status_choose_among_the_tasks(qtbot: QtBot, window: MainWindow) -> None:
    search, statuses = window.findChild(QLineEdit, "taskSearch"), window.findChild(QComboBox, "statusFilter")
    assert search
    assert statuses
    qtbot.keyClick(window.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert search.hasFocus()
    qtbot.keyClicks(search, "week")
    assert window.view.model().rowCount() == 1
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert window.view.hasFocus()
    assert window.view.model().rowCount() == 3
    statuses.setFocus()
    qtbot.keyClicks(statuses, "Fail")
    assert statuses.currentText() == "Failed"
    assert window.view.model().rowCount() == 1


def test_keys_move_between_tasks_and_preview(qtbot: QtBot, window: MainWindow) -> None:
    preview, report = QWidget(), QTableView()
    QVBoxLayout(preview).addWidget(report)
    preview.setFocusProxy(report)
    window.set_preview(preview)
    qtbot.keyClick(window.view, Qt.Key.Key_F6)
    assert window.view.hasFocus(), "there is no preview yet"
    window.show_preview(True)
    assert report.hasFocus(), "the keyboard follows to the rows"
    qtbot.keyClick(report, Qt.Key.Key_F6)
    assert window.view.hasFocus()
    qtbot.keyClick(window.view, Qt.Key.Key_F6)
    assert report.hasFocus()
    qtbot.keyClick(report, Qt.Key.Key_F6)
    assert window.view.hasFocus()
    report.setFocus()
    qtbot.keyClick(report, Qt.Key.Key_Escape)
    assert window.view.hasFocus()
    report.setFocus()
    window.show_preview(False)
    assert not preview.isVisible()
    assert window.view.hasFocus()


def test_the_account_menu(window: MainWindow) -> None:
    told: list[str] = []
    window.menu.account_chosen.connect(told.append)
    window.menu.account_requested.connect(lambda: told.append("account"))
    window.menu.add_account_requested.connect(lambda: told.append("add"))
    window.menu.folder_requested.connect(lambda: told.append("folder"))
    window.menu.about_requested.connect(lambda: told.append("about"))
    window.set_accounts(ACCOUNTS[:1], "a")
    window.set_accounts(ACCOUNTS, "a")
    button = window.findChild(QToolButton, "accountButton")
    assert button
    actions = [entry for entry in button.menu().actions() if not entry.isSeparator()]
    assert [entry.text() for entry in actions if entry.isCheckable()] == ["anna@smsc.ru", "API key k · smsc.kz"]
    assert [entry.isChecked() for entry in actions if entry.isCheckable()] == [True, False]
    for entry in actions[1:]:
        if not entry.menu():
            entry.trigger()
    assert told == ["k", "account", "add", "folder", "about"]
    name = window.findChild(QLabel, "accountName")
    assert name
    assert name.text() == "anna@smsc.ru"


def test_languages(window: MainWindow) -> None:
    chosen: list[str] = []
    window.menu.language_chosen.connect(chosen.append)
    window.set_language("ru")
    assert chosen == [], "showing the language in use chooses nothing"
    button = window.findChild(QToolButton, "accountButton")
    assert button
    entries = next(menu for menu in button.menu().findChildren(QMenu)).actions()
    assert [entry.text() for entry in entries if entry.isChecked()] == ["Русский"]
    for entry in entries:
        entry.trigger()
    assert chosen == ["", *LANGUAGES]


def test_the_sign_in_page_stands_alone(window: MainWindow) -> None:
    window.show_sign_in()
    bar = window.findChild(QToolBar)
    assert bar
    assert window.sign_in_page.isVisible()
    assert not any(part.isVisible() for part in (bar, window.statusBar(), window.view))
    window.show_tasks()
    assert not window.sign_in_page.isVisible()
    assert all(part.isVisible() for part in (bar, window.statusBar(), window.view))


def test_the_layout_is_remembered(qtbot: QtBot, window: MainWindow, clock: FakeClock) -> None:
    window.set_preview(QPlainTextEdit())
    window.resize(900, 500)
    window.show_preview(True)
    again = MainWindow(TaskTable(clock))
    qtbot.addWidget(again)
    again.set_preview(QPlainTextEdit())
    again.restore_layout(window.save_layout())
    assert again.size() == window.size()
    again.restore_layout({"geometry": "rubbish", "scanner": "AAAA", "columns": "?"})
    assert again.size() == window.size()


def test_everything_fits_into_a_small_window(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(window.minimumSize())
    assert window.width() <= 860
    bar = window.findChild(QToolBar)
    assert bar
    extension = bar.findChild(QToolButton, "qt_toolbar_ext_button")
    assert extension
    qtbot.waitUntil(lambda: not extension.isVisible())
    qtbot.waitUntil(lambda: window.view.horizontalScrollBar().maximum() == 0)


def test_every_control_has_a_name_for_screen_readers(window: MainWindow) -> None:
    window.notices.add_notice().show("A", action=NoticeAction("B", window.focus_tasks))
    for button in window.findChildren(QAbstractButton):
        if button.isVisible() and not button.objectName().startswith("qt_"):
            assert button.text() or button.accessibleName(), button.objectName()
    for name in ("taskSearch", "statusFilter", "taskTable"):
        found = window.findChild(QWidget, name)
        assert found
        assert found.accessibleName(), name


def test_about_tells_where_things_are(qtbot: QtBot, window: MainWindow) -> None:
    dialog = AboutDialog(window, "9.8.7", [Path("settings"), Path("reports")], licences=True)
    dialog.open()
    texts = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert all(part in texts for part in ("9.8.7", "MIT", "LGPL", "settings", "reports"))
    copy = dialog.findChild(QPushButton, "copyDiagnosticsButton")
    assert copy
    with qtbot.waitSignal(dialog.diagnostics_requested):
        qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    show = dialog.findChild(QPushButton, "licencesButton")
    assert show
    with qtbot.waitSignal(dialog.licences_requested):
        qtbot.mouseClick(show, Qt.MouseButton.LeftButton)
    dialog.close()


def test_a_crash_report_can_be_copied_and_does_not_stand_in_the_way(qtbot: QtBot, window: MainWindow) -> None:
    dialog = CrashDialog(window, "what happened")
    dialog.show()
    assert not dialog.isModal()
    copy = dialog.findChild(QPushButton, "copyReportButton")
    assert copy
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "what happened"
    dialog.close()


def test_a_notice_moves_nothing(qtbot: QtBot, window: MainWindow) -> None:
    def place() -> tuple[int, int]:
        row = window.view.viewport().mapTo(window, window.view.visualRect(window.view.model().index(0, 0)).topLeft())
        return row.y(), window.view.height()

    before, notice = place(), window.notices.add_notice()
    for sentence in ("Short.", "A long sentence that says a lot. " * 9):
        notice.show(sentence, action=NoticeAction("Open", notice.clear))
        qtbot.waitUntil(window.notices.isVisible)
        window.grab()
        assert place() == before
    notice.clear()
    window.grab()
    assert place() == before


def test_the_number_of_tasks_is_told_while_there_is_no_notice(window: MainWindow) -> None:
    count = window.findChild(QLabel, "taskCount")
    assert count
    assert count.text().startswith("3 ")
    window.view.filter.set_text("week")
    assert count.text().startswith("1 of 3 ")
    window.view.filter.set_text("")
    window.table.update(tuple(Task(number, str(number), TaskStatus.COMPLETED) for number in range(1234)))
    assert count.text().startswith(f"{window.locale().toString(1234)} ")
    window.table.clear()
    assert count.text() == ""


def test_where_no_task_matches_one_click_brings_all_back(qtbot: QtBot, window: MainWindow) -> None:
    search, statuses = window.findChild(QLineEdit, "taskSearch"), window.findChild(QComboBox, "statusFilter")
    show_all = window.findChild(QPushButton, "allTasksButton")
    assert search
    assert statuses
    assert show_all
    statuses.setFocus()
    qtbot.keyClicks(statuses, "Fail")
    assert not show_all.isVisible()
    qtbot.keyClicks(search, "nothing like it")
    assert show_all.isVisible()
    qtbot.mouseClick(show_all, Qt.MouseButton.LeftButton)
    assert window.view.model().rowCount() == 3
    assert (search.text(), statuses.currentIndex()) == ("", 0)
    assert not show_all.isVisible()
    window.table.clear()
    assert not show_all.isVisible(), "there is nothing to show"
