"""Points at which an event cannot have been, records without a point, and the reference systems of files."""

import csv
import io
import json
from pathlib import Path

import geopandas
import numpy as np
import pyproj
import pytest

from dashboard.commands.ingest import report
from dashboard.dossier.profile import OWN_FOLDER as ROOT
from dashboard.importing.countries import countries_at, covered, may_lie_in
from dashboard.importing.importing import Outcome, Request, import_files, remarks
from dashboard.importing.placing import GazetteerContext
from dashboard.query import Query
from dashboard.sharing.export import export
from dashboard.store import Store
from dashboard.store.about import About
from dashboard.store.catalogue import Catalogue
from dashboard.store.dataset import Dataset
from dashboard.store.engine import Engine
from tests.sources.files import ACLED, ACLED_EVENT, GDELT_61, GDELT_EVENT, GED_23, GED_EVENT, row

SENTENCES = {
    "null_island": "The point that is given is 0/0, off Africa: the event stands beside the map.",
    "swapped": "Latitude and longitude seem to be exchanged: the event stands beside the map.",
    "other_country": "The point that is given lies outside the country that is named: the event stands beside the map.",
    "far_from_place": (
        "The point that is given lies more than 25 km from the place that is named: the event stands beside the map."
    ),
}
# Of each publisher's row in Kosovo: latitude, longitude, place, and the warning. Skopje is at 41.9965, 21.4314.
POINTS = {
    "1": ("42.97", "20.78", "Elsewhere", ""),
    "2": ("20.78", "42.97", "Elsewhere", "swapped"),
    "3": ("0", "0", "Elsewhere", "null_island"),
    "4": ("41.9965", "21.4314", "Elsewhere", "other_country"),
    "5": ("42.2139", "20.7397", "Banjska", "far_from_place"),
}


def text(*rows, delimiter=",") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL).writerows(rows)
    return out.getvalue()


def ged() -> str:
    cells = ("latitude", "longitude", "where_coordinates")
    given = {key: dict(zip(cells, point, strict=False)) for key, point in POINTS.items()}
    return text(
        GED_23, *(row(GED_23, GED_EVENT, {"id": key, "country": "Kosovo", **cell}) for key, cell in given.items())
    )


def acled() -> str:
    cells = ("latitude", "longitude", "location")
    given = {key: dict(zip(cells, point, strict=False)) for key, point in POINTS.items()}
    return text(ACLED, *(row(ACLED, ACLED_EVENT, {"event_id_cnty": key, **cell}) for key, cell in given.items()))


def gdelt() -> str:
    cells = ("actiongeo_lat", "actiongeo_long", "actiongeo_fullname")
    given = {key: dict(zip(cells, point, strict=False)) for key, point in POINTS.items()}
    rows = [row(GDELT_61, GDELT_EVENT, {"globaleventid": key, **cell}) for key, cell in given.items()]
    return text(*rows, delimiter="\t")


def own() -> str:
    rows = [(key, "2023-09-24", *point[:3], "Kosovo") for key, point in POINTS.items()]
    return text(("id", "date", "lat", "lon", "place", "country"), *rows)


def wkt() -> str:
    rows = [
        (key, "2023-09-24", f"SRID=4326;POINT Z ({lon} {lat} 512)", place, "Kosovo")
        for key, (lat, lon, place, _warning) in POINTS.items()
    ]
    return text(("id", "date", "geom", "place", "country"), *rows)


def feature(geometry, **properties) -> dict:
    return {"type": "Feature", "properties": {"date": "2023-09-24", **properties}, "geometry": geometry}


