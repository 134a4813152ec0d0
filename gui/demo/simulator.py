"""SMS Centre on a loopback port: real HTTP, the real limit, real errors, made-up messages."""

import socket
import sys
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from gui.clock import Clock
from gui.demo.replies import error_reply, list_reply
from gui.demo.reports import report, report_size_bytes
from gui.demo.service import TEXTS, Request, SimulatedService, SimulatedTask
from gui.service.task import TaskStatus

PATH = "/sys/downloads.php"
CSV, TEXT, HTML = "text/csv", "text/plain", "text/html"
BYTES_PER_S = 12_000_000
DAILY_EXPORTS = 3


class Handler(BaseHTTPRequestHandler):
    """Answers the requests of one connection in a thread of its own."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "_Server"

    def do_POST(self) -> None:
        """Read a request and answer it."""
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        if len(body) < length:  # the client disconnected: no request has arrived
            self.close_connection = True
        else:
            self.take(body.decode("utf-8", "replace"))

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing."""

    def take(self, encoded: str) -> None:
        """Answer a request with these encoded parameters."""
        if urlsplit(self.path).path == PATH:
            self.answer(Request(self.client_address[0], dict(parse_qsl(encoded, keep_blank_values=True))))
        else:
            self.send(404, HTML, b"<html>Not found</html>")

    def answer(self, request: Request) -> None:
        """Judge a request and reply to it."""
        code = self.server.simulator.arrive(request)
        try:
            self.reply(request, code)
        finally:
            self.server.simulator.depart(request)

    def reply(self, request: Request, code: int) -> None:
        """Send the error with this number, or what was requested if it is 0."""
        simulator = self.server.simulator
        if code:
            self.send(200, TEXT, simulator.error_body(code, request.form))
        elif request.command == "list":
            self.send(200, TEXT, simulator.list_body(request.form))
        else:
            task = simulator.find(request.form)
            assert task, "judged to be there"
            self._send_report(task)

    def send(self, status: int, content_type: str, body: bytes, **headers: str) -> None:
        """Send a complete reply."""
        self.send_head(status, content_type, {"Content-Length": str(len(body)), **headers})
        self.wfile.write(body)

    def send_head(self, status: int, content_type: str, headers: dict[str, str]) -> None:
        """Send everything that precedes the body."""
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _send_report(self, task: SimulatedTask) -> None:
        self.send_head(200, CSV, {"Content-Length": str(report_size_bytes(task.id, task.rows))})
        start_s, sent = time.monotonic(), 0
        for chunk in report(task.id, task.rows):
            sent += len(chunk)
            self.server.simulator.pace(sent, start_s)
            self.wfile.write(chunk)


class Simulator(SimulatedService):
    """The simulated service behind a socket. Start and stop it from one thread; all else is safe from any."""

    handler: type[Handler] = Handler

    def __init__(self, clock: Clock, bytes_per_s: float) -> None:
        super().__init__(clock)
        self.add_account("demo", "demo", "demo-key")
        self._bytes_per_s = bytes_per_s
        self._stopping = Event()
        self._server: _Server | None = None
        self._thread: Thread | None = None
        self._port = 0

    @property
    def origin(self) -> str:
        """Where it listens, or listened last."""
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Listen on a free port, or again on the previous one."""
        self._stopping.clear()
        self._server = _Server(("127.0.0.1", self._port), self)
        self._port = self._server.server_address[1]
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), name="simulator", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop listening and drop every connection."""
        server, self._server = self._server, None
        if server and self._thread:
            server.shutdown()
            server.drop_all()
            self._stopping.set()
            server.server_close()
            self._thread.join()

    def list_body(self, form: dict[str, str]) -> bytes:
        """Return the reply to a request for the list."""
        return list_reply(self.page(form))

    def error_body(self, code: int, form: dict[str, str]) -> bytes:
        """Return the reply with an error."""
        return error_reply(code, TEXTS[code], form)

    def pace(self, sent_bytes: int, start_s: float) -> None:
        """Slow a body down to the configured speed."""
        self._stopping.wait(max(sent_bytes / self._bytes_per_s - (time.monotonic() - start_s), 0.0))


def demo_simulator(clock: Clock) -> Simulator:
    """Return the service for looking around: tasks of all statuses, some of which progress meanwhile."""
    simulator = Simulator(clock, BYTES_PER_S)
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
        super().__init__(address, simulator.handler)

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
        """Ignore a client that disconnects; report anything else as a bug of the simulator."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)
