"""Bitmaps of a block: one bit for each byte, 64 to a word, the first byte in the lowest bit of the first word.

The examples write a bitmap as the positions of its set bits.

>>> quotes = bitmap(np.frombuffer(b'a;"b;c";d'.ljust(128), np.uint8) == ord('"'))
>>> [f"{word:b}" for word in quotes.tolist()]
['1000100', '0']
>>> bit_positions(quotes, 128).tolist()
[2, 6]
"""

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Positions = NDArray[np.int64]

_ONE = np.uint64(1)
_TOP_BIT = np.uint64(63)
_DOUBLING_DISTANCES = tuple(np.uint64(2**power) for power in range(6))


def bitmap(flags: NDArray[np.bool_]) -> Words:
    """Return the bitmap of some flags, the number of which must be a multiple of 64."""
    return np.packbits(flags, bitorder="little").view("<u8")


def flags_of(bits: Words) -> NDArray[np.bool_]:
    """Return a flag for each bit of a bitmap."""
    return np.unpackbits(bits.view(np.uint8), bitorder="little").view(np.bool_)


def prefix_xor(bits: Words) -> Words:
    """Return a bitmap in which each bit is the exclusive or of all bits up to it, itself included.

    Of a bitmap of quotes this is what stands inside them, the opening quote included and the closing one not: up to
    there the number of quotes is odd. Langdale & Lemire, "Parsing Gigabytes of JSON per Second", 2019, mask quoted
    text like this, by a carry-less multiplication, which numpy does not have; the shifts by doubling distances, and
    the second pass over whole words, are the parallel prefix of Warren, "Hacker's Delight", 2nd ed., 2012, 5-2.

    >>> quotes = bitmap(np.frombuffer(b'a;"b;c";d'.ljust(128), np.uint8) == ord('"'))
    >>> bit_positions(prefix_xor(quotes), 128).tolist()
    [2, 3, 4, 5]

    Where a word ends inside quotes, all bits of the next are inverted.

    >>> bit_positions(prefix_xor(np.array([1 << 62, 1 << 3], np.uint64)), 128).tolist()
    [62, 63, 64, 65, 66]
    """
    xored = bits.copy()
    for distance in _DOUBLING_DISTANCES:
        xored ^= xored << distance
    open_at_end = np.bitwise_xor.accumulate(xored >> _TOP_BIT)
    xored[1:] ^= np.uint64(0) - open_at_end[:-1]
    return xored


def shifted_forward(bits: Words) -> Words:
    """Return a bitmap with every bit moved to the next byte; the last one is lost.

    >>> bit_positions(shifted_forward(np.array([1 << 5 | 1 << 63, 0], np.uint64)), 128).tolist()
    [6, 64]
    """
    shifted = bits << _ONE
    shifted[1:] |= bits[:-1] >> _TOP_BIT
    return shifted


def shifted_back(bits: Words) -> Words:
    """Return a bitmap with every bit moved to the byte before; the first one is lost.

    >>> bit_positions(shifted_back(np.array([1 << 5, 1], np.uint64)), 128).tolist()
    [4, 63]
    """
    shifted = bits >> _ONE
    shifted[:-1] |= bits[1:] << _TOP_BIT
    return shifted


def set_bit(bits: Words, position: int) -> None:
    """Set one bit in place."""
    bits[position >> 6] |= _ONE << np.uint64(position & 63)


def clear_bit(bits: Words, position: int) -> None:
    """Clear one bit in place."""
    bits[position >> 6] &= ~(_ONE << np.uint64(position & 63))


def lowest_position(bits: Words, word: int) -> int:
    """Return the position of the lowest set bit of a word, which must not be 0.

    `x & -x` leaves the lowest set bit alone: Warren, "Hacker's Delight", 2nd ed., 2012, 2-1.

    >>> lowest_position(np.array([0, 0b1011000], np.uint64), 1)
    67
    """
    value = int(bits[word])
    return 64 * word + (value & -value).bit_length() - 1


def bit_positions(bits: Words, size: int) -> Positions:
    """Return the positions below `size` of the bits that are set, ascending.

    Where the bits are few, the lowest one of every word is taken and cleared, until none is left. The number of
    zeros below it is the number of ones in `(x & -x) - 1`: Warren, "Hacker's Delight", 2nd ed., 2012, 5-4; Langdale &
    Lemire, 2019, take the indexes out of a bitmap in the same way.

    >>> bit_positions(np.array([0b101, 0, 0, 0, 0, 0, 0, 1], np.uint64), 448).tolist()
    [0, 2]
    """
    if 2 * int(np.bitwise_count(bits).sum()) > len(bits):
        return np.flatnonzero(flags_of(bits)[:size])
    parts = []
    words = np.flatnonzero(bits != 0)
    left = bits[words]
    while len(words):
        lowest = left & -left
        parts.append((words << 6) + np.bitwise_count(lowest - _ONE))
        left ^= lowest
        more = np.flatnonzero(left)
        words, left = words[more], left[more]
    ascending = np.sort(np.concatenate(parts)) if parts else np.empty(0, np.int64)
    return ascending[: np.searchsorted(ascending, size)]


def rank(bits: Words, positions: Positions) -> Positions:
    """Return for each position how many bits below it are set.

    The `rank` of succinct data structures (Jacobson, "Space-efficient static trees and graphs", 1989): the count of
    all words before, and of the bits below the position in its own word.

    >>> rank(np.array([0b10110, 0b1], np.uint64), np.array([0, 2, 5, 64, 65])).tolist()
    [0, 1, 3, 3, 4]
    """
    in_words_before = np.zeros(len(bits) + 1, np.int64)
    np.cumsum(np.bitwise_count(bits), out=in_words_before[1:])
    word = positions >> 6
    below = (_ONE << (positions.view(np.uint64) & _TOP_BIT)) - _ONE
    count: Positions = in_words_before[word] + np.bitwise_count(bits[word] & below)
    return count
