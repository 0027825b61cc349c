"""GDELT event exports, which have no header: 1.0 by day, 2.0 by quarter of an hour, and frames saved from them."""

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

import ibis

from dashboard.dossier.event import EventType, GeoPrecision
from dashboard.dossier.profile import PROFILE
from dashboard.language import _
from dashboard.sources import cells, coordinates
from dashboard.sources.blanks import bare
from dashboard.sources.publisher import Card, FileError, Layout, Sample, incoming, unique_names

if TYPE_CHECKING:
    from ibis.expr.types import StringValue, Table

SOURCE = Card(
    key="gdelt",
    name="GDELT events",
    publisher="The GDELT Project",
    url="https://www.gdeltproject.org/",
    licence="Free for any use, with citation and link",
    citation=(
        "Leetaru, Kalev, and Philip A. Schrodt (2013): GDELT: Global Data on Events, Location and Tone, 1979–2012. "
        "ISA Annual Convention."
    ),
    note=(
        "Coded by machine from news: rows are reports, not events, and one event has many. Places are guesses among "
        "places of one name. Casualties are not counted."
    ),
    counts_reports=True,
)
_ACTOR = (
    "code", "name", "countrycode", "knowngroupcode", "ethniccode", "religion1code", "religion2code", "type1code",
    "type2code", "type3code",
)  # fmt: skip
_GEO = ("type", "fullname", "countrycode", "adm1code", "adm2code", "lat", "long", "featureid")
_CURRENT = (
    "globaleventid", "sqldate", "monthyear", "year", "fractiondate",
    *(f"actor{number}{name}" for number in (1, 2) for name in _ACTOR),
    "isrootevent", "eventcode", "eventbasecode", "eventrootcode", "quadclass", "goldsteinscale", "nummentions",
    "numsources", "numarticles", "avgtone",
    *(f"{what}geo_{name}" for what in ("actor1", "actor2", "action") for name in _GEO),
    "dateadded", "sourceurl",
)  # fmt: skip
_DAILY = tuple(name for name in _CURRENT if not name.endswith("adm2code"))
_AFTER_CODE = _CURRENT.index("eventcode") + 1
# Columns by layout, in the order of the cells; their number tells which it is.
COLUMNS = {
    "GDELT 1.0 before April 2013": _DAILY[:-1],
    "GDELT 1.0 daily": _DAILY,
    "GDELT 2.0 export": _CURRENT,
    "GDELT 2.0 saved by a Python client": (*_CURRENT[:_AFTER_CODE], "cameocodedescription", *_CURRENT[_AFTER_CODE:]),
}
RULES: dict[str, Callable[[], str]] = {
    **cells.RULES,
    "shifted": lambda: _("a cell lacks in the record: where the day of the report should be stands an address"),
}
WARNINGS: dict[str, Callable[[], str]] = {
    "old_date": lambda: _(
        "GDELT dates this more than a year before the report that it is taken from: often a misreading."
    ),
}

_DIGITS = "0123456789"
_DATES = ("sqldate",)
_CODES = ("globaleventid", "eventcode", "eventrootcode", "quadclass", "actiongeo_type")
_BY_NUMBER = {len(columns): (vintage, columns) for vintage, columns in COLUMNS.items()}
_READ = (
    "globaleventid", "sqldate", "actor1name", "actor2name", "eventcode", "eventrootcode", "quadclass", "actiongeo_type",
    "actiongeo_fullname", "actiongeo_countrycode", "actiongeo_lat", "actiongeo_long", "dateadded", "numsources",
    "sourceurl",
)  # fmt: skip
_NEEDED = tuple(name for name in _READ if name not in {"numsources", "sourceurl"})
# Cities of the United States and of the world; the other types are centroids of states and countries.
_CITIES = ("3", "4")
_STATES = ("2", "5")
# Country codes are those of FIPS 10-4, not of ISO, of which some mean another country.
COUNTRIES = {
    "AL": "Albania", "AU": "Austria", "BE": "Belgium", "BK": "Bosnia and Herzegovina", "BU": "Bulgaria", "CH": "China",
    "CY": "Cyprus", "EI": "Ireland", "EZ": "Czechia", "FR": "France", "GM": "Germany", "GR": "Greece", "HR": "Croatia",
    "HU": "Hungary", "IT": "Italy", "LO": "Slovakia", "MJ": "Montenegro", "MK": "North Macedonia",
    "NL": "Netherlands", "NO": "Norway", "PL": "Poland", "RO": "Romania", "RS": "Russia",
    "SI": "Slovenia", "SP": "Spain", "SW": "Sweden", "SZ": "Switzerland", "TU": "Türkiye", "UK": "United Kingdom",
    "UP": "Ukraine", "US": "United States",
} | PROFILE.imports.fips  # fmt: skip


