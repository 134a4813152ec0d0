"""Bounded reads from a report's file, which other programs may change, replace or remove at any time."""

import codecs
import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Lock
from typing import IO, BinaryIO

from gui.report.errors import ReportError, ReportErrorKind

PIECE_BYTES = 2**19


class StableFile:
    """A file as it was when this object was made. It is closed between two reads, so that nobody is locked out.

    Safe from any thread. Every read raises ReportError if the file is no longer the same.
    """

    def __init__(self, path: Path) -> None:
        self.whole = True
        """Whether the file has all its bytes."""
        self._take_stamp(path)

    def _take_stamp(self, path: Path) -> None:
        self.path = path
        with disk_reasons(), _opened(path) as file:
            self.stamp = _stamp(file.fileno())
        self.size_bytes = self.stamp[0]

    def read(self, offset: int, size_bytes: int) -> bytes:
        """Return so many bytes from `offset` on, fewer only at the end of the file."""
        with disk_reasons(), _opened(self.path) as file:
            if _stamp(file.fileno()) != self.stamp:
                raise ReportError(ReportErrorKind.CHANGED)
            file.seek(offset)
            expected = min(size_bytes, self.size_bytes - offset)
            data = file.read(expected) if expected > 0 else b""
            while len(data) < expected and (more := file.read(expected - len(data))):
                data += more
        if len(data) < expected:
            raise ReportError(ReportErrorKind.CHANGED)
        return data

    def close(self) -> None:
        """Release what was made for reading: nothing here."""

    def pieces(self, start: int = 0) -> Iterator[bytes]:
        """Yield all bytes from `start` on, `PIECE_BYTES` at a time."""
        for offset in range(start, self.size_bytes, PIECE_BYTES):
            yield self.read(offset, PIECE_BYTES)


class GrowingFile(StableFile):
    """A file that is still being written, and is renamed from `part` to `target` when it is whole.

    Up to `size_bytes` of it can be read; `lock` is held while it is read or renamed.
    """

    def __init__(self, part: Path, target: Path, lock: Lock) -> None:
        self.path, self.whole, self.size_bytes = target, False, 0
        self.stamp = (0, 0, 0)
        self._part = part
        self._lock = lock
        self._identity: tuple[int, int] | None = None

    def grow(self, size_bytes: int) -> None:
        """Note that so many bytes have been written."""
        self.size_bytes = size_bytes

    def settle(self) -> None:
        """Note that the file has all its bytes and its own name. Raises ReportError if it is not there."""
        with self._lock:
            self._take_stamp(self.path)
            self.whole = True

    def read(self, offset: int, size_bytes: int) -> bytes:
        """Return so many bytes from `offset` on, fewer only at the end of what has been written."""
        with self._lock:
            if self.whole:
                return super().read(offset, size_bytes)
            with disk_reasons(), self._part_or_target() as file:
                file.seek(offset)
                return file.read(max(min(size_bytes, self.size_bytes - offset), 0))

    def _part_or_target(self) -> BinaryIO:
        """Return the part, or the target that it has just become, opened; raises ReportError for any other file."""
        try:
            file = self._part.open("rb")
        except FileNotFoundError:
            file = self.path.open("rb")
        status = os.fstat(file.fileno())
        identity = status.st_dev, status.st_ino
        if self._identity not in (None, identity):
            file.close()
            raise ReportError(ReportErrorKind.GONE)
        self._identity = identity
        return file


class ConvertedFile(StableFile):
    """A copy of a report in UTF-8, in a temporary file without a name: nothing is left, however the program ends.

    Safe from any thread.
    """

    def __init__(self, source: StableFile, codec: str, cancelled: Event) -> None:
        """Convert all of `source`; what cannot be decoded becomes U+FFFD. Raises ReportError, also if `cancelled`."""
        self.path, self.stamp, self.whole = source.path, source.stamp, True
        self._lock = Lock()
        with disk_reasons():
            self._copy = temporary_file()
            try:
                _convert(source, codec, self._copy, cancelled)
                self._copy.flush()
            except (OSError, ReportError):
                self.close()
                raise
        self.size_bytes = self._copy.tell()

    def read(self, offset: int, size_bytes: int) -> bytes:
        """Return so many bytes from `offset` on, fewer only at the end. Raises ReportError after `close`."""
        with self._lock, disk_reasons():
            if self._copy.closed:
                raise ReportError(ReportErrorKind.GONE)
            self._copy.seek(offset)
            return self._copy.read(size_bytes)

    def close(self) -> None:
        """Delete the copy, which cannot be read afterwards."""
        with self._lock, suppress(OSError):
            self._copy.close()


def _convert(source: StableFile, codec: str, target: IO[bytes], cancelled: Event) -> None:
    decoder = codecs.getincrementaldecoder(codec)("replace")
    for piece in source.pieces():
        if cancelled.is_set():
            raise ReportError(ReportErrorKind.CANCELLED)
        target.write(decoder.decode(piece).encode())
    target.write(decoder.decode(b"", final=True).encode())


def temporary_file() -> IO[bytes]:
    """Open a file that has no name, or is deleted when it is closed. Raises OSError."""
    return tempfile.TemporaryFile(prefix="smsc-tasks-")


def replace_file(path: Path, content: bytes) -> None:
    """Write a small file completely or not at all. Raises OSError."""
    part = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def _opened(path: Path) -> BinaryIO:
    """Open a regular file. Raises ReportError for anything else: to open a pipe would be to wait for its other end."""
    if path.exists() and not path.is_file():
        raise ReportError(ReportErrorKind.UNREADABLE, "not a file")
    return path.open("rb", buffering=0)


def _stamp(descriptor: int) -> tuple[int, int, int]:
    status = os.fstat(descriptor)
    return status.st_size, status.st_mtime_ns, status.st_ino


@contextmanager
def disk_reasons() -> Iterator[None]:
    """Raise ReportError in place of OSError."""
    try:
        yield
    except FileNotFoundError as error:
        raise ReportError(ReportErrorKind.GONE) from error
    except PermissionError as error:
        raise ReportError(ReportErrorKind.DENIED) from error
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        raise ReportError(
            ReportErrorKind.NO_SPACE if full else ReportErrorKind.UNREADABLE, error.strerror or ""
        ) from error
