import sys
import unicodedata

import pytest

from dashboard.commands.terminal import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2Jgone", r"\x1b[2Jgone"),
        ("\x9b31m", r"\x9b31m"),
        ("a\rb\nc\td\be\x7f", r"a\rb\nc\td\x08e\x7f"),
        ("\u202egpj.exe", r"\u202egpj.exe"),
        ("a\u2028b\u200bc", r"a\u2028b\u200bc"),
        ("\udcff.csv", r"\udcff.csv"),  # a byte of a name that is no UTF-8
    ],
)
def test_what_a_terminal_would_obey_or_hide_is_spelled_out(text, shown):
    assert printable(text) == shown


@pytest.mark.parametrize("text", ["", "Zvečan/Zveçan – Звечан", "“events.csv”", "a\u00a0b", "😀", "C:\\x1b"])
def test_what_can_be_seen_stays(text):
    assert printable(text) == text


def test_no_control_or_direction_of_unicode_gets_through():
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    assert {unicodedata.category(one) for one in printable(every)}.isdisjoint({"Cc", "Cf", "Cs", "Zl", "Zp"})
