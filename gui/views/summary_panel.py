"""How many rows of a report have which value, as bars."""

from PySide6.QtCore import QLocale, QModelIndex, QPersistentModelIndex, Qt, Slot
from PySide6.QtGui import QPainter, QPalette, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLabel,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from gui.models.plain_text import tool_tip
from gui.report.row_query import Group, Summary
from gui.signals import Signal
from gui.views.code_words import CodeWords
from gui.views.parts import with_object_name

_ValueRole = Qt.ItemDataRole.UserRole
_ShareRole = Qt.ItemDataRole.UserRole + 1
BAR_ALPHA = 70
ROW_PADDING = 8
LEAST_CHARACTERS = 38


class SummaryPanel(QWidget):
    """Shows the categories of one group; a click on one filters by it. GUI thread."""

    group_chosen = Signal(Group)
    """The categories of this group are wanted."""
    value_clicked = Signal(Group, str)
    """The value to filter by, or to filter by no longer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("summaryPanel")
        self._names: list[str] = []
        self._words = CodeWords(self)
        self._groups = with_object_name(QComboBox(), "summaryGroup")
        self._groups.setAccessibleName(self.tr("What to count"))
        self._groups.activated.connect(self._on_group_activated)
        self._note = QLabel()
        self._note.setWordWrap(True)
        self._model = QStandardItemModel(0, 2, self)
        self._table = with_object_name(QTableView(), "summaryTable")
        self._table.setAccessibleName(self.tr("Number of rows for each value"))
        self._table.setToolTip(self.tr("Click a value to see its rows only"))
        self._table.setModel(self._model)
        self._table.setItemDelegate(_Bars(self._table))
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._table.setTabKeyNavigation(False)
        self._table.setShowGrid(False)
        self._table.setWordWrap(False)
        self._table.verticalHeader().hide()
        self._table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + ROW_PADDING)
        self._table.horizontalHeader().hide()
        self._table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._table.clicked.connect(self._on_used)
        self._table.activated.connect(self._on_used)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 0, 0, 0)
        for part in (self._groups, self._note, self._table):
            layout.addWidget(part)
        self._note.hide()
        self.setMinimumWidth(LEAST_CHARACTERS * self.fontMetrics().averageCharWidth())

    @property
    def group(self) -> Group | None:
        """The group that is counted."""
        chosen = self._groups.currentData()
        return chosen if isinstance(chosen, Group) else None

    def set_groups(self, groups: tuple[Group, ...], names: list[str]) -> None:
        """Offer these groups, and show no counts yet."""
        self._names = names
        self._groups.clear()
        for group in groups:
            name = names[group.column]
            self._groups.addItem(self.tr("{column}, by day").format(column=name) if group.by_day else name, group)
        coded = [at for at, group in enumerate(groups) if self._words.of_column(names[group.column])]
        self._groups.setCurrentIndex(coded[0] if coded else min(0, len(groups) - 1))
        self._model.setRowCount(0)
        follow = self.tr("Counts follow as soon as the whole report has been read.")
        none = self.tr("No column in this report has few enough different values to count.")
        self._show_hint(follow if groups else none)

    def show_summary(self, summary: Summary, chosen: frozenset[str]) -> None:
        """Show the categories of the group, with those filtered by in bold."""
        if summary.group != self.group:
            return
        self._model.setRowCount(0)
        largest = max((count.rows for count in summary.counts), default=0)
        total = sum(count.rows for count in summary.counts)
        name = self._names[summary.group.column]
        for count in summary.counts:
            value = QStandardItem(self._words.shown(name, count.value))
            value.setToolTip(tool_tip(value.text()))
            value.setData(count.value, _ValueRole)
            value.setData(count.rows / largest, _ShareRole)
            percent = QLocale().toString(100 * count.rows / total, "f", 1)
            number = QStandardItem(f"{QLocale().toString(count.rows)}   {percent} %")
            number.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            for item in (value, number):
                font = item.font()
                font.setBold(count.value in chosen)
                item.setFont(font)
            self._model.appendRow([value, number])
        self._show_hint(self.tr("The column has too many different values to be counted.") if summary.too_many else "")

    def _show_hint(self, text: str) -> None:
        self._note.setText(text)
        self._note.setVisible(bool(text))

    @Slot()
    def _on_group_activated(self) -> None:
        self._model.setRowCount(0)
        if self.group:
            self.group_chosen.emit(self.group)

    @Slot(QModelIndex)
    def _on_used(self, index: QModelIndex) -> None:
        if self.group:
            self.value_clicked.emit(self.group, index.siblingAtColumn(0).data(_ValueRole))


class _Bars(QStyledItemDelegate):
    """Paints a bar behind each value, as long as its share of the largest one."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint the bar, then the text."""
        share = index.data(_ShareRole)
        if share and not option.state & QStyle.StateFlag.State_Selected:
            colour = option.palette.color(QPalette.ColorRole.Highlight)
            colour.setAlpha(BAR_ALPHA)
            bar = option.rect.adjusted(1, 2, -1, -2)
            bar.setWidth(max(round(bar.width() * share), 1))
            painter.fillRect(bar, colour)
        super().paint(painter, option, index)
