import csv

import pytest

from tests.synthetic import readers_own

PATH = "/api/playback.json"


def test_the_days_of_the_default_query_are_counted_from_the_table(get, seed_rows):
    answer = get(PATH).json()
    assert (answer["first"], answer["days"], answer["pins"]) == ("2023-09-24", 13, None)
    (curated,) = answer["datasets"]
    # The same by hand: events that touch 24 September to 6 October 2023, and of these those begun by 30 September.
    rows = [(row["date_start"], row["date_end"] or row["date_start"]) for row in seed_rows("events")]
    touching = [start for start, end in rows if start <= "2023-10-06" and end >= "2023-09-24"]
    assert curated["all"] == len(touching)
    assert curated["cumulative"]["events"][6] == sum(start <= "2023-09-30" for start in touching)


def test_the_query_narrows_what_is_played(get, seed_rows):
    protests = [row for row in seed_rows("events") if row["event_type"] == "PROTEST"]
    (curated,) = get(PATH, [("since", ""), ("until", ""), ("type", "PROTEST")]).json()["datasets"]
    assert curated["all"] == len(protests) > 0


def test_hostility_is_that_of_the_ledger(get):
    asked = [("since", "2023-09-24"), ("until", "2023-09-26"), ("half_life", "1")]
    (curated,) = get(PATH, asked).json()["datasets"]
    assert len(curated["hostility"]) == len(curated["cooperation"]) == 3
    rows = list(csv.DictReader(get("/api/ledger.csv", asked).body.decode("utf-8-sig").splitlines()))
    added = sum(float(row["hostility"]) for row in rows)
    assert curated["hostility"][2] == pytest.approx(added, abs=0.01)


@pytest.mark.parametrize(
    "parameters", [[("half_life", "0")], [("colour", "red")], [("dataset", "nobody")], [("since", "yesterday")]]
)
def test_what_cannot_be_taken_is_refused_with_a_sentence(get, parameters):
    answer = get(PATH, parameters)
    assert answer.status == 400
    assert parameters[0][0] in answer.json()["error"]


def test_a_readers_own_dataset_is_played_only_to_who_has_its_key(get, tmp_path):
    with readers_own(tmp_path, 2500) as (name, key):
        asked = [("since", ""), ("until", ""), ("dataset", name)]
        assert get(PATH, asked).status == 400
        answer = get(PATH, [*asked, ("key", key)]).json()
    assert answer["datasets"][0]["all"] == 2500
    assert answer["pins"]["areas"] == ["municipality:zvecan"]
