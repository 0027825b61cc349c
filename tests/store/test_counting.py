from collections import Counter
from datetime import date

import pytest

from dashboard.dossier.event import EventType
from dashboard.query import Query
from dashboard.query.query import CURATED
from dashboard.store import Store
from dashboard.store.catalogue import Catalogue
from tests.factories import dossier, event, store
from tests.synthetic import import_synthetic

EVENTS = (
    event("a", actor1=("gunmen", "kfor"), actor2=("gunmen",)),
    event("b", event_type=EventType.PROTEST, actor1=("kfor",), actor2=(), date_end=date(2023, 10, 2)),
    event("c", event_type=EventType.PROTEST, actor1=(), actor2=(), date_start=date(2023, 10, 1)),
)


@pytest.fixture(scope="module")
def dataset():
    return store(*EVENTS).dataset(CURATED)


def test_events_are_counted_by_type(dataset):
    assert dataset.types(Query()) == [("PROTEST", 2), ("ASSAULT", 1)]
    assert dataset.types(Query(until=date(2023, 9, 24))) == [("ASSAULT", 1), ("PROTEST", 1)]


def test_an_actor_of_both_sides_of_an_event_counts_once(dataset):
    assert dataset.actors(Query()) == [("kfor", 2), ("gunmen", 1)]


def test_an_actor_that_an_import_has_on_both_sides_of_an_event_counts_once(tmp_path):
    import_synthetic(tmp_path, "many", 2000)
    many = Store(dossier([]), frozenset(), catalogue=Catalogue(tmp_path)).dataset("many")
    events = many.events(Query(datasets=("many",)))
    assert any(one.actor1 == one.actor2 for one in events)
    counted = Counter(actor for one in events for actor in {*one.actor1, *one.actor2})
    assert dict(many.actors(Query(datasets=("many",)))) == dict(counted)


def test_an_event_without_actors_counts_for_nobody(dataset):
    assert dataset.actors(Query(since=date(2023, 10, 3))) == []


def test_the_days_seen_are_those_of_the_events_on_the_querys_dates(dataset):
    assert dataset.seen(Query(since=date(2023, 9, 30))) == (date(2023, 9, 24), date(2023, 10, 2))
    assert dataset.seen(Query(types=(EventType.ASSAULT,))) == (date(2023, 9, 24), date(2023, 9, 24))
    assert dataset.seen(Query(since=date(2030, 1, 1))) is None


@pytest.mark.parametrize(
    ("until", "since", "events"),
    [
        (date(2023, 9, 24), date(2023, 9, 25), 1),
        (date(2023, 9, 24), date(2023, 10, 2), 1),
        (date(2023, 9, 24), date(2023, 10, 3), 0),
        (date(2023, 9, 23), date(2023, 9, 25), 0),
    ],
)
def test_events_that_reach_from_one_day_to_another_are_counted(dataset, until, since, events):
    assert dataset.spanning(Query(since=date(1999, 1, 1), until=date(1999, 1, 1)), until, since) == events
