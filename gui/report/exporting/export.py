"""Rows in files of other formats, for spreadsheets and other programs."""

import codecs
import csv
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import IO

from gui.report.errors import ReportError, ReportErrorKind
from gui.report.exporting.xlsx import Row, write_workbook
from gui.report.files import disk_reasons
from gui.storage.downloads import create_part, name_part, part_path

SHEET_ROWS = 1_048_576
"""Excel's limit, including the header row."""
MOST_COLUMNS = 16_384
CELL_UNITS = 32_767
"""Excel's limit for a cell, in UTF-16 units."""
WIDEST_CHARACTERS = 60
_MEASURED_ROWS = 200
_SHEET_NAME_UNSAFE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_RESERVED_SHEET_NAME = "history"
_SHEET_NAME_UNITS = 25
"""Excel allows 31; the rest is for a number."""

_FORMULA_STARTS = "=+-@＝＋－＠"
_NUMBER = re.compile(r"[+-]\s?\d[\d\s.,]*(?:[eE][+-]?\d+)?\s?%?")
_PHONE = re.compile(r"\+\d[\d\s().-]*")
_NOT_COMPUTED = re.compile(r"\d\s+\d|\d\s*\(|\)\s*\d")
"""Numbers side by side without an operator, which no formula has."""


@dataclass(frozen=True)
class Exported:
    """What has been written and where, on how many sheets of a workbook.

    `cut_cells` were too long for Excel, or beyond its last column.
    """

    rows: int
    cut_cells: int = 0
    sheets: int = 1
    path: Path = field(default=Path(), compare=False)


@dataclass(frozen=True)
class Contents:
    """What to write: `header` names the columns, and no row has more than `columns` cells."""

    title: str
    header: Row | None
    columns: int
    rows: Iterable[Row]
    row_count: int
    sheet_rows: int
    """Rows per sheet, including the header."""


Writer = Callable[[IO[bytes], Contents], Exported]
"""Writes the rows to a file; raises OSError, and whatever the rows raise."""


