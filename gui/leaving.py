"""Requests of the system to leave: SIGINT and SIGTERM, heard at once also while nothing else happens."""

import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Slot

from gui.signals import Signal

NUMBERS = (signal.SIGINT, signal.SIGTERM)


class LeaveSignals(QObject):
    """Takes over the signals that end the program while it lives. To be made in the main thread.

    Python calls a handler only when it next runs code of Python, which Qt's event loop may not do for hours; the
    number that the interpreter writes to a socket at once wakes that loop. A signal that comes before the loop runs
    is heard as soon as it does.
    """

    received = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._reader, self._writer = socket.socketpair()
        for end in (self._reader, self._writer):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_written)
        signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        for number in NUMBERS:
            signal.signal(number, _pass)

    def ignore(self) -> None:
        """Hear no further signal: the program leaves already."""
        for number in NUMBERS:
            signal.signal(number, signal.SIG_IGN)
        signal.set_wakeup_fd(-1)
        self._notifier.setEnabled(False)
        self._reader.close()
        self._writer.close()

    @Slot()
    def _on_written(self) -> None:
        self._reader.recv(64)
        self.received.emit()


def _pass(_number: int, _frame: FrameType | None) -> None:
    """Do nothing: what matters is that the interpreter writes to the socket."""
