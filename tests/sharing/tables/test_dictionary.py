"""The dictionary of event files, held against the files themselves as other libraries read them."""

import csv
import io
import json
import re
import zipfile
from dataclasses import replace

import duckdb
import frictionless
import geopandas
import jsonschema
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest

from dashboard.importing.importing import Request, import_files
from dashboard.importing.placing import GazetteerContext
from dashboard.query import Query
from dashboard.sharing.export import export
from dashboard.sharing.tables.dictionary import table_schema
from dashboard.store.catalogue import Catalogue
from dashboard.store.store import Store
from tests.synthetic import CARD, readers_own

ALL = Query()
# Events as analysts have them, each with what the dossier's own rows may not be.
OWN = [
    ["id", "date", "title", "type", "place", "lat", "lon", "actor1", "killed", "notes"],
    ["=1+1", "2023-09-24", "T" * 300, "ASSAULT", "Zvečan", "42.91", "20.84", "Group A; Group, B", "3", "-- quoted\n=2"],
    ["", "2023-09-25", "", "Something else", "Nowhere", "", "", "", "", ""],
    ["c", "2023-09-26", "far away", "PROTEST", "Odesa", "46.48", "30.73", "Nobody", "2-3", ""],
    ["d", "2023-09-27", "swapped", "", "Zvečan", "20.84", "42.91", "", "-4", ""],
    ["e", "2023-09-28", "no such latitude", "", "", "142.9", "20.8", "", "0", ""],
    ["f", "2023-09-29", "no such longitude", "", "", "42.9", "220.8", "", "many", ""],
]


@pytest.fixture(scope="module")
def ground(curated_store) -> GazetteerContext:
    return GazetteerContext(curated_store.dossier.gazetteer, curated_store.municipalities)


@pytest.fixture(scope="module")
def imported(curated_store, ground, tmp_path_factory) -> Store:
    """The dossier, and beside it the rows of OWN as the dataset `mine`."""
    folder = tmp_path_factory.mktemp("dictionary")
    with (folder / "mine.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(OWN)
    catalogue = Catalogue(folder / "datasets")
    import_files(Request((folder / "mine.csv",), dataset="mine"), catalogue, ground, lambda step, done: None)
    return Store(curated_store.dossier, curated_store.municipalities, catalogue=catalogue)


DATASETS = [("curated",), ("mine",), ("curated", "mine")]


def file(store: Store, extension: str, datasets=("curated",)) -> bytes:
    return b"".join(export(store, Query(datasets=datasets), extension))


def described(store: Store) -> dict:
    return json.loads(json.dumps(table_schema(store)))


def check(content: bytes, schema: dict) -> pd.DataFrame:
    """The table of a CSV, each value of which is as the schema says."""
    table = pd.read_csv(io.BytesIO(content), encoding="utf-8-sig", dtype=str, keep_default_na=False)
    assert list(table.columns) == [field["name"] for field in schema["fields"]]
    is_of = {
        "string": lambda _text: True,
        "integer": lambda text: re.fullmatch(r"-?[0-9]+", text),
        "number": lambda text: re.fullmatch(r"-?[0-9]+(\.[0-9]+)?([eE]-?[0-9]+)?", text),
        "date": lambda text: re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) and pd.Timestamp(text),
        "boolean": lambda text: text in {"yes", "no"},
    }
    for field in schema["fields"]:
        cells, limits = table[field["name"]], field.get("constraints", {})
        given = cells[~cells.isin(schema["missingValues"])]
        assert all(is_of[field["type"]](text) for text in given), field["name"]
        assert set(given) <= set(limits.get("enum", given)), field["name"]
        assert (given.astype(float) >= limits["minimum"]).all() if "minimum" in limits else True, field["name"]
        assert (given.astype(float) <= limits["maximum"]).all() if "maximum" in limits else True, field["name"]
        assert len(given) == len(cells) or not limits.get("required"), field["name"]
        assert given.is_unique or not limits.get("unique"), field["name"]
        assert set(limits) <= {"enum", "minimum", "maximum", "required", "unique"}
    return table


@pytest.mark.parametrize("datasets", DATASETS, ids="-".join)
def test_every_value_of_a_csv_is_as_its_dictionary_says(imported, datasets):
    table = check(file(imported, "csv", datasets), described(imported))
    assert set(table["dataset"]) == set(datasets)


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("ledger", "/api/ledger.csv?half_life=90"),
        ("comparison", "/api/comparison.csv?against_since=2023-05-01&against_until=2023-05-31"),
    ],
)
def test_ledger_and_comparison_have_a_dictionary_too(get, name, address):
    answer = get(address)
    assert answer.headers["link"] == f'<{name}.schema.json>; rel="describedby"; type="application/json"'
    schema = get(f"/api/{name}.schema.json").json()
    assert len(check(answer.body, schema)) > 10
    assert all(field["description"].endswith(".") for field in schema["fields"])