def recognise(sample: Sample) -> Layout | None:
    """The layout of a GDELT event table, by its shape, or by its header where someone has given it one."""
    if {"globaleventid", "sqldate"} <= set(sample.header):
        return _with_header(sample)
    lengths = Counter(len(row) for row in sample.rows if _is_event(row))
    if not lengths:
        return None
    length, rows = lengths.most_common(1)[0]
    if 2 * rows <= lengths.total():  # one record with a cell too many must not hide whose file it is
        return None
    vintage, columns = _BY_NUMBER[length]
    vintage = f"{vintage} ({len(columns)} columns)"
    # Days of before April 2013 have no addresses; of any other record that lacks a cell nobody knows which one.
    least = len(_DAILY) - 1 if columns is _DAILY else len(columns)
    return Layout(SOURCE.key, vintage, columns, header_records=0, is_quoted=False, least_cells=least, dates=_DATES)


def _is_event(row: tuple[str, ...]) -> bool:
    if len(row) not in _BY_NUMBER:
        return False
    number, day = (bare(cell).removesuffix(".0") for cell in row[:2])  # pandas writes it so
    return number.isdigit() and day.isdigit() and len(day) == 8


def _with_header(sample: Sample) -> Layout:
    if missing := [name for name in _NEEDED if name not in sample.header]:
        raise FileError(
            _(
                "“{name}” seems to be of GDELT, but lacks the columns {missing}. Save the events with all their "
                "columns, or give GDELT's own export file."
            ).format(name=sample.file_name, missing=", ".join(missing))
        )
    vintage = f"GDELT with a header ({len(sample.header)} columns)"
    return Layout(SOURCE.key, vintage, unique_names(sample.rows[0]), dates=_DATES)


def read(raw: "Table", layout: Layout) -> "Table":
    """The records of a GDELT table as INCOMING, each with the rule that it breaks, if any."""
    texts = cells.texts(raw, {name: name for name in _READ}, key="globaleventid")
    given = texts.mutate(**{name: cells.code(texts[name]) for name in _CODES})
    lat, lon = coordinates.degrees(given.actiongeo_lat, given.actiongeo_long)
    parsed = given.mutate(
        first=cells.day(given.sqldate, layout.conventions),
        added=cells.day(given.dateadded.left(8), layout.conventions),
        lat=lat,
        lon=lon,
        cameo=_cameo(given),
        several=cells.count(given.numsources, layout.conventions) >= 2,
    )
    return incoming(_described(cells.with_types(parsed, "cameo", _types())))


def _cameo(event: "Table") -> "StringValue":
    """The event's code; null where it does not begin with its root. Spreadsheets take the zero from "043"."""
    root = event.eventrootcode.lpad(2, "0")
    restored = ibis.literal("0") + event.eventcode
    return ibis.cases(
        (event.eventcode.left(2) == root, event.eventcode),
        (restored.left(2) == root, restored),
        else_=ibis.null("string"),
    )


def _types() -> dict[str, dict[str, str]]:
    """The row of every possible code: the crosswalk's for it, or for its first three digits, or for its root."""
    rows = {row["cameo_code"]: row for row in cells.crosswalk("gdelt")}
    roots = [code for code in rows if len(code) == 2]
    codes = [
        root + rest for root in roots for rest in ("", *_DIGITS, *(digit + two for digit in _DIGITS for two in _DIGITS))
    ]
    return {code: rows.get(code) or rows.get(code[:3]) or rows[code[:2]] for code in codes}


def _described(event: "Table") -> "Table":
    fips = event.actiongeo_countrycode
    has_point = event.lat.notnull() & event.lon.notnull()
    return event.mutate(
        refused=_refused(event),
        unread=cells.unread(
            {
                "actiongeo_lat": (event.actiongeo_lat != "") & event.lat.isnull(),
                "actiongeo_long": (event.actiongeo_long != "") & event.lon.isnull(),
                "eventcode": (event.eventcode != "") & event.event_type.isnull(),
            },
            event.failed,
        ),
        event_type=event.event_type.fill_null(EventType.OTHER),
        warning=cells.warnings({"old_date": event.first < event.added - ibis.interval(years=1)}),
        publisher_id=event.globaleventid,
        publisher_type=cells.joined(
            "; ", ibis.literal("EventCode=") + event.eventcode, ibis.literal("QuadClass=") + event.quadclass
        ),
        source_url=cells.web_address(event.sourceurl),
        date_start=event.first,
        date_precision=ibis.literal("day"),
        title=cells.joined(": ", cells.joined(" → ", event.actor1name, event.actor2name), event.label.fill_null("")),
        place=event.actiongeo_fullname.split(",")[0],
        country=fips.cases(("", ""), *COUNTRIES.items(), else_=ibis.literal("FIPS ") + fips),
        geo_precision=ibis.cases(
            (has_point & cells.is_one_of(event.actiongeo_type, _CITIES), GeoPrecision.TOWN),
            (has_point & cells.is_one_of(event.actiongeo_type, _STATES), GeoPrecision.REGION),
            else_=GeoPrecision.COUNTRY,
        ),
        actor1=cells.listed(event.actor1name),
        actor2=cells.listed(event.actor2name),
        corroborated=event.several,
    )


def _refused(event: "Table") -> "StringValue":
    return cells.first_rule(
        [
            ("empty", event.is_blank),
            ("shifted", event.dateadded.contains("://")),
            *cells.date_rules(event.first),
        ]
    )
