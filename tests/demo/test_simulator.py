"""The simulated service, seen through a socket: it must be as strict and as awkward as the real one."""

import csv
import gzip
import http.client
import io
import json
import socket
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from email.message import Message
from urllib.parse import urlencode, urlsplit

import pytest

from gui.demo.simulator import PATH, Simulator, demo_simulator
from gui.service.errors import ErrorCode
from gui.service.task import TaskStatus
from tests.fakes import FakeClock

PASSWORD, KEY = "pass word&1", "key=of+anna"
ANNA = {"login": "anna", "psw": PASSWORD}
LIST = {**ANNA, "get_list": "1", "fmt": "3", "charset": "utf-8"}
DEADLINE_S = 10.0


@pytest.fixture
def simulator(clock: FakeClock) -> Iterator[Simulator]:
    with Simulator(clock, progress=False) as simulator:
        simulator.add_account("anna", PASSWORD, KEY)
        yield simulator


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Message
    body: bytes


def connect(simulator: Simulator) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", urlsplit(simulator.origin).port or 0, timeout=DEADLINE_S)


def ask(simulator: Simulator, form: dict[str, str], method: str = "POST") -> Reply:
    with closing(connect(simulator)) as connection:
        encoded = urlencode(form)
        if method == "POST":
            connection.request("POST", PATH, encoded, {"Content-Type": "application/x-www-form-urlencoded"})
        else:
            connection.request("GET", f"{PATH}?{encoded}")
        with connection.getresponse() as response:
            return Reply(response.status, response.headers, response.read())


def send(simulator: Simulator, form: dict[str, str]) -> socket.socket:
    """Send a request and leave what comes back to the caller."""
    raw = socket.create_connection(("127.0.0.1", urlsplit(simulator.origin).port or 0), timeout=DEADLINE_S)
    body = urlencode(form).encode()
    raw.sendall(b"POST %b HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%b" % (PATH.encode(), len(body), body))
    return raw


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


def file_of(task_id: int) -> dict[str, str]:
    return {**ANNA, "get_file": "1", "id": str(task_id)}


def code_of(reply: Reply) -> int:
    value = json.loads(reply.body)
    return int(value["error_code"]) if isinstance(value, dict) else 0


def ids_of(reply: Reply) -> list[int]:
    return [int(row["id"]) for row in json.loads(reply.body)]


def until(happened: Callable[[], bool]) -> None:
    give_up_s = time.monotonic() + DEADLINE_S
    while not happened():
        assert time.monotonic() < give_up_s, "did not happen"
        threading.Event().wait(0.002)


def finished_task(simulator: Simulator, rows: int = 500, name: str = "March") -> int:
    return simulator.add_task(name, TaskStatus.COMPLETED, rows=rows)


# Requests and replies


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("who", [ANNA, {"apikey": KEY}, {"login": "demo", "psw": "demo"}, {"apikey": "demo-key"}])
def test_either_method_and_either_sign_in_opens_the_list(
    simulator: Simulator, method: str, who: dict[str, str]
) -> None:
    number = finished_task(simulator)
    reply = ask(simulator, {**who, "get_list": "1", "fmt": "3"}, method)
    assert ids_of(reply) == [number]
    assert int(reply.headers["Content-Length"]) == len(reply.body)


def test_other_addresses_do_not_exist(simulator: Simulator) -> None:
    with closing(connect(simulator)) as connection:
        connection.request("GET", "/")
        with connection.getresponse() as response:
            assert response.status == 404


def test_one_connection_carries_several_requests(simulator: Simulator) -> None:
    number = finished_task(simulator)
    with closing(connect(simulator)) as connection:
        for form in (LIST, file_of(number), {**LIST, "cnt": "5"}):
            connection.request("POST", PATH, urlencode(form))
            opened = connection.sock
            with connection.getresponse() as response:
                assert response.read()
            assert connection.sock is opened


