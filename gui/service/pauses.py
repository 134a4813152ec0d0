"""Stops requests after certain errors of the service; remembered across restarts.

Error 2 (wrong sign-in, or an IP address that the account does not allow) pauses the account until the
user acts: five of them within 30 minutes block the office's IP address for 30 minutes. Error 4 (address
blocked) pauses the whole program for 30 minutes, error 9 (too many requests) the account for at least a
minute. The service documents these rules for sibling commands.
"""

import math
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from gui.account import Account
from gui.clock import Clock, Instant
from gui.service.errors import ErrorCode, Paused, Refused

BLOCK_S = 30 * 60.0
"""How long the service blocks an address."""
TOO_MANY_S = 60.0
WRONG_SIGN_IN_WINDOW_S = 30 * 60.0
SAFE_WRONG_SIGN_INS = 2
"""After this many within the window, warn before the next try: attempts by colleagues count too."""

EVERYWHERE = ""
"""Scope of a pause for all accounts; any other scope is an account's id."""


@dataclass(frozen=True)
class Pause:
    """Why and how long to send nothing. `length_s` None: until the user acts."""

    code: int
    since: Instant
    length_s: float | None


class PauseStore(Protocol):
    """Persists pauses across restarts. Safe from any thread."""

    def exclusive(self) -> AbstractContextManager[object]:
        """Lock out other writers, threads and processes alike. Reentrant within a thread."""

    def pauses(self, scope: str) -> list[Pause]:
        """Return a scope's recorded pauses, including expired ones."""

    def set_pause(self, scope: str, code: int, since: Instant, length_s: float | None) -> None:
        """Record a pause, replacing an earlier one of the same scope and code."""

    def clear_pause(self, scope: str, code: int) -> None:
        """Delete a pause."""

    def add_wrong_sign_in(self, host: str, since: Instant) -> None:
        """Record that `host` answered with error 2."""

    def wrong_sign_ins(self, host: str) -> list[Instant]:
        """Return when `host` answered with error 2."""


class Pauses:
    """Decides whether anything may be sent to the service. Safe from any thread."""

    def __init__(self, store: PauseStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def check(self, account: Account) -> None:
        """Raise Paused, with the longest one, if a pause is in force.

        Expired pauses are deleted: otherwise setting the wall clock back could revive them.
        """
        in_force: list[tuple[float, int]] = []
        for scope in (EVERYWHERE, account.id):
            pauses = [(self._left_s(pause), pause.code) for pause in self._store.pauses(scope)]
            lasting = [(left_s, code) for left_s, code in pauses if left_s > 0]
            in_force += lasting
            if len(lasting) < len(pauses):
                self._forget_run_out(scope)
        if in_force:
            left_s, code = max(in_force)
            raise Paused(code, None if left_s == math.inf else left_s)

    def note(self, account: Account, refused: Refused, retry_after_s: float = 0.0) -> None:
        """Start the pause that the error calls for, if any; after error 9 it lasts at least `retry_after_s`."""
        now = self._clock.instant()
        if refused.code == ErrorCode.SIGN_IN:
            self._store.set_pause(account.id, refused.code, now, None)
            self._store.add_wrong_sign_in(account.host, now)
        elif refused.code == ErrorCode.ADDRESS_BLOCKED:
            self._store.set_pause(EVERYWHERE, refused.code, now, BLOCK_S)
        elif refused.code == ErrorCode.TOO_MANY_REQUESTS:
            self._store.set_pause(account.id, refused.code, now, max(TOO_MANY_S, retry_after_s))

    def lift_sign_in(self, account: Account) -> None:
        """End the pause after error 2: the user asked again or changed the credentials."""
        self._store.clear_pause(account.id, ErrorCode.SIGN_IN)

    def next_try_is_risky(self, host: str) -> bool:
        """Whether one more wrong sign-in at `host` risks getting the office's address blocked."""
        recent = [at for at in self._store.wrong_sign_ins(host) if self._clock.age_s(at) < WRONG_SIGN_IN_WINDOW_S]
        return len(recent) >= SAFE_WRONG_SIGN_INS

    def _left_s(self, pause: Pause) -> float:
        return math.inf if pause.length_s is None else pause.length_s - self._clock.age_s(pause.since)

    def _forget_run_out(self, scope: str) -> None:
        with self._store.exclusive():  # another thread may have renewed it
            for pause in self._store.pauses(scope):
                if self._left_s(pause) <= 0:
                    self._store.clear_pause(scope, pause.code)
