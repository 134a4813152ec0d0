"""Whatever comes back on the wire ends as a list, a report or one of our own errors, within bounds."""

import gzip
import socket
import sys
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from gui.service.connection import Timeouts
from gui.service.errors import Cancelled, MustWait, Paused, Refused, RequestErrorKind, RequestFailed
from gui.service.rate_limit import LIMIT
from gui.service.task import Task, TaskList
from gui.storage.state import State
from tests.fakes import FakeClock
from tests.service.raw_server import IMPATIENT, TASKS, RawServer, Script, Visitor, answer, api_at, saying

TASK = Task(1, "March", 2)
REPORT = b"phone;status\r\n79161234567;1\r\n"
LONG = IMPATIENT.answer_s + IMPATIENT.list_s + 3.0
FAR_TOO_MUCH = 64 * 1024 * 1024

Ask = Callable[[str], object]
AskForList = Callable[[str], TaskList]


@pytest.fixture(params=["list", "file"])
def ask(request: pytest.FixtureRequest, state: State, clock: FakeClock) -> Ask:
    def listing(origin: str) -> TaskList:
        return api_at(origin, state, clock).tasks()

    def reading(origin: str) -> bytes:
        return b"".join(api_at(origin, state, clock).open_file(TASK).chunks())

    return listing if request.param == "list" else reading


@pytest.fixture
def list_of(state: State, clock: FakeClock) -> AskForList:
    return lambda origin: api_at(origin, state, clock).tasks()


@pytest.fixture
def report_of(state: State, clock: FakeClock) -> Ask:
    return lambda origin: b"".join(api_at(origin, state, clock).open_file(TASK).chunks())


def failure_of(ask: Ask, script: Script) -> RequestFailed:
    with RawServer(script) as server, pytest.raises(RequestFailed) as failed:
        ask(server.origin)
    return failed.value


@pytest.mark.parametrize("command", ["list", "file"])
@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 302 Found\r\nLocation: http://\xff\xfe/\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://[x\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: \r\nSet-Cookie: a=b; expires=\xff\r\n\r\n",
        b"HTTP/1.1 301 Moved\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n[]",
        b"HTTP/1.1 503 Busy\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\nbusy",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n[]",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2, 3\r\n\r\n[]",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n[]",
        b"HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n[]",
        b"HTTP/1.1 200 OK\r\nContent-Length: \xb2\r\n\r\n[]",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: \xff\r\n\r\n[]",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n[]\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n[]\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: \xff\xfe\r\nContent-Length: 2\r\n\r\n[]",
        b"HTTP/1.1 999999 What\r\n\r\n[]",
        b"HTTP/1.1 2OO OK\r\n\r\n[]",
        b"HTTP/9.9 200 OK\r\n\r\n[]",
        b"HTTP/1.1\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"[]",
        b"\x00" * 100,
        b"\xff" * 100_000,
        b"",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n[]",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n[]",
        b"HTTP/1.1 206 Partial\r\nContent-Length: 2\r\n\r\n[]",
        b"HTTP/1.1 204 No Content\r\n\r\n",
        b"HTTP/1.1 101 Switching\r\n\r\n[]",
    ],
)
def test_a_hostile_head_is_one_of_our_errors(
    state: State, clock: FakeClock, caplog: pytest.LogCaptureFixture, head: bytes, command: str
) -> None:
    caplog.set_level("CRITICAL", logger="urllib3")
    api = {
        "list": lambda origin: api_at(origin, state, clock).tasks(),
        "file": lambda origin: b"".join(api_at(origin, state, clock).open_file(TASK).chunks()),
    }[command]
    assert failure_of(api, saying(head)).kind in set(RequestErrorKind) - {RequestErrorKind.INTERNAL}


def test_a_host_that_can_be_no_name_is_not_reached(state: State, clock: FakeClock) -> None:
    api = api_at(f"https://{'a' * 70}.example", state, clock)
    for _ in range(LIMIT + 1):
        with pytest.raises(RequestFailed) as failed:
            api.tasks()
        assert failed.value.kind is RequestErrorKind.UNREACHABLE


