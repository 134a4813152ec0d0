"""A secret that a server echoes is never seen again, however it is written."""

import base64
import html
import json
import struct
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.account import Credentials

SECRETS = ["p&s=ss w0rd/й", "Ключ+\"'<>\\ %", "abc", "x", "a1", "emoji 😀 key", "../..", "ABCdef0123456789", "=?"]


def utf_16(secret: str) -> bytes:
    return secret.encode("utf-16-be")


WRITTEN: dict[str, Callable[[str], str]] = {
    "plain": lambda secret: secret,
    "upper": lambda secret: secret.upper(),
    "lower": lambda secret: secret.lower(),
    "url": quote,
    "url, all": lambda secret: quote(secret, safe=""),
    "url, small": lambda secret: quote(secret, safe="").lower(),
    "url, form": quote_plus,
    "url, windows-1251": lambda secret: quote(secret.encode("windows-1251", "replace"), safe=""),
    "url, every character": lambda secret: "".join(f"%{byte:02X}" for byte in secret.encode()),
    "url, twice": lambda secret: quote(quote(secret, safe=""), safe=""),
    "base64": lambda secret: base64.b64encode(secret.encode()).decode(),
    "base64, url": lambda secret: base64.urlsafe_b64encode(secret.encode()).decode(),
    "base64 in a url": lambda secret: quote(base64.b64encode(secret.encode()).decode(), safe=""),
    "json": lambda secret: json.dumps(secret)[1:-1],
    "json, all": lambda secret: json.dumps(secret, ensure_ascii=False)[1:-1].replace("/", r"\/"),
    "json, numbers": lambda secret: "".join(
        f"\\u{unit:04X}" for unit in struct.unpack(f">{len(utf_16(secret)) // 2}H", utf_16(secret))
    ),
    "html": html.escape,
    "html, unquoted": lambda secret: html.escape(secret, quote=False),
    "html, numbers": lambda secret: "".join(f"&#{ord(sign)};" for sign in secret),
    "html, hexadecimal": lambda secret: "".join(f"&#x{ord(sign):X};" for sign in secret),
    "python": lambda secret: repr(secret)[1:-1],
}


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_is_taken_out_however_it_is_written(secret: str, written: str) -> None:
    echo = WRITTEN[written](secret)
    for credentials in (Credentials("anna", secret), Credentials(api_key=secret)):
        shown = credentials.redacted(f"[[{echo}]]")
        assert echo not in shown
        assert "***" in shown


@pytest.mark.parametrize("before", ["", "a", "ab", "anna:", "login=anna&psw="])
@pytest.mark.parametrize("secret", [secret for secret in SECRETS if len(secret.encode()) >= 5])
def test_a_secret_in_the_midst_of_base64_is_taken_out(before: str, secret: str) -> None:
    echo = base64.b64encode(f"{before}{secret}&more".encode()).decode()
    shown = Credentials("anna", secret).redacted(echo)
    assert "***" in shown
    known = base64.b64decode(shown.replace("***", "A" * (len(echo) - len(shown) + 3)))
    assert secret.encode()[1:-1] not in known


def test_other_text_stays() -> None:
    assert (
        Credentials("anna", "secret").redacted("invalid login or password, anna") == "invalid login or password, anna"
    )
    assert Credentials("anna", "").redacted("any text") == "any text"


@given(st.text(min_size=1, max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_no_secret_is_a_crash_and_none_stays(secret: str, before: str, after: str) -> None:
    shown = Credentials("anna", secret).redacted(before + secret + after)
    assert secret not in shown or secret in "***"
