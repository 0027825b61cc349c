"""UCDP GED, the Georeferenced Event Dataset: yearly releases, candidate releases and the exports by country on HDX."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import ibis

from dashboard.dossier.event import DatePrecision, EventType, GeoPrecision
from dashboard.language import _
from dashboard.sources import cells, coordinates
from dashboard.sources.blanks import bare
from dashboard.sources.publisher import Card, FileError, Layout, Sample, incoming, unique_names

if TYPE_CHECKING:
    from ibis.expr.types import Table

SOURCE = Card(
    key="ucdp",
    name="UCDP GED",
    publisher="Uppsala Conflict Data Program",
    url="https://ucdp.uu.se/downloads/",
    licence="CC BY 4.0",
    citation=(
        "Sundberg, Ralph, and Erik Melander (2013): Introducing the UCDP Georeferenced Event Dataset. "
        "Journal of Peace Research 50 (4)."
    ),
    note=(
        "Only organised violence with at least one death. Places are points of a gazetteer: precision 1 is shown as a "
        "pin at the village, all coarser ones as areas or off the map."
    ),
)
# Columns by layout; a file may have them in any order, and more.
COLUMNS = {
    "GED 19.1 layout": (
        "id", "year", "active_year", "type_of_violence", "conflict_new_id", "conflict_name", "dyad_new_id", "dyad_name",
        "side_a_new_id", "gwnoa", "side_a", "side_b_new_id", "gwnob", "side_b", "number_of_sources", "source_article",
        "source_office", "source_date", "source_headline", "source_original", "where_prec", "where_coordinates",
        "adm_1", "adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region",
        "event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians",
        "deaths_unknown", "low", "best", "high",
    ),
    "GED 23.1 or later": (
        "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id", "conflict_new_id",
        "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id", "side_a_new_id", "side_a",
        "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources", "source_article", "source_office",
        "source_date", "source_headline", "source_original", "where_prec", "where_coordinates", "where_description",
        "adm_1", "adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region",
        "event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians",
        "deaths_unknown", "best", "high", "low", "gwnoa", "gwnob",
    ),
}  # fmt: skip
RULES = cells.RULES
WARNINGS: dict[str, Callable[[], str]] = {
    "ends_before": lambda: _("The last day that is given lies before the first: the last day is unknown."),
    "fatalities_order": lambda: _("UCDP's low, best and high counts of deaths are not in rising order."),
    "precision": lambda: _("UCDP's code of the precision of place or date is unknown: shown as country, or month."),
}

_NEWEST = COLUMNS["GED 23.1 or later"]
_DATES = ("date_start", "date_end")
_COUNTS = ("low", "best", "high")
# How a day begins, also where a spreadsheet wrote it again: by its numbers, with a month's name, or as a serial day.
_DAY = re.compile(r"\d{1,4}[-/.] ?(\d{1,2}|[^\W\d_]{3,})[-/.] ?\d{2,4}|\d{5}(\.\d+)?$")
_NEEDED = (
    "id", "type_of_violence", "side_a", "side_b", "where_prec", "latitude", "longitude", "country", "date_prec",
    "date_start", "date_end", "low", "best", "high",
)  # fmt: skip
_READ = (
    *_NEEDED, "dyad_name", "where_coordinates", "where_description", "adm_2", "source_headline", "source_office",
    "source_original", "source_article", "number_of_sources",
)  # fmt: skip
# A table with so many of these is GED.
_TELLING = {"type_of_violence", "where_prec", "date_prec", "event_clarity", "priogrid_gid", "dyad_name", "geom_wkt"}
_ENOUGH = 4
_CODES = ("id", "type_of_violence", "where_prec", "date_prec")
# Code 2 is an area of about 25 km around the point, 5 a line or a region without borders of its own.
_GEO_PRECISION = {
    "1": GeoPrecision.VILLAGE,
    "2": GeoPrecision.REGION,
    "3": GeoPrecision.MUNICIPALITY,
    "4": GeoPrecision.REGION,
    "5": GeoPrecision.REGION,
    "6": GeoPrecision.COUNTRY,
    "7": GeoPrecision.COUNTRY,
}
# Code 2 is two to six days, 4 a month, 5 more than a month.
_DATE_PRECISION = {
    "1": DatePrecision.DAY,
    "2": DatePrecision.WEEK,
    "3": DatePrecision.WEEK,
    "4": DatePrecision.MONTH,
    "5": DatePrecision.MONTH,
}


def recognise(sample: Sample) -> Layout | None:
    """The layout of a GED table; None for other tables, FileError for a GED table without a column that is needed."""
    header = sample.header
    if len(_TELLING & set(header)) < _ENOUGH:
        return _without_header(sample)
    if missing := [name for name in _NEEDED if name not in header]:
        raise FileError(
            _(
                "“{name}” seems to be UCDP GED, but lacks the columns {missing}. Download the CSV file of GED from "
                "ucdp.uu.se/downloads once more and give it unchanged."
            ).format(name=sample.file_name, missing=", ".join(missing))
        )
    columns, first = unique_names(sample.rows[0]), cells.header_records(sample.rows)
    return _layout(_vintage(header), columns, first)


def _layout(vintage: str, columns: tuple[str, ...], header_records: int) -> Layout:
    return Layout(
        SOURCE.key,
        vintage,
        columns,
        header_records,
        dates=_DATES,
        coordinates=("latitude", "longitude"),
        counts=_COUNTS,
        least_cells=0 if header_records else len(columns),
    )


def _vintage(header: tuple[str, ...]) -> str:
    release = "GED 23.1 or later" if "code_status" in header else "GED 19.1 layout"
    layout = f"HDX country export of {release.removesuffix(' layout')}" if "iso3" in header else release
    return f"{layout} ({len(header)} columns)"


def _without_header(sample: Sample) -> Layout | None:
    """A candidate release was once published without its header; most of its records have to look like it."""
    if 2 * sum(_is_event(row) for row in sample.rows) <= len(sample.rows):
        return None
    return _layout(f"GED Candidate, no header ({len(_NEWEST)} columns)", _NEWEST, header_records=0)


def _is_event(row: tuple[str, ...]) -> bool:
    if len(row) != len(_NEWEST):
        return False
    named = dict(zip(_NEWEST, map(bare, row), strict=True))
    return (
        named["id"].removesuffix(".0").isdigit()
        and named["type_of_violence"].removesuffix(".0") in {"1", "2", "3"}
        and all(_DAY.match(named[name]) for name in ("date_start", "date_end"))
    )


def read(raw: "Table", layout: Layout) -> "Table":
    """The records of a GED table as INCOMING, each with the rule that it breaks, if any."""
    texts = cells.texts(raw, {name: name for name in _READ}, key="id")
    given = texts.mutate(**{name: cells.code(texts[name]) for name in _CODES})
    killed = cells.figures({part: given[part] for part in _COUNTS}, layout.conventions)
    lat, lon = coordinates.degrees(given.latitude, given.longitude)
    parsed = given.mutate(
        first=cells.day(given.date_start, layout.conventions),
        last=cells.day(given.date_end, layout.conventions),
        lat=lat,
        lon=lon,
        **{f"fatalities_{part}": number for part, number in killed.numbers.items()},
        **{f"is_{part}_unread": is_unread for part, is_unread in killed.unread.items()},
        several=cells.count(given.number_of_sources, layout.conventions) >= 2,  # -1 is unknown
        geo=given.where_prec.cases(*_GEO_PRECISION.items(), else_=GeoPrecision.COUNTRY),
        date_precision=given.date_prec.cases(*_DATE_PRECISION.items(), else_=DatePrecision.MONTH),
    )
    types = {row["type_of_violence"]: row for row in cells.crosswalk("ucdp")}
    return incoming(_described(cells.with_types(parsed, "type_of_violence", types)))


def _described(event: "Table") -> "Table":
    dyad = ibis.ifelse(event.dyad_name != "", event.dyad_name, cells.joined(" - ", event.side_a, event.side_b))
    source = ibis.coalesce(*(event[name].nullif("") for name in ("source_office", "source_original", "source_article")))
    last = cells.last_day(event.first, event.last)
    ends_before = cells.ends_before(event.first, event.last)
    has_point = event.lat.notnull() & event.lon.notnull()
    is_exact = event.geo == GeoPrecision.VILLAGE
    return event.mutate(
        refused=_refused(event),
        unread=cells.unread(
            {
                "date_end": (event.date_end != "") & last.isnull() & ~ends_before,
                "latitude": (event.latitude != "") & event.lat.isnull(),
                "longitude": (event.longitude != "") & event.lon.isnull(),
                **{part: event[f"is_{part}_unread"] for part in _COUNTS},
                "type_of_violence": (event.type_of_violence != "") & event.event_type.isnull(),
            },
            event.failed,
        ),
        event_type=event.event_type.fill_null(EventType.OTHER),
        geo_precision=ibis.ifelse(is_exact & ~has_point, GeoPrecision.COUNTRY, event.geo),
        warning=cells.warnings(
            {
                "ends_before": ends_before,
                "fatalities_order": (event.fatalities_best < event.fatalities_low)
                | (event.fatalities_high < event.fatalities_best),
                "precision": event.where_prec.notin(list(_GEO_PRECISION))
                | event.date_prec.notin(list(_DATE_PRECISION)),
            }
        ),
        publisher_id=event.id,
        publisher_type=ibis.literal("type_of_violence=") + event.type_of_violence,
        publisher_source=cells.shortened(source.fill_null(""), 200),
        date_start=event.first,
        date_end=last.nullif(event.first),
        title=cells.joined(" – ", dyad, event.label.fill_null("")),
        summary=cells.shortened(cells.joined(". ", event.source_headline, event.where_description), 500),
        place=event.where_coordinates,
        municipality=event.adm_2,
        actor1=cells.listed(event.side_a),
        actor2=cells.listed(event.side_b),
        corroborated=event.several,
    )


def _refused(event: "Table") -> "ibis.expr.types.StringValue":
    return cells.first_rule(
        [
            ("empty", event.is_blank),
            ("tags", event.id.startswith("#") | event.date_start.startswith("#")),
            *cells.date_rules(event.first),
        ]
    )
