"""Queries about the report on screen and exports of it, between a real pane and workers in threads of their own.

The threads begin when a test says so: what is asked before that has to wait, as behind long work.
"""

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from gui.flows.export_flow import ExportFlow
from gui.flows.preferences import Preferences
from gui.flows.query_flow import QueryFlow
from gui.models.report_table import ReportTable
from gui.report.detecting.dialect import Dialect
from gui.report.errors import ReportError, ReportErrorKind
from gui.report.exporting.export import ExportForm
from gui.report.files import StableFile
from gui.report.messages import IndexProgress, OpenedReport, QueryResult, ReportFailed, WorkProgress
from gui.report.reading.report import Report
from gui.report.row_order import RowOrder
from gui.report.row_query import Condition, Contains, Group, OneOf, RowQuery, Sorting
from gui.storage.settings import Settings
from gui.threads import WorkerThreads
from gui.views.export_button import ExportRequest, ExportScope
from gui.views.preview_pane import PreviewPane
from gui.views.report_filters import SummaryRequest
from gui.wiring import wire_exports, wire_questions
from gui.workers.export import Exporter
from gui.workers.queries import Queries
from tests.dialogs import save_export
from tests.fakes import Receiver
from tests.flows.played import play

ROWS = 6000
STATUS, TEXT = Group(1), Group(2)
FAILED = RowQuery((OneOf(STATUS, frozenset({"failed"})),))


class Harness:
    """A report in the preview, whose index is complete once `complete()` is called."""

    def __init__(self, qtbot: QtBot, path: Path) -> None:
        self.qtbot, self.path = qtbot, path
        self.pane = PreviewPane()
        self.table = ReportTable(self.pane)
        self.preferences = Preferences(Settings(), path.parent)
        qtbot.addWidget(self.pane)
        queries, exporter = Queries(), Exporter()
        self.queries, self.exports = (
            QueryFlow(self.pane, self.table),
            ExportFlow(self.pane, self.table, self.preferences),
        )
        wire_questions(self.queries, self.pane, queries)
        wire_exports(self.exports, self.pane, exporter)
        # made behind the flows: what is heard here has been shown
        self.answered, self.summarised = Receiver(queries.answered), Receiver(queries.summarised)
        self.exported = Receiver(exporter.done, exporter.failed)
        self.threads = WorkerThreads()
        for worker in (queries, exporter):
            self.threads.adopt(worker)
        self.pane.show_file(path, self.table, checked=True)
        self.open(0)

    def open(self, header_row: int | None) -> None:
        self.opened = OpenedReport(1, Report(StableFile(self.path), Dialect("utf-8", ";", header_row)))
        self.table.on_opened(self.opened)
        self.pane.show_opened(self.opened)

    def complete(self) -> None:
        for _ in self.opened.report.scan():
            pass
        size = self.opened.report.size_bytes
        progress = IndexProgress(1, ROWS + 1, 0, 3, size, size, done=True)
        self.table.on_indexed(progress)
        self.pane.show_progress(progress)
        for flow in (self.queries, self.exports):
            flow.begin(self.opened)

    def export(self, request: ExportForm | ExportRequest, target: Path | None = None) -> Path:
        """Have the rows exported, to `target` or to what is suggested; return what was suggested."""
        request = ExportRequest(request) if isinstance(request, ExportForm) else request
        self.pane.export_requested.emit(request)
        return save_export(self.pane, target)

    def end(self) -> None:
        for flow in (self.queries, self.exports):
            flow.end()

    def wait(self, receiver: Receiver, count: int = 1) -> None:
        self.qtbot.waitUntil(lambda: len(receiver.values) == count)

    def status(self) -> str:
        label = self.pane.findChild(QLabel, "reportStatus")
        assert label is not None
        return label.text()

    def names(self) -> set[str]:
        return {path.name for path in self.path.parent.iterdir()}


@pytest.fixture
def harness(qtbot: QtBot, tmp_path: Path) -> Iterator[Harness]:
    path = tmp_path / "march.csv"
    lines = (f"{number:06d};{('ok', 'failed')[number % 3 == 0]};text {number}\n" for number in range(ROWS))
    path.write_text("id;;text\n" + "".join(lines))
    harness = Harness(qtbot, path)
    yield harness
    harness.end()
    harness.threads.start()
    assert harness.threads.shut_down()


