"""Rules of what was taken back, contradicted and sourced, each on a few invented rows."""

from itertools import pairwise

import pytest

from dashboard.sources.curated import TABLES
from dashboard.sources.curated_rules import SeedError, Tables, check_rules

SOURCES = ("source", "other-source", "afp-2023-09-30")


def invented(*, claims=(), statements=(), events=(), coverage=(), calls=(), actors=(), places=()) -> Tables:
    """A dataset of two events at one village, and what is given."""
    rows = {name: [] for name in TABLES} | {
        "sources": [{"source_id": key} for key in SOURCES],
        "actors": [actor("police", "police", "Pristina"), *actors],
        "places": [place("village"), *places],
        "events": [event("fight"), event("talks", date_start="2023-09-28"), *events],
        "claims": list(claims),
        "statements": list(statements),
        "coverage": list(coverage),
        "human_calls": list(calls),
        "sides": [
            {"side": "Pristina", "has_account": "yes", "is_party": "yes", "is_mission": "no"},
            {"side": "NATO/KFOR", "has_account": "yes", "is_party": "no", "is_mission": "yes"},
        ],
    }
    return Tables(rows, [], frozenset(), "seeds")


def actor(key, kind, side):
    return {"key": key, "kind": kind, "side": side}


def place(key, lat="42.97", lon="20.78"):
    return {"key": key, "lat": lat, "lon": lon, "first_form": ""}


def event(key, **changes):
    row = dict.fromkeys(
        ("date_end", "zone", "actor2", "superseded_by", "fatalities_low", "fatalities_best", "fatalities_high",
         "injured_low", "injured_best", "injured_high"), ""
    )  # fmt: skip
    return row | {
        "id": key, "date_start": "2023-09-24", "place": "village", "lat": "42.97", "lon": "20.78",
        "geo_precision": "village", "actor1": "police", "source_ids": "source", "in_article": "no",
        "event_type": "ASSAULT", "context": "", "country_side": "Kosovo",
    } | changes  # fmt: skip


def claim(key, **changes):
    """One gunman killed in the fight, by the police's count."""
    return {
        "claim_id": key, "event_id": "fight", "measure": "killed", "low": "", "best": "", "high": "",
        "value_text": "", "unit": "people", "said_by": "Kosovo Police", "side": "Pristina", "date_said": "2023-09-24",
        "refers_to": "", "source_id": "source", "superseded_by": "", "conflicts_with": "",
    } | changes  # fmt: skip


def exactly(key, number, **changes):
    return claim(key, low=number, best=number, high=number, **changes)


def others(key, number, **changes):
    """A count of somebody else."""
    return exactly(key, number, **{"said_by": "UN envoy", "side": "UN", **changes})


def statement(key, **changes):
    return {
        "statement_id": key, "event_id": "fight", "date": "2023-09-24", "speaker": "A. Minister, Serbian minister",
        "side": "Belgrade", "source_id": "source", "superseded_by": "",
    } | changes  # fmt: skip


def call(**changes):
    return {"date_from": "2023-09-24", "date_to": "2023-10-06", "event_ids": "fight;talks"} | changes


def coverage(**changes):
    row = {"date_from": "2023-09-24", "date_to": "2023-09-27", "place": "village", "complete": "yes"}
    return row | changes


def found(**tables) -> list[tuple[str, int | None, str, str]]:
    """File, line, column and rule of every problem."""
    try:
        check_rules(invented(**tables))
    except SeedError as refused:
        return [(one.file, one.line, one.column, one.rule) for one in refused.problems]
    return []


def rules(**tables) -> list[str]:
    return [rule for *_where, rule in found(**tables)]


def test_the_invented_rows_keep_every_rule():
    assert found(
        claims=[exactly("a", "1", superseded_by="b"), exactly("b", "3", date_said="2023-09-25", conflicts_with="c;d"),
                others("c", "4"), others("d", "5", said_by="OSCE", side="other", conflicts_with="c")],
        statements=[statement("s", superseded_by="t"), statement("t", date="2023-10-01")],
        events=[event("shut", superseded_by="open"), event("open", date_start="2023-10-04")],
        coverage=[coverage()],
        calls=[call()],
    ) == []  # fmt: skip


