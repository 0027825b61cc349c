"""How a file writes its dates is settled by the whole file, or asked; each expected day stands in the event's title."""

import csv
import io
import json
from collections import Counter

import pytest

from dashboard.importing.date_and_number_formats import Survey, told_of_each
from dashboard.importing.importing import Outcome, Request, import_files, remarks
from dashboard.importing.placing import GazetteerContext
from dashboard.query import Query
from dashboard.sources.conventions import Order
from dashboard.sources.publisher import FileError, UnsettledDatesError
from dashboard.store.about import About
from dashboard.store.catalogue import Catalogue
from dashboard.store.dataset import Dataset
from dashboard.store.engine import Engine
from tests.sources.files import ACLED, ACLED_EVENT, GED_23, GED_EVENT, row

# What cards of before did not say.
NEWER = {"unread", "dates", "zoned", "serial", "milliseconds", "two_digits", "short"}


@pytest.fixture
def add(curated_store, tmp_path):
    """Import these files as one dataset: its outcome, and of each event its publisher's id and days."""
    ground = GazetteerContext(curated_store.dossier.gazetteer, curated_store.municipalities)

    def run(*contents: str, **request) -> tuple[Outcome, dict[str, str]]:
        files = []
        for number, content in enumerate(contents, start=1):
            files.append(tmp_path / f"{number}.csv")
            files[-1].write_text(content, "utf-8")
        catalogue = Catalogue(tmp_path / "datasets")
        outcome = import_files(Request(tuple(files), **request), catalogue, ground, lambda step, done: None)
        name = outcome.about.dataset
        dataset = Dataset(Engine.read_only(catalogue.current(name).events))
        found = dataset.events(Query(datasets=(name,)))
        dataset.engine.close()
        run.killed = {one.publisher_id: one.fatalities.best for one in found}
        return outcome, {
            one.publisher_id: f"{one.date_start}/{one.date_end}" if one.date_end else str(one.date_start)
            for one in found
        }

    return run


def acled(*dates: str) -> str:
    """A file of ACLED with these dates, the events called 1, 2 …"""
    events = [{"event_id_cnty": str(number), "event_date": day} for number, day in enumerate(dates, start=1)]
    return text(ACLED, *(row(ACLED, ACLED_EVENT, event) for event in events))


def ged(*dates: tuple[str, str]) -> str:
    """A file of GED with these first and last days, the events called 1, 2 …"""
    events = [
        {"id": str(number), "date_start": first, "date_end": last}
        for number, (first, last) in enumerate(dates, start=1)
    ]
    return text(GED_23, *(row(GED_23, GED_EVENT, event) for event in events))


def lasting(*dates: str) -> str:
    """A file of GED whose events end on these days."""
    return ged(*(("2023-01-01", day) for day in dates))


def own(*dates: str) -> str:
    return text(["id", "date", "title"], *([number, day, "A"] for number, day in enumerate(dates, start=1)))


def text(*rows) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("table", [acled, own])
def test_one_late_date_proves_the_order_of_all_before_it(add, table):
    # Forty dates that could be either stand before it: more than the sample by which a publisher is recognised.
    _outcome, found = add(table(*["10/6/2023"] * 40, "9/24/2023"))
    assert (found["1"], found["40"], found["41"]) == ("2023-10-06", "2023-10-06", "2023-09-24")
    _outcome, found = add(table(*["10/6/2023"] * 40, "24/9/2023"), is_replacing=True)
    assert (found["1"], found["40"], found["41"]) == ("2023-06-10", "2023-06-10", "2023-09-24")


def test_the_last_days_column_proves_the_order_of_the_first_days(add):
    _outcome, found = add(ged(("10/6/2023 0:00", "10/13/2023 0:00"), ("10/1/2023 0:00", "10/1/2023 0:00")))
    assert found == {"1": "2023-10-06/2023-10-13", "2": "2023-10-01"}


def test_a_no_break_blank_inside_a_date_hides_no_question_and_no_proof(add):
    # As browsers write an American's time of day.
    days = "10/6/2023, 2:05:33\u202fPM", "11/6/2023\u00a00:00"
    with pytest.raises(UnsettledDatesError):
        add(own(*days))
    _outcome, found = add(own(*days, "9/24/2023, 2:05:33\u202fPM"))
    assert found == {"1": "2023-10-06", "2": "2023-11-06", "3": "2023-09-24"}


