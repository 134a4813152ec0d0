"""The state of a task's report on this computer."""

from dataclasses import dataclass

from gui.storage.downloads import Download


@dataclass(frozen=True)
class NotHere:
    """Not on this computer."""


@dataclass(frozen=True)
class Armed:
    """To be downloaded once the service has finished it."""


@dataclass(frozen=True)
class Queued:
    """Queued behind other downloads; `position` counts from 1."""

    position: int


@dataclass(frozen=True)
class Waiting:
    """The service's limit lets the download start at this `Clock.now_s()`."""

    until_s: float


@dataclass(frozen=True)
class Downloading:
    """Being downloaded; `total_bytes` is None if the service announced no length."""

    received_bytes: int
    total_bytes: int | None
    speed_bps: float
    """Bytes per second."""


@dataclass(frozen=True)
class Saved:
    """On disk; `changed` if another program has written to it since."""

    download: Download
    changed: bool


@dataclass(frozen=True)
class FailedHere:
    """The download failed; `sentence` says why."""

    sentence: str


Busy = Queued | Waiting | Downloading
"""A download that can be cancelled."""

LocalState = NotHere | Armed | Queued | Waiting | Downloading | Saved | FailedHere