ROW = '"name": "Март", "status": "3", "created": "02.02.2026 02:39:00", "time": "", "file": "march.csv"'


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
def test_the_list_in_every_form(simulator: Simulator, form: str, expected: str) -> None:
    number = simulator.add_task("Март", TaskStatus.CANCELLED, file="march.csv")
    created = simulator.tasks()[0].created
    simulator.list_form = form
    row = ROW.replace("02.02.2026 02:39:00", created)
    assert ask(simulator, LIST).body.decode() == expected.format(id=number, row=row, created=created)


@pytest.mark.parametrize(("fmt", "start"), [(None, "id = "), ("0", "id = "), ("1", "1001,"), ("2", "<"), ("3", "[{")])
def test_the_form_that_was_asked_for_is_honoured_where_it_is_documented(
    simulator: Simulator, fmt: str | None, start: str
) -> None:
    finished_task(simulator)
    simulator.list_form = "documented"
    form = {**ANNA, "get_list": "1"} | ({} if fmt is None else {"fmt": fmt})
    assert ask(simulator, form).body.decode().startswith(start)


@pytest.mark.parametrize(
    ("charset", "encoding"), [("", "windows-1251"), ("utf-8", "utf-8"), ("koi8-r", "koi8-r"), ("odd", "windows-1251")]
)
def test_names_come_in_the_charset_that_was_asked_for(simulator: Simulator, charset: str, encoding: str) -> None:
    finished_task(simulator, name="Рассылка")
    assert "Рассылка" in ask(simulator, {**LIST, "charset": charset}).body.decode(encoding)


def test_numbers_come_as_strings_or_as_numbers(simulator: Simulator) -> None:
    number = finished_task(simulator)
    assert json.loads(ask(simulator, LIST).body)[0]["id"] == str(number)
    simulator.numbers_as_strings = False
    row = json.loads(ask(simulator, LIST).body)[0]
    assert (row["id"], row["status"]) == (number, 2)


def test_pages_follow_each_other_by_the_highest_id_seen(simulator: Simulator) -> None:
    ids = [simulator.add_task(f"task {number}") for number in range(1005)]
    first = ids_of(ask(simulator, LIST))
    assert first == ids[:1000]
    assert ids_of(ask(simulator, {**LIST, "cnt": "5000"})) == ids[:1000]
    assert ids_of(ask(simulator, {**LIST, "cnt": "2", "after_id": str(ids[9])})) == ids[10:12]
    assert ids_of(ask(simulator, {**LIST, "after_id": str(first[-1])})) == ids[1000:]
    assert ids_of(ask(simulator, {**LIST, "after_id": str(ids[-1])})) == []


def test_a_server_may_give_fewer_tasks_than_asked_for(simulator: Simulator) -> None:
    ids = [simulator.add_task(f"task {number}") for number in range(5)]
    simulator.most_tasks = 3
    assert ids_of(ask(simulator, LIST)) == ids[:3]
    assert ids_of(ask(simulator, {**LIST, "cnt": "5"})) == ids[:3]


# Errors


@pytest.mark.parametrize(
    ("error_form", "expected"),
    [
        ("text", "ERROR = 3 (task not found)"),
        ("comma", "0,-3"),
        ("xml", "<result><error>task not found</error><error_code>3</error_code></result>"),
        ("json", '{"error": "task not found", "error_code": 3}'),
    ],
)
def test_an_error_in_every_form(simulator: Simulator, error_form: str, expected: str) -> None:
    simulator.error_form = error_form
    reply = ask(simulator, {**file_of(7), "fmt": "3"})
    assert (reply.status, reply.body.decode()) == (200, expected)


