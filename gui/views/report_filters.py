"""Filters of a report: the active conditions, and the popup in which a column's are chosen."""

from dataclasses import dataclass

from PySide6.QtCore import QLocale, QPoint, Qt, Slot
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.models.plain_text import button_text, shortened, tool_tip
from gui.report.row_query import Condition, Contains, Group, OneOf, Summary
from gui.signals import Signal
from gui.views.code_words import CodeWords
from gui.views.parts import SearchField, with_object_name

MOST_LISTED = 300
SHOWN_VALUES = 3
MOST_CHARACTERS = 80
"""Characters of a condition on its button."""
_ValueRole = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class SummaryRequest:
    """Asks for the categories of a group, counted over the rows that meet all conditions."""

    group: Group
    conditions: tuple[Condition, ...]


class FilterBar(QWidget):
    """The active conditions, each with a button that removes it; hidden if there are none. GUI thread."""

    changed = Signal()
    """Other rows are wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._conditions: tuple[Condition, ...] = ()
        self._names: list[str] = []
        self._words = CodeWords(self)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(6, 0, 6, 0)
        self.setAccessibleName(self.tr("Filters"))
        self._show()

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions that all visible rows meet."""
        return self._conditions

    def others(self, group: Group) -> tuple[Condition, ...]:
        """Return the conditions that do not concern a group."""
        return tuple(each for each in self._conditions if not isinstance(each, OneOf) or each.group != group)

    def chosen(self, group: Group) -> frozenset[str]:
        """Return the values of a group that are shown; empty if all are."""
        found = [each.values for each in self._conditions if isinstance(each, OneOf) and each.group == group]
        return found[0] if found else frozenset()

    def text(self, column: int) -> str:
        """Return the text that all visible rows contain in a column."""
        found = [each.text for each in self._conditions if isinstance(each, Contains) and each.column == column]
        return found[0] if found else ""

    def set_columns(self, names: list[str]) -> None:
        """Use these names for the columns."""
        self._names = names

    def clear(self) -> None:
        """Clear all conditions without emitting `changed`."""
        self._conditions = ()
        self._show()

    def choose(self, group: Group, values: frozenset[str]) -> None:
        """Show only rows of these categories; all rows if there are none."""
        kept = self.others(group)
        self._set((*kept, OneOf(group, values)) if values else kept)

    def toggle(self, group: Group, value: str) -> None:
        """Add a category to those shown, or remove it."""
        self.choose(group, self.chosen(group) ^ {value})

    def contain(self, column: int, text: str) -> None:
        """Show only rows that contain a text in a column; all rows if it is empty."""
        kept = tuple(each for each in self._conditions if not isinstance(each, Contains) or each.column != column)
        self._set((*kept, Contains(text, column)) if text else kept)

    def _set(self, conditions: tuple[Condition, ...]) -> None:
        if conditions != self._conditions:
            self._conditions = conditions
            self._show()
            self.changed.emit()

    def _show(self) -> None:
        while (item := self._layout.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        for number, condition in enumerate(self._conditions):
            button = with_object_name(QToolButton(), f"filter{number}")
            text = self._text(condition)
            button.setText(f"{button_text(shortened(' '.join(text.split()), MOST_CHARACTERS))}  ✕")
            button.setToolTip(tool_tip(self.tr("Remove filter") + f"\n{text}"))
            button.setAccessibleName(text)
            button.setProperty("condition", number)
            button.clicked.connect(self._on_ended)
            self._layout.addWidget(button)
        if len(self._conditions) > 1:
            button = with_object_name(QToolButton(), "endAllFilters")
            button.setText(self.tr("Clear filters"))
            button.setAutoRaise(True)
            button.clicked.connect(self._on_all_ended)
            self._layout.addWidget(button)
        self._layout.addStretch(1)
        self.setVisible(bool(self._conditions))

    def _text(self, condition: Condition) -> str:
        column = condition.column if isinstance(condition, Contains) else condition.group.column
        name = self._names[column] if column is not None and column < len(self._names) else ""
        if isinstance(condition, Contains):
            return self.tr("{column} has “{text}”").format(column=name, text=condition.text)
        values = sorted(condition.values)
        listed = ", ".join(self._words.shown(name, value) for value in values[:SHOWN_VALUES])
        more = ", …" if len(values) > SHOWN_VALUES else ""
        return f"{name}: {listed}{more}"

    @Slot()
    def _on_ended(self) -> None:
        ended = self.sender().property("condition")
        self._set(tuple(each for number, each in enumerate(self._conditions) if number != ended))

    @Slot()
    def _on_all_ended(self) -> None:
        self._set(())


class FilterPopup(QFrame):
    """Lets the user choose which rows of one column are shown. GUI thread."""

    values_wanted = Signal(Group)
    values_chosen = Signal(Group, frozenset)
    """A group, and those of its values that are shown; an empty set stands for all."""
    text_chosen = Signal(int, str)
    """A column, and the text that its cells must contain."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("filterPopup")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._words = CodeWords(self)
        self._group = Group(0)
        self._name = ""
        self._chosen: frozenset[str] = frozenset()
        self._at = QPoint()
        self._title = QLabel()
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setWordWrap(True)
        self._field = SearchField("filterText")
        self._field.setPlaceholderText(self.tr("Cell contains…"))
        self._field.setAccessibleName(self.tr("Text to find in this column"))
        self._field.returnPressed.connect(self._on_accepted)
        self._note = QLabel(self.tr("Counting…"))
        self._list = with_object_name(QListWidget(), "filterValues")
        self._list.setAccessibleName(self.tr("Values to show"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self._on_accepted)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        for part in (self._title, self._field, self._note, self._list, buttons):
            layout.addWidget(part)

    def ask(self, group: Group, name: str, chosen: frozenset[str], text: str, at: QPoint) -> None:
        """Open at a point of the screen, for a column of that name."""
        self._group, self._name, self._chosen = group, name, chosen
        self._title.setText(self.tr("Show rows where {column}").format(column=name))
        self._field.setText(text)
        self._list.clear()
        self._list.hide()
        self._note.setText(self.tr("Counting…"))
        self._note.show()
        self._at = at
        self._fit()
        self.show()
        self._field.setFocus()
        self.values_wanted.emit(group)

    def show_summary(self, summary: Summary) -> None:
        """Offer the column's values, if this is the requested column and there are few enough."""
        if not self.isVisible() or summary.group != self._group:
            return
        if summary.too_many or len(summary.counts) > MOST_LISTED:
            self._note.setText(self.tr("The column has too many different values to choose from."))
        else:
            self._note.hide()
            for count in summary.counts:
                rows = QLocale().toString(count.rows)
                item = QListWidgetItem(f"{self._words.shown(self._name, count.value)}   ({rows})")
                item.setData(_ValueRole, count.value)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                on = not self._chosen or count.value in self._chosen
                item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
                self._list.addItem(item)
            self._list.show()
        self._fit()

    def _fit(self) -> None:
        """Stay on the screen."""
        self.adjustSize()
        room = self.screen().availableGeometry()
        right, bottom = room.right() - self.width(), room.bottom() - self.height()
        self.move(max(min(self._at.x(), right), room.left()), max(min(self._at.y(), bottom), room.top()))

    @Slot()
    def _on_accepted(self) -> None:
        self.close()
        self.text_chosen.emit(self._group.column, self._field.text())
        items = [self._list.item(row) for row in range(self._list.count())]
        if items:
            on = [item for item in items if item.checkState() == Qt.CheckState.Checked]
            every = len(on) in (0, len(items))
            self.values_chosen.emit(
                self._group, frozenset() if every else frozenset(item.data(_ValueRole) for item in on)
            )
