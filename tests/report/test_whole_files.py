"""A report as a whole: held against Python's `csv` where it is well-formed, against a slow parser where it is not."""

import csv
import io
import itertools
import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gui.report.detecting.dialect import Dialect, detect
from gui.report.errors import ReportError, ReportErrorKind
from gui.report.files import StableFile
from gui.report.parsing.row_batches import RowScanner
from gui.report.parsing.rows import CsvParser, RowDefect
from gui.report.progress_monitor import ProgressMonitor
from gui.report.reading.index import STEP, Index
from gui.report.reading.report import HEAD_BYTES, Report

FEW_LINES = 3
CELLS = st.text(st.sampled_from("abЯё;,\t|\"\n\r' 0+=\x00€") | st.characters(codec="utf-8"), max_size=8)
TABLES = st.lists(st.lists(CELLS.filter(lambda text: "\0" not in text), min_size=2, max_size=5), min_size=1, max_size=8)
WILD = st.lists(
    st.sampled_from([b'"', b'""', b";", b"\n", b"\r", b"\r\n", b"a", b"\xd0\x96", b"\xff", b"\0"]), max_size=40
)


def slow_rows(data: bytes, most_lines: int) -> list[tuple[bytes, list[bytes]]]:
    """What malformed input means, letter by letter: raw bytes and cells of every row."""
    rows: list[tuple[bytes, list[bytes]]] = []
    at = 0
    while at < len(data):
        cells: list[bytes] = []
        start, ended = at, False
        while not ended:
            cell, at = slow_quoted(data, at, most_lines) or (b"", at)
            while at < len(data) and data[at : at + 1] not in (b";", b"\n", b"\r"):
                cell, at = cell + data[at : at + 1], at + 1
            cells.append(cell)
            ended = data[at : at + 1] != b";"
            at += 2 if data[at : at + 2] == b"\r\n" else 1
        at = min(at, len(data))
        rows.append((data[start:at], cells))
    return rows


def slow_quoted(data: bytes, at: int, most_lines: int) -> tuple[bytes, int] | None:
    """What stands in quotes, and what is behind the closing one; None where there are no such quotes."""
    if data[at : at + 1] != b'"':
        return None
    cell, lines, at = b"", 0, at + 1
    while at < len(data):
        if data[at : at + 2] == b'""':
            cell, at = cell + b'"', at + 2
        elif data[at : at + 1] == b'"':
            at_border = data[at + 1 : at + 2] in (b"", b";", b"\n", b"\r")
            return (cell, at + 1) if at_border or not lines else None
        else:
            end = b"\r\n" if data[at : at + 2] == b"\r\n" else data[at : at + 1]
            lines += end in (b"\n", b"\r", b"\r\n")
            if lines == most_lines:
                return None
            cell, at = cell + end, at + len(end)
    return None


def text(cell: bytes) -> str:
    return cell.decode("utf-8", "replace").replace("\0", "")


def read_whole(path: Path, dialect: Dialect | None = None) -> tuple[Report, list[tuple[str, ...]]]:
    report = Report(StableFile(path), dialect)
    for _ in report.scan():
        pass
    return report, [row.cells for row in report.rows(0, report.index.rows)]


