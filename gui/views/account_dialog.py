"""The account in use, or a new one, in a dialog."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gui.account import Account
from gui.signals import Signal
from gui.views.account_menu import account_title
from gui.views.parts import DIALOG_FLAGS
from gui.views.sign_in_form import SignInForm

_WIDTH = 62
"""In digits of the font."""


class _CalmButton(QPushButton):
    """Takes a double-click for one press: what the second would do has not been read yet."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Do not press again."""
        event.accept()


class AccountDialog(QDialog):
    """Changes, adds or forgets a sign-in. Show it by `open()`. GUI thread."""

    forget_requested = Signal(str)
    """Account id."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, DIALOG_FLAGS)
        self.setObjectName("accountDialog")
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("0") * _WIDTH)
        self._account_id = ""
        self._asked = False
        self.form = SignInForm()
        self._forget = _CalmButton()
        self._forget.setObjectName("forgetButton")
        self._forget.setAutoDefault(False)
        self._forget.clicked.connect(self._on_forget)
        below = QHBoxLayout()
        below.addWidget(self._forget)
        below.addStretch()
        column = QVBoxLayout(self)
        column.addWidget(self.form)
        column.addStretch()
        column.addLayout(below)
        self.set_account(None)

    def set_account(self, account: Account | None) -> None:
        """Show this account, or ask for a new one."""
        self._account_id = account.id if account else ""
        self.setWindowTitle(account_title(account) if account else self.tr("Add account"))
        self.form.set_account(account)
        self._forget.setVisible(account is not None)
        self._ask(False)

    def done(self, result: int) -> None:
        """Close; a running test is cancelled, and what was typed is cleared."""
        if self.form.is_busy:
            self.form.cancelled.emit()
        self.form.clear_secrets()
        super().done(result)

    def _ask(self, asked: bool) -> None:
        self._asked = asked
        self._forget.setText(self.tr("Really forget?") if asked else self.tr("Forget this sign-in"))

    @Slot()
    def _on_forget(self) -> None:
        if self._asked:
            self.forget_requested.emit(self._account_id)
        self._ask(not self._asked)
