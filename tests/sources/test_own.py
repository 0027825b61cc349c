from datetime import date

import pytest

from dashboard.sources import own
from dashboard.sources.publisher import FileError
from tests.sources.files import dates, deaths, place, read, row, sample

HEADER = ("Date", "Title", "Lat", "Lng", "Killed", "Notes", "Url")
# The header of our own download.
EXPORT = (
    "id", "date_start", "date_end", "date_precision", "time_local", "title", "place", "country_side", "lat", "lon",
    "geo_precision", "zone", "event_type", "mode", "context", "actor1", "actor2", "fatalities_low",
    "fatalities_best", "fatalities_high", "injured_low", "injured_best", "injured_high", "summary", "confidence",
    "source_ids", "episode", "in_article", "place_name_en", "place_name_sq", "place_name_sr_latn",
    "place_name_sr_cyrl", "source_titles", "source_urls", "dataset", "kosovo_note",
)  # fmt: skip
EVENT = {
    "Date": "2023-09-24",
    "Title": "Something happened",
    "Lat": "42.9",
    "Lng": "20.8",
    "Killed": "1",
    "Notes": "In more words.",
    "Url": "https://example.org/a",
}


def event(header=HEADER, **changes):
    """What becomes of the event with these cells changed, in a file with this header."""
    record = row(header, {name: cell for name, cell in EVENT.items() if name in header}, changes)
    return read(own, own.recognise(sample(header, record)), record)[0]


def refusal(*rows, mapping=None) -> str:
    with pytest.raises(FileError) as refused:
        own.recognise(sample(*rows)) if mapping is None else own.layout(sample(*rows), mapping)
    return str(refused.value)


def test_a_plain_table_is_read_whole():
    found = event()
    assert (found["refused"], found["warning"]) == (None, None)
    assert found["publisher_id"] == ""
    assert dates(found) == (date(2023, 9, 24), None)
    assert found["date_precision"] == "day"
    assert (found["title"], found["summary"]) == ("Something happened", "In more words.")
    assert place(found) == (42.9, 20.8, "village")
    assert (found["event_type"], found["publisher_type"]) == ("OTHER", "")
    assert deaths(found) == (None, 1, None)
    assert found["source_url"] == "https://example.org/a"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (
            ["Datum", "Naslov", "Geografska širina", "Geografska dužina", "Opština", "Izvor", "Poginuli"],
            {"date_start", "title", "lat", "lon", "municipality", "publisher_source", "fatalities_best"},
        ),
        (
            ["Data", "Titulli", "Gjerësia", "Gjatësia", "Komuna", "Burimi", "Të vrarë", "Të plagosur"],
            {
                "date_start",
                "title",
                "lat",
                "lon",
                "municipality",
                "publisher_source",
                "fatalities_best",
                "injured_best",
            },
        ),
        (["Датум", "Наслов", "Опис"], {"date_start", "title", "summary"}),
        (["event-date", "y", "x", "event_type"], {"date_start", "lat", "lon", "event_type"}),
    ],
)
def test_names_are_understood_in_three_languages(header, expected):
    assert set(own.propose(header)) == expected


def test_the_first_of_two_columns_of_one_name_is_proposed():
    assert own.propose(["Opis", "opis", "date", "datum"]) == {"date_start": "date", "summary": "Opis"}


def test_our_own_download_can_be_given_back():
    mapping = own.propose(EXPORT)
    assert mapping["publisher_id"] == "id"
    assert mapping["place"] == "place_name_en"
    assert mapping["source_url"] == "source_urls"
    same = ("date_start", "date_end", "geo_precision", "event_type", "mode", "fatalities_low", "injured_high")
    assert [mapping[name] for name in same] == list(same)
    layout = own.recognise(sample(EXPORT))
    record = row(
        EXPORT,
        {
            "id": "2023-09-24-a",
            "date_start": "2023-09-24",
            "title": "A",
            "geo_precision": "zone",
            "date_precision": "week",
            "event_type": "MOBILIZE",
            "mode": "troops",
            "source_urls": "https://example.org/a https://example.org/b",
        },
    )
    (found,) = read(own, layout, record)
    assert (found["refused"], found["publisher_id"]) == (None, "2023-09-24-a")
    assert (found["event_type"], found["mode"], found["date_precision"]) == ("MOBILIZE", "troops", "week")
    assert place(found) == (None, None, "zone")
    assert found["source_url"] == "https://example.org/a"


