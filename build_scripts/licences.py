"""The licences of everything in the packaged program, in one readable file."""

import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILD_ONLY = {
    *("pip", "setuptools", "altgraph", "packaging", "pyinstaller-hooks-contrib", "macholib", "pefile", "trustme"),
}
"""Packages used only for building; of PyInstaller, the bootloader is shipped."""
_TEXT = re.compile(r"(?:LICEN[CS]E|COPYING|NOTICE|AUTHORS)[^/]*$", re.IGNORECASE)
_FIRST_OWNER = re.compile(r"([a-z0-9][a-z0-9.+-]+)[:,]")
_RULE = "=" * 100
DOCUMENTS = Path("/usr/share/doc")
INTRODUCTION = """\
SMSC Tasks is free software under the MIT licence, which comes first. It carries the parts named below; each is under
the licence that follows its name.

Qt and PySide6 are used under the GNU Lesser General Public License, version 3. They are separate files (the folder
PySide6, and shiboken6 beside it): anybody may replace them by versions of their own that fit. Their source is at
https://download.qt.io/official_releases/ under QtForPython and qt, by the version numbers below.
"""


def collected(binaries: Iterable[str]) -> str:
    """Return the text of the file. `binaries` are the files from which the program's libraries were taken.

    Raises LookupError for a component without a licence.
    """
    parts = [("SMSC Tasks", (HERE.parent / "LICENSE").read_text("utf-8")), *_packages(), _python()]
    if sys.platform == "linux":
        parts += _debian_packages(binaries)
    parts += [(file.stem, file.read_text("utf-8")) for file in sorted((HERE / "licences").glob("*.txt"))]
    return INTRODUCTION + "".join(f"\n{_RULE}\n{name}\n{_RULE}\n\n{text.strip()}\n" for name, text in parts)


def _packages() -> Iterator[tuple[str, str]]:
    for package in sorted(distributions(), key=lambda found: found.name.lower()):
        if package.name.lower() in BUILD_ONLY:
            continue
        texts = [file.read_text("utf-8", "replace") for file in _licence_files(package)]
        named = package.metadata.json.get("license_expression") or package.metadata.json.get("license")
        if not texts and not named:
            raise LookupError(f"{package.name} comes without a licence")
        yield f"{package.name} {package.version}", "\n\n".join(texts) or f"Licence: {named}"


def _licence_files(package: Distribution) -> list[Path]:
    files = package.files or []
    return [Path(str(file.locate())) for file in files if ".dist-info/" in file.as_posix() and _TEXT.search(file.name)]


def _python() -> tuple[str, str]:
    version = ".".join(map(str, sys.version_info[:3]))
    places = [Path(sysconfig.get_path("stdlib"), "LICENSE.txt"), Path(sys.base_prefix, "LICENSE.txt")]
    places.append(DOCUMENTS / f"python{sysconfig.get_python_version()}" / "copyright")
    for place in places:
        if place.exists():
            return f"Python {version}", place.read_text("utf-8", "replace")
    raise LookupError("Python comes without its licence")


def _debian_packages(binaries: Iterable[str]) -> list[tuple[str, str]]:
    """Return the copyright files of the system packages that files were taken from."""
    ours = (sys.prefix, sys.base_prefix if sys.base_prefix != "/usr" else sys.prefix)
    files = sorted({str(Path(file).resolve()) for file in binaries if not file.startswith(ours)})
    if not files:
        return []
    found = subprocess.run(["dpkg-query", "--search", *files], capture_output=True, text=True, check=False).stdout
    owners = sorted({owner[1] for line in found.splitlines() if (owner := _FIRST_OWNER.match(line))})
    return [(f"{owner} (Debian)", (DOCUMENTS / owner / "copyright").read_text("utf-8", "replace")) for owner in owners]
