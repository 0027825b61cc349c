import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from dashboard.dossier.event import Confidence, KeyFigure, Source, Spread, Statement
from dashboard.query import DEFAULT, Query
from dashboard.sharing.brief.brief import MOST_ROWS, BriefStamp, brief_html, most_certain
from dashboard.store import Store
from tests.factories import claim, dossier, event, ids, store

MADE = BriefStamp(date(2026, 11, 24), "https://dossier.example/")
SOURCES = (
    Source("agency", "Agency", "A report", "2023-09-24", "https://agency.example/1", "press", "read", ""),
    Source("envoy", "UN", "Briefing", "2023-10-23", "javascript:alert(1)", "un", "read", ""),
    Source("unused", "Nobody", "Nothing", "2024-01-01", "https://nobody.example", "press", "read", ""),
)
CLAIMS = (
    claim("c-police", event_id="e1", best=3, low=3, high=3, said_by="Kosovo Police", conflicts_with="c-envoy"),
    claim(
        "c-envoy", event_id="e1", best=4, low=4, high=4, said_by="UN envoy", date_said="2023-10-23", source_id="envoy"
    ),
    claim("c-nato", measure="troops_kfor", best=4500, date_said="2023-09-30"),
)  # fmt: skip
FIGURES = (
    KeyFigure("troops_kfor", "NATO troops in Kosovo", "soldiers", ("c-nato",), (), "4,500"),
    KeyFigure("killed", "People killed", "people", ("c-envoy",), (), "4"),
)


