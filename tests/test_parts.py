"""The small parts beside the rooms: command line, one window per profile, threads, clock, crash reports."""

import logging
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QObject, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from pytestqt.qtbot import QtBot

from gui import __version__, instance
from gui.clock import Clock
from gui.crash import CrashReporter
from gui.instance import AlreadyRunningError, OneInstance
from gui.options import Options, parse
from gui.signals import Signal
from gui.storage.paths import Paths
from gui.threads import LEAVE_S, WorkerThreads
from tests.fakes import Receiver


def test_the_command_line() -> None:
    assert parse([]) == Options()
    assert parse(["--demo"]).demo
    assert parse(["--profile", "/x", "--server", "http://127.0.0.1:9"]) == Options(
        False, Path("/x"), "http://127.0.0.1:9"
    )
    assert parse(["a.csv", "../b c.csv"]).files == (Path.cwd() / "a.csv", Path.cwd() / "../b c.csv")


@pytest.mark.parametrize("arguments", [["--server", "http://smsc.ru"], ["--server", ""], ["--what"]])
def test_an_unusable_command_line_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        parse(arguments)
    assert left.value.code == 2
    assert "error" in capsys.readouterr().err


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["--version"])
    assert capsys.readouterr().out == f"smsc-tasks {__version__}\n"


@pytest.fixture
def first(qtbot: QtBot, tmp_path: Path) -> Iterator[OneInstance]:
    first = OneInstance(Paths(tmp_path).instance_name)
    yield first
    first.release()


@pytest.mark.parametrize("names", [[], ["march.csv", "мая\n2.csv", "\udcff.csv"]])
def test_a_second_copy_wakes_the_first_and_hands_over_its_files(
    qtbot: QtBot, first: OneInstance, tmp_path: Path, names: list[str]
) -> None:
    refused: list[Exception] = []
    files = tuple(tmp_path / name for name in names)
    passed = Receiver(first.files_passed)

    def start_second() -> None:
        try:
            OneInstance(Paths(tmp_path).instance_name, files)
        except AlreadyRunningError as error:
            refused.append(error)

    second = threading.Thread(target=start_second)
    with qtbot.waitSignal(first.woken):
        second.start()
    second.join()
    assert len(refused) == 1
    assert passed.values == ([files] if files else [])


@pytest.mark.parametrize("line", [b"7\n", b"[5]\n", b"{\n", b"\xff\n"])
def test_what_is_no_list_of_files_wakes_the_first_copy_only(
    qtbot: QtBot, first: OneInstance, tmp_path: Path, line: bytes
) -> None:
    passed = Receiver(first.files_passed)
    socket = QLocalSocket()
    socket.connectToServer(Paths(tmp_path).instance_name)
    assert socket.waitForConnected(5000)
    with qtbot.waitSignal(first.woken):
        for byte in line:
            socket.write(bytes([byte]))
            socket.flush()
    qtbot.waitUntil(lambda: bytes(socket.readAll().data()) == instance.ANSWER)
    assert passed.values == []


def test_a_copy_that_is_closed_just_when_another_asks_does_not_answer(
    qtbot: QtBot, first: OneInstance, tmp_path: Path
) -> None:
    socket = QLocalSocket()
    socket.connectToServer(Paths(tmp_path).instance_name)
    assert socket.waitForConnected(5000)
    with qtbot.assertNotEmitted(first.woken):
        QCoreApplication.processEvents()
        first.release()
        qtbot.waitUntil(lambda: socket.state() == QLocalSocket.LocalSocketState.UnconnectedState)
    assert bytes(socket.readAll().data()) == b""


def lock_file(tmp_path: Path) -> Path:
    return Path(tempfile.gettempdir(), f"{Paths(tmp_path).instance_name}.lock")


