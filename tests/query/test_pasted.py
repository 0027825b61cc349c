"""An address as it comes out of a chat, a mail or a network: whole, in silence, and never less than it says."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.dossier.event import Confidence, EventType
from dashboard.query import DEFAULT, Query, Vocabulary
from dashboard.query.options import Options, View, options_from_params
from dashboard.query.query import from_params

VOCABULARY = Vocabulary(frozenset({"kfor", "odd)"}), frozenset({"zvecan"}), frozenset({"curated", "own"}))
AFTER_AN_ADDRESS = [".", ",", ";", ")", "…", '"', ">", "]", "’", ").", ").”", "…)", "!", "?", "**"]


def query_of(**params: str) -> tuple[Query, list[str]]:
    return from_params({name: [value] for name, value in params.items()}, VOCABULARY)


@pytest.mark.parametrize(
    "name",
    [
        "fbclid", "gclid", "msclkid", "mc_cid", "mc_eid", "igshid", "dclid", "twclid", "yclid", "_ga", "ref_src",
        "utm_source", "utm_medium", "utm_campaign", "utm_anything", "FBCLID",
    ],
)  # fmt: skip
def test_what_tracks_a_reader_is_dropped_in_silence(name):
    assert query_of(since="2023-09-25", **{name: "IwAR0x"}) == (Query(date(2023, 9, 25), DEFAULT.until), [])


@pytest.mark.parametrize("name", ["fb", "utm", "clid", "figures", "ref"])
def test_what_is_not_known_to_track_gets_a_sentence(name):
    assert query_of(**{name: "1"}) == (DEFAULT, [f"There is no parameter “{name}”."])


@pytest.mark.parametrize("mark", AFTER_AN_ADDRESS)
@pytest.mark.parametrize(
    ("name", "value", "query"),
    [
        ("until", "2023-09-30", Query(DEFAULT.since, date(2023, 9, 30))),
        ("until", "", Query(DEFAULT.since, None)),
        ("type", "ASSAULT", Query(DEFAULT.since, DEFAULT.until, types=(EventType.ASSAULT,))),
        ("actor", "kfor", Query(DEFAULT.since, DEFAULT.until, actors=("kfor",))),
        ("place", "zvecan", Query(DEFAULT.since, DEFAULT.until, places=("zvecan",))),
        ("confidence", "low", Query(DEFAULT.since, DEFAULT.until, confidence=Confidence.LOW)),
        ("dataset", "own", Query(DEFAULT.since, DEFAULT.until, datasets=("own",))),
    ],
)
def test_the_marks_that_close_a_sentence_are_no_part_of_a_value(name, value, query, mark):
    assert query_of(**{name: value + mark}) == (query, [])


@pytest.mark.parametrize("mark", AFTER_AN_ADDRESS)
@pytest.mark.parametrize(
    ("name", "value", "options"),
    [
        ("view", "tension", Options(view=View.TENSION)),
        ("half_life", "7", Options(half_life=7)),
        ("day", "2023-09-30", Options(day=date(2023, 9, 30))),
        ("both", "1", Options(are_both_mapped=True)),
        ("lang", "en", Options()),
        ("story", "banjska", Options(story="banjska")),
        ("data", "1.0.0", Options(cited="1.0.0")),
    ],
)
def test_nor_of_a_value_that_says_how_to_show(name, value, options, mark):
    assert options_from_params({name: [value + mark]}, {"story": ("banjska",)}) == (options, [])


def test_a_value_that_ends_with_such_a_mark_keeps_it():
    assert query_of(actor="odd)") == (Query(DEFAULT.since, DEFAULT.until, actors=("odd)",)), [])
    assert query_of(actor="odd).") == (Query(DEFAULT.since, DEFAULT.until, actors=("odd)",)), [])


@given(st.text(st.sampled_from("what?!.)…”") | st.characters(exclude_categories=["Cs", "Z", "Cc"]), max_size=50))
def test_a_searched_text_keeps_every_mark(text):
    assert query_of(q=text) == (Query(DEFAULT.since, DEFAULT.until, text=text), [])


@pytest.mark.parametrize(
    "value", ["2023-13-01).", "2023-10-06 and", "(2023-10-06", "WAR.", "2023-09-30" + "." * 100_000]
)
def test_a_value_that_is_wrong_without_the_marks_too_is_told_as_it_was_written(value):
    query, (sentence,) = query_of(until=value)
    assert query == DEFAULT
    assert sentence.startswith(f"until={value[:39]}")


@pytest.mark.parametrize("value", ["xx", "EN", "e"])
def test_a_language_that_there_is_not_is_told_with_those_that_there_are(value):
    assert options_from_params({"lang": [value]}) == (Options(), [f"lang={value} cannot be used: it can be en."])
