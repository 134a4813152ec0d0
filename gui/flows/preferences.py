"""The settings in force."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from gui.account import Account
from gui.signals import Signal
from gui.storage.settings import Settings


class Preferences(QObject):
    """Holds the settings of this run and announces every change; others write them to disk. GUI thread."""

    changed = Signal(Settings)

    def __init__(self, settings: Settings, default_download_folder: Path) -> None:
        super().__init__()
        self.settings = settings
        self._default_download_folder = default_download_folder

    @property
    def download_folder(self) -> Path:
        """Where reports are saved."""
        chosen = self.settings.download_folder
        return Path(chosen) if chosen else self._default_download_folder

    @property
    def active_account(self) -> Account | None:
        """The account in use; None if there is none."""
        for account in self.settings.accounts:
            if account.id == self.settings.active_account:
                return account
        return None

    def change(self, **fields: Any) -> None:
        """Replace these fields of `Settings`."""
        settings = replace(self.settings, **fields)
        if settings != self.settings:
            self.settings = settings
            self.changed.emit(settings)

    def add_account(self, account: Account) -> None:
        """Add an account and make it the active one."""
        others = tuple(known for known in self.settings.accounts if known.id != account.id)
        self.change(accounts=(*others, account), active_account=account.id)

    def drop_account(self, account: Account) -> None:
        """Remove an account; if it was active, the last remaining one becomes active."""
        others = tuple(known for known in self.settings.accounts if known.id != account.id)
        active = self.settings.active_account
        if active == account.id:
            active = others[-1].id if others else ""
        self.change(accounts=others, active_account=active)
