from datetime import date

import pytest

from dashboard.sources import gdelt
from dashboard.sources.publisher import FileError, Layout
from tests.sources.files import (
    GDELT_57,
    GDELT_58,
    GDELT_61,
    GDELT_62,
    GDELT_EVENT,
    dates,
    deaths,
    gdelt_event,
    place,
    read,
    row,
    sample,
)


def given(columns) -> tuple[str, ...]:
    """The event in these columns."""
    return row(columns, {name: cell for name, cell in GDELT_EVENT.items() if name in columns})


def test_an_event_of_the_present_layout_is_read_whole():
    event = gdelt_event()
    assert (event["refused"], event["warning"]) == (None, None)
    assert event["publisher_id"] == "1000000001"
    assert event["publisher_type"] == "EventCode=190; QuadClass=4"
    assert (event["publisher_source"], event["source_url"]) == ("", "https://example.org/a")
    assert dates(event) == (date(2023, 9, 24), None)
    assert event["date_precision"] == "day"
    assert event["title"] == "SERBIA → KOSOVO: fighting"
    assert event["summary"] == ""
    assert (event["place"], event["municipality"], event["country"]) == ("Banjska", "", "Kosovo*")
    assert place(event) == (42.8586, 20.9539, "town")
    assert (event["event_type"], event["mode"]) == ("ASSAULT", "")
    assert (event["actor1"], event["actor2"]) == ("SERBIA", "KOSOVO")
    assert deaths(event) == (None, None, None)


@pytest.mark.parametrize(
    ("columns", "number", "vintage"),
    [
        (GDELT_57, 57, "GDELT 1.0 before April 2013 (57 columns)"),
        (GDELT_58, 58, "GDELT 1.0 daily (58 columns)"),
        (GDELT_61, 61, "GDELT 2.0 export (61 columns)"),
        (GDELT_62, 62, "GDELT 2.0 saved by a Python client (62 columns)"),
    ],
)
def test_layouts_are_told_apart_by_their_number_of_cells(columns, number, vintage):
    assert len(columns) == number
    layout = gdelt.recognise(sample(given(columns)))
    assert (layout.vintage, layout.columns) == (vintage, columns)
    assert (layout.header_records, layout.is_quoted) == (0, False)
    (event,) = read(gdelt, layout, given(columns))
    assert event["refused"] is None
    assert place(event) == (42.8586, 20.9539, "town")
    assert event["title"] == "SERBIA → KOSOVO: fighting"
    assert event["source_url"] == ("" if number == 57 else "https://example.org/a")


def test_cells_stand_where_gdelt_puts_them():
    assert [GDELT_61.index(name) for name in ("sqldate", "eventcode", "actiongeo_lat", "dateadded", "sourceurl")] == [
        1, 26, 56, 59, 60,
    ]  # fmt: skip
    assert GDELT_58.index("actiongeo_lat") == 53
    assert GDELT_62[26:29] == ("eventcode", "cameocodedescription", "eventbasecode")


def test_a_frame_with_a_header_is_read_by_name():
    layout = gdelt.recognise(sample(["", *(name.upper() for name in GDELT_61)]))
    assert (layout.header_records, layout.is_quoted) == (1, True)
    (event,) = read(gdelt, layout, ["0", *given(GDELT_61)])
    assert event["publisher_id"] == "1000000001"


def test_a_frame_without_a_needed_column_is_refused_with_its_name():
    with pytest.raises(FileError, match="lacks the columns eventcode"):
        gdelt.recognise(sample([name for name in GDELT_61 if name != "eventcode"]))


