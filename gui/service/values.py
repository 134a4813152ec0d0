"""Text and values out of a reply's bytes, such that every other part of the program can hold them."""

import codecs
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping

Fields = dict[str, object]
"""One object of a reply, its names in small letters."""

_AROUND = " \t\r\n\f\v\0\xa0\ufeff"
_UNFIT = re.compile("[\0\ud800-\udfff]")
_WHOLE = re.compile(r"[+-]?\d{1,18}(?:\.0*)?")
_EXACT_DIGITS = 18
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def decoded(body: bytes) -> str:
    """Return the text without what stands around it; windows-1251 where it is not UTF-8."""
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
    """Return what a JSON text says; whole numbers too long for a computer's stay text. Raises ValueError."""
    try:
        return json.loads(text, parse_int=_number)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def xml_root(text: str) -> ET.Element | None:
    """Return the root of an XML text, None for what is none. One with a document type is none to us."""
    if not text.startswith("<") or "<!DOCTYPE" in text or "<!ENTITY" in text:  # entities can be made to explode
        return None
    try:
        return ET.fromstring(text)  # noqa: S314 - see above
    except (ET.ParseError, ValueError):
        return None


def fields_of(value: Mapping[str, object]) -> Fields:
    """Return an object with its names in small letters."""
    return {str(name).lower(): inner for name, inner in value.items()}


def element_fields(element: ET.Element) -> Fields:
    """Return an element's attributes and simple children as an object."""
    fields = {tag_of(name): text for name, text in element.attrib.items()}
    return {**fields, **{tag_of(child.tag): child.text for child in element if not len(child)}}


def tag_of(tag: str) -> str:
    """Return a tag in small letters and without its name space."""
    return tag.rpartition("}")[2].lower()


def text_of(value: object) -> str:
    """Return a simple value as text that can be encoded; "" for any other."""
    if value is None or isinstance(value, dict | list):
        return ""
    return _UNFIT.sub("\ufffd", str(value)).strip()


def whole_number(value: object) -> int | None:
    """Return a whole number of at most 18 digits, however it is written."""
    text = text_of(value)
    if isinstance(value, bool) or not _WHOLE.fullmatch(text):
        return None
    return int(text.split(".", maxsplit=1)[0])


def objects_in(value: object, depth: int) -> Iterator[Fields]:
    """Yield every object of a JSON value, outer ones first, down to a depth."""
    if isinstance(value, dict):
        yield fields_of(value)
    if isinstance(value, dict | list) and depth:
        for inner in value.values() if isinstance(value, dict) else value:
            yield from objects_in(inner, depth - 1)


def _number(digits: str) -> int | str:
    return int(digits) if len(digits) <= _EXACT_DIGITS else digits
