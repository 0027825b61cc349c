import gzip
import http.client
import json

import pytest

from tests.synthetic import readers_own

PATH = "/api/density.json"
WHOLE = [("box", "18.8,41.3,23.4,44.4"), ("zoom", "8")]
AT_ALL_TIMES = [("since", ""), ("until", ""), *WHOLE]


def test_the_pins_of_the_query_are_answered_where_they_are_few(get, curated_store, seed_rows):
    answer = get(PATH, AT_ALL_TIMES)
    assert answer.status == 200
    (curated,) = answer.json()["datasets"]
    points = [row["id"] for row in seed_rows("events") if row["geo_precision"] in {"site", "village", "town"}]
    inside = {
        row["id"]
        for row in seed_rows("events")
        if row["id"] in points and 18.8 <= float(row["lon"]) <= 23.4 and 41.3 <= float(row["lat"]) <= 44.4
    }
    assert {one["id"] for one in curated["events"]} == inside
    assert curated["count"] == len(inside) > 20


def test_the_query_narrows_what_is_answered(get):
    (curated,) = get(PATH, [*AT_ALL_TIMES, ("type", "PROTEST")]).json()["datasets"]
    assert curated["events"]
    assert {one["type"] for one in curated["events"]} == {"PROTEST"}


def test_the_answer_is_of_now(get):
    assert get(PATH, WHOLE).headers["cache-control"] == "no-store"


def test_a_long_answer_is_compressed_for_those_who_take_it(port, get):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    parameters = "since=&until=&box=18.8,41.3,23.4,44.4&zoom=8"
    connection.request("GET", f"{PATH}?{parameters}", headers={"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    assert response.headers["content-encoding"] == "gzip"
    plain = get(PATH, AT_ALL_TIMES)
    assert plain.headers["content-encoding"] is None
    assert json.loads(gzip.decompress(body)) == plain.json()


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ([], "zoom= is not known: it can be a whole number from 8 to 16."),
        (
            [("zoom", "8")],
            "box= is not a box: write it as west,south,east,north in degrees, such as 20.5,42.8,21.5,43.3.",
        ),
        ([*WHOLE, ("colour", "red")], "There is no parameter “colour”."),
        ([*WHOLE, ("dataset", "nobody")], "dataset=nobody is not known: it can be curated"),
        ([*WHOLE, ("list", "0")], "list=0 is not known: it is the number of a page of 50 events, from 1."),
        ([("area", "x")], "area=x is not known: it is a kind and a key such as municipality:zvecan."),
        ([("area", "zone:a\0")], "area=zone:a\0 is not known"),
        ([("area", "circle:x"), ("list", "2")], "list=2 is beyond the last page, 1."),
        ([*WHOLE, ("list", "2")], "list=2 is beyond the last page, 1."),
        ([*WHOLE, ("dataset", "gone"), ("key", "../../etc")], "dataset=gone is not known"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_sentence(get, parameters, sentence):
    answer = get(PATH, parameters)
    assert answer.status == 400
    assert answer.json()["error"].startswith(sentence)


@pytest.fixture
def own(tmp_path):
    """A reader's own dataset of 800 invented events: its name, and the key that opens it."""
    with readers_own(tmp_path, 800) as name_and_key:
        yield name_and_key


def test_a_readers_own_dataset_is_answered_only_to_who_has_its_key(get, own):
    name, key = own
    asked = [*AT_ALL_TIMES, ("dataset", name)]
    assert get(PATH, asked).status == 400
    assert get(PATH, [*asked, ("key", key[:-1])]).status == 400
    (dataset,) = get(PATH, [*asked, ("key", key)]).json()["datasets"]
    assert dataset["dataset"] == name
    assert dataset["count"] == sum(dataset["cells"]["n"]) > 500


def test_an_own_dataset_is_exported_only_to_who_has_its_key(get, own):
    name, key = own
    asked = [("since", ""), ("until", ""), ("dataset", name)]
    assert get("/api/events.csv", asked).status == 400
    assert get("/api/events.csv", [*asked, ("key", key)]).body.count(b"\r\n") == 801


def test_a_square_can_be_listed_page_by_page(get, own):
    name, key = own
    asked = [*AT_ALL_TIMES, ("dataset", name), ("key", key)]
    answers = [get(PATH, [*asked, ("list", str(page))]).json() for page in (1, 2)]
    (first,), (second,) = (answer["datasets"] for answer in answers)
    assert [len(page["events"]) for page in (first, second)] == [50, 50]
    assert (first["first"], second["first"]) == (1, 51)
    assert first["count"] == second["count"] == get(PATH, asked).json()["datasets"][0]["count"]
    assert answers[0]["pages"] == -(-first["count"] // 50)
    assert {one["id"] for one in first["events"]}.isdisjoint(one["id"] for one in second["events"])
