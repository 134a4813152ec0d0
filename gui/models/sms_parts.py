"""How long a message is for a phone network: in characters, and in the SMS that it is sent and paid as."""

import re
from dataclasses import dataclass

_GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_7_EXTENSION = frozenset("\f^{}\\[~]|€")
"""Sent as an escape and a second character."""
_HIGHEST_IN_ONE_UNIT = "\uffff"
_GSM_7_LIMITS, _UCS_2_LIMITS = (160, 153), (70, 67)
"""Units in a message of one part, and in each part of a longer one."""
_MESSAGE = frozenset({"message", "msg", "mes", "text", "сообщение", "текст"})
_OF_WHAT = frozenset({"sms", "смс", "сообщения", "of"})
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class SmsLength:
    """The length of a message: `characters` as the network counts them, some as two; `parts` is at least 1."""

    characters: int
    parts: int
    unicode: bool
    """Whether it has characters outside GSM 03.38, so that fewer fit into a part."""


def sms_length(text: str) -> SmsLength:
    """Return the length of a message; a character that counts as two is never split between parts."""
    unicode = not set(text) <= _GSM_7 | _GSM_7_EXTENSION
    units = [1 + (char > _HIGHEST_IN_ONE_UNIT if unicode else char in _GSM_7_EXTENSION) for char in text]
    alone, each = _UCS_2_LIMITS if unicode else _GSM_7_LIMITS
    parts, room = 1, alone if sum(units) <= alone else each
    for size in units:
        if size > room:
            parts, room = parts + 1, each
        room -= size
    return SmsLength(sum(units), parts, unicode)


def is_message(column_name: str) -> bool:
    """Tell from the name of a column whether it has the texts of messages."""
    words = {word.casefold() for word in _WORD.findall(column_name.replace("_", " "))}
    return bool(words & _MESSAGE) and words <= _MESSAGE | _OF_WHAT
