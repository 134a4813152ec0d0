"""The components of the packaged program: one file of pins per system, with the hashes of every package."""

import subprocess
import sys
from pathlib import Path

FOLDER = Path("build_scripts", "locks")
TARGETS = {
    "linux": ("x86_64-manylinux_2_36", "3.11"),  # Debian 12 and its Python: the oldest supported system
    "windows": ("x86_64-pc-windows-msvc", "3.13"),
    "macos": ("macos", "3.13"),
}
"""uv's name for each platform, and the bundled Python."""
_SYSTEMS = {"linux": "linux", "win32": "windows", "darwin": "macos"}
HEADER = "# Pinned for {system}, Python {python}; made by `dev.py lock`.\n"


def own_system() -> str:
    """Return the name of the current system."""
    return _SYSTEMS[sys.platform]


def lock_file(root: Path, system: str) -> Path:
    """Return the file with the pins of a system."""
    return root / FOLDER / f"{system}.txt"


def refresh(root: Path, uv: str) -> None:
    """Write all lock files again with the newest versions that pyproject.toml allows. Raises CalledProcessError."""
    for system, (platform, python) in TARGETS.items():
        command = [
            *(uv, "pip", "compile", "pyproject.toml", "--extra", "build", "--upgrade", "--generate-hashes"),
            *("--python-platform", platform, "--python-version", python),
            *("--no-header", "--no-annotate", "--no-emit-index-url", "--quiet"),
        ]
        pins = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout
        file = lock_file(root, system)
        file.parent.mkdir(exist_ok=True)
        file.write_text(HEADER.format(system=system, python=python) + pins, "utf-8")
