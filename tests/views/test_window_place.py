"""The window on screens of every size: in sight as a whole, and as the person left it where that is possible."""

import math

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from gui.models.task_table import TaskTable
from gui.views.main_window import MainWindow
from gui.views.window_place import first_size, fitted, least_size
from tests.fakes import FakeClock

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

WANTED = QSize(1120, 720)
LAPTOP, LARGE = QRect(0, 0, 1366, 728), QRect(1366, 0, 2560, 1400)


@pytest.mark.parametrize("percent", [100, 125, 150, 175, 200])
@pytest.mark.parametrize("screen", [LAPTOP, LARGE, QRect(0, 30, 1400, 870)])
def test_a_first_window_leaves_a_tenth_of_the_screen(screen: QRect, percent: int) -> None:
    scaled = QRect(screen.topLeft() * 100 / percent, screen.size() * 100 / percent)
    size = first_size(WANTED, scaled)
    assert size.width() <= math.ceil(scaled.width() * 0.9)
    assert size.height() <= math.ceil(scaled.height() * 0.9)
    least = least_size(QSize(860, 480), [scaled, LARGE])
    assert least.boundedTo(size) == least, "the smallest window is no larger than the first one"


def test_a_large_screen_changes_nothing() -> None:
    assert first_size(WANTED, LARGE) == WANTED
    assert least_size(QSize(860, 480), [LAPTOP, LARGE]) == QSize(860, 480)


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        (QRect(100, 50, 900, 600), QRect(100, 50, 900, 600)),
        (QRect(1500, 50, 1800, 1000), QRect(1500, 50, 1800, 1000)),
        (QRect(0, 0, 1680, 1080), LAPTOP),
        (QRect(-500, -40, 900, 600), QRect(0, 0, 900, 600)),
        (QRect(3500, 1200, 900, 600), QRect(3026, 800, 900, 600)),
        (QRect(9000, 9000, 900, 600), QRect(466, 128, 900, 600)),
    ],
    ids=["fits", "fits on the second screen", "too large", "half out", "at the edge", "its screen is gone"],
)
def test_a_remembered_window_comes_back_onto_a_screen(window: QRect, expected: QRect) -> None:
    assert fitted(window, [LAPTOP, LARGE]) == expected


@pytest.mark.parametrize("maximised", [False, True])
def test_a_window_remembered_from_a_larger_screen_fits_this_one(
    qtbot: QtBot, clock: FakeClock, maximised: bool
) -> None:
    before, again = MainWindow(TaskTable(clock)), MainWindow(TaskTable(clock))
    qtbot.addWidget(before)
    qtbot.addWidget(again)
    before.setGeometry(3000, 2000, 5000, 4000)
    if maximised:
        before.setWindowState(Qt.WindowState.WindowMaximized)
    again.restore_layout(before.save_layout())
    assert again.isMaximized() == maximised
    placed = again.normalGeometry() if maximised else again.geometry()
    assert QGuiApplication.primaryScreen().availableGeometry().contains(placed)
