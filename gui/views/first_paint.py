"""When a window has been painted for the first time."""

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from gui.signals import Signal

LONGEST_MS = 1000


class FirstPaint(QObject):
    """Watches a part of a window; what can wait should not keep it from being painted. GUI thread."""

    happened = Signal()
    """Once: behind the painting, or `LONGEST_MS` after this was made, since a minimized window is not painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._timer = QTimer(self, singleShot=True, interval=LONGEST_MS)
        self._timer.timeout.connect(self.happened)
        self._timer.start()
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look out for the first painting."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            if self._timer.isActive():
                self._timer.start(0)
        return False
