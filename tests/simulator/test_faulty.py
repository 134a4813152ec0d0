"""What tests rely on in their simulator: its record, and that every fault is what it is called."""

import gzip
import http.client
import json
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest

from gui.demo.simulator import PATH
from gui.service.task import TaskStatus
from tests.fakes import FakeClock
from tests.simulator.client import (
    DEADLINE_S,
    KEY,
    LIST,
    PASSWORD,
    address,
    ask,
    code_of,
    file_of,
    finished_task,
    ids_of,
    send,
)
from tests.simulator.faulty import FaultySimulator

ROW = '"name": "Март", "status": "3", "created": "02.02.2026 02:39:00", "time": "", "file": "march.csv"'


@pytest.fixture
def simulator(clock: FakeClock) -> Iterator[FaultySimulator]:
    with FaultySimulator(clock) as simulator:
        simulator.add_account("anna", PASSWORD, KEY)
        yield simulator


def read_to_the_end(raw: socket.socket) -> tuple[bytes, bytes]:
    """Head and body of a connection that the simulator closes."""
    with closing(raw):
        received = b"".join(iter(lambda: raw.recv(65536), b""))
    head, _, body = received.partition(b"\r\n\r\n")
    return head.lower(), body


def read_body(raw: socket.socket, size: int) -> bytes:
    """The first bytes of a body whose head may have been read before, with the connection left open."""
    received = b""
    while len(received.rpartition(b"\r\n\r\n")[2]) < size:
        piece = raw.recv(65536)
        assert piece, "closed too early"
        received += piece
    return received.rpartition(b"\r\n\r\n")[2]


def until(happened: Callable[[], bool]) -> None:
    give_up_s = time.monotonic() + DEADLINE_S
    while not happened():
        assert time.monotonic() < give_up_s, "did not happen"
        threading.Event().wait(0.002)


# Requests and replies


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("json", '[{{"id": "{id}", {row}}}]'),
        ("json-one", '{{"id": "{id}", {row}}}'),
        ("json-wrapped", '{{"tasks": [{{"id": "{id}", {row}}}]}}'),
        ("strings", "id = {id}, name = Март, status = 3, created = {created}, time = , file = march.csv"),
        ("commas", "{id},Март,3,{created},,march.csv"),
        (
            "xml",
            "<list><task><id>{id}</id><name>Март</name><status>3</status><created>{created}</created>"
            "<time></time><file>march.csv</file></task></list>",
        ),
    ],
)
def test_the_list_in_every_form(simulator: FaultySimulator, form: str, expected: str) -> None:
    number = simulator.add_task("Март", TaskStatus.CANCELLED, file="march.csv")
    created = simulator.tasks()[0].created
    simulator.list_form = form
    row = ROW.replace("02.02.2026 02:39:00", created)
    assert ask(simulator, LIST).body.decode() == expected.format(id=number, row=row, created=created)


def test_a_server_may_give_fewer_tasks_than_asked_for(simulator: FaultySimulator) -> None:
    ids = [simulator.add_task(f"task {number}") for number in range(5)]
    simulator.most_tasks = 3
    assert ids_of(ask(simulator, LIST)) == ids[:3]
    assert ids_of(ask(simulator, {**LIST, "cnt": "5"})) == ids[:3]


# The limit, by the clock


def test_the_busiest_minute_is_half_open_and_knows_identical_from_other(
    simulator: FaultySimulator, clock: FakeClock
) -> None:
    assert simulator.busiest_minute() == 0
    for _ in range(2):
        ask(simulator, LIST)
    ask(simulator, {**LIST, "cnt": "1"})
    assert simulator.busiest_minute() == 2
    clock.advance(60)
    ask(simulator, LIST)
    assert simulator.busiest_minute() == 2
    clock.advance(59.9)
    for _ in range(4):
        ask(simulator, LIST)
    assert simulator.busiest_minute() == 5, "refused ones are counted"


def test_too_many_at_once_under_one_login_are_refused(simulator: FaultySimulator) -> None:
    with ExitStack() as stack:
        for count in range(1, 15):
            simulator.fault("stall-before-head", command="list")
            stack.enter_context(closing(send(simulator, {**LIST, "cnt": str(count)})))
        until(lambda: len(simulator.arrivals) == 14)
        assert code_of(ask(simulator, {**LIST, "cnt": "99"})) == 9
        assert code_of(ask(simulator, {**LIST, "login": "demo", "psw": "demo"})) == 0


# The record


