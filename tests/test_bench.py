"""The benchmark runs through, also where a report is there before anybody looks at it."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("case", ["follow", "follow-loopback", "index", "search", "group"])
def test_a_case_is_timed_also_with_a_small_report(case: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.bench", "--rows", "300", "--folder", str(tmp_path), "--only", case]
    run = subprocess.run(command, check=False, capture_output=True, text=True, timeout=100)
    assert run.returncode == 0, run.stderr
    assert [line.split()[0] for line in run.stdout.splitlines()[1:]] == [case]
