"""A filter that finds nothing explains itself and offers what would."""

from playwright.sync_api import Page, expect

from tests.browser.dashboard_page import figure, params, sentence, start_again, the_map, wait_until_idle
from tests.browser.dossiers import Dossier

# Dates without an event: the address, the sentence, the nearest earlier day, the nearest later one and its sentence.
NOTHING = {
    "kosovo": (
        "?since=2016-01-01&until=2016-01-31",
        "0 events from 1 January to 31 January 2016.",
        "25 August 2015",
        ("14 January 2017", "2017-01-14"),
    ),
    "island": (
        "?since=2031-01-01&until=2031-01-31",
        "0 events from 1 January to 31 January 2031.",
        "14 November 2030",
        ("20 February 2031", "2031-02-20"),
    ),
}
# Figures that no claim of these dates has.
FIGURES = {
    "kosovo": ("troops_kfor", "killed", "armed_men", "troops_serbia_near_line", "troops_additional"),
    "island": ("troops_mission", "killed", "troops_near_line"),
}


def test_no_event_in_these_dates_offers_the_nearest_days_that_have_some(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    address, words, earlier, (later, day) = NOTHING[dossier.name]
    start_again(page, address)
    expect(sentence(page)).to_have_text(words)
    expect(page.get_by_text("No event matches these dates")).to_be_visible()
    expect(page.get_by_role("button", name=f"Nearest earlier: {earlier}")).to_be_visible()
    expect(page.get_by_text("There is no event to list.")).to_be_visible()
    playback = the_map(page).get_by_role("region", name="Playback").get_by_role("button")
    expect(playback).to_have_text("There is no day to play.")
    expect(playback).to_be_disabled()
    page.get_by_role("button", name=f"Nearest later: {later}").click()
    expect(sentence(page)).to_have_text(f"1 event on {later}.")
    wait_until_idle(page)
    assert params(page) == [("since", day), ("until", day)]
    expect(page.get_by_text("There is no event to list.")).to_have_count(0)
    expect(playback).to_have_text("Play the days")
    expect(playback).to_be_enabled()


def test_figures_without_a_claim_for_the_dates_say_so_and_never_zero(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    start_again(page, NOTHING[dossier.name][0])
    for measure in FIGURES[dossier.name]:
        expect(figure(page, measure)).to_contain_text("no sourced figure for these dates")
        expect(figure(page, measure).locator(".value")).to_have_text("–")


def test_a_text_that_nothing_mentions_offers_the_dates_without_it(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    start_again(page, "?q=xyzzy")
    expect(page.get_by_text("No event matches, on any date: another filter is too narrow.")).to_be_visible()
    page.get_by_role("button", name="Keep the dates, drop the other filters").click()
    expect(sentence(page)).to_have_text(dossier.sentence)
