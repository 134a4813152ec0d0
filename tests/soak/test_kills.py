"""Killed at any point, the program opens its state again and keeps the limit; on a clock that runs faster."""

import os
import random
import subprocess
import sys
from pathlib import Path
from threading import Event

import pytest

from gui.service.rate_limit import LIMIT
from gui.service.task import TaskStatus
from gui.storage.state import State
from tests.fakes import ScaledClock
from tests.simulator.faulty import FaultySimulator
from tests.soak.victim import SPEED

LONG = bool(os.environ.get("LONG_TESTS"))
KILLS = 200 if LONG else 6
LONGEST_LIFE_S = 0.4
TASKS = 2
"""So few that the limit is what holds the program back."""
ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(900 if LONG else 60)
def test_kills_at_any_point_neither_break_the_record_nor_the_limit(tmp_path: Path) -> None:
    clock, path = ScaledClock(SPEED), tmp_path / "state.sqlite"
    with FaultySimulator(clock) as simulator:
        tasks = [simulator.add_task("x", TaskStatus.COMPLETED, rows=5) for _ in range(TASKS)]
        command = [sys.executable, "-m", "tests.soak.victim", str(path), simulator.origin, *map(str, tasks)]
        for _ in range(KILLS):
            with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as victim:
                assert victim.stdout
                assert victim.stdout.readline() == "None\n", "the state is in order"
                Event().wait(random.uniform(0, LONGEST_LIFE_S))
                victim.kill()
        arrivals = simulator.arrivals
        assert simulator.busiest_minute() <= LIMIT
    assert len(arrivals) > KILLS
    assert {arrival.answer for arrival in arrivals} == {"ok"}
    state = State.open(path, clock)
    assert state.trouble is None
    state.close()
