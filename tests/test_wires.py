"""Every signal of the composed program, found by looking: it is received, and what receives it takes its payload.

A signal that is new is tried too. Where nothing of its class is emitted in the main job below, `sample` needs one.
"""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Lock

import pytest
from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QWidget
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

import gui.app
import gui.desktop
from gui.account import Credentials, SignIn
from gui.app import Application, build
from gui.models.local_state import LocalState, NotHere, Saved
from gui.report.detecting.dialect import Dialect
from gui.report.errors import ReportError, ReportErrorKind
from gui.report.exporting.export import ExportForm
from gui.report.messages import (
    FollowReport,
    Growth,
    OpenedReport,
    Page,
    PageRequest,
    ReportFailed,
    Settled,
    WorkProgress,
)
from gui.report.row_query import Group, RowQuery
from gui.service.errors import RequestErrorKind, RequestFailed
from gui.service.task import TaskList, TaskStatus
from gui.storage.credentials import KeyringError, KeyringErrorKind, MemoryStore
from gui.storage.state import StateErrorKind
from gui.views.export_button import ExportRequest
from gui.views.preview_pane import PreviewPane
from gui.views.report_filters import SummaryRequest
from gui.views.sign_in_form import SignInRequest
from gui.views.task_view import TaskCommand
from gui.workers.keyring_calls import KeyringCallFailed
from gui.workers.local_store import AccountSnapshot, ArmRequest, FoundFiles
from gui.workers.poller import PollFailed
from gui.workers.transfer import Job, JobFailed, JobWaiting
from tests.dialogs import save_export
from tests.fakes import ScaledClock
from tests.simulator.faulty import FaultySimulator
from tests.wires import Emitter, Watch, Wire, classes, fits, living, wires

SPEED = 30.0
PATIENCE_MS = 15_000
ROWS = 300
OUTSIDE = {"CrashReporter", "LeaveSignals"}
"""Made by `app.main`, which tests start as a process."""
LAST = ("AccountDialog.forget_requested", "KeyringCalls.forgotten", "AccountFlow.began", "AccountFlow.ended")
"""After these there is no account, and so less for others to do."""
SIGN_IN = Credentials("anna", "right")


