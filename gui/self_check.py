"""The program checks itself: the main job once, unseen, against the simulator."""

import os
import sys
from collections.abc import Callable

from PySide6.QtCore import QAbstractItemModel, QCoreApplication, QElapsedTimer, QEventLoop
from PySide6.QtWidgets import QTableView

from gui.app import Application, build
from gui.models.task_table import TaskRole
from gui.service.task import Task

PATIENCE_MS = 30_000
FILE, ROWS = "short_check.csv", 10
"""The smallest report among the example data."""


class CheckFailedError(Exception):
    """A step of the main job did not happen."""


def self_check() -> int:
    """Sign in, list, download, preview; print `self-check: ok` and return 0, or say what failed and return 1."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    program = build(["--demo"])
    problem = ""
    try:
        _do_the_main_job(program)
    except CheckFailedError as error:
        problem = str(error)
    if not program.close():
        problem = problem or "a thread did not end"
    _say(f"self-check: {problem or 'ok'}")
    return 1 if problem else 0


def _do_the_main_job(program: Application) -> None:
    program.start()
    tasks = program.window.findChild(QTableView, "taskTable")
    report = program.window.findChild(QTableView, "reportTable")
    if tasks is None or report is None:
        raise CheckFailedError("the window has no tables")
    model = tasks.model()
    _wait("no list of tasks came", lambda: model.rowCount() > 0)
    program.window.task_activated.emit(_smallest(model))
    _wait("the report was not shown", lambda: report.model() is not None and report.model().rowCount() == ROWS)
    _wait("the report has no text", lambda: bool(report.model().index(0, 0).data()))


def _smallest(model: QAbstractItemModel) -> Task:
    for row in range(model.rowCount()):
        task: Task = model.index(row, 0).data(TaskRole)
        if task.file == FILE:
            return task
    raise CheckFailedError(f"{FILE} is not in the list")


def _wait(problem: str, condition: Callable[[], bool]) -> None:
    timer = QElapsedTimer()
    timer.start()
    while not condition():
        if timer.elapsed() > PATIENCE_MS:
            raise CheckFailedError(problem)
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)


def _say(line: str) -> None:
    if sys.stdout is not None:  # a windowed program on Windows has none
        sys.stdout.write(f"{line}\n")
