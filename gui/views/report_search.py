"""The search field of a report."""

from bisect import bisect_left, bisect_right

from PySide6.QtCore import QLocale, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from gui.report.reading.row_numbers import RowNumbers
from gui.report.row_query import Condition, Contains
from gui.signals import Signal
from gui.views.parts import SearchField, sign_button, with_object_name

TYPING_MS = 250
"""Typing pauses for this long before a search starts."""
FIELD_CHARACTERS = 18


class ReportSearch(QWidget):
    """Takes a text and a column, shows how many rows match, and steps through them. GUI thread."""

    changed = Signal()
    """Another text or column is to be searched."""
    stepped = Signal(int)
    """The visible row, from 0, that the user wants to see."""
    left = Signal()
    """The user leaves the field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hits: RowNumbers | None = None
        self._row = -1
        self._sought: Contains | None = None
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self._on_changed)
        self._field = SearchField("reportSearch")
        self._field.setPlaceholderText(self.tr("Search rows…"))
        self._field.setAccessibleName(self.tr("Search rows"))
        self._field.setToolTip(self.tr("Enter: next match, Shift+Enter: previous match, Esc: clear"))
        self._field.setFixedWidth(FIELD_CHARACTERS * self.fontMetrics().averageCharWidth() + 40)
        self._field.textChanged.connect(self._typing.start)
        self._column = with_object_name(QComboBox(), "reportSearchColumn")
        self._column.setAccessibleName(self.tr("Column to search in"))
        self._column.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._column.setMinimumContentsLength(8)
        self._column.activated.connect(self._on_changed)
        self._count = with_object_name(QLabel(), "reportSearchCount")
        self._before = sign_button("∧", self.tr("Previous match"), "reportSearchBefore")
        self._next = sign_button("∨", self.tr("Next match"), "reportSearchNext")
        self._before.clicked.connect(self.step_back)
        self._next.clicked.connect(self.step_on)
        self._only_hits = with_object_name(QToolButton(), "onlyHitsButton")
        self._only_hits.setText(self.tr("Only matches"))
        self._only_hits.setToolTip(self.tr("Show only the rows that contain the text"))
        self._only_hits.setCheckable(True)
        self._only_hits.clicked.connect(self.changed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for part in (self._field, self._column, self._count, self._before, self._next, self._only_hits):
            layout.addWidget(part)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self._field)
        self._show_count()

    @property
    def needle(self) -> Contains | None:
        """What to search for; None for nothing."""
        text = self._field.text()
        return Contains(text, self._column.currentData()) if text else None

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What rows must meet to be shown: having the needle, where only matches are wanted."""
        needle = self.needle
        return (needle,) if needle and self._only_hits.isChecked() else ()

    def set_columns(self, names: list[str]) -> None:
        """Offer these columns."""
        if [self._column.itemText(at) for at in range(1, self._column.count())] == names:
            return
        self._column.clear()
        self._column.addItem(self.tr("All columns"), None)
        for number, name in enumerate(names):
            self._column.addItem(name, number)

    def clear(self) -> None:
        """Clear without emitting `changed`."""
        self._field.clear()
        self._typing.stop()
        self._sought = None
        self._only_hits.setChecked(False)
        self.show_hits(None)

    def show_hits(self, hits: RowNumbers | None) -> None:
        """Show the hits, given as ascending numbers of visible rows, from 0."""
        self._hits = hits
        self._show_count()

    def show_row(self, row: int) -> None:
        """Remember the row that the user is in now."""
        self._row = row
        self._show_count()

    @Slot()
    def step_on(self) -> None:
        """Go to the next match, from the last to the first."""
        if self._hits is not None and len(self._hits):
            at = bisect_right(self._hits, self._row)
            self.stepped.emit(int(self._hits[at % len(self._hits)]))

    @Slot()
    def step_back(self) -> None:
        """Go to the previous match, from the first to the last."""
        if self._hits is not None and len(self._hits):
            self.stepped.emit(int(self._hits[bisect_left(self._hits, self._row) - 1]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter steps forward, Shift+Enter back; Esc clears the field, then leaves it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._typing.isActive():
                self._typing.stop()
                self._on_changed()
            elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.step_back()
            else:
                self.step_on()
        elif event.key() == Qt.Key.Key_Escape and self._field.text():
            self._field.clear()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _on_changed(self) -> None:
        if self.needle != self._sought:
            self._sought = self.needle
            self.changed.emit()

    def _show_count(self) -> None:
        hits = self._hits
        text = ""
        if hits is not None:
            at = bisect_left(hits, self._row) if self._row >= 0 else 0
            total = QLocale().toString(len(hits))
            if at < len(hits) and hits[at] == self._row:
                text = self.tr("{number} of {total}").format(number=QLocale().toString(at + 1), total=total)
            else:
                text = self.tr("%Ln found", "", len(hits))
        self._count.setText(text)
        for part in (self._count, self._before, self._next, self._only_hits):
            part.setVisible(bool(text))
        for button in (self._before, self._next):
            button.setEnabled(hits is not None and len(hits) > 0)
