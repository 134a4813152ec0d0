"""How a task's status is shown: its word and its hue. Its icon is named after it: `status-in-progress.svg`."""

from PySide6.QtCore import QObject

from gui.models import hues
from gui.service.task import TaskStatus

HUES: dict[int | None, int] = {
    TaskStatus.IN_PROGRESS: hues.INFO,
    TaskStatus.COMPLETED: hues.DONE,
    TaskStatus.FAILED: hues.FAILED,
}
"""Only statuses that need attention have one."""


class StatusWords(QObject):
    """Words for statuses, in the language installed at creation."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: dict[int | None, str] = {
            TaskStatus.PENDING: self.tr("Pending"),
            TaskStatus.IN_PROGRESS: self.tr("In progress"),
            TaskStatus.COMPLETED: self.tr("Completed"),
            TaskStatus.CANCELLED: self.tr("Cancelled"),
            TaskStatus.FAILED: self.tr("Failed"),
            None: self.tr("unknown"),
        }
        self._other = self.tr("unknown ({number})")

    def word(self, status: int | None) -> str:
        """Return the word for a status, also for a missing one (None) or an undocumented one."""
        return self._words.get(status) or self._other.format(number=status)
