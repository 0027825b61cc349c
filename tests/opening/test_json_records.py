"""The kinds of JSON that hold events, as tables."""

import csv
import json
import math

import pytest

from dashboard.importing.importing import Request, import_files
from dashboard.importing.placing import GazetteerContext
from dashboard.opening.table import Table, open_table, peek
from dashboard.sources import acled, ucdp
from dashboard.sources.publisher import FileError
from dashboard.store.catalogue import Catalogue
from tests.sources.files import ACLED, ACLED_EVENT, GED_23, GED_EVENT, row

POINT = {"type": "Point", "coordinates": [20.78, 42.97]}
RECORDS = [{"date": "2023-09-24", "n": 1}, {"date": "2023-09-25", "title": "š"}]
TABLE = [["date", "n", "title"], ["2023-09-24", "1", ""], ["2023-09-25", "", "š"]]


def feature(geometry, **properties) -> dict:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features, **members) -> dict:
    return {"type": "FeatureCollection", "features": features} | members


@pytest.fixture
def opened(tmp_path):
    """The rows of a file of these bytes, as Python's csv module reads them, and the table."""

    def read(content: bytes | object, longest: int | None = None) -> tuple[list[list[str]], Table]:
        path = tmp_path / "a.json"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        table = open_table(path, tmp_path, longest)
        with table.path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        assert [list(row) for row in peek(path).rows] == rows[:30]
        return rows, table

    return read


@pytest.mark.parametrize(
    "document",
    [
        RECORDS,
        {"status": 200, "success": True, "count": 2, "messages": [], "data": RECORDS},
        {"TotalCount": 2, "TotalPages": 1, "NextPageUrl": "", "Result": RECORDS},
        "".join(json.dumps(one) + "\n" for one in RECORDS).encode(),
        "".join(json.dumps(one) + "\r\n" for one in RECORDS).encode("utf-8-sig"),
        "".join("\x1e" + json.dumps(one) + "\n" for one in RECORDS).encode(),
        "\n\n".join(json.dumps(one, indent=2) for one in RECORDS).encode(),
        "".join(json.dumps(one) + "\n" for one in RECORDS).encode("utf-16"),
        collection(*(feature(None, **one) for one in RECORDS)),
        [feature(None, **one) for one in RECORDS],
        "".join(json.dumps(feature(None, **one)) + "\n" for one in RECORDS).encode(),
    ],
    ids=["list", "ACLED", "UCDP", "lines", "lines of Windows", "RFC 8142", "written wide", "UTF-16",
         "FeatureCollection", "list of features", "GeoJSON lines"],
)  # fmt: skip
def test_records_are_read_from_every_kind_of_json(opened, document):
    assert opened(document)[0] == TABLE


def written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-8-sig"])
@pytest.mark.parametrize(
    "text",
    [
        written(RECORDS),
        written(collection(*(feature(None, **one) for one in RECORDS))),
        written({"data": RECORDS}),
        "".join(written(one) + "\n" for one in RECORDS),
    ],
    ids=["list", "FeatureCollection", "ACLED", "lines"],
)
def test_json_is_read_in_every_encoding_that_it_may_have(opened, encoding, text):
    assert opened(text.encode(encoding))[0] == TABLE


@pytest.mark.parametrize(
    ("place", "cell"),
    [
        ({"geometry": POINT}, '{"type": "Point", "coordinates": [20.78, 42.97]}'),
        ({"geometry": "POINT (20.78 42.97)"}, "POINT (20.78 42.97)"),
        ({"properties": {"x": 1}}, '{"x": 1}'),
    ],
)
def test_a_record_that_is_no_feature_keeps_all_its_members(opened, place, cell):
    (name,) = place
    assert opened([{"date": "2023-09-24", "title": "a"} | place])[0] == [
        ["date", "title", name], ["2023-09-24", "a", cell],
    ]  # fmt: skip


def answered(columns, event) -> dict:
    return dict(zip(columns, row(columns, event), strict=True))


def without_empty(record: dict) -> dict:
    return {name: cell or None for name, cell in record.items()}


KOS, GED = answered(ACLED, ACLED_EVENT), answered(GED_23, GED_EVENT)


