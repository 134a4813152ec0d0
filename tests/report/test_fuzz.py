"""Random files, broken in every way: all that is done with a report is held against a slow reading of it.

`LONG_TESTS=1` tries many more files.
"""

import csv
import os
import random
from pathlib import Path

import numpy as np
import pytest

from gui.report.exporting.export import ExportForm, export
from gui.report.parsing.rows import MOST_LINES
from gui.report.parsing.values import kind_of
from gui.report.progress_monitor import ProgressMonitor
from gui.report.query_engine import QueryEngine
from gui.report.reading.report import Report
from gui.report.reading.row_access import batches, rows_at
from gui.report.row_query import Contains, Group, OneOf, RowQuery, Sorting
from tests.report.test_query import has, opened, sorted_by
from tests.report.test_whole_files import slow_rows

BATCHES, FILES = 10, 5000 if os.environ.get("LONG_TESTS") else 20
PIECES = [
    *(
        b'"',
        b'""',
        b";",
        b"\n",
        b"\r",
        b"\r\n",
        b"\0",
        b"a",
        b"B",
        b" ",
        b"1",
        b"-",
        b"=",
        b"1;2;3\r\n",
        b'"x";"y\nz";\n',
    ),
    *("№ Ёж\u00a0ß«İй\u0306\u2009".encode(), "ё".encode(), b"26.07.2026", b"2026-07-25", b"1 234,5", b'";"', b"\xff"),
    *(b"\xed\xa0\x80", b"\xd0", b"\xef\xbf\xbd", b"\xc2", b";;\n", b'"1"\n', b'"un;', b'a"b', b"\n" * 5, b'\n"' * 3),
]
TIDY = [b"1", b"a", b"", b'"x"', b'"a""b"', "ё № 5".encode(), b"26.07.2026", b'"two\r\nlines"', b"-5", b" "]
ENCODINGS = ("utf-8", "utf-8", "windows-1251", "koi8-r", "cp866")


def wild(chance: random.Random) -> bytes:
    """Make a file: of pieces, of rows with a few bytes changed, or of nothing but chance."""
    kind = chance.randrange(10)
    if kind == 0:
        return chance.randbytes(chance.randrange(80))
    if kind < 5:
        return b"".join(chance.choices(PIECES, k=chance.randrange(60)))
    rows = (b";".join(chance.choices(TIDY, k=3)) for _ in range(chance.randrange(1, 150)))
    data = bytearray(chance.choice((b"\n", b"\r\n", b"\r")).join(rows))
    for _ in range(chance.randrange(4)):
        at = chance.randrange(len(data) + 1)
        data[at : at + chance.randrange(2)] = chance.choice(PIECES)
    return bytes(data)


def check(folder: Path, data: bytes, encoding: str, chance: random.Random) -> None:
    path = folder / "report.csv"
    path.write_bytes(data)
    report = opened(path, encoding)
    rows = report.rows(0, report.index.rows)
    start = 3 if encoding == "utf-8" and data.startswith(b"\xef\xbb\xbf") else 0
    table = [
        [cell.decode(encoding, "replace").replace("\0", "") for cell in cells]
        for _, cells in slow_rows(data[start:], MOST_LINES)
    ]
    assert [list(row.cells) for row in rows] == table
    assert report.index.rows == len(table)
    assert report.index.defective == sum(row.defective for row in rows)
    if not table:
        return
    assert [list(cells) for batch in batches(report, None, 0, ProgressMonitor()) for cells in batch] == table
    some = np.array(chance.choices(range(len(table)), k=5), np.uint32)
    assert [list(row.cells) for row in rows_at(report, some)] == [table[number] for number in some.tolist()]
    query = QueryEngine(report)
    looks(query, table, chance)
    column = chance.randrange(3)
    order(query, report, table, column, descending=chance.random() < 0.5)
    written = export(ExportForm.CSV, folder / "out.csv", None, report.index.columns, iter(table), len(table)).path
    with written.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == table
    written.unlink()


