"""The list of tasks, asked for again and again within the service's limit."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance, Slot

from gui.account import SignIn
from gui.clock import Clock, Instant
from gui.service.errors import ErrorCode, MustWait, Paused, Refused, RequestFailed, ServiceError
from gui.service.pauses import Pauses
from gui.service.task import TaskList
from gui.storage.state import State

if TYPE_CHECKING:
    from gui.service.api import ServiceApi

BUSY_S = 30.0
"""Between two polls while the service still works on a task."""
QUIET_S = 120.0
LONGEST_S = 600.0
FIRST_RETRY_S = 10.0
LONGEST_RETRY_S = 300.0
CALM_POLLS = 3
"""Polls without error 9 after which the interval that it stretched is halved."""
PERSONS_PERMITS = 1
"""Permits of the limit that polling leaves for the person's own Refresh."""
LOOK_S = 15.0
"""The timer runs no longer than this, so that waking from sleep is noticed."""
ASLEEP_S = 30.0
"""A poll overdue by so much means that the computer slept; the network then needs a moment."""
WAKING_RETRIES = 3
WAKING_RETRY_S = 5.0


@dataclass(frozen=True)
class SignInTest:
    """A sign-in to be tried; `warned` once the person knows that a wrong one may block the office's address."""

    sign_in: SignIn
    warned: bool


@dataclass(frozen=True)
class Polled:
    """A list that has just arrived."""

    sign_in: SignIn
    task_list: TaskList
    at: Instant


@dataclass(frozen=True)
class PollFailed:
    """Why no list came."""

    sign_in: SignIn
    error: ServiceError


@dataclass(frozen=True)
class Schedule:
    """What the poller does next; moments are `Clock.now_s()` values, None where it waits for the person.

    `refresh_free_s` is when the person's own Refresh is allowed, `stopped` the pause in force, if any.
    `interval_s` is what lies between two polls at present.
    """

    fetching: bool
    next_s: float | None
    refresh_free_s: float
    interval_s: float
    stopped: Paused | None = None


