"""The simulated service, seen through a socket: it must be as strict and as awkward as the real one."""

import csv
import io
import json
import math
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import urlencode

import pytest

from gui.clock import Clock
from gui.demo.reports import report
from gui.demo.simulator import PATH, Simulator, demo_simulator
from gui.service.errors import ErrorCode
from gui.service.task import TaskStatus
from tests.fakes import FakeClock
from tests.simulator.client import ANNA, KEY, LIST, PASSWORD, ask, code_of, connect, file_of, finished_task, ids_of


@contextmanager
def running(clock: Clock, bytes_per_s: float = math.inf) -> Iterator[Simulator]:
    simulator = Simulator(clock, bytes_per_s)
    simulator.start()
    try:
        yield simulator
    finally:
        simulator.stop()


@pytest.fixture
def simulator(clock: FakeClock) -> Iterator[Simulator]:
    with running(clock) as simulator:
        simulator.add_account("anna", PASSWORD, KEY)
        yield simulator


def whole_report(simulator: Simulator, number: int) -> bytes:
    task = next(task for task in simulator.tasks() if task.id == number)
    return b"".join(report(task.id, task.rows))


# Requests and replies


@pytest.mark.parametrize("who", [ANNA, {"apikey": KEY}, {"login": "demo", "psw": "demo"}, {"apikey": "demo-key"}])
def test_either_sign_in_opens_the_list(simulator: Simulator, who: dict[str, str]) -> None:
    number = finished_task(simulator)
    reply = ask(simulator, {**who, "get_list": "1", "fmt": "3"})
    assert ids_of(reply) == [number]
    assert int(reply.headers["Content-Length"]) == len(reply.body)


def test_the_list_is_json_with_every_value_as_text(simulator: Simulator) -> None:
    number = simulator.add_task("Март", TaskStatus.CANCELLED, file="march.csv")
    (row,) = json.loads(ask(simulator, LIST).body)
    created = simulator.tasks()[0].created
    expected = {"id": str(number), "name": "Март", "status": "3", "created": created, "time": "", "file": "march.csv"}
    assert row == expected


def test_other_addresses_do_not_exist(simulator: Simulator) -> None:
    with closing(connect(simulator)) as connection:
        connection.request("POST", "/", "")
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


def test_pages_follow_each_other_by_the_highest_id_seen(simulator: Simulator) -> None:
    ids = [simulator.add_task(f"task {number}") for number in range(1005)]
    first = ids_of(ask(simulator, LIST))
    assert first == ids[:1000]
    assert ids_of(ask(simulator, {**LIST, "cnt": "5000"})) == ids[:1000]
    assert ids_of(ask(simulator, {**LIST, "cnt": "2", "after_id": str(ids[9])})) == ids[10:12]
    assert ids_of(ask(simulator, {**LIST, "after_id": str(first[-1])})) == ids[1000:]
    assert ids_of(ask(simulator, {**LIST, "after_id": str(ids[-1])})) == []


# Errors


@pytest.mark.parametrize(
    ("fmt", "expected"),
    [({}, "ERROR = 3 (task not found)"), ({"fmt": "3"}, '{"error": "task not found", "error_code": 3}')],
)
def test_an_error_is_json_where_that_is_asked_for(simulator: Simulator, fmt: dict[str, str], expected: str) -> None:
    reply = ask(simulator, {**file_of(7), **fmt})
    assert (reply.status, reply.body.decode()) == (200, expected)


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
        assert [reply == whole_report(simulator, number) for reply in replies] == [True, True, True, False]


def test_neither_a_new_password_nor_the_key_makes_a_request_another(simulator: Simulator) -> None:
    plain = {"get_list": "1", "fmt": "3"}
    assert code_of(ask(simulator, {**plain, **ANNA})) == 0
    assert code_of(ask(simulator, {**plain, "apikey": KEY})) == 0
    simulator.add_account("anna", "changed")
    assert code_of(ask(simulator, {**plain, "login": "anna", "psw": "changed"})) == 0
    assert code_of(ask(simulator, {**plain, "login": "anna", "psw": "changed"})) == 9


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