@pytest.mark.parametrize("table", [acled, own, lambda *days: ged(*((day, day) for day in days))])
def test_where_nothing_proves_the_order_it_is_asked_with_the_first_three(add, table, tmp_path):
    content = table("10/6/2023", "5/5/2023", "1-2-23", "10/6/2023", "11/12/2023", "3/4/2023")
    with pytest.raises(UnsettledDatesError) as asked:
        add(content)
    assert asked.value.examples == ("10/6/2023", "1-2-23", "11/12/2023")
    assert str(asked.value) == (
        "In the dates of “1.csv” nothing proves whether the day or the month comes first: 10/6/2023, 1-2-23, "
        "11/12/2023. Say --dates dmy if the day does, --dates mdy if the month does."
    )
    assert not list(tmp_path.rglob("*.duckdb"))


def test_what_was_said_of_the_order_is_obeyed_and_another_answer_is_another_dataset(add):
    content = own("10/6/2023", "5/5/2023")
    assert add(content, dates=Order.DAY_FIRST)[1] == {"1": "2023-06-10", "2": "2023-05-05"}
    outcome, found = add(content, dates=Order.MONTH_FIRST, is_replacing=True)
    assert (outcome.is_new, found) == (True, {"1": "2023-10-06", "2": "2023-05-05"})
    assert not add(content, dates=Order.MONTH_FIRST)[0].is_new


def test_a_file_that_proves_both_orders_is_refused_with_both_lines(add):
    with pytest.raises(FileError) as refused:
        add(
            'id,date,end_date,title\n1,10/6/2023,,"two\nlines"\n2,x\n3,2023-10-01,10/13/2023,A\n4,24/09/2023,,B\n'
            "5,25/09/2023,10/14/2023,C\n"
        )
    assert str(refused.value) == (
        "In “1.csv” the day comes first in one date and the month in another: 24/09/2023 in line 6 (“4,24/09/2023,,B”) "
        "and 10/13/2023 in line 5 (“3,2023-10-01,10/13/2023,A”). Needed is one order, or dates such as 2024-12-31: "
        "change them and save the file again."
    )


def test_what_was_said_against_a_files_proof_is_refused(add):
    with pytest.raises(FileError) as refused:
        add(own("10/6/2023", "24/9/2023"), dates=Order.MONTH_FIRST)
    assert str(refused.value) == (
        "In “1.csv” the day comes first, as its 24/9/2023 in line 3 (“2,24/9/2023,A”) proves, and the contrary was "
        "said: leave that out."
    )


def test_each_of_several_files_has_an_order_of_its_own(add):
    outcome, found = add(
        own("10/6/2023", "9/24/2023"), own("10/6/2023", "24/9/2023").replace("\n1,", "\n3,").replace("\n2,", "\n4,")
    )
    assert outcome.about.kept == 4
    assert found == {"1": "2023-10-06", "2": "2023-09-24", "3": "2023-06-10", "4": "2023-09-24"}


D, M = Order.DAY_FIRST, Order.MONTH_FIRST


@pytest.mark.parametrize(
    ("files", "said"),
    [
        # Of each file the orders that it proves, and whether it has dates that could be of both.
        ([({D}, True), ({M}, False), ((), True)], [None, None, M]),
        ([((), True), ((), False)], [M, M]),
        ([({D}, True), ({M}, True)], [M, M]),
        ([({D}, True), ((), False)], [M, M]),
        ([({D}, True)], [M]),
    ],
)
def test_what_is_said_of_the_order_is_said_of_files_without_proof_where_one_needs_it(files, said):
    surveys = [
        Survey(dict.fromkeys(proofs), ("10/6/2023",) * is_open, Counter(), None, "") for proofs, is_open in files
    ]
    assert told_of_each(surveys, M) == said
    assert told_of_each(surveys, None) == [None] * len(files)


def test_an_order_that_one_of_several_files_needs_contradicts_no_other(add):
    days = {"a": ("10/6/2023", "24/9/2023"), "b": ("10/6/2023", "9/24/2023"), "c": ("10/6/2023",)}
    files = [own(*given).replace("\n1,", f"\n{name}1,").replace("\n2,", f"\n{name}2,") for name, given in days.items()]
    with pytest.raises(UnsettledDatesError):
        add(*files)
    assert add(*files, dates=M)[1] == {
        "a1": "2023-06-10",
        "a2": "2023-09-24",
        "b1": "2023-10-06",
        "b2": "2023-09-24",
        "c1": "2023-10-06",
    }
    for without in (files[:1], files[:2]):
        with pytest.raises(FileError, match="the contrary was said"):
            add(*without, dates=M, is_replacing=True)


