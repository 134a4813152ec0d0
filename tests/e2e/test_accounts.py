"""Accounts and keyrings: none there, one locked away, two accounts, an item that somebody removed."""

from collections.abc import Iterator

import keyring
import pytest
from keyring.backends import fail
from pytestqt.qtbot import QtBot

from gui.models.task_columns import Column
from gui.service.task import TaskStatus
from tests.e2e.app_driver import AppDriver, polls
from tests.fakes import ScaledClock
from tests.simulator.faulty import FaultySimulator


@pytest.fixture
def no_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    yield
    keyring.set_keyring(before)


def let_pass(driver: AppDriver, clock: ScaledClock, seconds: float) -> None:
    end_s = clock.now_s() + seconds
    driver.wait_until(lambda: clock.now_s() >= end_s)


def sign_in(driver: AppDriver, simulator: FaultySimulator) -> None:
    simulator.add_task("Weekly", TaskStatus.COMPLETED)
    driver.start()
    driver.sign_in("anna", "right")
    driver.wait_until(lambda: driver.table.isVisible() and driver.rows() == 1)


def test_without_a_keyring_the_sign_in_is_kept_only_until_the_program_closes(
    driver: AppDriver, simulator: FaultySimulator, clock: ScaledClock, no_keyring: None
) -> None:
    simulator.add_task("Weekly", TaskStatus.COMPLETED)
    driver.start()
    driver.sign_in("anna", "right")
    driver.wait_until(lambda: "has no keyring" in driver.form_text())
    let_pass(driver, clock, 150)
    assert len(polls(simulator)) == 1, "nothing is asked for an account that is not in use"
    driver.press("signInForNowButton", driver.form())
    driver.wait_until(lambda: driver.table.isVisible() and driver.rows() == 1)
    driver.wait_until(lambda: len(polls(simulator)) == 2)
    driver.leave()
    driver.start()
    assert driver.form().isVisible()
    assert "anna" not in (driver.profile / "settings.json").read_text("utf-8")


