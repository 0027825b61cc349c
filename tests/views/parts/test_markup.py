import html

import pytest
import streamlit as st

from dashboard.views.parts.markup import Html, plain, render, sentence, web_link

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><b onmouseover="alert(1)">',
    "{{ 7*7 }}",
    "[text](javascript:alert(1))",
    "$x^2$",
    ":material/warning:",
    ":red[text]",
    "**bold** _it_ `code` ~~gone~~",
    "# heading",
    "https://evil.example",
    "&lt;b&gt;",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_text_in_a_label_is_never_markdown_or_html(attack):
    shown = plain(attack)
    entities = {character for character in shown if not character.isalnum() and not character.isspace()}
    assert entities <= set("&#;,%?\N{WORD JOINER}")
    assert html.unescape(shown).replace("\N{WORD JOINER}", "") == attack


@pytest.mark.parametrize(
    ("address", "parted"),
    [
        ("https://x.org", "https:|//x.org"),
        ("HTTP://x", "HTTP:|//x"),
        ("WWW.x.org", "WWW|.x.org"),
        ("a@x.org", "a@|x.org"),
    ],
)
def test_an_address_in_a_label_is_no_link(address, parted):
    assert html.unescape(plain(f"see {address}")) == f"see {parted}".replace("|", "\N{WORD JOINER}")


def test_plain_text_stays_readable():
    assert plain("Zvečan Звечан 24") == "Zvečan Звечан 24"


@pytest.mark.parametrize("attack", ATTACKS)
def test_text_in_a_template_is_never_html(attack):
    shown = sentence(attack)
    assert shown.startswith('<p class="sentence" role="status" aria-live="polite">')
    assert shown.count("<") == 2
    assert html.unescape(shown.partition(">")[2].removesuffix("</p>").strip()) == attack


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://un.example/a", "https://un.example/a"),
        ("http://un.example/a", "http://un.example/a"),
        ("javascript:alert(1)", ""),
        (" javascript:alert(1)", ""),
        ("JaVaScRiPt:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//un.example", ""),
        ("", ""),
    ],
)
def test_only_an_address_of_the_web_becomes_a_link(url, link):
    assert web_link(url) == link


def test_a_source_with_a_strange_address_is_shown_without_a_link():
    claim = {
        "words": "4,500 soldiers",
        "said_by": "<b>NATO</b>",
        "side": "NATO/KFOR",
        "date_said": "30 Sep 2023",
        "refers_to": "",
        "url": "javascript:alert(1)",
        "source": "Agency: A report",
        "marks": ["superseded"],
        "note": "",
        "is_shown": True,
    }
    shown = render("claims.html", groups=[{"measure": "Troops", "claims": [claim]}])
    assert "javascript" not in shown
    assert "<a " not in shown
    assert "&lt;b&gt;NATO&lt;/b&gt;" in shown
    assert "Agency: A report" in shown


def test_a_template_with_a_missing_value_is_an_error():
    with pytest.raises(Exception, match="undefined"):
        render("map_line.html")


def test_what_a_template_makes_reaches_the_page_as_it_is(monkeypatch):
    """Of a text, Streamlit would take the blanks that all lines begin with."""
    seen = []
    monkeypatch.setattr(st._main, "_enqueue", lambda _kind, proto, **_rest: seen.append(proto.body))
    st.html(Html("  <p>one</p>\n  <p>two</p>"))
    assert seen == ["  <p>one</p>\n  <p>two</p>"]
