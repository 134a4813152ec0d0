"""Keyring calls come back by signal, and one that never returns holds up no other."""

from threading import Event, Thread

import pytest
from pytestqt.qtbot import QtBot

from gui.account import Account, Credentials, SignIn
from gui.storage.credentials import KeyringError, KeyringErrorKind, MemoryStore
from gui.workers.keyring_calls import KeyringCalls
from tests.fakes import Receiver

ACCOUNT = Account("a@smsc.ru", "https://smsc.ru", "a")
SIGN_IN = SignIn(ACCOUNT, Credentials("a", "secret"))


def test_keep_load_forget(qtbot: QtBot) -> None:
    store = MemoryStore()
    keyring_calls = KeyringCalls(lambda: store)
    heard = Receiver(keyring_calls.saved, keyring_calls.loaded, keyring_calls.forgotten)
    keyring_calls.save(SIGN_IN)
    qtbot.waitUntil(lambda: heard.values == [SIGN_IN])
    keyring_calls.load(ACCOUNT)
    qtbot.waitUntil(lambda: heard.values == [SIGN_IN, SIGN_IN])
    keyring_calls.forget(ACCOUNT)
    qtbot.waitUntil(lambda: heard.values[2:] == [ACCOUNT])
    keyring_calls.load(ACCOUNT)
    qtbot.waitUntil(lambda: heard.values[3:] == [SignIn(ACCOUNT, Credentials())])


def test_trouble_is_told_with_its_account(qtbot: QtBot) -> None:
    class Locked(MemoryStore):
        def load(self, account_id: str) -> Credentials | None:
            raise KeyringError(KeyringErrorKind.LOCKED)

    keyring_calls = KeyringCalls(Locked)
    failed = Receiver(keyring_calls.failed)
    keyring_calls.load(ACCOUNT)
    qtbot.waitUntil(lambda: failed.values != [])
    assert (failed.values[0].account, failed.values[0].error.kind) == (ACCOUNT, KeyringErrorKind.LOCKED)


@pytest.mark.timeout(30)
def test_a_prompt_that_nobody_answers_holds_up_no_other_call(qtbot: QtBot) -> None:
    release = Event()

    class Prompting(MemoryStore):
        def load(self, account_id: str) -> Credentials | None:
            if account_id == ACCOUNT.id:
                release.wait()
            return super().load(account_id)

    keyring_calls = KeyringCalls(Prompting)
    loaded = Receiver(keyring_calls.loaded)
    keyring_calls.load(ACCOUNT)
    other = Account("b@smsc.ru", "https://smsc.ru", "b")
    keyring_calls.load(other)
    qtbot.waitUntil(lambda: [sign_in.account for sign_in in loaded.values] == [other])
    release.set()
    qtbot.waitUntil(lambda: [sign_in.account for sign_in in loaded.values] == [other, ACCOUNT])


@pytest.mark.timeout(30)
def test_whether_a_call_is_under_way_is_known_at_the_end() -> None:
    release = Event()

    class Prompting(MemoryStore):
        def load(self, account_id: str) -> Credentials | None:
            release.wait()
            return super().load(account_id)

    keyring_calls = KeyringCalls(Prompting)
    assert keyring_calls.end()
    keyring_calls.load(ACCOUNT)
    keyring_calls.save(SIGN_IN)
    assert not keyring_calls.end()
    release.set()
    assert keyring_calls.end()


@pytest.mark.parametrize("bug", [ImportError("keyring"), RuntimeError(), MemoryError()])
@pytest.mark.parametrize("where", ["opening the keyring", "in the keyring"])
@pytest.mark.parametrize("call", ["load", "keep", "forget"])
def test_whatever_a_keyring_raises_is_reported_and_answered(
    qtbot: QtBot, reported: list[BaseException], bug: Exception, where: str, call: str
) -> None:
    class Bad(MemoryStore):
        def __init__(self) -> None:
            super().__init__()
            if where == "opening the keyring":
                raise bug

        def load(self, account_id: str) -> Credentials | None:
            raise bug

        def save(self, account_id: str, credentials: Credentials) -> None:
            raise bug

        def forget(self, account_id: str) -> None:
            raise bug

    keyring_calls = KeyringCalls(Bad)
    failed = Receiver(keyring_calls.failed)
    if call == "keep":
        keyring_calls.save(SIGN_IN)
    else:
        getattr(keyring_calls, call)(ACCOUNT)
    qtbot.waitUntil(lambda: failed.values != [])
    assert [(failed.account, failed.error.kind) for failed in failed.values] == [(ACCOUNT, KeyringErrorKind.FAILED)]
    assert reported == [bug]


def test_a_computer_out_of_threads_is_reported_and_answered(
    qtbot: QtBot, reported: list[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_thread(thread: Thread) -> None:
        raise RuntimeError("can't start new thread")

    keyring_calls = KeyringCalls(MemoryStore)
    failed = Receiver(keyring_calls.failed)
    with monkeypatch.context() as patch:
        patch.setattr(Thread, "start", no_thread)
        keyring_calls.load(ACCOUNT)
    assert [failed.account for failed in failed.values] == [ACCOUNT]
    assert len(reported) == 1
    assert keyring_calls.end()
