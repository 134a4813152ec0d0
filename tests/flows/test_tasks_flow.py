"""The live table: lists as they come, what hinders, and the person's Refresh, with a poller that is played."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from gui.account import Account, Credentials, SignIn
from gui.flows.tasks_flow import TasksFlow
from gui.models.task_table import TaskTable
from gui.service.errors import Cancelled, Paused, Refused, RequestErrorKind, RequestFailed, ServiceError
from gui.service.task import Task, TaskList, TaskStatus
from gui.views.main_window import MainWindow
from gui.wiring import wire_tasks
from gui.workers.local_store import AccountSnapshot
from gui.workers.poller import Polled, Poller, PollFailed, Schedule
from tests.fakes import FakeClock
from tests.flows.played import play

ANNA = Account("anna@smsc.ru", "https://smsc.ru", "anna")
MINE = SignIn(ANNA, Credentials("anna", "right"))
OTHERS = SignIn(Account("boris@smsc.ru", "https://smsc.ru", "boris"), Credentials("boris", "x"))
WEEKLY = Task(1, "Weekly", TaskStatus.IN_PROGRESS)
MONTHLY = Task(2, "Monthly", TaskStatus.IN_PROGRESS)


class Harness:
    """The flow at a real window, Anna's tasks being shown."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot, self.clock = qtbot, FakeClock()
        self.table = TaskTable(self.clock)
        self.window = MainWindow(self.table)
        qtbot.addWidget(self.window)
        self.window.show()
        self.poller = play(Poller)
        self.flow = TasksFlow(self.window, self.table, self.clock)
        wire_tasks(self.flow, self.window, self.poller.worker)
        self.listed: list[bool] = []
        self.flow.listed.connect(lambda: self.listed.append(True))
        self.flow.begin(ANNA)

    def receive(self, *tasks: Task, sign_in: SignIn = MINE, left_out: int = 0) -> None:
        self.poller.worker.tasks_received.emit(Polled(sign_in, TaskList(tasks, left_out), self.clock.instant()))

    def fail(self, error: ServiceError, sign_in: SignIn = MINE) -> None:
        self.poller.worker.failed.emit(PollFailed(sign_in, error))

    def schedule(
        self, *, fetching: bool = False, next_in_s: float | None = 30.0, stopped: Paused | None = None
    ) -> None:
        now_s = self.clock.now_s()
        next_s = None if next_in_s is None else now_s + next_in_s
        self.poller.worker.scheduled.emit(Schedule(fetching, next_s, now_s, 30.0, stopped))

    def refresh(self) -> None:
        action = self.window.findChild(QAction, "refreshAction")
        assert isinstance(action, QAction)
        action.trigger()

    def names(self) -> list[str]:
        return [task.name for task in self.table.tasks()]

    def notice(self) -> tuple[str, str]:
        bar = self.window.notices
        button = bar.findChild(QPushButton, "noticeButton")
        assert isinstance(button, QPushButton)
        return bar.accessibleName() if bar.isVisible() else "", button.text() if button.isVisible() else ""

    def press(self, name: str) -> None:
        button = self.window.notices.findChild(QPushButton, name)
        assert isinstance(button, QPushButton)
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def freshness(self) -> str:
        label = self.window.findChild(QLabel, "refreshStatus")
        assert isinstance(label, QLabel)
        return label.text()


@pytest.fixture
def harness(qtbot: QtBot) -> Harness:
    return Harness(qtbot)


def test_a_list_that_comes_is_shown(harness: Harness) -> None:
    harness.receive(WEEKLY)
    assert harness.names() == ["Weekly"]
    assert harness.listed == [True]


def test_a_list_of_another_account_is_not_shown(harness: Harness) -> None:
    harness.receive(WEEKLY)
    harness.receive(MONTHLY, sign_in=OTHERS)
    harness.fail(RequestFailed(RequestErrorKind.UNREACHABLE), OTHERS)
    assert harness.names() == ["Weekly"]
    assert harness.notice() == ("", "")


def test_the_last_list_is_shown_until_a_fresh_one_comes(harness: Harness) -> None:
    at = harness.clock.instant()
    harness.flow.on_account_loaded(AccountSnapshot(OTHERS.account, TaskList((MONTHLY,)), at, frozenset()))
    harness.flow.on_account_loaded(AccountSnapshot(ANNA, TaskList(), None, frozenset()))
    assert harness.listed == []
    harness.flow.on_account_loaded(AccountSnapshot(ANNA, TaskList((WEEKLY,)), at, frozenset()))
    assert (harness.names(), harness.listed) == (["Weekly"], [True])
    harness.receive(MONTHLY)
    harness.flow.on_account_loaded(AccountSnapshot(ANNA, TaskList((WEEKLY,)), at, frozenset()))
    assert harness.names() == ["Monthly"]


def test_rows_left_out_are_told_until_a_list_has_all(harness: Harness) -> None:
    harness.receive(WEEKLY, left_out=3)
    assert "3 row" in harness.notice()[0]
    harness.receive(WEEKLY)
    assert harness.notice() == ("", "")
    harness.receive(WEEKLY, left_out=1)
    harness.flow.end()
    assert harness.notice() == ("", "")


