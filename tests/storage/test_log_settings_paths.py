"""The log holds no secret; the settings survive whatever stands in their file; everything has its place."""

import json
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from gui.account import Account
from gui.storage import log, settings
from gui.storage.log import Redactor
from gui.storage.paths import Paths, licences, resource
from gui.storage.settings import Settings

SECRETS = ("p&s=ss w0rd/й", "key-0123456789", "back\\slash\n")


@pytest.fixture
def redactor() -> Redactor:
    redactor = Redactor()
    redactor.hide(*SECRETS)
    return redactor


@pytest.fixture
def logger(tmp_path: Path, redactor: Redactor) -> Iterator[logging.Logger]:
    handler = log.set_up(tmp_path / "logs" / "log.txt", redactor)
    yield logging.getLogger("gui.test")
    log.close(handler)


def test_no_secret_reaches_the_log_not_even_in_a_traceback(logger: logging.Logger, tmp_path: Path) -> None:
    for secret in SECRETS:
        logger.info("login=anna&psw=%s", secret)
        logger.info("{'apikey': 'unknown to us', 'x': 1}")
        try:
            raise ValueError(f"bad value {secret!r} of {secret}")
        except ValueError:
            logger.info("failed", exc_info=True)
    text = (tmp_path / "logs" / "log.txt").read_text("utf-8")
    assert "ValueError" in text
    assert "anna" in text
    assert "unknown to us" not in text
    for secret in SECRETS:
        assert secret not in text
        assert repr(secret)[1:-1] not in text
    assert "%26s%3Dss" not in text


@pytest.mark.parametrize(
    "text", [r'{"psw": "a\"tail"}', r"psw='a\'tail'", "psw=tail&x=1", "PassWord: tail", "{'apikey': 'tail'}"]
)
def test_what_stands_behind_the_name_of_a_secret_is_hidden(text: str) -> None:
    assert "tail" not in Redactor().redact(text)
    assert Redactor().redact("psw=secret&x=1") == "psw=***&x=1"


@pytest.mark.parametrize("secret", ['pä"ss', "a/b c", "\ud800x", "й" * 9])
@pytest.mark.parametrize("form", [str, repr, json.dumps, quote_plus, partial(quote, safe="")])
def test_a_secret_is_hidden_in_every_form(secret: str, form: Callable[[str], str]) -> None:
    redactor = Redactor()
    redactor.hide(secret)
    written = form(secret) if "\ud800" not in secret or form in (str, repr, json.dumps) else secret
    assert redactor.redact(f"<{written}>").strip("<>'\"") == "***"


def test_a_disk_that_is_full_brings_no_secret_to_the_screen(
    redactor: Redactor, capsys: pytest.CaptureFixture[str], mount: Callable[[str], Path], fill: Callable[[Path], Path]
) -> None:
    disk = mount("size=64k")
    handler = log.set_up(disk / "log.txt", redactor)
    ballast = fill(disk)
    logging.getLogger("gui.test").info("psw=%s %s", SECRETS[1], "x" * 5000)
    ballast.unlink()
    logging.getLogger("gui.test").info("goes on \ud800")
    log.close(handler)
    assert capsys.readouterr().err == ""
    assert "goes on \\ud800" in (disk / "log.txt").read_text("utf-8")