# What the later of two claims has instead; words of the rule.
@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"event_id": "talks"}, "later has the event_id “talks”, not “fight”"),
        ({"measure": "injured"}, "later has the measure “injured”, not “killed”"),
        ({"unit": "soldiers"}, "later has the unit “soldiers”, not “people”"),
        ({"date_said": "2023-09-23"}, "later is of 2023-09-23, earlier than this row (2023-09-24)"),
        ({"date_said": "2023-08"}, "later is of 2023-08, earlier than this row (2023-09-24)"),
        ({"date_said": ""}, "later is of an unknown day, earlier than this row (2023-09-24)"),
        (
            {"said_by": "Interior minister Sveçla"},
            "later was said by Interior minister Sveçla (Pristina), another speaker than Kosovo Police (Pristina)",
        ),
        ({"side": "Belgrade"}, "later was said by Kosovo Police (Belgrade), another speaker than Kosovo Police"),
    ],
)
def test_a_claim_is_superseded_by_a_later_one_of_the_same_speaker_event_measure_and_unit(changes, rule):
    first = exactly("first", "1", superseded_by="later")
    later = exactly("later", "1", **{"date_said": "2023-09-25", **changes})
    assert [(file, line, column) for file, line, column, _rule in found(claims=[first, later])] == [
        ("claims.csv", 2, "superseded_by")
    ]
    assert rules(claims=[first, later])[0].startswith(rule)


@pytest.mark.parametrize("changes", [{"date_said": "2023-09-24"}, {"date_said": "2023-09"}, {"date_said": "2023"}])
def test_what_may_be_later_supersedes(changes):
    assert rules(claims=[exactly("a", "1", superseded_by="b"), exactly("b", "2", **changes)]) == []


def test_words_are_superseded_by_a_number_though_they_have_no_unit():
    words = claim("a", value_text="no number given", unit="", superseded_by="b")
    assert rules(claims=[words, exactly("b", "2")]) == []


# Two cells of one side, and whether they are one speaker.
@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("UNMIK spokesman A. Ivanko", "UNMIK spokesperson", True),
        ("Kosovo Police", "Kosovo Police and interior minister Sveçla", True),
        ("Interior minister Sveçla", "Kosovo Police and interior minister Sveçla", True),
        ("Police director Gazmend Hoxha", "Kosovo Police (N1)", True),
        ("Prosecutor Naim Abazi", "Kosovo prosecution (local media in UN digest)", True),
        ("EU HR Borrell", "EU (speech for HR Borrell)", True),
        ("NATO/KFOR", "NATO", True),
        ("Serbian PM A. Vučić", "President Vučić to CNN", True),
        ("Ivica Dačić, Serbian foreign minister", "Ivica Dačić, Prime Minister of Serbia", True),
        ("Tanjug via B92", "Tanjug", True),
        ("Interior minister Sveçla", "Kosovo Police", False),
        ("Kosovo prosecution", "Kosovo Police", False),
        ("President Vučić", "Serbian chief of staff Mojsilović", False),
        ("Government of Kosovo", "Assembly of Kosovo", False),
        ("EULEX (2013)", "EU Civilian Operations Commander", False),
        ("RFE/RL (AP video)", "AP", False),
        ("Kosovo media via Reuters", "Reuters", False),
        ("Local media via The Times", "Serbian local media", False),
        ("Romanian ambassador to NATO", "NATO statement", False),
    ],
)
def test_an_office_speaks_through_its_people_and_nobody_speaks_for_who_passes_a_word_on(one, other, is_same):
    claims = [exactly("a", "1", said_by=one, superseded_by="b"), exactly("b", "1", said_by=other)]
    assert bool(rules(claims=claims)) is not is_same


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"date": "2023-09-23"}, "later is of 2023-09-23, earlier than this row (2023-09-24)"),
        ({"speaker": "B. Other, President"}, "later was said by B. Other, President (Belgrade), another speaker"),
    ],
)
def test_a_statement_is_taken_back_by_its_speaker_and_later(changes, rule):
    first, later = statement("first", superseded_by="later"), statement("later", **changes)
    ((file, line, column, said),) = found(statements=[first, later])
    assert (file, line, column) == ("statements.csv", 2, "superseded_by")
    assert said.startswith(rule)


