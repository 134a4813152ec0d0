"""The popup in which the conditions on a column of a report are chosen."""

from collections.abc import Callable

from PySide6.QtCore import QLocale, QPoint, Qt, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QFrame,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.report.finding.folding import SoughtText
from gui.report.row_query import Group, Summary
from gui.signals import Signal
from gui.views.code_words import CodeWords
from gui.views.parts import SearchField, with_object_name

MOST_LISTED = 300
LEAST_CHARACTERS = 38
"""Width of the list, before it is known what it holds."""
_ValueRole = Qt.ItemDataRole.UserRole


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
        self._shows: Callable[[str], bool] = bool
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
        self._list.setMinimumWidth(LEAST_CHARACTERS * self.fontMetrics().averageCharWidth())
        self._list.itemChanged.connect(self._show_all_state)
        self._sought = SearchField("filterListSearch")
        self._sought.setPlaceholderText(self.tr("Search the list…"))
        self._sought.setAccessibleName(self.tr("Search the list"))
        self._sought.textChanged.connect(self._on_sought)
        self._sought.returnPressed.connect(self._on_accepted)
        self._all = with_object_name(QCheckBox(self.tr("Select all")), "filterAllValues")
        self._all.clicked.connect(self._on_all_clicked)
        self._note.setMinimumHeight(self._all.sizeHint().height())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        buttons.accepted.connect(self._on_accepted)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        for part in (self._title, self._field, self._sought, self._note, self._all, self._list, buttons):
            layout.addWidget(part)

    def ask(self, group: Group, name: str, shows: Callable[[str], bool], text: str, at: QPoint) -> None:
        """Open at a point of the screen, for a column of that name; `shows` tells which values are shown so far."""
        self._group, self._name, self._shows = group, name, shows
        self._title.setText(self.tr("Show rows where {column}").format(column=name))
        self._field.setText(text)
        self._list.clear()
        self._sought.clear()
        self._list.show()
        self._sought.show()
        self._all.hide()
        self._ok.setEnabled(True)
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
            self._list.hide()
            self._sought.hide()
        else:
            self._note.hide()
            for count in summary.counts:
                rows = QLocale().toString(count.rows)
                item = QListWidgetItem(f"{self._words.shown(self._name, count.value)}   ({rows})")
                item.setData(_ValueRole, count.value)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(_state(self._shows(count.value)))
                self._list.addItem(item)
            self._all.show()
            self._show_all_state()
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
        items = self._items()
        if items:
            on = [item for item in items if item.checkState() == Qt.CheckState.Checked and not item.isHidden()]
            every = len(on) in (0, len(items))
            self.values_chosen.emit(
                self._group, frozenset() if every else frozenset(item.data(_ValueRole) for item in on)
            )

    def _items(self) -> list[QListWidgetItem]:
        return [self._list.item(row) for row in range(self._list.count())]

    @Slot(str)
    def _on_sought(self, text: str) -> None:
        """List only the values that contain a text; the others are not chosen."""
        sought = SoughtText(text)
        for item in self._items():
            item.setHidden(not sought.is_in(item.text()))
        self._show_all_state()

    @Slot()
    def _on_all_clicked(self) -> None:
        """Check all values in the list, or none."""
        state = _state(self._all.checkState() != Qt.CheckState.Unchecked)
        for item in self._items():
            if not item.isHidden():
                item.setCheckState(state)
        self._show_all_state()

    @Slot()
    def _show_all_state(self) -> None:
        states = {item.checkState() for item in self._items() if not item.isHidden()}
        mixed = Qt.CheckState.PartiallyChecked if states else Qt.CheckState.Unchecked
        self._all.setCheckState(states.pop() if len(states) == 1 else mixed)
        self._ok.setEnabled(not self._list.count() or self._all.checkState() != Qt.CheckState.Unchecked)


def _state(on: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
