"""The report on screen, with workers that are played; what they answer is read from real files."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from gui.account import Account, Credentials, SignIn
from gui.flows.preview_flow import PreviewFlow
from gui.models.local_state import Saved
from gui.models.task_table import TaskTable
from gui.report.errors import ReportError, ReportErrorKind
from gui.report.files import StableFile
from gui.report.messages import FollowReport, Growth, IndexProgress, OpenedReport, OpenReport, ReportFailed
from gui.report.reading.report import HEAD_BYTES, Report
from gui.service.task import Task, TaskStatus
from gui.storage.downloads import Download
from gui.views.main_window import MainWindow
from gui.wiring import wire_preview
from gui.workers.local_store import FileOnDisk, LocalStore
from gui.workers.pages import Pages
from gui.workers.scan import Scan
from gui.workers.transfer import Job, JobDone, JobProgress
from tests.fakes import FakeClock, Receiver
from tests.flows.played import play

ANNA = SignIn(Account("anna@smsc.ru", "https://smsc.ru", "anna"), Credentials("anna", "right"))


class Harness:
    """The flow at a real window."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.folder = folder
        self.window = MainWindow(TaskTable(FakeClock()))
        qtbot.addWidget(self.window)
        self.window.show_tasks()
        self.window.show()
        self.scan, self.pages, self.local_store = play(Scan), play(Pages), play(LocalStore)
        self.flow = PreviewFlow(self.window)
        wire_preview(self.flow, self.window, self.scan.worker, self.pages.worker, self.local_store.worker)
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
def harness(qtbot: QtBot, tmp_path: Path) -> Harness:
    return Harness(qtbot, tmp_path)


def test_a_report_is_shown_under_its_name(harness: Harness) -> None:
    harness.flow.open(harness.file("march.csv"))
    assert harness.changed.values == [True]
    assert harness.pane.isVisible()
    opened = harness.answer()
    assert (harness.title(), harness.rows()) == ("march.csv", ["march.csv", "march.csv"])
    size = opened.report.size_bytes
    harness.scan.worker.indexed.emit(IndexProgress(opened.token, 3, 0, 2, size, size, done=False))
    assert harness.completed.values == []
    harness.scan.worker.indexed.emit(IndexProgress(opened.token, 3, 0, 2, size, size, done=True))
    assert harness.completed.values == [opened]
    assert "2 row" in harness.status()


def test_no_row_of_the_report_before_stands_under_the_next_name(harness: Harness) -> None:
    harness.flow.open(harness.file("march.csv"))
    first = harness.request
    harness.answer()
    harness.flow.open(harness.file("april.csv"))
    assert (harness.title(), harness.rows()) == ("april.csv", [])
    assert first.cancelled.is_set()
    harness.answer(first.token, first.path)
    harness.scan.worker.indexed.emit(IndexProgress(first.token, 3, 0, 2, 9, 9, done=True))
    harness.fail(ReportErrorKind.UNREADABLE, first.token)
    assert (harness.rows(), harness.failed) == ([], []), "late words about the one before"
    harness.answer()
    assert harness.rows() == ["april.csv", "april.csv"]


@pytest.mark.parametrize("reason", [ReportErrorKind.GONE, ReportErrorKind.CHANGED, ReportErrorKind.UNREADABLE])
def test_a_report_that_cannot_be_opened_says_why_and_offers_a_new_download(
    harness: Harness, reason: ReportErrorKind
) -> None:
    asked = Receiver(harness.flow.download_again_requested)
    harness.flow.open(harness.file("march.csv"))
    harness.answer()
    file = harness.file("april.csv")
    harness.flow.open(file)
    harness.fail(reason)
    assert (harness.title(), harness.rows()) == ("april.csv", [])
    assert harness.status().endswith(".")
    assert harness.failed == [True]
    (button,) = harness.offers()
    assert button.text() == "Download again"
    button.click()
    assert asked.values == [file.download.path]


@pytest.mark.parametrize("reason", [ReportErrorKind.DENIED, ReportErrorKind.NO_SPACE, ReportErrorKind.CANCELLED])
def test_a_file_that_is_as_good_as_it_was_is_not_downloaded_again(harness: Harness, reason: ReportErrorKind) -> None:
    harness.flow.open(harness.file("march.csv"))
    harness.fail(reason)
    assert harness.status().endswith(".")
    assert harness.offers() == []


