"""The order of texts: case does not count, ё follows е, and characters that `_ALPHABET` does not have come last."""

import codecs
from functools import cache

import numpy as np
from numpy.typing import NDArray

from gui.report.detecting.dialect import UTF_8
from gui.report.parsing.bitmaps import Positions
from gui.report.parsing.cells import HIGH_BYTES, WORD_BYTES, Block, enclosed, padded, words_at_every_byte
from gui.report.parsing.rows import CsvParser

Keys = NDArray[np.uint64]
"""One row of numbers for each row of the report, compared from the first number on."""

MOST_CHARACTERS = 400
"""Texts that are equal so far stay in the order of the file."""
EMPTY = np.uint64(2**64 - 1)
"""Begins the key of an empty cell, which comes last."""

_ALPHABET = (
    " _-–—,;:!.…'’\"«»„“”()[]{}@*/\\&#%`^+<=>|~$€₽№0123456789"
    "aáàâäãåąbcçćčdďeéèêëęěfgğhiíìîïıjklłmnñńňoóòôöõőpqrřsśšştťuúùûüůűvwxyýzźżžßæøœþð"
    "аәбвгғґдеёєжзиіїйјкқлљмнңњоөпрстћуұүўфхһцчшщъыьэюяђѓѕќџҳҷӣӯ"
)
_UNKNOWN = "?"
"""What an encoder writes for every character that it does not have."""
_JOINT = b"\0"
_WEIGHTS = codecs.charmap_build(("\0" + _ALPHABET).ljust(254, "\ufffe") + _UNKNOWN + "\ufffe")


def text_keys(data: bytes, starts: Positions, ends: Positions, parser: CsvParser, *, well_quoted: bool) -> Keys:
    """Return the keys of the cells from `starts` to `ends`, as many numbers wide as the longest cell needs.

    `well_quoted` says that all quotes in `data` are where `RowBatch.well_quoted` wants them.
    """
    block = padded(data, behind=WORD_BYTES)
    quoted = enclosed(block, starts, ends)
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
        block = padded(data + contents, behind=WORD_BYTES)
    table = _weight_table(parser.encoding) if by_bytes else None
    return _keys(block, starts + quoted, ends - quoted, table)


def _contents(data: bytes, starts: Positions, ends: Positions, parser: CsvParser, well_quoted: bool) -> list[bytes]:
    """Return the contents of cells without quotes and NUL, and no more of each than goes into its key."""
    raw = [data[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
    if not well_quoted or _JOINT in data:
        raw = [parser.cell_text(cell).encode(parser.encoding, "replace") for cell in raw]
    elif b'"' in data:
        raw = [cell[1:-1].replace(b'""', b'"') if cell[:1] == b'"' else cell for cell in raw]
    most_bytes = 4 * MOST_CHARACTERS
    return [cell[:most_bytes] for cell in raw]


def _keys(block: Block, starts: Positions, ends: Positions, table: bytes | None) -> Keys:
    """Return cells as numbers of eight bytes each, translated by `table`, the first byte in the highest place.

    Such numbers are ordered as the bytes are; a shorter text has zeros behind it, and so comes first.

    >>> cells = padded(b"abcdefghi;b;abc;", behind=WORD_BYTES)
    >>> for key in _keys(cells, np.array([0, 10, 12, 16]), np.array([9, 11, 15, 16]), None):
    ...     print(*(f"{number:016x}" for number in key))
    6162636465666768 6900000000000000
    6200000000000000 0000000000000000
    6162630000000000 0000000000000000
    ffffffffffffffff 0000000000000000
    """
    words = words_at_every_byte(block)
    sizes = np.minimum(ends - starts, MOST_CHARACTERS)
    keys = np.zeros((len(starts), max(-(-int(sizes.max(initial=0)) // WORD_BYTES), 1)), np.uint64)
    for word in range(keys.shape[1]):
        longer = np.flatnonzero(sizes > word * WORD_BYTES)
        text = words[starts[longer] + word * WORD_BYTES].tobytes()
        numbers = np.frombuffer(text.translate(table) if table else text, ">u8")
        keys[longer, word] = numbers & HIGH_BYTES[np.minimum(sizes[longer] - word * WORD_BYTES, WORD_BYTES)]
    keys[keys[:, 0] == 0, 0] = EMPTY
    return keys


@cache
def _weight_table(encoding: str) -> bytes:
    """Return a table for `bytes.translate` from the bytes of a single-byte encoding to their places in the alphabet."""
    return b"".join(_weights(bytes([byte]).decode(encoding, "replace")) for byte in range(256))


def _weights(text: str) -> bytes:
    """Return for each character its place in the alphabet, as one byte.

    >>> _weights("е") < _weights("Ё") < _weights("ж"), _weights("Ё") == _weights("ё"), _weights("漢")
    (True, True, b'\\xfe')
    """
    return codecs.charmap_encode(text.lower(), "replace", _WEIGHTS)[0]
