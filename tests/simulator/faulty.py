"""The simulator as tests want it: it records every request, and can go wrong in every way that is known."""

import gzip
import math
import socket
import struct
import zlib
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Any
from urllib.parse import urlsplit

from gui.clock import Clock
from gui.demo.reports import report
from gui.demo.service import ROUNDING_S, TEXTS, WINDOW_S, Request
from gui.demo.simulator import CSV, HTML, TEXT, Handler, Simulator
from tests.simulator.forms import LIST_FORMS, error_in_form, list_in_form

PORTAL = b"<!DOCTYPE html><html><body>Please sign in to this network</body></html>"
BOMB_PIECES, BOMB_PIECE_BYTES = 512, 1024 * 1024
STALL = "stall-before-head"


@dataclass(frozen=True)
class Arrival:
    """A request as it arrived; holds no secret. `answer` is "ok", "error N" or a fault's name."""

    at_s: float
    method: str
    identity: str
    command: str
    params: frozenset[tuple[str, str]]
    accepted: bool
    answer: str

    @property
    def key(self) -> tuple[str, str, frozenset[tuple[str, str]]]:
        """What makes requests identical to the service."""
        return self.identity, self.command, self.params


@dataclass
class Fault:
    """Something that goes wrong with the next `times` requests for `command` (any, where None)."""

    name: str
    command: str | None
    times: int
    options: dict[str, Any] = field(default_factory=dict)


