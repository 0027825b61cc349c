"""Sheets of workbooks (Excel, OpenDocument) as rows."""

import io
import re
import shutil
import zipfile
import zlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import IO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from dashboard.language import _
from dashboard.opening.file_names import shown_name
from dashboard.opening.foreign.request import Source
from dashboard.opening.limits import MOST_COLUMNS
from dashboard.opening.refusals import not_a_table, too_many_columns
from dashboard.opening.rows import Rows, as_text
from dashboard.sources.cell_errors import ERRORS, NUMBERED, UNNAMED
from dashboard.sources.file_error import FileError, PartError

# The header stands among so many first rows.
_LOOKED_AT = 30
_MOST_NAMED, _MOST_WORDS = 20, 80

# After a tag of a table, or a paragraph's end.
_BLANKS = re.compile(rb"(<(?:/?table:|/text:p\b)[^>]*>)\s+(?=<)")

# The library takes a cell with an error for a blank one, so it is told that a text stands there: what Excel shows.
_EXCELS = re.compile(rb"""(<(?:[\w.-]+:)?c\b[^>]*?\st=)(["'])e\2""")
_EXCELS_MARKS = b't="e"', b"t='e'"
# An OpenDocument says of a cell that it is one, or only shows it.
_IS_ERROR = b'calcext:value-type="error"'
_SHOWN = "|".join([*map(re.escape, ERRORS), NUMBERED]).encode()
_HAS_ERROR = re.compile(_IS_ERROR + b"|<text:p>(?:" + _SHOWN + b")</text:p>")
_CELL = re.compile(
    rb"""<table:table-cell\b(?P<is>(?:[^>"]|"[^"]*+")*+)>\s*(?:<office:annotation\b.*?</office:annotation>\s*)?"""
    rb"<text:p>(?:(?P<error>" + _SHOWN + rb")|[^<]*)</text:p>",
    re.DOTALL,
)
_VALUE = re.compile(rb"""\s(?:office|calcext):(?:value-type|[a-z]+-value|value|currency)="[^"]*\"""")
# XML is looked through in pieces of so many bytes; no tag of ours is longer than the second.
_PIECE, _LONGEST_TAG = 1 << 20, 1 << 12

Cells = Sequence[object]
Numbered = tuple[int, Cells]


def read(source: Source) -> Rows:
    """The rows under the header of the one sheet that holds a table, or of the one that is wanted."""
    try:
        workbook = _workbook(source)
        name = _chosen(source, workbook, _sheets(workbook))
        return _table(workbook.get_sheet_by_name(name), name, source.path)
    except (CalamineError, zipfile.BadZipFile, zlib.error, EOFError, KeyError, RuntimeError) as error:
        raise FileError(
            _("“{name}” is a damaged or encrypted workbook: save it anew, without a password, and give that.").format(
                name=shown_name(source.path)
            )
        ) from error


def _workbook(source: Source) -> CalamineWorkbook:
    with zipfile.ZipFile(source.link) as archive:
        if source.kind.ending == "ods":
            return CalamineWorkbook.from_filelike(_open_document(archive))
        sheets = {name for name in archive.namelist() if name.endswith(".xml") and _has_errors(archive, name)}
        if sheets:
            return CalamineWorkbook.from_filelike(_with_errors(archive, sheets))
    return CalamineWorkbook.from_filelike(io.BytesIO(Path(source.link).read_bytes()))


def _open_document(archive: zipfile.ZipFile) -> io.BytesIO:
    """The document with its errors as texts, and without the blanks between its cells that QGIS and others write, which
    the library stumbles over."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for name in archive.namelist():
            content = archive.read(name)
            new.writestr(name, _told(_BLANKS.sub(rb"\1", content)) if name == "content.xml" else content)
    held.seek(0)
    return held


def _told(content: bytes) -> bytes:
    return _CELL.sub(_error_as_text, content) if _HAS_ERROR.search(content) else content


def _error_as_text(cell: re.Match[bytes]) -> bytes:
    """A cell as it is, or where it has an error with that as its text: under some languages it has another name."""
    if not cell["error"] and _IS_ERROR not in cell["is"]:
        return cell[0]
    kept = _VALUE.sub(b"", cell["is"])
    shown = cell["error"] or UNNAMED.encode()
    return b'<table:table-cell%b office:value-type="string"><text:p>%b</text:p>' % (kept, shown)


def _has_errors(archive: zipfile.ZipFile, name: str) -> bool:
    with archive.open(name) as content:
        return any(mark in piece for piece in _pieces(content) for mark in _EXCELS_MARKS)


def _with_errors(archive: zipfile.ZipFile, sheets: set[str]) -> io.BytesIO:
    """The workbook with the errors of these sheets as texts."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for name in archive.namelist():
            with archive.open(name) as old, new.open(name, "w", force_zip64=True) as out:
                if name in sheets:
                    out.writelines(_EXCELS.sub(rb"\1\2str\2", piece) for piece in _pieces(old))
                else:
                    shutil.copyfileobj(old, out)
    held.seek(0)
    return held


def _pieces(content: IO[bytes]) -> Iterator[bytes]:
    """What XML holds, piece by piece, between which no tag is cut."""
    held = b""
    while read := content.read(_PIECE):
        held += read
        at = held.rfind(b"<", max(0, len(held) - _LONGEST_TAG))
        end = at if at > 0 else len(held)
        yield held[:end]
        held = held[end:]
    yield held


def _sheets(workbook: CalamineWorkbook) -> list[str]:
    """The sheets that a reader of the workbook sees; all where none is seen."""
    sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    seen = [sheet.name for sheet in sheets if sheet.visible == SheetVisibleEnum.Visible]
    return seen or [sheet.name for sheet in sheets]


