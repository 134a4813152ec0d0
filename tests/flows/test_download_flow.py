"""What a wish for a task's report leads to: in the table, in the notice bar, and to the workers, which are played."""

from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QFileDialog, QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from gui.account import Account, Credentials, SignIn
from gui.flows.download_flow import DownloadFlow
from gui.flows.preferences import Preferences
from gui.models.local_state import Armed, Downloading, FailedHere, LocalState, NotHere, Queued, Saved, Waiting
from gui.models.task_table import Column, LocalRole, TaskTable
from gui.service.errors import Failure, RequestFailed
from gui.service.task import Task, TaskList, TaskStatus
from gui.storage.downloads import Download
from gui.storage.settings import Settings
from gui.views.main_window import MainWindow
from gui.views.task_view import TaskCommand
from gui.workers.shelf import Arming, FileOnDisk, Kept, Shelf, Survey
from gui.workers.transfer import Job, JobDone, JobFailed, JobProgress, JobWaiting, Transfer
from tests.fakes import FakeClock, Receiver
from tests.flows.played import play

ANNA, BORIS = Account("anna@host", "https://host", "anna"), Account("boris@host", "https://host", "boris")
MARCH = Task(3, "March", TaskStatus.COMPLETED, file="march.csv")
APRIL = Task(4, "April", TaskStatus.COMPLETED, file="april.csv")
WEEKLY = Task(5, "Weekly", TaskStatus.IN_PROGRESS)
STOPPED = Task(6, "Stopped", TaskStatus.CANCELLED)
BROKEN = Task(7, "Broken", TaskStatus.FAILED)
STRANGE = Task(8, "Strange", 77)
TASKS = (MARCH, APRIL, WEEKLY, STOPPED, BROKEN, STRANGE)
NO_NETWORK = RequestFailed(Failure.UNREACHABLE)


def sign_in(account: Account = ANNA, password: str = "right") -> SignIn:
    return SignIn(account, Credentials(account.login, password))


class Person:
    """Somebody signed in as Anna, before a window with her tasks."""

    def __init__(self, qtbot: QtBot, folder: Path, clock: FakeClock) -> None:
        self.qtbot, self.folder, self.clock = qtbot, folder, clock
        self.transfer, self.shelf = play(Transfer), play(Shelf)
        self.preferences = Preferences(Settings())
        self.table = TaskTable(clock)
        self.window = MainWindow(self.table)
        qtbot.addWidget(self.window)
        self.flow = DownloadFlow(
            self.window, self.table, self.preferences, self.transfer.worker, self.shelf.worker, folder
        )
        flow = self.flow
        self.opened, self.growing = Receiver(flow.opened), Receiver(flow.growing)
        self.broken_off, self.ready = Receiver(flow.broken_off), Receiver(flow.ready)
        flow.begin(ANNA)
        flow.on_signed_in(sign_in())
        self.show(*TASKS)
        self.window.show()
        self.window.show_tasks()

    def show(self, *tasks: Task) -> None:
        self.table.update(tasks)
        self.flow.on_listed()

    def double_click(self, task: Task) -> None:
        self.window.view.activated_task.emit(task)

    def command(self, command: TaskCommand, task: Task) -> None:
        self.window.view.command.emit(command, task)

    def menu(self, task: Task, text: str) -> None:
        """Choose a line of a task's menu."""
        self.select(task)
        menu = self.window.view.menu_for(self.window.view.selectionModel().selectedRows()[0])
        chosen = [action for action in menu.actions() if action.text() == text]
        assert chosen, [action.text() for action in menu.actions()]
        chosen[0].trigger()

    def select(self, task: Task) -> None:
        model, flags = self.window.view.model(), QItemSelectionModel.SelectionFlag
        for row in range(model.rowCount()):
            index = model.index(row, Column.NAME)
            if index.data() == task.name:
                self.window.view.selectionModel().select(index, flags.ClearAndSelect | flags.Rows)

    def press(self, action: str) -> None:
        found = self.window.findChild(QAction, action)
        assert found
        found.trigger()

    def jobs(self) -> list[Job]:
        jobs: list[Job] = self.transfer.asked("download")
        return jobs

    def local(self, task: Task) -> LocalState:
        return self.table.local(task.key)

    def file(self, task: Task, *, changed: bool = False) -> FileOnDisk:
        return FileOnDisk(Download(self.folder / task.file, 10, 1, True, self.clock.wall_s()), changed)

    def has(self, *tasks: Task, changed: bool = False) -> None:
        """Let the shelf find the reports of these tasks, and no others."""
        files = {task.key: self.file(task, changed=changed) for task in tasks}
        self.shelf.worker.surveyed.emit(Survey(ANNA, files))

    def finish(self, job: Job) -> None:
        self.transfer.worker.done.emit(JobDone(job, self.file(job.task).download))

    def fail(self, job: Job) -> None:
        self.transfer.worker.failed.emit(JobFailed(job, NO_NETWORK))

    def progress(self, job: Job, received: int = 50) -> JobProgress:
        target = self.folder / job.task.file
        told = JobProgress(job, target, target.with_suffix(".part"), received, 100, 10.0)
        self.transfer.worker.progressed.emit(told)
        return told

    def notice(self) -> str:
        bar = self.window.notices
        return " ".join(label.text() for label in bar.findChildren(QLabel)).strip() if bar.isVisible() else ""

    def press_notice(self) -> None:
        button = self.window.notices.findChild(QPushButton, "noticeButton")
        assert button
        assert button.isVisible()
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def armings(self) -> list[Arming]:
        armings: list[Arming] = self.shelf.asked("arm")
        return armings

    def question(self) -> QMessageBox:
        box = self.window.findChild(QMessageBox, "replaceQuestion")
        assert box
        return box

    def answer(self, text: str) -> None:
        box = self.question()
        next(button for button in box.buttons() if button.text().replace("&", "") == text).click()
        box.setObjectName("answered")


