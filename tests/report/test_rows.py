"""The bounds of a row, its marks, and that going over rows fast finds what reading them finds."""

import errno
import itertools
import os
from pathlib import Path
from threading import Event

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gui.report.detecting.dialect import Dialect
from gui.report.errors import ReportError, ReportErrorKind
from gui.report.files import StableFile
from gui.report.parsing.rows import NO_DEFECT, CsvParser, Row, RowDefect
from gui.report.reading.index import Index
from gui.report.reading.report import Report

PARTS = [b'"', b'""', b";", b"\n", b"\r", b"\r\n", b"a", b"1;2\n", b'"q";x\n', b"\xd0\x96", b"\x96\xd0", b"\xff", b"\0"]
WILD = st.lists(st.sampled_from(PARTS), max_size=60).map(b"".join)


def rows_of(data: bytes, parser: CsvParser) -> list[Row]:
    spans = list(parser.spans(data, final=True))
    return [parser.row(data, span, len(spans[0].cells)) for span in spans]


def raw_rows(data: bytes, parser: CsvParser) -> list[bytes]:
    edges = [0, *(span.end for span in parser.spans(data, final=True))]
    return [data[start:end] for start, end in itertools.pairwise(edges)]


@given(WILD, st.sampled_from(["utf-8", "windows-1251"]), st.integers(1, 40), st.lists(st.integers(0, 99), max_size=5))
@example("a;b\nЖЖЖЖЖЖ;1\n".encode(), "utf-8", 9, [])
@example(b"a;b\n1;2222222\n", "utf-8", 8, [3])
@example(b"a;b\n1;\xff\n2;x\n", "utf-8", 40, [])
def test_the_index_counts_the_rows_and_marks_that_reading_finds(
    data: bytes, encoding: str, most_bytes: int, cuts: list[int]
) -> None:
    parser = CsvParser(";", encoding, most_lines=3, most_bytes=most_bytes)
    index = Index(parser)
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    for end in edges:
        index.take(data[index.end : end], final=False)
    index.take(data[index.end :], final=True)
    rows = rows_of(data, parser)
    assert index.rows == len(rows)
    assert index.defective == sum(row.defective for row in rows)
    assert index.columns == max((len(row.cells) for row in rows), default=0)


@given(WILD, st.integers(1, 40))
def test_no_row_is_longer_than_allowed_and_no_byte_is_lost(data: bytes, most_bytes: int) -> None:
    raw = raw_rows(data, CsvParser(";", "utf-8", most_bytes=most_bytes))
    assert b"".join(raw) == data
    assert all(0 < len(row) <= most_bytes for row in raw)


def test_a_row_that_is_too_long_goes_on_in_the_next_one() -> None:
    parser = CsvParser(";", "utf-8", most_bytes=7)
    data = "a;b\nЖЖЖЖЖ;1\n2;3\n".encode()
    assert raw_rows(data, parser) == [b"a;b\n", "ЖЖЖ".encode(), "ЖЖ;1\n".encode(), b"2;3\n"]
    assert [row.defects for row in rows_of(data, parser)] == [
        NO_DEFECT,
        RowDefect.LONG | RowDefect.SHORT,
        NO_DEFECT,
        NO_DEFECT,
    ]


@pytest.mark.parametrize(("lines", "whole"), [(200, True), (201, False)])
def test_a_quoted_cell_may_span_two_hundred_lines(lines: int, whole: bool) -> None:
    text = "\r\n".join(f"line {number}" for number in range(lines))
    rows = rows_of(f'a;b\r\n1;"{text}"\r\n2;x\r\n'.encode(), CsvParser(";", "utf-8"))
    assert (rows[1] == Row(("1", text))) is whole
    assert rows[-1].cells == ("2", "x")


