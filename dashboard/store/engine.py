"""A connection to an engine that Ibis speaks to, of its own for every thread."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa

if TYPE_CHECKING:
    from ibis.expr.types import Table


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
        """All rows of an expression, by column."""
        return self._connection().to_pyarrow(table)

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
