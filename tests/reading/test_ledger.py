"""The ledger by hand arithmetic, and what holds of any ledger whatever its events."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from math import log2

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.dossier.event import EventType, Source, Weight
from dashboard.query import Query
from dashboard.query.options import LedgerRules
from dashboard.reading.ledger.breakdown import Breakdown, break_down, breakdown_of
from dashboard.reading.ledger.days import (
    COOPERATION,
    HOSTILITY,
    HOSTILITY_LOW,
    LINES,
    LedgerDay,
    daily,
    daily_of_many,
    daily_weights,
    faded,
    last_day,
    on_day,
    points_text,
)
from dashboard.reading.ledger.entries import Counted, Entry, counted_entries
from dashboard.reading.weights import Weights
from tests.factories import event, store

DAY = date(2023, 9, 24)
WEIGHTS = Weights(
    [
        Weight(EventType.ASSAULT, "", -9, ""),
        Weight(EventType.COERCE, "", -7, ""),
        Weight(EventType.MOBILIZE, "", -6.5, ""),
        Weight(EventType.ACCUSE, "", -3.5, ""),
        Weight(EventType.RETREAT, "", 8, ""),
        Weight(EventType.AGREE, "", 2.5, ""),
    ]
)


def entry(event_id, weight, day=DAY, **changes) -> Entry:
    event_type = EventType.ASSAULT if weight < 0 else EventType.RETREAT
    return replace(Entry(day, event_type, "", weight, is_corroborated=True, event_id=event_id), **changes)


def lines(entries, day, half_life=14, added=False) -> dict[str, float]:
    counted = counted_entries(entries, is_peacekeeping_added=added)
    return on_day(daily(counted), LedgerDay("curated", day, half_life))


def hostility(entries, day, **how) -> float:
    return lines(entries, day, **how)[HOSTILITY]


# The worked example of the method: an attack of three acts and shut crossings, then troops and an allegation.
ATTACK = [
    entry("ambush", -9, episode="attack"),
    entry("seizure", -7, episode="attack"),
    entry("battle", -9, episode="attack"),
]
CROSSINGS = [entry("one shut", -7, episode="crossings"), entry("the other shut", -7, episode="crossings")]
TROOPS = entry("troops", -6.5, DAY + timedelta(5), episode="deployment", event_type=EventType.MOBILIZE)
ALLEGATION = entry("allegation", -3.5, DAY + timedelta(5), episode="words", event_type=EventType.ACCUSE)
EXAMPLE = [*ATTACK, *CROSSINGS, TROOPS, ALLEGATION]


def test_the_worked_example():
    assert hostility(EXAMPLE, DAY) == 16.0
    # 16 * 2^(-6/14) + 10 * 2^(-1/14) = 11.888 + 9.517
    assert hostility(EXAMPLE, DAY + timedelta(6)) == pytest.approx(21.405, abs=0.001)
    table = broken_down(EXAMPLE, DAY + timedelta(6))
    assert points_text(table.sums[HOSTILITY]) == "21.4"


def test_the_worked_example_through_the_store():
    events = [
        event("ambush", episode="attack"),
        event("seizure", episode="attack", event_type=EventType.COERCE),
        event("battle", episode="attack"),
        event("one-shut", episode="crossings", event_type=EventType.COERCE),
        event("other-shut", episode="crossings", event_type=EventType.COERCE),
        event("troops", date_start=date(2023, 9, 29), event_type=EventType.MOBILIZE),
        event("claim", date_start=date(2023, 9, 29), event_type=EventType.ACCUSE),
    ]
    asked = Query(since=date(2023, 9, 30), until=date(2023, 9, 30))
    found = break_down(store(*events, weights=WEIGHTS.rows), asked, LedgerRules(14))
    assert points_text(found.sums[HOSTILITY]) == "21.4"  # also of what happened before the query's first day
    # The one source of all events is a paper.
    assert found.sums[HOSTILITY_LOW] == 0


def broken_down(entries, day, half_life=14, added=False) -> Breakdown:
    counted = counted_entries(entries, is_peacekeeping_added=added)
    return breakdown_of(counted, daily(counted), LedgerDay("curated", day, half_life))


def test_an_episode_counts_its_largest_hostile_and_its_largest_cooperative_event_once_a_day():
    entries = [
        entry("a", -7, episode="e"),
        entry("b", -9, episode="e"),
        entry("c", 8, episode="e"),
        entry("d", 4, episode="e"),
        entry("e", -2, DAY + timedelta(1), episode="e"),
        entry("f", -1),
        entry("g", -1),
    ]
    standings = [counted.counted for counted in counted_entries(entries, is_peacekeeping_added=False)]
    yes, not_twice = Counted.YES, Counted.EPISODE
    assert standings == [not_twice, yes, yes, not_twice, yes, yes, yes]
    assert lines(entries, DAY) == {HOSTILITY: 11, COOPERATION: 8, "hostility_low": 11, "cooperation_low": 8}


def test_low_is_the_largest_corroborated_event_of_an_episode():
    entries = [entry("a", -9, episode="e", is_corroborated=False), entry("b", -7, episode="e")]
    assert lines(entries, DAY) == {HOSTILITY: 9, COOPERATION: 0, "hostility_low": 7, "cooperation_low": 0}


def test_peacekeepers_who_move_in_are_listed_apart_until_they_are_added():
    # Half is left after a half-life: 6.5 of hostility, and 2.5 + 10 of cooperation.
    moves = [
        entry("moved", -6.5, event_type=EventType.MOBILIZE, is_peacekeeping=True),
        entry("promised", 2.5, event_type=EventType.AGREE, is_peacekeeping=True),
        entry("arrived", 10, event_type=EventType.AID, is_peacekeeping=True),
    ]
    clash = entry("clash", -7, event_type=EventType.PROTEST, is_peacekeeping=True)
    table = broken_down([*moves, clash], DAY + timedelta(14))
    # Violence against peacekeepers is violence.
    assert (table.sums[HOSTILITY], table.sums[COOPERATION]) == (Decimal("3.500"), Decimal("0.000"))
    assert (table.set_aside, table.aside) == (3, {HOSTILITY: Decimal("3.250"), COOPERATION: Decimal("6.250")})
    standings = {row.entry.event_id: row.counted for row in table.rows}
    assert standings == dict.fromkeys(("moved", "promised", "arrived"), Counted.PEACEKEEPING) | {"clash": Counted.YES}
    both = broken_down([*moves, clash], DAY + timedelta(14), added=True)
    assert (both.sums[HOSTILITY], both.sums[COOPERATION], both.set_aside) == (Decimal("6.750"), Decimal("6.250"), 0)


def test_what_a_day_hangs_on_is_what_is_lost_without_it():
    # Without the ambush the battle counts as much; without the allegation 3.5 * 2^(-1/14) is lost, of troops 6.186.
    influence = broken_down(EXAMPLE, DAY + timedelta(6)).influences[HOSTILITY]
    assert influence.entry.event_id == "troops"
    assert influence.change == pytest.approx(6.5 * 2 ** (-1 / 14))
    assert COOPERATION not in broken_down(EXAMPLE, DAY).influences


def test_what_comes_after_the_day_adds_nothing():
    table = broken_down([entry("a", -9, DAY + timedelta(1)), entry("b", -7)], DAY)
    assert [row.entry.event_id for row in table.rows] == ["b"]
    assert table.sums[HOSTILITY] == 7


def test_small_contributions_are_gathered_and_the_sum_stays_exact():
    # 140 days are ten half-lives: 9 / 1024 = 0.0088 is less than a hundredth, 11 / 1024 = 0.0107 is not.
    table = broken_down(
        [entry("old", -9), entry("older", -11), entry("new", -5, DAY + timedelta(140))], DAY + timedelta(140)
    )
    assert [row.entry.event_id for row in table.rows] == ["new", "older"]
    assert table.sums[HOSTILITY] == Decimal("5.020")  # 5 + 20 / 1024 = 5.01953
    assert table.rest[HOSTILITY] == Decimal("0.009")  # 5.020 - 5.000 - 0.011


def test_many_events_of_a_day_and_type_count_as_one_row():
    weighed = pa.table(
        {
            "date_start": [DAY, DAY, DAY, DAY - timedelta(14), DAY],
            "event_type": ["ASSAULT", "RETREAT", "MOBILIZE", "OTHER", "AGREE"],
            "mode": ["firearms", "", "", "", ""],
            "is_peacekeeping": [False, False, True, False, True],
            "corroborated": [True, False, True, True, True],
            "events": [3, 2, 5, 1000, 1],
        }
    )
    (day,) = daily_of_many(weighed, WEIGHTS, is_peacekeeping_added=False).to_dict("index").items()
    assert day[0].date() == DAY
    assert day[1] == {HOSTILITY: 27, COOPERATION: 16, "hostility_low": 27, "cooperation_low": 0, "events": 5}
    added = daily_of_many(weighed, WEIGHTS, is_peacekeeping_added=True)
    assert (added[HOSTILITY].tolist(), added[COOPERATION].tolist()) == ([59.5], [18.5])


def test_no_events_make_a_ledger_of_zeros():
    nothing = daily(counted_entries([], is_peacekeeping_added=False))
    assert set(on_day(nothing, LedgerDay("curated", DAY, 14)).values()) == {0}
    assert faded(nothing, 14, DAY, DAY + timedelta(2))[HOSTILITY].tolist() == [0, 0, 0]
    empty = pa.table(
        {
            "date_start": pa.array([], pa.date32()),
            "event_type": pa.array([], pa.string()),
            "mode": pa.array([], pa.string()),
            "is_peacekeeping": pa.array([], pa.bool_()),
            "corroborated": pa.array([], pa.bool_()),
            "events": pa.array([], pa.int64()),
        }
    )
    assert len(daily_of_many(empty, WEIGHTS, is_peacekeeping_added=False)) == 0


def test_an_open_end_means_the_last_day_with_an_event():
    made = store(event("a"), event("b", date_start=date(2024, 1, 2)))
    assert last_day(made, Query(until=DAY)) == DAY
    assert last_day(made, Query()) == date(2024, 1, 2)
    assert last_day(made, Query(text="no such word")) is None


def test_low_holds_what_two_origins_or_an_official_source_report():
    def source(key, publisher, kind="press"):
        return Source(key, publisher, "", "2023-09-24", "", kind, "", "")

    sources = (
        source("a", "AFP via One Paper", "agency"),
        source("b", "AFP (copy at Another)", "agency"),
        source("c", "Reuters", "agency"),
        source("d", "Ministry of the Interior", "official"),
    )
    events = [
        event("one", sources=("a",)),
        event("twice-the-same", sources=("a", "b")),
        event("two", sources=("a", "c")),
        event("official", sources=("d",)),
    ]
    made = store(*events, sources=sources, weights=WEIGHTS.rows)
    found = break_down(made, Query(until=DAY), LedgerRules(14))
    assert {row.entry.event_id for row in found.rows if row.adds[HOSTILITY_LOW]} == {"two", "official"}
    assert (found.sums[HOSTILITY], found.sums[HOSTILITY_LOW]) == (36, 18)


DAYS = st.integers(0, 400).map(lambda days: date(2023, 1, 1) + timedelta(days))
WEIGHT = st.sampled_from([-10, -9, -6.5, -1, 0.5, 4, 8])
HALF_LIVES = st.integers(1, 365)


@st.composite
def ledgers(draw) -> list[Entry]:
    made = []
    for number in range(draw(st.integers(0, 12))):
        weight = draw(WEIGHT)
        made.append(
            entry(
                f"e{number}",
                weight,
                draw(DAYS),
                event_type=draw(
                    st.sampled_from([EventType.MOBILIZE, EventType.ASSAULT] if weight < 0 else [EventType.AID])
                ),
                episode=draw(st.sampled_from(["", "", "one", "two"])),
                is_corroborated=draw(st.booleans()),
                is_peacekeeping=draw(st.booleans()),
            )
        )
    return made


LAST = date(2024, 3, 1)


@given(ledgers(), HALF_LIVES)
def test_half_is_left_after_a_half_life(entries, half_life):
    now, later = lines(entries, LAST, half_life), lines(entries, LAST + timedelta(half_life), half_life)
    for line in LINES:
        assert later[line] == pytest.approx(now[line] / 2)


@given(ledgers(), HALF_LIVES, st.integers(2, 5))
def test_lines_are_linear_in_the_weights(entries, half_life, times):
    more = [replace(entry, weight=entry.weight * times) for entry in entries]
    for line, value in lines(entries, LAST, half_life).items():
        assert lines(more, LAST, half_life)[line] == pytest.approx(value * times)


@given(ledgers(), HALF_LIVES, DAYS)
def test_every_day_of_a_line_is_the_sum_of_what_is_left(entries, half_life, day):
    added = daily(counted_entries(entries, is_peacekeeping_added=False))
    lines_to = faded(added, half_life, date(2023, 6, 1), LAST)
    if day >= date(2023, 6, 1):
        here = lines_to[lines_to.index == str(day)].iloc[0]
        for line, value in on_day(added, LedgerDay("curated", day, half_life)).items():
            assert here[line] == pytest.approx(value)


@given(ledgers(), HALF_LIVES)
def test_low_is_never_above_high(entries, half_life):
    found = lines(entries, LAST, half_life)
    assert 0 <= found["hostility_low"] <= found[HOSTILITY] + 1e-9
    assert 0 <= found["cooperation_low"] <= found[COOPERATION] + 1e-9


@given(ledgers(), HALF_LIVES)
def test_adding_peacekeepers_never_lowers_hostility_or_cooperation(entries, half_life):
    without, with_them = (lines(entries, LAST, half_life, added=added) for added in (False, True))
    assert with_them[HOSTILITY] >= without[HOSTILITY] - 1e-9
    assert with_them[COOPERATION] >= without[COOPERATION] - 1e-9


@given(st.data(), ledgers(), HALF_LIVES)
def test_the_order_of_events_changes_nothing(data, entries, half_life):
    shuffled = data.draw(st.permutations(entries))
    one, other = broken_down(entries, LAST, half_life), broken_down(shuffled, LAST, half_life)
    assert one.rows == other.rows
    assert one.sums == other.sums


@given(ledgers(), HALF_LIVES)
def test_leaving_any_one_event_out_lowers_a_line_by_no_more_than_is_said(entries, half_life):
    influences = broken_down(entries, LAST, half_life).influences
    whole = lines(entries, LAST, half_life)
    for line in (HOSTILITY, COOPERATION):
        lost = [
            whole[line] - lines([entry for entry in entries if entry is not left_out], LAST, half_life)[line]
            for left_out in entries
        ]
        said = influences[line].change if line in influences else 0
        assert max(lost, default=0) == pytest.approx(said, abs=1e-9)
        assert all(value >= -1e-9 for value in lost)


@given(ledgers(), HALF_LIVES, DAYS)
def test_rows_and_rest_add_up_to_the_figures(entries, half_life, day):
    table = broken_down(entries, day, half_life)
    for line in LINES:
        assert sum((row.adds[line] for row in table.rows), table.rest[line]) == table.sums[line]
        assert float(table.sums[line]) == pytest.approx(lines(entries, day, half_life)[line], abs=0.0005)


def test_days_of_the_curated_ledger_are_those_of_its_events():
    made = store(
        event("a"), event("b", date_start=DAY + timedelta(3), event_type=EventType.OTHER), weights=WEIGHTS.rows
    )
    added = daily_weights(made, Query(), is_peacekeeping_added=False)
    assert [day.date() for day in added.index] == [DAY]


def test_a_half_life_is_where_half_is_left():
    assert hostility([entry("a", -8)], DAY + timedelta(30), half_life=10) == pytest.approx(1.0)
    assert log2(hostility([entry("a", -8)], DAY + timedelta(15), half_life=10)) == pytest.approx(1.5)
