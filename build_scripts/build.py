"""Build the packages of this system: `python3 build_scripts/build.py`. The result is in dist/packages.

The program is assembled from pinned components in a separate environment, tested as users will get it, and only then
packaged.
"""

import ast
import hashlib
import os
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import locks
import setup_steps
from setup_steps import ROOT, SetUpError

VENV = ROOT / ".venv-build"
STAMP = VENV / "set-up.txt"
WORK, DIST = ROOT / "build", ROOT / "dist"
PACKAGES = DIST / "packages"
SYSTEM_PACKAGES = ("binutils", "xz-utils", "xvfb", "xauth", "dbus-daemon|dbus", "gnome-keyring")


def main() -> int:
    """Set up, then continue in the build environment; return the exit code."""
    try:
        if Path(sys.prefix).resolve() == VENV.resolve():
            _build()
            return 0
        python = _set_up()
    except SetUpError as error:
        print(error, file=sys.stderr)
        return 1
    environment = os.environ | {"PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": _source_date()}
    return subprocess.run([python, __file__], env=environment, check=False).returncode


def _set_up() -> str:
    """Create the build environment from the pins if it does not exist; return its Python. Raises SetUpError."""
    wanted = [*SYSTEM_PACKAGES]
    if sys.base_prefix == "/usr":
        wanted.append(f"libpython3.{sys.version_info.minor}")
    setup_steps.set_up(dev=False, packages=wanted)
    python = str(VENV / "Scripts" / "python.exe" if sys.platform == "win32" else VENV / "bin" / "python")
    pins = locks.lock_file(ROOT, locks.own_system())
    stamp = f"{sys.version}\n{hashlib.sha256(pins.read_bytes()).hexdigest()}"
    if not STAMP.exists() or STAMP.read_text("utf-8") != stamp:
        print("Making the environment of the build from its pins", flush=True)
        _run(sys.executable, "-m", "venv", "--clear", str(VENV))
        pip = (python, "-m", "pip", "install", "--disable-pip-version-check", "--quiet")
        _run(*pip, "--require-hashes", "--no-deps", "--requirement", str(pins))
        STAMP.write_text(stamp, "utf-8")
    return python


def _build() -> None:
    """Assemble the program, test it, package it. Raises SetUpError."""
    sys.path.insert(0, str(ROOT))
    import icon_files  # noqa: PLC0415 - what follows is there in the environment of the build only
    import licences  # noqa: PLC0415
    import trial  # noqa: PLC0415
    import windows_packages  # noqa: PLC0415

    from gui.storage.paths import LICENCES  # noqa: PLC0415

    packages = import_module(f"{locks.own_system()}_packages")
    shutil.rmtree(DIST, ignore_errors=True)
    PACKAGES.mkdir(parents=True)
    WORK.mkdir(exist_ok=True)
    drawing = ROOT / "resources" / "icons" / "smsc-tasks.svg"
    (WORK / "smsc-tasks.ico").write_bytes(icon_files.ico(drawing))
    (WORK / "smsc-tasks.icns").write_bytes(icon_files.icns(drawing))
    (WORK / "version_info.txt").write_text(windows_packages.version_resource(), "utf-8")
    folders = ("--distpath", str(DIST), "--workpath", str(WORK / "pyinstaller"))
    spec = str(ROOT / "build_scripts" / "app.spec")
    _run(sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "ERROR", *folders, spec)
    packages.finish(DIST, licences.collected(_collected()), LICENCES)
    try:
        print(trial.try_out(packages.program(DIST)), end="", flush=True)
    except trial.TrialError as error:
        raise SetUpError(f"The program that was built does not work.\n{error}") from None
    made: list[Path] = packages.pack(DIST, PACKAGES)
    sums = "".join(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in made)
    (PACKAGES / "SHA256SUMS").write_text(sums, "ascii", newline="\n")
    for file in made:
        print(f"{file.stat().st_size / 1e6:6.1f} MB  {file.relative_to(ROOT)}")


def _collected() -> list[str]:
    """Return the files from which PyInstaller took libraries."""
    (entries,) = ast.literal_eval((WORK / "pyinstaller" / "app" / "COLLECT-00.toc").read_text("utf-8"))
    return [file for _, file, kind in entries if kind in ("BINARY", "EXTENSION")]


def _source_date() -> str:
    """Return the time of the last commit, so that the same source gives the same files; 0 outside a checkout."""
    asked = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False)
    return asked.stdout.strip() or "0"


def _run(*command: str) -> None:
    if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
        raise SetUpError(f"This failed, for the reason above: {' '.join(command)}")


if __name__ == "__main__":
    sys.exit(main())
