"""The button whose menu lists the export formats."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from gui.report.exporting.export import ExportForm
from gui.signals import Signal
from gui.views.parts import with_object_name


class ExportButton(QToolButton):
    """Offers the formats in the order of `ExportForm`. GUI thread."""

    chosen = Signal(ExportForm)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("exportButton")
        self.setText(self.tr("Export"))
        self.setToolTip(self.tr("Save the rows shown for another program"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        titles = {
            ExportForm.XLSX: ("exportXlsxAction", self.tr("Excel")),
            ExportForm.CSV_FOR_EXCEL: ("exportCsvAction", self.tr("CSV for Excel")),
            ExportForm.CSV: ("exportPlainCsvAction", self.tr("CSV, UTF-8")),
        }
        menu = QMenu(self)
        for form in ExportForm:
            name, title = titles[form]
            with_object_name(menu.addAction(title), name).setData(form)
        menu.triggered.connect(self._on_triggered)
        self.setMenu(menu)

    @Slot(QAction)
    def _on_triggered(self, action: QAction) -> None:
        self.chosen.emit(action.data())
