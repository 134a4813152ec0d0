"""Indexes that are kept: used for the very same file only."""

import errno
import hashlib
import os
from pathlib import Path

import numpy as np
import pytest

from gui.report.detecting.dialect import Dialect
from gui.report.files import StableFile
from gui.report.reading import index_cache as index_cache_module
from gui.report.reading.index_cache import LEAST_BYTES, IndexCache
from gui.report.reading.report import Report

ROWS = LEAST_BYTES // 10


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "report.csv"
    path.write_bytes(b"id;text\n" + b"123456;xyz\n" * ROWS)
    return path


@pytest.fixture
def index_cache(tmp_path: Path) -> IndexCache:
    return IndexCache(tmp_path / "indexes")


def opened(path: Path, index_cache: IndexCache, dialect: Dialect | None = None) -> Report:
    return Report(StableFile(path), dialect, None, index_cache)


def scanned(path: Path, index_cache: IndexCache, dialect: Dialect | None = None) -> Report:
    report = opened(path, index_cache, dialect)
    for _ in report.scan():
        pass
    return report


def test_a_second_opening_knows_all_rows_at_once(path: Path, index_cache: IndexCache) -> None:
    first = scanned(path, index_cache)
    again = opened(path, index_cache)
    assert again.index.rows == first.index.rows == ROWS + 1
    assert again.index.state().tolist() == first.index.state().tolist()
    assert again.rows(ROWS, 2) == first.rows(ROWS, 2)
    assert list(again.scan()) == [again.size_bytes]


def test_an_index_of_anything_else_is_not_used(path: Path, index_cache: IndexCache) -> None:
    scanned(path, index_cache)
    comma = Dialect("utf-8", ",", header_row=0)
    assert opened(path, index_cache, comma).index.rows == 0
    status = path.stat()
    content = path.read_bytes()
    path.write_bytes(content[:-11] + b"12345\n;xyz\n")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert path.stat().st_size == status.st_size
    assert opened(path, index_cache).index.rows == 0, "same size and time, other bytes"
    path.write_bytes(content)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 1))
    assert opened(path, index_cache).index.rows == 0, "another time"


def test_a_damaged_index_is_made_anew(path: Path, index_cache: IndexCache, tmp_path: Path) -> None:
    scanned(path, index_cache)
    (kept,) = (tmp_path / "indexes").iterdir()
    content = bytearray(kept.read_bytes())
    state = np.frombuffer(content[32:], np.uint64)
    wrong = [state[:3], state[:-1], np.append(state, 1), state[::-1], state.astype(np.uint32), state + 1, state * 0]
    bodies = [each.tobytes() for each in wrong] + [b"", b"x"]
    whole = [hashlib.sha256(body).digest() + body for body in bodies]
    cut = [b"", bytes(content[:50]), bytes(content[:-8]), bytes([*content[:-1], content[-1] ^ 1])]
    for damaged in (*cut, *whole):
        kept.write_bytes(damaged)
        report = opened(path, index_cache)
        assert report.index.rows == 0
    assert scanned(path, index_cache).index.rows == ROWS + 1
    assert opened(path, index_cache).index.rows == ROWS + 1


def test_where_nothing_can_be_kept_all_goes_on(path: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert scanned(path, IndexCache(tmp_path / "file" / "indexes")).index.rows == ROWS + 1


def test_the_oldest_give_way(
    path: Path, index_cache: IndexCache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_cache_module, "MOST_FILES", 2)
    folder = tmp_path / "indexes"
    dialects = [Dialect("utf-8", separator, header_row=0) for separator in ";,|\t"]
    folder.mkdir()
    part = folder / f"{'0' * 64}.index.4321"
    part.touch()
    os.utime(part, (1, 1))
    for number, dialect in enumerate(dialects[:2]):
        before = set(folder.iterdir())
        scanned(path, index_cache, dialect)
        for kept in set(folder.iterdir()) - before:
            os.utime(kept, (number + 2, number + 2))
    assert not part.exists(), "left by a program that was killed"
    assert opened(path, index_cache, dialects[0]).index.rows, "used, and so no longer the oldest"
    scanned(path, index_cache, dialects[2])
    assert [bool(opened(path, index_cache, dialect).index.rows) for dialect in dialects] == [True, False, True, False]
    assert len(list(folder.iterdir())) == 2


def test_a_full_disk_leaves_nothing_behind(
    path: Path, index_cache: IndexCache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_some(part: Path, content: bytes) -> int:
        with part.open("wb") as file:
            file.write(content[:100])
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(Path, "write_bytes", write_some)
    assert scanned(path, index_cache).index.rows == ROWS + 1
    assert list((tmp_path / "indexes").iterdir()) == []


def test_another_header_of_other_width_has_an_index_of_its_own(path: Path, index_cache: IndexCache) -> None:
    path.write_bytes(b"Title\n" + path.read_bytes())
    assert scanned(path, index_cache, Dialect("utf-8", ";", 1)).index.defective == 1
    assert opened(path, index_cache, Dialect("utf-8", ";", None)).index.defective == 1
    assert scanned(path, index_cache, Dialect("utf-8", ";", 0)).index.defective == ROWS + 1


def test_a_small_report_keeps_none(index_cache: IndexCache, tmp_path: Path) -> None:
    path = tmp_path / "small.csv"
    path.write_bytes(b"a;b\n1;2\n")
    scanned(path, index_cache)
    assert not (tmp_path / "indexes").exists()
