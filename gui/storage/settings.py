"""What the person has chosen; one small JSON file, never with a secret in it."""

import json
import logging
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from gui.account import Account, server_origin

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Settings:
    """Choices of one profile. An empty folder or language means the system's; `window` is the views' own matter."""

    download_folder: str = ""
    accounts: tuple[Account, ...] = ()
    active_account: str = ""
    language: str = ""
    window: dict[str, str] = field(default_factory=dict)


def load(path: Path) -> Settings:
    """Read the settings; what is missing, damaged or foreign gets its default.

    Before the next `save` overwrites a file of which not all was understood, a copy is kept beside it.
    """
    try:
        content = json.loads(path.read_bytes())
        if not isinstance(content, dict):
            raise ValueError("not an object")
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        _log.warning("settings cannot be read: %s", error)
        return Settings()
    except (ValueError, RecursionError) as error:
        _log.warning("settings cannot be read: %s", error)
        _keep_copy(path)
        return Settings()
    settings = _settings(content)
    if any(content.get(name, value) != value for name, value in _content(settings).items()):
        _log.info("settings hold values that cannot be used")
        _keep_copy(path)
    return settings


def save(path: Path, settings: Settings) -> None:
    """Write the settings, whole or not at all, for this user only. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            json.dump(_content(settings), file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        with suppress(OSError):
            beside.unlink()
        raise


def _keep_copy(path: Path) -> None:
    with suppress(OSError):
        shutil.copy(path, path.with_name(path.name + ".damaged"))


def _content(settings: Settings) -> dict[str, object]:
    return {
        "download_folder": settings.download_folder,
        "accounts": [{"id": known.id, "server": known.server, "login": known.login} for known in settings.accounts],
        "active_account": settings.active_account,
        "language": settings.language,
        "window": settings.window,
    }


def _settings(content: dict[str, object]) -> Settings:
    window, rows = content.get("window"), content.get("accounts")
    return Settings(
        download_folder=_text(content.get("download_folder")),
        accounts=tuple(account for row in (rows if isinstance(rows, list) else []) if (account := _account(row))),
        active_account=_text(content.get("active_account")),
        language=_text(content.get("language")),
        window={name: _text(value) for name, value in window.items()} if isinstance(window, dict) else {},
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _account(row: object) -> Account | None:
    if not isinstance(row, dict) or not _text(row.get("id")):
        return None
    try:
        return Account(row["id"], server_origin(_text(row.get("server"))), _text(row.get("login")))
    except ValueError:
        return None
