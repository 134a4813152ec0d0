"""One file that outlives the process, whatever happens to it."""

import multiprocessing
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from gui.clock import Clock
from gui.service.errors import MustWait
from gui.service.rate_limit import LIMIT, RateLimiter
from gui.service.task import Task, TaskList
from gui.storage.downloads import Download
from gui.storage.state import State, StateTrouble
from tests.fakes import FakeClock

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
    assert again.careful_since is None
    again.close()


def test_fingerprints_differ_between_computers_and_say_nothing(state: State, tmp_path: Path, clock: FakeClock) -> None:
    other = State.open(tmp_path / "other.sqlite", clock)
    assert state.fingerprint("key") != other.fingerprint("key")
    assert state.fingerprint("a", "b") != state.fingerprint("ab")
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
    assert repaired.trouble is StateTrouble.DAMAGED
    assert repaired.careful_since == clock.instant()
    assert path.with_name("state.sqlite.damaged").exists()
    repaired.close()
    clock.advance(5)
    again = State.open(path, clock)
    assert again.trouble is None
    assert again.careful_since is not None
    with pytest.raises(MustWait):
        RateLimiter(again, clock).acquire("anything")
    again.close()


@pytest.mark.expect_log("state file cannot be")
def test_a_file_that_cannot_be_made_is_told_and_replaced_by_memory(tmp_path: Path, clock: FakeClock) -> None:
    (tmp_path / "folder").write_text("a file where the folder should be")
    state = State.open(tmp_path / "folder" / "state.sqlite", clock)
    assert state.trouble is StateTrouble.UNWRITABLE
    assert state.careful_since == clock.instant()
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
    assert state.trouble is StateTrouble.UNWRITABLE
    state.set_armed("a", 7, True)
    state.close()
    assert path.read_bytes() == before


@pytest.mark.expect_log("state file fails")
def test_a_disk_that_fills_up_meanwhile_loses_nothing_of_this_run(tmp_path: Path, clock: FakeClock) -> None:
    folder = tmp_path / "small"
    folder.mkdir()
    size = "size=256k"
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", size, "tmpfs", folder], check=False, capture_output=True
    ).returncode:
        pytest.skip("mounting a small disk is not allowed here")
    try:
        state = State.open(folder / "state.sqlite", clock)
        state.set_armed("a", 7, True)
        for number in range(3000):
            state.add_download("a", number, Download(Path("/x" * 100), 1, 1, True, 1.0))
        assert state.trouble is StateTrouble.UNWRITABLE
        assert len(state.downloads("a")) == 3000
        assert state.armed("a") == {7}
        state.close()
    finally:
        subprocess.run(["umount", folder], check=True)


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