# Tasks


def test_tasks_go_on_as_the_clock_does(clock: FakeClock) -> None:
    with running(clock) as simulator:
        number = simulator.add_task("Weekly", rows=20, begins_in_s=30, ends_in_s=90)

        def status() -> int:
            return int(json.loads(ask(simulator, {**LIST, "login": "demo", "psw": "demo"}).body)[0]["status"])

        seen = [status()]
        for wait_s in (30, 59.9, 0.1):
            clock.advance(wait_s)
            seen.append(status())
        assert seen == [TaskStatus.PENDING, TaskStatus.IN_PROGRESS, TaskStatus.IN_PROGRESS, TaskStatus.COMPLETED]
        body = ask(simulator, {**file_of(number), "login": "demo", "psw": "demo"}).body
        assert body == whole_report(simulator, number)


def test_a_task_without_times_stands_still(simulator: Simulator, clock: FakeClock) -> None:
    number = simulator.add_task("Weekly")
    clock.advance(100)
    assert [task.status for task in simulator.tasks()] == [TaskStatus.PENDING]
    simulator.set_status(number, TaskStatus.FAILED)
    assert json.loads(ask(simulator, LIST).body)[0]["status"] == "4"


def test_the_examples_show_every_status_and_go_on(clock: FakeClock) -> None:
    simulator = demo_simulator(clock)
    tasks = simulator.tasks()
    kinds = TaskStatus.IN_PROGRESS, TaskStatus.COMPLETED, TaskStatus.CANCELLED, TaskStatus.FAILED, TaskStatus.PENDING
    assert {task.status for task in tasks} >= set(kinds)
    assert len({task.name for task in tasks}) == len(tasks) >= 14
    assert max(task.rows for task in tasks) == 2_000_000
    completed = sum(task.status is TaskStatus.COMPLETED for task in tasks)
    clock.advance(180)
    assert sum(task.status is TaskStatus.COMPLETED for task in simulator.tasks()) >= completed + 2


# Reports


@pytest.mark.parametrize("rows", [0, 1, 2000, 4321])
def test_a_report_comes_byte_for_byte_by_id_and_by_name(simulator: Simulator, clock: FakeClock, rows: int) -> None:
    number = finished_task(simulator, rows)
    expected = whole_report(simulator, number)
    assert ask(simulator, file_of(number)).body == expected
    assert ask(simulator, {**ANNA, "get_file": "1", "name": "March"}).body == expected
    with running(clock) as again:
        assert whole_report(again, finished_task(again, rows)) == expected, "the same in every run"


def test_reports_are_written_in_the_ways_that_are_met(simulator: Simulator) -> None:
    ways = []
    for name in ("one", "two", "three"):
        data = whole_report(simulator, finished_task(simulator, 3000, name))
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


# Starting and stopping


def test_it_can_be_unplugged_and_plugged_in_again_at_the_same_port(simulator: Simulator) -> None:
    origin = simulator.origin
    for _ in range(3):
        finished_task(simulator)
        assert ask(simulator, LIST).status == 200
        simulator.stop()
        with pytest.raises(ConnectionRefusedError):
            ask(simulator, LIST)
        simulator.start()
        assert simulator.origin == origin


def test_stopping_twice_or_before_starting_does_no_harm(clock: FakeClock) -> None:
    simulator = Simulator(clock, math.inf)
    simulator.stop()
    simulator.start()
    assert ask(simulator, {**LIST, "login": "demo", "psw": "demo"}).status == 200
    simulator.stop()
    simulator.stop()
    with pytest.raises(ConnectionRefusedError):
        ask(simulator, LIST)


def test_a_body_can_be_held_back_to_a_speed(clock: FakeClock) -> None:
    with running(clock, bytes_per_s=1_000_000) as simulator:
        number = finished_task(simulator, 3000)
        start_s = time.monotonic()
        body = ask(simulator, {**file_of(number), "login": "demo", "psw": "demo"}).body
        assert time.monotonic() - start_s >= len(body) / 1_000_000
