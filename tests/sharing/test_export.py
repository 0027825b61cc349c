import csv
import io
import json
import zipfile
from datetime import date

import duckdb
import frictionless
import geopandas
import pandas as pd
import pytest

from dashboard.dossier.event import Confidence, EventType, GeoPrecision, KeyFigure, Source, Spread, Statement
from dashboard.query import DEFAULT, Query
from dashboard.sharing.export import FORMATS, ReplacedError, bytes_per_event, export
from dashboard.store.catalogue import Catalogue
from dashboard.store.store import Store
from tests.factories import area, claim, event, store
from tests.synthetic import import_synthetic

NOTE = (
    "This designation is without prejudice to positions on status, and is in line with UNSCR 1244/1999 "
    "and the ICJ Opinion on the Kosovo declaration of independence."
)
AMBUSH = event(
    "ambush",
    time_local="about 03:00",
    title='Police "ambushed", one killed',
    mode="firearms",
    context="territory",
    actor1=("gunmen",),
    actor2=("kosovo_police", "kfor"),
    fatalities=Spread(1, 1, 1),
    injured=Spread(1, 2, 3),
    summary="=HYPERLINK(1)",
    sources=("agency", "envoy"),
    episode="banjska",
    in_article=True,
)
MEETING = event(
    "meeting",
    date_start=date(2023, 9, 29),
    date_end=date(2023, 9, 30),
    title="A call",
    place="brussels",
    country_side="other",
    lat=38.89511,
    lon=-77.03637,
    geo_precision=GeoPrecision.TOWN,
    event_type=EventType.CONSULT,
    actor1=("kfor",),
    actor2=(),
    confidence=None,
)
ALERT = area("alert", date_start=date(2023, 10, 2), place="north_kosovo", confidence=Confidence.LOW)
LATER = event("later", date_start=date(2024, 1, 1), sources=("unused",))
SOURCES = (
    Source("agency", "Agency", "A report", "2023-09-24", "https://agency.example/1", "press", "read", ""),
    Source("envoy", "UN", "Briefing", "2023-10-23", "", "un", "read excerpt", "by telephone"),
    Source("unused", "Nobody", "Nothing", "2024-01-01", "https://nobody.example", "press", "read", ""),
    Source("brief", "NATO", "Factsheet", "2023-09-30", "https://nato.example", "official", "read", ""),
)
CLAIMS = (
    claim("c-killed", event_id="ambush", low=1, best=1, high=1, source_id="envoy", date_said="2023-10-23"),
    claim("c-nato", measure="troops_kfor", best=4500, date_said="2023-09-30", source_id="brief"),
    claim("c-old", measure="troops_kfor", best=700, date_said="2023-05-30", source_id="unused"),
    claim("c-later", event_id="later", best=9, source_id="unused"),
)
STATEMENTS = (
    Statement("s-1", "ambush", "2023-09-24", "+Kosovo police", "Pristina", "Two trucks stood on the bridge.", "agency"),
    Statement("s-2", "later", "2024-01-01", "Nobody", "other", "Nothing.", "unused"),
)
FIGURES = (KeyFigure("troops_kfor", "NATO troops in Kosovo", "soldiers", ("c-nato",), ("c-old",), "4,500"),)
STORE = store(AMBUSH, MEETING, ALERT, LATER, sources=SOURCES, claims=CLAIMS, statements=STATEMENTS, key_figures=FIGURES)
EMPTY = Query(since=DEFAULT.since, until=DEFAULT.until, text="nothing of the kind")


def file(query: Query, extension: str) -> bytes:
    return b"".join(export(STORE, query, extension))


def test_the_csv_written_out():
    query = Query(since=date(2023, 9, 24), until=date(2023, 9, 30))
    assert file(query, "csv").decode() == (
        "\ufeffid,date_start,date_end,date_precision,time_local,title,place,country_side,lat,lon,geo_precision,zone,"
        "event_type,mode,context,actor1,actor2,fatalities_low,fatalities_best,fatalities_high,injured_low,"
        "injured_best,injured_high,summary,confidence,source_ids,episode,in_article,superseded_by,place_name_en,"
        "place_name_sq,place_name_sr_latn,place_name_sr_cyrl,source_titles,source_urls,contested,place_name,country,distance_km,"
        "publisher_id,publisher_type,warning,dataset,kosovo_note\r\n"
        'ambush,2023-09-24,,day,about 03:00,"Police ""ambushed"", one killed",banjska,Kosovo,42.97,20.78,village,,'
        'ASSAULT,firearms,territory,gunmen,"kosovo_police;kfor",1,1,1,1,2,3,\'=HYPERLINK(1),high,"agency;envoy",banjska,'
        "yes,,Banjska,Banjskë,Banjska,Бањска,Agency: A report | UN: Briefing,https://agency.example/1,,,,,,,,curated,"
        f'"{NOTE}"\r\n'
        "meeting,2023-09-29,2023-09-30,day,,A call,brussels,other,38.89511,-77.03637,town,,CONSULT,,,kfor,,,,,,,,,,"
        "agency,,no,,Brussels,Bruksel,Brisel,Брисел,Agency: A report,https://agency.example/1,,,,,,,,curated,"
        f'"{NOTE}"\r\n'
    )


