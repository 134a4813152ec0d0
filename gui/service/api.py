"""What can be asked of SMS Centre about deferred tasks: the list, and the file of a completed one."""

import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from gui.account import SITES, SignIn
from gui.service.connection import Body, Connection, NotSent, Timeouts
from gui.service.errors import Failure, Refused, RequestFailed, ServiceError
from gui.service.pauses import Pauses
from gui.service.rate_limit import RateLimiter
from gui.service.replies import ERROR_REPLY_MAX_BYTES, is_html, parse_error, parse_tasks
from gui.service.task import Task, TaskList

PATH = "/sys/downloads.php"
PAGE_TASKS = 1000
"""Tasks asked for at once; the service's own maximum is not documented, its sibling commands allow this."""
LIST_MAX_BYTES = 16 * 1024 * 1024
LIST_TIMEOUT_S = 120.0
_OK = 200
_REDIRECTS = range(300, 400)


def backup_origin(server: str) -> str | None:
    """The service's documented second host, for its own sites only."""
    host = urlsplit(server).hostname
    return f"https://www2.{host}" if host in SITES else None


class FileReply:
    """A report on its way; a source for `storage.downloads.save`."""

    def __init__(self, body: Body, start: bytes, rest: Iterator[bytes]) -> None:
        self._body = body
        self._start = start
        self._rest = rest

    @property
    def size_bytes(self) -> int | None:
        """Length of the report where announced."""
        return self._body.size_bytes

    @property
    def checked(self) -> bool:
        """Whether the report, all read, proved to be whole; False for one that ended only by closing."""
        return self._body.checked

    def chunks(self) -> Iterator[bytes]:
        """Yield the report's own bytes, unpacked. Raises RequestFailed, Cancelled."""
        yield self._start
        yield from self._rest

    def close(self) -> None:
        """Give the rest of the answer up."""
        self._body.close()


class ServiceApi:
    """One account's requests. `cancel()` is safe from any thread, all else belongs to one.

    Every method may raise, without anything sent, MustWait (the limit) or Paused (an earlier error);
    else Refused (the service's own error), RequestFailed or Cancelled. `spare` permits of the limit
    are left free for others. `fingerprint` makes the limiter's key: a keyed hash, since the key is stored.
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
        self._connection = Connection(timeouts)
        self._origins = [sign_in.account.server]
        second = backup or backup_origin(sign_in.account.server)
        if second:
            self._origins.append(second)

    def tasks(self, spare: int = 0) -> TaskList:
        """Fetch the whole list: one request, and further ones only where a page comes back full."""
        tasks: dict[int | str, Task] = {}
        left_out = 0
        after_id = 0
        while True:
            page = self._page(after_id, spare)
            tasks.update((task.key, task) for task in page.tasks)
            left_out += page.left_out
            highest_id = max((task.id for task in page.tasks if task.id is not None), default=0)
            if len(page.tasks) + page.left_out < PAGE_TASKS or highest_id <= after_id:
                break
            after_id = highest_id
        newest_first = sorted(tasks.values(), key=lambda task: task.id or 0, reverse=True)
        return TaskList(tuple(newest_first), left_out)

    def refresh_wait_s(self, spare: int = 0) -> float:
        """Seconds until `tasks(spare)` may be asked, as far as the limit goes."""
        return self._limiter.wait_s(self._key(_list_form(0)), spare)

    def open_file(self, task: Task) -> FileReply:
        """Ask for a completed task's report and return when its first bytes are known to be no error."""
        wanted = {"name": task.name} if task.id is None else {"id": str(task.id)}
        body = self._post({"get_file": "1", **wanted}, spare=0)
        pieces = body.pieces()
        start = b""
        for piece in pieces:
            start += piece
            if len(start) > ERROR_REPLY_MAX_BYTES:
                break
        else:
            self._raise_error(parse_error(start))
        if is_html(start) or "text/html" in body.content_type:
            body.close()
            raise RequestFailed(Failure.HTML_PAGE)
        return FileReply(body, start, pieces)

    def cancel(self) -> None:
        """End what is being read and send nothing more; for leaving."""
        self._connection.cancel()

    def _page(self, after_id: int, spare: int) -> TaskList:
        body = self._post(_list_form(after_id), spare)
        start_s = time.monotonic()
        content = bytearray()
        for piece in body.pieces():
            content += piece
            if len(content) > LIST_MAX_BYTES:
                body.close()
                raise RequestFailed(Failure.TOO_LARGE)
            if time.monotonic() - start_s > LIST_TIMEOUT_S:
                body.close()
                raise RequestFailed(Failure.TIMEOUT)
        try:
            return parse_tasks(bytes(content))
        except Refused as refused:
            raise self._noted(refused) from None
        except RequestFailed as failed:
            raise RequestFailed(failed.failure, self._redacted(failed.detail)) from None

    def _post(self, command: dict[str, str], spare: int) -> Body:
        """Send under a permit; the backup host is tried where nothing could be sent to the first."""
        self._pauses.check(self.account)
        not_sent: ServiceError = RequestFailed(Failure.UNREACHABLE)
        for origin in self._origins:
            permit = self._limiter.acquire(self._key(command), spare)
            try:
                body = self._connection.post(origin + PATH, {**self._sign_in_form(), **command})
            except NotSent as error:
                permit.unsent()
                not_sent = error.failed
                if not_sent.failure is not Failure.UNREACHABLE:
                    break
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
            raise RequestFailed(Failure.REDIRECT, urlsplit(body.location).hostname or "")
        start = b""
        for piece in body.pieces():
            start += piece
            if len(start) > ERROR_REPLY_MAX_BYTES:
                body.close()
                break
        self._raise_error(parse_error(start))
        raise RequestFailed(Failure.HTTP_STATUS, str(body.status))

    def _raise_error(self, refused: Refused | None) -> None:
        if refused:
            raise self._noted(refused)

    def _noted(self, refused: Refused) -> Refused:
        self._pauses.note(self.account, refused)
        return Refused(refused.code, self._redacted(refused.text))

    def _redacted(self, text: str) -> str:
        for secret in self._credentials.secrets:
            text = text.replace(secret, "***")
        return text

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
