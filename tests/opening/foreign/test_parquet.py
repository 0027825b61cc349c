"""Parquet files as tables: what pyarrow, geopandas and DuckDB write is read, cell by cell."""

import csv
import datetime
import decimal
import json

import duckdb
import geopandas
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyproj import CRS
from shapely import LineString, MultiPoint, Point

from dashboard.opening.table import Table, open_table, peek
from dashboard.sources.file_error import FileError

BELGRADE = datetime.timezone(datetime.timedelta(hours=2))


def rows_of(table: Table) -> list[list[str]]:
    with table.path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_every_type_becomes_text(tmp_path):
    moment = datetime.datetime(2023, 9, 24, 14, 5)
    columns = {
        "day": pa.array([datetime.date(2023, 9, 24), None]),
        "moment": pa.array([moment, None], pa.timestamp("ns")),
        "short": pa.array([1_695_564_300_000_000_001, None], pa.timestamp("ns")),
        "midnight": pa.array([datetime.datetime(2023, 9, 24), None], pa.timestamp("ms")),
        "instant": pa.array([moment.replace(tzinfo=BELGRADE), None], pa.timestamp("us", "Europe/Belgrade")),
        "whole": pa.array([7, None], pa.int16()),
        "float": pa.array([1.0, float("nan")]),
        "part": pa.array([0.1, None], pa.float32()),
        "money": pa.array([decimal.Decimal("1.50"), None]),
        "yes": pa.array([True, None]),
        "code": pa.array(["š;\n\"x\"", None]).dictionary_encode(),
        "bytes": pa.array(["ž".encode(), b"\xff\0"]),
        "list": pa.array([["a", "b"], None]),
        "struct": pa.array([{"a": 1}, None]),
    }  # fmt: skip
    pq.write_table(pa.table(columns), tmp_path / "a.csv")
    header, first, second = rows_of(open_table(tmp_path / "a.csv", tmp_path))
    assert dict(zip(header, first, strict=True)) == {
        "day": "2023-09-24", "moment": "2023-09-24T14:05:00", "short": "2023-09-24T14:05:00", "midnight": "2023-09-24",
        "instant": "2023-09-24T14:05:00+02:00", "whole": "7", "float": "1", "part": "0.10000000149011612",
        "money": "1.50", "yes": "true", "code": "š;\n\"x\"", "bytes": "ž", "list": '["a", "b"]', "struct": '{"a": 1}',
    }  # fmt: skip
    assert second == [""] * len(columns)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857", None])
@pytest.mark.parametrize("encoding", ["WKB", "geoarrow"])
def test_the_points_of_a_geoparquet_are_in_longitude_and_latitude(tmp_path, crs, encoding):
    frame = geopandas.GeoDataFrame({"date": ["d", "e"]}, geometry=[Point(20.78, 42.97), None], crs="EPSG:4326")
    frame = frame.to_crs(crs) if crs else frame.set_crs(None, allow_override=True)
    frame.to_parquet(
        tmp_path / "a.parquet", geometry_encoding=encoding, schema_version="1.1.0", write_covering_bbox=True
    )
    table = open_table(tmp_path / "a.parquet", tmp_path)
    header, first, second = rows_of(table)
    assert header == ["lon", "lat", "date"]
    assert [float(cell) for cell in first[:2]] == pytest.approx([20.78, 42.97], abs=1e-8)
    assert second == ["", "", "e"]
    assert table.notes == (
        () if crs else ("It names no reference system: its coordinates are taken for longitude and latitude.",)
    )


def test_only_what_is_one_point_has_coordinates(tmp_path):
    shapes = [MultiPoint([(20.78, 42.97)]), MultiPoint([(1, 1), (2, 2)]), LineString([(1, 1), (2, 2)]), Point()]
    geopandas.GeoDataFrame({"n": range(4)}, geometry=shapes, crs="EPSG:4326").to_parquet(tmp_path / "a.parquet")
    assert rows_of(open_table(tmp_path / "a.parquet", tmp_path))[1:] == [
        ["20.78", "42.97", "0"], ["", "", "1"], ["", "", "2"], ["", "", "3"],
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["WKB", "geoarrow"])
def test_several_points_of_which_there_is_one_are_that_point(tmp_path, encoding):
    shapes = [MultiPoint([(20.78, 42.97)]), None, MultiPoint([(1, 1), (2, 2)])]
    frame = geopandas.GeoDataFrame({"n": range(3)}, geometry=shapes, crs="EPSG:4326")
    frame.to_parquet(tmp_path / "a.parquet", geometry_encoding=encoding, schema_version="1.1.0")
    rows = rows_of(open_table(tmp_path / "a.parquet", tmp_path))
    assert rows == [["lon", "lat", "n"], ["20.78", "42.97", "0"], ["", "", "1"], ["", "", "2"]]


@pytest.mark.parametrize(
    ("crs", "told"),
    [
        ("EPSG:3857", "EPSG:3857"), ("EPSG:3857", json.loads(CRS(3857).to_json())), ("EPSG:4326", "OGC:CRS84"),
        ("EPSG:4326", None),
    ],
)  # fmt: skip
def test_the_points_that_arrow_marks_are_in_the_reference_system_that_it_names(tmp_path, crs, told):
    place = geopandas.GeoSeries([Point(20.78, 42.97)], crs="EPSG:4326").to_crs(crs).to_wkb()
    about = {
        "ARROW:extension:name": "geoarrow.wkb",
        "ARROW:extension:metadata": json.dumps({"crs": told} if told else {}),
    }
    schema = pa.schema([pa.field("date", pa.string()), pa.field("g", pa.binary(), metadata=about)])
    pq.write_table(pa.table([["d"], list(place)], schema=schema), tmp_path / "a.parquet")
    table = open_table(tmp_path / "a.parquet", tmp_path)
    header, row = rows_of(table)
    assert header == ["lon", "lat", "date"]
    assert [float(cell) for cell in row[:2]] == pytest.approx([20.78, 42.97], abs=1e-8)
    assert table.notes == (
        () if told else ("It names no reference system: its coordinates are taken for longitude and latitude.",)
    )


