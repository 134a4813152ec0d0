"""Which tasks of the table are shown."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt

from gui.models.task_table import TaskTable
from gui.service.task import TaskStatus


class TaskFilter(QSortFilterProxyModel):
    """The tasks that match what the person looks for, in the table's own order."""

    def __init__(self, table: TaskTable, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table = table
        self._words: list[str] = []
        self._status: TaskStatus | None = None
        self.setSourceModel(table)

    def set_text(self, text: str) -> None:
        """Show tasks whose name, file or id hold every word of this."""
        self._words = text.casefold().split()
        self.invalidate()

    def set_status(self, status: TaskStatus | None) -> None:
        """Show tasks of this status, or of any."""
        self._status = status
        self.invalidate()

    def filterAcceptsRow(self, source_row: int, source_parent: QModelIndex | QPersistentModelIndex) -> bool:  # noqa: ARG002
        """See set_text and set_status."""
        task = self._table.task(source_row)
        if self._status is not None and task.status != self._status:
            return False
        if not self._words:
            return True
        text = f"{task.name}\n{task.file}\n{'' if task.id is None else task.id}".casefold()
        return all(word in text for word in self._words)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Have the table sorted."""
        self._table.sort(column, order)
