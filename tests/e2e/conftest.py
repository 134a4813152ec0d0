"""The whole program: a real window, real sockets, a real keyring; time runs faster, for both sides alike."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.e2e.app_driver import AppDriver
from tests.fakes import ScaledClock
from tests.simulator.faulty import FaultySimulator

SPEED = 30.0


@pytest.fixture
def clock() -> ScaledClock:
    return ScaledClock(SPEED)


@pytest.fixture
def simulator(clock: ScaledClock) -> Iterator[FaultySimulator]:
    with FaultySimulator(clock) as simulator:
        simulator.add_account("anna", "right", "")
        yield simulator


@pytest.fixture
def driver_at(
    qtbot: QtBot, tmp_path: Path, simulator: FaultySimulator, clock: ScaledClock, os_keyring: object
) -> Iterator[Callable[[], AppDriver]]:
    """Make a person at the same profile, as often as asked; whoever is still there leaves at the end."""
    drivers: list[AppDriver] = []

    def make() -> AppDriver:
        drivers.append(AppDriver(qtbot, tmp_path / "profile", simulator.origin, clock))
        return drivers[-1]

    yield make
    for driver in drivers:
        driver.leave()


@pytest.fixture
def driver(driver_at: Callable[[], AppDriver]) -> AppDriver:
    return driver_at()
