"""Exported files, read back by others."""

import csv
import re
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.utils.escape import unescape

from gui.report.errors import ReportError, ReportErrorKind
from gui.report.exporting.export import CELL_UNITS, MOST_COLUMNS, Exported, ExportForm, export, harmless, sheets_needed
from gui.storage.downloads import free_target, part_path

HEADER = ["phone", "text", "note"]
LONG = "я" * CELL_UNITS
ROWS = [
    ["79161234567", "=SUM(1)", "0042"],
    ["+79161234567", "two\nlines", "-5"],
    ["8 (916) 123-45-67", "😀 ёлка", "@here"],
    ["00000000000", "  spaces  ", ""],
    ["1e5", "TRUE", "01.02.2026 10:00:00"],
    ["12345678901234567890", LONG, "https://example.com/?a=1&b=<2>"],
    ["1,5", '"quoted"; and, more', "_x0041_"],
    ["a\x0bb", "one\n\ntwo\t", "]]> & \ufffe"],
]


def exported(form: ExportForm, target: Path, rows: list[list[str]] = ROWS, sheet_rows: int | None = None) -> Exported:
    return export(form, target, HEADER, 3, iter(rows), len(rows), sheet_rows=sheet_rows)


def sheets(path: Path) -> dict[str, list[list[str]]]:
    book = openpyxl.load_workbook(path)
    return {
        sheet.title: [["" if cell.value is None else unescape(cell.value) for cell in row] for row in sheet.iter_rows()]
        for sheet in book
    }


def test_excel_has_every_cell_as_text_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "march.xlsx"
    assert exported(ExportForm.XLSX, path) == Exported(len(ROWS))
    assert sheets(path) == {"march": [HEADER, *ROWS]}
    sheet = openpyxl.load_workbook(path).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    assert sheet.freeze_panes == "A2"
    assert all(cell.font.b for cell in sheet[1])
    assert not any(cell.font.b for cell in sheet[2])
    widths = [sheet.column_dimensions[letter].width for letter in "ABC"]
    assert widths[1] > widths[0] > 11
    assert max(widths) < 70
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed (package libreoffice-calc-nogui)")
def test_libreoffice_reads_the_same(tmp_path: Path) -> None:
    exported(ExportForm.XLSX, tmp_path / "march.xlsx")
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to"]
    target = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    subprocess.run(
        [*command, target, "--outdir", tmp_path, tmp_path / "march.xlsx"],
        check=True,
        capture_output=True,
        timeout=100,
    )
    (converted,) = tmp_path.glob("march*.csv")
    with converted.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [HEADER, *ROWS]


def test_more_rows_than_a_sheet_takes_go_to_further_sheets(tmp_path: Path) -> None:
    path = tmp_path / "a[b]:c*d?e'.xlsx"
    rows = [[str(number), "x", "y"] for number in range(10)]
    assert exported(ExportForm.XLSX, path, rows, sheet_rows=5) == Exported(10, sheets=3)
    found = sheets(path)
    assert len(found) == sheets_needed(10, 5) == 3
    assert all(content[0] == HEADER for content in found.values())
    assert [row for content in found.values() for row in content[1:]] == rows


def test_odd_tables(tmp_path: Path) -> None:
    path = tmp_path / "odd.xlsx"
    rows = [["1"], ["1", "2", "3", "4"], [], ["a\r\n\x00b", "y" * (CELL_UNITS + 1), "😀" * CELL_UNITS]]
    done = export(ExportForm.XLSX, path, ["n", "n"], 4, iter(rows), len(rows))
    assert done == Exported(4, cut_cells=2)
    (found,) = sheets(path).values()
    assert found[0] == ["n", "n", "3", "4"]
    assert found[1] == ["1", "", "", ""]
    assert found[2] == ["1", "2", "3", "4"]
    assert found[4][0] == "a\r\n\x00b"
    assert found[4][1] == "y" * CELL_UNITS
    assert len(found[4][2].encode("utf-16-le")) // 2 <= CELL_UNITS
    export(ExportForm.XLSX, path, None, 0, iter(()), 0)
    assert list(sheets(path)) == ["odd"]


