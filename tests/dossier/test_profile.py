"""Whoever writes dossier.json or map.json is told the line, the key and the rule of whatever is wrong with it."""

import json
from pathlib import Path

import pytest

from dashboard.dossier.profile import MapProfile, Profile, ProfileError, read

DOSSIER = """\
{
  "title": {"en": "Lake crisis"},
  "short_title": {"en": "Lake"},
  "slug": "lake",
  "dates": {"since": "2031-03-01", "until": "2031-03-31"},
  "forms": [
    {"key": "en", "label": {"en": "English"}, "description": "In English."},
    {"key": "lk", "label": {"en": "Lakish"}, "description": "In Lakish."}
  ],
  "note": {
    "column": "lake_note",
    "mark": "Lake*",
    "text": {"en": "A lake."},
    "short": {"en": "Lake."}
  },
  "local_forms": {"lk": ["lk", "en"]},
  "presets": [
    {"label": {"en": "2031"}, "dates": {"since": "2031-01-01", "until": "2031-12-31"}}
  ],
  "imports": {
    "headers": {"title": ["titel"]},
    "countries": [
      {"codes": ["XA"], "names": ["lakeland"]}
    ],
    "codes_here": {"la": ["XA"]},
    "extents": {"XA": [1, 2, 3, 4]}
  }
}
"""
MAP = """\
{
  "name": {"en": "Map of the lake"},
  "extent": {"west": -35, "south": -14, "east": -31, "north": -10},
  "focus": {
    "west": -34, "south": -13, "east": -32, "north": -11
  },
  "centre": [-12, -33],
  "zooms": {"least": 8, "most": 12, "first": 8},
  "metric_crs": "EPSG:32725",
  "credit": "Invented",
  "parties": [
    {"iso": "XA", "name": "Lakeland", "fill": {"light": "#ffffff", "dark": "#000000"}},
    {
      "iso": "XB",
      "name": "Hillland",
      "fill": {"light": "#ffffff", "dark": "#000000"}
    }
  ],
  "layers": [
    {"role": "countries", "file": "countries.geojson"}
  ],
  "strip": {
    "zone": "shore",
    "side": "XA",
    "words": {"en": "Shore"},
    "disputed_episode": "shore-2031",
    "disputed": {"en": "Disputed"},
    "mixed": {"en": "Some of it disputed"}
  }
}
"""
# What stands in the file, what is written instead, and then the line, the key and words of the rule.
BROKEN_DOSSIERS = [
    ('"slug": "lake",', '"slug": "lake"', 5, "", "delimiter"),
    ('"slug": "lake",', "", 1, "slug", "required"),
    ('"slug": "lake"', '"slug": "The Lake"', 4, "slug", "pattern"),
    ('"slug": "lake",', '"slug": "lake",\n"colour": "blue",', 5, "colour", "Unexpected"),
    ('"title": {"en": "Lake crisis"}', '"title": "Lake crisis"', 2, "title", "texts by language"),
    ('"title": {"en": "Lake crisis"}', '"title": {"en": 7}', 2, "title", "texts by language"),
    ('{"en": "Lake"}', '{"de": "See"}', 3, "short_title", 'lacks its text in "en"'),
    ("2031-03-31", "2031-02-30", 5, "dates.until", "date"),
    ("2031-03-31", "2031-02-28", 5, "dates", "ends before it begins"),
    ("2031-12-31", "2030-12-31", 18, "presets.0.dates", "ends before it begins"),
    ('"key": "lk"', '"key": "LK"', 8, "forms.1.key", "pattern"),
    ('"key": "lk"', '"key": "en"', 6, "forms", 'begin with "en", each key once'),
    ('"key": "en"', '"key": "ev"', 6, "forms", 'begin with "en", each key once'),
    ('"description": "In Lakish."', '"letters": "latin"', 8, "forms.1.description", "required"),
    ('["lk", "en"]', '["lk", "sv"]', 16, "local_forms", "local_forms name sv"),
    ('"lake_note"', '"lake note"', 11, "note.column", "pattern"),
    ('"lake_note"', '"title"', 11, "note.column", 'has to end in "_note"'),
    ('"lake_note"', '"dataset"', 11, "note.column", 'has to end in "_note"'),
    ('"headers": {"title"', '"encodings": [],\n"headers": {"title"', 21, "imports.encodings", "name one at least"),
    (
        '"headers": {"title"',
        '"encodings": ["cp1252", "klingon-8"],\n"headers": {"title"',
        21,
        "imports.encodings",
        "klingon-8",
    ),
    (
        '"headers": {"title"',
        '"encodings": ["hex"],\n"headers": {"title"',
        21,
        "imports.encodings",
        "no encoding of texts",
    ),
    ('"slug": "lake",', '"slug": "lake",\n"slug": "pond",', 5, "", 'has the key "slug" twice. Leave one'),
    ('"column": "lake_note",', '"column": "lake_note", "column": "x_note",', 11, "", 'has the key "column" twice'),
    ('{"en": "A lake."}', '{"en": "A \\ud800 lake."}', 13, "", "half a character"),
    ('["titel"]', '["\\udc00\\ud800"]', 21, "", "half a character"),
    ('"mark": "Lake*",', "", 10, "note.mark", "required"),
    ('{"en": "A lake."}', "{}", 13, "note.text", 'lacks its text in "en"'),
    ('["titel"]', '"titel"', 21, "imports.headers.title", "tuple"),
    ('"codes": ["XA"]', '"codes": ["xa"]', 23, "imports.countries.0.codes.0", "pattern"),
    ('"la": ["XA"]', '"la": ["A1"]', 25, "imports.codes_here.la.0", "pattern"),
    ("[1, 2, 3, 4]", "[1, 2, 3]", 26, "imports.extents.XA.3", "required"),
]
BROKEN_MAPS = [
    ('"credit": "Invented",', '"credit": "Invented"', 11, "", "delimiter"),
    ('"credit": "Invented",', "", 1, "credit", "required"),
    ('"credit": "Invented",', '"credit": "Invented",\n"sea": "blue",', 11, "sea", "Unexpected"),
    ('{"en": "Map of the lake"}', "[]", 2, "name", "texts by language"),
    ('"west": -35,', "", 3, "extent.west", "required"),
    ('"west": -35', '"west": "W35"', 3, "extent.west", "number"),
    ('"west": -35', '"west": -30', 3, "extent", "extent has to run from west to east"),
    ('"west": -35', '"west": -190', 3, "extent", "extent has to run from west to east"),
    ('"south": -13', '"south": -10', 4, "focus", "focus has to run from west to east and from south to north"),
    ('"north": -10', '"north": 86', 3, "extent", "extent has to run"),
    ("[-12, -33]", "[-12]", 7, "centre.1", "required"),
    ('"least": 8', '"least": 8.5', 8, "zooms.least", "integer"),
    ('"first": 8', '"first": 7', 8, "zooms", "between the least and the most"),
    ("EPSG:32725", "EPSG:0", 9, "metric_crs", "no reference system that PROJ knows"),
    ("EPSG:32725", "EPSG:4326", 9, "metric_crs", "has to be projected"),
    ('"iso": "XA"', '"iso": "Xa"', 12, "parties.0.iso", "pattern"),
    ('"name": "Hillland",', "", 13, "parties.1.name", "required"),
    ('"dark": "#000000"}\n', '"dark": "black"}\n', 16, "parties.1.fill.dark", "pattern"),
    ('"role": "countries"', '"role": "lakes"', 20, "layers.0.role", "'countries'"),
    ("countries.geojson", "../countries.geojson", 20, "layers.0.file", "pattern"),
    ('"west": -35, "south"', '"west": 175, "south"', 3, "extent", "not over 180°"),
    (
        '{"role": "countries", "file": "countries.geojson"}',
        '{"role": "countries", "file": "countries.geojson"}, {"role": "countries", "file": "countries.geojson"}',
        19,
        "layers",
        "countries.geojson twice as countries",
    ),
    ('"credit": "Invented"', '"credit": "Half \\ude00"', 10, "", "half a character"),
    ('"side": "XA"', '"side": "XC"', 22, "strip", "XC, which is no party"),
    ('"mixed": {"en": "Some of it disputed"}', '"mixed": {"en": ""}', 28, "strip.mixed", 'lacks its text in "en"'),
]


