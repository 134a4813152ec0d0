"""Words beside the numbers by which the service tells what became of a message.

The numbers are those of third-party copies of the service's table; a number that is not there stays alone.
"""

from PySide6.QtCore import QObject

_STATUS_NAMES = ("status", "статус")
_ERROR_NAMES = ("err", "error", "ошибка")


class CodeWords(QObject):
    """Knows the words. GUI thread."""

    def beside(self, column_name: str, value: str) -> str:
        """Return the words for a value in a column of that name, "" where there are none."""
        name = column_name.strip().casefold()
        if name.startswith(_STATUS_NAMES):
            return self._statuses().get(value, "")
        if name.startswith(_ERROR_NAMES):
            return self._errors().get(value, "")
        return ""

    def shown(self, column_name: str, value: str) -> str:
        """Show a value with the words for it."""
        words = self.beside(column_name, value)
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
        handset = self.tr("handset error")
        return {
            "0": self.tr("no error"),
            "1": self.tr("subscriber does not exist"),
            "6": self.tr("subscriber offline"),
            "11": self.tr("no SMS service"),
            "12": handset,
            "13": handset,
            "21": self.tr("service not supported"),
            "200": self.tr("test sending"),
            "219": self.tr("SIM card replaced"),
            "237": self.tr("no answer"),
            "239": self.tr("IP address forbidden"),
            "240": self.tr("busy"),
            "241": self.tr("conversion error"),
            "242": self.tr("answering machine"),
            "243": self.tr("no contract"),
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