def test_what_names_a_sheet_or_a_column_is_cut_to_what_excel_takes(tmp_path: Path) -> None:
    path = tmp_path / f"{'😀' * 30}.xlsx"
    export(ExportForm.XLSX, path, ["я" * (CELL_UNITS + 1)], 1, iter([["1"], ["2"]]), 2, sheet_rows=2)
    found = sheets(path)
    assert all(len(name.encode("utf-16-le")) // 2 <= 31 for name in found)
    assert [content[0] for content in found.values()] == [["я" * CELL_UNITS]] * 2


def test_an_empty_cell_is_one(tmp_path: Path) -> None:
    path = tmp_path / "march.xlsx"
    export(ExportForm.XLSX, path, ["a", "b"], 2, iter([["", "x"], [], ["y"]]), 3)
    cells = [[cell.value for cell in row] for row in openpyxl.load_workbook(path).active.iter_rows()]
    assert cells == [["a", "b"], [None, "x"], [None, None], ["y", None]]


def test_nothing_on_a_full_sheet_is_beyond_its_last_row(tmp_path: Path) -> None:
    path = tmp_path / "march.xlsx"
    exported(ExportForm.XLSX, path, [["1", "2", "3"]] * 4, sheet_rows=5)
    with ZipFile(path) as archive:
        text = archive.read("xl/worksheets/sheet1.xml").decode()
    assert max(int(number) for number in re.findall(r'[A-Z]+(\d+)"', text)) == 5


def test_more_rows_than_announced_are_not_lost_in_silence(tmp_path: Path) -> None:
    with pytest.raises(ReportError) as changed:
        export(ExportForm.XLSX, tmp_path / "march.xlsx", ["a"], 1, iter([["1"]] * 9), 4, sheet_rows=5)
    assert changed.value.kind is ReportErrorKind.CHANGED
    assert list(tmp_path.iterdir()) == []


def test_excel_keeps_spaces_and_the_header_in_sight(tmp_path: Path) -> None:
    path = tmp_path / "march.xlsx"
    exported(ExportForm.XLSX, path)
    with ZipFile(path) as archive:
        text = archive.read("xl/worksheets/sheet1.xml").decode()
    assert '<t xml:space="preserve">  spaces  </t>' in text
    assert '<pane ySplit="1"' in text


def test_more_columns_than_a_sheet_takes_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "wide.xlsx"
    columns = MOST_COLUMNS + 3
    done = export(ExportForm.XLSX, path, None, columns, iter([["x"] * columns]), 1)
    assert done == Exported(1, cut_cells=3)
    (found,) = sheets(path).values()
    assert found[1] == ["x"] * MOST_COLUMNS


def test_csv_for_excel_is_safe_and_keeps_phones(tmp_path: Path) -> None:
    path = tmp_path / "march.csv"
    exported(ExportForm.CSV_FOR_EXCEL, path)
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbfphone;text;note\r\n")
    with path.open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.reader(file, delimiter=";"))
    assert found[1] == ["79161234567", "'=SUM(1)", "0042"]
    assert found[2] == ["+79161234567", "two\nlines", "-5"]
    assert found[3] == ["8 (916) 123-45-67", "😀 ёлка", "'@here"]


FORMULAS = [
    "=1+1",
    "-1-1",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "-1 - 1",
    "-(5)",
    "-1+(2)",
    "+A1",
    "-",
    "=cmd|' /C calc'!A0",
    "-1,5+2",
]
BLANKS = [
    "",
    " ",
    "\n",
    "\r\n",
    "\t",
    "\u00a0",
    "\u202f",
    "\u3000",
    "\u200b",
    "\ufeff",
    "\u2060",
    "\x00",
    "\x0b",
    " \n\u00a0",
]


@pytest.mark.parametrize("blank", BLANKS)
@pytest.mark.parametrize("formula", [*FORMULAS, "＝1+1", "＋1+1", "－1-1", "＠SUM(1)", "+7-916-000-00-01"])
def test_what_a_spreadsheet_would_compute_is_made_harmless(formula: str, blank: str) -> None:
    assert harmless(blank + formula) == f"'{blank}{formula}"


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "",
            "-5",
            "-1,50",
            "-1.50",
            "-1 234,5",
            "-1\u00a0234,50",
            "+5",
            "−5",
            " -5",
            "0",
            "1e5",
            *("-5%", "-1.5e3", "-\u00a05"),
            "2026-07-26",
            "16:26",
        ),
        *(
            "+79160000001",
            "79160000001",
            "+7 916 000 00 01",
            "+7 (916) 000-00-01",
            "+7(916)000-00-01",
            "+7 916 000-00-01",
        ),
        *("8-916-000-00-01", "8 (916) 000-00-01", "+7\u00a0916\u00a0000\u00a000\u00a001", " +79160000001"),
        *("text", "a=b", "'=1", "a@b.ru", "№ 5", "«=1»", "(1)", " ", "\tx", "\n", "\u200b"),
    ],
)
def test_what_no_formula_can_be_made_of_stays(cell: str) -> None:
    assert harmless(cell) == cell


