"""The live table: its tasks, their freshness and what hinders the next update."""

from PySide6.QtCore import QObject, QTime, QTimer, Slot

from gui.account import Account, SignIn
from gui.clock import Clock, Instant
from gui.models.task_table import TaskTable
from gui.service.errors import Cancelled, ErrorCode, Paused, Refused
from gui.signals import Signal
from gui.views.error_text import risk_sentence, sentence
from gui.views.freshness import Freshness
from gui.views.main_window import MainWindow
from gui.views.notice_bar import NoticeAction, NoticeKind
from gui.workers.local_store import AccountSnapshot
from gui.workers.poller import QUIET_S, Polled, PollFailed, Schedule

TICK_S = 1.0
OLD_INTERVALS = 2
"""A list older than this many polling intervals is shown as old."""
NOTHING_PLANNED = Schedule(fetching=False, next_s=None, refresh_free_s=0.0, interval_s=QUIET_S)


class TasksFlow(QObject):
    """Keeps table, freshness line and notices in step with the poller. GUI thread."""

    listed = Signal()
    """The table shows a list, new or stored."""
    ticked = Signal()
    """A second has passed."""
    poll_requested = Signal()
    risky_poll_requested = Signal()
    """Poll although it may block the address: the user has been warned."""
    account_requested = Signal()
    """The user wants to correct the sign-in."""

    def __init__(self, window: MainWindow, table: TaskTable, clock: Clock) -> None:
        super().__init__(window)
        self._window = window
        self._table = table
        self._clock = clock
        self._account: Account | None = None
        self._schedule: Schedule | None = None
        self._updated: Instant | None = None
        self._problem = self._problem_before = ""
        self._asking = False
        """Whether Refresh was pressed and the poller has planned nothing since."""
        self._answer_due = False
        """Whether Refresh was pressed and neither a list, nor a problem, nor a warning has come since."""
        notices = window.notices
        self._hindrance, self._risk, self._left_out = notices.add_notice(), notices.add_notice(), notices.add_notice()
        self._ticker = QTimer(self)
        self._ticker.timeout.connect(self._tick)

    @Slot(object)
    def begin(self, account: Account) -> None:
        """Show this account's tasks from now on."""
        self.end()
        self._account = account
        self._ticker.start(round(self._clock.real_s(TICK_S) * 1000))

    def stop(self) -> None:
        """Stop counting seconds, for shutdown."""
        self._ticker.stop()

    @Slot()
    def end(self) -> None:
        """Show no account's tasks."""
        self.stop()
        self._account = self._updated = self._schedule = None
        self._asking = self._answer_due = False
        self._table.clear()
        self._clear_problem()
        self._left_out.clear()

    @Slot()
    def on_refresh_requested(self) -> None:
        """Poll now; pressing again before the answer does nothing.

        A problem is shown again even if it is the same as before, with the time of this try, because it is the answer
        to a request now.
        """
        if not self._asking:
            self._asking = self._answer_due = True
            self._problem, self._problem_before = "", self._problem or self._problem_before
            self.poll_requested.emit()

    @Slot(object)
    def on_account_loaded(self, kept: AccountSnapshot) -> None:
        """Show the stored list until a new one arrives."""
        if kept.account == self._account and self._updated is None and kept.at is not None:
            self._updated = kept.at
            self._table.update(kept.task_list.tasks)
            self.listed.emit()
            self._tick()

    @Slot(object)
    def on_tasks_received(self, polled: Polled) -> None:
        """Show a new list."""
        if not self._is_mine(polled.sign_in):
            return
        self._answer_due = False
        self._updated = polled.at
        self._table.update(polled.task_list.tasks)
        self._clear_problem()
        if polled.task_list.left_out:
            text = self.tr("%n row(s) of the service's list could not be read.", "", polled.task_list.left_out)
            self._left_out.show(text, NoticeKind.WARNING)
        else:
            self._left_out.clear()
        self.listed.emit()

    @Slot(object)
    def on_failed(self, failed: PollFailed) -> None:
        """Show what hinders polling, once: a poll that fails in the same way says nothing new."""
        if not self._is_mine(failed.sign_in) or isinstance(failed.error, Cancelled):
            return
        self._asking = self._answer_due = False
        wrong_sign_in = isinstance(failed.error, Refused | Paused) and failed.error.code == ErrorCode.SIGN_IN
        action = NoticeAction(self.tr("Account..."), self.account_requested.emit) if wrong_sign_in else None
        kind = NoticeKind.ERROR if wrong_sign_in else NoticeKind.WARNING
        text = sentence(failed.error, failed.sign_in.account.host)
        if text != self._problem:
            if text == self._problem_before:
                tried = self.tr("Tried again at {time}. {problem}")
                shown = tried.format(time=QTime.currentTime().toString("HH:mm:ss"), problem=text)
            else:
                shown = text
            self._problem, self._problem_before = text, ""
            self._hindrance.show(shown, kind, action)

    @Slot(object)
    def on_risky(self, sign_in: SignIn) -> None:
        """Warn before another attempt with a refused sign-in, if the user asked for it."""
        if self._is_mine(sign_in) and self._answer_due:
            self._asking = self._answer_due = False
            action = NoticeAction(self.tr("Try anyway"), self._try_anyway)
            self._risk.show(risk_sentence(), NoticeKind.ERROR, action)

    @Slot(object)
    def on_scheduled(self, schedule: Schedule | None) -> None:
        """Show when the next list is due."""
        self._schedule = schedule
        self._asking = schedule is not None and schedule.fetching
        self._tick()

    def _try_anyway(self) -> None:
        self._clear_problem()
        self.risky_poll_requested.emit()

    def _is_mine(self, sign_in: SignIn) -> bool:
        return sign_in.account == self._account

    def _clear_problem(self) -> None:
        self._problem = self._problem_before = ""
        self._hindrance.clear()
        self._risk.clear()

    @Slot()
    def _tick(self) -> None:
        self.ticked.emit()
        if self._account is None:
            return
        schedule, now_s = self._schedule or NOTHING_PLANNED, self._clock.now_s()
        ago_s = None if self._updated is None else self._clock.age_s(self._updated)
        self._window.set_freshness(
            Freshness(
                fetching=schedule.fetching,
                updated_ago_s=ago_s,
                next_in_s=None if schedule.next_s is None else max(schedule.next_s - now_s, 0.0),
                refresh_blocked_s=max(schedule.refresh_free_s - now_s, 0.0),
                old=ago_s is not None and ago_s > OLD_INTERVALS * schedule.interval_s,
                stopped_reason=self._reason(schedule.stopped) if schedule.stopped else "",
            )
        )

    def _reason(self, stopped: Paused) -> str:
        reasons: dict[int, str] = {
            ErrorCode.SIGN_IN: self.tr("Updating has stopped"),
            ErrorCode.ADDRESS_BLOCKED: self.tr("The service has blocked this address"),
            ErrorCode.TOO_MANY_REQUESTS: self.tr("Too many requests"),
        }
        return reasons.get(stopped.code, "")
