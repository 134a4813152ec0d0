"""All development commands, also for a fresh machine: `python3 build_scripts/dev.py COMMAND [ARGUMENT ...]`."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - who has an older one should read this and not a traceback
    sys.exit("SMSC Tasks needs Python 3.11 or newer; this is Python %d.%d." % sys.version_info[:2])  # noqa: UP031

import argparse
import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import catalogues
import locks
import setup_steps
from setup_steps import ROOT, SetUpError, in_venv

CHECKS = (("ruff", "check"), ("ruff", "format", "--check"), ("mypy",), ("lint-imports",))
SCREEN = ("xvfb-run", "-a", "-s", "-screen 0 1400x900x24")
COVERAGE_FLOORS = {"flows": 95, "service": 98, "storage": 98, "report": 98}  # per cent of statements and branches
NEEDS_NO_SCREEN = {"-h", "--help", "--version", "--self-check"}
NO_SCREEN = """\
There is no screen to show the window on. Start it on a desktop, or on a virtual screen (packages xvfb and xauth) with
    xvfb-run -a python3 build_scripts/dev.py {command}"""


SetUp = Callable[..., None]
"""Run `setup_steps.set_up`, with system packages or without."""


def demo(set_up: SetUp, arguments: list[str]) -> int:
    """set up, then start the program with example data"""
    return _program("demo", set_up, ["--demo", *arguments])


def run(set_up: SetUp, arguments: list[str]) -> int:
    """set up, then start the program; arguments are passed on"""
    return _program("run", set_up, arguments)


def test(set_up: SetUp, arguments: list[str]) -> int:
    """check, then run all tests on a virtual screen and judge what they cover; with arguments: pytest only"""
    set_up(dev=True, packages=setup_steps.TEST_PACKAGES)
    python, screen = in_venv("python"), SCREEN if sys.platform == "linux" else ()
    environment = _test_environment(os.environ)
    if arguments:
        return _call(*screen, python, "-m", "pytest", *arguments, environment=environment)
    if _check() != 0:
        print("The tests were not run, because a check failed.", file=sys.stderr)
        return 1
    return _call(*screen, python, "-m", "coverage", "run", "-m", "pytest", environment=environment) or _covered()


def check(set_up: SetUp, _arguments: list[str]) -> int:
    """ruff, mypy, import rules, translation catalogues"""
    set_up(dev=True)
    return _check()


def bench(set_up: SetUp, arguments: list[str]) -> int:
    """time the program beside references; arguments are passed on"""
    set_up(dev=True)
    return _call(in_venv("python"), "-m", "tests.bench", *arguments)


def translate(set_up: SetUp, _arguments: list[str]) -> int:
    """take the source's texts into the translation catalogues, and say what a translator has to do"""
    set_up(dev=False)
    print(*catalogues.update(ROOT, in_venv("pyside6-lupdate")), sep="\n")
    return 0


def lock(set_up: SetUp, _arguments: list[str]) -> int:
    """pin anew, for each system, what the packaged program is built from"""
    set_up(dev=True)
    setup_steps.install("lock")
    locks.refresh(ROOT, in_venv("uv"))
    return 0


COMMANDS = {command.__name__: command for command in (demo, run, test, check, bench, translate, lock)}


def main(arguments: Sequence[str]) -> int:
    """Run one command; return the exit code."""
    commands = "\n".join(f"  {name:10} {command.__doc__}" for name, command in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="dev.py", epilog=f"commands:\n{commands}", formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--no-system", action="store_true", help="leave the system's packages alone; what is missing shows in use"
    )
    parser.add_argument("command", choices=COMMANDS, metavar="COMMAND")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, metavar="ARGUMENT")
    chosen = parser.parse_args(arguments)
    try:
        return COMMANDS[chosen.command](partial(setup_steps.set_up, system=not chosen.no_system), chosen.arguments)
    except SetUpError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _program(command: str, set_up: SetUp, arguments: list[str]) -> int:
    if not _has_screen(os.environ) and NEEDS_NO_SCREEN.isdisjoint(arguments):
        raise SetUpError(NO_SCREEN.format(command=command))
    set_up(dev=False)
    return _call(in_venv("python"), "-m", "gui", *arguments)


def _has_screen(environment: Mapping[str, str]) -> bool:
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform != "linux" or any(environment.get(name) for name in names)


def _check() -> int:
    failed = [" ".join(command) for command in CHECKS if _call(in_venv(command[0]), *command[1:]) != 0]
    problems = catalogues.problems(ROOT, in_venv("pyside6-lupdate"))
    if problems:
        print(*problems, sep="\n", file=sys.stderr)
        failed.append("catalogues")
    if failed:
        print(f"Failed: {', '.join(failed)}.", file=sys.stderr)
    return 1 if failed else 0


def _covered() -> int:
    """Check each room's coverage against its floor; code that runs only in a QThread is not seen."""
    low = []
    for room, floor in COVERAGE_FLOORS.items():
        print(f"\nCovered in gui/{room}, {floor} % at least:")
        report = ("coverage", "report", f"--include=gui/{room}/*", f"--fail-under={floor}")
        if _call(in_venv("python"), "-m", *report) != 0:
            low.append(room)
    if low:
        print(f"Tests cover too little of: {', '.join(low)}.", file=sys.stderr)
    return 1 if low else 0


def _test_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment with the same locale and look everywhere, and real windows on a virtual screen."""
    kept = {name: value for name, value in environment.items() if not name.startswith(("QT_", "LC_"))}
    kept.pop("WAYLAND_DISPLAY", None)
    kept |= {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    if sys.platform == "linux":
        kept["QT_QPA_PLATFORM"] = "xcb"
    return kept


def _call(*command: str, environment: Mapping[str, str] | None = None) -> int:
    """Run to the end in the project folder; return a signal's number as a shell does."""
    sys.stdout.flush()
    code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