@pytest.mark.parametrize(
    ("publisher", "columns", "event", "document"),
    [
        (acled, ACLED, KOS, {"status": 200, "success": True, "count": 1, "messages": [], "data": [KOS]}),
        # With numbers that are numbers, and null for what is empty.
        (acled, ACLED, KOS, {"data": [without_empty(KOS) | {"fatalities": 0, "iso": 0}]}),
        (acled, ACLED, KOS, [KOS | {"latitude": 42.9, "longitude": 20.9}]),
        (acled, ACLED, KOS, json.dumps(KOS).encode() + b"\n" + json.dumps(KOS).encode()),
        (ucdp, GED_23, GED, {"TotalCount": 1, "TotalPages": 1, "NextPageUrl": "", "Result": [GED]}),
        (ucdp, GED_23, GED, {"Result": [GED | {"type_of_violence": 1, "where_prec": 1.0, "latitude": 42.5}]}),
        (ucdp, GED_23, GED, [without_empty(GED)]),
    ],
    ids=["ACLED", "numbers", "list", "lines", "UCDP", "numbers of UCDP", "list of UCDP"],
)  # fmt: skip
def test_the_answers_of_the_publishers_are_known_and_read_as_their_tables(opened, publisher, columns, event, document):
    (header, first, *_more), table = opened(document)
    assert publisher.recognise(table.sample) is not None
    assert (header, first) == ([*columns], [*event.values()])


def test_a_single_feature_is_a_record(opened):
    assert opened(feature(POINT, date="d"))[0] == [["lon", "lat", "date"], ["20.78", "42.97", "d"]]


@pytest.mark.parametrize(
    ("geometry", "cells"),
    [
        (POINT, ["20.78", "42.97"]),
        ({"type": "MultiPoint", "coordinates": [[20.78, 42.97, 512]]}, ["20.78", "42.97"]),
        ({"type": "GeometryCollection", "geometries": [POINT]}, ["20.78", "42.97"]),
        ({"type": "GeometryCollection", "geometries": [{"type": "GeometryCollection", "geometries": [POINT]}]},
         ["20.78", "42.97"]),
        ({"type": "MultiPoint", "coordinates": [[20.78, 42.97], [20.79, 42.97]]}, ["", ""]),
        ({"type": "GeometryCollection", "geometries": [POINT, POINT]}, ["", ""]),
        ({"type": "LineString", "coordinates": [[20.7, 42.9], [20.8, 43.0]]}, ["", ""]),
        ({"type": "Polygon", "coordinates": [[[20, 42], [21, 42], [21, 43], [20, 42]]]}, ["", ""]),
        ({"type": "Point", "coordinates": "x"}, ["", ""]),
        ({"type": "MultiPoint", "coordinates": [7]}, ["", ""]),
        ("x", ["", ""]),
        (None, ["", ""]),
    ],
)  # fmt: skip
def test_only_what_is_one_point_has_coordinates(opened, geometry, cells):
    rows, _table = opened(collection(feature(POINT, date="first"), feature(geometry, date="d")))
    assert rows[2] == [*cells, "d"]


def mercator(lon: float, lat: float) -> list[float]:
    """As the formula of EPSG's guidance note 7-2, 1.3.3.2, has it."""
    radius = 6_378_137
    return [radius * math.radians(lon), radius * math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))]


@pytest.mark.parametrize(
    "crs",
    [
        {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}},
        {"type": "name", "properties": {"name": "EPSG:3857"}},
        {"type": "EPSG", "properties": {"code": 3857}},
    ],
)
@pytest.mark.parametrize("kind", ["collection", "collection, told last", "feature", "lines"])
def test_coordinates_come_from_the_reference_system_that_the_file_names(opened, crs, kind):
    one = feature({"type": "Point", "coordinates": mercator(20.78, 42.97)}, date="d")
    document = {
        "collection": {"type": "FeatureCollection", "crs": crs, "features": [one]},
        "collection, told last": {"features": [one], "crs": crs},
        "feature": one | {"crs": crs},
        "lines": (json.dumps(one | {"crs": crs}) + "\n").encode() * 2,
    }[kind]
    lon, lat = (float(cell) for cell in opened(document)[0][1][:2])
    assert (lon, lat) == pytest.approx((20.78, 42.97), abs=1e-8)


@pytest.mark.parametrize(
    "name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326", "EPSG:4326", "urn:ogc:def:crs:OGC::CRS84"]
)
def test_longitude_comes_first_and_letter_by_letter_where_the_file_names_the_usual_system(opened, name):
    crs = {"type": "name", "properties": {"name": name}}
    point = {"type": "Point", "coordinates": [20.1234567890125, 42.97]}
    assert opened(collection(feature(point, date="d"), crs=crs))[0][1] == ["20.1234567890125", "42.97", "d"]


@pytest.mark.parametrize("crs", [{"type": "name", "properties": {"name": "EPSG:0"}}, {"type": "link"}, "x", 7, [1]])
def test_a_reference_system_that_nobody_knows_is_refused_in_words(opened, crs):
    with pytest.raises(FileError, match=r"in a reference system of coordinates that we don't know .+Export it in EPSG"):
        opened(collection(feature(POINT, date="d"), crs=crs))