def test_an_event_is_undone_by_a_later_one():
    shut = event("shut", superseded_by="open")
    ((file, line, column, rule),) = found(events=[shut, event("open", date_start="2023-09-23")])
    assert (file, line, column) == ("events.csv", 4, "superseded_by")
    assert rule == "open is of 2023-09-23, earlier than this row (2023-09-24)"


# Rows of one table, and the ids in the order in which they take each other back.
@pytest.mark.parametrize(
    ("tables", "circle"),
    [
        ({"claims": [exactly("a", "1", superseded_by="a")]}, "aa"),
        ({"statements": [statement("a", superseded_by="a")]}, "aa"),
        ({"events": [event("a", superseded_by="a")]}, "aa"),
        ({"claims": [exactly("a", "1", superseded_by="b"), exactly("b", "1", superseded_by="a")]}, "aba"),
        (
            {"events": [event("a", superseded_by="b"), event("b", superseded_by="c"), event("c", superseded_by="a")]},
            "abca",
        ),
    ],
)
def test_nothing_takes_itself_back_in_the_end(tables, circle):
    assert rules(**tables) == [f"{later} leads back to {one} itself" for one, later in pairwise(circle)]


def test_what_leads_into_a_circle_is_not_blamed_for_it():
    events = [event("x", superseded_by="a"), event("a", superseded_by="b"), event("b", superseded_by="a")]
    assert [line for _file, line, *_rest in found(events=events)] == [5, 6]


# What the contradicted claim has instead; words of the rule.
@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"measure": "injured"}, "b has the measure “injured”, not “killed”"),
        ({"unit": "soldiers"}, "b has the unit “soldiers”, not “people”"),
        ({"event_id": "talks"}, "b is about another event (talks), and refers_to says of no common day"),
        ({"event_id": ""}, "b is about another event (none), and refers_to says of no common day"),
        ({"said_by": "Kosovo Police (AFP)", "side": "Pristina"}, "b is of the same speaker (Kosovo Police (AFP))"),
    ],
)
def test_a_claim_conflicts_with_another_speakers_of_the_same(changes, rule):
    claims = [exactly("a", "1", conflicts_with="b"), others("b", "2", **changes)]
    assert found(claims=claims) == [("claims.csv", 2, "conflicts_with", rule)]


def test_each_of_a_list_is_looked_at():
    claims = [exactly("a", "1", conflicts_with="b;c"), others("b", "2"), others("c", "3", measure="injured")]
    assert rules(claims=claims) == ["c has the measure “injured”, not “killed”"]


def test_claims_about_two_events_conflict_where_they_describe_one_day():
    claims = [
        exactly("a", "1", refers_to="2023-09-30", conflicts_with="b"),
        others("b", "2", event_id="talks", refers_to="2023-09"),
    ]
    assert rules(claims=claims) == []
    claims[1]["refers_to"] = "2023-10"
    assert len(rules(claims=claims)) == 1


def test_a_dispute_holds_all_figures_that_contradict_each_other_and_not_pairs():
    pair = [exactly("a", "2", conflicts_with="b"), others("b", "3")]
    assert rules(claims=pair) == []
    third = others("c", "3", said_by="EU speech", side="EU")
    assert found(claims=[*pair, third]) == [
        ("claims.csv", 4, "conflicts_with", "c contradicts a, but no chain of conflicts_with joins them")
    ]
    assert rules(claims=[*pair, third | {"conflicts_with": "a"}]) == []
    # Two disputes about one figure are one: 2 and 3 here, 4 and 5 there.
    more = [
        others("d", "4", said_by="OSCE", side="other", conflicts_with="e"),
        others("e", "5", said_by="BBC", side="media"),
    ]
    assert rules(claims=[*pair, *more]) == ["d contradicts a, but no chain of conflicts_with joins them"]