def test_a_formula_is_escaped_and_a_longitude_is_not():
    rows = list(csv.DictReader(io.StringIO(file(DEFAULT, "csv").decode("utf-8-sig"))))
    assert rows[0]["summary"] == "'=HYPERLINK(1)"
    assert rows[1]["lon"] == "-77.03637"


@pytest.mark.parametrize("extension", FORMATS)
def test_the_same_query_gives_the_same_bytes(extension):
    assert file(DEFAULT, extension) == file(DEFAULT, extension)


def test_the_geojson_is_a_feature_collection_of_rfc_7946():
    collection = json.loads(file(DEFAULT, "geojson"))
    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection
    assert [feature["type"] for feature in collection["features"]] == ["Feature"] * 3
    assert [feature["id"] for feature in collection["features"]] == ["ambush", "meeting", "alert"]
    # RFC 7946, section 7.1: members of a geometry do not stand on another level.
    assert {"coordinates", "geometry", "properties"}.isdisjoint(collection)


def test_a_geojson_point_has_longitude_first():
    features = json.loads(file(DEFAULT, "geojson"))["features"]
    assert features[0]["geometry"] == {"type": "Point", "coordinates": [20.78, 42.97]}
    assert features[1]["geometry"] == {"type": "Point", "coordinates": [-77.03637, 38.89511]}


def test_an_area_has_a_null_geometry():
    alert = json.loads(file(DEFAULT, "geojson"))["features"][2]
    assert alert["geometry"] is None
    assert "geometry" in alert


def test_a_feature_says_when():
    features = json.loads(file(DEFAULT, "geojson"))["features"]
    assert features[0]["time"] == {"date": "2023-09-24"}
    assert features[1]["time"] == {"interval": ["2023-09-29", "2023-09-30"]}


def test_geojson_properties_are_those_of_the_csv():
    properties = json.loads(file(DEFAULT, "geojson"))["features"][0]["properties"]
    header = file(DEFAULT, "csv").decode("utf-8-sig").splitlines()[0]
    assert ",".join(properties) == header
    assert properties["fatalities_best"] == 1
    assert properties["date_end"] is None
    assert properties["summary"] == "=HYPERLINK(1)"
    assert properties["kosovo_note"] == NOTE


def test_the_geojson_says_what_it_holds():
    collection = json.loads(file(DEFAULT, "geojson"))
    assert collection["count"] == 3
    assert collection["sentence"] == "3 events from 24 September to 6 October 2023."
    assert collection["kosovo_note"] == NOTE
    assert collection["version"] == "1.2.0"


def test_an_empty_geojson_is_still_one():
    collection = json.loads(file(EMPTY, "geojson"))
    assert (collection["type"], collection["features"], collection["count"]) == ("FeatureCollection", [], 0)


def parquet(query: Query) -> geopandas.GeoDataFrame:
    return geopandas.read_parquet(io.BytesIO(file(query, "parquet")))


def test_the_parquet_reads_back_with_points_and_gaps():
    table = parquet(DEFAULT)
    assert list(table["id"]) == ["ambush", "meeting", "alert"]
    assert table.crs == "EPSG:4326"
    assert (table.geometry[0].x, table.geometry[0].y) == (20.78, 42.97)
    assert (table.geometry[1].x, table.geometry[1].y) == (-77.03637, 38.89511)
    assert table.geometry[2] is None


def test_the_parquet_has_typed_columns():
    table = parquet(DEFAULT)
    assert list(table["date_start"]) == [date(2023, 9, 24), date(2023, 9, 29), date(2023, 10, 2)]
    assert table["date_end"][1] == date(2023, 9, 30)
    assert pd.isna(table["date_end"][0])
    assert list(table["fatalities_best"].dropna()) == [1]
    assert table["fatalities_best"].dtype.kind in "iuf"
    assert table["kosovo_note"][0] == NOTE
    assert pd.isna(table["confidence"][1])


def test_the_parquet_has_the_columns_of_the_csv():
    header = file(DEFAULT, "csv").decode("utf-8-sig").splitlines()[0]
    assert ",".join(parquet(DEFAULT).columns) == f"{header},geometry"


def test_an_empty_parquet_is_still_one():
    assert len(parquet(EMPTY)) == 0


def test_a_parquet_of_areas_alone_is_still_one():
    table = parquet(Query(places=("north_kosovo",)))
    assert list(table["id"]) == ["alert"]
    assert table.geometry[0] is None


def archive(query: Query) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(file(query, "zip")))


def rows(query: Query, table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive(query).read(f"{table}.csv").decode("utf-8-sig"))))


