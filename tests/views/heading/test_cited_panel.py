"""What a page says that was opened by a citation."""

import html
import re
from dataclasses import replace
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.dossier.event import Change
from dashboard.store import Store
from tests.app_page import open_page

AMBUSH = "2023-09-24-banjska-ambush"
HOSTILE = "<img src=x onerror=alert(1)> **x**"


def change(version, row_id, kind, note, table="events"):
    return Change(version, "2026-12-01", table, row_id, kind, note)


CHANGES = (
    change("8.0.0", "", "added", "First."),
    change("9.0.0", "2023-09-24-nine-dead", "withdrawn", "It did not happen."),
    change("9.0.0", AMBUSH, "revised", HOSTILE),
    change("9.0.0", "2008-02-17-independence", "revised", "Of another year."),
    change("9.0.0", "", "added", "A table.", "weights"),
)


@pytest.fixture
def newer(monkeypatch, curated_store):
    """The page has version 9.0.0 of the dataset."""
    dossier = replace(curated_store.dossier, version="9.0.0", changes=CHANGES)
    known = Store(dossier, curated_store.municipalities)
    monkeypatch.setattr("dashboard.views.session.reader.store", lambda: known)


def notice(page: AppTest) -> str:
    """The text of the notice as HTML, with single blanks; empty where there is none."""
    found = [one.proto.body for one in page.get("html") if 'class="cited"' in one.proto.body]
    assert len(found) <= 1
    return " ".join(found[0].split()) if found else ""


def items(page: AppTest) -> list[str]:
    return [html.unescape(re.sub("<[^>]*>", "", one)) for one in re.findall("<li>(.*?)</li>", notice(page))]


WITHDRAWN = "events 2023-09-24-nine-dead withdrawn: It did not happen. 9.0.0"


@pytest.mark.usefixtures("newer")
def test_cited_at_an_earlier_version_the_page_says_what_has_changed_since():
    page = open_page(data="8.0.0")
    assert "<p>Cited at version 8.0.0 of the dataset; this has changed since:</p>" in notice(page)
    assert [one.partition(": ")[2] for one in items(page)] == ["It did not happen. 9.0.0", f"{HOSTILE} 9.0.0"]
    assert items(page)[0] == WITHDRAWN
    assert "2 more changes concern what is not shown here." in notice(page)
    assert page.query_params["data"] in ("8.0.0", ["8.0.0"])


@pytest.mark.usefixtures("newer")
def test_the_chosen_event_comes_first():
    assert items(open_page(data="8.0.0", event=AMBUSH))[1] == WITHDRAWN


@pytest.mark.usefixtures("newer")
def test_hostile_notes_stay_text():
    assert "&lt;img src=x onerror=alert(1)&gt; **x**" in notice(open_page(data="8.0.0"))


@pytest.mark.usefixtures("newer")
def test_a_way_leads_to_all_changes_of_the_same_filter():
    (href,) = re.findall(r'<a href="([^"]*)" target="_self">All changes since', notice(open_page(data="8.0.0", q="a")))
    assert html.unescape(href) == "?q=a&view=sources&changed_since=8.0.0"


@pytest.mark.usefixtures("newer")
def test_where_nothing_that_is_shown_has_changed_it_says_so(monkeypatch, curated_store):
    dossier = replace(curated_store.dossier, version="9.0.0", changes=(CHANGES[0], *CHANGES[3:]))
    known = Store(dossier, curated_store.municipalities)
    monkeypatch.setattr("dashboard.views.session.reader.store", lambda: known)
    page = open_page(data="8.0.0")
    assert "nothing that is shown here has changed since." in notice(page)
    assert items(page) == []


@pytest.mark.usefixtures("newer")
def test_at_the_version_that_stands_now_or_without_one_it_says_nothing():
    for params in ({}, {"data": "9.0.0"}):
        page = open_page(**params)
        assert notice(page) == ""
        assert len(page.warning) == 0


@pytest.mark.usefixtures("newer")
def test_more_than_a_few_changes_open_beneath_and_none_is_left_out(monkeypatch, curated_store):
    days = [date(2023, 9, 24), date(2023, 10, 6)]
    shown = [event.id for event in curated_store.dossier.events if days[0] <= event.date_start <= days[1]][:30]
    many = tuple(change("9.0.0", key, "revised", f"Note {number}.") for number, key in enumerate(shown))
    known = Store(
        replace(curated_store.dossier, version="9.0.0", changes=(CHANGES[0], *many)), curated_store.municipalities
    )
    monkeypatch.setattr("dashboard.views.session.reader.store", lambda: known)
    page = open_page(data="8.0.0")
    assert [int(re.search(r"Note (\d+)\.", one)[1]) for one in items(page)] == list(range(30))
    assert "<summary>26 more changes of what is shown here</summary>" in notice(page)


@pytest.mark.usefixtures("newer")
def test_closed_it_is_gone_from_page_and_address():
    page = open_page(data="8.0.0", q="a")
    page.button(key="cited-close").click().run()
    assert notice(page) == ""
    assert "data" not in page.query_params
    assert page.query_params["q"] in ("a", ["a"])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("9.9.9", "This was cited at version 9.9.9 of the dataset, which is not known here: the newest is 9.0.0. "),
        ("8.5.0", "This was cited at version 8.5.0 of the dataset, which is not known here: the newest is 9.0.0. "),
        ("<b>", "data=<b> cannot be used: give a version of the dataset as 1.0.0."),
    ],
)
@pytest.mark.usefixtures("newer")
def test_a_version_that_is_none_or_unknown_is_said(given, said):
    page = open_page(data=given)
    (warning,) = page.warning.values
    assert "<b>" not in warning
    assert html.unescape(warning).partition("What has")[0] == said
    assert notice(page) == ""
