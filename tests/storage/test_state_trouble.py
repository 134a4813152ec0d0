"""A file that fails for a while is no loss: the program goes on in memory, and the file gets it all later."""

import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from gui.clock import Clock
from gui.service.errors import MustWait
from gui.service.rate_limit import FAILED_S, LIMIT, WINDOW_S, RateLimiter
from gui.service.task import Task, TaskList
from gui.storage.downloads import Download
from gui.storage.state import State, StateErrorKind
from tests.fakes import FakeClock

DOWNLOAD = Download(Path("/reports/march.csv"), 1, 1, True, 1.0)
TASKS = TaskList((Task(12, "March", 2),))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "profile" / "state.sqlite"


@pytest.fixture
def open_state(path: Path, clock: FakeClock) -> Iterator[Callable[[], State]]:
    """Open the file as one more copy of the program does."""
    states: list[State] = []

    def open_state() -> State:
        states.append(State.open(path, clock))
        return states[-1]

    yield open_state
    for state in states:
        state.close()


@pytest.fixture
def state(open_state: Callable[[], State], clock: FakeClock) -> State:
    """A file that knows something already."""
    state = open_state()
    state.keep_list("a", TASKS, clock.instant())
    state.add_download("a", 12, DOWNLOAD)
    state.set_pause("a", 2, clock.instant(), None)
    return state


