"""Test the setup program for Windows on Linux: `xvfb-run -a python3 build_scripts/windows/try_installer.py`.

Needs Debian's nsis, wine, wine64, gcc-mingw-w64-x86-64, xvfb and xauth. A stand-in of a few lines is installed in place
of the program, in a separate Windows in a temporary folder, so nothing is left behind.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
KEY = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\smsc-tasks"
OPENING = r"HKCU\Software\Classes\SMSCTasks.csv\shell\open\command"
OPEN_WITH = r"HKCU\Software\Classes\.csv\OpenWithProgids"
OLD, NEW = "0.1.0", "0.2.0"
PATIENCE_S = 60.0
PUBLISHER = "Example Ltd"
DONE, REFUSED, DATA_LEFT = 0, 2, 3


class Trial:
    """A Windows in a folder, with setup programs of two versions."""

    def __init__(self, folder: Path) -> None:
        """Raises CalledProcessError if a tool fails, FileNotFoundError if it is missing."""
        self.folder = folder
        self.log = folder / "stand_in.log"
        self.environment = os.environ | {
            "HOME": str(folder),
            "WINEPREFIX": str(folder / "windows"),
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "winemenubuilder.exe,mscoree,mshtml=d",
            "STAND_IN_LOG": "Z:" + str(folder).replace("/", "\\"),
        }
        subprocess.run(["wine", "wineboot", "--init"], env=self.environment, check=True, capture_output=True)
        (person,) = (path for path in (folder / "windows/drive_c/users").iterdir() if path.name != "Public")
        self.installed = person / "AppData/Local/Programs/SMSC Tasks"
        self.shortcut = person / "AppData/Roaming/Microsoft/Windows/Start Menu/Programs/SMSC Tasks.lnk"
        self.program = self.installed / "smsc-tasks.exe"
        self.uninstaller = self.installed / "uninstall.exe"
        self.stand_in = folder / "smsc-tasks.exe"
        compiler = ("x86_64-w64-mingw32-gcc", "-O2", "-s", "-Wall", "-Wextra", "-Werror", "-municode", "-mwindows")
        subprocess.run([*compiler, "-o", self.stand_in, HERE / "stand_in.c"], check=True)
        self.setups = {version: self._setup(version) for version in (OLD, NEW)}

    def _setup(self, version: str) -> Path:
        source, setup = self.folder / version, self.folder / f"smsc-tasks-{version}-setup.exe"
        (source / "_internal/folder").mkdir(parents=True)
        shutil.copy(self.stand_in, source)
        (source / "_internal/version.txt").write_text(version)
        (source / f"_internal/folder/only {version}.txt").write_text(version)
        definitions = {"VERSION": version, "SOURCE": source, "OUTPUT": setup, "PUBLISHER": PUBLISHER}
        defined = [f"-D{name}={value}" for name, value in definitions.items()]
        subprocess.run(
            ["makensis", "-V2", "-WX", "-XTarget amd64-unicode", *defined, HERE / "installer.nsi"], check=True
        )
        return setup

    def run(self, program: Path, *arguments: str, **environment: str) -> int:
        """Return the exit code. Raises TimeoutExpired after PATIENCE_S."""
        command = ["wine", str(program), *arguments]
        return subprocess.run(
            command, env=self.environment | environment, timeout=PATIENCE_S, check=False, capture_output=True
        ).returncode

    def start(self, program: Path, **environment: str) -> subprocess.Popen[bytes]:
        """Return the running stand-in, its window open."""
        before = self.lines("opened")
        running = subprocess.Popen(["wine", str(program)], env=self.environment | environment)
        wait("the stand-in opens its window", lambda: self.lines("opened") > before)
        return running

    def uninstall(self, *arguments: str, **environment: str) -> int:
        """Return the exit code of the uninstaller's own copy: it does not delete its own file then."""
        folder = str(self.installed).split("drive_c")[1].replace("/", "\\")
        # In pieces: a single argument with a space would be quoted, which the uninstaller does not understand.
        return self.run(self.uninstaller, "/S", *arguments, *f"_?=C:{folder}".split(" "), **environment)

    def lines(self, text: str) -> int:
        """Return how often the stand-in recorded this."""
        return self.log.read_text("utf-8").splitlines().count(text) if self.log.exists() else 0

    def registered(self, key: str = KEY) -> dict[str, str]:
        """Return the values of a key of the registry, by default what the system's list of programs knows."""
        command = ["wine", "reg", "query", key]
        output = subprocess.run(command, env=self.environment, check=False, capture_output=True, text=True).stdout
        rows = [line.split(maxsplit=2) for line in output.splitlines() if line.startswith("    ")]
        return {row[0]: "".join(row[2:]) for row in rows}

    def content(self) -> dict[str, bytes]:
        """Return every file in the install folder."""
        files = (path for path in sorted(self.installed.rglob("*")) if path.is_file())
        return {str(path.relative_to(self.installed)): path.read_bytes() for path in files}

    def end(self) -> None:
        """End this Windows and everything that runs in it."""
        subprocess.run(["wine", "wineboot", "--kill"], env=self.environment, check=False, capture_output=True)


