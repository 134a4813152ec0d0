"""Composition root: builds the parts, has them wired, owns the threads, shuts down."""

import logging
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from gui import __version__, wiring
from gui.account import Account, Credentials, SignIn
from gui.clock import Clock
from gui.crash import CrashReporter
from gui.flows.account_flow import AccountFlow
from gui.flows.download_flow import DownloadFlow
from gui.flows.preferences import Preferences
from gui.flows.program_flow import ProgramFlow
from gui.flows.report_controller import ReportController
from gui.flows.tasks_flow import TasksFlow
from gui.garbage import GarbageCollector
from gui.instance import AlreadyRunningError, OneInstance
from gui.leaving import LeaveSignals
from gui.models.task_table import TaskTable
from gui.options import Options, parse
from gui.service.pauses import Pauses
from gui.service.rate_limit import RateLimiter
from gui.signals import Signal
from gui.storage import log
from gui.storage import settings as settings_file
from gui.storage.credentials import CredentialStore, MemoryStore
from gui.storage.paths import Paths, resource
from gui.storage.settings import Settings
from gui.storage.state import State
from gui.threads import LEAVE_S, WorkerThreads
from gui.translation import install
from gui.views.first_paint import FirstPaint
from gui.views.main_window import MainWindow
from gui.views.notifier import Notifier
from gui.workers.keyring_calls import KeyringCalls
from gui.workers.local_store import LocalStore
from gui.workers.poller import Poller
from gui.workers.transfer import Transfer

if TYPE_CHECKING:
    from gui.demo.simulator import Simulator
    from gui.flows.report_parts import ReportParts
    from gui.service.api import ServiceApi

_log = logging.getLogger(__name__)

DEMO = Credentials("demo", "demo")


class Application(QObject):
    """The whole program, for one profile. GUI thread."""

    clean_requested = Signal(Path)
    """The download folder is to be freed of what interrupted downloads and exports left."""

    def __init__(self, options: Options, clock: Clock, language: str | None = None) -> None:
        """`language` is used in place of the stored one, unless it is None.

        Raises AlreadyRunningError if another copy has the profile; nothing has been touched then.
        """
        super().__init__()
        self.starts_over = False
        """Whether the program is to be started again at once, after its event loop has ended."""
        self._throw_away = tempfile.TemporaryDirectory(prefix="smsc-tasks-demo-") if options.demo else None
        self.paths = Paths(Path(self._throw_away.name) if self._throw_away else options.profile)
        self._instance = OneInstance(self.paths.instance_name, options.files)
        self._redactor = log.Redactor()
        self._log_handler = log.set_up(self.paths.log_file, self._redactor)
        _log.info("smsc-tasks %s starts", __version__)
        self._simulator: Simulator | None = None
        self._files = options.files
        settings, server = settings_file.load(self.paths.settings_file), options.server
        store = _keyring
        if options.demo:
            settings, store, server = self._set_up_demo(clock, settings)
        if language is not None:
            settings = replace(settings, language=language)
        install(settings.language)
        self._state = State.open(self.paths.state_file, clock)
        self.preferences = Preferences(settings, self.paths.default_download_folder)
        self._build_workers(clock, store)
        self.window = MainWindow(TaskTable(clock))
        self._build_flows(clock, server)
        self._connect()
        self.window.set_language(settings.language)
        self.window.restore_layout(settings.window)
        self._first_paint: FirstPaint | None = None

    def start(self) -> None:
        """Show the window with the last list; load what takes longer to import after the first paint."""
        self._threads.start()
        self._accounts.start()
        self.program.start()
        if self._throw_away:
            self.program.show_example()
        self._first_paint = FirstPaint(self.window.page_in_sight)
        self._first_paint.happened.connect(self.on_painted)
        self.window.show()

    @Slot()
    def on_painted(self) -> None:
        """Sign in, open the files of the command line, and clean up."""
        _log.info("the window stands")
        self._accounts.sign_in()
        if self._files:
            self.reports.open_files(self._files)
        self.clean_requested.emit(self.preferences.download_folder)

    @Slot()
    def on_start_over_requested(self) -> None:
        """End the event loop, for `main` to build everything anew in the chosen language."""
        self.starts_over = True
        QApplication.quit()

    def close(self) -> bool:
        """Hide the window at once, then end everything; return False if a thread has not ended within `LEAVE_S`."""
        deadline_s = time.monotonic() + LEAVE_S
        self.preferences.change(window=self.window.save_layout())
        self.window.hide()
        _qt().applicationStateChanged.disconnect(self.program.on_application_state_changed)
        if self._first_paint:
            self._first_paint.blockSignals(True)
        self._tasks.stop()
        self._poller.interrupt()
        self._transfer.interrupt()
        self.reports.stop()
        ends: tuple[Callable[[float], bool], ...] = (self._threads.shut_down, self.reports.end, self._keyring_calls.end)
        ended = all(end(max(0.0, deadline_s - time.monotonic())) for end in ends)
        if self._throw_away is None:
            try:
                settings_file.save(self.paths.settings_file, self.preferences.settings)
            except OSError as error:
                _log.warning("settings not saved: %s", error)
        if self._simulator:
            self._simulator.stop()
        if ended:
            self._state.close()
        self._instance.release()
        self.window.deleteLater()
        log.close(self._log_handler)
        if self._throw_away:
            self._throw_away.cleanup()
        return ended

    def _set_up_demo(self, clock: Clock, settings: Settings) -> tuple[Settings, Callable[[], CredentialStore], str]:
        """Start the simulated service and sign in to it, in a temporary profile."""
        from gui.demo.simulator import demo_simulator  # noqa: PLC0415 - only a demo needs a server

        self._simulator = demo_simulator(clock)
        self._simulator.start()
        account = Account("demo", self._simulator.origin, DEMO.login)
        store = MemoryStore()
        store.save(account.id, DEMO)
        return replace(settings, accounts=(account,), active_account=account.id), lambda: store, self._simulator.origin

    def _build_workers(self, clock: Clock, store: Callable[[], CredentialStore]) -> None:
        state = self._state
        limiter, pauses = RateLimiter(state, clock), Pauses(state, clock)

        def api_for(sign_in: SignIn) -> "ServiceApi":
            from gui.service.api import ServiceApi  # noqa: PLC0415 - in the thread that asks, where it holds up nobody

            return ServiceApi(sign_in, limiter, pauses, state.fingerprint)

        self._keyring_calls = KeyringCalls(store)
        self._poller = Poller(api_for, pauses, state, clock)
        self._transfer = Transfer(api_for, state, clock)
        self._local_store = LocalStore(state, self.paths.settings_file)
        self._threads = WorkerThreads()
        for worker in (self._poller, self._transfer, self._local_store):
            self._threads.adopt(worker)

    def _build_flows(self, clock: Clock, server: str) -> None:
        window, table = self.window, self.window.table
        self._tasks = TasksFlow(window, table, clock)
        self._downloads = DownloadFlow(window, table, self.preferences, self._transfer)
        self._accounts = AccountFlow(
            window,
            self.preferences,
            self._keyring_calls,
            self._poller,
            self._state.fingerprint,
            self._redactor.hide,
            server,
        )
        self.reports = ReportController(window, self._make_report_parts)
        self.program = ProgramFlow(
            window,
            self.preferences,
            self.paths,
            self._state,
            self._redactor,
            self._accounts,
            self._downloads,
            self.reports,
        )
        self._notifier = Notifier(window)

    def _connect(self) -> None:
        window, poller, transfer, local_store = self.window, self._poller, self._transfer, self._local_store
        wiring.wire_tasks(self._tasks, window, poller)
        wiring.wire_downloads(self._downloads, window, transfer, local_store)
        wiring.wire_accounts(self._accounts, window, self._keyring_calls, poller, local_store)
        wiring.wire_account_in_use(self._accounts, self._tasks, self._downloads, local_store, transfer)
        wiring.wire_report_controller(
            self.reports, window, self._accounts, self._downloads, transfer, local_store, self._instance
        )
        wiring.wire_program(self.program, window, self.preferences, local_store, self._instance)
        wiring.wire_notifier(self._notifier, self.program, self._downloads)
        self.clean_requested.connect(local_store.clean)
        self.program.start_over_requested.connect(self.on_start_over_requested)
        _qt().applicationStateChanged.connect(self.program.on_application_state_changed)

    def _make_report_parts(self) -> "ReportParts":
        from gui.flows.report_parts import ReportParts  # noqa: PLC0415 - takes as long to import as all else

        parts = ReportParts(self.window, self.preferences, self.paths.index_folder)
        wiring.wire_report_parts(parts, self.window, self._downloads, self._local_store)
        for worker in parts.workers:
            self._threads.adopt(worker)
        return parts


