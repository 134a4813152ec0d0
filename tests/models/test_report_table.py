"""The table of a report's rows: grows, asks for what it lacks, never starts over. Pages are delivered by hand."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from gui.models.report_table import (
    ELLIPSIS,
    KEPT_PAGES,
    MOST_COLUMNS,
    MOST_ROWS,
    PAGE_ROWS,
    SHOWN_CHARACTERS,
    CopyRole,
    MarkedRole,
    ReportTable,
)
from gui.report.detecting.dialect import Dialect
from gui.report.errors import ReportError, ReportErrorKind
from gui.report.files import StableFile
from gui.report.messages import IndexProgress, OpenedReport, Page, PageRequest, ReportFailed
from gui.report.reading.report import Report
from gui.report.row_order import RowOrder
from gui.workers.pages import Pages

ROWS = 20_000
FIRST_ROWS = 500
HORIZONTAL, VERTICAL = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
TOOL_TIP = Qt.ItemDataRole.ToolTipRole


class Harness:
    """A table over a real file, and what it says and asks for."""

    def __init__(self) -> None:
        self.table = ReportTable()
        self.wanted: list[PageRequest] = []
        self.said: list[str] = []
        self.table.page_wanted.connect(self.wanted.append)
        self.table.modelReset.connect(lambda: self.said.append("reset"))
        self.table.rowsInserted.connect(lambda _, first, last: self.said.append(f"rows {first}-{last}"))
        self.table.rowsRemoved.connect(lambda _, first, last: self.said.append(f"no rows {first}-{last}"))
        self.table.columnsInserted.connect(lambda _, first, last: self.said.append(f"columns {first}-{last}"))
        self.table.held.connect(lambda: self.said.append("held"))

    def open(self, path: Path, token: int = 1, *, header_row: int | None = 0) -> Report:
        report = Report(StableFile(path), Dialect("utf-8", ";", header_row))
        for _ in report.scan():
            pass
        self.table.on_opened(OpenedReport(token, report))
        self.said.clear()
        return report

    def grow(self, rows: int, columns: int = 2, token: int = 1) -> None:
        self.table.on_indexed(IndexProgress(token, rows, 0, columns, 1, 1, done=True))

    def deliver(self) -> None:
        while self.wanted:
            request = self.wanted.pop(0)
            rows = request.opened.report.rows(request.first_row, request.count)
            self.table.on_page(Page(request.opened.token, request.first_row, rows))

    def text(self, row: int, column: int = 0, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        return self.table.index(row, column).data(role)


@pytest.fixture
def harness(qtbot: QtBot) -> Iterator[Harness]:
    harness = Harness()
    yield harness
    shiboken6.delete(harness.table)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "report.csv"
    path.write_text("id;text\n" + "".join(f"{number};row {number}\n" for number in range(ROWS)))
    return path


def small(tmp_path: Path, content: str) -> Path:
    path = tmp_path / "small.csv"
    path.write_text(content, "utf-8", newline="")
    return path


def test_it_keeps_qts_rules_for_models(harness: Harness, tmp_path: Path) -> None:
    tester = QAbstractItemModelTester(harness.table, QAbstractItemModelTester.FailureReportingMode.Fatal)
    harness.open(small(tmp_path, "a;b\n1;2\n3\n"))
    harness.grow(8, columns=3)
    harness.deliver()
    harness.table.clear()
    assert harness.said == ["columns 2-2", "rows 2-6", "reset"]
    shiboken6.delete(tester)


def test_it_grows_by_what_has_come_and_is_never_reset(harness: Harness, path: Path) -> None:
    harness.open(path)
    assert harness.table.rowCount() == FIRST_ROWS - 1
    harness.grow(5001)
    harness.grow(3001)
    harness.grow(ROWS + 1, columns=4)
    assert harness.said == ["rows 499-4999", "columns 2-3", f"rows 5000-{ROWS - 1}"]
    assert harness.table.rowCount() == ROWS


def test_progress_and_pages_of_another_report_change_nothing(harness: Harness, path: Path) -> None:
    report = harness.open(path, token=2)
    harness.grow(ROWS + 1, token=1)
    harness.grow(ROWS + 1, token=2)
    harness.table.on_page(Page(1, 1024, report.rows(0, PAGE_ROWS)))
    assert harness.said == [f"rows 499-{ROWS - 1}"]
    assert harness.text(1030) == ELLIPSIS


def test_a_row_that_is_not_there_is_asked_for_once_and_then_shown(harness: Harness, path: Path) -> None:
    harness.open(path)
    harness.grow(ROWS + 1)
    assert [harness.text(row, column) for row in (10_000, 10_001) for column in (0, 1)] == [ELLIPSIS] * 4
    assert [(request.first_row, request.count) for request in harness.wanted] == [(9984, PAGE_ROWS)]
    harness.deliver()
    assert (harness.text(10_000), harness.text(10_000, 1)) == ("10000", "row 10000")
    assert harness.wanted == []


def test_only_a_few_pages_are_kept(harness: Harness, path: Path) -> None:
    harness.open(path)
    harness.grow(ROWS + 1)
    for page in range(KEPT_PAGES + 1):
        harness.text(FIRST_ROWS + PAGE_ROWS * page)
        harness.deliver()
    assert harness.text(FIRST_ROWS) == ELLIPSIS
    assert harness.text(FIRST_ROWS + PAGE_ROWS) != ELLIPSIS


def test_rows_that_are_held_stay_until_they_are_released(harness: Harness, path: Path) -> None:
    harness.open(path)
    harness.grow(ROWS + 1)
    harness.said.clear()
    rows = range(0, ROWS, PAGE_ROWS)
    harness.table.hold(rows)
    assert len(rows) > KEPT_PAGES
    assert harness.said == []
    harness.deliver()
    assert harness.said == ["held"]
    assert [harness.table.cells(row) for row in rows] == [(str(row), f"row {row}") for row in rows]


def test_rows_in_memory_are_held_at_once(harness: Harness, path: Path) -> None:
    harness.open(path)
    harness.table.hold([0, 1])
    assert harness.said == ["held"]
    assert harness.wanted == []


def test_without_a_header_the_first_row_is_one_like_any_other(harness: Harness, path: Path) -> None:
    harness.open(path, header_row=None)
    assert (harness.table.headerData(0, VERTICAL), harness.text(0, 1)) == (1, "text")
    assert harness.table.headerData(1, HORIZONTAL) == "Column 2"
    assert harness.table.header_row is None


def test_what_stands_above_the_header_is_not_shown(harness: Harness, path: Path) -> None:
    path.write_text("Report;July\n\nid;text\n" + "".join(f"{number};row {number}\n" for number in range(ROWS)))
    harness.open(path, header_row=2)
    harness.grow(ROWS + 3)
    assert (harness.table.rowCount(), harness.table.header_rows) == (ROWS, 3)
    assert harness.table.names() == ["id", "text"]
    assert (harness.table.headerData(0, VERTICAL), harness.text(0)) == (3, "0")
    assert [harness.table.place_of(number) for number in (2, 3, ROWS + 2, ROWS + 3)] == [None, 0, ROWS - 1, None]
    assert harness.table.first_rows[0].cells == ("0", "row 0")
    assert harness.table.skipped_defective == 1, "the empty line"
    harness.text(10_000)
    harness.deliver()
    assert harness.text(10_000) == "10000"
    arranged(harness, [3 + 70, 3])
    assert [harness.table.number(row) for row in (0, 1)] == [73, 3]
    assert [harness.table.place_of(number) for number in (2, 3, 73)] == [None, 1, 0]


def test_rows_that_cannot_be_read_are_empty_and_not_asked_for_again(harness: Harness, path: Path) -> None:
    harness.open(path)
    harness.grow(ROWS + 1)
    drawn: list[object] = []
    harness.table.dataChanged.connect(lambda first, _: drawn.append(first.row()))
    assert harness.text(10_000) == ELLIPSIS
    harness.table.on_failed(ReportFailed(2, ReportError(ReportErrorKind.GONE)))
    assert (harness.text(10_000), drawn) == (ELLIPSIS, [])
    harness.wanted.clear()
    for _ in range(2):
        harness.table.on_failed(ReportFailed(1, ReportError(ReportErrorKind.GONE)))
    assert (harness.text(10_000), harness.text(15_000), harness.text(0), drawn) == ("", "", "0", [0])
    assert harness.wanted == []
    harness.open(path, token=2)
    harness.grow(ROWS + 1, token=2)
    assert harness.text(10_000) == ELLIPSIS


def test_rows_are_numbered_from_one_without_the_header(harness: Harness, path: Path) -> None:
    harness.open(path)
    assert (harness.table.headerData(0, VERTICAL), harness.text(0)) == (1, "0")


def test_long_text_and_line_breaks_are_cut_short_for_the_eye_only(harness: Harness, tmp_path: Path) -> None:
    long = "x" * (SHOWN_CHARACTERS + 1)
    harness.open(small(tmp_path, f'a;b\n{long};"one\r\ntwo\rthree\nfour"\n'))
    assert harness.text(0) == long[:-1] + ELLIPSIS
    assert harness.text(0, 1) == "one↵two↵three↵four"
    assert (harness.text(0, 0, CopyRole), harness.text(0, 1, CopyRole)) == (long, "one\r\ntwo\rthree\nfour")


@pytest.mark.parametrize(
    ("line", "said"),
    [("1", "fewer"), ("1;2;3", "more"), ('1;"2"x', "quotation"), ("1;\0", "zero"), ("1;\ufffd", "could not be read")],
)
def test_a_marked_row_says_what_is_wrong(harness: Harness, tmp_path: Path, line: str, said: str) -> None:
    harness.open(small(tmp_path, f"a;b\n1;2\n{line}\n"))
    assert not harness.text(0, 0, MarkedRole)
    assert harness.text(0, 0, TOOL_TIP) is None
    assert harness.table.headerData(0, VERTICAL, MarkedRole) is None
    assert harness.text(1, 0, MarkedRole)
    assert harness.table.headerData(1, VERTICAL, MarkedRole)
    for tip in (harness.text(1, 0, TOOL_TIP), harness.table.headerData(1, VERTICAL, TOOL_TIP)):
        assert said in str(tip)


def test_short_rows_are_filled_up_and_surplus_cells_have_columns(harness: Harness, tmp_path: Path) -> None:
    harness.open(small(tmp_path, "a;b\n1\n1;2;3\n"))
    assert harness.table.columnCount() == 3
    assert [harness.text(row, 2) for row in range(2)] == ["", "3"]
    assert harness.table.headerData(2, HORIZONTAL) == "Column 3"


def test_more_than_qt_can_show_is_left_out(harness: Harness, path: Path) -> None:
    harness.open(path)
    harness.grow(MOST_ROWS + 1000, MOST_COLUMNS + 1000)
    assert (harness.table.rowCount(), harness.table.columnCount()) == (MOST_ROWS, MOST_COLUMNS)


@pytest.mark.parametrize("content", ["", "a;b\n"])
def test_a_report_without_rows(harness: Harness, tmp_path: Path, content: str) -> None:
    harness.open(small(tmp_path, content))
    assert harness.table.rowCount() == 0
    harness.open(small(tmp_path, content), header_row=None)
    assert harness.table.rowCount() == (1 if content else 0)


def test_cleared_it_shows_nothing_and_asks_for_nothing(harness: Harness, path: Path) -> None:
    harness.open(path)
    harness.table.clear()
    harness.grow(ROWS + 1)
    assert (harness.table.rowCount(), harness.table.columnCount()) == (0, 0)
    assert harness.wanted == []


def arranged(harness: Harness, numbers: list[int]) -> None:
    harness.table.set_row_order(RowOrder(np.array(numbers, np.uint32)))


def deliver_picked(harness: Harness) -> None:
    pages = Pages()
    said: list[Page] = []
    pages.page.connect(said.append)
    while harness.wanted:
        pages.fetch(harness.wanted.pop(0))
    for page in said:
        harness.table.on_page(page)
    shiboken6.delete(pages)


def test_an_arrangement_shows_some_rows_in_its_own_order(harness: Harness, path: Path) -> None:
    harness.open(path)
    harness.grow(ROWS + 1)
    numbers = list(range(ROWS, 0, -3))
    arranged(harness, numbers)
    assert harness.table.rowCount() == len(numbers)
    for row in (0, 1, PAGE_ROWS, len(numbers) - 1):
        harness.text(row)
        deliver_picked(harness)
        assert harness.text(row) == str(numbers[row] - 1)
        assert harness.table.headerData(row, VERTICAL) == numbers[row]
        assert harness.table.number(row) == numbers[row]
        assert harness.table.place_of(numbers[row]) == row
    assert harness.table.place_of(ROWS - 1) is None
    assert harness.table.place_of(0) is None
    harness.table.hold([0, 300])
    deliver_picked(harness)
    assert harness.said[-1] == "held"
    assert harness.table.cells(300)[0] == str(numbers[300] - 1)
    harness.table.set_row_order(RowOrder())
    assert harness.table.rowCount() == ROWS
    assert harness.text(0) == "0"


def test_pages_of_an_earlier_arrangement_are_not_shown(harness: Harness, path: Path) -> None:
    harness.open(path)
    harness.grow(ROWS + 1)
    arranged(harness, [5, 6, 7])
    harness.text(0)
    late = list(harness.wanted)
    harness.wanted.clear()
    arranged(harness, [9, 8])
    harness.wanted.extend(late)
    deliver_picked(harness)
    assert harness.text(0) == ELLIPSIS
    deliver_picked(harness)
    assert harness.text(0) == "8"


def test_other_hits_in_the_same_rows_start_nothing_over(harness: Harness, path: Path) -> None:
    harness.open(path)
    rows = np.array([1, 2], np.uint32)
    harness.table.set_row_order(RowOrder(rows))
    harness.said.clear()
    harness.table.set_row_order(RowOrder(rows, np.array([1], np.uint32)))
    assert harness.said == []
    hits = harness.table.row_order.hits
    assert hits is not None
    assert hits.tolist() == [1]
