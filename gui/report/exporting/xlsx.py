"""Excel files that contain only text, written row by row."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import IO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

Row = Sequence[str]

_BATCH_ROWS = 500
"""Rows formatted at once; more would block other threads for too long."""
_COMPRESSION = 1
"""The default level takes three times as long."""
_CELL, _ROW = "\ud800", "\ud801"
"""Separate cells and rows while all are escaped at once; decoded text never contains them."""
_NOT_FOR_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PACKAGE_TYPE = "application/vnd.openxmlformats-package"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XF = 'fillId="0" borderId="0"'
_FONT = '<sz val="11"/><name val="Calibri"/><family val="2"/>'
_STYLES = (
    f'{_XML}<styleSheet {_MAIN}><fonts count="2"><font>{_FONT}</font><font><b/>{_FONT}</font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    f'<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" {_XF}/></cellStyleXfs>'
    f'<cellXfs count="3"><xf numFmtId="0" fontId="0" {_XF} xfId="0"/>'
    f'<xf numFmtId="49" fontId="0" {_XF} xfId="0" applyNumberFormat="1"/>'
    f'<xf numFmtId="49" fontId="1" {_XF} xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_TEXT, _BOLD = 1, 2
"""Indexes in `cellXfs`. The format is text too, so that a phone stays as it is when edited in Excel."""


def write_workbook(
    file: IO[bytes], sheets: Sequence[tuple[str, Iterable[Row]]], header: Row, widths: Sequence[int]
) -> None:
    """Write sheets, given by name, each below the same header, which is bold and stays visible.

    `widths` are the columns' widths in characters; cells beyond the header are left out. What XML cannot hold is
    written as Excel does it, `_x000B_`, and reads as it was. Raises OSError, and whatever the rows raise.
    """
    letters = [_letters(column) for column in range(len(header))]
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=_COMPRESSION) as archive:
        for path, text in _frame([name for name, _ in sheets]):
            archive.writestr(path, text)
        for number, (_, rows) in enumerate(sheets, 1):
            with archive.open(_sheet_path(number), "w", force_zip64=True) as sheet:
                sheet.write(_sheet_start(widths, selected=number == 1))
                sheet.write(_batch([header], 1, letters, _BOLD))
                at, source = 2, iter(rows)
                while batch := list(islice(source, _BATCH_ROWS)):
                    sheet.write(_batch(batch, at, letters, _TEXT))
                    at += len(batch)
                sheet.write(_sheet_end(f"A1:{letters[-1]}{at - 1}"))


def _batch(rows: list[Row], at: int, letters: list[str], style: int) -> bytes:
    text = escape(_ROW.join(map(_CELL.join, rows)))
    if "_x" in text:
        text = _LOOKS_ESCAPED.sub("_x005F_", text)
    text = _NOT_FOR_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    made: list[str] = []
    for number, line in enumerate(text.split(_ROW), at):
        start = f'{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">'
        made.append(f'<row r="{number}">')
        cells = zip(letters, line.split(_CELL), strict=False)
        made += [f'<c r="{column}{start}{cell}</t></is></c>' for column, cell in cells if cell]
        made.append("</row>")
    return "".join(made).encode("utf-8", "replace")


def _letters(column: int) -> str:
    first, last = divmod(column, 26)
    return (_letters(first - 1) if first else "") + chr(ord("A") + last)


def _sheet_path(number: int) -> str:
    return f"xl/worksheets/sheet{number}.xml"


def _sheet_start(widths: Sequence[int], *, selected: bool) -> bytes:
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{width}" style="{_TEXT}" customWidth="1"/>'
        for at, width in enumerate(widths, 1)
    )
    return (
        f'{_XML}<worksheet {_MAIN}><sheetViews><sheetView tabSelected="{selected:d}" workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        '<selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols><sheetData>'
    ).encode()


def _sheet_end(cells: str) -> bytes:
    """End a sheet; suppress the warning triangles for numbers that are text on purpose."""
    return (
        f'</sheetData><ignoredErrors><ignoredError sqref="{cells}" numberStoredAsText="1"/></ignoredErrors></worksheet>'
    ).encode()


def _frame(names: list[str]) -> Iterator[tuple[str, str]]:
    """Return the parts of a workbook other than its sheets."""
    numbers = range(1, len(names) + 1)
    types = "".join(
        f'<Override PartName="/{path}" ContentType="{_TYPE}.{kind}+xml"/>'
        for path, kind in [
            ("xl/workbook.xml", "sheet.main"),
            ("xl/styles.xml", "styles"),
            *((_sheet_path(number), "worksheet") for number in numbers),
        ]
    )
    yield (
        "[Content_Types].xml",
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{_PACKAGE_TYPE}.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>',
    )
    yield "_rels/.rels", _relations([("officeDocument", "/xl/workbook.xml")])
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, name in zip(numbers, names, strict=True)
    )
    yield (
        "xl/workbook.xml",
        f'{_XML}<workbook {_MAIN} xmlns:r="{_RELATIONS}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{sheets}</sheets></workbook>",
    )
    parts = [*(("worksheet", f"/{_sheet_path(number)}") for number in numbers), ("styles", "/xl/styles.xml")]
    yield "xl/_rels/workbook.xml.rels", _relations(parts)
    yield "xl/styles.xml", _STYLES


def _relations(parts: list[tuple[str, str]]) -> str:
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(parts, 1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>'
