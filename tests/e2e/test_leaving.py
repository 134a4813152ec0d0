"""Closing at any moment, and starting a second copy: as processes of their own, closed as a person would."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gui.clock import Clock
from gui.service.task import TaskStatus
from gui.storage import settings
from gui.storage.downloads import Download
from gui.storage.paths import Paths
from gui.storage.state import State
from tests.e2e.app_driver import AppDriver, polls
from tests.simulator.faulty import FaultySimulator

PATIENCE_S = 30

DRIVER = """
import os, select, sys
from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QPlainTextEdit
from gui import app
from gui.views.task_view import TaskCommand

class Driven(app.Application):
    def start(self):
        super().start()
        print("started", flush=True)
        self._look = QTimer(self)
        self._look.timeout.connect(self.look)
        self._look.start(20)

    def look(self):
        for line in iter_lines():
            getattr(self, line)()

    def close_window(self):
        self.window.close()

    def open_report(self):
        self.window.view.task_command.emit(TaskCommand.ACTIVATE, self.window.table.tasks()[0])

    def say_when_listed(self):
        if self.window.table.tasks():
            print("listed", flush=True)
        else:
            QTimer.singleShot(20, self.say_when_listed)

    def refresh(self):
        self.window.refresh_requested.emit()

    def export(self):
        action = self.window.findChild(QAction, "exportXlsxAction")
        if action and action.isEnabled():
            action.trigger()
            print("exporting", flush=True)
        else:
            QTimer.singleShot(20, self.export)

    def fail(self):
        QTimer.singleShot(20, self.read_crash)
        raise ZeroDivisionError("a bug in a slot")

    def read_crash(self):
        dialog = self.window.findChild(QDialog, "crashDialog")
        print("a bug in a slot" in dialog.findChild(QPlainTextEdit).toPlainText(), flush=True)

def iter_lines():
    while select.select([0], [], [], 0)[0] and (told := os.read(0, 4096)):
        yield from told.decode().splitlines()

app.Application = Driven
code = app.main(sys.argv[1:])
print("left", code, flush=True)
sys.exit(code)
"""


@pytest.fixture
def clock() -> Clock:
    """Real time: it is a process of its own that leaves."""
    return Clock()


@pytest.fixture
def environment(secret_service: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    return {**os.environ, "DBUS_SESSION_BUS_ADDRESS": secret_service["DBUS_SESSION_BUS_ADDRESS"]}


Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def copies(driver: AppDriver, environment: dict[str, str]) -> Iterator[Start]:
    """Start copies of the program on one profile, driven as `driver` says."""
    copies: list[subprocess.Popen[str]] = []

    def start(script: str = DRIVER) -> "subprocess.Popen[str]":
        copies.append(
            subprocess.Popen(
                [sys.executable, "-c", script, *driver.arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                env=environment,
            )
        )
        return copies[-1]

    yield start
    for copy in copies:
        if copy.poll() is None:
            copy.kill()
        copy.communicate(timeout=PATIENCE_S)


@pytest.fixture
def start(driver: AppDriver, copies: Start) -> Start:
    """The same, where somebody has signed in before."""
    driver.start()
    driver.sign_in("anna", "right")
    driver.wait_until(driver.table.isVisible)
    driver.leave()
    return copies


@pytest.fixture
def temporary(tmp_path: Path, environment: dict[str, str]) -> Path:
    """Where the copies put temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    environment["TMPDIR"] = str(folder)
    return folder


def wait_for_line(copy: "subprocess.Popen[str]", line: str) -> None:
    assert copy.stdout
    assert copy.stdout.readline().strip() == line


def tell(copy: "subprocess.Popen[str]", line: str) -> None:
    assert copy.stdin
    copy.stdin.write(line + "\n")
    copy.stdin.flush()


def leave(copy: "subprocess.Popen[str]", by: signal.Signals | None = None) -> tuple[float, str]:
    """Close the window, or send the signal; return how long leaving took, and what was printed."""
    start_s = time.monotonic()
    if by is None:
        tell(copy, "close_window")
    else:
        copy.send_signal(by)
    output, _ = copy.communicate(timeout=PATIENCE_S)
    return time.monotonic() - start_s, output


def test_closing_at_rest_is_quick_and_quiet(start: Start, simulator: FaultySimulator, qtbot: QtBot) -> None:
    copy = start()
    wait_for_line(copy, "started")
    qtbot.waitUntil(lambda: len(polls(simulator)) == 2, timeout=PATIENCE_S * 1000)
    seconds, output = leave(copy)
    assert (copy.returncode, output) == (0, "left 0\n")
    assert seconds < 2


