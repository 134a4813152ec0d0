"""Credentials in the operating system's keyring, one item per account."""

import json
import logging
import os
import sys
from collections.abc import Callable
from typing import TypeVar

import keyring
from keyring.backend import KeyringBackend, get_all_keyring
from keyring.backends import chainer, fail
from keyring.errors import InitError, KeyringLocked, NoKeyringError

from gui.account import Credentials
from gui.storage.credentials import KeyringError, KeyringErrorKind

_log = logging.getLogger(__name__)
Answer = TypeVar("Answer")

SERVICE = "smsc-tasks"
STRONG_BACKENDS = (
    "keyring.backends.SecretService.Keyring",
    "keyring.backends.libsecret.Keyring",
    "keyring.backends.Windows.WinVaultKeyring",
    "keyring.backends.macOS.Keyring",
)
CHOSEN_BY_HAND = "PYTHON_KEYRING_BACKEND"
WINDOWS_MAX_BYTES = 2560
"""The Windows credential store's limit for one secret, in UTF-16."""
MOST_ITEMS = 5
"""Most items of one name to delete; other programs may have added some."""


class KeyringStore:
    """The operating system's keyring. Verifies every write and refuses backends that are not encrypted.

    Safe from any thread. Every call may block while the system prompts the user.
    """

    def load(self, account_id: str) -> Credentials | None:
        """See CredentialStore."""
        text = _call(lambda backend: _get(backend, account_id))
        return None if text is None else _credentials(text)

    def save(self, account_id: str, credentials: Credentials) -> None:
        """See CredentialStore."""
        text = _text(credentials)
        if sys.platform == "win32" and len(text.encode("utf-16-le", "surrogatepass")) > WINDOWS_MAX_BYTES:
            raise KeyringError(KeyringErrorKind.TOO_LONG)
        for _ in range(2):
            _call(lambda backend: backend.set_password(SERVICE, account_id, text))
            if _call(lambda backend: _get(backend, account_id)) == text:
                return
            self.forget(account_id)  # including another program's item of the same name, which may shadow ours
        raise KeyringError(KeyringErrorKind.NOT_KEPT)

    def forget(self, account_id: str) -> None:
        """See CredentialStore."""
        for _ in range(MOST_ITEMS):
            if _call(lambda backend: _get(backend, account_id)) is None:
                return
            _call(lambda backend: backend.delete_password(SERVICE, account_id))
        raise KeyringError(KeyringErrorKind.NOT_KEPT)


def _call(ask: Callable[[KeyringBackend], Answer]) -> Answer:
    """Call the backend; turn any exception into a KeyringError without its context, which may hold secrets."""
    try:
        return ask(_backend())
    except KeyringError:
        raise
    except NoKeyringError:
        trouble = KeyringErrorKind.NONE_FOUND
    except (KeyringLocked, InitError):
        trouble = KeyringErrorKind.LOCKED
    except Exception as error:
        _log.warning("the keyring failed: %s", type(error).__name__)
        trouble = KeyringErrorKind.FAILED
    raise KeyringError(trouble)


def _backend() -> KeyringBackend:
    chosen = keyring.get_keyring()
    if os.environ.get(CHOSEN_BY_HAND):
        return chosen
    candidates = chosen.backends if isinstance(chosen, chainer.ChainerBackend) else [chosen]
    if strong := next((backend for backend in candidates if _is_strong(type(backend))), None):
        return strong
    if chosen in get_all_keyring():  # the library detects backends only once; a keyring may have started since
        for kind in filter(_is_strong, KeyringBackend.get_viable_backends()):
            keyring.set_keyring(kind())
            return keyring.get_keyring()
    if isinstance(chosen, fail.Keyring):
        raise KeyringError(KeyringErrorKind.NONE_FOUND)
    raise KeyringError(KeyringErrorKind.WEAK)


def _is_strong(kind: type[KeyringBackend]) -> bool:
    return f"{kind.__module__}.{kind.__name__}" in STRONG_BACKENDS


def _get(backend: KeyringBackend, account_id: str) -> str | None:
    """Return an item's text, "" if it is not text, None if there is no item."""
    try:
        return backend.get_password(SERVICE, account_id)
    except UnicodeDecodeError:
        return ""


def _text(credentials: Credentials) -> str:
    fields = {"login": credentials.login, "psw": credentials.password, "apikey": credentials.api_key}
    kept = {name: value for name, value in fields.items() if value}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def _credentials(text: str) -> Credentials:
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        fields = None
    kept = [fields.get(name, "") for name in ("login", "psw", "apikey")] if isinstance(fields, dict) else []
    if not any(kept) or not all(isinstance(value, str) for value in kept):
        raise KeyringError(KeyringErrorKind.GARBLED)  # outside the except: json's error quotes the secret
    return Credentials(*kept)
