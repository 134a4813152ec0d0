"""Other programs on this computer: opening a report or a page in them, and starting another copy of this one."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices

_LIBRARY_PATH = "LD_LIBRARY_PATH"
_FROZEN_ORIGINAL = "LD_LIBRARY_PATH_ORIG"


def open_outside(path: Path) -> bool:
    """Open a file in the system's program for it; return False if there is none."""
    with _systems_libraries():
        return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def open_page(url: str) -> None:
    """Open a web page in the browser."""
    with _systems_libraries():
        QDesktopServices.openUrl(QUrl(url))


def show_in_folder(path: Path) -> bool:
    """Show a file in the system's file manager, selected if the system supports that."""
    reveal: dict[str, Callable[[], bool]] = {
        "win32": lambda: _start("explorer", ["/select,", str(path)]),
        "darwin": lambda: _start("open", ["-R", str(path)]),
    }
    return reveal.get(sys.platform, lambda: open_outside(path.parent))()


def start_demo() -> bool:
    """Start another copy of this program with example data."""
    arguments = ["--demo"] if getattr(sys, "frozen", False) else ["-m", "gui", "--demo"]
    return _start(sys.executable, arguments)


def _start(program: str, arguments: list[str]) -> bool:
    started, _ = QProcess.startDetached(program, arguments)
    return started


@contextmanager
def _systems_libraries() -> Iterator[None]:
    """Let programs started from a frozen bundle find the system's libraries instead of the bundle's."""
    if not getattr(sys, "frozen", False) or _LIBRARY_PATH not in os.environ:
        yield
        return
    bundled = os.environ.pop(_LIBRARY_PATH)
    if _FROZEN_ORIGINAL in os.environ:
        os.environ[_LIBRARY_PATH] = os.environ[_FROZEN_ORIGINAL]
    try:
        yield
    finally:
        os.environ[_LIBRARY_PATH] = bundled
