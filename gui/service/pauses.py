"""Errors after which the service must be left alone, remembered across restarts.

Error 2 (wrong sign-in, or an address that the account does not allow) stops all asking until the
person acts: five of them within 30 minutes block the office's address. Error 4 (address blocked)
pauses the whole program for 30 minutes, error 9 (too many requests) the account for a minute.
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
"""The next wrong sign-in after so many within the window needs a warning: colleagues' tries count too."""

EVERYWHERE = ""
"""Scope of a pause that holds for all accounts; others are named by the account's id."""


@dataclass(frozen=True)
class Pause:
    """Why and how long to leave the service alone; without a length until the person acts."""

    code: int
    since: Instant
    length_s: float | None


class PauseStore(Protocol):
    """Where pauses outlive the process. Safe from any thread."""

    def exclusive(self) -> AbstractContextManager[object]:
        """One writer at a time, among threads and processes; a thread may nest calls within."""

    def pauses(self, scope: str) -> list[Pause]:
        """The pauses noted for a scope, run out or not."""

    def set_pause(self, scope: str, code: int, since: Instant, length_s: float | None) -> None:
        """Note a pause, in place of an earlier one of the same scope and code."""

    def clear_pause(self, scope: str, code: int) -> None:
        """Forget a pause."""

    def add_wrong_sign_in(self, host: str, since: Instant) -> None:
        """Note that `host` answered with error 2."""

    def wrong_sign_ins(self, host: str) -> list[Instant]:
        """When `host` answered with error 2."""


class Pauses:
    """Decides whether the service may be asked at all. Safe from any thread."""

    def __init__(self, store: PauseStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def check(self, account: Account) -> None:
        """Raise Paused where a pause is in force; of several the one that lasts longest.

        A pause that has run out is forgotten: measured again after the wall clock was set back, it could return.
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
        """Begin the pause that an error of the service asks for, if any; after error 9 at least `retry_after_s`."""
        now = self._clock.instant()
        if refused.code == ErrorCode.SIGN_IN:
            self._store.set_pause(account.id, refused.code, now, None)
            self._store.add_wrong_sign_in(account.host, now)
        elif refused.code == ErrorCode.ADDRESS_BLOCKED:
            self._store.set_pause(EVERYWHERE, refused.code, now, BLOCK_S)
        elif refused.code == ErrorCode.TOO_MANY_REQUESTS:
            self._store.set_pause(account.id, refused.code, now, max(TOO_MANY_S, retry_after_s))

    def lift_sign_in(self, account: Account) -> None:
        """The person asks again, or has changed the credentials: error 2 no longer holds the account back."""
        self._store.clear_pause(account.id, ErrorCode.SIGN_IN)

    def next_try_is_risky(self, host: str) -> bool:
        """Whether one more wrong sign-in at `host` brings this office close to being blocked."""
        recent = [at for at in self._store.wrong_sign_ins(host) if self._clock.age_s(at) < WRONG_SIGN_IN_WINDOW_S]
        return len(recent) >= SAFE_WRONG_SIGN_INS

    def _left_s(self, pause: Pause) -> float:
        return math.inf if pause.length_s is None else pause.length_s - self._clock.age_s(pause.since)

    def _forget_run_out(self, scope: str) -> None:
        with self._store.exclusive():  # another thread may have noted it anew
            for pause in self._store.pauses(scope):
                if self._left_s(pause) <= 0:
                    self._store.clear_pause(scope, pause.code)
