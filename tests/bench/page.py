"""The curated dossier as most readers see it, against the naive app: dozens of events, one reader or ten.

Both days have been asked for before: the dashboard keeps its answers to a query, the naive app its table; whatever else
they do is done anew. Reruns and readers are measured over the websocket that the page itself uses, without a browser,
since ten browsers on a small machine would measure themselves; the first figure is from a real browser and includes all
that a reader waits for.
"""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from statistics import median

from tests.bench.apps import DASHBOARD, FIELD, NAIVE
from tests.bench.changes import FilterChanges, browsing
from tests.bench.goals import Goal, Kind
from tests.bench.processes import cpu_s
from tests.bench.reader import Reader
from tests.browser.server import ROOT, Server, running

DAYS = (date(2023, 9, 26), date(2023, 9, 24))  # the first day of the filter, in turns: 29 and 39 events
FILTER_CHANGES = 11
CPU_BLOCKS, RERUNS_A_BLOCK = 5, 10
READERS, CHANGES_A_READER, PAUSE_S = 10, 8, 2.0


def measure() -> Iterator[Goal]:
    """The goals of this group, one after another."""
    with running(ROOT, DASHBOARD.script, DASHBOARD.ready) as ours, running(ROOT, NAIVE.script, NAIVE.ready) as theirs:
        yield filter_to_map(ours, theirs)
        yield cpu_per_rerun(ours, theirs)
        yield with_readers(ours, theirs)


def filter_to_map(ours: Server, theirs: Server) -> Goal:
    """From a changed date to the finished map, in a browser."""
    with browsing() as browser:
        views = [FilterChanges(browser, app, at.url) for app, at in ((DASHBOARD, ours), (NAIVE, theirs))]
        counts = [{day: view.count_since(day) for day in DAYS} for view in views]
        if any(len(set(count.values())) < len(DAYS) for count in counts):
            raise RuntimeError(f"both dates show as many events ({counts}), so a change cannot be seen")
        took: list[list[float]] = [[], []]
        for number in range(FILTER_CHANGES):
            day = DAYS[number % 2]
            for view, count, times in zip(views, counts, took, strict=True):
                times.append(view.measure(day, count[day]).took_s)
    dashboard, naive = (1000 * median(times) for times in took)
    return Goal("39 events: filter to map", "ms", dashboard, naive, Kind.TIMES_LESS, 2)


@contextmanager
def _reader(server: Server) -> Iterator[Reader]:
    reader = Reader(server.url).open()
    for day in DAYS:
        reader.ask_from(FIELD, day)
    yield reader
    reader.close()


def cpu_per_rerun(ours: Server, theirs: Server) -> Goal:
    """The server's processor time for one changed date."""
    used: list[list[float]] = [[], []]
    with _reader(ours) as at_ours, _reader(theirs) as at_theirs:
        for _ in range(CPU_BLOCKS):
            for server, reader, blocks in ((ours, at_ours, used[0]), (theirs, at_theirs, used[1])):
                before = cpu_s(server.pid)
                for number in range(RERUNS_A_BLOCK):
                    reader.ask_from(FIELD, DAYS[number % 2])
                time.sleep(0.5)  # what a rerun leaves for later, such as collecting garbage, is part of it
                blocks.append((cpu_s(server.pid) - before) / RERUNS_A_BLOCK)
    dashboard, naive = (1000 * median(blocks) for blocks in used)
    return Goal("39 events: processor time per rerun", "ms", dashboard, naive, Kind.TIMES_LESS, 5)


def with_readers(ours: Server, theirs: Server) -> Goal:
    """The median wait for a changed date while ten readers each change theirs every two seconds.

    A reader who is still waiting when the two seconds are over changes the date as soon as the page has come.
    """
    dashboard, naive = (1000 * median(_waits(server)) for server in (ours, theirs))
    return Goal(f"39 events: p50 with {READERS} readers", "ms", dashboard, naive, Kind.TIMES_LESS, 20)


def _waits(server: Server) -> list[float]:
    readers = [Reader(server.url).open() for _ in range(READERS)]
    for reader in readers:
        reader.ask_from(FIELD, DAYS[0])
    start = time.perf_counter() + 1

    def read(number: int) -> list[float]:
        waits = []
        for change in range(CHANGES_A_READER):
            due = start + PAUSE_S * (change + number / READERS)
            time.sleep(max(0.0, due - time.perf_counter()))
            waits.append(readers[number].ask_from(FIELD, DAYS[(change + 1) % 2]))
        return waits

    with ThreadPoolExecutor(READERS) as threads:
        waits = [wait for one in threads.map(read, range(READERS)) for wait in one]
    for reader in readers:
        reader.close()
    return waits
