"""The user's choices, in one small JSON file that never contains a secret."""

import json
import logging
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gui.account import Account, server_origin

_log = logging.getLogger(__name__)


class _Source:
    """What a run knows of the file its settings came from; carried along through every change."""

    def __init__(self, content: dict[str, Any] | None, problem: OSError | None = None) -> None:
        self.content = content
        """The content of the file; None if it did not exist or could not be read, so that it may contain anything by
        now.
        """
        self.problem = problem
        self.saved_accounts: set[str] = set()


@dataclass(frozen=True)
class Settings:
    """The choices of one profile. An empty folder or language means the default; `window` belongs to the views."""

    download_folder: str = ""
    accounts: tuple[Account, ...] = ()
    active_account: str = ""
    language: str = ""
    window: dict[str, str] = field(default_factory=dict)
    export_folder: str = ""
    """Where the last export was saved."""
    source: _Source = field(default_factory=lambda: _Source({}), compare=False, repr=False)

    @property
    def problem(self) -> OSError | None:
        """Why the file could not be read, so that these are the defaults; its content is kept when they are saved."""
        return self.source.problem


def load(path: Path) -> Settings:
    """Read the settings; what is missing, damaged or unknown gets its default.

    `Settings.problem` reports a failure. If not everything in the file was understood, a copy is kept beside it before
    the next `save` overwrites it.
    """
    try:
        content = _read(path)
    except FileNotFoundError:
        return Settings(source=_Source(None))
    except OSError as error:
        _log.warning("settings cannot be read: %s", error)
        return Settings(source=_Source(None, error))
    settings = _settings(content)
    ours = _content(settings)
    if any(content.get(name, value) != value for name, value in _with_foreign(ours, content).items()):
        _log.info("settings hold values that cannot be used")
        _keep_copy(path)
    return settings


def save(path: Path, settings: Settings) -> None:
    """Write the settings atomically, readable by this user only; fields added by newer versions stay.

    If the file could not be read at the start, it is read now and keeps what this run has not changed. Raises OSError,
    also if it still cannot be read.
    """
    source, own = settings.source, [account.id for account in settings.accounts]
    if source.content is None:
        with suppress(FileNotFoundError):
            settings = _merged(_settings(_read(path)), settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            json.dump(_with_foreign(_content(settings), settings.source.content or {}), file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        with suppress(OSError):
            beside.unlink()
        raise
    source.saved_accounts.update(own)


def _read(path: Path) -> dict[str, Any]:
    """Return the content of the file, empty if it is damaged: then a copy is kept. Raises OSError."""
    text = path.read_bytes()
    try:
        content = json.loads(text)
        if not isinstance(content, dict):
            raise ValueError("not an object")
    except (ValueError, RecursionError) as error:
        _log.warning("settings cannot be read: %s", error)
        _keep_copy(path)
        return {}
    return content


def _merged(kept: Settings, ours: Settings) -> Settings:
    """Merge the choices of this run, which started with the defaults, into the content of the file."""
    own = {account.id for account in ours.accounts}
    others = (account for account in kept.accounts if account.id not in own | ours.source.saved_accounts)
    return Settings(
        download_folder=ours.download_folder or kept.download_folder,
        accounts=(*others, *ours.accounts),
        active_account=ours.active_account or kept.active_account,
        language=ours.language or kept.language,
        window=kept.window | ours.window,
        export_folder=ours.export_folder or kept.export_folder,
        source=kept.source,
    )


def _keep_copy(path: Path) -> None:
    """Keep a copy of a file that was not understood, unless an earlier copy has more of the accounts."""
    copy = path.with_name(path.name + ".damaged")
    with suppress(OSError):
        if not copy.exists() or _worth(path.read_bytes()) >= _worth(copy.read_bytes()):
            shutil.copy(path, copy)


def _worth(text: bytes) -> tuple[int, int]:
    return text.count(b'"server"'), len(text.strip(b"\0 \r\n"))


def _with_foreign(ours: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
    """Add what the file contains beside our settings and beside the fields of our accounts."""
    rows = content.get("accounts")
    known = {row["id"]: row for row in rows if _is_account(row)} if isinstance(rows, list) else {}
    accounts = [{**known.get(account["id"], {}), **account} for account in ours["accounts"]]
    return {**content, **ours, "accounts": accounts}


def _content(settings: Settings) -> dict[str, Any]:
    return {
        "download_folder": settings.download_folder,
        "accounts": [{"id": known.id, "server": known.server, "login": known.login} for known in settings.accounts],
        "active_account": settings.active_account,
        "language": settings.language,
        "window": settings.window,
        "export_folder": settings.export_folder,
    }


def _settings(content: dict[str, Any]) -> Settings:
    window, rows = content.get("window"), content.get("accounts")
    return Settings(
        download_folder=_text(content.get("download_folder")),
        accounts=tuple(account for row in (rows if isinstance(rows, list) else []) if (account := _account(row))),
        active_account=_text(content.get("active_account")),
        language=_text(content.get("language")),
        window={name: _text(value) for name, value in window.items()} if isinstance(window, dict) else {},
        export_folder=_text(content.get("export_folder")),
        source=_Source(content),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _is_account(row: object) -> bool:
    return isinstance(row, dict) and bool(_text(row.get("id")))


def _account(row: Any) -> Account | None:
    if not _is_account(row):
        return None
    try:
        return Account(row["id"], server_origin(_text(row.get("server"))), _text(row.get("login")))
    except ValueError:
        return None
