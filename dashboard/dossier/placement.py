"""Where an event may honestly stand: a pin, an area, or off the map."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from dashboard.dossier.event import Event, GeoPrecision
from dashboard.dossier.gazetteer import Gazetteer
from dashboard.dossier.profile import MAP

# Warnings of a point at which the event cannot have been: it is kept as it was given, and the event drawn nowhere.
NULL_ISLAND, SWAPPED, OTHER_COUNTRY, FAR_FROM_PLACE = MISPLACED = (
    "null_island", "swapped", "other_country", "far_from_place",
)  # fmt: skip

PlacementKind = Literal["pin", "zone", "municipality", "circle", "off_map"]


@dataclass(frozen=True, slots=True)
class Placement:
    """How an event is drawn.

    A pin has `lat`, `lon` (EPSG:4326); a zone or municipality names its `feature`; a circle has a centre and
    `radius_km`. What is off the map has none of these.
    """

    kind: PlacementKind
    feature: str = ""
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None


OFF_MAP = Placement("off_map")


def place_event(event: Event, gazetteer: Gazetteer, municipalities: Collection[str]) -> Placement:
    """The placement that the event's precision allows.

    `municipalities` holds the keys of the places whose municipality has a polygon on the map.
    """
    if is_misplaced(event.warning):
        return OFF_MAP
    if event.geo_precision.is_a_point:
        return _pin(event)
    if event.geo_precision is GeoPrecision.COUNTRY:
        return OFF_MAP
    if event.zone:
        return Placement("zone", feature=event.zone)
    place = gazetteer.get(event.place)
    if place is None:
        return OFF_MAP
    if event.geo_precision is GeoPrecision.MUNICIPALITY:
        seats = [match.place.key for match in gazetteer.find(place.municipality)] if place.municipality else []
        for key in (event.place, *seats):
            if key in municipalities:
                return Placement("municipality", feature=key)
    if place.radius_km and place.is_on_map:
        return Placement("circle", feature=place.key, lat=place.lat, lon=place.lon, radius_km=place.radius_km)
    return OFF_MAP


def is_misplaced(warning: str) -> bool:
    """Whether an event with these warnings, separated by semicolons, has a point at which it cannot have been."""
    return not set(MISPLACED).isdisjoint(warning.split(";"))


def _pin(event: Event) -> Placement:
    if event.lat is None or event.lon is None:
        return OFF_MAP
    return Placement("pin", lat=event.lat, lon=event.lon) if MAP.extent.contains(event.lon, event.lat) else OFF_MAP
