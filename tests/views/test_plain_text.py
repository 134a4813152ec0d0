"""What comes from outside is shown letter by letter: no markup, no picture, no key of a menu; and all of it."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QUrl
from PySide6.QtGui import QHelpEvent, Qt, QTextDocument
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gui.models.local_state import FailedHere, Saved
from gui.models.plain_text import button_text, shortened, tool_tip
from gui.models.report_table import ReportTable
from gui.models.task_columns import Column
from gui.models.task_table import TaskTable
from gui.report.row_query import Contains, Count, Group, OneOf, Summary
from gui.service.task import Task, TaskStatus
from gui.storage.downloads import Download
from gui.views.filter_popup import FilterPopup
from gui.views.main_window import MainWindow
from gui.views.notice_bar import NoticeBar
from gui.views.preview_pane import PreviewPane
from gui.views.questions import ask_replace
from gui.views.report_filters import FilterBar
from gui.views.summary_panel import SummaryPanel
from tests.fakes import FakeClock

NASTY = '<img src="http://127.0.0.1:1/spy.png"> A&B &lt; <b>bold</b>'
LONG = "Рассылка " * 200
OBJECT = "\N{OBJECT REPLACEMENT CHARACTER}"


def read(tip: str) -> str:
    """What a person reads in a tool tip; fails where it would load anything."""
    if not Qt.mightBeRichText(tip):
        return tip
    document = _NoPictures()
    document.setHtml(tip)
    return document.toPlainText()


class _NoPictures(QTextDocument):
    def loadResource(self, _kind: int, name: QUrl | str) -> object:
        raise AssertionError(f"a tool tip asks for {name}")


def labels(widget: QWidget, text: str) -> list[QLabel]:
    return [label for label in widget.findChildren(QLabel) if text in label.text()]


def assert_plain(widget: QWidget, text: str = NASTY) -> None:
    """Fails unless a label shows the text, and each that does shows it as it is."""
    found = labels(widget, text)
    assert found
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in found)


@pytest.mark.parametrize("text", [NASTY, "a\nb", "a < b", "", "x &lt; y", LONG, "<?xml?>", "two  spaces <b>"])
def test_a_tool_tip_reads_as_its_text(text: str) -> None:
    assert read(tool_tip(text)) == text
    assert OBJECT not in read(tool_tip(text))


def test_a_tool_tip_that_needs_no_care_stays_as_it_is() -> None:
    assert tool_tip("march.csv") == "march.csv"


def test_lines_of_a_long_tool_tip_are_broken() -> None:
    assert Qt.mightBeRichText(tool_tip(LONG)), "Qt breaks lines of nothing else"


def test_a_button_shows_a_text_with_an_ampersand() -> None:
    assert button_text("A&B") == "A&&B"


def test_a_text_is_shortened_only_where_it_is_too_long() -> None:
    assert shortened("12345", 5) == "12345"
    assert shortened("123456", 5) == "1234…"


def test_tool_tips_of_tasks_show_names_files_and_reasons(clock: FakeClock) -> None:
    table = TaskTable(clock)
    table.update((Task(3, NASTY, TaskStatus.COMPLETED, file=NASTY, created=NASTY, started=NASTY),))
    for column in (Column.NAME, Column.FILE):
        assert read(table.index(0, column).data(Qt.ItemDataRole.ToolTipRole)) == NASTY
    for column in (Column.CREATED, Column.STARTED):
        assert NASTY in read(table.index(0, column).data(Qt.ItemDataRole.ToolTipRole))
    local = table.index(0, Column.LOCAL)
    table.set_local(3, FailedHere(NASTY))
    assert read(local.data(Qt.ItemDataRole.ToolTipRole)) == NASTY
    table.set_local(3, Saved(Download(Path(NASTY), 1, 1, True, 0.0), changed=True))
    tip = read(local.data(Qt.ItemDataRole.ToolTipRole))
    assert tip.startswith(str(Path(NASTY)))
    assert "Another program has changed it" in tip


def test_the_tool_tip_that_qt_shows_loads_nothing(qtbot: QtBot, clock: FakeClock) -> None:
    table = TaskTable(clock)
    window = MainWindow(table)
    qtbot.addWidget(window)
    window.show()
    window.show_tasks()
    table.update((Task(3, NASTY, TaskStatus.COMPLETED),))
    middle = window.view.visualRect(window.view.model().index(0, Column.NAME)).center()
    place = window.view.viewport().mapToGlobal(middle)
    QApplication.sendEvent(window.view.viewport(), QHelpEvent(QEvent.Type.ToolTip, middle, place))
    assert read(QToolTip.text()) == NASTY
    QToolTip.hideText()


def test_a_notice_shows_its_sentence_as_it_is(qtbot: QtBot) -> None:
    bar = NoticeBar()
    qtbot.addWidget(bar)
    bar.add_notice().show(NASTY)
    assert_plain(bar)
    assert bar.accessibleName() == NASTY


@pytest.mark.parametrize("text", [LONG, "x" * 5000, f"{NASTY} {LONG}"])
def test_a_long_notice_is_read_whole_and_takes_no_room(qtbot: QtBot, text: str) -> None:
    bar = NoticeBar()
    qtbot.addWidget(bar)
    bar.resize(600, 40)
    bar.add_notice().show(text)
    assert bar.minimumSizeHint().width() < 600
    assert bar.heightForWidth(600) < 300
    (label,) = (label for label in bar.findChildren(QLabel) if label.text())
    assert read(label.toolTip()).split() == text.split()
    button = bar.findChild(QPushButton, "wholeTextButton")
    assert button
    assert button.isVisible()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    dialog = bar.window().findChild(QDialog, "wholeText")
    assert dialog
    edit = dialog.findChild(QPlainTextEdit)
    assert edit
    assert edit.toPlainText() == text
    assert edit.isReadOnly()
    close = dialog.findChild(QDialogButtonBox)
    assert close
    close.button(QDialogButtonBox.StandardButton.Close).click()
    assert not dialog.isVisible()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert bar.window().findChild(QDialog, "wholeText") is None, "it is not kept"


def test_a_short_notice_offers_no_more_than_it_says(qtbot: QtBot) -> None:
    bar = NoticeBar()
    qtbot.addWidget(bar)
    bar.add_notice().show(LONG)
    bar.add_notice().show("A")
    button = bar.findChild(QPushButton, "wholeTextButton")
    assert button
    assert not button.isVisible()
    assert not any(label.toolTip() for label in bar.findChildren(QLabel))


def test_the_question_before_a_file_is_replaced_names_it_as_it_is(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    ask_replace(parent, NASTY, parent.hide)
    box = parent.findChild(QMessageBox, "replaceQuestion")
    assert box
    assert NASTY in box.text()
    assert box.textFormat() == Qt.TextFormat.PlainText
    box.reject()


def test_filters_show_columns_and_cells_as_they_are(qtbot: QtBot) -> None:
    bar = FilterBar()
    qtbot.addWidget(bar)
    bar.set_columns([NASTY])
    bar.choose(Group(0), frozenset({"A&B", "<b>"}))
    bar.contain(0, LONG)
    values, text = bar.findChild(QToolButton, "filter0"), bar.findChild(QToolButton, "filter1")
    assert values
    assert text
    assert "A&&B &&lt; <b>" in values.text()
    assert values.accessibleName() == f"{NASTY}: <b>, A&B"
    assert values.accessibleName() in read(values.toolTip())
    assert len(text.text()) < 200
    assert LONG.strip() in " ".join(read(text.toolTip()).split())
    assert bar.conditions == (OneOf(Group(0), frozenset({"A&B", "<b>"})), Contains(LONG, 0))


def test_the_window_of_a_filter_names_its_column_as_it_is(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    popup = FilterPopup(parent)
    popup.ask(Group(0), NASTY, bool, "", QPoint(0, 0))
    assert_plain(popup)
    popup.close()


def test_a_summary_shows_its_values_as_they_are(qtbot: QtBot) -> None:
    panel = SummaryPanel()
    qtbot.addWidget(panel)
    panel.set_groups((Group(0),), [NASTY])
    panel.show_summary(Summary(Group(0), (Count(NASTY, 3),)), frozenset())
    table = panel.findChild(QWidget, "summaryTable")
    assert table
    index = panel._model.index(0, 0)
    assert index.data() == NASTY
    assert read(index.data(Qt.ItemDataRole.ToolTipRole)) == NASTY


def test_the_preview_shows_names_and_notes_as_they_are(qtbot: QtBot) -> None:
    pane = PreviewPane()
    qtbot.addWidget(pane)
    path = Path("<b>folder") / NASTY
    pane.show_file(path, ReportTable(), checked=True)
    pane.show_problem(NASTY)
    assert_plain(pane)
    assert_plain(pane, path.name)
    assert any(read(label.toolTip()) == str(path) for label in labels(pane, path.name))
