"""The columns of an events table, the same for every dataset, and an Event as such a row and back."""

import math
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import ibis

from dashboard.dossier.event import Confidence, DatePrecision, Event, EventType, GeoPrecision, Headline, Spread
from dashboard.dossier.gazetteer import fold
from dashboard.dossier.names import FORMS, Names
from dashboard.dossier.placement import Placement, place_event
from dashboard.sources.curated import Curated, is_corroborated

SPREADS = ("fatalities", "injured")
PARTS = ("low", "best", "high")
# Where an event gave no figure of a part, the sums take the next of its parts.
FALLBACKS = {"low": ("low",), "best": ("best", "low"), "high": ("high", "best", "low")}
# Web Mercator, cut into 2**30 by 2**30 squares: a map cell at any zoom is an integer division away.
WORLD_BITS = 30
WORLD = 1 << WORLD_BITS
MOST_NORTHERN = 85.0511

# The name of a place in each form, by the column.
PLACE_NAMES = {f"place_name_{form}": form for form in FORMS}
_TEXT = (
    "id", "dataset", "date_precision", "time_local", "title", "place", "country_side", "geo_precision", "zone",
    "event_type", "mode", "context", "actor1", "actor2", "summary", "confidence", "source_ids", "episode",
    "place_name", "country", "publisher_id", "publisher_type", "publisher_source", "source_url", "warning",
    *PLACE_NAMES, "source_titles", "source_urls",
)  # fmt: skip
SCHEMA = ibis.schema(
    {
        **dict.fromkeys(_TEXT, "string"),
        **dict.fromkeys(("date_start", "date_end", "last_day"), "date"),
        **dict.fromkeys(("lat", "lon", "distance_km"), "float64"),
        **{f"{what}_{part}": "int64" for what in SPREADS for part in PARTS},
        "confidence_rank": "int64",
        "in_article": "boolean",
        "corroborated": "boolean",  # two or more independent sources, or an official one
        "actors": "string",  # every actor between two semicolons
        "search_text": "string",  # folded
        "x": "int32",  # of a pin: squares from the west and from the north (WORLD); null elsewhere
        "y": "int32",
        "area": "string",  # what an event without a pin is drawn as, "kind:feature"; empty for a pin, null off the map
        "elsewhere": "string",  # under which key or name it stands beside the map; null on the map
    }
)

# Events that agree in these are counted together in the daily table, which answers what asks for nothing else.
DAILY_DIMENSIONS = (
    "date_start", "last_day", "event_type", "geo_precision", "confidence_rank", "area", "elsewhere",
)  # fmt: skip
DAILY_SUMS = tuple(f"{what}_{part}" for what in SPREADS for part in PARTS)
DAILY_SCHEMA = ibis.schema(
    {name: SCHEMA[name] for name in DAILY_DIMENSIONS} | {"events": "int64"} | dict.fromkeys(DAILY_SUMS, "int64")
)
# Events that weigh the same on the same day are counted together in the ledger table.
LEDGER_DIMENSIONS = ("date_start", "event_type", "mode", "is_peacekeeping", "corroborated")
LEDGER_SCHEMA = ibis.schema(
    {
        **{name: SCHEMA[name] for name in LEDGER_DIMENSIONS if name in SCHEMA},
        "is_peacekeeping": "boolean",  # PEACEKEEPING is among its contexts
        "events": "int64",
    }
)
PEACEKEEPING = "peacekeeping"
# The pins table has what counting pins by cell and type needs: their days and their kind. The kind's key in the table
# pin_kinds has the row and the column of a cell of PIN_ZOOM and, in its last bits, the type's place in EventType.
# Its cells are those of the map's zoom 10, 40,000 in the window: with finer ones each event could be of its own kind.
PIN_ZOOM = 14
TYPE_BITS = 5
PINS_SCHEMA = ibis.schema({"date_start": "date", "last_day": "date", "kind": "int32"})
PIN_KINDS_SCHEMA = ibis.schema({"kind": "int32", "key": "int64"})


