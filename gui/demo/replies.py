"""The simulated service's replies, in every form that the real one is known or suspected to use."""

import json
from collections.abc import Sequence
from xml.sax.saxutils import escape

from gui.demo.service import SimulatedTask

LIST_FORMS = ("json", "json-one", "json-wrapped", "strings", "commas", "xml", "documented")
_FORM_BY_FMT = {"0": "strings", "1": "commas", "2": "xml", "3": "json"}
_ENCODINGS = {"utf-8": "utf-8", "koi8-r": "koi8-r"}
_ERROR_BY_FMT = {"1": "comma", "2": "xml", "3": "json"}


def list_reply(tasks: Sequence[SimulatedTask], shape: str, form: dict[str, str], *, numbers_as_strings: bool) -> bytes:
    """A list of tasks; `documented` follows the `fmt` that was asked for."""
    if shape == "documented":
        shape = _FORM_BY_FMT.get(form.get("fmt", "0"), "strings")
    rows = [_row(task, numbers_as_strings) for task in tasks]
    text = {
        "json": lambda: json.dumps(rows, ensure_ascii=False),
        "json-one": lambda: json.dumps(rows[0] if len(rows) == 1 else rows, ensure_ascii=False),
        "json-wrapped": lambda: json.dumps({"tasks": rows}, ensure_ascii=False),
        "strings": lambda: "\n".join(", ".join(f"{name} = {value}" for name, value in row.items()) for row in rows),
        "commas": lambda: "\n".join(",".join(str(value) for value in row.values()) for row in rows),
        "xml": lambda: "<list>" + "".join(f"<task>{_fields(row)}</task>" for row in rows) + "</list>",
    }[shape]()
    return text.encode(_ENCODINGS.get(form.get("charset", ""), "windows-1251"), "replace")


def error_reply(code: int, text: str, shape: str, form: dict[str, str]) -> bytes:
    """An error, in the form that is named or else in the one that `fmt` asks for."""
    shape = shape or _ERROR_BY_FMT.get(form.get("fmt", ""), "text")
    return {
        "text": f"ERROR = {code} ({text})",
        "comma": f"0,-{code}",
        "xml": f"<result><error>{escape(text)}</error><error_code>{code}</error_code></result>",
        "json": json.dumps({"error": text, "error_code": code}),
    }[shape].encode()


def _row(task: SimulatedTask, numbers_as_strings: bool) -> dict[str, object]:
    row: dict[str, object] = {
        "id": task.id,
        "name": task.name,
        "status": int(task.status),
        "created": task.created,
        "time": task.started,
        "file": task.file,
    }
    return {name: str(value) for name, value in row.items()} if numbers_as_strings else row


def _fields(row: dict[str, object]) -> str:
    return "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in row.items())
