"""Comparing two periods, and the pages of actors and places, by keyboard alone."""

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import findings
from tests.browser.dashboard_page import params, sentence, start_again, tab_to, wait_until_idle
from tests.browser.dossiers import Dossier
from tests.browser.witness import NARROW, ColorScheme

OPENED_AT = "?view=compare"
# The first dates against those a year before, then against as many days before.
AGAINST = {
    "kosovo": ("Events: 42 against 0, 42 more.", "Events: 42 against 1, 41 more.", ("2023-09-11", "2023-09-23")),
    "island": ("Events: 11 against 0, 11 more.", "Events: 11 against 1, 10 more.", ("2031-02-17", "2031-03-02")),
}
# What the file says of events: first, second, difference.
EVENTS = {"kosovo": ("42", "1", "41"), "island": ("11", "1", "10")}
# Two periods that both have events on the map, and how many.
BOTH_MAPS = {
    "kosovo": ("?view=compare&since=2023-01-01&until=2023-12-31", (34, 8)),
    "island": (
        "?view=compare&since=2031-03-09&until=2031-03-16&against_since=2031-03-03&against_until=2031-03-08",
        (4, 6),
    ),
}
# An actor: key, name, what the sentence says of the map of its events.
ACTOR = {
    "kosovo": ("kosovo_police", "Kosovo Police", r"^13 events from .* with Kosovo Police\.$"),
    "island": (
        "police_mirvane",
        "Police of Mirvane",
        r"^1 event from 3 March to 16 March 2031 with Police of Mirvane\.$",
    ),
}
# What is searched for, the place that it finds, its key, and an actor of its events.
PLACE = {
    "kosovo": ("Звечан", "Zvečan/Zveçan", "zvecan", ("kosovo_police", "Kosovo Police")),
    "island": ("Χεσκ", "Esque/Χεσκ", "hesk", ("police_mirvane", "Police of Mirvane")),
}


def differences(page: Page) -> Locator:
    return page.locator(".comparison .differences li")


def open_compare(page: Page, address: str = OPENED_AT) -> None:
    start_again(page, address)
    expect(differences(page).first).to_be_visible()


def test_two_periods_are_compared_by_keyboard_alone(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    a_year_before, before, dates = AGAINST[dossier.name]
    open_compare(page)
    expect(differences(page).first).to_have_text(a_year_before)
    tab_to(page, '.st-key-against [role="radiogroup"] button, .st-key-against-preset button')
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(differences(page).first).to_have_text(before)
    wait_until_idle(page)
    assert (dict(params(page))["against_since"], dict(params(page))["against_until"]) == dates
    page.go_back()
    expect(differences(page).first).to_have_text(a_year_before)


def test_the_comparison_downloads_as_one_file(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    since, until = AGAINST[dossier.name][2]
    open_compare(page, f"?view=compare&against_since={since}&against_until={until}")
    tab_to(page, ".st-key-compare-download button")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    path = Path(download.value.path())
    rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))
    (events,) = [row for row in rows if row["measure"] == "events"]
    assert (events["first"], events["second"], events["difference"]) == EVENTS[dossier.name]
    assert download.value.suggested_filename == (
        f"{dossier.slug}-comparison_{dossier.file_dates}_against_{since}_{until}.csv"
    )


def test_the_switch_maps_both_sides_by_keyboard(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    address, counts = BOTH_MAPS[dossier.name]
    open_compare(page, address)
    tab_to(page, '.st-key-against-both input, .st-key-against-both [role="switch"]')
    page.keyboard.press("Space")
    for key, events in zip(("first", "second"), counts, strict=True):
        frame = page.frame_locator(f".st-key-two-maps-{key} iframe")
        frame.locator(f'#map_div[data-shown="{events}"]').wait_for()
    assert ("both", "1") in params(page)


def test_a_marker_of_the_second_side_opens_its_details(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    open_compare(page, f"{BOTH_MAPS[dossier.name][0]}&both=1")
    frame = page.frame_locator(".st-key-two-maps-second iframe")
    marker = frame.locator('[data-events]:not([data-events*=" "])').first
    marker.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-details article")).to_be_visible()
    expect(page.locator(".st-key-details article")).not_to_contain_text("Not in this filter.")


def test_everything_has_room_on_a_small_screen(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    page.set_viewport_size(NARROW)
    for address in (f"{BOTH_MAPS[dossier.name][0]}&both=1", f"?view=actor&of={ACTOR[dossier.name][0]}"):
        start_again(page, address)
        expect(page.locator(".comparison, .portrait")).to_be_visible()
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 390


def test_a_search_leads_to_a_page_and_that_to_another_by_keyboard(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    word, name, key, (actor, actor_name) = PLACE[dossier.name]
    start_again(page, f"?q={word}&since=&until=")
    tab_to(page, '[class*="st-key-found-place-"] button')
    page.keyboard.press("Enter")
    expect(page.locator(".portrait h2")).to_have_text(name)
    wait_until_idle(page)
    assert ("of", key) in params(page)
    tab_to(page, f'[class*="st-key-company-curated-actor-{actor}"] button')
    page.keyboard.press("Enter")
    expect(page.locator(".portrait h2")).to_have_text(actor_name)
    page.go_back()
    expect(page.locator(".portrait h2")).to_have_text(name)


def test_the_details_lead_to_an_actors_page_and_it_back_to_the_map(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    key, name, words = ACTOR[dossier.name]
    start_again(page, f"?event={dossier.attack.id}")
    tab_to(page, f".st-key-details-show_actor-{key} button")
    page.keyboard.press("Enter")
    expect(page.locator(".portrait h2")).to_have_text(name)
    tab_to(page, ".st-key-portrait-map button")
    page.keyboard.press("Enter")
    expect(sentence(page)).to_have_text(re.compile(words))
    wait_until_idle(page)
    assert ("actor", key) in params(page)


@pytest.mark.parametrize("what", ["found", "compared", "portrayed"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(dossier: Dossier, default_view: Page, scheme: ColorScheme, what: str) -> None:
    page = default_view
    address = {
        "found": {"kosovo": "?q=banjska", "island": "?q=hesk"}[dossier.name],
        "compared": f"{BOTH_MAPS[dossier.name][0]}&both=1",
        "portrayed": f"?view=actor&of={ACTOR[dossier.name][0]}",
    }[what]
    page.emulate_media(color_scheme=scheme)
    start_again(page, address)
    expect(page.locator(".comparison, .portrait, .st-key-found").first).to_be_visible()
    for frame in page.locator("iframe").all():
        frame.content_frame.locator(f"#map_div[data-shown][data-theme={scheme}]").wait_for()
    assert findings(page) == []
