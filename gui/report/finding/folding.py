"""Which texts a search takes for the same: in any case, with any kind of space, е for ё, composed or not."""

import unicodedata
from functools import cache

_HIGHEST = 0x30000
"""No character from here on folds to another."""
_DOTTED_I = "İ".casefold()
_PASTED = "\ufeff\u200b"
_ALIKE = {
    **dict.fromkeys(map(ord, "\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))), " "),
    ord("ё"): "е",
    ord("ı"): "i",
}


def sought(text: str) -> str:
    """Return what of a typed or pasted text is to be found, without the spaces around it; "" where nothing is."""
    return text.strip().strip(_PASTED).strip()


def folded(text: str) -> str:
    """Return the fold of a text, which is the folds of its characters one after another."""
    return text.casefold().translate(_ALIKE)


def composed(text: str) -> str:
    """Return the fold of a text whose accents have been joined with the letters before them."""
    if text.isascii():
        return folded(text)
    return folded(unicodedata.normalize("NFC", text)).replace(_DOTTED_I, "i")


class SoughtText:
    """A typed text, and which texts contain it, as both are written or as both are composed."""

    def __init__(self, text: str) -> None:
        text = sought(text)
        self.folded, self.composed = folded(text), composed(text)

    def is_in(self, text: str) -> bool:
        """Tell whether a text contains it."""
        if text.isascii():
            return self.folded in text.lower() or self.composed in text.lower()
        return self.folded in folded(text) or self.composed in composed(text)


def forms(character: str) -> tuple[str, ...]:
    """Return all characters whose fold contains a folded character, this one first where it is among them."""
    own = (character,) if composed(character) == character else ()
    return own + _origins().get(character, ())


def accents(character: str) -> str:
    """Return the accents that follow the letter where a character is not composed; mostly none."""
    return unicodedata.normalize("NFD", character)[1:]


@cache
def _origins() -> dict[str, tuple[str, ...]]:
    """Return for each folded character the other ones whose fold contains it."""
    origins: dict[str, tuple[str, ...]] = {}
    for character in map(chr, range(_HIGHEST)):
        fold = composed(character)
        if fold != character:
            for folded_character in set(fold):
                origins[folded_character] = (*origins.get(folded_character, ()), character)
    return origins