WAYS = [None, signal.SIGTERM, signal.SIGINT]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_end_of_the_desktop_session_is_a_way_to_leave(start: Start, number: signal.Signals) -> None:
    copy = start()
    wait_for_line(copy, "started")
    seconds, output = leave(copy, number)
    assert (copy.returncode, output) == (0, "left 0\n")
    assert seconds < 2


QUIET = """
import sys
from gui import app

class Quiet(app.Application):
    def on_painted(self):
        super().on_painted()
        print("at rest", flush=True)

app.Application = Quiet
sys.exit(app.main(sys.argv[1:]))
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_is_heard_on_the_sign_in_page_where_nothing_else_happens(
    copies: Start, number: signal.Signals
) -> None:
    copy = copies(QUIET)
    wait_for_line(copy, "at rest")
    seconds, output = leave(copy, number)
    assert (copy.returncode, output) == (0, "")
    assert seconds < 2


EARLY = """
import os, signal, sys
from gui import app

class Hurried(app.Application):
    def __init__(self, *arguments):
        os.kill(os.getpid(), signal.SIGTERM)
        super().__init__(*arguments)

app.Application = Hurried
sys.exit(app.main(sys.argv[1:]))
"""


def test_a_signal_while_the_program_starts_is_heard_once_it_stands(copies: Start, temporary: Path) -> None:
    copy = copies(EARLY)
    output, _ = copy.communicate(timeout=PATIENCE_S)
    assert (copy.returncode, output) == (0, "")
    assert list(temporary.iterdir()) == []


def test_a_second_signal_changes_nothing(start: Start, simulator: FaultySimulator, qtbot: QtBot) -> None:
    simulator.fault("stall-before-head", command="list")
    copy = start()
    wait_for_line(copy, "started")
    qtbot.waitUntil(lambda: len(polls(simulator)) == 2, timeout=PATIENCE_S * 1000)
    copy.send_signal(signal.SIGTERM)
    seconds, output = leave(copy, signal.SIGTERM)
    assert copy.returncode == 0
    assert output in ("left 0\n", ""), "quietly"
    assert seconds < 2


@pytest.mark.parametrize("by", WAYS)
@pytest.mark.parametrize("answers_after_s", [0.1, 0.3, 60])
def test_closing_while_the_keyring_is_asked(
    start: Start, environment: dict[str, str], answers_after_s: float, by: signal.Signals | None
) -> None:
    environment |= {"PYTHON_KEYRING_BACKEND": "tests.slow_keyring.SlowKeyring", "SLOW_KEYRING_S": str(answers_after_s)}
    copy = start()
    wait_for_line(copy, "started")
    seconds, output = leave(copy, by)
    assert copy.returncode == 0
    assert output in ("left 0\n", ""), "quietly"
    assert seconds < 2


@pytest.mark.parametrize("by", WAYS)
@pytest.mark.parametrize("fault", ["stall-before-head", "stall-in-body", "huge-list"])
def test_closing_while_the_service_stalls(
    start: Start, simulator: FaultySimulator, qtbot: QtBot, fault: str, by: signal.Signals | None
) -> None:
    simulator.fault(fault, command="list")
    copy = start()
    wait_for_line(copy, "started")
    qtbot.waitUntil(lambda: len(polls(simulator)) == 2, timeout=PATIENCE_S * 1000)
    seconds, output = leave(copy, by)
    assert copy.returncode == 0
    assert output in ("left 0\n", ""), "quietly"
    assert seconds < 2


@pytest.fixture
def utf_16_report(start: Start, driver: AppDriver, simulator: FaultySimulator) -> Path:
    """The only task's report, as on disk since an earlier download."""
    number = simulator.add_task("March", TaskStatus.COMPLETED)
    path = driver.profile / "downloads" / "march.csv"
    path.parent.mkdir()
    path.write_text("phone;status\n" + "79161234567;delivered\n" * 300_000, "utf-16")
    found = path.stat()
    profile = Paths(driver.profile)
    (account,) = settings.load(profile.settings_file).accounts
    state = State.open(profile.state_file, Clock())
    state.add_download(account.id, number, Download(path, found.st_size, found.st_mtime_ns, True, 0.0))
    state.close()
    return path


