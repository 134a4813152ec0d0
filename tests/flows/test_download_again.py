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
def driver(qtbot: QtBot, tmp_path: Path, clock: FakeClock) -> DownloadDriver:
    return DownloadDriver(qtbot, tmp_path, clock)


# Again


def test_downloading_again_replaces_the_file_when_confirmed(driver: DownloadDriver) -> None:
    driver.has(MARCH)
    driver.menu(MARCH, "Download again")
    assert "march.csv" in driver.question().text()
    assert driver.jobs() == []
    driver.answer("Replace")
    assert [job.replaces for job in driver.jobs()] == [driver.file(MARCH).download]
    assert isinstance(driver.local(MARCH), Queued)


def test_downloading_again_can_be_thought_better_of(driver: DownloadDriver) -> None:
    driver.has(MARCH)
    driver.command(TaskCommand.DOWNLOAD_AGAIN, MARCH)
    driver.answer("Cancel")
    assert driver.jobs() == []
    assert isinstance(driver.local(MARCH), Saved)


def test_a_question_of_another_account_replaces_nothing(driver: DownloadDriver) -> None:
    driver.has(MARCH)
    driver.command(TaskCommand.DOWNLOAD_AGAIN, MARCH)
    driver.flow.begin(BORIS)
    driver.flow.on_signed_in(sign_in(BORIS))
    driver.answer("Replace")
    assert driver.jobs() == []


def test_a_file_changed_by_another_program_is_replaced_only_when_confirmed(driver: DownloadDriver) -> None:
    driver.has(MARCH, changed=True)
    assert driver.local(MARCH) == Saved(driver.file(MARCH).download, changed=True)
    driver.flow.download_again(driver.folder / "march.csv")
    assert driver.jobs() == []
    driver.answer("Replace")
    assert [job.replaces for job in driver.jobs()] == [driver.file(MARCH).download]


def test_a_double_click_on_a_report_that_has_been_deleted_fetches_it_again(driver: DownloadDriver) -> None:
    driver.has(MARCH)
    driver.double_click(MARCH)
    assert driver.local_store.asked("check_file") == [driver.file(MARCH)]
    driver.local_store.worker.file_missing.emit(driver.file(MARCH))
    assert [(job.task, job.replaces) for job in driver.jobs()] == [(MARCH, None)]
    assert driver.local(MARCH) == Queued(1)
    driver.local_store.worker.file_missing.emit(driver.file(MARCH))
    assert len(driver.jobs()) == 1
    driver.finish(driver.jobs()[0])
    assert driver.opened.values == [driver.file(MARCH)] * 2


def test_a_report_whose_file_has_gone_can_be_fetched_again_by_its_path(driver: DownloadDriver) -> None:
    driver.has(MARCH)
    driver.has()
    assert driver.local(MARCH) == NotHere()
    driver.flow.download_again(driver.folder / "march.csv")
    driver.flow.download_again(driver.folder / "march.csv")
    assert [job.task for job in driver.jobs()] == [MARCH]


def test_a_report_that_was_replaced_meanwhile_is_not_fetched_a_third_time(driver: DownloadDriver) -> None:
    driver.has(MARCH)
    gone = FileOnDisk(Download(driver.folder / "march.csv", 9, 0, True, 0.0), changed=False)
    driver.local_store.worker.file_missing.emit(gone)
    driver.local_store.worker.file_missing.emit(
        FileOnDisk(Download(driver.folder / "other.csv", 9, 0, True, 0.0), changed=False)
    )
    assert driver.jobs() == []


def test_a_file_whose_task_has_left_the_list_cannot_be_fetched_again(driver: DownloadDriver) -> None:
    driver.has(MARCH)
    driver.show(APRIL)
    driver.flow.download_again(driver.folder / "march.csv")
    assert driver.jobs() == []
    assert "march.csv is no longer in the list, so it cannot" in driver.notice()


# Failures


def test_a_failed_download_says_why_in_its_row_and_in_the_notice(driver: DownloadDriver) -> None:
    driver.double_click(MARCH)
    driver.progress(driver.jobs()[0])
    driver.fail(driver.jobs()[0])
    state = driver.local(MARCH)
    assert isinstance(state, FailedHere)
    assert driver.notice() == f"march.csv: {state.sentence}"
    assert "host" in state.sentence
    assert driver.broken_off.values == driver.jobs()


def test_trying_again_concerns_the_task_that_the_notice_names(driver: DownloadDriver) -> None:
    for task in (MARCH, APRIL):
        driver.double_click(task)
    march, april = driver.jobs()
    driver.fail(april)
    driver.fail(march)
    assert driver.notice().startswith("march.csv")
    driver.press_notice()
    assert [job.task for job in driver.jobs()[2:]] == [MARCH]
    assert driver.notice() == ""
    assert driver.local(MARCH) == Queued(1)


