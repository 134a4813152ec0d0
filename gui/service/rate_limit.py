"""The service's limit: three identical requests a minute, as a client can keep it provably.

The server sees a request at some moment between its sending and the arrival of its answer's head. A
permit is therefore on disk before the request leaves and is free again 60 s after the head was seen:
then no delay of the network can put four arrivals into one of the server's minutes. A request that
failed once bytes were sent may still arrive late; its permit stays taken for `LATE_ARRIVAL_S` more.

The wall clock has no say in this: it can be set, also while the program is closed. Permits of an earlier run
count for as long as they may still be in force (`Clock.least_age_s`). That is exact within one boot of the
computer; after another start of it, it is `FAILED_S` from that start at most.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Protocol

from gui.clock import Clock, Instant
from gui.service.errors import MustWait

LIMIT = 3
"""Identical requests that the service accepts in one window."""
WINDOW_S = 60.0
LATE_ARRIVAL_S = 30.0
"""How long after a failure a request may still reach the server: an assumption, not a documented figure."""
FAILED_S = WINDOW_S + LATE_ARRIVAL_S


@dataclass(frozen=True)
class Hold:
    """A permit that is taken until `length_s` after `since`; without a length while its request is under way."""

    number: int
    since: Instant
    length_s: float | None


class PermitStore(Protocol):
    """Where holds outlive the process. Safe from any thread."""

    @property
    def quota_unknown_since(self) -> Instant | None:
        """When the record of permits was found lost, so that the limit may have been used up; else None."""

    def exclusive(self) -> AbstractContextManager[object]:
        """One writer at a time, among threads and processes; a thread may nest calls within."""

    def holds(self, key: str | None = None) -> list[Hold]:
        """All holds on requests identical to `key`, or on any."""

    def add_hold(self, key: str, since: Instant, length_s: float | None) -> int:
        """Put a hold on disk and return its number."""

    def change_hold(self, number: int, since: Instant, length_s: float | None) -> None:
        """Restart a hold at `since`."""

    def drop_hold(self, number: int) -> None:
        """Free a permit at once."""

    def open_holds_failed(self, since: Instant, length_s: float) -> None:
        """Give every hold without a length this one: nobody waits for those answers any more."""


class Permit:
    """The right to send one request; told afterwards what became of it."""

    def __init__(self, store: PermitStore, clock: Clock, number: int) -> None:
        self._store = store
        self._clock = clock
        self._number = number

    def answered(self) -> None:
        """The head of the answer has been seen."""
        self._store.change_hold(self._number, self._clock.instant(), WINDOW_S)

    def failed(self) -> None:
        """Bytes may have been sent, and no answer came."""
        self._store.change_hold(self._number, self._clock.instant(), FAILED_S)

    def unsent(self) -> None:
        """Certainly no byte of the request left this computer."""
        self._store.drop_hold(self._number)


class RateLimiter:
    """Hands out permits per identical request; never sleeps. Safe from any thread."""

    def __init__(self, store: PermitStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        with store.exclusive():
            store.open_holds_failed(clock.instant(), FAILED_S)
            self._take_over()

    def wait_s(self, key: str, spare: int = 0) -> float:
        """Seconds until a permit for `key` can be had with `spare` others left free; 0 when it can be now.

        Requests under way count as if they failed this moment, so the answer may become shorter.
        """
        left = [self._left_s(hold.since, hold.length_s) for hold in self._store.holds(key)]
        if (quota_unknown_since := self._store.quota_unknown_since) is not None:
            left += [self._left_s(quota_unknown_since, FAILED_S)] * LIMIT
        taken = sorted(seconds for seconds in left if seconds > 0)
        excess = len(taken) + 1 + spare - LIMIT
        return taken[excess - 1] if excess > 0 else 0.0

    def acquire(self, key: str, spare: int = 0) -> Permit:
        """Take a permit, recorded before this returns. Raises MustWait. Holds that have run out are dropped."""
        with self._store.exclusive():
            wait_s = self.wait_s(key, spare)
            if wait_s > 0:
                raise MustWait(wait_s)
            for hold in self._store.holds():
                if self._left_s(hold.since, hold.length_s) <= 0:
                    self._store.drop_hold(hold.number)
            return Permit(self._store, self._clock, self._store.add_hold(key, self._clock.instant(), None))

    def _take_over(self) -> None:
        """Date holds of other epochs by this one, once: later, what is certain about them could become less."""
        for hold in self._store.holds():
            if hold.since.epoch != self._clock.epoch:
                now = self._clock.instant()
                since = replace(now, clock_s=now.clock_s - self._clock.least_age_s(hold.since))
                self._store.change_hold(hold.number, since, hold.length_s)

    def _left_s(self, since: Instant, length_s: float | None) -> float:
        return FAILED_S if length_s is None else length_s - self._clock.least_age_s(since)
