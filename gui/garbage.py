"""Cyclic garbage collection in the GUI thread only."""

import gc

from PySide6.QtCore import QObject, QTimer, Slot

LOOK_MS = 2000
"""Time between two checks whether a collection is due."""


class GarbageCollector(QObject):
    """Replaces Python's automatic collector while it lives.

    The automatic one runs in whichever thread happens to allocate. It could delete a widget or timer that is part of a
    cycle in a worker's thread, which Qt does not survive.
    """

    def __init__(self, parent: QObject, look_ms: int = LOOK_MS) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=look_ms)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        """Take over. Objects created before the first check are frozen and never examined again."""
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Give control back."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    @Slot()
    def _look(self) -> None:
        """Collect the oldest generation that is due, as the automatic collector would."""
        if not gc.get_freeze_count():
            gc.collect()
            gc.freeze()
            return
        counts, thresholds = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > thresholds[generation]:
                gc.collect(generation)
                return
