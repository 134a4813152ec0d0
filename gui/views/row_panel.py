"""One row of a report to be read: the message, and every field with its name."""

from PySide6.QtCore import QEvent, QLocale, QModelIndex, QPoint, QRect, Qt, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.models.plain_text import tool_tip
from gui.models.report_table import ReportTable
from gui.models.sms_parts import is_message, sms_length
from gui.views.code_words import CodeWords
from gui.views.hover_button import HoverButton
from gui.views.parts import sign_button, with_object_name
from gui.views.report_view import ReportView

_LEAST_CHARACTERS = 38
_MESSAGE_LINES = 6
_MOST_WRAPPED = 100
"""A report with more columns shows one line of each value, so that moving on stays fast."""
_CellRole = Qt.ItemDataRole.UserRole


class RowPanel(QWidget):
    """Shows the current row of a view while it is visible. GUI thread."""

    def __init__(self, view: ReportView) -> None:
        super().__init__()
        self.setObjectName("rowPanel")
        self._view = view
        self._model: ReportTable | None = None
        self._names: list[str] = []
        self._values: list[QTableWidgetItem] = []
        self._words = CodeWords(self)
        self._title = with_object_name(QLabel(), "rowPanelTitle")
        self._message = with_object_name(QPlainTextEdit(), "rowMessage")
        self._message.setReadOnly(True)
        self._message.setTabChangesFocus(True)
        self._message.setAccessibleName(self.tr("Message"))
        self._message.setFixedHeight(_MESSAGE_LINES * self.fontMetrics().lineSpacing() + 12)
        self._length = with_object_name(QLabel(), "rowMessageLength")
        self._length.setWordWrap(True)
        self._build_action()
        self._build_fields()
        before = sign_button("∧", self.tr("Previous row"), "rowBefore")
        after = sign_button("∨", self.tr("Next row"), "rowAfter")
        close = sign_button("✕", self.tr("Close the details"), "closeRowPanel")
        before.clicked.connect(self._on_before)
        after.clicked.connect(self._on_after)
        close.clicked.connect(self.action.toggle)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        for button in (before, after, close):
            head.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 0, 0, 0)
        layout.addLayout(head)
        for part in (self._message, self._length, self._fields):
            layout.addWidget(part)
        self.setMinimumWidth(_LEAST_CHARACTERS * self.fontMetrics().averageCharWidth())
        self.setFocusProxy(self._fields)
        self.hide()

    def set_model(self, model: ReportTable) -> None:
        """Use this model, which the view shows already."""
        self._model = model
        self._view.selectionModel().currentRowChanged.connect(self._show)
        model.dataChanged.connect(self._on_rows_loaded)
        model.modelReset.connect(self._show)

    def setVisible(self, visible: bool) -> None:
        """Show the current row, the first one if there is none."""
        super().setVisible(visible)
        if visible and self._model and not self._view.currentIndex().isValid():
            self._view.setCurrentIndex(self._model.index(0, 0))
        self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+C copies the value of the current field, Esc returns to the rows."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy(self._fields.currentRow())
        elif event.key() == Qt.Key.Key_Escape:
            self._view.setFocus()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the system's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._names = []
            self._show()

    def _build_action(self) -> None:
        """Create the switch that shows and hides the panel; in the rows, keys and a double-click use it too."""
        self.action = with_object_name(QAction(self.tr("Details"), self._view), "rowPanelAction")
        self.action.setToolTip(self.tr("Show the whole message and all fields of the row (Space or Enter)"))
        self.action.setCheckable(True)
        self.action.setShortcuts([QKeySequence(key) for key in ("Space", "Return", "Enter")])
        self.action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.action.toggled.connect(self._on_toggled)
        self._view.doubleClicked.connect(self._on_double_clicked)

    @Slot(bool)
    def _on_toggled(self, on: bool) -> None:
        if self.isAncestorOf(QApplication.focusWidget() or self):
            self._view.setFocus()
        self.setVisible(on)

    @Slot()
    def _on_double_clicked(self) -> None:
        self.action.setChecked(True)

    def _build_fields(self) -> None:
        fields = self._fields = with_object_name(QTableWidget(0, 2), "rowFields")
        fields.setAccessibleName(self.tr("Fields of the row"))
        fields.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        fields.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        fields.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        fields.setTabKeyNavigation(False)
        fields.setShowGrid(False)
        fields.verticalHeader().hide()
        fields.horizontalHeader().hide()
        fields.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        fields.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        copy = with_object_name(HoverButton(fields.viewport(), self._field_at), "copyFieldButton")
        copy.setText(self.tr("Copy"))
        copy.setToolTip(self.tr("Copy this value (Ctrl+C)"))
        copy.used.connect(self._copy)

    def _field_at(self, at: QPoint) -> tuple[int, QRect]:
        index = self._fields.indexAt(at)
        return index.row(), self._fields.visualRect(index.siblingAtColumn(1))

    @Slot()
    def _show(self) -> None:
        """Show the row, nothing of it until it has been loaded."""
        if self.isHidden() or not self._model:
            return
        index, model = self._index(), self._model
        cells = model.cells(index.row()) if index.isValid() else ()
        if index.isValid() and not cells:
            model.data(index)  # asks for the row
        number = QLocale().toString(model.number(index.row())) if index.isValid() else ""
        self._title.setText(self.tr("Row {number}").format(number=number) if number else "")
        self._show_names(model.names())
        self._show_cells(cells)

    def _index(self) -> QModelIndex:
        """Return the current cell, or the first one: a new order has no current one."""
        current = self._view.currentIndex()
        return current if current.isValid() else self._view.model().index(0, 0)

    def _show_names(self, names: list[str]) -> None:
        if names == self._names:
            return
        self._names, self._values = names, [QTableWidgetItem() for _ in names]
        self._fields.setRowCount(len(names))
        wraps, mode = len(names) <= _MOST_WRAPPED, QHeaderView.ResizeMode
        self._fields.setWordWrap(wraps)
        self._fields.verticalHeader().setSectionResizeMode(mode.ResizeToContents if wraps else mode.Fixed)
        for row, name in enumerate(names):
            label = QTableWidgetItem(name)
            label.setForeground(self.palette().placeholderText())
            for column, item in enumerate((label, self._values[row])):
                item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
                self._fields.setItem(row, column, item)

    def _show_cells(self, cells: tuple[str, ...]) -> None:
        for column, (name, item) in enumerate(zip(self._names, self._values, strict=True)):
            cell = cells[column] if column < len(cells) else ""
            words = self._words.of_column(name).get(cell, "")
            item.setText(f"{cell} {words}" if words else cell)
            item.setToolTip(tool_tip(item.text()))
            item.setData(_CellRole, cell)
        messages = [column for column, name in enumerate(self._names) if is_message(name) and column < len(cells)]
        for part in (self._message, self._length):
            part.setVisible(bool(messages))
        if messages:
            self._message.setPlainText(cells[messages[0]])
            self._length.setText(self._length_text(cells[messages[0]]))

    def _length_text(self, message: str) -> str:
        length = sms_length(message)
        characters = self.tr("%Ln character(s)", "", length.characters)
        parts = self.tr("%Ln SMS part(s)", "", length.parts)
        return " · ".join((characters, parts, "Unicode" if length.unicode else "GSM-7"))

    @Slot(int)
    def _copy(self, field: int) -> None:
        if 0 <= field < len(self._values):
            QGuiApplication.clipboard().setText(self._values[field].data(_CellRole))

    @Slot()
    def _on_before(self) -> None:
        self._move(-1)

    @Slot()
    def _on_after(self) -> None:
        self._move(1)

    def _move(self, step: int) -> None:
        index = self._view.currentIndex()
        neighbour = index.sibling(index.row() + step, index.column())
        if neighbour.isValid():
            self._view.setCurrentIndex(neighbour)

    @Slot(QModelIndex, QModelIndex)
    def _on_rows_loaded(self, first: QModelIndex, last: QModelIndex) -> None:
        if first.row() <= self._index().row() <= last.row():
            self._show()
