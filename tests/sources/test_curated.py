import csv
import json
import shutil
from datetime import date

import pytest

from dashboard.dossier.event import Confidence, DatePrecision, EventType, GeoPrecision, Spread
from dashboard.dossier.profile import OWN_FOLDER as ROOT
from dashboard.sources import curated
from dashboard.sources.curated_rules import MOST_SHOWN, SeedError

GEODATA = ROOT / "geodata"


@pytest.fixture
def seeds(tmp_path):
    return shutil.copytree(ROOT / "seeds", tmp_path / "seeds")


@pytest.fixture
def geodata(tmp_path):
    """What the dataset takes from geodata/: the gazetteer and the ids of the zones."""
    folder = tmp_path / "geodata"
    folder.mkdir()
    for name in ("places.csv", "zones.geojson", "datapackage.json"):
        shutil.copy(GEODATA / name, folder)
    return folder


def rewrite(path, edit):
    """Let `edit` change the header and rows of a file; returns what it returns."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    answer = edit(rows[0], rows[1:], rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return answer


def break_cell(path, column, value, where=lambda row: True) -> int:
    """Write a value into the first row that `where` accepts; returns its line in the file."""

    def edit(header, rows, _all):
        for line, row in enumerate(rows, start=2):
            if where(dict(zip(header, row, strict=True))):
                row[header.index(column)] = value
                return line
        raise AssertionError(f"no row of {path.name} fits")

    return rewrite(path, edit)


def refusal(seeds, geodata=GEODATA) -> list:
    """The problems that the dataset is refused for."""
    with pytest.raises(SeedError) as refused:
        curated.read(seeds, geodata)
    return refused.value.problems


def is_a_point(row) -> bool:
    return row["geo_precision"] in {"site", "village", "town"}


def test_the_real_dataset_keeps_every_rule():
    dossier = curated.read(ROOT / "seeds", GEODATA)
    assert len(dossier.events) > 100


def test_a_row_becomes_an_event(curated_store):
    ambush = curated_store.find("2023-09-24-banjska-ambush")
    assert ambush.date_start == date(2023, 9, 24)
    assert ambush.date_end is None
    assert ambush.date_precision is DatePrecision.DAY
    assert ambush.geo_precision.is_a_point
    assert ambush.event_type is EventType.ASSAULT
    assert ambush.confidence is Confidence.HIGH
    assert ambush.fatalities == Spread(1, 1, 1)
    assert ambush.in_article is True
    assert len(ambush.sources) >= 1


def test_an_empty_cell_is_unknown_and_a_zero_is_reported_none(curated_store, seed_rows):
    rows = {row["id"]: row for row in seed_rows("events")}
    independence = curated_store.find("2008-02-17-independence")
    assert rows["2008-02-17-independence"]["fatalities_best"] == ""
    assert independence.fatalities == Spread(None, None, None)
    posts = curated_store.find("2008-02-19-border-posts")
    assert rows["2008-02-19-border-posts"]["fatalities_best"] == "0"
    assert posts.fatalities == Spread(0, 0, 0)


def test_events_are_ordered_by_date_then_id(curated_store):
    events = curated_store.dossier.events
    keys = [(event.date_start.isoformat(), event.id) for event in events]
    assert keys == sorted(keys)


def test_the_build_up_is_a_zone_without_coordinates(curated_store):
    build_up = curated_store.find("2023-09-25-serbian-buildup")
    assert build_up.geo_precision is GeoPrecision.ZONE
    assert (build_up.lat, build_up.lon) == (None, None)
    assert build_up.zone == "boundary_serbian_side"


# Table, column, value written into its first row (of events: its first point).
@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("events", "event_type", "WAR"),
        ("events", "geo_precision", "exact"),
        ("events", "confidence", "certain"),
        ("events", "date_precision", "hour"),
        ("events", "in_article", "maybe"),
        ("events", "date_start", "24.09.2023"),
        ("events", "date_start", ""),
        ("events", "title", ""),
        ("events", "lat", "north"),
        ("events", "fatalities_best", "two"),
        ("events", "fatalities_low", "-1"),
        ("claims", "low", "many"),
        ("claims", "side", "Narnia"),
        ("claims", "source_id", ""),
        ("statements", "side", "Narnia"),
        ("actors", "side", "Narnia"),
        ("places", "first_form", "de"),
        ("places", "lat", "north"),
        ("key_figures", "order", "first"),
        ("coverage", "date_from", "soon"),
    ],
)
def test_a_cell_that_its_field_does_not_allow_is_named(seeds, table, column, value):
    line = break_cell(seeds / f"{table}.csv", column, value, is_a_point if table == "events" else bool)
    problem = refusal(seeds)[0]
    assert (problem.file, problem.line, problem.column) == (f"{table}.csv", line, column)
    assert problem.rule
    assert "value" in problem.remedy


@pytest.mark.parametrize(("column", "value"), [("event_type", "WAR"), ("date_start", "24.09.2023"), ("lat", "north")])
def test_what_was_found_in_a_cell_is_said(seeds, column, value):
    break_cell(seeds / "events.csv", column, value, is_a_point)
    assert value in str(refusal(seeds)[0])


@pytest.mark.parametrize(
    ("table", "key"), [("events", "id"), ("claims", "claim_id"), ("sources", "source_id"), ("actors", "key")]
)
def test_an_id_given_twice_is_named(seeds, table, key):
    def repeat(_header, rows, every):
        every.append(list(rows[0]))
        return len(every)

    line = rewrite(seeds / f"{table}.csv", repeat)
    problem = refusal(seeds)[0]
    assert (problem.file, problem.line) == (f"{table}.csv", line)
    assert problem.column in {key, ""}
    assert problem.remedy == "give the row an id that no other row has"


@pytest.mark.parametrize("table", ["events", "claims", "key_figures"])
def test_a_missing_column_is_named(seeds, table):
    def drop_last(header, _rows, every):
        gone = header[-1]
        for row in every:
            del row[-1]
        return gone

    column = rewrite(seeds / f"{table}.csv", drop_last)
    problem = refusal(seeds)[0]
    assert problem.file == f"{table}.csv"
    assert column in f"{problem.column} {problem.rule}"
    assert problem.remedy == "put the column back into the header"


def test_a_renamed_column_is_named(seeds):
    def rename(header, _rows, _all):
        header[header.index("title")] = "headline"

    rewrite(seeds / "events.csv", rename)
    text = "\n".join(map(str, refusal(seeds)))
    assert "events.csv" in text
    assert "title" in text
    assert "header" in text


@pytest.mark.parametrize("table", curated.TABLES)
def test_a_missing_file_is_named(seeds, table):
    (seeds / f"{table}.csv").unlink()
    problem = next(one for one in refusal(seeds) if one.file == f"{table}.csv")
    assert "put the file back from version control" in problem.remedy
    assert "dashboard.commands.dossier new" in problem.remedy


def with_contact(seeds, email):
    path = seeds / "datapackage.json"
    package = json.loads(path.read_text("utf-8"))
    package["contributors"] = [{"title": "Somebody else"}, {"title": "We", "email": email}]
    path.write_text(json.dumps(package), "utf-8")


def test_the_address_for_errors_is_that_of_a_contributor(seeds, geodata):
    assert curated.read(seeds, geodata).contact == ""
    with_contact(seeds, "errors@dossier.example")
    assert curated.read(seeds, geodata).contact == "errors@dossier.example"


@pytest.mark.parametrize("email", ["nobody", "a@b.example?bcc=x@y.example", "a@b.example\nBcc: x@y.example"])
def test_what_is_no_address_is_named(seeds, email):
    with_contact(seeds, email)
    problem = refusal(seeds)[0]
    assert problem.file == "datapackage.json"
    assert 'contributors[].email" is not valid' in problem.rule


def test_a_missing_description_is_named(seeds):
    (seeds / "datapackage.json").unlink()
    problem = refusal(seeds)[0]
    assert problem.file == "datapackage.json"


def test_a_row_with_a_cell_too_many_is_named(seeds):
    def add(_header, rows, _all):
        rows[2].append("one more")

    rewrite(seeds / "events.csv", add)
    problem = refusal(seeds)[0]
    assert (problem.file, problem.line) == ("events.csv", 4)
    assert problem.remedy == "put cells that hold a comma between quotation marks"


def test_a_row_with_a_cell_too_few_is_named(seeds):
    def drop(_header, rows, _all):
        del rows[2][-1]

    rewrite(seeds / "events.csv", drop)
    problem = refusal(seeds)[-1]
    assert (problem.file, problem.line) == ("events.csv", 4)
    assert problem.remedy == "fill in the row's missing cells; a comma may be missing"


def test_a_file_that_is_not_utf_8_is_named(seeds):
    path = seeds / "events.csv"
    path.write_bytes(path.read_bytes().replace("č".encode(), "č".encode("cp1250"), 1))
    problem = refusal(seeds)[0]
    assert problem.file == "events.csv"
    assert problem.remedy == "save the file as UTF-8"


def test_a_file_with_a_byte_order_mark_is_read(seeds):
    path = seeds / "events.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    assert curated.read(seeds, GEODATA).events


def test_several_problems_are_all_named_up_to_a_limit(seeds):
    def empty_sources(header, rows, _all):
        for row in rows[:40]:
            row[header.index("actor1")] = "nobody"

    rewrite(seeds / "events.csv", empty_sources)
    with pytest.raises(SeedError) as refused:
        curated.read(seeds, GEODATA)
    lines = str(refused.value).splitlines()
    assert len(lines) == MOST_SHOWN + 1
    assert lines[0].startswith("events.csv, line 2, column actor1: “nobody” is not in actors.csv. To mend it: ")
    assert lines[-1] == f"… and {40 - MOST_SHOWN} more."


@pytest.mark.parametrize(
    ("column", "value"), [("lat", "north"), ("lon", ""), ("rank", "first"), ("radius_km", "wide"), ("key", "")]
)
def test_a_broken_place_of_the_gazetteer_is_named(geodata, column, value):
    line = break_cell(geodata / "places.csv", column, value)
    problem = refusal(ROOT / "seeds", geodata)[0]
    assert (problem.file, problem.line, problem.column) == ("places.csv", line, column)


def test_a_gazetteer_without_a_column_is_named(geodata):
    def drop(header, _rows, every):
        at = header.index("name_sq")
        for row in every:
            del row[at]

    rewrite(geodata / "places.csv", drop)
    problems = refusal(ROOT / "seeds", geodata)
    assert {problem.file for problem in problems} == {"places.csv"}
    assert "name_sq" in "\n".join(map(str, problems))


def test_a_missing_gazetteer_is_named(geodata):
    (geodata / "places.csv").unlink()
    problem = refusal(ROOT / "seeds", geodata)[0]
    assert problem.file == "places.csv"
    assert "geodata" in problem.rule


@pytest.mark.parametrize("content", [None, "{ oops"])
def test_missing_or_broken_zones_are_named(geodata, content):
    zones = geodata / "zones.geojson"
    zones.unlink()
    if content:
        zones.write_text(content, "utf-8")
    problem = refusal(ROOT / "seeds", geodata)[0]
    assert problem.file == "zones.geojson"


@pytest.mark.parametrize("name", ["sources.csv", "datapackage.json"])
def test_a_missing_file_is_named_without_the_path_of_the_machine(seeds, name):
    (seeds / name).unlink()
    problem = refusal(seeds)[0]
    assert problem.file == name
    assert "put the file back from version control" in problem.remedy
    assert "dashboard.commands.dossier new" in problem.remedy
    assert str(seeds.parent) not in str(problem)


@pytest.mark.parametrize("member", ["version", "created", "resources"])
def test_a_package_that_lacks_what_it_needs_is_named(tmp_path, member):
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    package = tmp_path / "seeds" / "datapackage.json"
    described = json.loads(package.read_text("utf-8"))
    del described[member]
    package.write_text(json.dumps(described), "utf-8")
    with pytest.raises(SeedError, match="the file is no data package with version, created and resources"):
        curated.read(tmp_path / "seeds", GEODATA)


def test_a_package_that_is_a_list_is_named(tmp_path):
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    (tmp_path / "seeds" / "datapackage.json").write_text("[]", "utf-8")
    with pytest.raises(SeedError, match="the file is no data package with version"):
        curated.read(tmp_path / "seeds", GEODATA)
