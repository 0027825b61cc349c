import html
import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.sources.curated_rules import SeedError
from tests.app_page import open_page


@pytest.fixture
def opened():
    """Open the page at an address; fails where the page throws (its log tells what)."""

    return open_page


def html_of(page: AppTest) -> str:
    """All the HTML that the page writes itself."""
    return "\n".join(one.proto.body for one in page.get("html"))


def map_of(page: AppTest) -> dict:
    return json.loads(page.get("component_instance")[0].proto.json_args)


def sentence_of(page: AppTest) -> str:
    return re.search(r'<p class="sentence"[^>]*>([^<]*)</p>', html_of(page)).group(1)


def buttons(page: AppTest) -> list[str]:
    return [one.label for one in page.button]


def press(page: AppTest, label: str) -> AppTest:
    next(one for one in page.button if one.label == label).click()
    page.run()
    assert len(page.exception) == 0
    return page


def test_the_default_view_says_what_it_shows(opened, seed_rows):
    page = opened()
    count = sum(
        row["date_start"] <= "2023-10-06" and (row["date_end"] or row["date_start"]) >= "2023-09-24"
        for row in seed_rows("events")
    )
    assert sentence_of(page) == f"{count} events from 24 September to 6 October 2023."
    assert page.warning.values == []
    assert page.error.values == []


def test_the_footnote_stands_on_the_page(opened):
    assert "This designation is without prejudice to positions on status" in html_of(opened())


def test_the_key_figures_stand_on_the_page(opened):
    text = html_of(opened())
    for value in ("4,500", "about 30", "8,350, then 4,500", "1 police officer, 3 gunmen"):
        assert value in text


def test_the_line_above_the_map_says_that_it_is_a_selection(opened):
    text = html_of(opened())
    assert "Curated selection, not live" in text
    assert re.search(r"\d+ on the map, \d+ elsewhere", text)


def test_the_map_asks_for_nothing_outside(opened):
    sent = map_of(opened())
    links = json.dumps([sent["js_links"], sent["css_links"]])
    assert "leaflet" in links
    assert "http" not in links
    assert "//" not in links.replace("../..//", "")


def test_the_map_stays_the_same_whatever_is_asked(opened):
    default, other = map_of(opened()), map_of(opened(since="2008-01-01", until="", event="2008-02-17-independence"))
    assert default["script"] == other["script"]
    assert default["feature_group"] != other["feature_group"]


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"since": "yesterday"}, "since=yesterday is not a date"),
        ({"until": "2023-02-30"}, "until=2023-02-30 is not a date"),
        ({"type": "WAR"}, "type=WAR is not known"),
        ({"actor": "nobody"}, "actor=nobody is not known"),
        ({"place": "<script>"}, "place=<script> is not known"),
        ({"foo": "1"}, "There is no parameter “foo”"),
        ({"since": "2023-10-02", "until": "2023-10-01"}, "until=2023-10-01 is before since=2023-10-02"),
        ({"confidence": "total"}, "confidence=total is not known"),
    ],
)
def test_a_bad_parameter_is_named_and_ignored(opened, params, message):
    page = opened(**params)
    shown = re.sub(r"&#(\d+);", lambda match: chr(int(match.group(1))), "\n".join(page.warning.values))
    assert message in shown
    assert sentence_of(page).endswith("events from 24 September to 6 October 2023.")


def test_any_text_in_the_address_is_survived(opened):
    assert sentence_of(opened(q="\x00 ${alert(1)} <b>")).startswith("0 events")


@pytest.mark.parametrize("event_id", ["\x00", "no-such-event", "${alert(1)}<b>"])
def test_an_unknown_event_in_the_address_is_said(opened, event_id):
    page = opened(event=event_id)
    assert "There is no event" in "\n".join(page.warning.values)


def test_an_event_of_the_address_is_shown_with_its_details(opened):
    text = html_of(opened(event="2023-09-24-banjska-ambush"))
    assert '<article class="details"' in text
    assert "Not in this filter." not in text


def test_an_event_outside_the_filter_says_so(opened):
    assert "Not in this filter." in html_of(opened(event="2008-02-17-independence"))


@pytest.mark.parametrize(
    "params",
    [
        {"since": "2009-05-01", "until": "2009-05-10"},
        {"since": "1990-01-01", "until": "1990-01-01"},
        {"since": "2100-01-01", "until": ""},
        {"q": "nothing of the kind"},
        {"q": "nothing of the kind", "since": "", "until": ""},
    ],
    ids=str,
)
def test_a_view_without_any_event_is_no_error(opened, params):
    assert sentence_of(opened(**params)).startswith("0 events")


@pytest.mark.parametrize(
    "params",
    [
        {"since": "1800-01-01"},
        {"since": "0001-01-01"},
        {"until": "9999-12-31"},
        {"since": "0001-01-01", "until": "9999-12-31"},
        {"since": "2500-01-01", "until": "2500-01-02"},
    ],
    ids=str,
)
def test_no_date_is_too_far_away(opened, params):
    assert re.match(r"\d+ events? ", sentence_of(opened(**params)))


@pytest.mark.parametrize("params", [{"since": "", "until": ""}, {"since": ""}, {"until": ""}], ids=str)
def test_an_open_end_is_no_error(opened, params):
    assert re.match(r"[1-9]\d* events ", sentence_of(opened(**params)))


