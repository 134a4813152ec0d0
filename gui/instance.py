"""One window per profile: a second copy brings the first to the front."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

ANSWER_MS = 500


class AlreadyRunningError(Exception):
    """Another copy has the profile; its window has been asked to come to the front."""


class OneInstance(QObject):
    """Holds a profile for this copy of the program, for the person's own account only. GUI thread."""

    woken = Signal()
    """Another copy was started; the window should come to the front."""

    def __init__(self, name: str) -> None:
        """Raises AlreadyRunningError."""
        super().__init__()
        if _wake_other(name):
            raise AlreadyRunningError
        QLocalServer.removeServer(name)  # left by a copy that was killed
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        self._server.listen(name)

    def release(self) -> None:
        """Let another copy have the profile."""
        self._server.close()

    @Slot()
    def _on_connection(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.disconnectFromServer()
            self.woken.emit()


def _wake_other(name: str) -> bool:
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(ANSWER_MS):
        return False
    socket.waitForDisconnected(ANSWER_MS)
    return True
