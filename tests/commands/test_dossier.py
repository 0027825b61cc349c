"""Making a dossier and finding what is wrong with one, as people type it: each check runs in a process of its own."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.commands.dossier import main
from tests.browser.server import ROOT, running

ISLAND = ROOT / "tests" / "dossiers" / "island"


def check(folder: Path, **environment: str) -> tuple[int, list[str], list[str]]:
    """Exit code, lines on stdout, lines on stderr."""
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "dashboard.commands.dossier", "check", str(folder)],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout.splitlines(), done.stderr.splitlines()


@pytest.fixture
def island(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ISLAND, tmp_path / "island"))


def replace_in(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(old) == 1, f"{old} stands {text.count(old)} times in {file.name}"
    file.write_text(text.replace(old, new), "utf-8")


def told(lines: list[str], where: str) -> str:
    """The one line that begins so."""
    (line,) = [line for line in lines if line.startswith(f"{where}:")]
    return line


def test_both_dossiers_of_the_repository_are_whole():
    assert check(ISLAND) == (
        0,
        [f"{ISLAND} is whole: events 14, claims 15, statements 8, sources 16, parties 3, layers 6"],
        [],
    )
    code, lines, faults = check(ROOT)
    assert (code, faults) == (0, [])
    assert lines[0].startswith(f"{ROOT} is whole: events 127, claims 206, statements 45, sources 375, parties 2")


def test_a_new_dossier_is_whole_and_a_server_shows_it(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("DOSSIER", raising=False)
    folder = tmp_path / "lake"
    assert main(["new", str(folder)]) == 0
    assert f"DOSSIER={folder} make run" in capsys.readouterr().out
    code, lines, faults = check(folder)
    assert (code, faults) == (0, [])
    assert lines == [f"{folder} is whole: events 0, claims 0, statements 0, sources 0, parties 0, layers 0"]
    with running(environment={"DOSSIER": str(folder), "DATASETS": str(tmp_path / "datasets")}) as server:
        health = json.loads(server.get("/api/health"))
        assert (health["status"], health["events"], health["version"]) == ("ok", 0, "1.0.0")
        header, *rows = server.get("/api/events.csv").decode("utf-8-sig").splitlines()
        assert header.startswith("id,date_start,date_end,")
        assert rows == []
        assert server.get("/api/brief.html").startswith(b"<!DOCTYPE html>")
        assert "Traceback" not in server.log()


def test_a_new_dossier_has_general_tables_as_they_are_and_no_word_of_another_crisis(tmp_path, monkeypatch):
    monkeypatch.delenv("DOSSIER", raising=False)
    folder = tmp_path / "lake"
    main(["new", str(folder)])
    own, new = ROOT / "seeds", folder / "seeds"
    for table in ("weights", "crosswalk_ucdp", "crosswalk_acled", "crosswalk_gdelt"):
        assert (new / f"{table}.csv").read_bytes() == (own / f"{table}.csv").read_bytes()
    assert sorted(path.name for path in new.glob("*.csv")) == sorted(path.name for path in own.glob("*.csv"))
    profile = json.loads((own / "dossier.json").read_text("utf-8"))
    lands = json.loads((ROOT / "geodata" / "map.json").read_text("utf-8"))["parties"]
    with (own / "sides.csv").open(encoding="utf-8", newline="") as file:
        sides = {row["side"] for row in csv.DictReader(file)} - {"court", "media", "other", "EU", "US", "UN"}
    words = {part for side in sides for part in re.split(r"\W", side)} | {land["name"] for land in lands}
    words |= {form["label"]["en"].split(",")[0] for form in profile["forms"][1:]} | {"2023", lands[0]["iso"]}
    assert len(words) >= 8
    for path in sorted(folder.rglob("*.*")):
        if path.name.startswith(("weights", "crosswalk")):
            continue
        found = [word for word in words if re.search(rf"\b{word}", path.read_text("utf-8"))]
        assert found == [], path.name


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_nothing_is_written_over_what_is_there(tmp_path, capsys, kind):
    there = tmp_path / "there"
    if kind == "folder":
        there.mkdir()
        (there / "notes.txt").write_text("mine", "utf-8")
    else:
        there.write_text("mine", "utf-8")
    before = sorted(tmp_path.rglob("*"))
    assert main(["new", str(there)]) == 1
    assert str(there) in capsys.readouterr().err
    assert sorted(tmp_path.rglob("*")) == before
    assert (there / "notes.txt" if kind == "folder" else there).read_text("utf-8") == "mine"


def test_an_empty_folder_may_be_used(tmp_path):
    assert main(["new", str(tmp_path)]) == 0
    assert (tmp_path / "seeds" / "dossier.json").is_file()


def test_every_broken_row_of_every_file_is_told(island):
    """Of tables, of rules between rows, and of layers, at once; the lines are counted in the files."""
    seeds, geodata = island / "seeds", island / "geodata"
    replace_in(
        seeds / "events.csv",
        "Hesk,hesk,Mirvane,-12.28,-33.28,village,,PROTEST",
        "Hesk,hesk,Mirvane,-12.28,-33.28,village,,QUARREL",
    )
    replace_in(
        seeds / "events.csv",
        "hills,western_hills,Halora,,,region,,RETREAT",
        "hills,western_hills,Valhalla,,,region,,RETREAT",
    )
    replace_in(
        seeds / "events.csv",
        "2031-03-15-trawlers-freed,2031-03-15,,",
        "2031-03-15-trawlers-freed,2031-03-15,2031-03-01,",
    )
    replace_in(seeds / "claims.csv", "c-d-1,2031-03-08-kalta-searches", "c-d-1,2031-03-08-nothing")
    replace_in(seeds / "statements.csv", "Coast guard of Oskeld,Oskeld,", "Coast guard of Oskeld,Atlantis,")
    replace_in(seeds / "measures.csv", "place,Place,,", "place,,,")
    replace_in(seeds / "stories.csv", "s-01,-10.7,-32.4,9", "s-01,10.7,-32.4,9")
    replace_in(seeds / "places.csv", "verrin,Verrin,,,town", "verrin,Verrin,,,planet")
    replace_in(geodata / "places.csv", "mount_ostrel,Mount Ostrel", ",Mount Ostrel")
    replace_in(geodata / "places.csv", "Sivrâne,town,-12.55", "Sivrâne,town,south")
    layer = json.loads((geodata / "zones.geojson").read_text("utf-8"))
    layer["features"][0]["geometry"]["coordinates"][0].reverse()
    del layer["features"][0]["properties"]["licence"]
    (geodata / "zones.geojson").write_text(json.dumps(layer), "utf-8")
    (geodata / "line_east.geojson").unlink()
    code, lines, faults = check(island)
    assert (code, lines) == (1, [])
    assert "QUARREL" in told(faults, "seeds/events.csv, line 4, column event_type")
    assert "no party of map.json" in told(faults, "seeds/events.csv, line 12, column country_side")
    assert "2031-03-01" in told(faults, "seeds/events.csv, line 13, column date_end")
    assert "2031-03-08-nothing" in told(faults, "seeds/claims.csv, line 4, column event_id")
    assert any(fault.startswith("seeds/statements.csv, line 2") and "Atlantis" in fault for fault in faults)
    assert "required" in told(faults, "seeds/measures.csv, line 6, column name")
    assert "10.7" in told(faults, "seeds/stories.csv, line 2, column lat")
    assert "planet" in told(faults, "seeds/places.csv, line 7, column kind")
    assert told(faults, "geodata/places.csv, line 13, column key")
    assert "south" in told(faults, "geodata/places.csv, line 6, column lat")
    assert any("clockwise" in fault for fault in faults if fault.startswith("geodata/zones.geojson, feature 1"))
    assert any("licence" in fault for fault in faults if fault.startswith("geodata/zones.geojson, feature 1"))
    assert "is not there" in told(faults, "geodata/line_east.geojson, the file")
    assert faults[-1] == f"{island}: faults {len(faults) - 1}"


def test_a_broken_profile_does_not_hide_broken_tables(island):
    replace_in(island / "seeds" / "dossier.json", '"slug": "velmora"', '"slug": "Velmora"')
    replace_in(island / "geodata" / "map.json", '"EPSG:32725"', '"EPSG:4326"')
    replace_in(island / "seeds" / "sources.csv", "The Oskhavn Courier,Trawlers go home", ",Trawlers go home")
    code, _lines, faults = check(island)
    assert code == 1
    assert told(faults, "dossier.json, line 4, slug")
    assert "projected" in told(faults, "map.json, line 7, metric_crs")
    assert told(faults, "seeds/sources.csv, line 4, column publisher")


def test_a_column_that_the_program_reads_is_missed_even_where_the_package_does_not_describe_it(island):
    package = island / "seeds" / "datapackage.json"
    described = json.loads(package.read_text("utf-8"))
    (actors,) = [resource for resource in described["resources"] if resource["name"] == "actors"]
    actors["schema"]["fields"] = [one for one in actors["schema"]["fields"] if one["name"] != "name_mi"]
    package.write_text(json.dumps(described), "utf-8")
    table = island / "seeds" / "actors.csv"
    with table.open(encoding="utf-8", newline="") as file:
        rows = [[cell for at, cell in enumerate(row) if at != 3] for row in csv.reader(file)]
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    code, _lines, faults = check(island)
    assert code == 1
    assert told(faults, "seeds/actors.csv, line 1, column name_mi")


def test_a_party_without_a_polygon_is_named(island):
    replace_in(island / "geodata" / "map.json", '"iso": "XO"', '"iso": "XP"')
    code, _lines, faults = check(island)
    assert code == 1
    assert "XP" in told(faults, "geodata/map.json, XP")


def test_a_table_that_is_not_there_is_named(island):
    (island / "seeds" / "sides.csv").unlink()
    code, _lines, faults = check(island)
    assert code == 1
    assert any(fault.startswith("seeds/sides.csv:") for fault in faults)


def test_a_folder_that_is_no_dossier_says_what_one_is(tmp_path):
    code, lines, faults = check(tmp_path)
    assert (code, lines) == (1, [])
    assert any("seeds/dossier.json is not there" in fault for fault in faults)
    assert any("geodata/map.json is not there" in fault for fault in faults)


def test_another_dossier_that_is_broken_keeps_nobody_from_checking_theirs(island, tmp_path):
    code, lines, _faults = check(island, DOSSIER=str(tmp_path / "nowhere"))
    assert (code, len(lines)) == (0, 1)


def rewrite_json(file: Path, edit) -> None:
    content = json.loads(file.read_text("utf-8"))
    edit(content)
    file.write_text(json.dumps(content), "utf-8")


def said_at_start(folder: Path) -> str:
    """What a server's reading of a dossier ends with."""
    done = subprocess.run(
        [sys.executable, "-c", "from dashboard.store.store import read_dossier; read_dossier()"],
        cwd=ROOT,
        env={**os.environ, "DOSSIER": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    return done.stderr.splitlines()[-1]


def test_no_broken_file_ends_the_check_in_a_traceback(island):
    """Each kind of file is broken in a way of its own, all at once."""
    geodata = island / "geodata"
    (geodata / "zones.geojson").write_text("[1, 2]", "utf-8")
    rewrite_json(geodata / "municipalities.geojson", lambda layer: layer["features"][0].update(properties=None))
    (geodata / "sea.geojson").write_bytes("Köln".encode("latin-1"))
    (geodata / "line_east.geojson").write_text("[" * 200_000, "utf-8")
    (geodata / "line_west.geojson").write_text('{"features": 5}', "utf-8")
    rewrite_json(geodata / "map.json", lambda about: about["layers"].append({"role": "relief", "file": "hill.json"}))
    (geodata / "hill.json").write_text("{}", "utf-8")
    (island / "seeds" / "claims.csv").unlink()
    (island / "seeds" / "claims.csv").mkdir()
    code, lines, faults = check(island)
    assert (code, lines) == (1, [])
    assert "holds no features" in told(faults, "geodata/zones.geojson, the file")
    assert "has no properties" in told(faults, "geodata/municipalities.geojson, feature 1")
    assert "is not UTF-8" in told(faults, "geodata/sea.geojson, line 1")
    assert "nests deeper" in told(faults, "geodata/line_east.geojson, the file")
    assert "holds no features" in told(faults, "geodata/line_west.geojson, the file")
    assert "names no image" in told(faults, "geodata/hill.json, light")
    assert any(fault.startswith("seeds/claims.csv: the file is missing") for fault in faults)


def test_what_a_weak_data_package_lets_pass_is_refused_by_the_check_and_at_the_start_in_one_sentence(island):
    def forget(package) -> None:
        for resource in package["resources"]:
            for field in resource["schema"]["fields"]:
                field.pop("constraints", None)

    rewrite_json(island / "seeds" / "datapackage.json", forget)
    replace_in(
        island / "seeds" / "events.csv",
        "Hesk,hesk,Mirvane,-12.28,-33.28,village,,PROTEST",
        "Hesk,hesk,Mirvane,-12.28,-33.28,village,,WOBBLE",
    )
    code, lines, faults = check(island)
    assert (code, lines) == (1, [])
    fault = told(faults, "seeds/events.csv, line 4")
    assert "'WOBBLE' is not a valid EventType" in fault
    assert said_at_start(island).endswith(fault.removeprefix("seeds/"))


def test_a_country_in_two_features_is_refused_by_the_check_and_at_the_start_in_one_sentence(island):
    rewrite_json(island / "geodata" / "countries.geojson", lambda layer: layer["features"].append(layer["features"][0]))
    code, lines, faults = check(island)
    assert (code, lines) == (1, [])
    fault = told(faults, "geodata/countries.geojson, feature 4 (Halora)")
    assert "has the iso XH, as countries.geojson, feature 1 (Halora) has" in fault
    assert "MultiPolygon" in fault
    assert said_at_start(island).endswith(fault.removeprefix("geodata/"))


def test_words_that_cannot_be_filled_in_are_named_with_row_and_column(island):
    seeds = island / "seeds"
    replace_in(seeds / "measures.csv", "{value} boat held,{value} boats held", "{nope} {value,{0} %s {value.real}")
    replace_in(seeds / "measures.csv", "{value} protester,", "{value:d} protester,")
    replace_in(seeds / "units.csv", "boat,boats", "boat,{value} boats")
    code, _lines, faults = check(island)
    assert code == 1
    assert "{nope} {value" in told(faults, "seeds/measures.csv, line 2, column one")
    assert "{0} %s {value.real}" in told(faults, "seeds/measures.csv, line 2, column many")
    assert "{value:d} protester" in told(faults, "seeds/measures.csv, line 7, column one")
    assert "{value} boats" in told(faults, "seeds/units.csv, line 2, column many")
    assert len(faults) == 5


def test_files_with_a_byte_order_mark_are_whole_and_read_as_without(island):
    """As spreadsheets and editors of Windows write them."""
    for file in [*island.glob("*/*.csv"), *island.glob("*/*.json"), *island.glob("*/*.geojson")]:
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert check(island)[0] == 0
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from dashboard.dossier.sides import sides;"
            "from dashboard.reading.measures import measure_name, unit_name;"
            "from dashboard.sources.cells import crosswalk;"
            "from dashboard.sharing.tables.dictionary import description;"
            "print(list(sides())[0], measure_name('killed'), unit_name('boats', 1), list(crosswalk('acled')[0])[0],"
            "description('id') != '')",
        ],
        cwd=ROOT,
        env={**os.environ, "DOSSIER": str(island)},
        capture_output=True,
        text=True,
        check=True,
    )
    first = (ISLAND / "seeds" / "sides.csv").read_text("utf-8").splitlines()[1].split(",")[0]
    code = (ISLAND / "seeds" / "crosswalk_acled.csv").read_text("utf-8").split(",")[0]
    assert done.stdout == f"{first} People killed boat {code} True\n"


