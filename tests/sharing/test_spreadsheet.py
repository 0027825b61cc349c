import polars as pl
import pytest

from dashboard.sharing.spreadsheet import csv_chunks, csv_file, safe_cell


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\n=1", "\u00a0=1", "＝1", "＋1", "－1", "＠1"],
)
def test_text_that_a_spreadsheet_would_run_is_marked_as_text(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("cell", [-77.03637, -1, 0, 20.5, None])
def test_numbers_stay(cell):
    assert safe_cell(cell) == cell


@pytest.mark.parametrize("text", ["", "Zvečan", "a=b", "'=1", "1-2", "https://x.example"])
def test_other_text_stays(text):
    assert safe_cell(text) == text


COLUMNS = ["a", "b"]
ROWS = [{"a": "Zvečan", "b": -77.0}, {"a": 'two, "three"', "b": None}, {"a": " -1", "b": 4.0}]
FILE = (
    "\ufeffa,b\r\n"
    "Zvečan,-77.0\r\n"
    '"two, ""three""",\r\n'
    "' -1,4.0\r\n"
).encode()  # fmt: skip


def test_a_file_is_utf_8_with_a_mark_and_crlf():
    assert csv_file(COLUMNS, ROWS) == FILE


def test_a_long_table_makes_the_same_file():
    tables = [pl.DataFrame(ROWS[:2]), pl.DataFrame(ROWS[2:])]
    assert b"".join(csv_chunks(COLUMNS, tables)) == FILE


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "  =1",
        "\n=1",
        "\u00a0=1",
        "＝1",
        "＋1",
        "－1",
        "＠1",
        "a=b",
        "1-2",
    ],
)
def test_both_ways_of_writing_agree_on_what_is_a_formula(text):
    assert b"".join(csv_chunks(["a"], [pl.DataFrame({"a": [text]})])) == csv_file(["a"], [{"a": text}])


def test_a_file_without_rows_has_its_header():
    assert b"".join(csv_chunks(["a", "b"], [])) == b"\xef\xbb\xbfa,b\r\n"