def main() -> None:
    if not os.environ.get("DISPLAY"):
        sys.exit("A screen is wanted: call this with xvfb-run -a.")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        trial = Trial(Path(folder))
        try:
            installs(trial)
            upgrades(trial)
            refuses(trial)
            recovers(trial)
            keeps_data(trial)
            removes_data(trial)
        finally:
            trial.end()


def installs(trial: Trial) -> None:
    prove("a silent installation succeeds", trial.run(trial.setups[OLD], "/S") == DONE)
    files = {"smsc-tasks.exe", "uninstall.exe", "_internal/version.txt", f"_internal/folder/only {OLD}.txt"}
    prove("exactly the files of the build and the uninstaller are there", set(trial.content()) == files)
    prove("the shortcut is there", b"smsc-tasks.exe" in trial.shortcut.read_bytes())
    values = trial.registered()
    folder = values.pop("InstallLocation", "")
    prove("the install folder is the person's own", folder.endswith(r"\AppData\Local\Programs\SMSC Tasks"))
    size_kib = int(values.pop("EstimatedSize", "0"), 16)
    prove("the size is told", 0 < size_kib < 1000)  # noqa: PLR2004 (the stand-in is small)
    expected = {
        "DisplayName": "SMSC Tasks",
        "DisplayVersion": OLD,
        "DisplayIcon": rf"{folder}\smsc-tasks.exe",
        "Publisher": PUBLISHER,
        "UninstallString": rf'"{folder}\uninstall.exe"',
        "QuietUninstallString": rf'"{folder}\uninstall.exe" /S',
        "NoModify": "0x1",
        "NoRepair": "0x1",
    }
    prove("the system's list of programs has the rest", values == expected)
    prove("it is offered for tables", "SMSCTasks.csv" in trial.registered(OPEN_WITH))
    command = rf'"{folder}\smsc-tasks.exe" "%1"'
    prove("a table that is opened with it is handed over", trial.registered(OPENING) == {"(Default)": command})


def upgrades(trial: Trial) -> None:
    own = trial.installed / "notes.txt"
    own.write_text("the person's own")
    elsewhere = trial.folder / "elsewhere/smsc-tasks.exe"
    elsewhere.parent.mkdir()
    shutil.copy(trial.stand_in, elsewhere)
    other = trial.start(elsewhere)
    running = trial.start(trial.program)
    prove("the installed program starts", running.poll() is None)
    prove("an upgrade succeeds while it runs", trial.run(trial.setups[NEW], "/S") == DONE)
    prove("the program was asked to close, once", trial.lines("asked to close") == 1)
    prove("it ended by itself", trial.lines("ended") == 1 and running.wait(PATIENCE_S) == DONE)
    prove("a copy in another folder was let be", other.poll() is None)
    other.kill()
    other.wait(PATIENCE_S)
    files = {
        "smsc-tasks.exe",
        "uninstall.exe",
        "notes.txt",
        "_internal/version.txt",
        f"_internal/folder/only {NEW}.txt",
    }
    prove("files of the old version alone are gone, a person's own stays", set(trial.content()) == files)
    prove("the files are the new version's", (trial.installed / "_internal/version.txt").read_text() == NEW)
    prove("the new version is registered", trial.registered()["DisplayVersion"] == NEW)


