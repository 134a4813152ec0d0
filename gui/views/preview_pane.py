"""A report, shown under the table of tasks."""

from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QLocale, Qt, Slot
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QSplitter, QToolButton, QVBoxLayout, QWidget

from gui.models.plain_text import tool_tip
from gui.models.report_table import ReportTable
from gui.report.exporting.export import Exported
from gui.report.messages import IndexProgress, OpenedReport
from gui.report.row_order import RowOrder
from gui.report.row_query import Summary
from gui.signals import Signal
from gui.views.export_button import ExportButton, ExportRequest
from gui.views.parts import ElidedLabel, sign_button, with_object_name
from gui.views.query_controls import QueryControls
from gui.views.reading_menu import ReadingMenu
from gui.views.report_copy import COPIED_ROWS, ReportCopy
from gui.views.report_status import ReportStatus
from gui.views.report_view import ReportView
from gui.views.row_panel import RowPanel

_LAST_ROW = 999_999_999
"""More than any report has, so that a number typed beyond the end does not lose its last digits."""
_CANCEL, _OPEN, _SHOW, _AGAIN = "cancel", "open", "show", "again"


class PreviewPane(QWidget):
    """Shows a report's rows and status, and offers search, filters and export. GUI thread."""

    closed = Signal()
    """The user closes the preview."""
    left = Signal()
    """The user returns to the tasks; the preview stays open."""
    open_outside_requested = Signal()
    download_again_requested = Signal()
    open_exported_requested = Signal(Path)
    show_in_folder_requested = Signal(Path)
    export_requested = Signal(ExportRequest)
    export_cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("previewPane")
        self._model: ReportTable | None = None
        self._exported: Path | None = None
        self._status = ReportStatus()
        self.reading = ReadingMenu()
        self.table = with_object_name(ReportView(), "reportTable")
        self.controls = QueryControls(self.table)
        self._row_panel = RowPanel(self.table)
        self._copy = ReportCopy(self.table, self)
        self._build_actions()
        self._build_table()
        self._lay_out()
        self._connect()
        self.set_queries_enabled(False)
        self.setFocusProxy(self.table)

    def show_file(
        self, path: Path, model: ReportTable, *, checked: bool, complete: bool = True, task: str = ""
    ) -> None:
        """Announce a report whose rows will come from `model`, which is empty until they do.

        `task` is the name of its task, "" if unknown. `checked` is False if the download could not be checked for
        completeness, `complete` if it is still under way.
        """
        if model is not self._model:
            self._model = model
            self.table.setModel(model)
            self._copy.set_model(model)
            self.controls.set_model(model)
            self._row_panel.set_model(model)
        model.clear()
        self._show_title(path, task)
        self._start(checked, complete)

    def show_opened(self, opened: OpenedReport) -> None:
        """Show the dialect and the first rows; the model has them already."""
        self._start(self._status.checked, self._status.complete)
        self.reading.show_dialect(opened.dialect, opened.first_rows)
        self._enable(True)
        self._show_columns()
        self.table.scrollToTop()
        self.table.horizontalScrollBar().setValue(0)

    def show_whole(self, path: Path, *, checked: bool, task: str = "") -> None:
        """Record that the report is complete; `checked` and `task` as for `show_file`."""
        self._show_title(path, task)
        self._status.checked, self._status.complete = checked, True
        self._status.show_all(self._model)

    def show_progress(self, progress: IndexProgress) -> None:
        """Show how much of the report has been read; the model has the rows already."""
        self._status.progress = progress
        self._status.show_all(self._model)

    def show_problem(self, sentence: str, *, again: bool = False) -> None:
        """Show why the report can no longer be read; other dialects can still be chosen.

        `again` offers to download it again.
        """
        self._copy.end()
        if again:
            self._status.offer({_AGAIN: self.tr("Download again")})
        self._show_status(problem=sentence)

    def set_queries_enabled(self, on: bool) -> None:
        """Enable or disable search, filters and export."""
        for action in (self.filter_action, self.summary_action, *self._export_button.menu().actions()):
            action.setEnabled(on)
        self._export_button.setEnabled(on)
        self.controls.set_enabled(on)

    def show_row_order(self, row_order: RowOrder) -> None:
        """Show the result of a query; the model has the rows already."""
        self.controls.show_row_order(row_order)
        self._show_status(work="", order=self.controls.order_text)

    def show_query_progress(self, done: int, total: int, *, sorting: bool = False, old_rows: bool = False) -> None:
        """Show the progress of a query; `old_rows` says that other rows or another order will come."""
        self.controls.grey_rows(old_rows)
        percent = QLocale().toString(100 * done // max(total, 1))
        text = self.tr("sorting… {percent} %") if sorting else self.tr("searching… {percent} %")
        self._show_status(work=text.format(percent=percent))

    def show_query_problem(self, sentence: str) -> None:
        """Say why a query failed."""
        self.controls.grey_rows(False)
        self._show_status(work="", note=sentence)

    def show_summary(self, summary: Summary) -> None:
        """Show how many rows each value has."""
        self.controls.show_summary(summary)
        self._show_status(work="")

    def show_exporting(self, done: int, total: int) -> None:
        """Show how far an export is."""
        percent = QLocale().toString(100 * done // max(total, 1))
        self._status.offer({_CANCEL: self.tr("Cancel")})
        self._show_status(note=self.tr("exporting… {percent} %").format(percent=percent))

    def show_exported(self, path: Path, exported: Exported) -> None:
        """Show where the rows are."""
        self._exported = path
        self._status.offer({_OPEN: self.tr("Open"), _SHOW: self.tr("Show in folder")})
        text = self.tr("%Ln row(s) saved as {name}", "", exported.rows).format(name=path.name)
        if exported.sheets > 1:
            text += ", " + self.tr("on %Ln sheet(s)", "", exported.sheets)
        if exported.cut_cells:
            text += ", " + self.tr("%Ln cell(s) cut to Excel's length", "", exported.cut_cells)
        self._show_status(note=text)

    def show_export_problem(self, sentence: str) -> None:
        """Show why there is no file; "" if the user cancelled."""
        self._status.offer({})
        self._show_status(note=sentence)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the row field, then leaves the pane."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self._row_field.isVisible():
            self._hide_row_field()
        else:
            self.left.emit()

    def _build_actions(self) -> None:
        here, anywhere = Qt.ShortcutContext.WidgetWithChildrenShortcut, Qt.ShortcutContext.WindowShortcut

        def action(
            name: str,
            text: str,
            shortcut: QKeySequence.StandardKey | str = "",
            context: Qt.ShortcutContext = here,
        ) -> QAction:
            made = with_object_name(QAction(text, self), name)
            made.setShortcut(shortcut)
            made.setShortcutContext(context)
            self.addAction(made)
            return made

        self.copy_action = action("copyAction", self.tr("Copy"), QKeySequence.StandardKey.Copy)
        self.copy_action.setToolTip(self.tr("Copy the selected cells"))
        self.copy_headers_action = action("copyWithHeadersAction", self.tr("Copy with headers"), "Ctrl+Shift+C")
        self.go_to_row_action = action("goToRowAction", self.tr("Go to row"), "Ctrl+G", anywhere)
        self.search_action = action("searchAction", self.tr("Search"), QKeySequence.StandardKey.Find)
        self.next_action = action("searchNextAction", self.tr("Next match"), "F3", anywhere)
        self.before_action = action("searchBeforeAction", self.tr("Previous match"), "Shift+F3", anywhere)
        self.filter_action = action("filterAction", self.tr("Filter"), "Alt+Down")
        self.filter_action.setToolTip(self.tr("Filter by the current column"))
        self.summary_action = action("summaryAction", self.tr("Summary"))
        self.summary_action.setToolTip(self.tr("Count the rows for each value"))
        self.summary_action.setCheckable(True)

    def _build_table(self) -> None:
        self.table.setAccessibleName(self.tr("Rows of the report"))
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        separator = QAction(self.table)
        separator.setSeparator(True)
        controls = self.controls
        self.table.addActions([controls.only_action, controls.leave_out_action, self.filter_action, separator])
        self.table.addActions(
            [self.copy_action, self.copy_headers_action, self._row_panel.action, self.go_to_row_action]
        )

    def _lay_out(self) -> None:
        self._title = with_object_name(ElidedLabel(), "reportTitle")
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        self._row_field = with_object_name(QSpinBox(), "goToRowField")
        self._row_field.setPrefix(self.tr("Row "))
        self._row_field.setGroupSeparatorShown(True)
        self._row_field.setAccessibleName(self.tr("Row to go to"))
        self._row_field.setToolTip(self.tr("Enter goes to the row, Esc closes this field"))
        self._row_field.hide()
        self._export_button = ExportButton(self.table)
        self._outside = with_object_name(QToolButton(), "openOutsideButton")
        self._outside.setText(self.tr("Open in another program"))
        self._outside.setToolTip(self.tr("Open the file in Excel or another program"))
        self._close = sign_button("✕", self.tr("Close the preview"), "closePreviewButton")
        copy, go_to_row = self._button(self.copy_action), self._button(self.go_to_row_action)
        shown = (self.filter_action, self.summary_action, self._row_panel.action)
        filters, summary, details = map(self._button, shown)
        above = (go_to_row, copy, self._export_button, self._outside, self.reading, self._close)
        below = (self.controls.search, filters, summary, details)
        body = QSplitter()
        body.addWidget(self.table)
        body.addWidget(self.controls.summary)
        body.addWidget(self._row_panel)
        for place, stretch in enumerate((3, 1, 1)):
            body.setStretchFactor(place, stretch)
        body.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(_row(self._title, self._row_field, *above))
        layout.addLayout(_row(*below, self.controls.filters))
        layout.addWidget(body, 1)
        layout.addWidget(self._status)
        for before, after in pairwise((self.table, *below, *above)):  # Tab leads from the rows to what is above them
            QWidget.setTabOrder(before, after)

    def _button(self, action: QAction) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(action)
        return button

    def _connect(self) -> None:
        self.copy_action.triggered.connect(self._on_copy)
        self.copy_headers_action.triggered.connect(self._on_copy_with_headers)
        self.go_to_row_action.triggered.connect(self._show_row_field)
        self.search_action.triggered.connect(self.controls.search.setFocus)
        self.next_action.triggered.connect(self.controls.search.step_on)
        self.before_action.triggered.connect(self.controls.search.step_back)
        self.filter_action.triggered.connect(self.controls.ask_filter)
        self.summary_action.toggled.connect(self.controls.show_summary_panel)
        self._export_button.chosen.connect(self.export_requested)
        self.controls.query_changed.connect(self._copy.end)
        self._copy.copied.connect(self._on_copied)
        self._copy.refused.connect(self._on_copy_refused)
        self._row_field.lineEdit().returnPressed.connect(self._go_to_row)
        self.reading.dialect_chosen.connect(self._on_dialect_chosen)
        self._outside.clicked.connect(self.open_outside_requested)
        self._close.clicked.connect(self.closed)
        self._status.button_pressed.connect(self._on_status_button)

    def _show_title(self, path: Path, task: str) -> None:
        self._title.setText(f"{task} — {path.name}" if task else path.name)
        self._title.setToolTip(tool_tip(str(path)))

    def _start(self, checked: bool, complete: bool) -> None:
        self._status.start()
        self._status.checked, self._status.complete = checked, complete
        self._copy.end()
        self._hide_row_field()
        self.reading.show_dialect(None)
        self.controls.forget()
        self._enable(False)
        self._status.show_all(self._model)

    def _enable(self, on: bool) -> None:
        for action in (self.copy_action, self.copy_headers_action):
            action.setEnabled(on)

    def _show_columns(self) -> None:
        self.controls.show_columns()
        self.table.fit_columns()

    def _show_status(
        self,
        *,
        problem: str | None = None,
        note: str | None = None,
        order: str | None = None,
        work: str | None = None,
    ) -> None:
        """Change parts of the status line; None leaves one as it is."""
        status = self._status
        status.problem = status.problem if problem is None else problem
        status.note = status.note if note is None else note
        status.order = status.order if order is None else order
        status.work = status.work if work is None else work
        status.show_all(self._model)

    @Slot(str)
    def _on_status_button(self, key: str) -> None:
        if key == _OPEN and self._exported:
            self.open_exported_requested.emit(self._exported)
        elif key == _SHOW and self._exported:
            self.show_in_folder_requested.emit(self._exported)
        else:
            self._status.offer({})
            self._show_status(note="")
            (self.export_cancelled if key == _CANCEL else self.download_again_requested).emit()

    @Slot()
    def _on_dialect_chosen(self) -> None:
        """Show no rows until the report has been read again."""
        if self._model:
            self._model.clear()
        self._copy.end()
        self._status.progress = None
        self._show_status(problem="", note="")

    @Slot()
    def _show_row_field(self) -> None:
        if self._model and self._model.rowCount():
            self._row_field.setRange(1, _LAST_ROW)
            self._row_field.setValue(self._model.number(max(self.table.currentIndex().row(), 0)))
            self._row_field.show()
            self._row_field.setFocus()
            self._row_field.selectAll()
        else:
            self.table.setFocus()

    @Slot()
    def _go_to_row(self) -> None:
        self._row_field.interpretText()
        place = self._model.place_of(self._row_field.value()) if self._model else None
        if place is None:
            self._show_status(note=self.tr("no row {row} in this view").format(row=self._row_field.cleanText()))
            return
        self._show_status(note="")
        self.controls.show_row(place)
        self._hide_row_field()

    def _hide_row_field(self) -> None:
        if self._row_field.isVisible():
            self.table.setFocus()
        self._row_field.hide()

    @Slot()
    def _on_copy(self) -> None:
        self._copy.copy(headers=False)

    @Slot()
    def _on_copy_with_headers(self) -> None:
        self._copy.copy(headers=True)

    @Slot(int)
    def _on_copied(self, rows: int) -> None:
        self._show_status(note=self.tr("%Ln row(s) copied", "", rows))

    @Slot()
    def _on_copy_refused(self) -> None:
        self._show_status(
            note=self.tr("Only %Ln row(s) can be copied at once. Select fewer, or use Export.", "", COPIED_ROWS)
        )


def _row(*widgets: QWidget) -> QHBoxLayout:
    layout = QHBoxLayout()
    layout.setContentsMargins(6, 0, 0, 0)
    for widget in widgets:
        layout.addWidget(widget, int(isinstance(widget, ElidedLabel)))
    if not isinstance(widgets[0], ElidedLabel):
        layout.addStretch(1)
    return layout
