import csv
import io
import json
from collections import Counter

import pyproj
import pytest
import shapely

from dashboard.dossier.event import GeoPrecision
from dashboard.dossier.placement import MISPLACED, OFF_MAP, place_event
from dashboard.dossier.profile import OWN_FOLDER as ROOT
from dashboard.importing.importing import Request, import_files
from dashboard.importing.placing import GazetteerContext
from dashboard.query import Query
from dashboard.store.catalogue import Catalogue
from dashboard.store.columns import area_of, square
from dashboard.store.dataset import Dataset
from dashboard.store.engine import Engine

COLUMNS = ("id", "lat", "lon", "place", "municipality", "country", "geo_precision")
# id, lat, lon, place, municipality, country, precision of each event; then the side of the line, the gazetteer's key,
# the area ("" for a pin, None off the map), where it stands beside the map, and its warning.
EVENTS = {
    "pin in Kosovo": (("42.97", "20.78", "", "", "", "village"), ("Kosovo", "", "", None, "")),
    "site in Serbia": (("43.1367", "20.5122", "", "", "", "site"), ("Serbia", "", "", None, "")),
    "town in North Macedonia": (("41.9965", "21.4314", "", "", "", "town"), ("other", "", "", None, "")),
    "precision not given": (("42.97", "20.78", "", "", "", ""), ("Kosovo", "", "", None, "")),
    "a place that we know": (("42.975", "20.79", "Banjskë", "", "", "village"), ("Kosovo", "banjska", "", None, "")),
    "in Cyrillic": (("42.9", "20.84", "Звечан", "", "", "town"), ("Kosovo", "zvecan", "", None, "")),
    "its namesake": (("42.8586", "20.9539", "Banjska", "", "", "village"), ("Kosovo", "", "", None, "homonym")),
    "5.3 km from Zvečan": (("42.955", "20.8403", "Zvečan", "", "", "town"), ("Kosovo", "", "", None, "homonym")),
    "4.7 km from Zvečan": (("42.95", "20.8403", "Zvečan", "", "", "town"), ("Kosovo", "zvecan", "", None, "")),
    "on the window's edge": (("44.4", "18.8", "", "", "Bosnia", "village"), ("other", "", "", None, "")),
    "beyond the window": (("44.8", "20.46", "Belgrade", "", "Serbia", "town"), ("", "", None, "Serbia", "")),
    "beyond, and no country": (("50.85", "4.35", "Brussels", "", "", "town"), ("", "", None, "Brussels", "")),
    "beyond, and no name": (("-42.9", "-20.8", "", "", "", "town"), ("", "", None, "", "")),
    "municipality": (
        ("42.9", "20.8", "", "Zvečan", "Kosovo", "municipality"),
        ("Kosovo", "zvecan", "municipality:zvecan", None, ""),
    ),
    "municipality in Albanian": (
        ("42.9", "20.8", "", "Zveçan municipality", "Kosovo", "municipality"),
        ("Kosovo", "zvecan", "municipality:zvecan", None, ""),
    ),
    "municipality unheard of": (
        ("42.9", "20.8", "", "Nowhere", "Kosovo", "municipality"),
        ("Kosovo", "", None, "Kosovo", ""),
    ),
    "region": (("42.9", "20.8", "Kosovska Mitrovica", "", "Kosovo", "region"), ("Kosovo", "", None, "Kosovo", "")),
    "country": (("42.6", "20.9", "Kosovo", "", "Kosovo", "country"), ("", "", None, "Kosovo", "")),
    "nowhere": (("", "", "Somewhere", "", "", ""), ("", "", None, "Somewhere", "")),
    "exchanged": (("20.78", "42.97", "", "", "Kosovo", "village"), ("", "", None, "Kosovo", "swapped")),
    "exchanged, no country": (("20.78", "42.97", "Banjska", "", "", ""), ("", "", None, "Banjska", "swapped")),
    "exchanged, an area's": (
        ("20.8", "42.9", "", "Zvečan", "Serbia", "municipality"),
        ("", "", None, "Serbia", "swapped"),
    ),
    "exchanged, of a place beyond the window": (
        ("20.46", "44.8", "Belgrade", "", "Serbia", "town"),
        ("", "", None, "Serbia", "swapped"),
    ),
    "in Arabia": (("20.78", "42.97", "", "", "Saudi Arabia", "town"), ("", "", None, "Saudi Arabia", "")),
    "0/0": (("0", "0", "Banjska", "", "Kosovo", "village"), ("", "", None, "Kosovo", "null_island")),
    "-0/0": (("-0", "0.0", "", "", "", ""), ("", "", None, "", "null_island")),
    "0/0 of a country unheard of": (("0", "0", "", "", "Neverland", ""), ("", "", None, "Neverland", "null_island")),
    "a hair from 0/0": (("0.0004", "-0.0002", "", "", "", ""), ("", "", None, "", "null_island")),
    "one of them 0": (("42.97", "0", "", "", "Kosovo", "site"), ("", "", None, "Kosovo", "other_country")),
    "minus": (("-42.97", "20.78", "", "", "Kosovo", "site"), ("", "", None, "Kosovo", "other_country")),
    "Kosovo's, 8.9 km into Serbia": (
        ("43.1367", "20.5122", "", "", "Kosovo*", "town"),
        ("", "", None, "Kosovo*", "other_country"),
    ),
    "Kosovo's, 3 km into Serbia": (("43.3", "20.8", "", "", "Kosovo", "village"), ("Serbia", "", "", None, "")),
    "Serbia's, in Kosovo": (("42.97", "20.78", "", "", "Serbia", "village"), ("Kosovo", "", "", None, "")),
    "Yugoslavia's, in Kosovo": (
        ("42.97", "20.78", "", "", "Serbia (Yugoslavia)", "village"),
        ("Kosovo", "", "", None, ""),
    ),
    "Serbia's, in Skopje": (("41.9965", "21.4314", "", "", "Србија", ""), ("", "", None, "Србија", "other_country")),
    "an area's, in another country": (
        ("42.9", "20.8", "", "Zvečan", "Albania", "municipality"),
        ("", "zvecan", None, "Albania", "other_country"),
    ),
    "a country of which the map knows nothing": (
        ("42.97", "20.78", "", "", "Neverland", "village"),
        ("Kosovo", "", "", None, ""),
    ),
    "24 km from Zvečan": (("42.692", "20.8403", "Zveçan", "", "Kosovo", "town"), ("Kosovo", "", "", None, "homonym")),
    "26 km from Zvečan": (
        ("42.674", "20.8403", "Звечан", "", "Kosovo", "town"),
        ("", "", None, "Kosovo", "far_from_place"),
    ),
    "far from Banjska, no country": (
        ("42.2139", "20.7397", "Banjska village", "", "", ""),
        ("", "", None, "Banjska village", "far_from_place"),
    ),
    "another Banjska": (
        ("41.6", "21.6", "Banjska", "", "North Macedonia", "village"),
        ("other", "", "", None, "homonym"),
    ),
    "Kamenica near Niš": (("43.37", "21.93", "Kamenica", "", "Serbia", ""), ("Serbia", "", "", None, "homonym")),
    "Gračanica near Ljubovija": (
        ("44.19", "19.42", "Gračanica", "", "Serbia", ""),
        ("Serbia", "", "", None, "homonym"),
    ),
    "Kamenica near Niš, no country": (("43.37", "21.93", "Kamenica", "", "", ""), ("Serbia", "", "", None, "homonym")),
    "Kamenica of Serbia, but in Kosovo": (
        ("42.97", "20.78", "Kamenica", "", "Serbia", ""),
        ("", "", None, "Serbia", "far_from_place"),
    ),
    "Kamenica, 3 km into Serbia": (("43.3", "20.8", "Kamenica", "", "Serbia", ""), ("Serbia", "", "", None, "homonym")),
    "Sremska Mitrovica": (("44.97", "19.61", "Mitrovica", "", "Serbia", ""), ("", "", None, "Serbia", "homonym")),
    "Gračanica in Bosnia": (("44.70", "18.31", "Gračanica", "", "", ""), ("", "", None, "Gračanica", "homonym")),
    "Gračanica in Bosnia, its country told": (
        ("44.70", "18.31", "Gračanica", "", "Bosnia and Herzegovina", ""),
        ("", "", None, "Bosnia and Herzegovina", ""),
    ),
    "Gračanica in Paris": (("48.86", "2.35", "Gračanica", "", "", ""), ("", "", None, "Gračanica", "far_from_place")),
    "Gračanica in Paris, Serbia's": (
        ("48.86", "2.35", "Gračanica", "", "Serbia", ""),
        ("", "", None, "Serbia", "far_from_place"),
    ),
    "Gračanica in Arabia": (("24.7", "46.7", "Gračanica", "", "", ""), ("", "", None, "Gračanica", "far_from_place")),
    "Kamenica, exchanged": (("21.58", "42.58", "Kamenica", "", "", ""), ("", "", None, "Kamenica", "swapped")),
    "XK, in Serbia": (("43.1367", "20.5122", "", "", "XK", ""), ("", "", None, "XK", "other_country")),
    "RS, in Kosovo": (("42.97", "20.78", "", "", "RS", ""), ("Kosovo", "", "", None, "")),
    "RS, in Skopje": (("41.9965", "21.4314", "", "", "RS", ""), ("", "", None, "RS", "other_country")),
    "RS, in Moscow": (("55.75", "37.62", "", "", "RS", ""), ("", "", None, "RS", "")),
    "BA, in Manama": (("26.2", "50.6", "", "", "BA", ""), ("", "", None, "BA", "")),
    "a place as wide as a country": (
        ("42.2139", "20.7397", "Kosovo", "", "Kosovo", "town"),
        ("Kosovo", "", "", None, "homonym"),
    ),
}


