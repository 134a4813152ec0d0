"""One file that outlives the process, whatever happens to it."""

import multiprocessing
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gui.clock import Clock
from gui.service.errors import MustWait
from gui.service.pauses import Pauses
from gui.service.rate_limit import FAILED_S, LIMIT, RateLimiter
from gui.service.task import Task, TaskList
from gui.storage import state_file
from gui.storage.downloads import Download
from gui.storage.state import State, StateErrorKind
from tests.fakes import FakeClock
from tests.profiles import keep

TASKS = TaskList(
    (
        Task(12, "Март, «весна»", 2, datetime(2026, 3, 1, 10, 12, 5), "yesterday", "march.csv"),
        Task(None, "only a name", None),
        Task(7, "", 77, "", "", ""),
    ),
    left_out=3,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "made" / "on" / "demand" / "state.sqlite"


@pytest.fixture
def state(path: Path, clock: FakeClock) -> Iterator[State]:
    state = State.open(path, clock)
    yield state
    state.close()


def test_what_was_kept_is_there_at_the_next_start(state: State, path: Path, clock: FakeClock) -> None:
    download = Download(Path("/reports/march.csv"), 3 * 2**30, 1_770_000_000_123_456_789, False, 1.5)
    at = clock.instant()
    state.keep_list("a", TASKS, at)
    state.add_download("a", 12, download)
    state.add_download("a", "only a name", download)
    state.set_armed("a", 7, True)
    state.set_armed("a", "only a name", True)
    state.set_armed("a", 7, False)
    salted = state.fingerprint("server", "login")
    state.close()
    again = State.open(path, clock)
    assert again.last_list("a") == (TASKS, at)
    assert again.downloads("a") == {12: download, "only a name": download}
    assert again.armed("a") == {"only a name"}
    assert again.fingerprint("server", "login") == salted
    assert again.trouble is None
    assert again.quota_unknown_since is None
    again.close()


def test_fingerprints_differ_between_computers_and_say_nothing(state: State, tmp_path: Path, clock: FakeClock) -> None:
    other = State.open(tmp_path / "other.sqlite", clock)
    assert state.fingerprint("key") != other.fingerprint("key")
    assert len({state.fingerprint(*parts) for parts in (("a", "b"), ("ab",), ("a\0b",), ("a", "", "b"))}) == 4
    assert "\ud800" not in state.fingerprint("\ud800")
    other.close()


def test_forgetting_an_account_keeps_its_permits_and_pauses(state: State, clock: FakeClock) -> None:
    state.keep_list("a", TASKS, clock.instant())
    state.set_armed("a", 7, True)
    state.add_hold("key", clock.instant(), 60.0)
    state.set_pause("a", 2, clock.instant(), None)
    state.forget("a")
    assert state.last_list("a") is None
    assert state.armed("a") == frozenset()
    assert len(state.holds("key")) == len(state.pauses("a")) == 1


def test_the_file_is_for_this_user_only(state: State, path: Path) -> None:
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.expect_log("state file is damaged")
@pytest.mark.parametrize("damage", [b"no database at all" * 300, "torn"])
def test_a_damaged_file_is_set_aside_told_and_treated_with_care(path: Path, clock: FakeClock, damage: object) -> None:
    state = State.open(path, clock)
    for number in range(200):
        state.add_download("a", number, Download(Path(f"/{number}" * 20), 1, 1, True, 1.0))
    state.close()
    if isinstance(damage, bytes):
        path.write_bytes(damage)
    else:
        with path.open("r+b") as file:
            file.seek(3 * 4096)
            file.write(os.urandom(4 * 4096))
    repaired = State.open(path, clock)
    assert repaired.trouble is StateErrorKind.DAMAGED
    assert repaired.quota_unknown_since == clock.instant()
    assert path.with_name("state.sqlite.damaged").exists()
    repaired.close()
    clock.advance(5)
    again = State.open(path, clock)
    assert again.trouble is None
    assert again.quota_unknown_since is not None
    with pytest.raises(MustWait):
        RateLimiter(again, clock).acquire("anything")
    again.close()


@pytest.mark.expect_log("state file cannot be")
def test_a_file_that_cannot_be_made_is_told_and_replaced_by_memory(tmp_path: Path, clock: FakeClock) -> None:
    (tmp_path / "folder").write_text("a file where the folder should be")
    state = State.open(tmp_path / "folder" / "state.sqlite", clock)
    assert state.trouble is StateErrorKind.UNWRITABLE
    assert state.quota_unknown_since == clock.instant()
    state.set_armed("a", 7, True)
    assert state.armed("a") == {7}
    state.close()


@pytest.mark.expect_log("state file cannot be used")
def test_the_file_of_a_newer_version_is_left_alone(path: Path, clock: FakeClock) -> None:
    State.open(path, clock).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    state = State.open(path, clock)
    assert state.trouble is StateErrorKind.NEWER
    assert state.quota_unknown_since is not None
    state.set_armed("a", 7, True)
    state.close()
    assert path.read_bytes() == before


VERSION_1 = Path(__file__).parent.parent / "profiles" / "0.1.0" / "state.sqlite"


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        (number,) = connection.execute("PRAGMA user_version").fetchone()
    return int(number)


@pytest.fixture
def oldest(path: Path) -> Path:
    """A file of the first version of all."""
    path.parent.mkdir(parents=True)
    shutil.copy(VERSION_1, path)
    assert version(path) == 1
    return path


def test_the_steps_from_an_older_version_are_taken_in_their_order(
    oldest: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rename(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE list SET tasks = json_set(tasks, '$[0].name', 'renamed', '$[0].new', 7)")

    def count(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE list SET left_out = json_extract(tasks, '$[0].new')")

    monkeypatch.setattr(state_file, "MIGRATIONS", (*state_file.MIGRATIONS, rename, count))
    for _ in range(2):
        state = State.open(oldest, clock)
        kept = state.last_list(keep.ACCOUNTS[0].id)
        assert state.trouble is None
        assert kept
        assert kept[0] == TaskList((replace(keep.LIST.tasks[0], name="renamed"), *keep.LIST.tasks[1:]), left_out=7)
        assert state.downloads(keep.ACCOUNTS[0].id) == {3: keep.DOWNLOAD}
        state.close()
        assert version(oldest) == 4


@pytest.mark.expect_log("state file cannot be used: disk is full")
def test_a_step_that_fails_leaves_the_older_file_as_it_was_until_it_can_be_taken(
    oldest: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(connection: sqlite3.Connection) -> None:
        raise OSError("disk is full")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(state_file, "MIGRATIONS", (*state_file.MIGRATIONS, fail))
        state = State.open(oldest, clock)
        assert state.trouble is StateErrorKind.UNWRITABLE
        assert oldest.read_bytes() == VERSION_1.read_bytes()
    clock.advance(1)
    assert state.downloads(keep.ACCOUNTS[0].id) == {3: keep.DOWNLOAD}
    assert state.trouble is None
    assert version(oldest) == 2
    state.close()


def test_what_later_versions_add_to_a_task_does_not_matter_and_what_it_lacks_gets_its_default(
    state: State, path: Path, clock: FakeClock
) -> None:
    state.keep_list("a", TASKS, clock.instant())
    state.close()
    tamper(path, """UPDATE list SET tasks = '[{"id": 5, "news": {"x": [1]}}, {"name": "only a name"}]'""")
    again = State.open(path, clock)
    assert again.trouble is None
    kept = again.last_list("a")
    assert kept
    assert kept[0].tasks == (Task(5, "", None), Task(None, "only a name", None))
    again.close()


@pytest.mark.expect_log("state file cannot be used")
@pytest.mark.parametrize("damaged", [False, True])
def test_a_file_that_cannot_be_written_still_counts(
    state: State, path: Path, clock: FakeClock, freeze: Callable[[Path], None], damaged: bool
) -> None:
    state.set_pause("a", 2, clock.instant(), None)
    state.keep_list("a", TASKS, clock.instant())
    salted = state.fingerprint("x")
    state.close()
    if damaged:
        tamper(path, "UPDATE list SET tasks = '[[1'")
    freeze(path)
    before = path.read_bytes()
    frozen = State.open(path, clock)
    assert frozen.trouble is StateErrorKind.UNWRITABLE
    assert frozen.quota_unknown_since == clock.instant()
    assert (len(frozen.pauses("a")), frozen.fingerprint("x") == salted) == ((0, False) if damaged else (1, True))
    frozen.set_armed("a", 7, True)
    assert frozen.armed("a") == {7}
    frozen.close()
    assert path.read_bytes() == before


def tamper(path: Path, *changes: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for change in changes:
            connection.execute(change)


@pytest.mark.expect_log("state file is damaged")
@pytest.mark.parametrize(
    "change",
    [
        "DROP TABLE hold",
        "ALTER TABLE hold RENAME key TO lock",
        "UPDATE list SET tasks = '[[1'",
        """UPDATE list SET tasks = '[{"id": 5, "file": 7}]'""",
        "UPDATE download SET task = 'x'",
        "UPDATE meta SET value = 'x'",
        "UPDATE hold SET clock_s = 'x'",
        "INSERT INTO meta VALUES ('careful', 'nonsense')",
        "PRAGMA user_version = 0",
    ],
)
def test_a_file_that_is_sound_but_wrong_inside_is_damaged(
    state: State, path: Path, clock: FakeClock, change: str
) -> None:
    fill_with_everything(state, clock)
    state.close()
    tamper(path, change)
    repaired = State.open(path, clock)
    assert repaired.trouble is StateErrorKind.DAMAGED
    assert repaired.quota_unknown_since == clock.instant()
    assert use_everything(repaired, clock) == ([], None, {}, frozenset())
    repaired.close()


def fill_with_everything(state: State, clock: FakeClock) -> None:
    state.add_hold("key", clock.instant(), 60.0)
    state.set_pause("a", 4, clock.instant(), 1800.0)
    state.add_wrong_sign_in("smsc.ru", clock.instant())
    state.keep_list("a", TASKS, clock.instant())
    state.add_download("a", 12, Download(Path("/reports/march.csv"), 1, 1, True, 1.0))
    state.set_armed("a", "only a name", True)


def use_everything(state: State, clock: FakeClock) -> tuple[object, ...]:
    RateLimiter(state, clock).wait_s("key")
    Pauses(state, clock).next_try_is_risky("smsc.ru")
    state.pauses("a")
    return state.holds("key"), state.last_list("a"), state.downloads("a"), state.armed("a")


@pytest.mark.expect_log("state file")
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
@example(where=0.0, bit=0)
@example(where=0.9921875, bit=0)  # within an index, which a quick check does not look at
def test_no_single_bit_stops_the_program(tmp_path: Path, clock: FakeClock, where: float, bit: int) -> None:
    path = tmp_path / "state.sqlite"
    path.unlink(missing_ok=True)
    state = State.open(path, clock)
    fill_with_everything(state, clock)
    state.close()
    content = bytearray(path.read_bytes())
    used = [place for place, byte in enumerate(content) if byte]
    content[used[int(where * len(used))]] ^= 1 << bit
    path.write_bytes(content)
    state = State.open(path, clock)
    use_everything(state, clock)
    state.set_armed("b", 1, True)
    assert state.armed("b") == {1}
    state.close()


def test_an_emptied_file_is_no_new_one(state: State, path: Path, clock: FakeClock) -> None:
    state.close()
    path.write_bytes(b"")
    emptied = State.open(path, clock)
    assert emptied.quota_unknown_since == clock.instant()
    emptied.close()


def test_care_ends(path: Path, clock: FakeClock) -> None:
    path.parent.mkdir(parents=True)
    path.touch()
    State.open(path, clock).close()
    clock.advance(FAILED_S - 1)
    state = State.open(path, clock)
    with pytest.raises(MustWait):
        RateLimiter(state, clock).acquire("key")
    clock.advance(1)
    RateLimiter(state, clock).acquire("key")
    state.close()
    clock.advance(3600)
    state = State.open(path, clock)
    assert state.quota_unknown_since is None
    state.close()


@pytest.mark.expect_log("state file fails")
def test_a_disk_that_fills_up_meanwhile_loses_nothing_of_this_run(
    mount: Callable[[str], Path], clock: FakeClock
) -> None:
    state = State.open(mount("size=256k") / "state.sqlite", clock)
    state.set_armed("a", 7, True)
    for number in range(3000):
        state.add_download("a", number, Download(Path("/x" * 100), 1, 1, True, 1.0))
    assert state.trouble is StateErrorKind.UNWRITABLE
    assert state.quota_unknown_since is None
    assert len(state.downloads("a")) == 3000
    assert state.armed("a") == {7}
    state.close()


@pytest.mark.expect_log("state file fails")
def test_permits_that_found_no_room_on_disk_are_not_given_again_after_a_restart(
    mount: Callable[[str], Path], fill: Callable[[Path], Path], clock: FakeClock
) -> None:
    disk = mount("size=256k")
    state = State.open(disk / "state.sqlite", clock)
    state.set_pause("a", 2, clock.instant(), None)
    ballast = fill(disk)
    limiter = RateLimiter(state, clock)
    for _ in range(LIMIT):
        limiter.acquire("key").answered()
    with pytest.raises(MustWait):
        limiter.acquire("key")
    state.close()
    ballast.unlink()
    state = State.open(disk / "state.sqlite", clock)
    assert state.trouble is None
    assert len(state.pauses("a")) == 1
    with pytest.raises(MustWait):
        RateLimiter(state, clock).acquire("key")
    state.close()
    State.open(disk / "state.sqlite", clock).close()
    clock.advance(FAILED_S)
    state = State.open(disk / "state.sqlite", clock)
    RateLimiter(state, clock).acquire("key")
    state.close()


@pytest.mark.expect_log("state file")
def test_a_file_that_fails_after_it_was_repaired_gives_no_free_permits(path: Path, clock: FakeClock) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database" * 500)
    state = State.open(path, clock)
    clock.advance(FAILED_S)
    limiter = RateLimiter(state, clock)
    for _ in range(LIMIT):
        limiter.acquire("key").answered()
    tamper(path, "INSERT INTO meta VALUES ('x', 'y')")  # makes the other connection read anew
    path.write_bytes(b"no database" * 500)
    with pytest.raises(MustWait):
        limiter.acquire("key")
    assert state.quota_unknown_since == clock.instant()
    state.close()


def test_odd_names_and_numbers_are_kept(state: State, clock: FakeClock) -> None:
    download = Download(Path(os.fsdecode(b"/reports/\xff.csv")), 1, 1, True, 1.0)
    odd = TaskList((Task(10**30, "\ud800", -(10**30)),))
    state.keep_list("a", odd, clock.instant())
    assert state.last_list("a") == (odd, clock.instant())
    for key in (10**30, "\ud800", "7", 7):
        state.add_download("a", key, download)
        state.set_armed("a", key, True)
    assert state.downloads("a") == {10**30: download, "\ud800": download, "7": download, 7: download}
    state.set_armed("a", "7", False)
    assert state.armed("a") == {10**30, "\ud800", 7}


def test_what_fails_within_is_undone_as_a_whole(state: State, path: Path, clock: FakeClock) -> None:
    with pytest.raises(ZeroDivisionError), state.exclusive():
        state.set_armed("a", 7, True)
        with state.exclusive():
            state.add_hold("key", clock.instant(), 60.0)
        raise ZeroDivisionError
    assert state.armed("a") == frozenset()
    assert state.holds("key") == []
    assert state.trouble is None


def test_a_permit_is_on_disk_before_anything_else_happens(state: State, path: Path, clock: FakeClock) -> None:
    permit = RateLimiter(state, clock).acquire("key")
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT key, length_s FROM hold").fetchall() == [("key", None)]
        permit.answered()
        assert other.execute("SELECT length_s FROM hold").fetchall() == [(60.0,)]


def test_threads_never_share_a_permit(state: State, clock: FakeClock) -> None:
    limiter = RateLimiter(state, clock)

    def take(_: int) -> int:
        try:
            limiter.acquire("key").answered()
        except MustWait:
            return 0
        return 1

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(take, range(64))) == LIMIT


def take_permits(path: Path, start: object, taken: object) -> None:
    clock = Clock()
    state = State.open(path, clock)
    limiter = RateLimiter(state, clock)
    start.wait()  # type: ignore[attr-defined]
    for _ in range(20):
        try:
            limiter.acquire("key").answered()
        except MustWait:
            continue
        with taken.get_lock():  # type: ignore[attr-defined]
            taken.value += 1  # type: ignore[attr-defined]
    state.close()


def test_two_processes_never_share_a_permit(path: Path) -> None:
    State.open(path, Clock()).close()
    spawn = multiprocessing.get_context("spawn")
    start, taken = spawn.Barrier(2), spawn.Value("i", 0)
    processes = [spawn.Process(target=take_permits, args=(path, start, taken)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0]
    assert taken.value == LIMIT


def test_what_is_long_past_is_dropped(state: State, path: Path, clock: FakeClock) -> None:
    state.add_hold("key", clock.instant(), 60.0)
    state.add_wrong_sign_in("smsc.ru", clock.instant())
    state.close()
    clock.advance(25 * 3600)
    again = State.open(path, clock)
    assert again.holds("key") == []
    assert again.wrong_sign_ins("smsc.ru") == []
    again.close()
