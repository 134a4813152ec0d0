"""A real keyring: gnome-keyring on a session bus of its own, with nothing of the developer's."""

from collections.abc import Iterator, Mapping

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import SecretService
from secret_service import gnome_keyring, is_installed


@pytest.fixture(scope="session")
def secret_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """Start bus and keyring; yield the environment in which they are found."""
    if not is_installed():
        pytest.skip("needs dbus-daemon and gnome-keyring")
    with gnome_keyring(tmp_path_factory.mktemp("keyring")) as environment:
        yield environment


@pytest.fixture
def os_keyring(secret_service: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> KeyringBackend:
    """Let this test's keyring, and that of the processes it starts, be the real one."""
    return use_keyring(secret_service, monkeypatch)


def use_keyring(environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> KeyringBackend:
    """Make `environment`'s keyring the one in use, until the test ends."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
    backend: KeyringBackend = SecretService.Keyring()
    monkeypatch.setattr(keyring.core, "_keyring_backend", backend)
    return backend
