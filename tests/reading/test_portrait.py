from datetime import date

import pytest

from dashboard.dossier.actor import Actor
from dashboard.dossier.event import EventType, Spread, Statement
from dashboard.dossier.names import Names
from dashboard.query import Query
from dashboard.query.options import View
from dashboard.reading.portrait import (
    CoOccurrences,
    co_occurrences,
    ever,
    findable,
    narrowed,
    numbers,
    published_by,
    said_of,
    search,
)
from tests.factories import ACTORS, claim, event, store

CRISIS = Query(date(2023, 9, 24), date(2023, 10, 6), types=(EventType.ASSAULT,), actors=("kfor",), places=("zvecan",))
EVENTS = (
    event("a", actor1=("kfor",), actor2=("gunmen",), fatalities=Spread(1, 1, 2)),
    event("b", actor1=("gunmen",), actor2=("kfor", "kosovo_police"), place="zvecan", date_end=date(2023, 9, 26)),
    event("c", actor1=("serbia",), actor2=()),
    event("d", actor1=("kfor",), actor2=("kfor",), date_start=date(2022, 1, 1)),
)


def test_an_actors_page_shows_the_filter_for_this_actor_alone():
    assert narrowed(CRISIS, View.ACTOR, "gunmen") == Query(
        CRISIS.since, CRISIS.until, types=CRISIS.types, actors=("gunmen",), places=("zvecan",)
    )


def test_a_places_page_shows_the_filter_for_this_place_alone():
    assert narrowed(CRISIS, View.PLACE, "banjska").places == ("banjska",)
    assert narrowed(CRISIS, View.PLACE, "banjska").actors == ("kfor",)


def test_all_its_events_are_those_without_any_other_filter():
    assert ever(CRISIS, View.ACTOR, "gunmen") == Query(actors=("gunmen",))


def test_events_are_counted_with_their_casualties_and_days():
    found = numbers(store(*EVENTS), Query(actors=("kfor",)))
    assert found.totals.events == 3
    assert found.totals.fatalities == Spread(1, 1, 2)
    assert found.totals.injured == Spread()
    assert found.seen == (date(2022, 1, 1), date(2023, 9, 26))


def test_no_event_has_no_days():
    assert numbers(store(*EVENTS), Query(actors=("kfor",), text="nothing")).seen is None


def test_company_is_counted_without_the_one_whose_page_it_is():
    found = co_occurrences(store(*EVENTS), Query(actors=("kfor",)), "kfor")
    assert found == CoOccurrences(actors=(("gunmen", 2), ("kosovo_police", 1)), places=(("banjska", 2), ("zvecan", 1)))


def test_a_places_company_are_the_actors_there():
    found = co_occurrences(store(*EVENTS), Query(places=("zvecan",)), "zvecan")
    assert found == CoOccurrences(actors=(("gunmen", 1), ("kfor", 1), ("kosovo_police", 1)), places=())


def test_statements_are_those_of_its_events():
    statements = [Statement(f"s-{one}", one, "2023-09-24", "Somebody", "EU", "Words.", "agency") for one in "abc"]
    assert [one.statement_id for one in said_of(statements, {"a", "c"})] == ["s-a", "s-c"]


def test_figures_are_only_those_given_under_the_very_name():
    claims = [
        claim("1", said_by="Kosovo Police"),
        claim("2", said_by="Policia e Kosovës"),
        claim("3", said_by="Kosovo Police chief R. Qalaj"),
        claim("4", said_by="KFOR"),
    ]
    found = published_by(ACTORS["kosovo_police"], claims, ACTORS)
    assert [one.claim_id for one in found] == ["1", "2"]


def test_figures_under_a_name_that_two_actors_bear_are_nobodys():
    other = Actor("other_kfor", Names(("KFOR",)), "other", "mission")
    assert published_by(ACTORS["kfor"], [claim("1", said_by="KFOR")], ACTORS | {"other_kfor": other}) == []


def test_figures_of_the_police_as_in_the_table(curated_store, seed_rows):
    dossier = curated_store.dossier
    found = published_by(dossier.actors["kosovo_police"], dossier.claims.values(), dossier.actors)
    assert [one.claim_id for one in found] == [
        row["claim_id"] for row in seed_rows("claims") if row["said_by"] == "Kosovo Police"
    ]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("banjska", ["banjska"]),
        ("Бањска", ["banjska"]),
        ("Zveçan", ["zvecan"]),
        ("kosovska policija", ["kosovo_police"]),
        ("POLICE kosovo", ["kosovo_police"]),
        ("ko", ["kosovo_police"]),
        ("group", ["gunmen"]),
        ("nobody at all", []),
        ("", []),
        ("  ", []),
        ("\0", []),
    ],
)
def test_people_and_places_are_found_in_any_spelling(text, keys):
    among = findable(store(*EVENTS), ACTORS, ["banjska", "zvecan"])
    assert [one.key for one in search(text, among, 5)] == keys


def test_one_form_of_a_name_is_the_very_name():
    among = findable(store(*EVENTS), ["Zvečan A"], ["zvecan"])
    assert [one.key for one in search("zvecan", among, 5)] == ["zvecan", "Zvečan A"]


def test_the_very_name_comes_first_and_no_more_than_asked():
    among = findable(store(*EVENTS), ["Kosovo", "North Kosovo", "kosovo_police"], [])
    assert [one.label for one in search("kosovo", among, 5)] == ["Kosovo", "Kosovo Police", "North Kosovo"]
    assert len(search("kosovo", among, 2)) == 2