def test_junk_beside_a_good_head_does_no_harm(list_of: AskForList, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("CRITICAL", logger="urllib3")
    head = b"HTTP/1.1 200 OK\r\n\xff\xfe: \x80\r\nno header\r\nSet-Cookie: \xd0\r\nContent-Length: %d\r\n\r\n" % len(
        TASKS
    )
    with RawServer(saying(head + TASKS)) as server:
        assert list_of(server.origin) == TaskList((TASK,))


@pytest.mark.parametrize("length", range(18, 60, 3))
def test_an_answer_cut_in_its_head_is_no_answer(ask: Ask, length: int) -> None:
    head = b"HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Length: 0\r\n\r\n"
    assert failure_of(ask, saying(head[: min(length, len(head) - 1)])).kind is RequestErrorKind.DROPPED


def test_an_empty_list_must_be_whole(list_of: AskForList) -> None:
    for whole in (answer(b""), answer(b"0\r\n\r\n", "200 OK", "Transfer-Encoding: chunked", length=False)):
        with RawServer(saying(whole)) as server:
            assert list_of(server.origin) == TaskList()
    assert failure_of(list_of, saying(answer(b"", length=False))).kind is RequestErrorKind.DROPPED


def test_an_empty_web_page_is_no_empty_list(list_of: AskForList) -> None:
    page = answer(b" \n", "200 OK", "Content-Type: text/html; charset=utf-8")
    assert failure_of(list_of, saying(page)).kind is RequestErrorKind.HTML_PAGE


def test_a_list_called_html_is_a_list(list_of: AskForList) -> None:
    with RawServer(saying(answer(TASKS, "200 OK", "Content-Type: text/html"))) as server:
        assert list_of(server.origin) == TaskList((TASK,))


def test_rows_in_lines_that_may_have_been_cut_are_refused(list_of: AskForList) -> None:
    rows = b"id = 1, name = March, status = 2\nid = 2, name = May, status = 2"
    with RawServer(saying(answer(rows, length=False))) as server:
        assert len(list_of(server.origin).tasks) == 2
    assert failure_of(list_of, saying(answer(rows[:-14], length=False))).kind is RequestErrorKind.UNREADABLE
    assert failure_of(list_of, saying(answer(TASKS[:-5], length=False))).kind is RequestErrorKind.UNREADABLE


def test_a_report_called_html_is_saved_and_a_page_called_csv_is_not(report_of: Ask) -> None:
    with RawServer(saying(answer(REPORT, "200 OK", "Content-Type: text/html"))) as server:
        assert report_of(server.origin) == REPORT
    page = answer(b"<script>location='/login'</script>", "200 OK", "Content-Type: text/csv")
    assert failure_of(report_of, saying(page)).kind is RequestErrorKind.HTML_PAGE


@pytest.mark.parametrize(
    ("body", "failure"),
    [
        (b"", RequestErrorKind.EMPTY),
        (b"\xef\xbb\xbf\r\n", RequestErrorKind.EMPTY),
        (b'{"message": "blocked"}', RequestErrorKind.UNREADABLE),
        (b"<Error><Code>AccessDenied</Code></Error>", RequestErrorKind.UNREADABLE),
    ],
)
def test_what_is_no_report_is_not_saved(report_of: Ask, body: bytes, failure: RequestErrorKind) -> None:
    assert failure_of(report_of, saying(answer(body))).kind is failure


@pytest.mark.parametrize("body", [b"x", b"12\r\n", b"[1,2]\r\n", b"phone;text\n7916;ERROR = 2 (no)\n", b"1,2,3\n"])
def test_a_small_report_is_a_report(report_of: Ask, body: bytes) -> None:
    with RawServer(saying(answer(body))) as server:
        assert report_of(server.origin) == body


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(TASKS)),
        ("X-GZIP", gzip.compress(TASKS)),
        ("", gzip.compress(TASKS)),
        ("identity, gzip", gzip.compress(TASKS)),
        ("deflate", zlib.compress(TASKS)),
        ("deflate", raw_deflate(TASKS)),
        ("gzip", gzip.compress(TASKS[:10]) + gzip.compress(TASKS[10:]) + bytes(100)),
        ("identity", TASKS),
    ],
)
def test_what_can_be_unpacked_is_also_when_it_comes_byte_by_byte(
    list_of: AskForList, report_of: Ask, encoding: str, packed: bytes
) -> None:
    whole = answer(packed, "200 OK", *([f"Content-Encoding: {encoding}"] if encoding else []))

    def script(visitor: Visitor) -> None:
        visitor.request()
        head = len(whole) - len(packed)
        visitor.send(whole[:head])
        visitor.trickle(packed[:4], 0.02)
        visitor.send(packed[4:])

    with RawServer(script) as server:
        assert list_of(server.origin) == TaskList((TASK,))


