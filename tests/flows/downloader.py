"""Somebody who downloads reports: a real window and flow, with workers that are played."""

from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from gui.account import Account, Credentials, SignIn
from gui.flows.download_flow import DownloadFlow
from gui.flows.preferences import Preferences
from gui.models.local_state import LocalState
from gui.models.task_columns import Column
from gui.models.task_table import TaskTable
from gui.service.errors import RequestErrorKind, RequestFailed
from gui.service.task import Task, TaskStatus
from gui.storage.downloads import Download
from gui.storage.settings import Settings
from gui.views.main_window import MainWindow
from gui.views.task_view import TaskCommand
from gui.wiring import wire_downloads
from gui.workers.local_store import ArmRequest, FileOnDisk, FilesOnDisk, LocalStore
from gui.workers.transfer import Job, JobDone, JobFailed, JobProgress, Transfer
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
NO_NETWORK = RequestFailed(RequestErrorKind.UNREACHABLE)


def sign_in(account: Account = ANNA, password: str = "right") -> SignIn:
    return SignIn(account, Credentials(account.login, password))


class DownloadDriver:
    """Somebody signed in as Anna, before a window with her tasks."""

    def __init__(self, qtbot: QtBot, folder: Path, clock: FakeClock) -> None:
        self.qtbot, self.folder, self.clock = qtbot, folder, clock
        self.transfer, self.local_store = play(Transfer), play(LocalStore)
        self.preferences = Preferences(Settings(), folder)
        self.table = TaskTable(clock)
        self.window = MainWindow(self.table)
        qtbot.addWidget(self.window)
        self.flow = DownloadFlow(self.window, self.table, self.preferences, self.transfer.worker)
        wire_downloads(self.flow, self.window, self.transfer.worker, self.local_store.worker)
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
        self.window.view.task_command.emit(TaskCommand.ACTIVATE, task)

    def command(self, command: TaskCommand, task: Task) -> None:
        self.window.view.task_command.emit(command, task)

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
        """Let the local store find the reports of these tasks, and no others."""
        files = {task.key: self.file(task, changed=changed) for task in tasks}
        self.local_store.worker.files_checked.emit(FilesOnDisk(ANNA, files))

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

    def armings(self) -> list[ArmRequest]:
        armings: list[ArmRequest] = self.local_store.asked("arm")
        return armings

    def question(self) -> QMessageBox:
        box = self.window.findChild(QMessageBox, "replaceQuestion")
        assert box
        return box

    def answer(self, text: str) -> None:
        box = self.question()
        next(button for button in box.buttons() if button.text().replace("&", "") == text).click()
        box.setObjectName("answered")
