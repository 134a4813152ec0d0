"""The simulated service's replies in the formats that the program asks for."""

import json
from collections.abc import Sequence

from gui.demo.service import SimulatedTask


def fields(task: SimulatedTask) -> dict[str, str]:
    """Return a task's row of the list, each value as text."""
    return {
        "id": str(task.id),
        "name": task.name,
        "status": str(int(task.status)),
        "created": task.created,
        "time": task.started,
        "file": task.file,
    }


def list_reply(tasks: Sequence[SimulatedTask]) -> bytes:
    """Return a list of tasks as JSON."""
    return json.dumps([fields(task) for task in tasks], ensure_ascii=False).encode()


def error_reply(code: int, text: str, form: dict[str, str]) -> bytes:
    """Return an error, as JSON if `form` asks for it, else as text."""
    if form.get("fmt") == "3":
        return json.dumps({"error": text, "error_code": code}).encode()
    return f"ERROR = {code} ({text})".encode()
