"""Fills up the records of a table that lack their last cells, in a copy of it."""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from dashboard.opening.records import Record, records_of
from dashboard.opening.table import Table
from dashboard.sources.publisher import Layout

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Filled:
    """A copy of a table with all cells; `ends` is where each filled record ends there, `added` how many bytes the copy
    has more up to it."""

    path: Path
    ends: tuple[int, ...]
    added: tuple[int, ...]

    def given(self, position: int) -> int:
        """Where that which is at this byte of the copy begins in the table itself."""
        filled = bisect_right(self.ends, position)
        return position - self.added[filled - 1] if filled else position


def fill(table: Table, layout: Layout, short: Iterable[int], cells: Callable[[Record], list[str]]) -> Filled:
    """Write the copy beside the table; `short` are the bytes at which records with too few cells begin, rising."""
    target = table.path.with_name(f"{table.path.stem}-filled.csv")
    ends: list[int] = []
    added = [0]
    copied = 0
    with table.path.open("rb") as file, target.open("wb") as out:
        for position in short:
            file.seek(position)
            record = next(records_of(file, table.delimiter, layout.is_quoted, offset=position))
            end = record.offset + len(record.raw.rstrip(b"\r\n"))
            missing = table.delimiter.encode() * (len(layout.columns) - len(cells(record)))
            _copy(file, out, copied, end)
            out.write(missing)
            copied = end
            added.append(added[-1] + len(missing))
            ends.append(end + added[-1])
        _copy(file, out, copied, table.path.stat().st_size)
    return Filled(target, tuple(ends), tuple(added[1:]))


def _copy(file: IO[bytes], out: IO[bytes], start: int, end: int) -> None:
    file.seek(start)
    while start < end and (data := file.read(min(_CHUNK, end - start))):
        out.write(data)
        start += len(data)
