"""The store of credentials: the real keyring and the one in memory pass the same contract."""

import gc
import os
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import keyring
import pytest
import secretstorage
from keyring.backend import KeyringBackend
from keyring.backends import chainer, fail, null
from secret_service import gnome_keyring, session_bus, unlocked_keyring

from gui.account import Credentials
from gui.storage.credentials import (
    CredentialStore,
    KeyringError,
    KeyringErrorKind,
    MemoryStore,
)
from gui.storage.os_keyring import SERVICE, WINDOWS_MAX_BYTES, KeyringStore
from tests.keyring_fixture import use_keyring

LOGIN = Credentials("anna", 'пароль "&=\n')
KEY = Credentials(api_key="0123456789abcdef")


class Contract:
    @pytest.fixture
    def store(self) -> CredentialStore:
        raise NotImplementedError

    @pytest.mark.parametrize("credentials", [LOGIN, KEY])
    def test_what_is_saved_is_loaded(self, store: CredentialStore, credentials: Credentials) -> None:
        store.save("a@b", credentials)
        assert store.load("a@b") == credentials

    def test_accounts_do_not_mix(self, store: CredentialStore) -> None:
        store.save("a@b", LOGIN)
        store.save("c@d", KEY)
        store.forget("a@b")
        assert store.load("a@b") is None
        assert store.load("c@d") == KEY

    def test_saving_again_replaces(self, store: CredentialStore) -> None:
        store.save("a@b", LOGIN)
        store.save("a@b", KEY)
        assert store.load("a@b") == KEY

    def test_what_is_not_there_is_none_and_can_be_forgotten(self, store: CredentialStore) -> None:
        assert store.load("nobody") is None
        store.forget("nobody")


def put_item(secret: bytes, **more: str) -> None:
    """Put an item that is no sign-in under the name of one of ours."""
    with closing(secretstorage.dbus_init()) as connection:
        attributes = {"service": SERVICE, "username": "a@b", "application": "Python keyring library", **more}
        secretstorage.get_default_collection(connection).create_item("garbled", attributes, secret, replace=True)


class TestMemoryStore(Contract):
    @pytest.fixture
    def store(self) -> CredentialStore:
        return MemoryStore()