@pytest.mark.parametrize(
    "record",
    [
        given(GDELT_61)[:60],
        ("x", *given(GDELT_61)[1:]),
        ("1", "2023-09-24", *given(GDELT_61)[2:]),
        ("1", "202309", *given(GDELT_61)[2:]),
    ],
    ids=["60 cells", "id is no number", "date has dashes", "date has no day"],
)
def test_other_tables_are_left_alone(record):
    assert gdelt.recognise(sample(record)) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"globaleventid": "1000000001.0", "sqldate": "20230924.0"}, {"sqldate": "20230924.0", "eventrootcode": "19.0"},
        {"globaleventid": "1000000001.0", "eventcode": "190.0", "actiongeo_type": "4.0"}, {"sqldate": "\u00a020230924"},
    ],
)  # fmt: skip
def test_an_export_that_pandas_wrote_again_without_a_header_is_known(changes):
    assert gdelt.recognise(sample(row(GDELT_61, GDELT_EVENT, changes))).columns == GDELT_61


def test_a_broken_record_at_the_beginning_does_not_hide_the_layout():
    assert gdelt.recognise(sample(["1", "2"], given(GDELT_61))).columns == GDELT_61


def test_a_record_with_a_cell_too_many_does_not_hide_the_layout_though_it_is_as_long_as_another_one():
    longer = [*given(GDELT_61), "more"]  # 62, as a Python client saves them
    assert gdelt.recognise(sample(given(GDELT_61), longer, given(GDELT_61))).columns == GDELT_61
    assert gdelt.recognise(sample(given(GDELT_61), longer)) is None, "nothing tells which of the two is right"


@pytest.mark.parametrize(
    ("code", "country"),
    [("KV", "Kosovo*"), ("RI", "Serbia"), ("RS", "Russia"), ("MJ", "Montenegro"), ("ZI", "FIPS ZI"), ("", "")],
)
def test_country_codes_are_those_of_fips(code, country):
    assert gdelt_event(actiongeo_countrycode=code)["country"] == country


@pytest.mark.parametrize(
    ("code", "precision"),
    [("1", "country"), ("2", "region"), ("3", "town"), ("4", "town"), ("5", "region"), ("0", "country")],
)
def test_the_middle_of_a_country_or_state_is_no_pin(code, precision):
    assert gdelt_event(actiongeo_type=code)["geo_precision"] == precision


@pytest.mark.parametrize("code", ["", "4", "5"])
def test_a_row_without_coordinates_is_kept_off_the_map(code):
    event = gdelt_event(actiongeo_type=code, actiongeo_lat="", actiongeo_long="")
    assert event["refused"] is None
    assert place(event) == (None, None, "country")


@pytest.mark.parametrize(
    ("code", "root", "expected"),
    [
        ("010", "01", ("OTHER", "")),
        ("043", "04", ("CONSULT", "visit")),
        ("0841", "08", ("RETREAT", "release")),
        ("0831", "08", ("CONCEDE", "")),
        ("090", "09", ("ACCUSE", "investigate")),
        ("1411", "14", ("PROTEST", "demo")),
        ("1712", "17", ("ASSAULT", "destroy")),
        ("173", "17", ("OTHER", "")),
        ("192", "19", ("COERCE", "seize")),
        ("203", "20", ("ASSAULT", "")),
        # As a spreadsheet leaves them.
        ("10", "1", ("OTHER", "")),
        ("43", "4", ("CONSULT", "visit")),
        ("841", "8", ("RETREAT", "release")),
    ],
)
def test_the_most_detailed_code_known_decides(code, root, expected):
    event = gdelt_event(eventcode=code, eventrootcode=root)
    assert (event["event_type"], event["mode"]) == expected
    assert event["publisher_type"] == f"EventCode={code}; QuadClass=4"


@pytest.mark.parametrize(
    ("sqldate", "warning"), [("20220924", None), ("20220923", "old_date"), ("20130924", "old_date")]
)
def test_a_date_of_more_than_a_year_ago_is_kept_and_told(sqldate, warning):
    event = gdelt_event(sqldate=sqldate)
    assert (event["refused"], event["warning"]) == (None, warning)


def test_the_day_of_adding_has_eight_digits_in_10():
    assert gdelt_event(sqldate="20220901", dateadded="20230924")["warning"] == "old_date"


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"sqldate": "20230931"}, "date"),
        ({"sqldate": ""}, "date"),
        ({"sqldate": "18990101"}, "date_range"),
    ],
)
def test_a_record_that_breaks_a_rule_is_refused_by_its_name(changes, rule):
    assert gdelt_event(**changes)["refused"] == rule


