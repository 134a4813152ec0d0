"""The rotating log file, with secrets redacted."""

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
    """Masks known secrets and the values of fields such as `psw=`. Safe from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._secrets: dict[str, re.Pattern[str]] = {}

    def hide(self, *secrets: str) -> None:
        """Mask these texts from now on, in every encoding of them."""
        patterns = {secret: secret_pattern(secret) for secret in secrets if secret}
        with self._lock:
            self._secrets = self._secrets | patterns

    def redact(self, text: str) -> str:
        """Return the text with secrets replaced by `***`."""
        for secret in sorted(self._secrets, key=len, reverse=True):
            text = self._secrets[secret].sub("***", text)
        return _FIELDS.sub(r"\1\2***", text)


class _LogFile(RotatingFileHandler):
    def handleError(self, record: logging.LogRecord) -> None:
        """Print nothing: logging's own message on stderr would not be redacted."""

    def doRollover(self) -> None:
        """Keep writing if the files cannot be renamed because another program has them open."""
        with suppress(OSError):
            super().doRollover()


class _RedactingFormatter(logging.Formatter):
    def __init__(self, redactor: Redactor) -> None:
        super().__init__("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s")
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        return self._redactor.redact(super().format(record))


def set_up(path: Path, redactor: Redactor) -> logging.Handler:
    """Start logging to a file, or to nowhere if its folder cannot be made; pass the returned handler to `close`."""
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
    """Stop logging to the handler's file."""
    logging.getLogger().removeHandler(handler)
    with suppress(OSError):  # a full disk
        handler.close()


def last_lines(path: Path) -> list[str]:
    """Return the log's last `TAIL_BYTES` as lines, for diagnostics; [] if it cannot be read."""
    try:
        with path.open("rb") as file:
            file.seek(max(path.stat().st_size - TAIL_BYTES, 0))
            return file.read().decode("utf-8", "replace").splitlines()
    except OSError:
        return []
