"""One window per profile: a second copy brings the first to the front."""

import os
import sys
import time
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDir, QObject, QThread, QTimer, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from gui.signals import Signal
from gui.storage.locks import is_at, try_lock
from gui.storage.paths import NAME

PATIENCE_S = 10.0
"""How long a copy that has the profile may take to start and answer, or to end; then it is taken to hang."""
SETTLE_MS = 50
"""A copy answers so much later: one that was closed at the same moment has left its event loop by then."""
RETRY_MS = 50
ANSWER = b"shown"


class AlreadyRunningError(Exception):
    """Another copy has the profile; it has shown its window."""


class OneInstance(QObject):
    """Holds a profile for this copy of the program, for the person's own account only. GUI thread.

    The holder of the profile's lock answers on a socket when it has shown its window, and no longer once it is
    closing; a copy that gets no answer waits for the lock, which the system drops with its process. One that hangs
    holds up the next for `PATIENCE_S`, which then starts beside it: the state's file is made for that.
    """

    woken = Signal()
    """Another copy was started; the window should come to the front."""

    def __init__(self, name: str) -> None:
        """Raises AlreadyRunningError."""
        super().__init__()
        self._lock = _ProfileLock(name)
        deadline_s = time.monotonic() + PATIENCE_S
        while not self._lock.take() and time.monotonic() < deadline_s:
            if _is_answered(name, deadline_s):
                raise AlreadyRunningError
            QThread.msleep(RETRY_MS)
        self._callers: list[QLocalSocket] = []
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLE_MS)
        self._settled.timeout.connect(self._answer)
        self._server = QLocalServer(self)
        if self._lock.taken:
            QLocalServer.removeServer(name)  # left by a copy that was killed
            _remove_left_over()
            self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
            self._server.newConnection.connect(self._on_connection)
            self._server.listen(name)

    def release(self) -> None:
        """Let another copy have the profile; whoever waits for an answer gets none."""
        self._settled.stop()
        self._server.close()
        for socket in self._callers:
            socket.abort()
        self._callers.clear()
        self._lock.release()

    @Slot()
    def _on_connection(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            self._callers.append(socket)
            self._settled.start()

    @Slot()
    def _answer(self) -> None:
        callers, self._callers = self._callers, []
        self.woken.emit()
        for socket in callers:
            socket.write(ANSWER)
            socket.flush()
            socket.disconnected.connect(socket.deleteLater)
            socket.disconnectFromServer()


class _ProfileLock:
    """A file that is locked by the copy that has the profile, and removed when it lets go."""

    def __init__(self, name: str) -> None:
        self.taken = False
        self._path = Path(QDir.tempPath(), f"{name}.lock")
        self._descriptor: int | None = None

    def take(self) -> bool:
        """Try to lock it; where there can be no such file, nothing keeps copies apart."""
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        try:
            descriptor = os.open(self._path, flags, 0o600)
        except OSError:
            self.taken = True
            return True
        try:
            self.taken = try_lock(descriptor) and is_at(self._path, descriptor)
        except OSError:  # a file system without locks
            self.taken = True
        if self.taken:
            self._descriptor = descriptor
        else:
            os.close(descriptor)
        return self.taken

    def release(self) -> None:
        """Unlock and remove it."""
        if self._descriptor is not None:
            _remove(self._path, self._descriptor)
            self._descriptor = None


def _is_answered(name: str, deadline_s: float) -> bool:
    """Ask the copy that has the profile to show its window; False where it is closing, or says nothing in time."""
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(RETRY_MS):
        return False
    while not socket.waitForReadyRead(RETRY_MS):  # keeps other Python threads waiting
        if socket.state() != QLocalSocket.LocalSocketState.ConnectedState or time.monotonic() >= deadline_s:
            return False
        QCoreApplication.processEvents()  # a signal that asks to leave, and a holder in this very thread
    return bytes(socket.readAll().data()) == ANSWER


def _remove_left_over() -> None:
    """Remove what killed copies of other profiles left, which may never be used again: those of example data."""
    for path in Path(QDir.tempPath()).glob(f"{NAME}-*.lock"):
        with suppress(OSError):
            descriptor = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
            if try_lock(descriptor):
                QLocalServer.removeServer(path.stem)
                _remove(path, descriptor)
            else:
                os.close(descriptor)


def _remove(path: Path, descriptor: int) -> None:
    """Remove a locked file, while it is locked where the system allows that, and close it."""
    if sys.platform == "win32":
        os.close(descriptor)
    with suppress(OSError):
        path.unlink()
    if sys.platform != "win32":
        os.close(descriptor)
