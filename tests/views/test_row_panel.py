"""The panel that shows one row, beside the rows of a real report."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QAction, QColor, QGuiApplication, QMouseEvent, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QTableWidget, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from gui.models.report_table import ReportTable
from gui.report.messages import OpenReport
from gui.report.row_order import RowOrder
from gui.views.preview_pane import PreviewPane
from gui.workers.pages import Pages
from gui.workers.scan import Scan

ROWS = 5000


@pytest.fixture
def pane(qtbot: QtBot, tmp_path: Path) -> Iterator[PreviewPane]:
    path = tmp_path / "march.csv"
    path.write_text(
        "phone;message;status\n" + "".join(f'79160000{n:04d};"Заказ {n},\nготов €";{n % 4}\n' for n in range(ROWS))
    )
    scan, pages, model, pane = Scan(), Pages(), ReportTable(), PreviewPane()
    qtbot.addWidget(pane)
    model.page_wanted.connect(pages.fetch, Qt.ConnectionType.QueuedConnection)
    pages.page.connect(model.on_page)
    scan.opened.connect(model.on_opened)
    scan.opened.connect(pane.show_opened)
    scan.indexed.connect(model.on_indexed)
    pane.resize(1100, 500)
    pane.show()
    pane.show_file(path, model, checked=True)
    scan.open(OpenReport(path, None, 1))
    pane.activateWindow()
    pane.table.setFocus()
    qtbot.waitUntil(pane.table.hasFocus)
    yield pane
    for thing in (scan, pages):
        shiboken6.delete(thing)


def show_panel(pane: PreviewPane) -> None:
    action = pane.findChild(QAction, "rowPanelAction")
    assert action is not None
    action.trigger()


def shown(table: QTableWidget, row: int, column: int) -> str:
    return str(table.model().index(row, column).data())


def fields(pane: PreviewPane) -> dict[str, str]:
    table = pane.findChild(QTableWidget, "rowFields")
    assert table is not None
    return {shown(table, row, 0): shown(table, row, 1) for row in range(table.rowCount())}


def text(pane: PreviewPane, name: str) -> str:
    label = pane.findChild(QLabel, name)
    assert label is not None
    return label.text()


def test_space_opens_the_row_with_its_whole_message_and_all_fields(qtbot: QtBot, pane: PreviewPane) -> None:
    panel = pane.findChild(QWidget, "rowPanel")
    assert panel is not None
    assert not panel.isVisible()
    pane.table.setCurrentIndex(pane.table.model().index(2, 0))
    qtbot.keyClick(pane.table, Qt.Key.Key_Space)
    assert panel.isVisible()
    message = pane.findChild(QPlainTextEdit, "rowMessage")
    assert message is not None
    assert message.toPlainText() == "Заказ 2,\nготов €"
    assert "16 character" in text(pane, "rowMessageLength")
    assert "1 SMS part" in text(pane, "rowMessageLength")
    assert text(pane, "rowPanelTitle") == "Row 3"
    assert fields(pane) == {"phone": "791600000002", "message": "Заказ 2,\nготов €", "status": "2 read"}
    qtbot.keyClick(pane.table, Qt.Key.Key_Return)
    assert not panel.isVisible()


def test_it_follows_the_rows_also_to_those_not_yet_read(qtbot: QtBot, pane: PreviewPane) -> None:
    show_panel(pane)
    assert fields(pane)["phone"] == "791600000000", "the first row where none is current"
    qtbot.keyClick(pane.table, Qt.Key.Key_Down)
    assert fields(pane)["phone"] == "791600000001"
    for name, phone in (("rowAfter", "791600000002"), ("rowBefore", "791600000001")):
        button = pane.findChild(QToolButton, name)
        assert button is not None
        button.click()
        assert fields(pane)["phone"] == phone
    pane.controls.show_row(ROWS - 1)
    qtbot.waitUntil(lambda: fields(pane)["phone"] == f"79160000{ROWS - 1}")


def test_each_value_can_be_copied_with_the_mouse_and_with_a_key(qtbot: QtBot, pane: PreviewPane) -> None:
    pane.table.setCurrentIndex(pane.table.model().index(1, 0))
    show_panel(pane)
    table = pane.findChild(QTableWidget, "rowFields")
    assert table is not None
    at = QPointF(table.visualRect(table.model().index(2, 1)).center())
    none, left = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    move = QMouseEvent(QEvent.Type.MouseMove, at, table.viewport().mapToGlobal(at), none, none, left)
    QApplication.sendEvent(table.viewport(), move)
    button = pane.findChild(QToolButton, "copyFieldButton")
    assert button is not None
    assert button.isVisible()
    button.click()
    assert QGuiApplication.clipboard().text() == "1", "the code alone"
    table.setCurrentCell(0, 1)
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "791600000001"
    qtbot.keyClick(table, Qt.Key.Key_Escape)
    assert pane.table.hasFocus()


def test_the_first_row_of_a_new_order_is_shown(qtbot: QtBot, pane: PreviewPane) -> None:
    pane.table.setCurrentIndex(pane.table.model().index(1, 0))
    show_panel(pane)
    model = pane.table.model()
    assert isinstance(model, ReportTable)
    model.set_row_order(RowOrder(np.arange(ROWS, 0, -1, dtype=np.uint32), None))
    qtbot.waitUntil(lambda: fields(pane)["phone"] == f"79160000{ROWS - 1}")
    assert text(pane, "rowPanelTitle").replace(",", "") == f"Row {ROWS}"


def test_the_names_follow_the_colours_of_the_system(pane: PreviewPane) -> None:
    show_panel(pane)
    panel, table = pane.findChild(QWidget, "rowPanel"), pane.findChild(QTableWidget, "rowFields")
    assert panel is not None
    assert table is not None
    palette = panel.palette()
    palette.setColor(QPalette.ColorRole.PlaceholderText, QColor("#123456"))
    panel.setPalette(palette)
    colour = table.model().index(0, 0).data(Qt.ItemDataRole.ForegroundRole).color()
    assert colour.name() == "#123456"
    assert fields(pane)["phone"] == "791600000000"