class TestKeyringStore(Contract):
    @pytest.fixture
    def store(self, os_keyring: None) -> Iterator[CredentialStore]:
        store = KeyringStore()
        yield store
        for account_id in ("a@b", "c@d"):
            store.forget(account_id)

    def test_what_is_forgotten_is_gone_for_every_program(self, store: CredentialStore) -> None:
        store.save("a@b", LOGIN)
        store.forget("a@b")
        assert keyring.get_password(SERVICE, "a@b") is None

    def test_one_item_per_account_under_the_programs_name(self, store: CredentialStore) -> None:
        store.save("a@b", KEY)
        text = keyring.get_password(SERVICE, "a@b")
        assert text == '{"apikey":"0123456789abcdef"}'

    @pytest.mark.parametrize("way_out", ["save", "forget"])
    @pytest.mark.parametrize(
        "item",
        [
            *(b"what is this", b'{"psw": "half a', b"[1]", b"[" * 100_000, b"", b"{}", b'{"psw": 5}', b"null"),
            *(b'{"login": "anna", "psw": null}', b'{"apikey": {}}', b"\xff\xfe{}", '{"psw": "й"}'.encode("utf-16")),
        ],
    )
    def test_a_garbled_item_is_a_clear_error_that_quotes_nothing_and_can_be_got_rid_of(
        self, store: CredentialStore, item: bytes, way_out: str
    ) -> None:
        put_item(item)
        with pytest.raises(KeyringError) as error:
            store.load("a@b")
        assert error.value.kind is KeyringErrorKind.GARBLED
        assert error.value.__context__ is None
        if way_out == "save":
            store.save("a@b", LOGIN)
            assert store.load("a@b") == LOGIN
        else:
            store.forget("a@b")
            assert store.load("a@b") is None

    def test_an_item_of_another_program_before_ours_is_got_rid_of(self, store: CredentialStore) -> None:
        put_item(b"theirs", application="another program")
        store.save("a@b", LOGIN)
        assert store.load("a@b") == LOGIN
        put_item(b"theirs", application="another program")
        store.forget("a@b")
        assert store.load("a@b") is None

    def test_a_secret_too_long_for_windows_is_refused_there(
        self, store: CredentialStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fits = Credentials("anna", "p" * ((WINDOWS_MAX_BYTES - len('{"login":"anna","psw":""}') * 2) // 2))
        monkeypatch.setattr(sys, "platform", "win32")
        store.save("a@b", fits)
        with pytest.raises(KeyringError) as error:
            store.save("a@b", replace(fits, password=fits.password + "\ud800"))
        assert error.value.kind is KeyringErrorKind.TOO_LONG
        assert store.load("a@b") == fits


@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")  # keyring leaves its connection open then
def test_a_locked_keyring_is_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    with gnome_keyring(tmp_path) as environment:
        use_keyring(environment, monkeypatch)
        store = KeyringStore()
        store.save("a@b", KEY)
        with closing(secretstorage.dbus_init()) as connection:
            secretstorage.get_default_collection(connection).lock()
        calls: list[Callable[[], object]] = [
            lambda: store.load("a@b"),
            lambda: store.save("a@b", LOGIN),
            lambda: store.forget("a@b"),
        ]
        for call in calls:
            with pytest.raises(KeyringError) as error:
                call()
            assert error.value.kind is KeyringErrorKind.LOCKED
            del error
        gc.collect()


ASKS_TWICE = """
from gui.account import Credentials
from gui.storage.credentials import KeyringError
from gui.storage.os_keyring import KeyringStore
try:
    KeyringStore().load("a@b")
except KeyringError as error:
    print(error, flush=True)
input()
KeyringStore().save("a@b", Credentials(api_key="key"))
print(KeyringStore().load("a@b").api_key, flush=True)
"""
BARE_BUS = """
<busconfig>
 <type>session</type><listen>unix:tmpdir=/tmp</listen>
 <policy context="default">
  <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
 </policy>
</busconfig>
"""


def test_a_keyring_that_comes_up_later_is_found(tmp_path: Path) -> None:
    configuration = tmp_path / "bus.conf"
    configuration.write_text(BARE_BUS)
    with session_bus(tmp_path, f"--config-file={configuration}") as environment:
        asking = subprocess.Popen(
            [sys.executable, "-c", ASKS_TWICE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **environment},
        )
        with asking:
            assert asking.stdout
            assert asking.stdout.readline() == "none found\n"
            with unlocked_keyring(environment):
                assert asking.communicate("\n")[0] == "key\n"


class Plaintext(KeyringBackend):
    """A keyring that is none: it would keep secrets for all to read."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()

    def get_password(self, service: str, username: str) -> str | None:
        return "stale"

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError("a secret was given to a weak keyring")

    def delete_password(self, service: str, username: str) -> None:
        raise AssertionError


Use = Callable[[KeyringBackend], None]


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Use:
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)

    def use(backend: KeyringBackend) -> None:
        monkeypatch.setattr(keyring.core, "_keyring_backend", backend)

    return use


@pytest.mark.parametrize(
    ("backend", "trouble"),
    [
        (fail.Keyring(), KeyringErrorKind.NONE_FOUND),
        (null.Keyring(), KeyringErrorKind.WEAK),
        (Plaintext(), KeyringErrorKind.WEAK),
    ],
)
def test_weak_and_missing_keyrings_are_refused(use: Use, backend: KeyringBackend, trouble: KeyringErrorKind) -> None:
    use(backend)
    calls: list[Callable[[], object]] = [
        lambda: KeyringStore().save("a@b", KEY),
        lambda: KeyringStore().load("a@b"),
    ]
    for call in calls:
        with pytest.raises(KeyringError) as error:
            call()
        assert error.value.kind is trouble
        assert error.value.__context__ is None, "no trace of what was asked"


def test_of_a_chain_only_the_strong_keyring_is_asked(use: Use, os_keyring: None) -> None:
    strong = keyring.get_keyring()

    class Chain(chainer.ChainerBackend):
        backends = (Plaintext(), strong)

    use(Chain())
    store = KeyringStore()
    store.save("a@b", KEY)
    assert store.load("a@b") == KEY
    store.forget("a@b")
    assert store.load("a@b") is None


class Forgetful(Plaintext):
    """Takes a secret, and loses it; chosen by hand, as its user insists on it."""

    def get_password(self, service: str, username: str) -> str | None:
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        return None


def test_what_cannot_be_read_back_was_not_kept(use: Use, monkeypatch: pytest.MonkeyPatch) -> None:
    use(Forgetful())
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.Forgetful")
    with pytest.raises(KeyringError) as error:
        KeyringStore().save("a@b", KEY)
    assert error.value.kind is KeyringErrorKind.NOT_KEPT


class Altering(Plaintext):
    """Gives back something else, until told to forget it."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: str | None = None

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept = password[:-5]

    def delete_password(self, service: str, username: str) -> None:
        self.kept = None


def test_what_was_kept_wrongly_is_removed(use: Use, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = Altering()
    use(backend)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.Altering")
    with pytest.raises(KeyringError) as error:
        KeyringStore().save("a@b", KEY)
    assert error.value.kind is KeyringErrorKind.NOT_KEPT
    assert backend.kept is None


class Crowded(Plaintext):
    """Finds what another program put under the same name before what is ours."""

    def __init__(self) -> None:
        super().__init__()
        self.kept = ["theirs"]

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept[0] if self.kept else None

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept.append(password)

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[0]


def test_what_stands_before_ours_is_removed_and_ours_kept(use: Use, monkeypatch: pytest.MonkeyPatch) -> None:
    use(Crowded())
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.Crowded")
    store = KeyringStore()
    store.save("a@b", KEY)
    assert store.load("a@b") == KEY


class Talkative(Plaintext):
    """Puts the secret into its error."""

    def set_password(self, service: str, username: str, password: str) -> None:
        raise RuntimeError(password)


@pytest.mark.expect_log("the keyring failed: RuntimeError")
def test_no_error_of_a_keyring_lets_a_secret_out(
    use: Use, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    use(Talkative())
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.Talkative")
    with pytest.raises(KeyringError) as error:
        KeyringStore().save("a@b", KEY)
    shown = "".join(traceback.format_exception(error.value)) + caplog.text
    assert KEY.api_key not in shown
    assert error.value.__context__ is None


class Keeping(Plaintext):
    """Says that it deletes, and does not."""

    def get_password(self, service: str, username: str) -> str | None:
        return "{}"

    def delete_password(self, service: str, username: str) -> None:
        pass


def test_an_item_that_cannot_be_removed_is_told(use: Use, monkeypatch: pytest.MonkeyPatch) -> None:
    use(Keeping())
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.Keeping")
    with pytest.raises(KeyringError) as error:
        KeyringStore().forget("a@b")
    assert error.value.kind is KeyringErrorKind.NOT_KEPT
