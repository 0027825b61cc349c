import csv
import io
from collections import Counter
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

import pytest

from dashboard.query.options import options_from_params
from dashboard.query.query import from_params
from dashboard.reading.comparison import compare
from dashboard.sharing.tables.comparison import comparison_csv
from tests.synthetic import readers_own

PATH = "/api/comparison.csv"
WEEKS_BEFORE = [("against_since", "2023-09-11"), ("against_until", "2023-09-23")]


def rows_of(file: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"))))


def test_a_comparison_comes_as_a_file_with_the_dates_of_both_sides(get):
    answer = get(PATH, WEEKS_BEFORE)
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == (
        'attachment; filename="kosovo-serbia-comparison_2023-09-24_2023-10-06_against_2023-09-11_2023-09-23.csv"'
    )


def test_the_route_gives_the_bytes_of_the_page(get, curated_store):
    grouped = {name: [value] for name, value in [*WEEKS_BEFORE, ("type", "PROTEST"), ("both", "1")]}
    query, _problems = from_params(grouped, curated_store.vocabulary())
    options, _problems = options_from_params(grouped)
    assert get(PATH, [(name, value) for name, (value,) in grouped.items()]).body == comparison_csv(
        compare(curated_store, query, options), options, curated_store.shared.vocabulary()
    )


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ([("against_since", "2023-09-30"), ("against_until", "2023-10-09")], "The periods overlap"),
        ([("against_since", "2023-09-09"), ("against_until", "2023-09-01")], "give the earlier day first"),
        ([("against_since", "2023-09-01")], "has two ends"),
        ([("against_since", "soon"), ("against_until", "2023-09-01")], "against_since=soon cannot be used"),
        ([("against_dataset", "nowhere")], "against_dataset=nowhere is not known"),
        ([("against_dataset", "curated")], "The periods overlap"),
        ([("since", ""), ("until", "")], "The periods overlap"),
        ([("since", "2024-01-01"), ("until", "2023-01-01")], "give the earlier day first"),
        ([("colour", "red")], "There is no parameter “colour”"),
        ([("since", ""), ("q", "nothing of the kind")], "open end"),
    ],
)
def test_what_cannot_be_compared_is_answered_with_its_sentence(get, params, sentence):
    answer = get(PATH, params)
    assert answer.status == 400
    assert sentence in answer.json()["error"]


@pytest.fixture
def own(tmp_path):
    """A reader's own dataset of 800 invented events: its name, and the key that opens it."""
    with readers_own(tmp_path, 800) as name_and_key:
        yield name_and_key


def test_a_readers_own_dataset_is_compared_only_for_who_has_its_key(get, own):
    name, key = own
    asked = [("against_dataset", name), ("since", "2008-01-01"), ("until", "2023-12-31")]
    assert get(PATH, asked).status == 400
    rows = rows_of(get(PATH, [*asked, ("key", key)]).body)
    (events,) = [row for row in rows if row["measure"] == "events"]
    assert (events["second"], events["difference"]) == ("800", "")


def test_several_datasets_at_once_are_no_side(get, own):
    name, key = own
    answer = get(PATH, [("dataset", "curated"), ("dataset", name), ("key", key)])
    assert answer.status == 400
    assert "A comparison takes one dataset" in answer.json()["error"]


def test_figures_of_several_datasets_are_never_added_up(get, own):
    name, key = own
    answer = get("/api/figures.json", [("dataset", "curated"), ("dataset", name), ("key", key)])
    assert answer.status == 400
    assert "Figures are of one dataset" in answer.json()["error"]


# Everything below is computed again from the files of events that the same server gives.
QUERIES = [
    ([], []),
    ([], WEEKS_BEFORE),
    ([("since", "2023-01-01"), ("until", "2023-12-31")], []),
    (
        [("since", "2022-01-01"), ("until", "2024-12-31"), ("actor", "kosovo_police")],
        [("against_since", "2008-01-01"), ("against_until", "2019-06-30")],
    ),
    (
        [("type", "ASSAULT"), ("type", "PROTEST"), ("since", "2011-01-01"), ("until", "2014-12-31")],
        [("against_since", "2008-01-01"), ("against_until", "2010-12-31")],
    ),
    ([("since", "2023-09-24"), ("until", "2023-10-02"), ("confidence", "medium")], [("against_since", "2023-10-03"),
        ("against_until", "2023-12-31")]),
]  # fmt: skip


