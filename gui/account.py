"""Who signs in where: values shared by service, storage and views."""

import base64
import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

SITES = ("smscentre.com", "smsc.ru", "smsc.ua", "smsc.kz")
"""Hosts of the one platform; an account lives on one of them."""

_HOST_NAME = re.compile(r"[\w-]+(\.[\w-]+)*")

_LONG_ENOUGH = 4
"""Base64 digits that do not match by chance."""


@dataclass(frozen=True)
class Credentials:
    """What the service gets: an API key alone, or a login with its password. Never printed."""

    login: str = ""
    password: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The texts that must never appear in a log, a file or an error."""
        return tuple(secret for secret in (self.password, self.api_key) if secret)

    def redacted(self, text: str) -> str:
        """Return a text from the server without any secret it echoes, however encoded."""
        for secret in sorted(self.secrets, key=len, reverse=True):
            text = secret_pattern(secret).sub("***", text)
        return text


@dataclass(frozen=True)
class Account:
    """One sign-in at one server; contains no secret, so it may be written to the settings.

    `server` is an origin as returned by `server_origin`. `login` is empty if an API key is used. `id` names the keyring
    item and stays the same when the password changes.
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
    """An account with its credentials; kept in memory only."""

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
    if ":" not in host and not _HOST_NAME.fullmatch(host):
        raise ValueError("not a host name")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise ValueError("only https is allowed")
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + (f":{port}" if port else "")


def is_loopback(host: str) -> bool:
    """Return whether a host name or address can only mean this computer."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def secret_pattern(secret: str) -> re.Pattern[str]:
    """Return a pattern that finds a secret in a text, however it is encoded.

    It covers percent-encoding, base64 (also inside a longer one), JSON, HTML and either case, each in UTF-8 and
    windows-1251.
    """
    return re.compile("|".join(_patterns(secret)))


def _patterns(secret: str) -> Iterator[str]:
    yield f"(?i:{''.join(map(_written, secret))})"
    for encoded in {secret.encode("utf-8", "surrogatepass"), secret.encode("windows-1251", "replace")}:
        yield from _in_base64(encoded)


def _written(character: str) -> str:
    """Return a pattern for all encodings of a character."""
    code, named = ord(character), html.escape(character)
    ways = {re.escape(character), rf"\\+{re.escape(character)}", re.escape(named), f"&#0*{code};", f"&#x0*{code:x};"}
    ways |= {re.escape(json.dumps(character)[1:-1]), rf"\\+u{code:04x}"}
    for encoded in {character.encode("utf-8", "surrogatepass"), character.encode("windows-1251", "replace")}:
        ways.add("".join(f"%(?:25)*{byte:02x}" for byte in encoded))
    if character == " ":
        ways.add(r"\+")
    if character == "'":
        ways.add("&apos;")
    return f"(?:{'|'.join(sorted(ways, key=len, reverse=True))})"


def _in_base64(encoded: bytes) -> Iterator[str]:
    """Yield patterns for the bytes on their own, and for the part of them that is the same inside any longer text."""
    yield _base64_pattern(base64.b64encode(encoded).decode())
    for before in range(3):
        digits = base64.b64encode(bytes(before) + encoded).decode()
        always_same = digits[-(-before * 8 // 6) : (before + len(encoded)) * 8 // 6]
        if len(always_same) >= _LONG_ENOUGH:
            yield _base64_pattern(always_same)


def _base64_pattern(digits: str) -> str:
    return "".join(
        {"+": "(?:[+-]|%2[Bb])", "/": "(?:[/_]|%2[Ff])", "=": "(?:=|%3[Dd])"}.get(digit, digit) for digit in digits
    )
