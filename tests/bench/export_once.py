"""Writes one file of a dataset in a process of its own and prints how long it took and how much memory it needed.

`python -m tests.bench.export_once ours|duckdb EXTENSION DATASET FILE`; the datasets' folder is that of DATASETS.
"""

import json
import os
import sys
import time
from pathlib import Path

import duckdb

from dashboard import store
from dashboard.dossier.profile import footnote
from dashboard.query import Query
from dashboard.sharing.export import export
from dashboard.sharing.tables.events import COLUMNS
from dashboard.store.columns import SCHEMA
from tests.bench.processes import watching_memory

_FORMATS = {"csv": "FORMAT csv, HEADER", "parquet": "FORMAT parquet"}


def ours(extension: str, dataset: str, file: Path) -> None:
    """As the routes do: chunk by chunk."""
    with file.open("wb") as out:
        for chunk in export(store.current(), Query(datasets=(dataset,)), extension):
            out.write(chunk)


def by_duckdb(extension: str, dataset: str, file: Path) -> None:
    """The same columns in the same order, by the engine alone."""
    columns = ", ".join(name for name in COLUMNS if name in SCHEMA)
    note = footnote().replace("'", "''")
    version = store.current().catalogue.current(dataset)
    with duckdb.connect(version.events, read_only=True) as connection:
        connection.execute(
            f"COPY (SELECT {columns}, '{note}' AS kosovo_note FROM events ORDER BY date_start, id) "  # noqa: S608 - ours
            f"TO '{file}' ({_FORMATS[extension]})"
        )


def main() -> None:
    """Measure once; what is opened before the export is no part of it."""
    who, extension, dataset, file = sys.argv[1:]
    if who == "ours":
        store.current().dataset(dataset).totals(Query(datasets=(dataset,)))
    with watching_memory(os.getpid()) as memory:
        start = time.perf_counter()
        {"ours": ours, "duckdb": by_duckdb}[who](extension, dataset, Path(file))
        took_s = time.perf_counter() - start
    print(json.dumps({"took_s": took_s, "growth_mb": memory.growth_mb}))


if __name__ == "__main__":
    main()