HOLDER = """
import fcntl, os, sys
file = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
fcntl.flock(file, fcntl.LOCK_EX)
print("locked", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """A copy that has the profile and says nothing."""
    command = [sys.executable, "-c", HOLDER, str(lock_file(tmp_path))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as copy:
        assert copy.stdout
        assert copy.stdout.readline() == "locked\n"
        yield copy
        copy.kill()


def test_a_copy_that_hangs_holds_up_the_next_for_a_bounded_time_only(
    qtbot: QtBot, tmp_path: Path, holder: "subprocess.Popen[str]", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instance, "PATIENCE_S", 0.5)
    name, server = Paths(tmp_path).instance_name, QLocalServer()
    assert server.listen(name)
    start_s = time.monotonic()
    OneInstance(name).release()
    assert 0.5 <= time.monotonic() - start_s < 5
    assert Path(server.fullServerName()).exists(), "it is still that of the other copy"
    server.close()
    assert lock_file(tmp_path).exists(), "it is still that of the other copy"


def test_a_copy_that_was_killed_holds_up_nobody(qtbot: QtBot, tmp_path: Path, holder: "subprocess.Popen[str]") -> None:
    holder.kill()
    holder.wait(30)
    start_s = time.monotonic()
    OneInstance(Paths(tmp_path).instance_name).release()
    assert time.monotonic() - start_s < instance.PATIENCE_S / 2


def test_what_killed_copies_left_does_not_pile_up(qtbot: QtBot, tmp_path: Path, first: OneInstance) -> None:
    left = [Path(tempfile.gettempdir(), f"smsc-tasks-0123456789abcdef{suffix}") for suffix in (".lock", "")]
    for path in left:
        path.touch()
    OneInstance(Paths(tmp_path / "other").instance_name).release()
    assert not any(path.exists() for path in left)
    assert lock_file(tmp_path).exists(), "the first copy lives"
    first.release()
    assert not lock_file(tmp_path).exists()
    assert not lock_file(tmp_path).with_suffix("").exists()


def test_another_profile_and_a_later_copy_have_their_own_window(first: OneInstance, tmp_path: Path) -> None:
    OneInstance(Paths(tmp_path / "other").instance_name).release()
    first.release()
    OneInstance(Paths(tmp_path).instance_name).release()


class Worker(QObject):
    asked = Signal()
    answered = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.release = threading.Event()
        self.asked.connect(self.block)

    @Slot()
    def block(self) -> None:
        self.answered.emit(threading.current_thread().ident)
        self.release.wait()


def test_workers_run_in_threads_of_their_own_and_end_when_asked(qtbot: QtBot) -> None:
    threads, worker = WorkerThreads(), Worker()
    worker.release.set()
    threads.adopt(worker)
    threads.start()
    answers = Receiver(worker.answered)
    worker.asked.emit()
    qtbot.waitUntil(lambda: answers.values != [])
    assert answers.values[0] != threading.get_ident()
    assert threads.shut_down()


def test_a_thread_that_will_not_end_is_told_within_the_bound(qtbot: QtBot) -> None:
    threads, worker = WorkerThreads(), Worker()
    threads.adopt(worker)
    threads.start()
    answers = Receiver(worker.answered)
    worker.asked.emit()
    qtbot.waitUntil(lambda: answers.values != [])
    start_s = Clock().now_s()
    assert not threads.shut_down()
    assert Clock().now_s() - start_s < LEAVE_S + 1
    worker.release.set()
    assert threads.shut_down()


@pytest.mark.expect_log("unexpected error")
def test_a_bug_in_any_thread_is_logged_and_told_once(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    crashes = CrashReporter()
    crashes.install()
    told = Receiver(crashes.reported)
    for _ in range(2):
        thread = threading.Thread(target=lambda: 1 / 0)
        thread.start()
        thread.join()
    qtbot.waitUntil(lambda: len(told.values) == 1)
    assert "ZeroDivisionError" in told.values[0]
    assert [record.levelno for record in caplog.records].count(logging.CRITICAL) == 2
