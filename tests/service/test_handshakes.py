"""What goes wrong before a connection is safe has a name of its own, and costs no permit."""

import datetime
import ssl
from collections.abc import Callable
from contextlib import suppress

import pytest
import trustme

from gui.service.errors import RequestErrorKind, RequestFailed
from gui.service.rate_limit import LIMIT
from gui.storage.state import State
from tests.fakes import FakeClock
from tests.service.raw_server import TASKS, RawServer, Script, Visitor, answer, api_at, saying

NOW = datetime.datetime.now(datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def authority(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> trustme.CA:
    """An authority that this system trusts."""
    authority = trustme.CA()
    file = tmp_path_factory.mktemp("authority") / "authority.pem"
    authority.cert_pem.write_to_path(str(file))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    return authority


def context_of(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def expired(authority: trustme.CA) -> ssl.SSLContext:
    return context_of(authority.issue_cert("localhost", not_before=NOW - 9 * DAY, not_after=NOW - DAY))


def not_yet_valid(authority: trustme.CA) -> ssl.SSLContext:
    return context_of(authority.issue_cert("localhost", not_before=NOW + DAY, not_after=NOW + 9 * DAY))


def of_another_host(authority: trustme.CA) -> ssl.SSLContext:
    return context_of(authority.issue_cert("smsc.example"))


def of_an_unknown_authority(authority: trustme.CA) -> ssl.SSLContext:
    return context_of(trustme.CA().issue_cert("localhost"))


def old(authority: trustme.CA) -> ssl.SSLContext:
    context = context_of(authority.issue_cert("localhost"))
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    with pytest.deprecated_call():
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context


def with_a_cipher_nobody_has(authority: trustme.CA) -> ssl.SSLContext:
    context = context_of(authority.issue_cert("localhost"))
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("PSK")
    return context


@pytest.mark.parametrize(
    ("context_for", "failure"),
    [
        (expired, RequestErrorKind.CERTIFICATE_DATE),
        (not_yet_valid, RequestErrorKind.CERTIFICATE_DATE),
        (of_another_host, RequestErrorKind.CERTIFICATE_HOST),
        (of_an_unknown_authority, RequestErrorKind.CERTIFICATE),
        (old, RequestErrorKind.TLS_VERSION),
        (with_a_cipher_nobody_has, RequestErrorKind.TLS_VERSION),
    ],
)
def test_a_server_that_is_not_safe_gets_nothing_and_is_told_apart(
    authority: trustme.CA,
    state: State,
    clock: FakeClock,
    context_for: Callable[[trustme.CA], ssl.SSLContext],
    failure: RequestErrorKind,
) -> None:
    requests: list[bytes] = []
    with RawServer(lambda visitor: requests.append(visitor.request()), context_for(authority)) as server:
        api = api_at(server.origin, state, clock)
        for _ in range(LIMIT + 1):
            with pytest.raises(RequestFailed) as failed:
                api.tasks()
            assert failed.value.kind is failure
    assert b"".join(requests) == b""


def plainly(visitor: Visitor) -> None:
    visitor.connection.recv(65536)
    visitor.send(b"HTTP/1.1 400 Bad Request\r\n\r\nplain HTTP on this port")


def hanging_up(visitor: Visitor) -> None:
    visitor.connection.recv(65536)


@pytest.mark.parametrize(
    ("script", "failure"),
    [
        (plainly, RequestErrorKind.NOT_TLS),
        (hanging_up, RequestErrorKind.TLS_CLOSED),
        (lambda visitor: None, RequestErrorKind.TLS_CLOSED),
        (lambda visitor: visitor.stall(), RequestErrorKind.TIMEOUT),
    ],
)
def test_a_handshake_that_does_not_come_about_is_told_apart(
    state: State, clock: FakeClock, script: Script, failure: RequestErrorKind
) -> None:
    with RawServer(script) as server:
        api = api_at(f"https://localhost:{server.port}", state, clock)
        with pytest.raises(RequestFailed) as failed:
            api.tasks()
        assert failed.value.kind is failure
        assert api.refresh_wait_s(LIMIT - 1) == 0


def test_a_client_certificate_that_is_wanted_is_told(authority: trustme.CA, state: State, clock: FakeClock) -> None:
    context = context_of(authority.issue_cert("localhost"))
    context.verify_mode = ssl.CERT_REQUIRED
    authority.configure_trust(context)
    with RawServer(saying(answer(TASKS)), context) as server, pytest.raises(RequestFailed) as failed:
        api_at(server.origin, state, clock).tasks()
    assert failed.value.kind is RequestErrorKind.CLIENT_CERTIFICATE


def test_a_safe_server_is_asked(authority: trustme.CA, state: State, clock: FakeClock) -> None:
    with RawServer(saying(answer(TASKS)), context_of(authority.issue_cert("localhost"))) as server:
        assert api_at(server.origin, state, clock).tasks().tasks


def test_an_answer_without_length_cut_under_tls_is_no_list(
    authority: trustme.CA, state: State, clock: FakeClock
) -> None:
    def script(visitor: Visitor) -> None:
        visitor.request()
        visitor.send(answer(b"", length=False))
        with suppress(OSError):
            visitor.connection.close()

    server = RawServer(script, context_of(authority.issue_cert("localhost")))
    with server, pytest.raises(RequestFailed) as failed:
        api_at(server.origin, state, clock).tasks()
    assert failed.value.kind is RequestErrorKind.DROPPED
