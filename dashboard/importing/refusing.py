"""Writes the records that were refused, each with its file, line, rule and raw text: nothing is lost."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from dashboard.importing.blocks import blocks
from dashboard.importing.loading import Loaded
from dashboard.opening.records import Record
from dashboard.spreadsheet import csv_lines

MALFORMED, DUPLICATE = "malformed", "duplicate"
_COLUMNS = ("file", "line", "rule", "record")


def write_refused(
    file: Path, loaded: Iterable[tuple[Loaded, Mapping[int, str]]], sentence: Callable[[str], str]
) -> None:
    """A CSV file of all refused records; with each table come its refused ones, rule by number of the record."""
    rows = (
        {
            "file": table.table.file_name,
            "line": where,
            "rule": sentence(rule),
            "record": record.raw.decode("utf-8", errors="replace").rstrip("\r\n"),
        }
        for table, refused in loaded
        for where, record, rule in _refused(table, refused)
    )
    with file.open("x", encoding="utf-8", newline="") as out:
        out.writelines(csv_lines(_COLUMNS, rows))


def lines_of(loaded: Loaded, numbers: Iterable[int]) -> list[tuple[int | str, Record]]:
    """The records of these numbers as they stand in the file, in its order, each with its line or what it is called."""
    asked = dict.fromkeys(numbers, "")
    return [(where, record) for where, record, rule in _refused(loaded, asked) if rule != MALFORMED]


def _refused(loaded: Loaded, refused: Mapping[int, str]) -> Iterator[tuple[int | str, Record, str]]:
    """Each with its line in the file, or what its record is called there."""
    table, layout = loaded.table, loaded.layout
    numbering = table.numbering.after(layout.header_records) if table.numbering else None
    malformed, numbers = deque(loaded.malformed), deque(sorted(refused))
    number = -layout.header_records
    for block in blocks(table.path, table.delimiter, layout.is_quoted):
        if not malformed and not numbers:
            return
        after = number + (block.count or 0)
        is_asked = (malformed and malformed[0] < block.end) or (numbers and numbers[0] < after)
        if block.count and number >= 0 and not is_asked:
            number = after
            continue
        for record in block.records:
            if number >= 0 and malformed and malformed[0] <= record.offset:
                malformed.popleft()
                yield record.line, record, MALFORMED
                continue
            if numbers and numbers[0] == number:
                yield numbering.of(number) if numbering else record.line, record, refused[numbers.popleft()]
            number += 1
