"""The details of an event on the page."""

import html

import pytest

from tests.app_page import open_page


@pytest.fixture
def details():
    """The details of an event, as text of the page."""

    def of(event_id: str) -> str:
        page = open_page(event=event_id, since="", until="")
        found = next(one.proto.body for one in page.get("html") if 'id="details"' in one.proto.body)
        return " ".join(html.unescape(found).split())

    return of


def test_an_event_that_was_undone_leads_to_what_did_it_and_back(details):
    shut, opened = details("2023-09-24-brnjak-closed"), details("2023-10-04-brnjak-reopens")
    assert 'event=2023-10-04-brnjak-reopens" target="_self">undone on 4 Oct 2023: ' in shut
    assert 'event=2023-09-24-brnjak-closed" target="_self">undoes what happened on 24 Sep 2023: ' in opened


def test_a_statement_stands_with_what_took_it_back(details):
    text = details("2023-09-26-kosovo-drone-video")
    said, taken_back = text.index("Calls the video fake"), text.index("taken back on 1 Oct 2023: ")
    assert said < taken_back


def test_figures_are_grouped_by_what_they_count_and_say_it(details):
    text = details("2023-09-24-banjska-standoff")
    assert text.count('scope="rowgroup">Gunmen killed</th>') == 1
    assert "<td><b>1 gunman killed</b></td>" in text
    assert "corrected on 24 Sep 2023: at least 3 gunmen killed" in text
    assert "conflicts with 3 gunmen killed (EU (speech for HR Borrell))" in text
