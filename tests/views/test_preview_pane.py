"""The preview as a person uses it, over a real file; scan, pages and table answer at once, in this thread."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QLabel, QSpinBox, QTableView, QToolButton
from pytestqt.qtbot import QtBot

from gui.models.report_table import ReportTable
from gui.report.detecting.dialect import Dialect
from gui.report.messages import OpenReport
from gui.views.preview_pane import PreviewPane
from gui.views.report_copy import COPIED_ROWS
from gui.workers.pages import Pages
from gui.workers.scan import Scan

ROWS = 20_000


class Harness:
    """A preview with a report in it."""

    def __init__(self, qtbot: QtBot, path: Path) -> None:
        self.qtbot, self.path = qtbot, path
        self.scan, self.pages, self.model, self.pane = Scan(), Pages(), ReportTable(), PreviewPane()
        qtbot.addWidget(self.pane)
        self.model.page_wanted.connect(self.pages.fetch, Qt.ConnectionType.QueuedConnection)
        self.pages.page.connect(self.model.on_page)
        self.scan.opened.connect(self.model.on_opened)
        self.scan.opened.connect(self.pane.show_opened)
        self.scan.indexed.connect(self.model.on_indexed)
        self.scan.indexed.connect(self.pane.show_progress)
        self.pane.reading.dialect_chosen.connect(self.open)
        self.token = 0
        self.pane.resize(1000, 500)
        self.pane.show()
        self.pane.show_file(path, self.model, checked=True)
        self.open(None)

    def open(self, dialect: Dialect | None) -> None:
        self.token += 1
        self.scan.open(OpenReport(self.path, dialect, self.token))

    @property
    def table(self) -> QTableView:
        found = self.pane.findChild(QTableView, "reportTable")
        assert found is not None
        return found

    def status(self) -> str:
        label = self.pane.findChild(QLabel, "reportStatus")
        assert label is not None
        return label.text()

    def choose(self, name: str, value: str | int) -> None:
        combo = self.pane.findChild(QComboBox, name)
        assert combo is not None
        place = combo.findData(value)
        assert place >= 0
        combo.setCurrentIndex(place)
        combo.activated.emit(place)

    def text(self, row: int, column: int) -> str:
        index = self.model.index(row, column)
        self.qtbot.waitUntil(lambda: index.data() not in (None, "…"))
        return str(index.data())

    def end(self) -> None:
        for thing in (self.scan, self.pages):
            shiboken6.delete(thing)


@pytest.fixture
def harness(qtbot: QtBot, tmp_path: Path) -> Iterator[Harness]:
    path = tmp_path / "март.csv"
    rows = "".join(f'{number:05d};+7916{number:07d};"привет;\nмир {number}"\r\n' for number in range(ROWS))
    path.write_text(f"id;phone;text\r\n{rows}", "windows-1251", newline="")
    harness = Harness(qtbot, path)
    yield harness
    harness.end()


def test_it_says_what_is_there(harness: Harness) -> None:
    assert harness.text(0, 1) == "+79160000000"
    assert "мир 0" in harness.text(0, 2)
    assert harness.text(ROWS - 1, 0) == f"{ROWS - 1:05d}"
    assert "20" in harness.status()
    assert "000" in harness.status()
    assert "%" not in harness.status()


def test_another_encoding_and_separator_and_back(harness: Harness) -> None:
    harness.choose("encodingCombo", "koi8-r")
    assert "привет" not in harness.text(0, 2)
    harness.choose("encodingCombo", "windows-1251")
    assert "привет" in harness.text(0, 2)
    harness.choose("separatorCombo", ",")
    assert harness.model.columnCount() == 1


def test_another_row_or_none_names_the_columns(harness: Harness) -> None:
    combo = harness.pane.findChild(QComboBox, "headerCombo")
    assert combo is not None
    assert combo.currentText() == "id | phone | text"
    harness.choose("headerCombo", -1)
    assert harness.text(0, 0) == "id"
    assert harness.model.rowCount() == ROWS + 1
    harness.choose("headerCombo", 1)
    assert harness.model.headerData(0, Qt.Orientation.Horizontal) == "00000"
    assert harness.model.rowCount() == ROWS - 1
    assert harness.text(0, 0) == "00001"
    assert str(combo.currentText()).startswith("00000 | +79160000000 | привет; мир 0")
    harness.choose("headerCombo", 0)
    assert harness.model.headerData(0, Qt.Orientation.Horizontal) == "id"
    assert harness.model.rowCount() == ROWS


def test_no_row_of_the_report_before_is_shown_until_the_next_one_is_open(harness: Harness, tmp_path: Path) -> None:
    harness.pane.show_file(tmp_path / "gone.csv", harness.model, checked=True)
    assert harness.model.rowCount() == harness.model.columnCount() == 0
    harness.path = tmp_path / "gone.csv"
    harness.open(None)
    assert harness.model.rowCount() == 0


def test_read_in_another_way_a_report_that_is_gone_shows_no_rows_and_offers_other_ways(harness: Harness) -> None:
    harness.path.unlink()
    harness.scan.failed.connect(lambda _: harness.pane.show_problem("The file is no longer there."))
    harness.choose("encodingCombo", "cp866")
    assert harness.model.rowCount() == 0
    assert harness.status() == "The file is no longer there."
    reading = harness.pane.findChild(QToolButton, "readingButton")
    assert reading is not None
    assert reading.isEnabled()


def test_going_to_a_row(harness: Harness) -> None:
    harness.pane.go_to_row_action.trigger()
    field = harness.pane.findChild(QSpinBox, "goToRowField")
    assert field is not None
    assert field.isVisible()
    field.selectAll()
    harness.qtbot.keyClicks(field, "15000")
    harness.qtbot.keyClick(field, Qt.Key.Key_Return)
    assert not field.isVisible()
    assert harness.table.currentIndex().row() == 14_999
    assert harness.model.headerData(14_999, Qt.Orientation.Vertical) in (15_000, "15000", "15,000")


def test_copying_takes_whole_cells_also_from_rows_not_yet_read(harness: Harness) -> None:
    selection = harness.table.selectionModel()
    for row in (0, 17_000):
        for column in (0, 2):
            index = harness.model.index(row, column)
            selection.select(index, QItemSelectionModel.SelectionFlag.Select)
    QGuiApplication.clipboard().clear()
    harness.pane.copy_action.trigger()
    harness.qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() != "")
    assert QGuiApplication.clipboard().text() == '00000\t"привет;\nмир 0"\n17000\t"привет;\nмир 17000"'


def test_too_much_is_not_copied_but_told(harness: Harness) -> None:
    QGuiApplication.clipboard().setText("before")
    harness.table.selectAll()
    harness.pane.copy_action.trigger()
    assert QGuiApplication.clipboard().text() == "before"
    assert str(COPIED_ROWS) in harness.status().replace(",", "")


def test_esc_leads_back_and_the_cross_closes(harness: Harness) -> None:
    with harness.qtbot.waitSignal(harness.pane.left):
        harness.qtbot.keyClick(harness.table, Qt.Key.Key_Escape)
    close = harness.pane.findChild(QToolButton, "closePreviewButton")
    assert close is not None
    with harness.qtbot.waitSignal(harness.pane.closed):
        close.click()


def test_a_report_that_could_not_be_checked_says_so(harness: Harness) -> None:
    harness.pane.show_file(harness.path, harness.model, checked=False)
    harness.open(None)
    assert "could not be checked" in harness.status()


def test_a_problem_stays_in_sight(harness: Harness) -> None:
    harness.pane.show_problem("The file is no longer there.")
    assert "no longer there" in harness.status()
    assert "20" in harness.status()
