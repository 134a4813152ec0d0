"""Disks without hard links or locks, folders that are none, parts that vanish: reports are saved, or a clear error."""

import errno
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gui.storage import downloads
from gui.storage.downloads import PART_SUFFIX, DiskError, DiskErrorKind, clean_parts, save
from gui.storage.locks import Presence

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="these ways are taken elsewhere only")


class Report:
    """A small one."""

    checked = True
    size_bytes = 3

    def chunks(self) -> Iterator[bytes]:
        yield b"a;b"


def fail_with(number: int) -> object:
    def fail(*arguments: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


def test_without_hard_links_no_file_is_replaced_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", fail_with(errno.EPERM))
    target = tmp_path / "march.csv"
    assert save(Report(), target).path == target
    assert save(Report(), target).path == tmp_path / "march (2).csv"
    assert len(list(tmp_path.iterdir())) == 2


def test_a_disk_that_fails_is_named_and_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "write", fail_with(errno.EIO))
    with pytest.raises(DiskError) as error:
        save(Report(), tmp_path / "march.csv")
    assert error.value.kind is DiskErrorKind.FAILED
    assert list(tmp_path.iterdir()) == []


def test_parts_that_vanish_as_soon_as_they_are_made_end_the_download(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def vanish(part: Path, descriptor: int) -> bool:
        part.unlink()
        return False

    monkeypatch.setattr(downloads, "is_at", vanish)
    with pytest.raises(DiskError) as error:
        save(Report(), tmp_path / "march.csv")
    assert error.value.kind is DiskErrorKind.NAME_TAKEN
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_file_of_ours_is_not_cleaned_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / f".pipe{PART_SUFFIX}")
    (tmp_path / f".folder{PART_SUFFIX}").mkdir()
    (tmp_path / f".dead{PART_SUFFIX}").touch()
    assert not clean_parts(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [f".folder{PART_SUFFIX}", f".pipe{PART_SUFFIX}"]
    no_folder = tmp_path / "file"
    no_folder.touch()
    assert not clean_parts(no_folder)


def test_where_locks_are_unknown_no_part_is_taken_for_abandoned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fcntl.flock", fail_with(errno.ENOLCK))
    (tmp_path / f".somebody's{PART_SUFFIX}").touch()
    assert not clean_parts(tmp_path)
    assert len(list(tmp_path.iterdir())) == 1
    presence = Presence(tmp_path)
    assert presence.join()
    assert presence.be_alone()
    presence.leave()
