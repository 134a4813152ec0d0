"""The button whose menu lists what can be exported, and in which forms."""

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QLocale, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from gui.models.report_table import ReportTable
from gui.report.exporting.export import ExportForm
from gui.signals import Signal
from gui.views.parts import with_object_name
from gui.views.report_view import ReportView


class ExportScope(Enum):
    """Which rows of a report are exported."""

    SHOWN = auto()
    ALL = auto()
    SELECTED = auto()


@dataclass(frozen=True)
class ExportRequest:
    """Asks for an export; `places` has the rows of a selection: ascending, counted from 0 among those shown."""

    form: ExportForm
    scope: ExportScope = ExportScope.SHOWN
    places: tuple[range, ...] = ()


class ExportButton(QToolButton):
    """Offers the formats in the order of `ExportForm`, for the rows shown and for others if they differ. GUI thread."""

    chosen = Signal(ExportRequest)

    def __init__(self, table: ReportView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = table
        self.setObjectName("exportButton")
        self.setText(self.tr("Export"))
        self.setToolTip(self.tr("Save rows for another program"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        self._shown = menu.addAction("")
        self._add_forms(menu, ExportScope.SHOWN)
        menu.addSeparator()
        self._selected = with_object_name(menu.addMenu(""), "exportSelectedMenu")
        self._add_forms(self._selected, ExportScope.SELECTED)
        self._all = with_object_name(menu.addMenu(self.tr("All rows")), "exportAllMenu")
        self._add_forms(self._all, ExportScope.ALL)
        menu.aboutToShow.connect(self._on_about_to_show)
        menu.triggered.connect(self._on_triggered)
        self.setMenu(menu)

    def _add_forms(self, menu: QMenu, scope: ExportScope) -> None:
        titles = {
            ExportForm.XLSX: ("Xlsx", self.tr("Excel")),
            ExportForm.CSV_FOR_EXCEL: ("Csv", self.tr("CSV for Excel")),
            ExportForm.CSV: ("PlainCsv", self.tr("CSV, UTF-8")),
        }
        prefix = "export" if scope is ExportScope.SHOWN else f"export{scope.name.title()}"
        for form in ExportForm:
            name, title = titles[form]
            with_object_name(menu.addAction(title), f"{prefix}{name}Action").setData((form, scope))

    @Slot()
    def _on_about_to_show(self) -> None:
        """Offer a selection of several rows, and all rows where only some are shown."""
        table = self._table.model()
        assert isinstance(table, ReportTable)
        shown, selected = table.rowCount(), sum(map(len, self._places()))
        self._shown.setEnabled(False)  # a caption; sections show none in some styles
        self._shown.setText(self.tr("Rows shown: {number}").format(number=QLocale().toString(shown)))
        self._selected.setTitle(self.tr("Selected rows: {number}").format(number=QLocale().toString(selected)))
        self._selected.menuAction().setVisible(1 < selected < shown)
        self._all.menuAction().setVisible(bool(table.row_order.conditions))
        self._shown.setVisible(self._selected.menuAction().isVisible() or self._all.menuAction().isVisible())

    def _places(self) -> tuple[range, ...]:
        """Return the places of the rows with selected cells, joined and ascending."""
        places: list[range] = []
        for part in sorted(self._table.selectionModel().selection().toList(), key=lambda part: part.top()):
            if places and part.top() <= places[-1].stop:
                places[-1] = range(places[-1].start, max(places[-1].stop, part.bottom() + 1))
            else:
                places.append(range(part.top(), part.bottom() + 1))
        return tuple(places)

    @Slot(QAction)
    def _on_triggered(self, action: QAction) -> None:
        form, scope = action.data()
        self.chosen.emit(ExportRequest(form, scope, self._places() if scope is ExportScope.SELECTED else ()))
