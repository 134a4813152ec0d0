"""The table view: what it costs to select everything, and how it is left."""

from collections.abc import Iterator
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QAbstractTableModel, QLocale, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QStyleOptionHeader, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.models.report_table import MarkedRole
from gui.views.report_view import ReportView

ROWS, COLUMNS = 1_000_000, 5
QUESTIONS = 50_000
"""Many times more than a screen of cells needs, and far fewer than there are rows."""


class Counting(QAbstractTableModel):
    """A long table that counts what it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.questions = 0

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else ROWS

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else COLUMNS

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> Any:
        self.questions += 1
        return "text" * index.column() * 100 if role == Qt.ItemDataRole.DisplayRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        self.questions += 1
        return section == 1 if role == MarkedRole else super().headerData(section, orientation, role)

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        self.questions += 1
        return super().flags(index)


@pytest.fixture
def model(qtbot: QtBot) -> Iterator[Counting]:
    model = Counting()
    yield model
    shiboken6.delete(model)


@pytest.fixture
def view(qtbot: QtBot, model: Counting) -> Iterator[ReportView]:
    """A view with a field behind it."""
    window, view = QWidget(), ReportView()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    layout.addWidget(view)
    layout.addWidget(QLineEdit())
    view.setModel(model)
    window.resize(800, 400)
    with qtbot.waitExposed(window):
        window.show()
    yield view


def test_selecting_everything_looks_at_what_is_in_sight_only(view: ReportView, model: Counting) -> None:
    model.questions = 0
    view.selectAll()
    view.grab()
    QApplication.processEvents()
    assert view.selectionModel().selection().first().height() == ROWS
    view.scrollToBottom()
    view.grab()
    view.clearSelection()
    view.fit_columns()
    view.grab()
    assert 0 < model.questions < QUESTIONS


def test_columns_fit_their_text_within_reason(view: ReportView) -> None:
    view.fit_columns()
    widths = [view.columnWidth(column) for column in range(COLUMNS)]
    assert widths[0] < widths[1] == widths[-1] < view.fontMetrics().horizontalAdvance("text" * 100)


def test_a_marked_row_has_a_sign_beside_its_number(view: ReportView) -> None:
    numbers = view.verticalHeader()
    picture = numbers.viewport().grab().toImage()

    def colours(row: int) -> set[int]:
        top, height = numbers.sectionViewportPosition(row), numbers.sectionSize(row)
        half = picture.width() // 2
        return {picture.pixel(x, y) for x in range(half) for y in range(top, top + height - 1)}

    assert colours(1) - colours(2)
    assert not colours(2) - colours(3)


def test_tab_leaves_the_table(qtbot: QtBot, view: ReportView) -> None:
    view.window().activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    qtbot.keyClick(view, Qt.Key.Key_Tab)
    assert isinstance(QApplication.focusWidget(), QLineEdit)


def test_rows_follow_the_font(view: ReportView) -> None:
    before = view.rowHeight(0)
    font = view.font()
    font.setPointSize(font.pointSize() * 2)
    view.setFont(font)
    assert view.rowHeight(0) > before


def test_a_letter_typed_over_the_rows_reads_no_more_of_them(qtbot: QtBot, view: ReportView, model: Counting) -> None:
    view.setFocus()
    model.questions = 0
    qtbot.keyClicks(view, "zz")
    assert model.questions < QUESTIONS


def test_row_numbers_are_written_as_the_language_does(view: ReportView) -> None:
    view.setLocale(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    numbers = view.verticalHeader()
    numbers.setLocale(view.locale())
    option = QStyleOptionHeader()
    numbers.initStyleOptionForIndex(option, 999_999)
    assert option.text == "1,000,000"
    room = numbers.sectionSizeFromContents(999_999).width()
    assert room > numbers.fontMetrics().horizontalAdvance("1,000,000")
