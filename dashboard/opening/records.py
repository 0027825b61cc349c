"""The records of a delimited text, one by one, as they stand in the file."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from dashboard.opening.limits import LONGEST_RECORD
from dashboard.opening.refusals import long_record
from dashboard.opening.stopping import check

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NEWLINE, _MARK = b'\n"'
# Where the first cell of a record is opened, and where one goes on after a mark: by a doubled one, which is of the
# text, or by one that opens it once more.
_FIRST, _AGAIN = re.compile(rb' ?"'), re.compile(rb' *"')


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it stands in the file: its first line (from 1), its first byte (from 0) and its bytes."""

    line: int
    offset: int
    raw: bytes


def records(path: Path, delimiter: str, is_quoted: bool) -> Iterator[Record]:
    """Every record of a table in UTF-8, blank lines left out; a quoted cell may run over several lines.

    A quotation mark opens a cell only where the cell begins with it, or with one blank and it, or once more after a
    closing one and blanks, as the engine has it.
    """
    with path.open("rb") as file:
        yield from records_of(file, delimiter, is_quoted)


def records_of(
    lines: Iterable[bytes], delimiter: str, is_quoted: bool, first_line: int = 1, offset: int = 0
) -> Iterator[Record]:
    """As `records`, of lines of which the first is that of this number, at this byte of the file."""
    opening = re.compile(re.escape(delimiter.encode()) + rb' ?"')
    inside = False
    parts = bytearray()  # a list of lines takes many times the bytes of short ones
    start = (first_line, offset)
    for number, line in enumerate(lines, start=first_line):
        if not inside:
            parts, start = bytearray(), (number, offset)
        parts += line
        offset += len(line)
        if is_quoted and b'"' in line:
            inside = _ends_inside(line, inside, opening)
        if not inside and line.strip(b"\r\n"):
            yield Record(*start, bytes(parts))
    if inside:
        yield Record(*start, bytes(parts))


def check_lengths(path: Path, delimiter: str, is_quoted: bool, name: str) -> None:
    """FileError if a record of the table, of the file of this name, is longer than any may be.

    A quotation mark that is never closed makes one record of all that follows, which nothing here or in the engine
    should take into memory.
    """
    start = 0
    with path.open("rb") as file:
        while True:
            check()
            file.seek(start)
            data = file.read(LONGEST_RECORD)
            if len(data) < LONGEST_RECORD:
                return
            end = _last_end(data, delimiter, is_quoted)
            if not end:
                raise long_record(name, _lines(path, start) + 1, LONGEST_RECORD)
            start += end


def _lines(path: Path, length: int) -> int:
    """How many lines end in the first bytes of a file."""
    ends = 0
    with path.open("rb") as file:
        while length > 0 and (data := file.read(min(length, LONGEST_RECORD))):
            ends += data.count(b"\n")
            length -= len(data)
    return ends


def _last_end(data: bytes, delimiter: str, is_quoted: bool) -> int:
    """The byte after a record of `data` as late as may be seen at little cost; 0 where none ends there.

    `data` begins with a record. The number of quotation marks before the end of one is even, as long as each mark that
    opens a cell or doubles one stands where it should; elsewhere the records are walked through.
    """
    last = data.rfind(b"\n")
    if last < 0 or not is_quoted:
        return last + 1
    text = np.frombuffer(data, np.uint8)
    marks = np.flatnonzero(text == _MARK)
    openings = marks[::2]
    before = text[openings[openings > 0] - 1]
    if not ((before == ord(delimiter)) | (before == _NEWLINE) | (before == _MARK)).all():
        return _last_end_walked(data, delimiter)
    before_last = int(np.searchsorted(marks, last))
    return last + 1 if before_last % 2 == 0 else _end_before(data, marks[:before_last])


def _end_before(data: bytes, marks: "NDArray[np.intp]") -> int:
    """The byte after the last newline outside quotation marks, of which the last one is open; 0 where there is none."""
    for opening in range(len(marks) - 1, -1, -2):
        newline = data.rfind(b"\n", int(marks[opening - 1]) if opening else 0, int(marks[opening]))
        if newline >= 0:
            return newline + 1
    return 0


def _last_end_walked(data: bytes, delimiter: str) -> int:
    """Where the last record begins, before which another one ends."""
    last = 0
    for record in records_of(BytesIO(data), delimiter, is_quoted=True):
        last = record.offset
    return last


def reopens(record: Record, delimiter: str) -> bool:
    """Whether a quoted cell of the record is closed and, after blanks, opened once more.

    >>> reopens(Record(1, 0, b'1,"a" "b"'), ","), reopens(Record(1, 0, b'1,"a"" ""b"'), ",")
    (True, False)
    """
    begin = rb"(?:^|" + re.escape(delimiter.encode()) + rb")"
    cells = re.finditer(begin + rb' ?"(?:[^"]|"")*+"(?P<again> +")?', record.raw)
    return b'" ' in record.raw and any(cell["again"] for cell in cells)


def _ends_inside(line: bytes, inside: bool, opening: re.Pattern[bytes]) -> bool:
    """Whether a quoted cell is still open at the end of a line; `opening` is where one begins that is not the first."""
    at = 0
    if not inside and (first := _FIRST.match(line)):
        inside, at = True, first.end()
    while True:
        if inside:
            closing = line.find(b'"', at)
            if closing < 0:
                return True
            at = closing + 1
            if again := _AGAIN.match(line, at):
                at = again.end()
            else:
                inside = False
        else:
            start = opening.search(line, at)
            if not start:
                return False
            inside, at = True, start.end()
