"""Colours that are readable on the palette's surfaces, light or dark."""

from functools import lru_cache

from PySide6.QtGui import QColor, QPalette

LEAST_CONTRAST = 4.5
"""Of a text on its surface, as WCAG 2 wants it."""
_MIDDLE_LIGHTNESS = 128
_TINT = 0.15
_WHITE, _STEP = 255, 5
"""Of lightness."""
_LINEAR_UP_TO = 0.04045


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast of two colours by WCAG 2: 1 if they are equal, 21 for black and white."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def shade(palette: QPalette, hue: int) -> QColor:
    """Return a colour of this hue (degrees) that is readable on the palette's rows and on `tint` of the same hue."""
    roles = QPalette.ColorRole
    return QColor(_shade(palette.color(roles.Base).rgb(), palette.color(roles.AlternateBase).rgb(), hue))


def tint(palette: QPalette, hue: int) -> QColor:
    """Return the palette's base with a touch of this hue (degrees), for a background."""
    return _mixed(palette.color(QPalette.ColorRole.Base), shade(palette, hue))


@lru_cache(maxsize=64)
def _shade(base_rgb: int, alternate_rgb: int, hue: int) -> QColor:
    """Return `shade`'s colour, found once: every painting of a row asks for it."""
    base = QColor(base_rgb)
    dark = base.lightness() < _MIDDLE_LIGHTNESS
    saturation, lightness = (170, 170) if dark else (190, 80)
    surfaces = (base, QColor(alternate_rgb))

    def readable(colour: QColor) -> bool:
        return all(contrast(colour, surface) >= LEAST_CONTRAST for surface in (*surfaces, _mixed(base, colour)))

    colour = QColor.fromHsl(hue, saturation, lightness)
    while not readable(colour) and 0 < lightness < _WHITE:
        lightness = min(max(lightness + (_STEP if dark else -_STEP), 0), _WHITE)
        colour = QColor.fromHsl(hue, saturation, lightness)
    return colour


def _mixed(base: QColor, accent: QColor) -> QColor:
    def mixed(of_base: float, of_accent: float) -> float:
        return of_base + (of_accent - of_base) * _TINT

    return QColor.fromRgbF(
        mixed(base.redF(), accent.redF()),
        mixed(base.greenF(), accent.greenF()),
        mixed(base.blueF(), accent.blueF()),
    )


def _luminance(colour: QColor) -> float:
    red, green, blue = (
        part / 12.92 if part <= _LINEAR_UP_TO else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