def test_arrivals_say_when_and_what_but_hold_no_secret(simulator: FaultySimulator, clock: FakeClock) -> None:
    number = finished_task(simulator)
    ask(simulator, LIST)
    clock.advance(5)
    ask(simulator, {**file_of(number), "psw": "typed wrongly"}, "GET")
    ask(simulator, {"apikey": KEY, "get_list": "1"})
    first, second, third = simulator.arrivals
    assert (first.at_s, first.method, first.command) == (1000.0, "POST", "list")
    assert first.params == {("get_list", "1"), ("fmt", "3"), ("charset", "utf-8")}
    assert (second.at_s, second.method, second.command) == (1005.0, "GET", "file")
    assert [arrival.accepted for arrival in (first, second, third)] == [True, False, True]
    assert [arrival.answer for arrival in (first, second, third)] == ["ok", "error 2", "ok"]
    for secret in (PASSWORD, KEY, "typed wrongly", "psw", "apikey"):
        assert secret not in repr(simulator.arrivals)


def test_a_request_is_recorded_when_it_has_arrived_not_when_it_is_answered(simulator: FaultySimulator) -> None:
    simulator.fault("stall-before-head")
    with closing(send(simulator, LIST)):
        until(lambda: len(simulator.arrivals) == 1)
        assert simulator.arrivals[0].answer == "stall-before-head"


def test_half_a_request_is_none(simulator: FaultySimulator) -> None:
    with closing(socket.create_connection(address(simulator), timeout=DEADLINE_S)) as raw:
        head = b"POST %b HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\nlogin=anna" % PATH.encode()
        raw.sendall(head)
        raw.shutdown(socket.SHUT_WR)
        assert raw.recv(100) == b""
    assert simulator.arrivals == []


# Faults


@pytest.mark.parametrize("command", ["list", "file"])
@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("slow", {"Content-Encoding": None, "Transfer-Encoding": None}),
        ("chunked", {"Content-Length": None, "Transfer-Encoding": "chunked"}),
        ("close-delimited", {"Content-Length": None, "Transfer-Encoding": None, "Connection": "close"}),
        ("gzip", {"Content-Encoding": "gzip"}),
        ("gzip-unmarked", {"Content-Encoding": None}),
    ],
)
def test_a_body_can_travel_in_many_ways(
    simulator: FaultySimulator, command: str, fault: str, expected: dict[str, str | None]
) -> None:
    number = finished_task(simulator)
    form = LIST if command == "list" else file_of(number)
    plain = ask(simulator, form).body
    simulator.fault(fault, command=command)
    reply = ask(simulator, form)
    assert (gzip.decompress(reply.body) if fault.startswith("gzip") else reply.body) == plain
    assert {name: reply.headers[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("fault", "share"), [("cut-off", 0.5), ("chunked-cut", 0.5), ("wrong-length", 1.0), ("gzip-cut", 0.5)]
)
def test_a_body_can_end_too_early(simulator: FaultySimulator, fault: str, share: float) -> None:
    number = finished_task(simulator)
    whole = simulator.report_bytes(number)
    simulator.fault(fault)
    if fault == "gzip-cut":
        body = ask(simulator, file_of(number)).body
        unpacked = zlib.decompressobj(wbits=31).decompress(body)
        with pytest.raises(EOFError):
            gzip.decompress(body)
    else:
        with pytest.raises(http.client.IncompleteRead) as cut:
            ask(simulator, file_of(number))
        unpacked = cut.value.partial
        assert len(unpacked) == int(len(whole) * share)
    assert whole.startswith(unpacked)


def test_a_body_can_be_longer_than_announced(simulator: FaultySimulator) -> None:
    number = finished_task(simulator)
    whole = simulator.report_bytes(number)
    simulator.fault("wrong-length", by=-100)
    head, body = read_to_the_end(send(simulator, file_of(number)))
    assert b"content-length: %d" % (len(whole) - 100) in head
    assert body == whole


def test_a_connection_can_be_reset_before_the_head(simulator: FaultySimulator) -> None:
    simulator.fault("reset")
    with closing(send(simulator, LIST)) as raw, pytest.raises(ConnectionResetError):
        raw.recv(100)


@pytest.mark.parametrize("fault", ["stall-before-head", "stall-in-body"])
def test_what_stalls_goes_on_when_released(simulator: FaultySimulator, fault: str) -> None:
    number = finished_task(simulator)
    whole = simulator.report_bytes(number)
    simulator.fault(fault)
    with closing(send(simulator, file_of(number))) as raw:
        until(lambda: len(simulator.arrivals) == 1)
        body = b"" if fault == "stall-before-head" else read_body(raw, len(whole) // 2)
        raw.settimeout(0.05)
        with pytest.raises(TimeoutError):
            raw.recv(100)
        raw.settimeout(DEADLINE_S)
        simulator.release.set()
        assert body + read_body(raw, len(whole) - len(body)) == whole


def test_pages_that_are_none_of_the_services(simulator: FaultySimulator) -> None:
    simulator.fault("html")
    simulator.fault("status", status=502)
    simulator.fault("bad-json", command="list")
    portal, broken = ask(simulator, LIST), ask(simulator, LIST)
    assert (portal.status, portal.headers.get_content_type()) == (200, "text/html")
    assert b"<html" in portal.body
    assert (broken.status, broken.headers.get_content_type()) == (502, "text/html")
    with pytest.raises(json.JSONDecodeError):
        json.loads(ask(simulator, LIST).body)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_leads_where_the_test_wants(simulator: FaultySimulator, status: int) -> None:
    simulator.fault("redirect", status=status, location="http://127.0.0.1:1/elsewhere")
    reply = ask(simulator, LIST)
    assert (reply.status, reply.headers["Location"]) == (status, "http://127.0.0.1:1/elsewhere")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"code": 42, "form": "xml", "text": "a < b"}, "<error>a &lt; b</error><error_code>42</error_code>"),
        ({"code": 9, "form": "comma"}, "0,-9"),
        ({"code": 3, "form": "json"}, '{"error": "task not found", "error_code": 3}'),
        ({"code": 3}, "ERROR = 3 (task not found)"),
        ({"code": 5}, "ERROR = 5 (unknown error)"),
    ],
)
def test_any_error_in_any_form(simulator: FaultySimulator, options: dict[str, Any], expected: str) -> None:
    simulator.fault("error", **options)
    assert expected in ask(simulator, LIST).body.decode()


