"""Tests the packaged program: it does the main job on real parts and prints nothing unexpected."""

import os
import ssl
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import trustme

LONGEST_S = 120
SCREEN = ("xvfb-run", "-a", "-s", "-screen 0 1400x900x24")
FOREIGN = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR", "LD_LIBRARY_PATH")


class TrialError(Exception):
    """The program did not do what it should; the text is its whole output."""


def try_out(program: Path) -> str:
    """Start the program with `--self-check` and return its report. Raises TrialError.

    On Linux it gets a screen, a keyring if one is installed, and the server's certificate authority. Elsewhere the
    system does not know that authority, and the certificate must be refused.
    """
    with ExitStack() as parts:
        folder = Path(parts.enter_context(tempfile.TemporaryDirectory(prefix="smsc-tasks-trial-")))
        environment = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        server, authority = parts.enter_context(_server(folder))
        expected = {"server": "0 tasks" if sys.platform == "linux" else "certificate"}
        screen: tuple[str, ...] = ()
        if sys.platform == "linux":
            screen = SCREEN
            environment |= {"QT_QPA_PLATFORM": "xcb", "SSL_CERT_FILE": str(authority)}
            environment |= _keyring(parts, folder)
            expected["keyring"] = "ok" if "DBUS_SESSION_BUS_ADDRESS" in environment else "none found"
        report = folder / "report.txt"
        command = [*screen, str(program), "--self-check", str(report), "--server", server]
        ended = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=LONGEST_S, check=False, encoding="utf-8"
        )
        found = report.read_text("utf-8") if report.exists() else ""
        said = ended.stdout + ended.stderr
        missing = [f"{name}: {text}" for name, text in expected.items() if f"{name}: {text}\n" not in found]
        quiet = said == found or (sys.platform == "win32" and not said)
        if ended.returncode != 0 or missing or not quiet or not found.endswith("self-check: ok\n"):
            raise TrialError(f"exit code {ended.returncode}, missing: {missing}\n{found}\n--- said:\n{said}")
        return found


def _keyring(parts: ExitStack, folder: Path) -> Mapping[str, str]:
    import secret_service  # noqa: PLC0415 - jeepney is there on Linux only

    return parts.enter_context(secret_service.gnome_keyring(folder)) if secret_service.is_installed() else {}


class _EmptyList(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"[]")

    def log_message(self, format: str, *args: object) -> None:
        pass


class _Quiet(HTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore a client that refuses the certificate."""


@contextmanager
def _server(folder: Path) -> Iterator[tuple[str, Path]]:
    """Run a server with its own certificate authority; yield its address and the authority's certificate."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    certificate = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(certificate))
    server = _Quiet(("127.0.0.1", 0), _EmptyList)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"https://localhost:{server.server_port}", certificate
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
