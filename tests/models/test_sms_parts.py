"""How many characters and parts a message has, by the rules of GSM 03.38 and 3GPP TS 23.040."""

import pytest

from gui.models.sms_parts import is_message, sms_length


@pytest.mark.parametrize(
    ("text", "characters", "parts"),
    [
        ("", 0, 1),
        ("a" * 160, 160, 1),
        ("a" * 161, 161, 2),
        ("a" * 306, 306, 2),
        ("a" * 307, 307, 3),
        ("€" * 80, 160, 1),
        ("€" * 81, 162, 2),
        ("a" * 152 + "€" + "a" * 10, 164, 2),
        ("a" * 152 + "€" + "a" * 151, 305, 2),
        ("a" * 152 + "€" + "a" * 152, 306, 3),
        ("line\r\nline", 10, 1),
        ("я" * 70, 70, 1),
        ("я" * 71, 71, 2),
        ("я" * 134, 134, 2),
        ("я" * 135, 135, 3),
        ("😀" * 35, 70, 1),
        ("😀" * 36, 72, 2),
        ("😀" * 66, 132, 2),
        ("😀" * 67, 134, 3),
        ("[я]", 3, 1),
    ],
)
def test_characters_and_parts(text: str, characters: int, parts: int) -> None:
    length = sms_length(text)
    assert (length.characters, length.parts) == (characters, parts)
    assert length.unicode == any(character in "я😀" for character in text)


def test_the_column_of_messages_is_known_by_its_name() -> None:
    assert all(map(is_message, ("message", "Text", "Текст сообщения", "Сообщение", "sms_text", "Текст SMS")))
    assert not any(map(is_message, ("message_id", "status", "Код сообщения", "sms", "Текст ошибки", "", "Кол-во SMS")))