def test_an_answer_without_a_body(simulator: FaultySimulator) -> None:
    simulator.fault("empty")
    assert ask(simulator, LIST).body == b""


def test_a_small_body_can_unpack_to_a_large_one(simulator: FaultySimulator) -> None:
    simulator.fault("gzip-bomb")
    reply = ask(simulator, LIST)
    assert reply.headers["Content-Encoding"] == "gzip"
    unpacker = zlib.decompressobj(wbits=31)
    size, rest = 0, reply.body
    while rest and not unpacker.eof:
        size += len(unpacker.decompress(rest, 1024 * 1024))
        rest = unpacker.unconsumed_tail
    assert size > 100 * len(reply.body)
    assert size == 512 * 1024 * 1024


def test_a_list_can_be_without_end(simulator: FaultySimulator) -> None:
    simulator.fault("huge-list")
    with closing(send(simulator, LIST)) as raw:
        received = 0
        while received < 20_000_000:
            piece = raw.recv(1_000_000)
            assert piece
            received += len(piece)


def test_faults_come_in_order_as_often_as_asked_and_only_for_their_command(simulator: FaultySimulator) -> None:
    number = finished_task(simulator)
    simulator.fault("html", command="file")
    simulator.fault("empty", command="list", times=2)
    simulator.fault("status")
    for form in (LIST, LIST, LIST, file_of(number), file_of(number)):
        ask(simulator, form)
    answers = [arrival.answer for arrival in simulator.arrivals]
    assert answers == ["empty", "empty", "status", "html", "ok"]


def test_a_misspelt_fault_is_not_passed_over(simulator: FaultySimulator) -> None:
    with pytest.raises(ValueError, match="stal-in-body"):
        simulator.fault("stal-in-body")


# Starting and stopping


def test_stopping_is_prompt_whatever_hangs(clock: FakeClock) -> None:
    threads = set(threading.enumerate())
    simulator = FaultySimulator(clock)
    simulator.start()
    big = simulator.add_task("big", TaskStatus.COMPLETED, rows=2_000_000)
    small = simulator.add_task("small", TaskStatus.COMPLETED, rows=50)
    demo = {"login": "demo", "psw": "demo"}
    with ExitStack() as stack:
        for name in ("stall-before-head", "stall-in-body"):
            simulator.fault(name)
        hanging = [
            stack.enter_context(closing(send(simulator, {**form, **demo})))
            for form in (LIST, file_of(small), file_of(big))
        ]
        hanging.append(stack.enter_context(closing(socket.create_connection(address(simulator), DEADLINE_S))))
        until(lambda: len(simulator.arrivals) == 3)
        start_s = time.monotonic()
        simulator.stop()
        assert time.monotonic() - start_s < 1.0
        until(lambda: set(threading.enumerate()) <= threads)
        for raw in hanging:
            raw.settimeout(DEADLINE_S)
            try:
                while raw.recv(1_000_000):
                    pass
            except ConnectionError:
                continue
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(address(simulator), timeout=DEADLINE_S)


def test_stopping_answers_nobody_late(simulator: FaultySimulator) -> None:
    simulator.fault("stall-before-head")
    with closing(send(simulator, LIST)) as raw:
        until(lambda: len(simulator.arrivals) == 1)
        simulator.stop()
        assert raw.recv(100) == b""
