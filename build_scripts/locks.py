"""What the packaged program is built from: one file of pins for each system, with the hashes of every package."""

import subprocess
import sys
from pathlib import Path

FOLDER = Path("build_scripts", "locks")
TARGETS = {
    "linux": ("x86_64-manylinux_2_36", "3.11"),  # Debian 12 and its Python: the oldest system served
    "windows": ("x86_64-pc-windows-msvc", "3.13"),
    "macos": ("macos", "3.13"),
}
"""uv's name of each platform, and the Python that its program brings along."""
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