@given(TABLES, st.sampled_from(";,\t|"), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_what_csv_writes_is_read_as_csv_reads_it(
    table: list[list[str]], separator: str, line_end: str, quote_all: bool
) -> None:
    # Before 3.13, csv leaves a line break bare where it is none of its own line end's letters.
    quote_all = quote_all or line_end != "\r\n"
    written = io.StringIO(newline="")
    csv.writer(
        written, delimiter=separator, lineterminator=line_end, quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    ).writerows(table)
    expected = [tuple(row) for row in csv.reader(io.StringIO(written.getvalue(), newline=""), delimiter=separator)]
    data = written.getvalue().encode()
    parser = CsvParser(separator, "utf-8")
    found = [parser.row(data, span, len(table[0])) for span in parser.spans(data, final=True)]
    assert [row.cells for row in found] == expected == [tuple(row) for row in table]
    assert not any(row.defects & ~(RowDefect.SHORT | RowDefect.SURPLUS | RowDefect.CHARACTERS) for row in found)


@given(WILD.map(b"".join) | st.binary(max_size=60))
@example(b'"a\nb\nc\nd')
@example(b'"a"b;"c\n')
@example(b'a"b;c"d\r\r\n\n')
@example(b'"\r\n\r\n\r\nx"')
@example(b";\r")
def test_malformed_input_means_one_thing_and_no_byte_is_lost(data: bytes) -> None:
    parser = CsvParser(";", "utf-8", FEW_LINES)
    spans = list(parser.spans(data, final=True))
    expected = slow_rows(data, FEW_LINES)
    edges = [0, *(span.end for span in spans)]
    assert [data[start:end] for start, end in itertools.pairwise(edges)] == [raw for raw, _ in expected]
    assert edges[-1] == len(data)
    found = [parser.row(data, span, 1).cells for span in spans]
    assert found == [tuple(map(text, cells)) for _, cells in expected]


def index_in_pieces(data: bytes, edges: list[int], most_lines: int) -> Index:
    """Fill an index as the bytes come in, up to one edge after the other."""
    index = Index(CsvParser(";", "utf-8", most_lines))
    for edge in edges:
        index.take(data[index.end : edge], final=False)
    index.take(data[index.end :], final=True)
    return index


@given(WILD.map(b"".join), st.lists(st.integers(0, 60), max_size=6))
def test_where_blocks_end_makes_no_difference(data: bytes, cuts: list[int]) -> None:
    whole = index_in_pieces(data, [], FEW_LINES)
    pieces = index_in_pieces(data, sorted(min(cut, len(data)) for cut in cuts), FEW_LINES)
    assert (pieces.rows, pieces.defective, pieces.width, pieces.columns, pieces.end) == (
        whole.rows,
        whole.defective,
        whole.width,
        whole.columns,
        len(data),
    )
    assert whole.rows == len(slow_rows(data, FEW_LINES))


@given(WILD.map(b"".join) | st.binary(max_size=60), st.booleans())
@example(b'a"b;"c"\n"d";\n', True)
@example(b'1;2\n"a\nb\nc";2\n', True)
@example(b"a;b\n1;2\r3;4\r", True)
@example(b"a;b\r\n1;2\r", False)
def test_bitmaps_find_what_the_grammar_finds(data: bytes, final: bool) -> None:
    parser = CsvParser(";", "utf-8", FEW_LINES)
    spans = list(parser.spans(data, final=final))
    width = len(spans[0].cells) if spans else 0
    rows = [(span.end, parser.row(data, span, width).defective) for span in spans]
    cells = [[(cell.start, cell.end) for cell in span.cells] for span in spans]
    found, found_cells = [], []
    for batch in RowScanner(parser).batches(data, final=final):
        found += list(zip(batch.ends.tolist(), batch.defective.tolist(), strict=True))
        all_cells = batch.cells()
        places = list(zip(all_cells.starts.tolist(), all_cells.ends.tolist(), strict=True))
        found_cells += [places[first:last] for first, last in itertools.pairwise(all_cells.first.tolist())]
        columns = [batch.column(column) for column in range(batch.most_cells)]
        for row, (first, last) in enumerate(itertools.pairwise(all_cells.first.tolist())):
            for column, (starts, ends) in enumerate(columns):
                place = int(starts[row]), int(ends[row])
                assert place == places[first + column] if first + column < last else place[0] == place[1]
    assert found == rows
    assert found_cells == cells


@pytest.mark.parametrize("hard", [b'"quo""ted\r\nline";x\r\n', b'a"b;"c"d\r', b'"unclosed;\n1;2\n'])
def test_every_border_around_a_quote_and_a_line_break(hard: bytes) -> None:
    data = b"1;2\n" * 3 + hard + b"3;4\r\n" * 3
    expected = len(slow_rows(data, 200))
    for cuts in itertools.combinations(range(len(data) + 1), 2):
        index = index_in_pieces(data, list(cuts), 200)
        assert index.rows == expected, cuts


@pytest.mark.parametrize("shift", range(0, 130))
def test_every_place_in_a_word_of_a_bitmap(shift: int) -> None:
    data = (
        b"a;b\n" + b"x" * shift + b';1\r\n"q""u\r\no";2\r\n"";"";3\n\n"u"v;4\n5;"6"' + b"y" * (129 - shift) + b"\n7;8"
    )
    parser = CsvParser(";", "utf-8")
    expected = slow_rows(data, 200)
    index = index_in_pieces(data, [], 200)
    found = [end for batch in RowScanner(parser).batches(data, final=True) for end in batch.ends.tolist()]
    assert found == list(itertools.accumulate(len(raw) for raw, _ in expected))
    assert (index.rows, index.end) == (len(expected), len(data))


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_a_report_in_any_dress_is_recognised_and_read(tmp_path: Path, encoding: str, separator: str) -> None:
    header = ["id", "телефон", "текст сообщения"]
    rows = [[f"{number:05d}", f"+7916{number:07d}", f'Скидка, "{number}";\nждём | ждём'] for number in range(3000)]
    path = tmp_path / "report.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=separator).writerows([header, *rows])
    report, found = read_whole(path)
    assert found == [tuple(row) for row in [header, *rows]]
    assert (report.dialect.separator, report.dialect.header_row) == (separator, 0)
    assert report.dialect.encoding == encoding.removesuffix("-sig")
    assert (report.index.rows, report.index.defective, report.index.columns) == (3001, 0, 3)
    assert [row.cells for row in report.first_rows] == found[: len(report.first_rows)]
    for first, count in ((0, 1), (STEP - 1, 2), (STEP, STEP), (1234, 100), (2999, 100)):
        assert [row.cells for row in report.rows(first, count)] == found[first : first + count]
    report.close()


@pytest.mark.parametrize(
    ("content", "rows", "marked"),
    [
        (b"", 0, 0),
        (b"\xef\xbb\xbf", 0, 0),
        (b"only a header", 1, 0),
        (b"one\ncolumn\n", 2, 0),
        (b"a;b\n\nc;d\n", 3, 1),
        (b"a;b\n1\n1;2;3\n", 3, 2),
        (b"a;b\n1;\0x\n", 2, 1),
        ("a;b\nпривет;мир, ёлка и слон;".encode() + b"\xff\n", 2, 1),
        (b'a;b\n"1;2\n', 2, 1),
        (b'a;b\n"1"x;2\n', 2, 1),
        (b'a;b\n"1;2\n3;4\n5;"6"\n', 4, 1),
        (b'a;b\n"1;"2\n3;4\n', 3, 1),
        (b"a;b\n1;2;;\n3;4;\r\n5;6;\r", 4, 0),
        (b'a;b\n1;2;"";\n3;4;;5\n', 3, 2),
        (b"a;b\n1;\xef\xbf\xbd\n", 2, 1),
        (b"a;b\r1;2\r", 2, 0),
    ],
)
def test_odd_files_are_shown_and_their_rows_counted(tmp_path: Path, content: bytes, rows: int, marked: int) -> None:
    path = tmp_path / "report.csv"
    path.write_bytes(content)
    report, found = read_whole(path, Dialect("utf-8", ";", header_row=0))
    assert len(found) == report.index.rows == rows
    assert report.index.defective == marked


def test_five_thousand_columns_and_a_cell_of_many_megabytes(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    wide = ";".join(str(number) for number in range(5000))
    huge = "x" * (20 * 1024 * 1024)
    path.write_text(f"{wide}\n{huge};1\nlast;2\n", "utf-8")
    report, found = read_whole(path, Dialect("utf-8", ";", header_row=None))
    assert [len(cells) for cells in found] == [5000, 2, 2]
    assert found[1][0] == huge
    assert report.index.columns == 5000


def test_the_first_rows_of_a_long_report_need_only_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    path.write_bytes(b"id;text\n" + b"1;x\n" * HEAD_BYTES)
    report = Report(StableFile(path))
    assert report.first_rows[0].cells == ("id", "text")
    assert report.index.rows == 0


def test_a_file_that_is_changed_cut_or_removed_is_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    path.write_bytes(b"id;text\n" + b"1;x\n" * 10_000)
    report, _ = read_whole(path)
    with path.open("ab") as file:
        file.write(b"2;y\n")
    with pytest.raises(ReportError) as changed:
        report.rows(5000, 10)
    assert changed.value.kind is ReportErrorKind.CHANGED
    os.truncate(path, 100)
    with pytest.raises(ReportError) as cut:
        report.rows(5000, 10)
    assert cut.value.kind is ReportErrorKind.CHANGED
    path.unlink()
    for call in (
        lambda: report.rows(5000, 10),
        lambda: list(report.blocks(ProgressMonitor())),
        lambda: Report(StableFile(path)),
    ):
        with pytest.raises(ReportError) as gone:
            call()
        assert gone.value.kind is ReportErrorKind.GONE


@pytest.mark.parametrize(
    ("samples", "dialect"),
    [
        ([b"id;phone\n1;2\n"], Dialect("utf-8", ";", header_row=0)),
        ([b"1;2\n3;4\n"], Dialect("utf-8", ";", header_row=None)),
        ([b"a\nb\n"], Dialect("utf-8", ";", header_row=0)),
        ([b'"a;b;c;d",x\n"e;f;g;h",y\n'], Dialect("utf-8", ",", header_row=0)),
        (["имя;текст\n".encode("windows-1251")], Dialect("windows-1251", ";", header_row=0)),
        ([b"a;b\n", "привет, как дела, всё ли хорошо".encode()[1:-1]], Dialect("utf-8", ";", header_row=0)),
        (["имя;текст и ещё много слов\n".encode() + b"\xff"], Dialect("utf-8", ";", header_row=0)),
        ([b""], Dialect("utf-8", ";", header_row=None)),
    ],
)
def test_what_a_report_is_taken_for(samples: list[bytes], dialect: Dialect) -> None:
    assert detect(samples) == dialect


@given(st.lists(st.binary(max_size=200), min_size=1, max_size=4))
def test_no_bytes_are_too_odd_to_be_taken_for_something(samples: list[bytes]) -> None:
    dialect = detect(samples)
    assert dialect.separator in (";", ",", "\t", "|")
    samples[0].decode(dialect.encoding, "replace")
