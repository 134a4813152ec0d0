"""What there is of a task's report on this computer."""

from dataclasses import dataclass

from gui.storage.downloads import Download


@dataclass(frozen=True)
class NotHere:
    """Nothing."""


@dataclass(frozen=True)
class Armed:
    """It is to be downloaded as soon as the service has finished it."""


@dataclass(frozen=True)
class Queued:
    """Other downloads come first; `position` counts from 1."""

    position: int


@dataclass(frozen=True)
class Waiting:
    """The service's limit lets its download begin at this `Clock.now_s()`."""

    until_s: float


@dataclass(frozen=True)
class Downloading:
    """It is on its way; `total_bytes` is None where the service announced no length."""

    received_bytes: int
    total_bytes: int | None
    speed_bps: float
    """bytes per second"""


@dataclass(frozen=True)
class Saved:
    """It is on disk; `changed` where another program has written over it since."""

    download: Download
    changed: bool


@dataclass(frozen=True)
class FailedHere:
    """Its download failed; `sentence` says why."""

    sentence: str


Busy = Queued | Waiting | Downloading
"""A download that can be cancelled."""

LocalState = NotHere | Armed | Queued | Waiting | Downloading | Saved | FailedHere
