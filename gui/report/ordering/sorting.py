"""Sorting more rows than memory should hold the keys of: sorted runs in a temporary file, merged part by part."""

import bisect
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import IO, TypeVar

import numpy as np
from numpy.typing import NDArray

from gui.report.files import disk_reasons, temporary_file
from gui.report.ordering.keys import keys
from gui.report.ordering.texts import Keys
from gui.report.parsing.row_batches import RowScanner
from gui.report.parsing.values import Kind
from gui.report.progress_monitor import ProgressMonitor
from gui.report.reading.report import Report
from gui.report.reading.row_numbers import RowNumbers, stored
from gui.report.row_query import Sorting

RUN_BYTES, RUN_ROWS = 2**23, 2**18
"""Keys sorted at once, at most."""
_WORD_BYTES, _ROW_BYTES = 8, 4
_Part = tuple[Keys, RowNumbers]
Item = TypeVar("Item")
Result = TypeVar("Result")
_SAMPLES = 64
"""Places of a run that are looked at to cut all runs into parts."""


def sorted_rows(report: Report, sorting: Sorting, kind: Kind, header_rows: int, monitor: ProgressMonitor) -> RowNumbers:
    """List all rows but the first `header_rows` in an order; rows alike keep the file's. Raises ReportError.

    `kind` is what the column holds.
    """
    filler = np.uint64(2**64 - 1 if sorting.descending else 0)
    with disk_reasons(), temporary_file() as file:

        def run_of(parts: list[_Part]) -> _Run:
            return _Run.write(file, *_sorted(parts, filler))

        runs = list(_ahead(1, run_of, _runs(_keyed_rows(report, sorting, kind, header_rows, monitor))))
        merged = _ahead(2, lambda parts: _sorted_row_numbers(parts, filler), _pieces(runs, filler))
        return stored(_watched(merged, report.index.end, monitor))


def _watched(parts: Iterable[RowNumbers], end: int, monitor: ProgressMonitor) -> Iterator[RowNumbers]:
    for part in parts:
        monitor.step(end, end)
        yield part


def _keyed_rows(
    report: Report, sorting: Sorting, kind: Kind, header_rows: int, monitor: ProgressMonitor
) -> Iterator[_Part]:
    scanner = RowScanner(report.parser, report.width)
    row = 0
    for block in report.blocks(monitor):
        for batch in scanner.batches(block.data, final=True):
            starts, ends = batch.column(sorting.column)
            skipped = max(header_rows - row, 0)
            if len(starts) > skipped:
                made = keys(
                    block.data,
                    starts[skipped:],
                    ends[skipped:],
                    kind,
                    report.parser,
                    well_quoted=batch.well_quoted,
                    descending=sorting.descending,
                )
                yield made, np.arange(row + skipped, row + len(starts), dtype=np.uint32)
            row += len(starts)


def _ahead(threads: int, call: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """Do something with each item in threads of its own while the next items are made; yield the results in order."""
    with ThreadPoolExecutor(threads, "sort") as pool:
        under_way: deque[Future[Result]] = deque()
        for item in items:
            if len(under_way) == threads:
                yield under_way.popleft().result()
            under_way.append(pool.submit(call, item))
        while under_way:
            yield under_way.popleft().result()


def _runs(keyed: Iterable[_Part]) -> Iterator[list[_Part]]:
    """Gather as many keys as are sorted at once."""
    held: list[_Part] = []
    count = words = 0
    for made, rows in keyed:
        widest = max(words, made.shape[1])
        most_rows = min(RUN_BYTES // (widest * _WORD_BYTES), RUN_ROWS)
        if held and count + len(rows) > most_rows:
            yield held
            held, count, widest = [], 0, made.shape[1]
        held.append((made, rows))
        count, words = count + len(rows), widest
    if held:
        yield held


def _sorted(parts: list[_Part], filler: np.uint64) -> _Part:
    """Put parts, whose rows ascend from one to the next where keys are equal, into one order."""
    gathered, rows = _gathered(parts, filler)
    order = _stable_order(gathered)
    return gathered[order], rows[order]


def _sorted_row_numbers(parts: list[_Part], filler: np.uint64) -> RowNumbers:
    gathered, rows = _gathered(parts, filler)
    return rows[_stable_order(gathered)]


def _gathered(parts: list[_Part], filler: np.uint64) -> _Part:
    words = max(made.shape[1] for made, _ in parts)
    gathered = np.full((sum(len(rows) for _, rows in parts), words), filler)
    at = 0
    for made, _ in parts:
        gathered[at : at + len(made), : made.shape[1]] = made
        at += len(made)
    return gathered, np.concatenate([rows for _, rows in parts])


def _stable_order(made: Keys) -> NDArray[np.intp]:
    """Order rows of numbers by the first one, and where that is equal by the next."""
    order = np.argsort(made[:, 0], kind="stable")
    alike = made[order[1:], 0] == made[order[:-1], 0]
    for word in range(1, made.shape[1]):
        numbers = made[order, word]
        if not (alike & (numbers[1:] != numbers[:-1])).any():
            continue
        places = np.flatnonzero(np.append(alike, False) | np.insert(alike, 0, False))
        group = np.insert(np.cumsum(~alike), 0, 0)[places]
        order[places] = order[places][np.lexsort((numbers[places], group))]
        alike &= made[order[1:], word] == made[order[:-1], word]
    return order


@dataclass(frozen=True)
class _Run:
    """Sorted rows in a file: all keys, then all row numbers."""

    file: IO[bytes]
    offset: int
    count: int
    words: int

    @classmethod
    def write(cls, file: IO[bytes], made: Keys, rows: RowNumbers) -> "_Run":
        offset = file.seek(0, os.SEEK_END)
        file.write(made.data)
        file.write(rows.data)
        return cls(file, offset, *made.shape)

    def keys(self, start: int, stop: int) -> Keys:
        row_bytes = self.words * _WORD_BYTES
        self.file.seek(self.offset + start * row_bytes)
        return np.frombuffer(self.file.read((stop - start) * row_bytes), np.uint64).reshape(-1, self.words)

    def rows(self, start: int, stop: int) -> RowNumbers:
        self.file.seek(self.offset + self.count * self.words * _WORD_BYTES + start * _ROW_BYTES)
        return np.frombuffer(self.file.read((stop - start) * _ROW_BYTES), np.uint32)

    def entry(self, place: int, words: int, filler: int) -> tuple[int, ...]:
        """A row's whole key and number: no two are the same."""
        made = self.keys(place, place + 1)[0].tolist()
        return (*made, *[filler] * (words - self.words), int(self.rows(place, place + 1)[0]))


def _pieces(runs: list[_Run], filler: np.uint64) -> Iterator[list[_Part]]:
    """Cut all runs at the same keys, so that one piece of each makes about as many rows as a run has."""
    words = max((run.words for run in runs), default=0)

    def entry_of(run: _Run) -> Callable[[int], tuple[int, ...]]:
        return lambda place: run.entry(place, words, int(filler))

    samples = sorted(entry_of(run)(run.count * number // _SAMPLES) for run in runs for number in range(_SAMPLES))
    starts = [0] * len(runs)
    for border in [*samples[_SAMPLES::_SAMPLES], None]:
        stops = [
            bisect.bisect_left(range(run.count), border, lo=start, key=entry_of(run)) if border else run.count
            for run, start in zip(runs, starts, strict=True)
        ]
        pieces = [
            (run.keys(start, stop), run.rows(start, stop))
            for run, start, stop in zip(runs, starts, stops, strict=True)
            if start < stop
        ]
        if pieces:
            yield pieces
        starts = stops
