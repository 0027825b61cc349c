"""What a spreadsheet runs is defined here by hand, and files are read with Python's csv module."""

import ast
import csv
import io
import re
import sys
import unicodedata
from pathlib import Path

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dashboard.spreadsheet import csv_chunks, csv_file, safe_cell, without_controls

SIGNS = "=+-@＝＋－＠"
EVERY = [chr(number) for number in range(sys.maxunicode + 1)]
BLANKS = [one for one in EVERY if unicodedata.category(one) in {"Zs", "Zl", "Zp", "Cf"}]
CONTROLS = [one for one in EVERY if unicodedata.category(one) == "Cc" and one not in "\t\r\n"]
# Not of Z or Cf, but not seen either: fillers, joiners, variation selectors, a braille cell without dots.
OTHER_UNSEEN = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u2800\u3164\ufe0f\uffa0\U000e0100"
NUMBER = re.compile(r"[+-][0-9]+([.,][0-9]+)*")


def runs(cell: str) -> bool:
    """A spreadsheet computes a cell whose first visible character is one of SIGNS, and that is no plain number."""
    seen = cell
    while seen and (unicodedata.category(seen[0]) in {"Zs", "Zl", "Zp", "Cf", "Cc"} or seen[0] in '"' + OTHER_UNSEEN):
        seen = seen[1:]
    return seen[:1] != "" and seen[0] in SIGNS and not NUMBER.fullmatch(seen)


def read(file: bytes, **dialect) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline=""), **dialect))


def file_of(*rows: tuple[str, str]) -> bytes:
    return csv_file(["a", "b"], [{"a": a, "b": b} for a, b in rows])


def long_file_of(*rows: tuple[str, str]) -> bytes:
    return b"".join(csv_chunks(["a", "b"], [pl.DataFrame(rows, {"a": pl.String, "b": pl.String}, orient="row")]))


# Much of what matters, and now and then anything else.
PARTS = st.sampled_from(
    [*SIGNS, *';,"|\t\r\n ', "'", "a", "7", ".", "\u200b", "\ufeff", "\u3000", "\x1b", "cmd|'/C x'!A0"]
)
TEXTS = st.lists(PARTS | st.characters(exclude_categories=["Cs"]), max_size=9).map("".join)
ROWS = st.lists(st.tuples(TEXTS, TEXTS), max_size=4)


# A spreadsheet splits at one of these; with QUOTE_NONE it takes quotation marks for letters and every line end for a
# row's, as Excel does where a quotation mark does not stand first between two of its own separators.
SPLITTING = [
    {"delimiter": ","},
    {"delimiter": ";"},
    {"delimiter": "\t"},
    {"delimiter": ";", "quoting": csv.QUOTE_NONE},
    {"delimiter": "\t", "quoting": csv.QUOTE_NONE},
]


@given(ROWS)
@example([("x", "a;=1+1")])
@example([("x", "a\n=1+1")])
@example([("x", 'a;"=1+1')])
@example([("x", "a;-"), ("&cmd;", "")])
@example([("x", "a;-5"), ("=1", "")])
@example([("\u200b=1", "\n\n=1")])
def test_no_text_is_run_wherever_the_spreadsheet_splits(rows):
    file = file_of(*rows)
    for dialect in SPLITTING:
        assert [cell for line in read(file, **dialect) for cell in line if runs(cell)] == []


@given(ROWS)
def test_both_ways_of_writing_make_the_same_file(rows):
    assert long_file_of(*rows) == file_of(*rows)


@given(
    st.lists(
        st.tuples(
            *[
                st.text(
                    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=SIGNS + "﹢﹣﹦﹫−\ufffe\uffff")
                )
            ]
            * 2
        )
    )
)
def test_text_without_a_sign_of_a_formula_comes_back_as_it_was(rows):
    assert read(file_of(*rows))[1:] == [list(row) for row in rows]


@given(st.lists(st.tuples(*[st.lists(PARTS.filter(lambda part: part != "\x1b"), max_size=9).map("".join)] * 2)))
def test_any_text_comes_back_but_for_the_guard(rows):
    for cells, row in zip(read(file_of(*rows))[1:], rows, strict=True):
        assert [cell.replace("'", "") for cell in cells] == [text.replace("'", "") for text in row]


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1", "'  =1"),
        ("\u00a0=1", "'\u00a0=1"),
        ("\u200b\ufeff=1", "'\u200b\ufeff=1"),
        ("＝1", "'＝1"),
        ("\t=1", "\t'=1"),
        ("\n=1", "\n'=1"),
        ("\r\n =1", "\r\n '=1"),
        ("a;=1", "a;'=1"),
        ("a; -b", "a; '-b"),
        ("a\n-b\n-c", "a\n'-b\n'-c"),
        ("=1;=1", "'=1;'=1"),
        ('"=1', "'\"=1"),
        ('a;"=1', "a;\"'=1"),
        ("7;-77.03;x", "7;-77.03;x"),
        ("7\t-77,03\tx", "7\t-77,03\tx"),
        ("7;-77+A1;x", "7;'-77+A1;x"),
        ("7;-77", "7;'-77"),
    ],
)
def test_a_formula_is_guarded_where_it_begins(text, guarded):
    assert safe_cell(text) == guarded