def test_a_file_that_vanishes_while_it_is_shown_is_told(harness: Harness) -> None:
    harness.flow.open(harness.file("march.csv"))
    harness.answer()
    harness.pages.worker.failed.emit(ReportFailed(harness.request.token, ReportError(ReportErrorKind.GONE)))
    assert "no longer there" in harness.status()
    assert [button.text() for button in harness.offers()] == ["Download again"]
    assert harness.title() == "march.csv"


def test_another_dialect_reads_the_same_file_anew(harness: Harness) -> None:
    harness.flow.open(harness.file("march.csv"))
    opened, first = harness.answer(), harness.request
    harness.pane.reading.dialect_chosen.emit(opened.dialect)
    assert first.cancelled.is_set()
    assert (harness.request.path, harness.request.dialect) == (first.path, opened.dialect)
    assert harness.rows() == []
    harness.answer()
    assert harness.rows() == ["march.csv", "march.csv"]


def test_closing_forgets_the_report(harness: Harness) -> None:
    harness.flow.open(harness.file("march.csv"))
    harness.answer()
    harness.pane.closed.emit()
    assert harness.request.cancelled.is_set()
    assert harness.scan.asked("close") == [None]
    assert (harness.rows(), harness.changed.values, harness.flow.path) == ([], [True, False], None)
    assert not harness.pane.isVisible()
    harness.answer()
    assert harness.rows() == [], "too late"


def test_the_file_on_screen_is_handed_to_another_program(harness: Harness) -> None:
    asked = Receiver(harness.flow.open_outside_requested, harness.flow.download_again_requested)
    harness.pane.open_outside_requested.emit()
    harness.pane.download_again_requested.emit()
    assert asked.values == []
    file = harness.file("march.csv")
    harness.flow.open(file)
    harness.pane.open_outside_requested.emit()
    assert asked.values == [file.download.path]


def test_a_report_is_followed_once_its_beginning_is_there(harness: Harness) -> None:
    target = harness.folder / "march.csv"
    harness.flow.follow(progress := harness.progress(target, HEAD_BYTES - 1))
    assert harness.scan.calls == []
    assert not progress.job.lease.hold.is_set()
    harness.flow.follow(harness.progress(target, HEAD_BYTES, progress.job))
    harness.flow.follow(harness.progress(target, 2 * HEAD_BYTES, progress.job))
    assert progress.job.lease.hold.is_set()
    (followed,) = harness.scan.asked("follow")
    assert isinstance(followed, FollowReport)
    assert {growth.token for growth in harness.scan.asked("advance")} == {followed.token}
    assert harness.scan.asked("advance")[-1] == Growth(followed.token, 2 * HEAD_BYTES)
    assert harness.title() == "march.csv"


def follow(harness: Harness, name: str) -> JobProgress:
    progress = harness.progress(harness.folder / name)
    harness.flow.follow(progress)
    return progress


def test_a_followed_report_that_is_whole_goes_on_as_it_is(harness: Harness) -> None:
    progress, file = follow(harness, "march.csv"), harness.file("march.csv", checked=False)
    harness.flow.on_saved(JobDone(progress.job, file.download))
    harness.flow.open(file)
    (followed,) = harness.scan.asked("follow")
    assert [settled.token for settled in harness.scan.asked("settle")] == [followed.token]
    assert harness.scan.asked("open") == []
    assert harness.local_store.asked("release_part") == [progress]
    assert "could not be checked" in harness.status()


def test_a_followed_report_that_got_another_name_is_opened_under_that(harness: Harness) -> None:
    progress, file = follow(harness, "march.csv"), harness.file("march (2).csv")
    harness.flow.on_saved(JobDone(progress.job, file.download))
    harness.flow.open(file)
    assert harness.scan.asked("settle") == []
    assert harness.request.path == file.download.path


def test_the_rows_of_a_broken_download_are_not_taken_for_the_file_it_was_to_replace(harness: Harness) -> None:
    progress, file = follow(harness, "march.csv"), harness.file("march.csv")
    harness.flow.on_broken_off(progress.job)
    assert "some rows are missing" in harness.status()
    assert harness.offers() == []
    harness.flow.open(file)
    assert harness.scan.asked("settle") == []
    assert harness.request.path == file.download.path
    assert "some rows are missing" not in harness.status()


def test_words_about_other_jobs_change_nothing(harness: Harness) -> None:
    progress, file = follow(harness, "march.csv"), harness.file("march.csv")
    other = Job(ANNA, progress.job.task, harness.folder)
    harness.flow.on_broken_off(other)
    harness.flow.on_saved(JobDone(other, file.download))
    assert "some rows are missing" not in harness.status()
    harness.flow.open(file)
    assert harness.scan.asked("settle") == []