def a_year_earlier(day: str) -> str:
    return date.fromisoformat(day).replace(year=int(day[:4]) - 1).isoformat()


def added(rows: list[dict[str, str]], what: str, part: str) -> str:
    order = {"low": ("low",), "best": ("best", "low"), "high": ("high", "best", "low")}[part]
    given = [[row[f"{what}_{one}"] for one in order if row[f"{what}_{one}"]] for row in rows]
    reported = [int(values[0]) for values in given if values]
    return str(sum(reported)) if reported else ""


def actors_of(row: dict[str, str]) -> set[str]:
    return set(filter(None, [*row["actor1"].split(";"), *row["actor2"].split(";")]))


def counted(rows: list[dict[str, str]]) -> dict[tuple[str, str], str]:
    """Every number of one side, by measure and key, from its events."""
    numbers = {("events", ""): str(len(rows))}
    numbers |= {
        (f"{what}_{part}", ""): added(rows, what, part)
        for what in ("fatalities", "injured")
        for part in ("low", "best", "high")
    }
    by = {
        "type": Counter(row["event_type"] for row in rows),
        "place": Counter(row["place"] for row in rows),
        "actor": Counter(actor for row in rows for actor in actors_of(row)),
    }
    return numbers | {(measure, key): str(count) for measure, counts in by.items() for key, count in counts.items()}


def levels(history: list[dict[str, str]], last: str, weights: list[dict[str, str]]) -> dict[str, float]:
    """Hostility and cooperation on a day, half-life 14 days, by the published method."""
    table = {(row["event_type"], row["mode"]): float(row["weight"]) for row in weights}
    happenings: dict[object, float] = {}
    for row in history:
        points = table.get((row["event_type"], row["mode"]), table.get((row["event_type"], ""), 0.0))
        if not points or (
            row["event_type"] in {"AGREE", "AID", "MOBILIZE"} and "peacekeeping" in row["context"].split(";")
        ):
            continue
        happening = (row["date_start"], row["episode"] or row["id"], bool(row["episode"]), points < 0)
        happenings[happening] = max(happenings.get(happening, 0.0), abs(points))
    sums = {"hostility": 0.0, "cooperation": 0.0}
    for (day, _name, _is_episode, is_hostile), points in happenings.items():
        age = (date.fromisoformat(last) - date.fromisoformat(day)).days
        sums["hostility" if is_hostile else "cooperation"] += points * 2 ** (-age / 14)
    return sums


@pytest.mark.parametrize(
    ("params", "against"), QUERIES, ids=[urlencode([*one, *two]) or "default" for one, two in QUERIES]
)
def test_every_number_can_be_computed_again_from_the_events(get, seed_rows, params, against):
    since, until = (
        dict([("since", "2023-09-24"), ("until", "2023-10-06"), *params])[end] for end in ("since", "until")
    )
    ends = dict(against) or {"against_since": a_year_earlier(since), "against_until": a_year_earlier(until)}
    rest = [pair for pair in params if pair[0] not in {"since", "until"}]
    first, second = (
        counted(rows_of(get("/api/events.csv", [*rest, ("since", one), ("until", other)]).body))
        for one, other in ((since, until), (ends["against_since"], ends["against_until"]))
    )
    table = {(row["measure"], row["key"]): row for row in rows_of(get(PATH, [*params, *against]).body)}
    for head in ("address", "dataset", "since", "until", "days", "half_life_days", "peacekeeping_added"):
        table.pop((head, ""))
    for column, last in (("first", until), ("second", ends["against_until"])):
        history = rows_of(get("/api/events.csv", [*rest, ("since", ""), ("until", last)]).body)
        for line, points in levels(history, last, seed_rows("weights")).items():
            assert float(table[line, ""][column]) == pytest.approx(points, abs=0.0006)
    for line in ("hostility", "cooperation"):
        row = table.pop((line, ""))
        assert Decimal(row["difference"]) == Decimal(row["first"]) - Decimal(row["second"])
    assert set(table) == set(first) | set(second)
    for key, row in table.items():
        nothing = "0" if key[1] else ""
        one, other = first.get(key, nothing), second.get(key, nothing)
        assert (row["first"], row["second"]) == (one, other), key
        assert row["difference"] == (str(int(one) - int(other)) if one and other else ""), key
