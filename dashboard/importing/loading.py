"""Loads a table on disk into the engine as text, record by record; what has too many cells or too few is set aside."""

import csv
import io
from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import duckdb

from dashboard.importing.blocks import blocks
from dashboard.importing.filling import fill
from dashboard.language import _
from dashboard.opening.records import Record, records, records_of, reopens
from dashboard.opening.refusals import reopened, uncountable
from dashboard.opening.table import Table
from dashboard.sources.publisher import RECORD, FileError, Layout

_LONGEST_RECORD, _BUFFER = 4_000_000, 16_000_000
# A shorter file is read by one thread. Of a longer one so many records are looked at in the file itself.
_READ_AT_ONCE, _LOOKED_AT = 1_000_000, 200


@dataclass(frozen=True, slots=True)
class Loaded:
    """A loaded table: its name in the engine, its records, and where those begin that are malformed.

    Of each malformed record there is a position: that of its first byte, or of what is blank before it. `short` is the
    number of those that lack their last cells, which are empty then.

    In the engine it has a column `record`, the record's number from 0, and the columns that were asked for.
    """

    table: Table
    layout: Layout
    name: str
    records: int
    malformed: tuple[int, ...]
    short: int


@dataclass(frozen=True, slots=True)
class _Rejected:
    """Where records begin that the engine did not take, and of these those which only lack cells at their end."""

    all: list[int]
    short: list[int]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A table on disk, and the columns of it that shall be in the engine under a name."""

    table: Table
    layout: Layout
    columns: tuple[str, ...]
    name: str


def load(connection: Any, table: Table, layout: Layout, columns: Collection[str], name: str) -> Loaded:
    """Make the table `name` of these text columns; FileError if the file cannot be cut into records.

    Several threads read a long file, and that they keep its order is the engine's word alone: it is held against the
    file itself, and where the two differ, or where that cannot be told, one thread reads it from its beginning.
    """
    wanted = _Wanted(table, layout, tuple(columns), name)
    rejected = _read(connection, wanted, is_parallel=True)
    short = _that_may_be_filled(table, layout, rejected.short)
    if short:
        filled = fill(table, layout, short, lambda record: _cells(record, table.delimiter, layout))
        _drop(connection, name)
        wanted = replace(wanted, table=replace(table, path=filled.path))
        rejected = _read(connection, wanted, is_parallel=True)
    is_short = wanted.table.path.stat().st_size <= _READ_AT_ONCE
    if is_short or not _is_in_order(connection, wanted, rejected.all):
        if not is_short:
            _drop(connection, name)
            rejected = _read(connection, wanted, is_parallel=False)
        _check_count(connection, wanted, len(rejected.all))
    malformed = [filled.given(position) for position in rejected.all] if short else rejected.all
    first = _first_byte(table, layout)
    before = layout.header_records - sum(position < first - 1 for position in malformed)
    connection.raw_sql(
        f"CREATE TEMP VIEW {name} AS SELECT rowid - {before} AS {RECORD}, * FROM {name}_text "  # noqa: S608 - ours
        f"WHERE rowid >= {before}"
    )
    (count,) = connection.raw_sql(f"SELECT count(*) FROM {name}").fetchone()  # noqa: S608
    return Loaded(
        table,
        layout,
        name,
        count,
        malformed=tuple(position for position in malformed if position >= first - 1),
        short=sum(position >= first - 1 for position in set(short) - set(malformed)),
    )


def _that_may_be_filled(table: Table, layout: Layout, short: list[int]) -> list[int]:
    """Those of the short records that have as many cells as a record of the layout needs at least."""
    if not layout.least_cells:
        return short
    found = []
    with table.path.open("rb") as file:
        for position in short:
            file.seek(position)
            record = next(records_of(file, table.delimiter, layout.is_quoted, offset=position))
            if len(_cells(record, table.delimiter, layout)) >= layout.least_cells:
                found.append(position)
    return found


def _drop(connection: Any, name: str) -> None:
    """Let go of what was read, since it is read once more."""
    connection.raw_sql(f"DROP TABLE {name}_text; DROP VIEW {name}_file")
    connection.raw_sql(f"DROP TABLE {name}_rejects; DROP TABLE {name}_scans")


def _read(connection: Any, wanted: _Wanted, *, is_parallel: bool) -> _Rejected:
    """Make the table `name`_text of all well-formed records in the file's order; where the others begin."""
    table, layout, name = wanted.table, wanted.layout, wanted.name
    mark = '"' if layout.is_quoted else ""
    try:
        connection.read_csv(
            str(table.path),
            table_name=f"{name}_file",
            columns=dict.fromkeys(layout.columns, "VARCHAR"),
            auto_detect=False,
            header=False,
            delim=table.delimiter,
            quote=mark,
            escape=mark,
            max_line_size=_LONGEST_RECORD,
            buffer_size=_BUFFER,
            parallel=is_parallel,
            store_rejects=True,
            rejects_table=f"{name}_rejects",
            rejects_scan=f"{name}_scans",
            rejects_limit=0,
        )
        # A temporary table keeps the order of the file, so that the number of a row is that of its record.
        connection.raw_sql("SET preserve_insertion_order = true")
        named = ", ".join('"' + column.replace('"', '""') + '"' for column in wanted.columns)
        connection.raw_sql(f"CREATE TEMP TABLE {name}_text AS SELECT {named} FROM {name}_file")  # noqa: S608 - quoted
    except (duckdb.IOException, duckdb.OutOfMemoryException):
        raise  # of our own files, not of what is in this one
    except duckdb.Error as error:
        raise FileError(
            _("“{file}” cannot be cut into records: {reason}. Save it as UTF-8 CSV once more.").format(
                file=table.file_name, reason=str(error).splitlines()[0][:160]
            )
        ) from error
    rejects = connection.raw_sql(
        f"SELECT line_byte_position - 1, bool_and(error_type = 'MISSING COLUMNS') FROM {name}_rejects GROUP BY 1"  # noqa: S608
    ).fetchall()
    return _Rejected(
        sorted(position for position, _is_short in rejects),
        sorted(position for position, is_short in rejects if is_short),
    )