def test_the_zip_holds_the_tables_and_their_description():
    assert archive(DEFAULT).namelist() == [
        "events.csv", "claims.csv", "statements.csv", "sources.csv", "datapackage.json",
    ]  # fmt: skip


def test_the_events_of_the_zip_are_those_of_the_csv():
    assert archive(DEFAULT).read("events.csv") == file(DEFAULT, "csv")


def test_the_members_of_the_zip_carry_the_datasets_date():
    assert {member.date_time for member in archive(DEFAULT).infolist()} == {(2026, 11, 24, 0, 0, 0)}


def test_the_zip_holds_claims_of_its_events_and_the_standing_figures_shown():
    assert [row["claim_id"] for row in rows(DEFAULT, "claims")] == ["c-killed", "c-nato"]


def test_without_standing_figures_for_the_dates_the_zip_holds_claims_of_its_events_alone():
    assert [row["claim_id"] for row in rows(Query(date(2023, 9, 24), date(2023, 9, 24)), "claims")] == ["c-killed"]


def test_the_claims_of_the_zip_say_in_words_what_they_measure():
    words = {row["claim_id"]: row["measure_words"] for row in rows(DEFAULT, "claims")}
    assert words == {"c-killed": "People killed", "c-nato": "Troops of KFOR"}


def test_the_zip_holds_statements_of_its_events():
    assert [row["statement_id"] for row in rows(DEFAULT, "statements")] == ["s-1"]
    assert rows(DEFAULT, "statements")[0]["speaker"] == "'+Kosovo police"


def test_the_zip_holds_the_sources_that_it_cites_and_no_others():
    assert [row["source_id"] for row in rows(DEFAULT, "sources")] == ["agency", "brief", "envoy"]


def test_the_description_says_what_was_asked_and_what_it_is():
    query = Query(DEFAULT.since, DEFAULT.until, types=(EventType.ASSAULT,))
    package = json.loads(archive(query).read("datapackage.json"))
    assert package["query"] == [["type", "ASSAULT"]]
    assert package["sentence"] == "2 events from 24 September to 6 October 2023 of type armed attack."
    assert package["count"] == 2
    assert package["version"] == "1.2.0"
    assert package["created"] == "2026-11-24T00:00:00Z"
    assert package["kosovo_note"] == NOTE
    assert package["permalink"] == "?type=ASSAULT&data=1.2.0"
    assert [licence["name"] for licence in package["licenses"]] == ["CC-BY-4.0"]
    assert [one["name"] for one in package["resources"]] == ["events", "claims", "statements", "sources"]


@pytest.mark.parametrize("query", [DEFAULT, EMPTY, Query()], ids=["default", "empty", "everything"])
def test_the_unpacked_zip_is_a_valid_data_package(curated_store, query, tmp_path):
    packed = b"".join(export(curated_store, query, "zip"))
    zipfile.ZipFile(io.BytesIO(packed)).extractall(tmp_path)
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.flatten(["type", "note"]) == []


def test_there_is_no_other_format():
    with pytest.raises(KeyError):
        export(STORE, DEFAULT, "ods")


class Replaced:
    """A store of which a dataset is replaced when its rows are first asked for."""

    def __init__(self, at_first: str, then: str) -> None:
        self.version, self.then = at_first, then

    def __getattr__(self, name):
        return getattr(STORE, name)

    def versions(self, datasets):
        return (self.version,)

    def batches(self, query, columns):
        self.version = self.then
        yield from STORE.batches(query, columns)


@pytest.mark.parametrize("extension", FORMATS)
def test_a_file_of_two_editions_is_never_ended(extension):
    assert b"".join(export(Replaced("1", "1"), DEFAULT, extension)) == file(DEFAULT, extension)
    with pytest.raises(ReplacedError, match="ask for it again"):
        b"".join(export(Replaced("1", "2"), DEFAULT, extension))


@pytest.fixture(scope="module")
def invented(tmp_path_factory):
    """A folder with a dataset of more rows than are read at once."""
    folder = tmp_path_factory.mktemp("datasets")
    import_synthetic(folder, "invented", 40_000)
    import_synthetic(folder, "few", 4_000)
    return Catalogue(folder)


@pytest.mark.parametrize("extension", FORMATS)
def test_a_dataset_that_is_closed_midway_ends_no_file(extension, invented):
    imported = Store(STORE.dossier, frozenset(), catalogue=invented)
    parts = export(imported, Query(datasets=("invented",)), extension)
    next(parts)
    imported.dataset("invented").engine.close()
    with pytest.raises(duckdb.Error):
        b"".join(parts)


def test_the_size_of_a_file_is_told_beforehand(invented):
    imported = Store(STORE.dossier, frozenset(), catalogue=invented)
    for extension, size in bytes_per_event(imported, "few").items():
        whole = sum(map(len, export(imported, Query(datasets=("few",)), extension)))
        assert 0.75 * whole < 4_000 * size < 1.25 * whole
