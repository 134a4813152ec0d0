"""The limit is kept as the server would count it, and no request waits longer than that needs."""

import heapq
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gui.service.errors import MustWait
from gui.service.rate_limit import FAILED_S, LATE_ARRIVAL_S, LIMIT, WINDOW_S, Permit, RateLimiter
from gui.storage.state import State
from tests.fakes import FakeClock

KEY = "the list"
YEAR_S = 365 * 24 * 3600.0


@pytest.fixture
def limiter(state: State, clock: FakeClock) -> RateLimiter:
    return RateLimiter(state, clock)


def test_three_then_wait_for_the_first_to_age(limiter: RateLimiter, clock: FakeClock) -> None:
    for _ in range(LIMIT):
        limiter.acquire(KEY).answered()
        clock.advance(5)
    with pytest.raises(MustWait) as limit:
        limiter.acquire(KEY)
    assert limit.value.wait_s == pytest.approx(WINDOW_S - 15)
    clock.advance(limit.value.wait_s)
    limiter.acquire(KEY)


def test_other_requests_have_a_limit_of_their_own(limiter: RateLimiter) -> None:
    for _ in range(LIMIT):
        limiter.acquire(KEY).answered()
    assert limiter.wait_s("a file") == 0


def test_the_window_begins_when_the_answer_is_seen_not_when_the_request_left(
    limiter: RateLimiter, clock: FakeClock
) -> None:
    permits = [limiter.acquire(KEY) for _ in range(LIMIT)]
    clock.advance(40)
    for permit in permits:
        permit.answered()
    clock.advance(WINDOW_S - 1)
    assert limiter.wait_s(KEY) == pytest.approx(1)


def test_a_failed_request_may_still_arrive_late(limiter: RateLimiter, clock: FakeClock) -> None:
    for _ in range(LIMIT):
        limiter.acquire(KEY).failed()
    assert limiter.wait_s(KEY) == pytest.approx(WINDOW_S + LATE_ARRIVAL_S)


def test_a_request_that_never_left_costs_nothing(limiter: RateLimiter) -> None:
    for _ in range(10 * LIMIT):
        limiter.acquire(KEY).unsent()
    assert limiter.wait_s(KEY) == 0


def test_spare_permits_are_left_for_others(limiter: RateLimiter) -> None:
    for _ in range(LIMIT - 1):
        limiter.acquire(KEY, spare=1).answered()
    with pytest.raises(MustWait):
        limiter.acquire(KEY, spare=1)
    limiter.acquire(KEY)


def test_permits_outlive_the_process(state: State, limiter: RateLimiter, clock: FakeClock, tmp_path: Path) -> None:
    limiter.acquire(KEY).answered()
    limiter.acquire(KEY).answered()
    limiter.acquire(KEY)  # the process dies before the answer
    clock.advance(10)
    state.close()
    reopened = State.open(tmp_path / "state.sqlite", clock)
    again = RateLimiter(reopened, clock)
    assert again.wait_s(KEY) == pytest.approx(WINDOW_S - 10)
    clock.advance(WINDOW_S - 10)
    assert again.wait_s(KEY) == 0
    assert again.wait_s(KEY, spare=LIMIT - 1) == pytest.approx(FAILED_S - (WINDOW_S - 10))
    reopened.close()


WALL_STEPS_S = [0.0, 20.0, 3600.0, -3600.0, 10 * YEAR_S, -10 * YEAR_S]


def start_again(state: State, clock: FakeClock, path: Path) -> tuple[State, RateLimiter]:
    state.close()
    again = State.open(path, clock)
    return again, RateLimiter(again, clock)


@pytest.mark.parametrize("wall_step_s", WALL_STEPS_S)
def test_setting_the_wall_clock_frees_no_permit_where_the_boot_has_no_name(
    state: State, limiter: RateLimiter, clock: FakeClock, tmp_path: Path, wall_step_s: float
) -> None:
    for _ in range(LIMIT):
        limiter.acquire(KEY).answered()
    clock.advance(10)
    clock.new_process()
    clock.set_wall(clock.wall_s() + wall_step_s)
    again, limiter = start_again(state, clock, tmp_path / "state.sqlite")
    assert limiter.wait_s(KEY) == pytest.approx(WINDOW_S - 10)
    clock.advance(WINDOW_S - 10)
    assert limiter.wait_s(KEY, spare=LIMIT - 1) == 0
    again.close()


@pytest.mark.parametrize("wall_step_s", WALL_STEPS_S)
@pytest.mark.parametrize("uptime_s", [0.0, 30.0, 99.0])
def test_permits_of_another_boot_are_free_a_window_after_it_began(
    state: State, limiter: RateLimiter, clock: FakeClock, tmp_path: Path, wall_step_s: float, uptime_s: float
) -> None:
    clock.new_boot(100.0)
    for _ in range(LIMIT):
        limiter.acquire(KEY).answered()
    clock.new_boot(uptime_s)
    clock.set_wall(clock.wall_s() + wall_step_s)
    again, limiter = start_again(state, clock, tmp_path / "state.sqlite")
    assert limiter.wait_s(KEY) == pytest.approx(max(WINDOW_S - uptime_s, 0.0))
    for _ in range(round(2 * FAILED_S)):  # also at the reading that the clock had when they were taken
        clock.advance(1)
        assert limiter.wait_s(KEY, spare=LIMIT - 1) == pytest.approx(max(WINDOW_S - clock.now_s(), 0.0))
    again.close()


