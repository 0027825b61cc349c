"""Cuts a large table on disk into blocks of whole records, so that only some need be looked at one by one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np

from dashboard.opening import Record, records_of

_BLOCK = 1 << 16
_NEWLINE, _RETURN, _MARK = b'\n\r"'


@dataclass(frozen=True, slots=True)
class Block:
    """Records that follow each other, up to a byte of the file (excluded); `count` is None where only walking tells."""

    end: int
    count: int | None
    records: Iterable[Record]


def blocks(path: Path, delimiter: str, is_quoted: bool) -> Iterator[Block]:
    """All records of `opening.records`, in their order; from a stray mark or a blank line on, one block to the end."""
    line, start, size = 1, 0, _BLOCK
    with path.open("rb") as file:
        while data := file.read(size):
            cut = _cut(data, delimiter, is_quoted)
            if cut is None:
                break
            if not cut.end:  # no record ends here yet
                if len(data) < size:
                    break
                size *= 2
                file.seek(start)
                continue
            whole = BytesIO(data[: cut.end])
            yield Block(start + cut.end, cut.records, records_of(whole, delimiter, is_quoted, line, start))
            line, start, size = line + cut.lines, start + cut.end, _BLOCK
            file.seek(start)
        file.seek(start)
        end = path.stat().st_size
        if start < end:
            yield Block(end, None, records_of(file, delimiter, is_quoted, line, start))


@dataclass(frozen=True, slots=True)
class _Cut:
    end: int
    records: int
    lines: int


def _cut(data: bytes, delimiter: str, is_quoted: bool) -> _Cut | None:
    """Where the last whole record ends, with the number of records and lines until there; None if only walking tells.

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
    if not ends.size:
        return _Cut(0, 0, 0)
    starts = np.append(0, ends[:-1] + 1)
    if np.isin(text[starts], [_NEWLINE, _RETURN]).any():
        return None
    end = int(ends[-1]) + 1
    return _Cut(end, len(ends), int(np.searchsorted(lines, end)))