def test_a_failure_stays_named_while_other_downloads_begin(driver: DownloadDriver) -> None:
    driver.double_click(MARCH)
    driver.fail(driver.jobs()[0])
    driver.double_click(WEEKLY)
    driver.show(*(task for task in TASKS if task != WEEKLY), Task(5, "Weekly", TaskStatus.COMPLETED))
    driver.double_click(APRIL)
    assert driver.notice().startswith("march.csv")
    driver.double_click(MARCH)
    assert driver.notice() == ""


def test_trying_again_still_replaces_the_file(driver: DownloadDriver) -> None:
    driver.has(MARCH)
    driver.command(TaskCommand.DOWNLOAD_AGAIN, MARCH)
    driver.answer("Replace")
    driver.fail(driver.jobs()[0])
    assert isinstance(driver.local(MARCH), Saved)
    driver.press_notice()
    assert [job.replaces for job in driver.jobs()] == [driver.file(MARCH).download] * 2


def test_trying_again_takes_the_task_as_it_is_listed_now(driver: DownloadDriver) -> None:
    driver.double_click(MARCH)
    driver.fail(driver.jobs()[0])
    renamed = Task(3, "March", TaskStatus.COMPLETED, file="march-2.csv")
    driver.show(renamed)
    driver.press_notice()
    assert driver.jobs()[-1].task == renamed


# Accounts, folders


def test_changing_the_account_gives_up_what_is_under_way(driver: DownloadDriver) -> None:
    driver.double_click(MARCH)
    driver.double_click(APRIL)
    job, other = driver.jobs()
    driver.progress(job)
    driver.fail(other)
    driver.flow.begin(BORIS)
    driver.table.clear()
    driver.table.update((MARCH, APRIL))
    driver.flow.on_listed()
    assert driver.transfer.asked("cancel") == [job]
    assert driver.broken_off.values == [job]
    assert (driver.local(MARCH), driver.local(APRIL)) == (NotHere(), NotHere())
    assert driver.notice() == ""
    driver.transfer.worker.started.emit(job)
    driver.transfer.worker.waiting.emit(JobWaiting(job, 5.0))
    driver.local_store.worker.files_checked.emit(FilesOnDisk(ANNA, {MARCH.key: driver.file(MARCH)}))
    driver.progress(job)
    driver.finish(job)
    assert driver.local(MARCH) == NotHere()
    assert driver.opened.values == []


def test_a_report_of_the_new_account_is_followed_also_where_one_of_the_old_was(driver: DownloadDriver) -> None:
    driver.double_click(MARCH)
    driver.progress(driver.jobs()[0])
    driver.flow.begin(BORIS)
    driver.flow.on_signed_in(sign_in(BORIS))
    driver.double_click(APRIL)
    followed = driver.progress(driver.jobs()[1])
    assert driver.growing.values[-1] == followed


def test_what_was_asked_for_in_one_account_opens_nothing_in_the_next(driver: DownloadDriver) -> None:
    driver.flow.on_preview_changed(True)
    driver.double_click(MARCH)
    driver.flow.begin(BORIS)
    driver.flow.on_signed_in(sign_in(BORIS))
    driver.local_store.worker.account_loaded.emit(AccountSnapshot(BORIS, TaskList(), None, frozenset({MARCH.key})))
    driver.finish(driver.jobs()[-1])
    assert driver.opened.values == []
    assert driver.notice() == "march.csv is on this computer."


def test_without_an_account_nothing_is_armed_or_looked_for(driver: DownloadDriver) -> None:
    driver.flow.end()
    before = len(driver.local_store.asked("check_files"))
    driver.flow.check_files()
    driver.double_click(WEEKLY)
    assert len(driver.local_store.asked("check_files")) == before
    assert driver.armings() == []


def test_a_survey_is_of_the_account_in_use(driver: DownloadDriver) -> None:
    driver.flow.check_files()
    assert driver.local_store.asked("check_files")[-1] == ANNA


def test_a_folder_is_chosen_for_further_downloads(driver: DownloadDriver, tmp_path: Path) -> None:
    driver.window.menu.folder_requested.emit()
    dialog = driver.window.findChild(QFileDialog)
    assert dialog
    assert dialog.fileMode() == QFileDialog.FileMode.Directory
    dialog.fileSelected.emit(str(tmp_path / "elsewhere"))
    dialog.reject()
    driver.double_click(MARCH)
    assert driver.jobs()[0].folder == tmp_path / "elsewhere"
    assert driver.preferences.settings.download_folder == str(tmp_path / "elsewhere")
