"""The program's window."""

import base64
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QRect, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
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
from gui.views.freshness import Freshness, FreshnessWords
from gui.views.icons import app_icon, icon
from gui.views.notice_bar import NoticeBar, NoticePlace
from gui.views.parts import SearchField
from gui.views.task_view import TaskView
from gui.views.window_place import first_size, fitted, least_size

if TYPE_CHECKING:
    from gui.views.sign_in_page import SignInPage

_FIRST_SIZE = QSize(1120, 720)
_LEAST_SIZE = QSize(860, 480)
_SEARCH_WIDTHS_PX = (90, 420)
_ROOM_FOR_WORDS_PX = 1000
_FIRST_SPLIT = (2, 3)


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
        self.setMinimumSize(least_size(_LEAST_SIZE, self._screens()))
        self.resize(first_size(_FIRST_SIZE, self.screen().availableGeometry()))
        self.table = table
        self.view = TaskView(table)
        self.notices = NoticeBar()
        self._words = FreshnessWords(self)
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

    @cached_property
    def sign_in_page(self) -> "SignInPage":
        """Replaces everything else while no account is in use."""
        from gui.views.sign_in_page import SignInPage  # noqa: PLC0415 - most starts never need it

        page = SignInPage()
        page.demo_requested.connect(self.demo_requested)
        page.language_chosen.connect(self.menu.language_chosen)
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
        """Show or hide the preview; the selected row stays visible.

        The keyboard follows from the tasks to the rows, but is not taken from somebody who types elsewhere.
        """
        if self._preview is None:
            return
        had_focus = self._in_preview()
        follows = self.focusWidget() in (None, self.view)
        self._preview.setVisible(shown)
        if self._page:
            self._show_page(self._page)
        if shown and not self._split:
            self._split = True
            self._splitter.setSizes([self.height() * share for share in _FIRST_SPLIT])
        if shown:
            if follows:
                self._preview.setFocus(Qt.FocusReason.OtherFocusReason)
            QTimer.singleShot(0, self.view.scroll_to_selected)
        elif had_focus:
            self.focus_tasks()

    @Slot()
    def focus_tasks(self) -> None:
        """Give the table of tasks the keyboard focus."""
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_freshness(self, freshness: Freshness) -> None:
        """Show how fresh the list is, and whether Refresh is allowed now."""
        text, tip = self._words.refresh(freshness)
        self._refresh.setText(text)
        self._refresh.setToolTip(tip)
        self._refresh.setEnabled(freshness.refresh_blocked_s <= 0)
        self._freshness.setText(self._words.sentence(freshness))

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
        if self.restoreGeometry(_bytes(layout.get("geometry", ""))):
            self._fit_screen()
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

    def _fit_screen(self) -> None:
        """Bring a restored window back onto a screen; a maximised one keeps that, and its size once it is not."""
        state = self.windowState()
        self.setWindowState(Qt.WindowState.WindowNoState)
        self.setGeometry(fitted(self.geometry(), self._screens()))
        self.setWindowState(state)

    def _screens(self) -> list[QRect]:
        """Return what each screen has for a window below its title bar."""
        title_px = self.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight)
        return [screen.availableGeometry().adjusted(0, title_px, 0, 0) for screen in QGuiApplication.screens()]

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
        actions = [self._refresh, self._open, self._open_folder, self._download]  # the last one may grow
        self._toolbar.addActions(actions)
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
        self._place = NoticePlace(self.notices)
        column.addWidget(self._place)
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
        self._download.triggered.connect(self.view.run_main_command)
        self._open_folder.triggered.connect(self.view.show_selected_in_folder)
        self._open.triggered.connect(self.open_requested)
        self._search.textChanged.connect(self._on_search)
        self._status.activated.connect(self._on_status)
        self.view.choice_changed.connect(self._on_choice_changed)
        self.view.all_wanted.connect(self._on_all_wanted)
        rows = self.view.filter
        for changed in (rows.layoutChanged, self.table.rowsInserted, self.table.rowsRemoved):
            changed.connect(self._on_rows_changed)

    def _show_page(self, page: QWidget) -> None:
        """Show a page; a report open while nobody is signed in fills the window until it is closed."""
        self._page = page
        has_report = self._preview is not None and not self._preview.isHidden()
        self._pages.setCurrentWidget(self._splitter if has_report else page)
        for part in (self.view, self._toolbar, self.statusBar(), self._place.quiet):
            part.setVisible(page is self._splitter)

    def _apply_palette(self) -> None:
        """Take icons in the palette's colours, and reserve the width of every text that Refresh may show."""
        self._refresh.setIcon(icon("refresh", self.palette()))
        self._on_choice_changed()
        self._open_folder.setIcon(icon("folder", self.palette()))
        self._open.setIcon(icon("open-file", self.palette()))
        self._account_button.setIcon(icon("account", self.palette()))
        self._reserve(self._refresh, self._words.widest_refresh_texts())

    def _reserve(self, action: QAction, texts: Sequence[str]) -> None:
        button, shown = self._toolbar.widgetForAction(action), action.text()
        assert isinstance(button, QToolButton)
        widths = []
        for text in texts:
            action.setText(text)
            widths.append(button.sizeHint().width())
        action.setText(shown)
        button.setMinimumWidth(max(widths))

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
            self._download.setIcon(icon("download", self.palette()))
            self._download.setText(self.tr("Download"))
            self._download.setEnabled(False)
            return
        main = self.view.main_command(task, local)
        self._download.setText(main.text)
        self._download.setIcon(icon(main.icon, self.palette()))
        self._download.setEnabled(main.possible)

    @Slot()
    def _on_all_wanted(self) -> None:
        self._search.clear()
        self._status.setCurrentIndex(0)
        self._on_status()
        self.focus_tasks()

    @Slot()
    def _on_rows_changed(self) -> None:
        shown, all_ = self.view.filter.rowCount(), self.table.rowCount()
        text = self.tr("%Ln task(s)", "", all_) if all_ else ""
        if shown < all_:
            text = self.tr("{shown} of %Ln task(s)", "", all_).format(shown=self.locale().toString(shown))
        self._place.quiet.setText(text)

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