# What an event of the store is made of.
_SAME = tuple(field.name for field in fields(Event) if field.name in SCHEMA)
EVENT_COLUMNS = (*_SAME, "source_ids", *DAILY_SUMS)
HEADLINE_COLUMNS = tuple(field.name for field in fields(Headline))


def square(lon: float, lat: float) -> tuple[int, int]:
    """The Web-Mercator square of a point, from the west and from the north.

    >>> square(0, 0) == (WORLD // 2, WORLD // 2)
    True
    """
    radians = math.radians(max(-MOST_NORTHERN, min(MOST_NORTHERN, lat)))
    x = (lon + 180) / 360 * WORLD
    y = (1 - math.asinh(math.tan(radians)) / math.pi) / 2 * WORLD
    return min(WORLD - 1, int(x)), min(WORLD - 1, int(y))


def place_names(names: Names) -> dict[str, str]:
    """The columns of PLACE_NAMES."""
    return {column: names.of(form) for column, form in PLACE_NAMES.items()}


def row_of(event: Event, dossier: Curated, municipalities: frozenset[str]) -> dict[str, Any]:
    """A curated event as a row of SCHEMA."""
    row: dict[str, Any] = {field.name: getattr(event, field.name) for field in fields(event)}
    for name in ("actor1", "actor2"):
        row[name] = ";".join(row[name])
    row["source_ids"] = ";".join(row.pop("sources"))
    for what in SPREADS:
        spread = row.pop(what)
        row |= {f"{what}_{part}": getattr(spread, part) for part in PARTS}
    row["last_day"] = event.last_day
    row["confidence_rank"] = event.confidence.rank if event.confidence else None
    actors = dict.fromkeys((*event.actor1, *event.actor2))
    row["actors"] = "".join(f";{actor}" for actor in actors) + ";"
    place = dossier.gazetteer[event.place].names
    names = [place, *(dossier.actors[actor].names for actor in actors)]
    row["search_text"] = fold(
        " ".join([event.title, event.summary, *(form for name in names for form in name.forms())])
    )
    cited = [dossier.sources[key] for key in event.sources]
    return row | {
        **place_names(place),
        "corroborated": is_corroborated(cited),
        "source_titles": " | ".join(f"{source.publisher}: {source.title}" for source in cited),
        "source_urls": " ".join(source.url for source in cited if source.url),
        **_drawn(event, place_event(event, dossier.gazetteer, municipalities)),
    }


def _drawn(event: Event, placement: Placement) -> dict[str, Any]:
    if placement.kind == "off_map":
        return {"x": None, "y": None, "area": None, "elsewhere": event.place}
    x, y = (None, None)
    if placement.kind == "pin" and placement.lon is not None and placement.lat is not None:
        x, y = square(placement.lon, placement.lat)
    return {"x": x, "y": y, "area": area_of(placement), "elsewhere": None}


def area_of(placement: Placement) -> str:
    """How the placement is named in column area: empty for a pin."""
    return "" if placement.kind == "pin" else f"{placement.kind}:{placement.feature}"


def spread_of(row: Mapping[str, Any], what: str) -> Spread:
    """Low, best and high of a row."""
    return Spread(*(row[f"{what}_{part}"] for part in PARTS))


def event_of(row: Mapping[str, Any]) -> Event:
    """The event that a row of EVENT_COLUMNS holds."""
    same = {name: row[name] for name in _SAME}
    return Event(
        **same
        | {
            "date_precision": DatePrecision(row["date_precision"]),
            "geo_precision": GeoPrecision(row["geo_precision"]),
            "event_type": EventType(row["event_type"]),
            "confidence": Confidence(row["confidence"]) if row["confidence"] else None,
            "actor1": _keys(row["actor1"]),
            "actor2": _keys(row["actor2"]),
            "sources": _keys(row["source_ids"]),
            **{what: spread_of(row, what) for what in SPREADS},
        }
    )


def headline_of(row: Mapping[str, Any]) -> Headline:
    """The headline that a row of HEADLINE_COLUMNS holds."""
    return Headline(**{**row, "event_type": EventType(row["event_type"])})


def _keys(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(";")) if cell else ()
