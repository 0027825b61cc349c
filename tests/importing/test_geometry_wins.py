"""Where a file has geometries, its events stand at their points, whatever its own columns say and are called."""

import csv
import json

import geopandas
import pytest
from shapely import LineString, Point

from dashboard.importing.importing import Request, import_files
from dashboard.importing.placing import GazetteerContext
from dashboard.opening.table import open_table
from dashboard.query import Query
from dashboard.sources import own, ucdp
from dashboard.store.catalogue import Catalogue
from dashboard.store.dataset import Dataset
from dashboard.store.engine import Engine
from tests.sources.files import GED_23, GED_EVENT, row

LON, LAT = 20.78, 42.97
KML = (
    '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>a</name>'
    "<TimeStamp><when>2023-09-24</when></TimeStamp><ExtendedData>{}</ExtendedData>"
    "<Point><coordinates>20.78,42.97,0</coordinates></Point></Placemark></kml>"
)
KINDS = ("geojson", "gpkg", "fgb", "parquet", "kml")
# Properties that anybody would take for where things happened, elsewhere, and unknown ones.
PROPERTIES = [
    {"LAT": "42"}, {"Lat": 1.0, "Lon": 2.0}, {"lat": 1.0, "lon": 2.0}, {"Lat": None}, {"lat": None}, {"LON": ""},
    {"Latitude": 1.0, "Longitude": 2.0}, {"x": 2.0, "y": 1.0}, {"Lng": 2.0}, {"lát": 1.0}, {"лат": 1.0, "лон": 2.0},
    {"Geografska širina": 1.0, "Geografska dužina": 2.0}, {"Gjerësia": 1.0},
]  # fmt: skip


def written(folder, kind, properties, shape=None):
    """A file of one event of this kind, as geopandas and json write it."""
    shape = shape or Point(LON, LAT)
    file = folder / f"a.{kind}"
    values = {**properties, "date": "2023-09-24", "title": "a"}
    if kind == "geojson":
        feature = {"type": "Feature", "properties": values, "geometry": shape.__geo_interface__}
        file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    elif kind == "kml":
        cells = [f'<Data name="{name}"><value>{value or ""}</value></Data>' for name, value in properties.items()]
        file.write_text(KML.format("".join(cells)), "utf-8")
    else:
        frame = geopandas.GeoDataFrame([values], geometry=[shape], crs="EPSG:4326")
        write = frame.to_parquet if kind == "parquet" else frame.to_file
        write(file)
    return file


@pytest.fixture
def point(tmp_path):
    """Longitude and latitude of the one event of a file: the cells that are taken for these."""

    def found(file):
        table = open_table(file, tmp_path)
        layout = own.recognise(table.sample)
        with table.path.open(encoding="utf-8", newline="") as opened:
            _header, cells = csv.reader(opened)
        lon, lat = (cells[layout.columns.index(layout.mapping[name])] for name in ("lon", "lat"))
        return float(lon), float(lat)

    return found


def test_an_imported_event_stands_at_its_geometry(curated_store, tmp_path):
    ground = GazetteerContext(curated_store.dossier.gazetteer, curated_store.municipalities)
    catalogue = Catalogue(tmp_path / "datasets")
    file = written(tmp_path, "geojson", {"LAT": "42", "Lon": None})
    import_files(Request((file,), dataset="a"), catalogue, ground, lambda step, done: None)
    dataset = Dataset(Engine.read_only(catalogue.current("a").events))
    (event,) = dataset.events(Query(datasets=("a",)))
    dataset.engine.close()
    assert (event.lon, event.lat) == (LON, LAT)


@pytest.mark.parametrize("properties", PROPERTIES, ids=str)
def test_an_event_stands_at_its_geometry_whatever_its_properties_are_called(point, tmp_path, properties):
    assert point(written(tmp_path, "geojson", properties)) == (LON, LAT)


@pytest.mark.parametrize("kind", KINDS[1:])
@pytest.mark.parametrize("properties", [{"Lat": 1.0, "LON": 2.0}, {"lát": None}], ids=str)
def test_in_every_kind_of_map_file_the_geometry_wins(point, tmp_path, kind, properties):
    assert point(written(tmp_path, kind, properties)) == (LON, LAT)


@pytest.mark.parametrize("kind", ["geojson", "gpkg", "fgb", "parquet"])
def test_where_no_geometry_is_a_point_the_files_own_columns_say_where(point, tmp_path, kind):
    line = LineString([(1, 1), (2, 2)])
    assert point(written(tmp_path, kind, {"Lat": LAT, "LON": LON}, line)) == (LON, LAT)


@pytest.mark.parametrize("kind", KINDS)
def test_columns_of_the_files_own_that_are_called_as_the_points_stay_in_the_table(tmp_path, kind):
    table = open_table(written(tmp_path, kind, {"lat": "1.5", "Lon": "2.5"}), tmp_path)
    with table.path.open(encoding="utf-8", newline="") as file:
        header, cells = csv.reader(file)
    assert (header[:2], [float(cell) for cell in cells[:2]]) == (["lon", "lat"], [LON, LAT])
    assert {name: cells[at] for at, name in enumerate(header) if at > 1 and name.lower() in {"lon", "lat"}} == {
        "lat": "1.5", "Lon": "2.5",
    }  # fmt: skip


def test_a_publishers_columns_for_its_points_are_still_its_own(tmp_path):
    values = dict(zip(GED_23, row(GED_23, GED_EVENT), strict=True))
    table = open_table(written(tmp_path, "geojson", values, Point(1, 2)), tmp_path)
    layout = ucdp.recognise(table.sample)
    assert layout is not None
    cells = dict(zip(layout.columns, table.sample.rows[1], strict=True))
    assert (cells["latitude"], cells["longitude"]) == (values["latitude"], values["longitude"])