def sheets_needed(rows: int, sheet_rows: int) -> int:
    """Return the number of sheets for so many rows, with a header on each."""
    return max(-(-rows // (sheet_rows - 1)), 1)


def _write_csv(file: IO[bytes], contents: Contents, encoding: str, separator: str, *, safe: bool = False) -> Exported:
    """Write all cells as they are, or with formulas made harmless if `safe`."""
    header, count = contents.header, 0
    writer = csv.writer(codecs.getwriter(encoding)(file), delimiter=separator)
    for row in contents.rows if header is None else chain([header], contents.rows):
        writer.writerow([harmless(cell) for cell in row] if safe else row)
        count += 1
    return Exported(count - (header is not None))


def harmless(cell: str) -> str:
    """Return a cell with an apostrophe before what a spreadsheet would take for a formula; numbers and phones stay.

    A formula begins with a sign, possibly full-width or behind blanks, line breaks and other invisible characters. A
    phone that reads as a difference of numbers, +7-916-000-00-01, is one too: Excel would show the result.
    """
    if not cell or cell[0].isalnum():
        return cell
    seen = next((at for at, letter in enumerate(cell) if unicodedata.category(letter)[0] not in "CZ"), len(cell))
    text = cell[seen:].rstrip()
    if not text.startswith(tuple(_FORMULA_STARTS)) or _NUMBER.fullmatch(text):
        return cell
    is_phone = _PHONE.fullmatch(text) and _NOT_COMPUTED.search(text)
    return cell if is_phone else f"'{cell}"


def _write_xlsx(file: IO[bytes], contents: Contents) -> Exported:
    names = _names(contents.header or (), contents.columns)[:MOST_COLUMNS]
    row_count, sheet_rows = contents.row_count, contents.sheet_rows
    counter = _Counter(contents.rows, len(names))
    first = list(islice(counter, _MEASURED_ROWS))
    widths = [_width([name, *(row[at] for row in first if at < len(row))]) for at, name in enumerate(names)]
    source = chain(first, counter)
    sheet_names = _sheet_names(contents.title, sheets_needed(row_count, sheet_rows))
    sheets = [(name, islice(source, sheet_rows - 1)) for name in sheet_names]
    write_workbook(file, sheets, names, widths)
    if next(source, None) is not None:
        raise ReportError(ReportErrorKind.CHANGED, f"more than {row_count} rows")
    return Exported(counter.rows, counter.cut_cells, len(sheets))


class _Counter:
    """Iterates over rows, cutting them to Excel's limits."""

    def __init__(self, rows: Iterable[Row], columns: int) -> None:
        self._source = iter(rows)
        self._columns = columns
        self.rows = self.cut_cells = 0

    def __iter__(self) -> Iterator[Row]:
        for row in self._source:
            self.rows += 1
            if len(row) > self._columns:
                self.cut_cells += len(row) - self._columns
            if len("".join(row)) > CELL_UNITS // 2:
                cut = [_cut(cell) for cell in row]
                self.cut_cells += sum(map(str.__ne__, cut, row))
                yield cut
            else:
                yield row


def _cut(cell: str, units: int = CELL_UNITS) -> str:
    if 2 * len(cell) <= units:
        return cell
    return cell.encode("utf-16-le", "replace")[: 2 * units].decode("utf-16-le", "ignore")


def _names(header: Row, columns: int) -> list[str]:
    """Return names for all columns; those beyond the header get their numbers."""
    return [*map(_cut, header), *(str(number + 1) for number in range(len(header), max(columns, 1)))]


def _width(texts: Iterable[str]) -> int:
    """Return the width of a column in characters, by its longest line of text."""
    longest = max((len(line) for text in texts for line in text[:WIDEST_CHARACTERS].splitlines()), default=0)
    return min(longest, WIDEST_CHARACTERS) + 2


def _sheet_names(title: str, count: int) -> list[str]:
    name = _cut(_SHEET_NAME_UNSAFE.sub("_", title), _SHEET_NAME_UNITS).strip("' ") or "1"
    if name.casefold() == _RESERVED_SHEET_NAME:
        name += "_"
    return [name, *(f"{name} ({number})" for number in range(2, count + 1))]


class ExportForm(Enum):
    """The export formats, in the order of the menu."""

    XLSX = ".xlsx", _write_xlsx, "", SHEET_ROWS, True
    """All cells are text and all columns named; further sheets take what one does not."""
    CSV_FOR_EXCEL = ".csv", partial(_write_csv, encoding="utf-8-sig", separator=";", safe=True), "Excel"
    """UTF-8 with a byte order mark, semicolons, and formulas made harmless."""
    CSV = ".csv", partial(_write_csv, encoding="utf-8", separator=","), "UTF-8"
    """UTF-8 and commas, every cell as it is."""

    def __init__(
        self, extension: str, write: Writer, note: str, sheet_rows: int = sys.maxsize, names_all_columns: bool = False
    ) -> None:
        self.extension = extension
        """Of the file's name."""
        self.write = write
        self.note = note
        """What tells a file from others of this extension that have the same rows; "" if nothing has to."""
        self.sheet_rows = sheet_rows
        """Rows per sheet, including the header; more rows need several sheets."""
        self.names_all_columns = names_all_columns
        """Whether columns without a name get their numbers."""


def export(
    form: ExportForm,
    target: Path,
    header: Row | None,
    columns: int,
    rows: Iterable[Row],
    row_count: int,
    *,
    replaces: bool = False,
    sheet_rows: int | None = None,
) -> Exported:
    """Write rows to a file; it appears under its name once complete, readable by this user only.

    A file of that name is replaced if `replaces` is set; otherwise the new one gets the next free name. No link is
    followed.
    `header` names the columns; an Excel sheet numbers those without a name. No row has more than `columns` cells; those
    beyond `MOST_COLUMNS` do not fit into a sheet. Raises ReportError if the disk fails, and whatever `rows` raises;
    then nothing is left.
    """
    part = part_path(target)
    with disk_reasons():
        descriptor = create_part(part)
    try:
        with disk_reasons(), os.fdopen(descriptor, "r+b") as file:
            contents = Contents(target.stem, header, columns, rows, row_count, sheet_rows or form.sheet_rows)
            exported = form.write(file, contents)
            file.flush()
            os.fsync(descriptor)
            if sys.platform == "win32":  # an open file cannot be renamed there
                file.close()
            if replaces:
                part.replace(target)
            else:
                target = name_part(part, target)
            return replace(exported, path=target)
    finally:
        with suppress(OSError):
            part.unlink()
