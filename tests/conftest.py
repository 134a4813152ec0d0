"""What every test may count on: nothing of the developer's own, no unexpected log line, no thread left behind."""

import gc
import logging
import os
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from gui.storage.state import State
from tests.fakes import FakeClock
from tests.simulator.faulty import FaultySimulator

pytest_plugins = ["tests.keyring_fixture"]

FOREIGN = (
    *("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"),
    *(name for proxy in ("http_proxy", "https_proxy", "all_proxy", "no_proxy") for name in (proxy, proxy.upper())),
    *("DBUS_SESSION_BUS_ADDRESS", "PYTHON_KEYRING_BACKEND"),
)
HOMES = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_RUNTIME_DIR")
XDG_HOMES = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
THREAD_PATIENCE_S = 2.0


@pytest.fixture(autouse=True, scope="session")
def garbage_is_collected_in_this_thread_only() -> Iterator[None]:
    """As in the program itself: a QObject in a cycle must not end in a worker's thread.

    What all tests share is taken out of the search, which would look at it again after each of them (0.1 s).
    """
    gc.disable()
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()
    gc.enable()


@pytest.fixture(autouse=True)
def no_garbage_for_the_next_test() -> Iterator[None]:
    yield
    gc.collect()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "expect_log(*patterns): the test must cause a warning or error for each of these regular expressions"
    )
    for name in FOREIGN:
        os.environ.pop(name, None)


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("home")
    home.chmod(0o700)
    for name in (*HOMES, *XDG_HOMES):
        monkeypatch.setenv(name, str(home))
    monkeypatch.setenv("LANGUAGE", "en")


@pytest.fixture(autouse=True)
def nothing_unexpected_in_the_log(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    expected = [pattern for marker in request.node.iter_markers("expect_log") for pattern in marker.args]
    records = [record for when in ("setup", "call", "teardown") for record in caplog.get_records(when)]
    said = [record.getMessage() for record in records if record.levelno >= logging.WARNING]
    unexpected = [text for text in said if not any(re.search(pattern, text) for pattern in expected)]
    unsaid = [pattern for pattern in expected if not any(re.search(pattern, text) for text in said)]
    assert not unexpected, f"unexpected in the log: {unexpected}"
    assert not unsaid, f"not in the log: {unsaid}"


@pytest.fixture(autouse=True)
def no_thread_left_behind() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    started = [thread for thread in threading.enumerate() if thread not in before and not thread.daemon]
    for thread in started:
        thread.join(THREAD_PATIENCE_S)
    left = [thread for thread in started if thread.is_alive()]
    assert not left, f"threads left behind: {left}"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def state(tmp_path: Path, clock: FakeClock) -> Iterator[State]:
    state = State.open(tmp_path / "state.sqlite", clock)
    yield state
    state.close()


@pytest.fixture
def simulator(clock: FakeClock) -> Iterator[FaultySimulator]:
    with FaultySimulator(clock) as simulator:
        yield simulator
