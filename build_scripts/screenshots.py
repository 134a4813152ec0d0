"""Take the pictures for the documents: `.venv/bin/python build_scripts/screenshots.py`, on any screen."""

import sys
from pathlib import Path

from PySide6.QtCore import QModelIndex, QSize, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from gui.app import Application, build
from gui.models.task_table import TaskRole
from gui.views.task_view import TaskCommand

PICTURE = Path(__file__).resolve().parent.parent / "resources" / "screenshot.png"
SIZE = QSize(1120, 680)
SHOWN, ARMED, LOADING = "delivery_w45.csv", "oplata.csv", "arhiv_2025.csv"
STEPS_MS = (2000, 3500, 4000, 5000, 6000, 6500)


def main() -> None:
    program = build(["--demo"])
    program.window.resize(SIZE)
    program.start()
    steps = (
        lambda: activate(program, SHOWN, ARMED),
        lambda: activate(program, LOADING),
        lambda: activate(program, SHOWN),
        lambda: sum_up(program),
        lambda: take(program),
        QApplication.quit,
    )
    for moment_ms, step in zip(STEPS_MS, steps, strict=True):
        QTimer.singleShot(moment_ms, step)
    QApplication.exec()
    program.close()


def activate(program: Application, *files: str) -> None:
    """Do what a double-click on the tasks with these files does."""
    model = program.window.view.model()
    for file in files:
        for row in range(model.rowCount(QModelIndex())):
            task = model.index(row, 0).data(TaskRole)
            if task.file == file:
                program.window.view.task_command.emit(TaskCommand.ACTIVATE, task)
                if file == SHOWN:
                    program.window.view.selectRow(row)


def sum_up(program: Application) -> None:
    """Count the rows for each value."""
    action = program.window.findChild(QAction, "summaryAction")
    assert action
    action.trigger()


def take(program: Application) -> None:
    if not program.window.grab().save(str(PICTURE)):
        sys.exit(f"{PICTURE} could not be written")


if __name__ == "__main__":
    main()
