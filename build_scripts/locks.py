"""What the packaged program is built from, pinned: one file for each system, every file of every package by its hash."""

import subprocess
import sys
from pathlib import Path

FOLDER = Path("build_scripts", "locks")
PYTHONS = {"linux": "3.11", "windows": "3.13", "macos": "3.13"}
"""The Python that each system's program brings along. On Linux that of Debian 12, whose glibc is the oldest served."""
_SYSTEMS = {"linux": "linux", "win32": "windows", "darwin": "macos"}
HEADER = "# Pinned for {system}, Python {python}; made by `dev.py lock`.\n"


def own_system() -> str:
    """Name the system this runs on."""
    return _SYSTEMS[sys.platform]


def lock_file(root: Path, system: str) -> Path:
    """Tell where the pins of one system are."""
    return root / FOLDER / f"{system}.txt"


def refresh(root: Path, uv: str) -> None:
    """Write all lock files anew, with the newest versions that pyproject.toml allows. Raises CalledProcessError."""
    for system, python in PYTHONS.items():
        command = [
            *(uv, "pip", "compile", "pyproject.toml", "--extra", "build", "--upgrade", "--generate-hashes"),
            *("--python-platform", system, "--python-version", python),
            *("--no-header", "--no-annotate", "--no-emit-index-url", "--quiet"),
        ]
        pins = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout
        file = lock_file(root, system)
        file.parent.mkdir(exist_ok=True)
        file.write_text(HEADER.format(system=system, python=python) + pins, "utf-8")
