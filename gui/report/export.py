"""Rows in files of other forms, for spreadsheets and other programs."""

import csv
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from itertools import chain, islice
from pathlib import Path

from gui.report.errors import Reason, ReportError
from gui.report.export_xlsx import Row, write_workbook
from gui.report.files import disk_reasons

SHEET_ROWS = 1_048_576
"""Excel's bound, the header's row included."""
MOST_COLUMNS = 16_384
CELL_UNITS = 32_767
"""Excel's bound for a cell, in units of UTF-16."""
WIDEST_CHARACTERS = 60
_MEASURED_ROWS = 200
_SHEET_NAME_UNSAFE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_RESERVED_SHEET_NAME = "history"
_SHEET_NAME_UNITS = 25
"""Excel takes 31; the rest is for a number."""
_PART_SUFFIX = ".smsc-part"

_FORMULA_START = re.compile(r"[=+\-@\t\r]")
_NUMBER_LIKE = re.compile(r"(?=.*\d)[+-]?[\d\s().,-]+")
"""Phones and amounts: no formula can be made of these."""


class ExportForm(Enum):
    """Forms that rows can be written in; the value is the file name's extension."""

    XLSX = ".xlsx"
    CSV_FOR_EXCEL = ".excel.csv"
    """UTF-8 with its mark, semicolons, cells that Excel would take for formulas made harmless."""
    CSV = ".utf-8.csv"
    """UTF-8 and commas, every cell as it is."""


@dataclass(frozen=True)
class Exported:
    """What has been written; `cut_cells` were longer than Excel takes, or beyond its last column."""

    rows: int
    cut_cells: int = 0


def sheets_needed(rows: int, sheet_rows: int = SHEET_ROWS) -> int:
    """Sheets that so many rows take, beside a header on each."""
    return max(-(-rows // (sheet_rows - 1)), 1)


def export(
    form: ExportForm,
    target: Path,
    header: Row | None,
    columns: int,
    rows: Iterable[Row],
    row_count: int,
    *,
    sheet_rows: int = SHEET_ROWS,
) -> Exported:
    """Write rows to a new file, which appears under its name, readable by this user only, when it is whole.

    `header` names the columns; an Excel sheet numbers those without a name. No row has more than `columns` cells;
    what is beyond `MOST_COLUMNS` does not fit into a sheet.
    Raises ReportError where the disk does not take it, and whatever `rows` raises; then nothing is left.
    """
    part = target.with_name(f".{target.name}{_PART_SUFFIX}")
    try:
        with disk_reasons():
            os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
            if form is ExportForm.XLSX:
                exported = _write_xlsx(
                    part, target.stem, _names(header or (), columns)[:MOST_COLUMNS], rows, row_count, sheet_rows
                )
            else:
                exported = _write_csv(part, form, header, rows)
            with part.open("rb+") as written:
                os.fsync(written.fileno())
            part.replace(target)
    finally:
        with suppress(OSError):
            part.unlink()
    return exported


def _write_csv(part: Path, form: ExportForm, header: Row | None, rows: Iterable[Row]) -> Exported:
    for_excel = form is ExportForm.CSV_FOR_EXCEL
    count = 0
    with part.open("w", encoding="utf-8-sig" if for_excel else "utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";" if for_excel else ",")
        for row in rows if header is None else chain([header], rows):
            writer.writerow([harmless(cell) for cell in row] if for_excel else row)
            count += 1
    return Exported(count - (header is not None))


def harmless(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would take for a formula; phones and numbers stay."""
    if cell and _FORMULA_START.match(cell) and not _NUMBER_LIKE.fullmatch(cell):
        return f"'{cell}"
    return cell


def _write_xlsx(
    part: Path, title: str, names: list[str], rows: Iterable[Row], row_count: int, sheet_rows: int
) -> Exported:
    counter = _Counter(rows, len(names))
    first = list(islice(counter, _MEASURED_ROWS))
    widths = [_width([name, *(row[at] for row in first if at < len(row))]) for at, name in enumerate(names)]
    source = chain(first, counter)
    sheets = [
        (sheet, islice(source, sheet_rows - 1)) for sheet in _sheet_names(title, sheets_needed(row_count, sheet_rows))
    ]
    with part.open("wb") as file:
        write_workbook(file, sheets, names, widths)
    if next(source, None) is not None:
        raise ReportError(Reason.CHANGED, f"more than {row_count} rows")
    return Exported(counter.rows, counter.cut_cells)


class _Counter:
    """Goes through rows, cutting them to what Excel takes."""

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
    """Name all columns, those that the header does not reach by their numbers."""
    return [*map(_cut, header), *(str(number + 1) for number in range(len(header), max(columns, 1)))]


def _width(texts: Iterable[str]) -> int:
    """Width of a column in characters, by its longest line of text."""
    longest = max((len(line) for text in texts for line in text[:WIDEST_CHARACTERS].splitlines()), default=0)
    return min(longest, WIDEST_CHARACTERS) + 2


def _sheet_names(title: str, count: int) -> list[str]:
    name = _cut(_SHEET_NAME_UNSAFE.sub("_", title), _SHEET_NAME_UNITS).strip("' ") or "1"
    if name.casefold() == _RESERVED_SHEET_NAME:
        name += "_"
    return [name, *(f"{name} ({number})" for number in range(2, count + 1))]
