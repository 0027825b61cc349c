"""Records without an id keep their place as one; words for types are understood, mapped, or listed."""

import json

import pytest

from dashboard.dossier.event import EventType
from dashboard.importing.importing import Request, import_files, remarks, types_remark
from dashboard.importing.placing import GazetteerContext
from dashboard.query import Query
from dashboard.store.catalogue import Catalogue
from dashboard.store.dataset import Dataset
from dashboard.store.engine import Engine
from tests.sources.files import ACLED, ACLED_EVENT, row


@pytest.fixture
def add(curated_store, tmp_path):
    """Import these files as one dataset: its card, and the type of each event by its id and title."""
    ground = GazetteerContext(curated_store.dossier.gazetteer, curated_store.municipalities)

    def run(*contents: str, **request):
        files = []
        for number, content in enumerate(contents, start=1):
            files.append(tmp_path / f"{number}.csv")
            files[-1].write_text(content, "utf-8")
        catalogue = Catalogue(tmp_path / "datasets")
        about = import_files(Request(tuple(files), **request), catalogue, ground, lambda step, done: None).about
        dataset = Dataset(Engine.read_only(catalogue.current(about.dataset).events))
        found = {
            (one.publisher_id, one.title): one.event_type for one in dataset.events(Query(datasets=(about.dataset,)))
        }
        dataset.engine.close()
        return about, found

    return run


def test_of_files_that_call_their_columns_otherwise_each_ones_columns_are_told(curated_store, tmp_path):
    ground = GazetteerContext(curated_store.dossier.gazetteer, curated_store.municipalities)
    first, second = tmp_path / "1.csv", tmp_path / "2.csv"
    first.write_text("id,date,deaths\na,2023-09-24,1\n", "utf-8")
    second.write_text("ID;Datum;Poginuli\nb;2023-09-25;many\n", "utf-8")
    for files, notes, common in (
        ([first], [], {"publisher_id": "id", "date_start": "date", "fatalities_best": "deaths"}),
        ([first, second], [
            "1.csv: columns: publisher_id = id, date_start = date, fatalities_best = deaths",
            "2.csv: columns: publisher_id = id, date_start = datum, fatalities_best = poginuli",
        ], {"publisher_id": "id"}),
    ):  # fmt: skip
        request = Request(tuple(files), is_replacing=True)
        outcome = import_files(request, Catalogue(tmp_path / "datasets"), ground, lambda step, done: None)
        assert ([*outcome.notes], outcome.about.mapping) == (notes, common)
    (unread,) = [line for line in remarks(outcome.about) if "cannot be read" in line]
    assert unread.startswith("fatalities_best: ")


