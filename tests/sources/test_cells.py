from datetime import date

import ibis
import pytest

from dashboard.sources import cells
from dashboard.sources.conventions import Conventions, Order
from tests.sources.files import engine

DAY, MONTH = Conventions(Order.DAY_FIRST), Conventions(Order.MONTH_FIRST)


def day(text: str, conventions: Conventions = DAY) -> date | None:
    return engine().to_pyarrow(cells.day(ibis.literal(text), conventions)).as_py()


@pytest.mark.parametrize(
    "text",
    [
        "2022-02-23", "2022-2-23", "2022/02/23", "2022/02/23 14:05:33+02", "23 February 2022", "23-Feb-2022",
        "23-Feb-22", "23-feb-22", "23. februar 2022.", "23. februara 2022", "February 23, 2022", "Feb 23rd 2022",
        "23.02.2022", "23.2.2022.", "23. 2. 2022.", "23.2.22", "23.02.2022 03:00:00",
        "2022-02-23T03Z", "2022-02-23 3:00 CET", "2022-02-23T23:30:00-05:00[America/New_York]", "23.2.2022. 17.30h",
        "23. фебруара 2022.", "23 фебруар 2022", "23 shkurt 2022", "23-shk-22",
        # What Excel calls day 44615, and 23 February 2022 00:00 UTC as Python's datetime has it.
        "44615", "44615.75", "1645574400000", "1645574400000.0",
        "20220223", "20220223.0", "20220223235959", "20220223T030000Z", "2022-02-23T23:30:00-05:00",
        "2022-02-23 00:00:00.000", "Wed Feb 23 2022 00:00:00 GMT+0100 (Central European Standard Time)",
        "Wed, 23 Feb 2022 03:00:00 +0200",
        # Browsers since 2023 write a narrow no-break blank before PM, and word processors one after a dot.
        "23.2.2022. 2:05:33\u202fPM", "23.\u00a02.\u00a02022.", "23\u00a0February 2022", "2022-02-23\u200914:05",
        "23.\u2007februar\u00a02022.",
    ],
)  # fmt: skip
@pytest.mark.parametrize("conventions", [DAY, MONTH], ids=lambda one: one.order)
def test_a_date_that_can_be_read_in_one_way_only_is_read_in_any_form(text, conventions):
    assert day(text, conventions) == date(2022, 2, 23)


@pytest.mark.parametrize(
    ("text", "day_first", "month_first"),
    [
        ("3/2/2022", date(2022, 2, 3), date(2022, 3, 2)),
        ("03-02-22", date(2022, 2, 3), date(2022, 3, 2)),
        ("03/02/2022 9:05", date(2022, 2, 3), date(2022, 3, 2)),
        ("3/2/2022 12:00:00 AM", date(2022, 2, 3), date(2022, 3, 2)),
        ("3/2/2022, 2:05:33\u202fPM", date(2022, 2, 3), date(2022, 3, 2)),
        ("23/02/2022", date(2022, 2, 23), None),
        ("23-2-2022", date(2022, 2, 23), None),
        ("23-2-22", date(2022, 2, 23), None),
        ("2/23/2022", None, date(2022, 2, 23)),
        ("5/5/2022", date(2022, 5, 5), date(2022, 5, 5)),
        ("3.2.2022", date(2022, 2, 3), date(2022, 2, 3)),
    ],
)
def test_slashes_and_dashes_are_read_in_the_files_order_and_dots_have_the_day_first(text, day_first, month_first):
    assert (day(text, DAY), day(text, MONTH)) == (day_first, month_first)


@pytest.mark.parametrize(
    ("text", "year"),
    [("24/09/00", 2000), ("24/09/29", 2029), ("24-Sep-30", 1930), ("24.9.69.", 1969), ("24/9/99", 1999)],
)
def test_years_of_two_digits_are_excels(text, year):
    assert day(text) == date(year, 9, 24)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("24-maj-23", date(2023, 5, 24)), ("24-avg-23", date(2023, 8, 24)), ("24. septembra 2023", date(2023, 9, 24)),
        ("Sept 24, 2023", date(2023, 9, 24)), ("24-okt-23", date(2023, 10, 24)), ("1 March 2023", date(2023, 3, 1)),
        ("24. korrik 2023", date(2023, 7, 24)), ("24 nëntor 2023", date(2023, 11, 24)),
        ("2. decembar 2023.", date(2023, 12, 2)), ("29-Feb-2024", date(2024, 2, 29)),
    ],
)  # fmt: skip
def test_months_have_names(text, expected):
    assert day(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "", "last week", "2023", "31/06/2023", "1999-02-30", "1999-01-15x", "24 marble 2023", "epoch", "infinity",
        "#date", "20230931", "2023-09-24 to 2023-09-26", "2023-09-24 – 2023-09-26", "2023-09-24 / 2023-09-26",
        "2023-09-24 or 25", "2023-09-24 (approx.)", "24.9.2023 25.10.2023", "24/9/2023, 26.09.2023",
        "24.9.2023 12:00 26.9.2023", "24.9.2023 25.10", "20230924T0300 to 5", "2023-24-09",
 "202309241200", "9.24.2023", "29-Feb-2023", "45,193,1", "-45193",
    ],
)  # fmt: skip
def test_what_is_no_date_is_none(text):
    assert day(text) is None
