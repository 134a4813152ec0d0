"""Every form of reply that the service is known or suspected to use."""

import json
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.service.errors import Refused, RequestErrorKind, RequestFailed
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
        "<br>\r\n" + STRING + "<br/>",
        json.dumps({"11": {name: value for name, value in ROW.items() if name != "id"}}),
        json.dumps({"11": ROW}),
        json.dumps({"0": ROW, "error_code": 0}),
        json.dumps({"error_code": 0, "error": "", "tasks": [ROW]}),
        json.dumps({"status": "ok", "code": 200, "tasks": [ROW], "errors": []}),
        json.dumps({"result": {"tasks": [ROW]}}),
        json.dumps({"result": ROW}),
        json.dumps([[ROW]]),
        json.dumps([[{**ROW, "status": 1}], [ROW]]),
        json.dumps([{"tasks": [ROW]}]),
        json.dumps({"tasks": {"11": ROW}}),
        "\r\n \ufeff" + json.dumps([ROW]) + "\0",
        f"<?xml version='1.0' encoding='utf-8'?><list><task>{XML_FIELDS}</task></list>",
        f"<list><task {XML_ATTRIBUTES}/></list>",
    ],
)
def test_every_form_of_a_list_gives_the_same_task(reply: str) -> None:
    assert parse_tasks(reply.encode()) == TaskList((TASK,))


NONE_AT_ALL = [
    "[]",
    "{}",
    "null",
    "[[]]",
    '{"tasks": []}',
    '{"tasks": null}',
    '{"tasks": {}}',
    '{"result": {"tasks": []}}',
    '{"error_code": 0, "error": "", "count": 0, "tasks": []}',
    '{"success": true, "status": "OK", "data": []}',
    '{"code": 200, "items": []}',
    "<list/>",
    "<?xml version='1.0'?><tasks></tasks>",
    "<result><error_code>0</error_code><tasks/></result>",
]


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("reply", NONE_AT_ALL)
def test_no_tasks(reply: str, whole: bool) -> None:
    assert parse_tasks(reply.encode(), whole=whole) == TaskList()


@pytest.mark.parametrize("reply", ["", "  \r\n", "\ufeff"])
def test_nothing_at_all_means_no_tasks_only_where_nothing_was_cut_off(reply: str) -> None:
    assert parse_tasks(reply.encode()) == TaskList()
    with pytest.raises(RequestFailed):
        parse_tasks(reply.encode(), whole=False)


@pytest.mark.parametrize("separator", ["\n", "\r", "\r\n", "<br>", "<BR />\n", ";", "; ", "\t", ";\n"])
@pytest.mark.parametrize(
    "names", [("March", "May"), ("a; b, c", "d, 5"), ("5, 6; 7, 8", "x = 2; y"), ("1;2", "3\u20284")]
)
def test_rows_in_lines_are_told_apart_whatever_separates_them(separator: str, names: tuple[str, str]) -> None:
    named = [f"id = {number}, name = {name}, status = 2" for number, name in enumerate(names, 1)]
    commas = [f"{number},{name},2,01.03.2026,,a;b.csv" for number, name in enumerate(names, 1)]
    for rows in (named, commas):
        task_list = parse_tasks((separator.join(rows) + separator).encode())
        assert [(task.id, task.name) for task in task_list.tasks] == [(2, names[1]), (1, names[0])]
        assert task_list.left_out == 0


def test_a_last_row_that_may_be_cut_is_refused() -> None:
    rows = [f"{number},May,2,01.03.2026,,may.csv" for number in (1, 2)]
    reply = "\n".join(rows)
    assert len(parse_tasks(reply.encode(), whole=False).tasks) == 2
    for length in range(len(rows[0]) + 2, len(reply) - len("may.csv") - 1):
        with pytest.raises(RequestFailed):
            parse_tasks(reply[:length].encode(), whole=False)


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


