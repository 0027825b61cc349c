import json

import pytest

from dashboard.dossier.profile import OWN_FOLDER as ROOT
from dashboard.sources.curated import TABLES
from dashboard.sources.curated_rules import Problem, SeedError, Tables, check_rules


@pytest.fixture
def tables(seed_rows):
    """The real tables, to be broken by a test."""
    zones = json.loads((ROOT / "geodata" / "zones.geojson").read_text("utf-8"))["features"]
    return Tables(
        rows={name: seed_rows(name) for name in TABLES},
        places=seed_rows("places", "geodata"),
        zones=frozenset(zone["properties"]["id"] for zone in zones),
        folder="seeds",
    )


def break_cell(tables, table, column, value, where) -> int:
    """Write a value into the first row that `where` accepts; returns its line in the file."""
    line, row = next((line, row) for line, row in enumerate(tables.rows[table], start=2) if where(row))
    row[column] = value
    return line


def problems_of(tables) -> list[Problem]:
    with pytest.raises(SeedError) as refused:
        check_rules(tables)
    return refused.value.problems


def is_a_point(row) -> bool:
    return row["geo_precision"] in {"site", "village", "town"}


def is_an_area(row) -> bool:
    return not is_a_point(row)


def is_claim(claim_id):
    return lambda row: row["claim_id"] == claim_id


def is_in_words(row) -> bool:
    return bool(row["value_text"])


def test_the_real_tables_keep_every_rule(tables):
    check_rules(tables)


# Table and column, value written into the first row that fits, words of the rule, words of the remedy.
@pytest.mark.parametrize(
    ("cell", "value", "where", "rule", "remedy"),
    [
        ("events source_ids", "nobody", bool, "“nobody” is not in sources.csv", "correct the key"),
        ("events actor1", "nobody", bool, "“nobody” is not in actors.csv", "correct the key"),
        ("events actor2", "nobody", bool, "“nobody” is not in actors.csv", "correct the key"),
        ("events actor1", "kosovo_police;nobody", bool, "“nobody” is not in actors.csv", "correct the key"),
        ("events place", "atlantis", bool, "“atlantis” is not in places.csv", "correct the key"),
        ("events zone", "moon", bool, "“moon” is not in zones.geojson", "correct the key"),
        ("claims event_id", "never", bool, "“never” is not in events.csv", "correct the key"),
        ("claims source_id", "nobody", bool, "“nobody” is not in sources.csv", "correct the key"),
        ("claims superseded_by", "c-none", bool, "“c-none” is not in claims.csv", "correct the key"),
        ("claims conflicts_with", "c-none", bool, "“c-none” is not in claims.csv", "correct the key"),
        ("statements event_id", "never", bool, "“never” is not in events.csv", "correct the key"),
        ("claims conflicts_with", "c-am-1;c-none", bool, "“c-none” is not in claims.csv", "correct the key"),
        ("statements source_id", "nobody", bool, "“nobody” is not in sources.csv", "correct the key"),
        ("statements superseded_by", "s-none", bool, "“s-none” is not in statements.csv", "correct the key"),
        ("events superseded_by", "never", bool, "“never” is not in events.csv", "correct the key"),
        ("statements superseded_by", "s-41;s-42", bool, "“s-41;s-42” is not in statements.csv", "correct the key"),
        ("events place", "banjska;pristina", bool, "“banjska;pristina” is not in places.csv", "correct the key"),
        ("events actor1", "kosovo_police;kosovo_police", bool, "the list holds a key twice", "write each key once"),
        ("claims conflicts_with", "c-am-1;", is_claim("c-am-5"), "or an empty one", "write each key once"),
        ("events summary", "One\nTwo", bool, "the cell holds a line break", "write a blank"),
        ("claims date_said", "2023-02-30", bool, "“2023-02-30” is no day, month or year", "write 2024"),
        ("claims date_said_precision", "year", is_claim("c-am-1"), "is not known to the year", "as much as date_said"),
        ("claims best", "inf", is_claim("c-kf-1"), "the number is infinite", "write the number"),
        ("claims unit", "", is_claim("c-kf-1"), "a number needs its unit", "say what is counted"),
        ("claims value_text", "many", is_claim("c-kf-1"), "has a number and words", "or value_text"),
        ("claims value_text", "", is_in_words, "has neither number nor words", "or value_text"),
        ("coverage date_to", "2001-01-01", bool, "the end (2001-01-01) is before the start (", "swap"),
        ("stories until", "2001-01-01", bool, "the end (2001-01-01) is before the start (", "swap"),
        ("key_figures shown_claims", "c-none", bool, "“c-none” is not in claims.csv", "correct the key"),
        ("key_figures see_also_claims", "c-none", bool, "“c-none” is not in claims.csv", "correct the key"),
        ("events source_ids", "", bool, "an event needs a source", "name one, or withdraw the event"),
        (
            "events date_end",
            "1999-01-01",
            bool,
            "the end (1999-01-01) is before the start (",
            "swap or correct the dates",
        ),
        ("events lat", "", is_a_point, "needs lat and lon", "add both, or give a coarser precision"),
        ("events lat", "42.9", is_an_area, "is an area and takes no coordinates", "empty lat and lon"),
        (
            "events fatalities_low",
            "9",
            lambda row: row["fatalities_best"] == "1",
            "low, best and high are not in rising order",
            "correct the three values",
        ),
        (
            "events injured_low",
            "901",
            lambda row: row["injured_best"] != "",
            "low, best and high are not in rising order",
            "correct the three values",
        ),
        (
            "claims low",
            "99999",
            is_claim("c-sr-1"),
            "low, best and high are not in rising order",
            "correct the three values",
        ),
    ],
)
def test_a_row_that_breaks_a_rule_between_columns_or_tables_is_named(tables, cell, value, where, *, rule, remedy):
    table, column = cell.split()
    line = break_cell(tables, table, column, value, where)
    (problem,) = [one for one in problems_of(tables) if rule in one.rule]
    assert (problem.file, problem.line, problem.column) == (f"{table}.csv", line, column)
    assert remedy in problem.remedy


def test_a_point_without_longitude_is_named(tables):
    line = break_cell(tables, "events", "lon", "", is_a_point)
    (problem,) = problems_of(tables)
    assert (problem.file, problem.line) == ("events.csv", line)
    assert "needs lat and lon" in problem.rule


def test_a_place_with_the_same_key_in_both_gazetteers_is_named(tables):
    line = break_cell(tables, "places", "key", "pristina", bool)
    problems = [one for one in problems_of(tables) if "pristina" in one.rule]
    assert [(one.file, one.line, one.column) for one in problems] == [("places.csv", line, "key")]


@pytest.mark.parametrize(
    ("line", "column", "text"),
    [
        (7, "lat", "events.csv, line 7, column lat: it is wrong. To mend it: correct it."),
        (7, "", "events.csv, line 7: it is wrong. To mend it: correct it."),
        (None, "", "events.csv: it is wrong. To mend it: correct it."),
    ],
)
def test_a_problem_says_where_what_and_what_to_do(line, column, text):
    assert str(Problem("events.csv", line, column, "it is wrong", "correct it")) == text


def test_an_error_says_all_its_problems():
    error = SeedError([Problem("a.csv", 2, "x", "r", "m"), Problem("b.csv", 3, "y", "r", "m")])
    assert str(error).splitlines() == [
        "a.csv, line 2, column x: r. To mend it: m.",
        "b.csv, line 3, column y: r. To mend it: m.",
    ]
