"""Loads a table on disk into the engine as text, record by record; what has too few or too many cells is set aside."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import duckdb

from dashboard.language import _
from dashboard.opening import Table, records
from dashboard.publisher import FileError, Layout

_LONGEST_RECORD = 8_000_000


@dataclass(frozen=True, slots=True)
class Loaded:
    """A loaded table: its name in the engine, its records, and the first bytes of those that are malformed.

    In the engine it has a column `record`, the record's number from 0, and the columns that were asked for.
    """

    table: Table
    layout: Layout
    name: str
    records: int
    malformed: frozenset[int]


def load(connection: Any, table: Table, layout: Layout, columns: Collection[str], name: str) -> Loaded:
    """Make the table `name` of these text columns; FileError if the file cannot be cut into records."""
    layout_columns = ", ".join(f"{_text(column)}: 'VARCHAR'" for column in layout.columns)
    marks = """quote='"', escape='"'""" if layout.is_quoted else "quote='', escape=''"
    # A temporary table keeps the order of the file, so that the number of a row is that of its record.
    sql = (
        f"CREATE TEMP TABLE {name}_text AS SELECT {', '.join(map(_name, columns))} "  # noqa: S608 - quoted
        f"FROM read_csv({_text(str(table.path))}, auto_detect=false, header=false, "
        f"skip={_lines_before(table, layout)}, delim={_text(table.delimiter)}, {marks}, "
        f"columns={{{layout_columns}}}, max_line_size={_LONGEST_RECORD}, store_rejects=true, "
        f"rejects_table='{name}_rejects', rejects_scan='{name}_scans', rejects_limit=0)"
    )
    try:
        connection.raw_sql(sql)
    except duckdb.Error as error:
        raise FileError(
            _("“{file}” cannot be cut into records: {reason}. Save it as UTF-8 CSV once more.").format(
                file=table.file_name, reason=str(error).splitlines()[0][:160]
            )
        ) from error
    connection.raw_sql(f"CREATE TEMP VIEW {name} AS SELECT rowid AS record, * FROM {name}_text")  # noqa: S608 - ours
    (count,) = connection.raw_sql(f"SELECT count(*) FROM {name}_text").fetchone()  # noqa: S608
    rejects = connection.raw_sql(f"SELECT DISTINCT line_byte_position FROM {name}_rejects").fetchall()  # noqa: S608
    return Loaded(table, layout, name, count, frozenset(position - 1 for (position,) in rejects))


def forget(connection: Any, name: str) -> None:
    """Let go of a loaded table; what is known of it stays."""
    connection.raw_sql(f"DROP VIEW {name}; DROP TABLE {name}_text")


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _lines_before(table: Table, layout: Layout) -> int:
    """Lines of the file before its first record of data."""
    if not layout.header_records:
        return 0
    for number, record in enumerate(records(table.path, layout.is_quoted)):
        if number == layout.header_records:
            return record.line - 1
    return 1_000_000_000  # there is no data
