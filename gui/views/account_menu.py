"""The menu behind the account button."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from gui.account import Account
from gui.languages import LANGUAGES
from gui.signals import Signal

_KEY_MARK = 4
"""Digits of a key's fingerprint."""


def account_title(account: Account) -> str:
    """Return how people know an account; the end of its id tells two keys on one site apart."""
    if account.login:
        return f"{account.login}@{account.host}"
    key = account.id.partition("@")[0][-_KEY_MARK:]
    return QCoreApplication.translate("AccountTitle", "API key {mark} · {host}").format(mark=key, host=account.host)


class AccountMenu(QMenu):
    """Accounts to choose from, and commands for the whole program."""

    account_requested = Signal()
    add_account_requested = Signal()
    folder_requested = Signal()
    about_requested = Signal()
    account_chosen = Signal(str)
    """Account id."""
    language_chosen = Signal(str)
    """Language code, "" for the system's."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._accounts = QActionGroup(self)
        self._accounts.triggered.connect(self._on_account)
        self._end_of_accounts = self.addSeparator()
        account = self.addAction(self.tr("Account..."))
        account.setObjectName("accountAction")
        account.triggered.connect(self.account_requested)
        self.addAction(self.tr("Add account...")).triggered.connect(self.add_account_requested)
        self.addSeparator()
        self.addAction(self.tr("Download folder...")).triggered.connect(self.folder_requested)
        self._languages = QActionGroup(self)
        self._languages.triggered.connect(self._on_language)
        languages = self.addMenu(self.tr("Language"))
        languages.addAction(self._choice(self._languages, self.tr("System language"), ""))
        for code, language in LANGUAGES.items():
            languages.addAction(self._choice(self._languages, language.name, code))
        self.addSeparator()
        about = self.addAction(self.tr("About"))
        about.setMenuRole(QAction.MenuRole.AboutRole)
        about.triggered.connect(self.about_requested)

    def set_accounts(self, accounts: Sequence[Account], active_id: str) -> None:
        """Offer these accounts and mark the one in use."""
        for action in self._accounts.actions():
            self._accounts.removeAction(action)
            self.removeAction(action)
            action.deleteLater()
        for account in accounts:
            action = self._choice(self._accounts, account_title(account).replace("&", "&&"), account.id)
            action.setChecked(account.id == active_id)
            self.insertAction(self._end_of_accounts, action)

    def set_language(self, code: str) -> None:
        """Mark the language in use."""
        for action in self._languages.actions():
            action.setChecked(action.data() == code)

    def _choice(self, group: QActionGroup, text: str, value: str) -> QAction:
        action = QAction(text, group)
        action.setCheckable(True)
        action.setData(value)
        return action

    @Slot(QAction)
    def _on_account(self, action: QAction) -> None:
        self.account_chosen.emit(action.data())

    @Slot(QAction)
    def _on_language(self, action: QAction) -> None:
        self.language_chosen.emit(action.data())
