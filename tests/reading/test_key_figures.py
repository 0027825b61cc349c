from datetime import date

import pytest

from dashboard.dossier.event import KeyFigure
from dashboard.query import DEFAULT, Query
from dashboard.reading.key_figures import key_figures, value_of
from tests.factories import claim, event

FIGHT = event("fight", date_start=date(2023, 9, 24))
DRAWDOWN = event("drawdown", date_start=date(2023, 10, 2))
CLAIMS = {
    one.claim_id: one
    for one in (
        claim("killed-un", event_id="fight", best=4, date_said="2023-10-23", side="UN"),
        claim("killed-police", event_id="fight", best=1, date_said="2023-10-23"),
        claim("killed-early", event_id="fight", low=5, date_said="2023-09-25", conflicts_with="killed-un"),
        claim("killed-first", event_id="fight", best=1, superseded_by="killed-early"),
        claim("killed-month", event_id="fight", low=5, date_said="2023-09", conflicts_with="killed-un"),
        claim("nato", measure="troops_kfor", best=4500, date_said="2023-09-30", side="NATO/KFOR"),
        claim("before", measure="troops", event_id="drawdown", best=8350, date_said="2023-10-02"),
        claim("after", measure="troops", event_id="drawdown", best=4500, date_said="2023-10-02"),
        claim("year-before", measure="troops", best=14000, date_said="2023-10-02", refers_to="2022"),
        claim("of-the-day", measure="total", best=4, date_said="2023-10-23", refers_to="2023-09-24"),
        claim("long-ago", measure="troops", best=14000, date_said="2022-12-26"),
    )
}
EVENTS = {"fight": FIGHT, "drawdown": DRAWDOWN}
KILLED = KeyFigure(
    "killed", "People killed", "people", ("killed-un", "killed-police"), ("killed-early",), "4 (1 police officer)"
)
NATO = KeyFigure("troops_kfor", "NATO troops in Kosovo", "soldiers", ("nato",), (), "4,500")
TROOPS = KeyFigure("troops", "Serbian troops near the line", "soldiers", ("before", "after"), (), "8,350, then 4,500")


def figure(chosen: KeyFigure, since=None, until=None):
    """The figure for dates written as 2023-09-24; None is an open end."""
    since, until = (date.fromisoformat(day) if day else None for day in (since, until))
    return key_figures(Query(since=since, until=until), [chosen], CLAIMS, EVENTS)[0]


def ids(claims) -> list[str]:
    return [one.claim_id for one in claims]


def test_figures_keep_the_order_in_which_they_were_chosen():
    figures = key_figures(DEFAULT, [TROOPS, KILLED, NATO], CLAIMS, EVENTS)
    assert [one.measure for one in figures] == ["troops", "killed", "troops_kfor"]


def test_a_figure_stands_as_it_was_written_where_all_its_claims_meet_the_dates():
    shown = figure(KILLED, "2023-09-24", "2023-10-06")
    assert (shown.value, shown.detail, shown.unit) == ("4", "1 police officer", "people")
    assert ids(shown.shown) == ["killed-un", "killed-police"]


def test_a_value_without_brackets_has_no_detail():
    shown = figure(TROOPS, "2023-09-24", "2023-10-06")
    assert (shown.value, shown.detail) == ("8,350, then 4,500", "")


@pytest.mark.parametrize(
    ("until", "established_later"),
    [("2023-09-24", "2023-10-23"), ("2023-10-22", "2023-10-23"), ("2023-10-23", ""), ("2023-12-31", ""), (None, "")],
)
def test_a_figure_said_after_the_dates_is_marked_as_established_later(until, established_later):
    assert figure(KILLED, "2023-09-24", until).established_later == established_later


@pytest.mark.parametrize(
    ("since", "until", "value"),
    [
        ("2023-09-24", "2023-10-06", "4,500"),
        ("2023-09-30", "2023-09-30", "4,500"),
        (None, None, "4,500"),
        ("2023-09-24", "2023-09-29", None),
        ("2023-10-01", "2023-10-06", None),
        ("2008-01-01", "2008-12-31", None),
    ],
)
def test_a_standing_figure_is_shown_where_it_was_said(since, until, value):
    assert figure(NATO, since, until).value == value


@pytest.mark.parametrize("chosen", [KILLED, NATO, TROOPS])
def test_without_a_claim_for_the_dates_a_figure_is_unknown_and_not_zero(chosen):
    unknown = figure(chosen, "2008-01-01", "2008-12-31")
    assert unknown.value is None
    assert unknown.detail == ""
    assert unknown.established_later == ""
    assert unknown.shown == ()


def test_without_a_claim_for_the_dates_all_claims_can_still_be_read():
    assert set(ids(figure(NATO, "2008-01-01", "2008-12-31").claims)) == {"nato"}


