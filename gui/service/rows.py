"""Finds the rows of a task list in a reply of any form.

Each function returns the rows, [] for an explicitly empty list, and None if the reply is not a list of
tasks. A reply without tasks is an empty list only if it says nothing else.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping

from gui.service.task import FIELDS
from gui.service.values import Fields, element_fields, fields_of, tag_of, text_of, whole_number

_TROUBLE = {"error", "errors", "error_code", "message", "detail", "details", "reason", "exception", "fault"}
"""Fields typical of other programs' error objects and never of tasks."""
_CODES = {"code", "status", "statuscode", "status_code", "error_code"}
_FINE_CODES, _FINE_WORDS = (0, 200), ("ok", "success")
_LIST_NAMES = {"list", "tasks", "task", "downloads", "items", "data", "result", "results", "response", "root", "xml"}
_NESTED = 3
"""Levels of wrapping to search."""
_SURE, _LIKELY, _LIKELY_NAMELESS = 4, 2, 3
"""How many known fields make an object a task: if it has error fields; if it stands alone; the same without an id."""
_MOST_PIECES = 8
"""Pieces that one row may consist of, if its name contains what looks like the start of another row."""
_COMMA_FIELDS = ("id", "name", "status", "created", "time", "file")
"""The whole comma form. Nothing can be added to it, because a name may contain commas."""
_NAMED_FIELD = re.compile(rf"(?:^|,)\s*({'|'.join(FIELDS)})\s*=", re.IGNORECASE)
_LINE_END = re.compile(r"\r\n|\r|\n|<br\s{0,9}/?>", re.IGNORECASE)
_NEXT_NAMED = re.compile(r"(?<=[;\t])(?=\s{0,9}id\s{0,9}=)", re.IGNORECASE)
_NEXT_NUMBER = re.compile(r"(?<=[;\t])(?=\s{0,9}\d{1,18}\s{0,9},)")


def task_fields(row: object, *, alone: bool = False) -> Fields | None:
    """Return a row's fields if it describes a task, else None.

    An object that stands `alone`, outside a list, needs more known fields, and either a status or no unknown fields.
    """
    if not isinstance(row, dict):
        return None
    fields = fields_of(row)
    known = sum(name in fields for name in FIELDS)
    has_number = (whole_number(fields.get("id")) or 0) > 0
    if not has_number and not text_of(fields.get("name")):
        return None
    status = fields.get("status")
    if alone and whole_number(status) is None and (len(fields) > known or not _is_nothing(status)):
        return None
    if any(not _is_nothing(fields.get(name)) for name in _TROUBLE):
        needed = _SURE
    else:
        needed = 1 if not alone else _LIKELY if has_number else _LIKELY_NAMELESS
    return fields if known >= needed else None


def json_rows(value: object) -> list[object] | None:
    """Return the rows of a JSON reply."""
    return [] if value is None or value == {} else _rows_in(value, _NESTED)


def xml_rows(root: ET.Element) -> list[object] | None:
    """Return the rows of an XML reply."""
    rows: list[object] = []
    waiting = [root]
    while waiting:
        element = waiting.pop()
        fields = element_fields(element)
        if tag_of(element.tag) not in _TROUBLE and task_fields(fields, alone=tag_of(element.tag) != "task"):
            rows.append(fields)
        else:
            waiting.extend(element)
    return rows if rows or _is_empty_list(root) else None


def line_rows(text: str, *, whole: bool) -> list[object] | None:
    """Return the rows of a text reply; unless it is `whole`, the last row must be as complete as the first."""
    rows: list[object] = []
    for line in _LINE_END.split(text):
        if line.strip():
            rows.extend(_rows_of_line(line))
    if not any(rows):
        return None
    first, last = (set(row) if isinstance(row, dict) else set() for row in (rows[0], rows[-1]))
    return rows if whole or (first and first <= last) else None


