"""The event layer: an element of the constant map, and the payload that tells it what to show."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Literal

import folium
from folium.template import Template
from jinja2.utils import htmlsafe_json_dumps

from dashboard.dossier.event import Event
from dashboard.dossier.gazetteer import Gazetteer, Place
from dashboard.dossier.placement import Placement, place_event
from dashboard.dossier.profile import MAP
from dashboard.drawing.map.crossings import Crossing
from dashboard.drawing.map.frame_texts import event_texts
from dashboard.drawing.map.payload import AreaKind, Closure, Contents, CountedArea, MapView, Marker, Message
from dashboard.language import _, ngettext
from dashboard.query.wording import short_span, type_name

# A query with more events than this is drawn as density.
MOST_MARKERS = 2000

_OPENS_A_TEMPLATE = re.compile(r"\{(?=[{%#])")

# How an area is drawn, by the word before its feature.
_AREA_KINDS: dict[str, AreaKind] = {"zone": "zone", "municipality": "municipality", "circle": "circle"}
# The feature of the layer of zones that is drawn as a strip; where there is none, no feature has its name.
STRIP_ZONE = MAP.strip.zone if MAP.strip else None


def is_dense(events: int) -> bool:
    """True where so many are drawn as counts instead of one by one."""
    return events > MOST_MARKERS


class EventLayer(folium.MacroElement):
    """The layer in which the frame's script keeps all event markers; part of the constant map."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        dossier.events({{ this.options|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "EventLayer"
        self.options = {
            "strings": event_texts(),
        }


class Shown(folium.MacroElement):
    """What the event layer shows now; goes into the empty feature group that the component adds."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        dossier.show({{ this.payload }});
        {% endmacro %}
        """
    )

    def __init__(self, payload: Contents | Message, selected: str, view: MapView | None = None) -> None:
        """The payload, the chosen event's id, and where the map looks (key, lat, lon, zoom; EPSG:4326).

        The map goes there when another key is given than before; without a view it stays where the reader left it.
        """
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Shown"
        # Once: a script is asked for several times.
        message: Message = {**payload, "selected": selected, "view": view}
        self.payload = as_script(message)

    def render(self, **_kwargs: Any) -> str:
        """Nothing: the component takes the script itself, and folium would compile it as a template beside."""
        return ""


def as_script(payload: Message) -> str:
    """A payload as a JSON value within a script, of which no part can be taken for a template or for HTML.

    What opens an expression of a template can stand only in the payload's text, since JSON has a quotation mark after
    each of its own braces; escaped, it is that text again in the frame.
    """
    return _OPENS_A_TEMPLATE.sub(r"\\u007b", htmlsafe_json_dumps(payload))


class _Group(folium.FeatureGroup):
    """A feature group of which the component takes the script alone."""

    def render(self, **_kwargs: Any) -> str:
        """Nothing: what folium would write into a page of its own is not read."""
        return ""


def feature_group(shown: Shown) -> folium.FeatureGroup:
    """An empty feature group whose script hands to the event layer what it shows."""
    group = _Group(name="events")
    group.add_child(shown)
    return group


def off_map(events: Iterable[Event], gazetteer: Gazetteer, municipalities: Collection[str]) -> list[Event]:
    """The events that have no honest place on the map, in their order."""
    return [event for event in events if place_event(event, gazetteer, municipalities).kind == "off_map"]


def payload(
    events: Iterable[Event],
    gazetteer: Gazetteer,
    municipalities: Collection[str],
    crossings: Iterable[Crossing],
) -> Contents:
    """What the frame needs to draw: events on the map, places to name, and dated closures."""
    shown = []
    on_strip: list[Event] = []
    names: Counter[str] = Counter()
    for event in events:
        placement = place_event(event, gazetteer, municipalities)
        if placement.kind == "off_map":
            continue
        if placement.feature == STRIP_ZONE:
            on_strip.append(event)
        names.update(_to_name(event, gazetteer))
        shown.append(_marker(event, placement, gazetteer))
    return {
        "events": shown,
        "names": [key for key, _count in names.most_common()],
        "strip": _strip_note(on_strip),
        "closures": _closures(crossings),
        "density": None,
    }


def markers(events: Iterable[Event], gazetteer: Gazetteer, municipalities: Collection[str]) -> list[Marker]:
    """The events that are on the map, as the frame draws them, in their order."""
    placed = ((event, place_event(event, gazetteer, municipalities)) for event in events)
    return [_marker(event, placement, gazetteer) for event, placement in placed if placement.kind != "off_map"]


