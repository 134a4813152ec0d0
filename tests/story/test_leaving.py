"""Closing at any moment, and starting a second copy: as processes of their own, closed as a person would."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence

import pytest
from pytestqt.qtbot import QtBot

from gui.clock import Clock
from gui.demo.simulator import Simulator
from gui.service.task import TaskStatus
from gui.storage import settings
from gui.storage.paths import Paths
from gui.storage.state import State
from tests.story.person import Person

PATIENCE_S = 30

DRIVER = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from gui import app

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

import os, select
def iter_lines():
    while select.select([sys.stdin], [], [], 0)[0]:
        line = sys.stdin.readline()
        if not line:
            return
        yield line.strip()

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


Start = Callable[[], "subprocess.Popen[str]"]


@pytest.fixture
def start(person: Person, simulator: Simulator, environment: dict[str, str]) -> Iterator[Start]:
    """Sign in once, leave, and start copies of the program on that profile."""
    person.start()
    person.sign_in("anna", "right")
    person.wait_until(person.table.isVisible)
    person.leave()
    copies: list[subprocess.Popen[str]] = []

    def start() -> "subprocess.Popen[str]":
        copies.append(
            subprocess.Popen(
                [sys.executable, "-c", DRIVER, *person.arguments],
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


def wait_for_line(copy: "subprocess.Popen[str]", line: str) -> None:
    assert copy.stdout
    assert copy.stdout.readline().strip() == line


def leave(copy: "subprocess.Popen[str]") -> tuple[float, str]:
    start_s = time.monotonic()
    output, _ = copy.communicate("close_window\n", timeout=PATIENCE_S)
    return time.monotonic() - start_s, output


def test_closing_at_rest_is_quick_and_quiet(start: Start, simulator: Simulator, qtbot: QtBot) -> None:
    copy = start()
    wait_for_line(copy, "started")
    qtbot.waitUntil(lambda: len(simulator.arrivals) == 2, timeout=PATIENCE_S * 1000)
    seconds, output = leave(copy)
    assert (copy.returncode, output) == (0, "left 0\n")
    assert seconds < 2


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_end_of_the_desktop_session_is_a_way_to_leave(start: Start, number: signal.Signals) -> None:
    copy = start()
    wait_for_line(copy, "started")
    copy.send_signal(number)
    output, _ = copy.communicate(timeout=PATIENCE_S)
    assert (copy.returncode, output) == (0, "left 0\n")


@pytest.mark.parametrize("answers_after_s", [0.1, 0.3, 60])
def test_closing_while_the_keyring_is_asked(start: Start, environment: dict[str, str], answers_after_s: float) -> None:
    environment |= {"PYTHON_KEYRING_BACKEND": "tests.slow_keyring.SlowKeyring", "SLOW_KEYRING_S": str(answers_after_s)}
    copy = start()
    wait_for_line(copy, "started")
    seconds, output = leave(copy)
    assert copy.returncode == 0
    assert output in ("left 0\n", ""), "quietly"
    assert seconds < 2 + 1


@pytest.mark.parametrize("fault", ["stall-before-head", "stall-in-body", "huge-list"])
def test_closing_while_the_service_stalls(start: Start, simulator: Simulator, qtbot: QtBot, fault: str) -> None:
    simulator.fault(fault, command="list")
    copy = start()
    wait_for_line(copy, "started")
    qtbot.waitUntil(lambda: len(simulator.arrivals) == 2, timeout=PATIENCE_S * 1000)
    seconds, output = leave(copy)
    assert copy.returncode == 0
    assert output in ("left 0\n", ""), "quietly"
    assert seconds < 2 + 1


def test_closing_during_a_download_leaves_no_half_report(
    start: Start, person: Person, simulator: Simulator, qtbot: QtBot
) -> None:
    number = simulator.add_task("March", TaskStatus.COMPLETED, rows=300_000)
    simulator.fault("stall-in-body", command="file")
    profile = Paths(person.profile)
    (account,) = settings.load(profile.settings_file).accounts
    state = State.open(profile.state_file, Clock())
    state.set_armed(account.id, number, True)
    state.close()
    copy = start()
    wait_for_line(copy, "started")
    folder = person.profile / "downloads"
    qtbot.waitUntil(lambda: folder.is_dir() and any(folder.iterdir()), timeout=PATIENCE_S * 1000)
    seconds, _ = leave(copy)
    assert copy.returncode == 0
    assert seconds < 2
    assert list(folder.iterdir()) == []


def test_what_a_killed_copy_left_is_cleaned_at_the_next_start(
    start: Start, person: Person, simulator: Simulator, qtbot: QtBot
) -> None:
    folder = person.profile / "downloads"
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


def test_a_second_copy_leaves_at_once_and_asks_nothing(start: Start, simulator: Simulator, qtbot: QtBot) -> None:
    first = start()
    wait_for_line(first, "started")
    qtbot.waitUntil(lambda: len(simulator.arrivals) == 2, timeout=PATIENCE_S * 1000)
    second = start()
    output, _ = second.communicate(timeout=PATIENCE_S)
    assert (second.returncode, output) == (0, "left 0\n")
    assert len(simulator.arrivals) == 2
    assert leave(first)[0] < 2
    assert simulator.busiest_minute() == 2


def wait_for_window(copies: "Sequence[subprocess.Popen[str]]") -> "list[subprocess.Popen[str]]":
    """Wait until every copy has a window or has left; return those with a window."""
    lines = [copy.stdout.readline().strip() for copy in copies if copy.stdout]
    assert all(line in ("started", "left 0") for line in lines), lines
    return [copy for copy, line in zip(copies, lines, strict=True) if line == "started"]


def test_closing_and_starting_again_at_once_ends_with_one_window(start: Start, simulator: Simulator) -> None:
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
    start: Start, simulator: Simulator, qtbot: QtBot
) -> None:
    simulator.fault("stall-before-head", command="list")
    first = start()
    wait_for_line(first, "started")
    qtbot.waitUntil(lambda: len(simulator.arrivals) == 2, timeout=PATIENCE_S * 1000)
    assert first.stdin
    first.stdin.write("close_window\n")
    first.stdin.flush()
    second = start()
    assert wait_for_window([second]) == [second]
    assert first.wait(PATIENCE_S) == 0
    leave(second)


def test_starting_twice_at_the_same_moment_ends_with_one_window(start: Start, simulator: Simulator) -> None:
    copies = [start() for _ in range(3)]
    (with_window,) = wait_for_window(copies)
    assert leave(with_window)[0] < 2 + 1


def test_a_killed_copy_leaves_nothing_in_the_way_of_the_next(start: Start, simulator: Simulator) -> None:
    first = start()
    wait_for_line(first, "started")
    first.kill()
    first.wait(PATIENCE_S)
    second = start()
    wait_for_line(second, "started")
    leave(second)


def test_no_secret_is_seen_in_the_process_list_or_in_any_file(
    start: Start, person: Person, simulator: Simulator, qtbot: QtBot
) -> None:
    simulator.add_account("anna", "very secret indeed")
    person.start()
    person.action("accountAction").trigger()
    person.sign_in("anna", "very secret indeed")
    person.wait_until(lambda: person.freshness().startswith("Updated"))
    person.leave()
    copy = start()
    wait_for_line(copy, "started")
    listed = subprocess.run(["ps", "-eww", "-o", "args"], capture_output=True, text=True, check=True).stdout
    files = [path for path in person.profile.rglob("*") if path.is_file()]
    leave(copy)
    assert str(person.profile) in listed
    assert "very secret" not in listed
    assert files
    for file in files:
        if file.exists():
            assert b"very secret" not in file.read_bytes()
