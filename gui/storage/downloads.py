"""Saves reports: written to a part file beside the target and renamed only when complete."""

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
"""Free disk space that a download must leave, give or take what is written between two checks."""
LOOK_BYTES = RESERVE_BYTES // 4
NAME_MAX_CHARACTERS = 120
NAME_MAX_BYTES = 225
"""File systems allow 255; the rest is for a number and the affixes of `part_path`."""
PART_SUFFIX = ".smsc-part"
_OWNER = secrets.token_hex(4)
"""Distinguishes the parts of two copies of the program that save the same name into one folder."""
_NEW_PART_TRIES = 10
_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|CLOCK\$|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])", re.IGNORECASE)
_UNSAFE = re.compile(r'[<>:"/\\|?*]')
_EXTENSION_MAX = 10


@dataclass(frozen=True)
class Download:
    """A saved report. Size and modification time reveal later changes to the file.

    `checked` is False if the reply had nothing to prove the report complete.
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
    """The part's name is taken. (If the target's is, the report is saved under the next free one.)"""
    FAILED = "failed"


class DiskError(Exception):
    """A report could not be saved."""

    def __init__(self, kind: DiskErrorKind, path: Path) -> None:
        super().__init__(f"{kind.value}: {path}")
        self.kind = kind
        self.path = path


class LocalFile(Enum):
    """State of a saved report on disk."""

    PRESENT = "present"
    CHANGED = "changed"
    MISSING = "missing"


class Source(Protocol):
    """Supplies the bytes of a report."""

    @property
    def size_bytes(self) -> int | None:
        """Length of the report, or None if unknown."""

    @property
    def checked(self) -> bool:
        """Once all is read: whether the report is proven complete."""

    def chunks(self) -> Iterator[bytes]:
        """Yield the report's bytes."""


def safe_file_name(name: str, fallback: str) -> str:
    """Turn untrusted text into a file name valid on every system; use `fallback` if nothing is left of it."""
    return _safe(name) or _safe(fallback) or "report.csv"


def free_target(folder: Path, name: str) -> Path:
    """Return `folder/name`, or the first free one of `name (2)`, `name (3)`, ..."""
    target, number = folder / name, 1
    while os.path.lexists(target) or os.path.lexists(part_path(target)):
        number += 1
        target = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
    return target


def part_path(target: Path) -> Path:
    """Return the path to which this process writes `target` until it is complete."""
    return target.with_name(f".{target.name}.{_OWNER}{PART_SUFFIX}")


def create_part(part: Path) -> int:
    """Create a part and return its descriptor, whose lock marks the part as in use until it is closed.

    Does not follow links. Raises OSError; FileExistsError if the name is taken.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    for _ in range(_NEW_PART_TRIES):
        descriptor = os.open(part, flags, 0o600)
        if sys.platform == "win32":  # open files cannot be removed there
            return descriptor
        with suppress(OSError):  # no locks on this file system: `clean_parts` then removes nothing
            try_lock(descriptor)
        if is_at(part, descriptor):
            return descriptor
        os.close(descriptor)  # another copy's `clean_parts` removed it between open and lock
    raise FileExistsError(errno.EEXIST, "parts disappear as soon as they are made", part)


def name_part(part: Path, target: Path) -> Path:
    """Rename a complete part to `target`, or to the next free name if that is taken; return the path.

    Does not replace files, except on file systems without hard links (FAT), where a file created between the
    check and the rename would be. Raises OSError.
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
    """Lets a reader keep a part on disk while the report is being saved. Safe from any thread."""

    def __init__(self) -> None:
        self.lock = Lock()
        """Hold it while reading the part; renaming and removing take it."""
        self.hold = Event()
        """While set, the part of a failed download stays on disk until `release_part`."""
        self.left = False
        """Whether such a part is on disk."""
        self.descriptor: int | None = None
        """Its descriptor, whose lock keeps other copies of the program from removing it."""


def save(source: Source, target: Path, *, replace: bool = False, lease: PartFileLease | None = None) -> Download:
    """Save a report, readable by this user only. Overwrites an existing file only if `replace` is set.

    If the name is taken, the report gets the next free one: see `Download.path`. Raises DiskError and whatever
    the source raises; the part is then removed unless `lease` holds it.
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
            if sys.platform == "win32":  # open files cannot be renamed there
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
    """End the lease: the part of a failed download is removed, now or when the download fails."""
    with lease.lock:
        lease.hold.clear()
        if lease.left:
            lease.left = False
            _remove_part(part, lease.descriptor)


def clean_parts(folder: Path) -> bool:
    """Remove a folder's abandoned parts, those that no running copy has locked; return whether none is left.

    Links and other users' files stay. So does everything on a file system without locks.
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
    """Check whether a saved report is still on disk and unchanged."""
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
    for chunk in source.chunks():  # the source's errors pass through
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
    """Remove a part, unless another file has its name by now, and close its descriptor."""
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
