"""The log holds no secret; the settings survive whatever stands in their file; everything has its place."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from gui.account import Account
from gui.storage import log, settings
from gui.storage.log import Redactor
from gui.storage.paths import Paths, resource
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


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path, redactor: Redactor) -> None:
    (tmp_path / "logs").write_text("a file where the folder should be")
    handler = log.set_up(tmp_path / "logs" / "log.txt", redactor)
    logging.getLogger("gui.test").info("said to nobody")
    log.close(handler)
    assert log.last_lines(tmp_path / "logs" / "log.txt") == []


FULL = Settings("/reports", (Account("a@smsc.ru", "https://smsc.ru", "a"),), "a@smsc.ru", "ru", {"geometry": "AAEC"})


def test_settings_come_back(tmp_path: Path) -> None:
    path = tmp_path / "new" / "settings.json"
    settings.save(path, FULL)
    assert settings.load(path) == FULL
    assert path.stat().st_mode & 0o077 == 0
    assert [child.name for child in path.parent.iterdir()] == ["settings.json"]


def test_no_settings_are_the_defaults(tmp_path: Path) -> None:
    assert settings.load(tmp_path / "settings.json") == Settings()


@pytest.mark.expect_log("settings cannot be read")
@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'"text"'])
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
    assert settings.load(path) == Settings("/x", (Account("a@smsc.ru", "https://smsc.ru", "a"),))


def test_a_profile_holds_everything(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    for path in (paths.settings_file, paths.state_file, paths.log_file, paths.default_download_folder):
        assert tmp_path in path.parents
    assert paths.instance_name == Paths(tmp_path).instance_name != Paths(tmp_path / "other").instance_name


def test_resources_are_found() -> None:
    assert resource("i18n").is_dir()
