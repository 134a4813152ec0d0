"""Files dropped on a window."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from gui.signals import Signal


class FileDrop(QObject):
    """Lets a window take files of this computer, of any kind. GUI thread."""

    dropped: "Signal[tuple[Path, ...]]" = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, window: QObject, event: QEvent) -> bool:
        """Take the paths of the files; leave everything else to the window."""
        if isinstance(event, QDropEvent):  # the one that something is dragged into the window with, too
            paths = tuple(Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())
            if paths:
                event.acceptProposedAction()
                if event.type() is QEvent.Type.Drop:
                    self.dropped.emit(paths)
            return bool(paths)
        return super().eventFilter(window, event)