def test_what_hinders_is_told_once_and_goes_with_the_next_list(harness: Harness) -> None:
    harness.fail(RequestFailed(RequestErrorKind.UNREACHABLE))
    assert "cannot be reached" in harness.notice()[0]
    harness.press("noticeCloseButton")
    harness.fail(RequestFailed(RequestErrorKind.UNREACHABLE))
    assert harness.notice() == ("", "")
    harness.fail(RequestFailed(RequestErrorKind.TIMEOUT))
    assert "in time" in harness.notice()[0]
    harness.receive(WEEKLY)
    assert harness.notice() == ("", "")


def test_what_the_person_gave_up_is_not_told(harness: Harness) -> None:
    harness.fail(Cancelled())
    assert harness.notice() == ("", "")


@pytest.mark.parametrize("error", [Refused(2), Paused(2, None)])
def test_after_error_2_a_button_leads_to_the_account(harness: Harness, error: ServiceError) -> None:
    asked: list[bool] = []
    harness.flow.account_requested.connect(lambda: asked.append(True))
    harness.fail(error)
    assert harness.notice()[1] == "Account..."
    harness.press("noticeButton")
    assert asked == [True]


def test_refresh_asks_once_until_it_is_answered(harness: Harness) -> None:
    harness.refresh()
    harness.refresh()
    assert harness.poller.asked("refresh") == [None]
    harness.schedule(fetching=True)
    harness.refresh()
    assert harness.poller.asked("refresh") == [None]
    harness.schedule()
    harness.refresh()
    assert harness.poller.asked("refresh") == [None, None]


@pytest.mark.parametrize("error", [Refused(2), RequestFailed(RequestErrorKind.UNREACHABLE)])
def test_an_answer_to_refresh_is_told_with_its_time_where_it_was_told_before(
    harness: Harness, error: ServiceError
) -> None:
    harness.fail(error)
    said, button = harness.notice()
    for _ in range(2):
        harness.refresh()
        harness.fail(error)
        harness.schedule()
        assert re.fullmatch(r"Tried again at \d\d:\d\d:\d\d\. " + re.escape(said), harness.notice()[0])
        assert harness.notice()[1] == button
    harness.receive(WEEKLY)
    harness.fail(error)
    assert harness.notice()[0] == said


def test_a_risky_refresh_is_answered_by_a_warning_that_can_be_seen(harness: Harness) -> None:
    harness.fail(Refused(2))
    for _ in range(2):
        harness.refresh()
        harness.poller.worker.risky.emit(MINE)
        assert "colleagues" in harness.notice()[0]
        assert harness.notice()[1] == "Try anyway"
        harness.press("noticeCloseButton")
    assert harness.notice()[1] == "Account...", "what was said before is still true"


def test_refresh_is_answered_also_where_it_is_pressed_before_the_next_update_is_planned(harness: Harness) -> None:
    harness.refresh()
    harness.schedule(fetching=True)
    harness.fail(Refused(2))
    harness.refresh()
    assert harness.poller.asked("refresh") == [None, None]
    harness.schedule(next_in_s=None, stopped=Paused(2, None))  # belongs to the first
    harness.poller.worker.risky.emit(MINE)
    assert "colleagues" in harness.notice()[0]


def test_try_anyway_asks_and_its_answer_is_told(harness: Harness) -> None:
    harness.fail(Refused(2))
    harness.refresh()
    harness.poller.worker.risky.emit(MINE)
    harness.press("noticeButton")
    assert harness.poller.asked("refresh_anyway") == [None]
    assert harness.notice() == ("", "")
    harness.fail(Refused(2))
    assert harness.notice()[1] == "Account..."


def test_the_risk_of_a_sign_in_that_is_tested_or_anothers_is_not_told_here(harness: Harness) -> None:
    harness.poller.worker.risky.emit(MINE)
    harness.refresh()
    harness.poller.worker.risky.emit(OTHERS)
    assert harness.notice() == ("", "")


def test_the_line_counts_down_and_grows_old(harness: Harness) -> None:
    harness.receive(WEEKLY)
    harness.schedule()
    assert harness.freshness() == "Updated just now · next update in 30 s"
    harness.clock.advance(10)
    harness.qtbot.waitUntil(lambda: harness.freshness() == "Updated 10 s ago · next update in 20 s")
    harness.clock.advance(51)
    harness.schedule(fetching=True)
    assert harness.freshness() == "Old: updated 1 min ago · updating now"


@pytest.mark.parametrize(
    ("code", "said"),
    [(2, "Updating has stopped"), (4, "has blocked"), (9, "Too many requests"), (7, "Not updated yet")],
)
def test_why_there_is_no_next_update_is_said(harness: Harness, code: int, said: str) -> None:
    harness.schedule(next_in_s=None, stopped=Paused(code, None))
    assert said in harness.freshness()


def test_another_account_begins_with_nothing_of_the_one_before(harness: Harness) -> None:
    harness.receive(WEEKLY, left_out=1)
    harness.schedule()
    harness.fail(Refused(2))
    harness.refresh()
    harness.flow.begin(OTHERS.account)
    harness.poller.worker.scheduled.emit(None)
    assert (harness.names(), harness.notice()) == ([], ("", ""))
    assert harness.freshness() == "Not updated yet"
    harness.refresh()
    assert harness.poller.asked("refresh") == [None, None]


def test_after_the_end_nothing_is_counted(harness: Harness) -> None:
    harness.receive(WEEKLY)
    before = harness.freshness()
    harness.flow.end()
    harness.schedule()
    assert harness.freshness() == before
