"""What concerns the whole program, whatever the account."""

import platform

from PySide6.QtCore import QObject, Qt, Slot, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from gui import __version__
from gui.desktop import open_outside, start_demo
from gui.flows.account_flow import AccountFlow
from gui.flows.download_flow import DownloadFlow
from gui.flows.preferences import Preferences
from gui.flows.report_controller import ReportController
from gui.signals import Signal
from gui.storage import log
from gui.storage.paths import Paths, licences
from gui.storage.state import State, StateErrorKind
from gui.views.error_text import sentence
from gui.views.main_window import MainWindow
from gui.views.notice_bar import NoticeAction, NoticeKind


class ProgramFlow(QObject):
    """Language, About, diagnostics, raising the window, files that cannot be read or saved. GUI thread."""

    returned = Signal()
    """The user has returned from another program."""
    start_over_requested = Signal()
    """Everything is to be built anew, in the chosen language."""

    def __init__(
        self,
        window: MainWindow,
        preferences: Preferences,
        paths: Paths,
        state: State,
        redactor: log.Redactor,
        accounts: AccountFlow,
        downloads: DownloadFlow,
        reports: ReportController,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._preferences = preferences
        self._paths = paths
        self._state = state
        self._redactor = redactor
        self._accounts = accounts
        self._downloads = downloads
        self._reports = reports
        notices = window.notices
        self._state_notice, self._settings_notice = notices.add_notice(), notices.add_notice()
        self._language_notice, self._example_notice = notices.add_notice(), notices.add_notice()

    def start(self) -> None:
        """Report settings or stored data that could not be read."""
        self.on_state_error(self._state.trouble)
        if problem := self._preferences.settings.problem:
            text = self.tr("The settings could not be read: {reason}. They are kept; what you change now is added.")
            self._settings_notice.show(text.format(reason=problem.strerror or problem), NoticeKind.WARNING)

    def show_example(self) -> None:
        """Say in the title and in a notice that all that is seen is made up."""
        self._window.setWindowTitle(self.tr("Example data — SMSC Tasks"))
        self._example_notice.show(
            self.tr("Example data, to look around: nothing is sent anywhere, and nothing is kept.")
        )

    @Slot()
    def on_woken(self) -> None:
        """Bring the window to the front."""
        window = self._window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
        QApplication.alert(window)

    @Slot(object)
    def on_application_state_changed(self, state: Qt.ApplicationState) -> None:
        """Emit `returned` when the window becomes active."""
        if state == Qt.ApplicationState.ApplicationActive:
            self.returned.emit()

    @Slot(object)
    def on_settings_failed(self, error: OSError) -> None:
        """Say that choices will not be remembered."""
        text = self.tr("The settings could not be saved: {reason}.").format(reason=error.strerror)
        self._settings_notice.show(text, NoticeKind.WARNING)

    @Slot(object)
    def on_state_error(self, trouble: StateErrorKind | None) -> None:
        """Say what is wrong with the stored data, until it works again."""
        if trouble:
            self._state_notice.show(sentence(trouble, ""), NoticeKind.WARNING)
        else:
            self._state_notice.clear()

    @Slot(str)
    def on_language_chosen(self, language: str) -> None:
        """Store a language and start over in it; ask first if that takes something away."""
        if language == self._preferences.settings.language:
            return
        self._preferences.change(language=language)
        if not self._is_something_under_way:
            self.start_over_requested.emit()
            return
        text = self.tr("The language changes when the program is started again. Doing so now ends what is under way.")
        action = NoticeAction(self.tr("Start again now"), self.start_over_requested.emit)
        self._language_notice.show(text, NoticeKind.INFO, action)

    @Slot()
    def on_demo_requested(self) -> None:
        """Start another copy of the program with example data."""
        start_demo()

    @Slot()
    def on_about_requested(self) -> None:
        """Show the About dialog."""
        from gui.views.about_dialog import AboutDialog  # noqa: PLC0415 - most starts never need it

        folders = [self._paths.settings_file.parent, self._preferences.download_folder]
        dialog = AboutDialog(self._window, __version__, folders, licences=licences() is not None)
        dialog.diagnostics_requested.connect(self.on_diagnostics_requested)
        dialog.licences_requested.connect(self.on_licences_requested)
        dialog.open()

    @Slot()
    def on_diagnostics_requested(self) -> None:
        """Copy the diagnostics to the clipboard, without secrets."""
        QGuiApplication.clipboard().setText(self._diagnostics())

    @Slot()
    def on_licences_requested(self) -> None:
        """Open the licences in the system's text viewer."""
        if file := licences():
            open_outside(file)

    @property
    def _is_something_under_way(self) -> bool:
        """Whether starting over would take something away from the user."""
        is_busy = self._reports.shows_report or not self._downloads.queue.is_empty
        return is_busy or self._accounts.is_signed_in_for_now

    @Slot(str)
    def on_crashed(self, trace: str) -> None:
        """Show the trace of a bug, to be copied, without secrets."""
        from gui.views.crash_dialog import CrashDialog  # noqa: PLC0415 - most starts never need it

        CrashDialog(self._window, self._redactor.redact(f"{self._diagnostics()}\n{trace}")).show()

    def _diagnostics(self) -> str:
        facts = [
            f"SMSC Tasks {__version__}, Python {platform.python_version()}, Qt {qVersion()}",
            f"{platform.platform()}, {QGuiApplication.platformName()}",
            f"accounts: {', '.join(account.id for account in self._preferences.settings.accounts) or 'none'}",
            f"state file: {self._state.trouble.value if self._state.trouble else 'in order'}",
            *log.last_lines(self._paths.log_file),
        ]
        return self._redactor.redact("\n".join(facts))
