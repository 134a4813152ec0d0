"""Wrong password, blocked address, unplugged network."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from gui.service.task import TaskStatus
from tests.e2e.app_driver import AppDriver
from tests.fakes import ScaledClock
from tests.simulator.faulty import FaultySimulator


def let_pass(driver: AppDriver, clock: ScaledClock, seconds: float) -> None:
    end_s = clock.now_s() + seconds
    driver.wait_until(lambda: clock.now_s() >= end_s)


def signed_in(driver: AppDriver, simulator: FaultySimulator) -> None:
    simulator.add_task(name="Weekly", status=TaskStatus.IN_PROGRESS)
    driver.start()
    driver.sign_in("anna", "right")
    driver.wait_until(lambda: driver.table.isVisible() and driver.rows() == 1)


def test_a_wrong_password_at_the_first_start(driver: AppDriver, simulator: FaultySimulator, clock: ScaledClock) -> None:
    driver.start()
    driver.sign_in("anna", "wrong")
    driver.wait_until(lambda: "refused" in driver.form_text())
    let_pass(driver, clock, 150)
    driver.leave()
    driver.start()
    let_pass(driver, clock, 150)
    assert len(simulator.arrivals) == 1


def test_a_password_that_is_changed_elsewhere_stops_updating(
    driver: AppDriver, simulator: FaultySimulator, clock: ScaledClock
) -> None:
    signed_in(driver, simulator)
    simulator.add_account("anna", "changed", "")
    driver.wait_until(lambda: "stopped" in driver.notice())
    asked = len(simulator.arrivals)
    assert not simulator.arrivals[-1].accepted
    let_pass(driver, clock, 150)
    driver.leave()
    driver.start()
    driver.wait_until(lambda: "stopped" in driver.notice())
    let_pass(driver, clock, 150)
    assert len(simulator.arrivals) == asked
    assert driver.rows() == 1, "the last list stays in sight"


def test_refresh_after_error_2_asks_again_and_then_warns(driver: AppDriver, simulator: FaultySimulator) -> None:
    signed_in(driver, simulator)
    simulator.add_account("anna", "changed", "")
    driver.wait_until(lambda: "stopped" in driver.notice())
    asked = len(simulator.arrivals)
    driver.press("noticeCloseButton")
    driver.wait_until(driver.can_refresh)
    driver.refresh()
    driver.wait_until(lambda: len(simulator.arrivals) == asked + 1 and "stopped" in driver.notice())
    driver.wait_until(driver.can_refresh)
    for _ in range(2):
        driver.refresh()
        driver.wait_until(lambda: "colleagues" in driver.notice())
        assert len(simulator.arrivals) == asked + 1
        driver.press("noticeCloseButton")
    simulator.add_account("anna", "right", "")
    driver.refresh()
    driver.wait_until(lambda: "colleagues" in driver.notice())
    driver.press("noticeButton")
    driver.wait_until(lambda: len(simulator.arrivals) == asked + 2 and driver.notice() == "")


def test_the_third_wrong_password_comes_after_a_warning(driver: AppDriver, simulator: FaultySimulator) -> None:
    driver.start()
    driver.sign_in("anna", "wrong 1")
    driver.wait_until(lambda: len(simulator.arrivals) == 1 and "refused" in driver.form_text())
    driver.sign_in("anna", "wrong 2")
    driver.wait_until(lambda: len(simulator.arrivals) == 2 and "refused" in driver.form_text())
    driver.sign_in("anna", "wrong 3")
    driver.wait_until(lambda: "colleagues" in driver.form_text())
    assert len(simulator.arrivals) == 2
    button = driver.find(QPushButton, "signInButton", driver.form())
    driver.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    driver.wait_until(lambda: len(simulator.arrivals) == 3)


def test_a_blocked_address_counts_down_also_after_a_restart(
    driver: AppDriver, simulator: FaultySimulator, clock: ScaledClock
) -> None:
    signed_in(driver, simulator)
    simulator.fault("error", command="list", code=4)
    driver.wait_until(lambda: "blocked" in driver.notice())
    asked = len(simulator.arrivals)
    driver.wait_until(lambda: not driver.can_refresh())
    first = driver.freshness()
    driver.wait_until(lambda: driver.freshness() != first)
    driver.leave()
    driver.start()
    driver.wait_until(lambda: "blocked" in driver.notice())
    let_pass(driver, clock, 60)
    assert len(simulator.arrivals) == asked
    assert not driver.can_refresh()


def test_an_unplugged_network_is_told_once_and_recovers_by_itself(
    driver: AppDriver, simulator: FaultySimulator, clock: ScaledClock
) -> None:
    signed_in(driver, simulator)
    simulator.stop()
    driver.wait_until(lambda: driver.notice() != "")
    close = driver.find(QPushButton, "noticeCloseButton")
    driver.qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
    let_pass(driver, clock, 90)
    assert driver.notice() == "", "a notice that was read does not come back at every poll"
    simulator.start()
    asked = len(simulator.arrivals)
    driver.wait_until(lambda: len(simulator.arrivals) > asked)
    driver.wait_until(lambda: driver.freshness().startswith("Updated"))
