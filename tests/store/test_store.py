from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from dashboard.dossier.event import Confidence, EventType, Spread
from dashboard.query import Query
from dashboard.store import Totals, UnknownDatasetError
from tests.factories import area, event, ids, store


def on(month, day) -> date:
    return date(2023, month, day)


def test_an_event_comes_back_as_it_went_in():
    one = event(
        "whole",
        date_end=on(10, 4),
        time_local="about 02:30",
        zone="",
        mode="firearms",
        context="territory",
        actor1=("gunmen", "serbia"),
        fatalities=Spread(1, 1, 2),
        injured=Spread(0, None, None),
        summary="Ѕummary with “quotes”, commas; semicolons\nand a line",
        confidence=None,
        sources=("agency",),
        episode="banjska",
        in_article=True,
    )
    assert store(one).events(Query()) == [one]


def test_an_area_comes_back_without_coordinates():
    one = area(actor2=())
    assert store(one).events(Query()) == [one]


@pytest.mark.parametrize(
    ("fatalities", "expected"),
    [
        ([], Spread(None, None, None)),
        ([Spread()], Spread(None, None, None)),
        ([Spread(), Spread(0, 0, 0)], Spread(0, 0, 0)),
        ([Spread(1, 1, 1), Spread(3, 3, 4)], Spread(4, 4, 5)),
        ([Spread(1, 1, 1), Spread()], Spread(1, 1, 1)),
        ([Spread(low=30)], Spread(30, 30, 30)),
        ([Spread(best=2)], Spread(None, 2, 2)),
        ([Spread(low=1, best=2)], Spread(1, 2, 2)),
        ([Spread(high=200)], Spread(None, None, 200)),
        ([Spread(low=1, high=5)], Spread(1, 1, 5)),
        ([Spread(1, 2, 3), Spread(low=5), Spread(high=10)], Spread(6, 7, 18)),
    ],
)
def test_casualties_add_up_as_a_reader_would_by_hand(fatalities, expected):
    asked = store(*(event(f"e{number}", fatalities=one) for number, one in enumerate(fatalities)))
    assert asked.dataset("curated").totals(Query()).fatalities == expected


def test_killed_and_injured_are_told_apart():
    asked = store(event("e1", fatalities=Spread(1, 1, 1)), event("e2", injured=Spread(2, 3, 4)))
    assert asked.dataset("curated").totals(Query()) == Totals(2, Spread(1, 1, 1), Spread(2, 3, 4))


def test_totals_are_of_the_events_in_the_query_alone():
    asked = store(
        event("in", fatalities=Spread(1, 1, 1)),
        event("out", date_start=on(10, 9), fatalities=Spread(7, 7, 7)),
    )
    assert asked.dataset("curated").totals(Query(until=on(10, 6))) == Totals(1, Spread(1, 1, 1), Spread())


def test_a_store_without_events_answers():
    empty = store()
    assert empty.count(Query()) == 0
    assert empty.events(Query()) == []
    assert empty.extent(Query()) is None
    assert empty.nearest_days(Query(since=on(1, 1), until=on(1, 2))) == (None, None)
    assert list(empty.dataset("curated").histogram(Query(), "day")) == []


def bins(asked, query, width) -> list[tuple[str, str, int]]:
    return [(str(first), event_type, events) for first, event_type, events in asked.of(query).histogram(query, width)]


# 24 September 2023 was a Sunday.
MANY_DAYS = store(
    event("sunday", date_start=on(9, 24)),
    event("monday", date_start=on(9, 25)),
    event("monday-talks", date_start=on(9, 25), event_type=EventType.CONSULT),
    event("long", date_start=on(9, 24), date_end=on(10, 18)),
    event("october", date_start=on(10, 1)),
)


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (
            "day",
            [
                ("2023-09-24", "ASSAULT", 2),
                ("2023-09-25", "ASSAULT", 1),
                ("2023-09-25", "CONSULT", 1),
                ("2023-10-01", "ASSAULT", 1),
            ],
        ),
        (
            "week",
            [("2023-09-18", "ASSAULT", 2), ("2023-09-25", "ASSAULT", 2), ("2023-09-25", "CONSULT", 1)],
        ),
        (
            "month",
            [("2023-09-01", "ASSAULT", 3), ("2023-09-01", "CONSULT", 1), ("2023-10-01", "ASSAULT", 1)],
        ),
    ],
)
def test_a_bar_holds_a_day_a_week_from_monday_or_a_month(width, expected):
    assert bins(MANY_DAYS, Query(), width) == expected


