"""A keyring that asks the person something first; for processes of their own, by `PYTHON_KEYRING_BACKEND`."""

import os
import time

from keyring.backend import KeyringBackend


class SlowKeyring(KeyringBackend):
    """Answers each question after `SLOW_KEYRING_S` seconds."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        time.sleep(float(os.environ["SLOW_KEYRING_S"]))
        return None
