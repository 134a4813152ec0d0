"""Prepares a fresh machine: system packages if Debian's tools exist, a virtual environment, compiled catalogues."""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import catalogues

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "set-up.json"

# Alternatives as in Debian's own files: any of them will do; the first is installed if there is none.
RUN_PACKAGES = (
    "libglib2.0-0|libglib2.0-0t64",
    "libgl1",
    "libegl1",
    "libxkbcommon0",
    "libfontconfig1",
    "fonts-dejavu-core|fonts-liberation2|fonts-liberation|fonts-freefont-ttf|fonts-noto-core",
    "libdbus-1-3",
    "libgssapi-krb5-2",
    "libbrotli1",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-keysyms1",
    "libxcb-shape0",
    "libxkbcommon-x11-0",
)
TEST_PACKAGES = ("xvfb", "xauth", "dbus-daemon|dbus", "gnome-keyring", "libreoffice-calc-nogui|libreoffice-calc")


class SetUpError(Exception):
    """The set-up cannot continue; the text says why and what to do."""


def set_up(*, dev: bool, packages: Sequence[str] = (), system: bool = True) -> None:
    """Do what is missing. `packages` are needed in addition to those for running.

    If `system` is False, no system package is looked for or installed. Raises SetUpError.
    """
    if system:
        _system_packages((*RUN_PACKAGES, *packages))
    _python_packages(dev=dev)
    _compiled_catalogues()


def install(extra: str) -> None:
    """Install another group of the project's optional packages. Raises SetUpError."""
    _run(*_pip_install(), "--editable", f".[{extra}]")


def in_venv(name: str) -> str:
    """Return the path of a command in the virtual environment."""
    return str(VENV / "Scripts" / f"{name}.exe" if sys.platform == "win32" else VENV / "bin" / name)


def _system_packages(wanted: Sequence[str]) -> None:
    has_venv = importlib.util.find_spec("ensurepip") is not None
    if not shutil.which("dpkg-query") or not shutil.which("apt-get"):
        if not has_venv:
            raise SetUpError("This Python cannot make virtual environments: its module ensurepip is missing.")
        return
    missing = missing_packages(wanted)
    if not has_venv and not VENV.exists():
        missing.append(f"python3.{sys.version_info.minor}-venv")
    if not missing:
        return
    if os.geteuid() != 0:
        raise SetUpError(
            "Some system packages are missing. Install them with the next line, then call this again:\n"
            f"    sudo apt-get update && sudo apt-get install --no-install-recommends {' '.join(missing)}"
        )
    _install(missing)


def missing_packages(wanted: Sequence[str]) -> list[str]:
    """Return what has to be installed so that one of each `a|b` is there."""
    names = [name for alternatives in wanted for name in alternatives.split("|")]
    query = ["dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\n", *names]
    lines = subprocess.run(query, capture_output=True, text=True, check=False).stdout.splitlines()
    installed = {line.split()[0] for line in lines if line.endswith(" installed")}
    return [choice.split("|")[0] for choice in wanted if installed.isdisjoint(choice.split("|"))]


def _install(packages: Sequence[str]) -> None:
    print(f"Installing system packages (--no-system leaves them alone): {' '.join(packages)}", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "--yes", "-qq", "--no-install-recommends", *packages]
    # Tried with the present package lists first: they are rarely old or missing, and updating them takes long.
    if subprocess.run(install, env=environment, capture_output=True, check=False).returncode == 0:
        return
    for command in (["apt-get", "update", "-qq"], install):
        if subprocess.run(command, env=environment, check=False).returncode != 0:
            raise SetUpError(f"This failed, for the reason above: {' '.join(command)}")


def _python_packages(*, dev: bool) -> None:
    stamp = _read_stamp()
    same_python = stamp.get("root") == str(ROOT) and stamp.get("python") == sys.version
    if not same_python or not Path(in_venv("python")).exists():
        stamp = {}
    dev = dev or stamp.get("dev") is True
    wanted = {
        "root": str(ROOT),
        "python": sys.version,
        "project": hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest(),
        "dev": dev,
    }
    if stamp == wanted:
        return
    if not stamp:
        print("Making the virtual environment .venv", flush=True)
        _run(sys.executable, "-m", "venv", "--clear", str(VENV))
    # Without a stamp, an interrupted installation starts over at the next call.
    STAMP.unlink(missing_ok=True)
    print("Installing Python packages into .venv (the first time takes some minutes)", flush=True)
    _run(*_pip_install(), "--editable", ".[dev]" if dev else ".")
    STAMP.write_text(json.dumps(wanted), "utf-8")


def _pip_install() -> tuple[str, ...]:
    return in_venv("python"), "-m", "pip", "install", "--disable-pip-version-check"


def _read_stamp() -> dict[str, object]:
    try:
        stamp = json.loads(STAMP.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _compiled_catalogues() -> None:
    for source in catalogues.stale(ROOT):
        _run(in_venv("pyside6-lrelease"), "-silent", str(source), "-qm", str(source.with_suffix(".qm")))


def _run(*command: str) -> None:
    if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
        raise SetUpError(f"This failed, for the reason above: {' '.join(command)}")
