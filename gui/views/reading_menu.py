"""The dialect of a report, to be changed if letters or columns look wrong."""

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QFormLayout, QMenu, QToolButton, QWidget, QWidgetAction

from gui.report.detecting.dialect import CP866, KOI8_R, UTF_8, UTF_16, WINDOWS_1251, Dialect
from gui.report.detecting.header import HEAD_ROWS
from gui.report.parsing.rows import Row
from gui.signals import Signal
from gui.views.parts import with_object_name

_NO_HEADER = -1
_NAMES_SHOWN, _NAMES_CUT = 24, 80


class ReadingMenu(QToolButton):
    """A button for encoding, separator and header row. GUI thread."""

    dialect_chosen = Signal(Dialect)
    """The report is to be read again in this dialect."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("readingButton")
        self.setText(self.tr("Encoding"))
        self.setToolTip(self.tr("Encoding, separator, header: change these if letters or columns look wrong"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._dialect: Dialect | None = None
        self._encoding = self._combo(
            "encodingCombo",
            self.tr("Choose another encoding if letters look wrong"),
            (
                ("UTF-8", UTF_8),
                ("windows-1251", WINDOWS_1251),
                ("KOI8-R", KOI8_R),
                ("CP866", CP866),
                ("UTF-16", UTF_16),
            ),
        )
        self._separator = self._combo(
            "separatorCombo",
            self.tr("Choose another separator if the columns look wrong"),
            (
                (self.tr("; semicolon"), ";"),
                (self.tr(", comma"), ","),
                (self.tr("Tab"), "\t"),
                (self.tr("| bar"), "|"),
            ),
        )
        self._header = self._combo("headerCombo", self.tr("Choose the row that names the columns"), ())
        self._header.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._header.setMinimumContentsLength(_NAMES_SHOWN)
        form = QWidget()
        layout = QFormLayout(form)
        layout.addRow(self.tr("Encoding"), self._encoding)
        layout.addRow(self.tr("Separator"), self._separator)
        layout.addRow(self.tr("Names of columns"), self._header)
        self._encoding.setAccessibleName(self.tr("Encoding"))
        self._separator.setAccessibleName(self.tr("Separator"))
        self._header.setAccessibleName(self.tr("Names of columns"))
        menu = QMenu(self)
        action = QWidgetAction(menu)
        action.setDefaultWidget(form)
        menu.addAction(action)
        self.setMenu(menu)
        self.setEnabled(False)

    def show_dialect(self, dialect: Dialect | None, first_rows: Sequence[Row] = ()) -> None:
        """Show the dialect, and which of the first rows may be the header; None if not known yet."""
        self._dialect = dialect
        self.setEnabled(dialect is not None)
        if dialect:
            self._encoding.setCurrentIndex(self._encoding.findData(dialect.encoding))
            self._separator.setCurrentIndex(self._separator.findData(dialect.separator))
            self._offer_headers(dialect.header_row, first_rows)

    def _combo(self, name: str, hint: str, entries: tuple[tuple[str, str], ...]) -> QComboBox:
        combo = with_object_name(QComboBox(), name)
        combo.setToolTip(hint)
        for text, value in entries:
            combo.addItem(text, value)
        combo.activated.connect(self._on_activated)
        return combo

    def _offer_headers(self, header_row: int | None, first_rows: Sequence[Row]) -> None:
        self._header.clear()
        self._header.addItem(self.tr("None"), _NO_HEADER)
        for number, row in enumerate(first_rows[: max(HEAD_ROWS, (header_row or 0) + 1)]):
            if any(row.cells) or number == header_row:
                self._header.addItem(" ".join(" | ".join(row.cells)[:_NAMES_CUT].split()), number)
        self._header.setCurrentIndex(self._header.findData(_NO_HEADER if header_row is None else header_row))

    @Slot()
    def _on_activated(self) -> None:
        if self._dialect is None:
            return
        header_row = self._header.currentData()
        chosen = Dialect(
            self._encoding.currentData(),
            self._separator.currentData(),
            None if header_row == _NO_HEADER else header_row,
        )
        if chosen != self._dialect:
            self._dialect = chosen
            self.menu().close()
            self.dialect_chosen.emit(chosen)
