import pytest

from dashboard.sharing.spreadsheet import csv_chunks, safe_cell


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


def test_a_file_is_utf_8_with_a_mark_and_crlf():
    rows = [{"a": "Zvečan", "b": -77.0}, {"a": 'two, "three"', "b": None}]
    assert b"".join(csv_chunks(["a", "b"], rows)) == (
        "\ufeffa,b\r\n"
        "Zvečan,-77.0\r\n"
        '"two, ""three""",\r\n'
    ).encode()  # fmt: skip


def test_a_file_without_rows_has_its_header():
    assert b"".join(csv_chunks(["a", "b"], [])) == b"\xef\xbb\xbfa,b\r\n"


def test_many_rows_come_in_chunks_that_make_one_file():
    rows = [{"a": number} for number in range(2500)]
    chunks = list(csv_chunks(["a"], rows))
    assert len(chunks) > 1
    assert b"".join(chunks).decode("utf-8-sig").split() == ["a", *map(str, range(2500))]
