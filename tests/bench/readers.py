"""25 readers of a million events who change the filter every second, against one reader who is alone.

A reader speaks to the server as a page does, without a browser: it changes the date over the websocket, waits until the
page has run, then asks the density route for the view that a map of 1,400 by 900 pixels shows. The wait is for both. No
day is asked for twice, by no reader, so that no answer is known already.
"""

import gzip
import json
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from statistics import median, quantiles

from dashboard.drawing.map.density import density_address
from dashboard.query import Query
from tests.bench.apps import DASHBOARD, FIELD
from tests.bench.goals import Goal, Kind
from tests.bench.invented import UNTIL, invented
from tests.bench.reader import Reader
from tests.browser.server import ROOT, Server, running

EVENTS = 1_000_000
READERS, CHANGES, PAUSE_S = 25, 20, 1.0
MOST_TIMES = 10
VIEW = "box=18.800000,41.847554,23.352327,43.683858&zoom=9"
_FIRST_DAY = date(2009, 1, 1)


class MapReader:
    """A reader of a dataset who waits for the page and then for the map."""

    def __init__(self, server: Server, dataset: str, number: int) -> None:
        self.dataset, self.server, self.number = dataset, server, number
        self.page = Reader(server.url, query=f"since=2008-01-01&dataset={dataset}").open()

    def change(self, number: int) -> float:
        """Seconds until page and map have answered; an error of either is raised."""
        day = _FIRST_DAY + timedelta(self.number + number * (READERS + 1))
        start = time.perf_counter()
        self.page.ask_from(FIELD, day)
        query = Query(since=day, until=UNTIL, datasets=(self.dataset,))
        address = f"{self.server.url}/api/density.json?{density_address(query)}&{VIEW}"
        request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})  # noqa: S310 - loopback
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - loopback
            body = answer.read()
        took_s = time.perf_counter() - start
        (counted,) = json.loads(gzip.decompress(body))["datasets"]
        if not counted["count"]:
            raise RuntimeError(f"the map of {day} is empty")
        return took_s


def measure() -> Iterator[Goal]:
    """The goals of this group, one after another."""
    with invented() as data:
        dataset = data.dataset(EVENTS)
        with running(ROOT, DASHBOARD.script, DASHBOARD.ready, environment={"DATASETS": str(data.folder)}) as server:
            alone = _waits([MapReader(server, dataset, READERS)])[0]
            together, errors = _waits([MapReader(server, dataset, number) for number in range(READERS)])
    figures = (1000 * quantiles(together, n=20)[-1], 1000 * median(alone))
    yield Goal(f"{EVENTS:,} events: p95 of {READERS} readers, rival: p50 of one", "ms", *figures, Kind.TIMES_AT_MOST,
               MOST_TIMES)  # fmt: skip
    yield Goal(f"{READERS} readers: errors in {READERS * CHANGES} changes", "", errors, None, Kind.LIMIT, 0)


def _waits(readers: list[MapReader]) -> tuple[list[float], int]:
    """All waits, and how many changes ended with an error."""
    start = time.perf_counter() + 1

    def read(reader: MapReader) -> list[float]:
        waits = []
        for number in range(CHANGES):
            due = start + PAUSE_S * (number + reader.number / READERS)
            time.sleep(max(0.0, due - time.perf_counter()))
            try:
                waits.append(reader.change(number))
            except (OSError, RuntimeError, ValueError) as error:
                print(f"reader {reader.number}: {error}", flush=True)
        return waits

    with ThreadPoolExecutor(len(readers)) as threads:
        waits = [wait for one in threads.map(read, readers) for wait in one]
    for reader in readers:
        reader.page.close()
    return waits, len(readers) * CHANGES - len(waits)
