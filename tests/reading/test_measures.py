import re

import pytest

from dashboard.reading.measures import by_measure, counted, measure_name, stated, unit_name
from tests.factories import claim


# Measure, unit, value, and the words, by hand.
@pytest.mark.parametrize(
    ("measure", "unit", "value", "words"),
    [
        ("killed_police", "people", {"best": 1}, "1 police officer killed"),
        ("killed_gunmen", "people", {"low": 3, "best": 3}, "at least 3 gunmen killed"),
        ("killed_gunmen", "people", {"best": 1}, "1 gunman killed"),
        ("killed", "people", {"best": 1}, "1 person killed"),
        ("killed", "people", {"best": 4}, "4 people killed"),
        ("injured", "police", {"best": 1}, "1 police officer injured"),
        ("injured", "police", {"best": 2}, "2 police officers injured"),
        ("injured", "KFOR soldiers", {"best": 93}, "93 KFOR soldiers injured"),
        ("injured", "KFOR soldiers", {"best": 1}, "1 KFOR soldier injured"),
        ("injured", "people", {"best": 0}, "0 people injured"),
        ("injured", "people", {"low": 0, "best": 0, "high": 1}, "0 (0 to 1) people injured"),
        ("injured", "5 police, 6 civilians", {"best": 11}, "11 people injured (5 police, 6 civilians)"),
        ("injured", "seafarers", {"best": 2}, "2 seafarers injured"),
        ("arrested", "police officers", {"best": 19}, "19 police officers arrested"),
        ("police_deployed", "officers", {"best": 350}, "350 police officers deployed"),
        ("police_deployed", "special police", {"best": 60}, "60 police officers deployed (special police)"),
        ("attackers", "masked men", {"best": 30}, "30 attackers (masked men)"),
        ("armed_men", "people", {"high": 200}, "at most 200 armed men"),
        ("troops_additional", "soldiers", {"low": 500, "high": 650}, "500 to 650 additional soldiers for KFOR"),
        ("troops_serbia_near_line", "soldiers", {"best": 8350}, "8,350 Serbian soldiers near the line"),
        ("weapons_armoured_vehicles", "items", {"best": 1}, "1 armoured vehicle shown"),
        ("weapons_value", "EUR", {"low": 5_000_000}, "weapons worth at least 5,000,000 EUR"),
        ("explosive_kg", "kg", {"low": 15, "high": 20}, "15 to 20 kg of explosive"),
        ("distance", "km inside Serbia", {"best": 2}, "2 km inside Serbia"),
        ("tariff", "percent", {"best": 100}, "tariff of 100 percent"),
        ("votes", "judges (4 against)", {"best": 10}, "10 votes (judges; 4 against)"),
        ("injured", "gunmen (in hospital)", {"best": 6}, "6 gunmen injured (in hospital)"),
        ("boats_lost", "boats", {"best": 3}, "3 boats (boats lost)"),
        ("place", "", {"value_text": "Zubin Potok"}, "Place: Zubin Potok"),
        ("boats_lost", "", {"value_text": "none named"}, "boats lost: none named"),
    ],
)  # fmt: skip
def test_a_claim_says_what_it_counts(measure, unit, value, words):
    assert counted(claim("c", measure=measure, unit=unit, **value)) == words


def test_under_the_name_of_its_measure_a_claim_in_words_says_these_alone():
    assert stated(claim("c", measure="place", unit="", value_text="Zubin Potok")) == "Zubin Potok"
    assert stated(claim("c", measure="killed_police", best=1)) == "1 police officer killed"


def test_braces_in_a_unit_are_text():
    assert counted(claim("c", measure="injured", unit="{value}", best=2)) == "2 {value} injured"


def test_claims_are_grouped_by_measure_in_their_order():
    claims = [claim(key, measure=measure) for key, measure in (("a", "killed"), ("b", "injured"), ("c", "killed"))]
    found = [(name, [one.claim_id for one in group]) for name, group in by_measure(claims)]
    assert found == [("People killed", ["a", "c"]), ("Injured", ["b"])]


# Words for those who are counted: of these a phrase needs one.
PEOPLE = re.compile(r"\b(people|person|officers?|soldiers?|gunm[ae]n|items?|protesters?|civilians|attackers?)\b")

MANY = re.compile(r"\b(people|officers|soldiers|gunmen|items|protesters|civilians|attackers|residents|vehicles)\b")


def test_every_claim_of_the_dossier_has_words_that_read_right(curated_store):
    for one in curated_store.dossier.claims.values():
        words = counted(one)
        assert measure_name(one.measure) != one.measure.replace("_", " "), (
            f"{one.measure}: give it words in measures.py"
        )
        if one.value_text:
            continue
        assert f"({measure_name(one.measure)})" not in words, f"{one.measure}: give it a phrase in measures.py"
        twice = re.search(rf"{PEOPLE.pattern} {PEOPLE.pattern}", words.partition(" (")[0])
        assert not twice, f"{one.claim_id}: {words}"
        if (one.low or 1, one.best, one.high or 1) == (1, 1, 1):
            assert not MANY.search(words.partition(" (")[0]), f"{one.claim_id}: {words}"


def test_a_known_unit_has_one_and_many():
    assert unit_name("police", 1) == "police officer"
    assert unit_name("police", 2) == "police officers"