@pytest.mark.parametrize(("fmt", "start"), [("0", "ERROR = 3"), ("1", "0,-3"), ("2", "<result>"), ("3", "{")])
def test_an_error_follows_the_form_that_was_asked_for(simulator: Simulator, fmt: str, start: str) -> None:
    assert ask(simulator, {**file_of(7), "fmt": fmt}).body.decode().startswith(start)


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({}, 1),
        ({"get_file": "1"}, 1),
        ({"get_file": "1", "id": "1001", "name": "March"}, 1),
        ({"get_file": "1", "id": "9999"}, 3),
        ({"get_file": "1", "name": "no such"}, 3),
        ({"get_file": "1", "id": "1002"}, 8),
        ({"get_list": "1", "psw": "wrong"}, 2),
        ({"get_list": "1", "login": "nobody"}, 2),
        ({"get_list": "1", "apikey": "bogus"}, 2),
        ({"get_list": "1", "apikey": ""}, 2),
        ({"get_list": "1", "cnt": "many"}, 1),
        ({"get_list": "1", "after_id": "-1"}, 1),
    ],
)
def test_what_is_refused_and_why(simulator: Simulator, form: dict[str, str], code: int) -> None:
    finished_task(simulator)
    simulator.add_task("Weekly", TaskStatus.IN_PROGRESS)
    assert code_of(ask(simulator, {**ANNA, "fmt": "3", **form})) == code
    (arrival,) = simulator.arrivals
    assert (arrival.accepted, arrival.answer) == (False, f"error {code}")


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ({}, 1),
        ({"login": "anna"}, 1),
        ({"login": "nobody"}, 1),
        ({"psw": PASSWORD}, 1),
        ({"login": "", "psw": ""}, 2),
        ({"apikey": "bogus"}, 2),
        ({"apikey": ""}, 2),
    ],
)
def test_nobody_gets_in_without_the_right_sign_in(simulator: Simulator, who: dict[str, str], code: int) -> None:
    assert code_of(ask(simulator, {**who, "get_list": "1", "fmt": "3"})) == code


# The limit, by the clock


def test_a_minute_frees_at_60_s_and_not_before(simulator: Simulator, clock: FakeClock) -> None:
    for _ in range(3):
        assert code_of(ask(simulator, LIST)) == 0
    clock.advance(60)
    assert [code_of(ask(simulator, LIST)) for _ in range(4)] == [0, 0, 0, 9]
    clock.advance(59.99)
    assert code_of(ask(simulator, LIST)) == 9


def test_refused_requests_count_too(simulator: Simulator, clock: FakeClock) -> None:
    codes = []
    for wait_s in (0, 10, 10, 39.9, 0.1):  # the first is exactly 60 s old when the last one arrives
        clock.advance(wait_s)
        codes.append(code_of(ask(simulator, LIST)))
    assert codes == [0, 0, 0, 9, 9]
    clock.advance(20)
    assert code_of(ask(simulator, LIST)) == 0


def test_identical_means_same_login_command_and_parameters(simulator: Simulator) -> None:
    first, second = finished_task(simulator), finished_task(simulator, name="April")
    for form in (LIST, {**LIST, "cnt": "10"}, {**LIST, "login": "demo", "psw": "demo"}):
        assert [code_of(ask(simulator, form)) for _ in range(4)] == [0, 0, 0, 9]
    for number in (first, second):
        replies = [ask(simulator, file_of(number)).body for _ in range(4)]
        assert [reply == simulator.report_bytes(number) for reply in replies] == [True, True, True, False]


def test_neither_a_new_password_nor_the_method_nor_the_key_makes_a_request_another(simulator: Simulator) -> None:
    plain = {"get_list": "1", "fmt": "3"}
    assert code_of(ask(simulator, {**plain, **ANNA}, "GET")) == 0
    assert code_of(ask(simulator, {**plain, "apikey": KEY})) == 0
    simulator.add_account("anna", "changed")
    assert code_of(ask(simulator, {**plain, "login": "anna", "psw": "changed"})) == 0
    assert code_of(ask(simulator, {**plain, "login": "anna", "psw": "changed"})) == 9


def test_the_busiest_minute_is_half_open_and_knows_identical_from_other(simulator: Simulator, clock: FakeClock) -> None:
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


def test_too_many_at_once_under_one_login_are_refused(simulator: Simulator) -> None:
    with ExitStack() as stack:
        for count in range(1, 15):
            simulator.fault("stall-before-head", command="list")
            stack.enter_context(closing(send(simulator, {**LIST, "cnt": str(count)})))
        until(lambda: len(simulator.arrivals) == 14)
        assert code_of(ask(simulator, {**LIST, "cnt": "99"})) == 9
        assert code_of(ask(simulator, {**LIST, "login": "demo", "psw": "demo"})) == 0