def test_of_columns_of_one_name_none_is_lost(tmp_path):
    about = {"ARROW:extension:name": "geoarrow.wkb"}
    place = Point(20.78, 42.97).wkb
    names = [("title", pa.string()), ("g", pa.binary()), ("n", pa.int64()), ("title", pa.string())]
    schema = pa.schema([pa.field(*one, metadata=about if one[0] == "g" else None) for one in names])
    pq.write_table(pa.table([["a"], [place], [1], ["b"]], schema=schema), tmp_path / "a.parquet")
    rows = rows_of(open_table(tmp_path / "a.parquet", tmp_path))
    assert rows == [["lon", "lat", "title", "n", "title 4"], ["20.78", "42.97", "a", "1", "b"]]


def test_where_the_column_of_places_was_taken_out_the_others_are_read(tmp_path):
    frame = geopandas.GeoDataFrame({"date": ["d"]}, geometry=[Point(20.78, 42.97)], crs="EPSG:4326")
    frame.to_parquet(tmp_path / "b.parquet")
    pq.write_table(pq.read_table(tmp_path / "b.parquet").select(["date"]), tmp_path / "a.parquet")
    assert rows_of(open_table(tmp_path / "a.parquet", tmp_path)) == [["date"], ["d"]]


def test_what_duckdb_writes_is_read(tmp_path):
    file = tmp_path / "a.parquet"
    duckdb.sql("SELECT DATE '2023-09-24' AS date, 'š' AS title, 2::HUGEINT AS n").write_parquet(str(file))
    assert rows_of(open_table(file, tmp_path)) == [["date", "title", "n"], ["2023-09-24", "š", "2"]]
    assert peek(file).rows == (("date", "title", "n"), ("2023-09-24", "š", "2"))


@pytest.mark.parametrize(
    ("geo", "sentence"),
    [
        ({"primary_column": "nothing", "columns": {}}, "is a damaged Parquet file"),
        ([1], "is a damaged Parquet file"),
        ({"primary_column": "g", "columns": {"g": {"encoding": "WKB", "crs": {"type": "x"}}}}, "that we don't know"),
    ],
)
def test_what_a_file_wrongly_says_of_its_geometries_is_refused_in_words(tmp_path, geo, sentence):
    table = pa.table({"date": ["d"], "g": [b""]}).replace_schema_metadata({"geo": json.dumps(geo)})
    pq.write_table(table, tmp_path / "a.parquet")
    with pytest.raises(FileError, match=sentence):
        peek(tmp_path / "a.parquet")


def test_a_geometry_that_is_none_has_no_coordinates(tmp_path):
    geo = {"primary_column": "g", "columns": {"g": {"encoding": "WKB"}}}
    table = pa.table({"date": ["d", "e"], "g": [b"x", b"\1" * 21]}).replace_schema_metadata({"geo": json.dumps(geo)})
    pq.write_table(table, tmp_path / "a.parquet")
    assert rows_of(open_table(tmp_path / "a.parquet", tmp_path))[1:] == [["d"], ["e"]]


@pytest.mark.parametrize("cut", [12, 300])
def test_a_damaged_file_is_refused_in_words(tmp_path, cut):
    pq.write_table(pa.table({"date": ["d"] * 1_000}), tmp_path / "a.parquet")
    file = tmp_path / "a.parquet"
    file.write_bytes(file.read_bytes()[:-cut] + (b"" if cut == 12 else b"\0" * 292 + b"PAR1"))
    with pytest.raises(FileError, match="damaged"):
        open_table(file, tmp_path)


def test_a_file_that_unpacks_to_far_more_is_refused(tmp_path):
    # Ten million rows of two texts of 200 letters, 4 GB, are half a megabyte of Parquet.
    words = pa.DictionaryArray.from_arrays(pa.array([0] * 10_000_000, pa.int32()), pa.array(["x" * 200]))
    pq.write_table(pa.table({"date": words, "title": words}), tmp_path / "a.parquet")
    assert (tmp_path / "a.parquet").stat().st_size < 2**19
    work = tmp_path / "work"
    work.mkdir()
    with pytest.raises(FileError, match="holds more than"):
        open_table(tmp_path / "a.parquet", work, longest=2**20)
    assert sum(one.stat().st_size for one in work.iterdir()) <= 2**20


def test_a_whole_file_that_needs_more_memory_than_there_is_gets_that_sentence(tmp_path):
    # 40 MB of text in 3 kB.
    pq.write_table(pa.table({"date": ["d"] * 2_000, "notes": ["y" * 20_000] * 2_000}), tmp_path / "a.parquet")
    assert pq.ParquetFile(tmp_path / "a.parquet").read().num_rows == 2_000
    with pytest.raises(FileError, match=r"unpacks to more than the memory that is given.* Save the table as CSV"):
        open_table(tmp_path / "a.parquet", tmp_path)


def test_many_columns_are_refused(tmp_path):
    pq.write_table(pa.table({f"c{one}": [1] for one in range(2_001)}), tmp_path / "a.parquet")
    with pytest.raises(FileError, match="a table of more than 2000 columns"):
        peek(tmp_path / "a.parquet")
