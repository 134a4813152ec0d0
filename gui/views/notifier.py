"""Calls a person who is busy in other programs."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from gui.signals import Signal
from gui.views.icons import app_icon

SHOWN_MS = 10_000


class Notifier(QObject):
    """A mark in the task bar, and a notification of the system where it has any. GUI thread."""

    clicked = Signal()
    """the person clicked on the notification"""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._tray: QSystemTrayIcon | None = None

    def notify(self, sentence: str) -> None:
        """Say something, unless the person is looking at the window."""
        if self._window.isActiveWindow():
            return
        QApplication.alert(self._window)
        if QSystemTrayIcon.isSystemTrayAvailable():
            if self._tray is None:
                self._tray = QSystemTrayIcon(app_icon(), self)
                self._tray.messageClicked.connect(self.clicked)
                self._tray.activated.connect(self.clicked)
            self._tray.show()
            self._tray.showMessage("SMSC Tasks", sentence, app_icon(), SHOWN_MS)

    def clear(self) -> None:
        """The person is here: nothing more to say."""
        if self._tray:
            self._tray.hide()
