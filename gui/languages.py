"""The languages of the program. The packaging scripts read this too, so it imports no Qt."""

from typing import NamedTuple


class Language(NamedTuple):
    """What a language needs beside its catalogue."""

    name: str
    """In the language itself."""
    locale: str
    """Of the catalogue; decides the number of plural forms."""


SOURCE_LANGUAGE = "en"
"""The language of the texts in the source. Its catalogue holds plurals only, because "%n row(s)" needs two forms."""

LANGUAGES = {
    SOURCE_LANGUAGE: Language("English", "en_US"),
    "ru": Language("Русский", "ru_RU"),
}
"""By code, in the order of the menu."""
