"""Paths of the profile, the resources and the licences."""

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
    """Paths of one profile: the platform's standard folders, or all under `profile`.

    Creates nothing; whoever writes a file creates its folder.
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
        """A short name, unique to this user and profile."""
        whose = f"{getpass.getuser()}\0{os.path.normcase(os.path.realpath(self.state_file))}"
        return f"{NAME}-{hashlib.sha256(os.fsencode(whose)).hexdigest()[:16]}"


def resource(name: str) -> Path:
    """Return the path of a resource: in the frozen program, the installed package or the source tree."""
    bundle = getattr(sys, "_MEIPASS", None)
    if bundle:
        return Path(bundle) / "resources" / name
    installed = _PACKAGE / "_resources"
    return (installed if installed.is_dir() else _PACKAGE.parent / "resources") / name


def licences() -> Path | None:
    """Return the path of the bundled third-party licences; None if the program is not packaged."""
    bundle = Path(getattr(sys, "_MEIPASS", ""))
    places = (bundle / LICENCES, bundle.parent / "Resources" / LICENCES)  # the second in a bundle of macOS
    return next((place for place in places if getattr(sys, "frozen", False) and place.exists()), None)
