"""Reports become files whole or not at all, under names that no system chokes on."""

import errno
import os
import shutil
import stat
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.storage import downloads
from gui.storage.downloads import (
    DiskError,
    DiskErrorKind,
    LocalFile,
    PartFileLease,
    clean_parts,
    free_target,
    local_state,
    part_path,
    release_part,
    safe_file_name,
    save,
)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in names(folder)}


class Bytes:
    """A source that a test controls."""

    checked = True

    def __init__(self, *chunks: bytes | Exception, size_bytes: int | None = None) -> None:
        self._chunks = chunks
        self.size_bytes = size_bytes

    def chunks(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            if isinstance(chunk, Exception):
                raise chunk
            yield chunk


def test_a_report_is_saved_for_this_user_only(tmp_path: Path) -> None:
    saved = save(Bytes(b"one", b"", b"two"), tmp_path / "new" / "march.csv")
    assert saved.path.read_bytes() == b"onetwo"
    assert stat.S_IMODE(saved.path.stat().st_mode) == 0o600
    assert names(saved.path.parent) == ["march.csv"]
    assert (saved.size_bytes, saved.checked) == (6, True)
    assert local_state(saved) is LocalFile.PRESENT


def test_nothing_stands_under_the_name_before_all_is_there(tmp_path: Path) -> None:
    target = tmp_path / "march.csv"
    seen: list[list[str]] = []

    class Watching(Bytes):
        def chunks(self) -> Iterator[bytes]:
            for _ in range(2):
                yield b"x"
                seen.append(names(tmp_path))

    save(Watching(), target)
    assert seen == [[part_path(target).name]] * 2


@pytest.mark.parametrize("error", [ZeroDivisionError(), ConnectionResetError(errno.ECONNRESET, "by peer")])
def test_a_source_that_fails_leaves_nothing_and_says_so_itself(tmp_path: Path, error: Exception) -> None:
    with pytest.raises(type(error)) as raised:
        save(Bytes(b"half", error), tmp_path / "march.csv")
    assert raised.value is error
    assert names(tmp_path) == []


def test_a_file_is_never_replaced_silently(tmp_path: Path) -> None:
    target = tmp_path / "march.csv"
    target.write_bytes(b"mine")
    assert free_target(tmp_path, "march.csv") == tmp_path / "march (2).csv"
    assert save(Bytes(b"new"), target).path == tmp_path / "march (2).csv"
    assert contents(tmp_path) == {"march.csv": b"mine", "march (2).csv": b"new"}
    save(Bytes(b"newer"), target, replace=True)
    assert contents(tmp_path) == {"march.csv": b"newer", "march (2).csv": b"new"}


def test_a_failed_replacement_keeps_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "march.csv"
    target.write_bytes(b"mine")
    with pytest.raises(ZeroDivisionError):
        save(Bytes(b"half", ZeroDivisionError()), target, replace=True)
    assert target.read_bytes() == b"mine"


def test_space_is_looked_at_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(DiskError) as error:
        save(Bytes(ZeroDivisionError(), size_bytes=2**60), tmp_path / "march.csv")
    assert error.value.kind is DiskErrorKind.NO_SPACE
    assert names(tmp_path) == []


def test_an_endless_report_stops_before_the_disk_is_full(mount: Callable[[str], Path]) -> None:
    disk = mount("size=100m")
    left: list[int] = []

    class Endless(Bytes):
        def chunks(self) -> Iterator[bytes]:
            while True:
                yield bytes(1024 * 1024)
                left.append(shutil.disk_usage(disk).free)

    with pytest.raises(DiskError) as error:
        save(Endless(), disk / "march.csv")
    assert error.value.kind is DiskErrorKind.NO_SPACE
    assert min(left) > 0
    assert names(disk) == []


def test_no_report_is_larger_than_the_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "MAX_REPORT_BYTES", 5)
    assert save(Bytes(b"12345"), tmp_path / "fits.csv").size_bytes == 5
    with pytest.raises(DiskError) as error:
        save(Bytes(b"123", b"456"), tmp_path / "march.csv")
    assert error.value.kind is DiskErrorKind.NO_SPACE
    assert names(tmp_path) == ["fits.csv"]


def test_a_disk_that_is_read_only(mount: Callable[[str], Path]) -> None:
    with pytest.raises(DiskError) as error:
        save(Bytes(b"x"), mount("ro") / "march.csv")
    assert error.value.kind is DiskErrorKind.NO_PERMISSION


@pytest.mark.parametrize("replace", [False, True])
def test_a_disk_that_fails_in_its_own_way(tmp_path: Path, replace: bool) -> None:
    part_path(tmp_path / "march.csv").mkdir()
    with pytest.raises(DiskError) as error:
        save(Bytes(b"x"), tmp_path / "march.csv", replace=replace)
    assert error.value.kind is DiskErrorKind.FAILED
    assert error.value.path == tmp_path / "march.csv"


