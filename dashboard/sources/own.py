"""Tables of one's own: any table of events, its columns named by people or guessed from its header."""

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

import ibis

from dashboard.dossier.event import DatePrecision, EventType, GeoPrecision
from dashboard.dossier.gazetteer import fold
from dashboard.dossier.profile import PROFILE
from dashboard.language import _
from dashboard.sources import cells, coordinates
from dashboard.sources.publisher import Card, FileError, Layout, Sample, incoming, unique_names

if TYPE_CHECKING:
    from ibis.expr.types import StringValue, Table

SOURCE = Card(
    key="own",
    name="Own data",
    publisher="Whoever gave the file",
    url="",
    licence="Not stated",
    citation="",
    note=(
        "An event with coordinates is shown as a pin of village precision and one without as country precision, unless "
        "a column geo_precision says otherwise."
    ),
    is_own=True,
)
# What a column of the file can be, with the English names by which it is guessed, folded.
_ENGLISH: dict[str, tuple[str, ...]] = {
    "publisher_id": ("id", "event_id", "eventid", "publisher_id", "fid"),
    "date_start": (
        "date_start", "start_date", "startdate", "date", "event_date", "eventdate", "date_of_event", "incident_date",
        "day", "from",
    ),
    "date_end": ("date_end", "end_date", "enddate", "to"),
    "date_precision": ("date_precision",),
    "title": ("title", "name", "event", "headline"),
    "summary": ("summary", "notes", "note", "description", "details"),
    "place": ("place_name_en", "place_name", "place", "location", "town", "city", "village"),
    "municipality": ("municipality", "admin2"),
    "country": ("country",),
    "lat": ("lat", "latitude", "y"),
    "lon": ("lon", "lng", "long", "longitude", "x"),
    "point": (
        "wkt", "geom_wkt", "geometry_wkt", "point_wkt", "location_wkt", "geometry", "geom", "the_geom", "wkb_geometry",
        "point", "coordinates", "coordinate", "coords", "latlon", "lat_lon", "latlng", "lat_lng", "lat_long",
        "latlong", "latitude_longitude", "gps", "geopoint", "geo_point",
    ),
    "geo_precision": ("geo_precision",),
    "event_type": ("event_type", "type", "category"),
    "mode": ("mode",),
    "context": ("context",),
    "corroborated": ("corroborated",),
    "actor1": ("actor1", "actor_1", "actor", "side_a"),
    "actor2": ("actor2", "actor_2", "target", "side_b"),
    "publisher_source": ("source_titles", "source", "sources", "source_ids"),
    "source_url": ("source_url", "source_urls", "url", "link", "sourceurl"),
    "fatalities_low": ("fatalities_low", "deaths_low"),
    "fatalities_best": ("fatalities_best", "fatalities", "deaths", "killed", "dead"),
    "fatalities_high": ("fatalities_high", "deaths_high"),
    "injured_low": ("injured_low",),
    "injured_best": ("injured_best", "injured", "wounded"),
    "injured_high": ("injured_high",),
}  # fmt: skip
# The same with the names in the languages of the dossier's region.
COLUMNS = {name: (*names, *PROFILE.imports.headers.get(name, ())) for name, names in _ENGLISH.items()}
# The incoming columns that people may name a column of the file for; True for those without which there is no event.
FIELDS = {name: name == "date_start" for name in COLUMNS}
RULES = cells.RULES
UNKNOWN_TYPE, ENDS_BEFORE = "event_type", "ends_before"
WARNINGS: dict[str, Callable[[], str]] = {
    UNKNOWN_TYPE: lambda: _("The type that the file gives is none of PLOVER's: shown as “other”."),
    ENDS_BEFORE: lambda: _("The last day that is given lies before the first: the last day is unknown."),
}

_HARMS, _PARTS = ("fatalities", "injured"), ("low", "best", "high")
_COUNTS = tuple(f"{harm}_{part}" for harm in _HARMS for part in _PARTS)
_TYPES = [str(event_type) for event_type in EventType]
_AREAS = [str(precision) for precision in GeoPrecision if not precision.is_a_point]
_POINTS = [str(precision) for precision in GeoPrecision if precision.is_a_point]
_DATINGS = [str(precision) for precision in DatePrecision]
_YES, _NO = ("yes", "true", "1"), ("no", "false", "0")
_MOST_NAMED = 60
_BETWEEN_WORDS = re.compile(r"[\s,;/-]+")