@pytest.fixture
def clock() -> ScaledClock:
    return ScaledClock(SPEED)


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What other programs are asked for."""
    asked: list[str] = []

    def open_url(url: QUrl) -> bool:
        asked.append(url.toLocalFile())
        return True

    def start(program: str, arguments: list[str]) -> bool:
        asked.append(" ".join(arguments))
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    monkeypatch.setattr(gui.desktop, "_start", start)
    return asked


class Program:
    """The program at its main job: signed in, a report on screen, all its parts made."""

    def __init__(self, qtbot: QtBot, application: Application, server: str, before: list[QObject]) -> None:
        self.qtbot, self.application, self.server, self._before = qtbot, application, server, before
        self.watch = Watch()

    def wires(self) -> list[Wire]:
        return wires(self._before)

    def sign_in(self) -> None:
        window = self.application.window
        form = window.sign_in_page.form
        form.submitted.emit(SignInRequest(self.server, SIGN_IN, keep=True))
        self.wait_for(lambda: window.view.model().rowCount() == 1)
        (self.account,) = self.application.preferences.settings.accounts

    def make_all_parts(self) -> None:
        """Make what is made when it is wanted."""
        _ = self.application.reports.parts
        menu = self.application.window.menu
        for request in (menu.add_account_requested, menu.about_requested):
            request.emit()

    def open_the_report(self) -> None:
        window, previews = self.application.window, self.application.reports.parts.previews
        window.view.selectRow(0)
        window.view.task_command.emit(TaskCommand.ACTIVATE, window.table.task(0))
        self.wait_for(lambda: isinstance(self.local(), Saved) and previews.pane.summary_action.isEnabled())

    @property
    def report(self) -> Path:
        """The file of the only task's report."""
        saved = self.local()
        assert isinstance(saved, Saved)
        return saved.download.path

    def local(self) -> LocalState:
        table = self.application.window.table
        return table.local(table.task(0).key)

    def press(self, name: str) -> None:
        button = self.application.window.findChild(QAbstractButton, name)
        assert button
        button.click()

    def work_with_the_report(self) -> None:
        pane = self.application.reports.parts.previews.pane
        pane.controls.query_changed.emit(RowQuery())
        pane.controls.summary_wanted.emit(SummaryRequest(Group(1), ()))
        pane.export_requested.emit(ExportRequest(ExportForm.CSV))
        save_export(pane)
        self.wait_for(
            lambda: {"QueryResult", "SummaryResult", "ExportDone"} <= {kind.__name__ for kind in self.watch.latest}
        )

    def wait_for(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=PATIENCE_MS)

    def sample(self, kind: object) -> object:
        """A payload of a declared kind: one that the main job does not bring, or else one that it has brought."""
        latest, settings, account = self.watch.sample, self.application.preferences.settings, self.account
        sign_in, failure = SignIn(account, SIGN_IN), RequestFailed(RequestErrorKind.UNREACHABLE)
        job, opened = latest(Job), latest(OpenedReport)
        assert isinstance(job, Job)
        assert isinstance(opened, OpenedReport)
        samples: tuple[object, ...] = (
            *(0, True, "anna", Path("march.csv"), OSError(28, "no space"), frozenset({"1"})),
            *(settings, account, sign_in, (Path("nowhere.csv"),), FoundFiles((), (Path("nowhere.csv"),))),
            *(
                Group(1),
                ExportRequest(ExportForm.CSV),
                Dialect("utf-8", ";", header_row=0),
                TaskCommand.SHOW_IN_FOLDER,
                StateErrorKind.DAMAGED,
            ),
            *(PollFailed(sign_in, failure), JobFailed(job, failure), JobWaiting(job, 2000.0)),
            *(
                ReportFailed(1, ReportError(ReportErrorKind.GONE)),
                KeyringCallFailed(account, KeyringError(KeyringErrorKind.LOCKED)),
            ),
            *(
                SignInRequest(account.server, SIGN_IN, keep=True),
                AccountSnapshot(account, TaskList(), None, frozenset()),
            ),
            *(WorkProgress(1, 0, 10), Page(1, 0, ()), PageRequest(opened, 0, 10)),
            *(FollowReport(Path("part"), Path("march.csv"), Lock(), None, 1), Growth(1, 10), Settled(1)),
            ArmRequest(account, 1, on=True),
        )
        fitting = [sample for sample in samples if fits(sample, kind)]
        return fitting[0] if fitting else latest(kind)

    def emit(self, wire: Wire) -> list[str]:
        """Emit a signal in its own thread, wait for what follows; return what went wrong."""
        try:
            values = tuple(self.sample(kind) for kind in wire.kinds)
        except LookupError as missing:
            return [f"{wire}: Program.sample in tests/test_wires.py needs {missing}"]
        with capture_exceptions() as exceptions:
            emitter = Emitter(wire, values)
            emitter.fire.emit()
            self.wait_for(lambda: emitter.has_emitted)
            QApplication.processEvents()
        return [f"{wire}: {error!r}" for _, error, _ in exceptions]


@pytest.fixture
def program(
    qtbot: QtBot, tmp_path: Path, clock: ScaledClock, monkeypatch: pytest.MonkeyPatch, outside: list[str]
) -> Iterator[Program]:
    with FaultySimulator(clock) as simulator:
        simulator.add_account("anna", "right", "")
        simulator.add_task(name="March", status=TaskStatus.COMPLETED, rows=ROWS)
        store = MemoryStore()
        monkeypatch.setattr(gui.app, "_keyring", lambda: store)
        gc.collect()
        before = living()
        application = build(["--profile", str(tmp_path / "profile"), "--server", simulator.origin], clock)
        application.start()
        yield Program(qtbot, application, simulator.origin, before)
        for dialog in application.window.findChildren(QDialog):
            dialog.close()
        assert application.close()


def test_every_signal_is_received(program: Program) -> None:
    program.sign_in()
    program.make_all_parts()
    program.open_the_report()
    found = program.wires()
    made = {kind.__name__ for wire in found for kind in type(wire.owner).__mro__}
    missing = {kind.__name__ for kind in classes()} - made - OUTSIDE
    assert not missing, f"declare signals, but nothing of them is in the composed program: {sorted(missing)}"
    deaf = sorted({str(wire) for wire in found if not wire.is_received})
    assert not deaf, f"nothing receives {deaf}"


