"""What goes into the packaged program, of everything PyInstaller finds."""

import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from gui.languages import LANGUAGES

Entry = tuple[str, str, str]
"""PyInstaller's format: name in the bundle, file, kind."""

EXCLUDED_MODULES = [
    *("tkinter", "unittest", "pydoc", "doctest", "pdb", "lib2to3", "distutils", "setuptools", "pip", "multiprocessing"),
    *("numpy.f2py", "numpy.testing", "numpy.distutils", "numpy.random", "numpy.polynomial", "numpy.fft", "numpy.ma"),
    *(() if sys.platform == "linux" else ("cryptography",)),  # the keyring's session there
    *("PIL", "OpenSSL", "chardet", "brotli", "brotlicffi", "zstandard", "socks", "h2", "IPython", "yaml"),
]
"""Imported by dependencies only optionally, or for features we never use."""

_PLUGINS = re.compile(
    r"PySide6/(?:Qt/)?plugins/(?:"
    r"platforms/(?:libqxcb|libqwayland|libqoffscreen|qwindows|qoffscreen|libqcocoa)\b"
    r"|platforminputcontexts/|platformthemes/libqxdgdesktopportal\b|styles/|xcbglintegrations/"
    r"|wayland-shell-integration/libxdg-shell\b|wayland-decoration-client/"
    r"|iconengines/|imageformats/(?:lib)?qsvg\b|imageformats/(?:lib)?qico\b)"
)
"""The only Qt plugins needed: those that show windows, take keys and draw our icons."""
_ANY_PLUGIN = re.compile(r"PySide6/(?:Qt/)?plugins/")
_TRANSLATIONS = re.compile(rf"PySide6/(?:Qt/)?translations/(?!qtbase_(?:{'|'.join(LANGUAGES)})\.qm)")
_SOFTWARE_OPENGL = re.compile(r"(?:^|/)(?:opengl32sw|d3dcompiler_47)\.dll$", re.IGNORECASE)


def wanted(entries: Iterable[Entry], needs: Callable[[str], Iterable[str]]) -> list[Entry]:
    """Leave out unused plugins, and then every library that only they needed.

    `needs` returns the names of the libraries that a binary is linked to.
    """
    kept = [entry for entry in entries if _is_of_use(entry[0].replace("\\", "/"))]
    by_file_name = {Path(name).name: (name, file, kind) for name, file, kind in kept if _is_library(name, kind)}
    reached = [entry for entry in kept if not _is_library(entry[0], entry[2])]
    found: dict[str, Entry] = {}
    for entry in (open_entries := list(reached)):
        if entry[2] in ("BINARY", "EXTENSION"):
            for library in needs(entry[1]):
                if library in by_file_name and library not in found:
                    found[library] = by_file_name[library]
                    open_entries.append(found[library])
    return reached + list(found.values())


def _is_of_use(name: str) -> bool:
    if _ANY_PLUGIN.match(name):
        return _PLUGINS.match(name) is not None
    return not _TRANSLATIONS.match(name) and not _SOFTWARE_OPENGL.search(name)


def _is_library(name: str, kind: str) -> bool:
    """Return whether a file is there only because others are linked to it."""
    return sys.platform == "linux" and kind == "BINARY" and ".so." in Path(name).name and "libpython" not in name
