"""The records of a delimited text, one by one, as they stand in the file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it stands in the file: its first line (from 1), its first byte (from 0) and its bytes."""

    line: int
    offset: int
    raw: bytes


def records(path: Path, delimiter: str, is_quoted: bool) -> Iterator[Record]:
    """Every record of a table in UTF-8, blank lines left out; a quoted cell may run over several lines.

    A quotation mark opens a cell only where the cell begins with it, as the engine has it.
    """
    with path.open("rb") as file:
        yield from records_of(file, delimiter, is_quoted)


def records_of(
    lines: Iterable[bytes], delimiter: str, is_quoted: bool, first_line: int = 1, offset: int = 0
) -> Iterator[Record]:
    """As `records`, of lines of which the first is that of this number, at this byte of the file."""
    opening = delimiter.encode() + b'"'
    inside = False
    parts: list[bytes] = []
    start = (first_line, offset)
    for number, line in enumerate(lines, start=first_line):
        if not inside:
            parts, start = [], (number, offset)
        parts.append(line)
        offset += len(line)
        if is_quoted and b'"' in line:
            inside = _ends_inside(line, inside, opening)
        if not inside and line.strip(b"\r\n"):
            yield Record(*start, b"".join(parts))
    if inside:
        yield Record(*start, b"".join(parts))


def _ends_inside(line: bytes, inside: bool, opening: bytes) -> bool:
    """Whether a quoted cell is still open at the end of a line; `opening` is the delimiter and a quotation mark."""
    at = 0
    if not inside and line.startswith(b'"'):
        inside, at = True, 1
    while True:
        if inside:
            closing = line.find(b'"', at)
            if closing < 0:
                return True
            at = closing + 1
            if line.startswith(b'"', at):  # doubled: a mark of the text
                at += 1
            else:
                inside = False
        else:
            start = line.find(opening, at)
            if start < 0:
                return False
            inside, at = True, start + len(opening)