def test_a_file_in_the_place_of_a_dossier_starts_nothing_and_says_why(tmp_path):
    (tmp_path / "own.csv").write_text("id,title", "utf-8")
    said = subprocess.run(
        [sys.executable, "-c", "import dashboard.dossier.profile"],
        cwd=ROOT,
        env={**os.environ, "DOSSIER": str(tmp_path / "own.csv")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 1
    assert said.stderr.startswith("The dossier cannot be read.\nseeds/dossier.json is not there, in ")
    assert "Traceback" not in said.stderr


def test_the_commands_that_new_prints_can_be_typed_as_they_stand(tmp_path, capsys):
    folder = tmp_path / "it's $(a) lake"
    assert main(["new", str(folder)]) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("Check it with: ")]
    command = line.removeprefix("Check it with: ")
    done = subprocess.run(["/bin/sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - as typed
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{folder} is whole: ")


def test_no_column_of_a_file_can_be_that_of_the_footnote():
    """Which has to end so, by the rule of dossier.json."""
    from dashboard.sharing.tables import accounts, changes, comparison, events, ledger

    tables = (accounts.COLUMNS, changes.COLUMNS, comparison.COLUMNS, events.COLUMNS, ledger.COLUMNS)
    for columns in (*tables, ledger.ATTENTION_COLUMNS):
        assert [column for column in columns if column.endswith("_note")] == ["kosovo_note"]


def test_a_column_that_files_describe_and_the_package_does_not_is_named(island):
    def forget(package) -> None:
        for resource in package["resources"]:
            if resource["name"] == "events":
                resource["schema"]["fields"][0].pop("description")

    rewrite_json(island / "seeds" / "datapackage.json", forget)
    code, lines, faults = check(island)
    assert (code, lines, len(faults)) == (1, [], 2)
    assert faults[0].startswith("seeds/datapackage.json: events.id has no description")