@pytest.mark.parametrize("encoding", ["br", "zstd", "compress", "aes128gcm", "gzip, br", "gzip, gzip"])
def test_what_cannot_be_unpacked_is_refused(ask: Ask, encoding: str) -> None:
    page = answer(b"\x0b\x05\x80" + REPORT, "200 OK", f"Content-Encoding: {encoding}")
    assert failure_of(ask, saying(page)).kind is RequestErrorKind.ENCODING


def test_a_report_packed_twice_is_refused(report_of: Ask) -> None:
    twice = gzip.compress(gzip.compress(REPORT))
    assert (
        failure_of(report_of, saying(answer(twice, "200 OK", "Content-Encoding: gzip"))).kind
        is RequestErrorKind.ENCODING
    )


@pytest.mark.parametrize("packed", [gzip.compress(REPORT)[:-4], gzip.compress(REPORT) + b"more", b"", REPORT])
def test_a_broken_packing_is_no_report(report_of: Ask, packed: bytes) -> None:
    broken = answer(packed, "200 OK", "Content-Encoding: gzip")
    assert failure_of(report_of, saying(broken)).kind is RequestErrorKind.DROPPED


def test_many_empty_gzip_members_cost_no_time(list_of: AskForList) -> None:
    packed = gzip.compress(b"") * 40_000 + gzip.compress(TASKS)
    with RawServer(saying(answer(packed, "200 OK", "Content-Encoding: gzip"))) as server:
        assert list_of(server.origin) == TaskList((TASK,))


