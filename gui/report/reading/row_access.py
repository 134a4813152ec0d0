"""Reading rows of a report by their numbers, and all of them in turn."""

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from gui.report.parsing.row_batches import RowScanner
from gui.report.parsing.rows import CsvParser, Row
from gui.report.progress_monitor import ProgressMonitor
from gui.report.reading.index import STEP
from gui.report.reading.report import Block, Report
from gui.report.reading.row_numbers import RowNumbers

BATCH_ROWS = 4096
_EMPTY_LINE = ("",)


def rows_at(report: Report, numbers: RowNumbers) -> tuple[Row, ...]:
    """Return the rows with these numbers, in the order given. The index must be complete. Raises ReportError."""
    rows: dict[int, Row] = {}
    scanner = RowScanner(report.parser, report.width)
    steps = numbers // STEP
    for step in np.unique(steps).tolist():
        block = report.block(step, step + 1)
        ends = [0]
        for batch in scanner.batches(block.data, final=True):
            ends += batch.ends.tolist()
        for number in numbers[steps == step].tolist():
            row = number - block.first_row
            rows[number] = _row(report.parser, block.data[ends[row] : ends[row + 1]], report.width)
    return tuple(rows[number] for number in numbers.tolist())


def batches(
    report: Report, numbers: RowNumbers | None, header_rows: int, monitor: ProgressMonitor
) -> Iterator[list[Sequence[str]]]:
    """Yield the cells of rows, some thousand rows at a time. Raises ReportError.

    `numbers` has row numbers of the file; None stands for all rows but the first `header_rows`.
    """
    read_all = numbers is None or len(numbers) * STEP > report.index.rows
    if read_all and (numbers is None or bool((numbers[1:] > numbers[:-1]).all())):
        for block in report.blocks(monitor):
            rows = _cells(report, block)
            if numbers is None:
                yield rows[max(header_rows - block.first_row, 0) :]
            else:
                edges = np.searchsorted(numbers, [block.first_row, block.first_row + block.rows])
                yield [rows[number - block.first_row] for number in numbers[slice(*edges)].tolist()]
    elif numbers is not None:
        for first in range(0, len(numbers), BATCH_ROWS):
            monitor.step(first, len(numbers))
            yield [row.cells for row in rows_at(report, numbers[first : first + BATCH_ROWS])]
        monitor.step(len(numbers), len(numbers))


def _cells(report: Report, block: Block) -> list[Sequence[str]]:
    """Return the cells of the rows of a block, read by Python's own parser where it agrees with ours."""
    parser = report.parser
    rows: list[Sequence[str]] = []
    for batch in RowScanner(parser, report.width).batches(block.data, final=True):
        edges = [batch.start, *batch.ends.tolist()]
        plain = batch.well_quoted and block.data.find(b"\0", edges[0], edges[-1]) < 0
        if plain and int(np.diff(batch.ends, prepend=batch.start).max()) < csv.field_size_limit():
            text = block.data[edges[0] : edges[-1]].decode(parser.encoding, "replace")
            reader = csv.reader(io.StringIO(text, newline=""), delimiter=chr(parser.separator))
            rows += [row or _EMPTY_LINE for row in reader]
        else:
            rows += [_row(parser, block.data[start:end], 0).cells for start, end in pairwise(edges)]
    return rows


def _row(parser: CsvParser, data: bytes, width: int) -> Row:
    span = parser.next_row(data, 0, final=True)
    assert span
    return parser.row(data, span, width)
