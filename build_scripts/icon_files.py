"""The program's icon in the formats of all systems, drawn from its SVG."""

import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgRenderer

SIZES_PX = (16, 24, 32, 48, 64, 128, 256)
_ICNS_KINDS = {16: b"icp4", 32: b"icp5", 64: b"icp6", 128: b"ic07", 256: b"ic08", 512: b"ic09", 1024: b"ic10"}
_ICO_PLANES_AND_BITS = (1, 32)


def png(drawing: Path, size_px: int) -> bytes:
    """Draw an SVG file in a square of this size. Needs no application."""
    image = QImage(size_px, size_px, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(drawing)).render(painter)
    painter.end()
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(content.data())


def ico(drawing: Path) -> bytes:
    """Create a Windows icon with all sizes; 256 is written as 0 there."""
    pictures = [(size_px, png(drawing, size_px)) for size_px in SIZES_PX]
    offset = 6 + 16 * len(pictures)
    entries = b""
    for size_px, content in pictures:
        side = size_px % 256
        entries += struct.pack("<BBBBHHII", side, side, 0, 0, *_ICO_PLANES_AND_BITS, len(content), offset)
        offset += len(content)
    return struct.pack("<HHH", 0, 1, len(pictures)) + entries + b"".join(content for _, content in pictures)


def icns(drawing: Path) -> bytes:
    """Create a macOS icon with all sizes."""
    body = b""
    for size_px, kind in _ICNS_KINDS.items():
        content = png(drawing, size_px)
        body += kind + struct.pack(">I", 8 + len(content)) + content
    return b"icns" + struct.pack(">I", 8 + len(body)) + body