def test_only_the_claims_that_meet_the_dates_are_shown():
    mixed = KeyFigure("troops", "Troops", "soldiers", ("long-ago", "after"), (), "14,000, then 4,500 (Serbia)")
    shown = figure(mixed, "2023-09-24", "2023-10-06")
    assert (shown.value, shown.detail) == ("4,500", "")
    assert ids(shown.shown) == ["after"]


@pytest.mark.parametrize(
    ("since", "until", "value"),
    [
        ("2023-09-24", "2023-09-24", "4"),
        ("2023-10-23", "2023-10-23", "4"),
        ("2023-09-25", "2023-10-06", None),
    ],
)
def test_a_standing_figure_is_shown_where_it_refers_to(since, until, value):
    total = KeyFigure("total", "Killed", "people", ("of-the-day",), (), "4")
    assert figure(total, since, until).value == value


def test_a_figure_about_a_whole_year_is_shown_only_where_the_year_or_its_saying_is_asked_for():
    earlier = KeyFigure("troops", "Troops", "soldiers", ("year-before",), (), "14,000")
    assert figure(earlier, "2022-01-01", "2022-12-31").value == "14,000"
    assert figure(earlier, "2023-10-02", "2023-10-02").value == "14,000"
    assert figure(earlier, "2022-01-01", "2022-12-30").value is None


def test_claims_are_those_shown_then_those_to_see_also_then_what_is_linked_by_date():
    assert ids(figure(KILLED).claims) == [
        "killed-un", "killed-police", "killed-early", "killed-month", "killed-first",
    ]  # fmt: skip


def test_no_claim_is_listed_twice():
    listed = ids(figure(KILLED).claims)
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize(("chosen", "is_standing"), [(NATO, True), (KILLED, False), (TROOPS, False)])
def test_a_figure_without_an_event_is_a_standing_one(chosen, is_standing):
    assert figure(chosen).is_standing is is_standing


def test_types_actors_and_places_do_not_touch_the_figures():
    narrow = Query(since=DEFAULT.since, until=DEFAULT.until, places=("brussels",), text="nothing")
    assert key_figures(narrow, [NATO], CLAIMS, EVENTS) == key_figures(DEFAULT, [NATO], CLAIMS, EVENTS)


@pytest.mark.parametrize(
    ("low", "best", "high", "text"),
    [
        (4500, 4500, 4500, "4,500"),
        (None, 30, None, "30"),
        (3, 3, 4, "3 (3 to 4)"),
        (1, 2, 3, "2 (1 to 3)"),
        (500, None, 650, "500 to 650"),
        (5, None, None, "at least 5"),
        (3, 3, None, "at least 3"),
        (None, None, 200, "at most 200"),
        (200, None, 200, "200"),
        (0, 0, 0, "0"),
        (1.5, 1.5, 1.5, "1.5"),
        (5000000, None, None, "at least 5,000,000"),
        (15.0, None, 20.0, "15 to 20"),
        (None, None, None, "no number given"),
    ],
)
def test_a_claimed_value_as_a_reader_would_write_it(low, best, high, text):
    assert value_of(claim("c", low=low, best=best, high=high, value_text="no number given")) == text


# Of the real data.


def real_figures(curated_store, since, until):
    dossier = curated_store.dossier
    query = Query(since=date.fromisoformat(since), until=date.fromisoformat(until))
    events = {one.id: one for one in dossier.events}
    return {one.measure: one for one in key_figures(query, dossier.key_figures, dossier.claims, events)}


def test_the_default_view_shows_what_the_newspapers_wrote(curated_store):
    figures = real_figures(curated_store, "2023-09-24", "2023-10-06")
    assert {measure: one.value for measure, one in figures.items()} == {
        "troops_kfor": "4,500",
        "killed": "4",
        "armed_men": "about 30",
        "troops_serbia_near_line": "8,350, then 4,500",
        "troops_additional": "200",
    }
    assert figures["killed"].detail == "1 police officer, 3 gunmen"
    assert figures["killed"].established_later == "2023-10-23"
    assert [one.established_later for measure, one in figures.items() if measure != "killed"] == [""] * 4


def test_the_day_of_the_attack_knows_no_troops(curated_store):
    figures = real_figures(curated_store, "2023-09-24", "2023-09-24")
    assert figures["killed"].value == "4"
    assert figures["killed"].established_later == "2023-10-23"
    assert figures["armed_men"].value == "about 30"
    assert figures["troops_kfor"].value is None
    assert figures["troops_serbia_near_line"].value is None
    assert figures["troops_additional"].value is None


def test_2008_has_no_figure_and_no_zero(curated_store):
    figures = real_figures(curated_store, "2008-01-01", "2008-12-31")
    assert [one.value for one in figures.values()] == [None] * 5


def test_conflicting_claims_stand_beside_the_figure(curated_store):
    figures = real_figures(curated_store, "2023-09-24", "2023-10-06")
    gunmen = {value_of(one) for one in figures["armed_men"].claims}
    assert {"30", "80", "90"} <= gunmen
    assert {"5"} <= {value_of(one) for one in figures["killed"].claims}
