"""What a query for a task's report leads to: in the table, in the notice bar, and to the workers, which are played."""

from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from gui.models.local_state import Armed, Downloading, NotHere, Queued, Saved, Waiting
from gui.models.task_columns import Column
from gui.models.task_table import LocalRole
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
def driver(qtbot: QtBot, tmp_path: Path, clock: FakeClock) -> DownloadDriver:
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


def test_a_double_click_on_a_completed_task_brings_its_report_and_shows_it(driver: DownloadDriver) -> None:
    driver.double_click(MARCH)
    assert [(job.task, job.folder, job.sign_in, job.replaces) for job in driver.jobs()] == [
        (MARCH, driver.folder, sign_in(), None)
    ]
    assert driver.local(MARCH) == Queued(1)
    job = driver.jobs()[0]
    driver.transfer.worker.started.emit(job)
    assert driver.local(MARCH) == Downloading(0, None, 0.0)
    progress = driver.progress(job)
    assert driver.local(MARCH) == Downloading(50, 100, 10.0)
    assert driver.growing.values == [progress]
    driver.finish(job)
    assert driver.local(MARCH) == Saved(driver.file(MARCH).download, changed=False)
    assert driver.opened.values == [driver.file(MARCH)]
    assert driver.ready.values == ["march.csv is on this computer."]
    assert driver.notice() == ""


def test_a_report_that_is_here_is_opened_and_not_fetched(driver: DownloadDriver) -> None:
    driver.has(MARCH)
    driver.double_click(MARCH)
    assert driver.opened.values == [driver.file(MARCH)]
    assert driver.jobs() == []


def test_a_second_double_click_asks_for_nothing_more(driver: DownloadDriver) -> None:
    driver.double_click(MARCH)
    driver.double_click(MARCH)
    assert len(driver.jobs()) == 1


@pytest.mark.parametrize(
    ("task", "words"), [(STOPPED, "was cancelled"), (BROKEN, "failed on the service"), (STRANGE, "does not know")]
)
def test_a_task_without_a_report_says_why(driver: DownloadDriver, task: Task, words: str) -> None:
    driver.double_click(task)
    assert driver.jobs() == []
    assert f"“{task.name}”" in driver.notice()
    assert words in driver.notice()


def test_downloads_in_line_are_numbered(driver: DownloadDriver) -> None:
    driver.double_click(MARCH)
    driver.double_click(APRIL)
    assert (driver.local(MARCH), driver.local(APRIL)) == (Queued(1), Queued(2))
    driver.transfer.worker.started.emit(driver.jobs()[0])
    assert driver.local(APRIL) == Queued(1)


def test_a_download_that_the_limit_holds_back_counts_down(driver: DownloadDriver) -> None:
    driver.double_click(MARCH)
    driver.transfer.worker.waiting.emit(JobWaiting(driver.jobs()[0], driver.clock.now_s() + 30))
    assert driver.local(MARCH) == Waiting(driver.clock.now_s() + 30)
    model = driver.window.view.model()
    cell = next(
        model.index(row, Column.LOCAL)
        for row in range(model.rowCount())
        if isinstance(model.index(row, Column.LOCAL).data(LocalRole), Waiting)
    )
    assert "30 s" in cell.data()
    told: list[int] = []
    model.dataChanged.connect(lambda first, _last: told.append(first.row()))
    driver.clock.advance(10)
    driver.flow.tick()
    assert told == [cell.row()]
    assert "20 s" in cell.data()


def test_a_report_nobody_waits_for_is_announced_and_opened_by_the_notice(driver: DownloadDriver) -> None:
    driver.flow.on_preview_changed(True)
    driver.double_click(MARCH)
    driver.double_click(APRIL)
    driver.finish(driver.jobs()[0])
    assert driver.opened.values == []
    assert driver.notice() == "march.csv is on this computer."
    driver.press_notice()
    assert driver.opened.values == [driver.file(MARCH)]
    assert driver.notice() == ""


def test_the_notice_of_a_ready_report_fetches_it_again_where_it_has_been_deleted(driver: DownloadDriver) -> None:
    driver.flow.on_preview_changed(True)
    driver.double_click(MARCH)
    driver.double_click(APRIL)
    driver.finish(driver.jobs()[0])
    driver.has()
    driver.press_notice()
    assert [job.task for job in driver.jobs()] == [MARCH, APRIL, MARCH]


