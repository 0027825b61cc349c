import pytest

from dashboard.dossier.event import EventType, Weight
from dashboard.reading.weights import Weights

WEIGHTS = Weights(
    [
        Weight(EventType.RETREAT, "", 6.5, ""),
        Weight(EventType.RETREAT, "disarm", 10, ""),
        Weight(EventType.REQUEST, "", 0, ""),
        Weight(EventType.REQUEST, "yield", -1, ""),
    ]
)


@pytest.mark.parametrize(
    ("event_type", "mode", "points"),
    [
        (EventType.RETREAT, "", 6.5),
        (EventType.RETREAT, "disarm", 10),
        (EventType.RETREAT, "no such mode", 6.5),
        (EventType.REQUEST, "", 0),
        (EventType.REQUEST, "yield", -1),
    ],
)
def test_a_mode_without_a_row_weighs_as_its_type(event_type, mode, points):
    assert WEIGHTS.of(event_type, mode) == points


def test_a_type_without_a_row_is_not_scored():
    assert WEIGHTS.of(EventType.OTHER, "") is None
    assert WEIGHTS.of(EventType.OTHER, "disarm") is None


def test_a_type_counts_as_scored_where_any_of_its_modes_weighs_something():
    assert WEIGHTS.types == [EventType.RETREAT, EventType.REQUEST]
    assert WEIGHTS.most == 10


def test_the_published_table_has_every_type_but_other(curated_store):
    published = Weights(curated_store.dossier.weights)
    scored = {event_type for event_type in EventType if published.of(event_type, "") is not None}
    assert scored == set(EventType) - {EventType.OTHER}
    assert published.of(EventType.ASSAULT, "firearms") == -9
    assert published.of(EventType.COERCE, "seize") == -7
