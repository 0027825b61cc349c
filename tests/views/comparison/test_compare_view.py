"""The comparison on the page."""

import html
import re
from functools import partial

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.dossier.profile import OWN_FOLDER as ROOT
from dashboard.store import Store
from dashboard.store.catalogue import Catalogue
from tests.app_page import open_page
from tests.synthetic import import_synthetic


@pytest.fixture
def opened():
    """Open the page at an address."""

    return partial(open_page, view="compare")


@pytest.fixture
def with_another_dataset(curated_store, tmp_path, monkeypatch):
    import_synthetic(tmp_path, "many", 2100)
    store = Store(curated_store.dossier, curated_store.municipalities, catalogue=Catalogue(tmp_path))
    monkeypatch.setattr("dashboard.importing.private.current", lambda: store)


def html_of(page: AppTest) -> str:
    return html.unescape("\n".join(one.proto.body for one in page.get("html")))


def said(page: AppTest) -> list[str]:
    return re.findall(r"<li>([^<]*)</li>", html_of(page).split('class="differences"')[1].split("</ul>")[0])


def choices(page: AppTest):
    return next(one for one in page.get("button_group") if one.proto.label == "Compare with")


def warnings(page: AppTest) -> str:
    return html.unescape("\n".join(page.warning.values))


def test_differences_come_first_in_words(opened, seed_rows):
    page = opened()
    events = [
        row for row in seed_rows("events")
        if row["date_start"] <= "2023-10-06" and (row["date_end"] or row["date_start"]) >= "2023-09-24"
    ]  # fmt: skip
    assert said(page)[0] == f"Events: {len(events)} against 0, {len(events)} more."
    assert "The selection is not equally dense in both periods" in html_of(page)
    assert len(page.get("vega_lite_chart")) == 3
    assert not page.warning


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"against_since": "2023-10-06", "against_until": "2023-10-09"}, "overlap: 24 Sep – 6 Oct 2023 and 6–9"),
        ({"since": "2008-01-01", "until": ""}, "The periods overlap"),
        ({"since": "", "q": "nothing of the kind"}, "open end"),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_gets_its_sentence_and_no_number(opened, params, sentence):
    page = opened(**params)
    assert sentence in warnings(page)
    assert 'class="differences"' not in html_of(page)
    assert len(page.get("vega_lite_chart")) == 0


def test_reversed_dates_in_the_address_are_told_and_a_year_earlier_is_compared(opened):
    page = opened(against_since="2023-02-01", against_until="2023-01-01")
    assert "give the earlier day first" in warnings(page)
    assert "24 Sep – 6 Oct 2022" in html_of(page)


def test_an_open_end_leaves_the_weeks_before_to_choose(opened):
    page = opened(since="2023-09-24", until="")
    assert [one.content for one in choices(page).proto.options] == ["Same days a year earlier", "The weeks before"]


def test_the_weeks_before_are_a_click_away(opened):
    page = opened()
    choices(page).set_value("weeks").run()
    assert page.query_params["against_since"] == "2023-09-11"
    assert page.query_params["against_until"] == "2023-09-23"
    assert said(page)[0] == "Events: 42 against 1, 41 more."


def test_dates_of_ones_own_are_in_the_address(opened):
    page = opened(against_since="2023-09-01", against_until="2023-09-10")
    page.date_input(key="against-until").set_value("2023-09-12").run()
    assert page.query_params["against_since"] == "2023-09-01"
    assert page.query_params["against_until"] == "2023-09-12"


def test_dates_in_the_wrong_order_are_refused_and_those_before_kept(opened):
    page = opened(against_since="2023-09-01", against_until="2023-09-10")
    page.date_input(key="against-until").set_value("2023-08-12").run()
    assert "The last day (2023-08-12) is before the first day (2023-09-01)." in warnings(page)
    assert page.query_params["against_until"] == "2023-09-10"
    assert str(page.date_input(key="against-until").value) == "2023-09-10"


def test_both_sides_are_mapped_by_a_switch(opened):
    page = opened()
    assert len(page.get("component_instance")) == 0
    page.toggle(key="against-both").set_value(True).run()
    assert page.query_params["both"] == "1"
    assert len(page.get("component_instance")) == 2
    assert "24 Sep – 6 Oct 2022: 0 events on the map, 0 elsewhere" in html_of(page)


def test_all_numbers_stand_in_a_table_when_it_is_opened(opened):
    page = AppTest.from_file(str(ROOT / "dashboard" / "page.py"), default_timeout=60)
    page.query_params["view"] = "compare"
    page.session_state["compare-table"] = True
    page.run()
    assert re.search(r"<td>Kosovo Police</td><td>13</td><td>0</td><td>\+13</td>", html_of(page))
    assert "<td>Killed, best</td><td>4</td><td>unknown</td><td>–</td>" in html_of(page)


@pytest.mark.usefixtures("with_another_dataset")
def test_another_dataset_stands_beside_without_any_difference(opened):
    page = opened(since="2023-01-01", until="2023-12-31", against_dataset="many")
    assert re.fullmatch(r"Events: 61 in the first and, apart from them, \d+ in the second\.", said(page)[0])
    assert "neither added nor subtracted" in html_of(page)
    assert "more (" not in html_of(page)


@pytest.mark.usefixtures("with_another_dataset")
def test_dates_that_another_dataset_does_not_reach_are_told(opened):
    page = opened(since="2024-01-01", until="2024-12-31", against_dataset="many")
    assert "Invented events has events from 1 January 2008 to" in html_of(page)
    assert "lies outside, wholly or in part" in html_of(page)


@pytest.mark.usefixtures("with_another_dataset")
def test_of_several_datasets_the_first_is_compared_and_that_is_told(opened):
    assert "Of several datasets the first is compared" in html_of(opened(dataset=["curated", "many"]))


@pytest.mark.usefixtures("with_another_dataset")
def test_a_dataset_of_many_events_is_compared_and_mapped(opened):
    page = opened(dataset="many", since="2016-01-01", until="2023-12-31", both="1",
                  against_since="2008-01-01", against_until="2015-12-31")  # fmt: skip
    assert re.fullmatch(
        r"Events: [\d,]+ against [\d,]+, \d+ (more|fewer) \([+-]\d+ %\)\.",
        said(page)[0].split(";")[0] + ("." if ";" in said(page)[0] else ""),
    )
    assert len(page.get("component_instance")) == 2