def test_opening_a_report_ends_the_notice_that_it_is_ready(driver: DownloadDriver) -> None:
    driver.flow.on_preview_changed(True)
    driver.double_click(MARCH)
    driver.double_click(APRIL)
    driver.finish(driver.jobs()[0])
    driver.double_click(MARCH)
    assert driver.notice() == ""


def test_a_preview_closed_while_its_report_comes_in_stays_closed_until_asked_for_again(driver: DownloadDriver) -> None:
    driver.double_click(MARCH)
    driver.progress(driver.jobs()[0])
    driver.flow.on_preview_changed(True)
    driver.flow.on_preview_changed(False)
    driver.progress(driver.jobs()[0], 60)
    assert len(driver.growing.values) == 1
    driver.double_click(MARCH)
    driver.progress(driver.jobs()[0], 70)
    assert len(driver.growing.values) == 2


def test_a_survey_that_missed_a_new_report_is_put_right(driver: DownloadDriver) -> None:
    driver.double_click(MARCH)
    before = len(driver.local_store.asked("check_files"))
    driver.finish(driver.jobs()[0])
    assert len(driver.local_store.asked("check_files")) == before + 1


# What is armed


def test_a_task_in_work_is_armed_and_disarmed_by_double_clicks(driver: DownloadDriver) -> None:
    driver.double_click(WEEKLY)
    assert driver.local(WEEKLY) == Armed()
    driver.double_click(WEEKLY)
    assert driver.local(WEEKLY) == NotHere()
    assert driver.armings() == [ArmRequest(ANNA, 5, True), ArmRequest(ANNA, 5, False)]


def test_an_armed_task_is_fetched_once_when_it_is_ready(driver: DownloadDriver) -> None:
    driver.double_click(WEEKLY)
    ready = Task(5, "Weekly", TaskStatus.COMPLETED, file="weekly.csv")
    driver.show(ready)
    driver.show(ready)
    assert [job.task for job in driver.jobs()] == [ready]
    assert driver.armings()[-1] == ArmRequest(ANNA, 5, False)
    driver.command(TaskCommand.CANCEL, ready)
    assert driver.local(ready) == NotHere()
    driver.show(ready)
    assert len(driver.jobs()) == 1, "what began is no longer armed"


def test_an_armed_task_that_comes_to_nothing_says_so(driver: DownloadDriver) -> None:
    driver.double_click(WEEKLY)
    driver.show(Task(5, "Weekly", TaskStatus.FAILED))
    assert "“Weekly” failed" in driver.notice()
    assert driver.armings()[-1] == ArmRequest(ANNA, 5, False)


def test_what_was_armed_in_an_earlier_run_begins_with_the_sign_in(driver: DownloadDriver) -> None:
    driver.flow.begin(ANNA)
    driver.local_store.worker.account_loaded.emit(AccountSnapshot(BORIS, TaskList(), None, frozenset({MARCH.key})))
    assert driver.local(MARCH) == NotHere()
    driver.local_store.worker.account_loaded.emit(AccountSnapshot(ANNA, TaskList(), None, frozenset({MARCH.key})))
    assert driver.local(MARCH) == Armed()
    assert driver.jobs() == []
    driver.flow.on_signed_in(sign_in(BORIS))
    assert driver.jobs() == []
    driver.flow.on_signed_in(sign_in())
    assert [job.task for job in driver.jobs()] == [MARCH]


def test_a_download_asked_for_before_the_sign_in_begins_with_it(driver: DownloadDriver) -> None:
    driver.flow.begin(ANNA)
    driver.double_click(MARCH)
    assert driver.local(MARCH) == Armed()
    assert driver.jobs() == []
    driver.flow.on_signed_in(sign_in())
    assert [job.task for job in driver.jobs()] == [MARCH]
    assert driver.armings()[-1] == ArmRequest(ANNA, MARCH.key, False)


# The menu, the buttons and the cross


def test_the_menu_arms_and_disarms(driver: DownloadDriver) -> None:
    driver.menu(WEEKLY, "Download when ready")
    assert driver.local(WEEKLY) == Armed()
    driver.menu(WEEKLY, "Don't download")
    assert driver.local(WEEKLY) == NotHere()


