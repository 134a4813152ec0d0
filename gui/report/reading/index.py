"""Where the rows of a report lie."""

import numpy as np
from numpy.typing import NDArray

from gui.report.parsing.row_batches import RowBatch, RowScanner
from gui.report.parsing.rows import CsvParser

STEP = 64
"""The offset of one row in so many is kept."""


class Index:
    """Counts the rows of a report and keeps the offset of every `STEP`th.

    One thread fills it while any other may read it: offsets are only ever added, and `rows` is raised after everything
    that belongs to these rows is in place.
    """

    def __init__(self, parser: CsvParser, start: int = 0, width: int = 0) -> None:
        """`start` is where the first row begins, in bytes; `width` is as for `RowScanner`."""
        self.rows = 0
        """Rows found so far, including those above the data."""
        self.defective = 0
        self.columns = 0
        """The number of cells of the longest row."""
        self._scanner = RowScanner(parser, width)
        self._offsets = np.empty(1024, np.uint64)
        self._offsets[0] = start
        self.end = start
        """Where the last row found ends, in bytes."""

    @property
    def width(self) -> int:
        """How many cells a row should have."""
        return self._scanner.width

    @property
    def offsets(self) -> NDArray[np.uint64]:
        """Where every `STEP`th row begins, from row 0 on, in bytes."""
        return self._offsets[: self.rows // STEP + 1]

    def state(self) -> NDArray[np.uint64]:
        """Return everything that `restore` needs."""
        return np.append(
            np.array([self.rows, self.defective, self.columns, self.width, self.end], np.uint64), self.offsets
        )

    def restore(self, state: NDArray[np.uint64]) -> None:
        """Take over a state. Raises ValueError if it is damaged or does not fit this report."""
        rows, defective, columns, width, end = (int(number) for number in state[:5])
        offsets = state[5:]
        fits = len(offsets) == rows // STEP + 1 and width == self.width and offsets[0] == self._offsets[0]
        if not fits or offsets[-1] > end or (offsets[1:] <= offsets[:-1]).any():
            raise ValueError("no state of this index")
        self.defective, self.columns, self.end = defective, columns, end
        self._offsets = offsets
        self.rows = rows

    def nearest(self, row: int) -> tuple[int, int]:
        """Return the last row at or before `row` whose offset is known, and that offset in bytes."""
        step = min(row, self.rows) // STEP
        return step * STEP, int(self._offsets[step])

    def take(self, data: bytes, *, final: bool) -> bool:
        """Take the rows in the bytes from `end` on; False if `data` does not tell where the next one ends."""
        batches = list(self._scanner.batches(data, final=final))
        self.add(batches)
        return bool(batches)

    def add(self, batches: list[RowBatch]) -> None:
        """Take the rows that were found in a block that begins at `end`."""
        start = self.end
        for batch in batches:
            self._add(batch, start)

    def _add(self, batch: RowBatch, base: int) -> None:
        count = len(batch.ends)
        known = self.rows // STEP + 1
        new = batch.ends[STEP - 1 - self.rows % STEP :: STEP] + base
        if known + len(new) > len(self._offsets):
            grown = np.empty(2 * (known + len(new)), np.uint64)
            grown[:known] = self._offsets[:known]
            self._offsets = grown
        self._offsets[known : known + len(new)] = new
        self.columns = max(self.columns, batch.most_cells)
        self.defective += int(np.count_nonzero(batch.defective))
        self.end = base + int(batch.ends[-1])
        self.rows += count
