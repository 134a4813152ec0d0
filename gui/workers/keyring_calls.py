"""Keyring calls off the GUI thread."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Thread
from typing import TypeVar

from PySide6.QtCore import QObject

from gui.account import Account, Credentials, SignIn
from gui.signals import Signal, SignalInstance
from gui.storage.credentials import CredentialStore, KeyringError, KeyringErrorKind
from gui.workers.unforeseen import survived

LEAVE_S = 0.5
"""Real seconds that shutdown waits for a call; one that takes longer is a prompt nobody answers."""

_Answer = TypeVar("_Answer")


@dataclass(frozen=True)
class KeyringCallFailed:
    """A failed keyring call and the account it was made for."""

    account: Account
    error: KeyringError


class KeyringCalls(QObject):
    """Loads, saves and forgets credentials; lives in the GUI thread and answers by signals.

    Each call runs in a thread of its own that nobody waits for: the system may show a prompt and never return, and that
    must not block the next call.
    """

    loaded = Signal(SignIn)
    """The credentials are empty if the keyring has none for the account."""
    saved = Signal(SignIn)
    forgotten = Signal(Account)
    failed = Signal(KeyringCallFailed)

    def __init__(self, store: Callable[[], CredentialStore]) -> None:
        """Call `store` in the thread of each call. The object has no parent, so that a pending call can outlive the
        program's other parts.
        """
        super().__init__()
        self._store = store
        self._calls: list[Thread] = []

    def load(self, account: Account) -> None:
        """Load an account's credentials."""
        self._run(account, self.loaded, lambda: SignIn(account, self._store().load(account.id) or Credentials()))

    def save(self, sign_in: SignIn) -> None:
        """Save an account's credentials."""

        def call() -> SignIn:
            self._store().save(sign_in.account.id, sign_in.credentials)
            return sign_in

        self._run(sign_in.account, self.saved, call)

    def forget(self, account: Account) -> None:
        """Remove an account's credentials."""

        def forget() -> Account:
            self._store().forget(account.id)
            return account

        self._run(account, self.forgotten, forget)

    def end(self, within_s: float = LEAVE_S) -> bool:
        """Wait for pending calls; return False if they need more than `within_s` real seconds.

        The interpreter must not exit before: it kills other threads where they stand, which aborts the process if one
        is emitting a signal in C++ code.
        """
        deadline_s = time.monotonic() + within_s
        for call in self._calls:
            call.join(max(0.0, deadline_s - time.monotonic()))
        return not any(call.is_alive() for call in self._calls)

    def _run(self, account: Account, done: "SignalInstance[_Answer]", call: Callable[[], _Answer]) -> None:
        def fail() -> None:
            self.failed.emit(KeyringCallFailed(account, KeyringError(KeyringErrorKind.FAILED)))

        def run() -> None:
            with survived(fail):
                try:
                    result = call()
                except KeyringError as error:
                    self.failed.emit(KeyringCallFailed(account, error))
                else:
                    done.emit(result)

        self._calls = [call for call in self._calls if call.is_alive()]
        thread = Thread(target=run, name="keyring", daemon=True)
        with survived(fail):
            thread.start()
            self._calls.append(thread)
