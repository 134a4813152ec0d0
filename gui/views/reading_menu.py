"""How a report is read, for the person to change where letters or columns look wrong."""

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QMenu, QToolButton, QWidget, QWidgetAction

from gui.report.dialect import KOI8_R, UTF_8, UTF_16, WINDOWS_1251, Dialect
from gui.views.parts import named


class ReadingMenu(QToolButton):
    """A button with the encoding, the separator and the header's tick. GUI thread."""

    dialect_chosen = Signal(object)
    """Dialect: the report is to be read anew, in this way"""
    header_switched = Signal(bool)
    """whether the first row names the columns"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("readingButton")
        self.setText(self.tr("Reading"))
        self.setToolTip(self.tr("Encoding, separator, header: change these where letters or columns look wrong"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._dialect: Dialect | None = None
        self._encoding = self._combo(
            "encodingCombo",
            self.tr("Choose another encoding where letters look wrong"),
            (("UTF-8", UTF_8), ("windows-1251", WINDOWS_1251), ("KOI8-R", KOI8_R), ("UTF-16", UTF_16)),
        )
        self._separator = self._combo(
            "separatorCombo",
            self.tr("Choose what stands between the columns where they look wrong"),
            (
                (self.tr("; semicolon"), ";"),
                (self.tr(", comma"), ","),
                (self.tr("Tab"), "\t"),
                (self.tr("| bar"), "|"),
            ),
        )
        self._header = named(QCheckBox(self.tr("First row is header")), "headerCheck")
        self._header.clicked.connect(self._on_header_clicked)
        form = QWidget()
        layout = QFormLayout(form)
        layout.addRow(self.tr("Encoding"), self._encoding)
        layout.addRow(self.tr("Separator"), self._separator)
        layout.addRow(self._header)
        self._encoding.setAccessibleName(self.tr("Encoding"))
        self._separator.setAccessibleName(self.tr("Separator"))
        menu = QMenu(self)
        action = QWidgetAction(menu)
        action.setDefaultWidget(form)
        menu.addAction(action)
        self.setMenu(menu)
        self.setEnabled(False)

    def show_dialect(self, dialect: Dialect | None) -> None:
        """Show how the report is read; None where that is not known yet."""
        self._dialect = dialect
        self.setEnabled(dialect is not None)
        if dialect:
            self._encoding.setCurrentIndex(self._encoding.findData(dialect.encoding))
            self._separator.setCurrentIndex(self._separator.findData(dialect.separator))
            self._header.setChecked(dialect.has_header)

    def _combo(self, name: str, hint: str, entries: tuple[tuple[str, str], ...]) -> QComboBox:
        combo = named(QComboBox(), name)
        combo.setToolTip(hint)
        for text, value in entries:
            combo.addItem(text, value)
        combo.activated.connect(self._on_activated)
        return combo

    @Slot()
    def _on_activated(self) -> None:
        if self._dialect is None:
            return
        chosen = replace(self._dialect, encoding=self._encoding.currentData(), separator=self._separator.currentData())
        if chosen != self._dialect:
            self._dialect = chosen
            self.menu().close()
            self.dialect_chosen.emit(chosen)

    @Slot(bool)
    def _on_header_clicked(self, on: bool) -> None:
        if self._dialect:
            self._dialect = replace(self._dialect, has_header=on)
            self.header_switched.emit(on)
