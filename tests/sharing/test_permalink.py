from dataclasses import replace
from datetime import date

import pytest

from dashboard.dossier.event import EventType
from dashboard.query import DEFAULT, Query
from dashboard.query.options import Options, View
from dashboard.query.query import Vocabulary
from dashboard.sharing.permalink import Permalink, citation, file_name, page_address, permalink
from dashboard.sharing.published import published


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
    assert permalink(query, event_id) == Permalink(address)


OWN = "own-0123456789abcdef"
LEFT_OUT = "without the reader’s own data, which nobody else can open"


@pytest.mark.parametrize(
    ("query", "event_id", "options", "address"),
    [
        (replace(DEFAULT, datasets=("curated", OWN)), "", Options(), "./"),
        (replace(DEFAULT, datasets=(OWN,), text="a"), "", Options(), "?q=a"),
        (replace(DEFAULT, datasets=("ucdp", OWN)), "", Options(), "?dataset=ucdp"),
        (DEFAULT, f"{OWN}:row 1", Options(), "./"),
        (DEFAULT, "ucdp:1", Options(view=View.COMPARE, against_dataset=OWN), "?view=compare&event=ucdp%3A1"),
    ],
)
def test_a_link_for_others_leaves_out_the_readers_own_data_and_the_page_keeps_it(query, event_id, options, address):
    assert permalink(query, event_id, options) == Permalink(address, LEFT_OUT)
    assert OWN in page_address(query, event_id, options)


SHARED = Vocabulary(actors=frozenset({"KFOR"}), places=frozenset({"zvecan"}))


@pytest.mark.parametrize("datasets", [("curated", OWN), ("curated",)])
@pytest.mark.parametrize(
    ("query", "options", "address"),
    [
        (Query(DEFAULT.since, DEFAULT.until, actors=("Qarkullimi", "KFOR")), Options(), "?actor=KFOR"),
        (Query(DEFAULT.since, DEFAULT.until, places=("zvecan", "Nigdina")), Options(), "?place=zvecan"),
        (Query(DEFAULT.since, DEFAULT.until), Options(view=View.ACTOR, of="Qarkullimi"), "?view=actor"),
    ],
)
def test_a_link_for_others_names_no_actor_and_no_place_of_the_readers_own_data(datasets, query, options, address):
    query = replace(query, datasets=datasets)
    assert permalink(query, "", options, SHARED) == Permalink(address, LEFT_OUT)


def test_a_link_that_shows_all_leaves_nothing_out():
    query = replace(DEFAULT, datasets=("curated", "ucdp"))
    assert permalink(query, "ucdp:1", Options(against_dataset="ucdp")).left_out == ""


VERSIONED = Vocabulary(versions=("1.0.0", "1.2.0"))
AGAINST_CURATED = Options(view=View.COMPARE, against_dataset="curated")


@pytest.mark.parametrize("options", [Options(), Options(cited="1.0.0")], ids=["", "come by an older link"])
@pytest.mark.parametrize(
    ("datasets", "event_id", "address"),
    [
        (("curated",), "", "?data=1.2.0"),
        (("curated",), "2023-09-24-raid", "?data=1.2.0&event=2023-09-24-raid"),
        (("ucdp", "curated"), "", "?dataset=ucdp&dataset=curated&data=1.2.0"),
        (("ucdp",), "2023-09-24-raid", "?dataset=ucdp&data=1.2.0&event=2023-09-24-raid"),
        (("ucdp",), "", "?dataset=ucdp"),
        (("ucdp",), "ucdp:1", "?dataset=ucdp&event=ucdp%3A1"),
        ((OWN,), f"{OWN}:row 1", "?data=1.2.0"),  # others see the curated dataset in its place
    ],
)
def test_a_link_carries_the_version_that_stands_now_where_the_curated_dataset_is_shown(
    options, datasets, event_id, address
):
    assert permalink(replace(DEFAULT, datasets=datasets), event_id, options, VERSIONED).address == address


def test_a_comparison_with_the_curated_dataset_carries_its_version():
    query = replace(DEFAULT, datasets=("ucdp",))
    assert permalink(query, "", AGAINST_CURATED, VERSIONED).address == (
        "?dataset=ucdp&view=compare&against_dataset=curated&data=1.2.0"
    )
    assert permalink(query, "", replace(AGAINST_CURATED, view=View.MAP), VERSIONED).address == (
        "?dataset=ucdp&against_dataset=curated"
    )


def test_a_link_by_which_the_reader_came_is_no_data_of_their_own():
    assert permalink(DEFAULT, "", Options(cited="1.0.0"), VERSIONED).left_out == ""


def test_files_call_a_readers_own_datasets_by_their_number():
    other = "own-fedcba9876543210"
    assert published(f"{OWN} {other}:row 1 own-2", ["curated", OWN, other]) == "own own-2:row 1 own-2"
    # A dataset that everybody may see keeps its name.
    assert published(f"own {OWN}", ["own", OWN]) == "own own-2"


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


def test_a_citation_says_that_its_address_shows_less():
    link = permalink(replace(DEFAULT, datasets=(OWN,)))
    cited = citation("2 events.", ["mine.csv"], "https://dossier.example/", link, date(2026, 12, 1))
    assert f"https://dossier.example/ ({LEFT_OUT}) (accessed 1 December 2026)." in cited


def test_a_citation_says_what_was_seen_where_in_which_version_and_when():
    assert citation(
        "39 events from 24 September to 6 October 2023.",
        ["Curated dataset, version 1.2.0 of 24 November 2026", "UCDP GED, GED 23.1 (49 columns)"],
        "https://dossier.example/",
        Permalink("?type=ASSAULT"),
        date(2026, 12, 1),
    ) == (
        "Kosovo*–Serbia tension dashboard. 39 events from 24 September to 6 October 2023. Curated dataset, "
        "version 1.2.0 of 24 November 2026; UCDP GED, GED 23.1 (49 columns). "
        "https://dossier.example/?type=ASSAULT (accessed 1 December 2026)."
    )
