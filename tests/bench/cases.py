"""What is timed. A case prepares its files and servers, and yields what it is held against and two timed calls."""

import csv
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Event

import requests
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication

from gui.account import Account, Credentials, SignIn
from gui.clock import Clock
from gui.demo.reports import report
from gui.demo.simulator import PATH, Simulator
from gui.models.task_table import Column, TaskTable
from gui.report.files import StableFile
from gui.report.report import Report
from gui.service.api import ServiceApi
from gui.service.pauses import Pauses
from gui.service.rate_limit import RateLimiter
from gui.service.task import Task, TaskStatus
from gui.storage.downloads import save
from gui.storage.state import State
from tests.fakes import ScaledClock

Timed = Callable[[], float]
Case = Callable[[Path, int], AbstractContextManager[tuple[str, Timed, Timed]]]
FAST = 1e6
"""Clock speed at which the limit of three a minute does not show."""
BARE_WINDOW = """
import sys
from PySide6.QtWidgets import QApplication, QTableView
app = QApplication(sys.argv)
view = QTableView()
view.show()
app.processEvents()
"""
OUR_WINDOW = """
import sys
from PySide6.QtWidgets import QApplication
from gui.app import build
program = build(["--profile", sys.argv[1]])
program.start()
QApplication.processEvents()
import os
os._exit(0)
"""


def timed(work: Callable[[], object]) -> float:
    start_s = time.perf_counter()
    work()
    return time.perf_counter() - start_s


@contextmanager
def start(folder: Path, rows: int) -> Iterator[tuple[str, Timed, Timed]]:
    """From nothing to a painted window, as a whole process."""

    def run(*arguments: str) -> float:
        return timed(lambda: subprocess.run([sys.executable, "-c", *arguments], check=True, capture_output=True))

    yield "bare Qt window", lambda: run(OUR_WINDOW, str(folder / "profile")), lambda: run(BARE_WINDOW)


@contextmanager
def download(folder: Path, rows: int) -> Iterator[tuple[str, Timed, Timed]]:
    """A report from a loopback server to a file."""
    clock = ScaledClock(FAST)
    state = State.open(folder / "download.sqlite", clock)
    with Simulator(clock, progress=False) as simulator:
        number = simulator.add_task("March", TaskStatus.COMPLETED, rows=rows)
        sign_in = SignIn(Account("demo", simulator.origin, "demo"), Credentials("demo", "demo"))
        api = ServiceApi(sign_in, RateLimiter(state, clock), Pauses(state, clock), state.fingerprint)
        form = {"login": "demo", "psw": "demo", "get_file": "1", "id": str(number)}

        def plain() -> None:
            with (
                requests.post(simulator.origin + PATH, form, stream=True) as reply,
                (folder / "plain").open("wb") as file,
            ):
                for chunk in reply.iter_content(1024 * 1024):
                    file.write(chunk)

        def ours() -> None:
            save(api.open_file(Task(number, "March", 2)), folder / "ours.csv", replace=True)

        yield "requests, 1 MiB pieces", lambda: timed(ours), lambda: timed(plain)
    state.close()


@contextmanager
def index(folder: Path, rows: int) -> Iterator[tuple[str, Timed, Timed]]:
    """Every row of a report found and checked."""
    path = folder / "index.csv"
    with path.open("wb") as file:
        file.writelines(report(3, rows))

    def ours() -> None:
        found = Report(StableFile(path), None, Event())
        for _ in found.scan():
            pass
        assert found.index.rows == rows + 1
        found.close()

    def plain() -> None:
        with path.open(encoding="windows-1251", newline="") as file:
            assert sum(1 for _ in csv.reader(file, delimiter=";")) == rows + 1

    yield "csv.reader", lambda: timed(ours), lambda: timed(plain)


@contextmanager
def table(folder: Path, rows: int) -> Iterator[tuple[str, Timed, Timed]]:
    """A list of tasks in which every tenth has changed, shown."""
    application = QApplication.instance() or QApplication([])
    count = rows // 100
    before = tuple(Task(number, f"task {number}", 1) for number in range(count))
    after = tuple(Task(number, f"task {number}", 2 if number % 10 else 1) for number in range(count))
    model = TaskTable(Clock())
    model.sort(Column.NAME)

    def ours() -> float:
        model.update(before)
        return timed(lambda: model.update(after))

    def plain() -> None:
        filled = QStandardItemModel()
        for task in after:
            filled.appendRow([QStandardItem(text) for text in (str(task.status), task.name, "", "", task.file, "")])

    yield f"a standard model filled anew, {count} tasks", ours, lambda: timed(plain)
    application.processEvents()


CASES: dict[str, Case] = {"start": start, "download": download, "index": index, "table": table}