# Low, best and high of two speakers, and whether both cannot be right.
@pytest.mark.parametrize(
    ("one", "other", "contradict"),
    [
        (("3", "3", "3"), ("4", "4", "4"), True),
        (("3", "3", "3"), ("3", "3", "4"), False),
        (("5", "", ""), ("3", "3", "3"), True),  # at least 5
        (("30", "30", ""), ("90", "90", "90"), False),  # at least 30
        (("", "", "200"), ("", "90", ""), False),  # at most 200
        (("", "", "8400"), ("14000", "14000", "14000"), True),
        (("5", "", ""), ("", "", "4"), True),
        (("15", "", "20"), ("", "20", ""), False),
        (("", "4500", ""), ("4511", "4511", "4511"), False),  # about 4,500
        (("", "4500", ""), ("4400", "4400", "4400"), True),
        (("", "30", ""), ("", "49", ""), True),
        (("", "30", ""), ("35", "35", "35"), False),  # what is about 30 may be 35
        (("", "30", ""), ("36", "36", "36"), True),
        (("0", "0", "0"), ("2", "2", "2"), True),
    ],
)
def test_figures_contradict_where_their_ranges_share_nothing(one, other, contradict):
    low_best_high = ("low", "best", "high")
    claims = [
        claim("a", **dict(zip(low_best_high, one, strict=True))),
        claim("b", said_by="UN envoy", side="UN", **dict(zip(low_best_high, other, strict=True))),
    ]
    assert bool(rules(claims=claims)) is contradict
    assert bool(rules(claims=claims[::-1])) is contradict


@pytest.mark.parametrize(
    "changes",
    [
        {"superseded_by": "later"},
        {"measure": "injured"},
        {"unit": "soldiers"},
        {"refers_to": "2023-09-25"},
        {"event_id": "talks"},
        {"said_by": "Kosovo Police chief", "side": "Pristina"},
    ],
)
def test_figures_of_different_things_contradict_nothing(changes):
    differing = others("b", "2", **changes)
    later = others("later", "1") if "superseded_by" in changes else others("later", "1", measure="arrested")
    assert rules(claims=[exactly("a", "1"), differing, later]) == []
    assert len(rules(claims=[exactly("a", "1"), others("b", "2")])) == 1


def test_standing_figures_of_one_day_contradict_each_other_and_of_two_days_do_not():
    first, second = exactly("a", "4500", event_id=""), others("b", "3000", event_id="")
    assert len(rules(claims=[first, second])) == 1
    assert rules(claims=[first, second | {"date_said": "2023-10-01"}]) == []
    assert len(rules(claims=[first, second | {"date_said": "2023-10-01", "refers_to": "2023-09-24"}])) == 1
    both = [one | {"refers_to": "2023-09-01"} for one in (first, second | {"date_said": "2023-10-01"})]
    assert len(rules(claims=both)) == 1


def test_words_contradict_where_a_reader_says_so_alone():
    words = claim("a", value_text="02:30", unit="", measure="time_of_day")
    other = words | {"claim_id": "b", "value_text": "02:46", "said_by": "President Vučić", "side": "Belgrade"}
    assert rules(claims=[words, other]) == []
    assert rules(claims=[words | {"conflicts_with": "b"}, other]) == []


@pytest.mark.parametrize(
    "row",
    [
        {"claims": [exactly("a", "1", source_id="other-source")]},
        {"statements": [statement("s", source_id="other-source")]},
    ],
)
def test_an_event_lists_the_source_of_what_is_said_of_it(row):
    ((file, line, column, rule),) = found(**row)
    assert (file, line, column) == (f"{next(iter(row))}.csv", 2, "source_id")
    assert rule == "other-source is not among the sources of its event fight"


def test_an_event_of_the_article_lists_the_article():
    ((file, line, column, rule),) = found(events=[event("told", in_article="yes")])
    assert (file, line, column) == ("events.csv", 4, "source_ids")
    assert "afp-2023-09-30 is not among its sources" in rule
    assert rules(events=[event("told", in_article="yes", source_ids="source;afp-2023-09-30")]) == []


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"event_ids": "fight"}, "a call rests on two events or more, and this one names 1"),
        ({"event_ids": ""}, "a call rests on two events or more, and this one names 0"),
        ({"date_to": "2023-09-27"}, "talks began on 2023-09-28, outside the call's dates (2023-09-24 to 2023-09-27)"),
        ({"date_from": "2023-09-25"}, "fight began on 2023-09-24, outside the call's dates (2023-09-25 to 2023-10-06)"),
    ],
)
def test_a_call_names_the_events_of_its_period_that_it_rests_on(changes, rule):
    assert found(calls=[call(**changes)]) == [("human_calls.csv", 2, "event_ids", rule)]


