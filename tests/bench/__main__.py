"""`make bench`: the dashboard and the naive app measured in one run, side by side; fails where a goal is missed.

Each figure is a median. The two apps take turns, so that whatever else the machine does meets both. Reruns and readers
are measured over the websocket that the page itself uses, without a browser, since ten browsers on a small machine
would measure themselves; the first figure is from a real browser and includes all that a reader waits for.
"""

import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright

from tests.bench.reader import Reader
from tests.browser.get_chromium import FLAGS, chromium_path
from tests.browser.server import ROOT, Server, running

DAYS = (date(2023, 9, 26), date(2023, 9, 24))  # the first day of the filter, in turns: 29 and 39 events
FIELD = "From"
FILTER_CHANGES = 11
CPU_BLOCKS, RERUNS_A_BLOCK = 5, 10
READERS, CHANGES_A_READER, PAUSE_S = 10, 8, 2.0
TICKS_PER_S = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class App:
    """An app to measure. `shown` is a script of the page that counts the events on its map, or gives -1."""

    name: str
    script: str
    ready: str
    shown: str


DASHBOARD = App(
    "dashboard",
    "dashboard/app.py",
    "/api/health",
    """() => {
      const box = document.querySelector("iframe")?.contentDocument?.querySelector("#map_div");
      return box?.dataset.shown ? Number(box.dataset.shown) : -1;
    }""",
)
NAIVE = App(
    "naive app",
    "tests/bench/naive_server.py",
    "/_stcore/health",
    """() => {
      const frame = document.querySelector("iframe")?.contentWindow;
      if (!frame?.map || !frame.L || !frame.document.querySelector("path.leaflet-interactive")) return -1;
      let circles = 0;
      frame.map.eachLayer((layer) => (circles += layer instanceof frame.L.CircleMarker ? 1 : 0));
      return circles;
    }""",
)


@dataclass(frozen=True, slots=True)
class Goal:
    """One line of the table: both medians and how many times better the dashboard has to be."""

    what: str
    unit: str
    dashboard: float
    naive: float
    at_least: float

    @property
    def ratio(self) -> float:
        """How many times less the dashboard takes."""
        return self.naive / self.dashboard

    @property
    def is_met(self) -> bool:
        """True where the ratio is as large as asked."""
        return self.ratio >= self.at_least


class FilterChanges:
    """One app's page in a browser, whose first day is changed again and again."""

    def __init__(self, page: Page, app: App, server: Server) -> None:
        self.page, self.app = page, app
        page.goto(server.url)
        self._wait_until(lambda count: count > 0)
        page.wait_for_timeout(2000)
        self.counts = {day: self._settled_count(day) for day in DAYS}
        if len(set(self.counts.values())) < len(DAYS):
            raise RuntimeError(f"{app.name}: both dates show {self.counts}, so a change cannot be seen")

    def _settled_count(self, day: date) -> int:
        self._type(day)
        self.page.keyboard.press("Tab")
        self.page.wait_for_timeout(3000)
        return int(self.page.evaluate(self.app.shown))

    def _type(self, day: date) -> None:
        field = self.page.get_by_role("group", name=FIELD, exact=True)
        field.locator('[data-type="year"]').focus()
        self.page.keyboard.type(f"{day:%Y%m%d}")
        self.page.keyboard.press("Tab")

    def measure(self, day: date) -> float:
        """Seconds from leaving the date field, which is when a date counts, until the map shows its events."""
        self._type(day)
        self.page.wait_for_timeout(300)
        start = time.perf_counter()
        self.page.keyboard.press("Tab")
        wanted = self.counts[day]
        self._wait_until(lambda count: count == wanted)
        took = time.perf_counter() - start
        self.page.wait_for_timeout(800)
        return took

    def _wait_until(self, is_there: Callable[[int], bool]) -> None:
        end = time.perf_counter() + 60
        while time.perf_counter() < end:
            if is_there(self.page.evaluate(self.app.shown)):
                return
            self.page.wait_for_timeout(4)
        raise RuntimeError(f"{self.app.name}: the map did not come in 60 s")


