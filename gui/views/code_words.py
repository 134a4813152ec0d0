"""Words beside the numbers by which the service reports what became of a message.

The numbers come from third-party copies of the service's table; an unknown number is shown without a word.
"""

import re
from collections.abc import Mapping

from PySide6.QtCore import QObject

_STATUS = frozenset({"status", "статус", "статуса"})
_ERROR = frozenset({"err", "error", "ошибка", "ошибки"})
_CODE = frozenset({"code", "код", "number", "номер"})
_OF_WHAT = frozenset({"message", "msg", "сообщения", "sms", "смс", "delivery", "доставки", "last", "последний"})
_WORD = re.compile(r"[^\W\d_]+")
_HUMP = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])")


class CodeWords(QObject):
    """Knows the words. GUI thread."""

    def of_column(self, column_name: str) -> Mapping[str, str]:
        """Return the words for each known value in a column of that name; empty if its values are no codes.

        The name must contain status or error as a whole word, and nothing that makes it a date, a name or a text.
        """
        words = {word.casefold() for word in _WORD.findall(_HUMP.sub(" ", column_name))}
        if words & _STATUS and words <= _STATUS | _CODE | _OF_WHAT:
            return self._statuses()
        if words & _ERROR and (words <= _ERROR | _CODE or (words & _CODE and words <= _ERROR | _CODE | _OF_WHAT)):
            return self._errors()
        return {}

    def shown(self, column_name: str, value: str) -> str:
        """Return a value with the words for it."""
        words = self.of_column(column_name).get(value)
        return f"{value} {words}" if words else value or self.tr("(empty)")

    def _statuses(self) -> dict[str, str]:
        return {
            "-3": self.tr("not found"),
            "-2": self.tr("stopped"),
            "-1": self.tr("waiting to be sent"),
            "0": self.tr("passed to the operator"),
            "1": self.tr("delivered"),
            "2": self.tr("read"),
            "3": self.tr("expired"),
            "4": self.tr("link clicked"),
            "20": self.tr("undeliverable"),
            "22": self.tr("invalid number"),
            "23": self.tr("prohibited"),
            "24": self.tr("insufficient funds"),
            "25": self.tr("number unavailable"),
        }

    def _errors(self) -> dict[str, str]:
        return {
            "0": self.tr("no error"),
            "1": self.tr("subscriber does not exist"),
            "6": self.tr("subscriber offline"),
            "11": self.tr("no SMS service"),
            "12": self.tr("handset error"),
            "13": self.tr("subscriber blocked"),
            "21": self.tr("service not supported"),
            "200": self.tr("test sending"),
            "219": self.tr("SIM card replaced"),
            "220": self.tr("operator's queue full"),
            "237": self.tr("no answer"),
            "238": self.tr("no template"),
            "239": self.tr("IP address forbidden"),
            "240": self.tr("busy"),
            "241": self.tr("conversion error"),
            "242": self.tr("answering machine"),
            "243": self.tr("no contract"),
            "244": self.tr("mailing prohibited"),
            "245": self.tr("status not received"),
            "246": self.tr("time restriction"),
            "247": self.tr("message limit"),
            "248": self.tr("no route"),
            "249": self.tr("invalid number format"),
            "250": self.tr("barred by settings"),
            "251": self.tr("limit for one number"),
            "252": self.tr("number prohibited"),
            "253": self.tr("spam filter"),
            "254": self.tr("unregistered sender"),
            "255": self.tr("rejected by the operator"),
        }
