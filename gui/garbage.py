"""Cyclic garbage, collected in the GUI thread only."""

import gc

from PySide6.QtCore import QObject, QTimer, Slot

LOOK_MS = 2000
"""Between two looks at whether a collection is due."""


class GarbageCollector(QObject):
    """Takes Python's collector over while it lives.

    Left to itself it runs in whichever thread happens to allocate; a widget or a timer that is part of a
    cycle is then deleted in a worker's thread, which Qt does not allow and does not survive.
    """

    def __init__(self, parent: QObject, look_ms: int = LOOK_MS) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=look_ms)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        """Take over. What the program has built until the first look stays, and is not looked at again."""
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Give it back."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    @Slot()
    def _look(self) -> None:
        """Collect the oldest generation that is due, as the collector itself would."""
        if not gc.get_freeze_count():
            gc.collect()
            gc.freeze()
            return
        counts, thresholds = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > thresholds[generation]:
                gc.collect(generation)
                return