@pytest.fixture(scope="module")
def ground(curated_store) -> GazetteerContext:
    return GazetteerContext(curated_store.dossier.gazetteer, curated_store.municipalities)


@pytest.fixture(scope="module")
def dataset(ground, tmp_path_factory) -> Dataset:
    """The events of the table above, imported."""
    folder = tmp_path_factory.mktemp("placing")
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["date", *COLUMNS])
    writer.writerows(["2023-09-24", name, *cells] for name, (cells, _expected) in EVENTS.items())
    (folder / "own.csv").write_text(out.getvalue(), "utf-8", newline="")
    catalogue = Catalogue(folder / "datasets")
    outcome = import_files(Request((folder / "own.csv",)), catalogue, ground, lambda step, done: None)
    assert outcome.about.refused == {}
    return Dataset(Engine.read_only(catalogue.current("own").events))


@pytest.fixture(scope="module")
def rows(dataset):
    """Each event's row of the store."""
    columns = (
        "publisher_id", "country_side", "place", "area", "elsewhere", "warning", "x", "y", "lat", "lon", "distance_km",
    )  # fmt: skip
    batches = dataset.batches(Query(datasets=("own",)), columns)
    return {row["publisher_id"]: row for batch in batches for row in batch.to_pylist()}


def line_km(lat: str, lon: str) -> float:
    """Distance to the boundary line in EPSG:32634, with none of our code."""
    line = shapely.geometry.shape(
        json.loads((ROOT / "geodata/boundary_line.geojson").read_text())["features"][0]["geometry"]
    )
    to_metres = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:32634", always_xy=True)
    metric = shapely.transform(line, to_metres.transform, interleaved=False)
    return metric.distance(shapely.Point(*to_metres.transform(float(lon), float(lat)))) / 1000


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_stands_where_its_precision_allows(rows, name):
    row = rows[name]
    assert (row["country_side"], row["place"], row["area"], row["elsewhere"], row["warning"]) == EVENTS[name][1]


