"""Icons that follow the current palette."""

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from gui.models.task_status import HUES
from gui.service.task import TaskStatus
from gui.storage.paths import resource
from gui.views.theme import shade

SIZES_PX = (16, 20, 24, 32, 48, 64)


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
