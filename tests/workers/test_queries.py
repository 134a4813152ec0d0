"""Queries about a report, answered in the background: what is found, and silence about what was given up."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from gui.report.detecting.dialect import Dialect
from gui.report.errors import ReportErrorKind
from gui.report.files import StableFile
from gui.report.messages import (
    OpenedReport,
    QueryResult,
    ReportFailed,
    RunQuery,
    RunSummary,
    SummaryResult,
    WorkProgress,
)
from gui.report.progress_monitor import ProgressMonitor
from gui.report.query_engine import QueryEngine
from gui.report.reading.report import Report
from gui.report.row_order import RowOrder
from gui.report.row_query import Contains, Count, Group, OneOf, RowQuery, Sorting, Summary
from gui.workers import throttle
from gui.workers.queries import Queries

ROWS = 60_000
STATUS = Group(1)


class Asker:
    """Asks in this thread, and hears everything."""

    def __init__(self) -> None:
        self.queries = Queries()
        self.answered: list[QueryResult] = []
        self.summarised: list[SummaryResult] = []
        self.progress: list[WorkProgress] = []
        self.failed: list[ReportFailed] = []
        self.queries.answered.connect(self.answered.append)
        self.queries.summarised.connect(self.summarised.append)
        self.queries.progressed.connect(self.progress.append)
        self.queries.failed.connect(self.failed.append)


@pytest.fixture
def asker(qtbot: QtBot) -> Iterator[Asker]:
    asker = Asker()
    yield asker
    shiboken6.delete(asker.queries)


@pytest.fixture
def told_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "PROGRESS_S", 0.0)


def opened(path: Path, token: int = 1) -> OpenedReport:
    report = Report(StableFile(path), Dialect("utf-8", ";", header_row=0))
    for _ in report.scan():
        pass
    return OpenedReport(token, report)


def written(path: Path, word: str = "text") -> Path:
    lines = (f"{number:06d};{('ok', 'failed')[number % 3 == 0]};{word} {number}\n" for number in range(ROWS))
    path.write_text("id;status;text\n" + "".join(lines))
    return path


@pytest.fixture
def report(tmp_path: Path) -> OpenedReport:
    return opened(written(tmp_path / "march.csv"))


def test_rows_are_chosen_ordered_and_searched(asker: Asker, report: OpenedReport) -> None:
    query = RowQuery((OneOf(STATUS, frozenset({"failed"})),), Sorting(0, descending=True), Contains("TEXT 59994", 2))
    asker.queries.run(RunQuery(report, query, 1, 7))
    (answered,) = asker.answered
    assert answered.token == 7
    rows, hits = answered.row_order.rows, answered.row_order.hits
    assert rows is not None
    assert rows.tolist() == [number + 1 for number in range(ROWS - 3, -1, -3)]
    assert hits is not None
    assert hits.tolist() == [1]
    assert asker.failed == []


@pytest.mark.parametrize("header_rows", [0, 1])
def test_the_header_is_a_row_only_where_it_is_none(asker: Asker, report: OpenedReport, header_rows: int) -> None:
    asker.queries.run(RunQuery(report, RowQuery((Contains("id", 0),)), header_rows, 1))
    asker.queries.summarise(RunSummary(report, STATUS, (Contains("id", 0),), header_rows, 2))
    rows = asker.answered[0].row_order.rows
    assert rows is not None
    assert rows.tolist() == [0] * (1 - header_rows)
    assert len(asker.summarised[0].summary.counts) == 1 - header_rows


def test_rows_are_counted(asker: Asker, report: OpenedReport) -> None:
    asker.queries.summarise(RunSummary(report, STATUS, (Contains("1", 0),), 1, 8))
    numbers = [number for number in range(ROWS) if "1" in f"{number:06d}"]
    failed = sum(number % 3 == 0 for number in numbers)
    counts = Count("ok", len(numbers) - failed), Count("failed", failed)
    assert asker.summarised == [SummaryResult(8, Summary(STATUS, counts))]


def test_nothing_is_said_of_a_query_given_up_before(asker: Asker, report: OpenedReport, told_each_time: None) -> None:
    look, wanted = RunQuery(report, RowQuery(sorting=Sorting(2)), 1, 1), RunSummary(report, STATUS, (), 1, 2)
    for asked in (look, wanted):
        asked.cancelled.set()
    asker.queries.run(look)
    asker.queries.summarise(wanted)
    assert (asker.answered, asker.summarised, asker.progress, asker.failed) == ([], [], [], [])


def test_a_query_given_up_midway_ends_there(asker: Asker, report: OpenedReport, told_each_time: None) -> None:
    look = RunQuery(report, RowQuery(needle=Contains("9")), 1, 1)
    asker.queries.progressed.connect(lambda _: look.cancelled.set())
    asker.queries.run(look)
    assert [told.token for told in asker.progress] == [1]
    assert (asker.answered, asker.failed) == ([], [])
    asker.queries.run(RunQuery(report, RowQuery(), 1, 2))
    assert [answered.token for answered in asker.answered] == [2]


def test_a_query_that_needs_no_reading_can_be_given_up_too(asker: Asker, report: OpenedReport) -> None:
    look = RunQuery(report, RowQuery(), 1, 1)
    look.cancelled.set()
    asker.queries.run(look)
    assert asker.answered == []


def test_it_is_told_how_far_a_query_is(asker: Asker, report: OpenedReport, told_each_time: None) -> None:
    asker.queries.run(RunQuery(report, RowQuery(needle=Contains("9")), 1, 3))
    assert {told.token for told in asker.progress} == {3}
    done = [told.done for told in asker.progress]
    assert done == sorted(done)
    assert asker.progress[-1].done == asker.progress[-1].total > done[0]


def test_a_report_that_changed_is_told_and_another_one_answered(
    asker: Asker, report: OpenedReport, tmp_path: Path
) -> None:
    written(report.path, word="other")
    asker.queries.run(RunQuery(report, RowQuery(needle=Contains("text")), 1, 4))
    assert [(failed.token, failed.error.kind) for failed in asker.failed] == [(4, ReportErrorKind.CHANGED)]
    again = opened(report.path, token=2)
    asker.queries.run(RunQuery(again, RowQuery(needle=Contains("OTHER")), 1, 5))
    hits = asker.answered[-1].row_order.hits
    assert hits is not None
    assert len(hits) == ROWS


def test_another_report_is_not_answered_from_the_one_before(asker: Asker, report: OpenedReport, tmp_path: Path) -> None:
    other = opened(written(tmp_path / "other.csv", word="word"))
    query = RowQuery((Contains("word"),))
    counts = []
    for asked in (report, other, report):
        asker.queries.run(RunQuery(asked, query, 1, 1))
        rows = asker.answered[-1].row_order.rows
        assert rows is not None
        counts.append(len(rows))
    assert counts == [0, ROWS, 0]


def test_what_was_found_out_is_kept_until_it_is_let_go(
    asker: Asker, report: OpenedReport, told_each_time: None
) -> None:
    query = RowQuery((OneOf(STATUS, frozenset({"ok"})),))
    asker.queries.run(RunQuery(report, query, 1, 1))
    asker.progress.clear()
    asker.queries.summarise(RunSummary(report, STATUS, (), 1, 2))
    assert asker.progress == [], "nothing was read again"
    asker.queries.forget()
    asker.queries.summarise(RunSummary(report, STATUS, (), 1, 3))
    assert asker.progress


@pytest.mark.parametrize("where", ["__init__", "arrange"])
def test_a_bug_is_reported_and_answered_and_the_next_query_goes_on(
    asker: Asker, tmp_path: Path, reported: list[BaseException], monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    report = opened(written(tmp_path / "march.csv"))

    def raise_bug(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(QueryEngine, where, raise_bug)
        asker.queries.run(RunQuery(report, RowQuery(), 1, token=7))
    assert [(failed.token, failed.error.kind) for failed in asker.failed] == [(7, ReportErrorKind.INTERNAL)]
    assert [type(bug) for bug in reported] == [ZeroDivisionError]
    asker.queries.run(RunQuery(report, RowQuery(), 1, token=8))
    assert [answered.token for answered in asker.answered] == [8]


def test_what_a_bug_has_left_half_done_is_not_used_again(
    asker: Asker, tmp_path: Path, reported: list[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    report, spoiled, arrange = opened(written(tmp_path / "march.csv")), list[QueryEngine](), QueryEngine.arrange

    def spoil(engine: QueryEngine, query: RowQuery, header_rows: int, monitor: ProgressMonitor) -> RowOrder:
        if not spoiled or engine in spoiled:
            spoiled.append(engine)
            raise ZeroDivisionError
        return arrange(engine, query, header_rows, monitor)

    monkeypatch.setattr(QueryEngine, "arrange", spoil)
    asker.queries.run(RunQuery(report, RowQuery(), 1, token=7))
    asker.queries.run(RunQuery(report, RowQuery(), 1, token=8))
    assert [answered.token for answered in asker.answered] == [8]
    assert len(reported) == 1


def test_a_bug_in_a_summary_is_reported_and_answered(
    asker: Asker, tmp_path: Path, reported: list[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    def raise_bug(*_: object) -> None:
        raise ZeroDivisionError

    report = opened(written(tmp_path / "march.csv"))
    monkeypatch.setattr(QueryEngine, "summary", raise_bug)
    asker.queries.summarise(RunSummary(report, STATUS, (), 1, token=7))
    assert [(failed.token, failed.error.kind) for failed in asker.failed] == [(7, ReportErrorKind.INTERNAL)]
    assert len(reported) == 1
