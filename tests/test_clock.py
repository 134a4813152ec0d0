"""What is known of moments that were kept, whatever the wall clock said then and says now."""

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui import clock as clock_module
from gui.clock import WRONG_S, Clock
from tests.fakes import FakeClock

ANY_S = st.floats(0, 1e8)


@given(ANY_S, ANY_S, st.booleans(), ANY_S, st.floats(-1e9, 1e9))
def test_no_moment_is_taken_for_older_than_it_is(
    before_s: float, between_s: float, reboot: bool, uptime_s: float, wall_step_s: float
) -> None:
    clock = FakeClock()
    clock.advance(before_s)
    instant = clock.instant()
    if reboot:
        between_s += uptime_s  # a boot is no older than what happened before it
        clock.new_boot(uptime_s)
    else:
        clock.advance(between_s)
        clock.new_process()
    clock.set_wall(instant.wall_s + between_s + wall_step_s)
    assert 0 <= clock.least_age_s(instant) <= between_s + 1e-6
    assert clock.age_s(instant) >= 0


@pytest.mark.parametrize("elapsed_s", [0.0, 59.0, 1e7])
def test_ages_within_an_epoch_are_exact_whatever_the_wall_clock_says(clock: FakeClock, elapsed_s: float) -> None:
    instant = clock.instant()
    clock.advance(elapsed_s)
    clock.set_wall(0.0)
    assert clock.age_s(instant) == clock.least_age_s(instant) == elapsed_s


def test_the_wall_clock_tells_how_long_the_computer_was_off(clock: FakeClock) -> None:
    instant = clock.instant()
    clock.new_boot()
    clock.set_wall(instant.wall_s + 7 * 3600)
    assert clock.age_s(instant) == 7 * 3600


@pytest.mark.parametrize("ahead_s", [WRONG_S + 1, 9 * 365 * 24 * 3600.0])
def test_what_was_noted_under_a_wrong_date_looks_old_not_new(clock: FakeClock, ahead_s: float) -> None:
    instant = clock.instant()
    clock.new_process()
    clock.set_wall(instant.wall_s - ahead_s)
    assert WRONG_S < clock.age_s(instant) < math.inf


@pytest.mark.parametrize("boot_id", ["missing", "a folder", "no text"])
def test_a_system_that_does_not_name_its_boot_has_an_epoch_for_each_process(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, boot_id: str
) -> None:
    path = tmp_path / "boot_id"
    if boot_id == "a folder":
        path.mkdir()
    elif boot_id == "no text":
        path.write_bytes(b"\xff\xfe")
    monkeypatch.setattr(clock_module, "_BOOT_ID", path)
    assert Clock().epoch != Clock().epoch


def test_the_clock_counts_from_the_start_of_the_computer_and_goes_forward() -> None:
    clock = Clock()
    first_s = clock.now_s()
    assert 0 < first_s <= clock.now_s()
    assert Clock().now_s() - first_s < 60
