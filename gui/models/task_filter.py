"""Which tasks of the table are shown."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt

from gui.models.task_table import TaskTable
from gui.service.task import TaskStatus


class TaskFilter(QSortFilterProxyModel):
    """The tasks that match the search text and the status, in the table's own order."""

    def __init__(self, table: TaskTable, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table = table
        self._words: list[str] = []
        self._status: TaskStatus | None = None
        self.setSourceModel(table)

    def set_text(self, text: str) -> None:
        """Show tasks whose name, file and id together contain every word of `text`."""
        self._words = text.casefold().split()
        self.invalidate()

    def set_status(self, status: TaskStatus | None) -> None:
        """Show tasks of this status; of any if None."""
        self._status = status
        self.invalidate()

    def filterAcceptsRow(self, source_row: int, source_parent: QModelIndex | QPersistentModelIndex) -> bool:  # noqa: ARG002
        """See `set_text` and `set_status`."""
        task = self._table.task(source_row)
        if self._status is not None and task.status != self._status:
            return False
        if not self._words:
            return True
        text = f"{task.name}\n{task.file}\n{'' if task.id is None else task.id}".casefold()
        return all(word in text for word in self._words)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort the table itself."""
        self._table.sort(column, order)
