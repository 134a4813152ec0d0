"""Removal of the user's data on this computer without a window, for the uninstaller."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from gui.account import Account
from gui.clock import Clock
from gui.options import Options
from gui.storage import settings as settings_file
from gui.storage.credentials import CredentialStore, KeyringError, KeyringErrorKind
from gui.storage.downloads import LocalFile, local_state
from gui.storage.paths import NAME, Paths
from gui.storage.state import State


def remove(options: Options, store: CredentialStore) -> int:
    """Remove what the options name; return 0 if all of it is gone, else print what is left and return 1.

    Reports changed since the download are the user's own work and stay. If the keyring does not answer, the settings
    stay too: they know what is in it. Call it only while no copy of the program runs.
    """
    paths = Paths(options.profile)
    accounts = settings_file.load(paths.settings_file).accounts
    left = list(_remove_reports(paths, accounts)) if options.remove_reports else []
    if options.remove_settings and not left:
        left = list(_forget(store, accounts)) or list(_remove_files(paths))
    if left and sys.stdout is not None:
        sys.stdout.write("".join(f"not removed: {each}\n" for each in left))
    return 1 if left else 0


def _remove_reports(paths: Paths, accounts: tuple[Account, ...]) -> Iterator[str]:
    if not paths.state_file.exists():
        return
    state = State.open(paths.state_file, Clock())
    for account in accounts:
        for download in state.downloads(account.id).values():
            if local_state(download) is LocalFile.PRESENT:
                yield from _gone(download.path)
    state.close()


def _forget(store: CredentialStore, accounts: tuple[Account, ...]) -> Iterator[str]:
    for account in accounts:
        try:
            store.forget(account.id)
        except KeyringError as error:
            if error.kind is not KeyringErrorKind.NONE_FOUND:
                yield f"the sign-in of {account.id}: {error}"


def _remove_files(paths: Paths) -> Iterator[str]:
    """Remove the program's files, and its folders if nothing else is in them."""
    shutil.rmtree(paths.index_folder, ignore_errors=True)
    for file in (paths.settings_file, paths.state_file, paths.log_file):
        for found in sorted(file.parent.glob(f"{file.name}*")):
            yield from _gone(found)
    for folder in (paths.log_file, paths.index_folder, paths.state_file, paths.settings_file):
        for parent in folder.parents:
            if NAME not in parent.parts:
                break
            with suppress(OSError):
                parent.rmdir()


def _gone(path: Path) -> Iterator[str]:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        yield f"{path}: {error.strerror}"