def geojson() -> str:
    features = [
        feature(
            {"type": "Point", "coordinates": [float(lon), float(lat), 512.0]}, id=key, place=place, country="Kosovo"
        )
        for key, (lat, lon, place, _warning) in POINTS.items()
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


FILES = {"ged.csv": ged, "acled.csv": acled, "day.export.CSV": gdelt, "own.csv": own, "wkt.csv": wkt, "a.json": geojson}


@pytest.fixture(scope="module")
def add(curated_store, tmp_path_factory):
    """Import a text as a file of this name: its outcome and its dataset."""
    ground = GazetteerContext(curated_store.dossier.gazetteer, curated_store.municipalities)

    def run(name: str, content: str) -> tuple[Outcome, Dataset, Path]:
        folder = tmp_path_factory.mktemp("places")
        (folder / name).write_text(content, "utf-8", newline="")
        catalogue = Catalogue(folder / "datasets")
        outcome = import_files(Request((folder / name,), dataset="places"), catalogue, ground, lambda step, done: None)
        return outcome, Dataset(Engine.read_only(catalogue.current("places").events)), folder

    return run


@pytest.fixture(scope="module", params=FILES)
def publishers(request, add):
    """Each publisher's file of POINTS."""
    return add(request.param, FILES[request.param]())


def test_a_point_that_cannot_be_is_kept_beside_the_map_with_a_warning_and_counted(publishers):
    outcome, dataset, _folder = publishers
    assert (outcome.about.read, outcome.about.kept) == (5, 5)
    events = {event.publisher_id: event for event in dataset.events(Query(datasets=("places",)))}
    assert {key: event.warning for key, event in events.items()} == {key: point[3] for key, point in POINTS.items()}
    # As they were given: nothing is repaired.
    assert {key: (event.lat, event.lon) for key, event in events.items()} == {
        key: (float(lat), float(lon)) for key, (lat, lon, _place, _warning) in POINTS.items()
    }
    columns = ("publisher_id", "x", "area", "elsewhere", "country_side", "distance_km")
    for batch in dataset.batches(Query(datasets=("places",)), columns):
        for one in batch.to_pylist():
            is_drawn = one["publisher_id"] == "1"
            assert (one["x"] is not None, one["area"] == "", one["elsewhere"] is None) == (is_drawn,) * 3
            assert (one["country_side"], one["distance_km"] is not None) == ("Kosovo" if is_drawn else "", is_drawn)
    said = report(outcome)
    for sentence in SENTENCES.values():
        assert f"1 event: {sentence}" in said
    assert "0 records without a point." in said


# Of countries, held against their polygons as they are in the file.


@pytest.fixture(scope="module")
def polygons() -> geopandas.GeoSeries:
    layer = geopandas.read_file(ROOT / "geodata/countries.geojson")
    return layer.set_index("iso").geometry.to_crs("EPSG:32634")


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Kosovo*", ["XK"]), ("Kosova", ["XK"]), ("Косово", ["XK"]), ("Serbia", ["RS", "XK"]), ("Srbija", ["RS", "XK"]),
        ("Republic of Serbia", ["RS", "XK"]), ("Serbia and Montenegro", ["RS", "XK", "ME"]),
        ("Serbia (Yugoslavia)", ["RS", "XK", "ME", "MK", "BA"]), ("Yugoslavia", ["RS", "XK", "ME", "MK", "BA"]),
        ("Bosnia-Herzegovina", ["BA"]), ("Macedonia, FYR", ["MK"]), ("Shqipëri", ["AL"]), ("Crna Gora", ["ME"]),
        ("BULGARIA", ["BG"]), ("Greece", ["GR"]), ("Romania", ["RO"]),
        # Codes of ISO 3166 and FIPS 10-4.
        ("XK", ["XK"]), ("KV", ["XK"]), ("XKX", ["XK"]), ("RI", ["RS", "XK"]), ("SRB", ["RS", "XK"]), ("AL", ["AL"]),
        ("ME", ["ME"]), ("MJ", ["ME"]), ("mk", ["MK"]), ("BK", ["BA"]), ("RO", ["RO"]), ("GR", ["GR"]),
    ],
)  # fmt: skip
def test_a_point_may_lie_5_km_beyond_its_country_and_no_farther(polygons, name, codes):
    chance = np.random.default_rng(len(name))
    lon, lat = chance.uniform(18.8, 23.4, 2000), chance.uniform(41.3, 44.4, 2000)
    points = geopandas.GeoSeries(geopandas.points_from_xy(lon, lat), crs="EPSG:4326")
    km = points.to_crs("EPSG:32634").distance(polygons[codes].union_all()) / 1000
    assert set(covered(name)) == set(codes)
    found = may_lie_in(covered(name), lon, lat)
    # Outlines are simplified by 200 m for this.
    clear = (km < 4.7) | (km > 5.3)
    assert 0 < found.sum() < 2000
    assert (found == (km < 5))[clear].all()


