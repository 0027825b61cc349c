from datetime import date

import pytest

from dashboard.dossier.event import Confidence, EventType, GeoPrecision
from dashboard.query import DEFAULT, Query
from dashboard.query.wording import (
    confidence_name,
    day,
    partial_day,
    precision_name,
    sentence,
    sentence_by_dataset,
    short_day,
    short_span,
    span,
    type_name,
)

NAMES = {"kfor": "KFOR", "serbia": "Government of Serbia", "eu": "EU", "zvecan": "Zvečan/Zveçan"}


@pytest.mark.parametrize(
    ("query", "count", "expected"),
    [
        (DEFAULT, 39, "39 events from 24 September to 6 October 2023."),
        (DEFAULT, 1, "1 event from 24 September to 6 October 2023."),
        (DEFAULT, 0, "0 events from 24 September to 6 October 2023."),
        (DEFAULT, 12345, "12,345 events from 24 September to 6 October 2023."),
        (Query(), 108, "108 events of all dates."),
        (Query(since=date(2008, 1, 1)), 108, "108 events since 1 January 2008."),
        (Query(until=date(2022, 12, 31)), 40, "40 events up to 31 December 2022."),
        (Query(date(2023, 9, 24), date(2023, 9, 24)), 9, "9 events on 24 September 2023."),
        (
            Query(date(2022, 12, 26), date(2023, 1, 6)),
            4,
            "4 events from 26 December 2022 to 6 January 2023.",
        ),
        (Query(types=(EventType.ASSAULT,)), 2, "2 events of all dates of type armed attack."),
        (
            Query(types=(EventType.ASSAULT, EventType.PROTEST, EventType.THREATEN)),
            2,
            "2 events of all dates of type armed attack, protest or threat.",
        ),
        (Query(actors=("kfor",)), 2, "2 events of all dates with KFOR."),
        (
            Query(actors=("kfor", "serbia", "eu")),
            2,
            "2 events of all dates with KFOR, Government of Serbia or EU.",
        ),
        (Query(places=("zvecan",)), 2, "2 events of all dates at Zvečan/Zveçan."),
        (
            Query(precisions=(GeoPrecision.SITE, GeoPrecision.VILLAGE)),
            2,
            "2 events of all dates placed to exact site or village.",
        ),
        (Query(confidence=Confidence.MEDIUM), 2, "2 events of all dates of at least medium confidence."),
        (Query(text="police {x}"), 2, "2 events of all dates mentioning “police {x}”."),
        (
            Query(
                since=date(2023, 1, 1),
                types=(EventType.AID,),
                actors=("kfor",),
                places=("zvecan",),
                precisions=(GeoPrecision.TOWN,),
                confidence=Confidence.HIGH,
                text="monastery",
            ),
            3,
            "3 events since 1 January 2023 of type aid with KFOR at Zvečan/Zveçan placed to town "
            "of at least high confidence mentioning “monastery”.",
        ),
    ],
)
def test_a_sentence_says_what_is_shown(query, count, expected):
    assert sentence(query, count, NAMES.__getitem__, NAMES.__getitem__) == expected


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([("UCDP GED", 12535)], "12,535 events of UCDP GED from 24 September to 6 October 2023."),
        (
            [("the curated dossier", 1), ("UCDP GED", 12535)],
            "1 event of the curated dossier and, apart from them, 12,535 of UCDP GED from 24 September "
            "to 6 October 2023.",
        ),
        (
            [("the curated dossier", 39), ("UCDP GED", 12535), ("ACLED", 0)],
            "39 events of the curated dossier and, apart from them, 12,535 of UCDP GED and 0 of ACLED from 24 "
            "September to 6 October 2023.",
        ),
    ],
)
def test_a_sentence_names_each_dataset_and_adds_nothing_up(counts, expected):
    assert sentence_by_dataset(DEFAULT, counts, NAMES.__getitem__, NAMES.__getitem__) == expected


def test_a_date_in_full_and_in_short():
    assert day(date(2023, 9, 24)) == "24 September 2023"
    assert short_day(date(2023, 10, 6)) == "6 Oct 2023"


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2023, 9, 24), date(2023, 9, 24), "24 Sep 2023"),
        (date(2023, 9, 25), date(2023, 9, 30), "25–30 Sep 2023"),
        (date(2023, 9, 24), date(2023, 10, 18), "24 Sep – 18 Oct 2023"),
        (date(2022, 12, 26), date(2023, 1, 2), "26 Dec 2022 – 2 Jan 2023"),
        (date(2022, 9, 24), date(2023, 9, 24), "24 Sep 2022 – 24 Sep 2023"),
    ],
)
def test_a_span_repeats_nothing_that_both_ends_share(first, last, expected):
    assert short_span(first, last) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2023-10-02", "2 Oct 2023"),
        ("2023-10", "Oct 2023"),
        ("2023", "2023"),
        ("", ""),
        ("2022-12 and 2023-05", "2022-12 and 2023-05"),
        ("2023-13", "2023-13"),
        ("planned, no date", "planned, no date"),
    ],
)
def test_a_partial_date_says_no_more_than_is_known(value, expected):
    assert partial_day(value) == expected


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (None, None, "of all dates"),
        (date(2023, 1, 1), None, "since 1 January 2023"),
        (None, date(2023, 1, 1), "up to 1 January 2023"),
        (date(2023, 1, 1), date(2023, 1, 1), "on 1 January 2023"),
        (date(2023, 1, 1), date(2023, 12, 31), "from 1 January to 31 December 2023"),
    ],
)
def test_dates_in_words(since, until, expected):
    assert span(since, until) == expected


def test_every_code_has_a_name_of_its_own():
    for codes, name in ((EventType, type_name), (GeoPrecision, precision_name), (Confidence, confidence_name)):
        names = [name(code) for code in codes]
        assert all(names)
        assert len(set(names)) == len(names)
