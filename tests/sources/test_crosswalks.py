"""The tables that turn a publisher's types into PLOVER's."""

import pytest

from dashboard.dossier.event import EventType
from dashboard.sources.cells import crosswalk

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


# What PLOVER's own table of 17 September 2021 makes of CAMEO, typed from it: type and mode, and the codes. A code that
# is not here takes that of its first three digits.
PLOVERS = {
    "AGREE": "030 031 032 033 034 035 036 037 038 039",
    "CONSULT": "040 045 046", "CONSULT phone": "041", "CONSULT visit": "042 043", "CONSULT third-party": "044",
    "SUPPORT": "050 051 052 053 054 055 056 057", "COOPERATE": "060 061 062 063 064", "AID": "070 071 072 073 074 075",
    "CONCEDE": "080 081 0811 0812 082 083", "RETREAT": "0813 0814 084", "RETREAT release": "0841",
    "RETREAT return": "0842", "RETREAT ease": "085", "RETREAT access": "086", "RETREAT disarm": "087 0873 0874",
    "RETREAT ceasefire": "0871", "RETREAT withdraw": "0872",
    "ACCUSE investigate": "090 091 092 093 094", "ACCUSE disapprove": "110 111 112 113 116",
    "ACCUSE allege": "1121 1122 1123 1124 1125 114 115",
    "REQUEST": "100", "REQUEST assist": "101 102 103", "REQUEST change": "104 105",
    "REQUEST yield": "1051 1052 1053 1054 1055 1056", "REQUEST meet": "106 107 108",
    "REJECT": "120", "REJECT assist": "121 122", "REJECT change": "123 124 1241 1242",
    "REJECT yield": "1243 1244 1245 1246 128 129", "REJECT meet": "125 126 127",
    "THREATEN": "130 131", "THREATEN relations": "1311 1313 133 134 135 139",
    "THREATEN restrict": "1312 1323 1324 1381", "THREATEN ban": "132 1322", "THREATEN political": "1321",
    "THREATEN expel": "136", "THREATEN violence": "137 138 1383 1384 1385", "THREATEN territory": "1382",
    "PROTEST": "140", "PROTEST demo": "141", "PROTEST hunger": "142", "PROTEST boycott": "143",
    "PROTEST obstruct": "144", "PROTEST riot": "145",
    "MOBILIZE": "150", "MOBILIZE police": "151 153", "MOBILIZE troops": "152 154",
    "SANCTION": "160", "SANCTION withdraw": "161 164 165", "SANCTION discontinue": "162", "SANCTION expel": "166",
    "COERCE": "170", "COERCE restrict": "163 172 1721 191", "COERCE seize": "171 1711 192", "COERCE ban": "1722",
    "COERCE curfew": "1723", "COERCE martial-law": "1724", "COERCE arrest": "173", "COERCE deport": "174",
    "ASSAULT": "180 1823 190 196", "ASSAULT seize": "1712", "ASSAULT abduct": "181 184", "ASSAULT beat": "182",
    "ASSAULT sexual": "1821", "ASSAULT torture": "1822", "ASSAULT suicide": "183 1831",
    "ASSAULT explosives": "1832 1833", "ASSAULT targeted": "185 186", "ASSAULT pro_autocracy": "175",
    "ASSAULT firearms": "193", "ASSAULT heavy": "194 195", "ASSAULT massacre": "200 202",
    "ASSAULT cleansing": "201 203", "ASSAULT unconventional": "204",
}  # fmt: skip


def test_a_row_that_departs_from_plovers_own_table_says_why():
    rows = {row["cameo_code"]: row for row in crosswalk("gdelt")}
    departing = []
    for theirs, codes in PLOVERS.items():
        for code in codes.split():
            row = next(rows[key] for key in (code, code[:3], code[:2]) if key in rows)
            if f"{row['event_type']} {row['mode']}".strip() != theirs:
                assert row["note"], code
                departing.append(code)
    assert sorted(departing) == [
        "055", "0813", "0814", "085", "087", "0874", "105", "112", "114", "124", "1241", "1242", "1321", "163", "1712",
        "173", "175", "183", "195", "200", "201", "202", "203",
    ]  # fmt: skip


def test_taking_territory_without_a_fight_is_no_cooperation():
    found = types("acled")
    assert found["Strategic developments / Non-violent transfer of territory"] == ("COERCE", "seize")
    assert found["Non-violent transfer of territory"] == types("gdelt")["192"] == ("COERCE", "seize")


def test_the_mode_of_weapons_of_mass_destruction_is_for_these_alone():
    unconventional = [code for code, (_type, mode) in types("gdelt").items() if mode == "unconventional"]
    assert unconventional == ["204"]