@pytest.mark.parametrize(
    "name", ["", "Croatia", "Neverland", "FIPS SA", "RS", "BA", "BG", "MW", "Saudi Arabia", "Georgia"]
)
def test_of_other_countries_nothing_is_known(name):
    assert covered(name) == frozenset()


def test_the_countries_at_a_point_are_those_within_5_km(polygons):
    chance = np.random.default_rng(7)
    lon, lat = chance.uniform(18.8, 23.4, 2000), chance.uniform(41.3, 44.4, 2000)
    points = geopandas.GeoSeries(geopandas.points_from_xy(lon, lat), crs="EPSG:4326").to_crs("EPSG:32634")
    found = countries_at(lon, lat)
    for code in polygons.index:
        km = points.distance(polygons[code]) / 1000
        clear = ((km < 4.7) | (km > 5.3)).to_numpy()
        assert ([code in here for here in found] == (km < 5).to_numpy())[clear].all()


@pytest.mark.parametrize(
    ("lat", "lon", "code"),
    [
        (46.10, 19.66, "RS"), (44.97, 19.61, "RS"), (44.81, 15.87, "BA"), (42.57, 18.33, "BA"), (42.45, 18.53, "ME"),
        (41.03, 21.33, "MK"), (39.66, 20.18, "AL"), (43.21, 27.91, "BG"), (48.16, 26.30, "RO"), (45.16, 29.65, "RO"),
        (35.34, 25.14, "GR"), (36.15, 29.59, "GR"),
    ],
)  # fmt: skip
def test_beyond_the_window_a_country_goes_on_to_its_farthest_towns(lat, lon, code):
    # Subotica, Sremska Mitrovica, Bihać, Neum's hinterland, Herceg Novi, Bitola, Konispol, Varna, Horodiștea, Sulina,
    # Heraklion, Kastellorizo.
    assert code in countries_at(np.array([lon]), np.array([lat]))[0]


@pytest.mark.parametrize(("lat", "lon"), [(48.86, 2.35), (24.7, 46.7), (45.81, 15.98), (-42.9, -20.8)])
def test_paris_riyadh_and_zagreb_are_in_no_country_of_the_map(lat, lon):
    assert countries_at(np.array([lon]), np.array([lat]))[0] == frozenset()


# Of records without a point.

SHAPES = [
    {"type": "Point", "coordinates": [20.78, 42.97]},
    {"type": "MultiPoint", "coordinates": [[20.78, 42.97]]},
    {"type": "Point", "coordinates": [20.78, 42.97, 512.0]},
    {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [20.78, 42.97]}]},
    {"type": "Polygon", "coordinates": [[[20.7, 42.9], [20.8, 42.9], [20.8, 43.0], [20.7, 42.9]]]},
    {"type": "LineString", "coordinates": [[20.7, 42.9], [20.8, 43.0]]},
    {"type": "Point", "coordinates": []},
    {"type": "Point", "coordinates": [200.78, 42.97]},
    {"type": "Point", "coordinates": [-339.22, 42.97]},
    None,
]


