"""Decodes a reply's bytes into text and values that are safe for the rest of the program."""

import codecs
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping

Fields = dict[str, object]
"""One object of a reply, with lower-case names."""

_AROUND = " \t\r\n\f\v\0\xa0\ufeff"
_UNFIT = re.compile("[\0\ud800-\udfff]")
_WHOLE = re.compile(r"[+-]?\d{1,18}(?:\.0*)?")
_EXACT_DIGITS = 18
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def decoded(body: bytes) -> str:
    """Decode by BOM, else UTF-8, else windows-1251; strip BOM, NULs and white space at both ends."""
    encoding = "utf-8"
    for mark, named in _MARKS:
        if body.startswith(mark):
            body, encoding = body[len(mark) :], named
            break
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError:
        text = body.decode("windows-1251" if encoding == "utf-8" else encoding, "replace")
    return text.strip(_AROUND)


def json_value(text: str) -> object:
    """Parse JSON; integers of more than 18 characters stay text, to fit 64 bits. Raises ValueError."""
    try:
        return json.loads(text, parse_int=_number)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def xml_root(text: str) -> ET.Element | None:
    """Return the root element; None if the text is not well-formed XML or has a DOCTYPE."""
    if not text.startswith("<") or "<!DOCTYPE" in text or "<!ENTITY" in text:  # entity expansion attacks
        return None
    try:
        return ET.fromstring(text)  # noqa: S314 - see above
    except (ET.ParseError, ValueError):
        return None


def fields_of(value: Mapping[str, object]) -> Fields:
    """Return a copy with lower-case names."""
    return {str(name).lower(): inner for name, inner in value.items()}


def element_fields(element: ET.Element) -> Fields:
    """Return an element's attributes and the text of its leaf children as fields."""
    fields = {tag_of(name): text for name, text in element.attrib.items()}
    return {**fields, **{tag_of(child.tag): child.text for child in element if not len(child)}}


def tag_of(tag: str) -> str:
    """Return a tag in lower case, without its namespace."""
    return tag.rpartition("}")[2].lower()


def text_of(value: object) -> str:
    """Return a scalar as stripped text without NULs and lone surrogates; "" for None and containers."""
    if value is None or isinstance(value, dict | list):
        return ""
    return _UNFIT.sub("\ufffd", str(value)).strip()


def whole_number(value: object) -> int | None:
    """Return an integer of at most 18 digits, given as a number or as text ("+7", "7.0"); else None."""
    text = text_of(value)
    if isinstance(value, bool) or not _WHOLE.fullmatch(text):
        return None
    return int(text.split(".", maxsplit=1)[0])


def objects_in(value: object, depth: int) -> Iterator[Fields]:
    """Yield every object in a JSON value, outer ones first, down to `depth` levels of nesting."""
    if isinstance(value, dict):
        yield fields_of(value)
    if isinstance(value, dict | list) and depth:
        for inner in value.values() if isinstance(value, dict) else value:
            yield from objects_in(inner, depth - 1)


def _number(digits: str) -> int | str:
    return int(digits) if len(digits) <= _EXACT_DIGITS else digits
