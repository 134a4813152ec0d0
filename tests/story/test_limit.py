"""Whatever a person does, the server never sees a fourth identical request within a minute."""

from collections.abc import Callable

from gui.demo.simulator import Simulator
from gui.models.task_table import Column
from gui.service.rate_limit import LIMIT
from gui.service.task import TaskStatus
from tests.fakes import ScaledClock
from tests.story.person import Person


def test_hammering_double_clicking_and_restarting(
    person: Person, person_at: Callable[[], Person], simulator: Simulator, clock: ScaledClock
) -> None:
    done = simulator.add_task(name="March", status=TaskStatus.COMPLETED, rows=50)
    simulator.add_task(name="Weekly", status=TaskStatus.IN_PROGRESS)
    person.start()
    person.sign_in("anna", "right")
    person.wait_until(lambda: person.table.isVisible() and person.rows() == 2)

    for _ in range(10):
        person.double_click(done)
    begin_s = clock.now_s()
    while clock.now_s() - begin_s < 150:
        person.refresh()
        person.settle()
    person.wait_until(lambda: "KB" in person.text(done, Column.LOCAL))
    assert sum(arrival.command == "file" for arrival in simulator.arrivals) == 1

    begin_s = clock.now_s()
    for _ in range(5):
        person.leave()
        person.start()
        person.refresh()
        person.settle()
    assert clock.now_s() - begin_s < 60, "five restarts within one of the server's minutes"
    person.wait_until(person.can_refresh)

    arrivals = [arrival for arrival in simulator.arrivals if arrival.command == "list"]
    assert all(arrival.accepted for arrival in arrivals)
    assert simulator.busiest_minute() == LIMIT, "the person had all that the rule allows, and no more"
