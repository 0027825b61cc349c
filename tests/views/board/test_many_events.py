"""The page over an invented dataset beside the curated one."""

import html
import re
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.store import Store, UnknownDatasetError
from dashboard.store.catalogue import Catalogue
from dashboard.store.dataset import Dataset
from tests.app_page import open_page
from tests.synthetic import import_synthetic

EVENTS = 2100  # more than the map has markers for


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory) -> Catalogue:
    folder = tmp_path_factory.mktemp("datasets")
    import_synthetic(folder, "many", EVENTS)
    import_synthetic(folder, "few", 30)
    return Catalogue(folder)


@pytest.fixture
def opened(curated_store, catalogue, monkeypatch):
    """Open the page at an address, a list for what is repeated; `open_already` are keys of what stands open on it."""
    store = Store(curated_store.dossier, curated_store.municipalities, catalogue=catalogue)
    monkeypatch.setattr("dashboard.importing.private.current", lambda: store)

    return open_page


ALL = {"since": "", "until": ""}


def html_of(page: AppTest) -> str:
    return "\n".join(one.proto.body for one in page.get("html"))


def sentence_of(page: AppTest) -> str:
    return re.search(r'<p class="sentence"[^>]*>([^<]*)</p>', html_of(page)).group(1)


def labels(page: AppTest, kind: str) -> list[str]:
    return [one.proto.label for one in page.get(kind)]


def popovers(page: AppTest) -> list[str]:
    return [one.proto.popover.label for one in page.get("popover")]


def links_of(page: AppTest) -> dict[str, str]:
    """Addresses of the files by what their links say."""
    found = re.findall(r'<a href="(api/[^"]*)" target="_blank"[^>]*>([^<]*)</a>', html_of(page))
    return {label: html.unescape(address) for address, label in found}


def press(page: AppTest, key: str) -> AppTest:
    next(one for one in page.button if one.key == key).click()
    page.run()
    assert len(page.exception) == 0
    return page


def turned(page: AppTest, number: int, of: str = "list") -> AppTest:
    """The page of this number of a list."""
    page.pagination(key=f"{of}-page").set_value(number).run()
    assert len(page.exception) == 0
    return page


def rows(page: AppTest) -> list[str]:
    """Ids in the list: of invented events, which have a number in their titles; of curated ones the titles."""
    lists = [(one.key.removeprefix("event-rows-"), one.options) for one in page.radio]
    return [re.sub(r"\*\*Incident (\d+) between .*", rf"{dataset}:\1", row.partition("  \n")[0])
            for dataset, options in lists for row in options]  # fmt: skip


def test_datasets_stand_side_by_side_with_their_own_counts(opened):
    page = opened(dataset=["curated", "many"], **ALL)
    assert sentence_of(page) == (
        "127 events of the curated dossier and, apart from them, 2,100 of Invented events of all dates."
    )
    text = html_of(page)
    assert "Events shown, Curated dossier" in text
    assert "Events shown, Invented events" in text
    assert "2,208" not in text
    assert len(page.get("vega_lite_chart")) == 2


def test_an_imported_dataset_alone_says_that_the_figures_are_not_of_it(opened):
    page = opened(dataset="few", **ALL)
    assert sentence_of(page) == "30 events of Invented events of all dates."
    assert html_of(page).count("of the curated dossier, which is not shown") == 5
    assert "Invented events, invented, imported 24 Nov 2026; " in html_of(page)


def test_datasets_are_chosen_in_a_list_that_counts_each(opened):
    page = opened("filter-datasets", **ALL)
    chosen = page.multiselect(key="filter-datasets-chosen")
    assert chosen.options == ["Curated dossier (127)", "Invented events (30)", "Invented events (2,100)"]
    chosen.set_value(["curated", "few"]).run()
    assert page.query_params["dataset"] == ["curated", "few"]


def test_one_dataset_stays_chosen(opened):
    page = opened("filter-datasets", dataset="few", **ALL)
    page.multiselect(key="filter-datasets-chosen").set_value([]).run()
    assert len(page.exception) == 0
    assert sentence_of(page) == "30 events of Invented events of all dates."


