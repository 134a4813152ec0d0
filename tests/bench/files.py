"""Reports to time: eleven columns and some 170 bytes a row, the same bytes every time."""

import random
from pathlib import Path

NEEDLE = "4951234567"
"""A phone without its country, as a person would look for it."""
NEEDLE_EVERY = 1000
COLUMNS = ("id", "phone", "sender", "message", "sent", "delivered", "status", "err", "operator", "region", "price")
PHONE, MESSAGE, SENT, STATUS = 1, 3, 4, 6
TEMPLATES = 4000
BLOCK_ROWS = 10_000
READ_BYTES = 2**20
_TEXTS = (
    "Ваш заказ №{} готов к выдаче, ждём вас по адресу: ул. Ленина, 5",
    '"Скидка {} рублей на всё; промокод ""ОСЕНЬ"""',
    "Никому не сообщайте код подтверждения: {}",
    "Доставка завтра с 10:00 до 14:00, заказ {}",
    "Your parcel {} is waiting at the pick-up point",
)
_SENDERS = ("SHOP", "BANK-24", "Клиника", "Доставка")
_OPERATORS = ("МТС", "Билайн", "МегаФон", "Tele2")
_REGIONS = ("Москва и область", "Санкт-Петербург", "Краснодарский край")


def report_file(folder: Path, rows: int, encoding: str) -> Path:
    """Return a report, made where it is not there yet; the needle in every thousandth row.

    It is read through once, so that neither side of a comparison waits for the disk.
    """
    path = folder / f"report-{rows}-{encoding}.csv"
    if not path.exists():
        chance = random.Random(1)
        tails = [_tail(chance, encoding) for _ in range(TEMPLATES)]
        with path.open("wb") as file:
            file.write((";".join(COLUMNS) + "\r\n").encode(encoding))
            for first in range(0, rows, BLOCK_ROWS):
                numbers = range(first, min(first + BLOCK_ROWS, rows))
                file.write(b"".join([b"%09d;7%010d;%b" % _row(number, tails) for number in numbers]))
    with path.open("rb", buffering=0) as file:
        while file.read(READ_BYTES):
            pass
    return path


def _row(number: int, tails: list[tuple[bytes, bytes]]) -> tuple[int, int, bytes]:
    start, end = tails[number * 7919 % TEMPLATES]
    phone = int(NEEDLE) if number % NEEDLE_EVERY == 0 else 9_000_000_000 + number * 618_033_989 % 999_999_937
    return number, phone, b"%b%d%b" % (start, number * 31 % 99_991, end)


def _tail(chance: random.Random, encoding: str) -> tuple[bytes, bytes]:
    sent = "{:02d}.{:02d}.2026 {:02d}:{:02d}:{:02d}".format(
        *(chance.randint(*span) for span in ((1, 28), (1, 12), (0, 23), (0, 59), (0, 59)))
    )
    before, after = chance.choice(_TEXTS).split("{}")
    rest = (sent, sent, chance.choice((1, 1, 1, 2, 3, 20)), chance.choice((0, 0, 6, 249)), chance.choice(_OPERATORS))
    price = f"{chance.randint(150, 420) / 100:.2f}"
    end = ";".join(map(str, (*rest, chance.choice(_REGIONS), price)))
    return f"{chance.choice(_SENDERS)};{before}".encode(encoding), f"{after};{end}\r\n".encode(encoding)
