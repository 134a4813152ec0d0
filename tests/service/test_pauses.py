"""After errors 2, 4 and 9 the service is left alone as long as each asks, also after a restart."""

from pathlib import Path

import pytest

from gui.account import Account
from gui.clock import WRONG_S
from gui.service.errors import Paused, Refused
from gui.service.pauses import BLOCK_S, TOO_MANY_S, WRONG_SIGN_IN_WINDOW_S, Pauses
from gui.storage.state import State
from tests.fakes import FakeClock

ACCOUNT = Account("anna@smsc.ru", "https://smsc.ru", "anna")
OTHER = Account("boris@smsc.ru", "https://smsc.ru", "boris")


@pytest.fixture
def pauses(state: State, clock: FakeClock) -> Pauses:
    return Pauses(state, clock)


def wait_s(pauses: Pauses, account: Account = ACCOUNT) -> float | None:
    with pytest.raises(Paused) as paused:
        pauses.check(account)
    return paused.value.wait_s


def test_nothing_noted_nothing_paused(pauses: Pauses) -> None:
    pauses.check(ACCOUNT)
    pauses.note(ACCOUNT, Refused(3, "no such task"))
    pauses.check(ACCOUNT)


def test_a_wrong_sign_in_stops_its_account_until_the_person_acts(pauses: Pauses, clock: FakeClock) -> None:
    pauses.note(ACCOUNT, Refused(2))
    clock.advance(10 * 24 * 3600)
    assert wait_s(pauses) is None
    pauses.check(OTHER)
    pauses.lift_sign_in(ACCOUNT)
    pauses.check(ACCOUNT)


def test_a_blocked_address_pauses_every_account_for_half_an_hour(pauses: Pauses, clock: FakeClock) -> None:
    pauses.note(ACCOUNT, Refused(4))
    clock.advance(60)
    assert wait_s(pauses, OTHER) == pytest.approx(BLOCK_S - 60)
    clock.advance(BLOCK_S - 60)
    pauses.check(OTHER)


def test_too_many_requests_pause_the_account_for_a_minute(pauses: Pauses, clock: FakeClock) -> None:
    pauses.note(ACCOUNT, Refused(9))
    assert wait_s(pauses) == pytest.approx(TOO_MANY_S)
    clock.advance(TOO_MANY_S)
    pauses.check(ACCOUNT)


def test_lifting_a_wrong_sign_in_lifts_nothing_else(pauses: Pauses) -> None:
    for code in (2, 4, 9):
        pauses.note(ACCOUNT, Refused(code))
    pauses.lift_sign_in(ACCOUNT)
    assert wait_s(pauses) == pytest.approx(BLOCK_S)
    assert wait_s(pauses, OTHER) == pytest.approx(BLOCK_S)


def test_a_restart_remembers(state: State, pauses: Pauses, clock: FakeClock, tmp_path: Path) -> None:
    pauses.note(ACCOUNT, Refused(2))
    pauses.note(OTHER, Refused(4))
    state.close()
    clock.new_boot()
    clock.set_wall(clock.wall_s() + 600)
    reopened = State.open(tmp_path / "state.sqlite", clock)
    again = Pauses(reopened, clock)
    assert wait_s(again) is None
    assert wait_s(again, OTHER) == pytest.approx(BLOCK_S - 600)
    reopened.close()


@pytest.mark.parametrize("ahead_s", [WRONG_S + 1, 24 * 3600.0, 9 * 365 * 24 * 3600.0])
def test_a_pause_noted_under_a_wrong_date_is_forgotten(
    pauses: Pauses, state: State, clock: FakeClock, ahead_s: float
) -> None:
    clock.set_wall(clock.wall_s() + ahead_s)
    pauses.note(ACCOUNT, Refused(4))
    clock.set_wall(clock.wall_s() - ahead_s)
    clock.new_process()
    Pauses(state, clock).check(ACCOUNT)


@pytest.mark.parametrize("ahead_s", [1.0, 1200.0])
def test_a_wall_clock_set_back_a_little_makes_no_pause_longer_than_it_is(
    pauses: Pauses, state: State, clock: FakeClock, ahead_s: float
) -> None:
    pauses.note(ACCOUNT, Refused(4))
    clock.set_wall(clock.wall_s() - ahead_s)
    clock.new_process()
    again = Pauses(state, clock)
    assert wait_s(again) == pytest.approx(BLOCK_S)
    clock.advance(BLOCK_S)
    again.check(ACCOUNT)


def test_a_wall_clock_set_back_before_another_boot_lets_a_pause_end(pauses: Pauses, clock: FakeClock) -> None:
    pauses.note(ACCOUNT, Refused(4))
    clock.new_boot()
    clock.set_wall(clock.wall_s() - WRONG_S + 1)
    clock.advance(2 * BLOCK_S)
    pauses.check(ACCOUNT)


@pytest.mark.parametrize("scope", [ACCOUNT, OTHER])
def test_a_pause_that_is_over_does_not_come_back_when_the_wall_clock_is_set_back(
    pauses: Pauses, clock: FakeClock, scope: Account
) -> None:
    pauses.note(ACCOUNT, Refused(4))
    pauses.note(scope, Refused(9))
    clock.advance(BLOCK_S)
    pauses.check(scope)
    clock.new_boot()
    clock.set_wall(clock.wall_s() - BLOCK_S)
    pauses.check(scope)


def test_the_third_wrong_sign_in_within_half_an_hour_is_risky(pauses: Pauses, clock: FakeClock) -> None:
    pauses.note(ACCOUNT, Refused(2))
    assert not pauses.next_try_is_risky("smsc.ru")
    clock.advance(WRONG_SIGN_IN_WINDOW_S - 60)
    pauses.note(OTHER, Refused(2))
    assert pauses.next_try_is_risky("smsc.ru")
    assert not pauses.next_try_is_risky("smsc.kz")
    clock.advance(61)
    assert not pauses.next_try_is_risky("smsc.ru")