def endless(start: bytes, more: bytes) -> Script:
    def script(visitor: Visitor) -> None:
        visitor.request()
        visitor.send(start)
        for _ in range(FAR_TOO_MUCH // len(more)):
            visitor.send(more)

    return script


@pytest.mark.parametrize(
    ("start", "more"),
    [
        (b"HTTP/1.1 302 Found\r\nLocation: https://example.com/\r\n\r\n", b"x" * 65536),
        (b"HTTP/1.1 302 Found\r\nContent-Length: 999999999\r\n\r\n", b"x" * 65536),
        (b"HTTP/1.1 502 Bad\r\n\r\n", b"x" * 65536),
        (b"HTTP/1.1 200 OK\r\nX: ", b"y" * 65536),
        (b"HTTP/1.1 200 OK\r\n\r\n<html>", b"x" * 65536),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", b"x" * 65536),
    ],
)
def test_no_answer_grows_in_memory_without_bound(list_of: AskForList, start: bytes, more: bytes) -> None:
    tracemalloc.start()
    failure_of(list_of, endless(start, more))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < FAR_TOO_MUCH * 0.9


def trickling(start: bytes, more: bytes) -> Script:
    def script(visitor: Visitor) -> None:
        visitor.request()
        visitor.send(start)
        while True:
            visitor.trickle(more)

    return script


@pytest.mark.parametrize(
    ("start", "more"),
    [
        (b"", b"x"),
        (b"HTTP/1.1 200 OK\r\nX-Long: ", b"y"),
        (b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"HTTP/1.1 500 Bad\r\n\r\n", b"x"),
        (b"HTTP/1.1 500 Bad\r\nTransfer-Encoding: chunked\r\n\r\n1;", b"x"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b" "),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", b"x"),
    ],
)
def test_an_answer_that_trickles_for_ever_ends_at_its_deadline(ask: Ask, start: bytes, more: bytes) -> None:
    start_s = time.monotonic()
    failed = failure_of(ask, trickling(start, more))
    assert failed.kind in (RequestErrorKind.TIMEOUT, RequestErrorKind.HTTP_STATUS)
    assert time.monotonic() - start_s < LONG


def test_a_report_may_take_longer_than_any_deadline(state: State, clock: FakeClock) -> None:
    rows = b"79161234567;1\r\n" * 400

    def script(visitor: Visitor) -> None:
        visitor.request()
        visitor.send(answer(rows)[: -len(rows)])
        visitor.send(rows[:5000])
        for start in range(5000, len(rows), 100):
            visitor.send(rows[start : start + 100])
            visitor.stall(0.1)

    with RawServer(script) as server:
        start_s = time.monotonic()
        assert b"".join(api_at(server.origin, state, clock).open_file(TASK).chunks()) == rows
    assert time.monotonic() - start_s > IMPATIENT.answer_s


def cut_at(stage: str) -> Script:
    def script(visitor: Visitor) -> None:
        if stage != "before the request":
            visitor.request()
        starts = {
            "in the head": b"HTTP/1.1 200 OK\r\nX: y",
            "in an error": b"HTTP/1.1 500 Bad\r\nContent-Length: 100\r\n\r\nx",
            "in the body": b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + b"x" * 6000,
        }
        visitor.send(starts.get(stage, b""))
        visitor.stall()

    return script


@pytest.mark.parametrize(
    "stage", ["before the request", "before the head", "in the head", "in an error", "in the body"]
)
def test_a_request_ends_at_once_when_it_is_cancelled(state: State, clock: FakeClock, stage: str) -> None:
    patient = Timeouts(connect_s=20, idle_s=20, answer_s=20, list_s=20)
    with RawServer(cut_at(stage)) as server:
        for command in ("list", "file"):
            api = api_at(server.origin, state, clock, patient)
            timer = threading.Timer(0.15, api.cancel)
            timer.start()
            start_s = time.monotonic()
            with pytest.raises(Cancelled):
                api.tasks() if command == "list" else b"".join(api.open_file(TASK).chunks())
            assert time.monotonic() - start_s < 2
            with pytest.raises(Cancelled):
                api.tasks()
            timer.join()


@pytest.mark.skipif(sys.platform != "linux", reason="only there a connection being made can be shut down")
def test_a_connection_being_made_ends_when_it_is_cancelled(state: State, clock: FakeClock) -> None:
    with socket.socket() as deaf, ExitStack() as waiting:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        for _ in range(3):  # whoever comes after these is let wait
            filler = waiting.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(deaf.getsockname())
        patient = Timeouts(connect_s=20, idle_s=20, answer_s=20)
        api = api_at(f"http://127.0.0.1:{deaf.getsockname()[1]}", state, clock, patient)
        timer = threading.Timer(0.3, api.cancel)
        timer.start()
        start_s = time.monotonic()
        with pytest.raises(Cancelled):
            api.tasks()
        assert 0.2 < time.monotonic() - start_s < 3
        timer.join()
    assert api.refresh_wait_s(LIMIT - 1) == 0


def test_a_handshake_ends_when_it_is_cancelled(state: State, clock: FakeClock) -> None:
    patient = Timeouts(connect_s=20, idle_s=20, answer_s=20)
    with RawServer(lambda visitor: visitor.stall()) as server:
        api = api_at(f"https://localhost:{server.port}", state, clock, patient)
        timer = threading.Timer(0.3, api.cancel)
        timer.start()
        start_s = time.monotonic()
        with pytest.raises(Cancelled):
            api.tasks()
        assert time.monotonic() - start_s < 3
        timer.join()
    assert api.refresh_wait_s(LIMIT - 1) == 0


def test_a_cancelled_body_may_be_cancelled_again_in_any_state(state: State, clock: FakeClock) -> None:
    with RawServer(saying(answer(REPORT * 1000))) as server:
        api = api_at(server.origin, state, clock)
        reply = api.open_file(TASK)
        chunks = reply.chunks()
        assert next(chunks)
        api.cancel()
        with pytest.raises(Cancelled):
            list(chunks)
        api.cancel()
        reply.close()
        api.cancel()


def test_what_ended_by_cancelling_is_not_called_whole(state: State, clock: FakeClock) -> None:
    def script(visitor: Visitor) -> None:
        visitor.request()
        visitor.send(answer(REPORT * 1000, length=False))
        visitor.stall()

    with RawServer(script) as server:
        api = api_at(server.origin, state, clock)
        reply = api.open_file(TASK)
        timer = threading.Timer(0.2, api.cancel)
        timer.start()
        with pytest.raises(Cancelled):
            list(reply.chunks())
        assert not reply.checked
        timer.join()


@pytest.mark.parametrize(
    ("status", "header", "wait_s"),
    [
        ("429 Too Many", "Retry-After: 120", 120),
        ("503 Busy", "Retry-After: 120", 120),
        ("503 Busy", "Retry-After: 99999999", 1800),
        ("503 Busy", "Retry-After: Thu, 01 Jan 2099 00:00:00 GMT", 1800),
        ("503 Busy", "Retry-After: Thu, 01 Jan 2004 00:00:00 GMT", 0),
        ("503 Busy", "Retry-After: -5", None),
        ("503 Busy", "Retry-After: " + "9" * 5000, None),
        ("503 Busy", "Retry-After: soon", None),
        ("503 Busy", "Retry-After: Thu, 99 Jan 999999 00:00:00 GMT", None),
        ("503 Busy", "X: y", None),
        ("404 Not Found", "Retry-After: 120", None),
    ],
)
def test_when_to_come_again_is_read_within_half_an_hour(
    ask: Ask, status: str, header: str, wait_s: float | None
) -> None:
    failed = failure_of(ask, saying(answer(b"<html>busy</html>", status, header)))
    assert (failed.kind, failed.detail, failed.retry_after_s) == (RequestErrorKind.HTTP_STATUS, status[:3], wait_s)


def test_an_error_of_the_service_counts_whatever_the_status(ask: Ask) -> None:
    server = RawServer(saying(answer(b"ERROR = 9 (wait)", "429 Too Many", "Retry-After: 5")))
    with server, pytest.raises(Refused) as refused:
        ask(server.origin)
    assert refused.value.code == 9


def test_each_request_that_fails_leaves_one_line_without_secrets(
    state: State, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="gui")
    password = "p<s&w/й"
    for reply in (b"nothing known: p<s&w/\xd0\xb9", b"ERROR = 7 (p%3Cs%26w%2F%D0%B9)", b"<html>"):
        caplog.clear()
        with RawServer(saying(answer(reply))) as server, pytest.raises((Refused, RequestFailed)) as failed:
            api_at(server.origin, state, clock, password=password).tasks()
        clock.advance(100)
        assert len(caplog.records) == 1
        assert "localhost" in caplog.text
        for text in (caplog.text, str(failed.value)):
            assert "s&w" not in text
            assert "%26w" not in text


def test_a_head_that_never_comes_keeps_its_permit(state: State, clock: FakeClock) -> None:
    def script(visitor: Visitor) -> None:
        visitor.request()
        visitor.stall()

    with RawServer(script) as server:
        api = api_at(server.origin, state, clock)
        for _ in range(LIMIT):
            with pytest.raises(RequestFailed) as failed:
                api.tasks()
            assert failed.value.kind is RequestErrorKind.TIMEOUT
        with pytest.raises(MustWait):
            api.tasks()


def test_error_9_with_a_retry_after_pauses_for_as_long_as_was_asked(state: State, clock: FakeClock) -> None:
    with RawServer(saying(answer(b"ERROR = 9 (too many)", "429 Too Many Requests", "Retry-After: 600"))) as server:
        api = api_at(server.origin, state, clock)
        with pytest.raises(Refused):
            api.tasks()
        with pytest.raises(Paused) as paused:
            api.tasks()
    assert paused.value.wait_s == pytest.approx(600)
