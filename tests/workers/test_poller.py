"""When the poller asks, when it leaves the service alone, what it says; called directly, with a driven clock."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from gui.account import Account, Credentials, SignIn
from gui.clock import LOOK_S
from gui.service.api import ServiceApi
from gui.service.errors import MustWait, Paused, Refused, RequestErrorKind, RequestFailed
from gui.service.pauses import Pauses
from gui.service.rate_limit import LIMIT, RateLimiter
from gui.service.task import TaskStatus
from gui.storage.state import State
from gui.workers.poller import (
    BUSY_S,
    LONGEST_RETRY_S,
    LONGEST_S,
    QUIET_S,
    WAKING_RETRY_S,
    Polled,
    Poller,
    PollFailed,
    Schedule,
    SignInTest,
)
from tests.fakes import ROUNDING_S, DrivenClock
from tests.simulator.faulty import FaultySimulator


class Harness:
    """A poller that is not in a thread, and what it has said."""

    def __init__(self, simulator: FaultySimulator, state: State, clock: DrivenClock) -> None:
        limiter, pauses = RateLimiter(state, clock), Pauses(state, clock)
        self.pauses = pauses
        self.poller = Poller(
            lambda sign_in: ServiceApi(sign_in, limiter, pauses, state.fingerprint), pauses, state, clock
        )
        self.simulator = simulator
        self.clock = clock
        self.received: list[Polled] = []
        self.failed: list[PollFailed] = []
        self.risky: list[SignIn] = []
        self.schedules: list[Schedule | None] = []
        self.poller.tasks_received.connect(self.received.append)
        self.poller.failed.connect(self.failed.append)
        self.poller.test_failed.connect(self.failed.append)
        self.poller.risky.connect(self.risky.append)
        self.poller.scheduled.connect(self.schedules.append)

    def end(self) -> None:
        """Delete the poller here; left to the garbage collector, it may end in any thread."""
        shiboken6.delete(self.poller)

    def sign_in(self, password: str = "demo") -> SignIn:
        return SignIn(Account("demo@here", self.simulator.origin, "demo"), Credentials("demo", password))

    @property
    def schedule(self) -> Schedule:
        schedule = self.schedules[-1]
        assert schedule is not None
        return schedule

    def next_in_s(self) -> float | None:
        due_s = self.schedule.next_s
        return None if due_s is None else due_s - self.clock.now_s()

    def let_pass(self, seconds: float) -> None:
        self.clock.let_pass(seconds + ROUNDING_S)


@pytest.fixture
def clock() -> DrivenClock:
    return DrivenClock()


@pytest.fixture
def harness(qtbot: QtBot, simulator: FaultySimulator, state: State, clock: DrivenClock) -> Iterator[Harness]:
    harness = Harness(simulator, state, clock)
    yield harness
    harness.end()


@pytest.mark.parametrize(
    ("status", "interval_s"),
    [(TaskStatus.PENDING, BUSY_S), (TaskStatus.IN_PROGRESS, BUSY_S), (TaskStatus.COMPLETED, QUIET_S)],
)
def test_the_interval_follows_the_work_at_the_service(harness: Harness, status: TaskStatus, interval_s: float) -> None:
    harness.simulator.add_task(name="x", status=status)
    harness.poller.use(harness.sign_in())
    assert harness.next_in_s() == pytest.approx(interval_s)
    assert harness.received[0].task_list.tasks[0].status == status


def test_polling_for_an_hour_leaves_the_person_a_permit_at_any_moment(harness: Harness) -> None:
    harness.simulator.add_task(name="x", status=TaskStatus.PENDING)
    harness.poller.use(harness.sign_in())
    for _ in range(600):
        harness.let_pass(6)
        assert harness.schedule.refresh_free_s <= harness.clock.now_s() + ROUNDING_S
    assert len(harness.simulator.arrivals) >= 3600 / BUSY_S - 1
    assert harness.simulator.busiest_minute() <= LIMIT - 1
    assert harness.failed == []


def test_restarting_again_and_again_leaves_the_person_a_permit(
    harness: Harness, state: State, clock: DrivenClock
) -> None:
    for _ in range(5):
        again = Harness(harness.simulator, state, clock)
        again.poller.use(again.sign_in())
        assert again.schedule.refresh_free_s <= clock.now_s()
        again.end()
        clock.advance(2)
    assert len(harness.simulator.arrivals) == LIMIT - 1


def test_hammering_refresh_never_brings_a_fourth_request_into_a_minute(harness: Harness) -> None:
    harness.simulator.add_task(name="x", status=TaskStatus.PENDING)
    harness.poller.use(harness.sign_in())
    for _ in range(300):
        harness.let_pass(1)
        free_s = harness.schedule.refresh_free_s
        before = len(harness.simulator.arrivals)
        harness.poller.refresh()
        assert (len(harness.simulator.arrivals) > before) == (free_s <= harness.clock.now_s())
    assert harness.simulator.busiest_minute() == LIMIT


def test_a_wrong_sign_in_is_tried_once_and_never_again_by_itself(
    harness: Harness, state: State, clock: DrivenClock
) -> None:
    harness.poller.use(harness.sign_in("wrong"))
    harness.let_pass(24 * 3600)
    harness.poller.use(None)
    again = Harness(harness.simulator, state, clock)  # as after a restart
    again.poller.use(again.sign_in("wrong"))
    again.let_pass(24 * 3600)
    again.end()
    assert len(harness.simulator.arrivals) == 1
    assert isinstance(harness.failed[0].error, Refused)
    assert isinstance(again.failed[0].error, Paused)
    assert again.next_in_s() is None


def test_refresh_after_a_wrong_sign_in_asks_again_and_warns_before_the_third(harness: Harness) -> None:
    harness.poller.use(harness.sign_in("wrong"))
    harness.poller.refresh()
    assert len(harness.simulator.arrivals) == 2
    harness.poller.refresh()
    assert len(harness.simulator.arrivals) == 2
    assert harness.risky == [harness.sign_in("wrong")]
    harness.poller.refresh_anyway()
    assert len(harness.simulator.arrivals) == 3


def test_a_test_that_fails_leaves_the_account_before_in_use(harness: Harness) -> None:
    harness.poller.use(harness.sign_in())
    other = SignIn(Account("x@here", harness.simulator.origin, "x"), Credentials("x", "y"))
    harness.poller.test(SignInTest(other, warned=False))
    assert [failed.sign_in for failed in harness.failed] == [other]
    harness.clock.advance(QUIET_S)
    harness.poller.refresh()
    assert [polled.sign_in for polled in harness.received] == [harness.sign_in(), harness.sign_in()]


def test_a_slip_in_the_account_dialog_does_not_stop_the_sign_in_that_works(harness: Harness) -> None:
    harness.poller.use(harness.sign_in())
    harness.poller.test(SignInTest(harness.sign_in("a slip"), warned=False))
    assert len(harness.failed) == 1
    harness.let_pass(QUIET_S + 1)
    assert len(harness.received) == 2


def test_the_sign_in_test_is_the_first_poll(harness: Harness) -> None:
    harness.poller.test(SignInTest(harness.sign_in(), warned=False))
    assert len(harness.received) == len(harness.simulator.arrivals) == 1
    assert harness.next_in_s() == pytest.approx(QUIET_S)


def test_what_comes_of_a_test_is_told_with_the_very_sign_in_that_was_tried(harness: Harness) -> None:
    right, wrong, risky = harness.sign_in(), harness.sign_in("wrong"), harness.sign_in("wrong")
    harness.poller.test(SignInTest(right, warned=False))
    harness.poller.test(SignInTest(wrong, warned=False))
    harness.poller.test(SignInTest(wrong, warned=False))
    harness.poller.test(SignInTest(risky, warned=False))
    assert harness.received[0].sign_in is right
    assert harness.failed[0].sign_in is wrong
    assert harness.risky[0] is risky


def test_a_test_beyond_the_limit_says_so(harness: Harness) -> None:
    for _ in range(LIMIT + 1):
        harness.poller.test(SignInTest(harness.sign_in(), warned=False))
    assert [type(failed.error) for failed in harness.failed] == [MustWait]
    assert len(harness.simulator.arrivals) == LIMIT


def test_the_third_wrong_sign_in_comes_after_a_warning(harness: Harness) -> None:
    for _ in range(2):
        harness.poller.test(SignInTest(harness.sign_in("wrong"), warned=False))
    harness.poller.test(SignInTest(harness.sign_in("wrong too"), warned=False))
    assert len(harness.simulator.arrivals) == 2
    assert harness.risky == [harness.sign_in("wrong too")]
    harness.poller.test(SignInTest(harness.sign_in("wrong too"), warned=True))
    assert len(harness.simulator.arrivals) == 3


def test_a_blocked_address_is_left_alone_for_half_an_hour_and_then_goes_on(
    harness: Harness, state: State, clock: DrivenClock
) -> None:
    harness.simulator.fault("error", command="list", code=4)
    harness.poller.use(harness.sign_in())
    assert harness.next_in_s() == pytest.approx(1800)
    harness.let_pass(600)
    harness.poller.use(None)
    again = Harness(harness.simulator, state, clock)
    again.poller.use(again.sign_in())
    assert again.next_in_s() == pytest.approx(1200)
    assert again.schedule.refresh_free_s - clock.now_s() == pytest.approx(1200)
    assert len(harness.simulator.arrivals) == 1
    again.let_pass(1200)
    again.end()
    assert len(again.received) == 1


def test_error_9_waits_a_minute_and_stretches_the_interval_until_it_is_quiet(harness: Harness) -> None:
    harness.simulator.add_task(name="x", status=TaskStatus.PENDING)
    harness.simulator.fault("error", command="list", code=9, times=2)
    harness.poller.use(harness.sign_in())
    first_s = harness.next_in_s()
    assert first_s is not None
    assert first_s >= 60
    harness.let_pass(first_s)
    second_s = harness.next_in_s()
    assert second_s is not None
    assert 4 * QUIET_S * 0.8 <= second_s <= 4 * QUIET_S * 1.2
    harness.let_pass(3600)
    assert harness.next_in_s() == pytest.approx(BUSY_S, abs=BUSY_S)
    assert harness.schedule.interval_s == BUSY_S


def test_an_unplugged_network_backs_off_and_recovers_by_itself(harness: Harness) -> None:
    harness.simulator.add_task(name="x", status=TaskStatus.PENDING)
    harness.poller.use(harness.sign_in())
    harness.simulator.stop()
    waits: list[float] = []
    for _ in range(8):
        harness.let_pass(harness.next_in_s() or 0)
        waits.append(harness.next_in_s() or 0)
    assert all(isinstance(failed.error, RequestFailed) for failed in harness.failed)
    assert waits[0] < 15
    assert 200 < waits[-1] <= 360
    harness.simulator.start()
    harness.let_pass(400)
    assert len(harness.received) >= 2
    assert harness.next_in_s() is not None


def test_waking_from_sleep_without_a_network_yet_is_no_alarm(harness: Harness) -> None:
    harness.poller.use(harness.sign_in())
    harness.simulator.stop()
    harness.clock.advance(8 * 3600)  # asleep: the timer did not run
    harness.let_pass(LOOK_S)
    assert harness.failed == []
    assert harness.next_in_s() == pytest.approx(WAKING_RETRY_S)
    harness.simulator.start()
    harness.let_pass(WAKING_RETRY_S)
    assert len(harness.received) == 2


def test_the_list_is_kept_for_the_next_start(harness: Harness, state: State) -> None:
    harness.simulator.add_task(name="x", status=TaskStatus.COMPLETED)
    harness.poller.use(harness.sign_in())
    kept = state.last_list("demo@here")
    assert kept is not None
    assert kept[0] == harness.received[0].task_list


class Bug(Exception):
    """Of a kind that nobody expects."""


def raise_bug(*_: object, **__: object) -> None:
    raise Bug


WHERE = ["asking", "making the client", "keeping the list", "looking at pauses", "looking at the limit"]


@pytest.fixture
def faulty(
    monkeypatch: pytest.MonkeyPatch, harness: Harness, state: State, request: pytest.FixtureRequest
) -> Iterator[None]:
    """A bug in one place, until the end."""
    places: dict[str, tuple[object, str]] = {
        "asking": (ServiceApi, "tasks"),
        "making the client": (harness.poller, "_api_for"),
        "keeping the list": (state, "keep_list"),
        "looking at pauses": (harness.pauses, "check"),
        "looking at the limit": (ServiceApi, "refresh_wait_s"),
    }
    with monkeypatch.context() as patch:
        patch.setattr(*places[request.param], raise_bug)
        yield


@pytest.mark.parametrize("faulty", WHERE, indirect=True)
def test_a_bug_is_reported_and_polling_goes_on_with_back_off(
    harness: Harness, faulty: None, reported: list[BaseException]
) -> None:
    harness.poller.use(harness.sign_in())
    assert {type(bug) for bug in reported} == {Bug}
    waits = []
    for _ in range(10):
        assert not harness.schedule.fetching
        waits.append(harness.next_in_s() or 0.0)
        harness.let_pass(waits[-1])
    assert 0 < waits[0] < 15
    assert waits[-1] <= 1.2 * LONGEST_RETRY_S
    assert {getattr(failed.error, "kind", None) for failed in harness.failed} == {RequestErrorKind.INTERNAL}


def test_polling_recovers_once_the_bug_is_gone(harness: Harness, reported: list[BaseException], state: State) -> None:
    harness.poller.use(harness.sign_in())
    with pytest.MonkeyPatch.context() as patch:
        for place, name in [(ServiceApi, "tasks"), (state, "keep_list"), (harness.pauses, "check")]:
            patch.setattr(place, name, raise_bug)
        harness.let_pass(QUIET_S)
        harness.poller.refresh()
    assert len(harness.received) == 1
    harness.let_pass(2 * LONGEST_RETRY_S)
    assert len(harness.received) >= 2
    assert harness.next_in_s() is not None


@pytest.mark.parametrize("faulty", WHERE, indirect=True)
def test_a_bug_in_a_sign_in_test_is_answered(harness: Harness, faulty: None, reported: list[BaseException]) -> None:
    sign_in = harness.sign_in()
    harness.poller.test(SignInTest(sign_in, warned=False))
    assert [failed.sign_in for failed in harness.failed] == [sign_in]
    assert isinstance(harness.failed[0].error, RequestFailed)
    assert harness.schedules[-1] is None
    assert reported != []


def test_a_bug_in_a_sign_in_test_leaves_the_account_before_in_use(
    harness: Harness, monkeypatch: pytest.MonkeyPatch, reported: list[BaseException]
) -> None:
    harness.poller.use(harness.sign_in())
    with monkeypatch.context() as patch:
        patch.setattr(harness.pauses, "lift_sign_in", raise_bug)
        harness.poller.test(SignInTest(harness.sign_in("other"), warned=False))
    assert len(harness.failed) == len(reported) == 1
    harness.let_pass(QUIET_S)
    assert [polled.sign_in for polled in harness.received] == [harness.sign_in(), harness.sign_in()]


def test_a_bug_in_refresh_is_reported_and_told(
    harness: Harness, monkeypatch: pytest.MonkeyPatch, reported: list[BaseException]
) -> None:
    harness.poller.use(harness.sign_in("wrong"))
    with monkeypatch.context() as patch:
        patch.setattr(harness.pauses, "next_try_is_risky", raise_bug)
        harness.poller.refresh()
    assert len(reported) == 1
    assert [type(failed.error) for failed in harness.failed] == [Refused, RequestFailed]
    harness.poller.refresh()
    assert len(harness.simulator.arrivals) == 2


def fail_with(monkeypatch: pytest.MonkeyPatch, error: Exception) -> list[float]:
    """Let every request fail so; return the moments of them, to be."""
    asked: list[float] = []

    def tasks(api: ServiceApi, spare: int) -> None:
        asked.append(api._limiter._clock.now_s())
        raise error

    monkeypatch.setattr(ServiceApi, "tasks", tasks)
    return asked


@pytest.mark.parametrize(
    "error",
    [
        RequestFailed(RequestErrorKind.UNREACHABLE),
        RequestFailed(RequestErrorKind.HTML_PAGE),
        Refused(1),
        Refused(5),
        Refused(9),
    ],
)
def test_days_of_errors_neither_end_polling_nor_hurry_it(
    harness: Harness, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    with monkeypatch.context() as patch:
        asked = fail_with(patch, error)
        harness.poller.use(harness.sign_in())
        harness.let_pass(5 * 24 * 3600)
        gaps = [later - sooner for sooner, later in pairwise(asked[10:])]
        assert len(gaps) > 500
        assert min(gaps) > 0.7 * LONGEST_RETRY_S
        assert max(gaps) < 1.3 * LONGEST_S
    harness.let_pass(2 * LONGEST_S)
    assert harness.received != []
    harness.let_pass(8 * 3600)
    assert harness.schedule.interval_s == QUIET_S


@pytest.mark.parametrize("retry_after_s", [45.0, 1800.0])
def test_a_host_that_asks_to_be_left_alone_is(
    harness: Harness, monkeypatch: pytest.MonkeyPatch, retry_after_s: float
) -> None:
    with monkeypatch.context() as patch:
        asked = fail_with(patch, RequestFailed(RequestErrorKind.HTTP_STATUS, "429", retry_after_s))
        harness.poller.use(harness.sign_in())
    assert len(asked) == 1
    assert harness.schedule.refresh_free_s - harness.clock.now_s() == pytest.approx(retry_after_s)
    assert (harness.next_in_s() or 0.0) >= retry_after_s
    harness.poller.refresh()
    harness.poller.test(SignInTest(harness.sign_in(), warned=False))
    harness.poller.use(harness.sign_in())
    harness.let_pass(retry_after_s - 1)
    assert harness.simulator.arrivals == []
    harness.let_pass(LOOK_S)
    assert len(harness.received) == 1


def test_refresh_is_said_to_be_free_when_it_is_after_a_failed_test(harness: Harness) -> None:
    harness.poller.use(harness.sign_in())
    harness.poller.refresh()
    harness.poller.refresh()
    harness.poller.test(SignInTest(harness.sign_in("a slip"), warned=False))
    assert harness.schedule.refresh_free_s > harness.clock.now_s()


def test_permits_that_become_sure_again_are_used_at_once(
    harness: Harness, clock: DrivenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness.simulator.add_task("x", TaskStatus.COMPLETED)
    with monkeypatch.context() as unsure:
        unsure.setattr(State, "quota_unknown_since", property(lambda _: clock.instant()))
        harness.poller.use(harness.sign_in())
        harness.let_pass(2 * LOOK_S)
        assert harness.simulator.arrivals == []
    harness.let_pass(LOOK_S)
    assert harness.schedule.refresh_free_s <= clock.now_s() + ROUNDING_S
    assert len(harness.received) == 1