def refusal(path: Path, text: str, kind: type) -> str:
    path.write_text(text, "utf-8")
    with pytest.raises(ProfileError) as refused:
        read(path, kind)
    return str(refused.value)


def name_of(case: tuple) -> str:
    return f"{case[3] or 'JSON'}, {case[4]}"


@pytest.mark.parametrize("case", BROKEN_DOSSIERS, ids=name_of)
def test_a_broken_dossier_json_names_line_key_and_rule(tmp_path, case):
    old, new, line, key, rule = case
    assert DOSSIER.count(old) == 1
    said = refusal(tmp_path / "dossier.json", DOSSIER.replace(old, new), Profile)
    assert said.startswith(f"dossier.json, line {line}{', ' if key else ''}{key}: ")
    assert rule in said


@pytest.mark.parametrize("case", BROKEN_MAPS, ids=name_of)
def test_a_broken_map_json_names_line_key_and_rule(tmp_path, case):
    old, new, line, key, rule = case
    assert MAP.count(old) == 1
    said = refusal(tmp_path / "map.json", MAP.replace(old, new), MapProfile)
    assert said.startswith(f"map.json, line {line}{', ' if key else ''}{key}: ")
    assert rule in said


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("[" * 200_000, "nests deeper than can be read"),
        (MAP.replace("-12, -33", "NaN, -33"), "has NaN, which is no number"),
        (MAP.replace("-12, -33", "9" * 5000 + ", -33"), "limit"),
    ],
    ids=["deep", "NaN", "long"],
)
def test_what_no_reader_of_json_takes_is_refused_with_its_rule(tmp_path, text, rule):
    said = refusal(tmp_path / "map.json", text, MapProfile)
    assert said.startswith("map.json, the file: ")
    assert rule in said