def test_any_blank_or_unseen_character_may_stand_before_a_formula():
    assert [one for one in [*BLANKS, *OTHER_UNSEEN] if safe_cell(f"{one}=1") != f"'{one}=1"] == []
    assert [one for one in [*BLANKS, *OTHER_UNSEEN] if safe_cell(f"a;{one}=1") != f"a;{one}'=1"] == []


@pytest.mark.parametrize("cell", [-77.03637, -1, 0, 20.5, None])
def test_numbers_stay(cell):
    assert safe_cell(cell) == cell


@pytest.mark.parametrize("text", ["", "Zvečan", "a=b", "'=1", "1-2", "a, -b", "a;b", "https://x.example"])
def test_other_text_stays(text):
    assert safe_cell(text) == text


def test_no_control_character_gets_into_a_file():
    text = "".join(CONTROLS) + "\ufffe\uffff"
    for file in (file_of((text, "\t\r\n")), long_file_of((text, "\t\r\n"))):
        assert [one for one in read(file)[1][0] if one in CONTROLS or one in "\ufffe\uffff"] == []
        assert read(file)[1][1] == "\t\r\n"


@pytest.mark.parametrize(
    ("text", "spelled"),
    [("\x1b[2J", r"\x1b[2J"), ("\x9b1m", r"\x9b1m"), ("\0", r"\x00"), ("\uffff", r"\uffff"), ("\udcff", r"\udcff")],
)
def test_a_control_character_is_spelled_out(text, spelled):
    assert without_controls(text) == spelled


@pytest.mark.parametrize("text", ["Звечан ë 😀", "a\tb\r\nc", "\u200b\u202e"])
def test_other_characters_stay(text):
    assert without_controls(text) == text


COLUMNS = ["a", "b"]
ROWS_BY_HAND = [
    {"a": "Zvečan", "b": -77.0},
    {"a": 'two, "three"', "b": None},
    {"a": " -1", "b": 4.0},
    {"a": "a;b", "b": 0.0},
]
FILE = (
    "\ufeffa,b\r\n"
    "Zvečan,-77.0\r\n"
    '"two, ""three""",\r\n'
    "' -1,4.0\r\n"
    '"a;b",0.0\r\n'
).encode()  # fmt: skip


def test_a_file_is_utf_8_with_a_mark_and_crlf_and_quotes_what_has_a_separator():
    assert csv_file(COLUMNS, ROWS_BY_HAND) == FILE


def test_a_long_table_makes_the_same_file():
    tables = [pl.DataFrame(ROWS_BY_HAND[:2]), pl.DataFrame(ROWS_BY_HAND[2:])]
    assert b"".join(csv_chunks(COLUMNS, tables)) == FILE


def test_a_file_without_rows_has_its_header():
    assert csv_file(COLUMNS, ()) == b"".join(csv_chunks(COLUMNS, ())) == b"\xef\xbb\xbfa,b\r\n"


@pytest.mark.parametrize("text", ["\n" * 200_000, ";" * 200_000, " " * 200_000, ";+" + "0" * 200_000, '"' * 200_000])
def test_a_long_text_is_looked_at_once(text):
    # A pattern that tried every start anew would take minutes.
    assert str(safe_cell(text)).replace("'", "") == text


# What writes CSV beside the one writer, and why nobody opens that in a spreadsheet.
NOT_FOR_READERS = {
    "rows.py": "rows of any file as a table for the engine to read, deleted after that",
    "empty_dossier.py": "tables of a new dossier, which this program reads: a guard would be a part of the text",
}
WRITING = {"writer", "DictWriter", "write_csv", "to_csv", "sink_csv"}


def test_csv_is_written_in_one_place():
    used = {
        path.name
        for path in Path("dashboard").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute | ast.alias)
        if (node.attr if isinstance(node, ast.Attribute) else node.name) in WRITING
    }
    assert used == {"spreadsheet.py", *NOT_FOR_READERS}
