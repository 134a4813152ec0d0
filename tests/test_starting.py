"""What the start leaves for later: nothing of it may be missing, or made where it must not be."""

import gc
import subprocess
import sys
import threading
import weakref
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.app import build
from gui.flows import report_parts
from gui.flows.report_controller import ENGINE, VIEWS
from gui.views.first_paint import LONGEST_MS, FirstPaint

IN_THREADS = (*ENGINE, "gui.service.api", "gui.storage.os_keyring")
"""Imported by threads while the window is at work."""
HEAVY = {"numpy", "requests", "keyring", "gui.demo.simulator", "gui.views.preview_pane", "gui.views.sign_in_page"}


def modules_after(*names: str) -> set[str]:
    code = f"import importlib, sys\nfor name in {names!r}: importlib.import_module(name)\nprint(*sys.modules)"
    return set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())


def test_threads_import_nothing_of_qt() -> None:
    """PySide makes classes at their first use; two threads that do crash."""
    assert {name for name in modules_after(*IN_THREADS) if name.startswith(("PySide6", "shiboken"))} == set()


def test_the_window_needs_nothing_heavy() -> None:
    assert modules_after("gui.app") & HEAVY == set()


def test_a_selected_task_gets_reports_ready(qtbot: QtBot, tmp_path: Path) -> None:
    program = build(["--demo"])
    program.start()
    view = program.window.view
    qtbot.waitUntil(lambda: view.model().rowCount() > 0)
    assert program.window.findChild(QWidget, "previewPane") is None
    view.selectRow(0)
    qtbot.waitUntil(lambda: program.window.findChild(QWidget, "previewPane") is not None)
    assert program.close()


def test_example_data_are_called_so(qtbot: QtBot) -> None:
    program = build(["--demo"])
    program.start()
    assert program.window.windowTitle() == "Example data — SMSC Tasks"
    assert program.window.notices.accessibleName().startswith("Example data")
    assert program.window.notices.isVisible()
    assert program.close()


def test_leaving_while_reports_get_ready_makes_nothing_more(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    monkeypatch.setattr(report_parts.ReportParts, "__init__", lambda *_: made.append("parts"))
    program = build(["--demo"])
    program.start()
    program.reports.prepare()
    assert program.close()
    for _ in range(2 * len(VIEWS)):
        QApplication.processEvents()
    assert made == []


def test_nothing_is_prepared_once_the_program_leaves(qtbot: QtBot) -> None:
    program = build(["--demo"])
    program.start()
    program.reports.stop()
    program.reports.prepare()
    assert "import" not in [thread.name for thread in threading.enumerate()]
    assert program.close()


@pytest.mark.parametrize("shown", [True, False])
def test_the_first_painting_is_told_once_and_a_hidden_window_is_not_waited_for(qtbot: QtBot, shown: bool) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    first = FirstPaint(widget)
    told: list[bool] = []
    first.happened.connect(lambda: told.append(widget.isVisible()))
    widget.setVisible(shown)
    qtbot.waitUntil(lambda: told == [shown], timeout=LONGEST_MS // 2 if shown else 3 * LONGEST_MS)
    widget.resize(widget.size() + QSize(10, 10))
    widget.repaint()
    QApplication.processEvents()
    assert told == [shown]


def test_a_program_that_was_closed_is_freed(qtbot: QtBot) -> None:
    program = build(["--demo"])
    program.start()
    program.reports.parts()
    assert program.close()
    freed = weakref.ref(program)
    del program
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert freed() is None, gc.get_referrers(freed())
