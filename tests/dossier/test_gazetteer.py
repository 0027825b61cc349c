import json
import re

import pytest

from dashboard.dossier.gazetteer import Gazetteer, fold
from dashboard.dossier.names import Names
from dashboard.dossier.profile import OWN_FOLDER as ROOT
from tests.factories import BANJSKA, BRUSSELS, GAZETTEER, ZVECAN, place

MERDARE = Names(("Merdare", "Merdarë", "Merdare", "Мердаре"))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Zvečan", "zvecan"),
        ("Zveçan", "zvecan"),
        ("Звечан", "zvecan"),
        ("ZVEČAN", "zvecan"),
        ("Banjskë", "banjske"),
        ("Бањска", "banjska"),
        ("Štrpce", "strpce"),
        ("Штрпце", "strpce"),
        ("Leposavić", "leposavic"),
        ("Лепосавић", "leposavic"),
        ("Raška", "raska"),
        ("Рашка", "raska"),
        ("Ниш", "nis"),
        ("Prishtinë", "prishtine"),
        ("", ""),
    ],
)
def test_case_diacritics_and_script_do_not_matter(text, folded):
    assert fold(text) == folded


def test_both_scripts_of_dj_are_the_same():
    assert fold("Đakovica") == fold("Ђаковица")


@pytest.mark.parametrize("name", ["Zvečan", "Zveçan", "Звечан"])
def test_a_name_as_it_is_written_is_exact(name):
    (match,) = GAZETTEER.find(name)
    assert (match.place, match.is_exact) == (ZVECAN, True)


@pytest.mark.parametrize("name", ["zvecan", "ZVEČAN", "Zvecan"])
def test_a_name_without_its_diacritics_is_found_but_not_exact(name):
    (match,) = GAZETTEER.find(name)
    assert (match.place, match.is_exact) == (ZVECAN, False)


def test_blanks_around_a_name_do_not_matter():
    (match,) = GAZETTEER.find("  Banjska ")
    assert (match.place, match.is_exact) == (BANJSKA, True)


def test_a_part_of_a_name_is_not_the_name():
    assert GAZETTEER.find("Banj") == []


def test_homonyms_all_stand():
    gazetteer = Gazetteer([place("merdare_rs", MERDARE), place("merdare_ks", MERDARE)])
    assert [(match.place.key, match.is_exact) for match in gazetteer.find("Merdare")] == [
        ("merdare_ks", True),
        ("merdare_rs", True),
    ]


def test_exact_spellings_come_first():
    other = place("a_merdare", Names(("Merdarè",)))
    gazetteer = Gazetteer([other, place("merdare_rs", MERDARE)])
    assert [(match.place.key, match.is_exact) for match in gazetteer.find("Merdarë")] == [
        ("merdare_rs", True),
        ("a_merdare", False),
    ]


def test_an_unknown_key_is_an_error():
    with pytest.raises(KeyError):
        GAZETTEER["atlantis"]


def test_a_gazetteer_is_as_long_as_its_places():
    assert len(GAZETTEER) == len(list(GAZETTEER)) == 6


@pytest.mark.parametrize(
    ("lat", "lon", "is_in"),
    [
        (42.97, 20.78, True),
        (41.3, 18.8, True),
        (44.4, 23.4, True),
        (44.41, 20.0, False),
        (41.29, 20.0, False),
        (42.0, 18.79, False),
        (42.0, 23.41, False),
        (20.78, 42.97, False),
    ],
)
def test_the_maps_window_includes_its_edges(lat, lon, is_in):
    assert place("somewhere", Names(("Somewhere",)), lat=lat, lon=lon).is_on_map is is_in


def test_brussels_is_not_on_the_map():
    assert not BRUSSELS.is_on_map


# Of the real gazetteer: names that a reader could take for one another.


