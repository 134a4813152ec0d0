"""Reports on their way to a file: beside the target first, under its name only when whole."""

import errno
import os
import re
import secrets
import shutil
import stat
import sys
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from threading import Event, Lock
from typing import Protocol

from gui.storage.locks import is_at, try_lock

MAX_REPORT_BYTES = 64 * 1024**3
RESERVE_BYTES = 64 * 1024**2
"""Disk space that a download leaves free, but for what is written between two looks."""
LOOK_BYTES = RESERVE_BYTES // 4
NAME_MAX_CHARACTERS = 120
NAME_MAX_BYTES = 225
"""File systems take 255; the rest is for a number and for what `part_path` adds."""
PART_SUFFIX = ".smsc-part"
_OWNER = secrets.token_hex(4)
"""Keeps the parts of two copies of the program apart, also where both save the same name into one folder."""
_NEW_PART_TRIES = 10
_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|CLOCK\$|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])", re.IGNORECASE)
_UNSAFE = re.compile(r'[<>:"/\\|?*]')
_EXTENSION_MAX = 10


@dataclass(frozen=True)
class Download:
    """A report that was saved; size and time of modification tell whether it still is what was saved.

    `checked` is False where the service gave nothing by which to tell that it is whole.
    """

    path: Path
    size_bytes: int
    modified_ns: int
    checked: bool
    saved_at_s: float


class DiskErrorKind(Enum):
    """Why a report could not be saved."""

    NO_SPACE = "no space"
    NO_PERMISSION = "no permission"
    NO_FOLDER = "no folder"
    NAME_TAKEN = "name taken"
    """of the part; a target whose name is taken meanwhile gets another one"""
    FAILED = "failed"


class DiskError(Exception):
    """The disk did not take a report; nothing is left of it."""

    def __init__(self, kind: DiskErrorKind, path: Path) -> None:
        super().__init__(f"{kind.value}: {path}")
        self.kind = kind
        self.path = path


class LocalFile(Enum):
    """What has become of a saved report."""

    PRESENT = "present"
    CHANGED = "changed"
    MISSING = "missing"


class Source(Protocol):
    """Where the bytes of a report come from."""

    @property
    def size_bytes(self) -> int | None:
        """Length of the report where announced."""

    @property
    def checked(self) -> bool:
        """Whether the report, all read, proved to be whole."""

    def chunks(self) -> Iterator[bytes]:
        """Yield the report's bytes."""


def safe_file_name(name: str, fallback: str) -> str:
    """Make a file name, for any system, of a text that came from outside; of `fallback` where nothing is left."""
    return _safe(name) or _safe(fallback) or "report.csv"


def free_target(folder: Path, name: str) -> Path:
    """Return `folder/name`, or the first of `name (2)`, `name (3)`, ... that is not taken."""
    target, number = folder / name, 1
    while os.path.lexists(target) or os.path.lexists(part_path(target)):
        number += 1
        target = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
    return target


def part_path(target: Path) -> Path:
    """Where this copy of the program writes a file until it is whole."""
    return target.with_name(f".{target.name}.{_OWNER}{PART_SUFFIX}")


