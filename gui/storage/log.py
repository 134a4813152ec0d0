"""The log: small, rotating, without secrets."""

import logging
import re
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from threading import Lock

from gui.account import secret_pattern

MAX_BYTES = 1_000_000
OLD_FILES = 3
TAIL_BYTES = 8_000
_QUOTED = r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\""
_FIELDS = re.compile(rf"(?i)\b(psw|apikey|api_key|password)(['\"]?\s*[=:]\s*)(?:{_QUOTED}|[^\s&,;)}}\]]+)")


class Redactor:
    """Takes secrets out of a text: those it was told, and what stands behind a name of one. Safe from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._secrets: dict[str, re.Pattern[str]] = {}

    def hide(self, *secrets: str) -> None:
        """Take these texts out from now on, however they are encoded."""
        patterns = {secret: secret_pattern(secret) for secret in secrets if secret}
        with self._lock:
            self._secrets = self._secrets | patterns

    def redact(self, text: str) -> str:
        """Return the text without secrets."""
        for secret in sorted(self._secrets, key=len, reverse=True):
            text = self._secrets[secret].sub("***", text)
        return _FIELDS.sub(r"\1\2***", text)


class _LogFile(RotatingFileHandler):
    def handleError(self, record: logging.LogRecord) -> None:
        """Stay silent: what logging would print to stderr has not been redacted."""

    def doRollover(self) -> None:
        """Write on where the old files cannot be moved, as another program has them open."""
        with suppress(OSError):
            super().doRollover()


class _RedactingFormatter(logging.Formatter):
    def __init__(self, redactor: Redactor) -> None:
        super().__init__("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s")
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        return self._redactor.redact(super().format(record))


def set_up(path: Path, redactor: Redactor) -> logging.Handler:
    """Write the log to a file from now on, as soon as it can be opened; return the handler, to be given to `close`."""
    handler: logging.Handler
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = _LogFile(path, "a", MAX_BYTES, OLD_FILES, encoding="utf-8", delay=True, errors="backslashreplace")
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(_RedactingFormatter(redactor))
    logging.getLogger().addHandler(handler)
    logging.getLogger("gui").setLevel(logging.INFO)
    return handler


def close(handler: logging.Handler) -> None:
    """End a log."""
    logging.getLogger().removeHandler(handler)
    with suppress(OSError):  # a full disk
        handler.close()


def last_lines(path: Path) -> list[str]:
    """The end of the log, for diagnostics; empty where there is none."""
    try:
        with path.open("rb") as file:
            file.seek(max(path.stat().st_size - TAIL_BYTES, 0))
            return file.read().decode("utf-8", "replace").splitlines()
    except OSError:
        return []
