"""The report on screen, with workers that are played; what they answer is read from real files."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from gui.account import Account, Credentials, SignIn
from gui.flows.preview_flow import PreviewFlow
from gui.models.task_table import TaskTable
from gui.report.errors import ReportError, ReportErrorKind
from gui.report.files import StableFile
from gui.report.messages import FollowReport, Growth, IndexProgress, OpenedReport, OpenReport, ReportFailed
from gui.report.report import HEAD_BYTES, Report
from gui.service.task import Task, TaskStatus
from gui.storage.downloads import Download
from gui.views.main_window import MainWindow
from gui.workers.local_store import FileOnDisk, LocalStore
from gui.workers.pages import Pages
from gui.workers.scan import Scan
from gui.workers.transfer import Job, JobDone, JobProgress
from tests.fakes import FakeClock, Receiver
from tests.flows.played import play

ANNA = SignIn(Account("anna@smsc.ru", "https://smsc.ru", "anna"), Credentials("anna", "right"))


class Desk:
    """The flow at a real window."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.folder = folder
        self.window = MainWindow(TaskTable(FakeClock()))
        qtbot.addWidget(self.window)
        self.window.show_tasks()
        self.window.show()
        self.scan, self.pages, self.local_store = play(Scan), play(Pages), play(LocalStore)
        self.flow = PreviewFlow(self.window, self.scan.worker, self.pages.worker, self.local_store.worker)
        self.pane, self.table = self.flow.pane, self.flow.table
        self.changed, self.completed = Receiver(self.flow.opened_changed), Receiver(self.flow.completed)
        self.failed: list[bool] = []
        self.flow.failed.connect(lambda: self.failed.append(True))

    def file(self, name: str, *, checked: bool = True) -> FileOnDisk:
        path = self.folder / name
        path.write_text(f"name;number\n{name};1\n{name};2\n")
        return FileOnDisk(Download(path, 0, 0, checked, 0.0), changed=False)

    def progress(self, target: Path, received_bytes: int = HEAD_BYTES, job: Job | None = None) -> JobProgress:
        job = job or Job(ANNA, Task(1, "March", TaskStatus.COMPLETED), self.folder)
        return JobProgress(job, target, target.with_suffix(".part"), received_bytes, None, 0.0)

    @property
    def request(self) -> OpenReport:
        asked: OpenReport = self.scan.asked("open")[-1]
        return asked

    def answer(self, token: int | None = None, path: Path | None = None) -> OpenedReport:
        """Let the scan open the report that was asked for last."""
        opened = OpenedReport(token or self.request.token, Report(StableFile(path or self.request.path)))
        self.scan.worker.opened.emit(opened)
        return opened

    def fail(self, reason: ReportErrorKind, token: int | None = None) -> None:
        self.scan.worker.failed.emit(ReportFailed(token or self.request.token, ReportError(reason)))

    def title(self) -> str:
        label = self.pane.findChild(QLabel, "reportTitle")
        assert isinstance(label, QLabel)
        return Path(label.toolTip()).name

    def rows(self) -> list[str]:
        return [str(self.table.index(row, 0).data()) for row in range(self.table.rowCount())]

    def status(self) -> str:
        label = self.pane.findChild(QLabel, "reportStatus")
        assert isinstance(label, QLabel)
        return label.text()

    def offers(self) -> list[QPushButton]:
        buttons = [self.pane.findChild(QPushButton, f"reportStatusButton{number}") for number in range(2)]
        return [button for button in buttons if isinstance(button, QPushButton) and button.isVisible()]


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Desk:
    return Desk(qtbot, tmp_path)


