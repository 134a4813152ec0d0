"""Many cells of a block at once, eight bytes of each at a time.

A block is taken with zeros behind it (`padded`), so that a word may be read at any cell, however short the cell is or
close to the end; what a word has too much is masked out (`LOW_BYTES`, `HIGH_BYTES`).

>>> block = padded(b"79;ab", behind=WORD_BYTES)
>>> word = words_at_every_byte(block)[[0, 3]]
>>> (word & LOW_BYTES[[2, 2]]).tobytes()
b'79\\x00\\x00\\x00\\x00\\x00\\x00ab\\x00\\x00\\x00\\x00\\x00\\x00'
>>> [f"{mask:016x}" for mask in (LOW_BYTES[2], HIGH_BYTES[2])]
['000000000000ffff', 'ffff000000000000']
"""

import numpy as np
from numpy.typing import NDArray

from gui.report.parsing.bitmaps import Positions, Words

Block = NDArray[np.uint8]
Flags = NDArray[np.bool_]

WORD_BYTES = 8
LOW_BYTES = np.array([2 ** (8 * size) - 1 for size in range(WORD_BYTES + 1)], np.uint64)
"""At index n: the mask of a word's n lowest bytes."""
HIGH_BYTES = ~LOW_BYTES[::-1]
"""At index n: the mask of a word's n highest bytes."""
_QUOTE = ord('"')


def padded(data: bytes, *, behind: int, before: int = 0) -> Block:
    """Return a copy of `data` between so many zero bytes; what was at 0 is at `before` then."""
    return np.frombuffer(b"".join((bytes(before), data, bytes(behind))), np.uint8)


def words_at_every_byte(block: Block) -> Words:
    """Return a view of the eight bytes from each byte on, the first of them lowest: the words overlap.

    >>> f"{words_at_every_byte(padded(b'abc', behind=WORD_BYTES))[1]:x}"
    '6362'
    """
    return np.ndarray((len(block) - WORD_BYTES + 1,), np.dtype("<u8"), block, strides=(1,))


def enclosed(block: Block, starts: Positions, ends: Positions) -> Flags:
    """Tell which cells begin and end with a quote; one lone quote is not two.

    >>> block = padded(b'"a";b;"', behind=1)
    >>> enclosed(block, np.array([0, 4, 6]), np.array([3, 5, 7])).tolist()
    [True, False, False]
    """
    quoted: Flags = (block[starts] == _QUOTE) & (ends - starts > 1) & (block[ends - 1] == _QUOTE)
    return quoted
