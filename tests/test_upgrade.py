"""What a version before has kept is taken up by this one: settings, columns, accounts, lists, downloads."""

import shutil
from dataclasses import replace
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from pytestqt.qtbot import QtBot

from gui import __version__
from gui.account import Credentials
from gui.clock import Clock
from gui.models.task_table import TaskTable
from gui.storage import settings
from gui.storage.os_keyring import SERVICE, KeyringStore
from gui.storage.state import State
from gui.views.main_window import MainWindow
from tests.profiles import keep

VERSIONS = sorted(path.name for path in keep.FOLDER.iterdir() if (path / "state.sqlite").exists())


@pytest.fixture(params=VERSIONS)
def profile(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return Path(shutil.copytree(keep.FOLDER / request.param, tmp_path / "profile"))


def test_this_version_has_kept_one_too() -> None:
    assert __version__ in VERSIONS


def test_choices(profile: Path) -> None:
    found = settings.load(profile / "settings.json")
    assert replace(found, window={}) == keep.CHOICES
    assert not (profile / "settings.json.damaged").exists()


def test_column_widths(profile: Path, qtbot: QtBot) -> None:
    window = MainWindow(TaskTable(Clock()))
    qtbot.addWidget(window)
    window.restore_layout(settings.load(profile / "settings.json").window)
    window.show_tasks()
    window.show()
    assert keep.widths_px(window.view) == keep.WIDTHS_PX


def test_lists_downloads_and_armed_tasks(profile: Path) -> None:
    state = State.open(profile / "state.sqlite", Clock())
    account = keep.ACCOUNTS[0].id
    assert state.trouble is None
    assert state.last_list(account) == (keep.LIST, keep.LISTED)
    assert state.downloads(account) == {3: keep.DOWNLOAD}
    assert state.armed(account) == {keep.ARMED}
    assert state.fingerprint("anna") == (profile / "fingerprint.txt").read_text("ascii")
    state.close()


@pytest.mark.parametrize("text", list(keep.CREDENTIALS))
def test_sign_ins(os_keyring: KeyringBackend, text: str) -> None:
    expected: Credentials = keep.CREDENTIALS[text]
    keyring.set_password(SERVICE, "anna@smsc.ru", text)
    assert KeyringStore().load("anna@smsc.ru") == expected
