"""What beginnings of files are taken for: the row that names the columns, the separator, the encoding."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.report.detecting.dialect import ENCODINGS, UTF_16, Dialect, detect, examine
from gui.report.files import StableFile
from gui.report.progress_monitor import ProgressMonitor
from gui.report.query_engine import QueryEngine
from gui.report.reading.report import HEAD_BYTES, Report
from gui.report.row_query import Contains, Group, RowQuery, Sorting

HEADERS = [
    # The first row names the columns.
    ("id;phone;text\n1;79161234567;hello\n2;79161234568;bye\n", 0),
    ("Телефон\tСтатус\n79161234567\tДоставлено\n", 0),
    ("\ufeffТелефон|Статус\r\n79161234567|Доставлено\r\n", 0),
    ("Recipient,Status,Sent at\n+79161234567,Delivered,2026-07-01T10:00:00Z\n", 0),
    ("1-й номер;2FA code\n79161234567;1234\n79161234568;4321\n", 0),
    ("2FA code\n1234\n4321\n", 0),
    ('"1-й номер","текст"\n"79161234567","Привет"\n', 0),
    ("Код статуса;Код ошибки\n1;0\n3;6\n", 0),
    ("Телефон;Сумма\nн/д;н/д\n79161234567;5\n79161234568;6\n", 0),
    ("Договор;Карта;Почта\nSMS-00012;c0ffee01-aa42;a@b.example\nSMS-00013;c0ffee02-aa42;c@d.example\n", 0),
    ("Начало;Цена;Дата\n9:30;1 200,50 руб.;5 июля 2026\n10:30;300 руб.;6 июля 2026\n", 0),
    ("Имя;Город\nПётр;Москва\nОлег;Тула\n", 0),
    ("Город;Статус\nМосква;Доставлено\nГород;Статус\nТула;Доставлено\n", 0),
    ("a\nb\n", 0),
    ("name,active\nAnna,true\nBob,false\n", 0),
    ("неизвестен;Пётр\n79161234567;Иван\n79161234568;Олег\n", 0),
    ("Телефон;Статус\n", 0),
    ("Телефон;Статус", 0),
    ("id;phone;text;\n1;79161234567;a;\n2;79161234568;b;\n", 0),
    ("id;phone;text\n1;79161234567;a;\n2;79161234568;b;\n", 0),
    ("id;phone\n1;79161234567;a\n2;79161234568;b\n", 0),
    ("a;b\n\n1;2\n3;4\n", 0),
    ("Телефон\n79161234567;\n79161234568;\n", 0),
    # Something stands above them.
    ("Отчёт по рассылке\nТелефон;Статус\n79161234567;Доставлено\n79161234568;Не доставлено\n", 1),
    ("\n\nid,text\n1,hello\n", 2),
    ("Отчёт\n\nТелефон;Статус;Дата\n79161234567;Доставлено;01.07.2026\n79161234568;Доставлено;02.07.2026\n", 2),
    ("Отчёт;;\nПериод: 01.07 - 31.07;;\n;;\nТелефон;Статус;Дата\n79161234567;Доставлено;01.07.2026\n", 3),
    ("Campaign report\nGenerated: 2026-07-01\n\nRecipient,Sent at\n+79161234567,2026-07-01 10:00\n", 3),
    ("Рассылка;Июль\nПериод;01.07 - 31.07\n\nТелефон;Статус\n79161234567;Доставлено\n79161234568;Нет\n", 3),
    ("Отчёт;Июль\nid;phone;text\n1;79161234567;a\n2;79161234568;b\n", 1),
    ("Отчёт;от;05.07.2026\nТелефон;Статус;Дата\n79161234567;Да;01.07.2026\n79161234568;Да;01.07.2026\n", 1),
    ("Report\nof July\nby Acme\nPhone,Status\n79161234567,Delivered\n", 3),
    ("id;phone;\n1;79161234567\n2;79161234568\n", 0),
    ("строка\n" * 15 + "Телефон;Статус\n" + "79161234567;Доставлено\n" * 30, 15),
    ("ООО Ромашка\n\nКонтакт\n79161234567\n79161234568\n79161234569\n", 2),
    ("ООО Ромашка\n\nНомер\n79161234567\n79161234568\n79161234569\n", 2),
    # No row names them.
    ("79161234567;Доставлено;01.07.2026\n79161234568;Доставлено;01.07.2026\n", None),
    ("79161234567\n79161234568\n", None),
    ("79161234567", None),
    ("+7 (916) 123-45-67;Иван\n+7 (916) 123-45-68;Пётр\n", None),
    ("2026-07-01 10:00;ok\n2026-07-01 10:01;ok\n", None),
    ("7916;Иван;н/д\n7917;Пётр;5\n7918;Олег;6\n", None),
    ("Москва;Иван\nТула;Олег\nМосква;Пётр\n", None),
    ("Иван;Москва\nПётр;Москва", None),
    ("Иван;Доставлено\nПётр;Отклонено\n", None),
    ("Привет! Это первое сообщение.\nА это второе.\n", None),
    ("79161234567;Иван\nнеизвестен;Пётр\n79161234568;Олег\n", None),
    ("Доставлено;Да\nТелефон;Статус\nОлег;Нет\n", 1),
    ("abc-1;Иван;Доставлено\nabc-2;Пётр;Ошибка\n", None),
    ("", None),
    ("\n\n", None),
]


@pytest.mark.parametrize(("text", "header_row"), HEADERS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_the_row_that_names_the_columns_is_found(text: str, header_row: int | None, encoding: str) -> None:
    assert detect([text.encode(encoding)]).header_row == header_row


@pytest.mark.parametrize("line", ["sep=;", '"sep=;"', "SEP=;", 'sep=";"', "sep=;;;", "sep=" + ";" * 100])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1251"])
@pytest.mark.parametrize(("names", "header_row"), [("имя;текст", 0), ("79161234567;25,50", None)])
def test_excels_separator_line_decides_and_is_no_row(
    tmp_path: Path, line: str, encoding: str, names: str, header_row: int | None
) -> None:
    path = tmp_path / "report.csv"
    path.write_text(f"{line}\n{names}\n79161234568;1,5\n79161234569;2,5\n", encoding, newline="")
    report = Report(StableFile(path))
    assert (report.dialect.separator, report.dialect.header_row) == (";", header_row)
    assert report.first_rows[0].cells == tuple(names.split(";"))
    for _ in report.scan():
        pass
    assert (report.index.rows, report.index.defective) == (3, 0)
    assert report.rows(0, 3) == report.first_rows
    report.close()


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_line_decides_against_the_looks(separator: str) -> None:
    other = "," if separator == ";" else ";"
    assert detect([f"sep={separator}\na{other}b\n1{other}2\n".encode()]).separator == separator


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("id;text\n1;Привет, друг, как дела\n2;Пока, друг, до завтра\n", ";"),
        ("Отчёт\nid;phone;text\n1;79161234567;Привет, друг, ну\n2;79161234568;Пока, друг, да\n", ";"),
        ("id,text\n1,a; b\n2,c; d\n", ","),
        ("1,5;2,5\n3,5;4,5\n", ";"),
        ("Итоги, за июль\nid\ttext\n1\ta, b; c\n2\tb\n", "\t"),
        ("Period: 1; 2\nid,text\n1,a\n2,b\n3,c\n", ","),
        ("Текст\nПривет, друг\nПока\nНу, да\nВот, так\nЭто всё\n", ";"),
    ],
)
def test_commas_in_texts_and_titles_separate_nothing(text: str, separator: str) -> None:
    assert detect([text.encode()]).separator == separator


def test_titles_make_no_row_below_them_look_wrong(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    for names in ("Телефон;Статус;Дата\n", ""):
        path.write_text("Отчёт\n\n" + names + "79161234567;Доставлено;01.07.2026\n" * 100)
        report = Report(StableFile(path))
        for _ in report.scan():
            pass
        assert report.width == 3
        assert report.index.defective == 2
        assert not any(row.defective for row in report.rows(2, 100))


TEXT = (
    "Уважаемый клиент посылка прибыла пункт выдачи заберите до пятницы Иванов Москва Тверская доставлено абонент МТС "
    "телефон дата отправки СКИДКА ЛЕТО акция завтра ёлка подъезд щука Здравствуйте напоминаем приёме рубль остаток"
)


def russian(chance: random.Random, rows: int) -> str:
    return "id;text\n" + "".join(f"{row};{' '.join(chance.choices(TEXT.split(), k=5))}\n" for row in range(rows))


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251", "koi8-r", "cp866", "utf-16", "utf-16-le", "utf-16-be"])
def test_russian_is_recognised_in_any_encoding(encoding: str) -> None:
    chance = random.Random(encoding)
    for rows in (3, 10, 300):
        for text in (russian(chance, rows), russian(chance, rows).upper()):
            content = text.encode(encoding)
            samples = [content[:HEAD_BYTES], content[-1001:], content[501:1502]]
            assert detect(samples).encoding == (UTF_16 if encoding.startswith(UTF_16) else encoding), text[:200]


@pytest.mark.parametrize(
    "text",
    [
        "1;МТС\n",
        "1;Ок\n",
        "имя;текст\n",
        "1;ДА НЕТ\n",
        "ЯЯЯЯЯЯ",
        "1;Київ, Львів\n",
        "1;№ 5 — «да»\n",
        "ъъъ",
        "1;Ряд\n",
        "1;УФПМ\n",
    ],
)
def test_what_is_not_sure_is_windows_1251(text: str) -> None:
    assert detect([text.encode("windows-1251")]).encoding == "windows-1251"


def test_a_file_of_two_encodings_is_windows_1251() -> None:
    text = russian(random.Random(1), 50)
    assert detect([text.encode("windows-1251") + text.encode("koi8-r")]).encoding == "windows-1251"


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_what_decodes_strictly_is_utf_8_whatever_it_holds(text: str) -> None:
    content = ("id;текст\n" + text).encode()
    assert detect([content]).encoding == "utf-8"


@pytest.mark.parametrize(
    "text", ["\ufffd" * 30, "a;b\n1;\0x\n", "1;\U0001f600\n", "1;\u0378\ue000\n", "é", "1;\x85\x01\n"]
)
def test_rare_characters_make_no_other_encoding(text: str) -> None:
    assert detect([text.encode()]).encoding == "utf-8"


@pytest.mark.parametrize("bad", [b"\xff", b"\xd0", b"\xe2\x82", b"\xf0\x9f\x98"])
def test_one_torn_character_in_a_small_file_makes_no_other_encoding(bad: bytes) -> None:
    assert detect(["имя;слон\n1;ёж и".encode() + bad + " ещё\n".encode()]).encoding == "utf-8"
    assert detect(["имя;слон\n1;ёж и".encode() + bad]).encoding == "utf-8"


@pytest.mark.parametrize(("valid", "encoding"), [(3, "utf-8"), (2, "windows-1251")])
def test_so_many_characters_outweigh_a_bad_byte(valid: int, encoding: str) -> None:
    assert detect(["ж ".encode() * valid + b"\xff\n"]).encoding == encoding


def test_characters_torn_by_the_borders_of_samples_are_not_bad() -> None:
    text = "ж€😀".encode() * 5
    samples = [text[:-1], text[1:-2], text[3:-3], text[7:]]
    assert detect([b"id\n", *samples]).encoding == "utf-8"
    assert detect(["ж€".encode()[:-1]]).encoding == "utf-8"
    assert detect([b"id\n", "€ж".encode()[1:]]).encoding == "utf-8"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_known_by_its_cyrillic_letters_alone(codec: str) -> None:
    assert detect([("Статус\n" + "Доставлено\n" * 50).encode(codec)]) == Dialect("utf-16", ";", header_row=0)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["id;phone\n1;79161234567\n", "имя;текст\nПётр;Привет, как дела — «да»\n", "1;😀😀\n"])
@pytest.mark.parametrize("tail", [b"", b"\n"])
def test_utf_16_without_a_mark_is_read(tmp_path: Path, codec: str, text: str, tail: bytes) -> None:
    path = tmp_path / "report.csv"
    path.write_bytes(text.encode(codec) + tail)
    report = Report(StableFile(path))
    assert report.dialect.encoding == UTF_16
    assert report.first_rows[0].cells == tuple(text.splitlines()[0].split(";"))
    report.close()


STARTS = (b"", b"\xff\xfe", b"\xfe\xff", b"id;text\n", b"\x00\xd8;\n", b"sep=")


@given(st.sampled_from(STARTS), st.binary(max_size=80), st.sampled_from(ENCODINGS), st.integers(0, 3))
def test_any_bytes_can_be_read_in_any_encoding(
    tmp_path_factory: pytest.TempPathFactory, start: bytes, content: bytes, encoding: str, header_row: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(start + content)
    report = Report(StableFile(path), Dialect(encoding, ";", header_row))
    for _ in report.scan():
        pass
    assert report.rows(0, report.index.rows) == report.first_rows
    report.close()


def test_a_header_beyond_the_end_is_none(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    path.write_text("1;2\n3;4\n")
    assert Report(StableFile(path), Dialect("utf-8", ";", 2)).dialect.header_row is None
    assert Report(StableFile(path), Dialect("utf-8", ";", 1)).dialect.header_row == 1


@pytest.mark.parametrize("cell", ["1" * HEAD_BYTES + "x", "a" * HEAD_BYTES, "5 " + "июля " * 9999, "(" * HEAD_BYTES])
def test_a_huge_cell_is_judged_at_once(cell: str) -> None:
    assert detect([f"{cell};text\n{cell};2\n"[:HEAD_BYTES].encode()]).separator == ";"


def test_files_alike_but_for_values_have_one_shape() -> None:
    def shape(text: str) -> str:
        return examine([text.encode()]).shape

    first = shape("Отчёт за июль\nТелефон;Статус\n79161234567;Доставлено\n79161234568;Нет\n")
    assert shape("Отчёт за август\nТелефон;Статус\n79170000000;Нет\n") == first
    assert shape("Отчёт за август\nТелефон;Дата\n79170000000;Нет\n") != first
    assert shape("Телефон,Статус\n79170000000,Нет\n") != first
    assert shape("1;2\n3;4\n") == shape("5;6\n7;8\n")
    assert shape("1;2\n3;4\n") != shape("1;2;3\n4;5;6\n")


@pytest.mark.parametrize("encoding", ["cp866", "koi8-r", "windows-1251"])
def test_letters_of_any_encoding_are_searched_grouped_and_sorted(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "report.csv"
    cells = ["яблоко", "Ель", "ёж", "Ёлка", "жук", "ель", "«да»" if encoding == "windows-1251" else "да", "аист"]
    path.write_text("имя\n" + "\n".join(cells), encoding)
    report = Report(StableFile(path), Dialect(encoding, ";", 0))
    for _ in report.scan():
        pass
    query, monitor = QueryEngine(report), ProgressMonitor()
    for needle, count in (("ЁЛКА", 1), ("ель", 2), ("жУ", 1), ("а", 3), ("ъ", 0)):
        hits = query.arrange(RowQuery((), None, Contains(needle)), 1, monitor).hits
        assert hits is not None
        assert len(hits) == count, needle
    assert {count.value for count in query.summary(Group(0), (), 1, monitor).counts} == set(cells)
    rows = query.arrange(RowQuery((), Sorting(0)), 1, monitor).rows
    assert rows is not None
    assert [cells[row - 1] for row in rows.tolist()][-6:] == ["Ель", "ель", "ёж", "Ёлка", "жук", "яблоко"]


def test_nothing_is_left_of_a_utf_16_report_when_the_program_is_killed(tmp_path: Path) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    path = tmp_path / "report.csv"
    path.write_text("id;текст\n" + "1;ждём\n" * 1000, "utf-16")
    program = (
        "import os, signal, sys; from pathlib import Path; from gui.report.files import StableFile;"
        "from gui.report.reading.report import Report; report = Report(StableFile(Path(sys.argv[1])));"
        "print(report.rows(900, 1)[0].cells[1] == 'ждём', flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    environment = {**os.environ, "TMPDIR": str(temporary), "PYTHONIOENCODING": "utf-8"}
    ended = subprocess.run(
        [sys.executable, "-c", program, str(path)], env=environment, capture_output=True, text=True, check=False
    )
    assert (ended.stdout, ended.returncode) == ("True\n", -signal.SIGKILL), ended.stderr
    assert list(temporary.iterdir()) == []