# Wrong sign-ins


def test_five_wrong_sign_ins_block_the_address_for_half_an_hour(simulator: Simulator, clock: FakeClock) -> None:
    number = finished_task(simulator)
    wrong = {**LIST, "psw": "wrong"}
    assert [code_of(ask(simulator, wrong)) for _ in range(5)] == [2] * 5
    assert code_of(ask(simulator, LIST)) == ErrorCode.ADDRESS_BLOCKED
    assert code_of(ask(simulator, {**file_of(number), "fmt": "3"})) == ErrorCode.ADDRESS_BLOCKED
    assert code_of(ask(simulator, {**LIST, "login": "demo", "psw": "demo"})) == ErrorCode.ADDRESS_BLOCKED
    clock.advance(30 * 60 - 0.1)
    assert code_of(ask(simulator, LIST)) == ErrorCode.ADDRESS_BLOCKED
    clock.advance(0.1)
    assert code_of(ask(simulator, LIST)) == 0


def test_wrong_sign_ins_of_more_than_half_an_hour_ago_are_forgotten(simulator: Simulator, clock: FakeClock) -> None:
    wrong = {**LIST, "psw": "wrong"}
    for _ in range(4):
        ask(simulator, wrong)
    clock.advance(30 * 60)
    ask(simulator, wrong)
    assert code_of(ask(simulator, LIST)) == 0


# The record


def test_arrivals_say_when_and_what_but_hold_no_secret(simulator: Simulator, clock: FakeClock) -> None:
    number = finished_task(simulator)
    ask(simulator, LIST)
    clock.advance(5)
    ask(simulator, {**file_of(number), "psw": "typed wrongly"}, "GET")
    ask(simulator, {"apikey": KEY, "get_list": "1"})
    first, second, third = simulator.arrivals
    assert (first.at_s, first.method, first.path, first.command) == (1000.0, "POST", PATH, "list")
    assert first.params == {("get_list", "1"), ("fmt", "3"), ("charset", "utf-8")}
    assert (second.at_s, second.method, second.path, second.command) == (1005.0, "GET", PATH, "file")
    assert [arrival.accepted for arrival in (first, second, third)] == [True, False, True]
    assert [arrival.answer for arrival in (first, second, third)] == ["ok", "error 2", "ok"]
    for secret in (PASSWORD, KEY, "typed wrongly", "psw", "apikey"):
        assert secret not in repr(simulator.arrivals)


def test_a_request_is_recorded_when_it_has_arrived_not_when_it_is_answered(simulator: Simulator) -> None:
    simulator.fault("stall-before-head")
    with closing(send(simulator, LIST)):
        until(lambda: len(simulator.arrivals) == 1)
        assert simulator.arrivals[0].answer == "stall-before-head"


def test_half_a_request_is_none(simulator: Simulator) -> None:
    port = urlsplit(simulator.origin).port or 0
    with closing(socket.create_connection(("127.0.0.1", port), timeout=DEADLINE_S)) as raw:
        head = b"POST %b HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\nlogin=anna" % PATH.encode()
        raw.sendall(head)
        raw.shutdown(socket.SHUT_WR)
        assert raw.recv(100) == b""
    assert simulator.arrivals == []


# Tasks


def test_tasks_go_on_as_the_clock_does(clock: FakeClock) -> None:
    with Simulator(clock) as simulator:
        number = simulator.add_task("Weekly", rows=20, begins_in_s=30, ends_in_s=90)

        def status() -> int:
            return int(json.loads(ask(simulator, {**LIST, "login": "demo", "psw": "demo"}).body)[0]["status"])

        seen = [status()]
        for wait_s in (30, 59.9, 0.1):
            clock.advance(wait_s)
            seen.append(status())
        assert seen == [TaskStatus.PENDING, TaskStatus.IN_PROGRESS, TaskStatus.IN_PROGRESS, TaskStatus.COMPLETED]
        body = ask(simulator, {**file_of(number), "login": "demo", "psw": "demo"}).body
        assert body == simulator.report_bytes(number)


