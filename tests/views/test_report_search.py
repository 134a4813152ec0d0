"""The field that searches the rows of a report."""

from PySide6.QtWidgets import QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from gui.views.report_search import ReportSearch


def test_a_field_that_was_emptied_for_another_report_offers_nothing_to_clear(qtbot: QtBot) -> None:
    search = ReportSearch()
    qtbot.addWidget(search)
    search.show()
    field = search.findChild(QLineEdit)
    assert field
    field.setText("№ 5")
    button = field.findChild(QToolButton)
    assert button
    qtbot.waitUntil(lambda: button.property("opacity") == 1.0)

    with qtbot.assertNotEmitted(search.changed):
        search.clear()

    qtbot.waitUntil(lambda: button.property("opacity") == 0.0)
