"""Queries about a report, held against what Python's own `csv` and `sorted` make of the whole file."""

import csv
import io
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gui.report.detecting.dialect import Dialect
from gui.report.errors import ReportError, ReportErrorKind
from gui.report.files import StableFile
from gui.report.ordering import sorting
from gui.report.ordering.texts import _ALPHABET, MOST_CHARACTERS
from gui.report.parsing.values import Kind, kind_of, moment, number
from gui.report.progress_monitor import ProgressMonitor
from gui.report.query_engine import QueryEngine
from gui.report.reading import row_numbers
from gui.report.reading.report import Report
from gui.report.reading.row_access import batches, rows_at
from gui.report.row_order import RowOrder
from gui.report.row_query import Contains, Count, Except, Group, OneOf, RowQuery, Sorting

Table = list[list[str]]

WORDS = st.text(st.sampled_from('abAB0 1;"\nЖжЁёЕеЙЯяІі—№,.'), max_size=6)
NUMBERS = st.one_of(
    st.integers(-(10**15) + 1, 10**15 - 1).map(str),
    st.integers(0, 10**11).map(lambda number: f"+{number}"),
    st.decimals(-999, 999, places=2).map(str),
    st.sampled_from(["", "0", "-0", "007", "1,5", "n/a", "1.", ".5", "+", "1.2.3", "1234567890123456", "-", " 5"]),
    st.sampled_from(["1 234,50", "1\u00a0234\u00a0567", "-12 000", "12 34", "1 234", '"5']),
)
DATES = st.one_of(
    st.datetimes().map(lambda moment: f"{moment:%d.%m.%Y %H:%M:%S}".rjust(19, "0")),
    st.datetimes().map(lambda moment: f"{moment:%d.%m.%Y}".rjust(10, "0")),
    st.datetimes().map(lambda moment: moment.isoformat(" ")),
    st.datetimes().map(lambda moment: moment.isoformat("T", "minutes") + "Z"),
    st.datetimes().map(lambda moment: f"{moment.day}.{moment.month}.{moment.year:04d} {moment.hour}:{moment:%M}"),
    st.datetimes().map(lambda moment: f"{moment:%d.%m.%y}"),
    st.sampled_from(["", "01.01.2026 10:00", "01.01.2026 10", "soon", "01.01.26 10:00:00", "00.00.0000"]),
    st.sampled_from(["31.02.2026", "29.02.2024", "29.02.1900", "29.02.2000", "01.13.2026", "9:05", "24:00", "-", "0"]),
    st.sampled_from(["01.01.2026T10:00", "01/02/2026 10:60", "2026-02-30", "2026-12-31 23:59:59", "0000-01-01"]),
)
LETTERS = st.text(
    st.sampled_from('abAsSkKiIfßſıİ1 ;"\nЖжЁёЕеЙйИи№—«₽.\u00a0\u202f\u2009\u0306\u0308\u0301éΣσςµ')
    | st.characters(codec="utf-8"),
    max_size=7,
).map(lambda text: text.replace("\0", ""))
CASES: list[Callable[[str], str]] = [
    str,
    str.upper,
    str.lower,
    str.swapcase,
    str.title,
    lambda text: unicodedata.normalize("NFC", text),
    lambda text: text.replace("\u00a0", " ").replace("ё", "е"),
]
ROWS = st.lists(st.tuples(NUMBERS, DATES, WORDS, st.sampled_from(["ok", "Отказ", "", '"x"'])), min_size=1, max_size=40)


def written(path: Path, table: Table, encoding: str, *, quote_all: bool = False) -> Report:
    text = io.StringIO(newline="")
    if quote_all:
        csv.writer(text, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL).writerows(table)
    else:
        csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(table)
    path.write_bytes(text.getvalue().encode(encoding))
    return opened(path, encoding)


def opened(path: Path, encoding: str) -> Report:
    report = Report(StableFile(path), Dialect(encoding, ";", header_row=0))
    for _ in report.scan():
        pass
    return report


def shown(row_order: RowOrder, rows: int) -> list[int]:
    return list(range(1, rows)) if row_order.rows is None else row_order.rows.tolist()


