"""Choices of how to read a report: remembered for files of the same shape, across restarts."""

import json
from pathlib import Path

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from gui.report.detecting import saved_dialects as readings_module
from gui.report.detecting.dialect import Dialect, Looks, examine
from gui.report.detecting.saved_dialects import SavedDialects
from gui.report.files import StableFile
from gui.report.messages import OpenedReport, OpenReport
from gui.report.reading.report import Report
from gui.workers.scan import Scan

SEEN = Dialect("windows-1251", ";", 0)
CHOSEN = Dialect("koi8-r", ";", 1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "readings.json"


def looks(shape: str = "a shape", dialect: Dialect = SEEN) -> Looks:
    return Looks(dialect, shape)


def test_a_choice_holds_for_the_next_file_of_its_shape_after_a_restart(path: Path, tmp_path: Path) -> None:
    july, august, other = (tmp_path / f"{name}.csv" for name in ("july", "august", "other"))
    july.write_text("Итоги;за июль\n10;20\n30;40\n")
    august.write_text("Итоги;за июль\n50;60\n70;80\n90;100\n")
    other.write_text("Телефон;Текст\n10;20\n")
    assert Report(StableFile(july), None, saved_dialects=SavedDialects(path)).dialect.header_row == 0
    Report(StableFile(july), Dialect("utf-8", ";", 1), saved_dialects=SavedDialects(path))
    again = Report(StableFile(august), None, saved_dialects=SavedDialects(path))
    assert again.dialect == Dialect("utf-8", ";", 1)
    assert again.settle()
    assert Report(StableFile(other), None, saved_dialects=SavedDialects(path)).dialect.header_row == 0
    assert Report(StableFile(august)).dialect.header_row == 0
    Report(StableFile(august), Dialect("utf-8", ";", 0), saved_dialects=SavedDialects(path))
    assert Report(StableFile(july), None, saved_dialects=SavedDialects(path)).dialect.header_row == 0, "chosen back"


def test_what_is_chosen_in_one_run_is_how_the_next_one_reads(qtbot: QtBot, path: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    report.write_text("Итоги;за июль\n10;20\n30;40\n")
    opened: list[OpenedReport] = []
    for token, dialect in enumerate((None, Dialect("utf-8", ";", None), None)):
        scan = Scan(None, SavedDialects(path))
        scan.opened.connect(opened.append)
        scan.open(OpenReport(report, dialect, token))
        shiboken6.delete(scan)
    assert [each.dialect.header_row for each in opened] == [0, None, None]


def test_a_choice_changes_only_what_looked_the_same_when_it_was_made(path: Path) -> None:
    SavedDialects(path).keep(looks(), CHOSEN)
    assert SavedDialects(path).recall(looks()) == CHOSEN
    assert SavedDialects(path).recall(looks(dialect=Dialect("utf-8", ";", 0))) == Dialect("utf-8", ";", 1)
    assert SavedDialects(path).recall(looks(dialect=Dialect("windows-1251", ";", 2))) == Dialect("koi8-r", ";", 2)
    assert SavedDialects(path).recall(looks("another")) == SEEN


def test_the_last_choice_counts(path: Path) -> None:
    SavedDialects(path).keep(looks(), CHOSEN)
    SavedDialects(path).keep(looks(), Dialect("cp866", "\t", None))
    assert SavedDialects(path).recall(looks()) == Dialect("cp866", "\t", None)


def test_the_oldest_choices_give_way(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings_module, "MOST_CHOICES", 2)
    for shape in ("first", "second", "first", "third"):
        SavedDialects(path).keep(looks(shape), CHOSEN)
    assert [SavedDialects(path).recall(looks(shape)) for shape in ("first", "second", "third")] == [
        CHOSEN,
        SEEN,
        CHOSEN,
    ]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "7",
        "null",
        '{"a": 1}',
        "[[1, 2]]",
        "[" * 100_000,
        '["a shape"]',
        json.dumps([["a shape", ["windows-1251", ";", 0], ["utf-7", ";", 0]]]),
        json.dumps([["a shape", ["windows-1251", ";", 0], ["utf-8", "x", 0]]]),
        json.dumps([["a shape", ["windows-1251", ";", 0], ["utf-8", ";", -1]]]),
        json.dumps([["a shape", ["windows-1251", ";", 0], ["utf-8", ";"]]]),
        "\ufffd",
    ],
)
def test_a_garbled_file_of_choices_is_as_good_as_none(path: Path, content: str) -> None:
    path.parent.mkdir()
    path.write_text(content)
    assert SavedDialects(path).recall(looks()) == SEEN
    SavedDialects(path).keep(looks(), CHOSEN)
    assert SavedDialects(path).recall(looks()) == CHOSEN


def test_where_nothing_can_be_kept_all_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    SavedDialects(tmp_path / "file" / "readings.json").keep(looks(), CHOSEN)
    assert SavedDialects(tmp_path / "file" / "readings.json").recall(looks()) == SEEN
    (tmp_path / "readings.json").mkdir()
    SavedDialects(tmp_path / "readings.json").keep(looks(), CHOSEN)
    assert {path.name for path in tmp_path.iterdir()} == {"file", "readings.json"}


def test_a_shape_is_told_from_the_beginning_of_a_file() -> None:
    text = "Телефон;Статус\n" + "79161234567;Доставлено\n" * 3000
    content = text.encode()
    assert examine([content[:30_000], content[-1000:]]).shape == examine([content]).shape
