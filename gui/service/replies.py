"""Parses a reply into tasks or an error, in every form that the service is known or suspected to use.

Lists come as JSON (which we ask for), as `id = 11, name = ..., status = 2, ...` or `11,...,2,...` rows, or
as XML; errors come in four forms, whatever was asked for, possibly wrapped in HTML. Parsing is liberal
with lists: an unusable row is counted, never fatal. It is strict with anything else: that raises
RequestFailed and never counts as an empty list.
"""

import html
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from gui.service.errors import Refused, RequestErrorKind, RequestFailed
from gui.service.rows import json_rows, line_rows, task_fields, xml_rows
from gui.service.task import FIELDS, Moment, Task, TaskList
from gui.service.values import Fields, decoded, element_fields, json_value, objects_in, text_of, whole_number, xml_root

ERROR_REPLY_MAX_BYTES = 4096
"""No error reply is longer, so a longer reply to a file request is the file."""

_ERROR = re.compile(r"ERROR\s{0,9}=\s{0,9}(-?\d{1,9})(?!\d)", re.IGNORECASE)
_ERROR_TAIL = re.compile(r"(?:\((?P<text>[^\n]*)\))?(?:[ ,;]{0,9}\bID\b[ =:-]{0,9}\d{1,18})?", re.IGNORECASE)
_ERROR_LINE = re.compile(r"^[ \t]{0,9}ERROR\s{0,9}=\s{0,9}(\d{1,9})(?!\d)[ \t]{0,9}(?:\(([^)\n]*)\))?", re.MULTILINE)
_COMMA_ERROR = re.compile(r"\d{1,18}\s{0,9},\s{0,9}-(\d{1,9})")
_TAG = re.compile(r"<[^<>]*>")
_HTML_TAGS = (
    "html|head|body|title|meta|link|base|script|noscript|style|template|frameset|iframe|p|div|span|center|section|main"
    "|header|nav|table|tr|td|th|ul|ol|li|h[1-6]|br|hr|a|b|i|u|em|strong|small|big|font|form|input|img|pre|svg"
)
_HTML_START = re.compile(rf"<(?:!doctype\s+html|(?:{_HTML_TAGS})(?=[\s/>]|$))", re.IGNORECASE)
_HTML_START_BYTES = 64 * 1024
_BLANK = re.compile(r"[\s\ufeff]*")
_BREAKS = re.compile(r"\A(?:\s{0,9}<br\s{0,9}/?>)+", re.IGNORECASE)
_PROLOGUE = (("<!--", "-->"), ("<?", "?>"))
_DATE_FORMATS = ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y")
_STAMP = re.compile(r"(\d{9,11})(?:\.\d*)?|(\d{12,13})")
"""Seconds, or milliseconds, since 1970; nine digits are years before 2001."""
_SAMPLE_CHARACTERS = 120


def parse_tasks(body: bytes, *, whole: bool = True, redacted: Callable[[str], str] = str) -> TaskList:
    """Parse a list reply. `whole` says that it is known not to be truncated.

    Raises Refused for an error of the service, RequestFailed for an unknown form, with a sample in
    which `redacted` has masked the secrets.
    """
    text = decoded(body)
    if not text:
        if b"\0" in body:
            raise RequestFailed(RequestErrorKind.UNREADABLE, "zero bytes")
        if whole:
            return TaskList()
        raise RequestFailed(RequestErrorKind.DROPPED, "empty")
    refused = parse_error(body)
    if refused:
        raise refused
    text = _BREAKS.sub("", text, count=1)
    if _is_html(text):
        raise _error_within(body) or RequestFailed(RequestErrorKind.HTML_PAGE)
    rows = _structured_rows(text)
    if rows is None:
        rows = line_rows(text, whole=whole)
    task_list = None if rows is None else _task_list(rows)
    if task_list is None:
        sample = repr(redacted(text[:ERROR_REPLY_MAX_BYTES])[:_SAMPLE_CHARACTERS])
        raise _error_within(body) or RequestFailed(RequestErrorKind.UNREADABLE, sample)
    return task_list


