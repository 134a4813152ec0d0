"""Search, filters, sorting and summary as a person uses them; every query is answered at once, in this thread."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
import shiboken6
from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QLocale,
    QPoint,
    QPointF,
    Qt,
)
from PySide6.QtGui import QAction, QGuiApplication, QHelpEvent, QMouseEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QTableView,
    QToolButton,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gui.models.report_table import ReportTable
from gui.report.exporting.export import Exported, ExportForm
from gui.report.files import StableFile
from gui.report.messages import IndexProgress, OpenedReport
from gui.report.progress_monitor import ProgressMonitor
from gui.report.query_engine import QueryEngine
from gui.report.reading.report import Report
from gui.report.row_query import Group, RowQuery
from gui.views.code_words import CodeWords
from gui.views.export_button import ExportRequest, ExportScope
from gui.views.preview_pane import PreviewPane
from gui.views.report_filters import SummaryRequest
from gui.workers.pages import Pages

Found = TypeVar("Found", bound=QWidget)
ROWS = 1200
STATUSES = ("1", "1", "3", "20")


class Harness:
    """A preview over a real report, with the query behind it."""

    def __init__(self, qtbot: QtBot, path: Path) -> None:
        self.qtbot = qtbot
        self.pages, self.model, self.pane = Pages(), ReportTable(), PreviewPane()
        qtbot.addWidget(self.pane)
        self.report = Report(StableFile(path))
        for _ in self.report.scan():
            pass
        self.query = QueryEngine(self.report)
        self.queries: list[RowQuery] = []
        self.model.page_wanted.connect(self.pages.fetch, Qt.ConnectionType.QueuedConnection)
        self.pages.page.connect(self.model.on_page)
        self.pane.controls.query_changed.connect(self.answer)
        self.pane.controls.summary_wanted.connect(self.count)
        self.pane.resize(1100, 500)
        self.pane.show()
        self.pane.show_file(path, self.model, checked=True)
        opened = OpenedReport(1, self.report)
        self.model.on_opened(opened)
        self.pane.show_opened(opened)
        index = self.report.index
        size = self.report.size_bytes
        progress = IndexProgress(1, index.rows, index.defective, index.columns, size, size, done=True)
        self.model.on_indexed(progress)
        self.pane.show_progress(progress)
        self.pane.set_queries_enabled(True)

    def answer(self, query: RowQuery) -> None:
        self.queries.append(query)
        row_order = self.query.arrange(query, self.model.header_rows, ProgressMonitor())
        self.model.set_row_order(row_order)
        self.pane.show_row_order(row_order)

    def count(self, wanted: SummaryRequest) -> None:
        self.pane.show_summary(
            self.query.summary(wanted.group, wanted.conditions, self.model.header_rows, ProgressMonitor())
        )

    def find(self, kind: type[Found], name: str) -> Found:
        found = self.pane.findChild(kind, name)
        assert found is not None, name
        return found

    def search(self, text: str) -> None:
        field = self.find(QLineEdit, "reportSearch")
        field.setText(text)
        self.qtbot.keyClick(field, Qt.Key.Key_Return)

    def press(self, name: str) -> None:
        self.find(QToolButton, name).click()

    def act(self, name: str) -> None:
        action = self.pane.findChild(QAction, name)
        assert action is not None
        action.trigger()

    def numbers(self, count: int = 5) -> list[object]:
        rows = range(min(count, self.model.rowCount()))
        return [self.model.headerData(row, Qt.Orientation.Vertical) for row in rows]

    @property
    def current(self) -> int:
        return self.find(QTableView, "reportTable").currentIndex().row()

    def click_header(self, column: int) -> None:
        header = self.find(QTableView, "reportTable").horizontalHeader()
        at = QPoint(header.sectionViewportPosition(column) + header.sectionSize(column) // 2, header.height() // 2)
        self.qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)

    def status(self) -> str:
        return self.find(QLabel, "reportStatus").text()


@pytest.fixture
def harness(qtbot: QtBot, tmp_path: Path) -> Iterator[Harness]:
    path = tmp_path / "march.csv"
    lines = [
        f"7916{number * 7919:07d};{number % 7 + 1:02d}.03.2026 10:00:00;{STATUSES[number % 4]};text {number}\n"
        for number in range(ROWS)
    ]
    path.write_text("phone;sent;status;message\n" + "".join(lines))
    harness = Harness(qtbot, path)
    yield harness
    shiboken6.delete(harness.pages)


def test_a_search_counts_marks_and_steps_round(harness: Harness) -> None:
    harness.search("TEXT 119")
    count = harness.find(QLabel, "reportSearchCount")
    assert "11" in count.text()
    assert harness.current == 119
    field = harness.find(QLineEdit, "reportSearch")
    seen = []
    for _ in range(11):
        harness.qtbot.keyClick(field, Qt.Key.Key_Return)
        seen.append(harness.current)
    assert seen == [*range(1190, 1200), 119]
    assert count.text().startswith("1 ")
    harness.qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert harness.current == 1199
    harness.act("searchNextAction")
    assert harness.current == 119
    harness.qtbot.keyClick(field, Qt.Key.Key_Escape)
    harness.qtbot.waitUntil(lambda: harness.queries[-1].needle is None)
    assert not count.isVisible()


def test_a_search_in_one_column(harness: Harness) -> None:
    columns = harness.find(QComboBox, "reportSearchColumn")
    columns.setCurrentIndex(columns.findText("message"))
    harness.search("7916")
    assert harness.model.row_order.hits is not None
    assert len(harness.model.row_order.hits) == 0
    assert not harness.find(QToolButton, "reportSearchNext").isEnabled()


def test_a_header_sorts_up_down_and_back(harness: Harness) -> None:
    harness.click_header(1)
    assert harness.numbers(3) == [1, 8, 15]
    assert "sent" in harness.status()
    harness.click_header(1)
    assert harness.numbers(3) == [7, 14, 21]
    harness.click_header(1)
    assert harness.numbers(3) == [1, 2, 3]
    assert "sent" not in harness.status()


def test_sorting_ends_at_the_top_and_selects_no_column(harness: Harness) -> None:
    table = harness.find(QTableView, "reportTable")
    harness.pane.controls.show_row(1000)
    assert table.rowAt(0) > 0
    header = table.horizontalHeader()
    at = QPoint(header.sectionViewportPosition(1) + 20, header.height() // 2)
    harness.qtbot.mousePress(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert len(table.selectedIndexes()) == 1, "the row gone to, not the column"
    harness.qtbot.mouseRelease(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert table.rowAt(0) == 0
    assert header.isSortIndicatorShown()


def test_the_values_of_a_column_are_chosen_from_a_list(harness: Harness) -> None:
    table = harness.find(QTableView, "reportTable")
    table.setCurrentIndex(harness.model.index(0, 2))
    harness.act("filterAction")
    popup = harness.find(QWidget, "filterPopup")
    values = harness.find(QListWidget, "filterValues")
    assert popup.isVisible()
    assert [values.item(row).text().split()[0] for row in range(values.count())] == ["1", "20", "3"]
    assert "delivered" in values.item(0).text()
    assert "600" in values.item(0).text()
    values.item(0).setCheckState(Qt.CheckState.Unchecked)
    values.item(1).setCheckState(Qt.CheckState.Unchecked)
    buttons = popup.findChild(QDialogButtonBox)
    assert buttons is not None
    buttons.button(QDialogButtonBox.StandardButton.Ok).click()
    assert not popup.isVisible()
    assert harness.numbers(2) == [3, 7]
    assert "300" in harness.status()
    assert "expired" in harness.find(QToolButton, "filter0").text()
    harness.press("filter0")
    assert harness.model.rowCount() == ROWS
    harness.act("filterAction")
    buttons.button(QDialogButtonBox.StandardButton.Ok).click()
    assert harness.queries[-1] == RowQuery(), "all values are no filter"


def test_a_column_of_many_values_is_filtered_by_text_with_others(harness: Harness) -> None:
    table = harness.find(QTableView, "reportTable")
    table.setCurrentIndex(harness.model.index(0, 3))
    harness.act("filterAction")
    assert not harness.find(QListWidget, "filterValues").isVisible()
    field = harness.find(QLineEdit, "filterText")
    field.setText("TEXT 1")
    harness.qtbot.keyClick(field, Qt.Key.Key_Return)
    expected = [number for number in range(ROWS) if str(number).startswith("1")]
    assert harness.model.rowCount() == len(expected)
    harness.act("summaryAction")
    counts = harness.find(QTableView, "summaryTable").model()
    index = next(
        counts.index(row, 0) for row in range(counts.rowCount()) if "expired" in str(counts.index(row, 0).data())
    )
    panel = harness.find(QTableView, "summaryTable")
    harness.qtbot.mouseClick(panel.viewport(), Qt.MouseButton.LeftButton, pos=panel.visualRect(index).center())
    assert harness.model.rowCount() == len([number for number in expected if number % 4 == 2])
    assert len(harness.queries[-1].conditions) == 2
    harness.press("endAllFilters")
    assert harness.model.rowCount() == ROWS


def test_the_summary_counts_by_day_and_toggles(harness: Harness) -> None:
    harness.act("summaryAction")
    groups = harness.find(QComboBox, "summaryGroup")
    assert groups.currentText() == "status", "what the service says of messages comes first"
    place = next(at for at in range(groups.count()) if "day" in groups.itemText(at))
    groups.setCurrentIndex(place)
    groups.activated.emit(place)
    panel = harness.find(QTableView, "summaryTable")
    days = [str(panel.model().index(row, 0).data()) for row in range(panel.model().rowCount())]
    assert days == [f"{day:02d}.03.2026" for day in range(1, 8)]
    at = panel.visualRect(panel.model().index(2, 0)).center()
    for rows in (len(range(2, ROWS, 7)), ROWS):
        harness.qtbot.mouseClick(panel.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert harness.model.rowCount() == rows


def test_an_export_is_asked_for_in_any_form(harness: Harness) -> None:
    asked: list[ExportRequest] = []
    harness.pane.export_requested.connect(asked.append)
    for name in ("exportPlainCsvAction", "exportCsvAction", "exportXlsxAction"):
        harness.act(name)
    assert asked == [ExportRequest(form) for form in (ExportForm.CSV, ExportForm.CSV_FOR_EXCEL, ExportForm.XLSX)]


def offered(harness: Harness) -> list[str]:
    """Open the menu of the export button; return its visible lines."""
    menu = harness.find(QToolButton, "exportButton").menu()
    menu.aboutToShow.emit()
    return [action.text() for action in menu.actions() if action.isVisible() and action.text()]


def test_a_selection_is_offered_where_it_is_of_several_rows_and_not_of_all(harness: Harness) -> None:
    asked: list[ExportRequest] = []
    harness.pane.export_requested.connect(asked.append)
    forms = ["Excel", "CSV for Excel", "CSV, UTF-8"]
    assert offered(harness) == forms
    select(harness, range(3, 4))
    assert offered(harness) == forms
    select(harness, range(20, 30), range(3, 6), range(5, 8))
    assert offered(harness) == [f"Rows shown: {QLocale().toString(ROWS)}", *forms, "Selected rows: 15"]
    harness.act("exportSelectedXlsxAction")
    assert asked == [ExportRequest(ExportForm.XLSX, ExportScope.SELECTED, (range(3, 8), range(20, 30)))]
    harness.pane.table.selectAll()
    assert offered(harness) == forms


def test_all_rows_are_offered_where_some_are_not_shown(harness: Harness) -> None:
    asked: list[ExportRequest] = []
    harness.pane.export_requested.connect(asked.append)
    harness.pane.controls.filters.choose(Group(0), frozenset({"nothing has this"}))
    assert offered(harness)[0] == "Rows shown: 0"
    assert offered(harness)[-1] == "All rows"
    harness.act("exportAllCsvAction")
    assert asked == [ExportRequest(ExportForm.CSV_FOR_EXCEL, ExportScope.ALL)]


def select(harness: Harness, *rows: range) -> None:
    chosen = QItemSelection()
    for part in rows:
        chosen.append(QItemSelectionRange(harness.model.index(part[0], 0), harness.model.index(part[-1], 0)))
    harness.pane.table.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def test_rows_on_several_sheets_are_told(harness: Harness, tmp_path: Path) -> None:
    harness.pane.show_exported(tmp_path / "march.xlsx", Exported(2_000_000, sheets=2))
    assert "on 2 sheet" in harness.status()


def test_an_export_is_told_and_can_be_cancelled(harness: Harness, tmp_path: Path) -> None:
    cancelled: list[bool] = []
    opened: list[Path] = []
    height_px = harness.pane.table.height()
    shown: list[Path] = []
    harness.pane.open_exported_requested.connect(opened.append)
    harness.pane.export_cancelled.connect(lambda: cancelled.append(True))
    harness.pane.show_in_folder_requested.connect(shown.append)
    harness.pane.show_exporting(1, 4)
    assert "25" in harness.status()
    layout = harness.pane.layout()
    assert layout
    layout.activate()
    assert harness.pane.table.height() == height_px, "the rows keep their place"
    harness.find(QPushButton, "reportStatusButton0").click()
    assert cancelled == [True]
    harness.pane.show_exported(tmp_path / "march.xlsx", Exported(1200, 2))
    assert "march.xlsx" in harness.status()
    for number in range(2):
        harness.find(QPushButton, f"reportStatusButton{number}").click()
    assert opened == shown == [tmp_path / "march.xlsx"]
    assert harness.find(QPushButton, "reportStatusButton0").isVisible(), "it may be wanted again"


@pytest.mark.parametrize(
    ("column", "value", "shown"),
    [
        ("status", "1", "1 delivered"),
        ("Статус", "20", "20 undeliverable"),
        ("err", "1", "1 subscriber does not exist"),
        ("status", "77", "77"),
        ("err", "13", "13 subscriber blocked"),
        ("err", "220", "220 operator's queue full"),
        ("err", "238", "238 no template"),
        ("err", "244", "244 mailing prohibited"),
        *(
            (name, "1", "1 delivered")
            for name in ("Код статуса", "Message status", "STATUS", "statusCode", "Статус SMS")
        ),
        *((name, "6", "6 subscriber offline") for name in ("Код ошибки", "Ошибка", "error_code", "Message error code")),
        *((name, "1", "1") for name in ("Status date", "Дата статуса", "status_name", "statuses", "error_text")),
        *((name, "1", "1") for name in ("Текст ошибки", "Errors", "Error message", "terror", "", "code")),
        ("price", "1", "1"),
        ("price", "", "(empty)"),
    ],
)
def test_words_stand_beside_the_services_numbers_only(qtbot: QtBot, column: str, value: str, shown: str) -> None:
    assert CodeWords().shown(column, value) == shown


def test_the_arrows_beside_the_search_step_through_the_rows(harness: Harness) -> None:
    harness.search("text")
    places = []
    for name in ("reportSearchNext", "reportSearchNext", "reportSearchBefore"):
        harness.press(name)
        places.append(harness.current)
    assert places[1] == places[0] + 1
    assert places[2] == places[0]


def test_another_column_to_search_in_is_sought_at_once(harness: Harness) -> None:
    harness.search("text 3")
    found = harness.model.row_order.hits
    assert found is not None
    assert len(found)
    column = harness.find(QComboBox, "reportSearchColumn")
    column.setCurrentIndex(1)
    column.activated.emit(1)
    assert harness.model.row_order.hits is not None
    assert len(harness.model.row_order.hits) == 0


def test_a_filter_is_asked_for_by_the_menu_of_a_columns_header_and_can_be_left_alone(harness: Harness) -> None:
    header = harness.find(QTableView, "reportTable").horizontalHeader()
    header.customContextMenuRequested.emit(QPoint(header.sectionViewportPosition(2) + 5, 5))
    popup = harness.find(QFrame, "filterPopup")
    assert popup.isVisible()
    asked = len(harness.queries)
    buttons = popup.findChild(QDialogButtonBox)
    assert buttons
    buttons.button(QDialogButtonBox.StandardButton.Cancel).click()
    assert not popup.isVisible()
    assert len(harness.queries) == asked


def test_shift_f3_steps_back(harness: Harness) -> None:
    harness.search("text")
    harness.act("searchNextAction")
    place = harness.current
    harness.act("searchNextAction")
    harness.act("searchBeforeAction")
    assert harness.current == place


def test_a_search_selects_the_cell_with_the_text_and_brings_it_into_sight(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    names = ";".join(f"a rather long name {column}" for column in range(30))
    lines = [";".join(f"{row}-{column}" for column in range(30)) for row in range(5000)]
    path.write_text("\n".join([names, *lines, ""]).replace("4000-25", "Ёлка").replace(";20-3;", ";Берёза;"))
    harness = Harness(qtbot, path)
    table = harness.find(QTableView, "reportTable")
    table.setCurrentIndex(harness.model.index(10, 0))
    harness.search("елка")
    qtbot.waitUntil(lambda: (table.currentIndex().row(), table.currentIndex().column()) == (4000, 25))
    assert table.viewport().rect().contains(table.visualRect(table.currentIndex()))
    harness.search("берЁза")
    qtbot.waitUntil(lambda: (table.currentIndex().row(), table.currentIndex().column()) == (20, 3))
    assert table.viewport().rect().contains(table.visualRect(table.currentIndex()))
    shiboken6.delete(harness.pages)


def test_only_the_rows_with_the_text_are_shown_while_the_switch_is_on_and_the_place_is_kept(harness: Harness) -> None:
    harness.search("text 119")
    harness.act("searchNextAction")
    assert harness.current == 1190
    harness.press("onlyHitsButton")
    assert harness.model.rowCount() == 11
    assert harness.numbers(2) == [120, 1191]
    assert harness.current == 1
    assert harness.find(QLabel, "reportSearchCount").text().startswith("2 ")
    harness.press("onlyHitsButton")
    assert harness.model.rowCount() == ROWS
    assert harness.current == 1190
    harness.press("onlyHitsButton")
    harness.search("")
    assert harness.model.rowCount() == ROWS
    assert harness.queries[-1] == RowQuery()


def tip_of(harness: Harness, row: int, column: int) -> str:
    table = harness.find(QTableView, "reportTable")
    at = table.visualRect(harness.model.index(row, column)).center()
    QToolTip.hideText()
    event = QHelpEvent(QEvent.Type.ToolTip, at, table.viewport().mapToGlobal(at))
    QApplication.sendEvent(table.viewport(), event)
    return QToolTip.text()


def test_codes_have_words_in_sight_but_are_copied_as_they_are(harness: Harness) -> None:
    table = harness.find(QTableView, "reportTable")
    font = table.fontMetrics()
    assert table.columnWidth(2) > font.horizontalAdvance("1 delivered")
    expired = harness.model.index(2, 2)
    rect = table.visualRect(expired)
    words = table.viewport().grab(rect.adjusted(font.horizontalAdvance("3  "), 2, -2, -2)).toImage()
    colours = {words.pixel(x, y) for x in range(words.width()) for y in range(words.height())}
    assert len(colours) > 1, "something is written behind the code"
    table.setCurrentIndex(expired)
    harness.act("copyAction")
    assert QGuiApplication.clipboard().text() == "3"


def test_a_cell_that_does_not_fit_shows_its_whole_text_on_hovering(harness: Harness) -> None:
    table = harness.find(QTableView, "reportTable")
    assert tip_of(harness, 0, 3) == ""
    table.setColumnWidth(3, 30)
    assert "text 0" in tip_of(harness, 0, 3)
    table.setColumnWidth(2, 30)
    assert "1 delivered" in tip_of(harness, 0, 2)


def test_the_menu_of_a_cell_shows_its_value_only_or_leaves_it_out(harness: Harness) -> None:
    table = harness.find(QTableView, "reportTable")

    def on_cell(row: int, column: int, action: str) -> list[object]:
        index = harness.model.index(row, column)
        harness.qtbot.waitUntil(lambda: index.data() not in (None, "…"))
        table.setCurrentIndex(index)
        harness.act(action)
        return harness.numbers(4)

    assert on_cell(2, 2, "onlyThisValueAction") == [3, 7, 11, 15]
    assert "expired" in harness.find(QToolButton, "filter0").text()
    harness.press("filter0")
    assert on_cell(0, 2, "notThisValueAction") == [3, 4, 7, 8]
    assert on_cell(0, 2, "notThisValueAction") == [4, 8, 12, 16], "a second value is left out, too"
    assert "not" in harness.find(QToolButton, "filter0").text()
    harness.press("filter0")
    assert on_cell(1, 1, "onlyThisValueAction") == [2, 9, 16, 23], "the day of a date"
    harness.press("filter0")
    assert on_cell(5, 3, "onlyThisValueAction")[0] == 6, "a column of many values has the text"
    harness.press("filter0")
    assert on_cell(0, 0, "notThisValueAction") == [2, 3, 4, 5]


def test_all_values_of_a_column_are_checked_or_cleared_at_once_and_searched(harness: Harness) -> None:
    table = harness.find(QTableView, "reportTable")
    table.setCurrentIndex(harness.model.index(0, 2))
    harness.act("filterAction")
    values, everything = harness.find(QListWidget, "filterValues"), harness.find(QCheckBox, "filterAllValues")
    buttons = harness.find(QFrame, "filterPopup").findChild(QDialogButtonBox)
    assert buttons is not None
    ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert everything.checkState() == Qt.CheckState.Checked
    everything.click()
    assert {values.item(row).checkState() for row in range(3)} == {Qt.CheckState.Unchecked}
    assert not ok.isEnabled(), "no value would be no row"
    values.item(2).setCheckState(Qt.CheckState.Checked)
    assert everything.checkState() == Qt.CheckState.PartiallyChecked
    harness.find(QLineEdit, "filterListSearch").setText("EXPIRED")
    assert [values.item(row).isHidden() for row in range(3)] == [True, True, False]
    ok.click()
    assert harness.numbers(2) == [3, 7]
    harness.press("filter0")
    table.setCurrentIndex(harness.model.index(2, 2))
    harness.act("notThisValueAction")
    table.setCurrentIndex(harness.model.index(0, 2))
    harness.act("filterAction")
    assert values.item(2).checkState() == Qt.CheckState.Unchecked


def test_the_header_offers_its_filter_under_the_mouse(harness: Harness) -> None:
    header = harness.find(QTableView, "reportTable").horizontalHeader()
    button = harness.find(QToolButton, "headerFilterButton")
    assert not button.isVisible()
    at = QPointF(header.sectionViewportPosition(2) + 5, 5)
    nothing, plain = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    move = QMouseEvent(QEvent.Type.MouseMove, at, header.viewport().mapToGlobal(at), nothing, nothing, plain)
    QApplication.sendEvent(header.viewport(), move)
    assert button.isVisible()
    asked = len(harness.queries)
    button.click()
    assert harness.find(QFrame, "filterPopup").isVisible()
    assert harness.find(QListWidget, "filterValues").count() == 3
    assert len(harness.queries) == asked, "nothing is sorted"


def test_the_filter_of_few_values_opens_in_its_final_size(harness: Harness) -> None:
    table = harness.find(QTableView, "reportTable")
    table.setCurrentIndex(harness.model.index(0, 2))
    popup = harness.find(QFrame, "filterPopup")
    sizes = []
    harness.pane.controls.summary_wanted.disconnect(harness.count)
    harness.pane.controls.summary_wanted.connect(lambda _: sizes.append(popup.size()))
    harness.pane.controls.summary_wanted.connect(harness.count)
    harness.act("filterAction")
    assert sizes == [popup.size()]


def test_a_summary_without_counts_yet_says_when_they_follow(harness: Harness) -> None:
    harness.pane.controls.show_columns()
    hint = [label for label in harness.find(QWidget, "summaryPanel").findChildren(QLabel) if label.text()]
    assert "follow" in hint[0].text()
    harness.act("summaryAction")
    assert not hint[0].text()
