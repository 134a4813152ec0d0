"""Copies cells of a report to the clipboard."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication

from gui.models.report_table import ReportTable
from gui.report.exporting.export import harmless
from gui.signals import Signal
from gui.views.report_view import ReportView

COPIED_ROWS = 10_000
"""More rows are better exported."""


class ReportCopy(QObject):
    """Copies the selection in the form spreadsheets expect, after loading rows that are not in memory. GUI thread.

    A single cell is copied as it is; of several, those that a spreadsheet would compute are made harmless.
    """

    copied = Signal(int)
    """Number of rows."""
    refused = Signal()
    """More rows are selected than can be copied."""

    def __init__(self, view: ReportView, parent: QObject) -> None:
        super().__init__(parent)
        self._view = view
        self._model: ReportTable | None = None
        self._columns: dict[int, frozenset[int]] = {}
        self._headers = False

    def set_model(self, model: ReportTable) -> None:
        """Copy from this table."""
        if self._model:
            self._model.held.disconnect(self._on_held)
        self._model = model
        model.held.connect(self._on_held)

    def copy(self, *, headers: bool) -> None:
        """Start copying the selection, with the columns' names above it or not."""
        self.end()
        if not self._model:
            return
        parts = [
            (range(part.top(), part.bottom() + 1), frozenset(range(part.left(), part.right() + 1)))
            for part in self._view.selectionModel().selection().toList()
        ]
        if sum(len(rows) for rows, _ in parts) > COPIED_ROWS:
            self.refused.emit()
            return
        for rows, columns in parts:
            for row in rows:
                self._columns[row] = self._columns.get(row, frozenset()) | columns
        self._headers = headers
        if self._columns:
            self._model.hold(self._columns)

    @Slot()
    def end(self) -> None:
        """Cancel copying."""
        self._columns = {}
        if self._model:
            self._model.release()

    @Slot()
    def _on_held(self) -> None:
        if not self._columns or not self._model:
            return
        columns = sorted(frozenset[int]().union(*self._columns.values()))
        lines = []
        if self._headers:
            names = self._model.names()
            lines.append([names[column] for column in columns])
        for row, chosen in sorted(self._columns.items()):
            cells = self._model.cells(row)
            lines.append([cells[column] if column in chosen and column < len(cells) else "" for column in columns])
        if len(lines) * len(columns) > 1:
            lines = [[harmless(cell) for cell in line] for line in lines]
        QGuiApplication.clipboard().setText("\n".join("\t".join(map(_for_spreadsheet, line)) for line in lines))
        count = len(self._columns)
        self.end()
        self.copied.emit(count)


def _for_spreadsheet(cell: str) -> str:
    """Quote a cell that would fall apart when pasted."""
    if any(character in cell for character in '\t\r\n"'):
        return '"' + cell.replace('"', '""') + '"'
    return cell
