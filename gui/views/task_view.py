"""The live table of tasks on screen."""

import base64
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QByteArray, QEvent, QItemSelection, QModelIndex, QPoint, QRect, Qt, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QMenu, QPushButton, QTableView, QWidget

from gui.models.local_state import Armed, Busy, LocalState, Saved
from gui.models.task_columns import Column
from gui.models.task_filter import TaskFilter
from gui.models.task_table import LocalRole, TaskRole, TaskTable
from gui.service.task import Task, TaskStatus
from gui.signals import Signal
from gui.views.icons import icon
from gui.views.task_delegate import TaskDelegate, cross_rect

_ROW_HEIGHT = 1.9
"""In heights of the font."""
_EMPTY_MARGIN = 24
_GIVING = (Column.NAME, Column.FILE, Column.STARTED, Column.CREATED, Column.STATUS)
"""Which columns become narrower in a narrow window, the first one first."""
_LEAST_DIGITS = 10
_LEAST_LOCAL_DIGITS = 20
""""100 % · 99.9 MB/s" and the cross."""


class TaskCommand(StrEnum):
    """What a user may want of a task."""

    ACTIVATE = "activate"
    ARM = "arm"
    DISARM = "disarm"
    CANCEL = "cancel"
    DOWNLOAD_AGAIN = "download again"
    SHOW_IN_FOLDER = "show in folder"
    OPEN_OUTSIDE = "open outside"


@dataclass(frozen=True)
class MainCommand:
    """The most likely command for a task: what it is called, the name of its icon, and whether it can be given."""

    command: TaskCommand
    text: str
    icon: str
    possible: bool = True


