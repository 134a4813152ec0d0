"""Wrong password, blocked address, unplugged network."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from gui.demo.simulator import Simulator
from gui.service.task import TaskStatus
from tests.fakes import ScaledClock
from tests.story.person import Person


def let_pass(person: Person, clock: ScaledClock, seconds: float) -> None:
    end_s = clock.now_s() + seconds
    person.wait_until(lambda: clock.now_s() >= end_s)


def signed_in(person: Person, simulator: Simulator) -> None:
    simulator.add_task(name="Weekly", status=TaskStatus.IN_PROGRESS)
    person.start()
    person.sign_in("anna", "right")
    person.wait_until(lambda: person.table.isVisible() and person.rows() == 1)


def test_a_wrong_password_at_the_first_start(person: Person, simulator: Simulator, clock: ScaledClock) -> None:
    person.start()
    person.sign_in("anna", "wrong")
    person.wait_until(lambda: "password" in person.form_text())
    let_pass(person, clock, 150)
    person.leave()
    person.start()
    let_pass(person, clock, 150)
    assert len(simulator.arrivals) == 1


def test_a_password_that_is_changed_elsewhere_stops_updating(
    person: Person, simulator: Simulator, clock: ScaledClock
) -> None:
    signed_in(person, simulator)
    simulator.add_account("anna", "changed", "")
    person.wait_until(lambda: "stopped" in person.notice())
    asked = len(simulator.arrivals)
    assert not simulator.arrivals[-1].accepted
    let_pass(person, clock, 150)
    person.leave()
    person.start()
    person.wait_until(lambda: "stopped" in person.notice())
    let_pass(person, clock, 150)
    assert len(simulator.arrivals) == asked
    assert person.rows() == 1, "the last list stays in sight"


def test_refresh_after_error_2_asks_again_and_then_warns(person: Person, simulator: Simulator) -> None:
    signed_in(person, simulator)
    simulator.add_account("anna", "changed", "")
    person.wait_until(lambda: "stopped" in person.notice())
    asked = len(simulator.arrivals)
    person.press("noticeCloseButton")
    person.wait_until(person.can_refresh)
    person.refresh()
    person.wait_until(lambda: len(simulator.arrivals) == asked + 1 and "stopped" in person.notice())
    person.wait_until(person.can_refresh)
    for _ in range(2):
        person.refresh()
        person.wait_until(lambda: "colleagues" in person.notice())
        assert len(simulator.arrivals) == asked + 1
        person.press("noticeCloseButton")
    simulator.add_account("anna", "right", "")
    person.refresh()
    person.wait_until(lambda: "colleagues" in person.notice())
    person.press("noticeButton")
    person.wait_until(lambda: len(simulator.arrivals) == asked + 2 and person.notice() == "")


def test_the_third_wrong_password_comes_after_a_warning(person: Person, simulator: Simulator) -> None:
    person.start()
    person.sign_in("anna", "wrong 1")
    person.wait_until(lambda: len(simulator.arrivals) == 1 and "password" in person.form_text())
    person.sign_in("anna", "wrong 2")
    person.wait_until(lambda: len(simulator.arrivals) == 2 and "password" in person.form_text())
    person.sign_in("anna", "wrong 3")
    person.wait_until(lambda: "colleagues" in person.form_text())
    assert len(simulator.arrivals) == 2
    button = person.find(QPushButton, "signInButton", person.form())
    person.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    person.wait_until(lambda: len(simulator.arrivals) == 3)


def test_a_blocked_address_counts_down_also_after_a_restart(
    person: Person, simulator: Simulator, clock: ScaledClock
) -> None:
    signed_in(person, simulator)
    simulator.fault("error", command="list", code=4)
    person.wait_until(lambda: "blocked" in person.notice())
    asked = len(simulator.arrivals)
    person.wait_until(lambda: not person.can_refresh())
    first = person.freshness()
    person.wait_until(lambda: person.freshness() != first)
    person.leave()
    person.start()
    person.wait_until(lambda: "blocked" in person.notice())
    let_pass(person, clock, 60)
    assert len(simulator.arrivals) == asked
    assert not person.can_refresh()


def test_an_unplugged_network_is_told_once_and_recovers_by_itself(
    person: Person, simulator: Simulator, clock: ScaledClock
) -> None:
    signed_in(person, simulator)
    port = int(simulator.origin.rpartition(":")[2])
    simulator.stop()
    person.wait_until(lambda: person.notice() != "")
    close = person.find(QPushButton, "noticeCloseButton")
    person.qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
    let_pass(person, clock, 90)
    assert person.notice() == "", "a notice that was read does not come back at every poll"
    simulator.start(port=port)
    asked = len(simulator.arrivals)
    person.wait_until(lambda: len(simulator.arrivals) > asked)
    person.wait_until(lambda: person.freshness().startswith("Updated"))
