"""Whole-program stories: a real window, real sockets, a real keyring; time runs faster, for both sides alike."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gui.demo.simulator import Simulator
from tests.fakes import ScaledClock
from tests.story.person import Person

SPEED = 30.0


@pytest.fixture
def clock() -> ScaledClock:
    return ScaledClock(SPEED)


@pytest.fixture
def simulator(clock: ScaledClock) -> Iterator[Simulator]:
    with Simulator(clock, progress=False) as simulator:
        simulator.add_account("anna", "right", "")
        yield simulator


@pytest.fixture
def person_at(
    qtbot: QtBot, tmp_path: Path, simulator: Simulator, clock: ScaledClock, os_keyring: object
) -> Iterator[Callable[[], Person]]:
    """Make a person at the same profile, as often as asked; whoever is still there leaves at the end."""
    people: list[Person] = []

    def make() -> Person:
        people.append(Person(qtbot, tmp_path / "profile", simulator.origin, clock))
        return people[-1]

    yield make
    for person in people:
        person.leave()


@pytest.fixture
def person(person_at: Callable[[], Person]) -> Person:
    return person_at()
