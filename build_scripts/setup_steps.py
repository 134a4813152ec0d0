"""What the program needs on this computer: system libraries, a virtual environment, compiled catalogues."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import catalogues

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "set-up"
OLDEST_PYTHON = (3, 11)

RUN_PACKAGES = (
    *("libglib2.0-0", "libgl1", "libegl1", "libxkbcommon0", "libfontconfig1", "fonts-dejavu-core", "libdbus-1-3"),
    *("libgssapi-krb5-2", "libbrotli1", "libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0"),
    *("libxkbcommon-x11-0", "python3-venv"),
)
TEST_PACKAGES = ("xvfb", "xauth", "dbus-daemon", "gnome-keyring")
RENAMED = {"libglib2.0-0": "libglib2.0-0t64"}
"""Names that newer Debian and Ubuntu releases have for the same library."""


class SetupError(Exception):
    """Something is missing that cannot be installed from here; the text says what to do."""


def prepare(*, for_development: bool) -> Path:
    """Make everything ready, and return the environment's Python. Does nothing where all is in place."""
    if sys.version_info < OLDEST_PYTHON:
        raise SetupError(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    python = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    wanted = _fingerprint()
    done = STAMP.read_text("utf-8").splitlines() if STAMP.exists() else []
    if done not in ([wanted, "dev"], [wanted, "dev" if for_development else "run"]):
        _install_system_packages([*RUN_PACKAGES, *(TEST_PACKAGES if for_development else [])])
        _install(python, for_development)
        STAMP.write_text(f"{wanted}\n{'dev' if for_development else 'run'}\n", "utf-8")
    catalogues.compile_changed()
    return python


def _fingerprint() -> str:
    facts = f"{sys.version_info[:2]} {ROOT} ".encode() + (ROOT / "pyproject.toml").read_bytes()
    facts += Path(__file__).read_bytes()
    return hashlib.sha256(facts).hexdigest()


def _install(python: Path, for_development: bool) -> None:
    print("Setting up .venv, once ...", flush=True)
    STAMP.unlink(missing_ok=True)
    if not _works(python):
        shutil.rmtree(VENV, ignore_errors=True)
        _run([sys.executable, "-m", "venv", str(VENV)])
    target = f"{ROOT}[dev]" if for_development else str(ROOT)
    _run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--editable", target])


def _works(python: Path) -> bool:
    try:
        return subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _install_system_packages(names: list[str]) -> None:
    """On Debian and its kin, install what is missing, or say how; other systems bring all of it along."""
    if not shutil.which("dpkg-query") or not shutil.which("apt-get"):
        return
    missing = [name for name in names if not _is_installed(name) and not _is_installed(RENAMED.get(name, name))]
    if "python3-venv" in missing and _has_ensurepip():
        missing.remove("python3-venv")
    if not missing:
        return
    if os.name != "posix" or os.geteuid() != 0:
        raise SetupError(f"Some system packages are missing. Please type:\n  sudo apt-get install {' '.join(missing)}")
    print(f"Installing system packages: {' '.join(missing)}", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    _run(["apt-get", "update", "-qq"], environment)
    known = [name if _is_known(name) else RENAMED.get(name, name) for name in missing]
    _run(["apt-get", "install", "-qq", "--no-install-recommends", *known], environment)


def _is_installed(name: str) -> bool:
    query = ["dpkg-query", "--show", "--showformat=${Status}", name]
    return subprocess.run(query, capture_output=True, text=True, check=False).stdout.endswith("ok installed")


def _is_known(name: str) -> bool:
    return bool(subprocess.run(["apt-cache", "show", name], capture_output=True, check=False).stdout)


def _has_ensurepip() -> bool:
    try:
        import ensurepip  # noqa: F401, PLC0415 - Debian ships it apart from Python
    except ImportError:
        return False
    return True


def _run(command: list[str], environment: dict[str, str] | None = None) -> None:
    code = subprocess.call(command, env=environment)
    if code:
        raise SetupError(f"This did not work (exit code {code}): {' '.join(command)}")
