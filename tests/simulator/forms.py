"""Replies in every form that the real service is known or suspected to use."""

import json
from collections.abc import Sequence
from xml.sax.saxutils import escape

from gui.demo.replies import fields
from gui.demo.service import SimulatedTask

LIST_FORMS = ("json", "json-one", "json-wrapped", "strings", "commas", "xml")


def list_in_form(tasks: Sequence[SimulatedTask], form: str) -> bytes:
    """Return a list of tasks in one of LIST_FORMS."""
    rows = [fields(task) for task in tasks]
    return {
        "json": lambda: json.dumps(rows, ensure_ascii=False),
        "json-one": lambda: json.dumps(rows[0] if len(rows) == 1 else rows, ensure_ascii=False),
        "json-wrapped": lambda: json.dumps({"tasks": rows}, ensure_ascii=False),
        "strings": lambda: "\n".join(", ".join(f"{name} = {value}" for name, value in row.items()) for row in rows),
        "commas": lambda: "\n".join(",".join(row.values()) for row in rows),
        "xml": lambda: "<list>" + "".join(f"<task>{_elements(row)}</task>" for row in rows) + "</list>",
    }[form]().encode()


def error_in_form(code: int, text: str, form: str) -> bytes:
    """Return an error as "text", "comma", "xml" or "json"."""
    return {
        "text": f"ERROR = {code} ({text})",
        "comma": f"0,-{code}",
        "xml": f"<result><error>{escape(text)}</error><error_code>{code}</error_code></result>",
        "json": json.dumps({"error": text, "error_code": code}),
    }[form].encode()


def _elements(row: dict[str, str]) -> str:
    return "".join(f"<{name}>{escape(value)}</{name}>" for name, value in row.items())