def _chosen(source: Source, workbook: CalamineWorkbook, sheets: list[str]) -> str:
    shown = ", ".join(sheets[:_MOST_NAMED]) or _("none")
    if source.part:
        if source.part in workbook.sheet_names:
            return source.part
        raise PartError(
            _("“{name}” has no sheet “{part}”. It has: {parts}. Say which one: --sheet NAME.").format(
                name=shown_name(source.path), part=source.part, parts=shown
            ),
            tuple(sheets),
        )
    tables = [name for name in sheets if _is_a_table(workbook.get_sheet_by_name(name))]
    if not tables:
        raise not_a_table(source.path, _("a workbook without a table; its sheets: {sheets}").format(sheets=shown))
    if len(tables) > 1:
        raise PartError(
            _("“{name}” has tables on several sheets: {parts}. Say which one: --sheet NAME.").format(
                name=shown_name(source.path), parts=", ".join(tables[:_MOST_NAMED])
            ),
            tuple(tables),
        )
    return tables[0]


def _is_a_table(sheet: CalamineSheet) -> bool:
    """Two columns, and a row under the header; a sheet of prose is none."""
    return sheet.width > 1 and sheet.height > 1


@dataclass(frozen=True, slots=True)
class _Merged:
    """Cells that are shown as one: first and last row and column, from 0."""

    top: int
    left: int
    bottom: int
    right: int


def _table(sheet: CalamineSheet, name: str, path: Path) -> Rows:
    if sheet.start is None or not _is_a_table(sheet):
        raise not_a_table(path, _("a workbook whose sheet “{sheet}” holds no table").format(sheet=name))
    if sheet.width > MOST_COLUMNS:
        raise too_many_columns(path, MOST_COLUMNS)
    left = sheet.start[1]
    merged = [_Merged(top, first - left, bottom, last - left) for (top, first), (bottom, last) in _ranges(sheet)]
    body = _filled(enumerate(sheet.iter_rows()), merged)
    above, header, under = _cut(list(islice(body, _LOOKED_AT)), merged)
    notes = (_left_out(above, header[0][0] + 1),) if above else ()
    return Rows(
        _names(header, merged),
        ((number + 1, cells) for number, cells in chain(under, body)),
        noun="row",
        part=name,
        notes=notes,
    )


def _ranges(sheet: CalamineSheet) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """The merged cells; none where the format does not tell them."""
    return sheet.merged_cell_ranges or []


def _left_out(above: list[Numbered], header: int) -> str:
    words = "; ".join(" ".join(filter(None, map(as_text, cells))) for _number, cells in above)
    return _("The header is row {number}; above it stands what was left out: {words}").format(
        number=header, words=words if len(words) <= _MOST_WORDS else f"{words[:_MOST_WORDS]}…"
    )


def _filled(rows: Iterable[Numbered], merged: list[_Merged]) -> Iterator[Numbered]:
    """The rows that hold something; what stands in a cell that is merged over several rows holds for each of them."""
    starting = deque(sorted((area for area in merged if area.bottom > area.top), key=lambda area: area.top))
    open_areas: list[tuple[_Merged, object]] = []
    for number, cells in rows:
        open_areas = [(area, cell) for area, cell in open_areas if area.bottom >= number]
        if any(cell != "" for cell in cells):
            row = list(cells)
            for area, cell in open_areas:
                row[area.left] = cell
            yield number, row
        while starting and starting[0].top <= number:
            area = starting.popleft()
            if area.top == number and 0 <= area.left < len(cells):
                open_areas.append((area, cells[area.left]))


def _cut(rows: list[Numbered], merged: list[_Merged]) -> tuple[list[Numbered], list[Numbered], list[Numbered]]:
    """The rows above the header, those of the header, and those under it.

    The header is the first row of words alone that fills half as many cells as the fullest one, or of more words than
    other things (a year that names a column) that fills as many; it goes on as far as a cell of it that is merged with
    those under it.
    """
    counts = [sum(cell != "" for cell in cells) for _number, cells in rows]
    needed = max(2, max(counts) / 2)
    fitting = [at for at, count in enumerate(counts) if count >= needed]
    others = [sum(not isinstance(cell, str) for cell in cells) for _number, cells in rows]
    words = [at for at in fitting if not others[at] or (counts[at] == max(counts) and 2 * others[at] < counts[at])]
    at = next(iter([*words, *fitting]), 0)
    row = rows[at][0]
    bottom = max([row, *(area.bottom for area in merged if area.top == row)])
    end = next((index for index in range(at, len(rows)) if rows[index][0] > bottom), len(rows))
    return rows[:at], rows[at:end], rows[end:]


def _names(header: list[Numbered], merged: list[_Merged]) -> tuple[str, ...]:
    """The lowest words over each column; with those above them where they alone would name two columns."""
    rows = [list(map(as_text, cells)) for _number, cells in header]
    tops = [number for number, _cells in header]
    for area in merged:
        if area.top in tops and area.right > area.left >= 0:
            row = rows[tops.index(area.top)]
            row[area.left : area.right + 1] = [row[area.left]] * len(row[area.left : area.right + 1])
    stacked = [list(dict.fromkeys(filter(None, (row[at] for row in rows)))) for at in range(len(rows[0]))]
    lowest = [words[-1] if words else "" for words in stacked]
    return tuple(
        " ".join(words) if lowest.count(name) > 1 else name for words, name in zip(stacked, lowest, strict=True)
    )
