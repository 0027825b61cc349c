"""The code is of no crisis: what names this one stands in the dossier's own tables, and nowhere in dashboard/."""

import csv
import re
from datetime import date
from pathlib import Path

import pytest

from dashboard.dossier.boundaries import countries
from dashboard.dossier.names import FORMS
from dashboard.dossier.profile import GEODATA, MAP, OWN_FOLDER, PROFILE, SEEDS

CODE = sorted(
    path
    for path in (OWN_FOLDER / "dashboard").rglob("*")
    if path.suffix in {".py", ".js", ".html", ".css", ".json", ".toml"} and "locale" not in path.parts
)
LEAST_LETTERS = 4


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PLACES = [*rows(GEODATA / "places.csv"), *rows(SEEDS / "places.csv")]
EVENTS = rows(SEEDS / "events.csv")


def names() -> set[str]:
    """Every name of one word of a party, of an actor, and of a place on the map; every longer one as it stands."""
    parties = countries().loc[list(MAP.codes)]
    on_the_map = [place for place in PLACES if MAP.extent.contains(float(place["lon"]), float(place["lat"]))]
    parties_sides = {side["side"] for side in rows(SEEDS / "sides.csv") if side["is_party"] == "yes"}
    actors = [  # but for governments of the world beside it, which go by the names of their countries
        actor for actor in rows(SEEDS / "actors.csv") if actor["kind"] != "government" or actor["side"] in parties_sides
    ]
    forms = [f"name_{form}" for form in FORMS]
    told = {str(party[form]) for _iso, party in parties.iterrows() for form in forms}
    told |= {row[form] for row in (*on_the_map, *actors) for form in forms}
    return {name.casefold() for name in told if len(name) >= LEAST_LETTERS}


def days() -> set[date]:
    """The days of the dossier's events, and those that its profile names."""
    dates = [PROFILE.dates, *(preset.dates for preset in PROFILE.presets)]
    told = {day for span in dates for day in (span.since, span.until) if day}
    return told | {date.fromisoformat(event["date_start"]) for event in EVENTS}


def places_of_numbers() -> set[str]:
    """Coordinates as the tables write them, and corners of the map."""
    told = {row[axis] for row in (*PLACES, *EVENTS) for axis in ("lat", "lon") if len(row[axis].partition(".")[2]) > 2}
    return told | {
        str(corner) for box in (MAP.extent, MAP.focus) for corner in (box.west, box.south, box.east, box.north)
    }


def found(pattern: str, text: str) -> list[str]:
    return [match.group() for match in re.finditer(pattern, text, re.IGNORECASE)]


NAMES = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(names(), key=len, reverse=True)))})(?!\w)")


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(OWN_FOLDER)))
def test_no_file_of_the_code_names_what_this_crisis_alone_has(path):
    text = path.read_text("utf-8")
    assert NAMES.findall(text.casefold()) == []
    assert [iso for iso in codes() if re.search(rf"[\"']{iso}[\"']", text)] == []
    assert [form for form in FORMS[1:] if re.search(rf"[\"'](?:name_)?{form}[\"']", text)] == []
    assert [side for side in map(re.escape, sides()) if re.search(rf"[\"']{side}[\"']", text)] == []
    written = {day.isoformat() for day in days()} | {f"date({day.year}, {day.month}, {day.day})" for day in days()}
    assert [day for day in sorted(written) if day in text] == []
    numbers = set(re.findall(r"(?<![\w.])-?\d+\.\d+(?!\w)", text))
    assert numbers & places_of_numbers() == set()


def sides() -> list[str]:
    """The sides that are parties or peacekeepers; the others are those of any dossier."""
    return [row["side"] for row in rows(SEEDS / "sides.csv") if "yes" in (row["is_party"], row["is_mission"])]


def codes() -> list[str]:
    """The parties' codes, but for those that mean another country elsewhere."""
    return [iso for iso in MAP.codes if iso.lower() not in PROFILE.imports.codes_here]


def test_the_words_that_are_looked_for_are_those_of_the_tables():
    assert {"kosovo", "serbia", "zvečan", "zveçan", "звечан", "milan radoičić", "kfor"} <= names()
    assert date(2023, 9, 24) in days()
    assert "42.9075" in places_of_numbers()
