"""Timings beside a reference measured in the same run: `dev.py bench [--rows N] [--only NAME] [--json FILE]`.

Each figure is the median of some runs, ours and the reference in turn (of one run from five million rows on); what
counts is the ratio, where there is a reference, and that it is not above the bar.
"""

import argparse
import json
import os
import statistics
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.bench.cases import CASES, RUNS
from tests.bench.timing import Prepared

SINGLE_RUN_ROWS = 5_000_000


@dataclass(frozen=True)
class Figure:
    """Medians of ours and of the reference, the ratio of the two, and what that (or ours) should not be above."""

    name: str
    against: str
    ours: float
    reference: float | None
    ratio: float | None
    bar: float | None
    unit: str


def measure(name: str, prepared: Prepared, runs: int) -> Figure:
    ours, reference = prepared.ours, prepared.reference
    if runs > 1:
        ours()
        if reference:
            reference()
    pairs = [(ours(), reference() if reference else None) for _ in range(runs)]
    middle = statistics.median(pair[0] for pair in pairs)
    held_against = statistics.median(pair[1] for pair in pairs if pair[1] is not None) if reference else None
    ratio = middle / held_against if held_against else None
    return Figure(name, prepared.against, middle, held_against, ratio, prepared.bar, prepared.unit)


def line(figure: Figure) -> str:
    reference = f"{figure.reference:8.4f} s" if figure.reference is not None else " " * 10
    ratio = f"{figure.ratio:6.2f}" if figure.ratio is not None else " " * 6
    bar = f"{figure.bar:6.4g}" if figure.bar is not None else " " * 6
    return f"{figure.name:12} {figure.ours:9.4f} {figure.unit:3} {reference} {ratio} {bar}  {figure.against}"


def main() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="rows of the report, and tasks times a hundred")
    parser.add_argument("--only", choices=sorted(CASES), action="append", help="a case; may be given more than once")
    parser.add_argument("--folder", type=Path, help="where the reports are made and kept; else a temporary one")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    figures = []
    runs = RUNS if arguments.rows < SINGLE_RUN_ROWS else 1
    print(f"{'what':12} {'ours':>13} {'reference':>10} {'ratio':>6} {'bar':>6}  against; {arguments.rows} rows")
    with tempfile.TemporaryDirectory() as temporary:
        folder = (arguments.folder or Path(temporary)).resolve()
        for name, case in CASES.items():
            if arguments.only is None or name in arguments.only:
                with case(folder, arguments.rows) as prepared:
                    figures.append(measure(name, prepared, runs))
                print(line(figures[-1]), flush=True)
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(figure) for figure in figures], indent=1), "utf-8")


if __name__ == "__main__":
    main()
