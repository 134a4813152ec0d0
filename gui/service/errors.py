"""How a request can fail through its environment. A bug in this program is never one of these.

ServiceError
├── Refused        the service answered with an error
├── RequestFailed  no usable reply
├── MustWait       not sent: the request limit
├── Paused         not sent: an earlier error is in force
└── Cancelled      ended by the user or on exit
"""

from enum import Enum, IntEnum


class ErrorCode(IntEnum):
    """Error numbers of the service that a client must handle specially, as documented for sibling commands."""

    PARAMETERS = 1
    SIGN_IN = 2
    NOT_FOUND = 3
    ADDRESS_BLOCKED = 4
    TOO_MANY_REQUESTS = 9


class RequestErrorKind(Enum):
    """Why there is no usable reply from the service."""

    UNREACHABLE = "unreachable"
    PROXY = "proxy"
    PROXY_SIGN_IN = "proxy wants a sign-in"
    PROXY_REFUSED = "proxy refused"
    PROXY_KIND = "unknown kind of proxy"
    CERTIFICATE = "certificate"
    CERTIFICATE_DATE = "certificate date"
    CERTIFICATE_HOST = "certificate of another host"
    CLIENT_CERTIFICATE = "client certificate wanted"
    TLS_VERSION = "no TLS version in common"
    TLS_CLOSED = "TLS handshake closed"
    NOT_TLS = "no TLS on this port"
    TIMEOUT = "timeout"
    DROPPED = "dropped"
    HTML_PAGE = "html page"
    REDIRECT = "redirect"
    HTTP_STATUS = "http status"
    ENCODING = "unknown content encoding"
    EMPTY = "empty"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too large"
    INTERNAL = "internal"
    """A bug in this program ended the request."""


class ServiceError(Exception):
    """Base of everything that can go wrong between us and the service. Never contains a secret."""


class Refused(ServiceError):
    """The service answered with an error. `text` is its own description and may be empty."""

    def __init__(self, code: int, text: str = "") -> None:
        super().__init__(f"service error {code}: {text}")
        self.code = code
        self.text = text


class RequestFailed(ServiceError):
    """No usable reply.

    `detail` is a short redacted hint for the log, such as a sample of the reply; for HTTP_STATUS it is
    the status number. `retry_after_s` is the server's Retry-After in seconds, at most half an hour, or
    None. `proxy` is the `host:port` that failed, for the PROXY kinds only.
    """

    def __init__(
        self, kind: RequestErrorKind, detail: str = "", retry_after_s: float | None = None, *, proxy: str = ""
    ) -> None:
        super().__init__(": ".join(part for part in (kind.value, proxy, detail) if part))
        self.kind = kind
        self.detail = detail
        self.retry_after_s = retry_after_s
        self.proxy = proxy


class MustWait(ServiceError):
    """The request limit is used up, so nothing was sent; `wait_s` is the time until it allows this request."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(f"the limit allows the next request in {wait_s:.1f} s")
        self.wait_s = wait_s


class Paused(ServiceError):
    """Nothing was sent because error `code` is in force for `wait_s` more seconds; None: until the user acts."""

    def __init__(self, code: int, wait_s: float | None) -> None:
        super().__init__(f"paused after service error {code}")
        self.code = code
        self.wait_s = wait_s


class Cancelled(ServiceError):
    """The user, or closing the program, ended the request."""
