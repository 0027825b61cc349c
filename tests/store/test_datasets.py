"""A dataset asked in every way gives the same answer, from its daily table or from its events."""

import math
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.dossier.event import EventType, GeoPrecision, Spread
from dashboard.dossier.extent import Box
from dashboard.dossier.profile import MAP
from dashboard.drawing.map.density import read_view
from dashboard.query import Query
from dashboard.store import dataset as datasets
from dashboard.store.catalogue import Catalogue
from dashboard.store.dataset import Dataset
from dashboard.store.engine import Engine
from tests.factories import ids
from tests.synthetic import import_synthetic

NAME = "invented"
EVENTS = 600
ALL = Query(datasets=(NAME,))
MITROVICA = Box(20.5, 42.7, 21.2, 43.3)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory) -> Dataset:
    """Six hundred invented events of sixteen years."""
    folder = tmp_path_factory.mktemp("datasets")
    import_synthetic(folder, NAME, EVENTS)
    return Dataset(Engine.read_only(Catalogue(folder).current(NAME).events))


@pytest.fixture(scope="module")
def events(dataset):
    """All of them, as they come without a limit."""
    found = dataset.events(ALL)
    assert len(found) == EVENTS
    return found


def wanted(event, query: Query) -> bool:
    """Whether the query asks for the event, in plain Python."""
    return (
        (query.since is None or event.last_day >= query.since)
        and (query.until is None or event.date_start <= query.until)
        and (not query.types or event.event_type in query.types)
        and (not query.precisions or event.geo_precision in query.precisions)
        and (not query.places or event.place in query.places)
        and (not query.actors or bool({*event.actor1, *event.actor2} & {*query.actors}))
    )


def added(values) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def total(events, what: str) -> Spread:
    """Sums as Totals defines them."""
    spreads = [getattr(event, what) for event in events]
    best = [spread.low if spread.best is None else spread.best for spread in spreads]
    high = [one if spread.high is None else spread.high for spread, one in zip(spreads, best, strict=True)]
    return Spread(added(spread.low for spread in spreads), added(best), added(high))


days = st.dates(date(2007, 12, 1), date(2024, 2, 1))


@st.composite
def queries(draw, edges) -> Query:
    """Any query; its days are often an edge, a first or last day of an event of several."""
    some_day = st.none() | days | st.sampled_from(edges)
    since, until = draw(some_day), draw(some_day)
    if since and until and until < since:
        since, until = until, since
    return Query(
        since,
        until,
        types=tuple(draw(st.lists(st.sampled_from(EventType), unique=True, max_size=3))),
        precisions=tuple(draw(st.lists(st.sampled_from(GeoPrecision), unique=True, max_size=2))),
        places=draw(st.sampled_from([(), (), ("zvecan",)])),
        actors=draw(st.sampled_from([(), (), ("Group 7", "Group 9"), ("Group 1",)])),
        datasets=(NAME,),
    )


@given(st.data())
@settings(max_examples=25)
def test_counts_of_days_agree_with_events(dataset, events, data):
    edges = [day for event in events if event.date_end for day in (event.date_start, event.date_end)]
    query = data.draw(queries(edges))
    found = [event for event in events if wanted(event, query)]
    totals = dataset.totals(query)
    assert (totals.events, totals.fatalities) == (len(found), total(found, "fatalities"))
    bars = dataset.histogram(query, "day")
    first_days = Counter((max(event.date_start, query.since or event.date_start), event.event_type) for event in found)
    assert {(first, event_type): number for first, event_type, number in bars} == first_days
    assert dict(dataset.types(query)) == Counter(event.event_type for event in found)
    off = Counter(event.country for event in found if event.geo_precision is GeoPrecision.COUNTRY)
    assert dict(dataset.elsewhere(query)) == off
    on_map = Counter(event.place for event in found if event.geo_precision is GeoPrecision.MUNICIPALITY)
    assert dict(dataset.areas(query)) == {f"municipality:{key}": number for key, number in on_map.items()}


def test_events_are_in_the_order_of_their_first_day_and_id(events):
    assert all((one.date_start, one.id) < (next_one.date_start, next_one.id) for one, next_one in pairwise(events))


@pytest.mark.parametrize("many", [1, 40, 10_000])
@pytest.mark.parametrize(
    "query",
    [ALL, Query(date(2010, 3, 1), date(2012, 8, 31), types=(EventType.ASSAULT, EventType.AGREE), datasets=(NAME,))],
)
def test_pages_are_cut_from_the_same_row_of_events_however_they_are_looked_for(dataset, monkeypatch, many, query):
    monkeypatch.setattr(datasets, "_MANY", many)
    whole = ids(dataset.events(query))
    size = 1 + len(whole) // 6
    pages = [ids(dataset.events(query, size, offset)) for offset in range(0, len(whole), size)]
    assert [one for page in pages for one in page] == whole
    assert dataset.events(query, size, len(whole)) == []
    assert dataset.events(query, size, len(whole) + 1000) == []


