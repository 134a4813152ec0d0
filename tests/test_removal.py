"""What the uninstaller has removed, and what it must not touch."""

from pathlib import Path

import pytest

from gui.account import Account, Credentials
from gui.clock import Clock
from gui.options import Options
from gui.removal import remove
from gui.storage import settings
from gui.storage.credentials import KeyringError, KeyringErrorKind, MemoryStore
from gui.storage.downloads import Download
from gui.storage.paths import Paths
from gui.storage.settings import Settings
from gui.storage.state import State

ACCOUNT = Account("anna@smsc.ru", "https://smsc.ru", "anna")


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A profile that has been used: an account, two reports, one of which somebody has changed since."""
    folder = tmp_path / "profile"
    paths = Paths(folder)
    settings.save(paths.settings_file, Settings(accounts=(ACCOUNT,), active_account=ACCOUNT.id))
    state = State.open(paths.state_file, Clock())
    downloads = paths.default_download_folder
    downloads.mkdir()
    for number, name in enumerate(("march.csv", "april.csv")):
        report = downloads / name
        report.write_text("a;b\n")
        found = report.stat()
        state.add_download(ACCOUNT.id, number, Download(report, found.st_size, found.st_mtime_ns, True, 0.0))
    state.close()
    (downloads / "april.csv").write_text("a;b\nmine\n")
    (downloads / "mine.txt").write_text("mine")
    paths.log_file.write_text("log")
    paths.index_folder.mkdir()
    (paths.index_folder / "index").write_bytes(b"index")
    return folder


@pytest.fixture
def store() -> MemoryStore:
    store = MemoryStore()
    store.save(ACCOUNT.id, Credentials("anna", "secret"))
    return store


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


REPORTS = {"downloads/march.csv", "downloads/april.csv", "downloads/mine.txt"}
CHANGED = REPORTS - {"downloads/march.csv"}


def test_settings_go_and_reports_stay(profile: Path, store: MemoryStore) -> None:
    assert remove(Options(profile=profile, remove_settings=True), store) == 0
    assert names(profile) == REPORTS
    assert store.load(ACCOUNT.id) is None


def test_reports_go_and_settings_stay(profile: Path, store: MemoryStore) -> None:
    before = names(profile)
    assert remove(Options(profile=profile, remove_reports=True), store) == 0
    assert names(profile) == before - {"downloads/march.csv"}
    assert store.load(ACCOUNT.id) == Credentials("anna", "secret")


def test_all_goes_but_what_the_person_made_of_it(profile: Path, store: MemoryStore) -> None:
    assert remove(Options(profile=profile, remove_settings=True, remove_reports=True), store) == 0
    assert names(profile) == CHANGED


def test_a_keyring_that_does_not_answer_leaves_what_knows_of_it(
    profile: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    class Locked(MemoryStore):
        def forget(self, account_id: str) -> None:
            raise KeyringError(KeyringErrorKind.LOCKED)

    before = names(profile)
    assert remove(Options(profile=profile, remove_settings=True), Locked()) == 1
    assert names(profile) == before
    assert capsys.readouterr().out == "not removed: the sign-in of anna@smsc.ru: locked\n"


def test_a_program_without_a_console_goes_without_words(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Locked(MemoryStore):
        def forget(self, account_id: str) -> None:
            raise KeyringError(KeyringErrorKind.LOCKED)

    monkeypatch.setattr("sys.stdout", None)
    assert remove(Options(profile=profile, remove_settings=True), Locked()) == 1


def test_where_nothing_was_ever_kept_nothing_is_made(tmp_path: Path) -> None:
    options = Options(profile=tmp_path / "none", remove_settings=True, remove_reports=True)
    assert remove(options, MemoryStore()) == 0
    assert list(tmp_path.iterdir()) == []


def test_the_systems_own_folders_go_with_what_was_in_them(own_environment: None, tmp_path_factory: object) -> None:
    paths = Paths(None)
    settings.save(paths.settings_file, Settings())
    State.open(paths.state_file, Clock()).close()
    paths.log_file.parent.mkdir(parents=True, exist_ok=True)
    paths.log_file.write_text("log")
    assert remove(Options(remove_settings=True), MemoryStore()) == 0
    for file in (paths.settings_file, paths.state_file, paths.log_file):
        assert not file.parent.exists()