def test_a_known_account_whose_keyring_is_gone_can_sign_in_for_this_time(
    driver: AppDriver, simulator: FaultySimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(driver, simulator)
    driver.leave()
    monkeypatch.setattr(keyring.core, "_keyring_backend", fail.Keyring())
    driver.start()
    driver.wait_until(lambda: "keyring" in driver.notice())
    driver.press("noticeButton")
    driver.sign_in("anna", "right")
    driver.wait_until(lambda: "has no keyring" in driver.form_text())
    driver.press("signInForNowButton", driver.form())
    driver.wait_until(lambda: driver.freshness().startswith("Updated") and driver.notice() == "")


def test_an_item_that_somebody_removed_from_the_keyring_is_asked_for_again(
    driver: AppDriver, simulator: FaultySimulator
) -> None:
    sign_in(driver, simulator)
    assert driver.program
    account = driver.program.preferences.active_account
    assert account
    driver.leave()
    keyring.delete_password("smsc-tasks", account.id)
    driver.start()
    driver.wait_until(lambda: "keyring" in driver.notice())
    assert driver.rows() == 1, "the last list stays in sight"
    driver.press("noticeButton")
    driver.sign_in("anna", "right")
    driver.wait_until(lambda: keyring.get_password("smsc-tasks", account.id) is not None)
    driver.wait_until(lambda: driver.freshness().startswith("Updated") and driver.notice() == "")


def test_a_garbled_item_of_the_keyring_is_replaced_by_signing_in_again(
    driver: AppDriver, simulator: FaultySimulator
) -> None:
    sign_in(driver, simulator)
    assert driver.program
    account = driver.program.preferences.active_account
    assert account
    driver.leave()
    keyring.set_password("smsc-tasks", account.id, "no sign-in")
    driver.start()
    driver.wait_until(lambda: "keyring" in driver.notice())
    driver.press("noticeButton")
    driver.sign_in("anna", "right")
    driver.wait_until(lambda: keyring.get_password("smsc-tasks", account.id) != "no sign-in")
    driver.wait_until(lambda: driver.freshness().startswith("Updated") and driver.notice() == "")
    driver.leave()
    asked = len(polls(simulator))
    driver.start()
    driver.wait_until(lambda: len(polls(simulator)) > asked and polls(simulator)[-1].accepted)


def test_a_keyring_that_comes_up_later_is_used_without_typing_anything(
    driver: AppDriver, simulator: FaultySimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(driver, simulator)
    driver.leave()
    there = keyring.get_keyring()
    monkeypatch.setattr(keyring.core, "_keyring_backend", fail.Keyring())
    driver.start()
    driver.wait_until(lambda: "keyring" in driver.notice())
    asked = len(polls(simulator))
    monkeypatch.setattr(keyring.core, "_keyring_backend", there)
    driver.press("noticeButton")
    driver.wait_until(lambda: len(polls(simulator)) > asked and driver.notice() == "")
    assert polls(simulator)[-1].accepted


def test_a_cancelled_test_is_not_taken_for_the_next_one(driver: AppDriver, simulator: FaultySimulator) -> None:
    simulator.fault("stall-in-body", command="list")
    driver.start()
    driver.sign_in("anna", "right")
    driver.wait_until(lambda: len(polls(simulator)) == 1)
    driver.press("cancelTestButton", driver.form())
    driver.press("signInButton", driver.form())
    driver.wait_until(lambda: len(polls(simulator)) == 2)
    driver.wait_until(lambda: driver.table.isVisible() and driver.freshness().startswith("Updated"))
    assert driver.program
    assert len(driver.program.preferences.settings.accounts) == 1


def test_two_accounts_do_not_mix(
    driver: AppDriver, simulator: FaultySimulator, clock: ScaledClock, qtbot: QtBot
) -> None:
    simulator.add_account("boris", "also right")
    sign_in(driver, simulator)
    assert driver.program
    first = driver.program.preferences.active_account
    driver.program.window.menu.add_account_requested.emit()
    driver.sign_in("boris", "also right")
    driver.wait_until(lambda: len(driver.program.preferences.settings.accounts) == 2 if driver.program else False)
    driver.wait_until(lambda: driver.rows() == 1 and driver.freshness().startswith("Updated"))
    asked = [arrival.identity for arrival in polls(simulator)]
    assert asked == ["anna", "boris"]
    let_pass(driver, clock, 130)
    assert {arrival.identity for arrival in polls(simulator)[2:]} == {"boris"}
    assert first
    driver.program.window.menu.account_chosen.emit(first.id)
    driver.wait_until(lambda: polls(simulator)[-1].identity == "anna")
    assert polls(simulator)[-1].accepted


def test_a_download_under_way_ends_when_its_account_is_forgotten(driver: AppDriver, simulator: FaultySimulator) -> None:
    sign_in(driver, simulator)
    big = simulator.add_task("Big", TaskStatus.COMPLETED, rows=500_000)
    simulator.fault("stall-in-body", command="file")
    driver.refresh()
    driver.wait_until(lambda: driver.rows() == 2)
    driver.double_click(big)
    driver.wait_until(lambda: "%" in driver.text(big, Column.LOCAL))
    driver.action("accountAction").trigger()
    dialog = driver.form().window()
    driver.press("forgetButton", dialog)
    driver.press("forgetButton", dialog)
    driver.wait_until(lambda: not driver.table.isVisible())
    folder = driver.profile / "downloads"
    driver.wait_until(lambda: not folder.exists() or list(folder.iterdir()) == [])
    driver.leave()


def test_a_download_in_the_queue_uses_the_password_that_was_accepted_meanwhile(
    driver: AppDriver, simulator: FaultySimulator
) -> None:
    sign_in(driver, simulator)
    first = simulator.add_task("First", TaskStatus.COMPLETED, rows=500_000)
    second = simulator.add_task("Second", TaskStatus.COMPLETED)
    simulator.fault("stall-in-body", command="file")
    driver.refresh()
    driver.wait_until(lambda: driver.rows() == 3)
    driver.double_click(first)
    driver.wait_until(lambda: "%" in driver.text(first, Column.LOCAL))
    driver.double_click(second)
    driver.wait_until(lambda: "queued" in driver.text(second, Column.LOCAL))
    simulator.add_account("anna", "changed")
    driver.action("accountAction").trigger()
    dialog = driver.form().window()
    driver.sign_in("anna", "changed")
    driver.wait_until(lambda: not dialog.isVisible())
    driver.double_click(first)  # selects it, so that Cancel is its own
    driver.action("downloadAction").trigger()
    driver.wait_until(lambda: any((driver.profile / "downloads").glob("*.csv")))
    assert all(arrival.accepted for arrival in simulator.arrivals if arrival.command == "file")
