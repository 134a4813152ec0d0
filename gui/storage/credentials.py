"""Where credentials are kept, and why they may not be."""

from enum import Enum
from typing import Protocol

from gui.account import Credentials


class KeyringErrorKind(Enum):
    """Why the keyring did not serve."""

    NONE_FOUND = "none found"
    WEAK = "weak"
    LOCKED = "locked"
    NOT_KEPT = "not kept"
    TOO_LONG = "too long"
    GARBLED = "garbled"
    """What it holds for the account is no sign-in; saving or forgetting the sign-in repairs that."""
    FAILED = "failed"


class KeyringError(Exception):
    """The keyring did not serve. Never holds a secret."""

    def __init__(self, kind: KeyringErrorKind) -> None:
        super().__init__(kind.value)
        self.kind = kind


class CredentialStore(Protocol):
    """Where credentials are kept. Calls may block for as long as the system asks the person something."""

    def load(self, account_id: str) -> Credentials | None:
        """Return an account's credentials, None where there are none. Raises KeyringError."""

    def save(self, account_id: str, credentials: Credentials) -> None:
        """Keep an account's credentials, in place of earlier ones. Raises KeyringError."""

    def forget(self, account_id: str) -> None:
        """Remove an account's credentials, if there are any. Raises KeyringError."""


class MemoryStore:
    """Keeps credentials for as long as the program runs; for the example data."""

    def __init__(self) -> None:
        self._kept: dict[str, Credentials] = {}

    def load(self, account_id: str) -> Credentials | None:
        """See CredentialStore."""
        return self._kept.get(account_id)

    def save(self, account_id: str, credentials: Credentials) -> None:
        """See CredentialStore."""
        self._kept[account_id] = credentials

    def forget(self, account_id: str) -> None:
        """See CredentialStore."""
        self._kept.pop(account_id, None)