def test_the_log_stays_small(tmp_path: Path, logger: logging.Logger, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(50):
        logger.info("x" * 100_000)
    files = list((tmp_path / "logs").iterdir())
    assert len(files) == 1 + log.OLD_FILES
    assert all(file.stat().st_size <= log.MAX_BYTES for file in files)


def test_a_log_whose_old_files_cannot_be_moved_goes_on(
    tmp_path: Path, logger: logging.Logger, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    logger.info("x" * (log.MAX_BYTES - 100))
    with monkeypatch.context() as held:
        held.setattr(os, "rename", raise_sharing_violation)
        for _ in range(3):
            logger.info("goes on %s", "y" * 100)
    assert (tmp_path / "logs" / "log.txt").read_text("utf-8").count("goes on") == 3
    logger.info("anew")
    assert "goes on" not in (tmp_path / "logs" / "log.txt").read_text("utf-8")
    assert capsys.readouterr().err == ""


def raise_sharing_violation(*arguments: object) -> None:
    raise PermissionError("another program has the file open")


def test_a_log_that_cannot_be_opened_at_first_is_written_later(tmp_path: Path, redactor: Redactor) -> None:
    file = tmp_path / "log.txt"
    file.mkdir()
    handler = log.set_up(file, redactor)
    logging.getLogger("gui.test").info("said to nobody")
    file.rmdir()
    logging.getLogger("gui.test").info("here again")
    log.close(handler)
    assert log.last_lines(file)[-1].endswith("here again")


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path, redactor: Redactor) -> None:
    (tmp_path / "logs").write_text("a file where the folder should be")
    handler = log.set_up(tmp_path / "logs" / "log.txt", redactor)
    logging.getLogger("gui.test").info("said to nobody")
    log.close(handler)
    assert log.last_lines(tmp_path / "logs" / "log.txt") == []


WINDOW = {"geometry": "AAEC"}
FULL = Settings("/reports", (Account("a@smsc.ru", "https://smsc.ru", "a"),), "a@smsc.ru", "ru", WINDOW, "/exports")


def test_settings_come_back(tmp_path: Path) -> None:
    path = tmp_path / "new" / "settings.json"
    settings.save(path, FULL)
    assert settings.load(path) == FULL
    assert path.stat().st_mode & 0o077 == 0
    assert [child.name for child in path.parent.iterdir()] == ["settings.json"]


def test_no_settings_are_the_defaults(tmp_path: Path) -> None:
    assert settings.load(tmp_path / "settings.json") == Settings()


@pytest.mark.expect_log("settings cannot be read")
@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'"text"', b"[" * 100_000])
def test_damaged_settings_are_set_aside(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    assert settings.load(path) == Settings()
    assert (tmp_path / "settings.json.damaged").read_bytes() == content


def test_foreign_values_get_their_defaults_and_the_rest_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    accounts = [
        {"id": "a@smsc.ru", "server": "https://smsc.ru", "login": "a"},
        {"id": "b", "server": "http://evil.example"},
        {"id": 5},
        None,
    ]
    path.write_text(
        json.dumps({"language": 7, "accounts": accounts, "window": [], "news": {}, "download_folder": "/x"})
    )
    before = path.read_bytes()
    assert settings.load(path) == Settings("/x", (Account("a@smsc.ru", "https://smsc.ru", "a"),))
    assert (tmp_path / "settings.json.damaged").read_bytes() == before


@pytest.mark.expect_log("settings cannot be read")
def test_settings_that_cannot_be_reached_are_left_where_they_are(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.mkdir()
    assert settings.load(path) == Settings()
    assert path.is_dir()
    with pytest.raises(OSError):
        settings.save(path, FULL)
    assert [child.name for child in tmp_path.iterdir()] == ["settings.json"]


@pytest.fixture
def unreadable(tmp_path: Path) -> Callable[[], AbstractContextManager[Path]]:
    """Let nobody read settings that are there, as a virus scanner does."""

    @contextmanager
    def unreadable() -> Iterator[Path]:
        path, aside = tmp_path / "settings.json", tmp_path / "aside"
        path.rename(aside)
        path.mkdir()
        yield path
        path.rmdir()
        aside.rename(path)

    return unreadable


NEW = Account("new@smsc.ru", "https://smsc.ru", "new")


@pytest.mark.expect_log("settings cannot be read")
def test_settings_that_could_not_be_read_at_the_start_are_never_overwritten_with_nothing(
    tmp_path: Path, unreadable: Callable[[], AbstractContextManager[Path]]
) -> None:
    path = tmp_path / "settings.json"
    settings.save(path, FULL)
    with unreadable():
        found = settings.load(path)
        assert found == Settings()
        assert isinstance(found.problem, OSError)
        changed = replace(found, accounts=(NEW,), active_account=NEW.id, window={"columns": "BB"})
        with pytest.raises(OSError):
            settings.save(path, changed)
    assert settings.load(path) == FULL
    settings.save(path, changed)
    again = settings.load(path)
    assert again.problem is None
    assert again == replace(
        FULL, accounts=(*FULL.accounts, NEW), active_account=NEW.id, window={**WINDOW, "columns": "BB"}
    )
    settings.save(path, replace(changed, accounts=(), active_account=""))
    assert settings.load(path).accounts == FULL.accounts, "what this run added can be forgotten in it"


def test_settings_that_appear_after_the_start_are_not_overwritten_with_nothing(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    found = settings.load(path)
    assert found.problem is None
    settings.save(path, FULL)
    settings.save(path, replace(found, language="en"))
    assert settings.load(path) == replace(FULL, language="en")


def test_what_a_newer_version_adds_stays(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    account = {"id": "a@smsc.ru", "server": "https://smsc.ru", "login": "a", "colour": "red"}
    path.write_text(json.dumps({"accounts": [account], "news": {"x": [1]}, "language": "ru"}))
    found = settings.load(path)
    settings.save(path, replace(found, language="en", accounts=(*found.accounts, NEW)))
    content = json.loads(path.read_bytes())
    assert content["news"] == {"x": [1]}
    assert content["language"] == "en"
    assert content["accounts"][0] == account
    assert content["accounts"][1]["id"] == NEW.id
    assert not (tmp_path / "settings.json.damaged").exists()


@pytest.mark.expect_log("settings cannot be read")
@pytest.mark.parametrize("worse", [b"", bytes(400), b"{" * 3])
def test_the_copy_of_damaged_settings_gives_way_to_none_that_holds_less(tmp_path: Path, worse: bytes) -> None:
    path, copy = tmp_path / "settings.json", tmp_path / "settings.json.damaged"
    settings.save(path, FULL)
    torn = path.read_bytes()[:-1]
    for content in (torn, worse):
        path.write_bytes(content)
        settings.load(path)
        assert copy.read_bytes() == torn


def test_a_folder_that_is_no_text_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    odd = Settings(download_folder=os.fsdecode(b"/reports/\xff"))
    settings.save(path, odd)
    assert settings.load(path) == odd


def test_a_full_disk_keeps_the_old_settings(mount: Callable[[str], Path], fill: Callable[[Path], Path]) -> None:
    disk = mount("size=64k")
    path = disk / "settings.json"
    settings.save(path, FULL)
    fill(disk)
    with pytest.raises(OSError, match="No space"):
        settings.save(path, Settings(download_folder="x" * 5000))
    assert settings.load(path) == FULL
    assert not path.with_name("settings.json.new").exists()


def test_a_profile_holds_everything(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    for path in (paths.settings_file, paths.state_file, paths.log_file, paths.default_download_folder):
        assert tmp_path in path.parents
    assert paths.instance_name == Paths(tmp_path).instance_name != Paths(tmp_path / "other").instance_name


def test_one_profile_has_one_name_however_it_is_reached(tmp_path: Path) -> None:
    (tmp_path / "profile").mkdir()
    (tmp_path / "link").symlink_to("profile")
    names = {Paths(tmp_path / path).instance_name for path in ("profile", "link", "link/../profile")}
    assert len(names) == 1
    assert len(names.pop()) <= 30


def test_resources_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert resource("i18n").is_dir()
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resource("i18n") == tmp_path / "resources" / "i18n"


@pytest.mark.parametrize("place", ["_internal/LICENCES.txt", "Resources/LICENCES.txt"])
def test_the_licences_of_a_packaged_program_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    file = tmp_path / place
    file.parent.mkdir()
    file.write_text("MIT")
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path / "_internal"), raising=False)
    assert licences() is None
    monkeypatch.setattr("sys.frozen", True, raising=False)
    assert licences() == file