@pytest.mark.parametrize(
    ("document", "seems"),
    [
        ({"geometryType": "esriGeometryPoint", "features": [{"attributes": {"date": 1}, "geometry": {"x": 1, "y": 2}}]},
         "Esri JSON. Ask the service for f=geojson"),
        ({"features": [{"attributes": {"date": 1}}]}, "Esri JSON. Ask the service for f=geojson"),
        ({"type": "Topology", "objects": {}, "arcs": []}, "TopoJSON. Export the layer as GeoJSON or CSV"),
        ({"status": 403, "success": False, "error": [{"message": "no"}]}, "JSON without events"),
        ({"status": 200, "count": 0, "data": []}, "an empty GeoJSON or JSON file"),
        ([], "an empty GeoJSON or JSON file"),
        ([[1, 2], [3, 4]], "JSON without events"),
        (b'{"date": "d"}\n{"date": \n', "damaged JSON"),
        (b'{"date": "d"}\n[1, 2]\n', "JSON without events"),
        (b"[" * 100_000, "JSON nested too deeply"),
        (json.dumps(feature(POINT)).encode() + b"\n7\n", "JSON without events"),
    ],
)  # fmt: skip
def test_json_without_events_is_named_as_what_it_is(opened, document, seems):
    with pytest.raises(FileError) as refused:
        opened(document)
    assert f"“a.json” seems to be {seems}" in str(refused.value)


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (b'[{"date": "d"}, {"date": "a\\ud800"}]', "half of a character (a lone surrogate) in record 2"),
        (b'[{"date": "d", "\\udc00": 1}]', "half of a character (a lone surrogate) in a column's name"),
        (b'[{"date": "a\\u0000"}]', "a zero byte in record 1"),
        (b'[{"date": {"x": "\\ud800"}}]', "half of a character (a lone surrogate) in record 1"),
    ],
)
def test_what_is_no_text_is_refused_with_its_record(opened, document, sentence):
    with pytest.raises(FileError, match="which is no text") as refused:
        opened(document)
    assert sentence in str(refused.value)


def test_cells_are_what_the_json_says(opened):
    record = {"a;b": 1.0, "c\nd": "x\r\ny\rz", "e": [1, "š"], "f": {"g": None}, "h": float("nan"), "i": True, "j": 0.1}
    assert opened([record])[0] == [
        ["a;b", "c\nd", "e", "f", "h", "i", "j"],
        ["1", "x\ny\nz", '[1, "š"]', '{"g": null}', "", "true", "0.1"],
    ]


@pytest.mark.parametrize(
    ("content", "most"),
    [
        (b'[{"a": "' + b"x" * 990 + b'"}]', 1_000),  # of 1,001 bytes
    ],
)
def test_a_file_longer_than_allowed_is_refused(opened, content, most):
    with pytest.raises(FileError, match="holds more than"):
        opened(content, most)


def test_a_table_that_grows_beyond_what_is_allowed_is_refused(opened):
    # 130 bytes of JSON for each property that one record has; in the CSV a comma for it in each other one.
    document = [{f"c{one}": 1} for one in range(100)]
    with pytest.raises(FileError, match="holds more than"):
        opened(document, 2_000)
    assert len(opened(document)[0]) == 101


def test_many_names_of_properties_are_refused_before_they_make_a_table_of_nothing(opened):
    opened([{f"c{one}": 1} for one in range(2_000)])
    with pytest.raises(FileError, match="a table of more than 2000 columns"):
        opened([{f"c{one}": 1} for one in range(100_000)])


def test_one_page_of_an_answer_is_told(opened):
    _rows, table = opened({"TotalCount": 1_500, "TotalPages": 2, "Result": RECORDS})
    assert table.notes == ("This is one page of an answer: 2 of 1,500 events. Add the other pages too.",)


def test_a_refused_record_is_told_by_its_number(tmp_path, curated_store):
    file = tmp_path / "a.json"
    file.write_text(json.dumps([{"date": "2023-09-24", "title": "one\ntwo"}, {"date": "some day", "title": "x"}]))
    ground = GazetteerContext(curated_store.dossier.gazetteer, curated_store.municipalities)
    outcome = import_files(Request((file,)), Catalogue(tmp_path / "datasets"), ground, lambda step, done: None)
    assert (outcome.about.read, outcome.about.kept) == (2, 1)
    assert outcome.refused_file is not None
    (refused,) = csv.DictReader(outcome.refused_file.open(encoding="utf-8-sig", newline=""))
    assert (refused["line"], refused["record"]) == ("record 2", "some day,x")
