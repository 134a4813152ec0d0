"""The service's two commands for deferred tasks: list them, and fetch a completed one's file."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from gui.account import SITES, SignIn
from gui.service.body import Body
from gui.service.connection import Connection, NotSent, Timeouts
from gui.service.errors import Cancelled, ErrorCode, Refused, RequestErrorKind, RequestFailed, ServiceError
from gui.service.pauses import Pauses
from gui.service.rate_limit import RateLimiter
from gui.service.replies import ERROR_REPLY_MAX_BYTES, is_html, is_no_report, parse_error, parse_tasks
from gui.service.task import Task, TaskList
from gui.service.values import decoded

PATH = "/sys/downloads.php"
PAGE_TASKS = 1000
"""Tasks requested per page. The command's maximum is not documented; sibling commands allow 1000."""
MOST_PAGES = 100
"""Page limit of one list: only a server that never stops returning new tasks exceeds it."""
LIST_MAX_BYTES = 16 * 1024 * 1024
LONGEST_RETRY_AFTER_S = 30 * 60.0
_OK = 200
_REDIRECTS = range(300, 400)
_BUSY = (429, 503)
"""Statuses whose Retry-After counts."""
_RETRY_AFTER_DIGITS = 9

log = logging.getLogger(__name__)


def backup_origin(server: str) -> str | None:
    """Return the origin of the documented backup host, or None: only the service's own sites have one."""
    host = urlsplit(server).hostname
    return f"https://www2.{host}" if host in SITES else None


class FileReply:
    """A report being received; a source for `storage.downloads.save`."""

    def __init__(self, body: Body, start: bytes, rest: Iterator[bytes], host: str) -> None:
        self._body = body
        self._host = host
        self._start = start
        self._rest = rest

    @property
    def size_bytes(self) -> int | None:
        """Length of the report, or None if unknown."""
        return self._body.size_bytes

    @property
    def checked(self) -> bool:
        """Once all is read: whether it is proven complete. False if only the closed connection marked its end."""
        return self._body.checked

    def chunks(self) -> Iterator[bytes]:
        """Yield the report's bytes, decompressed. Raises RequestFailed, Cancelled."""
        with _failure_logged("report", self._host):
            yield self._start
            yield from self._rest

    def close(self) -> None:
        """Close the connection, dropping what is unread."""
        self._body.close()