def alike(text: str) -> str:
    """What the documented search makes of a text, letter by letter."""
    spaced = "".join(" " if unicodedata.category(letter) == "Zs" else letter for letter in text.casefold())
    return spaced.replace("ё", "е").replace("ı", "i")


def has(cells: Sequence[str], needle: str) -> bool:
    """Whether a text is in one of some cells, as both are written or as both are composed."""
    needle = needle.strip()
    composed = [unicodedata.normalize("NFC", text) for text in (needle, *cells)]
    return any(alike(needle) in alike(cell) for cell in cells) or any(
        alike(composed[0]).replace("i\u0307", "i") in alike(cell).replace("i\u0307", "i") for cell in composed[1:]
    )


def natural_value(cell: str, kind: Kind) -> float | None:
    if kind is Kind.TEXTS:
        return None
    return number(cell) if kind is Kind.NUMBERS else moment(cell)


def letters(cell: str) -> list[int]:
    """The documented order of texts."""
    last = len(_ALPHABET)
    places = [_ALPHABET.index(letter) if letter in _ALPHABET else last for letter in cell.lower()]
    return places[:MOST_CHARACTERS]


def sorted_by(table: Table, column: int, kind: Kind, *, descending: bool) -> list[int]:
    """The documented order of rows: what the column holds, other texts, empty cells."""
    numbers = range(1, len(table))
    values = {n: value for n in numbers if (value := natural_value(table[n][column], kind)) is not None}
    odd = [n for n in numbers if n not in values and table[n][column]]
    return [
        *sorted(values, key=values.__getitem__, reverse=descending),
        *sorted(odd, key=lambda n: letters(table[n][column]), reverse=descending),
        *(n for n in numbers if not table[n][column]),
    ]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(ROWS, st.sampled_from(["utf-8", "windows-1251"]), st.booleans(), st.integers(0, 3), st.booleans())
def test_sorting_is_stable_and_natural(
    tmp_path: Path, rows: list[tuple[str, ...]], encoding: str, quote_all: bool, column: int, descending: bool
) -> None:
    table = [["a", "b", "c", "d"], *map(list, rows)]
    report = written(tmp_path / "report.csv", table, encoding, quote_all=quote_all)
    found = QueryEngine(report).arrange(RowQuery(sorting=Sorting(column, descending)), 1, ProgressMonitor())
    kind = kind_of([row[column] for row in rows])
    assert shown(found, len(table)) == sorted_by(table, column, kind, descending=descending)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.tuples(LETTERS, LETTERS, LETTERS), min_size=1, max_size=20),
    st.sampled_from(["utf-8", "windows-1251", "koi8-r", "cp866"]),
    st.booleans(),
    st.sampled_from(CASES),
    st.data(),
)
def test_every_part_of_a_cell_is_found(
    tmp_path: Path,
    rows: list[tuple[str, str, str]],
    encoding: str,
    quote_all: bool,
    change: Callable[[str], str],
    data: st.DataObject,
) -> None:
    table = [["a", "b", "c"], *([cell.encode(encoding, "ignore").decode(encoding) for cell in row] for row in rows)]
    report = written(tmp_path / "report.csv", table, encoding, quote_all=quote_all)
    row, column = data.draw(st.integers(1, len(rows))), data.draw(st.integers(0, 2))
    cell = table[row][column]
    start = data.draw(st.integers(0, len(cell)))
    needle = change(cell[start : data.draw(st.integers(start, len(cell)))])
    engine = QueryEngine(report)
    for looked_at in (None, column):
        found = engine.arrange(RowQuery(needle=Contains(f" {needle}\n", looked_at)), 1, ProgressMonitor())
        if not needle.strip():
            assert found.hits is None
            continue
        assert found.hits is not None
        assert row - 1 in found.hits.tolist()
        cells = [each if looked_at is None else each[looked_at : looked_at + 1] for each in table]
        assert found.hits.tolist() == [n - 1 for n in range(1, len(table)) if has(cells[n], needle)]
        chosen = engine.arrange(RowQuery((Contains(needle, looked_at),)), 1, ProgressMonitor()).rows
        assert chosen is not None
        assert (chosen - 1).tolist() == found.hits.tolist()


