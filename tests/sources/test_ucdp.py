from datetime import date

import pytest

from dashboard.sources import ucdp
from dashboard.sources.publisher import FileError
from tests.sources.files import GED_19, GED_23, GED_EVENT, dates, deaths, ged, place, read, row, sample


def vintage(*rows) -> str:
    return ucdp.recognise(sample(*rows)).vintage


def test_an_event_of_the_current_layout_is_read_whole():
    event = ged(where_description="in the hills above the village")
    assert (event["refused"], event["warning"]) == (None, None)
    assert event["publisher_id"] == "900001"
    assert event["publisher_type"] == "type_of_violence=1"
    assert event["publisher_source"] == "An agency"
    assert dates(event) == (date(1999, 1, 15), None)
    assert event["date_precision"] == "day"
    assert event["title"] == "Government of Somewhere - Group A – state-based violence"
    assert event["summary"] == "Clash near the village. in the hills above the village"
    assert (event["place"], event["municipality"]) == ("Samplevillage village", "Sample municipality")
    assert event["country"] == "Serbia (Yugoslavia)"
    assert place(event) == (42.5, 21.0, "village")
    assert (event["event_type"], event["mode"]) == ("ASSAULT", "")
    assert (event["actor1"], event["actor2"]) == ("Government of Somewhere", "Group A")
    assert deaths(event) == (2, 3, 5)
    assert (event["injured_low"], event["injured_best"], event["injured_high"]) == (None, None, None)


def test_layouts_are_told_apart():
    assert vintage(GED_19) == "GED 19.1 layout (42 columns)"
    assert vintage(GED_23) == "GED 23.1 or later (49 columns)"
    assert vintage([name for name in GED_19 if name != "gwnoa"]) == "GED 19.1 layout (41 columns)"


def test_columns_are_found_by_name_in_any_order_case_and_with_blanks():
    shuffled = sorted(GED_23, reverse=True)
    layout = ucdp.recognise(sample([f" {name.upper()} " for name in shuffled]))
    assert layout.columns == tuple(shuffled)
    event = read(ucdp, layout, row(shuffled, GED_EVENT))[0]
    assert deaths(event) == (2, 3, 5)


def test_low_best_and_high_stand_in_another_order_in_19():
    layout = ucdp.recognise(sample(GED_19))
    record = row(GED_19, GED_EVENT)
    assert record[-3:] == ("2", "3", "5")
    assert deaths(read(ucdp, layout, record)[0]) == (2, 3, 5)
    assert row(GED_23, GED_EVENT)[-5:-2] == ("3", "5", "2")


def test_a_release_without_a_header_is_known_by_its_shape():
    layout = ucdp.recognise(sample(row(GED_23, GED_EVENT)))
    assert layout.vintage == "GED Candidate, no header (49 columns)"
    assert (layout.header_records, layout.columns) == (0, GED_23)


def test_without_a_header_a_broken_first_record_does_not_hide_whose_file_it_is():
    good = row(GED_23, GED_EVENT)
    assert ucdp.recognise(sample([*good, "more"], good, good)).header_records == 0
    assert ucdp.recognise(sample([*good, "more"], good)) is None


@pytest.mark.parametrize(
    "change",
    [
        {"date_start": "1999-01-15 00:00:00.000"}, {"date_start": "15/01/1999 00:00", "date_end": "1/17/1999 0:00"},
        {"date_start": "15.1.1999.", "date_end": "15-Jan-99"}, {"date_start": "36175", "date_end": "36175.0"},
        {"id": "500001.0", "type_of_violence": "1.0"}, {"id": "\u00a0500001", "date_start": "'1999-01-15"},
    ],
)  # fmt: skip
def test_a_release_without_a_header_is_known_too_after_a_spreadsheet_or_pandas_wrote_it(change):
    assert vintage(row(GED_23, GED_EVENT, change)) == "GED Candidate, no header (49 columns)"


@pytest.mark.parametrize(
    "change",
    [
        {"id": "x"}, {"type_of_violence": "4"}, {"date_start": "15 January"}, {"date_end": ""}, {"date_end": "1999"},
        {"date_start": "1.5"}, {"id": "1.5"},
    ],
)  # fmt: skip
def test_another_table_of_49_columns_is_not_taken_for_ged(change):
    assert ucdp.recognise(sample(row(GED_23, GED_EVENT, change))) is None


def test_tables_of_others_are_left_to_them():
    assert ucdp.recognise(sample(["date", "title", "lat", "lon"])) is None
    assert ucdp.recognise(sample()) is None


def test_an_export_of_hdx_has_a_line_of_tags():
    columns = [*GED_19, "iso3"]
    tags = [f" #{name} " if name == "date_start" else "" for name in columns]
    layout = ucdp.recognise(sample(columns, tags, row(columns, GED_EVENT)))
    assert layout.vintage == "HDX country export of GED 19.1 (43 columns)"
    assert layout.header_records == 2


def test_a_table_of_ged_without_a_needed_column_is_refused_with_its_name():
    columns = [name for name in GED_23 if name not in {"latitude", "date_start"}]
    with pytest.raises(FileError, match="lacks the columns latitude, date_start"):
        ucdp.recognise(sample(columns))


def test_a_date_may_carry_a_time_of_day():
    event = ged(date_start="1999-01-15 00:00:00.000", date_end="1999-01-17 00:00:00.000")
    assert dates(event) == (date(1999, 1, 15), date(1999, 1, 17))


@pytest.mark.parametrize(
    ("code", "precision"),
    [
        ("1", "village"),
        ("2", "region"),
        ("3", "municipality"),
        ("4", "region"),
        ("5", "region"),
        ("6", "country"),
        ("7", "country"),
    ],
)
def test_only_an_exact_place_is_a_pin(code, precision):
    assert ged(where_prec=code)["geo_precision"] == precision


