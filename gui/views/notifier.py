"""Calls a user who is busy in another program."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from gui.signals import Signal
from gui.views.icons import app_icon

SHOWN_MS = 10_000


class Notifier(QObject):
    """Marks the task bar entry and shows a system notification if there are any. GUI thread."""

    clicked = Signal()
    """The user clicked the notification."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._tray: QSystemTrayIcon | None = None

    def notify(self, sentence: str) -> None:
        """Show a sentence, unless the user is looking at the window."""
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
        """Remove the notification: the user is here."""
        if self._tray:
            self._tray.hide()
