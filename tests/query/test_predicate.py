from datetime import date

import pytest

from dashboard.dossier.event import Confidence, EventType, GeoPrecision
from dashboard.query import Query
from tests.factories import area, event, ids, store

EVENTS = store(
    event("attack", title="Police ambushed", summary="Shots at the bridge"),
    event(
        "closure",
        date_start=date(2023, 9, 24),
        date_end=date(2023, 10, 4),
        title="Jarinje closed",
        place="crossing_jarinje",
        geo_precision=GeoPrecision.SITE,
        event_type=EventType.COERCE,
        actor1=("kosovo_police",),
        actor2=("serbia",),
        confidence=Confidence.MEDIUM,
    ),
    area(
        "alert",
        date_start=date(2023, 10, 2),
        title="Army alert of 100% in the snake_case",
        place="north_kosovo",
        event_type=EventType.MOBILIZE,
        actor1=("serbia", "kfor"),
        actor2=(),
        confidence=Confidence.LOW,
    ),
    event(
        "talks",
        date_start=date(2023, 10, 7),
        title="Talks fail",
        place="brussels",
        lat=50.85,
        lon=4.35,
        geo_precision=GeoPrecision.TOWN,
        event_type=EventType.CONSULT,
        actor1=("kfor",),
        actor2=("gunmen",),
        confidence=None,
    ),
)


def found(**query) -> set[str]:
    return set(ids(EVENTS.events(Query(**query))))


def test_without_conditions_everything_is_found():
    assert found() == {"attack", "closure", "alert", "talks"}


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("2023-09-24", "2023-09-24", {"attack", "closure"}),
        ("2023-09-25", "2023-09-25", {"closure"}),
        ("2023-10-02", "2023-10-02", {"closure", "alert"}),
        ("2023-10-04", "2023-10-04", {"closure"}),
        ("2023-10-05", "2023-10-06", set()),
        ("2023-10-07", "2023-10-07", {"talks"}),
        ("2023-10-03", "2023-10-06", {"closure"}),
        ("2023-09-01", "2023-09-24", {"attack", "closure"}),
        ("2023-09-01", "2023-09-23", set()),
        ("2023-10-04", None, {"closure", "talks"}),
        ("2023-10-05", None, {"talks"}),
        (None, "2023-09-24", {"attack", "closure"}),
        (None, "2023-09-23", set()),
        (None, None, {"attack", "closure", "alert", "talks"}),
    ],
)
def test_an_event_belongs_to_the_dates_that_its_own_dates_overlap_both_ends_included(since, until, expected):
    dates = {name: date.fromisoformat(day) for name, day in (("since", since), ("until", until)) if day is not None}
    assert found(**dates) == expected


def test_the_first_day_is_included():
    assert "talks" in found(since=date(2023, 10, 7))
    assert "talks" not in found(since=date(2023, 10, 8))


def test_the_last_day_is_included():
    assert "talks" in found(until=date(2023, 10, 7))
    assert "talks" not in found(until=date(2023, 10, 6))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"types": (EventType.ASSAULT,)}, {"attack"}),
        ({"types": (EventType.ASSAULT, EventType.CONSULT)}, {"attack", "talks"}),
        ({"types": (EventType.AID,)}, set()),
        ({"actors": ("gunmen",)}, {"attack", "talks"}),
        ({"actors": ("kosovo_police",)}, {"attack", "closure"}),
        ({"actors": ("kfor",)}, {"alert", "talks"}),
        ({"actors": ("serbia", "gunmen")}, {"attack", "closure", "alert", "talks"}),
        ({"actors": ("police",)}, set()),
        ({"places": ("banjska",)}, {"attack"}),
        ({"places": ("banjska", "brussels")}, {"attack", "talks"}),
        ({"precisions": (GeoPrecision.SITE,)}, {"closure"}),
        ({"precisions": (GeoPrecision.REGION, GeoPrecision.TOWN)}, {"alert", "talks"}),
        ({"confidence": Confidence.HIGH}, {"attack"}),
        ({"confidence": Confidence.MEDIUM}, {"attack", "closure"}),
        ({"confidence": Confidence.LOW}, {"attack", "closure", "alert"}),
        ({"confidence": None}, {"attack", "closure", "alert", "talks"}),
        ({"types": (EventType.ASSAULT,), "actors": ("kfor",)}, set()),
        ({"types": (EventType.CONSULT,), "actors": ("kfor",), "text": "fail"}, {"talks"}),
    ],
)
def test_values_of_one_kind_mean_any_and_kinds_mean_all(query, expected):
    assert found(**query) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ambushed", {"attack"}),
        ("AMBUSHED", {"attack"}),
        ("ambush", {"attack"}),
        ("bridge", {"attack"}),
        ("police shots", {"attack"}),
        ("shots police", {"attack"}),
        ("police brussels", set()),
        ("Banjska", {"attack"}),
        ("Banjskë", {"attack"}),
        ("banjske", {"attack"}),
        ("Бањска", {"attack"}),
        ("бањска", {"attack"}),
        ("Brisel", {"talks"}),
        ("Брисел", {"talks"}),
        ("Jarinje", {"closure"}),
        ("Јариње", {"closure"}),
        ("Policia e Kosovës", {"attack", "closure"}),
        ("Косовска полиција", {"attack", "closure"}),
        ("vlada srbije", {"closure", "alert"}),
        ("Влада", {"closure", "alert"}),
        ("armed group", {"attack", "talks"}),
        ("nothing of the kind", set()),
        ("", {"attack", "closure", "alert", "talks"}),
    ],
)
def test_words_are_found_in_title_summary_actors_and_places_in_any_form(text, expected):
    assert found(text=text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("100%", {"alert"}),
        ("%", {"alert"}),
        ("snake_case", {"alert"}),
        ("_", {"alert"}),
        ("Tal_s", set()),
        ("T%s", set()),
        ("'", set()),
        ("\\", set()),
        ("' OR 1=1 --", set()),
        (";", set()),
    ],
)
def test_no_character_of_the_text_is_a_wildcard(text, expected):
    assert found(text=text) == expected


def test_more_actors_than_a_chain_could_name_are_asked_for():
    many = tuple(f"nobody_{number}" for number in range(1200))
    assert found(actors=(*many, "serbia")) == {"closure", "alert"}