def test_a_dataset_that_is_gone_ends_in_a_sentence(opened, monkeypatch):
    def gone(dataset, query):
        raise UnknownDatasetError("There is no dataset “few” any more.")

    monkeypatch.setattr(Dataset, "totals", gone)
    page = opened(dataset="few", q="a text that nobody asked for before")
    assert [html.unescape(text) for text in page.error.values] == ["There is no dataset “few” any more."]
    assert "Show the curated dossier" in labels(page, "button")


def test_an_address_with_a_dataset_that_never_was_shows_the_curated_one(opened):
    page = opened(dataset="ucdp")
    assert "is not known: it can be " in html.unescape("\n".join(page.warning.values))
    assert sentence_of(page) == "42 events from 24 September to 6 October 2023."


def test_the_list_has_twenty_rows_a_page_of_any_number(opened):
    page = opened(dataset="many", **ALL)
    first = rows(page)
    assert len(first) == 20
    assert "1–20 of 2,100" in html_of(page)
    page = turned(page, 2)
    assert "21–40 of 2,100" in html_of(page)
    assert set(first).isdisjoint(rows(page))


def test_the_last_page_is_one_step_away(opened):
    page = opened(dataset="few", **ALL)
    assert page.pagination(key="list-page").num_pages == 2
    page = turned(page, 2)
    assert "21–30 of 30" in html_of(page)
    assert len(rows(page)) == 10


def test_a_new_filter_begins_at_the_first_page(opened):
    page = turned(opened(dataset="many", **ALL), 2)
    page.date_input(key="filter-since").set_value("2009-01-01").run()
    assert "1–20 of " in html_of(page)
    assert sentence_of(page).endswith(" events of Invented events since 1 January 2009.")


def test_the_neighbours_of_an_event_are_those_of_the_list(opened):
    listed = rows(opened(dataset="many", **ALL))
    page = opened(dataset="many", event=listed[3], **ALL)
    press(page, "details-next")
    assert page.query_params["event"] in (listed[4], [listed[4]])
    press(press(page, "details-previous"), "details-previous")
    assert page.query_params["event"] in (listed[2], [listed[2]])
    assert opened(dataset="many", event=listed[0], **ALL).button(key="details-previous").disabled


def test_the_list_goes_on_from_one_dataset_to_the_next(opened):
    page = opened(dataset=["few", "curated"], **ALL)
    page = turned(page, 2)
    listed = rows(page)
    assert [one.startswith("few:") for one in listed] == [True] * 10 + [False] * 10
    headings = re.findall(r'<p class="map-line">(few|Curated dossier)</p>', html_of(page))
    assert headings.count("Curated dossier") > 0


def test_the_table_has_a_hundred_rows_a_page(opened):
    page = opened("table-expander", dataset="many", **ALL)
    assert len(page.dataframe[0].value) == 100
    assert "1–100 of 2,100" in html_of(page)
    assert "101–200 of 2,100" in html_of(turned(page, 2, "table"))


def test_counts_by_place_account_for_every_event(opened):
    page = opened("places", dataset="many", **ALL)
    tables = re.findall(r'<table class="claims places">.*?</table>', html_of(page), re.DOTALL)
    counts = [[int(text.replace(",", "")) for text in re.findall(r"<td>([\d,]+)</td>", table)] for table in tables]
    assert [sum(table) for table in counts] == [EVENTS, EVENTS]
    assert len(counts[1]) == 51  # fifty places and the others


def test_few_events_need_no_table_of_places(opened):
    assert "Counts by place" not in popovers(opened(dataset="few", **ALL))


def test_files_of_many_events_come_from_the_route_with_every_parameter(opened):
    page = opened(dataset="many", **ALL)
    assert links_of(page)["CSV"] == "api/events.csv?since=&until=&dataset=many"