def test_tasks_stand_still_where_a_test_wants_it(simulator: Simulator, clock: FakeClock) -> None:
    number = simulator.add_task("Weekly", begins_in_s=1, ends_in_s=2)
    clock.advance(100)
    assert [task.status for task in simulator.tasks()] == [TaskStatus.PENDING]
    simulator.set_status(number, TaskStatus.FAILED)
    assert json.loads(ask(simulator, LIST).body)[0]["status"] == "4"


def test_the_examples_show_every_status_and_go_on(clock: FakeClock) -> None:
    simulator = demo_simulator(clock)
    tasks = simulator.tasks()
    assert {task.status for task in tasks} == set(TaskStatus)
    assert len({task.name for task in tasks}) == len(tasks) >= 14
    assert max(task.rows for task in tasks) == 2_000_000
    completed = sum(task.status is TaskStatus.COMPLETED for task in tasks)
    clock.advance(180)
    assert sum(task.status is TaskStatus.COMPLETED for task in simulator.tasks()) >= completed + 2


# Reports


@pytest.mark.parametrize("rows", [0, 1, 2000, 4321])
def test_a_report_comes_byte_for_byte_by_id_and_by_name(simulator: Simulator, rows: int) -> None:
    number = finished_task(simulator, rows)
    expected = simulator.report_bytes(number)
    assert ask(simulator, file_of(number)).body == expected
    assert ask(simulator, {**ANNA, "get_file": "1", "name": "March"}).body == expected
    with Simulator() as again:
        assert again.report_bytes(finished_task(again, rows)) == expected, "the same in every run"


def test_reports_are_written_in_the_ways_that_are_met(simulator: Simulator) -> None:
    ways = []
    for name in ("one", "two", "three"):
        data = simulator.report_bytes(finished_task(simulator, 3000, name))
        bom = data.startswith(b"\xef\xbb\xbf")
        try:
            text = data.decode("utf-8-sig")
            encoding = "utf-8"
        except UnicodeDecodeError:
            text, encoding = data.decode("windows-1251"), "windows-1251"
        separator = text[text.index("id") + 2]
        header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        columns = dict(zip(header, zip(*rows, strict=True), strict=True))
        messages = "".join(columns["message"])
        assert len(rows) == 3000
        assert len(set(columns["id"])) == 3000
        assert all(number.startswith("00") for number in columns["id"])
        assert {number[:2] for number in columns["phone"]} == {"79", "+7"}
        assert {int(code) for code in columns["status"]} <= {-3, -2, -1, 0, 1, 2, 3, 4, 20, 22, 23, 24, 25}
        assert "Ваш заказ" in messages
        assert set('",;\n') <= set(messages)
        ways.append((encoding, bom, separator))
    assert sorted(ways) == [("utf-8", False, ";"), ("utf-8", True, ","), ("windows-1251", False, ";")]


def test_a_big_report_is_never_in_memory_as_a_whole(simulator: Simulator) -> None:
    number = finished_task(simulator, 300_000)
    received = 0
    with closing(connect(simulator)) as connection:
        tracemalloc.start()
        try:
            connection.request("POST", PATH, urlencode(file_of(number)))
            with connection.getresponse() as response:
                while piece := response.read(65536):
                    received += len(piece)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert received > 30_000_000
    assert peak < 5_000_000


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
    simulator: Simulator, command: str, fault: str, expected: dict[str, str | None]
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
def test_a_body_can_end_too_early(simulator: Simulator, fault: str, share: float) -> None:
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


def test_a_body_can_be_longer_than_announced(simulator: Simulator) -> None:
    number = finished_task(simulator)
    whole = simulator.report_bytes(number)
    simulator.fault("wrong-length", by=-100)
    head, body = read_to_the_end(send(simulator, file_of(number)))
    assert b"content-length: %d" % (len(whole) - 100) in head
    assert body == whole


def test_a_connection_can_be_reset_before_the_head(simulator: Simulator) -> None:
    simulator.fault("reset")
    with closing(send(simulator, LIST)) as raw, pytest.raises(ConnectionResetError):
        raw.recv(100)


