from datetime import date

import pytest

from dashboard.event import EventType
from dashboard.query import DEFAULT, Query
from dashboard.sharing.permalink import citation, file_name, permalink


@pytest.mark.parametrize(
    ("query", "event_id", "address"),
    [
        (DEFAULT, "", "./"),
        (DEFAULT, "2023-09-24-banjska-ambush", "?event=2023-09-24-banjska-ambush"),
        (Query(DEFAULT.since, DEFAULT.until, types=(EventType.ASSAULT,)), "", "?type=ASSAULT"),
        (
            Query(types=(EventType.ASSAULT, EventType.AID)),
            "e1",
            "?since=&until=&type=ASSAULT&type=AID&event=e1",
        ),
        (Query(DEFAULT.since, DEFAULT.until, text="a&b=č"), "", "?q=a%26b%3D%C4%8D"),
    ],
)
def test_an_address_is_relative_to_the_page(query, event_id, address):
    assert permalink(query, event_id) == address


@pytest.mark.parametrize(
    ("query", "name"),
    [
        (DEFAULT, "kosovo-serbia-events_2023-09-24_2023-10-06.csv"),
        (Query(), "kosovo-serbia-events_start_open.csv"),
        (Query(since=date(2008, 1, 1)), "kosovo-serbia-events_2008-01-01_open.csv"),
        (Query(until=date(2023, 1, 1)), "kosovo-serbia-events_start_2023-01-01.csv"),
        (Query(text="../../etc"), "kosovo-serbia-events_start_open.csv"),
    ],
)
def test_a_files_name_carries_the_dates(query, name):
    assert file_name(query, "csv") == name


def test_a_citation_says_what_was_seen_where_in_which_version_and_when():
    assert citation(
        "39 events from 24 September to 6 October 2023.",
        ["Curated dataset, version 1.2.0 of 24 November 2026", "UCDP GED, GED 23.1 (49 columns)"],
        "https://dossier.example/?type=ASSAULT",
        date(2026, 12, 1),
    ) == (
        "Kosovo*–Serbia tension dashboard. 39 events from 24 September to 6 October 2023. Curated dataset, "
        "version 1.2.0 of 24 November 2026; UCDP GED, GED 23.1 (49 columns). "
        "https://dossier.example/?type=ASSAULT (accessed 1 December 2026)."
    )