def test_a_ledger_of_reports_leads_to_the_dictionary_of_reports(get, tmp_path):
    gdelt = replace(CARD, key="gdelt")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.synthetic.CARD", gdelt)
        with readers_own(tmp_path, 300) as (dataset, key):
            answer = get(f"/api/ledger.csv?since=&until=&dataset={dataset}&key={key}")
    assert answer.headers["link"].startswith("<reports.schema.json>;")
    assert len(check(answer.body, get("/api/reports.schema.json").json())) > 10


@pytest.mark.parametrize("datasets", DATASETS, ids="-".join)
def test_a_data_package_of_any_dataset_is_valid(imported, datasets, tmp_path):
    zipfile.ZipFile(io.BytesIO(file(imported, "zip", datasets))).extractall(tmp_path)
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.flatten(["type", "note"]) == []
    package = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    events = next(one for one in package["resources"] if one["name"] == "events")
    assert events["schema"]["fields"] == described(imported)["fields"]


def test_the_dictionary_is_a_table_schema_that_says_what_each_column_holds(imported):
    schema = described(imported)
    assert frictionless.Schema.from_descriptor(schema).field_names[:3] == ["id", "date_start", "date_end"]
    assert schema["$schema"] == "https://datapackage.org/profiles/2.0/tableschema.json"
    assert schema["version"] == imported.dossier.version
    assert schema["licenses"][0]["name"] == "CC-BY-4.0"
    assert schema["kosovo_note"].startswith("This designation is without prejudice")
    jsonschema.validate(
        schema["fields"],
        {
            "type": "array",
            "minItems": 43,
            "items": {
                "required": ["name", "type", "format", "description"],
                "properties": {
                    "type": {"enum": ["string", "integer", "number", "date", "boolean"]},
                    "description": {"minLength": 10, "pattern": r"\.$"},
                },
            },
        },
    )
    units = {field["name"]: field["unit"] for field in schema["fields"] if "unit" in field}
    assert units == {"lat": "degree", "lon": "degree", "distance_km": "km"} | {
        f"{what}_{part}": "people" for what in ("fatalities", "injured") for part in ("low", "best", "high")
    }


def test_the_words_of_the_dictionary_are_those_of_the_seeds(imported):
    package = json.loads(open("seeds/datapackage.json", encoding="utf-8").read())  # noqa: SIM115, PTH123
    seeds = next(one for one in package["resources"] if one["name"] == "events")["schema"]["fields"]
    ours = {field["name"]: field for field in described(imported)["fields"]}
    for field in seeds:
        assert ours[field["name"]]["description"].startswith(field["description"])
        assert ours[field["name"]]["type"] == field["type"]


def test_a_parquet_carries_its_dictionary(imported, tmp_path):
    path = tmp_path / "events.parquet"
    path.write_bytes(file(imported, "parquet", ("curated", "mine")))
    metadata = pq.read_metadata(path).metadata
    assert json.loads(metadata[b"table_schema"]) == described(imported)
    by_duckdb = duckdb.sql(f"SELECT decode(key), decode(value) FROM parquet_kv_metadata('{path}')")  # noqa: S608
    assert json.loads(dict(by_duckdb.fetchall())["table_schema"]) == described(imported)
    assert json.loads(metadata[b"geo"])["columns"]["geometry"]["encoding"] == "WKB"
    columns = {field.name: field.metadata for field in pq.read_schema(path) if field.name != "geometry"}
    for field in described(imported)["fields"]:
        assert columns[field["name"]][b"description"].decode() == field["description"]
    read = geopandas.read_parquet(path)
    assert read.crs == "EPSG:4326"
    assert len(read) == duckdb.sql(f"SELECT count(*) FROM '{path}'").fetchone()[0] > 100  # noqa: S608


def test_a_geojson_carries_its_dictionary(imported, tmp_path):
    path = tmp_path / "events.geojson"
    path.write_bytes(file(imported, "geojson", ("curated", "mine")))
    collection = json.loads(path.read_bytes())
    assert collection["table_schema"] == described(imported)
    for feature in collection["features"]:
        assert list(feature["properties"]) == [field["name"] for field in collection["table_schema"]["fields"]]
    read = pyogrio.read_dataframe(path)
    assert list(read["id"]) == [feature["id"] for feature in collection["features"]]
    assert read.geometry[read["id"] == "2023-09-24-banjska-ambush"].iloc[0].x == pytest.approx(20.78, abs=0.1)
    assert len(geopandas.read_file(path)) == collection["count"] == len(read)


@pytest.mark.parametrize("extension", ["geojson", "parquet"])
def test_a_file_that_carries_its_dictionary_can_be_imported(imported, ground, tmp_path, extension):
    path = tmp_path / f"events.{extension}"
    path.write_bytes(file(imported, extension))
    asked = Request((path,), dataset="again")
    about = import_files(asked, Catalogue(tmp_path / "datasets"), ground, lambda step, done: None).about
    with open("seeds/events.csv", encoding="utf-8", newline="") as seeds:  # noqa: PTH123
        assert (about.kept, about.refused) == (len(list(csv.DictReader(seeds))), {})
