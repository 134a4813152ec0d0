"""Bytes of a reply to values, for every form that the service is known or suspected to use.

Lists come as JSON (asked for), as `id = 11, name = ..., status = 2, ...` or `11,...,2,...` lines, or
as XML; errors in four forms, whatever was asked for. Be liberal: a row that cannot be used is counted,
never fatal, and a reply that cannot be read at all is a clear RequestFailed.
"""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from gui.service.errors import Failure, Refused, RequestFailed
from gui.service.task import Moment, Task, TaskList

FIELDS = ("id", "name", "status", "created", "time", "file")
ERROR_REPLY_MAX_BYTES = 4096
"""No error reply is longer; what is longer in place of a file is the file."""

_PLAIN_ERROR = re.compile(r"ERROR\s*=\s*(-?\d+)\s*(?:\((.*)\))?\s*", re.IGNORECASE | re.DOTALL)
_COMMA_ERROR = re.compile(r"0\s*,\s*-(\d+)")
_NAMED_FIELD = re.compile(rf"(?:^|,)\s*({'|'.join(FIELDS)})\s*=", re.IGNORECASE)
_COMMA_ROW = re.compile(r"\s*(\d+)\s*,(.*),\s*(-?\d+)\s*,([^,]*),([^,]*),([^,]*)")
_HTML_START = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_DATE_FORMATS = ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y")
_STAMP_DIGITS = range(9, 12)
_SAMPLE_CHARACTERS = 120


def parse_tasks(body: bytes) -> TaskList:
    """Read a list reply. Raises Refused for an error of the service, RequestFailed for what is none of its forms."""
    text = _decode(body).strip()
    if not text:
        return TaskList()
    refused = parse_error(body)
    if refused:
        raise refused
    if is_html(body):
        raise RequestFailed(Failure.HTML_PAGE)
    reader: Callable[[str], Iterable[object] | None]
    for reader in (_json_rows, _xml_rows, _line_rows):
        rows = reader(text)
        if rows is not None:
            return _task_list(rows)
    raise RequestFailed(Failure.UNREADABLE, repr(text[:_SAMPLE_CHARACTERS]))


def parse_error(body: bytes) -> Refused | None:
    """Return the service's error if the whole body is one of its error forms, else None."""
    if len(body) > ERROR_REPLY_MAX_BYTES:
        return None
    text = _decode(body).strip()
    if match := _PLAIN_ERROR.fullmatch(text):
        return Refused(abs(int(match[1])), (match[2] or "").strip())
    if match := _COMMA_ERROR.fullmatch(text):
        return Refused(int(match[1]))
    fields: Mapping[str, object] = {}
    if text.startswith("{"):
        value = _json(text)
        fields = value if isinstance(value, dict) else {}
    elif text.startswith("<"):
        root = _xml(text)
        fields = {} if root is None else {child.tag: child.text for child in root}
    code = _whole_number(fields.get("error_code"))
    return None if code is None else Refused(abs(code), _text(fields.get("error")))


def is_html(start: bytes) -> bool:
    """Tell a web page (of a captive portal or a proxy) by its first bytes."""
    return _HTML_START.match(_decode(start)) is not None


def parse_moment(value: object) -> Moment:
    """Read a time: `DD.MM.YYYY hh:mm:ss`, ISO 8601 or a unix stamp (in this computer's zone); other text as it is."""
    text = _text(value)
    if text.strip("0-:. ") == "":
        return ""
    if text.isdecimal() and len(text) in _STAMP_DIGITS:
        return datetime.fromtimestamp(int(text))  # noqa: DTZ006 - all times shown are naive
    for pattern in _DATE_FORMATS:
        try:
            return datetime.strptime(text, pattern)  # noqa: DTZ007 - the service states no time zone
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return text


def _decode(body: bytes) -> str:
    body = body.removeprefix(b"\xef\xbb\xbf")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("windows-1251", "replace")


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _xml(text: str) -> ET.Element | None:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:  # the service sends none, and entities can be made to explode
        return None
    try:
        return ET.fromstring(text)  # noqa: S314 - see above
    except ET.ParseError:
        return None


def _json_rows(text: str) -> Iterable[object] | None:
    value = _json(text)
    if isinstance(value, dict):
        if _is_row(value):
            return [value]
        if len(lists := [inner for inner in value.values() if isinstance(inner, list)]) == 1:
            return lists[0]
        if len(inners := [inner for inner in value.values() if isinstance(inner, dict)]) == 1 and _is_row(inners[0]):
            return inners
    return value if isinstance(value, list) else None


def _is_row(value: Mapping[Any, object]) -> bool:
    return bool({"id", "name"} & {str(key).lower() for key in value})


def _xml_rows(text: str) -> Iterable[object] | None:
    root = _xml(text)
    if root is None:
        return None
    rows = []
    for element in root.iter():
        row: dict[str, object] = dict(element.attrib)
        row.update({child.tag: child.text for child in element if not len(child)})
        if _is_row(row):
            rows.append(row)
    return rows if rows or not len(root) else None


def _line_rows(text: str) -> Iterable[object] | None:
    lines = [line for line in text.splitlines() if line.strip()]
    rows = [_named_row(line) or _comma_row(line) for line in lines]
    return rows if any(rows) else None


def _named_row(line: str) -> dict[object, object] | None:
    pieces = _NAMED_FIELD.split(line)
    names, values = pieces[1::2], pieces[2::2]
    return {name.lower(): value.strip() for name, value in zip(names, values, strict=True)} or None


def _comma_row(line: str) -> dict[object, object] | None:
    match = _COMMA_ROW.fullmatch(line)
    return dict(zip(FIELDS, match.groups(), strict=True)) if match else None


def _task_list(rows: Iterable[object]) -> TaskList:
    tasks: dict[int | str, Task] = {}
    left_out = 0
    for row in rows:
        task = _task(row)
        if task is None:
            left_out += 1
        else:
            tasks[task.key] = task
    newest_first = sorted(tasks.values(), key=lambda task: task.id or 0, reverse=True)
    return TaskList(tuple(newest_first), left_out)


def _task(row: object) -> Task | None:
    if not isinstance(row, dict):
        return None
    fields = {str(key).lower(): value for key, value in row.items()}
    number = _whole_number(fields.get("id")) or None
    name = _text(fields.get("name"))
    if number is None and not name:
        return None
    return Task(
        id=number,
        name=name,
        status=_whole_number(fields.get("status")),
        created=parse_moment(fields.get("created")),
        started=parse_moment(fields.get("time")),
        file=_text(fields.get("file")),
    )


def _text(value: object) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    return str(value).strip()


def _whole_number(value: object) -> int | None:
    text = _text(value)
    if isinstance(value, bool) or not re.fullmatch(r"[+-]?\d{1,18}(\.0*)?", text):
        return None
    return int(text.split(".", maxsplit=1)[0])
