"""Files dropped on a window."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMainWindow, QWidget

from gui.signals import Signal

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDropEvent


class FileDropWindow(QMainWindow):
    """A window that takes files of this computer, of any kind. GUI thread.

    These are no event filter, which would have every event of the window made into an object of Python.
    """

    files_dropped: "Signal[tuple[Path, ...]]" = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: "QDragEnterEvent") -> None:
        """Take files, and nothing else."""
        if _files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: "QDropEvent") -> None:
        """Emit the paths."""
        event.acceptProposedAction()
        self.files_dropped.emit(_files(event))


def _files(event: "QDropEvent") -> tuple[Path, ...]:
    return tuple(Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())
