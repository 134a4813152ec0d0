"""Set up, run, check and test the program: `python3 build_scripts/dev.py demo|run|test|check|bench|translate`.

Needs nothing but Python: the first call makes a virtual environment in `.venv`, later calls start at once.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

import catalogues
import setup_steps
from setup_steps import ROOT, SetupError

TLS_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")
SCREEN = "-screen 0 1400x900x24"
NO_SCREEN = (
    "There is no screen here to show a window on. Start this in a desktop session, or on a virtual screen: "
    "xvfb-run -a python3 build_scripts/dev.py {command}"
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py", description=__doc__)
    parser.add_argument("command", choices=("demo", "run", "test", "check", "bench", "translate"))
    arguments, rest = parser.parse_known_args()
    try:
        return COMMANDS[arguments.command](rest)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1


def demo(rest: list[str]) -> int:
    return _start("demo", ["--demo", *rest])


def run(rest: list[str]) -> int:
    return _start("run", rest)


def test(rest: list[str]) -> int:
    python = setup_steps.prepare(for_development=True)
    if not rest and (code := _check(python)):
        return code
    environment = {name: value for name, value in os.environ.items() if name not in TLS_VARIABLES}
    environment |= {"LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "PYTHONFAULTHANDLER": "1"}
    command = [str(python), "-m", "pytest", *rest]
    if sys.platform == "linux" and shutil.which("xvfb-run"):
        command = ["xvfb-run", "-a", "-s", SCREEN, *command]
        environment["QT_QPA_PLATFORM"] = "xcb"
    return subprocess.call(command, cwd=ROOT, env=environment)


def check(_: list[str]) -> int:
    return _check(setup_steps.prepare(for_development=True))


def bench(rest: list[str]) -> int:
    python = setup_steps.prepare(for_development=True)
    environment = {"QT_QPA_PLATFORM": "offscreen"} | os.environ
    return subprocess.call([str(python), "-m", "tests.bench", *rest], cwd=ROOT, env=environment)


def translate(_: list[str]) -> int:
    setup_steps.prepare(for_development=True)
    catalogues.update()
    return 0


def _start(command: str, arguments: list[str]) -> int:
    if not _has_screen():
        raise SetupError(NO_SCREEN.format(command=command))
    python = setup_steps.prepare(for_development=False)
    return subprocess.call([str(python), "-m", "gui", *arguments], cwd=ROOT)


def _has_screen() -> bool:
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform != "linux" or any(os.environ.get(name) for name in screens)


def _check(python: Path) -> int:
    tools = python.parent
    steps = (
        [tools / "ruff", "check", "."],
        [tools / "ruff", "format", "--check", "."],
        [tools / "mypy"],
        [tools / "lint-imports"],
    )
    failed = 0
    for step in steps:
        failed = subprocess.call([str(part) for part in step], cwd=ROOT) or failed
    problems = catalogues.problems()
    for problem in problems:
        print(problem, file=sys.stderr)
    return failed or int(bool(problems))


COMMANDS = {"demo": demo, "run": run, "test": test, "check": check, "bench": bench, "translate": translate}

if __name__ == "__main__":
    sys.exit(main())
