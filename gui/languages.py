"""The languages that the program speaks. Read by the scripts that set up and package it, too, so it imports no Qt."""

from typing import NamedTuple


class Language(NamedTuple):
    """What there is to know of a language, beside its words."""

    name: str
    """as its speakers write it"""
    locale: str
    """of its catalogue: decides how many plural forms there are"""


SOURCE_LANGUAGE = "en"
"""That of the texts in the source: its catalogue holds plurals only, since "%n row(s)" needs its two forms."""

LANGUAGES = {
    SOURCE_LANGUAGE: Language("English", "en_US"),
    "ru": Language("Русский", "ru_RU"),
}
"""By their codes, in the order of the menu."""
