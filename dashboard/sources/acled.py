"""ACLED, the Armed Conflict Location & Event Data: event files of the present, earlier and old African layouts."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import ibis

from dashboard.dossier.event import DatePrecision, EventType, GeoPrecision
from dashboard.language import _
from dashboard.sources import cells, coordinates
from dashboard.sources.publisher import Card, FileError, Layout, Sample, incoming, unique_names

if TYPE_CHECKING:
    from ibis.expr.types import StringValue, Table

SOURCE = Card(
    key="acled",
    name="ACLED",
    publisher="Armed Conflict Location & Event Data",
    url="https://acleddata.com/",
    licence="ACLED terms of use: no redistribution of the data",
    citation=(
        "Raleigh, Clionadh, Andrew Linke, Håvard Hegre and Joakim Karlsen (2010): Introducing ACLED. "
        "Journal of Peace Research 47 (5)."
    ),
    note=(
        "ACLED changes and deletes rows later: the file's date counts. Actor 1 is not the one who began. "
        "Deaths are ACLED's best estimate; 0 means that none was reported."
    ),
)
# Columns by layout; a file may have them in any order, upper-case too, and more.
COLUMNS = {
    "ACLED (current layout)": (
        "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type",
        "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting",
        "iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision",
        "source", "source_scale", "notes", "fatalities", "tags", "timestamp",
    ),
    "ACLED (layout before 2023)": (
        "data_id", "iso", "event_id_cnty", "event_id_no_cnty", "event_date", "year", "time_precision", "event_type",
        "sub_event_type", "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction",
        "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision",
        "source", "source_scale", "notes", "fatalities", "timestamp", "iso3",
    ),
    "ACLED Africa (old layout)": (
        "gwno", "event_id_cnty", "event_id_no_cnty", "event_date", "year", "time_precision", "event_type", "actor1",
        "ally_actor_1", "inter1", "actor2", "ally_actor_2", "inter2", "interaction", "country", "admin1", "admin2",
        "admin3", "location", "latitude", "longitude", "geo_precision", "source", "notes", "fatalities",
    ),
}  # fmt: skip
RULES = cells.RULES
WARNINGS: dict[str, Callable[[], str]] = {
    "precision": lambda: _("ACLED's code of the precision of place or date is unknown: shown as country, or month."),
    "sub_event_type": lambda: _("ACLED's sub-event type is unknown: the event is typed by its event type alone."),
}

# What other names of the same column there are.
_OTHER_NAMES = {
    "geo_precision": "geo_precis",
    "assoc_actor_1": "ally_actor_1",
    "assoc_actor_2": "ally_actor_2",
}
_NEEDED = (
    "event_id_cnty", "event_date", "time_precision", "event_type", "actor1", "country", "location", "latitude",
    "longitude", "geo_precision", "fatalities",
)  # fmt: skip
_READ = (*_NEEDED, "sub_event_type", "assoc_actor_1", "actor2", "assoc_actor_2", "admin2", "source", "notes")
# A table with so many of these is ACLED's.
_TELLING = {
    "event_id_cnty", "event_id_no_cnty", "sub_event_type", "disorder_type", "inter1", "inter2", "interaction",
    "assoc_actor_1", "ally_actor_1", "time_precision", "source_scale",
}  # fmt: skip
_ENOUGH = 4
_POINT = ("latitude", "longitude")
_GEO_PRECISION = {"1": GeoPrecision.TOWN, "2": GeoPrecision.REGION, "3": GeoPrecision.REGION}
_DATE_PRECISION = {"1": DatePrecision.DAY, "2": DatePrecision.WEEK, "3": DatePrecision.MONTH}


def recognise(sample: Sample) -> Layout | None:
    """The layout of an ACLED table; None for other tables, FileError for ACLED's without a column that is needed."""
    header = sample.header
    if len(_TELLING & set(header)) < _ENOUGH:
        return None
    if missing := [name for name in _NEEDED if name not in header and _OTHER_NAMES.get(name) not in header]:
        raise FileError(
            _(
                "“{name}” seems to be of ACLED, but lacks the columns {missing}. Export the events once more with all "
                "columns and give that file unchanged."
            ).format(name=sample.file_name, missing=", ".join(missing))
        )
    columns, first = unique_names(sample.rows[0]), cells.header_records(sample.rows)
    return Layout(
        SOURCE.key, _vintage(header), columns, first, dates=("event_date",), coordinates=_POINT, counts=("fatalities",)
    )


