"""What the person has chosen; one small JSON file, never with a secret in it."""

import json
import logging
import os
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
    """Read the settings; what is missing, damaged or foreign gets its default, and a damaged file is set aside."""
    try:
        content = json.loads(path.read_text("utf-8"))
        if not isinstance(content, dict):
            raise ValueError("not an object")
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError) as error:
        _log.warning("settings cannot be read: %s", error)
        with suppress(OSError):
            path.replace(path.with_name(path.name + ".damaged"))
        return Settings()
    window = content.get("window")
    rows = content.get("accounts")
    return Settings(
        download_folder=_text(content.get("download_folder")),
        accounts=tuple(account for row in (rows if isinstance(rows, list) else []) if (account := _account(row))),
        active_account=_text(content.get("active_account")),
        language=_text(content.get("language")),
        window={str(name): _text(value) for name, value in window.items()} if isinstance(window, dict) else {},
    )


def save(path: Path, settings: Settings) -> None:
    """Write the settings, whole or not at all, for this user only. Raises OSError."""
    content = {
        "download_folder": settings.download_folder,
        "accounts": [{"id": known.id, "server": known.server, "login": known.login} for known in settings.accounts],
        "active_account": settings.active_account,
        "language": settings.language,
        "window": settings.window,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _account(row: object) -> Account | None:
    if not isinstance(row, dict) or not _text(row.get("id")):
        return None
    try:
        return Account(row["id"], server_origin(_text(row.get("server"))), _text(row.get("login")))
    except ValueError:
        return None