@contextmanager
def locked(path: Path, how: str = "EXCLUSIVE") -> Iterator[None]:
    """Another program works on the file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(f"BEGIN {how}")
        other.execute("SELECT * FROM meta").fetchone()
        yield
        other.rollback()


def take(*states: State, clock: Clock) -> int:
    """Take as many permits as can be had from each copy, and have them answered."""
    taken = 0
    for limiter in [RateLimiter(state, clock) for state in states]:
        for _ in range(LIMIT + 1):
            try:
                limiter.acquire("key").answered()
            except MustWait:
                break
            taken += 1
    return taken


def rows(path: Path, select: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(select).fetchall()


@pytest.mark.expect_log("state file fails: database is locked")
def test_a_file_that_is_locked_for_a_while_gets_later_what_was_noted_meanwhile(
    state: State, path: Path, clock: FakeClock
) -> None:
    with locked(path):
        state.set_armed("a", 12, True)
        state.clear_pause("a", 2)
        assert state.trouble is StateErrorKind.UNWRITABLE
        assert state.last_list("a") == (TASKS, clock.instant())
        assert state.downloads("a") == {12: DOWNLOAD}
        assert take(state, clock=clock) == 0, "another copy may have used them up"
        clock.advance(10)
    assert state.retry() is None
    assert state.trouble is None
    assert rows(path, "SELECT account, task FROM armed") == [("a", "12")]
    assert rows(path, "SELECT * FROM pause") == []
    assert len(rows(path, "SELECT * FROM download")) == 1
    assert take(state, clock=clock) == LIMIT, "nothing is withheld once the file is known again"


@pytest.mark.expect_log("state file cannot be used: database is locked")
def test_a_file_that_is_locked_at_the_start_holds_up_nobody_and_is_used_as_soon_as_it_can_be(
    state: State, open_state: Callable[[], State], path: Path, clock: FakeClock
) -> None:
    named = state.fingerprint("anna")
    state.close()
    with locked(path):
        start_s = time.monotonic()
        state = open_state()
        limiter = RateLimiter(state, clock)
        assert time.monotonic() - start_s < 1
        assert state.trouble is StateErrorKind.UNWRITABLE
        assert state.last_list("a") == (TASKS, clock.instant())
        assert len(state.pauses("a")) == 1
        assert state.fingerprint("anna") == named
        with pytest.raises(MustWait):
            limiter.acquire("key")
        state.set_armed("a", 12, True)
    clock.advance(1)
    limiter.acquire("key")
    assert state.trouble is None
    assert state.fingerprint("anna") == named
    assert rows(path, "SELECT account, task FROM armed") == [("a", "12")]
    assert not path.with_name("state.sqlite.lost").exists()


@pytest.mark.expect_log("state file fails: database is locked")
def test_what_others_wrote_meanwhile_stays_and_counts(
    state: State, open_state: Callable[[], State], path: Path, clock: FakeClock
) -> None:
    other = open_state()
    with locked(path):
        state.set_armed("a", 12, True)
    other.set_armed("a", 7, True)
    assert take(other, clock=clock) == LIMIT
    clock.advance(1)
    assert take(state, clock=clock) == 0
    assert state.armed("a") == {7, 12}
    assert len(rows(path, "SELECT * FROM hold")) == LIMIT


@pytest.mark.expect_log("state file fails: database is locked")
def test_an_answer_that_comes_while_the_file_is_locked_is_noted_in_it_later(
    state: State, path: Path, clock: FakeClock
) -> None:
    permits = [RateLimiter(state, clock).acquire("key") for _ in range(2)]
    with locked(path):
        clock.advance(5)
        permits[0].answered()
        permits[1].unsent()
    clock.advance(1)
    state.retry()
    assert rows(path, "SELECT clock_s, length_s FROM hold") == [(clock.now_s() - 1, WINDOW_S)]


@pytest.mark.expect_log("state file fails")
@pytest.mark.parametrize("unlocked_after_s", [0, 60, 300])
def test_two_copies_never_give_more_than_the_limit_while_the_file_is_locked_and_after(
    state: State, open_state: Callable[[], State], path: Path, clock: FakeClock, unlocked_after_s: int
) -> None:
    other, taken_at = open_state(), []
    with locked(path):
        for elapsed_s in range(0, unlocked_after_s + 1, 20):
            taken_at += [elapsed_s] * take(state, other, clock=clock)
            clock.advance(20)
    for elapsed_s in range(unlocked_after_s + 20, unlocked_after_s + 240, 20):
        taken_at += [elapsed_s] * take(state, other, clock=clock)
        clock.advance(20)
    assert all(sum(start <= at < start + WINDOW_S for at in taken_at) <= LIMIT for start in taken_at)
    assert taken_at[0] <= unlocked_after_s + 20
    assert state.trouble is other.trouble is None


@pytest.mark.expect_log("state file fails: database is locked")
def test_a_copy_that_is_alone_goes_on_from_memory_when_what_others_took_has_run_out(
    state: State, path: Path, clock: FakeClock
) -> None:
    with locked(path):
        assert take(state, clock=clock) == 0
        clock.advance(FAILED_S)
        assert take(state, clock=clock) == LIMIT
        assert take(state, clock=clock) == 0
    clock.advance(1)
    assert take(state, clock=clock) == 0
    assert state.trouble is None


@pytest.mark.expect_log("state file fails: database is locked")
def test_a_reader_who_does_not_let_go_when_a_permit_is_written(
    state: State, open_state: Callable[[], State], path: Path, clock: FakeClock
) -> None:
    other = open_state()
    with locked(path, "DEFERRED"):
        with pytest.raises(MustWait):
            RateLimiter(state, clock).acquire("key")
        assert state.holds("key") == []
    clock.advance(1)
    assert take(other, state, clock=clock) == LIMIT


@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_file_that_is_removed_while_it_is_used_is_made_again_with_all_that_was_in_it(
    state: State, open_state: Callable[[], State], path: Path, clock: FakeClock, what: str
) -> None:
    named = state.fingerprint("anna")
    assert take(state, clock=clock) == LIMIT
    if what == "file":
        path.unlink()
    else:
        shutil.rmtree(path.parent)
    assert take(state, clock=clock) == 0
    assert state.trouble is None
    again = open_state()
    assert again.downloads("a") == {12: DOWNLOAD}
    assert again.last_list("a") is not None
    assert len(again.pauses("a")) == 1
    assert again.fingerprint("anna") == named
    assert take(again, clock=clock) == 0
    assert again.quota_unknown_since is None


@pytest.mark.parametrize("end", ["retry", "close"])
def test_a_file_that_is_removed_after_the_last_change_is_made_again_too(
    state: State, open_state: Callable[[], State], path: Path, end: str
) -> None:
    path.unlink()
    getattr(state, end)()
    assert open_state().downloads("a") == {12: DOWNLOAD}


def test_an_older_copy_put_back_in_place_of_the_file_gets_what_is_known_since(
    state: State, path: Path, clock: FakeClock
) -> None:
    state.retry()
    shutil.copy(path, path.with_name("backup"))
    assert take(state, clock=clock) == LIMIT
    state.set_armed("a", 7, True)
    path.with_name("backup").replace(path)
    assert take(state, clock=clock) == 0
    assert rows(path, "SELECT account, task FROM armed") == [("a", "7")]


@pytest.mark.expect_log("state file fails")
def test_a_disk_that_is_full_for_a_while(
    clock: FakeClock, mount: Callable[[str], Path], fill: Callable[[Path], Path]
) -> None:
    disk = mount("size=256k")
    state = State.open(disk / "state.sqlite", clock)
    ballast = fill(disk)
    state.add_download("a", 12, DOWNLOAD)
    clock.advance(1)
    assert state.retry() is StateErrorKind.UNWRITABLE
    ballast.unlink()
    clock.advance(1)
    assert state.downloads("a") == {12: DOWNLOAD}
    assert state.trouble is None
    assert rows(disk / "state.sqlite", "SELECT account, task FROM download") == [("a", "12")]
    state.close()


FULL_DISK = """
import os, resource, signal, sys
from pathlib import Path
from gui.clock import Clock
from gui.service.rate_limit import RateLimiter
from gui.storage.state import State

