"""The limit is kept, and Refresh is never needlessly withheld, through weeks of trouble; judged by the server."""

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gui.service.rate_limit import LIMIT
from tests.soak.world import DAY_S, World

LONG = bool(os.environ.get("LONG_TESTS"))
LIFE_S = 15 * DAY_S if LONG else 12 * 3600.0
"""Twice: thirty days in the long form."""


SEED = int(os.environ.get("SOAK_SEED") or random.randrange(2**32))


@pytest.fixture(params=[True, False], ids=["boots have names", "boots have no names"])
def world(qtbot: QtBot, folder: Path, request: pytest.FixtureRequest) -> Iterator[World]:
    world = World(folder, SEED, boots_have_names=request.param)
    yield world
    world.end()


@pytest.mark.timeout(7200 if LONG else 60)
@pytest.mark.parametrize("seed", [SEED], ids=[f"SOAK_SEED={SEED}"])
def test_no_trouble_brings_a_fourth_request_into_a_minute_nor_withholds_refresh(world: World, seed: int) -> None:
    world.live(LIFE_S)
    assert world.server.worst_window() <= LIMIT
    assert world.withheld == 0
    assert world.server.requests > LIFE_S / 600
    assert world.presses > LIFE_S / 3600
