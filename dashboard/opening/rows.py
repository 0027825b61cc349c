"""Rows of any kind of file as text, written as the one CSV that the import reads."""

import csv
import io
import json
import math
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path

from dashboard.language import _
from dashboard.opening.file_names import shown_name
from dashboard.opening.refusals import too_deep, too_long
from dashboard.sources.file_error import FileError

# Above, a whole float says nothing of its last digits.
_EXACT = 1e15


@dataclass(frozen=True, slots=True)
class Rows:
    """A table that is no text yet: its columns, and each row with the number by which people find it in the file.

    `rows` can be walked once. `noun` says what is numbered: a "record", or a "row" of a sheet. `part` is the sheet or
    layer that was read, and `notes` are sentences that a reader of the import's outcome has to know.
    """

    columns: tuple[str, ...]
    rows: Iterable[tuple[int, Sequence[object]]]
    noun: str = "record"
    part: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Numbering:
    """How people find a record again in a file that has no lines."""

    noun: str
    numbers: Sequence[int]

    def after(self, header: int) -> "Numbering":
        """Of the records alone: so many rows are the header, and the first of all is not among those numbered here.

        >>> Numbering("row", [4, 6, 7]).after(2).numbers
        [6, 7]
        """
        if header:
            return Numbering(self.noun, self.numbers[header - 1 :])
        # What was taken for the header is a record, and stands above the first.
        return Numbering(self.noun, [max(1, number - 1) for number in self.numbers[:1]] + list(self.numbers))

    def of(self, index: int) -> str:
        """What the record is called, by its index from 0.

        >>> Numbering("row", [2, 5]).of(1)
        'row 5'
        """
        called: dict[str, Callable[[str], str]] = {
            "record": lambda number: _("record {number}").format(number=number),
            "row": lambda number: _("row {number}").format(number=number),
        }
        return called[self.noun](str(self.numbers[index]))


def as_text(value: object) -> str:
    """A value of any file as the text of a cell; what is unknown is empty, a whole number has no point.

    >>> [as_text(one) for one in (12.0, 0.1, True, None, datetime(2024, 9, 24), datetime(2024, 9, 24, 14, 5), [1, "š"])]
    ['12', '0.1', 'true', '', '2024-09-24', '2024-09-24T14:05:00', '[1, "š"]']
    """
    match value:
        case None:
            text = ""
        case bool():
            text = "true" if value else "false"
        case float():
            text = _number(value)
        case datetime():
            is_a_day = value.time() == time() and not value.tzinfo
            text = value.date().isoformat() if is_a_day else value.isoformat()
        case Decimal():
            text = f"{value:f}" if value.is_finite() else ""
        case bytes():
            text = _decoded(value)
        case list() | dict():
            text = json.dumps(value, ensure_ascii=False, default=as_text)
        case _:
            text = str(value)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _decoded(value: bytes) -> str:
    """Bytes are no text unless they read as one."""
    try:
        return "" if b"\0" in value else value.decode()
    except UnicodeDecodeError:
        return ""


def _number(value: float) -> str:
    if not math.isfinite(value):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)


def first_cells(rows: Rows, path: Path, most: int) -> list[tuple[str, ...]]:
    """The header and the first rows as text."""
    body = (_cells(row, path) for _number, row in islice(rows.rows, most - 1))
    found = [tuple(as_text(name) for name in rows.columns), *body]
    for number, row in enumerate(found):
        _bytes(",".join(row), path, number)
    return found


def write_rows(rows: Rows, path: Path, target: Path, longest: int | None) -> Numbering:
    """Write the table of the file `path` as UTF-8 CSV; FileError where it is longer than `longest` bytes, or a cell is
    no text."""
    numbers = array("Q")
    line = io.StringIO(newline="")
    writer = csv.writer(line, lineterminator="\n")
    length = 0
    with target.open("wb") as out:
        for number, row in _with_header(rows):
            writer.writerow(_cells(row, path))
            text = _bytes(line.getvalue(), path, number)
            line.seek(0)
            line.truncate()
            length += len(text)
            if longest is not None and length > longest:
                raise too_long(path, longest)
            out.write(text)
            numbers.append(number)
    return Numbering(rows.noun, numbers[1:])


def _cells(row: Sequence[object], path: Path) -> tuple[str, ...]:
    try:
        return tuple(map(as_text, row))
    except RecursionError as error:
        raise too_deep(path) from error


def _with_header(rows: Rows) -> Iterable[tuple[int, Sequence[object]]]:
    yield 0, rows.columns
    yield from rows.rows


def _bytes(text: str, path: Path, number: int) -> bytes:
    """The text in UTF-8; FileError where it has half of a character, or a zero byte."""
    try:
        if "\0" not in text:
            return text.encode()
        found = _("a zero byte")
    except UnicodeEncodeError:
        found = _("half of a character (a lone surrogate)")
    where = _("record {number}").format(number=number) if number else _("a column's name")
    raise FileError(
        _("“{name}” has {found} in {where}, which is no text: take it out, or have the file written anew.").format(
            name=shown_name(path), found=found, where=where
        )
    )
