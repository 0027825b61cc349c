"""Running sums by day, against sums made by hand."""

from datetime import date

import pyarrow as pa
import pytest

from dashboard.dossier.event import Confidence, EventType, GeoPrecision
from dashboard.query import Query
from dashboard.store.columns import DAILY_SUMS
from dashboard.store.tally import Tally, knows

# First and last day (of October 2023), type, precision, rank of confidence, events, low deaths, area, elsewhere.
ROWS = [
    (1, 1, "ASSAULT", "village", 3, 2, 5, "", None),
    (1, 4, "ASSAULT", "zone", None, 1, None, "zone:north", None),
    (2, 2, "PROTEST", "country", 1, 4, 0, None, "brussels"),
    (4, 5, "PROTEST", "village", 2, 3, None, "", None),
    (9, 9, "ASSAULT", "country", 2, 1, 2, None, "belgrade"),
]


def day(number: int) -> date:
    return date(2023, 10, number)


COLUMNS = {
    "date_start": pa.date32(),
    "last_day": pa.date32(),
    "event_type": pa.string(),
    "geo_precision": pa.string(),
    "confidence_rank": pa.int64(),
    "events": pa.int64(),
    "deaths": pa.int64(),
    "area": pa.string(),
    "elsewhere": pa.string(),
}


def tally(rows=ROWS) -> Tally:
    columns = zip(*[(day(first), day(last), *rest) for first, last, *rest in rows], strict=True)
    table = pa.table(
        [pa.array(column, kind) for column, kind in zip(columns, COLUMNS.values(), strict=True)], [*COLUMNS]
    )
    unknown = pa.nulls(len(rows), pa.int64())
    sums = {name: table["deaths"] if name == "fatalities_low" else unknown for name in DAILY_SUMS}
    kinds = table.select([*COLUMNS][:6])
    for name, column in sums.items():
        kinds = kinds.append_column(name, column)
    return Tally(kinds, table.drop_columns(["deaths"]))


@pytest.mark.parametrize(
    ("query", "events", "deaths"),
    [
        (Query(), 11, 7),
        (Query(since=day(2), until=day(4)), 8, 0),
        (Query(since=day(3), until=day(3)), 1, None),  # only what began before and lasts
        (Query(since=day(5), until=day(8)), 3, None),
        (Query(since=day(6), until=day(8)), 0, None),
        (Query(until=day(1)), 3, 5),
        (Query(since=day(9)), 1, 2),
        (Query(since=day(20)), 0, None),
        (Query(until=date(2023, 9, 30)), 0, None),
        (Query(types=(EventType.PROTEST,)), 7, 0),
        (Query(types=(EventType.AID,)), 0, None),
        (Query(precisions=(GeoPrecision.VILLAGE, GeoPrecision.ZONE)), 6, 5),
        (Query(confidence=Confidence.MEDIUM), 6, 7),  # unknown confidence is no medium one
        (Query(day(1), day(4), types=(EventType.ASSAULT,), confidence=Confidence.HIGH), 2, 5),
    ],
)
def test_totals_are_of_the_query(query, events, deaths):
    totals = tally().totals(query)
    assert (totals["events"], totals["fatalities_low"], totals["injured_high"]) == (events, deaths, None)


def test_counts_leave_out_what_is_null_and_begin_with_the_most_frequent():
    assert tally().counts(Query(), "elsewhere") == [("brussels", 4), ("belgrade", 1)]
    assert tally().counts(Query(), "area") == [("", 5), ("zone:north", 1)]
    assert tally().counts(Query(), "event_type") == [("PROTEST", 7), ("ASSAULT", 4)]
    assert tally().counts(Query(since=day(9)), "elsewhere") == [("belgrade", 1)]


def bars(query: Query, width) -> list[tuple[str, str, int]]:
    return [(str(first), event_type, events) for first, event_type, events in tally().histogram(query, width)]


def test_bins_begin_with_what_lasts_until_the_first_of_them():
    assert bars(Query(day(3), day(9)), "day") == [
        ("2023-10-03", "ASSAULT", 1),
        ("2023-10-04", "PROTEST", 3),
        ("2023-10-09", "ASSAULT", 1),
    ]


def test_weeks_begin_on_monday_and_months_on_their_first_day():
    # 2 October 2023 was a Monday.
    assert bars(Query(), "week") == [
        ("2023-09-25", "ASSAULT", 3),
        ("2023-10-02", "PROTEST", 7),
        ("2023-10-09", "ASSAULT", 1),
    ]
    assert bars(Query(), "month") == [("2023-10-01", "ASSAULT", 4), ("2023-10-01", "PROTEST", 7)]


@pytest.mark.parametrize(
    ("query", "first", "last", "holding"),
    [
        (Query(), 0, 2, (day(1), day(1), 0)),
        (Query(), 2, 3, (day(1), day(2), 0)),
        (Query(), 7, 10, (day(4), day(9), 7)),
        (Query(), 50, 60, (day(9), day(9), 10)),  # beyond the end: the last day
        (Query(since=day(2)), 0, 0, (day(1), day(1), 0)),
        (Query(since=day(2)), 0, 1, (day(1), day(2), 0)),
        (Query(since=day(2)), 1, 4, (day(2), day(2), 1)),
        (Query(since=day(2)), 5, 5, (day(4), day(4), 5)),
        (Query(since=day(5)), 0, 2, (day(2), day(4), 0)),  # three days are the longest, so nothing of day 1 is left
    ],
)
def test_days_that_hold_events_by_their_numbers(query, first, last, holding):
    assert tally().holding(query, first, last) == holding


def test_sums_may_be_larger_than_what_is_kept_small():
    rows = [(1, 1, "ASSAULT", "village", 3, 1, 2**31 - 1, "", None), (2, 2, "ASSAULT", "village", 3, 1, 1, "", None)]
    assert tally(rows).totals(Query())["fatalities_low"] == 2**31
    assert tally(rows[:1]).totals(Query())["fatalities_low"] == 2**31 - 1


def test_where_nothing_is_found_there_are_no_bars():
    assert bars(Query(types=(EventType.AID,)), "day") == []
    assert bars(Query(day(6), day(8)), "day") == []


@pytest.mark.parametrize("query", [Query(actors=("kfor",)), Query(places=("zvecan",)), Query(text="bus")])
def test_what_asks_for_more_than_kinds_is_not_known(query):
    assert not knows(query)
    assert knows(Query(day(1), day(2), (EventType.AID,), confidence=Confidence.LOW))
