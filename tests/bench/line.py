"""A file server at the end of a line: `python -m tests.bench.line FOLDER BYTES_PER_S` prints its port; 0 is unbound."""

import sys
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from shutil import copyfileobj
from typing import Any

PIECE_BYTES = 2**16


class Line(SimpleHTTPRequestHandler):
    def __init__(self, *arguments: Any, bytes_per_s: int, **named: Any) -> None:
        self._bytes_per_s = bytes_per_s
        super().__init__(*arguments, **named)

    def copyfile(self, source: Any, outputfile: Any) -> None:
        if not self._bytes_per_s:
            copyfileobj(source, outputfile)
            return
        sent, start_s = 0, time.monotonic()
        while piece := source.read(PIECE_BYTES):
            outputfile.write(piece)
            sent += len(piece)
            time.sleep(max(0.0, start_s + sent / self._bytes_per_s - time.monotonic()))

    def log_message(self, *_: Any) -> None:
        pass


if __name__ == "__main__":
    handler = partial(Line, directory=sys.argv[1], bytes_per_s=int(sys.argv[2]))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        print(server.server_port, flush=True)
        server.serve_forever()
