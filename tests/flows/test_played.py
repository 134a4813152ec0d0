"""Played workers stand for the real ones: the same signals, the same methods, nothing done."""

import inspect
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject, Signal

from gui.workers.export import Exporter
from gui.workers.keyring_calls import KeyringCalls
from gui.workers.local_store import LocalStore
from gui.workers.pages import Pages
from gui.workers.poller import Poller
from gui.workers.queries import Queries
from gui.workers.scan import Scan
from gui.workers.transfer import Transfer
from tests.fakes import Receiver
from tests.flows.played import Call, play, public_methods

WORKERS = (Poller, KeyringCalls, LocalStore, Transfer, Scan, Pages, Queries, Exporter)


class Asker(QObject):
    asks = Signal(object)
    asks_nothing = Signal()


@pytest.mark.parametrize("kind", WORKERS)
def test_each_method_is_noted_whether_called_or_reached_by_a_signal(kind: type[QObject]) -> None:
    played, asker = play(kind), Asker()
    expected: list[Call] = []
    for name, method in public_methods(kind).items():
        arguments = [name] * (len(inspect.signature(method).parameters) - 1)
        asks = asker.asks if arguments else asker.asks_nothing
        slot = getattr(played.worker, name)
        asks.connect(slot)
        asks.emit(*arguments)
        asks.disconnect(slot)
        slot(*arguments)
        expected += [(name, tuple(arguments))] * 2
    assert played.calls == expected
    assert expected


@pytest.mark.parametrize("kind", WORKERS)
def test_every_signal_of_the_real_one_can_be_emitted(kind: type[QObject]) -> None:
    played = play(kind)
    names = [name for name, member in vars(kind).items() if isinstance(member, Signal)]
    for name in names:
        heard = Receiver(getattr(played.worker, name))
        getattr(played.worker, name).emit(name)
        assert heard.values == [name]
    assert names


def test_a_call_that_the_real_one_would_not_take_fails() -> None:
    load: Callable[..., object] = play(KeyringCalls).worker.load
    with pytest.raises(TypeError):
        load()
