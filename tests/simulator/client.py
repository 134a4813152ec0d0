"""A client of the simulator that takes it as it comes."""

import http.client
import json
import socket
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from urllib.parse import urlencode, urlsplit

from gui.demo.simulator import PATH, Simulator
from gui.service.task import TaskStatus

PASSWORD, KEY = "pass word&1", "key=of+anna"
ANNA = {"login": "anna", "psw": PASSWORD}
LIST = {**ANNA, "get_list": "1", "fmt": "3", "charset": "utf-8"}
DEADLINE_S = 10.0


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Message
    body: bytes


def address(simulator: Simulator) -> tuple[str, int]:
    return "127.0.0.1", urlsplit(simulator.origin).port or 0


def connect(simulator: Simulator) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(*address(simulator), timeout=DEADLINE_S)


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
    raw = socket.create_connection(address(simulator), timeout=DEADLINE_S)
    body = urlencode(form).encode()
    raw.sendall(b"POST %b HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%b" % (PATH.encode(), len(body), body))
    return raw


def file_of(task_id: int) -> dict[str, str]:
    return {**ANNA, "get_file": "1", "id": str(task_id)}


def code_of(reply: Reply) -> int:
    value = json.loads(reply.body)
    return int(value["error_code"]) if isinstance(value, dict) else 0


def ids_of(reply: Reply) -> list[int]:
    return [int(row["id"]) for row in json.loads(reply.body)]


def finished_task(simulator: Simulator, rows: int = 500, name: str = "March") -> int:
    return simulator.add_task(name, TaskStatus.COMPLETED, rows=rows)
