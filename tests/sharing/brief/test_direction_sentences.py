from datetime import date

from dashboard.dossier.event import EventType, Weight
from dashboard.query import DEFAULT, Query
from dashboard.sharing.brief.direction_sentences import outlook
from tests.factories import event, store


def weighed(*events):
    one = store(*events)
    object.__setattr__(one.dossier, "weights", (Weight(EventType.ASSAULT, "", -9, ""),))
    return one


def test_too_few_events_get_their_points_and_no_direction():
    said = outlook(weighed(event(), event("old", date_start=date(2023, 9, 22))), DEFAULT)
    assert said[0].startswith("Too few events: 2 scored events in 15 days")
    # 24 September lies 12 days and 22 September 14 days before the last day: 9 * 2 ** (-12 / 14) + 4.5 = 9.47.
    assert said[1].startswith("Hostility 9.5 and cooperation 0.0 points on 6 Oct 2023")


def test_a_query_without_events_has_no_direction():
    assert outlook(weighed(), Query()) == ["No direction: there is no event."]
    assert outlook(weighed(event()), Query(text="nothing of the kind")) == ["No direction: there is no event."]


def test_the_selection_is_not_taken_for_a_trend(curated_store):
    assert outlook(curated_store, DEFAULT)[0].startswith("No direction")
