from dashboard.reading.contested import contested_measures, disputes, rivals
from tests.factories import claim


def by_id(*claims):
    return {one.claim_id: one for one in claims}


CLAIMS = by_id(
    claim("a", event_id="e1", measure="killed", best=4),
    claim("b", event_id="e1", measure="killed", best=5, conflicts_with="a"),
    claim("c", event_id="e1", measure="killed", best=6, conflicts_with="a"),
    claim("d", event_id="e1", measure="injured", best=1),
    claim("e", event_id="e2", measure="armed_men", best=30, conflicts_with="f"),
    claim("f", event_id="e3", measure="armed_men", best=90),
    claim("g", measure="troops_kfor", best=1, conflicts_with="h"),
    claim("h", measure="troops_kfor", best=2),
)


def test_a_contradiction_holds_both_ways():
    assert rivals(CLAIMS.values()) == {
        "a": ("b", "c"), "b": ("a",), "c": ("a",), "e": ("f",), "f": ("e",), "g": ("h",), "h": ("g",),
    }  # fmt: skip


def test_claims_that_contradict_a_common_third_are_one_dispute():
    assert [[one.claim_id for one in group] for group in disputes(CLAIMS)] == [["a", "b", "c"], ["e", "f"], ["g", "h"]]


def test_two_claims_that_name_each_other_are_one_dispute():
    claims = by_id(claim("a", conflicts_with="b"), claim("b", conflicts_with="a"))
    assert [[one.claim_id for one in group] for group in disputes(claims)] == [["a", "b"]]


def test_contested_measures_stand_at_each_event_of_the_dispute_and_standing_figures_at_none():
    assert contested_measures(CLAIMS) == {"e1": "killed", "e2": "armed_men", "e3": "armed_men"}


def test_several_contested_measures_are_sorted_and_separated_by_semicolons():
    claims = by_id(
        claim("a", event_id="e1", measure="time_of_day", value_text="02:30", conflicts_with="b"),
        claim("b", event_id="e1", measure="time_of_day", value_text="02:46"),
        claim("c", event_id="e1", measure="killed", best=1, conflicts_with="d"),
        claim("d", event_id="e1", measure="killed", best=2),
    )
    assert contested_measures(claims) == {"e1": "killed;time_of_day"}


def test_a_claim_may_contradict_several():
    claims = by_id(claim("a", conflicts_with="b;c"), claim("b"), claim("c"), claim("d", conflicts_with="c"))
    assert rivals(claims.values()) == {"a": ("b", "c"), "b": ("a",), "c": ("a", "d"), "d": ("c",)}