def has_open(copy: "subprocess.Popen[str]", folder: Path) -> bool:
    """Whether a process holds a file of a folder open, be it one without a name."""
    files = Path(f"/proc/{copy.pid}/fd").iterdir()
    return any(file.readlink().is_relative_to(folder) for file in files if file.is_symlink())


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="a file without a name is seen there only")
@pytest.mark.parametrize("by", WAYS)
@pytest.mark.parametrize("stalls", [False, True])
def test_closing_with_a_report_in_utf_16_leaves_no_copy_of_it(
    start: Start,
    utf_16_report: Path,
    temporary: Path,
    simulator: FaultySimulator,
    qtbot: QtBot,
    stalls: bool,
    by: signal.Signals | None,
) -> None:
    copy = start()
    wait_for_line(copy, "started")
    qtbot.waitUntil(lambda: len(polls(simulator)) == 2, timeout=PATIENCE_S * 1000)
    tell(copy, "say_when_listed")
    wait_for_line(copy, "listed")
    tell(copy, "open_report")
    qtbot.waitUntil(lambda: has_open(copy, temporary), timeout=PATIENCE_S * 1000)
    if stalls:
        simulator.fault("stall-before-head", command="list")
        tell(copy, "refresh")
        qtbot.waitUntil(lambda: len(polls(simulator)) == 3, timeout=PATIENCE_S * 1000)
    seconds, _ = leave(copy, by)
    assert copy.returncode == 0
    assert seconds < 2
    assert list(temporary.iterdir()) == []
    assert list(utf_16_report.parent.iterdir()) == [utf_16_report]


@pytest.mark.parametrize("by", WAYS)
def test_closing_during_an_export_leaves_nothing_of_it(
    start: Start, utf_16_report: Path, temporary: Path, by: signal.Signals | None
) -> None:
    copy = start()
    wait_for_line(copy, "started")
    tell(copy, "say_when_listed")
    wait_for_line(copy, "listed")
    tell(copy, "open_report")
    tell(copy, "export")
    wait_for_line(copy, "exporting")
    seconds, output = leave(copy, by)
    assert (copy.returncode, output) == (0, "left 0\n")
    assert seconds < 2
    assert list(temporary.iterdir()) == []
    assert list(utf_16_report.parent.iterdir()) == [utf_16_report]


BROKEN = """
import sys, threading
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from gui import app

class Broken(app.Application):
    def start(self):
        super().start()
        if "thread" in {what!r}:
            self._keyring_calls._calls.append(threading.Thread(target=threading.Event().wait, daemon=True))
            self._keyring_calls._calls[-1].start()
        if "close" in {what!r}:
            QTimer.singleShot(0, QApplication.quit)
        if "start" in {what!r}:
            raise ZeroDivisionError("a bug at the start")

    def close(self):
        if "close" in {what!r}:
            super().close()
            raise ZeroDivisionError("a bug at the end")
        return super().close()

if "exec" in {what!r}:
    QApplication.exec = lambda *_: 1 / 0
app.Application = Broken
sys.exit(app.main(sys.argv[1:]))
"""


@pytest.mark.parametrize("what", ["start", "exec", "start and a thread", "exec and a thread"])
def test_a_bug_that_ends_the_program_is_an_exit_code_and_a_trace_in_the_log(
    copies: Start, driver: AppDriver, what: str
) -> None:
    copy = copies(BROKEN.format(what=what))
    copy.communicate(timeout=PATIENCE_S)
    assert copy.returncode == 1
    log = Paths(driver.profile).log_file.read_text("utf-8")
    assert "Traceback" in log
    assert "ZeroDivisionError" in log


def test_a_bug_while_leaving_is_an_exit_code_too(copies: Start) -> None:
    copy = copies(BROKEN.format(what="close"))
    output, _ = copy.communicate(timeout=PATIENCE_S)
    assert copy.returncode == 1
    assert "a bug at the end" in output


def test_a_bug_in_a_slot_is_shown_and_the_program_goes_on(copies: Start) -> None:
    copy = copies()
    wait_for_line(copy, "started")
    tell(copy, "fail")
    wait_for_line(copy, "True")
    _, output = leave(copy)
    assert (copy.returncode, output) == (0, "left 0\n")


def test_closing_during_a_download_leaves_no_half_report(
    start: Start, driver: AppDriver, simulator: FaultySimulator, qtbot: QtBot
) -> None:
    number = simulator.add_task("March", TaskStatus.COMPLETED, rows=300_000)
    simulator.fault("stall-in-body", command="file")
    profile = Paths(driver.profile)
    (account,) = settings.load(profile.settings_file).accounts
    state = State.open(profile.state_file, Clock())
    state.set_armed(account.id, number, True)
    state.close()
    copy = start()
    wait_for_line(copy, "started")
    folder = driver.profile / "downloads"
    qtbot.waitUntil(lambda: folder.is_dir() and any(folder.iterdir()), timeout=PATIENCE_S * 1000)
    seconds, _ = leave(copy)
    assert copy.returncode == 0
    assert seconds < 2
    assert list(folder.iterdir()) == []


