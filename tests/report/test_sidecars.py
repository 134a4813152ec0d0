"""Indexes that are kept: used for the very same file only."""

import os
from pathlib import Path

import pytest

from gui.report import sidecars as sidecars_module
from gui.report.dialect import Dialect
from gui.report.files import StableFile
from gui.report.report import Report
from gui.report.sidecars import LEAST_BYTES, Sidecars

ROWS = LEAST_BYTES // 10


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "report.csv"
    path.write_bytes(b"id;text\n" + b"123456;xyz\n" * ROWS)
    return path


@pytest.fixture
def sidecars(tmp_path: Path) -> Sidecars:
    return Sidecars(tmp_path / "indexes")


def opened(path: Path, sidecars: Sidecars, dialect: Dialect | None = None) -> Report:
    return Report(StableFile(path), dialect, None, sidecars)


def scanned(path: Path, sidecars: Sidecars, dialect: Dialect | None = None) -> Report:
    report = opened(path, sidecars, dialect)
    for _ in report.scan():
        pass
    return report


def test_a_second_opening_knows_all_rows_at_once(path: Path, sidecars: Sidecars) -> None:
    first = scanned(path, sidecars)
    again = opened(path, sidecars)
    assert again.index.rows == first.index.rows == ROWS + 1
    assert again.index.state().tolist() == first.index.state().tolist()
    assert again.rows(ROWS, 2) == first.rows(ROWS, 2)
    assert list(again.scan()) == [again.size_bytes]


def test_an_index_of_anything_else_is_not_used(path: Path, sidecars: Sidecars) -> None:
    scanned(path, sidecars)
    comma = Dialect("utf-8", ",", header_row=0)
    assert opened(path, sidecars, comma).index.rows == 0
    status = path.stat()
    content = path.read_bytes()
    path.write_bytes(content[:-11] + b"12345\n;xyz\n")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert path.stat().st_size == status.st_size
    assert opened(path, sidecars).index.rows == 0, "same size and time, other bytes"
    path.write_bytes(content)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 1))
    assert opened(path, sidecars).index.rows == 0, "another time"


def test_a_damaged_index_is_made_anew(path: Path, sidecars: Sidecars, tmp_path: Path) -> None:
    scanned(path, sidecars)
    (kept,) = (tmp_path / "indexes").iterdir()
    content = bytearray(kept.read_bytes())
    for damaged in (b"", bytes(content[:50]), bytes(content[:-8]), bytes([*content[:-1], content[-1] ^ 1])):
        kept.write_bytes(damaged)
        report = opened(path, sidecars)
        assert report.index.rows == 0
    assert scanned(path, sidecars).index.rows == ROWS + 1
    assert opened(path, sidecars).index.rows == ROWS + 1


def test_where_nothing_can_be_kept_all_goes_on(path: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert scanned(path, Sidecars(tmp_path / "file" / "indexes")).index.rows == ROWS + 1


def test_the_oldest_give_way(path: Path, sidecars: Sidecars, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sidecars_module, "KEPT", 2)
    for number, separator in enumerate(";,|"):
        scanned(path, sidecars, Dialect("utf-8", separator, header_row=0))
        for kept in (tmp_path / "indexes").iterdir():
            os.utime(kept, (number, number))
    assert len(list((tmp_path / "indexes").iterdir())) == 2


def test_a_small_report_keeps_none(sidecars: Sidecars, tmp_path: Path) -> None:
    path = tmp_path / "small.csv"
    path.write_bytes(b"a;b\n1;2\n")
    scanned(path, sidecars)
    assert not (tmp_path / "indexes").exists()
