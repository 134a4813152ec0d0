"""A report, shown under the table of tasks."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QLocale, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QStyle,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.models.report_table import ReportTable
from gui.report.dialect import KOI8_R, UTF_8, UTF_16, WINDOWS_1251, Dialect
from gui.report.messages import IndexProgress, OpenedReport
from gui.views.report_view import ReportView

_LAST_ROW = 999_999_999
"""More than any report has: a number typed beyond the end must not lose its last digits."""
COPIED_ROWS = 10_000
"""Rows that may be copied at once."""

_Thing = TypeVar("_Thing", bound=QObject)


class PreviewPane(QWidget):
    """Shows a report's rows, what is known of them, and how they are read. GUI thread."""

    closed = Signal()
    """The person wants no preview any more."""
    left = Signal()
    """The person wants back to the tasks; the preview stays."""
    open_outside_requested = Signal()
    dialect_chosen = Signal(object)
    """Dialect: the report is to be read anew, in this way"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("previewPane")
        self._model: ReportTable | None = None
        self._dialect: Dialect | None = None
        self._progress: IndexProgress | None = None
        self._problem = self._note = ""
        self._checked = True
        self._copied: dict[int, frozenset[int]] = {}
        self._copied_headers = False
        self._build_actions()
        self._build_controls()
        self._build_table()
        self._lay_out()
        self.setFocusProxy(self.table)

    def show_file(self, path: Path, model: ReportTable, *, checked: bool) -> None:
        """Announce a report whose rows are to come by `model`.

        `checked` is False where its download could not be checked for completeness.
        """
        self._set_model(model)
        self._checked = checked
        self._title.setText(path.name)
        self._title.setToolTip(str(path))
        self._start()

    def show_opened(self, opened: OpenedReport) -> None:
        """Show how a report is read, and its first rows; the model has them already."""
        self._start()
        self._dialect = opened.dialect
        self._encoding.setCurrentIndex(self._encoding.findData(opened.dialect.encoding))
        self._separator.setCurrentIndex(self._separator.findData(opened.dialect.separator))
        self._header_check.setChecked(opened.dialect.has_header)
        self._enable(True)
        self.table.scrollToTop()
        self.table.fit_columns()

    def show_progress(self, progress: IndexProgress) -> None:
        """Show how far the report has been gone through; the model has the rows already."""
        self._progress = progress
        self._show_status()

    def show_problem(self, sentence: str) -> None:
        """Say why the report cannot be shown any more; other ways to read it may still be chosen."""
        self._problem = sentence
        self._end_copy()
        self._show_status()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves the row field, then the pane."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self._row_field.isVisible():
            self._hide_row_field()
        else:
            self.left.emit()

    def _build_actions(self) -> None:
        def action(name: str, text: str, shortcut: QKeySequence.StandardKey | str) -> QAction:
            made = _named(QAction(text, self), name)
            made.setShortcut(shortcut)
            made.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self.addAction(made)
            return made

        self.copy_action = action("copyAction", self.tr("Copy"), QKeySequence.StandardKey.Copy)
        self.copy_action.setToolTip(self.tr("Copy the selected cells"))
        self.copy_action.triggered.connect(self._copy)
        self.copy_headers_action = action("copyWithHeadersAction", self.tr("Copy with headers"), "Ctrl+Shift+C")
        self.copy_headers_action.triggered.connect(self._copy_with_headers)
        self.go_to_row_action = action("goToRowAction", self.tr("Go to row"), "Ctrl+G")
        self.go_to_row_action.triggered.connect(self._show_row_field)

    def _build_controls(self) -> None:
        self._title = _named(_ElidedLabel(), "reportTitle")
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        self._row_field = _named(QSpinBox(), "goToRowField")
        self._row_field.setPrefix(self.tr("Row "))
        self._row_field.setGroupSeparatorShown(True)
        self._row_field.setAccessibleName(self.tr("Row to go to"))
        self._row_field.setToolTip(self.tr("Enter goes to the row, Esc closes this field"))
        self._row_field.lineEdit().returnPressed.connect(self._go_to_row)
        self._row_field.hide()
        self._encoding = self._combo(
            "encodingCombo",
            self.tr("Encoding"),
            self.tr("Choose another encoding where letters look wrong"),
            (("UTF-8", UTF_8), ("windows-1251", WINDOWS_1251), ("KOI8-R", KOI8_R), ("UTF-16", UTF_16)),
        )
        self._separator = self._combo(
            "separatorCombo",
            self.tr("Separator"),
            self.tr("Choose what stands between the columns where they look wrong"),
            (
                (self.tr("; semicolon"), ";"),
                (self.tr(", comma"), ","),
                (self.tr("Tab"), "\t"),
                (self.tr("| bar"), "|"),
            ),
        )
        self._header_check = _named(QCheckBox(self.tr("First row is header")), "headerCheck")
        self._header_check.clicked.connect(self._on_header_clicked)
        self._outside = _named(QToolButton(), "openOutsideButton")
        self._outside.setText(self.tr("Open in other program"))
        self._outside.setToolTip(self.tr("Open the file in Excel or whatever this computer has for it"))
        self._outside.clicked.connect(self.open_outside_requested)
        self._close = _named(QToolButton(), "closePreviewButton")
        self._close.setAutoRaise(True)
        self._close.setText("✕")
        self._close.setToolTip(self.tr("Close the preview"))
        self._close.setAccessibleName(self.tr("Close the preview"))
        self._close.clicked.connect(self.closed)
        self._status = _named(QLabel(), "reportStatus")
        self._status.setWordWrap(True)
        self._status.setAccessibleName(self.tr("State of the report"))

    def _build_table(self) -> None:
        self.table = _named(ReportView(), "reportTable")
        self.table.setAccessibleName(self.tr("Rows of the report"))
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.table.addActions([self.copy_action, self.copy_headers_action, self.go_to_row_action])

    def _combo(self, name: str, label: str, hint: str, entries: tuple[tuple[str, str], ...]) -> QComboBox:
        combo = _named(QComboBox(), name)
        combo.setAccessibleName(label)
        combo.setToolTip(hint)
        for text, value in entries:
            combo.addItem(text, value)
        combo.activated.connect(self._on_dialect_activated)
        return combo

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self._row_field)
        buttons = [QToolButton(), QToolButton()]
        for button, action in zip(buttons, (self.go_to_row_action, self.copy_action), strict=True):
            button.setDefaultAction(action)
        controls = (*buttons, self._outside, self._header_check, self._encoding, self._separator, self._close)
        for control in controls:
            top.addWidget(control)
        edge = self.style().pixelMetric(QStyle.PixelMetric.PM_LayoutHorizontalSpacing)
        top.setContentsMargins(edge, 0, 0, 0)
        self._status.setMargin(edge // 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(top)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._status)
        for before, after in pairwise((self.table, *controls)):  # Tab goes from the rows to what stands above them
            QWidget.setTabOrder(before, after)

    def _set_model(self, model: ReportTable) -> None:
        if model is self._model:
            return
        if self._model:
            self._model.held.disconnect(self._on_held)
        self._model = model
        model.held.connect(self._on_held)
        self.table.setModel(model)

    def _start(self) -> None:
        self._progress = self._dialect = None
        self._problem = self._note = ""
        self._end_copy()
        self._hide_row_field()
        self._enable(False)
        self._show_status()

    def _enable(self, on: bool) -> None:
        for control in (self._encoding, self._separator, self._header_check):
            control.setEnabled(on)
        for action in (self.copy_action, self.copy_headers_action, self.go_to_row_action):
            action.setEnabled(on)

    @Slot()
    def _on_dialect_activated(self) -> None:
        if self._dialect is None:
            return
        chosen = replace(self._dialect, encoding=self._encoding.currentData(), separator=self._separator.currentData())
        if chosen != self._dialect:
            self._dialect = chosen
            self.dialect_chosen.emit(chosen)

    @Slot(bool)
    def _on_header_clicked(self, on: bool) -> None:
        if self._model and self._dialect:
            self._dialect = replace(self._dialect, has_header=on)
            self._model.set_has_header(on)
            self.table.fit_columns()
            self._show_status()

    @Slot()
    def _show_row_field(self) -> None:
        rows = self.table.model().rowCount()
        if rows:
            self._row_field.setRange(1, _LAST_ROW)
            self._row_field.setValue(self.table.currentIndex().row() + 1)
            self._row_field.show()
            self._row_field.setFocus()
            self._row_field.selectAll()

    @Slot()
    def _go_to_row(self) -> None:
        self._row_field.interpretText()
        if self._row_field.value() > self.table.model().rowCount():
            self._note = self.tr("no row {row} so far").format(row=self._row_field.cleanText())
            self._show_status()
            return
        self._note = ""
        column = max(self.table.currentIndex().column(), 0)
        index = self.table.model().index(self._row_field.value() - 1, column)
        self.table.setCurrentIndex(index)
        self.table.scrollTo(index, self.table.ScrollHint.PositionAtCenter)
        self._hide_row_field()

    def _hide_row_field(self) -> None:
        if self._row_field.isVisible():
            self.table.setFocus()
        self._row_field.hide()

    @Slot()
    def _copy(self) -> None:
        self._begin_copy(headers=False)

    @Slot()
    def _copy_with_headers(self) -> None:
        self._begin_copy(headers=True)

    def _begin_copy(self, *, headers: bool) -> None:
        self._end_copy()
        chosen = self.table.selectionModel().selection().toList() if self._model else []
        if not chosen or not self._model:
            return
        if sum(part.height() for part in chosen) > COPIED_ROWS:
            self._note = self.tr("Only %Ln row(s) can be copied at once. Select fewer.", "", COPIED_ROWS)
            self._show_status()
            return
        for part in chosen:
            columns = frozenset(range(part.left(), part.right() + 1))
            for row in range(part.top(), part.bottom() + 1):
                self._copied[row] = self._copied.get(row, frozenset()) | columns
        self._copied_headers = headers
        self._model.hold(self._copied)

    @Slot()
    def _on_held(self) -> None:
        """Put the cells on the clipboard, as spreadsheets want them."""
        if not self._copied or not self._model:
            return
        columns = sorted(frozenset[int]().union(*self._copied.values()))
        lines = []
        if self._copied_headers:
            lines.append([str(self._model.headerData(column, Qt.Orientation.Horizontal)) for column in columns])
        for row, chosen in sorted(self._copied.items()):
            cells = self._model.cells(row)
            lines.append([cells[column] if column in chosen and column < len(cells) else "" for column in columns])
        QGuiApplication.clipboard().setText("\n".join("\t".join(map(_for_spreadsheet, line)) for line in lines))
        self._note = self.tr("%Ln row(s) copied", "", len(self._copied))
        self._end_copy()
        self._show_status()

    def _end_copy(self) -> None:
        self._copied = {}
        if self._model:
            self._model.release()

    def _show_status(self) -> None:
        parts = self._counts() if self._progress else []
        if self._problem:
            parts.append(self._problem)
        elif self._progress is None:
            parts.append(self.tr("Opening…"))
        if not self._checked:
            parts.append(self.tr("could not be checked for completeness"))
        if self._note:
            parts.append(self._note)
        self._status.setText(" · ".join(parts))

    def _counts(self) -> list[str]:
        progress, model = self._progress, self._model
        if not progress or not model:
            return []
        header = model.header_row
        rows = progress.rows - (header is not None)
        marked = progress.marked - (header is not None and header.marked)
        parts = [self.tr("%Ln row(s)", "", rows)]
        if model.rowCount() < rows:
            parts.append(self.tr("only the first %Ln shown", "", model.rowCount()))
        if marked:
            parts.append(self.tr("%Ln marked", "", marked))
        if not progress.done and not self._problem:
            percent = 100 * progress.read_bytes // progress.total_bytes
            parts.append(self.tr("reading… {percent} %").format(percent=QLocale().toString(percent)))
        return parts


def _named(thing: _Thing, name: str) -> _Thing:
    thing.setObjectName(name)
    return thing


class _ElidedLabel(QLabel):
    """One line of text that gives way where there is no room for it."""

    def minimumSizeHint(self) -> QSize:
        """Ask for no width."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Leave out the middle of a name that is too long: its end tells the kind of file."""
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, self.width())
        QPainter(self).drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


def _for_spreadsheet(cell: str) -> str:
    """Quote a cell that would fall apart when pasted."""
    if any(character in cell for character in '\t\r\n"'):
        return '"' + cell.replace('"', '""') + '"'
    return cell
