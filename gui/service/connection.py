"""HTTP for the service: POST only, certificates judged by the system, no redirects, no retries."""

import http.client
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from threading import Event
from typing import Any

import requests
import truststore
import urllib3
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies, select_proxy

from gui import __version__
from gui.account import is_loopback
from gui.service.body import Body
from gui.service.errors import Cancelled, RequestErrorKind, RequestFailed, ServiceError
from gui.service.exchange import Exchange, Stage, WatchedConnection, WatchedSecureConnection

_HEADERS = {
    "User-Agent": f"SMSC-Tasks/{__version__}",
    "Accept": "*/*",
    "Accept-Encoding": "identity",
    "Connection": "close",  # most servers hang up between polls anyway, and a retry is not allowed
}
_TUNNEL_STATUS = re.compile(r"Tunnel connection failed: (\d{3})\b")
_PROXY_SIGN_IN = 407
_SERVER_ERRORS = range(500, 600)

_TLS_ERRORS = {
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": RequestErrorKind.CLIENT_CERTIFICATE,
    "PEER_DID_NOT_RETURN_A_CERTIFICATE": RequestErrorKind.CLIENT_CERTIFICATE,
    "UNSUPPORTED_PROTOCOL": RequestErrorKind.TLS_VERSION,
    "TLSV1_ALERT_PROTOCOL_VERSION": RequestErrorKind.TLS_VERSION,
    "SSLV3_ALERT_HANDSHAKE_FAILURE": RequestErrorKind.TLS_VERSION,
    "TLSV1_ALERT_INSUFFICIENT_SECURITY": RequestErrorKind.TLS_VERSION,
    "NO_PROTOCOLS_AVAILABLE": RequestErrorKind.TLS_VERSION,
    "DH_KEY_TOO_SMALL": RequestErrorKind.TLS_VERSION,
    "LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED": RequestErrorKind.TLS_VERSION,
    "WRONG_VERSION_NUMBER": RequestErrorKind.NOT_TLS,
    "HTTP_REQUEST": RequestErrorKind.NOT_TLS,
    "PACKET_LENGTH_TOO_LONG": RequestErrorKind.NOT_TLS,
    "RECORD_LAYER_FAILURE": RequestErrorKind.NOT_TLS,
}
"""OpenSSL's reason codes; any other counts as a closed handshake."""
_TLS_MESSAGE = re.compile(r"\[SSL\] ([\w ]+) \(_ssl")
_CERTIFICATE_ERRORS = {
    **dict.fromkeys((9, 10, 0x800B0101, -67818), RequestErrorKind.CERTIFICATE_DATE),
    **dict.fromkeys((62, 64, 0x800B010F, -67602), RequestErrorKind.CERTIFICATE_HOST),
}
"""Codes of OpenSSL, Windows and macOS for an expired or not yet valid certificate and for a host name mismatch."""


@dataclass(frozen=True)
class Timeouts:
    """Time limits of a request: to connect, between two reads, and in total.

    `answer_s` bounds everything up to the end of the head, and an error's body; `list_s` bounds a
    list's body. A report may take any time while data keeps arriving.
    """

    connect_s: float = 10.0
    idle_s: float = 45.0
    answer_s: float = 60.0
    list_s: float = 120.0


class NotSent(Exception):
    """Nothing was sent; `failed` says why."""

    def __init__(self, failed: ServiceError) -> None:
        super().__init__(str(failed))
        self.failed = failed


class Connection:
    """Sends one form at a time. `cancel()` is safe from any thread; use the rest from one thread only."""

    def __init__(self, timeouts: Timeouts) -> None:
        self._timeouts = timeouts
        self._cancelled = Event()
        self._exchange = Exchange()

    def post(self, url: str, form: Mapping[str, str]) -> Body:
        """Send a form and return once the response head has arrived.

        Raises NotSent if no byte was sent, RequestFailed or Cancelled if some may have been.
        """
        self._exchange = exchange = Exchange()
        if self._cancelled.is_set():
            raise NotSent(Cancelled())
        exchange.limit(self._timeouts.answer_s)
        proxy = ""
        try:
            proxies = {} if _is_here(url) else get_environ_proxies(url)
            proxy = select_proxy(url, proxies) or ""
            response = _Transport(exchange).send(
                requests.Request("POST", url, headers=_HEADERS, data=form).prepare(),
                stream=True,
                timeout=(self._timeouts.connect_s, self._timeouts.idle_s),
                proxies=proxies,
            )
            return Body(response.raw, exchange)
        except Exception as error:  # whatever the library raises on a hostile head must not end a worker
            exchange.close()
            failed = _failure_of(error, exchange, proxy)
            raise (failed if exchange.stage is Stage.SENDING else NotSent(failed)) from None

    def cancel(self) -> None:
        """Abort the request in flight at any stage and refuse any further one."""
        self._cancelled.set()
        self._exchange.cancel()


