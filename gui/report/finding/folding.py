"""Which texts are alike to a search: in capitals or not, with any space for a space, е for ё, composed or not."""

import unicodedata
from functools import cache

_HIGHEST = 0x30000
"""Above it no character is like another one."""
_DOTTED_I = "İ".casefold()
_PASTED = "\ufeff\u200b"
_ALIKE = {
    **dict.fromkeys(map(ord, "\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))), " "),
    ord("ё"): "е",
    ord("ı"): "i",
}


def sought(text: str) -> str:
    """Return what of a text that was typed or pasted is to be found; "" where nothing is."""
    return text.strip().strip(_PASTED).strip()


def folded(text: str) -> str:
    """Make characters alike, each for itself: the fold of a text is the folds of its characters."""
    return text.casefold().translate(_ALIKE)


def composed(text: str) -> str:
    """Fold a text after its accents, where they stand behind their letters, have become one with them."""
    if text.isascii():
        return folded(text)
    return folded(unicodedata.normalize("NFC", text)).replace(_DOTTED_I, "i")


def forms(character: str) -> tuple[str, ...]:
    """List all characters whose fold has a folded one, that one first where it is among them."""
    own = (character,) if composed(character) == character else ()
    return own + _origins().get(character, ())


def accents(character: str) -> str:
    """Return what stands behind the letter where a character is not composed; mostly nothing."""
    return unicodedata.normalize("NFD", character)[1:]


@cache
def _origins() -> dict[str, tuple[str, ...]]:
    """The characters, other than itself, whose fold has a character."""
    found: dict[str, tuple[str, ...]] = {}
    for character in map(chr, range(_HIGHEST)):
        fold = composed(character)
        if fold != character:
            for each in set(fold):
                found[each] = (*found.get(each, ()), character)
    return found
