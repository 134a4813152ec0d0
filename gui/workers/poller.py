"""Polls the list of tasks within the service's limit."""

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
"""Polling interval while the service is still working on a task."""
QUIET_S = 120.0
LONGEST_S = 600.0
FIRST_RETRY_S = 10.0
LONGEST_RETRY_S = 300.0
LARGEST_STRETCH = LONGEST_S / BUSY_S
CALM_POLLS = 3
"""Successful polls after which an interval that error 9 stretched is halved."""
PERSONS_PERMITS = 1
"""Permits that polling leaves for the user's own Refresh."""
ASLEEP_S = 30.0
"""A poll overdue by this much means that the computer slept; the network then needs a moment."""
WAKING_RETRIES = 3
WAKING_RETRY_S = 5.0


@dataclass(frozen=True)
class SignInTest:
    """A sign-in to test. `warned` is True once the user knows that another wrong one may block the office's address.

    Results carry this very `sign_in` object, so that they can be told from those of an equal one tested before.
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
    """Why no list arrived."""

    sign_in: SignIn
    error: ServiceError


@dataclass(frozen=True)
class Schedule:
    """What the poller does next. Moments are `Clock.now_s()` values; None while it waits for the user.

    `refresh_free_s` is when a manual refresh is allowed, `stopped` the pause in force, if any, and `interval_s` the
    current polling interval.
    """

    fetching: bool
    next_s: float | None
    refresh_free_s: float
    interval_s: float
    stopped: Paused | None = None


class Poller(QObject):
    """Polls one account at a time, in a thread of its own; `interrupt()` is safe from any thread.

    An unforeseen exception is reported as a failed poll; polling goes on.
    """

    tasks_received = Signal(Polled)
    failed = Signal(PollFailed)
    test_failed = Signal(PollFailed)
    """A tested sign-in that is not in use has failed."""
    risky = Signal(SignIn)
    """The sign-in was not tried, because one more wrong one may block this office's address."""
    scheduled: "Signal[Schedule | None]" = Signal(object)
    """Emitted on every change; None when no account is polled."""

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
        self._switch_to(None)

    @Slot(object)
    def use(self, sign_in: SignIn | None) -> None:
        """Poll this account from now on, or none."""
        self._switch_to(sign_in)
        if sign_in:
            self._poll(PERSONS_PERMITS)
        else:
            self._rest()

    @Slot(object)
    def test(self, test: SignInTest) -> None:
        """Poll with a new sign-in; keep it if a list arrives, otherwise go on with the one in use before."""
        before, account = self._sign_in, test.sign_in.account
        with survived(lambda: self._end_test(test, before, RequestFailed(RequestErrorKind.INTERNAL))):
            if not test.warned and self._pauses.next_try_is_risky(account.host):
                self.risky.emit(test.sign_in)
                return
            worked = before is not None and before.account == account and self._pause() is None
            self._pauses.lift_sign_in(account)
            self._switch_to(test.sign_in)
            error = self._ask(spare=0)
            if error is None:
                self._schedule(self._interval_s())
                return
            if worked:  # a typo in the account dialog does not stop the sign-in that is in use
                self._pauses.lift_sign_in(account)
            self._end_test(test, before, error)

    @Slot()
    def refresh(self) -> None:
        """Poll now at the user's request. After error 2, emit `risky` first if one more failure could block the
        address.
        """
        self._refresh(warned=False)

    @Slot()
    def refresh_anyway(self) -> None:
        """Poll although one more failure could block the address; the user has read the warning."""
        self._refresh(warned=True)

    def interrupt(self) -> None:
        """Abort the request under way. Polling stops until the next `use` or `test`."""
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

    def _switch_to(self, sign_in: SignIn | None) -> None:
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
        self._switch_to(before)
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
            if self._waits_for_permit:  # may be free earlier than announced if a file works again
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
        """Fetch, store and emit the list; return the error if there is none. The caller plans the next poll."""
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
        """Emit why no list arrived, and plan the next poll."""
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
        """Plan the next poll in `wait_s`, later if a pause is in force, not at all if it waits for the user."""
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