@pytest.fixture
def person(qtbot: QtBot, tmp_path: Path, clock: FakeClock) -> Person:
    return Person(qtbot, tmp_path, clock)


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What the system is asked to open; it can do so unless it holds "cannot"."""
    opened: list[Path] = []

    def open_url(url: QUrl) -> bool:
        opened.append(Path(url.toLocalFile()))
        return "cannot" not in url.toLocalFile()

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    return opened


# From a wish to a report


def test_a_double_click_on_a_completed_task_brings_its_report_and_shows_it(person: Person) -> None:
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


def test_a_report_that_is_here_is_opened_and_not_fetched(person: Person) -> None:
    person.has(MARCH)
    person.double_click(MARCH)
    assert person.opened.values == [person.file(MARCH)]
    assert person.jobs() == []


def test_a_second_double_click_asks_for_nothing_more(person: Person) -> None:
    person.double_click(MARCH)
    person.double_click(MARCH)
    assert len(person.jobs()) == 1


@pytest.mark.parametrize(
    ("task", "words"), [(STOPPED, "was cancelled"), (BROKEN, "failed on the service"), (STRANGE, "does not know")]
)
def test_a_task_without_a_report_says_why(person: Person, task: Task, words: str) -> None:
    person.double_click(task)
    assert person.jobs() == []
    assert f"«{task.name}»" in person.notice()
    assert words in person.notice()


def test_downloads_in_line_are_numbered(person: Person) -> None:
    person.double_click(MARCH)
    person.double_click(APRIL)
    assert (person.local(MARCH), person.local(APRIL)) == (Queued(1), Queued(2))
    person.transfer.worker.started.emit(person.jobs()[0])
    assert person.local(APRIL) == Queued(1)


def test_a_download_that_the_limit_holds_back_counts_down(person: Person) -> None:
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


def test_a_report_nobody_waits_for_is_announced_and_opened_by_the_notice(person: Person) -> None:
    person.flow.on_preview_changed(True)
    person.double_click(MARCH)
    person.double_click(APRIL)
    person.finish(person.jobs()[0])
    assert person.opened.values == []
    assert person.notice() == "march.csv is on this computer."
    person.press_notice()
    assert person.opened.values == [person.file(MARCH)]
    assert person.notice() == ""


def test_the_notice_of_a_ready_report_fetches_it_again_where_it_has_been_deleted(person: Person) -> None:
    person.flow.on_preview_changed(True)
    person.double_click(MARCH)
    person.double_click(APRIL)
    person.finish(person.jobs()[0])
    person.has()
    person.press_notice()
    assert [job.task for job in person.jobs()] == [MARCH, APRIL, MARCH]


def test_opening_a_report_ends_the_notice_that_it_is_ready(person: Person) -> None:
    person.flow.on_preview_changed(True)
    person.double_click(MARCH)
    person.double_click(APRIL)
    person.finish(person.jobs()[0])
    person.double_click(MARCH)
    assert person.notice() == ""


def test_a_preview_closed_while_its_report_comes_in_stays_closed_until_asked_for_again(person: Person) -> None:
    person.double_click(MARCH)
    person.progress(person.jobs()[0])
    person.flow.on_preview_changed(True)
    person.flow.on_preview_changed(False)
    person.progress(person.jobs()[0], 60)
    assert len(person.growing.values) == 1
    person.double_click(MARCH)
    person.progress(person.jobs()[0], 70)
    assert len(person.growing.values) == 2


def test_a_survey_that_missed_a_new_report_is_put_right(person: Person) -> None:
    person.double_click(MARCH)
    before = len(person.shelf.asked("survey"))
    person.finish(person.jobs()[0])
    assert len(person.shelf.asked("survey")) == before + 1


# What is armed


def test_a_task_in_work_is_armed_and_disarmed_by_double_clicks(person: Person) -> None:
    person.double_click(WEEKLY)
    assert person.local(WEEKLY) == Armed()
    person.double_click(WEEKLY)
    assert person.local(WEEKLY) == NotHere()
    assert person.armings() == [Arming(ANNA, 5, True), Arming(ANNA, 5, False)]


def test_an_armed_task_is_fetched_once_when_it_is_ready(person: Person) -> None:
    person.double_click(WEEKLY)
    ready = Task(5, "Weekly", TaskStatus.COMPLETED, file="weekly.csv")
    person.show(ready)
    person.show(ready)
    assert [job.task for job in person.jobs()] == [ready]
    assert person.armings()[-1] == Arming(ANNA, 5, False)
    person.command(TaskCommand.CANCEL, ready)
    assert person.local(ready) == NotHere()
    person.show(ready)
    assert len(person.jobs()) == 1, "what began is no longer armed"


def test_an_armed_task_that_comes_to_nothing_says_so(person: Person) -> None:
    person.double_click(WEEKLY)
    person.show(Task(5, "Weekly", TaskStatus.FAILED))
    assert "«Weekly» failed" in person.notice()
    assert person.armings()[-1] == Arming(ANNA, 5, False)


def test_what_was_armed_in_an_earlier_run_begins_with_the_sign_in(person: Person) -> None:
    person.flow.begin(ANNA)
    person.shelf.worker.kept.emit(Kept(BORIS, TaskList(), None, frozenset({MARCH.key})))
    assert person.local(MARCH) == NotHere()
    person.shelf.worker.kept.emit(Kept(ANNA, TaskList(), None, frozenset({MARCH.key})))
    assert person.local(MARCH) == Armed()
    assert person.jobs() == []
    person.flow.on_signed_in(sign_in(BORIS))
    assert person.jobs() == []
    person.flow.on_signed_in(sign_in())
    assert [job.task for job in person.jobs()] == [MARCH]


def test_a_download_asked_for_before_the_sign_in_begins_with_it(person: Person) -> None:
    person.flow.begin(ANNA)
    person.double_click(MARCH)
    assert person.local(MARCH) == Armed()
    assert person.jobs() == []
    person.flow.on_signed_in(sign_in())
    assert [job.task for job in person.jobs()] == [MARCH]
    assert person.armings()[-1] == Arming(ANNA, MARCH.key, False)


# The menu, the buttons and the cross


def test_the_menu_arms_and_disarms(person: Person) -> None:
    person.menu(WEEKLY, "Download when ready")
    assert person.local(WEEKLY) == Armed()
    person.menu(WEEKLY, "Don't download")
    assert person.local(WEEKLY) == NotHere()


def test_the_menu_downloads_and_cancels(person: Person) -> None:
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


def test_the_download_button_downloads_cancels_and_opens(person: Person) -> None:
    person.select(MARCH)
    person.press("downloadAction")
    assert len(person.jobs()) == 1
    person.press("downloadAction")
    assert person.transfer.asked("cancel") == person.jobs()
    person.has(MARCH)
    person.press("downloadAction")
    assert person.opened.values == [person.file(MARCH)]


def test_cancelling_one_download_leaves_the_others_and_numbers_them_anew(person: Person) -> None:
    person.double_click(MARCH)
    person.double_click(APRIL)
    person.command(TaskCommand.CANCEL, MARCH)
    assert (person.local(MARCH), person.local(APRIL)) == (NotHere(), Queued(1))
    assert [job.task for job in person.transfer.asked("cancel")] == [MARCH]
    person.command(TaskCommand.CANCEL, MARCH)
    assert len(person.transfer.asked("cancel")) == 1


def test_a_report_saved_before_the_cancel_arrived_is_found(person: Person) -> None:
    person.double_click(MARCH)
    person.command(TaskCommand.CANCEL, MARCH)
    before = len(person.shelf.asked("survey"))
    person.finish(person.jobs()[0])
    assert len(person.shelf.asked("survey")) == before + 1
    assert person.opened.values == []


def test_a_report_is_shown_in_its_folder_and_opened_elsewhere(person: Person, outside: list[Path]) -> None:
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


def test_what_no_program_opens_is_said(person: Person, outside: list[Path]) -> None:
    person.flow.show_in_folder(person.folder / "cannot" / "march.csv")
    assert person.notice() == f"The folder {person.folder / 'cannot'} could not be opened."
    person.flow.open_outside(person.folder / "cannot.csv")
    assert person.notice() == "No program on this computer opens cannot.csv."


def test_nothing_is_opened_of_a_task_without_a_report(person: Person, outside: list[Path]) -> None:
    for command in (TaskCommand.SHOW_IN_FOLDER, TaskCommand.OPEN_OUTSIDE):
        person.command(command, MARCH)
    assert outside == []


# Again


def test_downloading_again_replaces_the_file_when_confirmed(person: Person) -> None:
    person.has(MARCH)
    person.menu(MARCH, "Download again")
    assert "march.csv" in person.question().text()
    assert person.jobs() == []
    person.answer("Replace")
    assert [job.replaces for job in person.jobs()] == [person.file(MARCH).download]
    assert isinstance(person.local(MARCH), Queued)


def test_downloading_again_can_be_thought_better_of(person: Person) -> None:
    person.has(MARCH)
    person.command(TaskCommand.DOWNLOAD_AGAIN, MARCH)
    person.answer("Cancel")
    assert person.jobs() == []
    assert isinstance(person.local(MARCH), Saved)


def test_a_question_of_another_account_replaces_nothing(person: Person) -> None:
    person.has(MARCH)
    person.command(TaskCommand.DOWNLOAD_AGAIN, MARCH)
    person.flow.begin(BORIS)
    person.flow.on_signed_in(sign_in(BORIS))
    person.answer("Replace")
    assert person.jobs() == []


def test_a_file_changed_by_another_program_is_replaced_only_when_confirmed(person: Person) -> None:
    person.has(MARCH, changed=True)
    assert person.local(MARCH) == Saved(person.file(MARCH).download, changed=True)
    person.flow.download_again(person.folder / "march.csv")
    assert person.jobs() == []
    person.answer("Replace")
    assert [job.replaces for job in person.jobs()] == [person.file(MARCH).download]


def test_a_double_click_on_a_report_that_has_been_deleted_fetches_it_again(person: Person) -> None:
    person.has(MARCH)
    person.double_click(MARCH)
    assert person.shelf.asked("look_for") == [person.file(MARCH)]
    person.shelf.worker.missing.emit(person.file(MARCH))
    assert [(job.task, job.replaces) for job in person.jobs()] == [(MARCH, None)]
    assert person.local(MARCH) == Queued(1)
    person.shelf.worker.missing.emit(person.file(MARCH))
    assert len(person.jobs()) == 1
    person.finish(person.jobs()[0])
    assert person.opened.values == [person.file(MARCH)] * 2


def test_a_report_whose_file_has_gone_can_be_fetched_again_by_its_path(person: Person) -> None:
    person.has(MARCH)
    person.has()
    assert person.local(MARCH) == NotHere()
    person.flow.download_again(person.folder / "march.csv")
    person.flow.download_again(person.folder / "march.csv")
    assert [job.task for job in person.jobs()] == [MARCH]


def test_a_report_that_was_replaced_meanwhile_is_not_fetched_a_third_time(person: Person) -> None:
    person.has(MARCH)
    gone = FileOnDisk(Download(person.folder / "march.csv", 9, 0, True, 0.0), changed=False)
    person.shelf.worker.missing.emit(gone)
    person.shelf.worker.missing.emit(FileOnDisk(Download(person.folder / "other.csv", 9, 0, True, 0.0), changed=False))
    assert person.jobs() == []


def test_a_file_whose_task_has_left_the_list_cannot_be_fetched_again(person: Person) -> None:
    person.has(MARCH)
    person.show(APRIL)
    person.flow.download_again(person.folder / "march.csv")
    assert person.jobs() == []
    assert "march.csv is no longer in the list, so it cannot" in person.notice()


# Failures


def test_a_failed_download_says_why_in_its_row_and_in_the_notice(person: Person) -> None:
    person.double_click(MARCH)
    person.progress(person.jobs()[0])
    person.fail(person.jobs()[0])
    state = person.local(MARCH)
    assert isinstance(state, FailedHere)
    assert person.notice() == f"march.csv: {state.sentence}"
    assert "host" in state.sentence
    assert person.broken_off.values == person.jobs()


def test_trying_again_concerns_the_task_that_the_notice_names(person: Person) -> None:
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


def test_a_failure_stays_named_while_other_downloads_begin(person: Person) -> None:
    person.double_click(MARCH)
    person.fail(person.jobs()[0])
    person.double_click(WEEKLY)
    person.show(*(task for task in TASKS if task != WEEKLY), Task(5, "Weekly", TaskStatus.COMPLETED))
    person.double_click(APRIL)
    assert person.notice().startswith("march.csv")
    person.double_click(MARCH)
    assert person.notice() == ""


def test_trying_again_still_replaces_the_file(person: Person) -> None:
    person.has(MARCH)
    person.command(TaskCommand.DOWNLOAD_AGAIN, MARCH)
    person.answer("Replace")
    person.fail(person.jobs()[0])
    assert isinstance(person.local(MARCH), Saved)
    person.press_notice()
    assert [job.replaces for job in person.jobs()] == [person.file(MARCH).download] * 2


def test_trying_again_takes_the_task_as_it_is_listed_now(person: Person) -> None:
    person.double_click(MARCH)
    person.fail(person.jobs()[0])
    renamed = Task(3, "March", TaskStatus.COMPLETED, file="march-2.csv")
    person.show(renamed)
    person.press_notice()
    assert person.jobs()[-1].task == renamed


# Accounts, folders


def test_changing_the_account_gives_up_what_is_under_way(person: Person) -> None:
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
    person.shelf.worker.surveyed.emit(Survey(ANNA, {MARCH.key: person.file(MARCH)}))
    person.progress(job)
    person.finish(job)
    assert person.local(MARCH) == NotHere()
    assert person.opened.values == []


def test_a_report_of_the_new_account_is_followed_also_where_one_of_the_old_was(person: Person) -> None:
    person.double_click(MARCH)
    person.progress(person.jobs()[0])
    person.flow.begin(BORIS)
    person.flow.on_signed_in(sign_in(BORIS))
    person.double_click(APRIL)
    followed = person.progress(person.jobs()[1])
    assert person.growing.values[-1] == followed


def test_what_was_asked_for_in_one_account_opens_nothing_in_the_next(person: Person) -> None:
    person.flow.on_preview_changed(True)
    person.double_click(MARCH)
    person.flow.begin(BORIS)
    person.flow.on_signed_in(sign_in(BORIS))
    person.shelf.worker.kept.emit(Kept(BORIS, TaskList(), None, frozenset({MARCH.key})))
    person.finish(person.jobs()[-1])
    assert person.opened.values == []
    assert person.notice() == "march.csv is on this computer."


def test_without_an_account_nothing_is_armed_or_looked_for(person: Person) -> None:
    person.flow.end()
    before = len(person.shelf.asked("survey"))
    person.flow.survey()
    person.double_click(WEEKLY)
    assert len(person.shelf.asked("survey")) == before
    assert person.armings() == []


def test_a_survey_is_of_the_account_in_use(person: Person) -> None:
    person.flow.survey()
    assert person.shelf.asked("survey")[-1] == ANNA


def test_a_folder_is_chosen_for_further_downloads(person: Person, tmp_path: Path) -> None:
    person.window.folder_requested.emit()
    dialog = person.window.findChild(QFileDialog)
    assert dialog
    assert dialog.fileMode() == QFileDialog.FileMode.Directory
    dialog.fileSelected.emit(str(tmp_path / "elsewhere"))
    dialog.reject()
    person.double_click(MARCH)
    assert person.jobs()[0].folder == tmp_path / "elsewhere"
    assert person.preferences.settings.download_folder == str(tmp_path / "elsewhere")
