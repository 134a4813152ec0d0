"""Where the rows of a report lie."""

import numpy as np
from numpy.typing import NDArray

from gui.report.parsing.row_batches import RowBatch, RowScanner
from gui.report.parsing.rows import CsvParser

STEP = 64
"""Every so many rows the offset of one is kept."""


class Index:
    """Counts a report's rows and keeps the offset of every 64th.

    One thread feeds it; any other may read it meanwhile: offsets are only ever added, and `rows` is raised
    after all that belongs to them is in place.
    """

    def __init__(self, parser: CsvParser, start: int = 0, width: int = 0) -> None:
        """`start` is where the first row begins, `width` as for `RowScanner`."""
        self.rows = 0
        """Rows found so far, the first one included."""
        self.defective = 0
        self.columns = 0
        """Cells of the longest row."""
        self._scanner = RowScanner(parser, width)
        self._offsets = np.empty(1024, np.uint64)
        self._offsets[0] = start
        self.end = start
        """Behind the last row found, in bytes."""

    @property
    def width(self) -> int:
        """How many cells a row should have."""
        return self._scanner.width

    @property
    def offsets(self) -> NDArray[np.uint64]:
        """Where every 64th row begins, from row 0 on, in bytes."""
        return self._offsets[: self.rows // STEP + 1]

    def state(self) -> NDArray[np.uint64]:
        """Everything that `restore` needs."""
        return np.append(
            np.array([self.rows, self.defective, self.columns, self.width, self.end], np.uint64), self.offsets
        )

    def restore(self, state: NDArray[np.uint64]) -> None:
        """Become the index that this is the state of. Raises ValueError where it is not one of the same rows."""
        rows, defective, columns, width, end = (int(number) for number in state[:5])
        offsets = state[5:]
        alike = len(offsets) == rows // STEP + 1 and width == self.width and offsets[0] == self._offsets[0]
        if not alike or offsets[-1] > end or (offsets[1:] <= offsets[:-1]).any():
            raise ValueError("no state of this index")
        self.defective, self.columns, self.end = defective, columns, end
        self._offsets = offsets
        self.rows = rows

    def nearest(self, row: int) -> tuple[int, int]:
        """Return the last row at or before `row` whose offset is known, and that offset in bytes."""
        step = min(row, self.rows) // STEP
        return step * STEP, int(self._offsets[step])

    def take(self, data: bytes, *, final: bool) -> bool:
        """Find the rows in the bytes from `end` on; False where `data` does not tell where the next one ends."""
        found = list(self._scanner.batches(data, final=final))
        self.add(found)
        return bool(found)

    def add(self, batches: list[RowBatch]) -> None:
        """Take rows that were found in a block that begins at `end`."""
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
