"""The worker threads: started together, ended together within a bound."""

import time

from PySide6.QtCore import QObject, Qt, QThread

LEAVE_S = 1.2
"""Real seconds that shutdown waits for work under way; the program is gone within two."""


class WorkerThreads:
    """Owns one thread per worker. GUI thread."""

    def __init__(self) -> None:
        self._threads: list[QThread] = []
        self._workers: list[QObject] = []
        self._started = False

    def adopt(self, worker: QObject) -> None:
        """Move a worker to a thread of its own, which ends once the worker is deleted there."""
        thread = QThread()
        thread.setObjectName(type(worker).__name__)
        worker.moveToThread(thread)
        worker.destroyed.connect(thread.quit, Qt.ConnectionType.DirectConnection)
        self._threads.append(thread)
        self._workers.append(worker)
        if self._started:
            thread.start()

    def start(self) -> None:
        """Start the threads of all workers, including those adopted later."""
        self._started = True
        for thread in self._threads:
            thread.start()

    def shut_down(self, within_s: float = LEAVE_S) -> bool:
        """Let every worker finish what it was asked so far, and wait; return False if one needs more real seconds."""
        for worker in self._workers:
            worker.deleteLater()
        self._workers.clear()
        deadline_s = time.monotonic() + within_s
        ended = [thread.wait(max(0, round((deadline_s - time.monotonic()) * 1000))) for thread in self._threads]
        return all(ended)