def test_an_event_without_coordinates_is_kept_off_the_map():
    assert place(event(Lat="", Lng="")) == (None, None, "country")
    assert place(event(header=("Date", "Title"))) == (None, None, "country")


@pytest.mark.parametrize(
    ("changes", "unread"),
    [({"Lat": ""}, None), ({"Lng": "20,8,1"}, "lon"), ({"Lat": "4742900", "Lng": "501200"}, "lat;lon")],
)
def test_half_a_place_or_projected_coordinates_are_kept_without_a_pin(changes, unread):
    found = event(**changes)
    assert (found["refused"], found["unread"], found["geo_precision"]) == (None, unread, "country")


def test_a_pin_needs_coordinates_and_an_area_does_not():
    header = (*HEADER, "geo_precision")
    assert place(event(header, Lat="", Lng="", geo_precision="Town")) == (None, None, "country")
    assert place(event(header, Lat="", Lng="", geo_precision="Municipality")) == (None, None, "municipality")
    assert place(event(header, Lat="?", Lng="?", geo_precision="region")) == (None, None, "region")
    assert place(event(header, geo_precision="Site")) == (42.9, 20.8, "site")
    assert place(event(header, geo_precision="exact")) == (42.9, 20.8, "country")


@pytest.mark.parametrize(
    "name",
    [
        "WKT", "geometry", "the_geom", "Point", "Coordinates", "coords", "lat, lon", "Lat/Lon", "lat-lon", "latlng",
        "Latitude, Longitude", "Koordinate", "Координате", "Koordinatat", "geom_wkt",
    ],
)  # fmt: skip
def test_a_column_of_points_is_known_by_its_name(name):
    assert own.propose(["Date", name]) == {"date_start": "Date", "point": name}


@pytest.mark.parametrize(
    ("cell", "expected", "unread"),
    [
        ("POINT (20.78 42.97)", (42.97, 20.78, "village"), None),
        ("SRID=4326;POINT Z (20.78 42.97 512)", (42.97, 20.78, "village"), None),
        ("MULTIPOINT ((20.78 42.97))", (42.97, 20.78, "village"), None),
        ("GEOMETRYCOLLECTION (POINT (20.78 42.97))", (42.97, 20.78, "village"), None),
        ("42.97, 20.78", (42.97, 20.78, "village"), None),
        ("42,97; 20,78", (42.97, 20.78, "village"), None),
        ("42.97 N, 20.78 E", (42.97, 20.78, "village"), None),
        ("LINESTRING (20 42, 21 43)", (None, None, "country"), None),
        ("POLYGON ((20 42, 21 43, 20 43, 20 42))", (None, None, "country"), None),
        ("MULTIPOINT ((20 42), (21 43))", (None, None, "country"), None),
        ("", (None, None, "country"), None),
        ("near the river", (None, None, "country"), "point"),
        ("POINT (7460000 4740000)", (None, None, "country"), "point"),
    ],
)
def test_a_point_in_one_cell_is_read_and_a_cell_that_holds_none_is_told(cell, expected, unread):
    header = ("Date", "Title", "WKT")
    found = event(header, WKT=cell)
    assert (found["refused"], place(found), found["unread"]) == (None, expected, unread)


def test_a_point_in_one_cell_stands_behind_latitude_and_longitude():
    header = (*HEADER, "wkt")
    assert place(event(header, wkt="POINT (1 2)")) == (42.9, 20.8, "village")
    assert place(event(header, wkt="POINT (1 2)", Lat="", Lng="")) == (2, 1, "village")
    half = event(header, wkt="POINT (1 2)", Lat="")
    assert (half["lat"], half["geo_precision"]) == (None, "country")
    both = event(header, wkt="nothing", Lat="?")
    assert (both["geo_precision"], both["unread"]) == ("country", "lat")


