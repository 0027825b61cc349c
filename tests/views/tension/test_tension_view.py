"""The tension view: what it shows is what the address asks for."""

import html
import re
from datetime import date
from functools import partial

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.sources.publisher import Card
from dashboard.store import Store
from dashboard.store import about as abouts
from dashboard.store.catalogue import Catalogue
from tests.app_page import open_page
from tests.synthetic import import_synthetic


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory) -> Catalogue:
    folder = tmp_path_factory.mktemp("datasets")
    import_synthetic(folder, "many", 4000)
    import_synthetic(folder, "few", 8)
    return Catalogue(folder)


@pytest.fixture
def opened(curated_store, catalogue, monkeypatch):
    """Open the page at an address, a list for what is repeated."""
    store = Store(curated_store.dossier, curated_store.municipalities, catalogue=catalogue)
    monkeypatch.setattr("dashboard.importing.private.current", lambda: store)

    return partial(open_page, view="tension")


def html_of(page: AppTest) -> str:
    return html.unescape("\n".join(one.proto.body for one in page.get("html")))


def figures(page: AppTest) -> list[str]:
    return re.findall(r'<div class="value">([\d.,]+)', html_of(page))


def column(page: AppTest, number: int) -> list[str]:
    """The cells of a column of the table, the sum last; the last columns are hostility and cooperation."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", html_of(page).split('contributions">')[1], re.DOTALL)
    return [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)[number] for row in rows[1:]]


@pytest.mark.parametrize("line", [-2, -1])
def test_the_table_adds_up_to_the_shown_figures(opened, line):
    page = opened()
    *parts, total = (round(float(cell.replace(",", "")) * 1000) for cell in column(page, line) if cell)
    assert sum(parts) == total
    assert f"{total / 1000:.1f}" == figures(page)[line]


def test_why_there_is_no_direction_and_what_people_make_of_it(opened):
    page = opened()
    assert "these dates are a selection that is not declared complete for all places" in html_of(page)
    assert "<b>Deteriorated</b>, 24 Sep – 6 Oct 2023." in html_of(page)
    assert "Nobody has judged these dates yet." in html_of(opened(since="2013-01-01", until="2013-12-31"))


def test_the_address_moves_day_half_life_and_peacekeepers(opened):
    page = opened(day="2023-09-30", half_life="7", peacekeeping="1")
    assert "On 30 September 2023" in html_of(page)
    assert "7 days later half of it is left" in html_of(page)
    assert page.date_input(key="ledger-day").value == date(2023, 9, 30)
    assert page.select_slider(key="ledger-half-life").value == 7
    assert page.toggle(key="ledger-peacekeeping").value is True
    assert "Listed apart" not in html_of(page)


def test_what_has_faded_to_nothing_gets_no_sentence(opened):
    page = opened(since="2020-09-01", until="2020-09-30")
    assert figures(page)[0] == "0.0"
    assert "Listed apart" not in html_of(page)
    assert html_of(page).count("Hangs most on one event") == 1  # of cooperation


def test_the_reader_moves_the_address(opened):
    page = opened()
    assert "Listed apart: 5 reinforcements of peacekeepers" in html_of(page)
    page.select_slider(key="ledger-half-life").set_value(30).run()
    page.toggle(key="ledger-peacekeeping").set_value(True).run()
    page.date_input(key="ledger-day").set_value(date(2023, 10, 1)).run()
    moved = {"view": "tension", "half_life": "30", "peacekeeping": "1", "day": "2023-10-01"}
    assert {name: page.query_params[name] for name in page.query_params} == moved
    page.date_input(key="ledger-day").set_value(date(2023, 10, 6)).run()
    assert "day" not in page.query_params


def test_a_half_life_that_the_slider_lacks_is_taken_too(opened):
    assert opened(half_life="17").select_slider(key="ledger-half-life").value == 17


def test_a_day_after_the_dates_is_said_not_to_be_shown(opened):
    page = opened(day="2023-11-01")
    assert [one.value for one in page.info] == [
        "1 Nov 2023 is after the last day asked for: 6 Oct 2023 is taken apart instead."
    ]
    assert "On 6 October 2023" in html_of(page)


def test_an_imported_dataset_has_a_direction(opened):
    text = html_of(opened(dataset="many"))
    assert re.search(r"(Strong increase|Increase|Little change|Strong decrease): [\d.,]+ points of hostility", text)


def test_few_events_are_points_and_have_no_direction(opened):
    page = opened(dataset="few")
    assert "Too few events: " in html_of(page)
    assert "points, on days with an event" in html_of(page)


def test_several_datasets_have_a_ledger_each(opened):
    page = opened(dataset=["curated", "many"])
    assert len(figures(page)) == 4
    assert "numbers of several are never added up" in html_of(page)


def test_nothing_found_is_said(opened):
    page = opened(since="", until="", q="nosuchword")
    assert [one.value for one in page.info] == [
        "No event at any date: there is nothing to add up. Ask for less in the filter."
    ]


def test_reports_are_attention_and_no_hostility(opened, monkeypatch):
    gdelt = Card("gdelt", "GDELT events", "", "", "", "", "", counts_reports=True)
    about = abouts.About("many", gdelt, "", (abouts.ImportedFile("a.csv", ""),), date(2026, 11, 24))
    monkeypatch.setattr(Store, "about", lambda self, name: None if name == "curated" else about)
    page = opened(dataset="many")
    assert "Reported attention: " in html_of(page)
    assert figures(page) == []
