"""What the store gives the ledger, against the same worked out event by event in plain Python."""

from collections import Counter
from dataclasses import replace
from datetime import date

import duckdb
import pytest

from dashboard.dossier.event import EventType, GeoPrecision, Spread
from dashboard.query import Query
from dashboard.store import Store
from dashboard.store.about import LAYOUT
from dashboard.store.catalogue import Catalogue
from dashboard.store.dataset import Dataset
from dashboard.store.engine import Engine
from tests.factories import dossier, event, store
from tests.synthetic import import_synthetic

NAME = "invented"
ALL = Query(datasets=(NAME,))
DAY = date(2023, 9, 24)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory) -> Catalogue:
    folder = tmp_path_factory.mktemp("datasets")
    import_synthetic(folder, NAME, 600)
    return Catalogue(folder)


@pytest.fixture(scope="module")
def dataset(catalogue) -> Dataset:
    return Dataset(Engine.read_only(catalogue.current(NAME).events))


@pytest.fixture(scope="module")
def rows(catalogue) -> list[dict]:
    """The events as the file holds them."""
    with duckdb.connect(catalogue.current(NAME).events, read_only=True) as connection:
        return connection.execute("SELECT * FROM events").to_arrow_table().to_pylist()


def weighed(dataset, query) -> Counter:
    counted = Counter()
    for row in dataset.weighed(query).to_pylist():
        counted[row["date_start"], row["event_type"], row["corroborated"]] += row["events"]
    return counted


@pytest.mark.parametrize(
    "query",
    [
        ALL,
        replace(ALL, until=date(2016, 5, 5)),
        replace(ALL, since=date(2015, 1, 1), until=date(2016, 5, 5)),
        replace(ALL, types=(EventType.ASSAULT, EventType.AGREE)),
        replace(ALL, precisions=(GeoPrecision.VILLAGE,), until=date(2020, 1, 1)),
        replace(ALL, text="incident 7"),
    ],
    ids=["all", "until", "since counts not", "types", "precision", "text"],
)
def test_events_are_counted_by_what_decides_how_they_weigh(dataset, rows, query):
    expected = Counter(
        (row["date_start"], row["event_type"], row["corroborated"])
        for row in rows
        if (query.until is None or row["date_start"] <= query.until)
        and (not query.types or row["event_type"] in query.types)
        and (not query.precisions or row["geo_precision"] in query.precisions)
        and all(word in row["search_text"] for word in query.text.split())
    )
    assert expected
    assert weighed(dataset, query) == expected


def test_events_come_one_by_one_from_a_day_in_their_order(dataset, rows):
    query = replace(ALL, since=date(2019, 1, 1), until=date(2020, 12, 31))
    types = {"ASSAULT", "AGREE"}
    first = min(
        row["date_start"] for row in rows if row["date_start"] > date(2018, 6, 1) and row["event_type"] in types
    )
    found = dataset.scored(query, first, [EventType.ASSAULT, EventType.AGREE])
    expected = sorted(
        (row["date_start"], row["id"], row["corroborated"])
        for row in rows
        if first <= row["date_start"] <= date(2020, 12, 31) and row["event_type"] in types
    )
    assert [(row["date_start"], row["id"], row["corroborated"]) for row in found] == expected


def test_contexts_tell_peacekeepers():
    contexts = {"one": "peacekeeping", "two": "military;peacekeeping", "not": "anti-peacekeeping", "none": ""}
    made = store(*(event(key, context=context) for key, context in contexts.items())).dataset("curated")
    found = {row["id"]: row["is_peacekeeping"] for row in made.scored(Query(), date(2000, 1, 1), [EventType.ASSAULT])}
    assert found == {"one": True, "two": True, "not": False, "none": False}
    assert {row["is_peacekeeping"]: row["events"] for row in made.weighed(Query()).to_pylist()} == {True: 2, False: 2}
    assert len(made.weighed(Query(text="something"))) == 2


def test_deaths_of_a_bin_are_summed_as_the_totals_are():
    made = store(
        event("a", fatalities=Spread(1, None, None)),
        event("b", date_start=date(2023, 9, 26), fatalities=Spread(None, 3, 5)),
        event("c", date_start=date(2023, 9, 27), fatalities=Spread(0, 0, 0)),
        event("unknown", date_start=date(2023, 10, 9)),
        event("reaches-in", date_start=date(2023, 9, 1), date_end=date(2023, 9, 25), fatalities=Spread(2, 2, 2)),
    ).dataset("curated")
    asked = Query(since=date(2023, 9, 20), until=date(2023, 10, 31))
    weeks = [
        (row["bin"].date(), row["low"], row["best"], row["high"])
        for row in made.deaths(asked, "week").to_dict("records")
    ]
    # Monday 18 September holds "a" and, since it reaches in, the last; the week of "unknown" has no row.
    assert weeks == [(date(2023, 9, 18), 3, 3, 3), (date(2023, 9, 25), 0, 3, 5)]


def test_reports_of_one_day_pair_type_and_place_are_counted_once():
    pair = {"actor1": ("kfor",), "actor2": ("serbia",)}
    made = store(
        event("a", **pair),
        event("the-same", **pair),
        event("the-other-way-round", actor1=("serbia",), actor2=("kfor",)),
        event("another-type", event_type=EventType.COERCE, **pair),
        event("another-place", place="zvecan", place_name="Elsewhere", **pair),
        event("another-pair"),
        event("another-day", date_start=date(2023, 9, 26), **pair),
    ).dataset("curated")
    found = made.attention(Query())
    assert [tuple(row) for row in found.assign(day=found["day"].dt.day).itertuples(index=False)] == [
        (24, 6, 4),
        (26, 1, 1),
    ]


def test_a_file_from_before_layouts_were_numbered_is_of_the_first(tmp_path):
    import_synthetic(tmp_path, "older", 10)
    with duckdb.connect(Catalogue(tmp_path).current("older").events) as connection:
        (text,) = connection.execute("SELECT json FROM about").fetchone()
        connection.execute("UPDATE about SET json = ?", [text.replace(f', "layout": {LAYOUT}', "")])
    assert Store(dossier([]), frozenset(), catalogue=Catalogue(tmp_path)).datasets() == ["curated"]
