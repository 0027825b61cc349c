"""The tables that turn a publisher's types into PLOVER's."""

import pytest

from dashboard.cells import crosswalk
from dashboard.event import EventType

# Modes that the method gives a weight, and those of the same manual that take their root's.
MODES = {
    "CONSULT": {"visit", "third-party", "multilateral", "phone"},
    "RETREAT": {"withdraw", "release", "return", "disarm", "ceasefire", "access", "resign"},
    "REQUEST": {"assist", "change", "yield", "meet"},
    "ACCUSE": {"disapprove", "investigate", "allege"},
    "REJECT": {"assist", "change", "yield", "meet"},
    "THREATEN": {"restrict", "ban", "arrest", "relations", "expel", "territory", "violence"},
    "PROTEST": {"demo", "riot", "strike", "hunger", "boycott", "obstruct"},
    "SANCTION": {"convict", "cancel", "expel", "withdraw", "discontinue"},
    "MOBILIZE": {"troops", "weapons", "police", "militia"},
    "COERCE": {"seize", "restrict", "ban", "censor", "curfew", "martial-law", "arrest", "deport", "withhold"},
    "ASSAULT": {
        "abduct", "torture", "sexual", "destroy", "beat", "primitive", "firearms", "explosives", "targeted", "suicide",
        "aerial", "drone", "heavy", "crowd-control", "unconventional",
    },
}  # fmt: skip
KEYS = {
    "ucdp": ("type_of_violence",),
    "acled": ("acled_event_type", "acled_sub_event_type"),
    "gdelt": ("cameo_code",),
}


def types(name: str) -> dict[str, tuple[str, str]]:
    """PLOVER's type and mode by the publisher's codes."""
    return {
        " / ".join(filter(None, (row[key] for key in KEYS[name]))): (row["event_type"], row["mode"])
        for row in crosswalk(name)
    }


@pytest.mark.parametrize("name", KEYS)
def test_types_and_modes_are_plovers(name):
    for row in crosswalk(name):
        assert row["event_type"] in set(EventType), row
        assert row["mode"] in {"", *MODES.get(row["event_type"], ())}, row


@pytest.mark.parametrize("name", KEYS)
def test_a_code_has_one_row(name):
    assert len(types(name)) == len(crosswalk(name))


@pytest.mark.parametrize("name", KEYS)
def test_what_plover_has_no_type_for_says_why(name):
    unexplained = [row for row in crosswalk(name) if row["event_type"] == "OTHER" and not row["note"]]
    assert [row["acled_sub_event_type"] for row in unexplained] in ([], ["Other"])


def test_all_organised_violence_is_assault():
    assert types("ucdp") == {"1": ("ASSAULT", ""), "2": ("ASSAULT", ""), "3": ("ASSAULT", "")}


def test_all_25_sub_event_types_of_acled_are_known():
    present = {
        "Battles", "Explosions/Remote violence", "Violence against civilians", "Protests", "Riots",
        "Strategic developments",
    }  # fmt: skip
    rows = [row for row in crosswalk("acled") if row["acled_event_type"] in present]
    assert sum(bool(row["acled_sub_event_type"]) for row in rows) == 25
    assert sum(not row["acled_sub_event_type"] for row in rows) == 6


def test_the_roots_of_cameo_become_those_of_plover():
    roots = {code: event_type for code, (event_type, _mode) in types("gdelt").items() if len(code) == 2}
    assert roots == {
        "01": "OTHER",
        "02": "REQUEST",
        "03": "AGREE",
        "04": "CONSULT",
        "05": "SUPPORT",
        "06": "COOPERATE",
        "07": "AID",
        "08": "CONCEDE",
        "09": "ACCUSE",
        "10": "REQUEST",
        "11": "ACCUSE",
        "12": "REJECT",
        "13": "THREATEN",
        "14": "PROTEST",
        "15": "MOBILIZE",
        "16": "SANCTION",
        "17": "COERCE",
        "18": "ASSAULT",
        "19": "ASSAULT",
        "20": "ASSAULT",
    }


def test_a_detailed_code_belongs_to_a_root_and_its_base_is_known_or_folded():
    codes = set(types("gdelt"))
    assert {code[:2] for code in codes} == {code for code in codes if len(code) == 2}
    assert {len(code) for code in codes} == {2, 3, 4}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("084", ("RETREAT", "")),
        ("0871", ("RETREAT", "ceasefire")),
        ("09", ("ACCUSE", "investigate")),
        ("145", ("PROTEST", "riot")),
        ("175", ("ASSAULT", "")),
        ("191", ("COERCE", "restrict")),
        ("194", ("ASSAULT", "heavy")),
    ],
)
def test_where_plover_differs_within_a_root(code, expected):
    assert types("gdelt")[code] == expected


def test_arrests_are_left_unscored_whoever_reports_them():
    assert types("gdelt")["173"] == types("acled")["Strategic developments / Arrests"] == ("OTHER", "")
