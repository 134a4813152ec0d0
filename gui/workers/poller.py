"""The list of tasks, asked for again and again within the service's limit."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from gui.account import SignIn
from gui.clock import LOOK_S, Clock, Instant
from gui.service.errors import ErrorCode, MustWait, Paused, Refused, RequestErrorKind, RequestFailed, ServiceError
from gui.service.pauses import Pauses
from gui.service.task import TaskList
from gui.signals import Signal
from gui.storage.state import State
from gui.workers.unforeseen import survived

if TYPE_CHECKING:
    from gui.service.api import ServiceApi

BUSY_S = 30.0
"""Between two polls while the service still works on a task."""
QUIET_S = 120.0
LONGEST_S = 600.0
FIRST_RETRY_S = 10.0
LONGEST_RETRY_S = 300.0
LARGEST_STRETCH = LONGEST_S / BUSY_S
CALM_POLLS = 3
"""Polls without error 9 after which the interval that it stretched is halved."""
PERSONS_PERMITS = 1
"""Permits of the limit that polling leaves for the person's own Refresh."""
ASLEEP_S = 30.0
"""A poll overdue by so much means that the computer slept; the network then needs a moment."""
WAKING_RETRIES = 3
WAKING_RETRY_S = 5.0


@dataclass(frozen=True)
class SignInTest:
    """A sign-in to be tried; `warned` once the person knows that a wrong one may block the office's address.

    What comes of it is told with this very `sign_in`: by identity, it differs from an equal one tried before.
    """

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
    """Polls one account at a time. Lives in a thread of its own; `interrupt()` is safe from any thread.

    An exception that nobody foresaw is told as a failure, and is no end of polling.
    """

    tasks_received = Signal(Polled)
    failed = Signal(PollFailed)
    test_failed = Signal(PollFailed)
    """for a sign-in that was tried and is not in use"""
    risky = Signal(SignIn)
    """it was not tried, since one more wrong one may block this office's address"""
    scheduled: "Signal[Schedule | None]" = Signal(object)
    """at every change; None when no account is polled"""

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
        self._silent_until_s: dict[str, float] = {}
        """Moments until which hosts have asked to be left alone."""
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
        before, account = self._sign_in, test.sign_in.account
        with survived(lambda: self._end_test(test, before, RequestFailed(RequestErrorKind.INTERNAL))):
            if not test.warned and self._pauses.next_try_is_risky(account.host):
                self.risky.emit(test.sign_in)
                return
            worked = before is not None and before.account == account and self._pause() is None
            self._pauses.lift_sign_in(account)
            self._take(test.sign_in)
            error = self._ask(spare=0)
            if error is None:
                self._schedule(self._interval_s())
                return
            if worked:  # a slip in the account's dialog does not stop the sign-in that is in use
                self._pauses.lift_sign_in(account)
            self._end_test(test, before, error)

    @Slot()
    def refresh(self) -> None:
        """The person asks for the list now, also after error 2: then with a warning where one more may be too many."""
        self._refresh(warned=False)

    @Slot()
    def refresh_anyway(self) -> None:
        """The person has read the warning."""
        self._refresh(warned=True)

    def interrupt(self) -> None:
        """End what is being read, now; an account must be given anew by `use` or `test`."""
        if self._api:
            self._api.cancel()

    def _refresh(self, *, warned: bool) -> None:
        with survived(lambda: self._on_error(RequestFailed(RequestErrorKind.INTERNAL))):
            sign_in, stopped = self._sign_in, self._pause()
            if not sign_in:
                return
            if stopped and stopped.code == ErrorCode.SIGN_IN:
                if not warned and self._pauses.next_try_is_risky(sign_in.account.host):
                    self.risky.emit(sign_in)
                    return
                self._pauses.lift_sign_in(sign_in.account)
            self._poll(spare=0)

    def _take(self, sign_in: SignIn | None) -> None:
        self._sign_in = sign_in
        self._api: ServiceApi | None = None
        self._busy = False
        self._retry_s = FIRST_RETRY_S
        self._waking = 0
        self._stretch = 1.0
        self._calm_polls = 0
        self._waits_for_permit = False

    def _end_test(self, test: SignInTest, before: SignIn | None, error: ServiceError) -> None:
        self.test_failed.emit(PollFailed(test.sign_in, error))
        self._take(before)
        if before:
            self._schedule(self._interval_s())
        else:
            self._rest()

    @Slot()
    def _on_timeout(self) -> None:
        if self._due_s is None:
            return
        late_s = self._clock.now_s() - self._due_s
        if late_s < 0:
            if self._waits_for_permit:  # which may be free earlier than was said, where a file works again
                self._wait_for_permit()
            else:
                self._arm()
            return
        if late_s > ASLEEP_S:
            self._waking = WAKING_RETRIES
        self._poll(PERSONS_PERMITS)

    def _wait_for_permit(self) -> None:
        with survived(self._arm):
            assert self._sign_in
            self._schedule(self._service(self._sign_in).refresh_wait_s(PERSONS_PERMITS))

    def _poll(self, spare: int) -> None:
        self._waits_for_permit = False
        error = self._ask(spare)
        if error is None:
            self._schedule(self._interval_s())
        else:
            self._on_error(error)

    def _ask(self, spare: int) -> ServiceError | None:
        """Fetch the list, keep it and tell it; return why there is none. The next poll is the caller's matter."""
        failed: ServiceError = RequestFailed(RequestErrorKind.INTERNAL)
        with survived(lambda: None):
            try:
                self._fetch(spare)
            except ServiceError as error:
                failed = error
            else:
                return None
        return failed

    def _fetch(self, spare: int) -> None:
        sign_in, silent_s = self._sign_in, self._silent_s()
        assert sign_in
        if silent_s > 0:
            raise MustWait(silent_s)
        self._emit_schedule(fetching=True)
        try:
            task_list = self._service(sign_in).tasks(spare)
        except RequestFailed as failed:
            if failed.retry_after_s:
                self._silent_until_s[sign_in.account.host] = self._clock.now_s() + failed.retry_after_s
            raise
        self._after_success(sign_in, task_list)

    def _service(self, sign_in: SignIn) -> "ServiceApi":
        if self._api is None:
            self._api = self._api_for(sign_in)
        return self._api

    def _silent_s(self) -> float:
        host = self._sign_in.account.host if self._sign_in else ""
        return self._silent_until_s.get(host, 0.0) - self._clock.now_s()

    def _after_success(self, sign_in: SignIn, task_list: TaskList) -> None:
        self._waking = 0
        self._retry_s = FIRST_RETRY_S
        self._calm_polls += 1
        if self._calm_polls >= CALM_POLLS and self._stretch > 1:
            self._stretch = max(self._stretch / 2, 1.0)
            self._calm_polls = 0
        self._busy = any(task.is_open for task in task_list.tasks)
        at = self._clock.instant()
        self._state.keep_list(sign_in.account.id, task_list, at)
        self.tasks_received.emit(Polled(sign_in, task_list, at))

    def _on_error(self, error: ServiceError) -> None:
        """Tell why no list came, and plan the next poll."""
        if isinstance(error, MustWait):
            self._waits_for_permit = True
            self._schedule(error.wait_s)
            return
        assert self._sign_in
        wait_s = self._after_error(error)
        if self._waking and isinstance(error, RequestFailed):
            self._waking -= 1
            wait_s = WAKING_RETRY_S
        else:
            self.failed.emit(PollFailed(self._sign_in, error))
        self._schedule(wait_s)

    def _after_error(self, error: ServiceError) -> float:
        self._calm_polls = 0
        if isinstance(error, Paused):
            return self._interval_s()
        retry_s = self._jittered(self._retry_s)
        self._retry_s = min(2 * self._retry_s, LONGEST_RETRY_S)
        if isinstance(error, RequestFailed):
            return retry_s
        if isinstance(error, Refused) and error.code == ErrorCode.TOO_MANY_REQUESTS:
            self._stretch = min(2 * self._stretch, LARGEST_STRETCH)
        return max(self._interval_s(), retry_s)

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
        now_s = self._clock.now_s()
        self._due_s = now_s + max(wait_s, self._silent_s())
        with survived(lambda: self.scheduled.emit(Schedule(False, self._due_s, now_s, self._interval_s()))):
            stopped = self._pause()
            if stopped:
                self._due_s = None if stopped.wait_s is None else max(self._due_s, now_s + stopped.wait_s)
            self._emit_schedule(fetching=False, stopped=stopped)
        self._arm()

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
        blocked_s = self._service(self._sign_in).refresh_wait_s() if self._sign_in else 0.0
        if stopped and stopped.wait_s is not None:
            blocked_s = max(blocked_s, stopped.wait_s)
        free_s = now_s + max(blocked_s, self._silent_s())
        self.scheduled.emit(Schedule(fetching, self._due_s, free_s, self._interval_s(), stopped))
