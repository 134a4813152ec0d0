"""Connections that can be aborted from another thread or by a deadline at any stage."""

import http.client
import io
import re
import socket
import ssl
from contextlib import suppress
from enum import IntEnum
from threading import Lock, Timer
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection

_LENGTH = re.compile(r"\d{1,18}", re.ASCII)


class Stage(IntEnum):
    """Progress of an exchange."""

    BEGUN = 0
    REACHED = 1
    """The server, or the proxy in front of it, accepted the TCP connection."""
    TUNNELLED = 2
    """The proxy opened the tunnel; from here on we talk to the server."""
    SENDING = 3
    """Connected, TLS included: from here on bytes of the request may have been sent."""


class Exchange:
    """Aborts one request. `cancel()` is safe from any thread; use the rest from one thread only.

    Aborting shuts the socket down, so that any blocking call on it returns at once. Only a DNS look-up
    cannot be interrupted, nor, outside Linux, a TCP connect in progress.
    """

    def __init__(self) -> None:
        self.stage = Stage.BEGUN
        self.cancelled = False
        self.overdue = False
        self._lock = Lock()
        self._handle: socket.socket | None = None
        self._timer: Timer | None = None
        self._limits_set = 0

    @property
    def ended(self) -> bool:
        """Whether it was cancelled or exceeded its time limit."""
        return self.cancelled or self.overdue

    def check(self) -> None:
        """Raise OSError if it has ended: a socket that was shut down does not always do so."""
        if self.ended:
            raise ConnectionAbortedError

    def limit(self, seconds: float | None) -> None:
        """Abort the exchange as overdue `seconds` from now, replacing an earlier limit; None: no limit."""
        with self._lock:
            self._stop_timer()
            if seconds is not None:
                self._timer = Timer(seconds, self._expire, (self._limits_set,))
                self._timer.daemon = True
                self._timer.start()

    def watch(self, connection: socket.socket) -> None:
        """Register the socket to shut down when aborted. Raises OSError if the exchange has already ended."""
        with self._lock:
            self._forget_handle()
            self.check()
            # Duplicated, because wrapping a socket in TLS detaches its file descriptor.
            self._handle = connection.dup()

    def cancel(self) -> None:
        """Abort the exchange. The thread that uses it sees `cancelled`."""
        with self._lock:
            self.cancelled = True
            self._shut_down()

    def close(self) -> None:
        """Stop the timer and release the socket's duplicate."""
        with self._lock:
            self._stop_timer()
            self._forget_handle()

    def _expire(self, number: int) -> None:
        with self._lock:
            if number == self._limits_set:
                self.overdue = True
                self._shut_down()

    def _shut_down(self) -> None:
        if self._handle:
            with suppress(OSError):  # closed by the other side, or not connected yet
                self._handle.shutdown(socket.SHUT_RDWR)

    def _stop_timer(self) -> None:
        self._limits_set += 1
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _forget_handle(self) -> None:
        if self._handle:
            self._handle.close()
            self._handle = None


class _Lines(io.BufferedReader):
    """Remembers whether the last line read was truncated."""

    cut = False

    def readline(self, size: int | None = -1, /) -> bytes:
        line = super().readline(size)
        self.cut = not line.endswith(b"\n")
        return line


class _Response(http.client.HTTPResponse):
    """Rejects a head that is truncated before its blank line or that leaves the end of the body ambiguous."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self._lines = _Lines(self.fp.detach())
        self.fp = self._lines

    def begin(self) -> None:
        super().begin()
        if self._lines.cut:
            raise http.client.IncompleteRead(b"")
        encodings = self.headers.get_all("Transfer-Encoding", [])
        lengths = {value.strip() for line in self.headers.get_all("Content-Length", []) for value in line.split(",")}
        if encodings and [encoding.strip().lower() for encoding in encodings] != ["chunked"]:
            raise http.client.HTTPException("Transfer-Encoding")
        if len(lengths) > 1 or not all(map(_LENGTH.fullmatch, lengths)):
            raise http.client.HTTPException("Content-Length")


class WatchedConnection(HTTPConnection):
    """Reports its stage to its exchange and lets the exchange abort it."""

    response_class = _Response

    def __init__(self, *args: Any, exchange: Exchange, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._exchange = exchange

    def _new_conn(self) -> socket.socket:
        connection = self._connected()
        self._exchange.stage = Stage.REACHED
        return connection

    def _connected(self) -> socket.socket:
        trouble: OSError = ConnectionError("no address")
        for family, kind, protocol, _, address in socket.getaddrinfo(
            self._dns_host.strip("[]"), self.port, type=socket.SOCK_STREAM
        ):
            connection = socket.socket(family, kind, protocol)
            try:
                connection.settimeout(self.timeout)
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._exchange.watch(connection)
                connection.connect(address)
                self._exchange.check()
            except OSError as error:
                connection.close()
                trouble = error
            else:
                return connection
        raise trouble

    def _tunnel(self) -> None:
        super()._tunnel()
        self._exchange.check()
        self._exchange.stage = Stage.TUNNELLED

    def connect(self) -> None:
        """Connect, including proxy tunnel and TLS. Raises OSError, also if the exchange has ended."""
        super().connect()
        self._exchange.check()
        self._exchange.stage = Stage.SENDING


class WatchedSecureConnection(WatchedConnection, HTTPSConnection):
    """`WatchedConnection` over TLS."""

    _has_listener = True

    def send(self, data: Any) -> None:
        """Send until the server closes its side, then drop the rest silently: its reply is still to be read."""
        try:
            if self._has_listener:
                super().send(data)
        except ssl.SSLEOFError:
            self._has_listener = False
