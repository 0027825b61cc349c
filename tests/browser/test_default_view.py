"""What a reader finds in the default view, without touching anything."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.dashboard_page import STRIP, figure, map_line, named, open_page, sentence, shown_ids, the_map
from tests.browser.dossiers import ISLAND, Dossier
from tests.browser.server import Server
from tests.browser.witness import NewPage, Witness

# What stands beside the sentence, by dossier: counts on the map and elsewhere, and names that are seen on the map.
COUNTS = {"kosovo": "24 on the map, 18 elsewhere", "island": "9 on the map, 2 elsewhere"}
NAMES = {
    "kosovo": ("Zvečan/Zveçan", "Banjska/Banjskë", "Manastir Banjska/Manastiri i Banjskës"),
    "island": ("Esque/Χεσκ", "Πέλμορι/Pelmorie", "Όσκαβν"),
}
ELSEWHERE = {
    "kosovo": (
        ("Belgrade", 8),
        ("Washington, D.C.", 5),
        ("Brussels", 1),
        ("Odesa", 1),
    ),
    "island": (("Ostrand", 1), ("Verrin", 1)),
}
ONE_PLACE = {
    "kosovo": (
        "Washington, D.C. 5",
        [
            "25 Sep 2023 · Blinken condemns the attack, urges both to de-escalate",
            "29 Sep 2023 · Blinken and Vučić speak by phone",
            "29 Sep 2023 · Sullivan and Kurti speak by phone",
            "29 Sep 2023 · White House urges Serbia to pull back forces",
            "3 Oct 2023 · US says Serbian forces are moving away",
        ],
    ),
    "island": ("Verrin 1", ["16 Mar 2031 · Envoys of the three governments meet in Verrin"]),
}
# The value of each figure, and who said so when.
FIGURES = {
    "kosovo": {
        "troops_kfor": ("4,500 soldiers", "30 Sep 2023"),
        "killed": ("4 people", "2023"),
        "armed_men": ("about 30 people", "24 Sep 2023"),
        "troops_serbia_near_line": ("8,350, then 4,500 soldiers", "2 Oct 2023"),
        "troops_additional": ("200 soldiers", "2023"),
    },
    "island": {
        "troops_mission": ("1,200 soldiers", "Concord Mission, 9 Mar 2031"),
        "killed": ("2 people", "Police of Mirvane, 5 Mar 2031"),
        "troops_near_line": ("600 to 1,000 soldiers", "Defence Ministry of Mirvane, 7 Mar 2031"),
    },
}
LEGEND = {
    "kosovo": (
        ("Boundary line", "Armed attack", "Coercion", "Mobilisation", "Demand or appeal"),
        "Protest",
        "Boundaries and names don't imply endorsement.",
        "© OpenStreetMap contributors (ODbL)",
    ),
    "island": (
        ("Line of the 2019 truce", "Armed attack", "Protest", "Mobilisation", "Accusation"),
        "Coercion",
        "Lines and names don't imply endorsement.",
        "Lines, names and places are invented",
    ),
}
# How the title names what the footnote is about, the footnote, and a part of it that the map has.
DESIGNATION = {
    "kosovo": (
        "Kosovo*",
        "in line with UNSCR 1244/1999 and the ICJ Opinion on the Kosovo declaration of independence",
        "UNSCR 1244/1999",
    ),
    "island": ("Halora†", "without prejudice to the claims of Mirvane and Oskeld", "without prejudice to claims"),
}


def test_a_sentence_says_what_is_shown(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    expect(sentence(page)).to_have_text(dossier.sentence)
    expect(map_line(page)).to_contain_text("Curated selection, not live; last event ")
    expect(map_line(page)).to_contain_text(COUNTS[dossier.name])


def test_the_map_shows_every_event_that_has_an_honest_place(dossier: Dossier, default_view: Page) -> None:
    assert shown_ids(default_view) == list(dossier.on_map)


def test_the_places_of_events_are_found_by_their_names(dossier: Dossier, default_view: Page) -> None:
    for name in NAMES[dossier.name]:
        expect(named(default_view, name)).to_be_visible()


def test_the_build_up_is_a_labelled_strip_without_positions(default_view: Page) -> None:
    page = default_view
    strip = the_map(page).get_by_role("button", name=STRIP)
    expect(strip).to_have_count(1)
    assert strip.get_attribute("data-events") == (
        "2023-09-25-serbian-buildup 2023-09-30-partial-pullback 2023-10-02-serbia-reports-drawdown"
    )
    note = the_map(page).locator(".name-note")
    expect(note).to_be_visible()
    assert re.sub(r"\s+", " ", note.inner_text()) == STRIP


def test_closed_crossings_are_dated_and_told_from_open_ones(default_view: Page) -> None:
    page = default_view
    closures = the_map(page).locator(".closure")
    expect(closures).to_have_count(2)
    jarinje = closures.filter(has_text="Jarinje/Jarinjë")
    expect(jarinje).to_contain_text("closed 24 Sep – 18 Oct 2023")
    expect(jarinje).to_have_class(re.compile(r"\bclosed\b"))
    brnjak = closures.filter(has_text="Brnjak/Bërnjak")
    expect(brnjak).to_contain_text("closed 24 Sep – 4 Oct 2023, then open")
    expect(brnjak).not_to_have_class(re.compile(r"\bclosed\b"))
    expect(the_map(page).locator(".legend")).to_contain_text("Crossing, closed")


def test_what_is_said_of_a_closed_crossing_lies_beside_the_legend(default_view: Page) -> None:
    clear = (
        the_map(default_view)
        .locator("[data-crossing]")
        .evaluate_all(
            """chips => chips.map((chip) => {
          const legend = document.querySelector(".legend").getBoundingClientRect();
          const one = chip.getBoundingClientRect();
          const isBeside = one.left >= legend.right || one.right <= legend.left;
          return isBeside || one.bottom <= legend.top || one.top >= legend.bottom;
        })"""
        )
    )
    assert clear == [True, True]


def test_events_elsewhere_stand_in_a_strip_with_their_counts(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    strip = page.locator(".st-key-elsewhere-curated")
    expect(strip).to_contain_text({"kosovo": "18 events elsewhere:", "island": "2 events elsewhere:"}[dossier.name])
    for place, count in ELSEWHERE[dossier.name]:
        expect(strip.get_by_role("radio", name=f"{place} {count}", exact=True)).to_be_visible()
    name, titles = ONE_PLACE[dossier.name]
    place = strip.get_by_role("radio", name=name, exact=True)
    place.click()
    buttons = page.locator(".st-key-events-elsewhere-curated").get_by_role("button")
    expect(buttons).to_have_text(titles)
    place.click()
    expect(buttons).to_have_count(0)


def test_key_figures_say_what_who_and_when(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    for measure, (value, said) in FIGURES[dossier.name].items():
        expect(figure(page, measure).locator(".value")).to_have_text(value)
        expect(figure(page, measure).locator(".said").first).to_contain_text(said)
        assert re.search(r"\w.*, \d{1,2} \w{3} 20\d\d", figure(page, measure).locator(".said").first.inner_text())
    expect(figure(page, "events").locator(".value")).to_have_text(dossier.sentence.split(" ")[0])


def test_a_total_says_whom_it_counts(default_view: Page) -> None:
    expect(figure(default_view, "killed").locator(".detail")).to_have_text("1 police officer, 3 gunmen")


def _claims(page: Page, measure: str) -> list[str]:
    figure(page, measure).get_by_role("button").click()
    table = figure(page, measure).locator("table.claims")
    expect(table).to_be_visible()
    values = table.locator("tbody td:first-child b").all_inner_texts()
    page.keyboard.press("Escape")
    expect(table).to_be_hidden()
    return values


def test_every_figure_opens_all_its_claims_conflicting_ones_included(default_view: Page) -> None:
    page = default_view
    gunmen = _claims(page, "armed_men")
    assert gunmen[0] == "30 armed men"
    assert {"80 armed men", "90 armed men"} <= set(gunmen)
    killed = _claims(page, "killed")
    assert killed[0] == "4 people killed"
    assert killed.index("5 people killed") < killed.index("1 police officer killed") < killed.index("3 gunmen killed")
    assert {"4 gunmen killed", "at least 5 gunmen killed"} <= set(killed)
    serbia = _claims(page, "troops_serbia_near_line")
    assert serbia[:2] == ["8,350 Serbian soldiers near the line", "4,500 Serbian soldiers near the line"]


@pytest.mark.parametrize(
    ("measure", "claims"),
    [
        ("troops_mission", ["1,200 soldiers of the mission"]),
        ("killed", ["2 people killed", "1 person killed", "3 people killed"]),
        ("troops_near_line", ["600 to 1,000 soldiers near the line", "300 soldiers near the line"]),
    ],
)
def test_a_figure_of_another_dossier_opens_its_claims_in_its_own_words(
    new_page: NewPage, server_with: Callable[..., Server], measure: str, claims: list[str]
) -> None:
    page = new_page(base_url=server_with(**ISLAND.settings).url)
    open_page(page)
    assert _claims(page, measure) == claims


def test_the_map_carries_legend_scale_credit_and_disclaimer(dossier: Dossier, default_view: Page) -> None:
    frame = the_map(default_view)
    names, absent, disclaimer, credit = LEGEND[dossier.name]
    expect(frame.get_by_text("Legend")).to_be_visible()
    for name in names:
        expect(frame.locator(".legend")).to_contain_text(name)
    expect(frame.locator(".legend")).not_to_contain_text(absent)  # none of this type in these dates
    expect(frame.locator(".leaflet-control-scale-line")).to_contain_text("km")
    expect(frame.get_by_text(disclaimer)).to_be_visible()
    expect(frame.get_by_text(credit)).to_be_visible()


def test_the_designation_is_explained_on_page_and_map(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    name, note, on_the_map = DESIGNATION[dossier.name]
    expect(page.locator("header.masthead")).to_contain_text(name)
    expect(page.locator("header.masthead")).to_contain_text(note)
    expect(the_map(page).locator(".imprint")).to_contain_text(on_the_map)


def test_coverage_and_sourcing_rule_are_one_click_away(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    page.get_by_role("button", name="Coverage and sourcing").click()
    rule = page.get_by_text("Every event, figure and statement names its source.")
    expect(rule).to_be_visible()
    page.keyboard.press("Escape")
    expect(rule).to_be_hidden()


def test_opening_the_page_asks_for_nothing_from_outside_and_logs_no_error(
    dossier: Dossier, page: Page, witness: Witness
) -> None:
    open_page(page)
    assert len(witness.requests) > 10
    assert witness.outside() == []
    assert witness.console_errors == []
