"""A proxy that does not do its work is named, and costs no permit."""

import ssl

import pytest
import trustme

from gui.service.errors import RequestErrorKind, RequestFailed
from gui.service.rate_limit import LIMIT
from gui.storage.state import State
from gui.views.error_text import sentence
from tests.fakes import FakeClock
from tests.service.raw_server import TASKS, RawServer, Script, Visitor, answer, api_at, saying

TARGET = "https://smsc.example"


def through(script: Script) -> RawServer:
    return RawServer(script)


def slowly(visitor: Visitor) -> None:
    visitor.request()
    while True:
        visitor.trickle(b"HTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize(
    ("script", "failure"),
    [
        (
            saying(answer(b"", "407 Proxy Authentication Required", "Proxy-Authenticate: NTLM")),
            RequestErrorKind.PROXY_SIGN_IN,
        ),
        (saying(answer(b"<html>no</html>", "403 Forbidden")), RequestErrorKind.PROXY_REFUSED),
        (saying(answer(b"", "302 Found", "Location: http://portal/")), RequestErrorKind.PROXY_REFUSED),
        (saying(answer(b"", "503 Busy")), RequestErrorKind.PROXY),
        (saying(b"what is this"), RequestErrorKind.PROXY),
        (saying(b""), RequestErrorKind.PROXY),
        (saying(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000), RequestErrorKind.PROXY),
        (lambda visitor: visitor.stall(), RequestErrorKind.PROXY),
        (slowly, RequestErrorKind.PROXY),
    ],
)
def test_a_proxy_that_fails_is_named_and_no_permit_is_spent(
    state: State, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, script: Script, failure: RequestErrorKind
) -> None:
    with through(script) as proxy:
        monkeypatch.setenv("https_proxy", f"http://anna:p%40ss@127.0.0.1:{proxy.port}")
        api = api_at(TARGET, state, clock)
        for _ in range(LIMIT + 1 if failure is not RequestErrorKind.PROXY else 1):
            with pytest.raises(RequestFailed) as failed:
                api.tasks()
            assert failed.value.kind is failure
    assert api.refresh_wait_s() == 0
    assert api.refresh_wait_s(LIMIT - 1) == 0
    assert f"127.0.0.1:{proxy.port}" in sentence(failed.value, "smsc.example")
    for text in (str(failed.value), sentence(failed.value, "smsc.example")):
        assert "anna" not in text
        assert "p%40ss" not in text


@pytest.mark.parametrize(
    "address",
    ["socks5://127.0.0.1:1", "ftp://127.0.0.1:1", "http://127.0.0.1:port", "http://[127.0.0.1", "http://", "\x00"],
)
def test_a_proxy_of_an_unknown_kind_is_named(
    state: State, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr("gui.service.connection.get_environ_proxies", lambda url: {"https": address})
    api = api_at(TARGET, state, clock)
    for _ in range(LIMIT + 1):
        with pytest.raises(RequestFailed) as failed:
            api.tasks()
        assert failed.value.kind is RequestErrorKind.PROXY_KIND
    assert failed.value.proxy in address


def test_a_proxy_that_is_not_there_is_named(state: State, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    with through(saying(b"")) as gone:
        pass
    monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{gone.port}")
    with pytest.raises(RequestFailed) as failed:
        api_at(TARGET, state, clock).tasks()
    assert (failed.value.kind, failed.value.proxy) == (RequestErrorKind.PROXY, f"127.0.0.1:{gone.port}")


def test_a_proxy_that_works_is_used_and_sees_no_secret(
    state: State, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("smsc.example").configure_cert(context)
    seen: list[bytes] = []

    def script(visitor: Visitor) -> None:
        seen.append(visitor.request())
        visitor.send(b"HTTP/1.1 200 OK\r\n\r\n")
        visitor.connection = context.wrap_socket(visitor.connection, server_side=True)
        assert b"psw=secret" in visitor.request()
        visitor.send(answer(TASKS))
        visitor.connection.close()

    with through(script) as proxy, authority.cert_pem.tempfile() as file:
        monkeypatch.setenv("SSL_CERT_FILE", file)
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{proxy.port}")
        assert api_at(TARGET, state, clock).tasks().tasks
    assert all(request.startswith(b"CONNECT smsc.example:443") for request in seen)
    assert b"secret" not in b"".join(seen)
