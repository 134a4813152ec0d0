"""Where things are on this computer."""

import getpass
import hashlib
import os
import sys
from pathlib import Path

import platformdirs

NAME = "smsc-tasks"
LICENCES = "LICENCES.txt"
_PACKAGE = Path(__file__).resolve().parent.parent


class Paths:
    """Folders and files of one profile: the system's usual places, or all under one folder.

    Nothing is made here; who writes a file makes its folder.
    """

    def __init__(self, profile: Path | None) -> None:
        if profile is None:
            local = platformdirs.PlatformDirs(NAME, appauthor=False, roaming=False)
            self.settings_file = local.user_config_path / "settings.json"
            self.state_file = local.user_state_path / "state.sqlite"
            self.log_file = local.user_log_path / "log.txt"
            self.index_folder = local.user_cache_path / "indexes"
            self.default_download_folder = platformdirs.user_downloads_path()
        else:
            profile = profile.absolute()
            self.settings_file = profile / "settings.json"
            self.state_file = profile / "state.sqlite"
            self.log_file = profile / "log.txt"
            self.index_folder = profile / "indexes"
            self.default_download_folder = profile / "downloads"

    @property
    def instance_name(self) -> str:
        """Short name of this user's copy of the program for this profile."""
        whose = f"{getpass.getuser()}\0{os.path.normcase(os.path.realpath(self.state_file))}"
        return f"{NAME}-{hashlib.sha256(os.fsencode(whose)).hexdigest()[:16]}"


def resource(name: str) -> Path:
    """Return a file or folder of `resources`: in the frozen program, in an installed package, or in the source."""
    bundle = getattr(sys, "_MEIPASS", None)
    if bundle:
        return Path(bundle) / "resources" / name
    installed = _PACKAGE / "_resources"
    return (installed if installed.is_dir() else _PACKAGE.parent / "resources") / name


def licences() -> Path | None:
    """Return the licences of all that the packaged program carries; None where it is not packaged."""
    bundle = Path(getattr(sys, "_MEIPASS", ""))
    places = (bundle / LICENCES, bundle.parent / "Resources" / LICENCES)  # the second in a bundle of macOS
    return next((place for place in places if getattr(sys, "frozen", False) and place.exists()), None)
