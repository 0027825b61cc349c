import json
from dataclasses import replace

import folium
import pytest
from streamlit_folium import _get_map_string, generate_js_hash

from dashboard.dossier.gazetteer import Place
from dashboard.dossier.names import Names
from dashboard.dossier.profile import MAP
from dashboard.drawing.map.base_map import base_map, labels


def script(*arguments) -> str:
    """What the component sends to the frame, made like it makes it."""
    chart = base_map(*arguments)
    chart.get_root().render()
    return _get_map_string(chart)


def key(*arguments) -> str:
    """The component's key: a new one rebuilds the frame."""
    return generate_js_hash(script(*arguments))


def place(key, names, kind="town", rank=3, *, lat=42.5, lon=21.0) -> Place:
    return Place(key, names, kind, lat, lon, "XK", "", None, rank, "")


ZVECAN = place("zvecan", Names(("Zvečan", "Zveçan", "Zvečan", "Звечан"), "sr"))
PRISTINA = place("pristina", Names(("Pristina", "Prishtinë", "Priština", "Приштина"), "sq"), "capital", 1)
PRIZREN = place("prizren", Names(("Prizren", "Prizren", "Prizren", "Призрен"), "sq"))
SKOPJE = place("skopje", Names(("Skopje", "Shkup", "Skoplje", "Скопље")), "capital", 1)


def test_nothing_points_outside():
    chart = base_map("en", "light")
    links = [url for _, url in [*chart.default_js, *chart.default_css]]
    assert links
    assert all(url.startswith("../../assets/") for url in links)
    assert "http" not in script("en", "light")


def test_folium_keeps_its_own_links():
    base_map("en", "light")
    assert folium.Map.default_js[0][1].startswith("http")


def test_the_script_stays_small():
    assert len(script("en", "light").encode()) < 3000


def test_the_same_arguments_keep_the_frame():
    assert key("en", "light") == key("en", "light")


def test_another_theme_rebuilds_the_frame():
    assert key("en", "light") != key("en", "dark")


def test_another_language_rebuilds_the_frame():
    assert key("en", "light") != key("sq", "light")


def test_each_call_makes_a_new_map():
    assert base_map("en", "light") is not base_map("en", "light")


def test_a_map_that_is_shown_again_holds_nothing_of_the_time_before():
    chart = base_map("en", "light")
    folium.FeatureGroup().add_to(chart.again())
    assert _get_map_string(chart.again()) == script("en", "light")


def test_an_online_basemap_is_named_only_where_the_deployer_set_one():
    url = "https://tiles.example/{z}/{x}/{y}.png"
    assert url in script("en", "light", url)
    assert "tiles.example" not in script("en", "light")


def test_the_wheel_does_not_trap_the_page_at_first():
    assert '"scrollWheelZoom": false' in script("en", "light")


def test_a_text_with_markup_stays_text_in_the_script(monkeypatch):
    monkeypatch.setattr("dashboard.drawing.map.base_map.MAP", replace(MAP, credit="</script><b>"))
    assert "</script>" not in script("en", "light")


@pytest.mark.parametrize(
    ("one", "text"),
    [(ZVECAN, "Zvečan/Zveçan"), (PRISTINA, "Prishtinë/Priština"), (PRIZREN, "Prizren"), (SKOPJE, "Skopje")],
)
def test_names_come_in_both_forms_with_the_local_majority_first(one, text):
    assert [label["text"] for label in labels([one], "en")] == [text]


def test_a_label_says_all_that_the_map_needs():
    assert labels([ZVECAN], "en") == [
        {
            "key": "zvecan",
            "text": "Zvečan/Zveçan",
            "kind": "town",
            "rank": 3,
            "lat": 42.5,
            "lon": 21.0,
            "country": "XK",
        }
    ]


def test_places_without_rank_or_outside_the_window_are_not_written():
    brussels = place("brussels", Names(("Brussels",)), lat=50.85, lon=4.35)
    unranked = place("somewhere", Names(("Somewhere",)), rank=None)
    assert labels([brussels, unranked], "en") == []


def test_labels_are_plain_json():
    assert json.loads(json.dumps(labels([PRISTINA], "en")))[0]["rank"] == 1
