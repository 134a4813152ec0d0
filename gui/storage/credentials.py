"""The interface of credential stores, and their errors."""

from enum import Enum
from typing import Protocol

from gui.account import Credentials


class KeyringErrorKind(Enum):
    """Why a keyring call failed."""

    NONE_FOUND = "none found"
    WEAK = "weak"
    LOCKED = "locked"
    NOT_KEPT = "not kept"
    TOO_LONG = "too long"
    GARBLED = "garbled"
    """The account's item is not a sign-in of ours; saving or forgetting the sign-in repairs that."""
    FAILED = "failed"


class KeyringError(Exception):
    """A keyring call failed. Never contains a secret."""

    def __init__(self, kind: KeyringErrorKind) -> None:
        super().__init__(kind.value)
        self.kind = kind


class CredentialStore(Protocol):
    """Stores credentials by account. Calls may block while the system prompts the user."""

    def load(self, account_id: str) -> Credentials | None:
        """Return an account's credentials, or None. Raises KeyringError."""

    def save(self, account_id: str, credentials: Credentials) -> None:
        """Store an account's credentials, replacing earlier ones. Raises KeyringError."""

    def forget(self, account_id: str) -> None:
        """Remove an account's credentials, if there are any. Raises KeyringError."""


class MemoryStore:
    """Keeps credentials in memory only; for the demo."""

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