def dense_payload(
    address: str,
    areas: Mapping[str, Iterable[tuple[str, int]]],
    gazetteer: Gazetteer,
    crossings: Iterable[Crossing],
    dataset_names: Mapping[str, str] | None = None,
) -> Contents:
    """What the frame needs to draw more events than it has markers for; the same keys as payload().

    The frame asks the density route for the pins: `address` is density_address() of the query. `areas` holds
    Dataset.areas() of each dataset. `dataset_names` says how readers know a dataset, where that is not its name.
    """
    names = {name: name for name in areas} | dict(dataset_names or {})
    counted = _counted_areas(areas, names, gazetteer)
    return {
        "events": [],
        "names": [],
        "strip": _strip_of_many() if any(area["kind"] == "strip" for area in counted) else "",
        "closures": _closures(crossings),
        "density": {"address": address, "areas": counted, "datasets": names},
    }


def _marker(event: Event, placement: Placement, gazetteer: Gazetteer) -> Marker:
    return {
        "id": event.id,
        "kind": _kind(placement),
        "feature": placement.feature,
        "lat": placement.lat,
        "lon": placement.lon,
        "radiusKm": placement.radius_km,
        "type": event.event_type.value,
        "typeName": type_name(event.event_type),
        "family": event.event_type.family.value,
        "title": event.title,
        "place": gazetteer.label(event.place, event.place_name),
        "when": short_span(event.date_start, event.last_day),
        "start": event.date_start.isoformat(),
        "end": event.last_day.isoformat(),
    }


def _kind(placement: Placement) -> Literal["pin"] | AreaKind:
    if placement.kind == "pin":
        return "pin"
    return "strip" if placement.feature == STRIP_ZONE else _AREA_KINDS[placement.kind]


def _counted_areas(
    areas: Mapping[str, Iterable[tuple[str, int]]], names: Mapping[str, str], gazetteer: Gazetteer
) -> list[CountedArea]:
    """Each area once, with a sentence for each dataset that has events there."""
    counted: dict[str, CountedArea] = {}
    for dataset, counts in areas.items():
        for name, count in counts:
            area = counted.setdefault(name, _area(name, gazetteer))
            text = _count_in(area["kind"], count)
            if len(areas) > 1:
                text = _("{dataset}: {text}").format(dataset=names[dataset], text=text)
            area["texts"].append(text)
    return list(counted.values())


def _area(area: str, gazetteer: Gazetteer) -> CountedArea:
    kind, _colon, feature = area.partition(":")
    place = gazetteer.get(feature)
    return {
        "area": area,
        "kind": "strip" if feature == STRIP_ZONE else _AREA_KINDS[kind],
        "feature": feature,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "radiusKm": place.radius_km if place else None,
        "place": gazetteer.label(feature),
        "texts": [],
    }


def _count_in(kind: str, count: int) -> str:
    if kind == "municipality":
        text = ngettext(
            "{count} event, placed to the municipality only (area, not an exact place)",
            "{count} events, placed to the municipality only (area, not an exact place)",
            count,
        )
    else:
        text = ngettext(
            "{count} event, placed to this area only (not an exact place)",
            "{count} events, placed to this area only (not an exact place)",
            count,
        )
    return text.format(count=f"{count:,}")


def _to_name(event: Event, gazetteer: Gazetteer) -> list[str]:
    """Keys of the places that the map should name: the event's, and its municipality's seat."""
    place = gazetteer.get(event.place)
    return [place.key, *_seat(place, gazetteer)] if place else []


def _strip_note(events: list[Event]) -> str:
    """What is known of the strip beside the line, where events of the query lie on it."""
    if not events or MAP.strip is None:
        return ""
    disputed = [event.episode == MAP.strip.disputed_episode for event in events]
    return str(MAP.strip.disputed if all(disputed) else MAP.strip.mixed if any(disputed) else MAP.strip.words)


def _strip_of_many() -> str:
    return str(MAP.strip.mixed) if MAP.strip else ""


def _seat(place: Place, gazetteer: Gazetteer) -> list[str]:
    """The key of the town that gives the place's municipality its name."""
    if not place.municipality:
        return []
    return [match.place.key for match in gazetteer.find(place.municipality) if match.place.kind == "town"]


def _closures(crossings: Iterable[Crossing]) -> list[Closure]:
    return [_closure(state.place, state.closure, state.is_closed) for state in crossings if state.closure]


def _closure(place: Place, closure: Event, is_closed: bool) -> Closure:
    text = _("closed {dates}") if is_closed else _("closed {dates}, then open")
    return {
        "key": place.key,
        "lat": place.lat,
        "lon": place.lon,
        "place": place.label,
        "isClosed": is_closed,
        "text": text.format(dates=short_span(closure.date_start, closure.last_day)),
        "start": closure.date_start.isoformat(),
        "end": closure.last_day.isoformat(),
    }
