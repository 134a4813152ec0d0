"""A page that cannot be read for a reason that nobody foresaw is answered, so that nobody waits for it."""

from pathlib import Path

import numpy as np
import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from gui.report.errors import ReportErrorKind
from gui.report.files import StableFile
from gui.report.messages import OpenedReport, Page, PageRequest, ReportFailed
from gui.report.reading.report import Report
from gui.workers import pages as worker
from gui.workers.pages import Pages


@pytest.mark.parametrize("arranged", [False, True])
def test_a_bug_is_reported_and_answered_and_the_next_page_comes(
    qtbot: QtBot, tmp_path: Path, reported: list[BaseException], monkeypatch: pytest.MonkeyPatch, arranged: bool
) -> None:
    path = tmp_path / "march.csv"
    path.write_text("id;phone\n1;2\n3;4\n")
    report = Report(StableFile(path))
    for _ in report.scan():
        pass
    pages, page, failed = Pages(), list[Page](), list[ReportFailed]()
    pages.page.connect(page.append)
    pages.failed.connect(failed.append)
    request = PageRequest(OpenedReport(7, report), 1, 2, numbers=np.array([2], np.uint32) if arranged else None)

    def raise_bug(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(worker, "rows_at", raise_bug)
        patch.setattr(Report, "rows", raise_bug)
        pages.fetch(request)
    assert [(failed.token, failed.error.kind) for failed in failed] == [(7, ReportErrorKind.INTERNAL)]
    assert [type(bug) for bug in reported] == [ZeroDivisionError]
    pages.fetch(request)
    assert len(page) == 1
    report.close()
    shiboken6.delete(pages)
