"""Composition root: builds the parts, wires them, owns the threads, shuts down."""

import logging
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot, qVersion
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from gui import __version__
from gui.account import Account, Credentials, SignIn
from gui.clock import Clock
from gui.crash import CrashReporter
from gui.desktop import open_outside, start_demo
from gui.flows.account_flow import AccountFlow
from gui.flows.download_flow import DownloadFlow
from gui.flows.preferences import Preferences
from gui.flows.reports import Reports
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
from gui.storage.paths import Paths, licences, resource
from gui.storage.settings import Settings
from gui.storage.state import State, StateErrorKind
from gui.threads import LEAVE_S, WorkerThreads
from gui.translation import install
from gui.views.error_text import sentence
from gui.views.first_paint import FirstPaint
from gui.views.main_window import MainWindow
from gui.views.notice_bar import NoticeKind
from gui.views.notifier import Notifier
from gui.workers.keyring_calls import KeyringCalls
from gui.workers.local_store import LocalStore
from gui.workers.poller import Poller
from gui.workers.transfer import Transfer

if TYPE_CHECKING:
    from gui.demo.simulator import Simulator
    from gui.service.api import ServiceApi

_log = logging.getLogger(__name__)

STATE = "state"
SETTINGS = "settings"
LANGUAGE = "language"
DEMO = Credentials("demo", "demo")


