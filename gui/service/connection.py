"""HTTP as the service needs it: POST bodies, the system's certificates, no redirects, no second tries."""

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
    "Connection": "close",  # between two polls most servers hang up anyway, and a second try is not allowed
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
"""OpenSSL's reasons; whatever else ends a handshake counts as closed."""
_TLS_MESSAGE = re.compile(r"\[SSL\] ([\w ]+) \(_ssl")
_CERTIFICATE_ERRORS = {
    **dict.fromkeys((9, 10, 0x800B0101, -67818), RequestErrorKind.CERTIFICATE_DATE),
    **dict.fromkeys((62, 64, 0x800B010F, -67602), RequestErrorKind.CERTIFICATE_HOST),
}
"""Codes of OpenSSL, Windows and macOS for a date out of range and for a name that is not the server's."""


@dataclass(frozen=True)
class Timeouts:
    """Seconds until a connection must stand, between two pieces of an answer, and in all.

    `answer_s` bounds everything up to the end of an answer's head, and of the body where that is no list
    and no report; `list_s` bounds the body of a list. A report may take as long as its pieces keep coming.
    """

    connect_s: float = 10.0
    idle_s: float = 45.0
    answer_s: float = 60.0
    list_s: float = 120.0


class NotSent(Exception):
    """The request failed before any byte of it left this computer."""

    def __init__(self, failed: ServiceError) -> None:
        super().__init__(str(failed))
        self.failed = failed


class Connection:
    """Sends one form at a time. `cancel()` is safe from any thread, all else belongs to one."""

    def __init__(self, timeouts: Timeouts) -> None:
        self._timeouts = timeouts
        self._cancelled = Event()
        self._exchange = Exchange()

    def post(self, url: str, form: Mapping[str, str]) -> Body:
        """Send a form and return when the answer's head is there.

        Raises NotSent where surely nothing was sent, RequestFailed or Cancelled where something may have been.
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
        """End the request under way at whatever stage, and refuse any further one. Raises nothing."""
        self._cancelled.set()
        self._exchange.cancel()


class _Transport(HTTPAdapter):
    """Sends the request of one exchange and looks at nothing in the answer: no cookies, no redirects.

    The operating system judges certificates, so that a company's own authority works.
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
    if isinstance(cause, ssl.SSLError):  # with TLS 1.3 a server judges the client after its request was sent
        return _TLS_ERRORS.get(_tls_reason(cause), RequestErrorKind.DROPPED)
    broke_off = isinstance(cause, OSError | http.client.IncompleteRead | http.client.RemoteDisconnected)
    return RequestErrorKind.DROPPED if broke_off else RequestErrorKind.UNREADABLE


def _tls_reason(cause: BaseException) -> str:
    """Return OpenSSL's name for the reason; a newer OpenSSL than Python was built for has it in the message only."""
    if reason := getattr(cause, "reason", None):
        return str(reason)
    said = _TLS_MESSAGE.search(str(cause))
    return said[1].replace(" ", "_").upper() if said else ""


def _root(error: BaseException) -> BaseException:
    """Return what the libraries' exceptions are wrapped round."""
    while True:
        inner = getattr(error, "reason", None) or next((arg for arg in error.args if isinstance(arg, Exception)), None)
        inner = inner if isinstance(inner, BaseException) else error.__cause__
        if inner is None:
            return error
        error = inner


def _without_credentials(proxy: str) -> str:
    return proxy.rpartition("@")[2].rpartition("//")[2].strip("/")[:100]