def _keyring() -> CredentialStore:
    from gui.storage.os_keyring import KeyringStore  # noqa: PLC0415 - in the thread that asks

    return KeyringStore()


def build(argv: list[str], clock: Clock | None = None) -> Application:
    """Compose the program from its arguments (without the program's name) without entering the event loop.

    Creates the QApplication if there is none. Raises AlreadyRunningError.
    """
    return _compose(parse(argv), clock or Clock())


def main(argv: list[str]) -> int:
    """Run the program until its window is closed; return the exit code. Ends the process if a thread does not end."""
    options = parse(argv)
    _qt()
    leaving, crashes = LeaveSignals(), CrashReporter()
    crashes.install()
    leaving.received.connect(QApplication.exit)
    garbage = GarbageCollector(_qt())
    language: str | None = None
    while True:
        try:
            application = _compose(options, Clock(), language)
        except AlreadyRunningError:
            return 0
        crashes.reported.connect(application.program.on_crashed)
        code = _run(application, leaving, garbage)
        if not application.starts_over:
            return code
        language = application.preferences.settings.language
        options = replace(options, files=())


def _run(application: Application, leaving: LeaveSignals, garbage: GarbageCollector) -> int:
    """Run one application until its event loop ends; return the exit code."""
    code, ended = 1, False
    try:
        application.start()
        garbage.start()
        code = _qt().exec()
    except BaseException:
        _log.exception("the program ends by a bug")
    if not application.starts_over:
        leaving.ignore()
    try:
        ended = application.close()
    except BaseException:
        code = 1
        _log.exception("leaving ended by a bug")
    if not ended:
        os._exit(code)
    return code


def _compose(options: Options, clock: Clock, language: str | None = None) -> Application:
    _qt()
    return Application(options, clock, language)


def _qt() -> QApplication:
    """Return the one QApplication, created by the first call."""
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    application = QApplication(sys.argv[:1])
    application.setApplicationName("smsc-tasks")
    application.setApplicationDisplayName("SMSC Tasks")
    application.setDesktopFileName("smsc-tasks")
    application.setWindowIcon(QIcon(str(resource("icons/smsc-tasks.svg"))))
    return application
