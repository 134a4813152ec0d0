"""Servers that say exactly the bytes that a test gives them, and requests to them."""

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress

from gui.account import Account, Credentials, SignIn
from gui.service.api import ServiceApi
from gui.service.connection import Timeouts
from gui.service.pauses import Pauses
from gui.service.rate_limit import RateLimiter
from gui.storage.state import State
from tests.fakes import FakeClock

Script = Callable[["Visitor"], None]
PATIENCE_S = 5.0
IMPATIENT = Timeouts(connect_s=2.0, idle_s=0.4, answer_s=0.8, list_s=0.6)
TASKS = b'[{"id": 1, "name": "March", "status": 2}]'


class Visitor:
    """A connection as the server sees it. Sending raises OSError once the client has gone."""

    def __init__(self, connection: socket.socket, gone: threading.Event) -> None:
        self.connection = connection
        self._gone = gone

    def request(self) -> bytes:
        """Read a request with its body."""
        data = b""
        while b"\r\n\r\n" not in data:
            if not (piece := self.connection.recv(65536)):
                return data
            data += piece
        head, _, body = data.partition(b"\r\n\r\n")
        length = next(
            (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
        )
        while len(body) < length and (piece := self.connection.recv(65536)):
            body += piece
        return head + b"\r\n\r\n" + body

    def send(self, data: bytes) -> None:
        self.connection.sendall(data)

    def trickle(self, data: bytes, pause_s: float = 0.05) -> None:
        """Send byte after byte, for as long as the client stays."""
        for byte in data:
            self.send(bytes([byte]))
            self.stall(pause_s)

    def stall(self, seconds: float = PATIENCE_S * 4) -> None:
        """Say nothing for a while. Raises OSError when the test is over."""
        if self._gone.wait(seconds):
            raise ConnectionAbortedError


class RawServer:
    """Runs a script for each connection, each in a thread of its own; with TLS where a context is given."""

    def __init__(self, script: Script, context: ssl.SSLContext | None = None) -> None:
        self._script = script
        self._context = context
        self._gone = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.visits = 0
        self._threads: list[threading.Thread] = []
        self._acceptor = threading.Thread(target=self._accept)

    @property
    def origin(self) -> str:
        return f"{'https' if self._context else 'http'}://localhost:{self.port}"

    def __enter__(self) -> "RawServer":
        self._acceptor.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._gone.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in (self._acceptor, *self._threads):
            thread.join()

    def _accept(self) -> None:
        while not self._gone.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.visits += 1
            self._threads.append(threading.Thread(target=self._serve, args=(connection,)))
            self._threads[-1].start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(PATIENCE_S)
        with suppress(OSError):  # a client that goes away is what many tests want
            if self._context:
                connection = self._context.wrap_socket(connection, server_side=True)
            self._script(Visitor(connection, self._gone))
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
        connection.close()


def saying(answer: bytes) -> Script:
    """Return a script that reads a request, gives this answer and hangs up."""

    def script(visitor: Visitor) -> None:
        visitor.request()
        visitor.send(answer)

    return script


def answer(body: bytes, status: str = "200 OK", *headers: str, length: bool = True) -> bytes:
    """Return an HTTP answer."""
    lines = [f"HTTP/1.1 {status}", *headers, *([f"Content-Length: {len(body)}"] if length else [])]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def api_at(
    origin: str, state: State, clock: FakeClock, timeouts: Timeouts = IMPATIENT, password: str = "secret"
) -> ServiceApi:
    """Return what asks the server at `origin`."""
    sign_in = SignIn(Account("a", origin, "anna"), Credentials("anna", password))
    return ServiceApi(sign_in, RateLimiter(state, clock), Pauses(state, clock), state.fingerprint, timeouts=timeouts)