@pytest.mark.parametrize("target", ["reports/march.csv", "reports/2026/march.csv"])
def test_a_folder_that_is_a_file(tmp_path: Path, target: str) -> None:
    (tmp_path / "reports").write_text("")
    with pytest.raises(DiskError) as error:
        save(Bytes(b"x"), tmp_path / target)
    assert error.value.kind is DiskErrorKind.NO_FOLDER


@pytest.mark.parametrize("links", [True, False])
def test_a_report_whose_name_is_taken_meanwhile_gets_the_next_free_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    target = tmp_path / "march.csv"
    if not links:
        monkeypatch.setattr(os, "link", raise_not_permitted)

    class Overtaken(Bytes):
        def chunks(self) -> Iterator[bytes]:
            yield b"new"
            target.symlink_to("nowhere")

    saved = save(Overtaken(), target)
    assert saved.path == tmp_path / "march (2).csv"
    assert saved.path.read_bytes() == b"new"
    assert names(tmp_path) == ["march (2).csv", "march.csv"]
    assert target.readlink() == Path("nowhere")
    assert local_state(saved) is LocalFile.PRESENT


def raise_not_permitted(*arguments: object) -> None:
    raise PermissionError(errno.EPERM, "a file system without links")


def test_a_disk_without_links_serves_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", raise_not_permitted)
    assert save(Bytes(b"one"), tmp_path / "march.csv").path.read_bytes() == b"one"
    assert names(tmp_path) == ["march.csv"]


def test_a_name_that_cannot_be_looked_at_is_left_to_saving(tmp_path: Path) -> None:
    target = free_target(tmp_path, "x" * 300)
    with pytest.raises(DiskError):
        save(Bytes(b"x"), target)


def test_what_an_interrupted_download_left_is_cleaned_and_nothing_else(tmp_path: Path) -> None:
    part_path(tmp_path / "march.csv").write_bytes(b"half")
    for name in ("march.csv", "other.part", ".hidden"):
        (tmp_path / name).write_bytes(b"mine")
    clean_parts(tmp_path)
    assert names(tmp_path) == [".hidden", "march.csv", "other.part"]
    clean_parts(tmp_path / "missing")


OTHER_COPY = """
import sys
from pathlib import Path
from gui.storage.downloads import free_target, save

class Typed:
    size_bytes, checked = None, True

    def chunks(self):
        yield b"theirs"
        print("writing", flush=True)
        sys.stdin.readline()

print(save(Typed(), free_target(Path(sys.argv[1]), "march.csv")).path.name, flush=True)
"""