class TaskView(QTableView):
    """Shows tasks, and emits what the user wants of them. GUI thread."""

    task_command = Signal(TaskCommand, Task)
    """One for each double-click, key press, click or choice."""
    choice_changed = Signal()
    """Another row is selected, or the selected one has changed."""
    all_wanted = Signal()
    """Search and status leave no task to see, and the user wants all of them back."""

    def __init__(self, table: TaskTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("taskTable")
        self.setAccessibleName(self.tr("Tasks"))
        self._table = table
        self.filter = TaskFilter(table, self)
        self._chosen_px: dict[int, int] = {}
        """The widths that the user has given to columns."""
        self._fitting = False
        self._cross_pressed: Task | None = None
        self.setModel(self.filter)
        self.setItemDelegate(TaskDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSortIndicator(-1, Qt.SortOrder.DescendingOrder)
        header.setSortIndicatorClearable(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.sectionResized.connect(self._on_section_resized)
        self.setSortingEnabled(True)
        self._all = QPushButton(self.tr("Show all tasks"), self.viewport())
        self._all.setObjectName("allTasksButton")
        self._all.setCursor(Qt.CursorShape.ArrowCursor)
        self._all.clicked.connect(self.all_wanted)
        self._all.hide()
        self.doubleClicked.connect(self._on_double_clicked)
        self.filter.dataChanged.connect(self._on_data_changed)
        self.filter.rowsRemoved.connect(self._on_rows_gone)
        self.filter.layoutChanged.connect(self._on_rows_gone)
        for changed in (self.filter.layoutChanged, table.rowsInserted, table.rowsRemoved):
            changed.connect(self._on_rows_changed)
        self._fit_rows()

    def selected_task(self) -> Task | None:
        """Return the task whose row is selected; None if there is none."""
        task = self._selected().data(TaskRole)
        return task if isinstance(task, Task) else None

    def selected_local(self) -> LocalState | None:
        """Return the local state of the selected task; None if there is none."""
        state: LocalState | None = self._selected().data(LocalRole)
        return state

    def main_command(self, task: Task, local: LocalState) -> MainCommand:
        """Return the most likely command for a task."""
        if isinstance(local, Busy):
            return MainCommand(TaskCommand.CANCEL, self.tr("Cancel download"), "cancel")
        if isinstance(local, Saved):
            return MainCommand(TaskCommand.ACTIVATE, self.tr("Open"), "open")
        if isinstance(local, Armed):
            return MainCommand(TaskCommand.DISARM, self.tr("Don't download"), "not-when-ready")
        if task.is_open:
            return MainCommand(TaskCommand.ARM, self.tr("Download when ready"), "when-ready")
        possible = task.status == TaskStatus.COMPLETED
        return MainCommand(TaskCommand.ACTIVATE, self.tr("Download"), "download", possible)

    @Slot()
    def run_main_command(self) -> None:
        """Emit the most likely command for the selected task."""
        task, local = self.selected_task(), self.selected_local()
        if task and local is not None:
            self.task_command.emit(self.main_command(task, local).command, task)

    @Slot()
    def show_selected_in_folder(self) -> None:
        """Emit the command that shows the selected task's report in its folder."""
        if task := self.selected_task():
            self.task_command.emit(TaskCommand.SHOW_IN_FOLDER, task)

    def scroll_to_selected(self) -> None:
        """Scroll to the selected row."""
        self.scrollTo(self._selected())

    def empty_sentence(self) -> str:
        """Return what is shown instead of rows; "" if there are any."""
        if self.filter.rowCount():
            return ""
        if self._table.rowCount():
            return self.tr("No task matches what you are looking for.")
        if self._table.loaded:
            return self.tr("This account has no tasks yet. They are created on the service's website.")
        return self.tr("The list of tasks has not been loaded yet.")

    def save_columns(self) -> str:
        """Return widths and sort order as text; "" if the user has changed nothing."""
        header = self.horizontalHeader()
        if not self._chosen_px and header.sortIndicatorSection() < 0:
            return ""
        self._set_widths(self._wanted_px())
        state = header.saveState()
        self._fit_columns()
        return base64.b64encode(state.data()).decode("ascii")

    def restore_columns(self, saved: str) -> None:
        """Restore what `save_columns` returned; ignore anything else."""
        if saved and self.horizontalHeader().restoreState(QByteArray.fromBase64(saved.encode())):
            self._chosen_px = {column: self.columnWidth(column) for column in _GIVING}
            self._fit_columns()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter acts on the selected row."""
        task = self.selected_task()
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif task and not event.isAutoRepeat():
            self.task_command.emit(TaskCommand.ACTIVATE, task)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember a press on the cross that cancels a download."""
        self._cross_pressed = self._task_of_cross(event.position().toPoint())
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Cancel if the cross was pressed and released."""
        super().mouseReleaseEvent(event)
        task = self._task_of_cross(event.position().toPoint())
        if task and self._cross_pressed and task.key == self._cross_pressed.key:
            self.task_command.emit(TaskCommand.CANCEL, task)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Act on the row, but not on the second click of a double-click on a cross that disappeared with the first."""
        if event.button() == Qt.MouseButton.LeftButton and self._cross_pressed is None:
            super().mouseDoubleClickEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer commands for the row under the mouse, or for the selected one."""
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if by_mouse else self._selected()
        if index.isValid():
            place = event.pos() if by_mouse else self.visualRect(index).center()
            self.menu_for(index).popup(self.viewport().mapToGlobal(place))

    def menu_for(self, index: QModelIndex) -> QMenu:
        """Create the menu of a row; it deletes itself when closed."""
        task, local = index.data(TaskRole), index.data(LocalRole)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def offer(command: TaskCommand, text: str, icon_name: str) -> None:
            action = menu.addAction(icon(icon_name, self.palette()), text)
            action.triggered.connect(lambda: self.task_command.emit(command, task))

        main = self.main_command(task, local)
        offer(main.command, main.text, main.icon)
        menu.setDefaultAction(menu.actions()[0])
        menu.actions()[0].setEnabled(main.possible)
        if isinstance(local, Saved):
            offer(TaskCommand.OPEN_OUTSIDE, self.tr("Open in another program"), "outside")
            offer(TaskCommand.SHOW_IN_FOLDER, self.tr("Show in folder"), "folder")
            offer(TaskCommand.DOWNLOAD_AGAIN, self.tr("Download again"), "download")
        menu.addSeparator()
        menu.addAction(icon("copy", self.palette()), self.tr("Copy name")).triggered.connect(
            lambda: QGuiApplication.clipboard().setText(task.name)
        )
        return menu

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say why there are no rows."""
        super().paintEvent(event)
        sentence = self.empty_sentence()
        if sentence:
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            margin = _EMPTY_MARGIN
            room = self.viewport().rect().adjusted(margin, margin, -margin, -margin)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, sentence)
            painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Distribute the width among the columns."""
        super().resizeEvent(event)
        self._fit_columns()
        self._on_rows_changed()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the system's font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_rows()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell that another row is selected."""
        super().selectionChanged(selected, deselected)
        self.choice_changed.emit()

    def _wanted_px(self) -> list[int]:
        """Return the widths of all columns but the last: the user's, or shares of the window until there are any."""
        digit_px = self.fontMetrics().horizontalAdvance("0")
        specs = self._table.columns
        left_px = self.viewport().width() - sum(spec.width_digits for spec in specs) * digit_px
        wanted = [spec.width_digits * digit_px or left_px * spec.width_percent // 100 for spec in specs[:-1]]
        return [self._chosen_px.get(column, width) for column, width in enumerate(wanted)]

    def _fit_columns(self) -> None:
        """Keep the last column, with progress and cross, in sight: Name gives way first, then the others."""
        digit_px = self.fontMetrics().horizontalAdvance("0")
        widths = self._wanted_px()
        over_px = sum(widths) + _LEAST_LOCAL_DIGITS * digit_px - self.viewport().width()
        for column in _GIVING:
            given_px = min(max(over_px, 0), max(widths[column] - _LEAST_DIGITS * digit_px, 0))
            widths[column] -= given_px
            over_px -= given_px
        self._set_widths(widths)

    def _set_widths(self, widths_px: list[int]) -> None:
        self._fitting = True
        for column, width in enumerate(widths_px):
            self.setColumnWidth(column, width)
        self._fitting = False

    def _fit_rows(self) -> None:
        self.verticalHeader().setDefaultSectionSize(round(self.fontMetrics().height() * _ROW_HEIGHT))

    def _selected(self) -> QModelIndex:
        rows = self.selectionModel().selectedRows()
        return rows[0] if rows else QModelIndex()

    def _task_of_cross(self, position: QPoint) -> Task | None:
        index = self.indexAt(position)
        if index.column() != Column.LOCAL or not isinstance(index.data(LocalRole), Busy):
            return None
        task: Task = index.data(TaskRole)
        return task if cross_rect(self.visualRect(index)).contains(position) else None

    @Slot(QModelIndex)
    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.task_command.emit(TaskCommand.ACTIVATE, index.data(TaskRole))

    @Slot(QModelIndex, QModelIndex)
    def _on_data_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        if first.row() <= self._selected().row() <= last.row():
            self.choice_changed.emit()

    @Slot()
    def _on_rows_gone(self) -> None:
        """Removing or filtering out a row deselects it without a signal of the selection model."""
        self.choice_changed.emit()

    @Slot()
    def _on_rows_changed(self) -> None:
        """Offer all tasks, below the sentence, where none of them is in sight."""
        place = QRect(QPoint(), self._all.sizeHint())
        place.moveCenter(self.viewport().rect().center())
        place.translate(0, place.height() + self.fontMetrics().height())
        self._all.setGeometry(place)
        self._all.setVisible(self._table.rowCount() > 0 and not self.filter.rowCount())

    @Slot(int, int, int)
    def _on_section_resized(self, column: int, _before: int, after: int) -> None:
        if self._fitting or column == Column.LOCAL or not self.isVisible():
            return
        if not self._chosen_px:
            self._chosen_px = {other: self.columnWidth(other) for other in _GIVING}
        self._chosen_px[column] = after
        self._fit_columns()
