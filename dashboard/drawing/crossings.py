"""Which crossings of the boundary line stood closed on the last day asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dashboard.event import Event
from dashboard.gazetteer import Gazetteer, Place

# Modes of events that shut a crossing where they happen at one.
_CLOSING_MODES = frozenset({"restrict", "obstruct"})


@dataclass(frozen=True, slots=True)
class Crossing:
    """A crossing and the closure that matters for the dates asked for, if there was one.

    `is_closed` speaks of the last day asked for; a closure that ended before it is kept as `closure`.
    """

    place: Place
    closure: Event | None
    is_closed: bool


def crossings(events: Iterable[Event], gazetteer: Gazetteer, since: date | None, until: date | None) -> list[Crossing]:
    """Every crossing of the gazetteer; closed where a closure overlaps `until` (today's end if open)."""
    closures = [
        event
        for event in events
        if event.mode in _CLOSING_MODES
        and gazetteer[event.place].kind == "crossing"
        and event.geo_precision.is_a_point
        and (until is None or event.date_start <= until)
        and (since is None or event.last_day >= since)
    ]
    return [
        _state(place, [event for event in closures if event.place == place.key], until)
        for place in gazetteer.values()
        if place.kind == "crossing"
    ]


def _state(place: Place, closures: list[Event], until: date | None) -> Crossing:
    if not closures:
        return Crossing(place, None, is_closed=False)
    last = max(closures, key=lambda event: (event.last_day, event.date_start))
    return Crossing(place, last, is_closed=until is not None and last.last_day >= until)
