"""What a case of the benchmark is."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

Timed = Callable[[], float]


@dataclass(frozen=True)
class Prepared:
    """Two timed calls, in seconds, or one where nothing is held against it.

    `bar` is what the ratio should not be above; without a reference, what the figure itself should not be above.
    `unit` is what the figures are in.
    """

    against: str
    ours: Timed
    reference: Timed | None = None
    bar: float | None = None
    unit: str = "s"


Case = Callable[[Path, int], AbstractContextManager[Prepared]]


def timed(work: Callable[[], object]) -> float:
    start_s = time.perf_counter()
    work()
    return time.perf_counter() - start_s