def refuses(trial: Trial) -> None:
    before = trial.content(), trial.registered()
    running = trial.start(trial.program, STAND_IN_STUBBORN="1")
    asked = trial.lines("asked to close")
    prove("an upgrade is refused where the program does not close", trial.run(trial.setups[OLD], "/S") == REFUSED)
    prove("it was asked", trial.lines("asked to close") == asked + 1)
    prove("an uninstallation is refused as well", trial.uninstall("/REMOVESETTINGS") == REFUSED)
    prove("the program still runs", running.poll() is None)
    running.kill()
    running.wait(PATIENCE_S)
    prove("nothing was changed", (trial.content(), trial.registered()) == before)


def recovers(trial: Trial) -> None:
    """An upgrade that fails midway: there is a file where its folder should be."""
    before = trial.content(), trial.registered()
    for name, when in (("_new", "unpack"), ("_old", "put the old version aside")):
        obstacle = trial.installed / name
        obstacle.write_text("")
        code = trial.run(trial.setups[OLD], "/S")
        obstacle.unlink()
        prove(f"an upgrade that cannot {when} fails and changes nothing", code == REFUSED)
        prove("the installed version is whole", (trial.content(), trial.registered()) == before)


def keeps_data(trial: Trial) -> None:
    running = trial.start(trial.program)
    trial.log.unlink()
    prove("the uninstaller starts", trial.run(trial.uninstaller, "/S") == DONE)
    wait("the uninstaller ends", lambda: not trial.uninstaller.exists())
    running.wait(PATIENCE_S)
    prove(
        "it closed the program and removed no data",
        trial.log.read_text().split("\n") == ["asked to close", "ended", ""],
    )
    prove("a person's own file is all that is left", set(trial.content()) == {"notes.txt"})
    prove("shortcut and registration are gone", not trial.shortcut.exists() and not trial.registered())
    prove("it is offered for tables no longer", not trial.registered(OPEN_WITH) and not trial.registered(OPENING))
    (trial.installed / "notes.txt").unlink()


def removes_data(trial: Trial) -> None:
    prove("it installs again", trial.run(trial.setups[NEW], "/S") == DONE)
    trial.log.unlink()
    code = trial.uninstall("/REMOVEREPORTS", STAND_IN_FAILS="1")
    prove("where data cannot be removed, the program stays", code == DATA_LEFT and trial.program.exists())
    prove("only what was chosen was to be removed", trial.log.read_text().split("\n") == ["--remove-reports", ""])
    trial.log.unlink()
    trial.run(trial.uninstaller, "/S", "/REMOVEREPORTS", "/REMOVESETTINGS")
    wait("the uninstaller ends", lambda: not trial.installed.exists())
    both = ["--remove-settings --remove-reports", ""]
    prove("the program removed settings and reports, in one call", trial.log.read_text().split("\n") == both)
    prove("nothing is left", not trial.shortcut.exists() and not trial.registered())


def prove(what: str, seen: bool) -> None:
    if not seen:
        sys.exit(f"NOT SO  {what}")
    print(f"seen    {what}", flush=True)


def wait(what: str, come: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not come():
        if time.monotonic() > end:
            sys.exit(f"NOT SO  {what}")
        time.sleep(0.1)


if __name__ == "__main__":
    main()
