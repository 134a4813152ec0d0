"""Reports fetched once more, on purpose or because they have gone; failures; and what ends with an account."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from gui.models.local_state import FailedHere, NotHere, Queued, Saved
from gui.service.task import Task, TaskList, TaskStatus
from gui.storage.downloads import Download
from gui.views.task_view import TaskCommand
from gui.workers.local_store import AccountSnapshot, FileOnDisk, FilesOnDisk
from gui.workers.transfer import JobWaiting
from tests.fakes import FakeClock
from tests.flows.downloader import (
    ANNA,
    APRIL,
    BORIS,
    MARCH,
    TASKS,
    WEEKLY,
    DownloadDriver,
    sign_in,
)


@pytest.fixture
def person(qtbot: QtBot, tmp_path: Path, clock: FakeClock) -> DownloadDriver:
    return DownloadDriver(qtbot, tmp_path, clock)


# Again


def test_downloading_again_replaces_the_file_when_confirmed(person: DownloadDriver) -> None:
    person.has(MARCH)
    person.menu(MARCH, "Download again")
    assert "march.csv" in person.question().text()
    assert person.jobs() == []
    person.answer("Replace")
    assert [job.replaces for job in person.jobs()] == [person.file(MARCH).download]
    assert isinstance(person.local(MARCH), Queued)


def test_downloading_again_can_be_thought_better_of(person: DownloadDriver) -> None:
    person.has(MARCH)
    person.command(TaskCommand.DOWNLOAD_AGAIN, MARCH)
    person.answer("Cancel")
    assert person.jobs() == []
    assert isinstance(person.local(MARCH), Saved)


def test_a_question_of_another_account_replaces_nothing(person: DownloadDriver) -> None:
    person.has(MARCH)
    person.command(TaskCommand.DOWNLOAD_AGAIN, MARCH)
    person.flow.begin(BORIS)
    person.flow.on_signed_in(sign_in(BORIS))
    person.answer("Replace")
    assert person.jobs() == []


def test_a_file_changed_by_another_program_is_replaced_only_when_confirmed(person: DownloadDriver) -> None:
    person.has(MARCH, changed=True)
    assert person.local(MARCH) == Saved(person.file(MARCH).download, changed=True)
    person.flow.download_again(person.folder / "march.csv")
    assert person.jobs() == []
    person.answer("Replace")
    assert [job.replaces for job in person.jobs()] == [person.file(MARCH).download]


def test_a_double_click_on_a_report_that_has_been_deleted_fetches_it_again(person: DownloadDriver) -> None:
    person.has(MARCH)
    person.double_click(MARCH)
    assert person.local_store.asked("check_file") == [person.file(MARCH)]
    person.local_store.worker.file_missing.emit(person.file(MARCH))
    assert [(job.task, job.replaces) for job in person.jobs()] == [(MARCH, None)]
    assert person.local(MARCH) == Queued(1)
    person.local_store.worker.file_missing.emit(person.file(MARCH))
    assert len(person.jobs()) == 1
    person.finish(person.jobs()[0])
    assert person.opened.values == [person.file(MARCH)] * 2


def test_a_report_whose_file_has_gone_can_be_fetched_again_by_its_path(person: DownloadDriver) -> None:
    person.has(MARCH)
    person.has()
    assert person.local(MARCH) == NotHere()
    person.flow.download_again(person.folder / "march.csv")
    person.flow.download_again(person.folder / "march.csv")
    assert [job.task for job in person.jobs()] == [MARCH]


def test_a_report_that_was_replaced_meanwhile_is_not_fetched_a_third_time(person: DownloadDriver) -> None:
    person.has(MARCH)
    gone = FileOnDisk(Download(person.folder / "march.csv", 9, 0, True, 0.0), changed=False)
    person.local_store.worker.file_missing.emit(gone)
    person.local_store.worker.file_missing.emit(
        FileOnDisk(Download(person.folder / "other.csv", 9, 0, True, 0.0), changed=False)
    )
    assert person.jobs() == []


def test_a_file_whose_task_has_left_the_list_cannot_be_fetched_again(person: DownloadDriver) -> None:
    person.has(MARCH)
    person.show(APRIL)
    person.flow.download_again(person.folder / "march.csv")
    assert person.jobs() == []
    assert "march.csv is no longer in the list, so it cannot" in person.notice()


# Failures


def test_a_failed_download_says_why_in_its_row_and_in_the_notice(person: DownloadDriver) -> None:
    person.double_click(MARCH)
    person.progress(person.jobs()[0])
    person.fail(person.jobs()[0])
    state = person.local(MARCH)
    assert isinstance(state, FailedHere)
    assert person.notice() == f"march.csv: {state.sentence}"
    assert "host" in state.sentence
    assert person.broken_off.values == person.jobs()


def test_trying_again_concerns_the_task_that_the_notice_names(person: DownloadDriver) -> None:
    for task in (MARCH, APRIL):
        person.double_click(task)
    march, april = person.jobs()
    person.fail(april)
    person.fail(march)
    assert person.notice().startswith("march.csv")
    person.press_notice()
    assert [job.task for job in person.jobs()[2:]] == [MARCH]
    assert person.notice() == ""
    assert person.local(MARCH) == Queued(1)


def test_a_failure_stays_named_while_other_downloads_begin(person: DownloadDriver) -> None:
    person.double_click(MARCH)
    person.fail(person.jobs()[0])
    person.double_click(WEEKLY)
    person.show(*(task for task in TASKS if task != WEEKLY), Task(5, "Weekly", TaskStatus.COMPLETED))
    person.double_click(APRIL)
    assert person.notice().startswith("march.csv")
    person.double_click(MARCH)
    assert person.notice() == ""


def test_trying_again_still_replaces_the_file(person: DownloadDriver) -> None:
    person.has(MARCH)
    person.command(TaskCommand.DOWNLOAD_AGAIN, MARCH)
    person.answer("Replace")
    person.fail(person.jobs()[0])
    assert isinstance(person.local(MARCH), Saved)
    person.press_notice()
    assert [job.replaces for job in person.jobs()] == [person.file(MARCH).download] * 2


def test_trying_again_takes_the_task_as_it_is_listed_now(person: DownloadDriver) -> None:
    person.double_click(MARCH)
    person.fail(person.jobs()[0])
    renamed = Task(3, "March", TaskStatus.COMPLETED, file="march-2.csv")
    person.show(renamed)
    person.press_notice()
    assert person.jobs()[-1].task == renamed


# Accounts, folders


def test_changing_the_account_gives_up_what_is_under_way(person: DownloadDriver) -> None:
    person.double_click(MARCH)
    person.double_click(APRIL)
    job, other = person.jobs()
    person.progress(job)
    person.fail(other)
    person.flow.begin(BORIS)
    person.table.clear()
    person.table.update((MARCH, APRIL))
    person.flow.on_listed()
    assert person.transfer.asked("cancel") == [job]
    assert person.broken_off.values == [job]
    assert (person.local(MARCH), person.local(APRIL)) == (NotHere(), NotHere())
    assert person.notice() == ""
    person.transfer.worker.started.emit(job)
    person.transfer.worker.waiting.emit(JobWaiting(job, 5.0))
    person.local_store.worker.files_checked.emit(FilesOnDisk(ANNA, {MARCH.key: person.file(MARCH)}))
    person.progress(job)
    person.finish(job)
    assert person.local(MARCH) == NotHere()
    assert person.opened.values == []


def test_a_report_of_the_new_account_is_followed_also_where_one_of_the_old_was(person: DownloadDriver) -> None:
    person.double_click(MARCH)
    person.progress(person.jobs()[0])
    person.flow.begin(BORIS)
    person.flow.on_signed_in(sign_in(BORIS))
    person.double_click(APRIL)
    followed = person.progress(person.jobs()[1])
    assert person.growing.values[-1] == followed


def test_what_was_asked_for_in_one_account_opens_nothing_in_the_next(person: DownloadDriver) -> None:
    person.flow.on_preview_changed(True)
    person.double_click(MARCH)
    person.flow.begin(BORIS)
    person.flow.on_signed_in(sign_in(BORIS))
    person.local_store.worker.account_loaded.emit(AccountSnapshot(BORIS, TaskList(), None, frozenset({MARCH.key})))
    person.finish(person.jobs()[-1])
    assert person.opened.values == []
    assert person.notice() == "march.csv is on this computer."


def test_without_an_account_nothing_is_armed_or_looked_for(person: DownloadDriver) -> None:
    person.flow.end()
    before = len(person.local_store.asked("check_files"))
    person.flow.check_files()
    person.double_click(WEEKLY)
    assert len(person.local_store.asked("check_files")) == before
    assert person.armings() == []


def test_a_survey_is_of_the_account_in_use(person: DownloadDriver) -> None:
    person.flow.check_files()
    assert person.local_store.asked("check_files")[-1] == ANNA


def test_a_folder_is_chosen_for_further_downloads(person: DownloadDriver, tmp_path: Path) -> None:
    person.window.folder_requested.emit()
    dialog = person.window.findChild(QFileDialog)
    assert dialog
    assert dialog.fileMode() == QFileDialog.FileMode.Directory
    dialog.fileSelected.emit(str(tmp_path / "elsewhere"))
    dialog.reject()
    person.double_click(MARCH)
    assert person.jobs()[0].folder == tmp_path / "elsewhere"
    assert person.preferences.settings.download_folder == str(tmp_path / "elsewhere")
