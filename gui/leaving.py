"""Requests of the system to exit: SIGINT and SIGTERM, noticed at once even while the program is idle."""

import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Slot

from gui.signals import Signal

NUMBERS = (signal.SIGINT, signal.SIGTERM)


class LeaveSignals(QObject):
    """Takes over the terminating signals while it lives. Create it in the main thread.

    Python runs a signal handler only when it next executes Python code, which Qt's event loop may not do for hours; the
    number that the interpreter writes to a socket at once wakes that loop. A signal that arrives before the loop runs
    is handled once it does.
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
        """Ignore further signals: the program is already exiting."""
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