@pytest.mark.parametrize(
    "line",
    [b"2;x\n", b'2;"x"\n', b'"2";"x"\r\n', b'2;""\n', b'2;"one ""x"""\r', b'"2";"x\ny"\n'],
)
@pytest.mark.parametrize("count", [1, 400])
def test_a_quote_that_never_closes_costs_its_own_row_only(line: bytes, count: int) -> None:
    data = b'a;b\n1;"oops\n' + line * count
    rows = rows_of(data, CsvParser(";", "utf-8"))
    assert rows[1] == Row(("1", '"oops'), RowDefect.QUOTES)
    assert len(rows) == 2 + count
    assert not any(row.defective for row in rows[2:])


@pytest.mark.parametrize(
    ("line", "cells", "defects"),
    [
        (b'say "hi";2', ('say "hi"', "2"), NO_DEFECT),
        (b'"a""b";2', ('a"b', "2"), NO_DEFECT),
        (b'"a"b"c;2', ('ab"c', "2"), RowDefect.QUOTES),
        (b"a\0b;2", ("ab", "2"), RowDefect.NUL),
        (b"\xff;2", ("\ufffd", "2"), RowDefect.CHARACTERS),
        (b"1", ("1",), RowDefect.SHORT),
        (b"", ("",), RowDefect.SHORT),
        (b"1;2;", ("1", "2", ""), NO_DEFECT),
        (b"1;2;;;", ("1", "2", "", "", ""), NO_DEFECT),
        (b"1;2; ;", ("1", "2", " ", ""), RowDefect.SURPLUS),
        (b"1;2;;3", ("1", "2", "", "3"), RowDefect.SURPLUS),
        (b'1;"2', ("1", '"2'), RowDefect.QUOTES),
        (b" 007 ;+7916", (" 007 ", "+7916"), NO_DEFECT),
    ],
)
def test_a_row_keeps_what_it_has_and_says_what_is_wrong(
    line: bytes, cells: tuple[str, ...], defects: RowDefect
) -> None:
    assert rows_of(b"a;b\n" + line + b"\n", CsvParser(";", "utf-8"))[1] == Row(cells, defects)


def utf_16_file(folder: Path) -> Path:
    path = folder / "report.csv"
    path.write_text("id;текст\n" + "1;ждём\n" * 1000, "utf-16", newline="")
    return path


def test_the_copy_of_a_utf_16_report_has_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    report = Report(StableFile(utf_16_file(tmp_path)))
    assert report.rows(1, 1) == (Row(("1", "ждём")),)
    assert not any(temporary.iterdir()), "nothing that could be left behind"
    report.close()
    with pytest.raises(ReportError):
        report.rows(1, 1)


def test_converting_can_be_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    cancelled = Event()
    cancelled.set()
    with pytest.raises(ReportError) as given_up:
        Report(StableFile(utf_16_file(tmp_path)), None, cancelled)
    assert given_up.value.kind is ReportErrorKind.CANCELLED
    assert not any(temporary.iterdir())


def test_the_mark_of_utf_8_is_letters_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    path.write_bytes(b"\xef\xbb\xbfid;b\n")
    assert Report(StableFile(path)).first_rows == (Row(("id", "b")),)
    read = Report(StableFile(path), Dialect("windows-1251", ";", header_row=0))
    assert read.first_rows == (Row(("п»їid", "b")),)


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.EACCES, ReportErrorKind.DENIED),
        (errno.EIO, ReportErrorKind.UNREADABLE),
        (errno.ENOSPC, ReportErrorKind.NO_SPACE),
    ],
)
def test_what_the_system_refuses_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, reason: ReportErrorKind
) -> None:
    def refuse(path: Path, *_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number), path)

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(ReportError) as refused:
        Report(StableFile(tmp_path / "report.csv"))
    assert refused.value.kind is reason


def test_a_folder_is_no_report(tmp_path: Path) -> None:
    with pytest.raises(ReportError) as refused:
        Report(StableFile(tmp_path))
    assert refused.value.kind in (ReportErrorKind.UNREADABLE, ReportErrorKind.DENIED)