def test_many_places_elsewhere_stand_behind_a_button(opened, monkeypatch):
    monkeypatch.setattr(Dataset, "elsewhere", lambda *_: [(f"Country {number}", 1) for number in range(20)])
    page = opened("elsewhere-few.more", dataset="few", **ALL)
    (shown,) = [one.options for one in page.get("button_group") if one.key == "elsewhere-few"]
    assert len(shown) == 11
    assert "… and 9 more places" in popovers(page)
    assert "<td>Country 19</td><td>1</td>" in html_of(page)


def test_of_many_events_at_one_place_the_first_twenty_are_listed(opened):
    page = opened(dataset="many", **ALL)
    page.pills(key="elsewhere-many").set_value("Country 1").run()
    assert len([one for one in page.button if one.key.startswith("elsewhere-event-")]) == 20
    assert re.search(r"The first 20 of \d+; the list holds all\.", html_of(page))


def test_an_imported_event_is_told_as_its_publisher_gave_it(opened, monkeypatch):
    find = Store.find

    def told(store, event_id):
        event = find(store, event_id)
        return replace(
            event, warning="homonym;<b>new</b>", distance_km=12.34, source_url="javascript:alert(1)", place_name="<i>"
        )

    monkeypatch.setattr(Store, "find", told)
    text = html_of(opened(dataset="few", event="few:3", **ALL))
    for expected in (
        "<dt>Publisher’s id</dt><dd>3</dd>",
        "<dt>Dataset</dt><dd>Invented events</dd>",
        "<dd>12.3 km from the boundary line</dd>",
        "A place of this name lies more than 5 km from where the publisher puts this event.",
        '<p class="mark">&lt;b&gt;new&lt;/b&gt;</p>',
        "&lt;i&gt;",
        "An agency",
    ):
        assert expected in text
    assert "javascript" not in text


def test_actors_of_imported_events_can_be_chosen_by_their_names(opened):
    page = opened("filter-more", dataset="few", actor="Group 7", **ALL)
    actors = page.multiselect(key="filter-actors")
    assert actors.value == ["Group 7"]
    assert "KFOR" not in actors.options
    assert sentence_of(page).endswith("of Invented events of all dates with Group 7.")


def test_filters_behind_a_button_that_stays_closed_still_apply(opened):
    page = opened(type="PROTEST", actor="kfor", since="2023-01-01", until="2023-12-31")
    page.text_input(key="filter-text").set_value("zvecan").run()
    assert sentence_of(page).endswith("of type protest with KFOR mentioning “zvecan”.")


def test_filters_stay_when_their_button_is_closed(opened):
    page = opened("filter-more", type="PROTEST", since="2023-01-01", until="2023-12-31")
    page.multiselect(key="filter-types").set_value(["PROTEST", "ASSAULT"]).run()
    page.session_state["filter-more"] = False
    page.run()
    page.text_input(key="filter-text").set_value("zvecan").run()
    assert sentence_of(page).endswith("of type protest or armed attack mentioning “zvecan”.")


def test_what_nobody_opened_is_not_sent(opened):
    page = opened()
    assert "Sourcing rule" not in html_of(page)
    assert not [one for one in page.button if one.key.startswith("elsewhere-event-")]
    assert "Sourcing rule" in html_of(opened("coverage"))


def test_coverage_tells_whose_an_imported_dataset_is(opened):
    text = html_of(opened("coverage", dataset="few"))
    assert "<dt>Publisher</dt><dd>Nobody</dd>" in text
    assert "<dt>Licence</dt><dd>CC0</dd>" in text
    assert "invented.csv" in text
    assert "What is in this selection" not in text


def test_events_that_read_the_same_stay_different_rows(opened, monkeypatch):
    events = Store.events

    def alike(store, query, limit=None, offset=0):
        return [replace(one, title="Same", date_end=None, date_start=query.since, place_name="", place="")
                for one in events(store, query, limit, offset)]  # fmt: skip

    monkeypatch.setattr(Store, "events", alike)
    page = opened(dataset="few", since="2008-01-01", until="2023-12-31")
    (options,) = [one.options for one in page.radio]
    assert len(options) == len(set(options)) == 20
    assert len({option.replace("\N{ZERO WIDTH SPACE}", "") for option in options}) < 20
