"""A real keyring on Linux: gnome-keyring on a separate session bus, without access to the developer's."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from jeepney import message_bus
from jeepney.io.blocking import open_dbus_connection

START_S = 20.0
PASSWORD = b"a password for the tests"


def is_installed() -> bool:
    """Return whether this computer has everything a keyring needs."""
    return bool(shutil.which("dbus-daemon") and shutil.which("gnome-keyring-daemon"))


@contextmanager
def gnome_keyring(home: Path) -> Iterator[Mapping[str, str]]:
    """Run a session bus with an unlocked keyring; yield the environment in which programs find them.

    Raises OSError if there is none to run, RuntimeError if it does not start.
    """
    with session_bus(home) as environment, unlocked_keyring(environment):
        yield environment


@contextmanager
def session_bus(home: Path, *arguments: str) -> Iterator[Mapping[str, str]]:
    """Run a bus with the usual session configuration unless `arguments` say otherwise."""
    environment = {"HOME": str(home)}
    for name in ("XDG_RUNTIME_DIR", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        folder = home / name.lower()
        folder.mkdir(mode=0o700)
        environment[name] = str(folder)
    command = ["dbus-daemon", *(arguments or ["--session"]), "--nofork", "--nopidfile", "--nosyslog"]
    with ExitStack() as running:
        bus = running.enter_context(
            subprocess.Popen(
                [*command, "--print-address=1"],
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**_without_screen(), **environment},
            )
        )
        running.callback(bus.terminate)
        assert bus.stdout
        environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()
        yield environment


@contextmanager
def unlocked_keyring(environment: Mapping[str, str]) -> Iterator[None]:
    """Run a keyring on the bus of `environment`."""
    with ExitStack() as running:
        daemon = running.enter_context(
            subprocess.Popen(
                ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**_without_screen(), **environment},
            )
        )
        running.callback(daemon.terminate)
        assert daemon.stdin
        daemon.stdin.write(PASSWORD)
        daemon.stdin.close()
        _wait_for_owner(environment["DBUS_SESSION_BUS_ADDRESS"])
        yield


def _without_screen() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}


def _wait_for_owner(address: str) -> None:
    deadline = time.monotonic() + START_S
    with open_dbus_connection(bus=address) as connection:
        while time.monotonic() < deadline:
            (owned,) = connection.send_and_get_reply(message_bus.NameHasOwner("org.freedesktop.secrets")).body
            if owned:
                return
            os.sched_yield()
    raise RuntimeError("gnome-keyring did not start")
