"""The worker threads: begun together, ended together within a bound."""

import time

from PySide6.QtCore import QObject, Qt, QThread

LEAVE_S = 1.2
"""Real seconds that leaving waits for all that is under way; with what comes behind, the program is gone within two."""


class WorkerThreads:
    """Owns one thread per worker. GUI thread."""

    def __init__(self) -> None:
        self._threads: list[QThread] = []
        self._workers: list[QObject] = []
        self._started = False

    def adopt(self, worker: QObject) -> None:
        """Move a worker to a thread of its own, which ends when the worker is deleted there."""
        thread = QThread()
        thread.setObjectName(type(worker).__name__)
        worker.moveToThread(thread)
        worker.destroyed.connect(thread.quit, Qt.ConnectionType.DirectConnection)
        self._threads.append(thread)
        self._workers.append(worker)
        if self._started:
            thread.start()

    def start(self) -> None:
        """Let all workers take their signals, those given later too."""
        self._started = True
        for thread in self._threads:
            thread.start()

    def shut_down(self, within_s: float = LEAVE_S) -> bool:
        """Let every worker finish what it was asked until now, and wait; False where one needs more real seconds."""
        for worker in self._workers:
            worker.deleteLater()
        self._workers.clear()
        deadline_s = time.monotonic() + within_s
        ended = [thread.wait(max(0, round((deadline_s - time.monotonic()) * 1000))) for thread in self._threads]
        return all(ended)
