"""What is timed. A case prepares its files and servers, and yields what it is held against and two timed calls."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import cycle
from pathlib import Path

import requests
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication

from gui.account import Account, Credentials, SignIn
from gui.clock import Clock
from gui.demo.simulator import PATH
from gui.models.task_columns import Column
from gui.models.task_table import TaskTable
from gui.service.api import ServiceApi
from gui.service.pauses import Pauses
from gui.service.rate_limit import RateLimiter
from gui.service.task import Task, TaskStatus
from gui.storage.downloads import save
from gui.storage.state import State
from tests.bench.files import report_file
from tests.bench.reports import REPORT_CASES
from tests.bench.timing import Case, Prepared, timed
from tests.fakes import ScaledClock
from tests.simulator.faulty import FaultySimulator

RUNS = 5
SINGLE_RUN_BYTES = 10**9
"""Work on a larger report is timed once."""
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


@contextmanager
def start(folder: Path, rows: int) -> Iterator[Prepared]:
    """From nothing to a painted window, as a whole process."""

    def run(*arguments: str) -> float:
        return timed(lambda: subprocess.run([sys.executable, "-c", *arguments], check=True, capture_output=True))

    yield Prepared("bare Qt window", lambda: run(OUR_WINDOW, str(folder / "profile")), lambda: run(BARE_WINDOW))


@contextmanager
def download(folder: Path, rows: int) -> Iterator[Prepared]:
    """A report from a loopback server to a file."""
    clock = ScaledClock(FAST)
    state = State.open(folder / "download.sqlite", clock)
    with FaultySimulator(clock) as simulator:
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

        yield Prepared("requests, 1 MiB pieces", lambda: timed(ours), lambda: timed(plain))
    state.close()


@contextmanager
def table(folder: Path, rows: int) -> Iterator[Prepared]:
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

    yield Prepared(f"a standard model filled anew, {count} tasks", ours, lambda: timed(plain))
    application.processEvents()


def window(figure: str, unit: str, bar: float, against: str) -> Case:
    """One of the figures that a window over a report gives; the others come from the same runs."""

    @contextmanager
    def case(folder: Path, rows: int) -> Iterator[Prepared]:
        runs = _window_runs(report_file(folder, rows, "windows-1251"))
        yield Prepared(against, cycle(each[figure] for each in runs).__next__, bar=bar, unit=unit)

    return case


@cache
def _window_runs(path: Path) -> list[dict[str, float]]:
    command = [sys.executable, "-m", "tests.bench.window", str(path)]
    found = []
    for _ in range(1 if path.stat().st_size > SINGLE_RUN_BYTES else RUNS):
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        run = json.loads(said)
        found.append({**run, "more_mib": run["peak_mib"] - run["idle_mib"]})
    return found


CASES: dict[str, Case] = {
    "start": start,
    "download": download,
    "table": table,
    **REPORT_CASES,
    "first-rows": window("first_rows_s", "s", 0.1, "click to first rows painted"),
    "gap": window("gap_s", "s", 0.05, "longest gap of the event loop"),
    "gap-p99": window("p99_s", "s", 0.016, "99 of 100 turns of the event loop"),
    "memory": window("more_mib", "MiB", 120, "resident, above the idle program"),
}
