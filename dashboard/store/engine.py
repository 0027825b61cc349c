"""A connection to an engine that Ibis speaks to, of its own for every thread."""

import threading
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, replace
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
_SINCE, _UNTIL = date(_STAND_IN_YEAR, 1, 1), date(_STAND_IN_YEAR, 1, 2)
_KEPT = 256


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked: build(query, *rest), in which stand-ins stand for the dates."""

    build: "Callable[..., Table]"
    query: Query
    rest: tuple[Hashable, ...]

    def built(self) -> "Table":
        """The expression."""
        return self.build(self.query, *self.rest)


@dataclass(frozen=True, slots=True)
class _Statement:
    """A compiled question, and the types of its columns."""

    sql: str
    schema: pa.Schema

    def with_dates(self, dates: dict[date, date]) -> str:
        """The statement for these dates, by their stand-ins."""
        sql = self.sql
        for stand_in, day in dates.items():
            sql = sql.replace(_in_sql(stand_in), _in_sql(day))
        return sql


class Engine:
    """Runs questions. A connection that threads share returns wrong rows silently, so each has its own.

    A question is a function that builds an Ibis expression from a query and more arguments. To compile takes longer
    than to run, and most questions differ from an earlier one in their dates alone: for DuckDB the statement is kept
    without them. So the function may use dates only as literals, and nothing that is not in its arguments.
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
        return cls(ibis.duckdb.connect(file, read_only=True))

    def answer(self, build: "Callable[..., Table]", query: Query, *rest: Hashable) -> pa.Table:
        """All rows of build(query, *rest), by column."""
        if not self._is_duckdb:
            return self._connection().to_pyarrow(build(query, *rest))
        sql, schema = _statement(build, query, rest)
        return self._connection().execute(sql).to_arrow_table().cast(schema)

    def batches(
        self, rows: int, build: "Callable[..., Table]", query: Query, *rest: Hashable
    ) -> Iterator[pa.RecordBatch]:
        """The rows of build(query, *rest), about so many at a time."""
        if not self._is_duckdb:
            yield from self._connection().to_pyarrow_batches(build(query, *rest), chunk_size=rows)
            return
        sql, schema = _statement(build, query, rest)
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


def _statement(build: "Callable[..., Table]", query: Query, rest: tuple[Hashable, ...]) -> tuple[str, pa.Schema]:
    """DuckDB's statement for a question, and the types of its columns."""
    stand_ins = {_SINCE: query.since, _UNTIL: query.until}
    asked: list[Hashable] = []
    for value in rest:
        if isinstance(value, date):
            stand_in = date(_STAND_IN_YEAR, 1, 1 + len(stand_ins))
            stand_ins[stand_in] = value
            asked.append(stand_in)
        else:
            asked.append(value)
    shape = replace(query, since=query.since and _SINCE, until=query.until and _UNTIL)
    statement = _compiled(_Question(build, shape, tuple(asked)))
    return statement.with_dates({stand_in: day for stand_in, day in stand_ins.items() if day}), statement.schema


@lru_cache(_KEPT)
def _compiled(question: _Question) -> _Statement:
    table = question.built()
    return _Statement(str(ibis.to_sql(table, dialect="duckdb", pretty=False)), table.schema().to_pyarrow())


def _in_sql(day: date) -> str:
    return f"MAKE_DATE({day.year}, {day.month}, {day.day})"
