"""Every form of reply that the service is known or suspected to use."""

import json
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.service.errors import Failure, Refused, RequestFailed
from gui.service.replies import ERROR_REPLY_MAX_BYTES, is_html, parse_error, parse_moment, parse_tasks
from gui.service.task import Task, TaskList

TASK = Task(11, "March, all", 2, datetime(2026, 3, 1, 10, 12, 5), datetime(2026, 3, 1, 10, 15), "march.csv")
ROW = {
    "id": 11,
    "name": "March, all",
    "status": 2,
    "created": "01.03.2026 10:12:05",
    "time": "01.03.2026 10:15:00",
    "file": "march.csv",
}
STRING = ", ".join(f"{name} = {value}" for name, value in ROW.items())
XML_FIELDS = "".join(f"<{name}>{value}</{name}>" for name, value in ROW.items())
XML_ATTRIBUTES = " ".join(f'{name}="{value}"' for name, value in ROW.items())


@pytest.mark.parametrize(
    "reply",
    [
        json.dumps([ROW]),
        json.dumps([{name: str(value) for name, value in ROW.items()}]),
        json.dumps([{**ROW, "news": {"deep": [1]}}]),
        json.dumps(ROW),
        json.dumps({"tasks": [ROW]}),
        json.dumps({"count": 1, "anything": [ROW]}),
        "\ufeff" + json.dumps([ROW]),
        STRING,
        STRING + "\r\n",
        "11,March, all,2,01.03.2026 10:12:05,01.03.2026 10:15:00,march.csv",
        f"<?xml version='1.0' encoding='utf-8'?><list><task>{XML_FIELDS}</task></list>",
        f"<list><task {XML_ATTRIBUTES}/></list>",
    ],
)
def test_every_form_of_a_list_gives_the_same_task(reply: str) -> None:
    assert parse_tasks(reply.encode()) == TaskList((TASK,))


@pytest.mark.parametrize("reply", ["", "  \r\n", "[]", '{"tasks": []}', "<list/>"])
def test_no_tasks(reply: str) -> None:
    assert parse_tasks(reply.encode()) == TaskList()


def test_windows_1251_is_read_where_it_is_not_utf_8() -> None:
    reply = "id = 1, name = Рассылка, status = 0".encode("windows-1251")
    assert parse_tasks(reply).tasks[0].name == "Рассылка"


def test_rows_come_in_any_order_and_leave_newest_first() -> None:
    reply = json.dumps([{"id": number, "name": "x", "status": 0} for number in (2, "10", 9)])
    assert [task.id for task in parse_tasks(reply.encode()).tasks] == [10, 9, 2]


def test_missing_and_null_fields_and_unknown_statuses_are_no_error() -> None:
    reply = json.dumps([{"id": 3}, {"id": 2, "name": None, "status": 77, "file": None}, {"name": "only a name"}])
    tasks = parse_tasks(reply.encode()).tasks
    assert tasks == (Task(3, "", None), Task(2, "", 77), Task(None, "only a name", None))
    assert tasks[2].key == "only a name"


def test_unusable_rows_are_counted_and_the_others_kept() -> None:
    reply = json.dumps([ROW, None, 5, "text", {}, {"status": 1}, {"id": 0}])
    assert parse_tasks(reply.encode()) == TaskList((TASK,), left_out=6)


@pytest.mark.parametrize(
    ("reply", "code", "text"),
    [
        ("ERROR = 2 (invalid login)", 2, "invalid login"),
        ("error=9", 9, ""),
        ("ERROR = 3 (no such (old) task)\n", 3, "no such (old) task"),
        ("0,-4", 4, ""),
        ("<result><error>no access</error><error_code>2</error_code></result>", 2, "no access"),
        ('{"error": "too many", "error_code": 9}', 9, "too many"),
        ('{"error": "as text", "error_code": "1", "id": 5}', 1, "as text"),
    ],
)
def test_every_form_of_an_error(reply: str, code: int, text: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_tasks(reply.encode())
    assert (refused.value.code, refused.value.text) == (code, text)
    found = parse_error(reply.encode())
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    "report",
    [
        "phone;text\n79161234567;ERROR = 2 (invalid login)\n",
        "0,-4\n0,-9\n",
        '{"error_code": "of a template"}',
        "<html>",
        "ERROR = 2 (x)" + " " * ERROR_REPLY_MAX_BYTES,
        "",
    ],
)
def test_a_report_that_only_mentions_an_error_is_none(report: str) -> None:
    assert parse_error(report.encode()) is None


@pytest.mark.parametrize(
    ("reply", "failure"),
    [
        ("<!DOCTYPE html><html><body>Sign in to the network</body></html>", Failure.HTML_PAGE),
        ("  <HTML>", Failure.HTML_PAGE),
        ("what is this", Failure.UNREADABLE),
        ('{"a": 1}', Failure.UNREADABLE),
        ('[{"id": 1', Failure.UNREADABLE),
        ("[" * 100_000, Failure.UNREADABLE),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', Failure.UNREADABLE),
    ],
)
def test_what_is_no_list_is_a_clear_error(reply: str, failure: Failure) -> None:
    with pytest.raises(RequestFailed) as failed:
        parse_tasks(reply.encode())
    assert failed.value.failure is failure
    assert len(failed.value.detail) < 500


@given(st.binary(max_size=300))
def test_no_bytes_are_a_crash(reply: bytes) -> None:
    try:
        parse_tasks(reply)
    except (Refused, RequestFailed) as expected:
        assert str(expected)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(st.sampled_from(["id", "name", "status", "created", "error_code", "x"]), inner)
        ),
    )
)
def test_no_json_is_a_crash(value: object) -> None:
    try:
        tasks = parse_tasks(json.dumps(value).encode()).tasks
    except (Refused, RequestFailed) as expected:
        assert str(expected)
    else:
        assert len({task.key for task in tasks}) == len(tasks)


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("01.03.2026 10:12:05", datetime(2026, 3, 1, 10, 12, 5)),
        ("2026-03-01T10:12:05", datetime(2026, 3, 1, 10, 12, 5)),
        ("2026-03-01 10:12:05+03:00", datetime(2026, 3, 1, 10, 12, 5)),
        (1772359925, datetime.fromtimestamp(1772359925)),
        ("1772359925", datetime.fromtimestamp(1772359925)),
        ("", ""),
        (0, ""),
        ("0000-00-00 00:00:00", ""),
        (None, ""),
        ("yesterday", "yesterday"),
    ],
)
def test_times_are_shown_as_given(value: object, moment: object) -> None:
    assert parse_moment(value) == moment


def test_html_is_told_from_a_report() -> None:
    assert is_html(b"\n<!doctype html>")
    assert not is_html(b"phone;text\n7916;<html>")