@pytest.mark.parametrize(
    ("name", "content", "count", "sentence"),
    [
        (
            "types.geojson",
            json.dumps({"type": "FeatureCollection", "features": [feature(shape, title="a") for shape in SHAPES]}),
            6,
            "6 records without a point.",
        ),
        ("none.csv", "date,title\n2023-09-24,a\n2023-09-25,b\n", 2, "2 records without a point."),
        ("half.csv", "date,lat,lon\n2023-09-24,42.97,\n2023-09-25,42.97,20.78\n", 1, "1 record without a point."),
        ("all.csv", "date,lat,lon\n2023-09-25,42.97,20.78\n", 0, "0 records without a point."),
        (
            "wkt.csv",
            'date,wkt\n2023-09-24,"LINESTRING (20 42, 21 43)"\n2023-09-25,here\n2023-09-25,POINT (20.78 42.97)\n'
            "2023-09-25,MULTIPOINT ((20.78 42.97))\n2023-09-25,\n",
            3,
            "3 records without a point.",
        ),
        ("acled.csv", text(ACLED, row(ACLED, ACLED_EVENT, {"latitude": ""})), 1, "1 record without a point."),
    ],
)
def test_records_without_a_point_stand_in_the_outcome(add, name, content, count, sentence):
    outcome, dataset, _folder = add(name, content)
    assert outcome.about.without_point == count
    assert remarks(outcome.about)[-1] == sentence
    assert sentence in report(outcome)
    events = dataset.events(Query(datasets=("places",)))
    assert sum(event.lat is None for event in events) == count
    assert dataset.about().without_point == count


def test_a_card_of_before_points_were_counted_says_nothing_of_them(add):
    outcome, _dataset, _folder = add("all.csv", "date,lat,lon\n2023-09-25,42.97,20.78\n")
    card = json.loads(outcome.about.to_json())
    del card["without_point"]
    older = About.from_json(json.dumps(card))
    assert (older.without_point, remarks(older)) == (None, [])
    for wrong in (-1, 2.5, "2", True):
        with pytest.raises(TypeError):
            About.from_json(json.dumps(card | {"without_point": wrong}))


# Of reference systems.


@pytest.mark.parametrize(
    ("crs", "points"),
    [
        ("urn:ogc:def:crs:EPSG::3857", [(2313302.6, 5306014.1), (2324350.967763552, 5296763.192592258)]),
        ("EPSG:32634", [(481_000.0, 4_757_000.0)]),
        ("urn:ogc:def:crs:EPSG::6316", [(7_480_000.0, 4_759_000.0)]),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", [(20.78, 42.97)]),
    ],
)
def test_points_lie_where_geopandas_puts_them(add, tmp_path, crs, points):
    features = [feature({"type": "Point", "coordinates": point}, id=str(number)) for number, point in enumerate(points)]
    content = json.dumps(
        {"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": crs}}, "features": features}
    )
    _outcome, dataset, _folder = add("a.geojson", content)
    (tmp_path / "a.geojson").write_text(content)
    expected = geopandas.read_file(tmp_path / "a.geojson").to_crs("EPSG:4326").geometry
    events = sorted(dataset.events(Query(datasets=("places",))), key=lambda event: event.publisher_id)
    assert [(event.lon, event.lat) for event in events] == [
        pytest.approx((point.x, point.y), abs=1e-8) for point in expected
    ]
    assert len(events) == len(points)


def test_metres_near_zero_are_no_degrees(add):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    point = {"type": "Point", "coordinates": [20.78, 42.97]}
    content = {"type": "FeatureCollection", "crs": crs, "features": [feature(point, country="Kosovo")]}
    outcome, dataset, _folder = add("small.geojson", json.dumps(content))
    (event,) = dataset.events(Query(datasets=("places",)))
    expected = pyproj.Transformer.from_crs(3857, 4326, always_xy=True).transform(20.78, 42.97)
    assert (event.lon, event.lat) == pytest.approx(expected, abs=1e-9)
    assert outcome.about.warned == {"null_island": 1}


# Of files of what was imported.


def test_no_file_has_a_geometry_at_a_point_that_cannot_be(add, curated_store, tmp_path):
    _outcome, dataset, _folder = add("own.csv", own())
    store = Store(curated_store.dossier, curated_store.municipalities)
    store.own = {"places": dataset}
    query = Query(datasets=("places",))
    for extension in ("geojson", "parquet"):
        file = tmp_path / f"events.{extension}"
        file.write_bytes(b"".join(export(store, query, extension)))
        read = geopandas.read_parquet if extension == "parquet" else geopandas.read_file
        table = read(file).set_index("publisher_id").sort_index()
        assert table.geometry.notnull().tolist() == [True, False, False, False, False]
        assert table["lat"].tolist() == [float(point[0]) for point in POINTS.values()]
        assert table["warning"].fillna("").tolist() == [point[3] for point in POINTS.values()]