def test_a_whole_character_may_be_written_as_two_halves(tmp_path):
    path = tmp_path / "dossier.json"
    path.write_text(DOSSIER.replace("Lake crisis", "Lake \\ud83d\\ude00"), "utf-8")
    assert str(read(path, Profile).title) == "Lake \U0001f600"


@pytest.mark.parametrize(("name", "text", "kind"), [("dossier.json", DOSSIER, Profile), ("map.json", MAP, MapProfile)])
def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path, name, text, kind):
    (tmp_path / name).write_bytes(b"\xef\xbb\xbf" + text.encode("utf-8"))
    assert isinstance(read(tmp_path / name, kind), kind)


def test_a_file_in_the_place_of_the_folder_says_what_a_dossier_is(tmp_path):
    (tmp_path / "own.csv").write_text("id,title", "utf-8")
    with pytest.raises(ProfileError, match=r"seeds/dossier\.json is not there, in .*own\.csv\. A dossier is a folder"):
        read(tmp_path / "own.csv" / "seeds" / "dossier.json", Profile)


def test_a_folder_in_the_place_of_the_file_says_so(tmp_path):
    (tmp_path / "seeds" / "dossier.json").mkdir(parents=True)
    with pytest.raises(ProfileError, match=r"seeds/dossier\.json cannot be read \(Is a directory\)"):
        read(tmp_path / "seeds" / "dossier.json", Profile)


def test_every_broken_rule_is_told_not_only_the_first(tmp_path):
    text = MAP.replace('"iso": "XA"', '"iso": "Xa"').replace('"least": 8', '"least": 8.5')
    lines = [line.split(", ")[1] for line in refusal(tmp_path / "map.json", text, MapProfile).split("\n")]
    assert sorted(lines) == ["line 12", "line 8"]


@pytest.mark.parametrize("text", ["[]", '"lake"', "7", "null"])
def test_a_file_that_holds_no_object_says_so(tmp_path, text):
    assert refusal(tmp_path / "dossier.json", text, Profile).startswith("dossier.json, line 1, the file: ")


def test_bytes_that_are_no_text_say_what_is_needed(tmp_path):
    path = tmp_path / "dossier.json"
    path.write_bytes(DOSSIER.replace("Lake crisis", "See-Krise für alle").encode("cp1252"))
    with pytest.raises(ProfileError, match=r"dossier\.json, line 2: .*Write it as JSON in UTF-8\."):
        read(path, Profile)


def test_a_folder_without_the_file_says_what_a_dossier_is(tmp_path):
    with pytest.raises(ProfileError, match=r"seeds/dossier\.json is not there, in .*dashboard\.commands\.dossier new"):
        read(tmp_path / "seeds" / "dossier.json", Profile)


def test_what_a_file_says_is_what_the_program_has(tmp_path):
    (tmp_path / "dossier.json").write_text(DOSSIER, "utf-8")
    (tmp_path / "map.json").write_text(MAP, "utf-8")
    profile, map_profile = read(tmp_path / "dossier.json", Profile), read(tmp_path / "map.json", MapProfile)
    assert (str(profile.title), profile.slug, str(profile.dates.until)) == ("Lake crisis", "lake", "2031-03-31")
    assert [form.key for form in profile.forms] == ["en", "lk"]
    assert [party.name for party in map_profile.parties] == ["Lakeland", "Hillland"]
    assert (map_profile.extent.west, map_profile.extent.north) == (-35, -10)
    assert map_profile.files("countries") == ["countries.geojson"]
    assert map_profile.files("sea") == []


def test_what_is_left_out_is_nothing_and_no_guess(tmp_path):
    path = tmp_path / "dossier.json"
    needed = {key: value for key, value in json.loads(DOSSIER).items() if key not in {"note", "presets", "imports"}}
    path.write_text(json.dumps(needed | {"dates": {}, "local_forms": {}}), "utf-8")
    profile = read(path, Profile)
    assert (profile.note, profile.presets, profile.dates.since, profile.dates.until) == (None, (), None, None)
    assert profile.imports.countries == ()


def test_the_islands_files_keep_the_rules():
    island = Path("tests/dossiers/island")
    assert read(island / "seeds" / "dossier.json", Profile).slug == "velmora"
    assert len(read(island / "geodata" / "map.json", MapProfile).parties) == 3