def test_what_a_killed_copy_left_is_cleaned_at_the_next_start(
    start: Start, driver: AppDriver, simulator: FaultySimulator, qtbot: QtBot
) -> None:
    folder = driver.profile / "downloads"
    folder.mkdir()
    (folder / ".march.csv.smsc-part").write_bytes(b"half")
    (folder / "mine.csv").write_bytes(b"mine")
    copy = start()
    wait_for_line(copy, "started")
    qtbot.waitUntil(lambda: [path.name for path in folder.iterdir()] == ["mine.csv"], timeout=PATIENCE_S * 1000)
    copy.send_signal(signal.SIGKILL)
    copy.wait(PATIENCE_S)
    again = start()
    wait_for_line(again, "started")
    assert leave(again)[0] < 2


def test_a_second_copy_leaves_at_once_and_asks_nothing(start: Start, simulator: FaultySimulator, qtbot: QtBot) -> None:
    first = start()
    wait_for_line(first, "started")
    qtbot.waitUntil(lambda: len(polls(simulator)) == 2, timeout=PATIENCE_S * 1000)
    second = start()
    output, _ = second.communicate(timeout=PATIENCE_S)
    assert (second.returncode, output) == (0, "left 0\n")
    assert len(polls(simulator)) == 2
    assert leave(first)[0] < 2
    assert simulator.busiest_minute() == 2


def wait_for_window(copies: "Sequence[subprocess.Popen[str]]") -> "list[subprocess.Popen[str]]":
    """Wait until every copy has a window or has left; return those with a window."""
    lines = [copy.stdout.readline().strip() for copy in copies if copy.stdout]
    assert all(line in ("started", "left 0") for line in lines), lines
    return [copy for copy, line in zip(copies, lines, strict=True) if line == "started"]


def test_closing_and_starting_again_at_once_ends_with_one_window(start: Start, simulator: FaultySimulator) -> None:
    copy = start()
    wait_for_line(copy, "started")
    for _ in range(3):
        assert copy.stdin
        copy.stdin.write("close_window\n")
        copy.stdin.flush()
        again = start()
        assert wait_for_window([again]) == [again]
        copy.communicate(timeout=PATIENCE_S)
        copy = again
    second = start()
    assert wait_for_window([second]) == []
    assert leave(copy)[0] < 2 + 1


def test_starting_while_the_first_is_still_leaving_ends_with_a_window(
    start: Start, simulator: FaultySimulator, qtbot: QtBot
) -> None:
    simulator.fault("stall-before-head", command="list")
    first = start()
    wait_for_line(first, "started")
    qtbot.waitUntil(lambda: len(polls(simulator)) == 2, timeout=PATIENCE_S * 1000)
    assert first.stdin
    first.stdin.write("close_window\n")
    first.stdin.flush()
    second = start()
    assert wait_for_window([second]) == [second]
    assert first.wait(PATIENCE_S) == 0
    leave(second)


def test_starting_twice_at_the_same_moment_ends_with_one_window(start: Start, simulator: FaultySimulator) -> None:
    copies = [start() for _ in range(3)]
    (with_window,) = wait_for_window(copies)
    assert leave(with_window)[0] < 2 + 1


def test_a_killed_copy_leaves_nothing_in_the_way_of_the_next(start: Start, simulator: FaultySimulator) -> None:
    first = start()
    wait_for_line(first, "started")
    first.kill()
    first.wait(PATIENCE_S)
    second = start()
    wait_for_line(second, "started")
    leave(second)


def test_no_secret_is_seen_in_the_process_list_or_in_any_file(
    start: Start, driver: AppDriver, simulator: FaultySimulator, qtbot: QtBot
) -> None:
    simulator.add_account("anna", "very secret indeed")
    driver.start()
    driver.action("accountAction").trigger()
    driver.sign_in("anna", "very secret indeed")
    driver.wait_until(lambda: driver.freshness().startswith("Updated"))
    driver.leave()
    copy = start()
    wait_for_line(copy, "started")
    listed = subprocess.run(["ps", "-eww", "-o", "args"], capture_output=True, text=True, check=True).stdout
    files = [path for path in driver.profile.rglob("*") if path.is_file()]
    leave(copy)
    assert str(driver.profile) in listed
    assert "very secret" not in listed
    assert files
    for file in files:
        if file.exists():
            assert b"very secret" not in file.read_bytes()
