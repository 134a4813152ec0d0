"""Disk work off the GUI thread: what is kept, told, cleaned up, and survived."""

import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gui.account import Account
from gui.service.task import Task, TaskList
from gui.storage.downloads import Download
from gui.storage.settings import Settings, load
from gui.storage.state import State, StateErrorKind
from gui.threads import WorkerThreads
from gui.workers import local_store as local_store_module
from gui.workers.local_store import AccountSnapshot, ArmRequest, FileOnDisk, FilesOnDisk, LocalStore
from tests.fakes import FakeClock, Receiver

ANNA = Account("anna@smsc.ru", "https://smsc.ru", "anna")


@pytest.fixture
def settings_file(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


@pytest.fixture
def local_store(qtbot: QtBot, state: State, settings_file: Path) -> LocalStore:
    return LocalStore(state, settings_file)


@pytest.fixture
def bugs(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """What is told as bugs."""
    told: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: told.append(error))
    return told


def abandoned(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    part = folder / ".march.csv.0123abcd.smsc-part"
    part.write_bytes(b"half")
    return part


def test_what_is_kept_of_an_account_is_told(
    local_store: LocalStore, state: State, tmp_path: Path, clock: FakeClock
) -> None:
    told = Receiver(local_store.account_loaded, local_store.files_checked)
    tasks = TaskList((Task(12, "March", 2),))
    state.keep_list(ANNA.id, tasks, clock.instant())
    local_store.arm(ArmRequest(ANNA, 12, on=True))
    report = tmp_path / "march.csv"
    report.write_bytes(b"a;b\n")
    here = Download(report, 4, report.stat().st_mtime_ns, True, 1.0)
    changed = Download(report, 5, 1, True, 1.0)
    for key, download in ((1, here), (2, changed), (3, Download(tmp_path / "gone.csv", 1, 1, True, 1.0))):
        state.add_download(ANNA.id, key, download)
    state.add_download(ANNA.id, 4, Download(Path("no\0file"), 1, 1, True, 1.0))
    local_store.load_account(ANNA)
    assert told.values == [
        AccountSnapshot(ANNA, tasks, clock.instant(), frozenset({12})),
        FilesOnDisk(ANNA, {1: FileOnDisk(here, changed=False), 2: FileOnDisk(changed, changed=True)}),
    ]
    local_store.forget(ANNA)
    local_store.load_account(ANNA)
    assert told.values[2:] == [AccountSnapshot(ANNA, TaskList(), None, frozenset()), FilesOnDisk(ANNA, {})]


def test_abandoned_parts_are_removed_also_after_the_folder_was_changed(
    qtbot: QtBot, local_store: LocalStore, state: State, tmp_path: Path, settings_file: Path
) -> None:
    first, second, saved_to, exports = (tmp_path / name for name in ("first", "second", "saved to", "exports"))
    local_store.clean(first)
    local_store.save_settings(Settings(download_folder=str(second), export_folder=str(exports)))
    state.add_download(ANNA.id, 1, Download(saved_to / "march.csv", 1, 1, True, 1.0))
    parts = [abandoned(folder) for folder in (first, second, saved_to, exports)]
    LocalStore(state, settings_file).clean(tmp_path / "third")
    assert not any(part.exists() for part in parts)
    assert set(state.part_folders()) == {tmp_path / "third", saved_to}


def test_an_earlier_folder_that_cannot_be_reached_is_looked_at_the_next_time(
    local_store: LocalStore, state: State, tmp_path: Path
) -> None:
    first = tmp_path / "drive" / "first"
    local_store.clean(first)
    local_store.clean(tmp_path / "second")
    first.mkdir(parents=True)
    part = abandoned(first)
    local_store.clean(tmp_path / "second")
    assert not part.exists()


def test_settings_that_cannot_be_saved_are_told(local_store: LocalStore, settings_file: Path) -> None:
    told = Receiver(local_store.settings_failed)
    local_store.save_settings(Settings(language="ru"))
    assert load(settings_file).language == "ru"
    settings_file.unlink()
    settings_file.mkdir()
    local_store.save_settings(Settings(language="en"))
    assert [type(error) for error in told.values] == [IsADirectoryError]


@pytest.mark.expect_log("state file cannot be used")
def test_a_state_file_that_fails_and_works_again_is_told_while_nobody_uses_it(
    qtbot: QtBot, state: State, tmp_path: Path, settings_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local_store_module, "STATE_LOOK_MS", 50)
    local_store, threads = LocalStore(state, settings_file), WorkerThreads()
    told = Receiver(local_store.state_error_changed)
    threads.adopt(local_store)
    threads.start()
    file = tmp_path / "state.sqlite"
    file.unlink()
    qtbot.waitUntil(file.exists)
    with state.exclusive():  # holds off the next look
        file.unlink()
        file.mkdir()
    qtbot.waitUntil(lambda: told.values == [StateErrorKind.UNWRITABLE])
    file.rmdir()
    qtbot.waitUntil(lambda: told.values == [StateErrorKind.UNWRITABLE, None])
    assert threads.shut_down()


def test_a_bug_is_told_and_ends_nothing(
    local_store: LocalStore,
    state: State,
    settings_file: Path,
    bugs: list[BaseException],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = Receiver(local_store.account_loaded, local_store.files_checked, local_store.settings_failed)

    def fail(*arguments: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        for name in ("last_list", "downloads", "set_armed", "forget", "part_folders", "add_part_folder"):
            broken.setattr(state, name, fail)
        broken.setattr(local_store_module, "save", fail)
        local_store.load_account(ANNA)
        local_store.arm(ArmRequest(ANNA, 12, on=True))
        local_store.forget(ANNA)
        local_store.clean(settings_file.parent)
        local_store.save_settings(Settings())
    assert [type(error) for error in bugs] == [ZeroDivisionError] * 6
    assert told.values[0] == AccountSnapshot(ANNA, TaskList(), None, frozenset())
    assert isinstance(told.values[1], OSError)
    assert told.values[1].strerror
