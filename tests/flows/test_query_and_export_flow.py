"""Wishes about the report on screen and exports of it, between a real pane and workers in threads of their own.

The threads begin when a test says so: what is asked before that has to wait, as behind long work.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from gui.flows.export_flow import ExportFlow
from gui.flows.query_flow import QueryFlow
from gui.models.report_table import ReportTable
from gui.report.dialect import Dialect
from gui.report.errors import ReportError, ReportErrorKind
from gui.report.export import ExportForm
from gui.report.files import StableFile
from gui.report.messages import IndexProgress, OpenedReport, QueryResult, ReportFailed, WorkProgress
from gui.report.report import Report
from gui.report.row_order import RowOrder
from gui.report.row_query import Contains, Group, OneOf, RowQuery, Sorting
from gui.threads import WorkerThreads
from gui.views.preview_pane import PreviewPane
from gui.views.report_filters import SummaryRequest
from gui.workers.export import Exporter
from gui.workers.queries import Queries
from tests.fakes import Receiver
from tests.flows.played import play

ROWS = 6000
STATUS, TEXT = Group(1), Group(2)
FAILED = RowQuery((OneOf(STATUS, frozenset({"failed"})),))


class Desk:
    """A report in the preview, whose index is complete once `complete()` is called."""

    def __init__(self, qtbot: QtBot, path: Path) -> None:
        self.qtbot, self.path = qtbot, path
        self.pane = PreviewPane()
        self.table = ReportTable(self.pane)
        qtbot.addWidget(self.pane)
        queries, exporter = Queries(), Exporter()
        self.queries, self.exports = (
            QueryFlow(self.pane, self.table, queries),
            ExportFlow(self.pane, self.table, exporter),
        )
        # made behind the flows: what is heard here has been shown
        self.looked, self.summarised = Receiver(queries.looked), Receiver(queries.summarised)
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
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "march.csv"
    lines = (f"{number:06d};{('ok', 'failed')[number % 3 == 0]};text {number}\n" for number in range(ROWS))
    path.write_text("id;;text\n" + "".join(lines))
    desk = Desk(qtbot, path)
    yield desk
    desk.end()
    desk.threads.start()
    assert desk.threads.shut_down()


def test_rows_are_shown_as_wished(desk: Desk) -> None:
    desk.complete()
    desk.threads.start()
    desk.pane.query_changed.emit(RowQuery(FAILED.conditions, Sorting(0, descending=True), Contains("text 3", 2)))
    desk.wait(desk.looked)
    assert desk.table.rowCount() == ROWS // 3
    assert desk.table.number(0) == ROWS - 2
    assert desk.table.row_order.hits is not None
    assert f"{ROWS // 3} of {ROWS} row" in desk.status()


def test_nothing_is_asked_before_the_index_is_complete(desk: Desk) -> None:
    desk.threads.start()
    desk.pane.query_changed.emit(FAILED)
    desk.pane.summary_wanted.emit(SummaryRequest(STATUS, ()))
    desk.pane.export_requested.emit(ExportForm.CSV)
    desk.complete()
    desk.pane.query_changed.emit(RowQuery())
    desk.wait(desk.looked)
    assert desk.table.rowCount() == ROWS
    assert desk.summarised.values == []
    assert desk.names() == {"march.csv"}


def test_progress_is_shown_of_the_latest_wish_only(desk: Desk) -> None:
    desk.complete()
    queries = play(Queries)
    flow = QueryFlow(desk.pane, desk.table, queries.worker)
    flow.begin(desk.opened)
    desk.pane.query_changed.emit(FAILED)
    desk.pane.query_changed.emit(RowQuery())
    first, second = queries.asked("look")
    queries.worker.progressed.emit(WorkProgress(second.token, 1, 2))
    assert "looking… 50 %" in desk.status()
    queries.worker.progressed.emit(WorkProgress(first.token, 3, 4))
    assert "looking… 50 %" in desk.status()
    flow.end()


def test_each_wish_takes_the_place_of_the_one_before(desk: Desk) -> None:
    desk.complete()
    desk.pane.query_changed.emit(FAILED)
    desk.pane.query_changed.emit(RowQuery((Contains("00001", 0),)))
    desk.threads.start()
    desk.wait(desk.looked)
    assert [desk.table.number(row) for row in range(desk.table.rowCount())] == [2, *range(11, 21)]


def test_the_summary_and_a_filter_may_both_wait(desk: Desk) -> None:
    desk.complete()
    for group in (Group(0), STATUS, TEXT):
        desk.pane.summary_wanted.emit(SummaryRequest(group, ()))
    desk.pane.summary_wanted.emit(SummaryRequest(STATUS, (Contains("00001", 0),)))
    desk.threads.start()
    desk.wait(desk.summarised, 2)
    found = {told.summary.group: sum(count.rows for count in told.summary.counts) for told in desk.summarised.values}
    assert found == {TEXT: 0, STATUS: 11}


def test_what_is_asked_of_a_report_ends_with_it(desk: Desk) -> None:
    desk.complete()
    desk.pane.query_changed.emit(FAILED)
    desk.pane.summary_wanted.emit(SummaryRequest(STATUS, ()))
    desk.pane.export_requested.emit(ExportForm.CSV)
    desk.end()
    desk.threads.start()
    desk.wait(desk.exported)
    assert (desk.looked.values, desk.summarised.values) == ([], [])
    assert desk.names() == {"march.csv"}
    assert "export" not in desk.status()


def test_an_answer_that_comes_too_late_is_not_shown(desk: Desk) -> None:
    desk.complete()
    desk.pane.query_changed.emit(FAILED)
    desk.queries.end()
    desk.queries.begin(desk.opened)
    late = QueryResult(1, RowOrder(np.array([1], np.uint32)))
    desk.queries.on_looked(late)
    assert desk.table.rowCount() == ROWS
    desk.pane.query_changed.emit(RowQuery())
    desk.queries.on_looked(late)
    assert desk.table.rowCount() == ROWS


@pytest.mark.parametrize("has_header", [True, False])
def test_the_header_is_among_the_rows_only_where_it_is_one(desk: Desk, has_header: bool) -> None:
    desk.open(0 if has_header else None)
    desk.complete()
    desk.threads.start()
    desk.pane.query_changed.emit(RowQuery((Contains("id", 0),)))
    desk.pane.summary_wanted.emit(SummaryRequest(STATUS, (Contains("id", 0),)))
    desk.wait(desk.summarised)
    assert desk.table.rowCount() == int(not has_header)
    assert len(desk.summarised.values[0].summary.counts) == int(not has_header)


def test_titles_above_the_header_are_in_no_answer_and_no_file(desk: Desk) -> None:
    titles = "\nx;x;text 5 of July\n"
    desk.path.write_text(titles + desk.path.read_text())
    desk.open(2)
    desk.complete()
    desk.threads.start()
    desk.pane.query_changed.emit(RowQuery((), None, Contains("text 5")))
    desk.qtbot.waitUntil(lambda: desk.table.row_order.hits is not None)
    hits = desk.table.row_order.hits
    assert hits is not None
    assert hits[0] == 5
    desk.pane.query_changed.emit(RowQuery((), Sorting(2)))
    desk.qtbot.waitUntil(lambda: desk.table.row_order.rows is not None)
    assert (desk.table.rowCount(), desk.table.number(0)) == (ROWS, 3)
    desk.pane.summary_wanted.emit(SummaryRequest(STATUS, ()))
    desk.wait(desk.summarised)
    assert sum(count.rows for count in desk.summarised.values[0].summary.counts) == ROWS
    desk.table.on_arranged(RowOrder())
    size = desk.opened.report.size_bytes
    desk.pane.show_progress(IndexProgress(1, ROWS + 3, 1, 3, size, size, done=True))
    assert f"{ROWS} row" in desk.status().replace(",", "")
    assert "marked" not in desk.status(), "the empty line above the header"
    desk.pane.export_requested.emit(ExportForm.CSV)
    desk.wait(desk.exported)
    assert rows_of(desk.path.with_name("march.utf-8.csv"))[:2] == [["id", "", "text"], ["000000", "failed", "text 0"]]


def test_a_wish_that_cannot_be_met_is_told(desk: Desk) -> None:
    desk.complete()
    desk.path.unlink()
    desk.threads.start()
    desk.pane.query_changed.emit(FAILED)
    desk.qtbot.waitUntil(lambda: "no longer there" in desk.status())
    assert desk.table.rowCount() == ROWS


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_the_rows_shown_are_exported(desk: Desk) -> None:
    desk.complete()
    desk.table.on_arranged(RowOrder(np.array([ROWS, 1], np.uint32)))
    desk.pane.export_requested.emit(ExportForm.CSV)
    assert "exporting… 0 %" in desk.status()
    desk.threads.start()
    desk.wait(desk.exported)
    path = desk.path.with_name("march.utf-8.csv")
    assert rows_of(path) == [
        ["id", "", "text"],
        ["005999", "ok", "text 5999"],
        ["000000", "failed", "text 0"],
    ]
    assert f"saved as {path.name}" in desk.status()


def test_without_a_header_csv_has_none_and_excel_numbers_the_columns(desk: Desk) -> None:
    desk.open(None)
    desk.complete()
    desk.table.on_arranged(RowOrder(np.array([0], np.uint32)))
    desk.threads.start()
    desk.pane.export_requested.emit(ExportForm.CSV)
    desk.wait(desk.exported)
    assert rows_of(desk.path.with_name("march.utf-8.csv")) == [["id", "", "text"]]
    desk.pane.export_requested.emit(ExportForm.XLSX)
    desk.wait(desk.exported, 2)
    sheet = openpyxl.load_workbook(desk.path.with_name("march.xlsx")).active
    assert [[cell.value or "" for cell in row] for row in sheet.iter_rows()] == [
        ["Column 1", "Column 2", "Column 3"],
        ["id", "", "text"],
    ]


def test_one_export_at_a_time_and_another_as_soon_as_it_is_given_up(desk: Desk) -> None:
    desk.complete()
    for form in (ExportForm.CSV, ExportForm.XLSX):
        desk.pane.export_requested.emit(form)
    desk.pane.export_cancelled.emit()
    desk.pane.export_requested.emit(ExportForm.CSV_FOR_EXCEL)
    desk.threads.start()
    desk.wait(desk.exported, 2)
    assert desk.names() == {"march.csv", "march.excel.csv"}
    assert "saved as march.excel.csv" in desk.status()


def test_words_about_an_export_that_was_given_up_are_not_shown(desk: Desk) -> None:
    desk.complete()
    exporter = play(Exporter)
    flow = ExportFlow(desk.pane, desk.table, exporter.worker)
    flow.begin(desk.opened)
    desk.pane.export_requested.emit(ExportForm.CSV)
    desk.pane.export_cancelled.emit()
    desk.pane.export_requested.emit(ExportForm.CSV)
    first, second = exporter.asked("export")
    exporter.worker.progressed.emit(WorkProgress(second.token, 1, 2))
    exporter.worker.progressed.emit(WorkProgress(first.token, 3, 4))
    exporter.worker.failed.emit(ReportFailed(first.token, ReportError(ReportErrorKind.NO_SPACE)))
    assert "exporting… 50 %" in desk.status()
    flow.end()


def test_an_export_given_up_leaves_nothing_to_cancel(desk: Desk) -> None:
    desk.pane.show()
    desk.complete()
    desk.pane.export_requested.emit(ExportForm.CSV)
    buttons = desk.pane.findChildren(QPushButton)
    assert [button.text() for button in buttons if button.isVisible()] == ["Cancel"]
    desk.pane.export_cancelled.emit()
    desk.threads.start()
    desk.wait(desk.exported)
    assert not any(button.isVisible() for button in buttons)
    assert "export" not in desk.status()
    assert desk.names() == {"march.csv"}


def test_an_export_that_fails_is_told(desk: Desk) -> None:
    desk.complete()
    desk.path.unlink()
    desk.threads.start()
    desk.pane.export_requested.emit(ExportForm.XLSX)
    desk.wait(desk.exported)
    assert "The file is no longer there." in desk.status()
