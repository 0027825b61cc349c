import json
import shutil
from pathlib import Path

import geopandas
import pytest
import shapely

from dashboard.dossier.boundaries import (
    METRIC,
    WGS84,
    distance_to_line_km,
    municipality_keys,
    read_layers,
    side_of,
)
from dashboard.dossier.layer_rules import LayerError
from dashboard.dossier.profile import GEODATA, MAP


@pytest.fixture(scope="module")
def layers():
    return read_layers()


@pytest.fixture
def copied(tmp_path):
    folder = tmp_path / "geodata"
    folder.mkdir()
    for layer in GEODATA.glob("*.geojson"):
        shutil.copy(layer, folder)
    return folder


def change(folder: Path, file: str, number: int, edit) -> None:
    """Apply `edit` to one feature of one file."""
    path = folder / file
    collection = json.loads(path.read_text("utf-8"))
    edit(collection["features"][number])
    path.write_text(json.dumps(collection), "utf-8")


# Town centres as any atlas has them: (lon, lat).
@pytest.mark.parametrize(
    ("town", "lon", "lat", "side"),
    [
        ("Pristina", 21.1669, 42.6727, "Kosovo"),
        ("North Mitrovica", 20.866, 42.896, "Kosovo"),
        ("Leposavić", 20.8028, 43.1039, "Kosovo"),
        ("Zubin Potok", 20.6897, 42.9144, "Kosovo"),
        ("Banjska Monastery", 20.7828, 42.9718, "Kosovo"),
        ("Novi Pazar", 20.5122, 43.1367, "Serbia"),
        ("Raška", 20.6153, 43.2872, "Serbia"),
        ("Kuršumlija", 21.2686, 43.1458, "Serbia"),
        ("Preševo", 21.6492, 42.3092, "Serbia"),
        ("Skopje", 21.4314, 41.9965, "other"),
        ("Rožaje", 20.1665, 42.833, "other"),
        ("Brussels", 4.35, 50.85, "other"),
    ],
)
def test_known_towns_are_on_their_side(town, lon, lat, side):
    assert side_of(lon, lat) == side


def test_longitude_comes_first():
    assert side_of(42.6727, 21.1669) == "other"


def test_the_jarinje_crossing_is_about_150_m_from_the_line():
    jarinje = geopandas.GeoSeries([shapely.Point(20.69167, 43.21861)], crs=WGS84)
    assert distance_to_line_km(jarinje).iloc[0] == pytest.approx(0.15, abs=0.05)


def test_distances_come_in_the_order_of_the_points():
    points = geopandas.GeoSeries([shapely.Point(21.1669, 42.6727), shapely.Point(20.69167, 43.21861)], crs=WGS84)
    pristina, jarinje = distance_to_line_km(points)
    assert 20 < pristina < 30
    assert jarinje < 1


def test_points_without_a_crs_are_refused():
    with pytest.raises(ValueError, match="no CRS"):
        distance_to_line_km(geopandas.GeoSeries([shapely.Point(20.7, 43.2)]))


def test_the_line_is_as_long_as_its_readme_says(layers):
    length_km = layers.line.to_crs(METRIC).length.sum() / 1000
    assert length_km == pytest.approx(373.1, abs=0.5)


def test_every_layer_is_in_degrees_of_wgs84(layers):
    assert layers.zones.crs == WGS84
    assert layers.countries.crs == WGS84


def test_there_are_thirty_municipalities_with_different_keys(layers):
    keys = municipality_keys(layers)
    assert len(keys) == 30
    assert {"zvecan", "leposavic", "zubin_potok", "strpce", "novoberde", "viti", "pristina"} <= keys


def test_the_local_majority_comes_first_in_five_municipalities(layers):
    serbian = layers.municipalities.query("first_form == 'sr'")["id"]
    assert set(serbian) == {"leposavic", "zvecan", "zubin_potok", "strpce", "novoberde"}


def test_a_feature_goes_by_one_id():
    for file in ("municipalities.geojson", "zones.geojson"):
        for feature in json.loads((GEODATA / file).read_text("utf-8"))["features"]:
            assert feature["id"] == feature["properties"]["id"]


