"""Loads a table on disk into the engine as text, record by record; what has too few or too many cells is set aside."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice
from typing import Any

import duckdb

from dashboard.language import _
from dashboard.opening.records import records
from dashboard.opening.table import Table
from dashboard.publisher import RECORD, FileError, Layout

_LONGEST_RECORD, _BUFFER = 4_000_000, 16_000_000


@dataclass(frozen=True, slots=True)
class Loaded:
    """A loaded table: its name in the engine, its records, and where those begin that are malformed.

    Of each malformed record there is a position: that of its first byte, or of what is blank before it.

    In the engine it has a column `record`, the record's number from 0, and the columns that were asked for.
    """

    table: Table
    layout: Layout
    name: str
    records: int
    malformed: tuple[int, ...]


def load(connection: Any, table: Table, layout: Layout, columns: Collection[str], name: str) -> Loaded:
    """Make the table `name` of these text columns; FileError if the file cannot be cut into records."""
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
            store_rejects=True,
            rejects_table=f"{name}_rejects",
            rejects_scan=f"{name}_scans",
            rejects_limit=0,
        )
        # A temporary table keeps the order of the file, so that the number of a row is that of its record.
        named = ", ".join('"' + column.replace('"', '""') + '"' for column in columns)
        connection.raw_sql(f"CREATE TEMP TABLE {name}_text AS SELECT {named} FROM {name}_file")  # noqa: S608 - quoted
    except (duckdb.IOException, duckdb.OutOfMemoryException):
        raise  # of our own files, not of what is in this one
    except duckdb.Error as error:
        raise FileError(
            _("“{file}” cannot be cut into records: {reason}. Save it as UTF-8 CSV once more.").format(
                file=table.file_name, reason=str(error).splitlines()[0][:160]
            )
        ) from error
    rejects = connection.raw_sql(f"SELECT DISTINCT line_byte_position FROM {name}_rejects").fetchall()  # noqa: S608
    first = _first_byte(table, layout)
    malformed = sorted(position - 1 for (position,) in rejects)
    before = layout.header_records - sum(position < first - 1 for position in malformed)
    connection.raw_sql(
        f"CREATE TEMP VIEW {name} AS SELECT rowid - {before} AS {RECORD}, * FROM {name}_text "  # noqa: S608 - ours
        f"WHERE rowid >= {before}"
    )
    (count,) = connection.raw_sql(f"SELECT count(*) FROM {name}").fetchone()  # noqa: S608
    return Loaded(table, layout, name, count, tuple(position for position in malformed if position >= first - 1))


def forget(connection: Any, name: str) -> None:
    """Let go of a loaded table; what is known of it stays."""
    connection.raw_sql(f"DROP VIEW {name}; DROP TABLE {name}_text; DROP VIEW {name}_file")


def _first_byte(table: Table, layout: Layout) -> int:
    """Where the first record of data begins; the end of the file where there is none."""
    data = islice(records(table.path, table.delimiter, layout.is_quoted), layout.header_records, None)
    return next((record.offset for record in data), table.path.stat().st_size + 1)