def test_the_column_of_points_can_be_named():
    record = ("2023-09-24", "42.97, 20.78")
    layout = own.layout(sample(("date", "where it was")), {"date_start": "date", "point": "where it was"})
    (found,) = read(own, layout, record)
    assert place(found) == (42.97, 20.78, "village")


@pytest.mark.parametrize(
    ("lat", "lon", "expected", "unread"),
    [
        ("42.97 N", "20.78 E", (42.97, 20.78, "village"), None),
        ("42°58'12\"N", "20°46'48\"E", (42.97, 20.78, "village"), None),
        ("42,97° N", "20,78° E", (42.97, 20.78, "village"), None),
        ("42.97 S", "20.78 I", (None, None, "country"), "lat;lon"),
        ("5304000", "2313000", (None, None, "country"), "lat;lon"),
    ],
)
def test_letters_degrees_minutes_and_seconds_are_read(lat, lon, expected, unread):
    found = event(Lat=lat, Lng=lon)
    assert (place(found), found["unread"]) == (expected, unread)


def test_decimal_commas_are_read():
    assert place(event(Lat="42,97", Lng="20,81")) == (42.97, 20.81, "village")


def test_a_date_of_the_end_is_read():
    header = (*HEADER, "end_date")
    assert dates(event(header, end_date="26.09.2023")) == (date(2023, 9, 24), date(2023, 9, 26))
    assert dates(event(header, end_date="2023-09-24")) == (date(2023, 9, 24), None)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"Date": ""}, "date"),
        ({"Date": "last week"}, "date"),
        ({"Date": "24.09.1823"}, "date_range"),
        ({"Date": "#date"}, "tags"),
    ],
)
def test_a_record_that_breaks_a_rule_is_refused_by_its_name(changes, rule):
    header = (*HEADER, *(name for name in ("end_date", "id") if name in changes))
    assert event(header, **changes)["refused"] == rule


@pytest.mark.parametrize(
    ("changes", "unread"),
    [
        ({"Killed": "-1"}, "fatalities_best"),
        ({"Killed": "about 30"}, "fatalities_best"),
        ({"Killed": "2.5"}, "fatalities_best"),
        ({"Killed": "3-2"}, "fatalities_best"),
        ({"Killed": "1.000"}, "fatalities_best"),
        ({"end_date": "soon", "Killed": "?"}, "date_end;fatalities_best"),
        ({"end_date": "2101-01-01"}, "date_end"),
    ],
)
def test_a_cell_that_cannot_be_read_is_unknown_and_told_and_its_event_is_kept(changes, unread):
    found = event((*HEADER, "end_date"), **changes)
    assert (found["refused"], found["unread"]) == (None, unread)
    assert dates(found) == (date(2023, 9, 24), None)
    assert deaths(found) == (None, None if "Killed" in changes else 1, None)


@pytest.mark.parametrize("words", ["2-3", "2–3", "2 - 3"])
def test_a_range_is_low_and_high(words):
    found = event(Killed=words)
    assert (deaths(found), found["unread"]) == ((2, None, 3), None)


@pytest.mark.parametrize(
    ("given", "expected", "unread"),
    [
        ({"deaths_low": "2", "deaths_high": ""}, (2, None, 3), None),
        ({"deaths_low": "2", "deaths_high": "3"}, (2, None, 3), None),
        ({"deaths_low": "1", "deaths_high": ""}, (1, None, 3), "fatalities_best"),
        ({"deaths_low": "", "deaths_high": "4"}, (2, None, 4), "fatalities_best"),
        ({"deaths_low": "5", "deaths_high": "1"}, (5, None, 1), "fatalities_best"),
    ],
)
def test_a_low_and_high_that_are_given_stand_before_a_range_and_another_one_is_told(given, expected, unread):
    found = event((*HEADER, "deaths_low", "deaths_high"), Killed="2–3", **given)
    assert (deaths(found), found["unread"]) == (expected, unread)


def test_an_event_that_ends_before_it_begins_says_so():
    found = event((*HEADER, "end_date"), end_date="2023-09-23")
    assert (dates(found), found["unread"], found["warning"]) == ((date(2023, 9, 24), None), None, "ends_before")