class Application(QObject):
    """The whole program, for one profile. GUI thread."""

    _save_settings = Signal(Settings)
    _clean = Signal(Path)

    def __init__(self, options: Options, clock: Clock) -> None:
        """Raises AlreadyRunningError where another copy has the profile; nothing has been touched then."""
        super().__init__()
        self._throw_away = tempfile.TemporaryDirectory(prefix="smsc-tasks-demo-") if options.demo else None
        self.paths = Paths(Path(self._throw_away.name) if self._throw_away else options.profile)
        self._instance = OneInstance(self.paths.instance_name)
        self._redactor = log.Redactor()
        self._log_handler = log.set_up(self.paths.log_file, self._redactor)
        _log.info("smsc-tasks %s starts", __version__)
        self._simulator: Simulator | None = None
        settings, server = settings_file.load(self.paths.settings_file), options.server
        store = _keyring
        if options.demo:
            settings, store, server = self._set_up_demo(clock, settings)
        install(settings.language)
        self._state = State.open(self.paths.state_file, clock)
        self.preferences = Preferences(settings)
        self._build_workers(clock, store)
        self.window = MainWindow(TaskTable(clock))
        self._build_flows(clock, server)
        self._connect_window()
        self._first_paint: FirstPaint | None = None

    def start(self) -> None:
        """Show the window with the last list; when that is painted, go on with what takes longer to import."""
        self._threads.start()
        self._accounts.start()
        self.on_state_error(self._state.trouble)
        self._tell_of_unread_settings()
        self._first_paint = FirstPaint(self.window.page_in_sight)
        self._first_paint.happened.connect(self.on_painted)
        self.window.show()

    def _tell_of_unread_settings(self) -> None:
        if problem := self.preferences.settings.problem:
            text = self.tr("The settings could not be read: {reason}. They are kept; what you change now is added.")
            self.window.notices.show_notice(
                SETTINGS, text.format(reason=problem.strerror or problem), kind=NoticeKind.WARNING
            )

    @Slot()
    def on_painted(self) -> None:
        """Sign in, and clean up."""
        _log.info("the window stands")
        self._accounts.sign_in()
        self._clean.emit(self._downloads.folder)

    def close(self) -> bool:
        """Hide the window at once, then end everything; False where a thread has not ended within `LEAVE_S`."""
        deadline_s = time.monotonic() + LEAVE_S
        self.preferences.change(window=self.window.save_layout())
        self.window.hide()
        _qt().applicationStateChanged.disconnect(self.on_application_state_changed)
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
        """Start the simulated service and sign in there, in a profile that is thrown away."""
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
        window, preferences, table = self.window, self.preferences, self.window.table
        self.reports = Reports(window, self._local_store, self._threads, self.paths.index_folder)
        self._transfer.done.connect(self.reports.on_done)  # before the flow below, which opens the report
        self._tasks = TasksFlow(window, table, self._poller, clock)
        self._downloads = DownloadFlow(
            window, table, preferences, self._transfer, self._local_store, self.paths.default_download_folder
        )
        self._accounts = AccountFlow(
            window,
            preferences,
            self._keyring_calls,
            self._poller,
            self._local_store,
            self._state.fingerprint,
            self._redactor.hide,
            server,
        )
        self._accounts.began.connect(self._tasks.begin)
        self._accounts.began.connect(self._downloads.begin)
        self._accounts.began.connect(self.reports.close)
        self._accounts.signed_in.connect(self._transfer.use)
        self._accounts.signed_in.connect(self._downloads.on_signed_in)
        self._accounts.ended.connect(self._tasks.end)
        self._accounts.ended.connect(self._downloads.end)
        self._accounts.ended.connect(self.reports.close)
        self._local_store.account_loaded.connect(self._tasks.on_account_loaded)
        self._tasks.listed.connect(self._downloads.on_listed)
        self._tasks.ticked.connect(self._downloads.tick)
        self.window.view.choice_changed.connect(self.on_choice_changed)
        self._transfer.started.connect(self.reports.prepare)
        self._downloads.opened.connect(self.reports.open)
        self._downloads.growing.connect(self.reports.follow)
        self._downloads.broken_off.connect(self.reports.on_broken_off)
        self.reports.show_in_folder_requested.connect(self._downloads.show_in_folder)
        self.reports.download_again_requested.connect(self._downloads.download_again)
        self._notifier = Notifier(window)
        self._notifier.clicked.connect(self.on_woken)
        self._downloads.ready.connect(self._notifier.notify)
        self.reports.opened_changed.connect(self._downloads.on_preview_changed)
        self.reports.failed.connect(self._downloads.check_files)
        self.reports.open_outside_requested.connect(self._downloads.open_outside)

    def _connect_window(self) -> None:
        window = self.window
        self.preferences.changed.connect(self._save_settings)
        self._save_settings.connect(self._local_store.save_settings)
        self._local_store.settings_failed.connect(self.on_settings_failed)
        self._local_store.state_error_changed.connect(self.on_state_error)
        self._clean.connect(self._local_store.clean)
        self._instance.woken.connect(self.on_woken)
        window.about_requested.connect(self.on_about_requested)
        window.language_chosen.connect(self.on_language_chosen)
        window.demo_requested.connect(self.on_demo_requested)
        window.set_language(self.preferences.settings.language)
        window.restore_layout(self.preferences.settings.window)
        _qt().applicationStateChanged.connect(self.on_application_state_changed)

    @Slot()
    def on_woken(self) -> None:
        """Come to the front."""
        window = self.window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
        QApplication.alert(window)

    @Slot()
    def on_choice_changed(self) -> None:
        """Somebody who selects a task may well want its report."""
        if self.window.view.selected_task():
            self.reports.prepare()

    @Slot(object)
    def on_application_state_changed(self, state: Qt.ApplicationState) -> None:
        """The person is back: look what other programs have done to the reports meanwhile."""
        if state == Qt.ApplicationState.ApplicationActive:
            self._notifier.clear()
            self._downloads.check_files()

    @Slot(object)
    def on_settings_failed(self, error: OSError) -> None:
        """Say that choices will not be remembered."""
        text = self.tr("The settings could not be saved: {reason}.").format(reason=error.strerror)
        self.window.notices.show_notice(SETTINGS, text, kind=NoticeKind.WARNING)

    @Slot(object)
    def on_state_error(self, trouble: StateErrorKind | None) -> None:
        """Say what has become of the program's notes, until all is well again."""
        if trouble:
            self.window.notices.show_notice(STATE, sentence(trouble, ""), kind=NoticeKind.WARNING)
        else:
            self.window.notices.clear_notice(STATE)

    @Slot(str)
    def on_language_chosen(self, language: str) -> None:
        """Remember a language; texts on screen stay as they are until the next start."""
        self.preferences.change(language=language)
        text = self.tr("The language changes when the program is started again.")
        self.window.notices.show_notice(LANGUAGE, text, kind=NoticeKind.INFO)

    @Slot()
    def on_demo_requested(self) -> None:
        """Open another window, with example data."""
        start_demo()

    @Slot()
    def on_about_requested(self) -> None:
        """Tell what program this is."""
        from gui.views.about_dialog import AboutDialog  # noqa: PLC0415 - most starts never need it

        folders = [self.paths.settings_file.parent, self._downloads.folder]
        dialog = AboutDialog(self.window, __version__, folders, licences=licences() is not None)
        dialog.diagnostics_requested.connect(self.on_diagnostics_requested)
        dialog.licences_requested.connect(self.on_licences_requested)
        dialog.open()

    @Slot()
    def on_diagnostics_requested(self) -> None:
        """Put what helps somebody to help on the clipboard, without secrets."""
        QGuiApplication.clipboard().setText(self._diagnostics())

    @Slot()
    def on_licences_requested(self) -> None:
        """Show the licences in the system's program for texts."""
        if file := licences():
            open_outside(file)

    @Slot(str)
    def on_crashed(self, trace: str) -> None:
        """Show a bug's trace, to be copied, without secrets."""
        from gui.views.crash_dialog import CrashDialog  # noqa: PLC0415 - most starts never need it

        CrashDialog(self.window, self._redactor.redact(f"{self._diagnostics()}\n{trace}")).show()

    def _diagnostics(self) -> str:
        facts = [
            f"SMSC Tasks {__version__}, Python {platform.python_version()}, Qt {qVersion()}",
            f"{platform.platform()}, {QGuiApplication.platformName()}",
            f"accounts: {', '.join(account.id for account in self.preferences.settings.accounts) or 'none'}",
            f"state file: {self._state.trouble.value if self._state.trouble else 'in order'}",
            *log.last_lines(self.paths.log_file),
        ]
        return self._redactor.redact("\n".join(facts))


