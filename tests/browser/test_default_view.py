"""What a reader finds in the default view, without touching anything."""

import re

from playwright.sync_api import Page, expect

from tests.browser.dashboard_page import STRIP, figure, map_line, named, open_page, sentence, shown_ids, the_map
from tests.browser.witness import Witness

# Events of 24 September to 6 October 2023 that have an honest place on the map.
ON_THE_MAP = [
    "2023-09-24-banjska-ambush",
    "2023-09-24-banjska-bridge-blocked",
    "2023-09-24-banjska-monastery-seized",
    "2023-09-24-banjska-siege-ends",
    "2023-09-24-banjska-standoff",
    "2023-09-24-brnjak-closed",
    "2023-09-24-jarinje-closed",
    "2023-09-24-six-arrested",
    "2023-09-25-banjska-hotel-arrests",
    "2023-09-25-pilgrims-leave",
    "2023-09-25-serbian-buildup",
    "2023-09-25-weapons-displayed",
    "2023-09-26-four-suspects-freed",
    "2023-09-26-kosovo-drone-video",
    "2023-09-27-banjska-reopened",
    "2023-09-28-kosovo-assembly-resolution",
    "2023-09-29-police-searches",
    "2023-09-30-kosovo-demands-withdrawal",
    "2023-09-30-partial-pullback",
    "2023-09-30-predejane-convoy",
    "2023-10-01-kosovo-training-claim",
    "2023-10-02-serbia-reports-drawdown",
    "2023-10-04-brnjak-reopens",
    "2023-10-06-uk-troops-arrive",
]


def test_a_sentence_says_what_is_shown(default_view: Page) -> None:
    page = default_view
    expect(sentence(page)).to_have_text("42 events from 24 September to 6 October 2023.")
    expect(map_line(page)).to_contain_text("Curated selection, not live; last event ")
    expect(map_line(page)).to_contain_text("24 on the map, 18 elsewhere")


def test_the_map_shows_every_event_that_has_an_honest_place(default_view: Page) -> None:
    page = default_view
    assert shown_ids(page) == ON_THE_MAP


def test_the_places_of_the_attack_are_found_by_their_names(default_view: Page) -> None:
    page = default_view
    expect(named(page, "Zvečan/Zveçan")).to_be_visible()
    expect(named(page, "Banjska/Banjskë")).to_be_visible()
    expect(named(page, "Manastir Banjska/Manastiri i Banjskës")).to_be_visible()


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


def test_events_elsewhere_stand_in_a_strip_with_their_counts(default_view: Page) -> None:
    page = default_view
    strip = page.locator(".st-key-elsewhere-curated")
    expect(strip).to_contain_text("18 events elsewhere:")
    for place, count in (("Belgrade", 8), ("Washington, D.C.", 5), ("Brussels", 1), ("Odesa", 1)):
        expect(strip.get_by_role("radio", name=f"{place} {count}", exact=True)).to_be_visible()
    washington = strip.get_by_role("radio", name="Washington, D.C. 5", exact=True)
    washington.click()
    buttons = page.locator(".st-key-events-elsewhere-curated").get_by_role("button")
    expect(buttons).to_have_text(
        [
            "25 Sep 2023 · Blinken condemns the attack, urges both to de-escalate",
            "29 Sep 2023 · Blinken and Vučić speak by phone",
            "29 Sep 2023 · Sullivan and Kurti speak by phone",
            "29 Sep 2023 · White House urges Serbia to pull back forces",
            "3 Oct 2023 · US says Serbian forces are moving away",
        ]
    )
    washington.click()
    expect(buttons).to_have_count(0)


def test_key_figures_say_what_who_and_when(default_view: Page) -> None:
    page = default_view
    expect(figure(page, "troops_kfor").locator(".value")).to_have_text("4,500 soldiers")
    expect(figure(page, "troops_kfor")).to_contain_text("30 Sep 2023")
    expect(figure(page, "killed").locator(".value")).to_have_text("4 people")
    expect(figure(page, "killed").locator(".detail")).to_have_text("1 police officer, 3 gunmen")
    expect(figure(page, "armed_men").locator(".value")).to_have_text("about 30 people")
    expect(figure(page, "armed_men").locator(".said").first).to_contain_text("24 Sep 2023")
    serbia = figure(page, "troops_serbia_near_line")
    expect(serbia.locator(".value")).to_have_text("8,350, then 4,500 soldiers")
    expect(serbia.locator(".said").first).to_contain_text("2 Oct 2023")
    expect(figure(page, "troops_additional").locator(".value")).to_have_text("200 soldiers")
    expect(figure(page, "events").locator(".value")).to_have_text("42")
    for measure in ("troops_kfor", "killed", "armed_men", "troops_serbia_near_line", "troops_additional"):
        assert re.search(r"\w.*, \d{1,2} \w{3} 2023", figure(page, measure).locator(".said").first.inner_text())


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


def test_the_map_carries_legend_scale_credit_and_disclaimer(default_view: Page) -> None:
    page = default_view
    frame = the_map(page)
    expect(frame.get_by_text("Legend")).to_be_visible()
    expect(frame.locator(".legend")).to_contain_text("Boundary line")
    for name in ("Armed attack", "Coercion", "Mobilisation", "Demand or appeal"):
        expect(frame.locator(".legend")).to_contain_text(name)
    expect(frame.locator(".legend")).not_to_contain_text("Protest")  # no protest in these dates
    expect(frame.locator(".leaflet-control-scale-line")).to_contain_text("km")
    expect(frame.get_by_text("Boundaries and names don't imply endorsement.")).to_be_visible()
    expect(frame.get_by_text("© OpenStreetMap contributors (ODbL)")).to_be_visible()


def test_the_designation_is_explained_on_page_and_map(default_view: Page) -> None:
    page = default_view
    note = "in line with UNSCR 1244/1999 and the ICJ Opinion on the Kosovo declaration of independence"
    expect(page.locator("header.masthead")).to_contain_text("Kosovo*")
    expect(page.locator("header.masthead")).to_contain_text(note)
    expect(the_map(page).locator(".imprint")).to_contain_text("UNSCR 1244/1999")


def test_coverage_and_sourcing_rule_are_one_click_away(default_view: Page) -> None:
    page = default_view
    page.get_by_role("button", name="Coverage and sourcing").click()
    rule = page.get_by_text("Every event, figure and statement names its source.")
    expect(rule).to_be_visible()
    page.keyboard.press("Escape")
    expect(rule).to_be_hidden()


def test_opening_the_page_asks_for_nothing_from_outside_and_logs_no_error(page: Page, witness: Witness) -> None:
    open_page(page)
    assert len(witness.requests) > 10
    assert witness.outside() == []
    assert witness.console_errors == []
