"""A dossier made step by step as the README says; it lies on the equator, where a latitude is 0."""

import json
from pathlib import Path

import pytest
from PIL import Image

from dashboard.commands.dossier import main
from dashboard.commands.empty_dossier import slug_of
from tests.browser.server import running
from tests.commands.test_dossier import check

LAND = {
    "iso": "XQ",
    "name_en": "Equatia",
    "label_lon": -30.0,
    "label_lat": 0,
    "source": "Invented",
    "licence": "CC0 1.0",
}
SQUARE = {"type": "Polygon", "coordinates": [[[-32, -2], [-28, -2], [-28, 2], [-32, 2], [-32, -2]]]}
ABSENT = object()


def dossier(folder: Path, *changes: dict[str, object]) -> Path:
    """A new dossier with a country for each of these changes of its properties, of which ABSENT ones are not there."""
    assert main(["new", str(folder)]) == 0
    features = []
    for number, change in enumerate(changes):
        properties = LAND | {"iso": f"X{chr(ord('A') + number)}"} | change
        given = {name: value for name, value in properties.items() if value is not ABSENT}
        features.append({"type": "Feature", "properties": given, "geometry": SQUARE})
    layer = json.dumps({"type": "FeatureCollection", "features": features})
    (folder / "geodata" / "countries.geojson").write_text(layer, "utf-8")
    profile = folder / "geodata" / "map.json"
    layers = [{"role": "countries", "file": "countries.geojson"}]
    profile.write_text(json.dumps(json.loads(profile.read_text("utf-8")) | {"layers": layers}), "utf-8")
    return folder


def test_a_country_has_its_name_on_the_paper_map_also_on_the_equator_and_another_none(tmp_path):
    folder = dossier(tmp_path / "equator", {}, {"name_en": "Nameless", "label_lon": None, "label_lat": None})
    code, _lines, faults = check(folder)
    assert (code, faults) == (0, [])
    with running(environment={"DOSSIER": str(folder), "DATASETS": str(tmp_path / "datasets")}) as server:
        svg = server.get("/api/map.svg")
    assert (b"EQUATIA" in svg, b"NAMELESS" in svg) == (True, False)


def test_a_relief_whose_description_begins_with_a_byte_order_mark_is_drawn(tmp_path):
    folder = dossier(tmp_path / "equator", {})
    geodata = folder / "geodata"
    Image.new("L", (8, 8), 128).save(geodata / "hill.png")
    relief = {"light": "hill.png", "dark": "hill.png", "bounds": [[-2, -32], [2, -28]]}
    (geodata / "hill.json").write_text(json.dumps(relief), "utf-8-sig")
    profile = json.loads((geodata / "map.json").read_text("utf-8"))
    profile["layers"].append({"role": "relief", "file": "hill.json"})
    (geodata / "map.json").write_text(json.dumps(profile), "utf-8")
    with running(environment={"DOSSIER": str(folder), "DATASETS": str(tmp_path / "datasets")}) as server:
        assert b"<image " in server.get("/api/map.svg")


def test_a_country_whose_name_has_no_place_is_refused_with_what_to_do(tmp_path):
    broken = [{"label_lat": ABSENT}, {"label_lon": None}, {"label_lat": "0"}, {"label_lat": True}]
    code, _lines, faults = check(dossier(tmp_path / "equator", {}, *broken))
    assert code == 1
    lines = [line for line in faults if "says not where its name stands" in line]
    assert [line.partition(" (")[0] for line in lines] == [
        f"geodata/countries.geojson, feature {n}" for n in (2, 3, 4, 5)
    ]
    assert all("label_lon and label_lat" in line for line in lines)


@pytest.mark.parametrize(
    ("folder", "slug"),
    [("Río Negro 2031", "rio-negro-2031"), ("2031", "dossier-2031"), ("Криза", "kriza"), ("…", "dossier")],
)
def test_new_dossiers_are_called_after_their_folders_so_that_they_share_no_datasets(tmp_path, folder, slug):
    assert slug_of(folder) == slug
    assert main(["new", str(tmp_path / folder)]) == 0
    assert json.loads((tmp_path / folder / "seeds" / "dossier.json").read_text("utf-8"))["slug"] == slug
