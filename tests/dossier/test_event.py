from datetime import date

import pytest

from dashboard.dossier.event import Confidence, EventType, Family, GeoPrecision, Spread
from tests.factories import event


@pytest.mark.parametrize("precision", ["site", "village", "town"])
def test_a_pin_is_honest_down_to_a_town(precision):
    assert GeoPrecision(precision).is_a_point


@pytest.mark.parametrize("precision", ["municipality", "region", "zone", "country"])
def test_what_is_coarser_than_a_town_is_no_point(precision):
    assert not GeoPrecision(precision).is_a_point


@pytest.mark.parametrize(
    ("family", "types"),
    [
        (Family.COOPERATION, "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT"),
        (Family.WORDS, "REQUEST ACCUSE REJECT THREATEN"),
        (Family.COERCION, "PROTEST SANCTION COERCE"),
        (Family.FORCE, "MOBILIZE ASSAULT"),
        (Family.OTHER, "OTHER"),
    ],
)
def test_types_of_a_family(family, types):
    assert [one.value for one in EventType if one.family is family] == types.split()


def test_confidence_rises_from_low_to_high():
    assert [Confidence(name).rank for name in ("low", "medium", "high")] == [1, 2, 3]


@pytest.mark.parametrize(
    ("spread", "is_known"),
    [
        (Spread(), False),
        (Spread(0, 0, 0), True),
        (Spread(best=0), True),
        (Spread(low=3), True),
        (Spread(high=200), True),
    ],
)
def test_none_is_unknown_and_zero_is_known(spread, is_known):
    assert spread.is_known is is_known


def test_an_event_without_an_end_ends_on_its_day():
    assert event(date_start=date(2023, 9, 24), date_end=None).last_day == date(2023, 9, 24)


def test_an_event_of_several_days_includes_its_last():
    assert event(date_start=date(2023, 9, 24), date_end=date(2023, 10, 18)).last_day == date(2023, 10, 18)
