"""What stands around a cell's text is none of it: the same in Python and in the engine, and Python's own word on it."""

import unicodedata

import ibis
import pytest

from dashboard.sources import cells
from dashboard.sources.blanks import BLANKS, bare
from tests.sources.files import engine

# By the names that Unicode gives them: U+00A0, 2007, 202F; 200B to 200F, 2060, FEFF.
NAMED = (
    "NO-BREAK SPACE", "FIGURE SPACE", "NARROW NO-BREAK SPACE", "ZERO WIDTH SPACE", "ZERO WIDTH NON-JOINER",
    "ZERO WIDTH JOINER", "LEFT-TO-RIGHT MARK", "RIGHT-TO-LEFT MARK", "WORD JOINER", "ZERO WIDTH NO-BREAK SPACE",
    "IDEOGRAPHIC SPACE", "EM SPACE", "THIN SPACE", "LINE SEPARATOR",
)  # fmt: skip
CELLS = {
    "2023-09-24": "2023-09-24",
    "\t 2023-09-24\r\n": "2023-09-24",
    "\u00a0'42,97 ": "42,97",
    "'2023-09-24": "2023-09-24",
    "' 2023-09-24": "2023-09-24",
    "'so called' list": "'so called' list",
    "ends with '": "ends with '",
    "'": "",
    "''": "''",
    "\u200b": "",
    "Žandarmerija\u00a0": "Žandarmerija",
    "within\u00a0it": "within\u00a0it",
    "!": "!",
    "": "",
}


def in_the_engine(*texts: str) -> list[str]:
    rows = ibis.memtable([{"place": place, "cell": text} for place, text in enumerate(texts)])
    found = engine().to_pyarrow(cells.known(rows).order_by("place")).to_pylist()
    return [row["cell"] for row in found]


def test_all_that_unicode_calls_a_blank_is_one():
    separators = {chr(one) for one in range(0x10000) if unicodedata.category(chr(one)) in {"Zs", "Zl", "Zp"}}
    assert separators | {unicodedata.lookup(name) for name in NAMED} <= set(BLANKS)


@pytest.mark.parametrize("blank", BLANKS)
def test_a_blank_around_a_cell_does_not_count_in_python_nor_in_the_engine(blank):
    text = f"{blank}Zvečan{blank}{blank}"
    assert bare(text) == "Zvečan"
    assert in_the_engine(text, f"{blank}a", f"a{blank}", blank) == ["Zvečan", "a", "a", ""]


def test_the_engine_and_python_agree_on_apostrophes_and_blanks():
    assert [bare(cell) for cell in CELLS] == list(CELLS.values())
    assert in_the_engine(*CELLS) == list(CELLS.values())
