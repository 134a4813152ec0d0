"""What the environment did to a request; a bug of ours is never one of these."""

from enum import Enum, IntEnum


class ErrorCode(IntEnum):
    """Error numbers of the service that ask something particular of a client."""

    PARAMETERS = 1
    SIGN_IN = 2
    NOT_FOUND = 3
    ADDRESS_BLOCKED = 4
    TOO_MANY_REQUESTS = 9


class RequestErrorKind(Enum):
    """How a request went wrong before a reply of the service could be read."""

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
    """Not the service's doing: a mistake in this program ended the request."""


class ServiceError(Exception):
    """Base of all that can go wrong between us and the service. Never holds a secret."""


class Refused(ServiceError):
    """The service answered with one of its error forms. `text` is its own description, maybe empty."""

    def __init__(self, code: int, text: str = "") -> None:
        super().__init__(f"service error {code}: {text}")
        self.code = code
        self.text = text


class RequestFailed(ServiceError):
    """No usable reply.

    `detail` is a short redacted hint for the log: a sample, say, and for HTTP_STATUS always the number.
    `retry_after_s` is how long the server asked to be left alone, at most half an hour; None where it
    did not say. `proxy` is the `host:port` that failed, for the PROXY failures only.
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
    """The limit allows no request yet; nothing was sent. Free again in `wait_s` seconds."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(f"the limit allows the next request in {wait_s:.1f} s")
        self.wait_s = wait_s


class Paused(ServiceError):
    """An earlier error `code` forbids asking; nothing was sent. `wait_s` is None until the person acts."""

    def __init__(self, code: int, wait_s: float | None) -> None:
        super().__init__(f"paused after service error {code}")
        self.code = code
        self.wait_s = wait_s


class Cancelled(ServiceError):
    """The person, or leaving the program, ended the request."""