@pytest.fixture
def other_copy(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another copy of the program, which saves march.csv until a line tells it to end."""
    copy = subprocess.Popen(
        [sys.executable, "-c", OTHER_COPY, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with copy:
        assert copy.stdout
        assert copy.stdout.readline() == "writing\n"
        yield copy
        copy.kill()


def test_two_copies_save_the_same_name_into_one_folder_and_both_reports_are_whole(
    tmp_path: Path, other_copy: "subprocess.Popen[str]"
) -> None:
    class Meanwhile(Bytes):
        def chunks(self) -> Iterator[bytes]:
            yield b"ours"
            assert not clean_parts(tmp_path)
            assert other_copy.communicate("go on\n", 30)[0] == "march.csv\n"

    saved = save(Meanwhile(), free_target(tmp_path, "march.csv"))
    assert saved.path.name == "march (2).csv"
    assert contents(tmp_path) == {"march.csv": b"theirs", "march (2).csv": b"ours"}


def test_the_part_of_a_copy_that_lives_is_left_alone_and_that_of_a_killed_one_removed(
    tmp_path: Path, other_copy: "subprocess.Popen[str]"
) -> None:
    (part,) = names(tmp_path)
    assert not clean_parts(tmp_path)
    assert names(tmp_path) == [part]
    other_copy.kill()
    other_copy.wait(30)
    assert clean_parts(tmp_path)
    assert names(tmp_path) == []


def test_a_part_that_somebody_looks_at_is_left_alone_until_it_is_let_go(tmp_path: Path) -> None:
    lease, target = PartFileLease(), tmp_path / "march.csv"
    lease.hold.set()
    with pytest.raises(ZeroDivisionError):
        save(Bytes(b"half", ZeroDivisionError()), target, lease=lease)
    assert not clean_parts(tmp_path)
    assert contents(tmp_path) == {part_path(target).name: b"half"}
    release_part(part_path(target), lease)
    release_part(part_path(target), lease)
    assert names(tmp_path) == []


def test_letting_go_of_a_part_does_not_remove_the_next_one_of_that_name(tmp_path: Path) -> None:
    lease, target = PartFileLease(), tmp_path / "march.csv"
    lease.hold.set()
    with pytest.raises(ZeroDivisionError):
        save(Bytes(b"half", ZeroDivisionError()), target, lease=lease)

    class Again(Bytes):
        def chunks(self) -> Iterator[bytes]:
            yield b"all"
            release_part(part_path(target), lease)

    assert save(Again(), target, replace=True).path.read_bytes() == b"all"


def test_a_link_in_the_place_of_a_part_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "mine").write_bytes(b"mine")
    (tmp_path / ".april.csv.smsc-part").symlink_to("mine")
    part_path(tmp_path / "march.csv").symlink_to("mine")
    assert not clean_parts(tmp_path)
    save(Bytes(b"new"), tmp_path / "march.csv")
    assert (tmp_path / "mine").read_bytes() == b"mine"
    assert not (tmp_path / "march.csv").is_symlink()


def test_a_part_that_is_cleaned_up_as_soon_as_it_is_made_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = iter(range(5))

    def overtaken(descriptor: int, operation: int) -> None:
        if next(tries) == 0:
            part_path(tmp_path / "march.csv").unlink()

    monkeypatch.setattr("fcntl.flock", overtaken)
    assert save(Bytes(b"new"), tmp_path / "march.csv").path.read_bytes() == b"new"


def test_where_the_disk_knows_no_locks_no_part_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unsupported(descriptor: int, operation: int) -> None:
        raise OSError(errno.ENOLCK, "no locks")

    monkeypatch.setattr("fcntl.flock", unsupported)
    (tmp_path / ".april.csv.smsc-part").write_bytes(b"perhaps somebody's")
    save(Bytes(b"new"), tmp_path / "march.csv")
    assert not clean_parts(tmp_path)
    assert names(tmp_path) == [".april.csv.smsc-part", "march.csv"]


def test_a_report_is_on_disk_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target, synced = tmp_path / "march.csv", []

    def sync(descriptor: int) -> None:
        synced.append((os.fstat(descriptor).st_size, os.path.samestat(os.fstat(descriptor), part_path(target).stat())))
        assert not target.exists()

    monkeypatch.setattr(os, "fsync", sync)
    save(Bytes(b"one", b"two"), target)
    assert synced == [(6, True)]


def test_a_file_that_was_changed_to_the_same_length_is_seen(tmp_path: Path) -> None:
    saved = save(Bytes(b"one"), tmp_path / "march.csv")
    saved.path.write_bytes(b"two")
    os.utime(saved.path, ns=(saved.modified_ns + 1_000_000_000,) * 2)
    assert local_state(saved) is LocalFile.CHANGED


def test_a_file_that_was_changed_or_removed_is_seen(tmp_path: Path) -> None:
    saved = save(Bytes(b"one"), tmp_path / "march.csv")
    saved.path.write_bytes(b"two!")
    assert local_state(saved) is LocalFile.CHANGED
    saved.path.unlink()
    assert local_state(saved) is LocalFile.MISSING


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("march.csv", "march.csv"),
        ("Рассылка «март».csv", "Рассылка «март».csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\system.ini", "system.ini"),
        ("CON.csv", "_CON.csv"),
        ("nul.tar.gz", "_nul.tar.gz"),
        ("COM1", "_COM1"),
        ("a<b>:c?.csv", "a_b__c_.csv"),
        ("invoice\u202egpj.csv", "invoicegpj.csv"),
        ("tab\tnul\0.csv", "tabnul.csv"),
        (" .hidden. ", "hidden"),
        ("trailing. . .", "trailing"),
        ("й.csv", "й.csv"),
        ("a\u2028b\u00a0c.csv", "a b c.csv"),
        ("e\u200d\u0301.csv", "é.csv"),
        ("half\ud800.csv", "half.csv"),
        ("..", "fallback.csv"),
        ("", "fallback.csv"),
        ("x" * 300 + ".csv", "x" * 116 + ".csv"),
    ],
)
def test_names_from_outside_are_made_safe(name: str, safe: str) -> None:
    assert safe_file_name(name, "fallback.csv") == safe


@given(st.text(max_size=400) | st.text("COMNULcn1² .\u0301\u200dé", max_size=9), st.text(max_size=20))
def test_no_name_is_unsafe(name: str, fallback: str) -> None:
    safe = safe_file_name(name, fallback)
    assert safe
    assert len(safe) <= downloads.NAME_MAX_CHARACTERS
    assert len(part_path(Path(safe)).name.encode()) <= 255
    assert not set(safe) & set('<>:"/\\|?*\0\n\r\t')
    assert safe == safe.strip(" .")
    assert unicodedata.is_normalized("NFC", safe)
    assert not any(unicodedata.category(letter)[0] == "C" for letter in safe)
    assert not PureWindowsPath(safe).is_reserved()
    assert Path(safe).name == safe
    assert safe_file_name(safe, "x.csv") == safe