def _rows_in(value: object, depth: int) -> list[object] | None:
    if isinstance(value, list):
        return _rows_of_list(value, depth)
    if not isinstance(value, dict):
        return None
    if task_fields(value, alone=True):
        return [value]
    return _keyed_rows(value) or (_wrapped_rows(value, depth - 1) if depth else None)


def _rows_of_list(value: list[object], depth: int) -> list[object] | None:
    if any(task_fields(row) for row in value) or not value:
        return value
    if depth and all(isinstance(inner, list) for inner in value):
        return _rows_in([row for inner in value if isinstance(inner, list) for row in inner], depth - 1)
    return _rows_in(value[0], depth - 1) if depth and len(value) == 1 else None


def _keyed_rows(value: Mapping[str, object]) -> list[object]:
    """Return the rows of an object whose values are rows; a row without an id gets its key as id."""
    rows = []
    for key, row in fields_of(value).items():
        if isinstance(row, dict) and (key.isdecimal() or key in _LIST_NAMES):
            fields = fields_of(row)
            rows.append(fields if whole_number(fields.get("id")) else {**fields, "id": key})
    return list[object](rows) if any(task_fields(row, alone=True) for row in rows) else []


def _wrapped_rows(value: Mapping[str, object], depth: int) -> list[object] | None:
    found: list[list[object]] = []
    others: Fields = {}
    for name, inner in fields_of(value).items():
        is_list_name = name in _LIST_NAMES
        somebody_else = name in _TROUBLE or (not is_list_name and task_fields(inner, alone=True))
        rows = [] if is_list_name and inner in (None, {}) else None if somebody_else else _rows_in(inner, depth)
        if rows is None:
            others[name] = inner
        else:
            found.append(rows)
    filled = [rows for rows in found if rows]
    if filled:
        return filled[0] if len(filled) == 1 else None
    return [] if found and all(_is_harmless(name, inner) for name, inner in others.items()) else None


def _is_harmless(name: str, value: object) -> bool:
    if _is_nothing(value) or value is True or text_of(value).lower() in _FINE_WORDS:
        return True
    number = whole_number(value)
    return number is not None and (number in _FINE_CODES or name not in _CODES)


def _is_nothing(value: object) -> bool:
    return value in (None, "", [], {}) or (not isinstance(value, bool) and whole_number(value) == 0)


def _is_empty_list(root: ET.Element) -> bool:
    has_list = False
    for element in root.iter():
        tag, text = tag_of(element.tag), (element.text or "").strip()
        named = tag in _LIST_NAMES and not text
        has_list = has_list or (named and not len(element))
        harmless = named or (text and not len(element) and _is_harmless(tag, text))
        if not harmless or element.attrib or (element.tail or "").strip():
            return False
    return has_list


def _rows_of_line(line: str) -> Iterator[object]:
    """Yield a line's rows: it may hold several, and a name may contain what looks like the start of one."""
    if _NAMED_FIELD.match(line):
        yield from map(_named_row, _NEXT_NAMED.split(line))
        return
    pending: list[str] = []
    for piece in _NEXT_NUMBER.split(line):
        pending.append(piece)
        row = _comma_row("".join(pending))
        if row or len(pending) == _MOST_PIECES:
            yield row
            pending = []
    if pending:
        yield None


def _named_row(line: str) -> Fields | None:
    pieces = _NAMED_FIELD.split(line.rstrip("; \t"))
    names, values = pieces[1::2], pieces[2::2]
    return {name.lower(): value.strip() for name, value in zip(names, values, strict=True)} or None


def _comma_row(line: str) -> Fields | None:
    cells = line.rstrip("; \t").split(",")
    if len(cells) < len(_COMMA_FIELDS):
        return None
    number, *name, status, created, time, file = cells
    if not number.strip().isdecimal() or whole_number(status) is None:
        return None
    return dict(zip(_COMMA_FIELDS, (number, ",".join(name), status, created, time, file), strict=True))
