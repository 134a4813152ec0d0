"""The command line."""

import argparse
from dataclasses import dataclass
from pathlib import Path

from gui import __version__
from gui.account import server_origin


@dataclass(frozen=True)
class Options:
    """What the command line asks for. `server` is an origin, or "" for the service's own sites."""

    demo: bool = False
    profile: Path | None = None
    server: str = ""
    self_check: bool = False


def parse(argv: list[str]) -> Options:
    """Read the arguments without the program's name; exits on --version, --help and unusable ones."""
    parser = argparse.ArgumentParser(prog="smsc-tasks", description="Deferred export tasks of an SMS Centre account.")
    parser.add_argument("--version", action="version", version=f"smsc-tasks {__version__}")
    parser.add_argument("--demo", action="store_true", help="look around with example data; nothing is kept")
    parser.add_argument("--profile", type=Path, metavar="DIR", help="keep settings, state, log and downloads in DIR")
    parser.add_argument("--server", type=_origin, metavar="URL", help="another server: https, or loopback")
    parser.add_argument("--self-check", action="store_true", help="do the main job once, unseen, and tell how it went")
    found = parser.parse_args(argv)
    return Options(found.demo, found.profile, found.server or "", found.self_check)


def _origin(address: str) -> str:
    try:
        return server_origin(address)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