class Page(HTMLParser):
    """Tags, ids, addresses and words of a page."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.ids, self.hrefs, self.words = [], set(), [], []
        self.is_hidden = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append(tag)
        self.ids.add(given.get("id"))
        if "href" in given and tag == "a":
            self.hrefs.append(given["href"])
        self.is_hidden = tag in {"style", "script"}

    def handle_endtag(self, tag):
        self.is_hidden = False

    def handle_data(self, data):
        if not self.is_hidden:
            self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


def brief(*events, query=DEFAULT, direction=(), **records):
    return brief_html(store(*events, **{"sources": SOURCES} | records), query, MADE, direction)


def full():
    return brief(
        event(fatalities=Spread(3, 3, 4), sources=("agency", "envoy")),
        event("meeting", date_start=date(2023, 9, 29), place="brussels", title="A call", lat=50.85, lon=4.35),
        claims=CLAIMS,
        key_figures=FIGURES,
        direction=["Little change: 3.0 points."],
    )


def test_it_says_what_it_shows_when_it_was_made_and_where_to_see_it():
    page = Page(full())
    assert "2 events from 24 September to 6 October 2023." in page.text
    assert "Brief of 24 November 2026. Curated dataset, version 1.2.0 of 24 November 2026." in page.text
    assert "https://dossier.example/?data=1.2.0" in page.hrefs
    assert "1 on the map, 1 elsewhere. Elsewhere: Brussels 1." in page.text
    assert "Little change: 3.0 points." in page.text
    assert "https://dossier.example/?view=tension&data=1.2.0" in page.hrefs
    assert "* This designation is without prejudice to positions on status" in page.text
    assert "CC BY 4.0" in page.text


def test_every_anchor_leads_somewhere_in_the_page():
    page = Page(full())
    inside = [one[1:] for one in page.hrefs if one.startswith("#")]
    assert inside
    assert set(inside) <= page.ids


def test_a_figure_and_a_claim_lead_to_their_numbered_source():
    html = full()
    # Numbered as they are named: the troops' source first, then that of the deaths.
    assert '<span class="value"><a href="#s-1">4,500</a></span>' in html
    assert '<span class="value"><a href="#s-2">4</a></span>' in html
    assert '<a href="#s-1"><b>3 people killed</b></a>: Kosovo Police, 24 Sep 2023' in html
    assert '<a href="#s-2"><b>4 people killed</b></a>: UN envoy, 23 Oct 2023' in html
    assert 'killed: <a href="#s-1">3 (3 to 4)</a>' in html
    assert '<li id="s-1"><span class="number">1</span> Agency: <a href="https://agency.example/1"' in html


def test_only_what_is_named_is_in_the_list_of_sources_and_only_web_addresses_are_links():
    page = Page(full())
    assert "Nothing" not in page.text
    assert "UN: Briefing, 23 Oct 2023" in page.text
    assert not [one for one in page.hrefs if not one.startswith(("#", "https://"))]


def test_a_figure_said_after_the_dates_is_marked():
    assert "established later, UN envoy, 23 Oct 2023" in Page(full()).text


def test_a_figure_without_a_claim_for_the_dates_is_unknown_and_not_zero():
    html = brief(
        event(), claims=CLAIMS, key_figures=FIGURES, query=Query(since=date(2022, 1, 1), until=date(2022, 2, 1))
    )
    assert Page(html).text.count("no sourced figure for these dates") == 2
    assert "No event matches this query." in html


def test_a_brief_tells_no_conflict_of_another_query():
    assert "What speakers contradict each other about" in full()
    html = brief(event(), claims=CLAIMS, query=Query(since=date(2024, 1, 1), until=date(2024, 2, 1)))
    assert "What speakers contradict each other about" not in html


def test_conflicts_about_the_same_measure_name_their_events():
    second = (
        claim("d-1", event_id="e2", best=1, conflicts_with="d-2"),
        claim("d-2", event_id="e2", best=2),
    )
    events = event(), event("e2", title="Another day")
    both = Page(brief(*events, claims=(*CLAIMS, *second))).text
    assert "People killed Something happens" in both
    assert "People killed Another day" in both
    assert "People killed Something happens" not in Page(brief(*events, claims=CLAIMS)).text


ATTACK = '</style></title><script>alert(1)</script><img src="https://evil.example/x" onerror="alert(1)">{{ 7 * 7 }}'


@pytest.mark.parametrize(
    "hostile",
    [
        {"events": event(title=ATTACK)},
        {"events": event(publisher_source=ATTACK, sources=())},
        {"sources": (Source("agency", ATTACK, "A report", "", "", "press", "read", ""),)},
        {"claims": (CLAIMS[0], claim("c-envoy", event_id="e1", value_text=ATTACK))},
        {"claims": (CLAIMS[0], claim("c-envoy", event_id="e1", best=4, said_by=ATTACK))},
        {"direction": [ATTACK]},
    ],
    ids=["title", "publisher's source", "source", "value", "speaker", "direction"],
)
def test_hostile_text_stays_text(hostile):
    records = {"events": event(), "sources": (SOURCES[0],)} | hostile
    html = brief(records.pop("events"), **records)
    page = Page(html)
    assert "script" not in page.tags
    assert "img" not in page.tags
    assert " ".join(ATTACK.split()) in page.text


def test_a_long_list_ends_with_the_most_certain_and_says_how_many_there_are():
    sure = [event(f"sure-{number:02}", date_start=date(2023, 10, 1)) for number in range(20)]
    unsure = [event(f"unsure-{number:02}", confidence=Confidence.LOW) for number in range(50)]
    unknown = [event(f"unknown-{number:02}", confidence=None) for number in range(5)]
    one = store(*unknown, *unsure, *sure, sources=SOURCES)
    listed = ids(most_certain(one, DEFAULT))
    # The 20 sure ones and the first 40 of the unsure ones, by date: these happened a week earlier.
    assert listed == [f"unsure-{number:02}" for number in range(40)] + [f"sure-{number:02}" for number in range(20)]
    assert len(listed) == MOST_ROWS
    html = brief_html(one, DEFAULT, MADE)
    assert "60 of 75 events, those of the highest confidence" in Page(html).text
    assert '<a href="https://dossier.example/api/events.csv?since=2023-09-24&amp;until=2023-10-06' in html


def test_the_least_confidence_asked_for_holds_in_the_list():
    events = [event(f"low-{number:02}", confidence=Confidence.LOW) for number in range(61)]
    events += [event(f"medium-{number:02}", confidence=Confidence.MEDIUM) for number in range(61)]
    query = Query(since=DEFAULT.since, until=DEFAULT.until, confidence=Confidence.MEDIUM)
    assert {one.confidence for one in most_certain(store(*events), query)} == {Confidence.MEDIUM}


def test_doubt_is_noted_beside_an_event():
    text = Page(brief(event(confidence=Confidence.LOW), event("e2"), event("e3", confidence=None))).text
    assert "Something happens (low)" in text
    assert "Something happens (confidence unknown)" in text


def test_the_same_query_gives_the_same_page_and_without_an_address_no_link():
    assert full() == full()
    html = brief_html(store(event(), sources=SOURCES), DEFAULT, BriefStamp(date(2026, 11, 24)))
    assert "This view:" not in html


def test_it_brings_all_along():
    html = full()
    assert not re.findall(r"(?:src|srcset)=|@import|<link|<script|<iframe", html)
    assert {one.split(",")[0] for one in re.findall(r'url\("([^)]*)"\)', html)} == {"data:font/ttf;base64"}


def test_what_was_taken_back_or_undone_stands_with_what_did_it():
    """Of the events asked for: what undid another one is not told."""
    known = dossier(
        [
            event("e1", title="Crossing shut"),
            event("e2", title="Crossing open", date_start=date(2023, 10, 18)),
            event("e3", title="Long ago", date_start=date(2023, 1, 1)),
        ],
        claims=[
            claim("c-1", event_id="e1", measure="killed_gunmen", best=1, said_by="Police", superseded_by="c-2"),
            claim("c-2", event_id="e1", measure="killed_gunmen", best=3, date_said="2023-09-25"),
        ],
        statements=[
            Statement("s-1", "e1", "2023-09-27", "Minister", "Belgrade", "Fake.", "agency", "s-2"),
            Statement("s-2", "", "2023-10-01", "Minister", "Belgrade", "Was wrong.", "envoy"),
        ],
        sources=SOURCES,
    )
    asked = Query(since=date(2023, 9, 24), until=date(2023, 9, 30))
    html = brief_html(Store(replace(known, undone_by={"e1": "e2", "e3": "e1"}), frozenset()), asked, MADE)
    section = Page(html.split("Taken back, corrected or undone</h2>")[1].split("</section>")[0])
    assert section.text == (
        "Police, 24 Sep 2023: 1 gunman killed – corrected on 25 Sep 2023: 3 gunmen killed [ 1 ] · "
        "Minister, 27 Sep 2023: Fake. – taken back on 1 Oct 2023: Was wrong. [ 1 , 2 ] · "
        "24 Sep 2023: Crossing shut – undone on 18 Oct 2023: Crossing open [ 1 ]"
    )
    assert section.hrefs == ["#s-1", "#s-1", "#s-2", "#s-1"]
    assert "Taken back" not in brief_html(Store(known, frozenset()), Query(since=date(2024, 1, 1)), MADE)


def test_those_who_claim_the_same_stand_with_one_figure():
    claims = [
        claim("d-1", event_id="e1", best=1, said_by="First", conflicts_with="d-2"),
        claim("d-2", event_id="e1", best=2, said_by="Second", date_said="2023-09-25"),
        claim("d-3", event_id="e1", best=2, said_by="Third", date_said="2023-09-26", conflicts_with="d-1"),
    ]
    section = Page(
        brief(event("e1"), claims=claims).split("contradict each other about</h2>")[1].split("</section>")[0]
    )
    assert section.text == (
        "People killed 1 person killed : First, 24 Sep 2023 [ 1 ] "
        "2 people killed : Second, 25 Sep 2023 [ 1 ]; Third, 26 Sep 2023 [ 1 ]"
    )


def test_an_event_of_many_sources_names_the_first_and_counts_the_rest():
    sources = [Source(key, key.upper(), "Report", "", "", "press", "read", "") for key in "abcde"]
    page = Page(brief(event("e1", sources=tuple("abcde")), sources=sources))
    assert "1 , 2 , 3 +2" in page.text
    assert "A: Report 2 B: Report 3 C: Report" in page.text
    assert "D: Report" not in page.text
