"""Every signal of the composed program, found by looking: it is received, and what receives it takes its payload.

A signal that is new is tried too. Where nothing of its class is emitted in the main job below, `sample` needs one.
"""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

import gui.app
import gui.desktop
from gui.account import Credentials, SignIn
from gui.app import Application, build
from gui.demo.simulator import Simulator
from gui.report.dialect import Dialect
from gui.report.errors import Reason, ReportError
from gui.report.export import ExportForm
from gui.report.messages import OpenedReport, Page, PageRequest, ReportFailed, WorkProgress
from gui.report.wish import Group, Wish
from gui.service.errors import Failure, RequestFailed
from gui.service.task import TaskList, TaskStatus
from gui.storage.credentials import KeyringError, KeyringTrouble, MemoryStore
from gui.views.report_filters import SummaryWanted
from gui.views.sign_in_form import SignInRequest
from gui.views.task_view import TaskCommand
from gui.workers.poller import PollFailed
from gui.workers.shelf import Kept
from gui.workers.transfer import Job, JobFailed, JobWaiting
from gui.workers.vault import VaultFailed
from tests.fakes import ScaledClock
from tests.wires import Emitter, Watch, Wire, classes, fits, ids, wires

SPEED = 30.0
PATIENCE_MS = 15_000
ROWS = 300
OUTSIDE = {"CrashReporter", "LeaveSignals"}
"""Made by `app.main`, which tests start as a process."""
LAST = ("AccountDialog.forget_requested", "Vault.forgotten", "AccountFlow.began", "AccountFlow.ended")
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

    def __init__(self, qtbot: QtBot, application: Application, server: str, before: set[int]) -> None:
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
        self.application.reports.desk()  # as the dialogs, made when it is wanted
        for request in (window.add_account_requested, window.about_requested):
            request.emit()

    def open_the_report(self) -> None:
        window, desk = self.application.window, self.application.reports.desk()
        window.view.selectRow(0)
        window.view.activated_task.emit(window.table.task(0))
        self.wait_for(desk.previews.pane.summary_action.isEnabled)

    def work_with_the_report(self) -> None:
        pane = self.application.reports.desk().previews.pane
        pane.wished.emit(Wish())
        pane.summary_wanted.emit(SummaryWanted(Group(1), ()))
        pane.export_requested.emit(ExportForm.CSV)
        self.wait_for(lambda: {"Looked", "Summarised", "ExportDone"} <= {kind.__name__ for kind in self.watch.latest})

    def wait_for(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=PATIENCE_MS)

    def sample(self, kind: object) -> object:
        """A payload of a declared kind: one that the main job does not bring, or else one that it has brought."""
        latest, settings, account = self.watch.sample, self.application.preferences.settings, self.account
        sign_in, failure = SignIn(account, SIGN_IN), RequestFailed(Failure.UNREACHABLE)
        job, opened = latest(Job), latest(OpenedReport)
        assert isinstance(job, Job)
        assert isinstance(opened, OpenedReport)
        samples: tuple[object, ...] = (
            *(0, True, "anna", Path("march.csv"), OSError(28, "no space"), frozenset({"1"})),
            *(settings, account, sign_in),
            *(Group(1), ExportForm.CSV, Dialect("utf-8", ";", has_header=True), TaskCommand.SHOW_IN_FOLDER),
            *(PollFailed(sign_in, failure), JobFailed(job, failure), JobWaiting(job, 2000.0)),
            *(ReportFailed(1, ReportError(Reason.GONE)), VaultFailed(account, KeyringError(KeyringTrouble.LOCKED))),
            *(SignInRequest(account.server, SIGN_IN, keep=True), Kept(account, TaskList(), None, frozenset())),
            *(WorkProgress(1, 0, 10), Page(1, 0, ()), PageRequest(opened, 0, 10)),
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
    with Simulator(clock, progress=False) as simulator:
        simulator.add_account("anna", "right", "")
        simulator.add_task(name="March", status=TaskStatus.COMPLETED, rows=ROWS)
        store = MemoryStore()
        monkeypatch.setattr(gui.app, "_keyring", lambda: store)
        gc.collect()
        before = set(ids())
        application = build(["--profile", str(tmp_path / "profile"), "--server", simulator.origin], clock)
        application.start()
        yield Program(qtbot, application, simulator.origin, before)
        for dialog in application.window.findChildren(QDialog):
            dialog.close()
        assert application.close()


def test_every_signal_is_received(program: Program) -> None:
    program.sign_in()
    program.open_the_report()
    found = program.wires()
    missing = {kind.__name__ for kind in classes()} - {type(wire.owner).__name__ for wire in found} - OUTSIDE
    assert not missing, f"declare signals, but nothing of them is in the composed program: {sorted(missing)}"
    deaf = sorted({str(wire) for wire in found if not wire.is_received})
    assert not deaf, f"nothing receives {deaf}"


def test_every_public_signal_arrives_without_an_error(program: Program) -> None:
    program.watch.look_at(program.wires())
    program.sign_in()
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