class _Transport(HTTPAdapter):
    """Sends one exchange's request and ignores cookies and redirects in the response.

    The operating system judges certificates, so that a company's own CA works.
    """

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, ssl_context=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT), **kwargs)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        return super().proxy_manager_for(proxy, ssl_context=context, **kwargs)

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        kind = WatchedSecureConnection if pool.scheme == "https" else WatchedConnection
        pool.ConnectionCls = partial(kind, exchange=self._exchange)
        return pool

    def cert_verify(self, conn: Any, url: str, verify: bool | str, cert: object) -> None:  # noqa: ARG002
        conn.cert_reqs = "CERT_REQUIRED"  # the base class would add certifi's authorities to the system's

    def build_response(self, req: object, resp: object) -> requests.Response:  # noqa: ARG002
        response = requests.Response()
        response.raw = resp
        return response


def _is_here(url: str) -> bool:
    return is_loopback((urllib3.util.parse_url(url).host or "").strip("[]"))


def _failure_of(error: Exception, exchange: Exchange, proxy: str) -> ServiceError:
    if exchange.cancelled:
        return Cancelled()
    if isinstance(error, RequestFailed):
        return error
    cause = _root(error)
    if proxy and exchange.stage < Stage.TUNNELLED:
        return _proxy_failure(cause, exchange.stage, proxy)
    if exchange.stage is Stage.BEGUN:
        failure = RequestErrorKind.UNREACHABLE
    elif exchange.overdue or isinstance(cause, TimeoutError):
        failure = RequestErrorKind.TIMEOUT
    elif exchange.stage is Stage.SENDING:
        failure = _failure_of_answer(cause)
    else:
        failure = _failure_of_handshake(cause)
    return RequestFailed(failure, getattr(cause, "reason", None) or type(cause).__name__)


def _proxy_failure(cause: BaseException, stage: Stage, proxy: str) -> RequestFailed:
    status = _TUNNEL_STATUS.match(str(cause))
    if status is None:
        usable = stage is Stage.REACHED or not isinstance(cause, ValueError)
        failure, hint = RequestErrorKind.PROXY if usable else RequestErrorKind.PROXY_KIND, type(cause).__name__
    else:
        failure, hint = RequestErrorKind.PROXY_REFUSED, status[1]
        if int(hint) == _PROXY_SIGN_IN:
            failure = RequestErrorKind.PROXY_SIGN_IN
        elif int(hint) in _SERVER_ERRORS:
            failure = RequestErrorKind.PROXY
    return RequestFailed(failure, hint, proxy=_without_credentials(proxy))


def _failure_of_handshake(cause: BaseException) -> RequestErrorKind:
    if isinstance(cause, ssl.SSLCertVerificationError):
        return _CERTIFICATE_ERRORS.get(getattr(cause, "verify_code", 0), RequestErrorKind.CERTIFICATE)
    return _TLS_ERRORS.get(_tls_reason(cause), RequestErrorKind.TLS_CLOSED)


def _failure_of_answer(cause: BaseException) -> RequestErrorKind:
    if isinstance(cause, ssl.SSLError):  # in TLS 1.3 a server may reject the client after the request was sent
        return _TLS_ERRORS.get(_tls_reason(cause), RequestErrorKind.DROPPED)
    broke_off = isinstance(cause, OSError | http.client.IncompleteRead | http.client.RemoteDisconnected)
    return RequestErrorKind.DROPPED if broke_off else RequestErrorKind.UNREADABLE


def _tls_reason(cause: BaseException) -> str:
    """Return OpenSSL's reason code; with an OpenSSL newer than Python's, only the message has it."""
    if reason := getattr(cause, "reason", None):
        return str(reason)
    said = _TLS_MESSAGE.search(str(cause))
    return said[1].replace(" ", "_").upper() if said else ""


def _root(error: BaseException) -> BaseException:
    """Return the innermost of the exceptions that the libraries have wrapped."""
    while True:
        inner = getattr(error, "reason", None) or next((arg for arg in error.args if isinstance(arg, Exception)), None)
        inner = inner if isinstance(inner, BaseException) else error.__cause__
        if inner is None:
            return error
        error = inner


def _without_credentials(proxy: str) -> str:
    return proxy.rpartition("@")[2].rpartition("//")[2].strip("/")[:100]
