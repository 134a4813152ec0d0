"""Bitmaps: one bit a byte of a block, 64 in a word, the first in the lowest bit."""

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Positions = NDArray[np.int64]

_ONE = np.uint64(1)
_TOP = np.uint64(63)
_DOUBLINGS = tuple(np.uint64(2**power) for power in range(6))


def packed(flags: NDArray[np.bool_]) -> Words:
    """Make a bitmap of flags, whose number is a multiple of 64."""
    return np.packbits(flags, bitorder="little").view("<u8")


def unpacked(bits: Words) -> NDArray[np.bool_]:
    """Make flags of a bitmap."""
    return np.unpackbits(bits.view(np.uint8), bitorder="little").view(np.bool_)


def parity(bits: Words) -> Words:
    """Each bit becomes the parity of all up to it."""
    parity = bits.copy()
    for distance in _DOUBLINGS:
        parity ^= parity << distance
    carried = np.bitwise_xor.accumulate(parity >> _TOP)
    parity[1:] ^= np.uint64(0) - carried[:-1]
    return parity


def behind(bits: Words) -> Words:
    """Move all bits one byte on."""
    moved = bits << _ONE
    moved[1:] |= bits[:-1] >> _TOP
    return moved


def before(bits: Words) -> Words:
    """Move all bits one byte back."""
    moved = bits >> _ONE
    moved[:-1] |= bits[1:] << _TOP
    return moved


def set_bit(bits: Words, position: int) -> None:
    """Set one bit."""
    bits[position >> 6] |= _ONE << np.uint64(position & 63)


def clear_bit(bits: Words, position: int) -> None:
    """Clear one bit."""
    bits[position >> 6] &= ~(_ONE << np.uint64(position & 63))


def lowest(bits: Words, word: int) -> int:
    """Find the lowest bit set in a word."""
    value = int(bits[word])
    return 64 * word + (value & -value).bit_length() - 1


def positions(bits: Words, size: int) -> Positions:
    """Positions, below `size`, of the bits that are set."""
    if 2 * int(np.bitwise_count(bits).sum()) > len(bits):
        return np.flatnonzero(unpacked(bits)[:size])
    found = []
    words = np.flatnonzero(bits != 0)
    left = bits[words]
    while len(words):
        lowest = left & -left
        found.append((words << 6) + np.bitwise_count(lowest - _ONE))
        left ^= lowest
        more = np.flatnonzero(left)
        words, left = words[more], left[more]
    every = np.sort(np.concatenate(found)) if found else np.empty(0, np.int64)
    return every[: np.searchsorted(every, size)]


def rank(bits: Words, positions: Positions) -> Positions:
    """Count the bits set below each position."""
    before = np.zeros(len(bits) + 1, np.int64)
    np.cumsum(np.bitwise_count(bits), out=before[1:])
    word = positions >> 6
    below = (_ONE << (positions.view(np.uint64) & _TOP)) - _ONE
    counted: Positions = before[word] + np.bitwise_count(bits[word] & below)
    return counted
