"""Filters of a report: the active conditions."""

from dataclasses import dataclass

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from gui.models.plain_text import button_text, shortened, tool_tip
from gui.report.row_query import Condition, Contains, Except, Group, OneOf
from gui.signals import Signal
from gui.views.code_words import CodeWords
from gui.views.parts import with_object_name

SHOWN_VALUES = 3
MOST_CHARACTERS = 80
"""Characters of a condition on its button."""


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
        return tuple(each for each in self._conditions if _group_of(each) != group)

    def chosen(self, group: Group) -> frozenset[str]:
        """Return the values of a group that are shown; empty if all are."""
        found = [each.values for each in self._conditions if isinstance(each, OneOf) and each.group == group]
        return found[0] if found else frozenset()

    def shows(self, group: Group, value: str) -> bool:
        """Tell whether the conditions that concern a group let rows of a value through."""
        return value not in self._left_out(group) and value in (self.chosen(group) or (value,))

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

    def only(self, condition: Contains | OneOf) -> None:
        """Show only rows that meet a condition, whatever was asked of that group or column before."""
        if isinstance(condition, OneOf):
            self.choose(condition.group, condition.values)
        elif condition.column is not None:
            self.contain(condition.column, condition.text)

    def leave_out(self, condition: Contains | OneOf) -> None:
        """Show no rows that meet a condition."""
        kept = self._conditions
        if isinstance(condition, OneOf):
            group = condition.group
            if left := self.chosen(group) - condition.values:
                self.choose(group, left)
                return
            kept = self.others(group)
            condition = OneOf(group, condition.values | self._left_out(group))
        self._set((*(each for each in kept if each != Except(condition)), Except(condition)))

    def _left_out(self, group: Group) -> frozenset[str]:
        inner = [each.condition for each in self._conditions if isinstance(each, Except)]
        return frozenset().union(*(each.values for each in inner if isinstance(each, OneOf) and each.group == group))

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
        negated = isinstance(condition, Except)
        inner = condition.condition if isinstance(condition, Except) else condition
        column = inner.column if isinstance(inner, Contains) else inner.group.column
        name = self._names[column] if column is not None and column < len(self._names) else ""
        if isinstance(inner, Contains):
            text = self.tr("{column} does not have “{text}”") if negated else self.tr("{column} has “{text}”")
            return text.format(column=name, text=inner.text)
        values = sorted(inner.values)
        listed = ", ".join(self._words.shown(name, value) for value in values[:SHOWN_VALUES])
        listed += ", …" if len(values) > SHOWN_VALUES else ""
        return self.tr("{column}: not {values}").format(column=name, values=listed) if negated else f"{name}: {listed}"

    @Slot()
    def _on_ended(self) -> None:
        ended = self.sender().property("condition")
        self._set(tuple(each for number, each in enumerate(self._conditions) if number != ended))

    @Slot()
    def _on_all_ended(self) -> None:
        self._set(())


def _group_of(condition: Condition) -> Group | None:
    inner = condition.condition if isinstance(condition, Except) else condition
    return inner.group if isinstance(inner, OneOf) else None
