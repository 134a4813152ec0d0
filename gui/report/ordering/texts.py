"""The order of texts: capital and small letters alike, ё behind е, what the alphabet below does not have last."""

import codecs
from functools import cache

import numpy as np
from numpy.typing import NDArray

from gui.report.detecting.dialect import UTF_8
from gui.report.parsing.bitmaps import Positions
from gui.report.parsing.rows import CsvParser

Keys = NDArray[np.uint64]
"""One row of numbers for each of the report's rows, compared from the first on."""

MOST_CHARACTERS = 400
"""Texts that are alike so far stay in the file's order."""
EMPTY = np.uint64(2**64 - 1)
"""Begins the key of an empty cell, which comes last."""
WORD_BYTES = 8
HIGH_BYTES = np.array([(2**64 - 1) ^ (2 ** (64 - 8 * size) - 1) for size in range(WORD_BYTES + 1)], np.uint64)
"""The first so many bytes of a word that begins with its highest."""

_ALPHABET = (
    " _-–—,;:!.…'’\"«»„“”()[]{}@*/\\&#%`^+<=>|~$€₽№0123456789"
    "aáàâäãåąbcçćčdďeéèêëęěfgğhiíìîïıjklłmnñńňoóòôöõőpqrřsśšştťuúùûüůűvwxyýzźżžßæøœþð"
    "аәбвгғґдеёєжзиіїйјкқлљмнңњоөпрстћуұүўфхһцчшщъыьэюяђѓѕќџҳҷӣӯ"
)
_UNKNOWN = "?"
"""What an encoder puts in place of every character that it does not have."""
_JOINT = b"\0"
_WEIGHTS = codecs.charmap_build(("\0" + _ALPHABET).ljust(254, "\ufffe") + _UNKNOWN + "\ufffe")
_MARGIN = bytes(WORD_BYTES)
"""May be read behind a block without harm."""


def text_keys(data: bytes, starts: Positions, ends: Positions, parser: CsvParser, *, well_quoted: bool) -> Keys:
    """Make the keys of the cells at some places of a block, as many numbers wide as the longest needs.

    `well_quoted` says that quotes, where there are any, enclose whole cells.
    """
    block = np.frombuffer(data + _MARGIN, np.uint8)
    quoted = block[starts] == ord('"')
    by_bytes = parser.encoding != UTF_8
    if not by_bytes or not well_quoted or _JOINT in data:
        one_by_one = np.arange(len(starts))
    else:
        one_by_one = np.flatnonzero(quoted) if b'""' in data else np.empty(0, np.int64)
    if len(one_by_one):
        contents = _JOINT.join(_contents(data, starts[one_by_one], ends[one_by_one], parser, well_quoted))
        if not by_bytes:
            data, contents = b"", _weights(contents.decode(UTF_8, "replace"))
        quoted[one_by_one] = False
        borders = np.flatnonzero(np.frombuffer(_JOINT + contents + _JOINT, np.uint8) == 0) + len(data)
        starts, ends = starts.copy(), ends.copy()
        starts[one_by_one], ends[one_by_one] = borders[:-1], borders[1:] - 1
        block = np.frombuffer(data + contents + _MARGIN, np.uint8)
    table = _weight_table(parser.encoding) if by_bytes else None
    return _keys(block, starts + quoted, ends - quoted, table)


def _contents(data: bytes, starts: Positions, ends: Positions, parser: CsvParser, well_quoted: bool) -> list[bytes]:
    """Take cells out of a block, without quotes and NUL, and no more of them than their keys tell."""
    raw = [data[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
    if not well_quoted or _JOINT in data:
        raw = [parser.cell_text(cell).encode(parser.encoding, "replace") for cell in raw]
    elif b'"' in data:
        raw = [cell[1:-1].replace(b'""', b'"') if cell[:1] == b'"' else cell for cell in raw]
    most_bytes = 4 * MOST_CHARACTERS
    return [cell[:most_bytes] for cell in raw]


def _keys(block: NDArray[np.uint8], starts: Positions, ends: Positions, table: bytes | None) -> Keys:
    """Take texts eight bytes at a time, as `table` translates them, where it is given."""
    words = np.ndarray((len(block) - WORD_BYTES + 1,), np.dtype("<u8"), block, strides=(1,))
    sizes = np.minimum(ends - starts, MOST_CHARACTERS)
    made = np.zeros((len(starts), max(-(-int(sizes.max(initial=0)) // WORD_BYTES), 1)), np.uint64)
    for word in range(made.shape[1]):
        longer = np.flatnonzero(sizes > word * WORD_BYTES)
        text = words[starts[longer] + word * WORD_BYTES].tobytes()
        numbers = np.frombuffer(text.translate(table) if table else text, ">u8")
        made[longer, word] = numbers & HIGH_BYTES[np.minimum(sizes[longer] - word * WORD_BYTES, WORD_BYTES)]
    made[made[:, 0] == 0, 0] = EMPTY
    return made


@cache
def _weight_table(encoding: str) -> bytes:
    return b"".join(_weights(bytes([byte]).decode(encoding, "replace")) for byte in range(256))


def _weights(text: str) -> bytes:
    return codecs.charmap_encode(text.lower(), "replace", _WEIGHTS)[0]