def test_an_empty_result_offers_the_nearest_dates(opened):
    page = opened(since="2023-09-16", until="2023-09-20")
    assert sentence_of(page).startswith("0 events")
    assert "Nearest earlier: 14 September 2023" in buttons(page)
    assert "Nearest later: 24 September 2023" in buttons(page)


def test_the_nearest_date_has_events(opened):
    page = press(opened(since="2023-09-16", until="2023-09-20"), "Nearest later: 24 September 2023")
    assert re.fullmatch(r"[1-9]\d* events on 24 September 2023\.", sentence_of(page))


def test_an_empty_result_offers_to_drop_the_other_filters(opened):
    page = press(opened(q="nothing of the kind"), "Keep the dates, drop the other filters")
    assert re.fullmatch(r"[1-9]\d* events from 24 September to 6 October 2023\.", sentence_of(page))


def test_dates_without_any_claim_never_show_a_zero(opened):
    text = html_of(opened(since="2008-01-01", until="2008-12-31"))
    assert text.count("no sourced figure for these dates") == 5
    assert '<div class="value">0' not in text


def test_a_refusal_does_not_come_back_with_the_view_it_was_made_in(opened):
    page = opened(since="2023-01-01", until="2023-12-31")
    page.date_input(key="filter-since").set_value("2024-06-01").run()
    assert "is before the first day" in "\n".join(page.warning.values)
    page = press(page, "Reset")
    page.query_params.update({"since": "2023-01-01", "until": "2023-12-31"})
    page.run()
    assert sentence_of(page).endswith("from 1 January to 31 December 2023.")
    assert not page.warning


def test_a_standing_figure_says_that_other_filters_do_not_narrow_it(opened):
    note = "standing figure: follows the dates only"
    assert html_of(opened()).count(note) == 0
    assert html_of(opened(place="belgrade")).count(note) == 1  # NATO's troops


def test_reset_brings_back_the_default_view(opened):
    page = press(opened(since="2008-01-01", until="", type="PROTEST"), "Reset")
    assert sentence_of(page).endswith("events from 24 September to 6 October 2023.")
    assert dict(page.query_params) == {}


def test_a_typed_date_becomes_the_address(opened):
    page = opened()
    page.date_input(key="filter-until").set_value("2023-09-24").run()
    assert len(page.exception) == 0
    assert page.query_params["until"] in ("2023-09-24", ["2023-09-24"])
    assert sentence_of(page).endswith("on 24 September 2023.")


def test_a_chosen_row_becomes_the_address_and_opens_its_details(opened):
    page = opened(since="2023-09-24", until="2023-09-24")
    page.radio(key="event-rows-curated").set_value("2023-09-24-banjska-ambush").run()
    assert len(page.exception) == 0
    assert page.query_params["event"] in ("2023-09-24-banjska-ambush", ["2023-09-24-banjska-ambush"])
    assert '<article class="details"' in html_of(page)


def test_four_files_can_be_downloaded(opened):
    links = re.findall(r'<a href="api/events\.(\w+)\?([^"]*)" target="_blank"[^>]*>(\w+)</a>', html_of(opened()))
    assert [(extension, label) for extension, _query, label in links] == [
        ("csv", "CSV"), ("xlsx", "Excel"), ("geojson", "GeoJSON"), ("parquet", "GeoParquet"), ("zip", "ZIP"),
    ]  # fmt: skip
    assert {query for _extension, query, _label in links} == {
        "since=2023-09-24&amp;until=2023-10-06&amp;dataset=curated"
    }


def test_an_address_out_of_a_chat_is_read_as_it_was_sent_and_not_written_back(opened):
    page = opened(fbclid="IwAR0x", utm_source="chat", since="2023-09-24", until="2023-09-24).")
    assert page.warning.values == []
    assert sentence_of(page).endswith("on 24 September 2023.")
    page.radio(key="event-rows-curated").set_value("2023-09-24-banjska-ambush").run()
    assert {"fbclid", "utm_source"}.isdisjoint(page.query_params)
    page.text_input(key="filter-text").set_value("police").run()
    assert {name: value if isinstance(value, str) else value[-1] for name, value in page.query_params.items()} == {
        "until": "2023-09-24",
        "q": "police",
        "event": "2023-09-24-banjska-ambush",
    }


@pytest.mark.parametrize(
    ("params", "shown"),
    [
        ({"event": "2023-09-24-banjska-ambush)."}, '<article class="details"'),
        ({"view": "actor", "of": "kfor)."}, "KFOR"),
    ],
)
def test_so_is_one_that_ends_with_what_is_chosen(opened, params, shown):
    page = opened(**params)
    assert page.warning.values == []
    assert shown in html_of(page)


def test_a_language_that_there_is_not_is_told(opened):
    told = [html.unescape(value) for value in opened(lang="xx").warning.values]
    assert told == ["lang=xx cannot be used: it can be en."]


def test_broken_data_is_named_with_file_line_column_rule_and_remedy(opened, monkeypatch):
    def refuse():
        raise SeedError.of("events.csv", 7, "lat", "it is wrong", "correct it")

    monkeypatch.setattr("dashboard.importing.private.current", refuse)
    page = opened()
    assert page.error.values == ["The data cannot be shown until this is mended:"]
    assert [one.value for one in page.code] == ["events.csv, line 7, column lat: it is wrong. To mend it: correct it."]