@pytest.mark.parametrize(
    ("changes", "unread"),
    [
        ({"eventrootcode": "21", "eventcode": "210"}, "eventcode"),
        ({"eventrootcode": "21", "eventcode": "190"}, "eventcode"),
        ({"eventrootcode": "19", "eventcode": "043"}, "eventcode"),
        ({"eventrootcode": "--", "eventcode": "---"}, "eventcode"),
        ({"eventrootcode": "", "eventcode": ""}, None),
        ({"actiongeo_lat": "142.8"}, "actiongeo_lat"),
        ({"actiongeo_long": "east"}, "actiongeo_long"),
    ],
)
def test_a_cell_that_cannot_be_read_is_unknown_and_told_and_its_event_is_kept(changes, unread):
    event = gdelt_event(**changes)
    assert (event["refused"], event["unread"]) == (None, unread)
    assert event["event_type"] == ("OTHER" if "eventcode" in changes else "ASSAULT")
    assert event["geo_precision"] == ("town" if "eventcode" in changes else "country")


def test_codes_as_pandas_writes_them_are_the_codes():
    event = gdelt_event(
        globaleventid="1130000001.0", sqldate="20230924.0", eventcode="43.0", eventrootcode="4.0", quadclass="1.0",
        actiongeo_type="4.0", numsources="2.0", dateadded="20230924120000.0",
    )  # fmt: skip
    assert (event["publisher_id"], event["publisher_type"]) == ("1130000001", "EventCode=43; QuadClass=1")
    assert (dates(event), event["event_type"], event["mode"]) == ((date(2023, 9, 24), None), "CONSULT", "visit")
    assert (place(event), event["corroborated"]) == ((42.8586, 20.9539, "town"), True)


def test_an_empty_row_is_called_empty():
    layout = gdelt.recognise(sample(given(GDELT_61)))
    assert read(gdelt, layout, [""] * 61)[0]["refused"] == "empty"


def test_one_actor_has_no_arrow_and_none_no_colon():
    assert gdelt_event(actor2name="")["title"] == "SERBIA: fighting"
    assert gdelt_event(actor1name="", actor2name="")["title"] == "fighting"


@pytest.mark.parametrize("text", ["javascript:alert(1)", "BBC Monitoring", ""])
def test_only_an_address_of_the_web_is_a_link(text):
    assert gdelt_event(sourceurl=text)["source_url"] == ""


def test_quotation_marks_are_letters():
    assert gdelt_event(actor1name='"SERBIA')["actor1"] == '"SERBIA'


def test_every_rule_and_warning_has_a_sentence():
    assert all(sentence() for sentence in (gdelt.RULES | gdelt.WARNINGS).values())


@pytest.mark.parametrize(("sources", "is_corroborated"), [("2", True), ("1", False), ("", None)])
def test_two_sources_corroborate(sources, is_corroborated):
    assert gdelt_event(numsources=sources)["corroborated"] is is_corroborated


def test_a_frame_saved_without_the_number_of_sources_is_taken():
    header = tuple(name for name in GDELT_61 if name != "numsources")
    record = given(header)
    (event,) = read(gdelt, gdelt.recognise(sample(header, record)), record)
    assert (event["refused"], event["corroborated"]) == (None, None)


def test_a_daily_record_that_lacks_a_cell_before_its_address_is_refused():
    whole = row(GDELT_58, {name: cell for name, cell in GDELT_EVENT.items() if name in GDELT_58})
    assert whole[-2:] == ("20230924120000", "https://example.org/a")
    lacking = (*whole[:20], *whole[21:], None)
    layout = Layout("gdelt", "GDELT 1.0 daily (58 columns)", GDELT_58, header_records=0)
    assert [event["refused"] for event in read(gdelt, layout, whole, lacking)] == [None, "shifted"]
