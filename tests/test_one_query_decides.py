"""Map, strip, table, figures, chart, files and routes show the same events for any query."""

import csv
import io
import json
import zipfile
from datetime import date, timedelta

import pyarrow.parquet
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dashboard.dossier.event import Confidence, EventType, GeoPrecision, Spread
from dashboard.dossier.profile import OWN_FOLDER as ROOT
from dashboard.drawing.map.crossings import crossings
from dashboard.drawing.map.event_layer import off_map, payload
from dashboard.query import DEFAULT, Query
from dashboard.sharing.export import export


def seed_rows(table: str) -> list[dict[str, str]]:
    with (ROOT / "seeds" / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


ROWS = seed_rows("events")
ACTORS = sorted(row["key"] for row in seed_rows("actors"))
PLACES = sorted({row["place"] for row in ROWS})
BOUNDS = sorted({date.fromisoformat(day) for row in ROWS for day in (row["date_start"], row["date_end"]) if day})
WORDS = [
    "Banjska", "banjskë", "Бањска", "police", "KFOR", "NATO", "Vučić", "vucic", "Zveçan", "crossing closed", "%", "_",
    "'", "the", "Kosovo Police", "nothing of the kind",
]  # fmt: skip


def some_of(values):
    return st.lists(st.sampled_from(list(values)), unique=True, max_size=3).map(tuple)


# Half of the days lie in the crisis, where most events are; some are the bounds of events.
DAYS = st.one_of(
    st.integers(0, 30).map(lambda days: date(2023, 9, 20) + timedelta(days)),
    st.sampled_from(BOUNDS),
    st.dates(date(2007, 1, 1), date(2027, 1, 1)),
)
SPANS = st.one_of(
    st.tuples(DAYS, DAYS).map(sorted),
    st.tuples(DAYS, st.none()),
    st.tuples(st.none(), DAYS),
    st.just((None, None)),
)
RARELY = st.integers(0, 3).map(lambda number: number == 0)


def rarely(values, otherwise):
    return RARELY.flatmap(lambda is_asked: values if is_asked else st.just(otherwise))


QUERIES = st.builds(
    lambda span, **rest: Query(since=span[0], until=span[1], **rest),
    SPANS,
    types=rarely(some_of(EventType), ()),
    actors=rarely(some_of(ACTORS), ()),
    places=rarely(some_of(PLACES), ()),
    precisions=rarely(some_of(GeoPrecision), ()),
    confidence=rarely(st.sampled_from(Confidence), None),
    text=rarely(st.sampled_from(WORDS), ""),
)


def table_of(file: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"))))


def ids_of(rows) -> list[str]:
    return [row["id"] for row in rows]


def added_up(rows: list[dict[str, str]], what: str) -> Spread:
    """Sums by hand: best falls back to low, high to best and low; nothing reported is unknown."""
    sums = []
    for order in (("low",), ("best", "low"), ("high", "best", "low")):
        given_in = [[row[f"{what}_{part}"] for part in order if row[f"{what}_{part}"]] for row in rows]
        reported = [int(values[0]) for values in given_in if values]
        sums.append(sum(reported) if reported else None)
    return Spread(*sums)


def pages(store, query: Query, size: int = 7) -> list[str]:
    """The table's ids, read page by page."""
    ids: list[str] = []
    while page := store.events(query, limit=size, offset=len(ids)):
        ids += [one.id for one in page]
    return ids


@settings(max_examples=20)
@given(QUERIES)
@example(DEFAULT)
@example(Query())
@example(Query(text="nothing of the kind"))
def test_every_view_shows_the_same_events(curated_store, get, query):
    store, dossier = curated_store, curated_store.dossier
    files = {name: b"".join(export(store, query, name)) for name in ("csv", "geojson", "parquet", "zip")}
    rows = table_of(files["csv"])
    ids = ids_of(rows)

    events = store.events(query)
    closures = crossings(dossier.events, dossier.gazetteer, query.until)
    shown = payload(events, dossier.gazetteer, store.municipalities, closures)
    elsewhere = off_map(events, dossier.gazetteer, store.municipalities)
    assert sorted(ids_of(shown["events"]) + [one.id for one in elsewhere]) == sorted(ids)

    assert pages(store, query) == ids
    assert [one["id"] for one in json.loads(files["geojson"])["features"]] == ids
    assert pyarrow.parquet.read_table(io.BytesIO(files["parquet"]), columns=["id"])["id"].to_pylist() == ids
    archive = zipfile.ZipFile(io.BytesIO(files["zip"]))
    assert ids_of(table_of(archive.read("events.csv"))) == ids
    assert json.loads(archive.read("datapackage.json"))["count"] == len(ids)

    params = query.to_params()
    assert get("/api/events.csv", params).body == files["csv"]
    figures = get("/api/figures.json", params).json()
    assert figures["events"] == len(ids)

    totals = store.of(query).totals(query)
    assert totals.events == store.count(query) == len(ids)
    assert totals.fatalities == added_up(rows, "fatalities")
    assert totals.injured == added_up(rows, "injured")
    assert figures["fatalities"]["best"] == totals.fatalities.best
    for width in ("day", "week", "month"):
        assert store.of(query).histogram(query, width).events.sum() == len(ids)


def is_asked(row: dict[str, str], query: Query) -> bool:
    """The meaning of a query without text, over a row of the file, in plain Python."""
    first, last = row["date_start"], row["date_end"] or row["date_start"]
    levels = ["low", "medium", "high"]
    actors = set(row["actor1"].split(";")) | set(row["actor2"].split(";"))
    return all(
        (
            query.since is None or last >= query.since.isoformat(),
            query.until is None or first <= query.until.isoformat(),
            not query.types or row["event_type"] in [one.value for one in query.types],
            not query.actors or actors & set(query.actors),
            not query.places or row["place"] in query.places,
            not query.precisions or row["geo_precision"] in [one.value for one in query.precisions],
            not query.confidence
            or (row["confidence"] and levels.index(row["confidence"]) >= levels.index(query.confidence.value)),
        )
    )


@settings(max_examples=60)
@given(QUERIES.filter(lambda query: not query.text))
def test_a_query_means_what_it_says(curated_store, query):
    expected = sorted((row["date_start"], row["id"]) for row in ROWS if is_asked(row, query))
    assert [one.id for one in curated_store.events(query)] == [event_id for _day, event_id in expected]


@settings(max_examples=25)
@given(st.text(max_size=20))
@example("\x00")
@example("' OR 1=1 --")
@example("\\")
def test_any_text_gets_an_answer(curated_store, text):
    assert 0 <= curated_store.count(Query(text=text)) <= len(ROWS)


@pytest.mark.parametrize("row", [row for row in ROWS if row["date_end"]], ids=lambda row: row["id"])
def test_an_event_is_found_on_its_first_and_last_day_and_not_beyond(curated_store, row):
    first = date.fromisoformat(row["date_start"])
    last = date.fromisoformat(row["date_end"] or row["date_start"])
    one_day = timedelta(days=1)

    def is_found(day: date) -> bool:
        return row["id"] in {one.id for one in curated_store.events(Query(since=day, until=day))}

    assert is_found(first)
    assert is_found(last)
    assert not is_found(first - one_day)
    assert not is_found(last + one_day)
