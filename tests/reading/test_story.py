from datetime import date

import pytest

from dashboard.dossier.event import Statement, Step
from dashboard.query import Query
from dashboard.reading.story import query_of, scene, view_of
from tests.factories import claim


def step(number, **changes) -> Step:
    default = {
        "story": "banjska",
        "step": number,
        "title": f"Step {number}",
        "text": "Something happens.",
        "since": date(2023, 9, 24),
        "until": date(2023, 9, 26),
        "event_id": "",
        "claims": (),
        "statements": (),
        "lat": 42.97,
        "lon": 20.78,
        "zoom": 10.5,
    }
    return Step(**default | changes)


STEPS = (step(1), step(2, claims=("c-2", "c-1"), statements=("s-1",)), step(3))
CLAIMS = {key: claim(key) for key in ("c-1", "c-2", "c-3")}
STATEMENTS = (
    Statement("s-1", "", "2023-09-24", "Kosovo Police", "Pristina", "Two trucks stood on the bridge.", "agency"),
    Statement("s-2", "", "2023-09-24", "Nobody", "other", "Nothing.", "agency"),
)


def test_a_step_comes_with_the_claims_and_statements_that_it_names_in_its_order():
    found = scene(STEPS, 2, CLAIMS, STATEMENTS)
    assert [one.claim_id for one in found.claims] == ["c-2", "c-1"]
    assert [one.statement_id for one in found.statements] == ["s-1"]
    assert found.steps == 3


@pytest.mark.parametrize(("number", "before", "after"), [(1, None, 2), (2, 1, 3), (3, 2, None)])
def test_a_step_knows_its_neighbours(number, before, after):
    found = scene(STEPS, number, CLAIMS, STATEMENTS)
    assert (found.before and found.before.step, found.after and found.after.step) == (before, after)


@pytest.mark.parametrize("number", [0, 4, 99, -1])
def test_there_is_no_step_before_the_first_or_beyond_the_last(number):
    assert scene(STEPS, number, CLAIMS, STATEMENTS) is None


def test_a_story_without_steps_has_none():
    assert scene((), 1, CLAIMS, STATEMENTS) is None


def test_a_step_asks_for_all_events_of_its_days():
    assert query_of(step(1)) == Query(since=date(2023, 9, 24), until=date(2023, 9, 26))


def test_each_step_is_another_view():
    assert view_of(step(1)) == {"key": "banjska/1", "lat": 42.97, "lon": 20.78, "zoom": 10.5}
    assert view_of(step(2))["key"] == "banjska/2"