@pytest.mark.parametrize("name", EVENTS)
def test_only_a_pin_has_coordinates_on_the_map_and_a_distance_to_the_line(rows, name):
    (lat, lon, *_rest), (_side, _key, area, _elsewhere, warning) = EVENTS[name]
    row = rows[name]
    if warning in MISPLACED and row["lat"] is not None:
        assert (row["lat"], row["lon"]) == (float(lat), float(lon))
    if area == "":
        assert (row["lat"], row["lon"]) == (float(lat), float(lon))
        assert (row["x"], row["y"]) == pytest.approx(square(float(lon), float(lat)), abs=1)
        assert row["distance_km"] == pytest.approx(line_km(lat, lon), abs=0.01)
    else:
        assert (row["x"], row["y"], row["distance_km"]) == (None, None, None)


def test_distances_are_those_measured_by_hand(rows):
    assert rows["pin in Kosovo"]["distance_km"] == pytest.approx(11.57, abs=0.5)
    assert rows["site in Serbia"]["distance_km"] == pytest.approx(8.85, abs=0.5)


@pytest.mark.parametrize("name", ["municipality", "municipality unheard of", "region", "country", "nowhere"])
def test_what_is_no_point_has_no_coordinates(dataset, name):
    event = dataset.find(f"own:{name}")
    assert (event.lat, event.lon, event.distance_km) == (None, None, None)


def test_a_point_beyond_the_window_keeps_its_coordinates(dataset):
    event = dataset.find("own:beyond the window")
    assert (event.lat, event.lon, event.geo_precision) == (44.8, 20.46, GeoPrecision.TOWN)


def test_what_the_engine_places_is_what_placement_says(dataset, rows, ground):
    events = dataset.events(Query(datasets=("own",)))
    assert len(events) == len(EVENTS)
    for event in events:
        placement = place_event(event, ground.gazetteer, ground.municipalities)
        expected = None if placement == OFF_MAP else area_of(placement)
        assert rows[event.publisher_id]["area"] == expected, event.publisher_id


def test_what_stands_beside_the_map_is_counted_by_country_or_place(dataset):
    expected = Counter(elsewhere for _given, (*_facts, elsewhere, _warning) in EVENTS.values() if elsewhere is not None)
    in_order = sorted(expected.items(), key=lambda one: (-one[1], one[0]))
    assert dataset.elsewhere(Query(datasets=("own",))) == in_order
    assert dataset.areas(Query(datasets=("own",))) == [("municipality:zvecan", 2)]


def test_each_warning_is_counted(dataset):
    expected = Counter(warning for _given, (*_facts, warning) in EVENTS.values() if warning)
    assert dataset.about().warned == dict(expected)
