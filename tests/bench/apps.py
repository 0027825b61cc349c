"""The two apps that are measured, and how a page of theirs tells what its map shows."""

from dataclasses import dataclass

FIELD = "From"


@dataclass(frozen=True, slots=True)
class App:
    """An app to measure.

    `shown` is a script of the page: how many events its finished map shows, -1 while there is none, and of which query,
    empty where the map does not say.
    """

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
      return box?.dataset.shown ? [Number(box.dataset.shown), box.dataset.shownQuery || ""] : [-1, ""];
    }""",
)
NAIVE = App(
    "naive app",
    "tests/bench/naive_server.py",
    "/_stcore/health",
    """() => {
      const frame = document.querySelector("iframe")?.contentWindow;
      if (!frame?.map || !frame.L || !frame.document.querySelector("path.leaflet-interactive")) return [-1, ""];
      let circles = 0;
      frame.map.eachLayer((layer) => (circles += layer instanceof frame.L.CircleMarker ? 1 : 0));
      return [circles, ""];
    }""",
)
# What makes the naive app show the events of another file than the seeds.
NAIVE_EVENTS = "NAIVE_EVENTS"