def test_rows_are_shown_as_the_query_says(harness: Harness) -> None:
    harness.complete()
    harness.threads.start()
    harness.pane.controls.query_changed.emit(
        RowQuery(FAILED.conditions, Sorting(0, descending=True), Contains("text 3", 2))
    )
    harness.wait(harness.answered)
    assert harness.table.rowCount() == ROWS // 3
    assert harness.table.number(0) == ROWS - 2
    assert harness.table.row_order.hits is not None
    assert f"{ROWS // 3} of {ROWS} row" in harness.status()


def test_rows_in_another_order_are_counted_as_all_of_them(harness: Harness) -> None:
    harness.complete()
    harness.threads.start()
    harness.pane.controls.query_changed.emit(RowQuery((), Sorting(0, descending=True)))
    harness.wait(harness.answered)
    assert harness.status().replace(",", "").startswith(f"{ROWS} row")


def test_nothing_is_asked_before_the_index_is_complete(harness: Harness) -> None:
    harness.threads.start()
    harness.pane.controls.query_changed.emit(FAILED)
    harness.pane.controls.summary_wanted.emit(SummaryRequest(STATUS, ()))
    harness.pane.export_requested.emit(ExportRequest(ExportForm.CSV))
    assert harness.pane.findChild(QFileDialog) is None
    harness.complete()
    harness.pane.controls.query_changed.emit(RowQuery())
    harness.wait(harness.answered)
    assert harness.table.rowCount() == ROWS
    assert harness.summarised.values == []
    assert harness.names() == {"march.csv"}


def test_progress_is_shown_of_the_latest_query_only(harness: Harness) -> None:
    harness.complete()
    queries = play(Queries)
    flow = QueryFlow(harness.pane, harness.table)
    wire_questions(flow, harness.pane, queries.worker)
    flow.begin(harness.opened)
    harness.pane.controls.query_changed.emit(FAILED)
    harness.pane.controls.query_changed.emit(RowQuery())
    first, second = queries.asked("run")
    queries.worker.progressed.emit(WorkProgress(second.token, 1, 2))
    assert "searching… 50 %" in harness.status()
    queries.worker.progressed.emit(WorkProgress(first.token, 3, 4))
    assert "searching… 50 %" in harness.status()
    flow.end()


def test_sorting_is_named_and_greys_the_rows_until_the_new_order_is_there(harness: Harness) -> None:
    queries = play(Queries)
    wire_questions(harness.queries, harness.pane, queries.worker)
    harness.complete()
    harness.pane.show()
    harness.pane.resize(600, 400)

    def darkest() -> int:
        table = harness.pane.table
        cell = table.viewport().grab(table.visualRect(harness.table.index(0, 2)).adjusted(2, 2, -2, -2)).toImage()
        return min(cell.pixelColor(x, y).lightness() for x in range(cell.width()) for y in range(cell.height()))

    black = darkest()
    harness.pane.controls.query_changed.emit(RowQuery(needle=Contains("text")))
    queries.worker.progressed.emit(WorkProgress(queries.asked("run")[-1].token, 1, 2))
    assert "searching… 50 %" in harness.status()
    assert darkest() == black, "the same rows stay"
    harness.pane.controls.query_changed.emit(RowQuery(sorting=Sorting(0, descending=True)))
    token = queries.asked("run")[-1].token
    queries.worker.progressed.emit(WorkProgress(token, 1, 4))
    assert "sorting… 25 %" in harness.status()
    assert harness.table.number(0) == 1
    assert darkest() > black
    queries.worker.answered.emit(QueryResult(token, RowOrder(np.arange(1, ROWS + 1, dtype=np.uint32)[::-1], None)))
    assert "sorting" not in harness.status()
    harness.queries.end()


def test_each_query_takes_the_place_of_the_one_before(harness: Harness) -> None:
    harness.complete()
    harness.pane.controls.query_changed.emit(FAILED)
    harness.pane.controls.query_changed.emit(RowQuery((Contains("00001", 0),)))
    harness.threads.start()
    harness.wait(harness.answered)
    assert [harness.table.number(row) for row in range(harness.table.rowCount())] == [2, *range(11, 21)]


def test_the_summary_and_a_filter_may_both_wait(harness: Harness) -> None:
    harness.complete()
    for group in (Group(0), STATUS, TEXT):
        harness.pane.controls.summary_wanted.emit(SummaryRequest(group, ()))
    harness.pane.controls.summary_wanted.emit(SummaryRequest(STATUS, (Contains("00001", 0),)))
    harness.threads.start()
    harness.wait(harness.summarised, 2)
    found = {told.summary.group: sum(count.rows for count in told.summary.counts) for told in harness.summarised.values}
    assert found == {TEXT: 0, STATUS: 11}