def _keyring() -> CredentialStore:
    from gui.storage.os_keyring import KeyringStore  # noqa: PLC0415 - in the thread that asks

    return KeyringStore()


def build(argv: list[str], clock: Clock | None = None) -> Application:
    """Compose the program from its arguments (without the program's name) without entering the event loop.

    Makes the QApplication where there is none. Raises AlreadyRunningError.
    """
    return _compose(parse(argv), clock or Clock())


def main(argv: list[str]) -> int:
    """Run the program until its window is closed; return the exit code. Ends the process where a thread will not."""
    options = parse(argv)
    _qt()
    leaving, crashes = LeaveSignals(), CrashReporter()
    crashes.install()
    try:
        application = _compose(options, Clock())
    except AlreadyRunningError:
        return 0
    crashes.reported.connect(application.on_crashed)
    leaving.received.connect(QApplication.exit)
    garbage = GarbageCollector(_qt())
    code, ended = 1, False
    try:
        application.start()
        garbage.start()
        code = _qt().exec()
    except BaseException:
        _log.exception("the program ends by a bug")
    leaving.ignore()
    try:
        ended = application.close()
    except BaseException:
        code = 1
        _log.exception("leaving ended by a bug")
    if not ended:
        os._exit(code)
    return code


def _compose(options: Options, clock: Clock) -> Application:
    _qt()
    return Application(options, clock)


def _qt() -> QApplication:
    """The one QApplication, made at the first call."""
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    application = QApplication(sys.argv[:1])
    application.setApplicationName("smsc-tasks")
    application.setApplicationDisplayName("SMSC Tasks")
    application.setDesktopFileName("smsc-tasks")
    application.setWindowIcon(QIcon(str(resource("icons/smsc-tasks.svg"))))
    return application