def test_a_row_without_an_id_has_its_file_and_row_for_one(add):
    about, found = add(
        "id,date,title\n1.0,2023-09-24,A\n,2023-09-25,B\nNA,2023-09-26,C\n",
        "id,date,title\n,2023-09-24,D\n2,2023-09-25,E\n",
        "date,title\n2023-09-24,F\n",
    )
    assert (about.read, about.kept) == (6, 6)
    assert set(found) == {
        ("1", "A"), ("row 2", "B"), ("row 3", "C"), ("file 2 row 1", "D"), ("2", "E"), ("file 3 row 1", "F"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("contents", "ids"),
    [
        (["id,date,title\nrow 2,2023-09-24,A\n,2023-09-25,B\n"], {("row 2", "A"), ("row 2 (2)", "B")}),
        (
            ["id,date,title\nfile 2 row 1,2023-09-24,A\n", "id,date,title\n,2023-09-25,B\n"],
            {("file 2 row 1", "A"), ("file 2 row 1 (2)", "B")},
        ),
        (
            ["id,date,title\n,2023-09-24,A\nrow 1,2023-09-25,B\n", "date,id,title\n2023-09-26,row 1 (2),C\n"],
            {("row 1 (3)", "A"), ("row 1", "B"), ("row 1 (2)", "C")},
        ),
    ],
)
def test_an_id_that_is_given_takes_none_from_a_row_without_one(add, contents, ids):
    about, found = add(*contents)
    assert (about.kept, set(found)) == (len(ids), ids)
    assert add(*contents)[1] == found


def test_of_rows_with_one_given_id_the_first_stands_though_it_is_called_as_a_place(add):
    about, found = add("id,date,title\nrow 3,2023-09-24,A\nrow 3,2023-09-25,B\n,2023-09-26,C\n")
    assert (about.refused, set(found)) == ({"duplicate": 1}, {("row 3", "A"), ("row 3 (2)", "C")})


def test_a_publishers_row_without_an_id_is_kept_too(add):
    record = ",".join(row(ACLED, {**ACLED_EVENT, "notes": ""}, {"event_id_cnty": ""}))
    about, found = add(",".join(ACLED) + "\n" + record + "\n")
    assert (about.kept, [key for key, _title in found]) == (1, ["row 1"])


POINT = {"type": "Point", "coordinates": [20.78, 42.97]}
FEATURES = [
    {"type": "Feature", "id": key, "properties": {"date": "2023-09-24", "title": title}, "geometry": POINT}
    for key, title in [("x", "A"), (None, "B"), (0, "C"), ("", "D")]
]


@pytest.mark.parametrize(
    "content",
    [
        json.dumps({"type": "FeatureCollection", "features": FEATURES}),
        "".join(json.dumps(one) + "\n" for one in FEATURES),
        json.dumps([{"id": one["id"], **one["properties"]} for one in FEATURES]),
    ],
    ids=["GeoJSON", "GeoJSON lines", "records"],
)
def test_a_record_of_json_without_an_id_is_called_by_its_number(add, content):
    about, found = add(content)
    assert (about.kept, set(found)) == (4, {("x", "A"), ("row 2", "B"), ("0", "C"), ("row 4", "D")})


TYPES = "id,date,title,type\n" + "".join(
    f"{number},2023-09-24,A,{word}\n"
    for number, word in enumerate(
        ["Armed attack", "ARMED ATTACK", "coercion", "assault", "Roadblock", "roadblock", "", "Raid"]
    )
)


def test_the_apps_own_labels_are_understood_and_others_are_listed(add):
    about, found = add(TYPES)
    assert [str(found[str(number), "A"]) for number in range(8)] == [
        "ASSAULT", "ASSAULT", "COERCE", "ASSAULT", "OTHER", "OTHER", "OTHER", "OTHER",
    ]  # fmt: skip
    assert about.unknown_types == {"Raid": 1, "Roadblock": 1, "roadblock": 1}
    assert types_remark(about) == "Types that nobody knows, shown as “other”: Raid (1), Roadblock (1), roadblock (1)."
    assert remarks(about) == ["8 records without a point."]


def test_words_beyond_those_that_are_listed_are_counted(add):
    # 2 events of each of 33 words: 30 are listed.
    rows = "".join(f"{number},2023-09-24,A,word {number % 33:02}\n" for number in range(66))
    about, _found = add("id,date,title,type\n" + rows)
    assert (len(about.unknown_types), about.unlisted_types) == (30, 6)
    assert types_remark(about).endswith("word 29 (2), others (6).")


def test_a_word_means_what_people_say_in_any_case(add):
    about, found = add(TYPES, types={"roadblock": EventType.COERCE})
    assert [str(found[str(number), "A"]) for number in (4, 5, 7)] == ["COERCE", "COERCE", "OTHER"]
    assert about.unknown_types == {"Raid": 1}


def test_a_word_in_any_alphabet_means_what_people_say(add):
    words = ["ΟΔΟΣ", "İsyan", "Straße", "БАРИКАДА"]
    rows = "".join(f"{number},2023-09-24,A,{word}\n" for number, word in enumerate(words))
    about, found = add("id,date,title,type\n" + rows, types=dict.fromkeys(words, EventType.COERCE))
    assert set(found.values()) == {EventType.COERCE}
    assert not about.unknown_types


def test_of_two_meanings_of_a_word_the_one_said_last_counts(add):
    _about, found = add(TYPES, types={"Roadblock": EventType.AID, "ROADBLOCK": EventType.COERCE})
    assert str(found["4", "A"]) == "COERCE"