def test_every_file_is_small_enough_to_ship():
    sizes = {path.name: path.stat().st_size for path in GEODATA.iterdir()}
    assert sizes
    assert all(size < 1_000_000 for size in sizes.values()), sizes


def test_outer_rings_run_counter_clockwise(layers):
    for layer in (layers.countries, layers.municipalities, layers.districts, layers.sea):
        for polygon in layer.geometry.explode():
            assert polygon.exterior.is_ccw


def test_the_credit_names_every_publisher():
    for publisher in (
        "OpenStreetMap contributors (ODbL)",
        "Natural Earth",
        "GeoNames (CC BY 4.0)",
        "NGA GNS",
        "NOAA",
    ):
        assert publisher in MAP.credit


def test_a_missing_file_says_so(copied):
    (copied / "sea.geojson").unlink()
    with pytest.raises(LayerError, match=r"sea\.geojson, the file: is not there. Put it into geodata/\."):
        read_layers(copied)


def test_a_broken_file_says_where(copied):
    (copied / "sea.geojson").write_text("{\n oops", "utf-8")
    with pytest.raises(LayerError, match=r"sea\.geojson, line 2: is not JSON"):
        read_layers(copied)


def test_an_invalid_ring_is_refused(copied):
    def cross(feature):
        bow_tie = [[20.1, 42.1], [20.2, 42.2], [20.2, 42.1], [20.1, 42.2], [20.1, 42.1]]
        feature["geometry"] = {"type": "Polygon", "coordinates": [bow_tie]}

    change(copied, "municipalities.geojson", 0, cross)
    with pytest.raises(LayerError, match=r"1 \(Deçan\): has an invalid ring .*Self-intersection.*make_valid"):
        read_layers(copied)


def test_a_clockwise_ring_is_refused(copied):
    def turn(feature):
        feature["geometry"]["coordinates"][0].reverse()

    change(copied, "municipalities.geojson", 0, turn)
    with pytest.raises(LayerError, match=r"has a clockwise outer ring\. Turn it"):
        read_layers(copied)


def test_a_missing_name_form_is_refused(copied):
    change(copied, "municipalities.geojson", 0, lambda feature: feature["properties"].pop("name_sr_cyrl"))
    with pytest.raises(LayerError, match=r"has no name_sr_cyrl\. Give every name in all forms"):
        read_layers(copied)


def test_a_name_that_is_not_even_english_is_refused(copied):
    change(copied, "zones.geojson", 0, lambda feature: feature["properties"].pop("name_en"))
    with pytest.raises(LayerError, match=r"has no name_en, name_sq, name_sr_latn, name_sr_cyrl\."):
        read_layers(copied)


def test_a_layer_without_licence_is_refused(copied):
    change(copied, "borders_other.geojson", 0, lambda feature: feature["properties"].pop("licence"))
    with pytest.raises(LayerError, match=r"feature 1 \(XK-ME\): states no licence"):
        read_layers(copied)


def test_swapped_coordinates_are_refused(copied):
    def swap(feature):
        feature["geometry"]["coordinates"] = [[lat, lon] for lon, lat in feature["geometry"]["coordinates"]]

    change(copied, "boundary_line.geojson", 0, swap)
    with pytest.raises(LayerError, match=r"reaches outside the map's extent .*\(lon, lat\)"):
        read_layers(copied)


POINT = {"type": "Point", "coordinates": [20.9, 42.9]}
LINE = {"type": "LineString", "coordinates": [[20.8, 42.8], [20.9, 42.9]]}
SQUARE = {"type": "Polygon", "coordinates": [[[20.8, 42.8], [20.9, 42.8], [20.9, 42.9], [20.8, 42.9], [20.8, 42.8]]]}