def parse_error(body: bytes) -> Refused | None:
    """Return the service's error if the entire body is one of its error forms, else None."""
    if len(body) > ERROR_REPLY_MAX_BYTES:
        return None
    text = decoded(body)
    return _structured_error(text) or _plain_error(text) or _plain_error(_without_tags(text).strip("[]\"' \r\n\t"))


def is_html(start: bytes) -> bool:
    """Whether the first bytes of a reply are a web page, as captive portals and proxies send."""
    return _is_html(decoded(start[:_HTML_START_BYTES]))


def is_no_report(body: bytes) -> bool:
    """Whether a small complete reply to a file request is not a report but JSON or XML from another program."""
    text = decoded(body)
    if text.startswith(("{", "[{")):
        try:
            json_value(text)
        except ValueError:
            return False
        return True
    return xml_root(text) is not None


def parse_moment(value: object) -> Moment:
    """Parse `DD.MM.YYYY hh:mm:ss`, ISO 8601 or a Unix time (to local time); return any other text unchanged."""
    text = text_of(value)
    if text.strip("0-:. ") == "":
        return ""
    if stamp := _STAMP.fullmatch(text):
        try:
            return datetime.fromtimestamp(int(stamp[1] or stamp[2][:-3]))  # noqa: DTZ006 - all times shown are naive
        except (OverflowError, OSError, ValueError):  # out of the platform's range
            return text
    for pattern in _DATE_FORMATS:
        try:
            return datetime.strptime(text, pattern)  # noqa: DTZ007 - the service states no time zone
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return text


def _is_html(text: str) -> bool:
    start = 0
    while True:
        blank = _BLANK.match(text, start)
        start = blank.end() if blank else start
        for opening, closing in _PROLOGUE:
            if text.startswith(opening, start):
                end = text.find(closing, start + len(opening))
                if end < 0:
                    return opening == "<!--"
                start = end + len(closing)
                break
        else:
            return _HTML_START.match(text, start) is not None


def _without_tags(text: str) -> str:
    return html.unescape(_TAG.sub("\n", text)).strip()


def _plain_error(text: str) -> Refused | None:
    text = text.rstrip(" \t\r\n.,;")
    if match := _COMMA_ERROR.fullmatch(text):
        return Refused(int(match[1]))
    if match := _ERROR.match(text):
        tail = _ERROR_TAIL.fullmatch(text[match.end() :].strip())
        return Refused(abs(int(match[1])), text_of(tail["text"])) if tail else None
    return None


def _structured_error(text: str) -> Refused | None:
    if _structured_rows(text):
        return None
    try:
        objects = list(objects_in(json_value(text), 3))
    except ValueError:
        root = xml_root(text)
        objects = [] if root is None else [element_fields(element) for element in root.iter()]
    for fields in objects:
        code = whole_number(fields.get("error_code"))
        if code:
            return Refused(abs(code), text_of(fields.get("error")))
        if refused := _plain_error(text_of(fields.get("error"))):
            return refused
    return None


def _error_within(body: bytes) -> Refused | None:
    """Find an error on a line of its own in a small reply that is not a list."""
    if len(body) > ERROR_REPLY_MAX_BYTES:
        return None
    match = _ERROR_LINE.search(_without_tags(decoded(body)))
    return Refused(int(match[1]), text_of(match[2])) if match else None


def _structured_rows(text: str) -> list[object] | None:
    try:
        return json_rows(json_value(text))
    except ValueError:
        root = xml_root(text)
        return None if root is None else xml_rows(root)


def _task_list(rows: list[object]) -> TaskList | None:
    """Return the tasks among the rows; None if there are rows but no task."""
    tasks = [_task(fields) for row in rows if (fields := task_fields(row)) is not None]
    left_out = len(rows) - len(tasks)
    return None if left_out and not tasks else TaskList.of(tasks, left_out)


def _task(fields: Fields) -> Task:
    values = {field.name: _READERS[field.type](fields.get(name)) for name, field in FIELDS.items()}
    if (values["id"] or 0) <= 0:
        values["id"] = None
    return Task(**values)


_READERS: dict[object, Callable[[object], Any]] = {int | None: whole_number, str: text_of, Moment: parse_moment}
"""By the types of a task's fields."""
