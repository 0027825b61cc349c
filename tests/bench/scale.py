"""Any number of events, in a real browser: from a changed date to the finished map, and what the browser gets for it.

The naive app gets the very same events as a CSV file. Each change asks for a day that nobody has asked for before, so
that neither app has the answer already, and that still selects three quarters of the data and more. Apps and sizes take
turns. The naive app at 20,000 events takes minutes for a change: it is measured as often as fits into eight of them.
"""

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser

from tests.bench.apps import DASHBOARD, NAIVE, NAIVE_EVENTS
from tests.bench.changes import Change, FilterChanges, browsing
from tests.bench.goals import Goal, Kind
from tests.bench.invented import UNTIL, Invented, invented
from tests.browser.server import ROOT, Server, running

CHANGES = 7
NAIVE_CHANGES, NAIVE_LEAST, NAIVE_S = 5, 2, 480
SMALL, MIDDLE, LARGE = 1_000, 20_000, (1_000_000, 10_000_000)
TYPE = "ASSAULT"
# What each app draws as a mark or an area of its own: the rest has no place on the map, or in the naive app no point.
OUR_MARKS, NAIVE_MARKS = "area IS NOT NULL", "lat IS NOT NULL"


def measure() -> Iterator[Goal]:
    """The goals of this group, one after another."""
    with invented() as data, ExitStack() as stack:
        for events in (SMALL, MIDDLE, *LARGE):
            data.dataset(events)
        ours = stack.enter_context(
            running(ROOT, DASHBOARD.script, DASHBOARD.ready, environment={"DATASETS": str(data.folder)})
        )
        browser = stack.enter_context(browsing())
        yield from against_naive(browser, data, ours, SMALL, 8)
        yield from against_naive(browser, data, ours, MIDDLE, 100)
        yield from against_twenty_thousand(browser, ours, "")
        yield from against_twenty_thousand(browser, ours, f"&type={TYPE}")


def days() -> Iterator[date]:
    """The first days of the filter, each once: from 2009 to 2013."""
    day = date(2009, 1, 1)
    while True:
        yield day
        day += timedelta(37)


def _open(browser: Browser, ours: Server, events: int, more: str = "") -> FilterChanges:
    return FilterChanges(browser, DASHBOARD, f"{ours.url}/?since=2008-06-01&dataset=s{events}{more}")


def against_naive(browser: Browser, data: Invented, ours: Server, events: int, at_least: float) -> Iterator[Goal]:
    """The same events in both apps: seconds, and for many events bytes too."""
    took: tuple[list[Change], list[Change]] = ([], [])
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "events.csv"
        data.csv(events, file)
        with running(ROOT, NAIVE.script, NAIVE.ready, environment={NAIVE_EVENTS: str(file)}) as theirs:
            views = _open(browser, ours, events), FilterChanges(browser, NAIVE, theirs.url)
            views[0].measure(UNTIL - timedelta(4000), data.count(events, UNTIL - timedelta(4000), OUR_MARKS))
            start = time.perf_counter()
            for number, day in zip(range(CHANGES), days(), strict=False):
                took[0].append(views[0].measure(day, data.count(events, day, OUR_MARKS)))
                if number < NAIVE_LEAST or (number < NAIVE_CHANGES and time.perf_counter() - start < NAIVE_S):
                    took[1].append(views[1].measure(day, data.count(events, day, NAIVE_MARKS)))
            for view in views:
                view.page.close()
    dashboard, naive = (1000 * median(change.took_s for change in changes) for changes in took)
    turns = f"{len(took[0])} and {len(took[1])} changes"
    yield Goal(f"{events:,} events: filter to map ({turns})", "ms", dashboard, naive, Kind.TIMES_LESS, at_least)
    if events == MIDDLE:
        dashboard, naive = (median(change.received for change in changes) / 1024 for changes in took)
        yield Goal(f"{events:,} events: sent to the browser", "KiB", dashboard, naive, Kind.TIMES_LESS, 500)


def against_twenty_thousand(browser: Browser, ours: Server, more: str) -> Iterator[Goal]:
    """A million events and ten against our own figure at 20,000, the same filter in all."""
    views = {events: _open(browser, ours, events, more) for events in (MIDDLE, *LARGE)}
    took: dict[int, list[float]] = {events: [] for events in views}
    for number, day in zip(range(1 + CHANGES), days(), strict=False):
        for events, view in views.items():
            change = view.measure(day + timedelta(11), -1)
            if number:
                took[events].append(change.took_s)
    for view in views.values():
        view.page.close()
    what = "date and type" if more else "date"
    for events in LARGE:
        times = 1000 * median(took[events]), 1000 * median(took[MIDDLE])
        yield Goal(f"{events:,} events, {what}: filter to map, rival: 20,000", "ms", *times, Kind.TIMES_AT_MOST, 2)
