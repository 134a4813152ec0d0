"""Exports in the background: the rows shown in a new file beside the report, or nothing."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from gui.report.detecting.dialect import Dialect
from gui.report.errors import ReportErrorKind
from gui.report.exporting.export import Exported, ExportForm
from gui.report.files import StableFile
from gui.report.messages import ExportDone, ExportJob, OpenedReport, ReportFailed, WorkProgress
from gui.report.reading.report import Report
from gui.report.reading.row_numbers import RowNumbers
from gui.workers import export as worker
from gui.workers import throttle
from gui.workers.export import Exporter

ROWS = 60_000
HEADER = ("id", "phone", "text")


class Harness:
    """Exports in this thread, and hears everything."""

    def __init__(self, report: OpenedReport) -> None:
        self.exporter, self.report, self.folder = Exporter(), report, report.path.parent
        self.progress: list[WorkProgress] = []
        self.done: list[ExportDone] = []
        self.failed: list[ReportFailed] = []
        self.exporter.progressed.connect(self.progress.append)
        self.exporter.done.connect(self.done.append)
        self.exporter.failed.connect(self.failed.append)

    def job(self, form: ExportForm, numbers: list[int] | None = None, token: int = 1) -> ExportJob:
        rows: RowNumbers | None = None if numbers is None else np.array(numbers, np.uint32)
        return ExportJob(self.report, form, HEADER, rows, 1, self.folder / f"out{form.extension}", token)

    def names(self) -> set[str]:
        return {path.name for path in self.folder.iterdir()}


def line(number: int) -> list[str]:
    return [f"{number:06d}", f"+7916{number:07d}", f"text {number}"]


@pytest.fixture
def harness(qtbot: QtBot, tmp_path: Path) -> Iterator[Harness]:
    path = tmp_path / "march.csv"
    path.write_text("id;phone;text\n" + "".join(";".join(line(number)) + "\n" for number in range(ROWS)))
    report = Report(StableFile(path), Dialect("utf-8", ";", header_row=0))
    for _ in report.scan():
        pass
    harness = Harness(OpenedReport(1, report))
    yield harness
    shiboken6.delete(harness.exporter)


def rows_of(path: Path, separator: str = ",") -> list[list[str]]:
    if path.suffix == ".xlsx":
        sheet = openpyxl.load_workbook(path, read_only=True).active
        return [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=separator))


@pytest.mark.parametrize("form", ExportForm)
def test_the_rows_shown_are_written_in_their_order(harness: Harness, form: ExportForm) -> None:
    harness.exporter.export(harness.job(form, [ROWS, 1, 700], token=5))
    path = harness.folder / f"out{form.extension}"
    assert harness.done == [ExportDone(5, path, Exported(3))]
    separator = ";" if form is ExportForm.CSV_FOR_EXCEL else ","
    assert rows_of(path, separator) == [list(HEADER), line(ROWS - 1), line(0), line(699)]
    assert harness.failed == []


def test_all_rows_are_written_where_all_are_shown(harness: Harness) -> None:
    harness.exporter.export(harness.job(ExportForm.CSV))
    assert harness.done[0].exported == Exported(ROWS)
    assert rows_of(harness.done[0].path) == [list(HEADER), *map(line, range(ROWS))]


@pytest.mark.parametrize("form", ExportForm)
def test_no_file_that_is_there_is_touched(harness: Harness, form: ExportForm) -> None:
    mine = harness.folder / f"out{form.extension}"
    mine.write_text("mine")
    for _ in range(2):
        harness.exporter.export(harness.job(form, [1]))
    assert mine.read_text() == "mine"
    assert harness.names() == {"march.csv", mine.name, f"{mine.stem} (2){mine.suffix}", f"{mine.stem} (3){mine.suffix}"}


def test_a_file_that_a_person_has_given_up_is_replaced_when_the_new_one_is_whole(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "PROGRESS_S", 0.0)
    job = replace(harness.job(ExportForm.CSV), replaces=True)
    job.target.write_text("before")
    seen: set[str] = set()
    harness.exporter.progressed.connect(lambda: seen.add(job.target.read_text()))
    harness.exporter.export(job)
    assert seen == {"before"}
    assert rows_of(job.target) == [list(HEADER), *map(line, range(ROWS))]
    assert harness.names() == {"march.csv", "out.csv"}


def test_a_file_to_be_replaced_stays_as_it_was_where_the_export_is_given_up(harness: Harness) -> None:
    job = replace(harness.job(ExportForm.XLSX), replaces=True)
    job.target.write_text("before")
    job.cancelled.set()
    harness.exporter.export(job)
    assert job.target.read_text() == "before"
    assert harness.names() == {"march.csv", "out.xlsx"}


@pytest.mark.parametrize("form", ExportForm)
@pytest.mark.parametrize("numbers", [None, list(range(ROWS, 0, -1))], ids=["all", "arranged"])
def test_an_export_given_up_midway_leaves_nothing(
    harness: Harness, monkeypatch: pytest.MonkeyPatch, form: ExportForm, numbers: list[int] | None
) -> None:
    monkeypatch.setattr(throttle, "PROGRESS_S", 0.0)
    job = harness.job(form, numbers, token=6)
    seen: list[int] = []

    def give_up(told: WorkProgress) -> None:
        seen.append(len(harness.names()))
        if 0 < told.done < told.total:
            job.cancelled.set()

    harness.exporter.progressed.connect(give_up)
    harness.exporter.export(job)
    assert [(failed.token, failed.error.kind) for failed in harness.failed] == [(6, ReportErrorKind.CANCELLED)]
    assert len(seen) == 2, "not before it had begun, and not a step further"
    assert harness.done == []
    assert harness.names() == {"march.csv"}


def test_a_report_that_is_no_longer_there_is_told(harness: Harness) -> None:
    harness.report.path.unlink()
    harness.exporter.export(harness.job(ExportForm.CSV))
    assert [failed.error.kind for failed in harness.failed] == [ReportErrorKind.GONE]
    assert harness.names() == set()


def test_it_is_told_how_far_it_is(harness: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "PROGRESS_S", 0.0)
    harness.exporter.export(harness.job(ExportForm.CSV, token=3))
    assert {told.token for told in harness.progress} == {3}
    done = [told.done for told in harness.progress]
    assert done == sorted(done)
    assert harness.progress[-1].done == harness.progress[-1].total


def test_a_converted_report_is_exported(harness: Harness) -> None:
    path = harness.folder / "april.csv"
    path.write_text("id;phone;text\n1;2;привет\n", "utf-16")
    target = harness.folder / "out.csv"
    report = Report(StableFile(path))
    for _ in report.scan():
        pass
    harness.exporter.export(ExportJob(OpenedReport(2, report), ExportForm.CSV, HEADER, None, 1, target, 1))
    report.close()
    assert rows_of(target) == [list(HEADER), ["1", "2", "привет"]]


@pytest.mark.parametrize("bug", [OSError(36, "name too long"), MemoryError(), ZeroDivisionError()])
def test_a_bug_is_reported_and_answered_and_the_next_export_goes_on(
    harness: Harness, reported: list[BaseException], monkeypatch: pytest.MonkeyPatch, bug: Exception
) -> None:
    def raise_bug(*_: object, **__: object) -> None:
        raise bug

    with monkeypatch.context() as patch:
        patch.setattr(worker, "export", raise_bug)
        harness.exporter.export(harness.job(ExportForm.CSV, token=7))
    assert [(failed.token, failed.error.kind) for failed in harness.failed] == [(7, ReportErrorKind.INTERNAL)]
    assert reported == [bug]
    harness.exporter.export(harness.job(ExportForm.CSV, [1, 2]))
    assert len(harness.done) == 1
