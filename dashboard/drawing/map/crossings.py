"""Which crossings of the boundary line stood closed on the last day asked for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.dossier.event import Event
from dashboard.dossier.gazetteer import Gazetteer, Place

# Modes of events that shut a crossing where they happen at one.
_CLOSING_MODES = frozenset({"restrict", "obstruct"})
# A closure that ended no longer ago than this is still told, with its dates.
_TOLD_FOR = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Crossing:
    """A crossing and its latest closure, if one stood on the last day asked for or ended shortly before.

    `is_closed` speaks of the last day asked for.
    """

    place: Place
    closure: Event | None
    is_closed: bool


def crossings(events: Collection[Event], gazetteer: Gazetteer, until: date | None) -> list[Crossing]:
    """Every crossing; closed where a closure overlaps `until`. An open end is the last day of the latest event."""
    last_day = until or max((event.last_day for event in events), default=date.max)
    closures = [
        event
        for event in events
        if event.mode in _CLOSING_MODES
        and event.geo_precision.is_a_point
        and gazetteer[event.place].kind == "crossing"
        and event.date_start <= last_day <= event.last_day + _TOLD_FOR
    ]
    return [
        _state(place, [event for event in closures if event.place == place.key], last_day)
        for place in gazetteer.values()
        if place.kind == "crossing"
    ]


def _state(place: Place, closures: list[Event], last_day: date) -> Crossing:
    if not closures:
        return Crossing(place, None, is_closed=False)
    latest = max(closures, key=lambda event: (event.last_day, event.date_start))
    return Crossing(place, latest, is_closed=latest.last_day >= last_day)