class FaultyHandler(Handler):
    """Answers as the simulator does, or goes wrong as a fault says."""

    @property
    def simulator(self) -> "FaultySimulator":
        """The simulator that this belongs to."""
        assert isinstance(self.server.simulator, FaultySimulator)
        return self.server.simulator

    def do_GET(self) -> None:
        """Answer what the program must never send; who signs in like this leaves the password in logs."""
        self.take(urlsplit(self.path).query)

    def answer(self, request: Request) -> None:
        """Record a request, judge it and reply to it, or let the next fault have its way."""
        fault = self.simulator.take_fault(request.command)
        code = self.simulator.arrive(request, self.command, fault.name if fault else "")
        try:
            if fault:
                self._go_wrong(fault, request, code)
            else:
                self.reply(request, code)
        finally:
            self.simulator.depart(request)

    def _go_wrong(self, fault: Fault, request: Request, code: int) -> None:
        if fault.name == STALL:
            self.simulator.release.wait()
        if fault.name in IN_PLACE_OF_AN_ANSWER:
            IN_PLACE_OF_AN_ANSWER[fault.name](self, fault)
        elif code or fault.name == STALL:
            self.reply(request, code)
        elif request.command == "list":
            WITH_THE_BODY[fault.name](self, fault, self.simulator.list_body(request.form), TEXT)
        else:
            task = self.simulator.find(request.form)
            assert task, "judged to be there"
            WITH_THE_BODY[fault.name](self, fault, b"".join(report(task.id, task.rows)), CSV)

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
        self.send(200, fault.options.get("content_type", HTML), PORTAL)

    def _bad_json(self, fault: Fault) -> None:
        self.send(200, "application/json", b'[{"id": 1, "name"')

    def _status(self, fault: Fault) -> None:
        self.send(fault.options.get("status", 503), HTML, b"<html>Service Unavailable</html>")

    def _redirect(self, fault: Fault) -> None:
        options = fault.options
        self.send(options.get("status", 307), HTML, b"", Location=options.get("location", "https://example.com/"))

    def _error(self, fault: Fault) -> None:
        options = fault.options
        code, form = options.get("code", 1), options.get("form", "text")
        text = options.get("text", TEXTS.get(code, "unknown error"))
        self.send(200, TEXT, self.simulator.error_body(code, {}, form, text))

    def _empty(self, fault: Fault) -> None:
        self.send(200, TEXT, b"")

    def _huge_list(self, fault: Fault) -> None:
        self.send_head(200, "application/json", {"Transfer-Encoding": "chunked"})
        row = b'{"id": "1", "name": "x", "status": "0"},' * 1000
        self._write_chunk(b"[")
        while not self.simulator.release.is_set():
            self._write_chunk(row)

    def _gzip_bomb(self, fault: Fault) -> None:
        packer, piece = zlib.compressobj(1, wbits=31), bytes(BOMB_PIECE_BYTES)
        packed = b"".join(packer.compress(piece) for _ in range(BOMB_PIECES)) + packer.flush()
        self.send(200, CSV, packed, **{"Content-Encoding": "gzip"})

    def _slow(self, fault: Fault, body: bytes, content_type: str) -> None:
        self.send_head(200, content_type, {"Content-Length": str(len(body))})
        for start in range(0, len(body), len(body) // 10 + 1):
            self.wfile.write(body[start : start + len(body) // 10 + 1])
            self.wfile.flush()
            self.simulator.release.wait(0.02)

    def _stall_in_body(self, fault: Fault, body: bytes, content_type: str) -> None:
        self._send_half(body, content_type)
        self.simulator.release.wait()
        self.wfile.write(body[len(body) // 2 :])

    def _cut_off(self, fault: Fault, body: bytes, content_type: str) -> None:
        self._send_half(body, content_type)
        self._hang_up()

    def _send_half(self, body: bytes, content_type: str) -> None:
        self.send_head(200, content_type, {"Content-Length": str(len(body))})
        self.wfile.write(body[: len(body) // 2])
        self.wfile.flush()

    def _wrong_length(self, fault: Fault, body: bytes, content_type: str) -> None:
        self.send_head(200, content_type, {"Content-Length": str(len(body) + fault.options.get("by", 1000))})
        self.wfile.write(body)
        self._hang_up()

    def _chunked(self, fault: Fault, body: bytes, content_type: str) -> None:
        self.send_head(200, content_type, {"Transfer-Encoding": "chunked"})
        for start in range(0, len(body), 1000):
            self._write_chunk(body[start : start + 1000])
        self.wfile.write(b"0\r\n\r\n")

    def _chunked_cut(self, fault: Fault, body: bytes, content_type: str) -> None:
        self.send_head(200, content_type, {"Transfer-Encoding": "chunked"})
        self._write_chunk(body[: len(body) // 2])
        self._hang_up()

    def _close_delimited(self, fault: Fault, body: bytes, content_type: str) -> None:
        self.send_head(200, content_type, {"Connection": "close"})
        self.wfile.write(body)
        self._hang_up()

    def _gzip(self, fault: Fault, body: bytes, content_type: str) -> None:
        self.send(200, content_type, gzip.compress(body), **{"Content-Encoding": "gzip"})

    def _gzip_unmarked(self, fault: Fault, body: bytes, content_type: str) -> None:
        self.send(200, content_type, gzip.compress(body))

    def _gzip_cut(self, fault: Fault, body: bytes, content_type: str) -> None:
        packed = gzip.compress(body)
        self.send(200, content_type, packed[: len(packed) // 2], **{"Content-Encoding": "gzip"})


IN_PLACE_OF_AN_ANSWER = {
    "reset": FaultyHandler._reset,
    "html": FaultyHandler._portal,
    "bad-json": FaultyHandler._bad_json,
    "status": FaultyHandler._status,
    "redirect": FaultyHandler._redirect,
    "error": FaultyHandler._error,
    "empty": FaultyHandler._empty,
    "huge-list": FaultyHandler._huge_list,
    "gzip-bomb": FaultyHandler._gzip_bomb,
}
WITH_THE_BODY = {
    "slow": FaultyHandler._slow,
    "stall-in-body": FaultyHandler._stall_in_body,
    "cut-off": FaultyHandler._cut_off,
    "wrong-length": FaultyHandler._wrong_length,
    "chunked": FaultyHandler._chunked,
    "chunked-cut": FaultyHandler._chunked_cut,
    "close-delimited": FaultyHandler._close_delimited,
    "gzip": FaultyHandler._gzip,
    "gzip-unmarked": FaultyHandler._gzip_unmarked,
    "gzip-cut": FaultyHandler._gzip_cut,
}


class FaultySimulator(Simulator):
    """The simulator with a record, and with faults.

    These there are, with their options: slow, stall-before-head, stall-in-body, cut-off, reset,
    wrong-length (by: bytes announced too many), chunked, chunked-cut, close-delimited, html (content_type), bad-json,
    status (status), redirect (status, location), gzip, gzip-unmarked, gzip-cut, gzip-bomb, huge-list,
    error (code, form, text), empty. What stalls goes on when `release` is set, until `start()` clears it.
    """

    handler = FaultyHandler

    def __init__(self, clock: Clock | None = None, *, bytes_per_s: float = math.inf) -> None:
        super().__init__(clock or Clock(), bytes_per_s)
        self.list_form = LIST_FORMS[0]
        self.release = Event()
        self._faults: list[Fault] = []
        self._fault_lock = Lock()
        self._arrivals: list[Arrival] = []

    def __enter__(self) -> "FaultySimulator":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        self.release.clear()
        super().start()

    def stop(self) -> None:
        """Stop listening and drop every connection, also those that stall."""
        super().stop()
        self.release.set()

    def fault(self, name: str, command: str | None = None, times: int = 1, **options: Any) -> None:
        """Let something go wrong; faults are used up in the order in which they were asked for.

        Raises ValueError for a fault that there is not.
        """
        if name not in {STALL, *IN_PLACE_OF_AN_ANSWER, *WITH_THE_BODY}:
            raise ValueError(f"no such fault: {name}")
        with self._fault_lock:
            self._faults.append(Fault(name, command, times, options))

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

    def arrive(self, request: Request, method: str = "POST", fault: str = "") -> int:
        """Judge a request and record it."""
        with self._lock:
            code = super().arrive(request)
            now_s, who = self.clock.now_s(), self.identity(request)
            answer = fault or (f"error {code}" if code else "ok")
            self._arrivals.append(Arrival(now_s, method, who, request.command, request.params, code == 0, answer))
            return code

    @property
    def arrivals(self) -> list[Arrival]:
        """Every request so far, in order of arrival."""
        with self._lock:
            return list(self._arrivals)

    def busiest_minute(self) -> int:
        """The most identical requests that arrived within any 60 s."""
        times: defaultdict[object, list[float]] = defaultdict(list)
        for arrival in self.arrivals:
            times[arrival.key].append(arrival.at_s)
        return max(
            (
                sum(start <= at < start + WINDOW_S - ROUNDING_S for at in moments)
                for moments in times.values()
                for start in moments
            ),
            default=0,
        )

    def list_body(self, form: dict[str, str]) -> bytes:
        return list_in_form(self.page(form), self.list_form)

    def error_body(self, code: int, form: dict[str, str], shape: str = "", text: str = "") -> bytes:
        """Return the reply with an error, in the form and with the text that a fault names."""
        return error_in_form(code, text, shape) if shape else super().error_body(code, form)

    def report_bytes(self, task_id: int) -> bytes:
        """The whole report of a task, for comparison; small ones only."""
        task = next(task for task in self.tasks() if task.id == task_id)
        return b"".join(report(task.id, task.rows))