def test_a_broken_download_that_cannot_be_read_offers_nothing_here(harness: Harness) -> None:
    follow(harness, "march.csv")
    (followed,) = harness.scan.asked("follow")
    harness.fail(ReportErrorKind.GONE, followed.token)
    assert harness.offers() == []
    assert harness.failed == [True]


def test_the_next_download_that_is_followed_lets_go_of_the_one_before(harness: Harness) -> None:
    first = follow(harness, "march.csv")
    second = follow(harness, "april.csv")
    assert harness.local_store.asked("release_part") == [first]
    assert second.job.lease.hold.is_set()
    assert harness.title() == "april.csv"
    harness.pane.closed.emit()
    assert harness.local_store.asked("release_part") == [first, second]


def test_no_more_rows_are_asked_for_once_some_could_not_be_read(harness: Harness) -> None:
    file = harness.file("march.csv")
    with file.download.path.open("a") as march:
        march.writelines(f"march;{number}\n" for number in range(20_000))
    harness.flow.open(file)
    opened = harness.answer()
    size = opened.report.size_bytes
    harness.scan.worker.indexed.emit(IndexProgress(opened.token, 20_003, 0, 2, size, size, done=True))
    harness.table.index(10_000, 0).data()
    asked = len(harness.pages.asked("fetch"))
    assert asked
    harness.pages.worker.failed.emit(ReportFailed(opened.token, ReportError(ReportErrorKind.GONE)))
    harness.table.index(15_000, 0).data()
    assert len(harness.pages.asked("fetch")) == asked


def focused(harness: Harness) -> str:
    widget = harness.window.focusWidget()
    return widget.objectName() if widget else ""


def test_the_rows_take_the_keyboard_from_the_tasks_but_not_from_somebody_who_types(harness: Harness) -> None:
    harness.window.focus_tasks()
    harness.flow.open(harness.file("march.csv"))
    assert focused(harness) == "reportTable"
    search = harness.window.findChild(QLineEdit, "taskSearch")
    assert search
    search.setFocus()
    harness.flow.open(harness.file("april.csv"))
    assert focused(harness) == "taskSearch"


def test_ctrl_g_and_f3_mean_the_report_wherever_the_keyboard_is(qtbot: QtBot, harness: Harness) -> None:
    harness.window.activateWindow()
    qtbot.waitUntil(harness.window.isActiveWindow)
    harness.flow.open(harness.file("march.csv"))
    harness.window.focus_tasks()
    qtbot.keyClick(harness.window.view, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(harness.window.focusWidget(), "1")
    assert focused(harness) == "reportTable", "no digit reaches the tasks before there are rows"
    harness.answer()
    harness.window.focus_tasks()
    qtbot.keyClick(harness.window.view, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert harness.pane.isAncestorOf(harness.window.focusWidget())
    qtbot.keyClicks(harness.window.focusWidget(), "2")
    qtbot.keyClick(harness.window.focusWidget(), Qt.Key.Key_Return)
    assert harness.pane.table.currentIndex().row() == 1
    harness.pane.controls.search.show_hits(np.array([0], np.uint32))
    harness.window.focus_tasks()
    qtbot.keyClick(harness.window.view, Qt.Key.Key_F3)
    assert harness.pane.table.currentIndex().row() == 0


def test_ctrl_f_searches_where_the_keyboard_is(qtbot: QtBot, harness: Harness) -> None:
    harness.window.activateWindow()
    qtbot.waitUntil(harness.window.isActiveWindow)
    harness.window.focus_tasks()
    harness.flow.open(harness.file("march.csv"))
    harness.answer()
    harness.pane.set_queries_enabled(True)
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(harness.window.focusWidget(), Qt.Key.Key_F, control)
    assert focused(harness) == "reportSearch"
    harness.window.focus_tasks()
    qtbot.keyClick(harness.window.view, Qt.Key.Key_F, control)
    assert focused(harness) == "taskSearch"


def test_the_title_names_the_task_and_the_file(harness: Harness) -> None:
    title = harness.pane.findChild(QLabel, "reportTitle")
    assert title is not None
    task, file = Task(1, "March mailing", TaskStatus.COMPLETED), harness.file("march.csv")
    harness.window.table.update((task,))
    harness.window.table.set_local(task.key, Saved(file.download, changed=False))
    harness.flow.open(file)
    assert title.text() == "March mailing — march.csv"
    harness.flow.open(harness.file("other.csv"))
    assert title.text() == "other.csv"
    harness.flow.follow(harness.progress(harness.folder / "april.csv"))
    assert title.text() == "March — april.csv"