@pytest.mark.parametrize("restart", ["new process", "new boot"])
def test_a_start_on_another_day_withholds_nothing(
    state: State, limiter: RateLimiter, clock: FakeClock, tmp_path: Path, restart: str
) -> None:
    for _ in range(LIMIT):
        limiter.acquire(KEY).failed()
    clock.advance(8 * 3600)
    if restart == "new process":
        clock.new_process()
    else:
        clock.new_boot(FAILED_S)
    again, limiter = start_again(state, clock, tmp_path / "state.sqlite")
    assert limiter.wait_s(KEY, spare=LIMIT - 1) == 0
    again.close()


def test_months_of_requests_leave_a_handful_of_records(state: State, limiter: RateLimiter, clock: FakeClock) -> None:
    for number in range(500):
        clock.advance(45)
        limiter.acquire(KEY).answered()
        limiter.acquire(f"file {number}").failed()
        assert len(state.holds()) <= 2 * LIMIT


@pytest.mark.expect_log("state file is damaged")
def test_a_damaged_record_counts_as_a_limit_used_up(tmp_path: Path, clock: FakeClock) -> None:
    path = tmp_path / "state.sqlite"
    path.write_bytes(b"this is no database" * 100)
    for elapsed_s in (0.0, 30.0):  # a restart knows it too
        clock.advance(elapsed_s)
        state = State.open(path, clock)
        assert RateLimiter(state, clock).wait_s("anything") == pytest.approx(FAILED_S - elapsed_s)
        state.close()


@pytest.mark.expect_log("state file is damaged")
def test_setting_the_wall_clock_does_not_end_the_care_after_a_lost_record(tmp_path: Path, clock: FakeClock) -> None:
    path = tmp_path / "state.sqlite"
    path.write_bytes(b"this is no database" * 100)
    State.open(path, clock).close()
    clock.new_process()
    clock.set_wall(clock.wall_s() + YEAR_S)
    state = State.open(path, clock)
    assert RateLimiter(state, clock).wait_s("anything") == pytest.approx(FAILED_S)
    state.close()


class Server:
    """Counts as the service does: by the moments at which requests arrive."""

    def __init__(self) -> None:
        self.arrivals: list[float] = []

    def busiest_window(self) -> int:
        arrivals = sorted(self.arrivals)
        return max((sum(start <= at < start + WINDOW_S for at in arrivals) for start in arrivals), default=0)


REQUESTS = st.lists(
    st.tuples(
        st.floats(0, 40),  # s until the person tries
        st.floats(0, 100),  # s until the head of the answer, or the failure
        st.floats(0, 1),  # when, in between, the server sees it
        st.sampled_from(["answered", "failed", "late", "unsent"]),
    ),
    min_size=4,
    max_size=25,
)


@settings(max_examples=150, deadline=None)
@given(REQUESTS)
def test_no_delay_of_the_network_brings_a_fourth_arrival_into_a_window(
    requests: list[tuple[float, float, float, str]],
) -> None:
    clock, server = FakeClock(), Server()
    folder = tempfile.TemporaryDirectory()
    state = State.open(Path(folder.name) / "state.sqlite", clock)
    limiter = RateLimiter(state, clock)
    ends: list[tuple[float, int, Callable[[], None]]] = []
    frees_at: dict[Permit, float] = {}

    def advance_to(moment_s: float) -> None:
        while ends and ends[0][0] <= moment_s:
            at_s, _, end = heapq.heappop(ends)
            clock.advance(at_s - clock.now_s())
            end()
        clock.advance(moment_s - clock.now_s())

    def try_to_send(number: int, delay_s: float, seen: float, outcome: str) -> None:
        taken = sorted(at_s - clock.now_s() for at_s in frees_at.values() if at_s > clock.now_s())
        under_way = sum(at_s == float("inf") for at_s in frees_at.values())
        taken = sorted([at_s for at_s in taken if at_s != float("inf")] + [FAILED_S] * under_way)
        expected_wait_s = taken[len(taken) - LIMIT] if len(taken) >= LIMIT else 0.0
        assert limiter.wait_s(KEY) == pytest.approx(expected_wait_s, abs=1e-6)
        if expected_wait_s:
            return
        permit = limiter.acquire(KEY)
        frees_at[permit] = float("inf")
        now_s, end_s = clock.now_s(), clock.now_s() + delay_s

        def finish() -> None:
            if outcome == "answered":
                permit.answered()
                frees_at[permit] = end_s + WINDOW_S
            elif outcome == "unsent":
                permit.unsent()
                del frees_at[permit]
            else:
                permit.failed()
                frees_at[permit] = end_s + FAILED_S

        if outcome in ("answered", "failed"):
            server.arrivals.append(now_s + seen * delay_s)
        elif outcome == "late":
            server.arrivals.append(end_s + seen * LATE_ARRIVAL_S)
        heapq.heappush(ends, (end_s, number, finish))

    for number, (gap_s, delay_s, seen, outcome) in enumerate(requests):
        advance_to(clock.now_s() + gap_s)
        try_to_send(number, delay_s, seen, outcome)
    state.close()
    folder.cleanup()
    assert server.busiest_window() <= LIMIT