def _vintage(header: tuple[str, ...]) -> str:
    if "ally_actor_1" in header or "gwno" in header:
        return "ACLED Africa (old layout)"
    return "ACLED (layout before 2023)" if "event_id_no_cnty" in header else "ACLED (current layout)"


def read(raw: "Table", layout: Layout) -> "Table":
    """The records of an ACLED table as INCOMING, each with the rule that it breaks, if any."""
    names = {name: name if name in layout.columns else _OTHER_NAMES.get(name, name) for name in _READ}
    texts = cells.texts(raw, names, key="event_id_cnty")
    given = texts.mutate(**{name: cells.code(texts[name]) for name in ("geo_precision", "time_precision")})
    killed = cells.figures({"best": given.fatalities}, layout.conventions)
    types = {_type_key(row["acled_event_type"], row["acled_sub_event_type"]): row for row in cells.crosswalk("acled")}
    lat, lon = coordinates.degrees(given.latitude, given.longitude)
    parsed = given.mutate(
        first=cells.day(given.event_date, layout.conventions),
        lat=lat,
        lon=lon,
        **{f"fatalities_{part}": number for part, number in killed.numbers.items()},
        is_unread=killed.unread["best"],
        geo=given.geo_precision.cases(*_GEO_PRECISION.items(), else_=GeoPrecision.COUNTRY),
        date_precision=given.time_precision.cases(*_DATE_PRECISION.items(), else_=DatePrecision.MONTH),
        type_alone=given.event_type.lower() + " / ",
        type_key=given.event_type.lower() + " / " + given.sub_event_type.lower(),
    )
    known = parsed.mutate(
        known_key=ibis.ifelse(cells.is_one_of(parsed.type_key, list(types)), parsed.type_key, parsed.type_alone),
    ).rename(acled_type="event_type")
    return incoming(_described(cells.with_types(known, "known_key", types)))


def _type_key(event_type: str, sub_event_type: str) -> str:
    return f"{event_type} / {sub_event_type}".lower()


def _described(event: "Table") -> "Table":
    codes = cells.joined(" / ", event.acled_type, event.sub_event_type)
    kind = ibis.ifelse(event.sub_event_type != "", event.sub_event_type, event.acled_type)
    has_point = event.lat.notnull() & event.lon.notnull()
    return event.mutate(
        refused=_refused(event),
        unread=cells.unread(
            {
                "latitude": (event.latitude != "") & event.lat.isnull(),
                "longitude": (event.longitude != "") & event.lon.isnull(),
                "fatalities": event.is_unread,
                "event_type": (event.acled_type != "") & event.event_type.isnull(),
            },
            event.failed,
        ),
        event_type=event.event_type.fill_null(EventType.OTHER),
        warning=cells.warnings(
            {
                "precision": event.geo_precision.notin(list(_GEO_PRECISION))
                | event.time_precision.notin(list(_DATE_PRECISION)),
                "sub_event_type": (event.sub_event_type != "") & (event.known_key != event.type_key),
            }
        ),
        publisher_id=event.event_id_cnty,
        publisher_type=codes,
        publisher_source=event.source,
        date_start=event.first,
        title=cells.joined(": ", kind, cells.joined(" / ", event.actor1, event.actor2)),
        summary=cells.shortened(event.notes, 500),
        place=event.location,
        municipality=event.admin2,
        geo_precision=ibis.ifelse((event.geo == GeoPrecision.TOWN) & ~has_point, GeoPrecision.COUNTRY, event.geo),
        actor1=_side(event.actor1, event.assoc_actor_1),
        actor2=_side(event.actor2, event.assoc_actor_2),
        corroborated=event.source.contains(";"),
    )


def _side(actor: "StringValue", associated: "StringValue") -> "StringValue":
    """The actor and those who acted with it."""
    return cells.listed(cells.joined(";", actor, associated))


def _refused(event: "Table") -> "StringValue":
    return cells.first_rule(
        [
            ("empty", event.is_blank),
            ("tags", event.event_id_cnty.startswith("#") | event.event_date.startswith("#")),
            *cells.date_rules(event.first),
        ]
    )
