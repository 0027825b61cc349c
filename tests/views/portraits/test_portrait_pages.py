"""The pages of actors and places, and the ways to them."""

import csv
import html
import io
import re
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import store as stores
from dashboard.query.query import from_params
from dashboard.sharing.export import export
from dashboard.store import Store
from dashboard.store.catalogue import Catalogue
from tests.app_page import open_page
from tests.synthetic import import_synthetic

ALL = {"since": "", "until": ""}


@pytest.fixture
def opened():
    """Open the page at an address; `open_already` are keys of what stands open on it."""

    return open_page


def html_of(page: AppTest) -> str:
    return html.unescape("\n".join(one.proto.body for one in page.get("html")))


def numbers(page: AppTest) -> dict[str, list[str]]:
    """What the table of numbers says: within the filter and of all dates, or the one where they are the same."""
    rows = re.findall(r"<tr><td>([^<]*)</td>((?:<td>[^<]*</td>)+)</tr>", html_of(page))
    return {term: re.findall(r"<td>([^<]*)</td>", cells) for term, cells in rows}


def labels(page: AppTest) -> list[str]:
    return [html.unescape(one.label) for one in page.button]


def press(page: AppTest, label: str) -> AppTest:
    next(one for one in page.button if html.unescape(one.label) == label).click().run()
    assert len(page.exception) == 0
    return page


def of_actor(rows, key):
    return [row for row in rows if key in (*row["actor1"].split(";"), *row["actor2"].split(";"))]


def test_an_actor_has_names_side_kind_and_numbers_as_in_the_tables(opened, seed_rows):
    page = opened(view="actor", of="kosovo_police")
    text = html_of(page)
    for word in ("Kosovo Police", "Policia e Kosovës", "Kosovska policija", "Косовска полиција", "Pristina", "police"):
        assert f"<dd>{word}</dd>" in text
    rows = of_actor(seed_rows("events"), "kosovo_police")
    now = [row for row in rows if row["date_start"] <= "2023-10-06"
           and (row["date_end"] or row["date_start"]) >= "2023-09-24"]  # fmt: skip
    assert numbers(page)["Events"] == [str(len(now)), str(len(rows))]
    assert numbers(page)["First seen"] == ["24 Sep 2023", "19 Feb 2008"]
    assert min(row["date_start"] for row in rows) == "2008-02-19"
    assert numbers(page)["Killed"] == ["4 (4 to 5)", "5 (5 to 6)"]
    assert sum(int(row["fatalities_best"] or row["fatalities_low"] or 0) for row in rows) == 5


def test_the_list_is_of_the_filter_narrowed_to_the_actor(opened):
    page = opened(view="actor", of="kosovo_police", type="ASSAULT")
    assert "2 events from 24 September to 6 October 2023 of type armed attack with Kosovo Police." in html_of(page)
    assert "From 24 September to 6 October 2023, as filtered" in html_of(page)
    rows = [option.partition("  \n")[0] for option in page.radio(key="event-rows-curated").options]
    assert rows == [
        "**Kosovo Police shot at in Banjska; one officer killed**",
        "**Day&#45;long gun battle around the monastery**",
    ]


def test_all_its_events_are_a_click_away(opened):
    page = press(opened(view="actor", of="eulex", type="ASSAULT"), "All dates, no filter")
    assert page.query_params["since"] == page.query_params["until"] == ""
    assert "type" not in page.query_params
    assert page.query_params["of"] == "eulex"


def test_its_events_are_shown_on_the_map_by_a_click(opened):
    page = press(opened(view="actor", of="kosovo_police"), "Show on the map")
    assert page.query_params["actor"] == "kosovo_police"
    assert "view" not in page.query_params
    assert "of" not in page.query_params


def test_company_leads_to_other_pages(opened):
    page = opened(view="actor", of="kosovo_police")
    armed = next(one for one in labels(page) if one.startswith("Armed group (Serb)"))
    page = press(page, armed)
    assert page.query_params["of"] == "armed_group_banjska"
    assert "<h2>Armed group (Serb)</h2>" in html_of(page)


def test_a_place_has_names_municipality_and_its_own_events_only(opened, seed_rows):
    page = opened(view="place", of="zvecan", **ALL)
    assert "<h2>Zvečan/Zveçan</h2>" in html_of(page)
    assert "<dt>Municipality</dt><dd>Zvečan</dd>" in html_of(page)
    count = str(sum(row["place"] == "zvecan" for row in seed_rows("events")))
    assert numbers(page)["Events"] == [count]


def test_a_place_without_events_says_so(opened):
    page = opened(view="place", of="ferizaj" if "ferizaj" in stores.current().dossier.gazetteer else "gjilan")
    assert numbers(page)["Events"] == ["0", "0"]
    assert numbers(page)["Killed"] == ["–", "–"]