class ServiceApi:
    """Sends one account's requests. `cancel()` is safe from any thread; use the rest from one thread only.

    Requests raise MustWait (the limit) or Paused (an earlier error) if nothing was sent, else Refused
    (the service's own error), RequestFailed or Cancelled. `spare` is the number of permits to leave free
    for other callers. `fingerprint` is a keyed hash that makes the limiter's keys, which are stored on disk.
    """

    def __init__(
        self,
        sign_in: SignIn,
        limiter: RateLimiter,
        pauses: Pauses,
        fingerprint: Callable[..., str],
        *,
        backup: str | None = None,
        timeouts: Timeouts = Timeouts(),  # noqa: B008 - frozen
    ) -> None:
        self.account = sign_in.account
        self._credentials = sign_in.credentials
        self._limiter = limiter
        self._pauses = pauses
        self._fingerprint = fingerprint
        self._timeouts = timeouts
        self._connection = Connection(timeouts)
        self._page_rows = PAGE_TASKS
        self._looked_further = False
        self._starts = [0]
        self._origins = [sign_in.account.server]
        second = backup or backup_origin(sign_in.account.server)
        if second:
            self._origins.append(second)

    def tasks(self, spare: int = 0) -> TaskList:
        """Fetch the complete list: one request, and more only after a full page.

        The service's page limit is not known. So once per instance, after a page that is not full, one more
        is requested; if it has tasks, the size of the first counts as a full page from then on.
        """
        pages, starts = [self._page(0, spare)], [0]
        if _rows(pages[0]) > self._page_rows:  # so the assumed page limit was just the number of tasks at that time
            self._page_rows = PAGE_TASKS
        while (start := _highest_id(pages[-1])) > starts[-1]:
            if _rows(pages[-1]) >= self._page_rows:
                pages.append(self._page(start, spare))
            elif len(pages) == 1 and not self._looked_further:
                pages.append(self._further_page(pages[0], spare))
            if len(pages) == len(starts) or not pages[-1].tasks:
                break
            if len(pages) == MOST_PAGES:
                raise RequestFailed(RequestErrorKind.TOO_LARGE, "pages")
            starts.append(start)
        self._starts = starts
        return TaskList.of((task for page in pages for task in page.tasks), sum(page.left_out for page in pages))

    def refresh_wait_s(self, spare: int = 0) -> float:
        """Return the seconds until the limit allows `tasks(spare)`."""
        return max(self._limiter.wait_s(self._key(_list_form(start)), spare) for start in self._starts)

    def open_file(self, task: Task) -> FileReply:
        """Request a completed task's report; return once its first bytes are known not to be an error."""
        wanted = {"name": task.name} if task.id is None else {"id": str(task.id)}
        with _failure_logged("report", self.account.host):
            body = self._post({"get_file": "1", **wanted}, spare=0)
            try:
                return self._report(body)
            except BaseException:
                body.close()
                raise

    def cancel(self) -> None:
        """Abort the request in flight and refuse any further one."""
        self._connection.cancel()

    def _further_page(self, first: TaskList, spare: int) -> TaskList:
        """Look for tasks after a page that is not full. A failure is ignored; the next list tries again."""
        start = _highest_id(first)
        try:
            page = self._page(start, spare)
        except Cancelled:
            raise
        except ServiceError:
            return TaskList()
        self._looked_further = True
        if _highest_id(page) <= start:
            return TaskList()
        self._page_rows = _rows(first)
        return page

    def _page(self, after_id: int, spare: int) -> TaskList:
        with _failure_logged("list", self.account.host):
            body = self._post(_list_form(after_id), spare)
            body.limit(self._timeouts.list_s)
            content = _read(body, LIST_MAX_BYTES)
            if len(content) > LIST_MAX_BYTES:
                raise RequestFailed(RequestErrorKind.TOO_LARGE)
            if "html" in body.content_type and not decoded(content):
                raise RequestFailed(RequestErrorKind.HTML_PAGE, "empty")
            try:
                return parse_tasks(content, whole=body.checked, redacted=self._credentials.redacted)
            except Refused as refused:
                if refused.code == ErrorCode.NOT_FOUND:
                    log.info("list of %s: no tasks: %s", self.account.host, self._credentials.redacted(refused.text))
                    return TaskList()
                raise self._noted(refused) from None

    def _report(self, body: Body) -> FileReply:
        pieces = body.pieces()
        start = _start_of(pieces, ERROR_REPLY_MAX_BYTES)
        if len(start) <= ERROR_REPLY_MAX_BYTES:
            self._raise_error(parse_error(start))
            if not decoded(start):
                raise RequestFailed(RequestErrorKind.EMPTY)
            if is_no_report(start) and not is_html(start):
                raise RequestFailed(RequestErrorKind.UNREADABLE, "JSON or XML")
        if is_html(start):
            raise RequestFailed(RequestErrorKind.HTML_PAGE)
        body.limit(None)
        return FileReply(body, start, pieces, self.account.host)

    def _post(self, command: dict[str, str], spare: int) -> Body:
        """Take a permit and send; try the backup host only if nothing reached the first."""
        self._pauses.check(self.account)
        not_sent: ServiceError = RequestFailed(RequestErrorKind.UNREACHABLE)
        for origin in self._origins:
            permit = self._limiter.acquire(self._key(command), spare)
            try:
                body = self._connection.post(origin + PATH, {**self._sign_in_form(), **command})
            except NotSent as error:
                permit.unsent()
                not_sent = error.failed
                if origin == self._origins[-1] or not _may_work_elsewhere(not_sent):
                    break
                log.info("nothing sent to %s: %s", origin, not_sent)
            except BaseException:
                permit.failed()
                raise
            else:
                permit.answered()
                self._look_at_head(body)
                return body
        raise not_sent

    def _look_at_head(self, body: Body) -> None:
        if body.status == _OK:
            return
        if body.status in _REDIRECTS:
            body.close()
            raise RequestFailed(RequestErrorKind.REDIRECT, self._credentials.redacted(_host_of(body.location)))
        retry_after_s = _retry_after_s(body.retry_after) if body.status in _BUSY else None
        with suppress(RequestFailed):  # the status says more than an unreadable body
            self._raise_error(parse_error(_read(body, ERROR_REPLY_MAX_BYTES)), retry_after_s or 0.0)
        raise RequestFailed(RequestErrorKind.HTTP_STATUS, str(body.status), retry_after_s)

    def _raise_error(self, refused: Refused | None, retry_after_s: float = 0.0) -> None:
        if refused:
            raise self._noted(refused, retry_after_s)

    def _noted(self, refused: Refused, retry_after_s: float = 0.0) -> Refused:
        self._pauses.note(self.account, refused, retry_after_s)
        return Refused(refused.code, self._credentials.redacted(refused.text))

    def _sign_in_form(self) -> dict[str, str]:
        if self._credentials.api_key:
            return {"apikey": self._credentials.api_key}
        return {"login": self._credentials.login, "psw": self._credentials.password}

    def _key(self, command: dict[str, str]) -> str:
        identity = self._credentials.api_key or self._credentials.login.strip().casefold()
        return self._fingerprint(self.account.host, identity, *(f"{name}={command[name]}" for name in sorted(command)))


