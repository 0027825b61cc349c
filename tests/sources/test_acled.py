from datetime import date

import pytest

from dashboard.sources import acled
from dashboard.sources.publisher import FileError
from tests.sources.files import (
    ACLED,
    ACLED_2022,
    ACLED_AFRICA,
    ACLED_EVENT,
    acled_event,
    dates,
    deaths,
    place,
    read,
    row,
    sample,
)


def test_an_event_of_the_current_layout_is_read_whole():
    event = acled_event(actor2="Police Forces", assoc_actor_2="", inter1="Protesters")
    assert (event["refused"], event["warning"]) == (None, None)
    assert event["publisher_id"] == "XKX1"
    assert event["publisher_type"] == "Protests / Peaceful protest"
    assert event["publisher_source"] == "A newspaper"
    assert dates(event) == (date(2023, 9, 24), None)
    assert event["date_precision"] == "day"
    assert event["title"] == "Peaceful protest: Protesters (Somewhere) / Police Forces"
    assert event["summary"] == "On 24 September 2023, people gathered."
    assert (event["place"], event["municipality"], event["country"]) == ("Sampletown", "Sampletown", "Kosovo")
    assert place(event) == (42.9, 20.9, "town")
    assert (event["event_type"], event["mode"]) == ("PROTEST", "demo")
    assert (event["actor1"], event["actor2"]) == ("Protesters (Somewhere);Group A;Group B", "Police Forces")
    assert event["source_url"] == ""


@pytest.mark.parametrize(
    ("columns", "vintage"),
    [
        (ACLED, "ACLED (current layout)"),
        (ACLED_2022, "ACLED (layout before 2023)"),
        (ACLED_AFRICA, "ACLED Africa (old layout)"),
    ],
)
def test_layouts_are_told_apart(columns, vintage):
    assert acled.recognise(sample([name.upper() for name in columns])).vintage == vintage


def test_the_old_african_file_has_names_of_its_own():
    columns = ["geo_precis" if name == "geo_precision" else name for name in ACLED_AFRICA]
    layout = acled.recognise(sample([name.upper() for name in columns]))
    changes = {
        "geo_precis": "1",
        "ally_actor_1": "Group A",
        "event_date": "24/09/2013",
        "event_type": "Battle-No change of territory",
    }
    known = {name: cell for name, cell in ACLED_EVENT.items() if name in columns}
    (event,) = read(acled, layout, row(columns, known, changes))
    assert (event["refused"], event["warning"]) == (None, None)
    assert event["event_type"] == "ASSAULT"
    assert event["title"] == "Battle-No change of territory: Protesters (Somewhere)"
    assert event["actor1"] == "Protesters (Somewhere);Group A"
    assert place(event) == (42.9, 20.9, "town")
    assert dates(event) == (date(2013, 9, 24), None)


@pytest.mark.parametrize("text", ["2023-09-24", "24 September 2023", "24-September-2023", "24-Sep-2023", "24/09/2023"])
def test_dates_come_in_several_forms(text):
    assert dates(acled_event(event_date=text)) == (date(2023, 9, 24), None)


def test_the_day_comes_before_the_month():
    assert dates(acled_event(event_date="05/04/2023")) == (date(2023, 4, 5), None)


@pytest.mark.parametrize(("code", "precision"), [("1", "town"), ("2", "region"), ("3", "region")])
def test_precisions_of_places(code, precision):
    assert acled_event(geo_precision=code)["geo_precision"] == precision


@pytest.mark.parametrize(("code", "precision"), [("1", "day"), ("2", "week"), ("3", "month")])
def test_precisions_of_dates(code, precision):
    assert acled_event(time_precision=code)["date_precision"] == precision


@pytest.mark.parametrize("name", ["geo_precision", "time_precision"])
def test_an_unknown_precision_is_told(name):
    event = acled_event(**{name: "7"})
    assert (event["refused"], event["warning"]) == (None, "precision")


def test_deaths_are_a_best_estimate_alone():
    assert deaths(acled_event(fatalities="0")) == (None, 0, None)
    assert deaths(acled_event(fatalities="4")) == (None, 4, None)
    assert deaths(acled_event(fatalities="")) == (None, None, None)


