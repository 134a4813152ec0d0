"""A real keyring: gnome-keyring on a session bus of its own, with nothing of the developer's."""

import os
import subprocess
import time
from collections.abc import Iterator, Mapping

import keyring
import pytest
from jeepney import message_bus
from jeepney.io.blocking import open_dbus_connection
from keyring.backends import SecretService

START_S = 20.0
PASSWORD = b"a password for the tests"


@pytest.fixture(scope="session")
def secret_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """Start bus and keyring; yield the environment in which they are found."""
    home = tmp_path_factory.mktemp("keyring")
    environment = {"HOME": str(home)}
    for name in ("XDG_RUNTIME_DIR", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        folder = home / name.lower()
        folder.mkdir(mode=0o700)
        environment[name] = str(folder)
    base = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    bus = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--nosyslog", "--print-address=1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=base | environment,
    )
    assert bus.stdout
    environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()
    daemon = subprocess.Popen(
        ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=base | environment,
    )
    assert daemon.stdin
    daemon.stdin.write(PASSWORD)
    daemon.stdin.close()
    try:
        _wait_for_owner(environment["DBUS_SESSION_BUS_ADDRESS"])
        yield environment
    finally:
        for process in (daemon, bus):
            process.terminate()
            process.wait(10)
        bus.stdout.close()


@pytest.fixture
def os_keyring(secret_service: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let this test's keyring be the real one."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", secret_service["DBUS_SESSION_BUS_ADDRESS"])
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
    before = keyring.get_keyring()
    keyring.set_keyring(SecretService.Keyring())
    monkeypatch.setattr(keyring.core, "_keyring_backend", keyring.get_keyring())
    yield
    keyring.set_keyring(before)


def _wait_for_owner(address: str) -> None:
    deadline = time.monotonic() + START_S
    with open_dbus_connection(bus=address) as connection:
        while time.monotonic() < deadline:
            (owned,) = connection.send_and_get_reply(message_bus.NameHasOwner("org.freedesktop.secrets")).body
            if owned:
                return
            os.sched_yield()
    raise RuntimeError("gnome-keyring did not start")
