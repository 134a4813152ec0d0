"""The worker threads: begun together, ended together within a bound."""

import time

from PySide6.QtCore import QObject, QThread

LEAVE_S = 2.0
"""Real seconds that leaving may take."""


class Threads:
    """Owns one thread per worker. GUI thread."""

    def __init__(self) -> None:
        self._threads: list[QThread] = []

    def give(self, worker: QObject) -> None:
        """Move a worker to a thread of its own; it is deleted there when the thread ends."""
        thread = QThread()
        thread.setObjectName(type(worker).__name__)
        worker.moveToThread(thread)
        thread.finished.connect(worker.deleteLater)
        self._threads.append(thread)

    def start(self) -> None:
        """Let all workers take their signals."""
        for thread in self._threads:
            thread.start()

    def end(self) -> bool:
        """Ask all to end and wait; False where one did not within `LEAVE_S`."""
        for thread in self._threads:
            thread.quit()
        deadline_s = time.monotonic() + LEAVE_S
        ended = [thread.wait(max(0, round((deadline_s - time.monotonic()) * 1000))) for thread in self._threads]
        return all(ended)