def propose(header: Sequence[str]) -> dict[str, str]:
    """The file's column for each incoming one that its name suggests.

    >>> propose(["Date", "Headline", "Lat", "Lng"])
    {'date_start': 'Date', 'title': 'Headline', 'lat': 'Lat', 'lon': 'Lng'}
    """
    by_name = {_BETWEEN_WORDS.sub("_", fold(name).strip()): name for name in reversed(header)}
    proposed: dict[str, str] = {}
    for incoming_name, names in COLUMNS.items():
        if found := next((by_name[name] for name in names if name in by_name), None):
            proposed[incoming_name] = found
    return proposed


def recognise(sample: Sample) -> Layout:
    """The layout with the mapping that the header suggests; FileError if the file has no column for what is needed."""
    return layout(sample, propose(unique_names(sample.rows[0]) if sample.rows else ()))


def layout(sample: Sample, mapping: Mapping[str, str]) -> Layout:
    """The layout with a mapping from incoming columns to the file's; FileError if the mapping does not do."""
    columns = unique_names(sample.rows[0]) if sample.rows else ()
    _check(mapping, columns, sample.file_name)
    first = cells.header_records(sample.rows)
    vintage = f"own table ({len(columns)} columns)"
    dates, coordinates, counts = (
        tuple(mapping[name] for name in names if name in mapping)
        for names in (("date_start", "date_end"), ("lat", "lon"), _COUNTS)
    )
    return Layout(
        SOURCE.key, vintage, columns, first,
        mapping=MappingProxyType(dict(mapping)), dates=dates, coordinates=coordinates, counts=counts,
    )  # fmt: skip


def _check(mapping: Mapping[str, str], columns: Sequence[str], file_name: str) -> None:
    named = ", ".join(columns[:_MOST_NAMED]) + (", …" if len(columns) > _MOST_NAMED else "")
    if unknown := [field for field in mapping if field not in FIELDS]:
        raise FileError(
            _("No field is called {unknown}; the fields are {known}.").format(
                unknown=", ".join(unknown), known=", ".join(FIELDS)
            )
        )
    if absent := [(field, column) for field, column in mapping.items() if column not in columns]:
        raise FileError(
            _(
                "“{name}” has no column {absent}. It has: {columns}. Choose one of these for each, --column "
                "FIELD=COLUMN, or leave the field out, --column FIELD= without a column."
            ).format(
                name=file_name,
                absent=", ".join(
                    _("“{column}” for {field}").format(column=column, field=field) for field, column in absent
                ),
                columns=named,
            )
        )
    missing = [field for field, is_needed in FIELDS.items() if is_needed and field not in mapping]
    missing += [field for field, other in (("lat", "lon"), ("lon", "lat")) if other in mapping and field not in mapping]
    if missing:
        raise FileError(
            _(
                "“{name}” has no column for {missing} that we recognise. It has: {columns}. Name the column for it "
                "yourself, or rename it in the file."
            ).format(name=file_name, missing=", ".join(missing), columns=named)
        )


