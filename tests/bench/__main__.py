"""Timings beside a reference measured in the same run: `dev.py bench [--rows N] [--only NAME] [--json FILE]`.

Each figure is the median of some runs, ours and the reference in turn; what counts is the ratio.
"""

import argparse
import json
import os
import statistics
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.bench.cases import CASES

RUNS = 5


@dataclass(frozen=True)
class Figure:
    """Median seconds of ours and of the reference, and what the ratio of the two is."""

    name: str
    against: str
    ours_s: float
    reference_s: float

    @property
    def ratio(self) -> float:
        return self.ours_s / self.reference_s


def measure(name: str, against: str, ours: Callable[[], float], reference: Callable[[], float]) -> Figure:
    ours()
    reference()
    pairs = [(ours(), reference()) for _ in range(RUNS)]
    return Figure(name, against, *(statistics.median(times) for times in zip(*pairs, strict=True)))


def main() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="rows of the report, and tasks times a hundred")
    parser.add_argument("--only", choices=sorted(CASES))
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    figures = []
    print(f"{'what':12} {'ours':>10} {'reference':>10} {'ratio':>7}  against")
    with tempfile.TemporaryDirectory() as folder:
        for name, case in CASES.items():
            if arguments.only in (None, name):
                with case(Path(folder), arguments.rows) as (against, ours, reference):
                    figure = measure(name, against, ours, reference)
                figures.append(figure)
                print(f"{name:12} {figure.ours_s:8.4f} s {figure.reference_s:8.4f} s {figure.ratio:7.2f}  {against}")
    if arguments.json:
        content = [{**asdict(figure), "ratio": figure.ratio} for figure in figures]
        arguments.json.write_text(json.dumps(content, indent=1), "utf-8")


if __name__ == "__main__":
    main()
