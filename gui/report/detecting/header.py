"""Which row of a report names its columns, judged by the rows below it."""

import re
from collections import Counter
from collections.abc import Sequence
from enum import Enum
from itertools import takewhile

Cells = Sequence[str]

HEAD_ROWS = 20
"""The names are looked for among so many rows at the beginning."""
JUDGED_ROWS = 60
"""The names are compared with so many rows below them."""
LONGEST_NAME = 60
LONGEST_VALUE = 80
_LEAST_VALUES = 0.5

_NUMBER = r"[-+–]?[\d\s.,:/()–'%#№$€₽-]*\d[\d\s.,:/()–'%$€₽-]*"
_UNITS = r"(?:руб|р|коп|шт|сек|с|мин|rub|usd|eur|min|sec|s)\.?"
_VALUE = re.compile(
    "|".join(
        (
            rf"\+?\s*{_NUMBER}(?:{_UNITS})?",
            r"\d{4}-\d\d-\d\d[t ][\d:.,]+\s*(?:z|[-+][\d:]+)?",
            r"\d{1,2}[\s.-][a-zа-я]{3,9}\.?,?[\s-]\d{2,4}.*",
            r"[^\s@]+@[^\s@]+\.[^\s@]+",
            r"https?://\S+",
            r"(?=\S*\d)[0-9a-f-]{8,}",
            r"[a-zа-я]{1,4}[-_/]?\d{4,}",
        )
    )
)
"""A number, phone, date, amount, address or key: what stands in a column, not what it is called."""

_NAMES = re.compile(
    "id|номер|телефон|номер телефона|phone|phone number|msisdn|абонент|получатель|recipient|from|отправитель|sender|to|"
    "имя отправителя|sender id|сообщение|message|текст|текст сообщения|text|статус|status|код статуса|status code|"
    "состояние|state|код ошибки|error code|ошибка|error|err|причина|reason|дата|date|время|time|дата отправки|sent|"
    "send date|send time|время отправки|дата статуса|status date|last date|last timestamp|send timestamp|delivered at|"
    "оператор|operator|регион|region|страна|country|mcc|mnc|imsi|цена|price|стоимость|cost|сумма|amount|количество|"
    "количество sms|count|sms count|sms cnt|parts|имя|name|фамилия|отчество|фио|email|e-mail|комментарий|comment|"
    "тип|type|формат|format|сеть|network|логин|login"
)
"""The names that services give to the columns of such reports."""
_VALUES = re.compile(
    "доставлено|не доставлено|отправлено|просрочено|отклонено|прочитано|недоступен|delivered|undelivered|not delivered|"
    "failed|expired|rejected|deleted|ok|да|нет|yes|no|true|false|мтс|билайн|мегафон|теле2|tele2|t2|yota|kcell"
)
"""Words that often stand in a cell and never name a column."""
_SENTENCE = re.compile(r"\S\s+\S+\s+.*[.!?…]$", re.DOTALL)


def find_header(rows: Sequence[Cells]) -> int | None:
    """Return the number of the row that names the columns, None if the first rows are data.

    `rows` are the first rows of a file; titles and empty lines above the names are not part of the table.
    """
    table = table_rows(rows)
    possible = {*table, *_above(rows, table)}
    candidates = (_Candidate(rows, number, table) for number in sorted(possible) if number < HEAD_ROWS)
    filled = (candidate for candidate in candidates if 2 * candidate.filled >= len(rows[candidate.number]))
    above_data = list(takewhile(lambda candidate: not candidate.is_data, filled))
    best = max(above_data, key=lambda row: (row.evidence, row.filled, row.blank_above), default=None)
    if best and best.evidence <= 0:
        best = above_data[0] if above_data[0].may_be_names else None
    return best.number if best else None


def table_rows(rows: Sequence[Cells]) -> list[int]:
    """Return the numbers of the rows that are as wide as the table, give or take an empty last cell."""
    width = table_width(rows)
    whole = [row for row in rows if len(row) == width]
    ends_empty = all(not row[-1] for row in whole[1:] or whole)
    return [
        number
        for number, row in enumerate(rows)
        if not _blank(row)
        and (len(row) == width or (len(row) == width - 1 and ends_empty) or (len(row) == width + 1 and not row[-1]))
    ]


def table_width(rows: Sequence[Cells]) -> int:
    """Return how many cells the rows of the table have; lines of a title may stand above it."""
    widths = Counter(len(row) for row in rows if not _blank(row))
    return max(widths, key=lambda width: widths[width] * min(width, 3), default=0)


class _Candidate:
    """A row that may name the columns, and the evidence for it."""

    def __init__(self, rows: Sequence[Cells], number: int, table: list[int]) -> None:
        self.number = number
        below = [rows[row] for row in table if row > number and rows[row] != rows[number]][:JUDGED_ROWS]
        cells = [(cell.strip(), _column(below, column)) for column, cell in enumerate(rows[number]) if cell.strip()]
        verdicts = Counter(_verdict(cell, column) for cell, column in cells)
        known = sum(_NAMES.fullmatch(_plain(cell)) is not None for cell, _ in cells)
        self.filled = len(cells)
        self.blank_above = sum(_blank(above) for above in rows[:number])
        self.is_data = verdicts[_Verdict.VALUE_AMONG_VALUES] > verdicts[_Verdict.NAME_OF_VALUES]
        self.evidence = sum(verdict.value * count for verdict, count in verdicts.items())
        self.evidence += known if 2 * known >= self.filled else 0
        self.may_be_names = verdicts.keys() <= {_Verdict.UNDECIDED} and len({cell for cell, _ in cells}) == len(cells)


class _Verdict(Enum):
    """What a cell looks like compared with those below it, and how much that counts as evidence for a name."""

    NAME_OF_VALUES = 1
    UNDECIDED = 0
    NO_NAME = -1
    VALUE_AMONG_VALUES = -3


def _verdict(cell: str, below: list[str]) -> _Verdict:
    over_values = sum(map(is_value, below)) >= _LEAST_VALUES * len(below)
    if is_value(cell):
        return _Verdict.VALUE_AMONG_VALUES if over_values else _Verdict.NO_NAME
    if len(cell) > LONGEST_NAME or cell in below or _VALUES.fullmatch(_plain(cell)) or _SENTENCE.search(cell):
        return _Verdict.NO_NAME
    return _Verdict.NAME_OF_VALUES if over_values and below else _Verdict.UNDECIDED


def _plain(name: str) -> str:
    return " ".join(name.lower().replace("ё", "е").replace("_", " ").strip(' ":').split())


def is_value(cell: str) -> bool:
    """Tell whether a cell holds a number, date, phone or the like."""
    return len(cell) <= LONGEST_VALUE and _VALUE.fullmatch(cell.strip().lower()) is not None


def _column(rows: Sequence[Cells], number: int) -> list[str]:
    cells = (row[number].strip() for row in rows if number < len(row))
    return [cell for cell in cells if cell]


def _above(rows: Sequence[Cells], table: list[int]) -> list[int]:
    """Return the numbers of the rows above a table that are wide enough to name most of its columns."""
    least = max(len(rows[table[0]]) // 2, 2) if table else 0
    return [number for number in range(table[0]) if len(rows[number]) >= least] if table else []


def _blank(row: Cells) -> bool:
    return not any(cell.strip() for cell in row)
