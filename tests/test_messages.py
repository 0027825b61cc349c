from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

TEMPLATE = Path("dashboard/locale/dashboard.pot")
# How pybabel is told to read; as in pyproject.toml and the Makefile.
METHODS = [("**.py", "python"), ("**.html", "jinja2.ext.babel_extract")]
OPTIONS = {"**.html": {"trimmed": "true"}}
KEYWORDS = {"_": None, "ngettext": (1, 2)}


def in_the_code() -> set[str]:
    """Ids of the messages that code and templates use, without blank ones."""
    found = extract_from_dir("dashboard", METHODS, OPTIONS, KEYWORDS)
    ids = {message if isinstance(message, str) else message[0] for _file, _line, message, _comments, _context in found}
    return ids - {""}


@pytest.fixture(scope="module")
def template() -> set[str]:
    """Ids of the messages that translators are given."""
    assert TEMPLATE.exists(), f"{TEMPLATE} is missing: run make messages"
    with TEMPLATE.open("rb") as file:
        messages = [message.id for message in read_po(file) if message.id]
    return {one if isinstance(one, str) else one[0] for one in messages}


def test_every_message_is_in_the_template_for_translators(template):
    assert in_the_code() - template == set(), "run make messages"


def test_the_template_holds_no_message_that_is_gone(template):
    assert template - in_the_code() == set(), "run make messages"


def test_code_and_templates_are_both_read():
    assert "There is no parameter “{name}”." in in_the_code()
    assert "no sourced figure for these dates" in in_the_code()


def test_places_in_a_message_are_named():
    """A translator can move a named place, not a numbered one."""
    assert [one for one in in_the_code() if "{}" in one or "%s" in one] == []
