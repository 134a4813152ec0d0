"""Files that tell whether the process that uses them still lives: the system drops a lock with its owner."""

import os
import sys
from contextlib import suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


def try_lock(descriptor: int) -> bool:
    """Lock an open file until its descriptor is closed; False where another descriptor has it locked.

    Raises OSError where the file system knows no locks.
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
    """Tell whether an open file is still the one that has this name."""
    try:
        return os.path.samestat(path.lstat(), os.fstat(descriptor))
    except OSError:
        return False


class Presence:
    """Makes this copy of the program known to other copies that use the same folder.

    Nothing is written for it. Where that cannot be known (Windows, a folder that is not there, a file system
    without locks) every copy believes what it asks. Not safe for several threads at once.
    """

    def __init__(self, folder: Path) -> None:
        self._descriptor: int | None = None
        if sys.platform != "win32":
            with suppress(OSError):
                self._descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)

    def join(self) -> bool:
        """Be one of several; False where another copy is alone."""
        return self._take(alone=False)

    def be_alone(self) -> bool:
        """Be the only one, until the next `join`; False where there are others."""
        if self._take(alone=True):
            return True
        self._take(alone=False)  # the attempt has given up what was held
        return False

    def leave(self) -> None:
        """Be no longer there."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _take(self, *, alone: bool) -> bool:
        if sys.platform != "win32" and self._descriptor is not None:
            try:
                fcntl.flock(self._descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            except OSError:
                return True
        return True