@pytest.mark.parametrize(
    ("file", "geometry", "rule"),
    [
        ("boundary_line.geojson", SQUARE, "is a Polygon, and the role line needs LineString or MultiLineString"),
        ("borders_other.geojson", SQUARE, "is a Polygon, and the role borders needs LineString or MultiLineString"),
        ("countries.geojson", LINE, "is a LineString, and the role countries needs Polygon or MultiPolygon"),
        ("municipalities.geojson", POINT, "is a Point, and the role municipalities needs Polygon or MultiPolygon"),
        ("serbia_districts.geojson", LINE, "is a LineString, and the role districts needs Polygon or MultiPolygon"),
        ("zones.geojson", POINT, "is a Point, and the role zones needs Polygon or MultiPolygon or LineString"),
        ("sea.geojson", LINE, "is a LineString, and the role sea needs Polygon or MultiPolygon"),
        ("countries.geojson", {"type": "Polygon", "coordinates": []}, "has a geometry without a point"),
    ],
)
def test_a_geometry_that_its_role_cannot_draw_is_refused(copied, file, geometry, rule):
    change(copied, file, 0, lambda feature: feature.update(geometry=geometry))
    with pytest.raises(LayerError, match=rf"^{file}, feature 1 \(.*\): {rule}"):
        read_layers(copied)


@pytest.mark.parametrize(
    ("file", "key"), [("countries.geojson", "iso"), ("municipalities.geojson", "id"), ("zones.geojson", "id")]
)
def test_two_features_of_one_key_are_refused(copied, file, key):
    features = json.loads((copied / file).read_text("utf-8"))["features"]
    named = features[0]["properties"][key]
    change(copied, file, 1, lambda feature: feature["properties"].update({key: named}))
    with pytest.raises(
        LayerError, match=rf"^{file}, feature 2 .* has the {key} {named}, as {file}, feature 1 .*MultiPoly"
    ):
        read_layers(copied)


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (b"[1, 2]", "the file: holds no features"),
        (b'{"features": 5}', "the file: holds no features"),
        (b'{"features": [5]}', "feature 1: has no properties"),
        (b'{"features": [{"properties": null, "geometry": null}]}', "feature 1: has no properties"),
        (b'{"features": [\n"K\xf6ln"]}', "line 2: is not UTF-8"),
        (b'{"features": [\n{"id": 1,\n"id": 2}]}', 'line 3: has the key "id" twice'),
        (b"[" * 200_000, "the file: nests deeper"),
        (b'{"features": [NaN]}', "the file: has NaN"),
        (None, "the file: cannot be read .Is a directory."),
    ],
    ids=["list", "number", "numbers", "null", "latin", "twice", "deep", "NaN", "folder"],
)
def test_whatever_a_layer_holds_it_is_refused_with_a_sentence(copied, content, where):
    path = copied / "zones.geojson"
    path.unlink()
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    with pytest.raises(LayerError, match=rf"^zones\.geojson, {where}"):
        read_layers(copied)


def test_layers_and_the_relief_may_begin_with_a_byte_order_mark(copied):
    for image in GEODATA.glob("hillshade*"):
        shutil.copy(image, copied)
    for name in ("sea.geojson", "hillshade.json"):
        (copied / name).write_bytes(b"\xef\xbb\xbf" + (copied / name).read_bytes())
    assert len(read_layers(copied).sea) == 1


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda about: about.clear(), "light: names no image"),
        (lambda about: about.update(dark="../map.png"), "dark: names no image"),
        (lambda about: about.update(dark="night.png"), "dark: names night.png, which is not there"),
        (lambda about: about.update(light="words.png"), "light: names words.png, which is no whole image"),
        (lambda about: about.update(light="half.png"), "light: names half.png, which is no whole image"),
        (lambda about: about.pop("bounds"), "bounds: are no corners of the image"),
        (lambda about: about.update(bounds=[[44, 18], [41, 23]]), "bounds: are no corners of the image"),
        (lambda about: about.update(bounds=[["41", 18], [44, 23]]), "bounds: are no corners of the image"),
        (lambda about: about.update(bounds=[41, 18, 44, 23]), "bounds: are no corners of the image"),
    ],
)
def test_a_relief_that_cannot_be_drawn_is_refused(copied, edit, said):
    for file in GEODATA.glob("hillshade*"):
        shutil.copy(file, copied)
    (copied / "words.png").write_text("no image", "utf-8")
    (copied / "half.png").write_bytes((GEODATA / "hillshade_light.png").read_bytes()[:20_000])
    about = json.loads((copied / "hillshade.json").read_text("utf-8"))
    edit(about)
    (copied / "hillshade.json").write_text(json.dumps(about), "utf-8")
    with pytest.raises(LayerError, match=rf"^hillshade\.json, {said}\. \w"):
        read_layers(copied)
