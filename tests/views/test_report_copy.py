"""What reaches a spreadsheet through the clipboard."""

from pathlib import Path

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.views.test_preview_pane import Harness


def copied(harness: Harness, cells: list[tuple[int, int]]) -> str:
    selection = harness.table.selectionModel()
    selection.clear()
    for row, column in cells:
        selection.select(harness.model.index(row, column), QItemSelectionModel.SelectionFlag.Select)
    QGuiApplication.clipboard().clear()
    harness.pane.copy_action.trigger()
    harness.qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() != "")
    return QGuiApplication.clipboard().text()


def test_cells_for_a_spreadsheet_are_harmless_and_a_single_one_is_as_it_is(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    path.write_text("phone;text\n+79160000001;=1+1\n-5;x\n", "utf-8", newline="")
    harness = Harness(qtbot, path)
    try:
        assert harness.text(0, 1) == "=1+1"
        assert copied(harness, [(0, 0), (0, 1), (1, 0), (1, 1)]) == "+79160000001\t'=1+1\n-5\tx"
        assert copied(harness, [(0, 1)]) == "=1+1"
    finally:
        harness.end()
