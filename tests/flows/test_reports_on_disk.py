"""Reports that other programs change or delete, seen by the real local store; only the transfer is played."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gui.account import Account, Credentials, SignIn
from gui.flows.download_flow import DownloadFlow
from gui.flows.preferences import Preferences
from gui.models.local_state import Armed, NotHere, Saved
from gui.models.task_columns import Column
from gui.models.task_table import TaskTable
from gui.service.task import Task, TaskStatus
from gui.storage.downloads import Download
from gui.storage.settings import Settings
from gui.storage.state import State
from gui.views.main_window import MainWindow
from gui.views.task_view import TaskCommand
from gui.wiring import wire_downloads
from gui.workers.local_store import LocalStore
from gui.workers.transfer import Job, Transfer
from tests.fakes import FakeClock
from tests.flows.played import play

ANNA = Account("anna@host", "https://host", "anna")
MARCH = Task(3, "March", TaskStatus.COMPLETED, file="march.csv")


class Harness:
    """One with March's report on its disk."""

    def __init__(self, qtbot: QtBot, folder: Path, clock: FakeClock, state: State) -> None:
        self.state = state
        self.report = folder / "march.csv"
        self.report.write_text("a;b\n1;2\n")
        found = self.report.stat()
        self.download = Download(self.report, found.st_size, found.st_mtime_ns, True, clock.wall_s())
        state.add_download(ANNA.id, MARCH.key, self.download)
        self.table, self.transfer = TaskTable(clock), play(Transfer)
        self.window = MainWindow(self.table)
        qtbot.addWidget(self.window)
        self.local_store = LocalStore(state, folder / "settings.json")
        preferences = Preferences(Settings(), folder)
        self.flow = DownloadFlow(self.window, self.table, preferences, self.transfer.worker)
        wire_downloads(self.flow, self.window, self.transfer.worker, self.local_store)
        self.begin()

    def begin(self) -> None:
        self.flow.begin(ANNA)
        self.table.update((MARCH,))
        self.local_store.load_account(ANNA)
        self.flow.on_signed_in(SignIn(ANNA, Credentials("anna", "right")))

    def cell(self, role: Qt.ItemDataRole = Qt.ItemDataRole.DisplayRole) -> str:
        return str(self.table.index(0, Column.LOCAL).data(role))

    def jobs(self) -> list[Job]:
        jobs: list[Job] = self.transfer.asked("download")
        return jobs


@pytest.fixture
def harness(qtbot: QtBot, tmp_path: Path, clock: FakeClock, state: State) -> Harness:
    return Harness(qtbot, tmp_path, clock, state)


def test_a_report_as_it_was_saved_is_shown_as_saved(harness: Harness) -> None:
    assert harness.table.local(3) == Saved(harness.download, changed=False)
    assert "changed" not in harness.cell()


@pytest.mark.parametrize("text", ["a;b\n1;2\n3;4\n", "a;b\n1;3\n"])
def test_a_report_changed_by_another_program_is_shown_as_changed(harness: Harness, text: str) -> None:
    harness.report.write_text(text)
    harness.flow.check_files()
    assert harness.table.local(3) == Saved(harness.download, changed=True)
    assert harness.cell().endswith("changed since")
    assert "Another program has changed it" in harness.cell(Qt.ItemDataRole.ToolTipRole)


def test_a_report_deleted_by_another_program_is_no_longer_shown(harness: Harness) -> None:
    harness.report.unlink()
    harness.flow.check_files()
    assert harness.table.local(3) == NotHere()


def test_a_double_click_on_a_deleted_report_fetches_it_before_anybody_has_looked(harness: Harness) -> None:
    harness.report.unlink()
    harness.window.view.task_command.emit(TaskCommand.ACTIVATE, MARCH)
    assert [job.task for job in harness.jobs()] == [MARCH]


def test_a_double_click_on_a_report_that_is_there_fetches_nothing(harness: Harness) -> None:
    harness.window.view.task_command.emit(TaskCommand.ACTIVATE, MARCH)
    assert harness.jobs() == []


def test_what_is_armed_is_remembered(harness: Harness) -> None:
    weekly = Task(5, "Weekly", TaskStatus.IN_PROGRESS)
    harness.table.update((MARCH, weekly))
    harness.window.view.task_command.emit(TaskCommand.ACTIVATE, weekly)
    assert harness.state.armed(ANNA.id) == {5}
    harness.begin()
    harness.table.update((MARCH, weekly))
    harness.flow.on_listed()
    assert harness.table.local(5) == Armed()
    harness.window.view.task_command.emit(TaskCommand.ACTIVATE, weekly)
    assert harness.state.armed(ANNA.id) == frozenset()