def looks(query: QueryEngine, table: list[list[str]], chance: random.Random) -> None:
    """Search for parts of cells, and count the rows of each value."""
    for _ in range(3):
        cell = chance.choice(chance.choice(table))
        start = chance.randrange(len(cell) + 1)
        part = cell[start : chance.randint(start, min(len(cell), start + 8))]
        needle = chance.choice((str.upper, str.lower, str.swapcase, str.title))(part)
        column = chance.choice((None, 0, 1))
        if not needle.strip():
            continue
        looked_at = [cells if column is None else cells[column : column + 1] for cells in table]
        hits = query.arrange(RowQuery(needle=Contains(needle, column)), 0, ProgressMonitor()).hits
        assert hits is not None
        assert hits.tolist() == [number for number, cells in enumerate(looked_at) if has(cells, needle)], needle
    values = [(*cells, "")[0] for cells in table]
    counts = query.summary(Group(0), (), 0, ProgressMonitor()).counts
    assert {count.value: count.rows for count in counts} == {each: values.count(each) for each in values}
    value = chance.choice(values)
    chosen = query.arrange(RowQuery((OneOf(Group(0), frozenset({value})),)), 0, ProgressMonitor()).rows
    assert chosen is not None
    assert chosen.tolist() == [number for number, each in enumerate(values) if each == value]


def order(query: QueryEngine, report: Report, table: list[list[str]], column: int, *, descending: bool) -> None:
    """Sort by a column."""
    padded = [["", "", ""], *([*cells, "", "", ""][:3] for cells in table)]
    kind = kind_of([row.cells[column] for row in report.first_rows if column < len(row.cells)])
    found = query.arrange(RowQuery(sorting=Sorting(column, descending)), 0, ProgressMonitor()).rows
    assert found is not None
    assert [number + 1 for number in found.tolist()] == sorted_by(padded, column, kind, descending=descending)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_any_file_is_read_sought_counted_sorted_and_exported_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    chance = random.Random(batch)
    for number in range(FILES):
        monkeypatch.setattr("gui.report.reading.report.PIECE_BYTES", chance.choice((1, 30, 300, 2**19)))
        data, encoding = wild(chance), chance.choice(ENCODINGS)
        try:
            check(tmp_path, data, encoding, chance)
        except AssertionError as error:
            raise AssertionError(f"file {number} of batch {batch}, in {encoding}: {data!r}") from error


def test_half_a_pair_of_utf_16_is_no_character_in_a_long_report_either(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    path.write_bytes(b"a;b\n" + "1;ё\n".encode() * 30_000 + b"2;\xed\xa0\x80\n" + "3;ё\n".encode() * 30_000)
    report = opened(path, "utf-8")
    assert report.index.defective == 1
    hits = QueryEngine(report).arrange(RowQuery(needle=Contains("\ufffd")), 1, ProgressMonitor()).hits
    assert hits is not None
    assert hits.tolist() == [30_000]


def test_quotes_that_are_part_of_a_cell_make_it_another_value(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    path.write_bytes(b'a\n"x""y"\nx""y\n"z"\nz\n"z\n')
    counts = QueryEngine(opened(path, "utf-8")).summary(Group(0), (), 1, ProgressMonitor()).counts
    assert {count.value: count.rows for count in counts} == {'x"y': 1, 'x""y': 1, "z": 2, '"z': 1}


def test_line_ends_around_nul_are_exported_as_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    path.write_bytes(b'a;b\r\n1;2\r\0\n3;4\r\n"5\r\0\n";6\r\n')
    report = opened(path, "utf-8")
    rows = [["a", "b"], ["1", "2"], [""], ["3", "4"], ["5\r\n", "6"]]
    assert [list(row.cells) for row in report.rows(0, 9)] == rows
    assert [list(cells) for batch in batches(report, None, 0, ProgressMonitor()) for cells in batch] == rows