def _is_in_order(connection: Any, wanted: _Wanted, malformed: list[int]) -> bool:
    """Whether the file has as many records as were loaded or set aside, its header stands first, and records from all
    over it stand where they should; False where only walking through the file would tell."""
    table, layout, name = wanted.table, wanted.layout, wanted.name
    asked: dict[int, tuple[str, ...]] = {}
    number, next_look, step = 0, 0, table.path.stat().st_size // _LOOKED_AT
    for block in blocks(table.path, table.delimiter, layout.is_quoted):
        if block.count is None:
            return False
        if block.end > next_look:
            next_look = block.end + step
            record = next(iter(block.records))
            cells = _cells(record, table.delimiter, layout)
            if len(cells) == len(layout.columns):
                row = number - bisect_left(malformed, record.offset)
                asked[row] = tuple(cells[layout.columns.index(column)] for column in wanted.columns)
        number += block.count
    (loaded,) = connection.raw_sql(f"SELECT count(*) FROM {name}_text").fetchone()  # noqa: S608 - ours
    if number != loaded + len(malformed) or not asked:
        return False
    named = ", ".join(f"""coalesce("{column.replace('"', '""')}", '')""" for column in wanted.columns)
    numbers = ", ".join(map(str, asked))
    rows = connection.raw_sql(f"SELECT rowid, {named} FROM {name}_text WHERE rowid IN ({numbers})")  # noqa: S608 - ours
    return {row: tuple(cells) for row, *cells in rows.fetchall()} == asked


def _check_count(connection: Any, wanted: _Wanted, malformed: int) -> None:
    """FileError if the file has other records than were loaded or set aside, or one whose cells can be read in two
    ways: what is told of a record by its number would be told of another one."""
    table, layout = wanted.table, wanted.layout
    found = 0
    for block in blocks(table.path, table.delimiter, layout.is_quoted):
        if block.count is not None:  # each mark stands where it should
            found += block.count
            continue
        for record in block.records:
            found += 1
            if layout.is_quoted and reopens(record, table.delimiter):
                raise reopened(table.file_name, record.line)
    (loaded,) = connection.raw_sql(f"SELECT count(*) FROM {wanted.name}_text").fetchone()  # noqa: S608 - ours
    if found != loaded + malformed:
        raise uncountable(table.file_name, found, loaded + malformed)


def _cells(record: Record, delimiter: str, layout: Layout) -> list[str]:
    text = record.raw.decode("utf-8", errors="replace").removeprefix("\ufeff").rstrip("\r\n")
    if not layout.is_quoted:
        return text.split(delimiter)
    # To the engine one blank before an opening mark is none of the cell, and two are a part of it.
    skips = f'{delimiter} "' in text and f'{delimiter}  "' not in text
    return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=skips))


def forget(connection: Any, name: str) -> None:
    """Let go of a loaded table; what is known of it stays."""
    connection.raw_sql(f"DROP VIEW {name}; DROP TABLE {name}_text; DROP VIEW {name}_file")


def _first_byte(table: Table, layout: Layout) -> int:
    """Where the first record of data begins; the end of the file where there is none."""
    data = islice(records(table.path, table.delimiter, layout.is_quoted), layout.header_records, None)
    return next((record.offset for record in data), table.path.stat().st_size + 1)