@pytest.mark.parametrize(
    ("event_type", "sub_event_type", "expected"),
    [
        ("Battles", "Armed clash", ("ASSAULT", "")),
        ("Explosions/Remote violence", "Grenade", ("ASSAULT", "explosives")),
        ("riots", "mob violence", ("PROTEST", "riot")),
        ("Strategic developments", "Arrests", ("OTHER", "")),
        ("Strategic developments", "Agreement", ("SUPPORT", "")),
        ("Strategic developments", "Headquarters or base established", ("MOBILIZE", "")),
        ("Strategic developments", "Looting/property destruction", ("ASSAULT", "destroy")),
    ],
)
def test_types_become_those_of_plover(event_type, sub_event_type, expected):
    event = acled_event(event_type=event_type, sub_event_type=sub_event_type)
    assert (event["event_type"], event["mode"]) == expected
    assert event["warning"] is None


def test_an_unknown_sub_event_type_is_typed_by_its_event_type_and_told():
    event = acled_event(event_type="Battles", sub_event_type="Siege")
    assert (event["event_type"], event["refused"], event["warning"]) == ("ASSAULT", None, "sub_event_type")


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"event_id_cnty": "#event+id"}, "tags"),
        ({"event_date": ""}, "date"),
        ({"event_date": "09/24/2023"}, "date"),
        ({"event_date": "24 September 1823"}, "date_range"),
        ({"event_date": "2101-01-01"}, "date_range"),
    ],
)
def test_a_record_that_breaks_a_rule_is_refused_by_its_name(changes, rule):
    assert acled_event(**changes)["refused"] == rule


@pytest.mark.parametrize(
    ("changes", "unread"),
    [
        ({"event_type": "Elections", "sub_event_type": ""}, "event_type"),
        ({"event_type": ""}, None),
        ({"latitude": ""}, None),
        ({"longitude": "200"}, "longitude"),
        ({"fatalities": "-1"}, "fatalities"),
        ({"fatalities": "several"}, "fatalities"),
    ],
)
def test_a_cell_that_cannot_be_read_is_unknown_and_told_and_its_event_is_kept(changes, unread):
    event = acled_event(**changes)
    assert (event["refused"], event["unread"]) == (None, unread)
    assert event["event_type"] == ("OTHER" if "event_type" in changes else "PROTEST")
    assert event["fatalities_best"] == (None if "fatalities" in changes else 0)
    assert event["geo_precision"] == ("country" if {"latitude", "longitude"} & set(changes) else "town")


def test_codes_as_pandas_writes_them_are_the_codes():
    event = acled_event(geo_precision="1.0", time_precision="2.0", fatalities="4.0")
    assert (event["geo_precision"], event["date_precision"], event["warning"]) == ("town", "week", None)
    assert event["fatalities_best"] == 4


def test_a_range_of_deaths_is_low_and_high():
    event = acled_event(fatalities="2–3")
    assert [event[f"fatalities_{part}"] for part in ("low", "best", "high")] == [2, None, 3]


def test_without_coordinates_an_event_of_a_region_is_kept():
    assert acled_event(geo_precision="3", latitude="", longitude="")["refused"] is None


def test_a_decimal_comma_is_read():
    assert place(acled_event(latitude="42,97", longitude="20,8")) == (42.97, 20.8, "town")


def test_an_empty_row_is_called_empty():
    assert read(acled, acled.recognise(sample(ACLED)), [""] * 31)[0]["refused"] == "empty"


def test_long_notes_are_cut():
    assert acled_event(notes="č" * 501)["summary"] == "č" * 499 + "…"


def test_a_table_of_acled_without_a_needed_column_is_refused_with_its_name():
    with pytest.raises(FileError, match="lacks the columns event_date, geo_precision"):
        acled.recognise(sample([name for name in ACLED if name not in {"event_date", "geo_precision"}]))


def test_tables_of_others_are_left_to_them():
    assert acled.recognise(sample(["event_date", "event_type", "actor1", "latitude", "longitude"])) is None
    assert acled.recognise(sample()) is None


def test_every_rule_and_warning_has_a_sentence():
    assert all(sentence() for sentence in (acled.RULES | acled.WARNINGS).values())


@pytest.mark.parametrize(("source", "is_corroborated"), [("A; B", True), ("A", False), ("", False)])
def test_two_sources_corroborate(source, is_corroborated):
    assert acled_event(source=source)["corroborated"] is is_corroborated