def test_every_public_signal_arrives_without_an_error(program: Program) -> None:
    program.watch.look_at(program.wires())
    program.sign_in()
    program.make_all_parts()
    program.watch.look_at(program.wires())
    program.open_the_report()
    program.watch.look_at(program.wires())
    program.work_with_the_report()
    public = [wire for wire in program.wires() if wire.is_public]
    problems = []
    for wire in sorted(public, key=lambda wire: str(wire) in LAST):
        problems += program.emit(wire)
    assert not problems, "\n".join(problems)
    assert not program.watch.misfits, "\n".join(program.watch.misfits)


def test_a_person_who_selects_a_task_finds_the_preview_ready(program: Program) -> None:
    program.sign_in()
    window = program.application.window
    assert window.findChild(PreviewPane) is None
    window.view.selectRow(0)
    program.wait_for(lambda: window.findChild(PreviewPane) is not None)


def test_the_preview_is_made_ready_while_a_download_begins(program: Program) -> None:
    program.sign_in()
    window = program.application.window
    job = Job(SignIn(program.account, SIGN_IN), window.table.task(0), Path("nowhere"))
    (started,) = (wire for wire in program.wires() if str(wire) == "Transfer.started")
    emitter = Emitter(started, (job,))
    emitter.fire.emit()
    program.wait_for(lambda: window.findChild(PreviewPane) is not None)


def test_a_report_changed_in_another_program_is_shown_as_changed_when_the_person_comes_back(program: Program) -> None:
    program.sign_in()
    program.open_the_report()
    with program.report.open("ab") as report:
        report.write(b"one more row\n")
    running = QApplication.instance()
    assert isinstance(running, QApplication)
    running.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    program.wait_for(lambda: getattr(program.local(), "changed", False))


def test_a_report_deleted_in_another_program_comes_again_by_a_double_click(program: Program) -> None:
    program.sign_in()
    program.open_the_report()
    report = program.report
    report.unlink()
    program.application.window.view.task_command.emit(TaskCommand.ACTIVATE, program.application.window.table.task(0))
    program.wait_for(report.exists)
    program.wait_for(program.application.reports.parts.previews.pane.summary_action.isEnabled)


def test_a_report_that_cannot_be_read_any_more_is_looked_for(program: Program) -> None:
    program.sign_in()
    program.open_the_report()
    program.report.unlink()
    program.application.reports.parts.previews.failed.emit()
    program.wait_for(lambda: program.local() == NotHere())


def test_nothing_more_can_be_asked_of_a_report_that_is_closed(program: Program) -> None:
    program.sign_in()
    program.open_the_report()
    pane = program.application.reports.parts.previews.pane
    program.press("closePreviewButton")
    assert not pane.summary_action.isEnabled()


def test_files_of_the_preview_are_handed_to_other_programs(program: Program, outside: list[str]) -> None:
    program.sign_in()
    program.open_the_report()
    program.press("openOutsideButton")
    pane = program.application.reports.parts.previews.pane
    pane.export_requested.emit(ExportRequest(ExportForm.CSV))
    exported = save_export(pane)
    program.wait_for(lambda: len(list(program.report.parent.glob("*.csv"))) == 2)
    program.wait_for(lambda: "saved as" in status(pane))
    program.press("reportStatusButton0")
    program.press("reportStatusButton1")
    assert outside == [str(program.report), str(exported), str(program.report.parent)]


def test_a_person_elsewhere_is_called_when_a_report_is_ready(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[object] = []
    program.sign_in()
    monkeypatch.setattr(QApplication, "alert", called.append)
    monkeypatch.setattr(QWidget, "isActiveWindow", lambda _window: False)
    program.open_the_report()
    assert called == [program.application.window]


def test_leaving_the_account_closes_its_report_and_its_downloads(program: Program) -> None:
    program.sign_in()
    program.open_the_report()
    window = program.application.window
    pane = window.findChild(PreviewPane)
    assert pane
    assert pane.isVisible()
    window.menu.account_requested.emit()
    for _ in range(2):
        program.press("forgetButton")
    program.wait_for(window.sign_in_page.isVisible)
    assert pane.isHidden(), "not only because the page is another"
    assert window.table.tasks() == ()
    window.sign_in_page.form.submitted.emit(SignInRequest(program.server, SIGN_IN, keep=True))
    program.wait_for(lambda: window.view.model().rowCount() == 1)
    assert program.local() == NotHere(), "what was known of the account is forgotten"


def status(pane: PreviewPane) -> str:
    label = pane.findChild(QLabel, "reportStatus")
    assert label
    return label.text()
