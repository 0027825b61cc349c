"""Sources and method on the page, and what changed since a day or a version."""

import html
from datetime import date
from functools import partial

import pytest
from streamlit.testing.v1 import AppTest

from tests.app_page import open_page


@pytest.fixture
def opened():
    """Open the sources at an address."""

    return partial(open_page, view="sources")


def html_of(page: AppTest) -> str:
    return html.unescape("\n".join(one.proto.body for one in page.get("html")))


def test_coverage_sourcing_rule_and_weak_points_stand_there(opened):
    text = html_of(opened())
    for heading in ("What is in this selection", "Sourcing rule", "Weak points of the method", "What changed since"):
        assert f">{heading}</h2>" in text
    assert "how fast an event’s weight halves is a choice" in text
    assert "Soldiers whom peacekeepers are promised or sent are listed apart" in text


def test_without_a_day_the_choice_is_explained_and_nothing_is_listed(opened):
    text = html_of(opened())
    assert "Choose a day: events of this filter that began later" in text
    assert '<div class="prose changes">' not in text


def test_attackers_killed_1_then_3_4_3(opened):
    text = " ".join(html_of(opened(changed_since="2023-09-25")).split())
    assert "(Pristina): 1, then at least 3, then 4, then <b>3 gunmen killed</b>" in text
    assert "After 25 September 2023, of the events of this filter and the standing figures." in text


def test_events_that_began_later_are_those_of_the_filter(opened, seed_rows):
    text = html_of(opened(changed_since="2023-09-28")).split("Events that began later")[1]
    later = [row for row in seed_rows("events") if "2023-09-28" < row["date_start"] <= "2023-10-06"]
    assert text.count('target="_self"') == len(later) == 21
    assert all(row["title"] in text for row in later)


def test_a_version_lists_the_rows_that_later_ones_added(opened):
    text = html_of(opened(changed_since="1.0.0"))
    assert "After version 1.0.0." in text
    for table in ("weights", "human_calls", "stories", "changes"):
        assert f"<b>{table}</b> added" in text
    assert "Nothing changed." in html_of(opened(changed_since="1.2.0"))


@pytest.mark.parametrize("text", ["yesterday", "2023-09", "9.9.9", "2023-02-30", "<b>"])
def test_what_is_neither_a_day_nor_a_version_is_said(opened, text):
    page = opened(changed_since=text)
    assert html.unescape("\n".join(page.warning.values)) == (
        f"changed_since={text} cannot be used: give a day as 2024-12-31, or a version of the dataset "
        "(1.0.0, 1.1.0, 1.2.0)."
    )


def test_choosing_a_day_or_a_version_writes_the_address_and_each_undoes_the_other(opened):
    page = opened()
    page.date_input(key="changed-since-day").set_value(date(2023, 9, 25))
    page.run()
    assert page.query_params["changed_since"] in ("2023-09-25", ["2023-09-25"])
    page.selectbox(key="changed-since-version").set_value("1.0.0")
    page.run()
    assert page.query_params["changed_since"] in ("1.0.0", ["1.0.0"])
    assert page.date_input(key="changed-since-day").value is None


def test_only_what_changed_can_be_downloaded(opened):
    def labels(page: AppTest) -> list[str]:
        return [one.proto.label for one in page.get("download_button")]

    assert labels(opened(changed_since="2023-09-25")) == ["CSV"]
    assert labels(opened(changed_since="1.2.0")) == labels(opened()) == []


def test_words_taken_back_and_events_undone_stand_with_what_they_were(opened):
    text = " ".join(html_of(opened(changed_since="2023-09-28")).split()).split("Claims that contradict")[0]
    assert "<h3>Taken back, corrected or undone</h3>" in text
    assert "27 Sep 2023: Calls the video fake" in text
    assert "<b>taken back on 1 Oct 2023: " in text
    assert "<b>undone on 4 Oct 2023: " in text
