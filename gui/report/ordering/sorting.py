"""Sorting with bounded memory: sorted runs of keys in a temporary file, merged piece by piece.

An external merge sort: Knuth, "The Art of Computer Programming", vol. 3, 5.4. All runs are cut at the same keys, so
that each piece of them can be sorted in memory, by itself and in a thread of its own.
"""

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
from gui.report.ordering.keys import cell_keys
from gui.report.ordering.texts import Keys
from gui.report.parsing.row_batches import RowScanner
from gui.report.parsing.values import Kind
from gui.report.progress_monitor import ProgressMonitor
from gui.report.reading.report import Report
from gui.report.reading.row_numbers import RowNumbers, stored
from gui.report.row_query import Sorting

RUN_BYTES, RUN_ROWS = 2**23, 2**18
"""At most so much is sorted at once: bytes of keys, and rows."""
_WORD_BYTES, _ROW_BYTES = 8, 4
_Part = tuple[Keys, RowNumbers]
Item = TypeVar("Item")
Result = TypeVar("Result")
_SAMPLES = 64
"""Entries of a run that are looked at to find where to cut all runs into pieces."""


def sorted_rows(report: Report, sorting: Sorting, kind: Kind, header_rows: int, monitor: ProgressMonitor) -> RowNumbers:
    """Return all rows but the first `header_rows`, sorted; equal rows keep the order of the file. Raises ReportError.

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
    """Pass the parts on, and give up between two of them where the work has been cancelled."""
    for part in parts:
        monitor.step(end, end)
        yield part


def _keyed_rows(
    report: Report, sorting: Sorting, kind: Kind, header_rows: int, monitor: ProgressMonitor
) -> Iterator[_Part]:
    """Yield the keys and numbers of the rows, batch by batch, in the order of the file."""
    scanner = RowScanner(report.parser, report.width)
    row = 0
    for block in report.blocks(monitor):
        for batch in scanner.batches(block.data, final=True):
            starts, ends = batch.column(sorting.column)
            skipped = max(header_rows - row, 0)
            if len(starts) > skipped:
                keys = cell_keys(
                    block.data,
                    starts[skipped:],
                    ends[skipped:],
                    kind,
                    report.parser,
                    well_quoted=batch.well_quoted,
                    descending=sorting.descending,
                )
                yield keys, np.arange(row + skipped, row + len(starts), dtype=np.uint32)
            row += len(starts)


def _ahead(threads: int, call: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """Yield the result of `call` for each item, in order; it runs in threads while the next items are being made."""
    with ThreadPoolExecutor(threads, "sort") as pool:
        under_way: deque[Future[Result]] = deque()
        for item in items:
            if len(under_way) == threads:
                yield under_way.popleft().result()
            under_way.append(pool.submit(call, item))
        while under_way:
            yield under_way.popleft().result()


def _runs(keyed: Iterable[_Part]) -> Iterator[list[_Part]]:
    """Gather the parts that are to be sorted at once."""
    held: list[_Part] = []
    count = words = 0
    for keys, rows in keyed:
        widest = max(words, keys.shape[1])
        most_rows = min(RUN_BYTES // (widest * _WORD_BYTES), RUN_ROWS)
        if held and count + len(rows) > most_rows:
            yield held
            held, count, widest = [], 0, keys.shape[1]
        held.append((keys, rows))
        count, words = count + len(rows), widest
    if held:
        yield held


def _sorted(parts: list[_Part], filler: np.uint64) -> _Part:
    """Return the keys and rows of some parts sorted by key; equal keys keep the order of the parts."""
    gathered, rows = _gathered(parts, filler)
    order = _stable_order(gathered)
    return gathered[order], rows[order]


def _sorted_row_numbers(parts: list[_Part], filler: np.uint64) -> RowNumbers:
    """Return the rows of some parts sorted by key; equal keys keep the order of the parts."""
    gathered, rows = _gathered(parts, filler)
    return rows[_stable_order(gathered)]


def _gathered(parts: list[_Part], filler: np.uint64) -> _Part:
    """Return all keys, as wide as the widest and filled up with `filler`, and all rows."""
    words = max(keys.shape[1] for keys, _ in parts)
    gathered = np.full((sum(len(rows) for _, rows in parts), words), filler)
    count = 0
    for keys, _ in parts:
        gathered[count : count + len(keys), : keys.shape[1]] = keys
        count += len(keys)
    return gathered, np.concatenate([rows for _, rows in parts])


def _stable_order(keys: Keys) -> NDArray[np.intp]:
    """Return the indexes that sort keys by their first number, and where that is equal by the next.

    After the first number only keys that are still equal to a neighbour are sorted any further, within their group.

    >>> _stable_order(np.array([[2, 1], [1, 9], [2, 0], [1, 9]], np.uint64)).tolist()
    [1, 3, 2, 0]
    """
    order = np.argsort(keys[:, 0], kind="stable")
    equals_next = keys[order[1:], 0] == keys[order[:-1], 0]
    for word in range(1, keys.shape[1]):
        numbers = keys[order, word]
        if not (equals_next & (numbers[1:] != numbers[:-1])).any():
            continue
        tied = np.flatnonzero(np.append(equals_next, False) | np.insert(equals_next, 0, False))
        group = np.insert(np.cumsum(~equals_next), 0, 0)[tied]
        order[tied] = order[tied][np.lexsort((numbers[tied], group))]
        equals_next &= keys[order[1:], word] == keys[order[:-1], word]
    return order


@dataclass(frozen=True)
class _Run:
    """Sorted rows in a file: all keys, then all row numbers. `words` is how many numbers a key has."""

    file: IO[bytes]
    offset: int
    count: int
    words: int

    @classmethod
    def write(cls, file: IO[bytes], keys: Keys, rows: RowNumbers) -> "_Run":
        offset = file.seek(0, os.SEEK_END)
        file.write(keys.data)
        file.write(rows.data)
        return cls(file, offset, *keys.shape)

    def keys(self, start: int, stop: int) -> Keys:
        row_bytes = self.words * _WORD_BYTES
        self.file.seek(self.offset + start * row_bytes)
        return np.frombuffer(self.file.read((stop - start) * row_bytes), np.uint64).reshape(-1, self.words)

    def rows(self, start: int, stop: int) -> RowNumbers:
        self.file.seek(self.offset + self.count * self.words * _WORD_BYTES + start * _ROW_BYTES)
        return np.frombuffer(self.file.read((stop - start) * _ROW_BYTES), np.uint32)

    def entry(self, index: int, words: int, filler: int) -> tuple[int, ...]:
        """Return the key of a row, filled up to `words` numbers, and its row number: no two entries are equal."""
        key = self.keys(index, index + 1)[0].tolist()
        return (*key, *[filler] * (words - self.words), int(self.rows(index, index + 1)[0]))


def _pieces(runs: list[_Run], filler: np.uint64) -> Iterator[list[_Part]]:
    """Yield the pieces of all runs between the same two keys, together about as many rows as one run has."""
    words = max((run.words for run in runs), default=0)

    def entry_of(run: _Run) -> Callable[[int], tuple[int, ...]]:
        return lambda index: run.entry(index, words, int(filler))

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