@pytest.mark.parametrize("fault", ["stall-before-head", "stall-in-body"])
def test_what_stalls_goes_on_when_released(simulator: Simulator, fault: str) -> None:
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


def test_pages_that_are_none_of_the_services(simulator: Simulator) -> None:
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
def test_a_redirect_leads_where_the_test_wants(simulator: Simulator, status: int) -> None:
    simulator.fault("redirect", status=status, location="http://127.0.0.1:1/elsewhere")
    reply = ask(simulator, LIST)
    assert (reply.status, reply.headers["Location"]) == (status, "http://127.0.0.1:1/elsewhere")


def test_any_error_in_any_form(simulator: Simulator) -> None:
    simulator.fault("error", code=42, form="xml", text="a < b")
    simulator.fault("error", code=9, form="comma")
    simulator.fault("empty")
    assert b"<error>a &lt; b</error><error_code>42</error_code>" in ask(simulator, LIST).body
    assert ask(simulator, LIST).body == b"0,-9"
    assert ask(simulator, LIST).body == b""


def test_a_small_body_can_unpack_to_a_large_one(simulator: Simulator) -> None:
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


def test_a_list_can_be_without_end(simulator: Simulator) -> None:
    simulator.fault("huge-list")
    with closing(send(simulator, LIST)) as raw:
        received = 0
        while received < 20_000_000:
            piece = raw.recv(1_000_000)
            assert piece
            received += len(piece)


def test_faults_come_in_order_as_often_as_asked_and_only_for_their_command(simulator: Simulator) -> None:
    number = finished_task(simulator)
    simulator.fault("html", command="file")
    simulator.fault("empty", command="list", times=2)
    simulator.fault("status")
    for form in (LIST, LIST, LIST, file_of(number), file_of(number)):
        ask(simulator, form)
    answers = [arrival.answer for arrival in simulator.arrivals]
    assert answers == ["empty", "empty", "status", "html", "ok"]


def test_a_misspelt_fault_is_not_passed_over(simulator: Simulator) -> None:
    with pytest.raises(ValueError, match="stal-in-body"):
        simulator.fault("stal-in-body")


# Starting and stopping


def test_stopping_is_prompt_whatever_hangs(clock: FakeClock) -> None:
    threads = set(threading.enumerate())
    simulator = Simulator(clock)
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
        port = urlsplit(simulator.origin).port or 0
        hanging.append(stack.enter_context(closing(socket.create_connection(("127.0.0.1", port), DEADLINE_S))))
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
            socket.create_connection(("127.0.0.1", port), timeout=DEADLINE_S)


def test_stopping_answers_nobody_late(simulator: Simulator) -> None:
    simulator.fault("stall-before-head")
    with closing(send(simulator, LIST)) as raw:
        until(lambda: len(simulator.arrivals) == 1)
        simulator.stop()
        assert raw.recv(100) == b""


def test_it_can_be_unplugged_and_plugged_in_again_at_the_same_port(simulator: Simulator) -> None:
    origin = simulator.origin
    for _ in range(3):
        finished_task(simulator)
        assert ask(simulator, LIST).status == 200
        simulator.stop()
        with pytest.raises(ConnectionRefusedError):
            ask(simulator, LIST)
        simulator.start(port=urlsplit(origin).port or 0)
        assert simulator.origin == origin
    assert len(simulator.arrivals) == 3


def test_stopping_twice_or_before_starting_does_no_harm(clock: FakeClock) -> None:
    simulator = Simulator(clock)
    simulator.stop()
    simulator.start()
    assert ask(simulator, {**LIST, "login": "demo", "psw": "demo"}).status == 200
    simulator.stop()
    simulator.stop()
    with pytest.raises(ConnectionRefusedError):
        ask(simulator, LIST)


def test_a_body_can_be_held_back_to_a_speed(clock: FakeClock) -> None:
    with Simulator(clock, bytes_per_s=1_000_000) as simulator:
        number = finished_task(simulator, 3000)
        start_s = time.monotonic()
        body = ask(simulator, {**file_of(number), "login": "demo", "psw": "demo"}).body
        assert time.monotonic() - start_s >= len(body) / 1_000_000
