"""Indexes kept on disk, so that a report that is opened again need not be read through."""

import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from gui.report.detecting.dialect import Dialect
from gui.report.files import replace_file
from gui.report.reading.index import Index

VERSION = 2
"""To be raised with every change to what a row is, or to `Index.state`."""
MOST_FILES = 100
LEAST_BYTES = 2**22
"""A smaller report is indexed as fast as its index is read."""
_SUFFIX = ".index"
_DIGEST_BYTES = hashlib.sha256().digest_size


class IndexCache:
    """A folder of indexes, each under a name made of everything it depends on. Safe from any thread.

    A file that cannot be read or written counts as missing: nothing here raises OSError.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, name: str, index: Index) -> bool:
        """Fill an empty index with the one kept under a name; False if there is none, or it is damaged."""
        try:
            content = self._path(name).read_bytes()
        except OSError:
            return False
        digest, kept = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
        if hashlib.sha256(kept).digest() != digest:
            return False
        try:
            index.restore(np.frombuffer(kept, np.uint64))
        except ValueError:
            return False
        with suppress(OSError):
            os.utime(self._path(name))
        return True

    def save(self, name: str, index: Index) -> None:
        """Keep a complete index; beyond `MOST_FILES` the least recently used are deleted."""
        kept = index.state().tobytes()
        path = self._path(name)
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            replace_file(path, hashlib.sha256(kept).digest() + kept)
            self._make_room()

    def _make_room(self) -> None:
        """Delete the least recently used; parts that a killed program has left grow old as well."""
        newest_first = sorted(self._folder.glob(f"*{_SUFFIX}*"), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in newest_first[MOST_FILES:]:
            old.unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}{_SUFFIX}"


def name_of(stamp: tuple[int, ...], samples: Sequence[bytes], dialect: Dialect) -> str:
    """Return the name for the index of a file, made of its stamp, some of its bytes, and how it is read."""
    digest = hashlib.sha256(repr((VERSION, stamp, dialect.encoding, dialect.separator)).encode())
    for sample in samples:
        digest.update(sample)
    return digest.hexdigest()