def _list_form(after_id: int) -> dict[str, str]:
    form = {"get_list": "1", "fmt": "3", "charset": "utf-8", "cnt": str(PAGE_TASKS)}
    return {**form, "after_id": str(after_id)} if after_id else form


@contextmanager
def _failure_logged(what: str, host: str) -> Iterator[None]:
    """Log a Refused or RequestFailed in one line and let it pass."""
    try:
        yield
    except (Refused, RequestFailed) as error:
        log.info("%s of %s: %s", what, host, error)
        raise


def _read(body: Body, most_bytes: int) -> bytes:
    """Read the body and close it; stop at the first piece beyond `most_bytes`, which is included."""
    try:
        return _start_of(body.pieces(), most_bytes)
    finally:
        body.close()


def _start_of(pieces: Iterator[bytes], most_bytes: int) -> bytes:
    """Join pieces up to the first one beyond `most_bytes`, which is included; leave the rest unread."""
    content = bytearray()
    for piece in pieces:
        content += piece
        if len(content) > most_bytes:
            break
    return bytes(content)


def _rows(page: TaskList) -> int:
    return len(page.tasks) + page.left_out


def _highest_id(page: TaskList) -> int:
    return max((task.id for task in page.tasks if task.id is not None), default=0)


def _may_work_elsewhere(error: ServiceError) -> bool:
    return isinstance(error, RequestFailed) and error.kind in (RequestErrorKind.UNREACHABLE, RequestErrorKind.PROXY)


def _host_of(location: str) -> str:
    try:
        return (urlsplit(location).hostname or "")[:100]
    except ValueError:
        return ""


def _retry_after_s(value: str) -> float | None:
    """Parse Retry-After, seconds or a date, capped at half an hour; None if it is neither."""
    if value.isdecimal() and len(value) <= _RETRY_AFTER_DIGITS:
        seconds = float(value)
    else:
        try:
            date = parsedate_to_datetime(value)
            seconds = (date.replace(tzinfo=date.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError, OverflowError, IndexError):
            return None
    return min(max(seconds, 0.0), LONGEST_RETRY_AFTER_S)
