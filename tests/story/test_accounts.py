"""Accounts and keyrings: none there, one locked away, two accounts, an item that somebody removed."""

from collections.abc import Iterator

import keyring
import pytest
from keyring.backends import fail
from pytestqt.qtbot import QtBot

from gui.demo.simulator import Simulator
from gui.models.task_table import Column
from gui.service.task import TaskStatus
from tests.fakes import ScaledClock
from tests.story.person import Person, polls


@pytest.fixture
def no_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    yield
    keyring.set_keyring(before)


def let_pass(person: Person, clock: ScaledClock, seconds: float) -> None:
    end_s = clock.now_s() + seconds
    person.wait_until(lambda: clock.now_s() >= end_s)


def sign_in(person: Person, simulator: Simulator) -> None:
    simulator.add_task("Weekly", TaskStatus.COMPLETED)
    person.start()
    person.sign_in("anna", "right")
    person.wait_until(lambda: person.table.isVisible() and person.rows() == 1)


def test_without_a_keyring_the_sign_in_is_kept_only_until_the_program_closes(
    person: Person, simulator: Simulator, clock: ScaledClock, no_keyring: None
) -> None:
    simulator.add_task("Weekly", TaskStatus.COMPLETED)
    person.start()
    person.sign_in("anna", "right")
    person.wait_until(lambda: "keyring" in person.form_text())
    let_pass(person, clock, 150)
    assert len(polls(simulator)) == 1, "nothing is asked for an account that is not in use"
    person.press("onlyNowCheck", person.form())
    person.press("signInButton", person.form())
    person.wait_until(lambda: person.table.isVisible() and person.rows() == 1)
    person.wait_until(lambda: len(polls(simulator)) == 2)
    person.leave()
    person.start()
    assert person.form().isVisible()
    assert "anna" not in (person.profile / "settings.json").read_text("utf-8")


def test_a_known_account_whose_keyring_is_gone_can_sign_in_for_this_time(
    person: Person, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(person, simulator)
    person.leave()
    monkeypatch.setattr(keyring.core, "_keyring_backend", fail.Keyring())
    person.start()
    person.wait_until(lambda: "keyring" in person.notice())
    person.press("noticeButton")
    person.sign_in("anna", "right")
    person.wait_until(lambda: "keyring" in person.form_text())
    person.press("onlyNowCheck", person.form())
    person.press("signInButton", person.form())
    person.wait_until(lambda: person.freshness().startswith("Updated") and person.notice() == "")


def test_an_item_that_somebody_removed_from_the_keyring_is_asked_for_again(
    person: Person, simulator: Simulator
) -> None:
    sign_in(person, simulator)
    assert person.program
    account = person.program.preferences.active_account
    assert account
    person.leave()
    keyring.delete_password("smsc-tasks", account.id)
    person.start()
    person.wait_until(lambda: "keyring" in person.notice())
    assert person.rows() == 1, "the last list stays in sight"
    person.press("noticeButton")
    person.sign_in("anna", "right")
    person.wait_until(lambda: keyring.get_password("smsc-tasks", account.id) is not None)
    person.wait_until(lambda: person.freshness().startswith("Updated") and person.notice() == "")


def test_a_garbled_item_of_the_keyring_is_replaced_by_signing_in_again(person: Person, simulator: Simulator) -> None:
    sign_in(person, simulator)
    assert person.program
    account = person.program.preferences.active_account
    assert account
    person.leave()
    keyring.set_password("smsc-tasks", account.id, "no sign-in")
    person.start()
    person.wait_until(lambda: "keyring" in person.notice())
    person.press("noticeButton")
    person.sign_in("anna", "right")
    person.wait_until(lambda: keyring.get_password("smsc-tasks", account.id) != "no sign-in")
    person.wait_until(lambda: person.freshness().startswith("Updated") and person.notice() == "")
    person.leave()
    asked = len(polls(simulator))
    person.start()
    person.wait_until(lambda: len(polls(simulator)) > asked and polls(simulator)[-1].accepted)


def test_a_keyring_that_comes_up_later_is_used_without_typing_anything(
    person: Person, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(person, simulator)
    person.leave()
    there = keyring.get_keyring()
    monkeypatch.setattr(keyring.core, "_keyring_backend", fail.Keyring())
    person.start()
    person.wait_until(lambda: "keyring" in person.notice())
    asked = len(polls(simulator))
    monkeypatch.setattr(keyring.core, "_keyring_backend", there)
    person.press("noticeButton")
    person.wait_until(lambda: len(polls(simulator)) > asked and person.notice() == "")
    assert polls(simulator)[-1].accepted


def test_a_cancelled_test_is_not_taken_for_the_next_one(person: Person, simulator: Simulator) -> None:
    simulator.fault("stall-in-body", command="list")
    person.start()
    person.sign_in("anna", "right")
    person.wait_until(lambda: len(polls(simulator)) == 1)
    person.press("cancelTestButton", person.form())
    person.press("signInButton", person.form())
    person.wait_until(lambda: len(polls(simulator)) == 2)
    person.wait_until(lambda: person.table.isVisible() and person.freshness().startswith("Updated"))
    assert person.program
    assert len(person.program.preferences.settings.accounts) == 1


def test_two_accounts_do_not_mix(person: Person, simulator: Simulator, clock: ScaledClock, qtbot: QtBot) -> None:
    simulator.add_account("boris", "also right")
    sign_in(person, simulator)
    assert person.program
    first = person.program.preferences.active_account
    person.program.window.add_account_requested.emit()
    person.sign_in("boris", "also right")
    person.wait_until(lambda: len(person.program.preferences.settings.accounts) == 2 if person.program else False)
    person.wait_until(lambda: person.rows() == 1 and person.freshness().startswith("Updated"))
    asked = [arrival.identity for arrival in polls(simulator)]
    assert asked == ["anna", "boris"]
    let_pass(person, clock, 130)
    assert {arrival.identity for arrival in polls(simulator)[2:]} == {"boris"}
    assert first
    person.program.window.account_chosen.emit(first.id)
    person.wait_until(lambda: polls(simulator)[-1].identity == "anna")
    assert polls(simulator)[-1].accepted


def test_a_download_under_way_ends_when_its_account_is_forgotten(person: Person, simulator: Simulator) -> None:
    sign_in(person, simulator)
    big = simulator.add_task("Big", TaskStatus.COMPLETED, rows=500_000)
    simulator.fault("stall-in-body", command="file")
    person.refresh()
    person.wait_until(lambda: person.rows() == 2)
    person.double_click(big)
    person.wait_until(lambda: "%" in person.text(big, Column.LOCAL))
    person.action("accountAction").trigger()
    dialog = person.form().window()
    person.press("forgetButton", dialog)
    person.press("forgetButton", dialog)
    person.wait_until(lambda: not person.table.isVisible())
    folder = person.profile / "downloads"
    person.wait_until(lambda: not folder.exists() or list(folder.iterdir()) == [])
    person.leave()
