"""A connection to an engine that Ibis speaks to, of its own for every thread."""

import threading
from collections.abc import Callable, Hashable, Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa

from dashboard.query import Query

if TYPE_CHECKING:
    from ibis.expr.types import Table

# In the place of a question's dates while it is compiled: nobody can ask for a year as early as this.
_STAND_IN_YEAR = 1000
_KEPT = 256


class Engine:
    """Runs questions. A connection that threads share returns wrong rows silently, so each has its own.

    A question is a function that builds an Ibis expression from a query, or whatever else is asked. To compile takes
    longer than to run, and most questions differ from an earlier one in their dates alone: for DuckDB the statement is
    kept without them. So the function may use dates only as literals, and nothing that is not in its arguments.
    """

    def __init__(self, root: Any, url: str = "") -> None:
        """`root` is an Ibis connection; where it is not DuckDB, threads connect to `url` again."""
        self.root = root
        self._url = url
        self._own = threading.local()

    @classmethod
    def connect(cls, url: str) -> "Engine":
        """The engine at an address as Ibis writes it."""
        return cls(ibis.connect(url), url)

    @classmethod
    def read_only(cls, file: Path) -> "Engine":
        """The engine over a DuckDB file that nobody changes any more."""
        root = ibis.duckdb.connect(file, read_only=True)
        # DuckDB would find the numbers of a page's rows first, and join the rest of each to them: that takes two to
        # four times as long here, since a page is looked for on few days.
        root.raw_sql("SET GLOBAL late_materialization_max_rows = 0")
        return cls(root)

    def answer(self, build: "Callable[..., Table]", *asked: Hashable) -> pa.Table:
        """All rows of build(*asked), by column."""
        if not self._is_duckdb:
            return self._connection().to_pyarrow(build(*asked))
        sql, schema = statement(build, asked)
        table: pa.Table = self._connection().execute(sql).to_arrow_table()
        return table if table.schema == schema else table.cast(schema)

    def batches(self, rows: int, build: "Callable[..., Table]", *asked: Hashable) -> Iterator[pa.RecordBatch]:
        """The rows of build(*asked), about so many at a time."""
        if not self._is_duckdb:
            yield from self._connection().to_pyarrow_batches(build(*asked), chunk_size=rows)
            return
        sql, schema = statement(build, asked)
        # A cursor of its own, since others may ask on this thread before the last batch is taken.
        for batch in self.root.con.cursor().execute(sql).to_arrow_reader(rows):
            yield batch.cast(schema)

    def close(self) -> None:
        """Let go of the file; threads that still read finish first."""
        self.root.disconnect()

    @property
    def _is_duckdb(self) -> bool:
        return bool(self.root.name == "duckdb")

    def _connection(self) -> Any:
        """This thread's connection: a bare cursor for DuckDB, since the page runs in a new thread each time."""
        if not hasattr(self._own, "connection"):
            self._own.connection = self.root.con.cursor() if self._is_duckdb else ibis.connect(self._url)
        return self._own.connection


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
