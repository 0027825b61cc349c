"""Small invented files in the layouts of each publisher, and what a publisher's module makes of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import ibis

from dashboard.sources import acled, cells, gdelt, ucdp
from dashboard.sources.publisher import INCOMING, Layout, Sample

GED_19 = ucdp.COLUMNS["GED 19.1 layout"]
GED_23 = ucdp.COLUMNS["GED 23.1 or later"]
ACLED = acled.COLUMNS["ACLED (current layout)"]
ACLED_2022 = acled.COLUMNS["ACLED (layout before 2023)"]
ACLED_AFRICA = acled.COLUMNS["ACLED Africa (old layout)"]
GDELT_57, GDELT_58, GDELT_61, GDELT_62 = gdelt.COLUMNS.values()

Cells = Mapping[str, str]

GED_EVENT: Cells = {
    "id": "900001",
    "year": "1999",
    "active_year": "1",
    "type_of_violence": "1",
    "conflict_name": "Invented conflict",
    "dyad_name": "Government of Somewhere - Group A",
    "side_a": "Government of Somewhere",
    "side_b": "Group A",
    "source_article": "An agency, 1999-01-16, Clash near the village",
    "source_office": "An agency",
    "source_headline": "Clash near the village",
    "where_prec": "1",
    "where_coordinates": "Samplevillage village",
    "adm_1": "Kosovo province",
    "adm_2": "Sample municipality",
    "latitude": "42.5",
    "longitude": "21.0",
    "priogrid_gid": "190803",
    "country": "Serbia (Yugoslavia)",
    "event_clarity": "1",
    "date_prec": "1",
    "date_start": "1999-01-15",
    "date_end": "1999-01-15",
    "low": "2",
    "best": "3",
    "high": "5",
}
ACLED_EVENT: Cells = {
    "event_id_cnty": "XKX1",
    "event_date": "2023-09-24",
    "year": "2023",
    "time_precision": "1",
    "disorder_type": "Demostrations",
    "event_type": "Protests",
    "sub_event_type": "Peaceful protest",
    "actor1": "Protesters (Somewhere)",
    "assoc_actor_1": "Group A; Group B",
    "inter1": "6",
    "interaction": "60",
    "iso": "0",
    "country": "Kosovo",
    "admin1": "Sample district",
    "admin2": "Sampletown",
    "location": "Sampletown",
    "latitude": "42.9",
    "longitude": "20.9",
    "geo_precision": "1",
    "source": "A newspaper",
    "notes": "On 24 September 2023, people gathered.",
    "fatalities": "0",
}
GDELT_EVENT: Cells = {
    "globaleventid": "1000000001",
    "sqldate": "20230924",
    "actor1name": "SERBIA",
    "actor2name": "KOSOVO",
    "eventcode": "190",
    "eventbasecode": "190",
    "eventrootcode": "19",
    "quadclass": "4",
    "actiongeo_type": "4",
    "actiongeo_fullname": "Banjska, Kosovo (general), Kosovo",
    "actiongeo_countrycode": "KV",
    "actiongeo_lat": "42.8586",
    "actiongeo_long": "20.9539",
    "dateadded": "20230924120000",
    "sourceurl": "https://example.org/a",
}


def row(columns: Sequence[str], *parts: Cells) -> tuple[str, ...]:
    """The cells of a record in the order of the columns; later ones win and what is not given is empty."""
    known = {name: value for given in parts for name, value in given.items()}
    assert set(parts[-1]) <= set(columns), "a cell has no column"
    return tuple(known.get(name, "") for name in columns)


def sample(*rows: Sequence[str], name: str = "events.csv") -> Sample:
    return Sample(name, tuple(tuple(one) for one in rows))


@cache
def engine() -> Any:
    """One engine for all tests. What it knows of a table's cells goes into no plan: plans are kept, cells are not."""
    return ibis.duckdb.connect(threads=1, disabled_optimizers="statistics_propagation")


@dataclass(frozen=True)
class Reading:
    """A module's expression on an empty raw table of a layout, translated and planned once: that takes longest."""

    raw: str
    expression: Any

    @property
    def plan(self) -> str:
        """The name of its prepared statement."""
        return f"{self.raw}_plan"


_readings: dict[Any, Reading] = {}


def reading(module: Any, layout: Layout) -> Reading:
    key = (module.__name__, layout.columns, tuple(layout.mapping.items()))
    if key not in _readings:
        raw = f"raw_{len(_readings)}"
        schema = ibis.schema({"record": "int64"} | dict.fromkeys(layout.columns, "string"))
        expression = module.read(cells.known(engine().create_table(raw, schema=schema)), layout)
        assert expression.schema() == INCOMING
        # Gives the engine crosswalk and functions; running the expression for that would translate it once more.
        engine()._run_pre_execute_hooks(expression)
        _readings[key] = Reading(raw, expression)
        engine().con.execute(f"PREPARE {_readings[key].plan} AS {engine().compile(expression)}")
    return _readings[key]


def read(module: Any, layout: Layout, *rows: Sequence[str | None]) -> list[dict[str, Any]]:
    """What a publisher's module makes of the records, in their order."""
    ready = reading(module, layout)
    marks = ", ".join("?" * (len(layout.columns) + 1))
    connection = engine().con
    connection.execute(f"DELETE FROM {ready.raw}")  # noqa: S608 - our own name
    for number, one in enumerate(rows):
        connection.execute(f"INSERT INTO {ready.raw} VALUES ({marks})", [number, *one])  # noqa: S608
    events = connection.execute(f"EXECUTE {ready.plan}").fetch_arrow_table().to_pylist()
    events.sort(key=lambda event: event["record"])
    assert [event["record"] for event in events] == list(range(len(rows)))
    return events


def ged(**changes: str) -> dict[str, Any]:
    """What becomes of an event of GED 23.1 with these cells changed."""
    layout = ucdp.recognise(sample(GED_23))
    assert layout
    return read(ucdp, layout, row(GED_23, GED_EVENT, changes))[0]


def acled_event(**changes: str) -> dict[str, Any]:
    """What becomes of an event of ACLED's current layout with these cells changed."""
    layout = acled.recognise(sample(ACLED))
    assert layout
    return read(acled, layout, row(ACLED, ACLED_EVENT, changes))[0]


def gdelt_event(**changes: str) -> dict[str, Any]:
    """What becomes of an event of a GDELT 2.0 export with these cells changed."""
    record = row(GDELT_61, GDELT_EVENT, changes)
    return read(gdelt, Layout("gdelt", "GDELT 2.0", GDELT_61, header_records=0), record)[0]


def dates(event: Mapping[str, Any]) -> tuple[date | None, date | None]:
    return event["date_start"], event["date_end"]


def place(event: Mapping[str, Any]) -> tuple[float | None, float | None, str]:
    return event["lat"], event["lon"], event["geo_precision"]


def deaths(event: Mapping[str, Any]) -> tuple[int | None, int | None, int | None]:
    return event["fatalities_low"], event["fatalities_best"], event["fatalities_high"]
