"""Whether bytes are text."""

import numpy as np

_FIRST_OF_TWO, _FIRST_OF_THREE, _FIRST_OF_FOUR = 0xC0, 0xE0, 0xF0
_HIGHEST_CONTINUATION = np.int8(0xBF - 256)
_TRICKY = (0xC0, 0xC1, 0xE0, 0xED)
"""First bytes that are never right, or only with some of the bytes that may follow others."""
_PIECE_BYTES = 2**16
"""Looked at in one go: what that makes fits the memory that the allocator keeps at hand."""
_TWO_PLAIN = np.zeros(2, np.uint8)


def is_utf_8(data: bytes) -> bool:
    """Tell whether all is valid UTF-8; characters of up to three bytes are checked without making text of them."""
    block = np.frombuffer(data, np.uint8)
    if len(data) < _PIECE_BYTES or block.max() >= _FIRST_OF_FOUR or any(byte in data for byte in _TRICKY):
        return _decodes(data)
    for start in range(0, len(block), _PIECE_BYTES):
        # Each byte beside the two before it: the first of a character says how many continue it.
        piece = block[start - 2 : start + _PIECE_BYTES] if start else np.append(_TWO_PLAIN, block[:_PIECE_BYTES])
        wrong = piece[1:-1] >= _FIRST_OF_TWO
        wrong |= piece[:-2] >= _FIRST_OF_THREE
        wrong ^= piece[2:].view(np.int8) <= _HIGHEST_CONTINUATION
        if wrong.any():
            return False
    return bool(block[-1] < _FIRST_OF_TWO and block[-2] < _FIRST_OF_THREE)


def _decodes(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
