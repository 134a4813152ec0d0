"""Finding the rows with a text: it is sought in raw bytes, and rows are read only where it may be."""

import numpy as np
from numpy.typing import NDArray

from gui.report.finding.masks import Mask, mask_of
from gui.report.finding.needle import Matches, Needle
from gui.report.parsing.bitmaps import Positions
from gui.report.parsing.row_batches import RowBatch, RowScanner
from gui.report.progress_monitor import ProgressMonitor
from gui.report.reading.index import STEP
from gui.report.reading.report import Block, Report
from gui.report.row_query import Contains

_FEW = 8
"""Where at most one step of the index in so many has a match, only these are split into rows, not the whole block."""


def rows_with(report: Report, wanted: Contains, monitor: ProgressMonitor) -> Mask:
    """Return the rows that contain a text in one cell, in any form that `folding` takes for the same.

    Spaces and line ends around the text do not count; a text of nothing else is in every row. Raises ReportError.
    """
    search = _Search(report, wanted)
    mask = np.zeros(-(-report.index.rows // 8), np.uint8)
    for block in report.blocks(monitor):
        first = block.first_row // 8
        mask[first : first + -(-block.rows // 8)] = mask_of(search.flags(block))
    return mask


class _Search:
    def __init__(self, report: Report, wanted: Contains) -> None:
        self._report = report
        self._needle = Needle(wanted.text, report.parser, defective=report.index.defective > 0)
        self._column = wanted.column
        self._scanner = RowScanner(report.parser, report.width)

    def flags(self, block: Block) -> NDArray[np.bool_]:
        """Return a flag for each row of a block: whether it has the text."""
        if self._needle.empty:
            return np.ones(block.rows, np.bool_)
        flags = np.zeros(block.rows, np.bool_)
        matches = self._needle.matches(block.data)
        first = block.first_row // STEP
        starts = self._report.index.offsets[first : first - (-block.rows // STEP)].astype(np.int64) - block.offset
        positions = np.concatenate((matches.sure, matches.unsure))
        steps = np.unique(np.searchsorted(starts, positions, side="right") - 1)
        if len(steps) * _FEW > len(starts):
            self._mark(block.data, matches, flags)
            return flags
        for step in steps.tolist():
            start = int(starts[step])
            stop = int(starts[step + 1]) if step + 1 < len(starts) else len(block.data)
            self._mark(block.data[start:stop], matches.within(start, stop), flags[step * STEP : (step + 1) * STEP])
        return flags

    def _mark(self, data: bytes, matches: Matches, flags: NDArray[np.bool_]) -> None:
        """Set the flags of the rows in `data` that have the text; reads those where only that can tell."""
        first = 0
        for batch in self._scanner.batches(data, final=True):
            count = len(batch.ends)
            in_batch = matches.between(batch.start, int(batch.ends[-1]))
            batch_flags = flags[first : first + count]
            if len(in_batch.sure):
                self._mark_sure(batch, in_batch.sure, batch_flags)
            for row in np.unique(np.searchsorted(batch.ends, in_batch.unsure, side="right")).tolist():
                batch_flags[row] = batch_flags[row] or self._is_in(batch, row)
            first += count

    def _mark_sure(self, batch: RowBatch, positions: Positions, flags: NDArray[np.bool_]) -> None:
        if self._column is None:
            flags[np.searchsorted(batch.ends, positions, side="right")] = True
            return
        cells = batch.cells()
        cell = np.searchsorted(cells.starts, positions, side="right") - 1
        row = np.searchsorted(cells.first, cell, side="right") - 1
        flags[row[cell - cells.first[row] == self._column]] = True

    def _is_in(self, batch: RowBatch, row: int) -> bool:
        start = int(batch.ends[row - 1]) if row else batch.start
        parser, data = self._report.parser, batch.data[start : int(batch.ends[row])]
        span = parser.next_row(data, 0, final=True)
        assert span
        cells = parser.row(data, span, 0).cells
        looked_at = cells if self._column is None else cells[self._column : self._column + 1]
        return any(map(self._needle.is_in, looked_at))
