"""Cuts a large table on disk into blocks of whole records, so that only some need be looked at one by one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from dashboard.opening.records import Record, records_of
from dashboard.opening.stopping import check

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Bytes looked at together, and records in a block at most.
_READ, _RECORDS = 1 << 22, 64
_NEWLINE, _RETURN, _MARK = b'\n\r"'


@dataclass(frozen=True, slots=True)
class Block:
    """Records that follow each other, up to a byte of the file (excluded); `count` is None where only walking tells."""

    end: int
    count: int | None
    records: Iterable[Record]


def blocks(path: Path, delimiter: str, is_quoted: bool) -> Iterator[Block]:
    """All records of `opening.records`, in their order; from a stray mark or a blank line on, one block to the end."""
    line, start, size = 1, 0, _READ
    with path.open("rb") as file:
        while data := file.read(size):
            check()
            cut = _cut(data, delimiter, is_quoted)
            if cut is None:
                break
            if not cut.ends.size:  # no record ends here yet
                if len(data) < size:
                    break
                size *= 2
                file.seek(start)
                continue
            for first in range(0, cut.ends.size, _RECORDS):
                ends = cut.ends[first : first + _RECORDS]
                begin, end = int(cut.ends[first - 1]) if first else 0, int(ends[-1])
                place = line + int(np.searchsorted(cut.lines, begin)), start + begin
                inside = _records(data[begin:end], delimiter, is_quoted, place)
                yield Block(start + end, len(ends), inside)
            whole = int(cut.ends[-1])
            line, start, size = line + int(np.searchsorted(cut.lines, whole)), start + whole, _READ
            file.seek(start)
        file.seek(start)
        end = path.stat().st_size
        if start < end:
            yield Block(end, None, records_of(file, delimiter, is_quoted, line, start))


def _records(data: bytes, delimiter: str, is_quoted: bool, place: tuple[int, int]) -> Iterator[Record]:
    """The records of whole lines, of which the first is at this line and byte of the file; looked for when asked."""
    yield from records_of(BytesIO(data), delimiter, is_quoted, *place)


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where lines end, by their last byte, and where records do, by the byte after."""

    lines: "NDArray[np.intp]"
    ends: "NDArray[np.intp]"


def _cut(data: bytes, delimiter: str, is_quoted: bool) -> _Cut | None:
    """The ends of lines and of whole records; None if only walking tells.

    A line ends a record where the number of quotation marks before it is even. That holds as long as each mark that
    opens a cell, or doubles one, stands where it should.
    """
    text = np.frombuffer(data, np.uint8)
    lines = np.flatnonzero(text == _NEWLINE)
    ends = lines
    if is_quoted:
        marks = np.flatnonzero(text == _MARK)
        before = text[marks[::2][marks[::2] > 0] - 1]
        if not np.isin(before, [ord(delimiter), _NEWLINE, _MARK]).all():
            return None
        ends = lines[np.searchsorted(marks, lines) % 2 == 0]
    starts = np.append(0, ends[:-1] + 1)
    if ends.size and np.isin(text[starts], [_NEWLINE, _RETURN]).any():
        return None
    return _Cut(lines, ends + 1)