def test_a_report_is_shown_under_its_name(desk: Desk) -> None:
    desk.flow.open(desk.file("march.csv"))
    assert desk.changed.values == [True]
    assert desk.pane.isVisible()
    opened = desk.answer()
    assert (desk.title(), desk.rows()) == ("march.csv", ["march.csv", "march.csv"])
    size = opened.report.size_bytes
    desk.scan.worker.indexed.emit(IndexProgress(opened.token, 3, 0, 2, size, size, done=False))
    assert desk.completed.values == []
    desk.scan.worker.indexed.emit(IndexProgress(opened.token, 3, 0, 2, size, size, done=True))
    assert desk.completed.values == [opened]
    assert "2 row" in desk.status()


def test_no_row_of_the_report_before_stands_under_the_next_name(desk: Desk) -> None:
    desk.flow.open(desk.file("march.csv"))
    first = desk.request
    desk.answer()
    desk.flow.open(desk.file("april.csv"))
    assert (desk.title(), desk.rows()) == ("april.csv", [])
    assert first.cancelled.is_set()
    desk.answer(first.token, first.path)
    desk.scan.worker.indexed.emit(IndexProgress(first.token, 3, 0, 2, 9, 9, done=True))
    desk.fail(ReportErrorKind.UNREADABLE, first.token)
    assert (desk.rows(), desk.failed) == ([], []), "late words about the one before"
    desk.answer()
    assert desk.rows() == ["april.csv", "april.csv"]


@pytest.mark.parametrize("reason", [ReportErrorKind.GONE, ReportErrorKind.CHANGED, ReportErrorKind.UNREADABLE])
def test_a_report_that_cannot_be_opened_says_why_and_offers_a_new_download(desk: Desk, reason: ReportErrorKind) -> None:
    asked = Receiver(desk.flow.download_again_requested)
    desk.flow.open(desk.file("march.csv"))
    desk.answer()
    file = desk.file("april.csv")
    desk.flow.open(file)
    desk.fail(reason)
    assert (desk.title(), desk.rows()) == ("april.csv", [])
    assert desk.status().endswith(".")
    assert desk.failed == [True]
    (button,) = desk.offers()
    assert button.text() == "Download again"
    button.click()
    assert asked.values == [file.download.path]


@pytest.mark.parametrize("reason", [ReportErrorKind.DENIED, ReportErrorKind.NO_SPACE, ReportErrorKind.CANCELLED])
def test_a_file_that_is_as_good_as_it_was_is_not_downloaded_again(desk: Desk, reason: ReportErrorKind) -> None:
    desk.flow.open(desk.file("march.csv"))
    desk.fail(reason)
    assert desk.status().endswith(".")
    assert desk.offers() == []


def test_a_file_that_vanishes_while_it_is_shown_is_told(desk: Desk) -> None:
    desk.flow.open(desk.file("march.csv"))
    desk.answer()
    desk.pages.worker.failed.emit(ReportFailed(desk.request.token, ReportError(ReportErrorKind.GONE)))
    assert "no longer there" in desk.status()
    assert [button.text() for button in desk.offers()] == ["Download again"]
    assert desk.title() == "march.csv"


def test_another_dialect_reads_the_same_file_anew(desk: Desk) -> None:
    desk.flow.open(desk.file("march.csv"))
    opened, first = desk.answer(), desk.request
    desk.pane.dialect_chosen.emit(opened.dialect)
    assert first.cancelled.is_set()
    assert (desk.request.path, desk.request.dialect) == (first.path, opened.dialect)
    assert desk.rows() == []
    desk.answer()
    assert desk.rows() == ["march.csv", "march.csv"]


def test_closing_forgets_the_report(desk: Desk) -> None:
    desk.flow.open(desk.file("march.csv"))
    desk.answer()
    desk.pane.closed.emit()
    assert desk.request.cancelled.is_set()
    assert desk.scan.asked("close") == [None]
    assert (desk.rows(), desk.changed.values, desk.flow.path) == ([], [True, False], None)
    assert not desk.pane.isVisible()
    desk.answer()
    assert desk.rows() == [], "too late"


