"""Certificates are judged by the system's store, and nothing is sent where they are not good."""

import http.server
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from gui.account import Account, Credentials, SignIn
from gui.service.api import ServiceApi
from gui.service.connection import Timeouts
from gui.service.errors import RequestErrorKind, RequestFailed
from gui.service.pauses import Pauses
from gui.service.rate_limit import LIMIT, RateLimiter
from gui.storage.state import State
from tests.fakes import FakeClock


class Quiet(http.server.BaseHTTPRequestHandler):
    bodies: list[bytes] = []

    def do_POST(self) -> None:
        self.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"[]")

    def log_message(self, format: str, *args: object) -> None:
        pass


class Server(http.server.HTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A client that turns away is what some tests want."""


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def server(authority: trustme.CA, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(Quiet, "bodies", [])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    server = Server(("127.0.0.1", 0), Quiet)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"https://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def api(server: str, tmp_path: Path, clock: FakeClock) -> Iterator[ServiceApi]:
    state = State.open(tmp_path / "state.sqlite", clock)
    sign_in = SignIn(Account("a", server, "anna"), Credentials("anna", "secret"))
    yield ServiceApi(
        sign_in, RateLimiter(state, clock), Pauses(state, clock), state.fingerprint, timeouts=Timeouts(2, 2)
    )
    state.close()


def trust(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make an authority one of the system's, as far as OpenSSL knows."""
    file = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(file))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))


def test_a_companys_own_authority_is_enough(
    authority: trustme.CA, server: str, tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust(authority, tmp_path, monkeypatch)
    state = State.open(tmp_path / "state.sqlite", clock)
    sign_in = SignIn(Account("a", server, "anna"), Credentials("anna", "secret"))
    api = ServiceApi(sign_in, RateLimiter(state, clock), Pauses(state, clock), state.fingerprint)
    assert api.tasks().tasks == ()
    assert b"psw=secret" in Quiet.bodies[0]
    state.close()


def test_an_unknown_authority_gets_nothing_and_costs_no_permit(api: ServiceApi) -> None:
    for _ in range(2 * LIMIT):
        with pytest.raises(RequestFailed) as failed:
            api.tasks()
        assert failed.value.kind is RequestErrorKind.CERTIFICATE
    assert Quiet.bodies == []


def test_variables_for_other_programs_do_not_add_authorities(
    authority: trustme.CA, api: ServiceApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "bundle.pem"
    authority.cert_pem.write_to_path(str(file))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(file))
    monkeypatch.setenv("CURL_CA_BUNDLE", str(file))
    with pytest.raises(RequestFailed):
        api.tasks()
    assert Quiet.bodies == []
