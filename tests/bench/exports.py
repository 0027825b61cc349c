"""Two million events as files, against DuckDB's own COPY of the same columns in the same order from the same file.

Ours are what a reader downloads: for a spreadsheet in CSV (formulas made harmless, a footnote in every row), with
geometry and typed columns in GeoParquet. DuckDB may use all the memory that it wants; ours has a limit, in a process of
its own and in the server while a client reads.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.bench.apps import DASHBOARD
from tests.bench.goals import Goal, Kind
from tests.bench.invented import invented
from tests.bench.processes import resident_mb, watching_memory
from tests.browser.server import ROOT, running
from tests.clients import asking

EVENTS, RUNS = 2_000_000, 5
IN_A_SHEET = 1_000_000  # Excel holds 48,575 more
# Clients that ask for a file and take nothing of it: how many, how long they are waited for, and for what is kept.
STALLED, STALLED_S, AFTER_S = 60, 30, 15
STALLED_EVENTS = 200_000
MOST_STALLED_MB, MOST_KEPT_MB = 1000, 400
MOST_TIMES, MOST_MB = 2, 300
NAMES = {"csv": "CSV", "parquet": "GeoParquet"}
_CHUNK = 2**16


def _once(who: str, extension: str, dataset: str, folder: Path) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as fresh:
        command = [sys.executable, "-m", "tests.bench.export_once", who, extension, dataset, f"{fresh}/events"]
        environment = {**os.environ, "DATASETS": str(folder)}
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True)  # noqa: S603 - ours
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def measure() -> Iterator[Goal]:
    """The goals of this group, one after another."""
    with invented() as data:
        dataset = data.dataset(EVENTS)
        for extension in NAMES:
            yield from to_file(data.folder, dataset, extension)
        for extension in NAMES:
            yield through_the_server(data.folder, dataset, extension)
        in_a_sheet = _once("ours", "xlsx", data.dataset(IN_A_SHEET), data.folder)["growth_mb"]
        what = f"export of {IN_A_SHEET:,} events, Excel workbook: memory added"
        yield Goal(what, "MB", in_a_sheet, None, Kind.LIMIT, MOST_MB)
        yield from stalled(data.folder, data.dataset(STALLED_EVENTS))


def to_file(folder: Path, dataset: str, extension: str) -> Iterator[Goal]:
    """Seconds and memory of an export to a file."""
    ours, theirs = [], []
    for _ in range(RUNS):
        ours.append(_once("ours", extension, dataset, folder))
        theirs.append(_once("duckdb", extension, dataset, folder))
    what = f"export of {EVENTS:,} events, {NAMES[extension]}"
    seconds = (median(run["took_s"] for run in runs) for runs in (ours, theirs))
    yield Goal(what, "s", *seconds, Kind.TIMES_AT_MOST, MOST_TIMES)
    growth_mb = max(run["growth_mb"] for run in ours)
    yield Goal(f"{what}: memory added", "MB", growth_mb, None, Kind.LIMIT, MOST_MB)


def through_the_server(folder: Path, dataset: str, extension: str) -> Goal:
    """Memory that a server gains while a client downloads; it has answered about the dataset before."""
    with running(ROOT, DASHBOARD.script, DASHBOARD.ready, environment={"DATASETS": str(folder)}) as server:
        server.get(f"/api/figures.json?dataset={dataset}")
        address = f"{server.url}/api/events.{extension}?since=&until=&dataset={dataset}"
        received = 0
        with watching_memory(server.pid) as memory, urllib.request.urlopen(address, timeout=600) as answer:  # noqa: S310 - loopback
            while chunk := answer.read(_CHUNK):
                received += len(chunk)
        if received < EVENTS:
            raise RuntimeError(f"the download had {received} bytes only")
    return Goal(f"download of {received / 10**6:,.0f} MB {NAMES[extension]}: memory added to the server", "MB",
                memory.growth_mb, None, Kind.LIMIT, MOST_MB)  # fmt: skip


def stalled(folder: Path, dataset: str) -> Iterator[Goal]:
    """Memory that a server gains by clients that take nothing, and what it keeps of that after they were let go."""
    with running(ROOT, DASHBOARD.script, DASHBOARD.ready, environment={"DATASETS": str(folder)}) as server:
        server.get(f"/api/figures.json?dataset={dataset}")
        before_mb = resident_mb(server.pid)
        port = int(server.url.rpartition(":")[2])
        with watching_memory(server.pid) as memory:
            clients = [asking(port, f"/api/events.csv?since=&until=&dataset={dataset}") for _ in range(STALLED)]
            time.sleep(STALLED_S)
        for client in clients:
            client.close()
        time.sleep(AFTER_S)
        kept_mb = max(0.0, resident_mb(server.pid) - before_mb)
    what = f"{STALLED} clients that take nothing: memory"
    yield Goal(f"{what} added to the server", "MB", memory.growth_mb, None, Kind.LIMIT, MOST_STALLED_MB)
    yield Goal(f"{what} kept by the server", "MB", kept_mb, None, Kind.LIMIT, MOST_KEPT_MB)
