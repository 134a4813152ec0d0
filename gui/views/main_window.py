"""The program's window."""

import base64
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QStyle,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.account import Account
from gui.models.local_state import NotHere, Saved
from gui.models.task_table import TaskTable
from gui.service.task import TaskStatus
from gui.signals import Signal
from gui.views.account_menu import AccountMenu, account_title
from gui.views.file_drop import FileDropWindow
from gui.views.icons import app_icon, icon
from gui.views.notice_bar import NoticeBar
from gui.views.parts import SearchField
from gui.views.task_view import TaskCommand, TaskView

if TYPE_CHECKING:
    from gui.views.sign_in_page import SignInPage

_FIRST_SIZE = QSize(1120, 720)
_LEAST_SIZE = QSize(860, 480)
_SEARCH_WIDTHS_PX = (90, 260)
_ROOM_FOR_WORDS_PX = 1000
_FIRST_SPLIT = (2, 3)
_MINUTE_S, _HOUR_S, _DAY_S = 60, 3600, 86400
_SECONDS_UP_TO_S = 99


@dataclass(frozen=True)
class Freshness:
    """How fresh the list is; seconds are None if there is nothing to count.

    `refresh_blocked_s` is 0 if the user may refresh now. `stopped_reason` is a sentence without its full stop.
    """

    fetching: bool
    updated_ago_s: float | None
    next_in_s: float | None
    refresh_blocked_s: float
    old: bool
    stopped_reason: str = ""