def read(raw: "Table", layout: Layout) -> "Table":
    """The records as INCOMING by the layout's mapping, each with the rule that it breaks, if any."""
    _check(layout.mapping, layout.columns, layout.vintage)
    # What the mapping leaves out is empty.
    columns = {name: layout.mapping.get(name, "") for name in FIELDS}
    key = "publisher_id" if "publisher_id" in layout.mapping else "date_start"
    texts = cells.texts(raw, columns, key)
    given = texts.mutate(point=coordinates.point_text(texts.point))
    figures = {
        harm: cells.figures({part: given[f"{harm}_{part}"] for part in _PARTS}, layout.conventions) for harm in _HARMS
    }
    # What was said last counts most; the engine's small letters are not Python's in every alphabet.
    meanings = [
        *reversed([(word, str(event_type)) for word, event_type in layout.types.items()]),
        *((event_type, event_type) for event_type in _TYPES),
    ]
    types = [(ibis.literal(word).lower(), meant) for word, meant in meanings]
    lat, lon = coordinates.degrees(given.lat, given.lon)
    # A point in one cell counts where those of latitude and longitude say nothing.
    is_in_two = (given.lat != "") | (given.lon != "")
    point = coordinates.point(given.point)
    parsed = given.mutate(
        first=cells.day(given.date_start, layout.conventions),
        last=cells.day(given.date_end, layout.conventions),
        latitude=ibis.ifelse(is_in_two, lat, point.lat),
        longitude=ibis.ifelse(is_in_two, lon, point.lon),
        is_point_unread=~is_in_two & point.is_unread,
        known_type=given.event_type.lower().cases(*types, else_=ibis.null("string")),
        precision=given.geo_precision.lower(),
        dating=given.date_precision.lower(),
        is_told=cells.code(given.corroborated.lower()),
        code=cells.code(given.publisher_id),
        **{f"count_{harm}_{part}": figure.numbers[part] for harm, figure in figures.items() for part in _PARTS},
        **{f"is_{harm}_{part}_unread": figure.unread[part] for harm, figure in figures.items() for part in _PARTS},
    )
    has_point = parsed.latitude.notnull() & parsed.longitude.notnull()
    geo = ibis.cases(
        (cells.is_one_of(parsed.precision, _AREAS), parsed.precision),
        (has_point & cells.is_one_of(parsed.precision, _POINTS), parsed.precision),
        (has_point & (parsed.precision == ""), GeoPrecision.VILLAGE),
        else_=GeoPrecision.COUNTRY,
    )
    return incoming(_described(parsed.mutate(geo=geo)))


def _described(event: "Table") -> "Table":
    fallback = ibis.coalesce(
        event.title.nullif(""),
        cells.shortened(event.summary, 80).nullif(""),
        cells.joined(" – ", event.event_type, event.place),
    )
    last = cells.last_day(event.first, event.last)
    ends_before = cells.ends_before(event.first, event.last)
    return event.mutate(
        refused=_refused(event),
        unread=cells.unread(
            {
                "date_end": (event.date_end != "") & last.isnull() & ~ends_before,
                "date_precision": (event.dating != "") & ~cells.is_one_of(event.dating, _DATINGS),
                "geo_precision": (event.precision != "") & ~cells.is_one_of(event.precision, [*_AREAS, *_POINTS]),
                "corroborated": (event.is_told != "") & ~cells.is_one_of(event.is_told, [*_YES, *_NO]),
                "lat": (event.lat != "") & event.latitude.isnull(),
                "lon": (event.lon != "") & event.longitude.isnull(),
                "point": event.is_point_unread,
                **{name: event[f"is_{name}_unread"] for name in _COUNTS},
            },
            event.failed,
        ),
        warning=cells.warnings(
            {UNKNOWN_TYPE: (event.event_type != "") & event.known_type.isnull(), ENDS_BEFORE: ends_before}
        ),
        publisher_id=event.code,
        publisher_type=event.event_type,
        source_url=cells.web_address(event.source_url.re_extract(r"^[^\s;]+", 0)),
        date_start=event.first,
        date_end=last.nullif(event.first),
        date_precision=ibis.cases(
            (event.dating == "", DatePrecision.DAY),
            (cells.is_one_of(event.dating, _DATINGS), event.dating),
            else_=DatePrecision.MONTH,
        ),
        title=fallback,
        lat=event.latitude,
        lon=event.longitude,
        geo_precision=event.geo,
        event_type=event.known_type.fill_null(EventType.OTHER),
        actor1=cells.listed(event.actor1),
        actor2=cells.listed(event.actor2),
        context=cells.listed(event.context),
        corroborated=ibis.cases(
            (cells.is_one_of(event.is_told, _YES), True),
            (cells.is_one_of(event.is_told, ["", *_NO]), False),
            else_=ibis.null("boolean"),
        ),
        **{name: event[f"count_{name}"] for name in _COUNTS},
    )


def _refused(event: "Table") -> "StringValue":
    return cells.first_rule(
        [
            ("empty", event.is_blank),
            ("tags", event.date_start.startswith("#")),
            *cells.date_rules(event.first),
        ]
    )