class Poller(QObject):
    """Polls one account at a time. Lives in a thread of its own; `interrupt()` is safe from any thread."""

    tasks_received = Signal(object)
    """Polled"""
    failed = Signal(object)
    """PollFailed"""
    test_failed = Signal(object)
    """PollFailed, for a sign-in that was tried and is not in use"""
    risky = Signal(object)
    """SignIn: it was not tried, since one more wrong one may block this office's address"""
    scheduled = Signal(object)
    """Schedule, at every change; None when no account is polled"""

    def __init__(self, api_for: "Callable[[SignIn], ServiceApi]", pauses: Pauses, state: State, clock: Clock) -> None:
        super().__init__()
        self._api_for = api_for
        self._pauses = pauses
        self._state = state
        self._clock = clock
        self._random = random.Random()  # noqa: S311 - jitter
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timeout)
        self._due_s: float | None = None
        self._take(None)

    @Slot(object)
    def use(self, sign_in: SignIn | None) -> None:
        """Poll this account from now on, or none."""
        self._take(sign_in)
        if sign_in:
            self._poll(PERSONS_PERMITS)
        else:
            self._rest()

    @Slot(object)
    def test(self, test: SignInTest) -> None:
        """Poll with a new sign-in: if a list comes it is used from now on, else what was used before."""
        before, sign_in = self._sign_in, test.sign_in
        if not test.warned and self._pauses.next_try_is_risky(sign_in.account.host):
            self.risky.emit(sign_in)
            return
        worked = before is not None and before.account == sign_in.account and self._pause() is None
        self._pauses.lift_sign_in(sign_in.account)
        self._take(sign_in)
        error = self._poll(spare=0, tell=self.test_failed)
        if error is None:
            return
        if isinstance(error, MustWait):
            self.test_failed.emit(PollFailed(sign_in, error))
        if worked:  # a slip in the account's dialog does not stop the sign-in that is in use
            self._pauses.lift_sign_in(sign_in.account)
        self._take(before)
        if before:
            self._schedule(self._interval_s())
        else:
            self._rest()

    @Slot()
    def refresh(self) -> None:
        """The person asks for the list now, also after error 2: then with a warning where one more may be too many."""
        self._ask(warned=False)

    @Slot()
    def refresh_anyway(self) -> None:
        """The person has read the warning."""
        self._ask(warned=True)

    def interrupt(self) -> None:
        """End what is being read, now; an account must be given anew by `use` or `test`."""
        if self._api:
            self._api.cancel()

    def _ask(self, *, warned: bool) -> None:
        if not self._sign_in:
            return
        account, stopped = self._sign_in.account, self._pause()
        if stopped and stopped.code == ErrorCode.SIGN_IN:
            if not warned and self._pauses.next_try_is_risky(account.host):
                self.risky.emit(self._sign_in)
                return
            self._pauses.lift_sign_in(account)
        self._poll(spare=0)

    def _take(self, sign_in: SignIn | None) -> None:
        self._sign_in = sign_in
        self._api = self._api_for(sign_in) if sign_in else None
        self._busy = False
        self._failures = 0
        self._waking = 0
        self._stretch = 1.0
        self._calm_polls = 0

    @Slot()
    def _on_timeout(self) -> None:
        if self._due_s is None:
            return
        late_s = self._clock.now_s() - self._due_s
        if late_s < 0:
            self._arm()
            return
        if late_s > ASLEEP_S:
            self._waking = WAKING_RETRIES
        self._poll(PERSONS_PERMITS)

    def _poll(self, spare: int, tell: SignalInstance | None = None) -> ServiceError | None:
        if not self._sign_in or not self._api:
            return None
        self._emit_schedule(fetching=True)
        try:
            task_list = self._api.tasks(spare)
        except MustWait as limit:
            self._schedule(limit.wait_s)
            return limit
        except ServiceError as error:
            wait_s = self._after_error(error)
            if self._waking and isinstance(error, RequestFailed):
                self._waking -= 1
                wait_s = WAKING_RETRY_S
            else:
                (tell or self.failed).emit(PollFailed(self._sign_in, error))
            self._schedule(wait_s)
            return error
        self._after_success(self._sign_in, task_list)
        self._schedule(self._interval_s())
        return None

    def _after_success(self, sign_in: SignIn, task_list: TaskList) -> None:
        self._failures = self._waking = 0
        self._calm_polls += 1
        if self._calm_polls >= CALM_POLLS and self._stretch > 1:
            self._stretch /= 2
            self._calm_polls = 0
        self._busy = any(task.is_open for task in task_list.tasks)
        at = self._clock.instant()
        self._state.keep_list(sign_in.account.id, task_list, at)
        self.tasks_received.emit(Polled(sign_in, task_list, at))

    def _after_error(self, error: ServiceError) -> float:
        self._calm_polls = 0
        if isinstance(error, Refused) and error.code == ErrorCode.TOO_MANY_REQUESTS:
            self._stretch *= 2
        if not isinstance(error, RequestFailed):
            return self._interval_s()
        wait_s = min(FIRST_RETRY_S * 2**self._failures, LONGEST_RETRY_S)
        self._failures += 1
        return self._jittered(wait_s)

    def _interval_s(self) -> float:
        interval_s = min((BUSY_S if self._busy else QUIET_S) * self._stretch, LONGEST_S)
        return self._jittered(interval_s) if self._stretch > 1 else interval_s

    def _jittered(self, seconds: float) -> float:
        return seconds * self._random.uniform(0.8, 1.2)

    def _rest(self) -> None:
        self._due_s = None
        self._timer.stop()
        self.scheduled.emit(None)

    def _schedule(self, wait_s: float) -> None:
        """Plan the next poll in `wait_s`, later where a pause is in force, never where it waits for the person."""
        stopped = self._pause()
        if stopped and stopped.wait_s is None:
            self._due_s = None
        else:
            pause_s = stopped.wait_s if stopped and stopped.wait_s else 0.0
            self._due_s = self._clock.now_s() + max(wait_s, pause_s)
        self._arm()
        self._emit_schedule(fetching=False, stopped=stopped)

    def _pause(self) -> Paused | None:
        try:
            if self._sign_in:
                self._pauses.check(self._sign_in.account)
        except Paused as paused:
            return paused
        return None

    def _arm(self) -> None:
        if self._due_s is None:
            self._timer.stop()
        else:
            wait_s = min(max(self._due_s - self._clock.now_s(), 0.0), LOOK_S)
            self._timer.start(round(self._clock.real_s(wait_s) * 1000))

    def _emit_schedule(self, *, fetching: bool, stopped: Paused | None = None) -> None:
        now_s = self._clock.now_s()
        blocked_s = self._api.refresh_wait_s() if self._api else 0.0
        if stopped and stopped.wait_s is not None:
            blocked_s = max(blocked_s, stopped.wait_s)
        self.scheduled.emit(Schedule(fetching, self._due_s, now_s + blocked_s, self._interval_s(), stopped))