def test_complete_coverage_has_an_event_for_every_claim_of_its_days_at_its_place():
    find = exactly("find", "2", refers_to="2023-09-26")
    ((file, line, column, rule),) = found(coverage=[coverage()], claims=[find])
    assert (file, line, column) == ("coverage.csv", 2, "complete")
    assert rule == "find is of 2023-09-26 at village, and no event there is of that day"
    assert rules(coverage=[coverage(complete="no")], claims=[find]) == []
    assert rules(coverage=[coverage()], claims=[find], events=[event("search", date_start="2023-09-26")]) == []
    long = event("search", date_start="2023-09-25", date_end="2023-09-27")
    assert rules(coverage=[coverage()], claims=[find], events=[long]) == []


@pytest.mark.parametrize(
    "changes",
    [{"refers_to": "2023-09-29"}, {"refers_to": "2023-09"}, {"refers_to": ""}, {"event_id": "far"}, {"event_id": ""}],
)
def test_coverage_answers_for_its_own_days_and_place_alone(changes):
    far = event("far", place="town", date_start="2023-09-24")
    claims = [exactly("find", "2", **{"refers_to": "2023-09-26", **changes})]
    assert rules(coverage=[coverage()], claims=claims, events=[far], places=[place("town", lat="42.90")]) == []


def test_coverage_of_a_village_answers_for_the_sites_in_it():
    """0.01 degrees of latitude are 1.1 km."""
    site = event("siege", place="monastery")
    claims = [exactly("find", "2", event_id="siege", refers_to="2023-09-26")]
    assert (
        len(rules(coverage=[coverage()], claims=claims, events=[site], places=[place("monastery", lat="42.98")])) == 1
    )


@pytest.mark.parametrize("changes", [{"place": ""}, {"date_to": ""}])
def test_nothing_is_complete_without_place_and_end(changes):
    assert rules(coverage=[coverage(**changes)]) == [
        "complete for no single place, or without an end: nobody can check that"
    ]


@pytest.mark.parametrize("kind", ["civilians", "armed group"])
def test_who_holds_no_office_takes_no_side(kind):
    ((file, line, column, rule),) = found(actors=[actor("crowd", kind, "Kosovo Serb")])
    assert (file, line, column) == ("actors.csv", 3, "side")
    assert rule.startswith(f"crowd ({kind}) is counted to Kosovo Serb")
    assert rules(actors=[actor("crowd", kind, "other")]) == []


MISSION = (actor("kfor", "mission", "NATO/KFOR"), actor("uk", "government", "NATO/KFOR"))


@pytest.mark.parametrize("event_type", ["AGREE", "AID", "MOBILIZE"])
def test_peacekeepers_are_reinforced_by_others_than_the_parties(event_type):
    """What the ledger lists apart is never a party's own move."""
    sent = {"event_type": event_type, "context": "military;peacekeeping"}
    assert rules(events=[event("sent", actor1="uk", **sent)], actors=MISSION) == []
    ((file, line, column, rule),) = found(events=[event("sent", actor1="uk;police", **sent)], actors=MISSION)
    assert (file, line, column) == ("events.csv", 4, "context")
    assert rule.startswith("police is of a party (Pristina)")
    assert rules(events=[event("sent", event_type=event_type, context="military")]) == []


def test_no_peacekeepers_are_mobilised_against_their_own_mission():
    sent = event("sent", actor1="uk", actor2="kfor", event_type="MOBILIZE", context="peacekeeping")
    assert [one[:3] for one in found(events=[sent], actors=MISSION)] == [("events.csv", 4, "actor2")]
    assert rules(events=[sent | {"event_type": "PROTEST"}], actors=MISSION) == []
