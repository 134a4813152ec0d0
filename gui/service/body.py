"""Reads a response body in bounded pieces, decompresses it and detects truncation."""

import zlib
from collections.abc import Iterator

import urllib3
from urllib3 import exceptions as wire

from gui.service.errors import Cancelled, RequestErrorKind, RequestFailed
from gui.service.exchange import Exchange

PIECE_BYTES = 1024 * 1024
_PACKED_BYTES = 64 * 1024
"""Most compressed bytes decompressed at a time: `unused_data` copies the rest for each gzip member."""
_GZIP_START = b"\x1f\x8b\x08"
_GZIP, _ZLIB, _RAW_DEFLATE = 31, 15, -15
_PACKINGS = {"": "", "gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate"}
_KNOWN_PACKINGS = ("gzip", "x-gzip", "deflate", "br", "zstd", "compress")
"""The only values that are logged; anything else is untrusted text."""


class Body:
    """A response whose head has arrived. `cancel()` is safe from any thread.

    Once all is read, `checked` says whether the body is proven complete: by its length, by the last chunk,
    or by the end of the compressed stream. The constructor raises RequestFailed for an unsupported
    Content-Encoding.
    """

    def __init__(self, raw: urllib3.HTTPResponse, exchange: Exchange) -> None:
        self._raw = raw
        self._exchange = exchange
        self.status = raw.status
        self.location = raw.headers.get("Location", "")
        self.content_type = raw.headers.get("Content-Type", "").lower()
        self.retry_after = raw.headers.get("Retry-After", "")
        self._chunked = raw.chunked
        self._announced_bytes = raw.length_remaining
        self.checked = False
        try:
            self._packing = _packing(raw.headers.get("Content-Encoding", ""))
        except RequestFailed:
            self.close()
            raise

    @property
    def size_bytes(self) -> int | None:
        """Bytes that `pieces()` will yield in total, or None if unknown."""
        return None if self._packing else self._announced_bytes

    def limit(self, seconds: float | None) -> None:
        """Bound the time for the rest of the body; None leaves only the idle timeout."""
        self._exchange.limit(seconds)

    def pieces(self) -> Iterator[bytes]:
        """Yield the decompressed body as it arrives, at most a few MiB at a time.

        Raises Cancelled; RequestFailed if it stalls, takes too long, breaks off or cannot be decompressed.
        """
        try:
            wire_pieces = self._wire_pieces()
            start = b""
            for piece in wire_pieces:
                start += piece
                if len(start) >= len(_GZIP_START):
                    break
            if start.startswith(_GZIP_START):
                self._packing = "gzip"
            if self._packing:
                yield from self._unpacked(start, wire_pieces)
            else:
                yield start
                yield from wire_pieces
            self._raise_if_ended()  # our own shutdown looks like the end of a body that ends by closing
            self.checked = bool(self._packing) or self._chunked or self._announced_bytes is not None
        finally:
            self.close()

    def cancel(self) -> None:
        """Make `pieces()` raise Cancelled immediately."""
        self._exchange.cancel()

    def close(self) -> None:
        """Close the connection, dropping what is unread."""
        self._raw.close()
        self._exchange.close()

    def _raise_if_ended(self) -> None:
        if self._exchange.cancelled:
            raise Cancelled
        if self._exchange.overdue:
            raise RequestFailed(RequestErrorKind.TIMEOUT, "in all")

    def _wire_pieces(self) -> Iterator[bytes]:
        try:
            while piece := self._raw.read1(PIECE_BYTES, decode_content=False):
                self._raise_if_ended()
                yield piece
        except (RequestFailed, Cancelled):
            raise
        except wire.ReadTimeoutError:
            self._raise_if_ended()
            raise RequestFailed(RequestErrorKind.TIMEOUT) from None
        except Exception as error:  # whatever the library raises on a hostile answer must not end a worker
            self._raise_if_ended()
            raise RequestFailed(RequestErrorKind.DROPPED, type(error).__name__) from None

    def _unpacked(self, start: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
        window = _GZIP if self._packing == "gzip" else _deflate_window(start)
        unpacker = zlib.decompressobj(window)
        unpacked_start = b""
        try:
            for piece in _sliced(start, rest):
                packed = piece
                while packed:
                    if unpacker.eof:
                        packed = packed.lstrip(b"\0")  # padding
                        unpacker = zlib.decompressobj(window) if packed else unpacker
                        continue
                    unpacked = unpacker.decompress(packed, PIECE_BYTES)
                    unpacked_start += unpacked[: len(_GZIP_START) - len(unpacked_start)]
                    if unpacked_start == _GZIP_START:
                        raise RequestFailed(RequestErrorKind.ENCODING, "packed twice")
                    yield unpacked
                    packed = unpacker.unconsumed_tail or unpacker.unused_data
        except zlib.error:
            raise RequestFailed(RequestErrorKind.DROPPED, self._packing) from None
        while not unpacker.eof and (piece := unpacker.decompress(b"", PIECE_BYTES)):
            yield piece
        if not unpacker.eof:
            raise RequestFailed(RequestErrorKind.DROPPED, self._packing)


def _packing(encoding: str) -> str:
    names = [name for part in encoding.lower().split(",") if (name := part.strip()) not in ("", "identity")]
    packing = _PACKINGS.get(",".join(names))
    if packing is None:
        raise RequestFailed(RequestErrorKind.ENCODING, ", ".join(name for name in names if name in _KNOWN_PACKINGS))
    return packing


def _deflate_window(start: bytes) -> int:
    """Return zlib's window bits for "deflate": some servers send it without the zlib header."""
    is_zlib = len(start) > 1 and start[0] & 0x0F == zlib.DEFLATED and (start[0] << 8 | start[1]) % 31 == 0
    return _ZLIB if is_zlib else _RAW_DEFLATE


def _sliced(start: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield start
    for piece in rest:
        for offset in range(0, len(piece), _PACKED_BYTES):
            yield piece[offset : offset + _PACKED_BYTES]
