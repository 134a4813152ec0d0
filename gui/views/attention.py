"""Calls a person who is busy in other programs."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from gui.signals import Signal
from gui.views.icons import app_icon

SHOWN_MS = 10_000


class Attention(QObject):
    """A mark in the task bar, and a notification of the system where it has any. GUI thread."""

    answered = Signal()
    """the person clicked on the notification"""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._tray: QSystemTrayIcon | None = None

    def call(self, sentence: str) -> None:
        """Say something, unless the person is looking at the window."""
        if self._window.isActiveWindow():
            return
        QApplication.alert(self._window)
        if QSystemTrayIcon.isSystemTrayAvailable():
            if self._tray is None:
                self._tray = QSystemTrayIcon(app_icon(), self)
                self._tray.messageClicked.connect(self.answered)
                self._tray.activated.connect(self.answered)
            self._tray.show()
            self._tray.showMessage("SMSC Tasks", sentence, app_icon(), SHOWN_MS)

    def rest(self) -> None:
        """The person is here: nothing more to say."""
        if self._tray:
            self._tray.hide()
