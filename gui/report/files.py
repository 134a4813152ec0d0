"""Bounded reads from a report's file, which other programs may change, replace or remove at any time."""

import codecs
import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Lock
from typing import BinaryIO

from gui.report.errors import Reason, ReportError

PIECE_BYTES = 2**19


class StableFile:
    """A file as it was when this was made. Nothing stays open between two reads, so nobody is locked out.

    Safe from any thread. Every read raises ReportError where the file is no longer the same one.
    """

    def __init__(self, path: Path) -> None:
        self.whole = True
        """Whether no more bytes are to come."""
        self._take_stamp(path)

    def _take_stamp(self, path: Path) -> None:
        self.path = path
        with disk_reasons(), path.open("rb") as file:
            self.stamp = _stamp(file.fileno())
        self.size_bytes = self.stamp[0]

    def read(self, offset: int, size_bytes: int) -> bytes:
        """Read so many bytes, fewer only at the end of the file."""
        with disk_reasons(), self.path.open("rb", buffering=0) as file:
            if _stamp(file.fileno()) != self.stamp:
                raise ReportError(Reason.CHANGED)
            file.seek(offset)
            expected = min(size_bytes, self.size_bytes - offset)
            data = file.read(expected) if expected > 0 else b""
            while len(data) < expected and (more := file.read(expected - len(data))):
                data += more
        if len(data) < expected:
            raise ReportError(Reason.CHANGED)
        return data

    def close(self) -> None:
        """Give up what was made for reading it: nothing here."""

    def pieces(self, start: int = 0) -> Iterator[bytes]:
        """Read all from `start` on, a piece at a time."""
        for offset in range(start, self.size_bytes, PIECE_BYTES):
            yield self.read(offset, PIECE_BYTES)


class GrowingFile(StableFile):
    """A file that is still being written, up to `size_bytes` of it, and gets another name when it is whole.

    `lock` is held while it is read, or renamed.
    """

    def __init__(self, part: Path, target: Path, lock: Lock) -> None:
        self.path, self.whole, self.size_bytes = target, False, 0
        self.stamp = (0, 0, 0)
        self._part = part
        self._lock = lock

    def grow(self, size_bytes: int) -> None:
        """Take note that so many bytes are there."""
        self.size_bytes = size_bytes

    def settle(self) -> None:
        """Take note that the file has all its bytes and its name."""
        with self._lock:
            self._take_stamp(self.path)
            self.whole = True

    def read(self, offset: int, size_bytes: int) -> bytes:
        """Read so many bytes, fewer only at the end of what is there."""
        with self._lock:
            if self.whole:
                return super().read(offset, size_bytes)
            with disk_reasons(), self._opened() as file:
                file.seek(offset)
                return file.read(max(min(size_bytes, self.size_bytes - offset), 0))

    def _opened(self) -> BinaryIO:
        try:
            return self._part.open("rb")
        except FileNotFoundError:  # it has just been renamed
            return self.path.open("rb")


class ConvertedFile(StableFile):
    """A copy of a report in UTF-8, in a temporary folder of its own until `close()`."""

    def __init__(self, source: StableFile, encoding: str, cancelled: Event) -> None:
        """Convert all of `source`; what cannot be read becomes U+FFFD."""
        with disk_reasons():
            self._folder = TemporaryDirectory(prefix="smsc-tasks-", ignore_cleanup_errors=True)
            target = Path(self._folder.name, source.path.name)
            try:
                with target.open("wb") as file:
                    _convert(source, encoding, file, cancelled)
                super().__init__(target)
            except (OSError, ReportError):
                self.close()
                raise

    def close(self) -> None:
        """Remove the copy; it cannot be read afterwards."""
        self._folder.cleanup()


def _convert(source: StableFile, encoding: str, target: BinaryIO, cancelled: Event) -> None:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for piece in source.pieces():
        if cancelled.is_set():
            raise ReportError(Reason.CANCELLED)
        target.write(decoder.decode(piece).encode())
    target.write(decoder.decode(b"", final=True).encode())


def _stamp(descriptor: int) -> tuple[int, int, int]:
    status = os.fstat(descriptor)
    return status.st_size, status.st_mtime_ns, status.st_ino


@contextmanager
def disk_reasons() -> Iterator[None]:
    """Turn what the disk says into ReportError."""
    try:
        yield
    except FileNotFoundError as error:
        raise ReportError(Reason.GONE) from error
    except PermissionError as error:
        raise ReportError(Reason.DENIED) from error
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        raise ReportError(Reason.NO_SPACE if full else Reason.UNREADABLE, error.strerror or "") from error
