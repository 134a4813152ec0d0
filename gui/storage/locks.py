"""File locks that show whether a process is still running: the system releases them when it ends."""

import os
import sys
from contextlib import suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


def try_lock(descriptor: int) -> bool:
    """Lock an open file until its descriptor is closed; return False if another descriptor holds the lock.

    Raises OSError if the file system has no locks.
    """
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def is_at(path: Path, descriptor: int) -> bool:
    """Whether `path` still names the open file."""
    try:
        return os.path.samestat(path.lstat(), os.fstat(descriptor))
    except OSError:
        return False


class Presence:
    """Tells copies of the program that use the same folder of each other, by a lock on the folder itself.

    Without such locks (on Windows, on some file systems, or if the folder is missing) every call succeeds.
    Not thread-safe.
    """

    def __init__(self, folder: Path) -> None:
        self._descriptor: int | None = None
        if sys.platform != "win32":
            with suppress(OSError):
                self._descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)

    def join(self) -> bool:
        """Take the shared lock; False if another copy holds it exclusively."""
        return self._lock(alone=False)

    def be_alone(self) -> bool:
        """Take the exclusive lock, until the next `join`; False if other copies are running."""
        if self._lock(alone=True):
            return True
        self._lock(alone=False)  # the failed attempt has released the shared lock
        return False

    def leave(self) -> None:
        """Release the lock for good."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _lock(self, *, alone: bool) -> bool:
        if sys.platform != "win32" and self._descriptor is not None:
            try:
                fcntl.flock(self._descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            except OSError:
                return True
        return True
