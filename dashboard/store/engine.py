"""A connection to an engine that Ibis speaks to, of its own for every thread."""

import threading
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa
from ibis.expr.operations import Literal, Node

from dashboard.query import Query

if TYPE_CHECKING:
    from ibis.expr.types import Table

# In the place of an expression's dates while it is compiled: nobody can ask for a year as early as this.
_STAND_IN_YEAR = 1000
_SINCE, _UNTIL = date(_STAND_IN_YEAR, 1, 1), date(_STAND_IN_YEAR, 1, 2)
_KEPT = 256


@dataclass(frozen=True, slots=True)
class _Statement:
    """A compiled expression with stand-ins for its dates, and the types of its columns."""

    sql: str
    schema: pa.Schema

    def with_dates(self, dates: Mapping[date, date]) -> str:
        """The statement for these dates, by their stand-ins."""
        sql = self.sql
        for stand_in, day in dates.items():
            sql = sql.replace(_in_sql(stand_in), _in_sql(day))
        return sql


class Engine:
    """Runs expressions. A connection that threads share returns wrong rows silently, so each has its own."""

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

    def rows(self, table: "Table") -> list[dict[str, Any]]:
        """All rows of an expression."""
        rows: list[dict[str, Any]] = self.table(table).to_pylist()
        return rows

    def table(self, table: "Table") -> pa.Table:
        """All rows of an expression, by column.

        To compile takes longer than to run, and most questions differ from an earlier one in their dates alone: for
        DuckDB the statement is kept without them.
        """
        connection = self._connection()
        if connection.name != "duckdb":
            return connection.to_pyarrow(table)
        shape, dates = _without_dates(table.op())
        statement = _compiled(shape)
        return connection.con.execute(statement.with_dates(dates)).to_arrow_table().cast(statement.schema)

    def answer(self, build: "Callable[..., Table]", query: Query, *rest: Hashable) -> pa.Table:
        """All rows of build(query, *rest), by column; what was built is kept by all but the query's dates.

        So `build` may use the dates only as literals, and nothing that is not in its arguments.
        """
        connection = self._connection()
        if connection.name != "duckdb":
            table: pa.Table = connection.to_pyarrow(build(query, *rest))
            return table
        shape = replace(query, since=query.since and _SINCE, until=query.until and _UNTIL)
        statement = _built(_Question(build.__name__, shape, rest, build))
        dates = {stand_in: day for stand_in, day in ((_SINCE, query.since), (_UNTIL, query.until)) if day}
        return connection.con.execute(statement.with_dates(dates)).to_arrow_table().cast(statement.schema)

    def batches(self, table: "Table", rows: int) -> Iterator[pa.RecordBatch]:
        """The rows of an expression, about so many at a time."""
        yield from self._connection().to_pyarrow_batches(table, chunk_size=rows)

    def close(self) -> None:
        """Let go of the file; threads that still read finish first."""
        self.root.disconnect()

    def _connection(self) -> Any:
        if not hasattr(self._own, "connection"):
            self._own.connection = (
                ibis.duckdb.from_connection(self.root.con.cursor())
                if self.root.name == "duckdb"
                else ibis.connect(self._url)
            )
        return self._own.connection


def _without_dates(node: Node) -> tuple[Node, dict[date, date]]:
    """The expression with a stand-in for each of its dates, and the dates by their stand-ins."""
    stand_ins: dict[date, date] = {}

    def replaced(one: Node, changed: dict[str, Any] | None) -> Node:
        if isinstance(one, Literal) and one.dtype.is_date() and one.value is not None:
            stand_in = stand_ins.setdefault(one.value, date(_STAND_IN_YEAR, 1, 1 + len(stand_ins)))
            return one.copy(value=stand_in)
        return one.__recreate__(changed) if changed else one

    shape = node.replace(replaced)
    return shape, {stand_in: day for day, stand_in in stand_ins.items()}


@dataclass(frozen=True, slots=True)
class _Question:
    """What was asked: by which function, with which arguments; the dates are stand-ins."""

    name: str
    query: Query
    rest: tuple[Hashable, ...]
    build: "Callable[..., Table]" = field(compare=False)


@lru_cache(_KEPT)
def _built(question: _Question) -> _Statement:
    return _compiled(question.build(question.query, *question.rest).op())


@lru_cache(_KEPT)
def _compiled(shape: Node) -> _Statement:
    table = shape.to_expr()
    return _Statement(str(ibis.to_sql(table, dialect="duckdb", pretty=False)), table.schema().to_pyarrow())


def _in_sql(day: date) -> str:
    return f"MAKE_DATE({day.year}, {day.month}, {day.day})"