def test_the_menu_downloads_and_cancels(driver: DownloadDriver) -> None:
    driver.menu(MARCH, "Download")
    job = driver.jobs()[0]
    driver.progress(job)
    driver.menu(MARCH, "Cancel download")
    assert driver.transfer.asked("cancel") == [job]
    assert driver.local(MARCH) == NotHere()
    assert driver.broken_off.values == [job]
    driver.progress(job)
    driver.fail(job)
    assert driver.local(MARCH) == NotHere()
    assert driver.notice() == ""


def test_the_download_button_downloads_cancels_and_opens(driver: DownloadDriver) -> None:
    driver.select(MARCH)
    driver.press("downloadAction")
    assert len(driver.jobs()) == 1
    driver.press("downloadAction")
    assert driver.transfer.asked("cancel") == driver.jobs()
    driver.has(MARCH)
    driver.press("downloadAction")
    assert driver.opened.values == [driver.file(MARCH)]


def test_cancelling_one_download_leaves_the_others_and_numbers_them_anew(driver: DownloadDriver) -> None:
    driver.double_click(MARCH)
    driver.double_click(APRIL)
    driver.command(TaskCommand.CANCEL, MARCH)
    assert (driver.local(MARCH), driver.local(APRIL)) == (NotHere(), Queued(1))
    assert [job.task for job in driver.transfer.asked("cancel")] == [MARCH]
    driver.command(TaskCommand.CANCEL, MARCH)
    assert len(driver.transfer.asked("cancel")) == 1


def test_a_report_saved_before_the_cancel_arrived_is_found(driver: DownloadDriver) -> None:
    driver.double_click(MARCH)
    driver.command(TaskCommand.CANCEL, MARCH)
    before = len(driver.local_store.asked("check_files"))
    driver.finish(driver.jobs()[0])
    assert len(driver.local_store.asked("check_files")) == before + 1
    assert driver.opened.values == []


def test_a_report_is_shown_in_its_folder_and_opened_elsewhere(driver: DownloadDriver, outside: list[Path]) -> None:
    driver.has(MARCH)
    driver.menu(MARCH, "Show in folder")
    driver.menu(MARCH, "Open in another program")
    driver.press("openFolderAction")
    driver.flow.show_in_folder(driver.folder / "copies" / "march.xlsx")
    driver.flow.open_outside(driver.folder / "april.csv")
    assert outside == [
        *(driver.folder, driver.folder / "march.csv", driver.folder),
        *(driver.folder / "copies", driver.folder / "april.csv"),
    ]
    assert driver.notice() == ""


def test_what_no_program_opens_is_said(driver: DownloadDriver, outside: list[Path]) -> None:
    driver.flow.show_in_folder(driver.folder / "cannot" / "march.csv")
    assert driver.notice() == f"The folder {driver.folder / 'cannot'} could not be opened."
    driver.flow.open_outside(driver.folder / "cannot.csv")
    assert driver.notice() == "No program on this computer opens cannot.csv."


def test_nothing_is_opened_of_a_task_without_a_report(driver: DownloadDriver, outside: list[Path]) -> None:
    for command in (TaskCommand.SHOW_IN_FOLDER, TaskCommand.OPEN_OUTSIDE):
        driver.command(command, MARCH)
    assert outside == []


def test_one_report_at_a_time_is_followed(driver: DownloadDriver) -> None:
    for task in (MARCH, APRIL):
        driver.double_click(task)
    march, april = driver.jobs()
    followed = driver.progress(march)
    driver.progress(april)
    assert driver.growing.values == [followed]


def test_what_was_asked_for_last_takes_the_place_of_another_report(driver: DownloadDriver) -> None:
    driver.flow.on_preview_changed(True)
    driver.double_click(MARCH)
    driver.finish(driver.jobs()[0])
    assert driver.opened.values == [driver.file(MARCH)]


def test_what_was_cancelled_is_no_longer_waited_for(driver: DownloadDriver) -> None:
    driver.flow.on_preview_changed(True)
    driver.double_click(MARCH)
    driver.command(TaskCommand.CANCEL, MARCH)
    driver.local_store.worker.account_loaded.emit(AccountSnapshot(ANNA, TaskList(), None, frozenset({MARCH.key})))
    driver.finish(driver.jobs()[1])
    assert driver.opened.values == []