def create_part(part: Path) -> int:
    """Create a part and return its descriptor, which marks the part as in use until it is closed.

    Follows no link. Raises OSError; FileExistsError where the name is taken.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    for _ in range(_NEW_PART_TRIES):
        descriptor = os.open(part, flags, 0o600)
        if sys.platform == "win32":  # where no open file can be removed
            return descriptor
        with suppress(OSError):  # a file system without locks: others leave its parts alone
            try_lock(descriptor)
        if is_at(part, descriptor):
            return descriptor
        os.close(descriptor)  # `clean_parts` of another copy was between the two steps
    raise FileExistsError(errno.EEXIST, "parts disappear as soon as they are made", part)


def name_part(part: Path, target: Path) -> Path:
    """Give a whole part its name, or the next free one where that was taken meanwhile; return the path.

    Never replaces a file. Where the file system has no hard links (FAT), a file that appears between the look
    and the renaming would be replaced. Raises OSError.
    """
    folder, name = target.parent, target.name
    while True:
        try:
            _rename_to_new(part, target)
        except FileExistsError:
            target = free_target(folder, name)
        else:
            return target


class PartFileLease:
    """Those who read a report while it is being saved. Safe from any thread."""

    def __init__(self) -> None:
        self.lock = Lock()
        """To be held while the part is read; it is renamed and removed under it."""
        self.hold = Event()
        """Where set, a part that will never be whole stays on disk until `release_part`."""
        self.left = False
        """Whether there is such a part."""
        self.descriptor: int | None = None
        """Keeps such a part from being cleaned up by another copy of the program."""


def save(source: Source, target: Path, *, replace: bool = False, lease: PartFileLease | None = None) -> Download:
    """Save a report, readable by this user only; replaces a file only where told to.

    Where another file has taken the name meanwhile, the report gets the next free one: see `Download.path`.
    Raises DiskError, and whatever the source raises; then nothing is left on disk but what lease hold.
    """
    part, lease, whole = part_path(target), lease or PartFileLease(), False
    with _disk_errors(target):
        _make_folder(target.parent)
        with suppress(FileNotFoundError):
            part.unlink()
        descriptor: int | None = (opened := create_part(part))
    try:
        _write(source, target, opened)
        with lease.lock, _disk_errors(target):
            if sys.platform == "win32":  # where no open file can be renamed
                os.close(opened)
                descriptor = None
            if replace:
                part.replace(target)
            else:
                target = name_part(part, target)
            found = target.stat()
        whole = True
    finally:
        with lease.lock:
            lease.left = lease.hold.is_set() and not whole
            if lease.left:
                lease.descriptor = descriptor
            else:
                _remove_part(part, descriptor)
    return Download(target, found.st_size, found.st_mtime_ns, source.checked, time.time())


def release_part(part: Path, lease: PartFileLease) -> None:
    """Let go of a part: it is removed where it will never be whole, now or when that is known."""
    with lease.lock:
        lease.hold.clear()
        if lease.left:
            lease.left = False
            _remove_part(part, lease.descriptor)


def clean_parts(folder: Path) -> bool:
    """Remove the parts in a folder that no living copy of the program writes; tell whether none is left.

    Links and what belongs to others stay. On a file system without locks everything stays, as nothing tells who lives.
    """
    try:
        parts = [path for path in folder.iterdir() if path.name.startswith(".") and path.name.endswith(PART_SUFFIX)]
    except FileNotFoundError:
        return folder.parent.is_dir()
    except OSError:
        return False
    kept = [part for part in parts if not _remove_abandoned(part)]
    return not kept


def local_state(download: Download) -> LocalFile:
    """Look whether a saved report is still on disk, and as it was saved."""
    try:
        found = download.path.stat()
    except (OSError, ValueError):  # a path that no file can have
        return LocalFile.MISSING
    same = (found.st_size, found.st_mtime_ns) == (download.size_bytes, download.modified_ns)
    return LocalFile.PRESENT if same else LocalFile.CHANGED


def _write(source: Source, target: Path, descriptor: int) -> None:
    with _disk_errors(target):
        _need_space(target, source.size_bytes or 0)
    written = looked = 0
    for chunk in source.chunks():  # its errors are its own
        with _disk_errors(target):
            _write_all(descriptor, chunk)
            written += len(chunk)
            if written > MAX_REPORT_BYTES:
                raise OSError(errno.EFBIG, "larger than any report")
            if written - looked >= LOOK_BYTES:
                looked = written
                _need_space(target, 0)
    with _disk_errors(target):
        os.fsync(descriptor)


def _remove_part(part: Path, descriptor: int | None) -> None:
    """Remove a part, unless another file has its name by now; its descriptor is closed."""
    ours = descriptor is None or is_at(part, descriptor)
    if descriptor is not None and sys.platform == "win32":
        os.close(descriptor)
    if ours:
        with suppress(OSError):
            part.unlink()
    if descriptor is not None and sys.platform != "win32":
        os.close(descriptor)


def _remove_abandoned(part: Path) -> bool:
    try:
        if sys.platform == "win32":
            part.unlink()  # refused while it is open
            return True
        descriptor = os.open(part, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode) or not try_lock(descriptor):
            return False
        if is_at(part, descriptor):
            part.unlink()
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise NotADirectoryError(errno.ENOTDIR, "a file is in the way", folder) from None


def _write_all(descriptor: int, chunk: bytes) -> None:
    rest = memoryview(chunk)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _need_space(target: Path, coming_bytes: int) -> None:
    if shutil.disk_usage(target.parent).free < coming_bytes + RESERVE_BYTES:
        raise DiskError(DiskErrorKind.NO_SPACE, target)


@contextmanager
def _disk_errors(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DiskError(_error_kind(error), target) from error


def _rename_to_new(part: Path, target: Path) -> None:
    if os.name == "nt":
        part.rename(target)  # refuses to overwrite there
        return
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if os.path.lexists(target):
            raise FileExistsError from None
        part.rename(target)


def _error_kind(error: OSError) -> DiskErrorKind:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DiskErrorKind.NO_SPACE
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return DiskErrorKind.NO_PERMISSION
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return DiskErrorKind.NO_FOLDER
    if isinstance(error, FileExistsError):
        return DiskErrorKind.NAME_TAKEN
    return DiskErrorKind.FAILED


def _safe(name: str) -> str:
    shown = (letter for letter in re.split(r"[/\\]", name)[-1] if unicodedata.category(letter)[0] != "C")
    name = "".join(" " if unicodedata.category(letter)[0] == "Z" else letter for letter in shown)
    name = unicodedata.normalize("NFC", name)
    name = _UNSAFE.sub("_", name).strip(" .")
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > _EXTENSION_MAX or not stem:
        stem, dot, extension = name, "", ""
    if _RESERVED.fullmatch(stem.partition(".")[0].strip()):
        stem = f"_{stem}"
    stem = stem[: NAME_MAX_CHARACTERS - len(dot + extension)]
    while len((stem + dot + extension).encode()) > NAME_MAX_BYTES:
        stem = stem[:-1]
    return stem.strip(" .") + dot + extension if stem.strip(" .") else ""