@pytest.mark.parametrize(
    ("column", "word", "expected", "unread"),
    [
        ("date_precision", "approximately a month", "month", "date_precision"),
        ("date_precision", "Week", "week", None),
        ("date_precision", "", "day", None),
        ("geo_precision", "districtish", "country", "geo_precision"),
        ("geo_precision", "Town", "town", None),
        ("geo_precision", "Region", "region", None),
        ("geo_precision", "", "village", None),
        ("corroborated", "maybe", None, "corroborated"),
        ("corroborated", "1.0", True, None),
        ("corroborated", "0.0", False, None),
        ("corroborated", "No", False, None),
    ],
)
def test_an_unknown_word_is_told_and_no_finer_precision_made_of_it(column, word, expected, unread):
    found = event((*HEADER, column), **{column: word})
    assert (found[column], found["unread"]) == (expected, unread)


def test_ids_as_pandas_writes_them_are_the_ids():
    assert event((*HEADER, "id"), id="7.0")["publisher_id"] == "7"
    assert event((*HEADER, "id"), id="1.10")["publisher_id"] == "1.10"


def test_the_empty_rows_that_excel_leaves_are_called_empty():
    found = read(own, own.recognise(sample(HEADER)), [""] * 7, [" "] * 7, [None] * 7)
    assert [one["refused"] for one in found] == ["empty"] * 3


def test_a_type_of_plover_is_kept_in_any_case():
    header = (*HEADER, "type")
    found = event(header, type="Protest")
    assert (found["event_type"], found["publisher_type"], found["warning"]) == ("PROTEST", "Protest", None)


def test_another_type_is_other_and_told():
    header = (*HEADER, "type")
    found = event(header, type="Roadblock")
    assert (found["event_type"], found["publisher_type"], found["warning"]) == ("OTHER", "Roadblock", "event_type")
    assert event(header, type="")["warning"] is None


def test_without_a_title_the_beginning_of_the_text_stands_for_it():
    assert event(Title="", Notes="n" * 100)["title"] == "n" * 79 + "…"
    header = ("Date", "Type", "Place")
    assert event(header, Type="Roadblock", Place="Sampletown")["title"] == "Roadblock – Sampletown"


def test_a_table_without_a_date_is_refused_with_the_columns_that_it_has():
    text = refusal(["when", "what", "lat", "lon"])
    assert "date_start" in text
    assert "when, what, lat, lon" in text


def test_at_most_sixty_columns_are_named():
    text = refusal([f"c{number}" for number in range(90)])
    assert "c59, …" in text
    assert "c60" not in text


def test_a_latitude_needs_a_longitude():
    assert "no column for lon" in refusal(["date", "lat"])
    assert "no column for lat" in refusal(["date", "lng"])


def test_people_can_name_the_columns():
    header = ["when", "what", "north", "east"]
    layout = own.layout(sample(header), {"date_start": "when", "title": "what", "lat": "north", "lon": "east"})
    (found,) = read(own, layout, ["2023-09-24", "A", "42.9", "20.8"])
    assert (found["title"], place(found)) == ("A", (42.9, 20.8, "village"))


def test_a_column_that_is_not_there_is_refused():
    assert "no column “day”" in refusal(["when"], mapping={"date_start": "day"})


def test_a_line_of_tags_is_no_record():
    assert own.recognise(sample(["date", "title"], ["#date", ""])).header_records == 2
    assert own.recognise(sample(["date", "title"], ["2023-09-24", "#1"])).header_records == 1


def test_actors_are_separated_by_semicolons():
    assert event((*HEADER, "actor1"), actor1="Group A ; Group B")["actor1"] == "Group A;Group B"


def test_every_rule_and_warning_has_a_sentence():
    assert all(sentence() for sentence in (own.RULES | own.WARNINGS).values())


@pytest.mark.parametrize(
    ("cell", "is_corroborated"), [("yes", True), ("TRUE", True), ("1", True), ("no", False), ("", False)]
)
def test_own_events_are_corroborated_only_where_the_file_says_so(cell, is_corroborated):
    assert event((*HEADER, "corroborated"), corroborated=cell)["corroborated"] is is_corroborated
    assert event()["corroborated"] is False


def test_contexts_are_taken_over():
    found = event((*HEADER, "context"), context="military; peacekeeping")
    assert found["context"] == "military;peacekeeping"