def test_an_event_of_several_days_counts_once_at_its_first_day_asked_for():
    assert bins(MANY_DAYS, Query(since=on(10, 3), until=on(10, 20)), "day") == [("2023-10-03", "ASSAULT", 1)]


def test_an_event_that_began_before_stands_in_the_first_bar_of_a_week():
    assert bins(MANY_DAYS, Query(since=on(10, 4), until=on(10, 20)), "week") == [("2023-10-02", "ASSAULT", 1)]


def test_bars_add_up_to_the_count():
    query = Query(since=on(9, 25), until=on(10, 6))
    assert sum(count for _bin, _type, count in bins(MANY_DAYS, query, "day")) == MANY_DAYS.count(query) == 4


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Query(), (on(9, 24), on(10, 18))),
        (Query(since=on(11, 1), until=on(11, 2)), (on(9, 24), on(10, 18))),
        (Query(types=(EventType.CONSULT,)), (on(9, 25), on(9, 25))),
        (Query(types=(EventType.AID,)), None),
    ],
)
def test_the_extent_spans_what_matches_on_any_date(query, expected):
    assert MANY_DAYS.extent(query) == expected


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (on(10, 20), on(10, 30), (on(10, 18), None)),
        (on(9, 1), on(9, 2), (None, on(9, 24))),
        (on(9, 26), on(9, 30), (on(9, 25), on(10, 1))),
        (on(10, 20), None, (on(10, 18), None)),
        (None, on(9, 2), (None, on(9, 24))),
        (None, None, (None, None)),
    ],
)
def test_the_nearest_days_have_events(since, until, expected):
    query = Query(since=since, until=until)
    assert MANY_DAYS.nearest_days(query) == expected
    for day in filter(None, expected):
        assert MANY_DAYS.count(Query(since=day, until=day)) > 0


def test_the_nearest_days_have_events_of_the_same_kind():
    query = Query(since=on(10, 1), until=on(10, 2), types=(EventType.CONSULT,))
    assert MANY_DAYS.nearest_days(query) == (on(9, 25), None)


def test_events_are_ordered_by_first_day_then_id():
    asked = store(event("b"), event("a"), event("c", date_start=on(1, 1)), event("d", date_end=on(12, 31)))
    assert ids(asked.events(Query())) == ["c", "a", "b", "d"]


def test_pages_follow_each_other_without_gap_or_overlap():
    asked = store(*(event(f"e{number:02}") for number in range(10)))
    pages = [ids(asked.events(Query(), limit=4, offset=offset)) for offset in (0, 4, 8)]
    assert [len(page) for page in pages] == [4, 4, 2]
    assert [one for page in pages for one in page] == [f"e{number:02}" for number in range(10)]


def test_an_event_is_found_by_its_id_whatever_the_query():
    asked = store(event("a"), event("b", confidence=Confidence.LOW))
    assert asked.find("b").confidence is Confidence.LOW


@pytest.mark.parametrize("event_id", ["", "z", "a' OR '1'='1", "%", "\x00"])
def test_an_unknown_id_finds_nothing(event_id):
    assert store(event("a")).find(event_id) is None


def test_the_vocabulary_names_every_actor_and_the_places_that_have_events():
    asked = store(event(place="banjska"))
    assert asked.vocabulary().places == {"banjska"}
    assert asked.vocabulary().actors == {"gunmen", "kosovo_police", "serbia", "kfor"}
    assert asked.vocabulary().datasets == {"curated"}


def test_eight_threads_count_right():
    asked = store(*(event(f"e{number:03}", date_start=on(1 + number % 12, 1)) for number in range(120)))

    def counts(thread: int) -> list[int]:
        month = 1 + thread % 12
        return [asked.count(Query(since=on(month, 1), until=on(month, 28))) for _ in range(40)]

    with ThreadPoolExecutor(8) as pool:
        assert {count for answer in pool.map(counts, range(8)) for count in answer} == {10}


def test_a_dataset_that_is_not_there_is_named():
    with pytest.raises(UnknownDatasetError, match="“own”"):
        store(event("a")).count(Query(datasets=("own",)))


def test_numbers_of_two_datasets_are_never_added_up():
    with pytest.raises(ValueError, match="too many values"):
        store(event("a")).of(Query(datasets=("curated", "own")))


def test_a_character_that_no_database_takes_finds_nothing():
    assert store(event("a")).count(Query(text="\x00")) == 0
