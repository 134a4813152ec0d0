"""A report on disk, read in bounded pieces: the file itself is the store."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from threading import Event
from typing import NamedTuple

import numpy as np

from gui.report.detecting.charset import UTF_16_LE, utf_16_order
from gui.report.detecting.dialect import UTF_8, UTF_16, Dialect, examine, preamble
from gui.report.detecting.saved_dialects import SavedDialects
from gui.report.files import PIECE_BYTES, ConvertedFile, StableFile
from gui.report.parsing.rows import CsvParser, Row, Span
from gui.report.progress_monitor import ProgressMonitor
from gui.report.reading.index import STEP, Index
from gui.report.reading.index_cache import LEAST_BYTES, IndexCache, name_of

HEAD_BYTES = 2**16
"""So much is read before anything is shown."""
SAMPLES = 4
MOST_FIRST_ROWS = 500


class Block(NamedTuple):
    """Some whole rows of a file, from byte `offset` on; `first_row` is a multiple of `STEP`."""

    first_row: int
    rows: int
    offset: int
    data: bytes


class Report:
    """The rows of a file by number, from 0 on; the row that names the columns is one of them.

    `index` is empty at first, and filled by going through `scan()`. One thread scans and closes, while any other may
    ask for rows. Everything raises ReportError if the file cannot be read or is no longer the one that was opened.
    """

    def __init__(
        self,
        file: StableFile,
        dialect: Dialect | None = None,
        cancelled: Event | None = None,
        index_cache: IndexCache | None = None,
        saved_dialects: SavedDialects | None = None,
    ) -> None:
        """Open a file, to be read as `dialect` says, or else as detected and corrected by `saved_dialects`.

        A file in UTF-16 is converted first, until `cancelled` is set.
        """
        self._file = self._source = file
        self._saved_dialects = saved_dialects
        samples = self._samples()
        self.dialect = dialect or self._dialect_of(samples)
        if dialect and saved_dialects:
            saved_dialects.keep(examine(samples), dialect)
        encoding = self.dialect.encoding
        if encoding == UTF_16:
            self._file = ConvertedFile(file, utf_16_order(samples[0]) or UTF_16_LE, cancelled or Event())
            encoding = UTF_8
        self._start = len(preamble(self._file.read(0, HEAD_BYTES), encoding))
        self.parser = CsvParser(self.dialect.separator, encoding)
        self.first_rows = self._first_rows()
        self.index = Index(self.parser, self._start, self.width)
        self._index_cache = index_cache if index_cache and file.whole and file.size_bytes >= LEAST_BYTES else None
        self._name = name_of(file.stamp, samples, self.dialect)
        if self._index_cache and self._index_cache.load(self._name, self.index):
            self._index_cache = None

    @property
    def path(self) -> Path:
        """The path of the file, also if a converted copy of it is read."""
        return self._source.path

    @property
    def whole(self) -> bool:
        """Whether the file has all its bytes."""
        return self._file.whole

    @property
    def size_bytes(self) -> int:
        """The size of what `scan()` goes through."""
        return self._file.size_bytes

    def rows(self, first: int, count: int) -> tuple[Row, ...]:
        """Return `count` rows from `first` on, fewer at the end of the file.

        They are read from the nearest row before them that the index knows: ask only for rows that it has counted.
        """
        known, offset = self.index.nearest(first)
        spans = islice(self._spans(offset), first - known, first - known + count)
        return tuple(self.parser.row(data, span, self.width) for data, span in spans)

    def scan(self) -> Iterator[int]:
        """Fill the index piece by piece; yields after each piece how many bytes of `size_bytes` are done.

        Of a growing file it takes the rows that are complete; call it again when there is more.
        """
        index, piece_bytes, file = self.index, PIECE_BYTES, self._file
        while index.end < file.size_bytes:
            data = file.read(index.end, piece_bytes)
            to_end = index.end + len(data) == file.size_bytes
            if index.take(data, final=to_end and file.whole):
                piece_bytes = PIECE_BYTES
            elif to_end:
                break
            else:
                piece_bytes *= 2
            yield index.end
        if file.whole:
            if self._index_cache:
                self._index_cache.save(self._name, index)
            yield file.size_bytes

    def settle(self, index_cache: IndexCache | None = None) -> bool:
        """Note that the file has all its bytes now; False if it has to be read in another dialect after all."""
        samples = self._samples()
        self._index_cache = index_cache if self.size_bytes >= LEAST_BYTES else None
        self._name = name_of(self._file.stamp, samples, self.dialect)
        return self._dialect_of(samples) == self.dialect

    def blocks(self, monitor: ProgressMonitor) -> Iterator[Block]:
        """Yield all rows in blocks, once the index is complete. Raises ReportError, also if cancelled."""
        offsets, end, step = self.index.offsets, self.index.end, 0
        while step * STEP < self.index.rows:
            monitor.step(int(offsets[step]), end)
            stop = max(int(np.searchsorted(offsets, int(offsets[step]) + PIECE_BYTES)), step + 1)
            yield self.block(step, stop)
            step = stop
        monitor.step(end, end)

    def block(self, step: int, stop: int) -> Block:
        """Return the rows from one step of the index to before another; the index must be complete."""
        offsets = self.index.offsets
        first, rows = step * STEP, min(stop * STEP, self.index.rows) - step * STEP
        start = int(offsets[step])
        end = int(offsets[stop]) if stop < len(offsets) else self.index.end
        return Block(first, rows, start, self._file.read(start, end - start))

    def close(self) -> None:
        """Delete the copy of a file in UTF-16; no rows can be read afterwards."""
        self._file.close()

    def _dialect_of(self, samples: list[bytes]) -> Dialect:
        looks = examine(samples)
        return self._saved_dialects.recall(looks) if self._saved_dialects else looks.dialect

    def _samples(self) -> list[bytes]:
        last = max(self.size_bytes - HEAD_BYTES, 0)
        offsets = sorted({last * number // (SAMPLES - 1) for number in range(SAMPLES)})
        return [self._file.read(offset, HEAD_BYTES) for offset in offsets]

    def _first_rows(self) -> tuple[Row, ...]:
        head = self._file.read(self._start, HEAD_BYTES)
        final = self.whole and self._start + len(head) == self.size_bytes
        spans = [(head, span) for span in islice(self.parser.spans(head, final=final), MOST_FIRST_ROWS)]
        spans = spans or list(islice(self._spans(self._start), 1))
        if self.dialect.header_rows > len(spans):
            self.dialect = replace(self.dialect, header_row=None)
        self.width = self._width([len(span.cells) for _, span in spans])
        """How many cells a row should have: as many as there are names, or else as most rows have; 0 without rows."""
        return tuple(self.parser.row(data, span, self.width) for data, span in spans)

    def _width(self, widths: list[int]) -> int:
        if self.dialect.header_row is not None:
            return widths[self.dialect.header_row]
        return Counter(widths).most_common(1)[0][0] if widths else 0

    def _spans(self, offset: int) -> Iterator[tuple[bytes, Span]]:
        data, final = b"", False
        while not final:
            more = self._file.read(offset, max(HEAD_BYTES, len(data)))
            offset += len(more)
            final = offset >= self.size_bytes and self.whole
            if not more and not final:
                return
            data += more
            position = 0
            for span in self.parser.spans(data, final=final):
                yield data, span
                position = span.end
            data = data[position:]