def test_three_places_are_called_merdare(curated_store):
    found = curated_store.dossier.gazetteer.find("Merdare")
    assert [(match.place.key, match.is_exact) for match in found] == [
        ("crossing_merdare", True),
        ("merdare_ks", True),
        ("merdare_rs", True),
    ]
    assert {match.place.key for match in curated_store.dossier.gazetteer.find("merdare")} == {
        "crossing_merdare",
        "merdare_ks",
        "merdare_rs",
    }
    assert not any(match.is_exact for match in curated_store.dossier.gazetteer.find("merdare"))


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("zvecan", "Zvečan/Zveçan"),
        ("banjska", "Banjska/Banjskë"),
        ("pristina", "Prishtinë/Priština"),
        ("leposavic", "Leposavić/Leposaviq"),
    ],
)
def test_the_hard_names_stand_in_their_agreed_order(curated_store, key, label):
    assert curated_store.dossier.gazetteer[key].label == label


# The names themselves, read without the code: a place, an area and a country are called by one form in each language.
FORMS = ("name_en", "name_sq", "name_sr_latn", "name_sr_cyrl")
LAYERS = ("municipalities", "countries", "serbia_districts", "zones")
# Gaj's Latin letter of each letter of Serbian Cyrillic; three of the thirty are two letters long.
LATIN = dict(zip("абвгдђежзијклмнопрстћуфхцчш", "abvgdđežzijklmnoprstćufhcčš", strict=True)) | {
    "љ": "lj",
    "њ": "nj",
    "џ": "dž",
}
# Albanian names whose indefinite form ends in -i; any other -i, -u or -a at the end is the definite article.
INDEFINITE_IN_I = {"Viti", "Vushtrri", "Kurshumli", "Serbi", "Shqipëri", "Rumani", "Bullgari", "Greqi"}


def of_layer(layer):
    """The properties of each feature of a layer of the map."""
    return [
        feature["properties"]
        for feature in json.loads((ROOT / "geodata" / f"{layer}.geojson").read_text("utf-8"))["features"]
    ]


def all_names(seed_rows):
    """The four forms of everything on the map that has a name; a form that isn't there is empty."""
    rows = [
        *seed_rows("places", "geodata"),
        *seed_rows("places"),
        *(one for layer in LAYERS for one in of_layer(layer)),
    ]
    return [tuple(row.get(form, "") for form in FORMS) for row in rows]


def test_a_municipality_is_called_as_its_seat_is(seed_rows):
    seats = {row["key"]: [row[form] for form in FORMS] for row in seed_rows("places", "geodata")}
    areas = {area["id"]: [area[form] for form in FORMS] for area in of_layer("municipalities")}
    assert len(seats.keys() & areas.keys()) == 30  # those of before 2008
    assert {key: areas[key] for key in seats.keys() & areas.keys() if areas[key] != seats[key]} == {}


def test_what_has_one_name_in_english_has_one_in_every_language(seed_rows):
    forms = {}
    for english, *local in all_names(seed_rows):
        forms.setdefault(english.removesuffix(" as a whole"), set()).add(tuple(local))
    assert {english: local for english, local in forms.items() if len(local) > 1} == {}


def test_the_two_scripts_of_serbian_agree(seed_rows):
    actors = [
        tuple(row[form] for form in FORMS) for row in seed_rows("actors") if row["key"] != "eulex"
    ]  # no Serbian X
    for _, _, latin, cyrillic in [*all_names(seed_rows), *actors]:
        # A Latin letter among the Cyrillic ones looks right and is found by nobody.
        read = (LATIN.get(letter, "?" if letter.isalpha() else letter) for letter in cyrillic.casefold())
        assert "".join(read) == latin.casefold(), cyrillic


def test_albanian_names_are_indefinite(seed_rows):
    """But for a head that a genitive follows, which takes the article: Mitrovica e Veriut."""
    assert [
        name
        for _, name, *_ in all_names(seed_rows)
        for one in name.split(" dhe ")
        if not re.search(r" (i|e|të|së) ", one) and one.endswith(("a", "i", "u")) and one not in INDEFINITE_IN_I
    ] == []


def test_a_descriptive_name_keeps_to_english(seed_rows):
    wide = [row for row in seed_rows("places") if row["kind"] in {"region", "zone"}]
    assert {tuple(row.get(form, "") for form in FORMS[1:]) for row in [*wide, *of_layer("zones")]} == {("", "", "")}
