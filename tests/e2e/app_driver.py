"""Someone at the window: finds things by the names that scripts rely on, clicks, types, and reads what stands there."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from gui.app import Application, build
from gui.clock import Clock
from gui.models.task_columns import Column
from gui.models.task_table import TaskIdRole
from tests.simulator.faulty import Arrival, FaultySimulator

Found = TypeVar("Found", bound=QWidget)
PATIENCE_MS = 15_000


def polls(simulator: FaultySimulator) -> list[Arrival]:
    """Requests for the list from its beginning; each sign-in also asks once whether there is more."""
    lists = (arrival for arrival in simulator.arrivals if arrival.command == "list")
    return [arrival for arrival in lists if "after_id" not in dict(arrival.params)]


class AppDriver:
    """Uses one copy of the program, in this process, over real sockets."""

    def __init__(self, qtbot: QtBot, profile: Path, server: str, clock: Clock) -> None:
        self.qtbot = qtbot
        self.profile = profile
        self.arguments = ["--profile", str(profile), "--server", server]
        self.clock = clock
        self.program: Application | None = None

    def start(self) -> None:
        self.program = build(self.arguments, self.clock)
        self.program.start()
        self.qtbot.waitExposed(self.window)

    def leave(self) -> None:
        if self.program:
            assert self.program.close()
            self.program = None

    @property
    def window(self) -> QWidget:
        assert self.program
        return self.program.window

    def find(self, kind: type[Found], name: str, within: QWidget | None = None) -> Found:
        """Return what has this name, as soon as it is there."""
        root = within or self.window
        self.wait_until(lambda: root.findChild(kind, name) is not None)
        found = root.findChild(kind, name)
        assert found is not None, name
        return found

    def wait_until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=PATIENCE_MS)

    def form(self) -> QWidget:
        """The sign-in form that can be seen."""
        forms = [form for form in self.window.findChildren(QWidget, "signInForm") if form.isVisible()]
        assert len(forms) == 1
        return forms[0]

    def sign_in(self, login: str, password: str) -> None:
        form = self.form()
        login_edit = self.find(QLineEdit, "loginEdit", form)
        if not login_edit.isVisible():
            self.choose_login_and_password(form)
        for edit, text in ((login_edit, login), (self.find(QLineEdit, "passwordEdit", form), password)):
            edit.clear()
            self.qtbot.keyClicks(edit, text)
        self.qtbot.mouseClick(self.find(QPushButton, "signInButton", form), Qt.MouseButton.LeftButton)

    def choose_login_and_password(self, form: QWidget) -> None:
        self.qtbot.mouseClick(self.find(QWidget, "loginChoice", form), Qt.MouseButton.LeftButton)

    @property
    def table(self) -> QTableView:
        return self.find(QTableView, "taskTable")

    def rows(self) -> int:
        return self.table.model().rowCount()

    def index(self, task_id: int, column: Column = Column.NAME) -> QModelIndex:
        model = self.table.model()
        for row in range(model.rowCount()):
            index = model.index(row, column)
            if index.data(TaskIdRole) == task_id:
                return index
        raise AssertionError(f"no task {task_id} in the table")

    def text(self, task_id: int, column: Column) -> str:
        return str(self.index(task_id, column).data())

    def double_click(self, task_id: int) -> None:
        index = self.index(task_id)
        self.table.scrollTo(index)
        middle = self.table.visualRect(index).center()
        viewport = self.table.viewport()
        self.qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=middle)
        self.qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=middle)

    def action(self, name: str) -> QAction:
        found = self.window.findChild(QAction, name)
        assert found is not None, name
        return found

    def refresh(self) -> None:
        """Press Refresh, as far as it can be pressed."""
        self.action("refreshAction").trigger()

    def can_refresh(self) -> bool:
        return self.action("refreshAction").isEnabled()

    def freshness(self) -> str:
        return self.find(QLabel, "refreshStatus").text()

    def notice(self) -> str:
        """The sentence of the notice bar, "" while there is none."""
        bar = self.find(QWidget, "noticeBar")
        if not bar.isVisible():
            return ""
        return " ".join(label.text() for label in bar.findChildren(QLabel) if label.isVisible())

    def form_text(self) -> str:
        """What the message of the visible sign-in form says."""
        message = self.find(QWidget, "formMessage", self.form())
        return " ".join(label.text() for label in message.findChildren(QLabel) if label.isVisible())

    def press(self, name: str, within: QWidget | None = None) -> None:
        button = self.find(QAbstractButton, name, within)
        inside = QPoint(8, button.height() // 2)  # a check box is not as wide as its widget
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton, pos=inside)

    def preview_rows(self) -> int:
        """Rows that the preview shows, 0 while it has shown nothing yet."""
        table = self.window.findChild(QTableView, "reportTable")
        return table.model().rowCount() if isinstance(table, QTableView) and table.model() else 0

    def settle(self) -> None:
        QApplication.processEvents()
