"""HTTP as the service needs it: POST bodies, the system's certificates, no redirects, no second tries."""

import ssl
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from threading import Event
from typing import Any

import requests
import truststore
import urllib3
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies
from urllib3 import exceptions as wire

from gui import __version__
from gui.account import is_loopback
from gui.service.errors import Cancelled, Failure, RequestFailed

PIECE_BYTES = 1024 * 1024
_GZIP_MAGIC = b"\x1f\x8b"
_GZIP_WINDOW = 31


@dataclass(frozen=True)
class Timeouts:
    """Seconds until a connection must stand, and between two pieces of an answer."""

    connect_s: float = 10.0
    idle_s: float = 45.0


class NotSent(Exception):
    """The request failed before any byte of it left this computer."""

    def __init__(self, failed: RequestFailed) -> None:
        super().__init__(str(failed))
        self.failed = failed


class Connection:
    """Sends one form at a time. `cancel()` is safe from any thread, all else belongs to one."""

    def __init__(self, timeouts: Timeouts) -> None:
        self._timeouts = timeouts
        self._session = requests.Session()
        self._session.trust_env = False  # neither a .netrc nor a variable may add credentials or authorities
        self._session.headers.update({"User-Agent": f"SMSC-Tasks/{__version__}", "Accept-Encoding": "identity"})
        self._session.mount("https://", _SystemTrust())
        self._cancelled = Event()
        self._body: Body | None = None

    def post(self, url: str, form: Mapping[str, str]) -> "Body":
        """Send a form and return when the answer's head is there.

        Raises NotSent where surely nothing was sent, RequestFailed where something may have been, Cancelled.
        """
        if self._cancelled.is_set():
            raise NotSent(RequestFailed(Failure.DROPPED, "leaving"))
        host = urllib3.util.parse_url(url).host or ""
        try:
            response = self._session.post(
                url,
                data=form,
                stream=True,
                allow_redirects=False,
                timeout=(self._timeouts.connect_s, self._timeouts.idle_s),
                proxies={} if is_loopback(host.strip("[]")) else get_environ_proxies(url),
            )
        except requests.RequestException as error:
            raise _failure_of(error) from None
        self._body = Body(response, self._cancelled)
        return self._body

    def cancel(self) -> None:
        """End the answer being read, now, and refuse any further request."""
        self._cancelled.set()
        body = self._body
        if body is not None:
            body.cancel()


class Body:
    """An answer whose head has arrived. `size_bytes` is the length of what `pieces()` will yield, where announced.

    `checked` tells, once all has been read, whether the answer proved to be whole: by its length, by
    the end of the chunked form, or by gzip's own check sum. `cancel()` is safe from any thread.
    """

    def __init__(self, response: requests.Response, leaving: Event) -> None:
        self._raw: urllib3.HTTPResponse = response.raw
        self._leaving = leaving
        self._cancelled = Event()
        self.status = response.status_code
        self.location = response.headers.get("Location", "")
        self.content_type = response.headers.get("Content-Type", "").lower()
        length = response.headers.get("Content-Length", "")
        self._gzipped = response.headers.get("Content-Encoding", "").lower() in ("gzip", "x-gzip")
        self._announced_bytes = int(length) if length.isdecimal() and not self._raw.chunked else None
        self.checked = False

    @property
    def size_bytes(self) -> int | None:
        """Bytes to come in all, or None where that is not known."""
        return None if self._gzipped else self._announced_bytes

    def pieces(self) -> Iterator[bytes]:
        """Yield the unpacked body as it arrives, at most a few MiB at a time.

        Raises RequestFailed when it stalls, breaks off or is packed in a broken way; Cancelled.
        """
        try:
            first = next(wire_pieces := self._wire_pieces(), b"")
            self._gzipped = self._gzipped or first.startswith(_GZIP_MAGIC)
            if self._gzipped:
                yield from _unpacked(first, wire_pieces)
            else:
                yield first
                yield from wire_pieces
            if self._stopped:  # a body that ends by closing looks complete when we closed it
                raise Cancelled
            self.checked = self._gzipped or self._raw.chunked or self._announced_bytes is not None
        finally:
            self._raw.close()

    def cancel(self) -> None:
        """Make `pieces()` raise Cancelled at once."""
        self._cancelled.set()
        with suppress(ValueError, OSError):  # already closed
            self._raw.shutdown()

    def close(self) -> None:
        """Give the connection up without reading on."""
        self._raw.close()

    @property
    def _stopped(self) -> bool:
        return self._cancelled.is_set() or self._leaving.is_set()

    def _wire_pieces(self) -> Iterator[bytes]:
        try:
            while piece := self._raw.read1(PIECE_BYTES, decode_content=False):
                if self._stopped:
                    raise Cancelled
                yield piece
        except wire.ReadTimeoutError:
            raise RequestFailed(Failure.TIMEOUT) from None
        except (wire.HTTPError, OSError) as error:
            if self._stopped:
                raise Cancelled from None
            raise RequestFailed(Failure.DROPPED, type(error).__name__) from None


def _unpacked(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(_GZIP_WINDOW)
    packed = first
    try:
        while packed:
            if unpacker.eof:
                if not packed.strip(b"\0"):
                    packed = next(rest, b"")
                    continue
                unpacker = zlib.decompressobj(_GZIP_WINDOW)
            yield unpacker.decompress(packed, PIECE_BYTES)
            packed = unpacker.unconsumed_tail or unpacker.unused_data or next(rest, b"")
    except zlib.error:
        raise RequestFailed(Failure.DROPPED, "gzip") from None
    while not unpacker.eof and (piece := unpacker.decompress(b"", PIECE_BYTES)):
        yield piece
    if not unpacker.eof:
        raise RequestFailed(Failure.DROPPED, "gzip")


def _failure_of(error: requests.RequestException) -> RequestFailed | NotSent:
    cause = error.args[0] if error.args else None
    cause = getattr(cause, "reason", cause)
    hint = type(cause).__name__
    if isinstance(cause, wire.NewConnectionError | wire.ConnectTimeoutError | wire.ProxyError):
        return NotSent(RequestFailed(Failure.UNREACHABLE, hint))
    if isinstance(error, requests.exceptions.SSLError):
        failed = RequestFailed(Failure.CERTIFICATE, hint)
        return NotSent(failed) if isinstance(_root(cause), ssl.SSLCertVerificationError) else failed
    if isinstance(error, requests.Timeout):
        return RequestFailed(Failure.TIMEOUT, hint)
    return RequestFailed(Failure.DROPPED, hint)


def _root(cause: object) -> object:
    while isinstance(cause, Exception) and cause.args and isinstance(cause.args[0], Exception):
        cause = cause.args[0]
    return cause


class _SystemTrust(HTTPAdapter):
    """Lets the operating system judge certificates, so that a company's own authority works."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, ssl_context=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT), **kwargs)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        return super().proxy_manager_for(proxy, ssl_context=context, **kwargs)

    def cert_verify(self, conn: Any, url: str, verify: bool | str, cert: object) -> None:  # noqa: ARG002
        conn.cert_reqs = "CERT_REQUIRED"  # the base class would add certifi's authorities to the system's