clock = Clock()
state = State.open(Path(sys.argv[1]), clock)
limiter = RateLimiter(state, clock)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
for _ in range(3):
    limiter.acquire("key").answered()
assert state.trouble is not None
print("taken", flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_permits_given_from_memory_are_not_given_again_after_a_crash(path: Path) -> None:
    ran = subprocess.run([sys.executable, "-c", FULL_DISK, path], capture_output=True, text=True, check=False)
    assert ran.stdout == "taken\n"
    for _ in range(2):
        state = State.open(path, Clock())
        assert state.trouble is None
        assert take(state, clock=Clock()) == 0
        state.close()


@pytest.mark.expect_log("state file fails")
def test_two_copies_on_a_full_disk_give_no_permit_that_the_other_does_not_know(
    open_state: Callable[[], State],
    path: Path,
    clock: FakeClock,
    mount: Callable[[str], Path],
    fill: Callable[[Path], Path],
) -> None:
    disk = mount("size=256k")
    states = [State.open(disk / "state.sqlite", clock) for _ in range(2)]
    assert all(state.quota_unknown_since is None for state in states)
    ballast = fill(disk)
    assert take(*states, clock=clock) == 0
    clock.advance(FAILED_S)
    assert take(*states, clock=clock) == 0
    states.pop().close()
    assert take(*states, clock=clock) == LIMIT
    ballast.unlink()
    clock.advance(1)
    other = State.open(disk / "state.sqlite", clock)
    assert take(*states, other, clock=clock) == 0
    for state in (*states, other):
        state.close()


@pytest.mark.expect_log("state file fails", "state file is damaged")
def test_a_permit_under_way_is_noted_anew_where_the_file_was_destroyed_meanwhile(
    state: State, path: Path, clock: FakeClock
) -> None:
    permit = RateLimiter(state, clock).acquire("key")
    path.write_bytes(b"no database" * 500)
    permit.answered()
    clock.advance(1)
    assert state.retry() is StateErrorKind.DAMAGED
    assert rows(path, "SELECT key, length_s FROM hold") == [("key", WINDOW_S)]


@pytest.mark.expect_log("state file fails")
def test_a_trouble_without_permits_leaves_no_care_behind(state: State, path: Path, clock: FakeClock) -> None:
    with locked(path):
        state.set_armed("a", 12, True)
        state.close()
    again = State.open(path, clock)
    assert again.quota_unknown_since is None
    assert not path.with_name("state.sqlite.lost").exists()
    again.close()


def test_the_table_of_permits_stays_small_for_months(state: State, path: Path, clock: FakeClock) -> None:
    for _ in range(2000):
        RateLimiter(state, clock).acquire("key").answered()
        clock.advance(100)
    assert len(rows(path, "SELECT * FROM hold")) < 10
