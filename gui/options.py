"""The command line."""

import argparse
from dataclasses import dataclass
from pathlib import Path

from gui import __version__
from gui.account import server_origin


@dataclass(frozen=True)
class Options:
    """The parsed command line.

    `server` is an origin, or "" for the service's own sites. `self_check` is None if no check is wanted, else the file
    for its report, an empty path for none. `files` are absolute.
    """

    demo: bool = False
    profile: Path | None = None
    server: str = ""
    self_check: Path | None = None
    remove_settings: bool = False
    remove_reports: bool = False
    files: tuple[Path, ...] = ()


def parse(argv: list[str]) -> Options:
    """Parse arguments without the program's name; exits on --version, --help and unusable ones."""
    parser = argparse.ArgumentParser(prog="smsc-tasks", description="Deferred export tasks of an SMS Centre account.")
    parser.add_argument("--version", action="version", version=f"smsc-tasks {__version__}")
    parser.add_argument("--demo", action="store_true", help="look around with example data; nothing is kept")
    parser.add_argument("--profile", type=Path, metavar="DIR", help="keep settings, state, log and downloads in DIR")
    parser.add_argument("--server", type=_origin, metavar="URL", help="another server: https, or loopback")
    parser.add_argument(
        "--self-check",
        type=Path,
        nargs="?",
        const=Path(),
        metavar="FILE",
        help="do the main job once, unseen, and tell how it went, in FILE too; with --server, ask there as well",
    )
    parser.add_argument("--remove-settings", action="store_true", help="for the uninstaller: forget all accounts")
    parser.add_argument("--remove-reports", action="store_true", help="for the uninstaller: remove downloaded reports")
    parser.add_argument("files", type=Path, nargs="*", metavar="FILE", help="a CSV file to open")
    found = vars(parser.parse_args(argv))
    files = tuple(file.absolute() for file in found["files"])
    return Options(**found | {"server": found["server"] or "", "files": files})


def _origin(address: str) -> str:
    try:
        return server_origin(address)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
