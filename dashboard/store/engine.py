"""Embedded DuckDB as Ibis speaks to it: a connection of its own for every thread."""

import re
import threading
from collections.abc import Callable, Hashable, Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import ibis
import pyarrow as pa

from dashboard.language import _
from dashboard.query import Query

if TYPE_CHECKING:
    from ibis.expr.types import Table

# In the place of a question's dates while it is compiled: nobody can ask for a year as early as this.
_STAND_IN_YEAR = 1000
_KEPT = 256
# How long a whole file is at least: three headers and the blocks in use; unused ones at its end may have been cut off.
_BYTES = "3 * 4096 + used_blocks * block_size"
# What the engine raises where bytes are not what they were, or tables that were there are not any more.
_DAMAGES = (
    duckdb.IOException, duckdb.FatalException, duckdb.InternalException, duckdb.SerializationException,
    duckdb.CatalogException, duckdb.BinderException,
)  # fmt: skip


class DamagedError(RuntimeError):
    """The file of a dataset cannot be read; the message says why, and names no folder."""


class Engine:
    """Runs questions. A connection that threads share returns wrong rows silently, so each has its own.

    A question is a function that builds an Ibis expression from a query, or whatever else is asked. To compile takes
    longer than to run, and most questions differ from an earlier one in their dates alone: the statement is
    kept without them. So the function may use dates only as literals, and nothing that is not in its arguments.
    """

    def __init__(self, root: Any) -> None:
        """`root` is an Ibis connection to DuckDB."""
        self.root = root
        self.damage = ""
        self._own = threading.local()

    @classmethod
    def in_memory(cls) -> "Engine":
        """An engine that holds its tables itself."""
        return cls(ibis.duckdb.connect())

    @classmethod
    def read_only(cls, file: Path) -> "Engine":
        """The engine over a DuckDB file that nobody changes any more; DamagedError where it is none or not whole."""
        if not file.is_file() or file.is_symlink():
            raise DamagedError(_("the file {name} is not there").format(name=file.name))
        try:
            root = ibis.duckdb.connect(file, read_only=True)
            # DuckDB would find the numbers of a page's rows first, and join the rest of each to them: that takes two to
            # four times as long here, since a page is looked for on few days.
            root.raw_sql("SET GLOBAL late_materialization_max_rows = 0")
            _let_alone_all_other_files(root)
            (size,) = root.raw_sql(f"SELECT {_BYTES} FROM pragma_database_size()").fetchone()  # noqa: S608 - ours
        except duckdb.Error as error:
            raise DamagedError(reason_of(error)) from error
        if (found := file.stat().st_size) < size:
            root.disconnect()
            raise DamagedError(
                _("it was cut short: {found} bytes are there of {size}").format(found=f"{found:,}", size=f"{size:,}")
            )
        return cls(root)

    def answer(self, build: "Callable[..., Table]", *asked: Hashable) -> pa.Table:
        """All rows of build(*asked), by column; DamagedError where the file cannot be read any more."""
        sql, schema = statement(build, asked)
        try:
            table: pa.Table = self._connection().execute(sql).to_arrow_table()
        except _DAMAGES as error:
            raise self._damaged(error) from error
        return table if table.schema == schema else table.cast(schema)

    def batches(self, rows: int, build: "Callable[..., Table]", *asked: Hashable) -> Iterator[pa.RecordBatch]:
        """The rows of build(*asked), about so many at a time; DamagedError as of answer()."""
        sql, schema = statement(build, asked)
        try:
            # A cursor of its own, since others may ask on this thread before the last batch is taken.
            for batch in self.root.con.cursor().execute(sql).to_arrow_reader(rows):
                yield batch.cast(schema)
        except (*_DAMAGES, OSError) as error:  # OSError: so a reader of batches says it
            raise self._damaged(error) from error

    def columns(self) -> set[tuple[str, str, str]]:
        """Table, column and DuckDB's type of every column that the file holds itself; a view holds none."""
        held = "SELECT table_oid FROM duckdb_tables()"
        sql = f"SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE table_oid IN ({held})"  # noqa: S608
        return set(self._connection().execute(sql).fetchall())

    def tables(self) -> list[str]:
        """The tables that the file holds itself, views left out."""
        return [name for (name,) in self._connection().execute("SELECT table_name FROM duckdb_tables()").fetchall()]

    def close(self) -> None:
        """Let go of the file; threads that still read finish first."""
        self.root.disconnect()

    def _damaged(self, error: Exception) -> DamagedError:
        """The error to raise; what cannot be read once stays known as damaged."""
        self.damage = reason_of(error)
        return DamagedError(
            _(
                "A dataset’s file was damaged while the server had it open, and is left out from now on: {reason}."
            ).format(reason=self.damage)
        )

    def _connection(self) -> Any:
        """This thread's connection: a bare cursor, since the page runs in a new thread each time."""
        if not hasattr(self._own, "connection"):
            self._own.connection = self.root.con.cursor()
        return self._own.connection


def _let_alone_all_other_files(root: Any) -> None:
    """Whatever is in its file, an engine that reads writes and reads no other: by default it writes beside the file
    what does not fit into memory. Where this process has the file open already it is so, and cannot be said again."""
    (is_free,) = root.raw_sql("SELECT current_setting('enable_external_access')").fetchone()
    if is_free:
        root.raw_sql("SET GLOBAL temp_directory = ''")
        root.raw_sql("SET GLOBAL enable_external_access = false")


def reason_of(error: Exception) -> str:
    """What the engine says, in one line; of files it says no more than their names."""
    return re.sub(r'"[^"]*/([^"/]+)"', r"“\1”", str(error).partition("\n")[0]).rstrip(".!")


def statement(build: "Callable[..., Table]", asked: tuple[Hashable, ...]) -> tuple[str, pa.Schema]:
    """DuckDB's statement for a question, and the types of its columns."""
    dates: list[date] = []

    def stand_in(day: date | None) -> date | None:
        if day is None:
            return None
        dates.append(day)
        return _stand_in(len(dates))

    def without_dates(value: Hashable) -> Hashable:
        if isinstance(value, Query):
            return replace(value, since=stand_in(value.since), until=stand_in(value.until))
        return stand_in(value) if isinstance(value, date) else value

    sql, schema = _compiled(build, tuple(map(without_dates, asked)))
    for number, day in enumerate(dates, 1):
        sql = sql.replace(_in_sql(_stand_in(number)), f"DATE '{day}'")
    return sql, schema


@lru_cache(_KEPT)
def _compiled(build: "Callable[..., Table]", asked: tuple[Hashable, ...]) -> tuple[str, pa.Schema]:
    table = build(*asked)
    return str(ibis.to_sql(table, dialect="duckdb", pretty=False)), table.schema().to_pyarrow()


def _in_sql(day: date) -> str:
    """A date as Ibis writes it."""
    return f"MAKE_DATE({day.year}, {day.month}, {day.day})"


def _stand_in(number: int) -> date:
    """In the place of a question's date of this number, from 1; the later the number, the later the day."""
    return date(_STAND_IN_YEAR, 1, number)
