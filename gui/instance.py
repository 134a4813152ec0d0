"""One window per profile: a second copy brings the first one to the front, and hands over the files it was to open."""

import json
import os
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDir, QObject, QThread, QTimer, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from gui.signals import Signal
from gui.storage.locks import is_at, try_lock
from gui.storage.paths import NAME

PATIENCE_S = 10.0
"""How long a copy that holds the profile may take to start and answer, or to exit; after that it counts as hung."""
SETTLE_MS = 50
"""Delay before a copy answers: one that was closed at the same moment has left its event loop by then."""
RETRY_MS = 50
ANSWER = b"shown"


class AlreadyRunningError(Exception):
    """Another copy holds the profile; it has shown its window and taken the files."""


class OneInstance(QObject):
    """Holds a profile for this copy of the program, per user account of the computer. GUI thread.

    A copy sends the holder of the profile's lock a line on a socket: a JSON list of paths. The holder answers once it
    has shown its window, until it starts closing. A copy that gets no answer waits for the lock, which the system
    releases with the holder's process. A hung holder delays the next copy by `PATIENCE_S`; that then starts beside it,
    which the state file is built for.
    """

    woken = Signal()
    """Another copy was started; the window should come to the front."""

    files_passed: "Signal[tuple[Path, ...]]" = Signal(object)
    """Another copy was started to open these files."""

    def __init__(self, name: str, files: Sequence[Path] = ()) -> None:
        """Raises AlreadyRunningError; the holder has `files` then."""
        super().__init__()
        self._lock = _ProfileLock(name)
        deadline_s = time.monotonic() + PATIENCE_S
        while not self._lock.take() and time.monotonic() < deadline_s:
            if _is_answered(name, files, deadline_s):
                raise AlreadyRunningError
            QThread.msleep(RETRY_MS)
        self._callers: list[QLocalSocket] = []
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLE_MS)
        self._settled.timeout.connect(self._answer)
        self._server = QLocalServer(self)
        if self._lock.taken:
            QLocalServer.removeServer(name)  # left by a killed copy
            _remove_left_over()
            self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
            self._server.newConnection.connect(self._on_connection)
            self._server.listen(name)

    def release(self) -> None:
        """Release the profile; callers still waiting get no answer."""
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
            socket.readyRead.connect(self._settled.start)
            self._settled.start()

    @Slot()
    def _answer(self) -> None:
        callers = [socket for socket in self._callers if socket.canReadLine()]
        for socket in callers:
            self._callers.remove(socket)
            self.woken.emit()
            if files := _files(bytes(socket.readLine().data())):
                self.files_passed.emit(files)
            socket.write(ANSWER)
            socket.flush()
            socket.disconnected.connect(socket.deleteLater)
            socket.disconnectFromServer()


class _ProfileLock:
    """A file locked by the copy that holds the profile, and removed on release."""

    def __init__(self, name: str) -> None:
        self.taken = False
        self._path = Path(QDir.tempPath(), f"{name}.lock")
        self._descriptor: int | None = None

    def take(self) -> bool:
        """Try to lock it; if the file system has no locks, nothing keeps copies apart."""
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


def _files(line: bytes) -> tuple[Path, ...]:
    """Return the paths in a copy's line; none if they cannot be read."""
    with suppress(ValueError, TypeError):
        return tuple(map(Path, json.loads(line)))
    return ()


def _is_answered(name: str, files: Sequence[Path], deadline_s: float) -> bool:
    """Ask the holder of the profile to show its window and open files.

    Returns False if it is closing or does not answer in time.
    """
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(RETRY_MS):
        return False
    socket.write(json.dumps([str(file) for file in files]).encode() + b"\n")
    while not socket.waitForReadyRead(RETRY_MS):  # keeps other Python threads waiting
        if socket.state() != QLocalSocket.LocalSocketState.ConnectedState or time.monotonic() >= deadline_s:
            return False
        QCoreApplication.processEvents()  # a signal to exit, and a holder in this very thread
    return bytes(socket.readAll().data()) == ANSWER


def _remove_left_over() -> None:
    """Remove files left by killed copies whose profiles may never be used again, such as those of example data."""
    for path in Path(QDir.tempPath()).glob(f"{NAME}-*.lock"):
        with suppress(OSError):
            descriptor = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
            if try_lock(descriptor):
                QLocalServer.removeServer(path.stem)
                _remove(path, descriptor)
            else:
                os.close(descriptor)


def _remove(path: Path, descriptor: int) -> None:
    """Remove a locked file, while still locked if the system allows that, and close it."""
    if sys.platform == "win32":
        os.close(descriptor)
    with suppress(OSError):
        path.unlink()
    if sys.platform != "win32":
        os.close(descriptor)