def test_what_is_asked_of_a_report_ends_with_it(harness: Harness) -> None:
    harness.complete()
    harness.pane.controls.query_changed.emit(FAILED)
    harness.pane.controls.summary_wanted.emit(SummaryRequest(STATUS, ()))
    harness.export(ExportForm.CSV)
    harness.end()
    harness.threads.start()
    harness.wait(harness.exported)
    assert (harness.answered.values, harness.summarised.values) == ([], [])
    assert harness.names() == {"march.csv"}
    assert "export" not in harness.status()


def test_an_answer_that_comes_too_late_is_not_shown(harness: Harness) -> None:
    harness.complete()
    harness.pane.controls.query_changed.emit(FAILED)
    harness.queries.end()
    harness.queries.begin(harness.opened)
    late = QueryResult(1, RowOrder(np.array([1], np.uint32)))
    harness.queries.on_answered(late)
    assert harness.table.rowCount() == ROWS
    harness.pane.controls.query_changed.emit(RowQuery())
    harness.queries.on_answered(late)
    assert harness.table.rowCount() == ROWS


@pytest.mark.parametrize("has_header", [True, False])
def test_the_header_is_among_the_rows_only_where_it_is_one(harness: Harness, has_header: bool) -> None:
    harness.open(0 if has_header else None)
    harness.complete()
    harness.threads.start()
    harness.pane.controls.query_changed.emit(RowQuery((Contains("id", 0),)))
    harness.pane.controls.summary_wanted.emit(SummaryRequest(STATUS, (Contains("id", 0),)))
    harness.wait(harness.summarised)
    assert harness.table.rowCount() == int(not has_header)
    assert len(harness.summarised.values[0].summary.counts) == int(not has_header)


def test_titles_above_the_header_are_in_no_answer_and_no_file(harness: Harness) -> None:
    titles = "\nx;x;text 5 of July\n"
    harness.path.write_text(titles + harness.path.read_text())
    harness.open(2)
    harness.complete()
    harness.threads.start()
    harness.pane.controls.query_changed.emit(RowQuery((), None, Contains("text 5")))
    harness.qtbot.waitUntil(lambda: harness.table.row_order.hits is not None)
    hits = harness.table.row_order.hits
    assert hits is not None
    assert hits[0] == 5
    harness.pane.controls.query_changed.emit(RowQuery((), Sorting(2)))
    harness.qtbot.waitUntil(lambda: harness.table.row_order.rows is not None)
    assert (harness.table.rowCount(), harness.table.number(0)) == (ROWS, 3)
    harness.pane.controls.summary_wanted.emit(SummaryRequest(STATUS, ()))
    harness.wait(harness.summarised)
    assert sum(count.rows for count in harness.summarised.values[0].summary.counts) == ROWS
    harness.table.set_row_order(RowOrder())
    size = harness.opened.report.size_bytes
    harness.pane.show_progress(IndexProgress(1, ROWS + 3, 1, 3, size, size, done=True))
    assert f"{ROWS} row" in harness.status().replace(",", "")
    assert "broken" not in harness.status(), "the empty line above the header"
    harness.export(ExportForm.CSV)
    harness.wait(harness.exported)
    assert rows_of(harness.path.with_name("march — UTF-8.csv"))[:2] == [
        ["id", "", "text"],
        ["000000", "failed", "text 0"],
    ]


def test_a_query_that_fails_is_told(harness: Harness) -> None:
    harness.complete()
    harness.path.unlink()
    harness.threads.start()
    harness.pane.controls.query_changed.emit(FAILED)
    harness.qtbot.waitUntil(lambda: "no longer there" in harness.status())
    assert harness.table.rowCount() == ROWS


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_the_rows_shown_are_exported(harness: Harness) -> None:
    harness.complete()
    harness.table.set_row_order(RowOrder(np.array([ROWS, 1], np.uint32)))
    harness.export(ExportForm.CSV)
    assert "exporting… 0 %" in harness.status()
    harness.threads.start()
    harness.wait(harness.exported)
    path = harness.path.with_name("march — UTF-8.csv")
    assert rows_of(path) == [
        ["id", "", "text"],
        ["005999", "ok", "text 5999"],
        ["000000", "failed", "text 0"],
    ]
    assert f"saved as {path.name}" in harness.status()


