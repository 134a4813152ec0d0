"""SMS Centre on a loopback port: real HTTP, the real limit, real errors, made-up messages."""

import gzip
import socket
import struct
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from gui.clock import Clock
from gui.demo.replies import LIST_FORMS, error_reply, list_reply
from gui.demo.reports import report, report_size_bytes
from gui.demo.service import PAGE_TASKS, TEXTS, Request, SimulatedService, SimulatedTask
from gui.service.task import TaskStatus

PATH = "/sys/downloads.php"
PORTAL = b"<!DOCTYPE html><html><body>Please sign in to this network</body></html>"
DAILY_EXPORTS = 3
BOMB_PIECES, BOMB_PIECE_BYTES = 512, 1024 * 1024
_STALL = "stall-before-head"
_CSV, _TEXT, _HTML = "text/csv", "text/plain", "text/html"


@dataclass
class Fault:
    """Something that goes wrong with the next `times` requests for `command` (any, where None)."""

    name: str
    command: str | None
    times: int
    options: dict[str, Any] = field(default_factory=dict)


class Simulator(SimulatedService):
    """The simulated service behind a socket. Start and stop from one thread; all else is safe from any.

    Faults that a test may ask for, with their options: slow, stall-before-head, stall-in-body, cut-off, reset,
    wrong-length (by: bytes announced too many), chunked, chunked-cut, close-delimited, html (content_type), bad-json,
    status (status), redirect (status, location), gzip, gzip-unmarked, gzip-cut, gzip-bomb, huge-list,
    error (code, form, text), empty. What stalls goes on when `release` is set, until `start()` clears it.
    """

    def __init__(self, clock: Clock | None = None, *, progress: bool = True, bytes_per_s: float | None = None) -> None:
        super().__init__(clock or Clock(), progress=progress)
        self.add_account("demo", "demo", "demo-key")
        self.list_form = LIST_FORMS[0]
        self.numbers_as_strings = True
        self.most_tasks = PAGE_TASKS
        self.error_form = ""
        self._bytes_per_s = bytes_per_s
        self._faults: list[Fault] = []
        self._fault_lock = Lock()
        self.release = Event()
        self._server: _Server | None = None
        self._thread: Thread | None = None
        self._port = 0

    def __enter__(self) -> "Simulator":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def origin(self) -> str:
        """Where it listens, or listened last."""
        return f"http://127.0.0.1:{self._port}"

    def start(self, port: int = 0) -> None:
        """Listen, on a free port or on the one that is given."""
        self.release.clear()
        self._server = _Server(("127.0.0.1", port), self)
        self._port = self._server.server_address[1]
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), name="simulator", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop listening and drop every connection, also those that stall."""
        server, self._server = self._server, None
        if server and self._thread:
            server.shutdown()
            server.drop_all()
            self.release.set()
            server.server_close()
            self._thread.join()

    def fault(self, name: str, command: str | None = None, times: int = 1, **options: Any) -> None:
        """Let something go wrong; faults are used up in the order in which they were asked for.

        Raises ValueError for a fault that there is not.
        """
        if name not in _FAULTS:
            raise ValueError(f"no such fault: {name}")
        with self._fault_lock:
            self._faults.append(Fault(name, command, times, options))

    def report_bytes(self, task_id: int) -> bytes:
        """The whole report of a task, for comparison; small ones only."""
        return b"".join(self.report_chunks(task_id))

    def report_chunks(self, task_id: int) -> Iterator[bytes]:
        """The report of a task, piece by piece."""
        task = next(task for task in self.tasks() if task.id == task_id)
        return report(task.id, task.rows)

    def take_fault(self, command: str) -> Fault | None:
        """Use up the next fault meant for this command."""
        with self._fault_lock:
            for fault in self._faults:
                if fault.command in (None, command):
                    fault.times -= 1
                    if fault.times <= 0:
                        self._faults.remove(fault)
                    return fault
        return None

    def list_body(self, form: dict[str, str]) -> bytes:
        """The reply to a request for the list."""
        after_id = int(form.get("after_id") or 0)
        count = min(int(form.get("cnt") or self.most_tasks), self.most_tasks)
        tasks = [task for task in self.tasks() if task.id > after_id][:count]
        return list_reply(tasks, self.list_form, form, numbers_as_strings=self.numbers_as_strings)

    def error_body(self, code: int, form: dict[str, str], shape: str = "", text: str | None = None) -> bytes:
        """The reply with an error."""
        return error_reply(
            code, TEXTS.get(code, "unknown error") if text is None else text, shape or self.error_form, form
        )

    def pace(self, sent_bytes: int, start_s: float) -> None:
        """Hold a body back to the speed that was asked for."""
        if self._bytes_per_s:
            self.release.wait(max(sent_bytes / self._bytes_per_s - (time.monotonic() - start_s), 0.0))


def demo_simulator(clock: Clock) -> Simulator:
    """The service as one looks around in it: tasks of all statuses, some of which go on meanwhile."""
    simulator = Simulator(clock, bytes_per_s=12_000_000)
    day_s = 24 * 3600.0
    examples = (
        ("Архив за прошлый год", TaskStatus.COMPLETED, 2_000_000, "arhiv_2025.csv", 9 * day_s),
        ("Spring campaign", TaskStatus.COMPLETED, 100_000, "spring_campaign.csv", 8 * day_s),
        ("Рассылка по должникам", TaskStatus.FAILED, 0, "", 7 * day_s),
        ("Подтверждения записи", TaskStatus.COMPLETED, 2_000, "zapis.csv", 6 * day_s),
        ("Delivery notices, week 45", TaskStatus.COMPLETED, 25_000, "delivery_w45.csv", 5 * day_s),
        ("Тестовая выгрузка", TaskStatus.CANCELLED, 0, "", 4 * day_s),
        ("Акция «Осень»", TaskStatus.COMPLETED, 400_000, "osen.csv", 3 * day_s),
        ("Коды входа за октябрь", TaskStatus.COMPLETED, 60_000, "kody_oktyabr.csv", 2 * day_s),
        ("Short check", TaskStatus.COMPLETED, 10, "short_check.csv", day_s),
    )
    for name, status, rows, file, age_s in examples:
        simulator.add_task(name, status, rows=rows, file=file, age_s=age_s)
    simulator.add_task(
        "Напоминания об оплате", TaskStatus.IN_PROGRESS, rows=5_000, file="oplata.csv", age_s=900, ends_in_s=40
    )
    simulator.add_task("Black Friday", rows=30_000, file="black_friday.csv", age_s=300, begins_in_s=45, ends_in_s=120)
    for number in range(1, DAILY_EXPORTS + 1):
        begins_s = 180.0 * number
        name, file = f"Ежедневная выгрузка {number}", f"daily_{number}.csv"
        simulator.add_task(name, rows=900 * number, file=file, begins_in_s=begins_s, ends_in_s=begins_s + 60)
    return simulator


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], simulator: Simulator) -> None:
        self.simulator = simulator
        self._open: set[socket.socket] = set()
        self._lock = Lock()
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def drop_all(self) -> None:
        with self._lock:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no news; anything else is a mistake of the simulator's, and said."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        self._answer(urlsplit(self.path).query)

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        if len(body) < length:  # the client went away: no request has arrived
            self.close_connection = True
        else:
            self._answer(body.decode("utf-8", "replace"))

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is logged; `arrivals` is the record."""

    def _answer(self, encoded: str) -> None:
        path = urlsplit(self.path).path
        request = Request(self.command, path, self.client_address[0], dict(parse_qsl(encoded, keep_blank_values=True)))
        simulator = self.server.simulator
        if path != PATH:
            self._send(404, _HTML, b"<html>Not found</html>")
            return
        fault = simulator.take_fault(request.command)
        code = simulator.arrive(request, fault.name if fault else "")
        try:
            if fault and fault.name == _STALL:
                simulator.release.wait()
            if fault and fault.name in _IN_PLACE_OF_AN_ANSWER:
                _IN_PLACE_OF_AN_ANSWER[fault.name](self, fault)
            elif code:
                self._send(200, _TEXT, simulator.error_body(code, request.form))
            elif request.command == "list":
                self._send_whole(fault, simulator.list_body(request.form), _TEXT)
            else:
                task = simulator.find(request.form)
                assert task, "judged to be there"
                if fault:
                    self._send_whole(fault, b"".join(report(task.id, task.rows)), _CSV)
                else:
                    self._send_report(task)
        finally:
            simulator.depart(request)

    def _send(self, status: int, content_type: str, body: bytes, **headers: str) -> None:
        self._head(status, content_type, {"Content-Length": str(len(body)), **headers})
        self.wfile.write(body)

    def _head(self, status: int, content_type: str, headers: dict[str, str]) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _send_whole(self, fault: Fault | None, body: bytes, content_type: str) -> None:
        if fault and fault.name in _WITH_THE_BODY:
            _WITH_THE_BODY[fault.name](self, fault, body, content_type)
        else:
            self._send(200, content_type, body)

    def _send_report(self, task: SimulatedTask) -> None:
        self._head(200, _CSV, {"Content-Length": str(report_size_bytes(task.id, task.rows))})
        start_s, sent = time.monotonic(), 0
        for chunk in report(task.id, task.rows):
            sent += len(chunk)
            self.server.simulator.pace(sent, start_s)
            self.wfile.write(chunk)

    def _write_chunk(self, chunk: bytes) -> None:
        if chunk:
            self.wfile.write(b"%x\r\n%b\r\n" % (len(chunk), chunk))

    def _hang_up(self) -> None:
        self.close_connection = True
        self.wfile.flush()
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def _reset(self, fault: Fault) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def _portal(self, fault: Fault) -> None:
        self._send(200, fault.options.get("content_type", _HTML), PORTAL)

    def _bad_json(self, fault: Fault) -> None:
        self._send(200, "application/json", b'[{"id": 1, "name"')

    def _status(self, fault: Fault) -> None:
        self._send(fault.options.get("status", 503), _HTML, b"<html>Service Unavailable</html>")

    def _redirect(self, fault: Fault) -> None:
        options = fault.options
        self._send(options.get("status", 307), _HTML, b"", Location=options.get("location", "https://example.com/"))

    def _error(self, fault: Fault) -> None:
        options = fault.options
        body = self.server.simulator.error_body(
            options.get("code", 1), {}, options.get("form", ""), options.get("text")
        )
        self._send(200, _TEXT, body)

    def _empty(self, fault: Fault) -> None:
        self._send(200, _TEXT, b"")

    def _huge_list(self, fault: Fault) -> None:
        self._head(200, "application/json", {"Transfer-Encoding": "chunked"})
        row = b'{"id": "1", "name": "x", "status": "0"},' * 1000
        self._write_chunk(b"[")
        while not self.server.simulator.release.is_set():
            self._write_chunk(row)

    def _gzip_bomb(self, fault: Fault) -> None:
        packer, piece = zlib.compressobj(1, wbits=31), bytes(BOMB_PIECE_BYTES)
        packed = b"".join(packer.compress(piece) for _ in range(BOMB_PIECES)) + packer.flush()
        self._send(200, _CSV, packed, **{"Content-Encoding": "gzip"})

    def _slow(self, fault: Fault, body: bytes, content_type: str) -> None:
        self._head(200, content_type, {"Content-Length": str(len(body))})
        for start in range(0, len(body), len(body) // 10 + 1):
            self.wfile.write(body[start : start + len(body) // 10 + 1])
            self.wfile.flush()
            self.server.simulator.release.wait(0.02)

    def _stall_in_body(self, fault: Fault, body: bytes, content_type: str) -> None:
        self._send_half(body, content_type)
        self.server.simulator.release.wait()
        self.wfile.write(body[len(body) // 2 :])

    def _cut_off(self, fault: Fault, body: bytes, content_type: str) -> None:
        self._send_half(body, content_type)
        self._hang_up()

    def _send_half(self, body: bytes, content_type: str) -> None:
        self._head(200, content_type, {"Content-Length": str(len(body))})
        self.wfile.write(body[: len(body) // 2])
        self.wfile.flush()

    def _wrong_length(self, fault: Fault, body: bytes, content_type: str) -> None:
        self._head(200, content_type, {"Content-Length": str(len(body) + fault.options.get("by", 1000))})
        self.wfile.write(body)
        self._hang_up()

    def _chunked(self, fault: Fault, body: bytes, content_type: str) -> None:
        self._head(200, content_type, {"Transfer-Encoding": "chunked"})
        for start in range(0, len(body), 1000):
            self._write_chunk(body[start : start + 1000])
        self.wfile.write(b"0\r\n\r\n")

    def _chunked_cut(self, fault: Fault, body: bytes, content_type: str) -> None:
        self._head(200, content_type, {"Transfer-Encoding": "chunked"})
        self._write_chunk(body[: len(body) // 2])
        self._hang_up()

    def _close_delimited(self, fault: Fault, body: bytes, content_type: str) -> None:
        self._head(200, content_type, {"Connection": "close"})
        self.wfile.write(body)
        self._hang_up()

    def _gzip(self, fault: Fault, body: bytes, content_type: str) -> None:
        self._send(200, content_type, gzip.compress(body), **{"Content-Encoding": "gzip"})

    def _gzip_unmarked(self, fault: Fault, body: bytes, content_type: str) -> None:
        self._send(200, content_type, gzip.compress(body))

    def _gzip_cut(self, fault: Fault, body: bytes, content_type: str) -> None:
        packed = gzip.compress(body)
        self._send(200, content_type, packed[: len(packed) // 2], **{"Content-Encoding": "gzip"})


_IN_PLACE_OF_AN_ANSWER = {
    "reset": _Handler._reset,
    "html": _Handler._portal,
    "bad-json": _Handler._bad_json,
    "status": _Handler._status,
    "redirect": _Handler._redirect,
    "error": _Handler._error,
    "empty": _Handler._empty,
    "huge-list": _Handler._huge_list,
    "gzip-bomb": _Handler._gzip_bomb,
}
_WITH_THE_BODY = {
    "slow": _Handler._slow,
    "stall-in-body": _Handler._stall_in_body,
    "cut-off": _Handler._cut_off,
    "wrong-length": _Handler._wrong_length,
    "chunked": _Handler._chunked,
    "chunked-cut": _Handler._chunked_cut,
    "close-delimited": _Handler._close_delimited,
    "gzip": _Handler._gzip,
    "gzip-unmarked": _Handler._gzip_unmarked,
    "gzip-cut": _Handler._gzip_cut,
}
_FAULTS = {_STALL, *_IN_PLACE_OF_AN_ANSWER, *_WITH_THE_BODY}