def filter_to_map(dashboard: Server, naive: Server) -> Goal:
    """From a changed date to the finished map, in a browser."""
    path = chromium_path()
    if path is None:
        raise RuntimeError("no Chromium that starts: `make browser` gets one or says how")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        views = [
            FilterChanges(browser.new_page(viewport={"width": 1400, "height": 900}), app, server)
            for app, server in ((DASHBOARD, dashboard), (NAIVE, naive))
        ]
        took: list[list[float]] = [[], []]
        for number in range(FILTER_CHANGES):
            for view, times in zip(views, took, strict=True):
                view.page.bring_to_front()
                times.append(view.measure(DAYS[number % 2]))
        browser.close()
    ours, theirs = (1000 * median(times) for times in took)
    return Goal("filter to map, in a browser", "ms", ours, theirs, 2)


def _cpu_s(pid: int) -> float:
    """Seconds of processor time that a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_S


@contextmanager
def _reader(server: Server) -> Iterator[Reader]:
    reader = Reader(server.url).open()
    for day in DAYS:
        reader.ask_from(FIELD, day)
    yield reader
    reader.close()


def cpu_per_rerun(dashboard: Server, naive: Server) -> Goal:
    """The server's processor time for one changed date."""
    used: list[list[float]] = [[], []]
    with _reader(dashboard) as ours, _reader(naive) as theirs:
        for _ in range(CPU_BLOCKS):
            for server, reader, blocks in ((dashboard, ours, used[0]), (naive, theirs, used[1])):
                before = _cpu_s(server.pid)
                for number in range(RERUNS_A_BLOCK):
                    reader.ask_from(FIELD, DAYS[number % 2])
                time.sleep(0.5)  # what a rerun leaves for later, such as collecting garbage, is part of it
                blocks.append((_cpu_s(server.pid) - before) / RERUNS_A_BLOCK)
    return Goal("processor time per rerun", "ms", 1000 * median(used[0]), 1000 * median(used[1]), 5)


def with_readers(dashboard: Server, naive: Server) -> Goal:
    """The median wait for a changed date while ten readers each change theirs every two seconds.

    A reader who is still waiting when the two seconds are over changes the date as soon as the page has come.
    """
    ours, theirs = (1000 * median(_waits(server)) for server in (dashboard, naive))
    return Goal(f"p50 with {READERS} readers", "ms", ours, theirs, 20)


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


def machine() -> str:
    """What was measured on, without its name."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in ("streamlit", "folium", "streamlit-folium", "duckdb"))
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {pages:.0f} GB, load {os.getloadavg()[0]:.1f}; "
        f"Python {platform.python_version()}, {packages}"
    )


def table(goals: list[Goal]) -> str:
    """The figures as text."""
    lines = [f"{'':32}{DASHBOARD.name:>12}{NAIVE.name:>12}{'ratio':>8}{'goal':>7}"]
    lines += [
        f"{goal.what + ', ' + goal.unit:32}{goal.dashboard:12.0f}{goal.naive:12.0f}{goal.ratio:8.1f}"
        f"{goal.at_least:7.0f}  {'met' if goal.is_met else 'MISSED'}"
        for goal in goals
    ]
    return "\n".join(lines)


def main() -> int:
    """Exit code 0 where every goal is met."""
    print(machine(), flush=True)
    with running(ROOT, DASHBOARD.script, DASHBOARD.ready) as ours, running(ROOT, NAIVE.script, NAIVE.ready) as theirs:
        goals = [measure(ours, theirs) for measure in (filter_to_map, cpu_per_rerun, with_readers)]
    print(table(goals))
    return 0 if all(goal.is_met for goal in goals) else 1


if __name__ == "__main__":
    sys.exit(main())