def test_the_file_on_screen_is_handed_to_another_program(desk: Desk) -> None:
    asked = Receiver(desk.flow.open_outside_requested, desk.flow.download_again_requested)
    desk.pane.open_outside_requested.emit()
    desk.pane.download_again_requested.emit()
    assert asked.values == []
    file = desk.file("march.csv")
    desk.flow.open(file)
    desk.pane.open_outside_requested.emit()
    assert asked.values == [file.download.path]


def test_a_report_is_followed_once_its_beginning_is_there(desk: Desk) -> None:
    target = desk.folder / "march.csv"
    desk.flow.follow(progress := desk.progress(target, HEAD_BYTES - 1))
    assert desk.scan.calls == []
    assert not progress.job.lease.hold.is_set()
    desk.flow.follow(desk.progress(target, HEAD_BYTES, progress.job))
    desk.flow.follow(desk.progress(target, 2 * HEAD_BYTES, progress.job))
    assert progress.job.lease.hold.is_set()
    (followed,) = desk.scan.asked("follow")
    assert isinstance(followed, FollowReport)
    assert {growth.token for growth in desk.scan.asked("advance")} == {followed.token}
    assert desk.scan.asked("advance")[-1] == Growth(followed.token, 2 * HEAD_BYTES)
    assert desk.title() == "march.csv"


def follow(desk: Desk, name: str) -> JobProgress:
    progress = desk.progress(desk.folder / name)
    desk.flow.follow(progress)
    return progress


def test_a_followed_report_that_is_whole_goes_on_as_it_is(desk: Desk) -> None:
    progress, file = follow(desk, "march.csv"), desk.file("march.csv", checked=False)
    desk.flow.on_done(JobDone(progress.job, file.download))
    desk.flow.open(file)
    (followed,) = desk.scan.asked("follow")
    assert [settled.token for settled in desk.scan.asked("settle")] == [followed.token]
    assert desk.scan.asked("open") == []
    assert desk.local_store.asked("release_part") == [progress]
    assert "could not be checked" in desk.status()


def test_a_followed_report_that_got_another_name_is_opened_under_that(desk: Desk) -> None:
    progress, file = follow(desk, "march.csv"), desk.file("march (2).csv")
    desk.flow.on_done(JobDone(progress.job, file.download))
    desk.flow.open(file)
    assert desk.scan.asked("settle") == []
    assert desk.request.path == file.download.path


def test_the_rows_of_a_broken_download_are_not_taken_for_the_file_it_was_to_replace(desk: Desk) -> None:
    progress, file = follow(desk, "march.csv"), desk.file("march.csv")
    desk.flow.on_broken_off(progress.job)
    assert "not all" in desk.status()
    assert desk.offers() == []
    desk.flow.open(file)
    assert desk.scan.asked("settle") == []
    assert desk.request.path == file.download.path
    assert "not all" not in desk.status()


def test_words_about_other_jobs_change_nothing(desk: Desk) -> None:
    progress, file = follow(desk, "march.csv"), desk.file("march.csv")
    other = Job(ANNA, progress.job.task, desk.folder)
    desk.flow.on_broken_off(other)
    desk.flow.on_done(JobDone(other, file.download))
    assert "not all" not in desk.status()
    desk.flow.open(file)
    assert desk.scan.asked("settle") == []


def test_a_broken_download_that_cannot_be_read_offers_nothing_here(desk: Desk) -> None:
    follow(desk, "march.csv")
    (followed,) = desk.scan.asked("follow")
    desk.fail(ReportErrorKind.GONE, followed.token)
    assert desk.offers() == []
    assert desk.failed == [True]


def test_the_next_download_that_is_followed_lets_go_of_the_one_before(desk: Desk) -> None:
    first = follow(desk, "march.csv")
    second = follow(desk, "april.csv")
    assert desk.local_store.asked("release_part") == [first]
    assert second.job.lease.hold.is_set()
    assert desk.title() == "april.csv"
    desk.pane.closed.emit()
    assert desk.local_store.asked("release_part") == [first, second]
