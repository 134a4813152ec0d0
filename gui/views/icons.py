"""Icons and shades that follow the current palette."""

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from gui.models.task_status import HUES
from gui.service.task import TaskStatus
from gui.storage.paths import resource

SIZES_PX = (16, 20, 24, 32, 48, 64)
_MIDDLE_LIGHTNESS = 128
_TINT = 0.15


def app_icon() -> QIcon:
    """Return the program's own icon."""
    return QIcon(str(resource("icons") / "smsc-tasks.svg"))


def icon(name: str, palette: QPalette) -> QIcon:
    """Return a monochrome icon from `resources/icons` in the colours of button texts."""
    group = QPalette.ColorGroup
    return _icon(
        name,
        palette.color(group.Active, QPalette.ColorRole.ButtonText).name(),
        palette.color(group.Disabled, QPalette.ColorRole.ButtonText).name(),
        palette.color(group.Active, QPalette.ColorRole.HighlightedText).name(),
    )


def status_icon(status: int | None, palette: QPalette) -> QIcon:
    """Return the icon of a task's status in its colour."""
    name = TaskStatus(status).name.lower().replace("_", "-") if status in set(TaskStatus) else "unknown"
    colour = status_colour(status, palette).name()
    selected = palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.HighlightedText).name()
    return _icon(f"status-{name}", colour, colour, selected)


def status_colour(status: int | None, palette: QPalette) -> QColor:
    """Return the text colour of a task's status; the ordinary one if the status needs no attention."""
    hue = HUES.get(status)
    return palette.color(QPalette.ColorRole.Text) if hue is None else shade(palette, hue)


def shade(palette: QPalette, hue: int) -> QColor:
    """Return a colour of this hue (degrees) that is readable on the palette's base."""
    dark = palette.color(QPalette.ColorRole.Base).lightness() < _MIDDLE_LIGHTNESS
    return QColor.fromHsl(hue, 170, 170) if dark else QColor.fromHsl(hue, 190, 80)


def tint(palette: QPalette, hue: int) -> QColor:
    """Return the palette's base with a touch of this hue (degrees), for a background."""
    base, accent = palette.color(QPalette.ColorRole.Base), shade(palette, hue)

    def mixed(of_base: float, of_accent: float) -> float:
        return of_base + (of_accent - of_base) * _TINT

    return QColor.fromRgbF(
        mixed(base.redF(), accent.redF()),
        mixed(base.greenF(), accent.greenF()),
        mixed(base.blueF(), accent.blueF()),
    )


def _icon(name: str, normal: str, disabled: str, selected: str) -> QIcon:
    drawing = (resource("icons") / f"{name}.svg").read_text("utf-8")
    modes = {QIcon.Mode.Normal: normal, QIcon.Mode.Disabled: disabled, QIcon.Mode.Selected: selected}
    drawn = {colour: _drawn(drawing.replace("currentColor", colour)) for colour in set(modes.values())}
    made = QIcon()
    for mode, colour in modes.items():
        for pixmap in drawn[colour]:
            made.addPixmap(pixmap, mode)
    return made


def _drawn(drawing: str) -> list[QPixmap]:
    renderer = QSvgRenderer(QByteArray(drawing.encode()))
    pixmaps = []
    for size_px in SIZES_PX:
        pixmap = QPixmap(size_px, size_px)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter)
        painter.end()
        pixmaps.append(pixmap)
    return pixmaps