def test_without_a_header_csv_has_none_and_excel_numbers_the_columns(harness: Harness) -> None:
    harness.open(None)
    harness.complete()
    harness.table.set_row_order(RowOrder(np.array([0], np.uint32)))
    harness.threads.start()
    harness.export(ExportForm.CSV)
    harness.wait(harness.exported)
    assert rows_of(harness.path.with_name("march — UTF-8.csv")) == [["id", "", "text"]]
    harness.export(ExportForm.XLSX)
    harness.wait(harness.exported, 2)
    sheet = openpyxl.load_workbook(harness.path.with_name("march.xlsx")).active
    assert [[cell.value or "" for cell in row] for row in sheet.iter_rows()] == [
        ["Column 1", "Column 2", "Column 3"],
        ["id", "", "text"],
    ]


def test_one_export_at_a_time_and_another_as_soon_as_it_is_given_up(harness: Harness) -> None:
    harness.complete()
    harness.export(ExportForm.CSV)
    harness.pane.export_requested.emit(ExportRequest(ExportForm.XLSX))
    assert not any(dialog.isVisible() for dialog in harness.pane.findChildren(QFileDialog))
    harness.pane.export_cancelled.emit()
    harness.export(ExportForm.CSV_FOR_EXCEL)
    harness.threads.start()
    harness.wait(harness.exported, 2)
    assert harness.names() == {"march.csv", "march — Excel.csv"}
    assert "saved as march — Excel.csv" in harness.status()


def test_words_about_an_export_that_was_given_up_are_not_shown(harness: Harness) -> None:
    harness.complete()
    harness.exports.end()
    exporter = play(Exporter)
    flow = ExportFlow(harness.pane, harness.table, harness.preferences)
    wire_exports(flow, harness.pane, exporter.worker)
    flow.begin(harness.opened)
    harness.export(ExportForm.CSV)
    harness.pane.export_cancelled.emit()
    harness.export(ExportForm.CSV)
    first, second = exporter.asked("export")
    exporter.worker.progressed.emit(WorkProgress(second.token, 1, 2))
    exporter.worker.progressed.emit(WorkProgress(first.token, 3, 4))
    exporter.worker.failed.emit(ReportFailed(first.token, ReportError(ReportErrorKind.NO_SPACE)))
    assert "exporting… 50 %" in harness.status()
    flow.end()


def test_an_export_given_up_leaves_nothing_to_cancel(harness: Harness) -> None:
    harness.pane.show()
    harness.complete()
    harness.export(ExportForm.CSV)
    buttons = [button for button in harness.pane.findChildren(QPushButton) if "Status" in button.objectName()]
    assert [button.text() for button in buttons if button.isVisible()] == ["Cancel"]
    harness.pane.export_cancelled.emit()
    harness.threads.start()
    harness.wait(harness.exported)
    assert not any(button.isVisible() for button in buttons)
    assert "export" not in harness.status()
    assert harness.names() == {"march.csv"}


def test_an_export_that_fails_is_told(harness: Harness) -> None:
    harness.complete()
    harness.path.unlink()
    harness.threads.start()
    harness.export(ExportForm.XLSX)
    harness.wait(harness.exported)
    assert "The file is no longer there." in harness.status()


@pytest.mark.parametrize(
    ("conditions", "name"),
    [
        ((), "march.xlsx"),
        ((OneOf(STATUS, frozenset({"ok", "failed"})),), "march — Column 2 failed, ok.xlsx"),
        ((OneOf(STATUS, frozenset("54321")), Contains("MTC")), "march — Column 2 1, 2, 3…; search MTC.xlsx"),
        ((Contains("a/b\\c:d*\n", 2),), "march — text a_b_c_d_.xlsx"),
        ((OneOf(TEXT, frozenset({""})),), "march — text empty.xlsx"),
    ],
)
def test_the_suggested_name_says_which_rows_are_exported(
    harness: Harness, conditions: tuple[Condition, ...], name: str
) -> None:
    harness.complete()
    harness.table.set_row_order(RowOrder(np.array([1], np.uint32), conditions=conditions))
    assert harness.export(ExportForm.XLSX) == harness.path.with_name(name)


