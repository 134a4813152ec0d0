"""Who signs in, where: the values that service, storage and views share."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

SITES = ("smscentre.com", "smsc.ru", "smsc.ua", "smsc.kz")
"""Hosts of the one platform; an account lives on one of them."""


@dataclass(frozen=True)
class Credentials:
    """What the service is shown: an API key alone, or a login with its password. Never printed."""

    login: str = ""
    password: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The texts that must never be seen in a log, a file or an error."""
        return tuple(secret for secret in (self.password, self.api_key) if secret)


@dataclass(frozen=True)
class Account:
    """One sign-in at one server; holds no secret, so it may be written to the settings.

    `server` is an origin as `server_origin` returns it. `login` is empty where an API key is used.
    `id` names the keyring item and stays the same when the password changes.
    """

    id: str
    server: str
    login: str = ""

    @property
    def host(self) -> str:
        """The server's host name, as people know it."""
        return urlsplit(self.server).hostname or ""


@dataclass(frozen=True)
class SignIn:
    """An account together with what opens it; lives in memory only."""

    account: Account
    credentials: Credentials


def server_origin(address: str) -> str:
    """Return `scheme://host[:port]` for a host name or URL that credentials may be sent to.

    Raises ValueError for anything but https, plain http to a loopback address, or an address that
    carries a user name, a path, a query or a fragment.
    """
    address = address.strip()
    parts = urlsplit(address if "://" in address else f"https://{address}")
    host, port = parts.hostname, parts.port
    if not host or parts.username is not None or parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("not a server address")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise ValueError("only https is allowed")
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + (f":{port}" if port else "")


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address can only mean this computer."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