class MainWindow(FileDropWindow):
    """Shows the sign-in page or the tasks, and emits what the user wants. GUI thread."""

    refresh_requested = Signal()
    open_requested = Signal()
    demo_requested = Signal()

    def __init__(self, table: TaskTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mainWindow")
        self.setWindowTitle("SMSC Tasks")
        self.setWindowIcon(app_icon())
        self.setMinimumSize(_LEAST_SIZE)
        self.resize(_FIRST_SIZE)
        self.table = table
        self.view = TaskView(table)
        self.notices = NoticeBar()
        self._preview: QWidget | None = None
        self._split = False
        self._split_state = ""
        self.menu = AccountMenu(self)
        self._build_actions()
        self._build_toolbar()
        self._build_centre()
        self._build_status_bar()
        self._connect()
        self._apply_palette()
        self._on_choice_changed()

    @cached_property
    def sign_in_page(self) -> "SignInPage":
        """Replaces everything else while no account is in use."""
        from gui.views.sign_in_page import SignInPage  # noqa: PLC0415 - most starts never need it

        page = SignInPage()
        page.demo_requested.connect(self.demo_requested)
        self._pages.addWidget(page)
        return page

    @property
    def page_in_sight(self) -> QWidget:
        """The widget to watch for the first paint."""
        return self.view.viewport() if self._pages.currentWidget() is self._splitter else self.sign_in_page

    def show_sign_in(self) -> None:
        """Show the sign-in page instead of everything else."""
        self._show_page(self.sign_in_page)

    def show_tasks(self) -> None:
        """Show the tasks."""
        if self._page is not self._splitter:
            self._show_page(self._splitter)
            self.focus_tasks()

    def set_preview(self, preview: QWidget) -> None:
        """Place the preview under the tasks, hidden for now."""
        self._preview = preview
        preview.hide()
        self._splitter.addWidget(preview)
        self._split = self._splitter.restoreState(_bytes(self._split_state))

    def show_preview(self, shown: bool) -> None:
        """Show or hide the preview; the selected row stays visible."""
        if self._preview is None:
            return
        had_focus = self._in_preview()
        self._preview.setVisible(shown)
        if self._page:
            self._show_page(self._page)
        if shown and not self._split:
            self._split = True
            self._splitter.setSizes([self.height() * share for share in _FIRST_SPLIT])
        if shown:
            QTimer.singleShot(0, self.view.scroll_to_selected)
        elif had_focus:
            self.focus_tasks()

    @Slot()
    def focus_tasks(self) -> None:
        """Give the table of tasks the keyboard focus."""
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_freshness(self, freshness: Freshness) -> None:
        """Show how fresh the list is, and whether Refresh is allowed now."""
        blocked_s = math.ceil(freshness.refresh_blocked_s)
        text = self.tr("Refresh")
        tip = self.tr("Update the list now")
        if blocked_s:
            text = self._refresh_text(self._duration(blocked_s))
            tip = freshness.stopped_reason or self.tr(
                "The service takes no more than three identical requests a minute.\nRefresh works again when the"
                " countdown is over."
            )
        self._refresh.setText(text)
        self._refresh.setToolTip(tip)
        self._refresh.setEnabled(not blocked_s)
        self._freshness.setText(self._freshness_text(freshness))

    def set_accounts(self, accounts: Sequence[Account], active_id: str) -> None:
        """Offer these accounts and show the one in use."""
        self.menu.set_accounts(accounts, active_id)
        active = [account_title(account) for account in accounts if account.id == active_id]
        self._account_label.setText("".join(active))

    def set_language(self, code: str) -> None:
        """Mark the language in use."""
        self.menu.set_language(code)

    def save_layout(self) -> dict[str, str]:
        """Return geometry and proportions, for `restore_layout` at the next start."""
        split_state = _text(self._splitter.saveState()) if self._split else self._split_state
        return {
            "geometry": _text(self.saveGeometry()),
            "columns": self.view.save_columns(),
            "splitter": split_state,
        }

    def restore_layout(self, layout: Mapping[str, str]) -> None:
        """Restore what `save_layout` returned; ignore what is missing or damaged."""
        self.restoreGeometry(_bytes(layout.get("geometry", "")))
        self.view.restore_columns(layout.get("columns", ""))
        self._split_state = layout.get("splitter", "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+F searches the tasks, F6 switches between tasks and preview, Esc returns to the tasks.

        These are no shortcuts, because the focused widget may need the same keys.
        """
        if self._pages.currentWidget() is not self._splitter:
            super().keyPressEvent(event)
        elif event.matches(QKeySequence.StandardKey.Find):
            self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._search.selectAll()
        elif event.key() == Qt.Key.Key_F6:
            self._next_pane()
        elif event.key() == Qt.Key.Key_Escape:
            if self._search.hasFocus():
                self._search.clear()
            self.focus_tasks()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out words of the toolbar where there is no room for all."""
        super().resizeEvent(event)
        narrow, style = self.width() < _ROOM_FOR_WORDS_PX, Qt.ToolButtonStyle
        self._open.setPriority(QAction.Priority.LowPriority if narrow else QAction.Priority.NormalPriority)
        self._account_button.setToolButtonStyle(style.ToolButtonIconOnly if narrow else style.ToolButtonTextBesideIcon)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the system's colours and font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._apply_palette()

    def _build_actions(self) -> None:
        def action(name: str, text: str) -> QAction:
            made = QAction(text, self)
            made.setObjectName(name)
            return made

        self._refresh = action("refreshAction", self.tr("Refresh"))
        self._refresh.setShortcuts([QKeySequence("F5"), QKeySequence("Ctrl+R")])
        self._download = action("downloadAction", self.tr("Download"))
        self._open_folder = action("openFolderAction", self.tr("Show in folder"))
        self._open_folder.setToolTip(self.tr("Show the report in its folder"))
        self._open = action("openFileAction", self.tr("Open CSV…"))
        self._open.setToolTip(self.tr("Show any CSV file of this computer"))
        self._open.setShortcut(QKeySequence.StandardKey.Open)
        self.addAction(self._open)  # its keys work on the sign-in page, too

    def _build_toolbar(self) -> None:
        self._search = SearchField("taskSearch")
        self._search.setPlaceholderText(self.tr("Search tasks"))
        self._search.setAccessibleName(self.tr("Search tasks"))
        self._search.setMinimumWidth(_SEARCH_WIDTHS_PX[0])
        self._search.setMaximumWidth(_SEARCH_WIDTHS_PX[1])
        self._status = QComboBox()
        self._status.setObjectName("statusFilter")
        self._status.setAccessibleName(self.tr("Status"))
        self._status.addItem(self.tr("All statuses"), None)
        for status in TaskStatus:
            self._status.addItem(self.table.status_words.word(status), status)
        self._account_button = QToolButton()
        self._account_button.setObjectName("accountButton")
        self._account_button.setText(self.tr("Account"))
        self._account_button.setToolTip(self.tr("Account"))
        self._account_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._account_button.setMenu(self.menu)
        space = QWidget()
        space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._toolbar = QToolBar(self.tr("Tools"))
        self._toolbar.setObjectName("toolBar")
        self._toolbar.setMovable(False)
        small_px = self.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize)
        self._toolbar.setIconSize(QSize(small_px, small_px))
        self._toolbar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._toolbar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._toolbar.addActions([self._refresh, self._download, self._open_folder, self._open])
        for widget in (space, self._search, self._status, self._account_button):
            self._toolbar.addWidget(widget)
        self.addToolBar(self._toolbar)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)

    def _build_centre(self) -> None:
        self._splitter = QSplitter(Qt.Orientation.Vertical)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.view)
        self._page: QWidget | None = None
        self._pages = QStackedWidget()
        self._pages.addWidget(QWidget())  # until it is known which page comes first
        self._pages.addWidget(self._splitter)
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notices)
        column.addWidget(self._pages, 1)
        self.setCentralWidget(centre)

    def _build_status_bar(self) -> None:
        self._freshness = QLabel(self.tr("Not updated yet"))
        self._freshness.setObjectName("refreshStatus")
        self._freshness.setTextFormat(Qt.TextFormat.PlainText)
        self._freshness.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._account_label = QLabel()
        self._account_label.setObjectName("accountName")
        self._account_label.setTextFormat(Qt.TextFormat.PlainText)
        self.statusBar().addWidget(self._freshness, 1)
        self.statusBar().addPermanentWidget(self._account_label)

    def _connect(self) -> None:
        self._refresh.triggered.connect(self.refresh_requested)
        self._open.triggered.connect(self.open_requested)
        self._download.triggered.connect(self._on_download)
        self._open_folder.triggered.connect(self._on_open_folder)
        self._search.textChanged.connect(self._on_search)
        self._status.activated.connect(self._on_status)
        self.view.choice_changed.connect(self._on_choice_changed)

    def _show_page(self, page: QWidget) -> None:
        """Show a page; a report open while nobody is signed in fills the window until it is closed."""
        self._page = page
        has_report = self._preview is not None and not self._preview.isHidden()
        self._pages.setCurrentWidget(self._splitter if has_report else page)
        for part in (self.view, self._toolbar, self.statusBar()):
            part.setVisible(page is self._splitter)

    def _apply_palette(self) -> None:
        """Take icons in the palette's colours, and reserve widths for every text a button may show."""
        self._refresh.setIcon(icon("refresh", self.palette()))
        self._download.setIcon(icon("download", self.palette()))
        self._open_folder.setIcon(icon("folder", self.palette()))
        self._open.setIcon(icon("open-file", self.palette()))
        self._account_button.setIcon(icon("account", self.palette()))
        self._reserve(self._refresh, [self._refresh_text(self._duration(s)) for s in (88, 28 * _MINUTE_S)])
        self._reserve(self._download, self.view.main_command_texts())

    def _reserve(self, action: QAction, texts: Sequence[str]) -> None:
        button, shown = self._toolbar.widgetForAction(action), action.text()
        assert isinstance(button, QToolButton)
        widths = []
        for text in texts:
            action.setText(text)
            widths.append(button.sizeHint().width())
        action.setText(shown)
        button.setMinimumWidth(max(widths))

    def _refresh_text(self, duration: str) -> str:
        return self.tr("Refresh  {duration}").format(duration=duration)

    def _freshness_text(self, freshness: Freshness) -> str:
        parts = [freshness.stopped_reason] if freshness.stopped_reason else []
        if freshness.updated_ago_s is None:
            parts.append(self.tr("Not updated yet"))
        else:
            text = self.tr("Old: updated {time} ago") if freshness.old else self.tr("Updated {time} ago")
            parts.append(text.format(time=self._duration(freshness.updated_ago_s)))
        if freshness.fetching:
            parts.append(self.tr("updating now"))
        elif freshness.next_in_s is not None:
            parts.append(self.tr("next update in {time}").format(time=self._duration(freshness.next_in_s)))
        return " · ".join(parts)

    def _duration(self, seconds: float) -> str:
        """Return a length of time in its most fitting unit."""
        for unit_s, text in (
            (_DAY_S, self.tr("{number} d")),
            (_HOUR_S, self.tr("{number} h")),
            (_MINUTE_S, self.tr("{number} min")),
        ):
            if seconds >= unit_s and seconds > _SECONDS_UP_TO_S:
                return text.format(number=int(seconds // unit_s))
        return self.tr("{number} s").format(number=int(seconds))

    def _in_preview(self) -> bool:
        focus = self.focusWidget()
        return self._preview is not None and focus is not None and self._preview.isAncestorOf(focus)

    def _next_pane(self) -> None:
        if self._preview and self._preview.isVisible() and not self._in_preview():
            self._preview.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.focus_tasks()

    @Slot()
    def _on_choice_changed(self) -> None:
        task = self.view.selected_task()
        local = self.view.selected_local() or NotHere()
        self._open_folder.setEnabled(isinstance(local, Saved))
        if task is None:
            self._download.setEnabled(False)
            return
        _, text, possible = self.view.main_command(task, local)
        self._download.setText(text)
        self._download.setEnabled(possible)

    @Slot()
    def _on_download(self) -> None:
        task, local = self.view.selected_task(), self.view.selected_local()
        if task is None or local is None:
            return
        command, _, _ = self.view.main_command(task, local)
        self.view.task_command.emit(command, task)

    @Slot()
    def _on_open_folder(self) -> None:
        task = self.view.selected_task()
        if task:
            self.view.task_command.emit(TaskCommand.SHOW_IN_FOLDER, task)

    @Slot(str)
    def _on_search(self, text: str) -> None:
        self.view.filter.set_text(text)

    @Slot()
    def _on_status(self) -> None:
        status = self._status.currentData()
        self.view.filter.set_status(None if status is None else TaskStatus(status))


def _text(state: QByteArray) -> str:
    return base64.b64encode(state.data()).decode("ascii")


def _bytes(text: str) -> QByteArray:
    return QByteArray.fromBase64(text.encode())