def saved(columns, event, names: tuple[str, ...], *events: tuple[str, ...]) -> str:
    """A publisher's file as a spreadsheet of the region saves it: with semicolons and decimal commas."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(row(columns, event, dict(zip(names, cells, strict=True))) for cells in events)
    return out.getvalue()


OWN = ("id", "Datum", "Širina", "Dužina", "Poginuli")
RESAVED = (
    ("1", "24.9.2023.", "42,97", "20,78", "1.000"),
    ("2", "24-Sep-23", "42,97", "20,78", "1.234"),
    ("3", "24. 09. 2023 00:00", "42,97", "20,78", "1,234"),
    ("4", "45193", "42,97", "20,78", "12"),
    ("5", "24/09/2023", "42,97", "20,78", ""),
)


@pytest.mark.parametrize(
    "content",
    [
        saved(ACLED, ACLED_EVENT, ("event_id_cnty", "event_date", "latitude", "longitude", "fatalities"), *RESAVED),
        saved(
            GED_23, {**GED_EVENT, "low": "", "high": ""},
            ("id", "date_start", "latitude", "longitude", "best", "date_end"), *((*one, one[1]) for one in RESAVED),
        ),
        saved(OWN, {}, OWN, *RESAVED),
    ],
    ids=["ACLED", "UCDP", "own"],
)  # fmt: skip
def test_what_a_spreadsheet_of_the_region_saved_is_read_whichever_publishers_it_is(add, content):
    outcome, found = add(content)
    assert found == dict.fromkeys("12345", "2023-09-24")
    assert add.killed == {"1": 1000, "2": 1234, "3": 1234, "4": 12, "5": None}
    assert (outcome.about.without_point, outcome.about.unread) == (0, {})


@pytest.mark.parametrize("dates", [("5/5/2023", "2023-10-06"), ("6.10.2023", "10.6.2023."), ("31/06/2023", "5/5/2023")])
def test_what_cannot_be_misread_is_not_asked(add, dates):
    add(own(*dates))


def test_a_word_that_is_no_date_proves_nothing(add):
    # There is no 31st of June, nor a month 31.
    with pytest.raises(UnsettledDatesError):
        add(own("31/06/2023", "10/6/2023"))


def test_dates_with_a_zone_count_by_the_day_that_is_written_and_are_counted(add):
    outcome, found = add(
        own(
            "2023-09-24T23:30:00-05:00", "2023-09-23T22:30:00Z", "2023-09-24 00:00:00+00", "20230924T030000Z",
            "Sun Sep 24 2023 03:00:00 GMT+0200 (Central European Summer Time)", "2023-09-24 00:00:00.000",
            "2023-09-24T10:00:00", "24/09/2023 00:00",
        )
    )  # fmt: skip
    assert list(found.values()).count("2023-09-24") == 7
    assert found["2"] == "2023-09-23"
    assert remarks(outcome.about)[0] == "5 dates have a time zone: they count by the day that is written."


def test_every_zone_that_may_follow_a_date_is_told(add):
    zoned = (
        "2023-09-24T03:00+02:00[Europe/Belgrade]", "24/09/2023, 00:30:00 CEST", "24/9/2023, 12:30:00 AM GMT+2",
        "2023-09-24 03:00 ET", "2023-09-24T03:00+2", "2023-09-24T03.00Z", "2023-09-24T03:00[Europe/Belgrade]",
        "24.9.2023. 3:00 p.m. CET", "24 September 2023, 03:00 UTC", "September 24, 2023 03:00 (CET)", "24.9.23 3Z",
        "20230924T0300+02", "2023-09-24 3:00:00\u202fPM CET",
    )  # fmt: skip
    without = (
        "24/9/2023, 12:30:00 AM", "24/9/2023 12:30PM", "2023-09-24 3:00 p.m.", "24.9.2023. 17.30h", "20230924T0300",
        "2023-09-24 00:00:00.000", "24-Sep-2023", "2023-09-24 3:00:00\u202fPM",
    )  # fmt: skip
    outcome, found = add(own(*zoned, *without))
    assert (outcome.about.kept, set(found.values())) == (21, {"2023-09-24"})
    assert outcome.about.zoned == 13
    outcome, _found = add(lasting(*zoned, *without))
    assert outcome.about.zoned == 13


# Of numbers: what stands in the column of the killed, and what it means.
@pytest.mark.parametrize(
    ("latitude", "expected"),
    [
        (
            "42,97",
            {"1.000": 1000, "12.000": 12000, "1.234": 1234, "1,234": 1234, "1 234": 1234, "4.0": 4, "1,000": None},
        ),
        ("42.97", {"1.000": 1, "1,000": 1000, "1,234,567": 1234567, "1.234": None, "4.0": 4, "1\u00a0234": 1234}),
        # Nothing but the counts tells: people are whole, so 1.234 proves thousands.
        ("", {"1.000": 1000, "1.234": 1234, "4,0": 4}),
        ("", {"1.000": 1, "1,234": 1234}),
        ("", {"1.000": None, "4.0": 4, "12": 12}),
    ],
)
def test_marks_of_thousands_and_decimals_are_settled_by_the_file(add, latitude, expected):
    rows = [
        [number, "2023-09-24", "A", latitude, latitude and latitude.replace("42", "20"), cell]
        for number, cell in enumerate(expected)
    ]
    outcome, _days = add(text(["id", "date", "title", "lat", "lon", "killed"], *rows))
    assert add.killed == {str(number): count for number, count in enumerate(expected.values())}
    unread = list(expected.values()).count(None)
    assert outcome.about.unread == ({"fatalities_best": unread} if unread else {})


def test_the_outcome_counts_by_column_what_cannot_be_read(add):
    outcome, _days = add(
        "id,date,Kraj,title,ubijeni\n1,2023-09-24,soon,A,?\n2,2023-09-24,,B,many\n3,2023-09-24,2023-09-20,C,0\n",
        mapping={"date_end": "kraj"},
    )
    assert (outcome.about.read, outcome.about.kept) == (3, 3)
    assert remarks(outcome.about)[:2] == [
        "kraj: what stands there cannot be read in 1 record, so it is unknown.",
        "ubijeni: what stands there cannot be read in 2 records, so it is unknown.",
    ]
    assert add.killed == {"1": None, "2": None, "3": 0}


def test_dates_that_are_bare_numbers_are_told_with_how_they_were_read(add):
    # 24 September 2023: the 45,193rd day of Excel's count, and midnight in UTC by `date -d 2023-09-24Z +%s`.
    outcome, found = add(own("45193", "1695513600000", "1695513600000", "45193.5", "20230924", "2023-09-24"))
    assert set(found.values()) == {"2023-09-24"}
    assert remarks(outcome.about)[:2] == [
        "2 dates are numbers such as 45193: they were read as a spreadsheet’s days, counted from 1900.",
        "2 dates are numbers of 12 digits or more: they were read as milliseconds since 1970 in UTC.",
    ]


def test_records_that_lack_their_last_cells_are_kept_and_counted(add):
    outcome, found = add("id,date,title,killed\n1,2023-09-24,A,3\n2,2023-09-25,B\n3,2023-09-26\n4,2023-09-27,D,5,6\n")
    assert found == {"1": "2023-09-24", "2": "2023-09-25", "3": "2023-09-26"}
    assert add.killed == {"1": 3, "2": None, "3": None}
    assert outcome.about.refused == {"malformed": 1}
    assert "2 records have fewer cells than there are columns: those that lack at their end are empty." in remarks(
        outcome.about
    )


def test_a_year_of_two_digits_is_told_with_how_it_was_read(add):
    outcome, found = add(own("24/09/23", "24.9.23", "24-09-99", "24/09/2023"))
    assert list(found.values()) == ["1999-09-24", "2023-09-24", "2023-09-24", "2023-09-24"]
    assert remarks(outcome.about)[0] == (
        "3 dates have a year of two digits, which was taken to stand last: 00 to 29 as 2000 to 2029, else as 1930 to "
        "1999."
    )


@pytest.mark.parametrize("table", [acled, own, lasting])
def test_a_year_of_two_digits_is_told_with_a_months_name_or_a_time_too(add, table):
    outcome, _found = add(
        table(
            "24-Sep-23", "24 Sep 29", "24.9.23.", "Sun, 24. septembar 23. 03:00 CET", "24. 9. 23 20:23",
            "24-Sep-2023", "24.9.2023. 20:23", "Sep 24, 2023", "2023-09-24",
        )
    )  # fmt: skip
    assert (outcome.about.kept, outcome.about.two_digits) == (9, 5)


def test_a_file_whose_days_come_after_the_year_is_refused_with_the_line(add):
    with pytest.raises(FileError) as refused:
        add(own("2023-05-09", "2023-24-09", "2023-06-09"))
    assert str(refused.value) == (
        "In “1.csv” the day comes after the year: 2023-24-09 in line 3 (“2,2023-24-09,A”). Needed are dates such as "
        "2024-12-31, year, month, day: change them and save the file again."
    )


def test_a_slip_among_dates_of_the_usual_order_refuses_no_file(add):
    outcome, found = add(own("2023-05-09", "2023-24-09", "2023-06-29"))
    assert found == {"1": "2023-05-09", "3": "2023-06-29"}
    assert outcome.about.refused == {"date": 1}


def test_blanks_that_nobody_sees_hide_no_proof_of_the_order(add):
    _outcome, found = add(own("10/6/2023", "\u00a09/24/2023\u200b", "'9/25/2023"))
    assert found == {"1": "2023-10-06", "2": "2023-09-24", "3": "2023-09-25"}


# With its blanks such a date is as long as 2023-05-12, and has a dash where that has one.
@pytest.mark.parametrize(
    ("table", "given"),
    [
        (own, "12-5-2023 "), (own, "12-5-2023\u00a0"), (own, "12-5-2023\u200b"), (own, "  12-05-23"),
        (acled, "12-5-2023 "), (lasting, "12-5-2023\u00a0"), (lasting, "\u200b\u00a012-05-23"),
    ],
)  # fmt: skip
def test_blanks_around_a_date_hide_no_question(add, table, given):
    with pytest.raises(UnsettledDatesError) as asked:
        add(table(given, given.replace("12", "11")))
    bare = given.strip(" \u00a0\u200b")
    assert asked.value.examples == (bare, bare.replace("12", "11"))


@pytest.mark.parametrize("table", [acled, own, lasting])
def test_blanks_around_a_date_hide_no_proof(add, table):
    with pytest.raises(FileError) as refused:
        add(table("04-5-2023 ", "04-24-2023", "13-5-2023\u00a0"))
    assert "04-24-2023 in line 3" in str(refused.value)
    assert "13-5-2023 in line 4" in str(refused.value)
    with pytest.raises(FileError) as refused:
        add(table("04-5-2023 ", "13-5-2023 "), dates=Order.MONTH_FIRST)
    assert "13-5-2023 in line 3" in str(refused.value)


def test_a_date_that_is_quoted_twice_is_none_and_proves_nothing(add):
    with pytest.raises(UnsettledDatesError):
        add(own("10/6/2023", "''24/9/2023"))


@pytest.mark.parametrize(
    ("table", "days"),
    [
        (own, (" 2023-24-09", " 2023-05-04", "2023-06-07")),
        (acled, ("\u00a02023-24-09", "\u00a02023-05-04", "2023-06-07")),
        (lasting, ("'2023/24/09", "'2023/05/04", "'2023/06/07")),
        (own, ("2023. 24. 09.", "2023. 05. 04.", "2023. 06. 07.")),
        (lasting, ("20232409", "20230504", "20230607")), (own, ("20232409030000", "20230504030000", "20230607")),
    ],
)  # fmt: skip
def test_nothing_around_or_inside_a_date_hides_that_the_day_comes_after_the_year(add, table, days):
    with pytest.raises(FileError) as refused:
        add(table(*days))
    first = days[0].strip(" \u00a0'")
    assert str(refused.value).startswith(f"In “1.csv” the day comes after the year: {first} in line 2 ")


def test_a_slip_among_dates_without_separators_refuses_no_file(add):
    outcome, found = add(own("20230509", "20232409", "20230629", "1695513600000"))
    assert found == {"1": "2023-05-09", "3": "2023-06-29", "4": "2023-09-24"}
    assert outcome.about.refused == {"date": 1}


def test_a_card_of_before_cells_were_counted_is_read(add):
    outcome, _days = add(own("2023-09-24"))
    card = json.loads(outcome.about.to_json())
    older = {name: value for name, value in card.items() if name not in NEWER}
    assert About.from_json(json.dumps(older)) == outcome.about