@pytest.mark.parametrize(
    ("code", "precision"), [("1", "day"), ("2", "week"), ("3", "week"), ("4", "month"), ("5", "month")]
)
def test_precisions_of_dates(code, precision):
    assert ged(date_prec=code)["date_precision"] == precision


@pytest.mark.parametrize("changes", [{"where_prec": "9"}, {"date_prec": ""}])
def test_an_unknown_precision_is_the_coarsest_and_told(changes):
    event = ged(**changes)
    assert event["warning"] == "precision"
    assert event["refused"] is None
    assert "country" in place(event) or event["date_precision"] == "month"


def test_nobody_killed_is_not_unknown():
    assert deaths(ged(low="0", best="0", high="")) == (0, 0, None)
    assert deaths(ged(low="_", best="NA", high="NULL")) == (None, None, None)


def test_thousands_may_have_commas():
    assert deaths(ged(low="1,234", best="1,234,567", high="2000000")) == (1234, 1234567, 2000000)


@pytest.mark.parametrize("changes", [{"low": "4"}, {"high": "1"}])
def test_counts_out_of_order_are_kept_as_given_and_told(changes):
    event = ged(**changes)
    assert event["warning"] == "fatalities_order"
    assert deaths(event) == (int(changes.get("low", "2")), 3, int(changes.get("high", "5")))
    assert event["refused"] is None


def test_several_warnings_are_listed():
    assert ged(low="4", where_prec="")["warning"] == "fatalities_order;precision"


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"id": "#meta+id"}, "tags"),
        ({"date_start": " #date "}, "tags"),
        ({"date_start": ""}, "date"),
        ({"date_start": "1999-02-30"}, "date"),
        ({"date_start": "1999-01-15x"}, "date"),
        ({"date_start": "1899-12-31"}, "date_range"),
    ],
)
def test_a_record_that_breaks_a_rule_is_refused_by_its_name(changes, rule):
    event = ged(**changes)
    assert event["refused"] == rule
    assert ucdp.RULES[rule]()


def test_an_event_that_ends_before_it_begins_says_so():
    event = ged(date_end="1999-01-14")
    assert (event["date_end"], event["unread"], event["warning"]) == (None, None, "ends_before")


@pytest.mark.parametrize(
    ("changes", "unread"),
    [
        ({"date_end": "soon"}, "date_end"),
        ({"date_end": "2101-01-01"}, "date_end"),
        ({"type_of_violence": "4"}, "type_of_violence"),
        ({"type_of_violence": ""}, None),
        ({"latitude": ""}, None),
        ({"latitude": "nan"}, None),
        ({"longitude": "east"}, "longitude"),
        ({"latitude": "90.1"}, "latitude"),
        ({"longitude": "-180.5"}, "longitude"),
        ({"best": "-1"}, "best"),
        ({"low": "many"}, "low"),
        ({"high": "3.7"}, "high"),
        ({"high": "1,5"}, "high"),
        ({"high": "2-3"}, "high"),
    ],
)
def test_a_cell_that_cannot_be_read_is_unknown_and_told_and_its_event_is_kept(changes, unread):
    event = ged(**changes)
    assert (event["refused"], event["unread"]) == (None, unread)
    for column, name in {"date_end": "date_end", "best": "fatalities_best", "low": "fatalities_low"}.items():
        assert column not in changes or event[name] is None
    if "latitude" in changes or "longitude" in changes:
        assert event["geo_precision"] == "country"
    if "type_of_violence" in changes:
        assert event["event_type"] == "OTHER"


def test_codes_as_pandas_writes_them_are_the_codes():
    event = ged(
        id="500001.0", type_of_violence="3.0", where_prec="2.0", date_prec="2.0", best="4.0", number_of_sources="2.0"
    )
    assert (event["publisher_id"], event["event_type"], event["geo_precision"]) == ("500001", "ASSAULT", "region")
    assert (event["date_precision"], event["warning"], event["corroborated"]) == ("week", None, True)
    assert deaths(event) == (2, 4, 5)


def test_the_first_and_last_days_allowed_are_kept():
    assert ged(date_start="1900-01-01", date_end="2100-12-31")["refused"] is None


def test_without_coordinates_an_event_of_a_country_is_kept():
    event = ged(where_prec="6", latitude="", longitude="nowhere")
    assert event["refused"] is None
    assert place(event) == (None, None, "country")


def test_an_empty_row_is_called_empty():
    layout = ucdp.recognise(sample(GED_23))
    (event,) = read(ucdp, layout, [None, " ", *[""] * 47])
    assert event["refused"] == "empty"


def test_a_long_article_is_cut():
    event = ged(source_office="", source_article="a" * 300, source_headline="b" * 600)
    assert event["publisher_source"] == "a" * 199 + "…"
    assert event["summary"] == "b" * 499 + "…"


def test_what_19_lacks_is_left_out():
    layout = ucdp.recognise(sample(GED_19))
    (event,) = read(ucdp, layout, row(GED_19, GED_EVENT))
    assert event["summary"] == "Clash near the village"


def test_a_dyad_without_a_name_is_named_by_its_sides():
    assert ged(dyad_name="")["title"] == "Government of Somewhere - Group A – state-based violence"


def test_every_warning_has_a_sentence():
    assert all(sentence() for sentence in ucdp.WARNINGS.values())


@pytest.mark.parametrize(
    ("sources", "is_corroborated"), [("2", True), ("17", True), ("1", False), ("-1", None), ("", None)]
)
def test_two_sources_corroborate(sources, is_corroborated):
    assert ged(number_of_sources=sources)["corroborated"] is is_corroborated
