"""A text in a report: sought in raw bytes, then looked at closely where it may be."""

import numpy as np
from numpy.typing import NDArray

from gui.report.finding.masks import Mask, packed
from gui.report.finding.needle import Needle, Places
from gui.report.parsing.bitmaps import Positions
from gui.report.parsing.row_batches import RowBatch, RowScanner
from gui.report.progress_monitor import ProgressMonitor
from gui.report.reading.index import STEP
from gui.report.reading.report import Block, Report
from gui.report.row_query import Contains

_FEW = 8
"""Where fewer than one step in so many has a find, these are split alone and not the whole block."""


def rows_with(report: Report, wanted: Contains, monitor: ProgressMonitor) -> Mask:
    """Find the rows that have a text in a cell, as `folding` takes texts for alike. Raises ReportError.

    Spaces and line ends around the text are left out. A text that is nothing else is in every row.
    """
    search = _Search(report, wanted)
    mask = np.zeros(-(-report.index.rows // 8), np.uint8)
    for block in report.blocks(monitor):
        first = block.first_row // 8
        mask[first : first + -(-block.rows // 8)] = packed(search.flags(block))
    return mask


class _Search:
    def __init__(self, report: Report, wanted: Contains) -> None:
        self._report = report
        self._needle = Needle(wanted.text, report.parser, defective=report.index.defective > 0)
        self._column = wanted.column
        self._scanner = RowScanner(report.parser, report.width)

    def flags(self, block: Block) -> NDArray[np.bool_]:
        """Tell of a block's rows which have the text; where few may, only the index's steps with these are split."""
        if self._needle.empty:
            return np.ones(block.rows, np.bool_)
        flags = np.zeros(block.rows, np.bool_)
        places = self._needle.places(block.data)
        first = block.first_row // STEP
        starts = self._report.index.offsets[first : first - (-block.rows // STEP)].astype(np.int64) - block.offset
        every = np.concatenate((places.sure, places.unsure))
        steps = np.unique(np.searchsorted(starts, every, side="right") - 1)
        if len(steps) * _FEW > len(starts):
            self._mark(block.data, places, flags)
            return flags
        for step in steps.tolist():
            start = int(starts[step])
            stop = int(starts[step + 1]) if step + 1 < len(starts) else len(block.data)
            self._mark(block.data[start:stop], places.within(start, stop), flags[step * STEP : (step + 1) * STEP])
        return flags

    def _mark(self, data: bytes, places: Places, flags: NDArray[np.bool_]) -> None:
        at = 0
        for batch in self._scanner.batches(data, final=True):
            count = len(batch.ends)
            here = places.between(batch.start, int(batch.ends[-1]))
            part = flags[at : at + count]
            if len(here.sure):
                self._mark_sure(batch, here.sure, part)
            for row in np.unique(np.searchsorted(batch.ends, here.unsure, side="right")).tolist():
                part[row] = part[row] or self._is_in(batch, row)
            at += count

    def _mark_sure(self, batch: RowBatch, places: Positions, flags: NDArray[np.bool_]) -> None:
        if self._column is None:
            flags[np.searchsorted(batch.ends, places, side="right")] = True
            return
        cells = batch.cells()
        cell = np.searchsorted(cells.starts, places, side="right") - 1
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