@pytest.mark.parametrize("view", ["actor", "place"])
@pytest.mark.parametrize("key", ["nobody", "", "<b>${alert(1)}`", "\x00"])
def test_an_unknown_key_gets_a_sentence_and_a_way_back(opened, view, key):
    page = opened(view=view, of=key)
    assert f"There is no {view} “{key.strip()[:80]}" in html.unescape("\n".join(page.warning.values))
    page = press(page, "Back to the map")
    assert "view" not in page.query_params


def test_statements_and_figures_stand_behind_their_lines(opened, seed_rows):
    page = opened("portrait-statements", "portrait-claims", view="actor", of="kosovo_police")
    ids = {row["id"] for row in of_actor(seed_rows("events"), "kosovo_police")
           if row["date_start"] <= "2023-10-06" and (row["date_end"] or row["date_start"]) >= "2023-09-24"}  # fmt: skip
    statements = [row for row in seed_rows("statements") if row["event_id"] in ids]
    shown = [one.label for one in page.expander]
    assert f"{len(statements)} statements of the sides about these events" in shown
    given = sum(row["said_by"] == "Kosovo Police" for row in seed_rows("claims"))
    assert f"{given} figures given under this very name" in shown
    assert all(row["paraphrase"] in html_of(page) for row in statements)


def test_details_lead_to_people_and_places(opened):
    page = press(opened(event="2023-09-24-banjska-ambush"), "Kosovo Police")
    assert page.query_params["view"] == "actor"
    page = press(opened(event="2023-09-24-banjska-ambush"), "Bridge at the entrance to Banjska")
    assert (page.query_params["view"], page.query_params["of"]) == ("place", "banjska_bridge")


@pytest.mark.parametrize("text", ["Zvečan", "zvecan", "Звечан", "ZVEÇAN"])
def test_a_search_offers_the_pages_that_it_names(opened, text):
    page = opened(q=text)
    assert "People and places:" in html_of(page)
    page = press(page, "Zvečan/Zveçan")
    assert (page.query_params["view"], page.query_params["of"]) == ("place", "zvecan")


def test_a_search_that_names_nobody_offers_nothing(opened):
    assert "People and places:" not in html_of(opened(q="nothing of the kind"))


def test_an_actor_of_an_imported_dataset_has_a_page(curated_store, tmp_path, monkeypatch, opened):
    import_synthetic(tmp_path, "few", 30)
    store = Store(curated_store.dossier, curated_store.municipalities, catalogue=Catalogue(tmp_path))
    monkeypatch.setattr("dashboard.importing.private.current", lambda: store)
    name = store.dataset("few").names("actor")[0]
    page = opened(view="actor", of=name, dataset=["curated", "few"], **ALL)
    assert f"<h2>{name}</h2>" in html_of(page)
    captions = re.findall(r"<caption>([^<]*)</caption>", html_of(page))
    assert captions == ["Curated dossier", "Invented events"]  # each for itself: never added up


@pytest.mark.parametrize(("until", "hostility"), [("2013-09-19", "9.0"), ("2013-10-03", "4.5")])
def test_the_ledger_of_its_events_alone_stands_on_its_page(opened, until, hostility):
    # The shooting of 19 September 2013 weighs 9 and is halved in 14 days; nothing is left of what was in 2008.
    page = opened(view="actor", of="eulex", since="", until=until)
    assert numbers(page)["Tension ledger, last day"][0] == f"hostility {hostility}, cooperation 0.0"


def downloaded(**asked) -> list[dict[str, str]]:
    """The events of an address, as its CSV file has them."""
    store = stores.current()
    query, problems = from_params({name: [value] for name, value in asked.items()}, store.vocabulary())
    assert problems == []
    return list(csv.DictReader(io.StringIO(b"".join(export(store, query, "csv")).decode("utf-8-sig"))))


@pytest.mark.parametrize(
    ("view", "key", "asked"),
    [
        ("actor", "kfor", {"since": "2023-05-01", "until": "2023-12-31"}),
        ("actor", "kosovo_police", {"type": "ASSAULT"}),
        ("actor", "government_serbia", {"since": "2022-01-01", "until": "2023-09-23"}),
        ("place", "zvecan", {"since": "2023-01-01", "until": "2023-12-31"}),
        ("place", "belgrade", {"since": "2008-01-01", "until": ""}),
    ],
)
def test_numbers_are_those_of_the_downloaded_events(opened, view, key, asked):
    rows = downloaded(**asked, **{view: key})
    shown = numbers(opened(view=view, of=key, **asked))
    assert rows
    assert shown["Events"][0] == str(len(rows))
    first = date.fromisoformat(min(row["date_start"] for row in rows))
    last = date.fromisoformat(max(row["date_end"] or row["date_start"] for row in rows))
    assert shown["First seen"][0] == f"{first.day} {first:%b} {first.year}"
    assert shown["Last seen"][0] == f"{last.day} {last:%b} {last.year}"
    best = [int(row["fatalities_best"] or row["fatalities_low"]) for row in rows
            if row["fatalities_best"] or row["fatalities_low"]]  # fmt: skip
    expected = "no figure" if not best else str(sum(best)) if sum(best) else "none reported"
    assert shown["Killed"][0].split(" (")[0] == expected
