"""Where the rows of a report lie."""

import re
from array import array

from gui.report.rows import Grammar

STEP = 64
"""Every so many rows the offset of one is kept."""


class Index:
    """Counts a report's rows and keeps the offset of every 64th.

    One thread feeds it; any other may read it meanwhile: offsets are only ever added, and `rows` is raised
    after all that belongs to them is in place.
    """

    def __init__(self, grammar: Grammar, start: int = 0) -> None:
        self.rows = 0
        """Rows found so far, the first one included."""
        self.marked = 0
        self.width = 0
        """Cells of the first row."""
        self.columns = 0
        """Cells of the longest row."""
        self._grammar = grammar
        self._offsets = array("Q", [start])
        self._base = start
        self._held: list[bytes] = []
        self._held_bytes = 0
        self._enough_bytes = 0
        self._plain: re.Pattern[bytes] | None = None

    def nearest(self, row: int) -> tuple[int, int]:
        """Return the last row at or before `row` whose offset is known, and that offset in bytes."""
        step = min(row, self.rows) // STEP
        return step * STEP, self._offsets[step]

    def feed(self, block: bytes) -> None:
        """Take the next bytes of the report."""
        self._held.append(block)
        self._held_bytes += len(block)
        if self._held_bytes >= self._enough_bytes:
            self._split(final=False)

    def finish(self) -> None:
        """Take note that no more bytes come."""
        self._split(final=True)

    def _split(self, final: bool) -> None:
        data = b"".join(self._held)
        readable = self._grammar.readable(data)
        rows, position = self.rows, 0
        while True:
            plain = self._plain.match(data, position) if self._plain else None
            if (
                plain
                and plain.end() - position <= self._grammar.most_bytes
                and (readable or self._grammar.readable(plain[0]))
            ):
                position = plain.end()
            else:
                span = self._grammar.next_row(data, position, final=final)
                if span is None:
                    break
                if not self._plain:
                    self.width = len(span.cells)
                    self._plain = self._grammar.plain_row(self.width)
                self.columns = max(self.columns, len(span.cells))
                self.marked += self._grammar.row(data, span, self.width).marked
                position = span.end
            rows += 1
            if rows % STEP == 0:
                self._offsets.append(self._base + position)
        self._base += position
        self._held = [data[position:]]
        self._held_bytes = len(data) - position
        # A row of many blocks is not searched again at each of them, but when twice as much has come.
        self._enough_bytes = 2 * self._held_bytes
        self.rows = rows
