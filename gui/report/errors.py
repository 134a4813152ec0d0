"""Why work on a report failed: what the environment did, or a bug of ours."""

from enum import Enum


class ReportErrorKind(Enum):
    """Why a report cannot be read."""

    GONE = "gone"
    DENIED = "denied"
    CHANGED = "changed"
    """Written to, replaced or truncated since it was opened."""
    NO_SPACE = "no space"
    """No room for the copy that a file in UTF-16 needs."""
    CANCELLED = "cancelled"
    UNREADABLE = "unreadable"
    INTERNAL = "internal"
    """A bug of ours, which has been reported as one."""


class ReportError(Exception):
    """A report could not be read. `detail` is a short hint for the log."""

    def __init__(self, kind: ReportErrorKind, detail: str = "") -> None:
        super().__init__(f"{kind.value}: {detail}" if detail else kind.value)
        self.kind = kind
        self.detail = detail
