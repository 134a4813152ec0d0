"""What a cell is taken for, alone and beside others."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.report.finding.groups import groups
from gui.report.parsing.rows import Row
from gui.report.parsing.values import Kind, day, kind_of, moment, number
from gui.report.progress_monitor import ProgressMonitor
from gui.report.query_engine import QueryEngine
from gui.report.row_query import Count, Group, OneOf, RowQuery, Sorting
from tests.report.test_query import opened

FORMS = (
    "%d.%m.%Y %H:%M:%S",
    "%d/%m/%Y %H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%SZ",
    "%Y-%m-%dT%H:%M:%S.%f+03:00",
    "%d.%m.%y %H:%M:%S",
)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31))


def bare(text: str) -> str:
    """Without the zeros that people leave out."""
    date, _, time = text.partition(" ")
    return ".".join(part.lstrip("0") for part in date.split(".")) + " " + time.removeprefix("0")


def written_as(when: datetime, form: int) -> str:
    return bare(when.strftime(FORMS[0])) if form == len(FORMS) else when.strftime(FORMS[form])


@given(MOMENTS, st.integers(0, len(FORMS)), MOMENTS, st.integers(0, len(FORMS)))
def test_moments_are_ordered_in_whatever_form_they_are_written(
    one: datetime, form: int, other: datetime, other_form: int
) -> None:
    one, other = one.replace(microsecond=0), other.replace(microsecond=0)
    left, right = moment(written_as(one, form)), moment(written_as(other, other_form))
    assert left is not None
    assert right is not None
    assert (left < right, left == right) == (one < other, one == other)
    assert day(written_as(one, form)) == f"{one:%d.%m.%Y}"


@given(st.decimals(-(10**9), 10**9, places=3), st.sampled_from(" \u00a0\u202f\u2009"), st.sampled_from(".,"))
def test_numbers_are_read_with_spaces_between_thousands(value: object, space: str, point: str) -> None:
    text = f"{value:,}".replace(".", point) if point == "." else f"{value:,}".replace(".", "p").replace(",", space)
    text = text.replace("p", point) if point == "," else text.replace(",", space)
    assert number(text) == number(text.replace("-", "−")) == float(str(value))


@pytest.mark.parametrize(
    "text",
    ["", "-", "н/д", "31.02.2026", "00.00.0000", "32.01.2026", "2026-13-01", "24:00", "9:60", "26.07.2026x", "1.2.3.4"],
)
def test_what_is_no_moment(text: str) -> None:
    assert moment(text) is None


@pytest.mark.parametrize("gap", [" ", "  ", "\u00a0", "\u202f", "\t", ", ", "T"])
def test_whatever_stands_between_day_and_time(gap: str) -> None:
    assert moment(f"26.07.2026{gap}16:26") == moment("26.07.2026 16:26")


@pytest.mark.parametrize("text", ["", "-", "1 23", "12 34", "8 916 123 45 67", "1e5", "0x1", "1234567890123456", "٣"])
def test_what_is_no_number(text: str) -> None:
    assert number(text) is None


@pytest.mark.parametrize("odd", ["-", "н/д", " ", "0", "", "31.02.2026", "нет данных"])
@pytest.mark.parametrize(
    ("usual", "kind"),
    [
        ("26.07.2026 16:26:05", Kind.DATES),
        ("2026-07-26T16:26:05.5Z", Kind.DATES),
        ("2026-07-26", Kind.DATES),
        ("26.07.26", Kind.DATES),
        ("6.7.2026", Kind.DATES),
        ("6.7.2026 9:05", Kind.DATES),
        ("9:05", Kind.DATES),
        ("1\u00a0234,50", Kind.NUMBERS),
        ("-5", Kind.NUMBERS),
        ("Доставлено", Kind.TEXTS),
    ],
)
def test_one_odd_cell_does_not_change_what_a_column_is(odd: str, usual: str, kind: Kind) -> None:
    assert kind_of([usual] * 3 + [odd]) is kind
    rows = [Row((cell,)) for cell in [usual] * 3 + [odd]]
    assert (Group(0, by_day=True) in groups(rows)) == (kind is Kind.DATES and usual != "9:05")


def test_where_neither_is_in_the_majority_a_column_is_of_texts() -> None:
    assert kind_of(["1", "2", "a", "b"]) is Kind.TEXTS
    assert kind_of(["1", "26.07.2026", "2", "27.07.2026"]) is Kind.TEXTS
    assert kind_of(["-", "—", " "]) is Kind.TEXTS


def query_of(path: Path, cells: list[bytes]) -> QueryEngine:
    path.write_bytes(b"a;b\n" + b"".join(b"%d;%b\n" % (number, cell) for number, cell in enumerate(cells)))
    return QueryEngine(opened(path, "utf-8"))


@pytest.mark.parametrize(("descending", "order"), [(False, [3, 2, 0, 1, 4, 5]), (True, [0, 2, 3, 4, 1, 5])])
def test_odd_cells_come_last_in_either_order(tmp_path: Path, descending: bool, order: list[int]) -> None:
    cells = ["26.07.2026", "-", '"2026-07-25"', "24.7.26", "н/д", ""]
    query = query_of(tmp_path / "report.csv", [cell.encode() for cell in cells])
    found = query.arrange(RowQuery(sorting=Sorting(1, descending)), 1, ProgressMonitor()).rows
    assert found is not None
    assert [row - 1 for row in found.tolist()] == order


def test_days_that_there_are_not_are_odd(tmp_path: Path) -> None:
    there = ["28.02.1900", "29.02.2000", "28.02.2023", "29.02.2024", "2024-04-30", "31.12.24", "2025-01-01T23:59:59"]
    odd = ["29.02.1900", "29.02.2023", "29.02.23", "31.04.2024", "2024-13-01", "01.00.2024", "01.01.2024 24:00"]
    query = query_of(tmp_path / "report.csv", [cell.encode() for cell in there * 3 + odd])
    found = query.arrange(RowQuery(sorting=Sorting(1)), 1, ProgressMonitor()).rows
    assert found is not None
    assert [(row - 1) % 7 for row in found.tolist()[:21]] == [at for at in range(7) for _ in range(3)]
    assert all(row > 21 for row in found.tolist()[21:])


@pytest.mark.parametrize("numbers", [[b'"5', b'"1"2', b"3", b"4", b"6"], [b"5\0", b"12", b"3", b"4", b"6"]])
def test_a_cell_that_is_not_closed_or_holds_nul_is_sorted_as_it_reads(tmp_path: Path, numbers: list[bytes]) -> None:
    query = query_of(tmp_path / "report.csv", numbers)
    found = query.arrange(RowQuery(sorting=Sorting(1)), 1, ProgressMonitor()).rows
    assert found is not None
    texts = [cell.replace(b"\0", b"").decode() for cell in numbers]
    reads = ["12" if text == '"1"2' else text for text in texts]
    order = sorted(range(5), key=lambda at: (number(reads[at]) is None, number(reads[at])))
    assert [row - 1 for row in found.tolist()] == order


def test_days_are_counted_in_whatever_form_they_are_written(tmp_path: Path) -> None:
    cells = ["26.07.2026 10:00", "2026-07-26T11:00:00Z", "26.7.26", '"26.07.2026"', " 26.07.2026", "1.8.2026 9:05"]
    odd = [
        "-",
        "31.02.2026",
        "",
        "26.07.202\0" + "5",
        "26.07.202\0" + "6",
        " 26.07.2025",
        '"26.07.202"5',
        '"26.07.202"6',
    ]
    query = query_of(tmp_path / "report.csv", [cell.encode() for cell in cells * 3 + odd])
    group = Group(1, by_day=True)
    counts = query.summary(group, (), 1, ProgressMonitor()).counts
    assert counts == (Count("26.07.2025", 3), Count("26.07.2026", 17), Count("01.08.2026", 3), Count("", 3))
    chosen = query.arrange(RowQuery((OneOf(group, frozenset({"01.08.2026"})),)), 1, ProgressMonitor()).rows
    assert chosen is not None
    assert chosen.tolist() == [6, 12, 18]


def test_days_behind_spaces_are_told_apart(tmp_path: Path) -> None:
    query = query_of(
        tmp_path / "report.csv", [b" 26.07.2026", b" 26.07.2025", b"26.07.2025", "\u00a026.07.2026".encode()]
    )
    counts = query.summary(Group(1, by_day=True), (), 1, ProgressMonitor()).counts
    assert counts == (Count("26.07.2025", 2), Count("26.07.2026", 2))


def test_more_rows_than_one_may_stand_above_the_data(tmp_path: Path) -> None:
    query = query_of(tmp_path / "report.csv", [b"ok"] * 20)
    for header_rows in (0, 1, 2, 8, 9, 21):
        found = query.arrange(
            RowQuery((OneOf(Group(1), frozenset({"ok", "b"})),), Sorting(1)), header_rows, ProgressMonitor()
        )
        assert found.rows is not None
        assert sorted(found.rows.tolist()) == list(range(header_rows, 21))
        unsorted = query.arrange(
            RowQuery((OneOf(Group(1), frozenset({"ok", "b"})),)), header_rows, ProgressMonitor()
        ).rows
        assert unsorted is not None
        assert unsorted.tolist() == list(range(header_rows, 21))
        counts = query.summary(Group(1), (), header_rows, ProgressMonitor()).counts
        assert sum(count.rows for count in counts) == 21 - header_rows
