"""Made-up reports: always the same bytes for the same task, any number of rows, never all in memory."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

TEMPLATES = 400
BLOCK_ROWS = 2000
PLUS_EVERY = 50
"""One phone in so many is written with a plus."""
_FIXED_BYTES = len("00000000;79000000000;")
_COLUMNS = ("id", "phone", "sender", "message", "sent", "status", "err", "operator", "price")
_SENDERS = ("SHOP", "BANK-24", "Clinic", "Доставка")
_OPERATORS = ("МТС", "Билайн", "МегаФон", "Tele2", "Kcell")
_OUTCOMES = ((1, 0), (1, 0), (1, 0), (1, 0), (2, 0), (0, 0), (3, 6), (20, 1), (22, 249), (25, 6), (23, 253))
_TEXTS = (
    "Ваш заказ готов к выдаче",
    'Скидка 20% на всё; промокод "ОСЕНЬ"',
    "Код подтверждения: 0042",
    "Доставка завтра с 10:00 до 14:00.\nКурьер позвонит",
    "Запись к врачу, 15 ноября, 9:30; не опаздывайте",
    "Your parcel is waiting, pick-up code 0071",
    'Магазин "У дома": новинки, цены, адреса\nhttps://example.com/a?b=1;c=2',
    "Ёлка уже в пути",
)


@dataclass(frozen=True)
class Form:
    """How a report is written."""

    encoding: str
    separator: str
    start: bytes = b""
    line_end: str = "\r\n"


FORMS = (Form("windows-1251", ";"), Form("utf-8", ",", b"\xef\xbb\xbf"), Form("utf-8", ";", line_end="\n"))


def form_of(task_id: int) -> Form:
    """Return the format of a task's report."""
    return FORMS[task_id % len(FORMS)]


def report(task_id: int, rows: int) -> Iterator[bytes]:
    """Yield a report with a header and `rows` rows, in pieces of some hundred kilobytes."""
    form = form_of(task_id)
    tails = _tails(task_id, form)
    yield form.start + _header(form).encode(form.encoding)
    separator = form.separator.encode()
    for first in range(0, rows, BLOCK_ROWS):
        rows_of_block = []
        for number in range(first, min(first + BLOCK_ROWS, rows)):
            prefix = b"+7" if number % PLUS_EVERY == 0 else b"7"
            phone = 9_000_000_000 + (number * 7919 + task_id) % 10**9
            row = (number, separator, prefix, phone, separator, tails[number % TEMPLATES])
            rows_of_block.append(b"%08d%b%b%010d%b%b" % row)
        yield b"".join(rows_of_block)


def report_size_bytes(task_id: int, rows: int) -> int:
    """Return the length of a report without generating it."""
    form = form_of(task_id)
    head = len(form.start) + len(_header(form).encode(form.encoding))
    tails = [len(tail) for tail in _tails(task_id, form)]
    rounds, rest = divmod(rows, TEMPLATES)
    plus_signs = -(-rows // PLUS_EVERY)
    return head + rows * _FIXED_BYTES + plus_signs + rounds * sum(tails) + sum(tails[:rest])


def _header(form: Form) -> str:
    return form.separator.join(_COLUMNS) + form.line_end


def _tails(task_id: int, form: Form) -> list[bytes]:
    """Return some hundred variants of a row's text after the phone; a million rows differ only in id and phone."""
    chance = random.Random(task_id)  # noqa: S311 - examples
    tails = []
    for _ in range(TEMPLATES):
        status, err = chance.choice(_OUTCOMES)
        day, month, hour, minute = (chance.randint(*span) for span in ((1, 28), (1, 12), (8, 20), (0, 59)))
        sent = f"{day:02d}.{month:02d}.2026 {hour:02d}:{minute:02d}:05"
        price = f"{chance.randint(150, 420) / 100:.2f}"
        cells = (chance.choice(_SENDERS), chance.choice(_TEXTS), sent, status, err, chance.choice(_OPERATORS), price)
        tail = form.separator.join(_cell(str(cell), form) for cell in cells) + form.line_end
        tails.append(tail.encode(form.encoding))
    return tails


def _cell(text: str, form: Form) -> str:
    if any(special in text for special in (form.separator, '"', "\n")):
        return '"' + text.replace('"', '""') + '"'
    return text
