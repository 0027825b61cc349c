"""Pins counted in memory, against counts by hand."""

from datetime import date

import pyarrow as pa
import pytest

from dashboard.dossier.event import Confidence, EventType
from dashboard.query import Query
from dashboard.store.pins import Pins, counts

EVERYWHERE = (0, 16383)
ASSAULT, PROTEST = (list(EventType).index(one) for one in (EventType.ASSAULT, EventType.PROTEST))
# Column and row of a cell, and type: a key has 14 bits for each cell's number and 5 for the type.
KINDS = [(9046, 5977, ASSAULT), (9046, 5977, PROTEST), (9047, 5978, ASSAULT), (16383, 16383, ASSAULT)]
# First and last day of October 2023, and kind; not by day.
PINS = [(4, 4, 0), (1, 1, 0), (1, 6, 1), (2, 2, 2), (4, 4, 2), (9, 9, 3), (1, 3, 0)]


def day(number: int) -> date:
    return date(2023, 10, number)


@pytest.fixture
def pins() -> Pins:
    starts, lasts, kinds = zip(*PINS, strict=True)
    table = pa.table(
        {"date_start": [*map(day, starts)], "last_day": [*map(day, lasts)], "kind": pa.array(kinds, pa.int32())}
    )
    keys = [row * 2**19 + column * 2**5 + event_type for column, row, event_type in KINDS]
    return Pins(table, pa.table({"kind": range(4), "key": pa.array(keys, pa.int64())}))


def found(table: pa.Table) -> dict[tuple[int, int, int], int]:
    return {(row["x"], row["y"], row["type"]): row["events"] for row in table.to_pylist()}


@pytest.mark.parametrize(
    ("query", "events"),
    [
        (Query(), [3, 1, 2, 1]),
        (Query(since=day(2), until=day(4)), [2, 1, 2, 0]),
        (Query(since=day(4), until=day(8)), [1, 1, 1, 0]),
        (Query(since=day(7), until=day(8)), [0, 0, 0, 0]),
        (Query(until=day(1)), [2, 1, 0, 0]),
        (Query(types=(EventType.PROTEST,)), [0, 1, 0, 0]),
        (Query(since=day(2), types=(EventType.ASSAULT,)), [2, 0, 2, 1]),
    ],
)
def test_pins_are_counted_by_cell_and_type(pins, query, events):
    assert found(pins.cells(query, EVERYWHERE, EVERYWHERE, 14)) == {
        kind: number for kind, number in zip(KINDS, events, strict=True) if number
    }


def test_only_cells_of_the_box_are_counted(pins):
    assert found(pins.cells(Query(), (9047, 16383), (5978, 16382), 14)) == {(9047, 5978, ASSAULT): 2}
    # Three zooms lower a cell is eight wide and eight high.
    assert found(pins.cells(Query(), (1131, 2047), (0, 2047), 11)) == {(2047, 2047, ASSAULT): 1}


def test_cells_of_a_lower_zoom_hold_those_of_a_higher(pins):
    assert found(pins.cells(Query(), EVERYWHERE, EVERYWHERE, 11)) == {
        (1130, 747, ASSAULT): 5,
        (1130, 747, PROTEST): 1,
        (2047, 2047, ASSAULT): 1,
    }


def test_many_pins_of_few_kinds_are_counted_between_any_days():
    """One of the first kind begins on each day, and on even days one of the second."""
    days = [number for number in range(1, 31) for _kind in range(1 + (number % 2 == 0))]
    kinds = [kind for number in range(1, 31) for kind in range(1 + (number % 2 == 0))]
    table = pa.table(
        {"date_start": [*map(day, days)], "last_day": [*map(day, days)], "kind": pa.array(kinds, pa.int32())}
    )
    keys = [row * 2**19 + column * 2**5 + event_type for column, row, event_type in KINDS[:2]]
    many = Pins(table, pa.table({"kind": range(2), "key": pa.array(keys, pa.int64())}))
    for since, until, one, other in [(1, 30, 30, 15), (4, 8, 5, 3), (9, 27, 19, 9), (2, 2, 1, 1), (30, 30, 1, 1)]:
        counted = found(many.cells(Query(since=day(since), until=day(until)), EVERYWHERE, EVERYWHERE, 14))
        assert counted == {KINDS[0]: one, KINDS[1]: other}


def test_without_pins_there_are_no_cells():
    days = pa.array([], pa.date32())
    none = pa.table({"date_start": days, "last_day": days, "kind": pa.array([], pa.int32())})
    kinds = pa.table({"kind": pa.array([], pa.int32()), "key": pa.array([], pa.int64())})
    assert found(Pins(none, kinds).cells(Query(), EVERYWHERE, EVERYWHERE, 10)) == {}


def test_only_dates_and_types_are_counted_in_memory():
    assert counts(Query(day(1), day(2), (EventType.AID,), datasets=("many",)))
    assert not counts(Query(confidence=Confidence.LOW))
    assert not counts(Query(text="bus"))
    assert not counts(Query(actors=("kfor",)))
