"""The name under which an export is found."""

from pathlib import Path

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from gui.report.exporting.export import ExportForm
from gui.report.files import StableFile
from gui.report.messages import ExportDone, ExportJob, OpenedReport
from gui.report.reading.report import Report
from gui.workers import throttle
from gui.workers.export import Exporter


def test_where_the_name_is_taken_meanwhile_the_next_free_one_is_told(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "PROGRESS_S", 0.0)
    path, taken = tmp_path / "march.csv", tmp_path / "march.xlsx"
    path.write_text("a;b\n1;2\n")
    report = Report(StableFile(path))
    for _ in report.scan():
        pass
    exporter, done = Exporter(), list[ExportDone]()
    exporter.done.connect(done.append)
    exporter.progressed.connect(lambda: taken.write_text("another program's"))
    exporter.export(ExportJob(OpenedReport(1, report), ExportForm.XLSX, ("a", "b"), None, 1, taken, 1))
    shiboken6.delete(exporter)
    assert [each.path for each in done] == [tmp_path / "march (2).xlsx"]
    assert done[0].path.stat().st_size
    assert taken.read_text() == "another program's"