def test_a_name_is_suggested_of_what_the_last_query_has_answered(harness: Harness) -> None:
    harness.complete()
    harness.pane.controls.query_changed.emit(FAILED)
    assert harness.export(ExportForm.XLSX).name == "march.xlsx", "these rows are shown still"
    harness.threads.start()
    harness.wait(harness.exported)
    harness.qtbot.waitUntil(lambda: harness.table.rowCount() == ROWS // 3)
    assert harness.export(ExportForm.XLSX).name == "march — Column 2 failed.xlsx"


def test_however_much_is_asked_for_the_name_fits_a_file_system(harness: Harness) -> None:
    long = harness.path.rename(harness.path.with_name(f"{'я' * 110}.csv"))
    harness.path = long
    harness.open(0)
    harness.complete()
    many = tuple(Contains("ж" * 90, column) for column in range(3))
    harness.table.set_row_order(RowOrder(np.array([1], np.uint32), conditions=many))
    harness.threads.start()
    name = harness.export(ExportForm.XLSX).name
    harness.wait(harness.exported)
    assert harness.exported.values[0].path.name == name
    assert "яя… — id жж" in name
    assert name.endswith("….xlsx")


def test_a_selection_is_exported_as_one_in_the_order_shown(harness: Harness) -> None:
    harness.complete()
    harness.threads.start()
    request = ExportRequest(ExportForm.CSV, ExportScope.SELECTED, (range(1), range(2, 4)))
    name = harness.export(request).name
    assert name == "march — selection.csv"
    harness.wait(harness.exported)
    assert [row[0] for row in rows_of(harness.path.with_name(name))] == ["id", "000000", "000002", "000003"]
    numbers = np.array([9, 7, 5, 3], np.uint32)
    harness.table.set_row_order(RowOrder(numbers, conditions=FAILED.conditions))
    name = harness.export(request).name
    assert name == "march — selection (2).csv"
    harness.wait(harness.exported, 2)
    assert [row[0] for row in rows_of(harness.path.with_name(name))] == ["id", "000008", "000004", "000002"]


def test_all_rows_are_exported_whatever_is_shown(harness: Harness) -> None:
    harness.complete()
    harness.threads.start()
    harness.table.set_row_order(RowOrder(np.array([9], np.uint32), conditions=FAILED.conditions))
    name = harness.export(ExportRequest(ExportForm.CSV, ExportScope.ALL)).name
    assert name == "march — UTF-8.csv"
    harness.wait(harness.exported)
    assert len(rows_of(harness.path.with_name(name))) == ROWS + 1


def test_no_name_is_suggested_that_is_taken(harness: Harness) -> None:
    harness.complete()
    harness.path.with_name("march.xlsx").touch()
    assert harness.export(ExportForm.XLSX).name == "march (2).xlsx"


def test_exports_go_where_the_last_one_went_as_long_as_that_is_there(harness: Harness, tmp_path: Path) -> None:
    harness.complete()
    harness.threads.start()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert harness.export(ExportForm.XLSX, elsewhere / "mine.xlsx").parent == tmp_path
    harness.wait(harness.exported)
    assert harness.exported.values[0].path == elsewhere / "mine.xlsx"
    assert harness.preferences.settings.export_folder == str(elsewhere)
    assert harness.export(ExportForm.XLSX) == elsewhere / "march.xlsx"
    harness.wait(harness.exported, 2)
    shutil.rmtree(elsewhere)
    assert harness.export(ExportForm.XLSX).parent == tmp_path


def test_a_file_that_is_chosen_is_replaced(harness: Harness) -> None:
    harness.complete()
    harness.threads.start()
    mine = harness.path.with_name("mine.csv")
    mine.write_text("before")
    harness.export(ExportForm.CSV, mine)
    harness.wait(harness.exported)
    assert len(rows_of(mine)) == ROWS + 1
    assert harness.names() == {"march.csv", "mine.csv"}


def test_the_report_itself_is_never_replaced(harness: Harness) -> None:
    harness.complete()
    harness.threads.start()
    before = harness.path.read_bytes()
    harness.export(ExportForm.CSV, harness.path)
    assert "report itself" in harness.status()
    assert harness.path.read_bytes() == before
    harness.export(ExportForm.CSV)
    harness.wait(harness.exported)
    assert "saved as march" in harness.status()


def test_a_suffix_that_is_not_the_forms_own_gets_that_behind_it_and_replaces_nothing(harness: Harness) -> None:
    harness.complete()
    harness.threads.start()
    typed = harness.path.with_name("report.of.march")
    typed.with_name("report.of.march.xlsx").write_text("another's")
    harness.export(ExportForm.XLSX, typed)
    harness.wait(harness.exported)
    assert harness.names() == {"march.csv", "report.of.march.xlsx", "report.of.march (2).xlsx"}


def test_a_report_that_is_left_while_a_name_is_typed_is_not_exported(harness: Harness) -> None:
    harness.complete()
    harness.threads.start()
    harness.pane.export_requested.emit(ExportRequest(ExportForm.XLSX))
    harness.exports.end()
    save_export(harness.pane)
    assert "export" not in harness.status()
    assert harness.names() == {"march.csv"}
