"""The event layer: an element of the constant map, and the payload that tells it what to show."""

import base64
import json
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

import folium
from folium.template import Template

from dashboard.drawing.crossings import Crossing
from dashboard.event import Event
from dashboard.gazetteer import Gazetteer, Place
from dashboard.language import _
from dashboard.placement import place_event
from dashboard.query.wording import short_span, type_name

# Features of zones.geojson that are drawn in a way of their own.
STRIP_ZONE = "boundary_serbian_side"
# The deployment that the US reported and Serbia denied; alerts that Serbia itself announced are not disputed.
DISPUTED_EPISODE = "serbian-deployment-2023"


class EventLayer(folium.MacroElement):
    """The layer in which the frame's script keeps all event markers; part of the constant map."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        dossier.events({{ this._parent.get_name() }}, {{ this.options|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, theme: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "EventLayer"
        self.options = {
            "theme": theme,
            "strings": {
                "here": _("{count} events here"),
                "listOf": _("Events at {place}"),
                "close": _("Close the list"),
                "area": _("area, not an exact place"),
            },
        }


class Shown(folium.MacroElement):
    """What the event layer shows now; goes into the empty feature group that the component adds."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        dossier.show("{{ this.payload }}");
        {% endmacro %}
        """
    )

    def __init__(self, payload: dict[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Shown"
        # Base64, so that no character of the data ever stands in a script.
        self.payload = base64.b64encode(json.dumps(payload, ensure_ascii=False).encode()).decode()


def feature_group(payload: dict[str, Any], selected: str) -> folium.FeatureGroup:
    """An empty feature group whose script hands the payload, and the chosen event's id, to the event layer."""
    group = folium.FeatureGroup(name="events")
    group.add_child(Shown(payload | {"selected": selected}))
    return group


def off_map(events: Iterable[Event], gazetteer: Gazetteer, municipalities: Collection[str]) -> list[Event]:
    """The events that have no honest place on the map, in their order."""
    return [event for event in events if place_event(event, gazetteer, municipalities).kind == "off_map"]


def payload(
    events: Iterable[Event],
    gazetteer: Gazetteer,
    municipalities: Collection[str],
    crossings: Iterable[Crossing],
) -> dict[str, Any]:
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
        names.update((event.place, *_seat(gazetteer[event.place], gazetteer)))
        shown.append(
            {
                "id": event.id,
                "kind": "strip" if placement.feature == STRIP_ZONE else placement.kind,
                "feature": placement.feature,
                "lat": placement.lat,
                "lon": placement.lon,
                "radiusKm": placement.radius_km,
                "type": event.event_type.value,
                "typeName": type_name(event.event_type),
                "family": event.event_type.family.value,
                "title": event.title,
                "place": gazetteer[event.place].label,
                "when": short_span(event.date_start, event.last_day),
            }
        )
    return {
        "events": shown,
        "names": [key for key, _count in names.most_common()],
        "strip": _strip_note(on_strip),
        "closures": [_closure(one.place, one.closure, one.is_closed) for one in crossings if one.closure],
    }


def _strip_note(events: list[Event]) -> str:
    """What is known of the strip beside the line, where events of the query lie on it."""
    disputed = [event.episode == DISPUTED_EPISODE for event in events]
    if disputed and all(disputed):
        return _("Reported build-up; extent and depth not stated; disputed by Serbia")
    if any(disputed):
        return _(
            "Reported forces near the line; extent and depth not stated; build-up of September 2023 disputed by Serbia"
        )
    return _("Reported forces near the line; extent and depth not stated") if events else ""


def _seat(place: Place, gazetteer: Gazetteer) -> list[str]:
    """The key of the town that gives the place's municipality its name."""
    if not place.municipality:
        return []
    return [match.place.key for match in gazetteer.find(place.municipality) if match.place.kind == "town"]


def _closure(place: Place, closure: Event, is_closed: bool) -> dict[str, Any]:
    text = _("closed {dates}") if is_closed else _("closed {dates}, then open")
    return {
        "key": place.key,
        "lat": place.lat,
        "lon": place.lon,
        "place": place.label,
        "isClosed": is_closed,
        "text": text.format(dates=short_span(closure.date_start, closure.last_day)),
    }