def test_a_task_of_an_xml_list_may_have_a_number_only() -> None:
    assert parse_tasks(b"<list><task><id>5</id></task></list>").tasks == (Task(5, "", None),)


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
        ("ERROR = 2 (authorise error)<br>", 2, "authorise error"),
        ("\ufeff\r\n<b>ERROR = 9 (wait)</b>\r\n", 9, "wait"),
        ("<html><body><p>ERROR = 4 (ip is blocked)</p></body></html>", 4, "ip is blocked"),
        ("ERROR = 3 (no money), ID - 275", 3, "no money"),
        ("ERROR = 2, ID - 275;", 2, ""),
        ("ERROR = 2 (a (b) c).", 2, "a (b) c"),
        ("175,-7", 7, ""),
        ("0, -2<br/>", 2, ""),
        ('[{"error": "no access", "error_code": 2}]', 2, "no access"),
        ('{"result": {"error": "no access", "error_code": "2"}}', 2, "no access"),
        ('{"error": "no access", "error_code": -2}', 2, "no access"),
        ('{"error": "ERROR = 2 (no access)"}', 2, "no access"),
        ('{"ERROR": "no access", "ERROR_CODE": 2.0}', 2, "no access"),
        (
            '<?xml version="1.0"?>\n<answer a="b"><result><error>x</error><error_code>2</error_code></result></answer>',
            2,
            "x",
        ),
        ('<result error_code="4" error="blocked"/>', 4, "blocked"),
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
    "reply",
    [
        "Notice: something in downloads.php\nERROR = 2 (authorise error)\n",
        "<p>Welcome</p>\n<p>ERROR = 2 (authorise error)</p>",
        "ERROR = 2 (authorise error)\nhave a nice day (really)",
    ],
)
def test_an_error_in_a_small_reply_that_is_no_list_is_acted_upon(reply: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_tasks(reply.encode())
    assert refused.value.code == 2


@pytest.mark.parametrize(
    "reply",
    [
        json.dumps([{**ROW, "name": "ERROR = 2 (x)"}]),
        json.dumps([{**ROW, "error_code": 5, "error": "failed", "name": "ERROR = 2 (x)"}]),
        json.dumps({**ROW, "error_code": 5, "name": "ERROR = 2 (x)"}),
        "11,ERROR = 2 (x),2,,,",
        "id = 11, name = ERROR = 2 (x), status = 2",
        "<list><task><id>11</id><name>ERROR = 2 (x)</name></task></list>",
    ],
)
def test_a_task_may_be_called_like_an_error(reply: str) -> None:
    assert [task.name for task in parse_tasks(reply.encode()).tasks] == ["ERROR = 2 (x)"]


@pytest.mark.parametrize(
    "report",
    [
        "ERROR = 2 (a)\n79161234567;(b)",
        "175,-7\n176,-8",
        "175;-7",
        "ERROR = " + "9" * 4000,
        "0,-" + "9" * 4000,
        '{"error_code": 0}',
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
        ("<!DOCTYPE html><html><body>Sign in to the network</body></html>", RequestErrorKind.HTML_PAGE),
        ("  <HTML>", RequestErrorKind.HTML_PAGE),
        ("what is this", RequestErrorKind.UNREADABLE),
        ('{"a": 1}', RequestErrorKind.UNREADABLE),
        ('[{"id": 1', RequestErrorKind.UNREADABLE),
        ("[" * 100_000, RequestErrorKind.UNREADABLE),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', RequestErrorKind.UNREADABLE),
        ("<script>location='/login'</script>", RequestErrorKind.HTML_PAGE),
        ("<p>Please log in", RequestErrorKind.HTML_PAGE),
        ("<meta http-equiv=refresh content=0>", RequestErrorKind.HTML_PAGE),
        ("\ufeff \n<!-- portal --><!-- -->\n<a href=x>", RequestErrorKind.HTML_PAGE),
        ("<!-- never closed", RequestErrorKind.HTML_PAGE),
        ('<?xml version="1.0"?><!-- x --><html xmlns="http://www.w3.org/1999/xhtml"/>', RequestErrorKind.HTML_PAGE),
        ('<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html/>', RequestErrorKind.HTML_PAGE),
        ("<html><input id='5' name='login'/></html>", RequestErrorKind.HTML_PAGE),
        ("<script>var error = 4;</script>", RequestErrorKind.HTML_PAGE),
        ("Please log in", RequestErrorKind.UNREADABLE),
        ('{"message": "blocked"}', RequestErrorKind.UNREADABLE),
        ('{"id": "req-123", "message": "blocked"}', RequestErrorKind.UNREADABLE),
        ('{"id": 123, "status": 403, "message": "blocked"}', RequestErrorKind.UNREADABLE),
        ('{"name": "ForbiddenError", "message": "no", "status": 403}', RequestErrorKind.UNREADABLE),
        ('[{"name": "ForbiddenError", "message": "no", "status": 403}]', RequestErrorKind.UNREADABLE),
        ('{"name": "Forbidden", "status": 403}', RequestErrorKind.UNREADABLE),
        ('{"error": {"id": 5, "name": "x", "status": 2}}', RequestErrorKind.UNREADABLE),
        ('{"user": {"id": 5, "name": "anna"}, "message": "hello"}', RequestErrorKind.UNREADABLE),
        ('{"detail": "Not found."}', RequestErrorKind.UNREADABLE),
        ('{"status": "error", "data": []}', RequestErrorKind.UNREADABLE),
        ('{"success": false, "data": []}', RequestErrorKind.UNREADABLE),
        ('{"code": 401, "tasks": []}', RequestErrorKind.UNREADABLE),
        ('{"message": "Token expired", "tasks": []}', RequestErrorKind.UNREADABLE),
        ('{"errors": []}', RequestErrorKind.UNREADABLE),
        ('{"error_code": 0}', RequestErrorKind.UNREADABLE),
        ('{"message": null}', RequestErrorKind.UNREADABLE),
        ('"text"', RequestErrorKind.UNREADABLE),
        ("5", RequestErrorKind.UNREADABLE),
        ("false", RequestErrorKind.UNREADABLE),
        ('["a", "b"]', RequestErrorKind.UNREADABLE),
        ("[1, 2]", RequestErrorKind.UNREADABLE),
        ("[null]", RequestErrorKind.UNREADABLE),
        ("[{}]", RequestErrorKind.UNREADABLE),
        ("<error/>", RequestErrorKind.UNREADABLE),
        ("<error>no</error>", RequestErrorKind.UNREADABLE),
        ("<result>no</result>", RequestErrorKind.UNREADABLE),
        ("<result><error_code>0</error_code></result>", RequestErrorKind.UNREADABLE),
        ("<Error><Code>AccessDenied</Code><RequestId>1</RequestId></Error>", RequestErrorKind.UNREADABLE),
        ("ERROR = " + "9" * 4000, RequestErrorKind.UNREADABLE),
        ("1,2,3", RequestErrorKind.UNREADABLE),
        ("status = 403, file = blocked.html", RequestErrorKind.UNREADABLE),
    ],
)
def test_what_is_no_list_is_a_clear_error(reply: str, failure: RequestErrorKind) -> None:
    with pytest.raises(RequestFailed) as failed:
        parse_tasks(reply.encode())
    assert failed.value.kind is failure
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


@pytest.mark.parametrize(
    "value", ["\ud800", "a\0b\udfffc", "\ud83d\ude00", 10**1000, -(10**30), 1e400, float("nan"), True, [1], {"a": 1}]
)
@pytest.mark.parametrize("field", ["name", "file", "created", "time", "status", "id", "news"])
def test_whatever_a_field_holds_the_task_can_be_kept(field: str, value: object) -> None:
    row = json.dumps({**ROW, "name": "x", field: value})
    (task,) = parse_tasks(f"[{row}]".encode()).tasks
    for text in (task.name, task.file, str(task.created), str(task.started)):
        text.encode()
        assert "\0" not in text
    assert all(number is None or abs(number) < 2**63 for number in (task.id, task.status))


def test_a_number_of_thousands_of_digits_spoils_no_other_task() -> None:
    reply = json.dumps([{**ROW, "news": "@"}]).replace('"@"', "9" * 5000)
    assert parse_tasks(reply.encode()) == TaskList((TASK,))


@pytest.mark.parametrize(
    ("value", "year"),
    [("123456789", 1973), ("999999999", 2001), ("1772359925123", 2026), ("1772359925.25", 2026), ("99999999999", 5138)],
)
def test_a_stamp_may_have_nine_to_thirteen_digits(value: str, year: int) -> None:
    moment = parse_moment(value)
    assert isinstance(moment, datetime)
    assert moment.year == year


def test_a_stamp_beyond_this_systems_calendar_is_shown_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    class Short(datetime):
        @classmethod
        def fromtimestamp(cls, *_: object) -> "Short":
            raise OSError(22, "Invalid argument")

    monkeypatch.setattr("gui.service.replies.datetime", Short)
    assert parse_moment("99999999999") == "99999999999"


def test_html_is_told_from_a_report() -> None:
    assert is_html(b"\n<!doctype html>")
    assert not is_html(b"phone;text\n7916;<html>")


@pytest.mark.parametrize(
    "reply",
    [
        b"\0" * 50,
        b'{"id": "abc", "name": "Portal login", "status": "denied"}',
        b'{"code": 511, "id": 7, "name": "portal"}',
    ],
)
def test_zero_bytes_and_single_objects_without_a_status_are_no_list(reply: bytes) -> None:
    with pytest.raises(RequestFailed):
        parse_tasks(reply)


@pytest.mark.parametrize("reply", ['"ERROR = 2 (x)"', '["ERROR = 2 (x)"]', "'ERROR = 2 (x)'"])
def test_an_error_in_quotes_is_an_error(reply: str) -> None:
    assert parse_error(reply.encode()) is not None
    with pytest.raises(Refused) as refused:
        parse_tasks(reply.encode())
    assert (refused.value.code, refused.value.text) == (2, "x")
