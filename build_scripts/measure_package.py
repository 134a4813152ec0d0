"""Compare the packaged program with a bare window packaged by PyInstaller's defaults: start, size, memory. Linux.

Run `xvfb-run -a .venv-build/bin/python build_scripts/measure_package.py` after `build.py`; as root it also drops
caches.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from setup_steps import ROOT

sys.path.insert(0, str(ROOT))

from gui.account import Account
from gui.clock import Clock
from gui.service.task import Task, TaskList, TaskStatus
from gui.storage import settings
from gui.storage.settings import Settings
from gui.storage.state import State

OURS = ROOT / "dist" / "smsc-tasks" / "smsc-tasks"
RUNS, COLD_RUNS, TASKS = 15, 5, 200
LONGEST_S = 30.0
REST_S = 1.5
"""From the first paint until memory is read."""
STANDS = "the window stands"
DROP_CACHES = Path("/proc/sys/vm/drop_caches")
BARE = f"""
import sys
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QTableView

class FirstPaint(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, lambda: open(sys.argv[1], "w").write("{STANDS}"))
        return False

application = QApplication(sys.argv)
view, first = QTableView(), FirstPaint()
view.viewport().installEventFilter(first)
view.show()
application.exec()
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bare = _bare(folder)
        profile, said = _profile(folder), folder / "said"
        commands = {
            "ours": ([str(OURS), "--profile", str(profile)], profile / "log.txt"),
            "bare": ([str(bare), str(said)], said),
        }
        times: dict[str, list[float]] = {"ours": [], "bare": []}
        memory: dict[str, list[float]] = {"ours": [], "bare": []}
        for _ in range(RUNS):
            for who, command in commands.items():
                start_s, resident = _start(*command, before=lambda: None)
                times[who].append(start_s)
                memory[who].append(resident)
        _print("start to first painting, s", times)
        if os.access(DROP_CACHES, os.W_OK):
            cold = {who: [_start(*commands[who], before=_drop)[0] for _ in range(COLD_RUNS)] for who in commands}
            _print("the same, caches dropped, s", cold)
        _print("resident at rest, MB", memory)
        _print("folder, MB", {"ours": [_size(OURS.parent)], "bare": [_size(bare.parent)]})


def _bare(folder: Path) -> Path:
    source = folder / "bare.py"
    source.write_text(BARE, "utf-8")
    places = ("--distpath", str(folder), "--workpath", str(folder / "work"), "--specpath", str(folder))
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--windowed", "--log-level", "ERROR", *places]
    subprocess.run([*command, str(source)], check=True, capture_output=True)
    return folder / "bare" / "bare"


def _profile(folder: Path) -> Path:
    """Create a used profile: an account and its last list."""
    profile, account = folder / "profile", Account("anna@127.0.0.1", "http://127.0.0.1:9", "anna")
    settings.save(profile / "settings.json", Settings(accounts=(account,), active_account=account.id))
    state = State.open(profile / "state.sqlite", Clock())
    tasks = tuple(Task(number, f"Отчёт {number}", TaskStatus.COMPLETED) for number in range(TASKS))
    state.keep_list(account.id, TaskList(tasks), Clock().instant())
    state.close()
    return profile


def _start(command: list[str], file: Path, before: Callable[[], None]) -> tuple[float, float]:
    """Start a program that reports its first paint in a file; return the seconds until then and its MB at rest."""
    file.unlink(missing_ok=True)
    before()
    start_s = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as program:
        while not (file.exists() and STANDS in file.read_text("utf-8")):
            if time.perf_counter() - start_s > LONGEST_S:
                program.kill()
                sys.exit(f"does not start: {command}")
            time.sleep(0.001)
        taken_s = time.perf_counter() - start_s
        time.sleep(REST_S)
        status = Path(f"/proc/{program.pid}/status").read_text("ascii")
        program.terminate()
    return taken_s, int(status.partition("VmRSS:")[2].split()[0]) * 1024 / 1e6


def _drop() -> None:
    os.sync()
    DROP_CACHES.write_text("3")


def _size(folder: Path) -> float:
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return sum(path.stat().st_size for path in files) / 1e6


def _print(what: str, found: dict[str, list[float]]) -> None:
    ours, bare = (statistics.median(found[who]) for who in ("ours", "bare"))
    print(f"{what:32} {ours:8.3f} {bare:8.3f}  x {ours / bare:.2f}  + {ours - bare:.3f}", flush=True)


if __name__ == "__main__":
    main()