def test_names_of_columns_are_made_harmless_too(tmp_path: Path) -> None:
    done = export(ExportForm.CSV_FOR_EXCEL, tmp_path / "march.csv", ["=1", "b"], 2, iter([["1", "\n=2"]]), 1)
    with done.path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file, delimiter=";")) == [["'=1", "b"], ["1", "'\n=2"]]


def test_plain_csv_is_what_it_was(tmp_path: Path) -> None:
    path = tmp_path / "march.csv"
    exported(ExportForm.CSV, path)
    with path.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [HEADER, *ROWS]
    bare = export(ExportForm.CSV, tmp_path / "bare.csv", None, 3, iter(ROWS), len(ROWS))
    with bare.path.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == ROWS


@pytest.mark.parametrize("form", ExportForm)
@pytest.mark.parametrize("link", [False, True])
def test_what_appeared_under_the_name_meanwhile_is_left_alone(tmp_path: Path, form: ExportForm, link: bool) -> None:
    victim, target = tmp_path / "victim", tmp_path / "march.out"
    victim.write_text("precious")

    def rows() -> Iterator[list[str]]:
        yield from ROWS[:1]
        if link:
            target.symlink_to(victim)
            (tmp_path / "march (2).out").symlink_to(tmp_path / "nowhere")
        else:
            target.write_text("another program's")
            (tmp_path / "march (2).out").hardlink_to(victim)

    done = export(form, target, HEADER, 3, rows(), 1)
    assert done.path == tmp_path / "march (3).out"
    assert done.path.stat().st_size
    assert target.read_text() == ("precious" if link else "another program's")
    assert victim.read_text() == "precious"
    assert not (tmp_path / "nowhere").exists()
    assert len(list(tmp_path.iterdir())) == 4


def test_a_link_in_place_of_the_part_is_not_followed(tmp_path: Path) -> None:
    victim, target = tmp_path / "victim", tmp_path / "march.csv"
    victim.write_text("precious")
    part_path(target).symlink_to(victim)
    with pytest.raises(ReportError):
        exported(ExportForm.CSV, target)
    assert victim.read_text() == "precious"
    assert not target.exists()


def test_two_exports_at_once_do_not_meet(tmp_path: Path) -> None:
    def rows() -> Iterator[list[str]]:
        yield from ROWS[:1]
        other = export(ExportForm.CSV, free_target(tmp_path, "march.csv"), None, 3, iter(ROWS[1:2]), 1)
        assert other.path == tmp_path / "march (2).csv"

    assert export(ExportForm.CSV, tmp_path / "march.csv", None, 3, rows(), 1).path == tmp_path / "march.csv"
    with (tmp_path / "march (2).csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == ROWS[1:2]


@pytest.mark.parametrize("form", ExportForm)
def test_an_export_that_is_given_up_leaves_what_was_there(tmp_path: Path, form: ExportForm) -> None:
    def rows() -> Iterator[list[str]]:
        yield from ROWS * 100
        raise ReportError(ReportErrorKind.CANCELLED)

    path = tmp_path / "march.out"
    path.write_text("before")
    with pytest.raises(ReportError) as cancelled:
        export(form, path, HEADER, 3, rows(), 1000)
    assert cancelled.value.kind is ReportErrorKind.CANCELLED
    assert [each.name for each in tmp_path.iterdir()] == ["march.out"]
    assert path.read_text() == "before"


@pytest.mark.parametrize("form", ExportForm)
def test_a_full_disk_is_told_and_left_clean(tmp_path: Path, form: ExportForm) -> None:
    rows = [[str(number), f"text {number * 7919}", "x"] for number in range(50_000)]
    resource = pytest.importorskip("resource", reason="Windows has no such limit")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(ReportError) as full:
            exported(form, tmp_path / "march.out", rows)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert full.value.kind is ReportErrorKind.NO_SPACE
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_takes_no_files_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReportError) as gone:
        exported(ExportForm.XLSX, tmp_path / "missing" / "march.xlsx")
    assert gone.value.kind is ReportErrorKind.GONE
