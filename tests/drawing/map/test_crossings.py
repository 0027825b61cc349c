from datetime import date

import pytest

from dashboard.dossier.event import GeoPrecision
from dashboard.drawing.map.crossings import crossings
from tests.factories import BRNJAK, GAZETTEER, JARINJE, area, event

CLOSED = event(
    "jarinje-closed",
    date_start=date(2023, 9, 24),
    date_end=date(2023, 10, 18),
    place="crossing_jarinje",
    geo_precision=GeoPrecision.SITE,
    mode="restrict",
)
EARLIER = event(
    "jarinje-2021",
    date_start=date(2021, 9, 20),
    date_end=date(2021, 10, 2),
    place="crossing_jarinje",
    geo_precision=GeoPrecision.SITE,
    mode="obstruct",
)


LATER = event("later", date_start=date(2024, 1, 1))


def jarinje(events, until):
    """What is said of Jarinje on a day as 2023-09-24; None is an open end."""
    found = crossings(events, GAZETTEER, date.fromisoformat(until) if until else None)
    assert [one.place for one in found] == [JARINJE, BRNJAK]
    assert (found[1].closure, found[1].is_closed) == (None, False)
    return found[0].closure, found[0].is_closed


@pytest.mark.parametrize(
    ("until", "closure", "is_closed"),
    [
        ("2023-09-23", None, False),
        ("2023-09-24", CLOSED, True),
        ("2023-10-06", CLOSED, True),
        ("2023-10-18", CLOSED, True),
        ("2023-10-19", CLOSED, False),
        ("2023-11-18", CLOSED, False),
        ("2023-11-19", None, False),
        ("2021-10-20", EARLIER, False),
        ("2022-12-31", None, False),
    ],
)
def test_a_crossing_is_closed_where_a_closure_holds_on_the_last_day_and_told_for_a_month_after(
    until, closure, is_closed
):
    assert jarinje([CLOSED, EARLIER], until) == (closure, is_closed)


def test_an_open_end_is_the_last_day_of_the_latest_event():
    assert jarinje([CLOSED, EARLIER], None) == (CLOSED, True)
    assert jarinje([CLOSED, EARLIER, LATER], None) == (None, False)


def test_without_events_every_crossing_is_open():
    assert jarinje([], None) == (None, False)


def test_of_two_closures_the_latest_counts():
    again = event(
        "again",
        date_start=date(2023, 10, 25),
        place="crossing_jarinje",
        geo_precision=GeoPrecision.SITE,
        mode="obstruct",
    )
    assert jarinje([again, CLOSED], "2023-10-25") == (again, True)
    assert jarinje([CLOSED, again], "2023-10-30") == (again, False)


def test_an_event_at_a_crossing_that_shuts_nothing_does_not_close_it():
    clash = event("clash", place="crossing_jarinje", geo_precision=GeoPrecision.SITE, mode="riot")
    assert jarinje([clash], "2023-09-24") == (None, False)


def test_a_roadblock_elsewhere_closes_no_crossing():
    roadblock = event("roadblock", place="banjska", mode="obstruct")
    assert jarinje([roadblock], "2023-09-24") == (None, False)


def test_a_closure_of_a_whole_region_is_pinned_to_no_crossing():
    north = area("north", place="crossing_jarinje", mode="obstruct")
    assert jarinje([north], "2023-09-24") == (None, False)


def test_two_crossings_are_closed_in_the_default_view_of_the_real_data(curated_store):
    dossier = curated_store.dossier
    found = crossings(dossier.events, dossier.gazetteer, date(2023, 10, 6))
    # Brnjak reopened on 5 October, Jarinje on 19 October.
    assert {one.place.key: one.is_closed for one in found if one.closure} == {
        "crossing_jarinje": True,
        "crossing_brnjak": False,
    }
    assert len(found) >= 6
