"""Whatever a person does, the server never sees a fourth identical request within a minute."""

from collections.abc import Callable

from gui.models.task_columns import Column
from gui.service.rate_limit import LIMIT
from gui.service.task import TaskStatus
from tests.e2e.app_driver import AppDriver
from tests.fakes import ScaledClock
from tests.simulator.faulty import FaultySimulator


def test_hammering_double_clicking_and_restarting(
    driver: AppDriver, driver_at: Callable[[], AppDriver], simulator: FaultySimulator, clock: ScaledClock
) -> None:
    done = simulator.add_task(name="March", status=TaskStatus.COMPLETED, rows=50)
    simulator.add_task(name="Weekly", status=TaskStatus.IN_PROGRESS)
    driver.start()
    driver.sign_in("anna", "right")
    driver.wait_until(lambda: driver.table.isVisible() and driver.rows() == 2)

    for _ in range(10):
        driver.double_click(done)
    begin_s = clock.now_s()
    while clock.now_s() - begin_s < 150:
        driver.refresh()
        driver.settle()
    driver.wait_until(lambda: "KB" in driver.text(done, Column.LOCAL))
    assert sum(arrival.command == "file" for arrival in simulator.arrivals) == 1

    begin_s = clock.now_s()
    for _ in range(5):
        driver.leave()
        driver.start()
        driver.refresh()
        driver.settle()
    assert clock.now_s() - begin_s < 60, "five restarts within one of the server's minutes"
    driver.wait_until(driver.can_refresh)

    arrivals = [arrival for arrival in simulator.arrivals if arrival.command == "list"]
    assert all(arrival.accepted for arrival in arrivals)
    assert simulator.busiest_minute() == LIMIT, "the person had all that the rule allows, and no more"