@pytest.mark.parametrize(
    ("cell", "needle"),
    [
        ("Заказ № 5", "№ 5"),
        ("Заказ №\u00a05", "№ 5"),
        ("12 500", "12\u00a0500"),
        ("12\u202f500 ₽", "12 500\u2009₽"),
        ("«Осень» — скидки", "«осень» —"),
        ("ёлка", "ЕЛКА"),
        ("елка", "ёлка"),
        ("и\u0306од", "ЙОД"),
        ("йод", "и\u0306од"),
        ("cafe\u0301", "CAFÉ"),
        ("İstanbul", "istanbul".upper()),
        ("İstanbul", "stan"),
        ("İ", "i"),
        ("ırmak", "IRMAK"),
        ("Straße", "STRASSE"),
        ("Straße", "ras"),
        ("ſo", "SO"),
        ("273 \u212a", "273 k"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("σίσυφος", "ΣΊΣΥΦΟΣ"),
        ("ŉ", "n"),
        ("\ufb01le", "FI"),
        ('a"b', 'A"b'),
        ("one\ntwo", "\tONE\ntwo\r\n"),
        ("Ваш код", "\ufeff Ваш код\u200b"),
        ("\ufffd?", "\ufffd"),
    ],
)
def test_what_looks_alike_is_found(tmp_path: Path, cell: str, needle: str) -> None:
    report = written(tmp_path / "report.csv", [["a", "b"], ["x", "y"], ["x", cell], ["z", "-"]], "utf-8")
    for column in (None, 1):
        found = QueryEngine(report).arrange(RowQuery(needle=Contains(needle, column)), 1, ProgressMonitor()).hits
        assert found is not None
        assert found.tolist() == [1]


@pytest.mark.parametrize("text", ["№", "«", "№ 5", "\u00a0", "—"])
def test_what_an_encoding_does_not_have_is_in_no_row(tmp_path: Path, text: str) -> None:
    report = written(tmp_path / "report.csv", [["a", "b"], ["N 5", "<>-"]], "koi8-r")
    found = QueryEngine(report).arrange(RowQuery(needle=Contains(text)), 1, ProgressMonitor()).hits
    assert found is None if not text.strip() else found is not None and not len(found)


@pytest.mark.parametrize("raw", [b'"a"b"c', b'"ab"c', b"a\0b\0c", b'"\xd0"\x96abc', b'"x""a"bc'])
def test_a_text_across_what_reading_leaves_out_is_found(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "report.csv"
    path.write_bytes(b"a;b\n1;2\n3;" + raw + b"\n5;6\n")
    report = opened(path, "utf-8")
    cell = report.rows(2, 1)[0].cells[1]
    for start in range(len(cell)):
        for end in range(start + 1, len(cell) + 1):
            hits = QueryEngine(report).arrange(RowQuery(needle=Contains(cell[start:end], 1)), 1, ProgressMonitor()).hits
            assert hits is not None
            assert hits.tolist() == [1], cell[start:end]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(ROWS, st.sampled_from(["ok", "Отказ", "", '"x"']), WORDS, st.booleans())
def test_filters_sorting_and_search_together(
    tmp_path: Path, rows: list[tuple[str, ...]], value: str, text: str, descending: bool
) -> None:
    table = [["a", "b", "c", "d"], *map(list, rows)]
    report = written(tmp_path / "report.csv", table, "utf-8")
    group = Group(3)
    query = RowQuery(
        (OneOf(group, frozenset({value, "ok"})), Contains("Ж", 2)),
        Sorting(2, descending),
        Contains(text.strip() or "ё"),
    )
    found = QueryEngine(report).arrange(query, 1, ProgressMonitor())
    order = sorted_by(table, 2, kind_of([row[2] for row in rows]), descending=descending)
    chosen = [n for n in order if table[n][3] in (value, "ok") and "ж" in table[n][2].lower()]
    assert shown(found, len(table)) == chosen
    assert found.hits is not None
    assert found.hits.tolist() == [place for place, n in enumerate(chosen) if has(table[n], text.strip() or "ё")]
    counts = {
        count.value: count.rows
        for count in QueryEngine(report).summary(group, query.conditions, 1, ProgressMonitor()).counts
    }
    expected = [table[n][3] for n in chosen]
    assert counts == {each: expected.count(each) for each in expected}


def big_table(rows: int) -> Table:
    texts = ['Скидка "Осень"', "Доставка завтра,\nкурьер позвонит", "ёлка; и ель", "Ваш код"]
    return [
        ["phone", "sent", "text", "status"],
        *(
            [
                f"7916{n * 7919 % 10**7:07d}",
                f"{n % 28 + 1:02d}.{n % 12 + 1:02d}.2026 {n % 24:02d}:00:00",
                f"{texts[n % 4]} {n % 97}",
                str(n % 5),
            ]
            for n in range(rows)
        ),
    ]


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many blocks and many runs in a small file."""
    monkeypatch.setattr("gui.report.reading.report.PIECE_BYTES", 20_000)
    monkeypatch.setattr(sorting, "RUN_BYTES", 30_000)
    monkeypatch.setattr(row_numbers, "IN_MEMORY_BYTES", 40_000)


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251"])
def test_a_file_of_many_blocks(tmp_path: Path, encoding: str) -> None:
    table = big_table(12_345)
    report = written(tmp_path / "report.csv", table, encoding)
    engine = QueryEngine(report)
    for column in range(4):
        for descending in (False, True):
            found = engine.arrange(RowQuery(sorting=Sorting(column, descending)), 1, ProgressMonitor())
            kind = kind_of([row[column] for row in table[1:400]])
            assert (kind is Kind.TEXTS) == (column == 2)
            assert shown(found, len(table)) == sorted_by(table, column, kind, descending=descending)
    for needle in (Contains("ОСЕНЬ"), Contains("ёЛКА; и", 2), Contains("7916000"), Contains('"'), Contains("Курьер")):
        hits = engine.arrange(RowQuery(needle=needle), 1, ProgressMonitor()).hits
        assert hits is not None
        assert hits.tolist() == [
            n - 1 for n in range(1, len(table)) if any(needle.text.lower() in cell.lower() for cell in table[n])
        ]
    days = engine.summary(Group(1, by_day=True), (), 1, ProgressMonitor()).counts
    assert [count.value for count in days] == sorted(
        {row[1][:10] for row in table[1:]}, key=lambda day: (day[6:], day[3:5], day[:2])
    )
    assert sum(count.rows for count in days) == len(table) - 1
    assert engine.summary(Group(3), (), 1, ProgressMonitor()).counts == tuple(Count(str(n), 2469) for n in range(5))
    assert engine.summary(Group(0), (), 1, ProgressMonitor()).too_many
    chosen = engine.arrange(RowQuery((OneOf(Group(3), frozenset({"2"})),)), 1, ProgressMonitor()).rows
    assert chosen is not None
    assert [list(cells) for batch in batches(report, chosen, 1, ProgressMonitor()) for cells in batch] == [
        row for row in table[1:] if row[3] == "2"
    ]
    assert [list(cells) for batch in batches(report, None, 1, ProgressMonitor()) for cells in batch] == table[1:]
    backwards = chosen[::-1]
    assert [list(row.cells) for row in rows_at(report, backwards)] == [table[n] for n in backwards.tolist()]
    assert [list(cells) for batch in batches(report, backwards, 1, ProgressMonitor()) for cells in batch] == [
        table[n] for n in backwards.tolist()
    ]


@pytest.mark.usefixtures("small_pieces")
def test_broken_rows_are_sought_counted_and_sorted_as_they_are_shown(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    broken = b'a;b;c\n"1"x;Q;3\n1\n2;\xff"\0\xd0\x96q";3\n4;"un;5\n;;\n"",\n'
    path.write_bytes(broken * 700)
    report = opened(path, "utf-8")
    rows = [row.cells for row in report.rows(0, report.index.rows)]
    engine = QueryEngine(report)
    for text, column in (("q", None), ("Жq", None), ("un;5", None), ("x", 0), ("\ufffd", None), ("5", 2)):
        hits = engine.arrange(RowQuery(needle=Contains(text, column)), 0, ProgressMonitor()).hits
        assert hits is not None
        assert hits.tolist() == [
            number
            for number, cells in enumerate(rows)
            if any(text.lower() in cell.lower() for cell in (cells if column is None else cells[column : column + 1]))
        ], text
    for column in range(3):
        group = engine.summary(Group(column), (), 0, ProgressMonitor())
        values = [cells[column] if column < len(cells) else "" for cells in rows]
        assert {count.value: count.rows for count in group.counts} == {each: values.count(each) for each in values}
        table = [["", "", ""], *([*cells, "", ""][:3] for cells in rows)]
        found = engine.arrange(RowQuery(sorting=Sorting(column)), 0, ProgressMonitor()).rows
        assert found is not None
        kind = kind_of([row.cells[column] for row in report.first_rows if column < len(row.cells)])
        assert [number + 1 for number in found.tolist()] == sorted_by(table, column, kind, descending=False)
    assert [cells for batch in batches(report, None, 0, ProgressMonitor()) for cells in map(tuple, batch)] == rows


def test_long_work_ends_when_it_is_cancelled_and_tells_how_far_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.report.reading.report.PIECE_BYTES", 20_000)
    report = written(tmp_path / "report.csv", big_table(3000), "utf-8")
    for query in (
        RowQuery(needle=Contains("q")),
        RowQuery(sorting=Sorting(0)),
        RowQuery((OneOf(Group(3), frozenset("1")),)),
    ):
        told: list[tuple[int, int]] = []
        monitor = ProgressMonitor(tell=lambda done, total, told=told: told.append((done, total)))  # type: ignore[misc]
        QueryEngine(report).arrange(query, 1, monitor)
        assert told[0][0] < told[-1][0] == told[-1][1] == report.size_bytes
        monitor.cancelled.set()
        with pytest.raises(ReportError) as cancelled:
            QueryEngine(report).arrange(query, 1, monitor)
        assert cancelled.value.kind is ReportErrorKind.CANCELLED


def test_an_empty_report_and_one_of_a_header_alone(tmp_path: Path) -> None:
    for content in (b"", b"a;b\n"):
        path = tmp_path / "report.csv"
        path.write_bytes(content)
        engine = QueryEngine(opened(path, "utf-8"))
        header_rows = int(bool(content))
        found = engine.arrange(RowQuery((Contains("a"),), Sorting(0), Contains("b")), header_rows, ProgressMonitor())
        assert found.rows is not None
        assert found.rows.tolist() == []
        assert engine.summary(Group(0), (), header_rows, ProgressMonitor()).counts == ()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(ROWS, st.sampled_from(["ok", "Отказ", "", '"x"']), WORDS.map(lambda text: text.strip() or "ё"))
def test_rows_are_left_out_by_value_and_by_text(
    tmp_path: Path, rows: list[tuple[str, ...]], value: str, text: str
) -> None:
    table = [["a", "b", "c", "d"], *map(list, rows)]
    engine = QueryEngine(written(tmp_path / "report.csv", table, "utf-8"))
    group = Group(3)
    not_value, not_text = Except(OneOf(group, frozenset({value}))), Except(Contains(text, 2))
    by_value = [n for n in range(1, len(table)) if table[n][3] != value]
    by_text = [n for n in range(1, len(table)) if not has(table[n][2:3], text)]
    both = sorted(set(by_value) & set(by_text))
    for conditions, expected in (((not_value,), by_value), ((not_text,), by_text), ((not_value, not_text), both)):
        found = engine.arrange(RowQuery(conditions, None, Contains(text)), 1, ProgressMonitor())
        assert shown(found, len(table)) == expected
        assert found.hits is not None
        assert found.hits.tolist() == [place for place, n in enumerate(expected) if has(table[n], text)]
        counts = {count.value: count.rows for count in engine.summary(group, conditions, 1, ProgressMonitor()).counts}
        values = [table[n][3] for n in expected]
        assert counts == {each: values.count(each) for each in values}
        backwards = engine.arrange(RowQuery(conditions, Sorting(3, descending=True)), 1, ProgressMonitor())
        assert sorted(shown(backwards, len(table))) == expected
