"""Keeps the service's documented limit: at most three identical requests a minute.

The server sees a request at some moment between its sending and the arrival of the answer's head. So a
permit is written to disk before the request is sent, and is free again 60 s after the head arrived: then
no network delay can put four requests into one of the server's minutes. A request that failed after bytes
were sent may still arrive late, so its permit stays taken for `LATE_ARRIVAL_S` more.

The wall clock is not used: it can be set, even while the program is closed. Permits of an earlier run
count for as long as they might be in force (`Clock.least_age_s`): exactly, if the computer has not been
restarted since; otherwise for at most `FAILED_S` from its start.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Protocol

from gui.clock import Clock, Instant
from gui.service.errors import MustWait

LIMIT = 3
"""Identical requests that the service accepts per window (documented)."""
WINDOW_S = 60.0
LATE_ARRIVAL_S = 30.0
"""How long after a failure a request may still reach the server: our assumption, not documented."""
FAILED_S = WINDOW_S + LATE_ARRIVAL_S


@dataclass(frozen=True)
class Hold:
    """A permit taken until `length_s` after `since`; `length_s` is None while its request is in flight."""

    number: int
    since: Instant
    length_s: float | None


class PermitStore(Protocol):
    """Persists holds across restarts. Safe from any thread."""

    @property
    def quota_unknown_since(self) -> Instant | None:
        """When the record of permits was found to be lost, so that the limit may be used up; else None."""

    def exclusive(self) -> AbstractContextManager[object]:
        """Lock out other writers, threads and processes alike. Reentrant within a thread."""

    def holds(self, key: str | None = None) -> list[Hold]:
        """Return the holds on requests identical to `key`, or all."""

    def add_hold(self, key: str, since: Instant, length_s: float | None) -> int:
        """Write a hold to disk and return its number."""

    def change_hold(self, number: int, since: Instant, length_s: float | None) -> None:
        """Change a hold's start and length."""

    def drop_hold(self, number: int) -> None:
        """Delete a hold, which frees its permit."""

    def open_holds_failed(self, since: Instant, length_s: float) -> None:
        """Give every hold without a length this start and length: their process no longer awaits an answer."""


class Permit:
    """Permission to send one request. Report its outcome with one of the three methods."""

    def __init__(self, store: PermitStore, clock: Clock, number: int) -> None:
        self._store = store
        self._clock = clock
        self._number = number

    def answered(self) -> None:
        """The answer's head arrived: free in `WINDOW_S`."""
        self._store.change_hold(self._number, self._clock.instant(), WINDOW_S)

    def failed(self) -> None:
        """Bytes may have been sent, but no answer came: free in `FAILED_S`."""
        self._store.change_hold(self._number, self._clock.instant(), FAILED_S)

    def unsent(self) -> None:
        """No byte of the request left this computer: free at once."""
        self._store.drop_hold(self._number)


class RateLimiter:
    """Grants permits, counted per identical request. Never sleeps. Safe from any thread."""

    def __init__(self, store: PermitStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        with store.exclusive():
            store.open_holds_failed(clock.instant(), FAILED_S)
            self._take_over()

    def wait_s(self, key: str, spare: int = 0) -> float:
        """Return the seconds until `1 + spare` permits for `key` are free; 0 if they are.

        Requests in flight count as if they failed now, so the wait may turn out shorter.
        """
        left = [self._left_s(hold.since, hold.length_s) for hold in self._store.holds(key)]
        if (quota_unknown_since := self._store.quota_unknown_since) is not None:
            left += [self._left_s(quota_unknown_since, FAILED_S)] * LIMIT
        taken = sorted(seconds for seconds in left if seconds > 0)
        excess = len(taken) + 1 + spare - LIMIT
        return taken[excess - 1] if excess > 0 else 0.0

    def acquire(self, key: str, spare: int = 0) -> Permit:
        """Take a permit and write it to disk; delete expired holds. Raises MustWait if `1 + spare` are not free."""
        with self._store.exclusive():
            wait_s = self.wait_s(key, spare)
            if wait_s > 0:
                raise MustWait(wait_s)
            for hold in self._store.holds():
                if self._left_s(hold.since, hold.length_s) <= 0:
                    self._store.drop_hold(hold.number)
            return Permit(self._store, self._clock, self._store.add_hold(key, self._clock.instant(), None))

    def _take_over(self) -> None:
        """Convert holds of other epochs to the current one, once: later, their certain age could shrink."""
        for hold in self._store.holds():
            if hold.since.epoch != self._clock.epoch:
                now = self._clock.instant()
                since = replace(now, clock_s=now.clock_s - self._clock.least_age_s(hold.since))
                self._store.change_hold(hold.number, since, hold.length_s)

    def _left_s(self, since: Instant, length_s: float | None) -> float:
        return FAILED_S if length_s is None else length_s - self._clock.least_age_s(since)
