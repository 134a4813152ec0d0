"""The store of credentials: the real keyring and the one in memory pass the same contract."""

from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import chainer, fail, null

from gui.account import Credentials
from gui.storage.credentials import (
    SERVICE,
    CredentialStore,
    KeyringError,
    KeyringStore,
    KeyringTrouble,
    MemoryStore,
)

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

    def test_one_item_per_account_under_the_programs_name(self, store: CredentialStore) -> None:
        store.save("a@b", KEY)
        text = keyring.get_password(SERVICE, "a@b")
        assert text == '{"apikey": "0123456789abcdef"}'

    def test_a_foreign_item_is_a_clear_error(self, store: CredentialStore) -> None:
        keyring.set_password(SERVICE, "a@b", "what is this")
        with pytest.raises(KeyringError) as error:
            store.load("a@b")
        assert error.value.trouble is KeyringTrouble.FAILED


class Plaintext(KeyringBackend):
    """A keyring that is none: it would keep secrets for all to read."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        return "stale"

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError("a secret was given to a weak keyring")

    def delete_password(self, service: str, username: str) -> None:
        raise AssertionError


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


@pytest.mark.parametrize(
    ("backend", "trouble"),
    [
        (fail.Keyring(), KeyringTrouble.NONE_FOUND),
        (null.Keyring(), KeyringTrouble.WEAK),
        (Plaintext(), KeyringTrouble.WEAK),
    ],
)
def test_weak_and_missing_keyrings_are_refused(use: object, backend: KeyringBackend, trouble: KeyringTrouble) -> None:
    assert callable(use)
    use(backend)
    for call in (lambda: KeyringStore().save("a@b", KEY), lambda: KeyringStore().load("a@b")):
        with pytest.raises(KeyringError) as error:
            call()
        assert error.value.trouble is trouble
        assert error.value.__context__ is None, "no trace of what was asked"


def test_of_a_chain_only_the_strong_keyring_is_asked(use: object, os_keyring: None) -> None:
    strong = keyring.get_keyring()

    class Chain(chainer.ChainerBackend):
        backends = (Plaintext(), strong)

    assert callable(use)
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


def test_what_cannot_be_read_back_was_not_kept(use: object, monkeypatch: pytest.MonkeyPatch) -> None:
    assert callable(use)
    use(Forgetful())
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.Forgetful")
    with pytest.raises(KeyringError) as error:
        KeyringStore().save("a@b", KEY)
    assert error.value.trouble is KeyringTrouble.NOT_KEPT
