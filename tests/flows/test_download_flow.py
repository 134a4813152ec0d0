"""What a query for a task's report leads to: in the table, in the notice bar, and to the workers, which are played."""

from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from gui.models.local_state import Armed, Downloading, NotHere, Queued, Saved, Waiting
from gui.models.task_table import Column, LocalRole
from gui.service.task import Task, TaskList, TaskStatus
from gui.views.task_view import TaskCommand
from gui.workers.local_store import AccountSnapshot, ArmRequest
from gui.workers.transfer import JobWaiting
from tests.fakes import FakeClock
from tests.flows.downloader import (
    ANNA,
    APRIL,
    BORIS,
    BROKEN,
    MARCH,
    STOPPED,
    STRANGE,
    WEEKLY,
    DownloadDriver,
    sign_in,
)


@pytest.fixture
def person(qtbot: QtBot, tmp_path: Path, clock: FakeClock) -> DownloadDriver:
    return DownloadDriver(qtbot, tmp_path, clock)


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What the system is asked to open; it can do so unless it holds "cannot"."""
    opened: list[Path] = []

    def open_url(url: QUrl) -> bool:
        opened.append(Path(url.toLocalFile()))
        return "cannot" not in url.toLocalFile()

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    return opened


# From a query to a report


def test_a_double_click_on_a_completed_task_brings_its_report_and_shows_it(person: DownloadDriver) -> None:
    person.double_click(MARCH)
    assert [(job.task, job.folder, job.sign_in, job.replaces) for job in person.jobs()] == [
        (MARCH, person.folder, sign_in(), None)
    ]
    assert person.local(MARCH) == Queued(1)
    job = person.jobs()[0]
    person.transfer.worker.started.emit(job)
    assert person.local(MARCH) == Downloading(0, None, 0.0)
    progress = person.progress(job)
    assert person.local(MARCH) == Downloading(50, 100, 10.0)
    assert person.growing.values == [progress]
    person.finish(job)
    assert person.local(MARCH) == Saved(person.file(MARCH).download, changed=False)
    assert person.opened.values == [person.file(MARCH)]
    assert person.ready.values == ["march.csv is on this computer."]
    assert person.notice() == ""


def test_a_report_that_is_here_is_opened_and_not_fetched(person: DownloadDriver) -> None:
    person.has(MARCH)
    person.double_click(MARCH)
    assert person.opened.values == [person.file(MARCH)]
    assert person.jobs() == []


def test_a_second_double_click_asks_for_nothing_more(person: DownloadDriver) -> None:
    person.double_click(MARCH)
    person.double_click(MARCH)
    assert len(person.jobs()) == 1


@pytest.mark.parametrize(
    ("task", "words"), [(STOPPED, "was cancelled"), (BROKEN, "failed on the service"), (STRANGE, "does not know")]
)
def test_a_task_without_a_report_says_why(person: DownloadDriver, task: Task, words: str) -> None:
    person.double_click(task)
    assert person.jobs() == []
    assert f"«{task.name}»" in person.notice()
    assert words in person.notice()


def test_downloads_in_line_are_numbered(person: DownloadDriver) -> None:
    person.double_click(MARCH)
    person.double_click(APRIL)
    assert (person.local(MARCH), person.local(APRIL)) == (Queued(1), Queued(2))
    person.transfer.worker.started.emit(person.jobs()[0])
    assert person.local(APRIL) == Queued(1)


def test_a_download_that_the_limit_holds_back_counts_down(person: DownloadDriver) -> None:
    person.double_click(MARCH)
    person.transfer.worker.waiting.emit(JobWaiting(person.jobs()[0], person.clock.now_s() + 30))
    assert person.local(MARCH) == Waiting(person.clock.now_s() + 30)
    model = person.window.view.model()
    cell = next(
        model.index(row, Column.LOCAL)
        for row in range(model.rowCount())
        if isinstance(model.index(row, Column.LOCAL).data(LocalRole), Waiting)
    )
    assert "30 s" in cell.data()
    told: list[int] = []
    model.dataChanged.connect(lambda first, _last: told.append(first.row()))
    person.clock.advance(10)
    person.flow.tick()
    assert told == [cell.row()]
    assert "20 s" in cell.data()


def test_a_report_nobody_waits_for_is_announced_and_opened_by_the_notice(person: DownloadDriver) -> None:
    person.flow.on_preview_changed(True)
    person.double_click(MARCH)
    person.double_click(APRIL)
    person.finish(person.jobs()[0])
    assert person.opened.values == []
    assert person.notice() == "march.csv is on this computer."
    person.press_notice()
    assert person.opened.values == [person.file(MARCH)]
    assert person.notice() == ""


def test_the_notice_of_a_ready_report_fetches_it_again_where_it_has_been_deleted(person: DownloadDriver) -> None:
    person.flow.on_preview_changed(True)
    person.double_click(MARCH)
    person.double_click(APRIL)
    person.finish(person.jobs()[0])
    person.has()
    person.press_notice()
    assert [job.task for job in person.jobs()] == [MARCH, APRIL, MARCH]


def test_opening_a_report_ends_the_notice_that_it_is_ready(person: DownloadDriver) -> None:
    person.flow.on_preview_changed(True)
    person.double_click(MARCH)
    person.double_click(APRIL)
    person.finish(person.jobs()[0])
    person.double_click(MARCH)
    assert person.notice() == ""


def test_a_preview_closed_while_its_report_comes_in_stays_closed_until_asked_for_again(person: DownloadDriver) -> None:
    person.double_click(MARCH)
    person.progress(person.jobs()[0])
    person.flow.on_preview_changed(True)
    person.flow.on_preview_changed(False)
    person.progress(person.jobs()[0], 60)
    assert len(person.growing.values) == 1
    person.double_click(MARCH)
    person.progress(person.jobs()[0], 70)
    assert len(person.growing.values) == 2


def test_a_survey_that_missed_a_new_report_is_put_right(person: DownloadDriver) -> None:
    person.double_click(MARCH)
    before = len(person.local_store.asked("check_files"))
    person.finish(person.jobs()[0])
    assert len(person.local_store.asked("check_files")) == before + 1


# What is armed


def test_a_task_in_work_is_armed_and_disarmed_by_double_clicks(person: DownloadDriver) -> None:
    person.double_click(WEEKLY)
    assert person.local(WEEKLY) == Armed()
    person.double_click(WEEKLY)
    assert person.local(WEEKLY) == NotHere()
    assert person.armings() == [ArmRequest(ANNA, 5, True), ArmRequest(ANNA, 5, False)]


def test_an_armed_task_is_fetched_once_when_it_is_ready(person: DownloadDriver) -> None:
    person.double_click(WEEKLY)
    ready = Task(5, "Weekly", TaskStatus.COMPLETED, file="weekly.csv")
    person.show(ready)
    person.show(ready)
    assert [job.task for job in person.jobs()] == [ready]
    assert person.armings()[-1] == ArmRequest(ANNA, 5, False)
    person.command(TaskCommand.CANCEL, ready)
    assert person.local(ready) == NotHere()
    person.show(ready)
    assert len(person.jobs()) == 1, "what began is no longer armed"


def test_an_armed_task_that_comes_to_nothing_says_so(person: DownloadDriver) -> None:
    person.double_click(WEEKLY)
    person.show(Task(5, "Weekly", TaskStatus.FAILED))
    assert "«Weekly» failed" in person.notice()
    assert person.armings()[-1] == ArmRequest(ANNA, 5, False)


def test_what_was_armed_in_an_earlier_run_begins_with_the_sign_in(person: DownloadDriver) -> None:
    person.flow.begin(ANNA)
    person.local_store.worker.account_loaded.emit(AccountSnapshot(BORIS, TaskList(), None, frozenset({MARCH.key})))
    assert person.local(MARCH) == NotHere()
    person.local_store.worker.account_loaded.emit(AccountSnapshot(ANNA, TaskList(), None, frozenset({MARCH.key})))
    assert person.local(MARCH) == Armed()
    assert person.jobs() == []
    person.flow.on_signed_in(sign_in(BORIS))
    assert person.jobs() == []
    person.flow.on_signed_in(sign_in())
    assert [job.task for job in person.jobs()] == [MARCH]


def test_a_download_asked_for_before_the_sign_in_begins_with_it(person: DownloadDriver) -> None:
    person.flow.begin(ANNA)
    person.double_click(MARCH)
    assert person.local(MARCH) == Armed()
    assert person.jobs() == []
    person.flow.on_signed_in(sign_in())
    assert [job.task for job in person.jobs()] == [MARCH]
    assert person.armings()[-1] == ArmRequest(ANNA, MARCH.key, False)


# The menu, the buttons and the cross


def test_the_menu_arms_and_disarms(person: DownloadDriver) -> None:
    person.menu(WEEKLY, "Download when ready")
    assert person.local(WEEKLY) == Armed()
    person.menu(WEEKLY, "Don't download")
    assert person.local(WEEKLY) == NotHere()


def test_the_menu_downloads_and_cancels(person: DownloadDriver) -> None:
    person.menu(MARCH, "Download")
    job = person.jobs()[0]
    person.progress(job)
    person.menu(MARCH, "Cancel download")
    assert person.transfer.asked("cancel") == [job]
    assert person.local(MARCH) == NotHere()
    assert person.broken_off.values == [job]
    person.progress(job)
    person.fail(job)
    assert person.local(MARCH) == NotHere()
    assert person.notice() == ""


def test_the_download_button_downloads_cancels_and_opens(person: DownloadDriver) -> None:
    person.select(MARCH)
    person.press("downloadAction")
    assert len(person.jobs()) == 1
    person.press("downloadAction")
    assert person.transfer.asked("cancel") == person.jobs()
    person.has(MARCH)
    person.press("downloadAction")
    assert person.opened.values == [person.file(MARCH)]


def test_cancelling_one_download_leaves_the_others_and_numbers_them_anew(person: DownloadDriver) -> None:
    person.double_click(MARCH)
    person.double_click(APRIL)
    person.command(TaskCommand.CANCEL, MARCH)
    assert (person.local(MARCH), person.local(APRIL)) == (NotHere(), Queued(1))
    assert [job.task for job in person.transfer.asked("cancel")] == [MARCH]
    person.command(TaskCommand.CANCEL, MARCH)
    assert len(person.transfer.asked("cancel")) == 1


def test_a_report_saved_before_the_cancel_arrived_is_found(person: DownloadDriver) -> None:
    person.double_click(MARCH)
    person.command(TaskCommand.CANCEL, MARCH)
    before = len(person.local_store.asked("check_files"))
    person.finish(person.jobs()[0])
    assert len(person.local_store.asked("check_files")) == before + 1
    assert person.opened.values == []


def test_a_report_is_shown_in_its_folder_and_opened_elsewhere(person: DownloadDriver, outside: list[Path]) -> None:
    person.has(MARCH)
    person.menu(MARCH, "Show in folder")
    person.menu(MARCH, "Open in another program")
    person.press("openFolderAction")
    person.flow.show_in_folder(person.folder / "copies" / "march.xlsx")
    person.flow.open_outside(person.folder / "april.csv")
    assert outside == [
        *(person.folder, person.folder / "march.csv", person.folder),
        *(person.folder / "copies", person.folder / "april.csv"),
    ]
    assert person.notice() == ""


def test_what_no_program_opens_is_said(person: DownloadDriver, outside: list[Path]) -> None:
    person.flow.show_in_folder(person.folder / "cannot" / "march.csv")
    assert person.notice() == f"The folder {person.folder / 'cannot'} could not be opened."
    person.flow.open_outside(person.folder / "cannot.csv")
    assert person.notice() == "No program on this computer opens cannot.csv."


def test_nothing_is_opened_of_a_task_without_a_report(person: DownloadDriver, outside: list[Path]) -> None:
    for command in (TaskCommand.SHOW_IN_FOLDER, TaskCommand.OPEN_OUTSIDE):
        person.command(command, MARCH)
    assert outside == []


def test_one_report_at_a_time_is_followed(person: DownloadDriver) -> None:
    for task in (MARCH, APRIL):
        person.double_click(task)
    march, april = person.jobs()
    followed = person.progress(march)
    person.progress(april)
    assert person.growing.values == [followed]


def test_what_was_asked_for_last_takes_the_place_of_another_report(person: DownloadDriver) -> None:
    person.flow.on_preview_changed(True)
    person.double_click(MARCH)
    person.finish(person.jobs()[0])
    assert person.opened.values == [person.file(MARCH)]


def test_what_was_cancelled_is_no_longer_waited_for(person: DownloadDriver) -> None:
    person.flow.on_preview_changed(True)
    person.double_click(MARCH)
    person.command(TaskCommand.CANCEL, MARCH)
    person.local_store.worker.account_loaded.emit(AccountSnapshot(ANNA, TaskList(), None, frozenset({MARCH.key})))
    person.finish(person.jobs()[1])
    assert person.opened.values == []
