"""Replies and heads that nobody foresaw: a short form here, a long one with LONG_TESTS=1."""

import gzip
import json
import os
import random
import time
from collections.abc import Iterator

import pytest

from gui.service.errors import Refused, RequestErrorKind, RequestFailed
from gui.service.replies import ERROR_REPLY_MAX_BYTES, is_html, is_no_report, parse_error, parse_tasks
from gui.service.task import Task
from gui.storage.state import State
from tests.fakes import FakeClock
from tests.service.raw_server import TASKS, RawServer, Visitor, answer, api_at

LONG = os.environ.get("LONG_TESTS") == "1"
REPLIES = 200_000 if LONG else 3_000
HEADS = 4_000 if LONG else 100
MOST_CPU_S = 3.0
LONG_REPLY_BYTES = 512 * 1024 if LONG else 64 * 1024

ROWS = [
    {"id": number, "name": "Март; 5, x", "status": 2, "created": "01.03.2026", "time": "1772359925", "file": "a.csv"}
    for number in (1, 2)
]
SEEDS = [
    json.dumps(ROWS).encode(),
    json.dumps({"11": ROWS[0], "12": ROWS[1]}, ensure_ascii=False).encode(),
    json.dumps({"result": {"error_code": 0, "tasks": ROWS}}).encode(),
    "\n".join(", ".join(f"{name} = {value}" for name, value in row.items()) for row in ROWS).encode("windows-1251"),
    ";".join(",".join(map(str, row.values())) for row in ROWS).encode(),
    b"<list><task><id>1</id><name>x</name></task><task id='2' name='y'/></list>",
    b'<?xml version="1.0"?><result><error>no</error><error_code>2</error_code></result>',
    b"<b>ERROR = 2 (authorise error)</b><br>, ID - 275",
    b'[{"error": "no", "error_code": 2}]',
    b"175,-7",
    b"<!-- x --><html><body>Please log in</body></html>",
]
TOKENS = [
    *(b"[", b"]", b"{", b"}", b'"', b",", b":", b";", b"=", b"<", b">", b"/", b"\\", b"\0", b"\xff", b"\xed\xa0\x80"),
    *(b"\r\n", b"\t", b"<br>", b"<!--", b"-->", b"<?", b"&#", b"\\ud800", b"null", b"true", b"NaN", b"-", b"1e999"),
    *(b"9" * 20, b"9" * 5000, b"ERROR = 2", b"error_code", b"<![CDATA[", b"<!DOCTYPE a>", b"\xef\xbb\xbf", b"\xff\xfe"),
]
ANSWERS = [
    answer(TASKS),
    answer(gzip.compress(TASKS), "200 OK", "Content-Encoding: gzip"),
    answer(b"5\r\n[{'a'\r\n0\r\n\r\n", "200 OK", "Transfer-Encoding: chunked", length=False),
    answer(b"<html>busy</html>", "503 Busy", "Retry-After: 120"),
    answer(b"", "302 Found", "Location: https://example.com/"),
    b"HTTP/1.1 100 Continue\r\n\r\n" + answer(TASKS, "200 OK", "Content-Type: text/html; charset=utf-8"),
]


def mutated(seeds: list[bytes], count: int) -> Iterator[bytes]:
    """Yield the same damaged copies at every run."""
    chance = random.Random(8)
    for _ in range(count):
        data = bytearray(chance.choice(seeds))
        for _ in range(chance.randint(1, 6)):
            start = chance.randint(0, len(data))
            end = min(start + chance.randint(0, 12), len(data))
            kind = chance.randrange(5)
            if kind == 0:
                del data[start:end]
            elif kind == 1:
                data[start:start] = chance.choice(TOKENS)
            elif kind == 2:
                data[start:end] = bytes(chance.randrange(256) for _ in range(end - start))
            elif kind == 3:
                data[start:start] = data[start:end] * chance.randint(1, 40)
            else:
                del data[start:]
                data += chance.choice(seeds)[start:]
        yield bytes(data)


def judge(reply: bytes, most_cpu_s: float = MOST_CPU_S) -> None:
    start_s = time.thread_time()
    for whole in (True, False):
        try:
            task_list = parse_tasks(reply, whole=whole)
        except (Refused, RequestFailed) as expected:
            str(expected).encode()
        else:
            json.dumps([(task.id, task.name, task.file, str(task.created)) for task in task_list.tasks]).encode()
            assert all(task.name.encode() or task.id for task in task_list.tasks)
            assert all(task.id is None or task.id < 2**63 for task in task_list.tasks)
    for read in (parse_error, is_html, is_no_report):
        read(reply)
    assert time.thread_time() - start_s < most_cpu_s, reply[:200]


@pytest.mark.timeout(3600 if LONG else 120)
def test_no_reply_is_a_crash_or_takes_long() -> None:
    for reply in mutated(SEEDS, REPLIES):
        judge(reply)


PATTERNS = [
    *(b"<!---->", b"<!--", b"<", b"<br>", b"<b", b"<a>", b"<a/>", b"<?", b"[", b"{", b'{"a":', b"[[],", b"[{},"),
    *(b",", b"1,", b"1,x;", b";1,", b"\t1,", b"id = ", b", id", b"id = 1;", b" ", b"\n", b"ERROR = 1 (", b")", b"0 ,"),
    *(b"ERROR = 2 ( ) ", b"0,-", b"&#", b"&lt", b"\0", b"\xff", b"9", b"1;1,1,1,1,1,1", b"\xef\xbb\xbf"),
]


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.timeout(3600 if LONG else 120)
def test_no_long_reply_takes_long(pattern: bytes) -> None:
    for size in (ERROR_REPLY_MAX_BYTES, LONG_REPLY_BYTES):
        for start in (b"", b"[", b"ERROR = 2 (", b"1,name", b"id = 1, name = "):
            judge((start + pattern * (size // len(pattern)))[:size], MOST_CPU_S * max(size // 2**17, 1))


@pytest.mark.timeout(3600 if LONG else 120)
def test_no_answer_is_a_crash(state: State, clock: FakeClock, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("CRITICAL", logger="urllib3")
    answers = list(mutated(ANSWERS, HEADS))
    ended = 0

    def script(visitor: Visitor) -> None:
        visitor.request()
        visitor.send(answers[ended])

    with RawServer(script) as server:
        api = api_at(server.origin, state, clock)
        for number in range(HEADS):
            ended = number
            try:
                api.tasks() if number % 2 else b"".join(api.open_file(Task(1, "x", 2)).chunks())
            except Refused as refused:
                assert refused.code not in (2, 4)
            except RequestFailed as failed:
                assert failed.kind in set(RequestErrorKind) - {RequestErrorKind.INTERNAL}
            clock.advance(2000)
