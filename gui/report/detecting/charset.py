"""In which encoding a file is written, judged by samples of it.

The first sample is the beginning of the file; the others lie anywhere and may cut a character in two at both ends.
"""

import codecs
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

VALID_PER_BAD = 3
"""So many valid characters of several bytes outweigh one bad byte. Single-byte Cyrillic hardly ever makes any."""

_CONTINUATIONS = bytes(range(0x80, 0xC0))
_NOT_ASCII, _FIRST_OF_SEVERAL = 0x80, 0xC0
UTF_16_LE, _UTF_16_BE = "utf-16-le", "utf-16-be"
_UTF_16 = ((codecs.BOM_UTF16_LE, UTF_16_LE, "<u2"), (codecs.BOM_UTF16_BE, _UTF_16_BE, ">u2"))
_USUAL_UNITS = ((0x09, 0x0E), (0x20, 0x7F), (0xA0, 0x600), (0x2000, 0x2300), (0xD800, 0xE000))
"""White space, ASCII, European letters, punctuation, symbols, surrogates."""
_LEAST_USUAL, _LEAST_ASCII = 0.9, 0.1
_CYRILLIC, _LEAST_CYRILLIC = 0x04, 0.4
"""The high byte of Cyrillic letters; a text in another encoding has no such byte."""

_PAIRS = (
    "ст ен по но та ер ос ра ка не ат ни пр ол то ия те он ем од ет на ие от ро че де ри ли ла ан об ом ав до пе ве "
    "го во ко тв ма ин ес сп ле лу оп ор ре мо за ак ис ва ае ал ци ел ви ит ль ть ас ыл ло ый нт аз ов нк са пл ба "
    "ей се ег же ож ус со оо бщ ще фо ме уч вл да вр мя иб им сс сы лк ср кл ев ны бо вы ач ск ки тр зв ап пи сь бр "
    "аш жд ад др па си жа чи дн йс ми ил ич ар ги ог уж сл ац лн ту еф ча ек кс ош ши ои оч рн аб ыд ид вк вт ку ур"
)
"""Pairs of letters that are frequent in Russian."""
_LEAST_SHARE, _MARGIN, _LEAST_DIFFERENT = 0.4, 2.0, 5
"""To be sure: the share of such pairs, how many times as many as in the default encoding, and how many different."""


def utf_16_order(head: bytes) -> str | None:
    """Return the codec for UTF-16, by the byte order mark or else by the letters; None if it looks otherwise."""
    for mark, codec, units_type in _UTF_16:
        units = np.frombuffer(head[: len(head) // 2 * 2], units_type)
        if head.startswith(mark):
            return codec
        usual = sum(np.count_nonzero((first <= units) & (units < stop)) for first, stop in _USUAL_UNITS)
        ascii_units = np.count_nonzero(units < _NOT_ASCII)
        cyrillic = np.count_nonzero(units >> 8 == _CYRILLIC)
        sure = ascii_units >= _LEAST_ASCII * len(units) or cyrillic >= _LEAST_CYRILLIC * len(units)
        if len(units) and usual >= _LEAST_USUAL * len(units) and sure:
            return codec
    return None


def is_utf_8(samples: Sequence[bytes]) -> bool:
    """Tell whether the samples are valid UTF-8, apart from a few bad bytes among many valid characters."""
    valid = bad = 0
    for number, sample in enumerate(samples):
        whole = sample if number == 0 else sample[_cut_off(sample) :]
        decoder = codecs.getincrementaldecoder("utf-8")("ignore")
        kept = decoder.decode(whole).encode()
        bad += len(whole) - len(kept) - len(decoder.getstate()[0])
        valid += int(np.count_nonzero(np.frombuffer(kept, np.uint8) >= _FIRST_OF_SEVERAL))
    return bad * VALID_PER_BAD <= valid


def likeliest(samples: Sequence[bytes], default: str, others: Sequence[str]) -> str:
    """Return the single-byte encoding that the letters speak for, `default` where that is not sure."""
    counts = np.zeros((2**8, 2**8), np.int64)
    for sample in samples:
        block = np.frombuffer(sample, np.uint8)
        first, second = block[:-1], block[1:]
        inside = (first >= _NOT_ASCII) & (second >= _NOT_ASCII)
        pairs = first[inside].astype(np.int64) << 8 | second[inside]
        counts += np.bincount(pairs, minlength=2**16).reshape(counts.shape)
    total = max(int(counts.sum()), 1)
    usual = {encoding: _usual_pairs(counts, encoding) for encoding in (default, *others)}
    best = max(others, key=lambda encoding: int(usual[encoding].sum()))
    pairs_in_best = int(usual[best].sum())
    sure = (
        pairs_in_best >= _LEAST_SHARE * total
        and pairs_in_best >= _MARGIN * int(usual[default].sum())
        and np.count_nonzero(usual[best]) >= _LEAST_DIFFERENT
    )
    return best if sure else default


def _usual_pairs(counts: NDArray[np.int64], encoding: str) -> NDArray[np.int64]:
    """Return how often each of `_PAIRS` occurs, in small letters, in capitals, and with a capital first."""
    pairs = _PAIRS.split()
    forms = [form.encode(encoding) for pair in pairs for form in (pair, pair.upper(), pair.capitalize())]
    return np.array([counts[first, second] for first, second in forms])


def _cut_off(block: bytes) -> int:
    """Return how many bytes at the start of a block end a character that began before it."""
    start = block[:3]
    return len(start) - len(start.lstrip(_CONTINUATIONS))
