"""Colours of meaning: readable wherever they stand."""

import pytest
from PySide6.QtGui import QColor, QPalette

from gui.models import hues
from gui.views.theme import LEAST_CONTRAST, contrast, shade, tint

LIGHT = ("#ffffff", "#f7f7f7")
DARK = ("#242424", "#2b2b2b")
GREYISH = ("#3c3c3c", "#464646")


def test_contrast_goes_from_none_to_black_on_white() -> None:
    assert contrast(QColor("red"), QColor("red")) == 1
    assert round(contrast(QColor("black"), QColor("white"))) == 21


@pytest.mark.parametrize("hue", [hues.INFO, hues.WARNING, hues.FAILED, hues.DONE])
@pytest.mark.parametrize("surfaces", [LIGHT, DARK, GREYISH])
def test_every_hue_is_readable_on_rows_and_on_its_own_tint(surfaces: tuple[str, str], hue: int) -> None:
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Base, QColor(surfaces[0]))
    palette.setColor(QPalette.ColorRole.AlternateBase, QColor(surfaces[1]))
    for surface in (*map(QColor, surfaces), tint(palette, hue)):
        assert contrast(shade(palette, hue), surface) >= LEAST_CONTRAST