def test_a_page_may_hold_what_began_before_the_first_day_and_what_began_on_it(dataset, events, monkeypatch):
    monkeypatch.setattr(datasets, "_MANY", 1)
    lasting = next(event for event in events[100:] if event.date_end)
    query = Query(since=lasting.last_day, datasets=(NAME,))
    found = [event.id for event in events if wanted(event, query)]
    assert lasting.id in found
    first = found.index(lasting.id)
    assert ids(dataset.events(query, 5, first)) == found[first : first + 5]
    assert ids(dataset.events(query, 1, first)) == [lasting.id]
    assert ids(dataset.events(query, 5, first + 1)) == found[first + 1 : first + 6]


@pytest.mark.parametrize("many", [1, 40, 10_000])
def test_rows_come_in_batches_in_the_order_of_the_events(dataset, events, monkeypatch, many):
    monkeypatch.setattr(datasets, "_MANY", many)
    query = Query(date(2010, 1, 1), date(2010, 6, 30), datasets=(NAME,))
    found = [event for event in events if wanted(event, query)]
    rows = [row for batch in dataset.batches(query, ("id", "title")) for row in batch.to_pylist()]
    assert rows == [{"id": event.id, "title": event.title} for event in found]


def test_an_event_has_its_place_in_the_row(dataset, events):
    query = Query(since=date(2012, 1, 1), datasets=(NAME,))
    found = [event for event in events if wanted(event, query)]
    for number in (0, 1, len(found) // 2, len(found) - 1):
        assert dataset.position(query, found[number]) == number
    assert dataset.position(query, events[0]) is None


def web_mercator_cell(event, zoom: int) -> tuple[int, int]:
    """The map's cell of a pin, by the formula of slippy maps."""
    latitude = math.radians(event.lat)
    north = math.log(math.tan(latitude) + 1 / math.cos(latitude))
    return int((event.lon + 180) / 360 * 2**zoom), int((1 - north / math.pi) / 2 * 2**zoom)


@pytest.mark.parametrize(
    ("zoom", "box"),
    [
        *product([6, 10, 13], [MAP.extent, MITROVICA]),
        # Views are of whole cells.
        (12, read_view("18.8,41.847,23.352,43.684", "8").box),
        (13, read_view("20.5,42.7,21.2,43.3", "9").box),
    ],
)
def test_pins_are_counted_by_cell_and_type(dataset, events, zoom, box):
    query = Query(since=date(2011, 5, 6), datasets=(NAME,))
    inside = [
        event
        for event in events
        if wanted(event, query)
        and event.lat is not None
        and box.south <= event.lat <= box.north
        and box.west <= event.lon <= box.east
    ]
    assert inside
    expected = Counter((*web_mercator_cell(event, zoom), list(EventType).index(event.event_type)) for event in inside)
    cells = dataset.cells(query, box, zoom).to_pylist()
    assert {(cell["x"], cell["y"], cell["type"]): cell["events"] for cell in cells} == expected
    assert ids(dataset.pins(query, box, 10)) == ids(inside)[:10]


def test_what_is_off_the_map_stands_under_its_country(dataset, events):
    off = Counter(event.country for event in events if event.geo_precision is GeoPrecision.COUNTRY)
    listed = dataset.elsewhere(ALL)
    assert dict(listed) == off
    assert [number for _name, number in listed] == sorted(off.values(), reverse=True)
    name, number = listed[0]
    assert (
        ids(dataset.events_elsewhere(ALL, name, 5))
        == [one.id for one in events if one.country == name and one.lat is None][:5]
    )
    assert number > 5


def test_the_days_around_have_events(dataset, events):
    day = events[300].date_start
    before, after = dataset.nearest_days(Query(day, day + timedelta(1), datasets=(NAME,)))
    assert before == max(one.last_day for one in events if one.last_day < day)
    assert after == min(one.date_start for one in events if one.date_start > day + timedelta(1))


def test_names_are_those_of_the_events_the_most_frequent_first(dataset, events):
    counted = Counter(actor for event in events for actor in {*event.actor1, *event.actor2})
    names = dataset.names("actor")
    assert set(names) == set(counted)
    assert dataset.names("place") == ["zvecan"]


def test_a_dataset_tells_of_its_import(dataset):
    about = dataset.about()
    assert (about.dataset, about.read, about.kept, about.imported) == (NAME, EVENTS, EVENTS, date(2026, 11, 24))
