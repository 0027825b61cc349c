"""Playback in a real browser: pictures a second while the days of many events go by, thirty a second.

Counted are the calls of requestAnimationFrame in the map's frame: as many as the browser finishes pictures. It is
at work on the second half of the days.
"""

from collections.abc import Iterator
from statistics import median

from playwright.sync_api import Browser, Frame

from tests.bench.apps import DASHBOARD
from tests.bench.changes import browsing
from tests.bench.goals import Goal, Kind
from tests.bench.invented import invented
from tests.browser.dashboard_page import map_frame, the_map, wait_for_the_map
from tests.browser.server import ROOT, running

EVENTS = (1_000, 20_000)  # markers, and dots
RUNS, RUN_MS = 3, 5000
DAYS_A_SECOND = "30"
LEAST = 20
_COUNT = """milliseconds => new Promise((done) => {
  const start = performance.now();
  let pictures = 0;
  const count = () => {
    pictures += 1;
    const took = performance.now() - start;
    if (took < milliseconds) requestAnimationFrame(count);
    else done((1000 * pictures) / took);
  };
  requestAnimationFrame(count);
})"""
# Where half of the data is on the map already, so that the pictures are full.
_HALFWAY = """() => {
  const slider = document.querySelector(".playback-day");
  slider.value = String(Math.floor(slider.max / 2));
  slider.dispatchEvent(new Event("input"));
}"""


def measure() -> Iterator[Goal]:
    """The goals of this group, one after another."""
    with invented() as data:
        for events in EVENTS:
            data.dataset(events)
        with (
            running(ROOT, DASHBOARD.script, DASHBOARD.ready, environment={"DATASETS": str(data.folder)}) as server,
            browsing() as browser,
        ):
            for events in EVENTS:
                pictures = median(_pictures_a_second(browser, f"{server.url}/?since=&until=&dataset=s{events}"))
                yield Goal(f"{events:,} events: playback", "pictures/s", pictures, None, Kind.AT_LEAST, LEAST)


def _pictures_a_second(browser: Browser, address: str) -> list[float]:
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.goto(address)
    wait_for_the_map(page)
    the_map(page).get_by_role("button", name="Play the days").click()
    the_map(page).locator("#map_div[data-day]").wait_for()
    the_map(page).get_by_role("combobox", name="Speed").select_option(DAYS_A_SECOND)
    frame = map_frame(page)
    frame.evaluate(_HALFWAY)
    counts = [_run(frame) for _ in range(RUNS)]
    page.close()
    return counts


def _run(frame: Frame) -> float:
    before = frame.locator("#map_div").get_attribute("data-day")
    pictures: float = frame.evaluate(_COUNT, RUN_MS)
    if frame.locator("#map_div").get_attribute("data-day") == before:
        raise RuntimeError("playback did not play, so nothing was measured")
    return pictures
