"""For those who see, hear or move otherwise: axe-core finds nothing of ours, and the keyboard does everything."""

import csv

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import ours
from tests.browser.dashboard_page import (
    details,
    figure,
    map_frame,
    marker,
    markers,
    params,
    row,
    sentence,
    start_again,
    tab_to,
    the_map,
    wait_for_markers,
    wait_until_idle,
)
from tests.browser.dossiers import Dossier
from tests.browser.witness import ColorScheme

# A figure of several claims, and how many markers, areas and strips there are at least.
FIGURE = {"kosovo": "armed_men", "island": "killed"}
LEAST = {"kosovo": 8, "island": 7}
# A step of the story, and where what has changed is told.
STEP = {
    "kosovo": "?until=2023-09-24&story=banjska-2023&step=4&event=2023-09-24-banjska-standoff",
    "island": "?until=2031-03-06&story=hesk-2031&step=2&event=2031-03-03-hesk-roadblock",
}
CHANGES = {
    "kosovo": "?view=sources&changed_since=2023-09-25",
    "island": "?view=sources&changed_since=2031-03-05",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_but_what_streamlit_brings(dossier: Dossier, default_view: Page, scheme: ColorScheme) -> None:
    page = default_view
    page.emulate_media(color_scheme=scheme)
    start_again(page)
    assert ours(page) == []

    figure(page, FIGURE[dossier.name]).get_by_role("button").click()
    expect(figure(page, FIGURE[dossier.name]).get_by_role("dialog")).to_be_visible()
    assert ours(page) == []
    page.keyboard.press("Escape")
    expect(figure(page, FIGURE[dossier.name]).get_by_role("dialog")).to_be_hidden()

    for popover in (page.locator(".st-key-coverage"), page.locator(".st-key-filter-more")):
        popover.get_by_role("button").first.click()
        expect(page.locator("[data-testid=stPopoverBody]")).to_be_visible()
        assert ours(page) == []
        page.keyboard.press("Escape")
        expect(page.locator("[data-testid=stPopoverBody]")).to_have_count(0)

    marker(page, dossier.together.id).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(details(page)).to_be_visible()
    expect(the_map(page).get_by_role("dialog")).to_be_visible()
    assert ours(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_of_ours_in_story_accounts_and_changes(
    dossier: Dossier, default_view: Page, scheme: ColorScheme
) -> None:
    page = default_view
    page.emulate_media(color_scheme=scheme)
    start_again(page, STEP[dossier.name])
    expect(page.locator("article.story")).to_be_visible()
    assert ours(page) == []
    for address, content in (("?view=accounts", ".accounts"), (CHANGES[dossier.name], ".changes")):
        start_again(page, address)
        expect(page.locator(content).first).to_be_visible()
        assert ours(page) == []


def test_every_marker_area_and_strip_has_a_name_and_a_place_in_the_tab_order(
    dossier: Dossier, default_view: Page
) -> None:
    start_again(default_view)
    for node in markers(default_view).all():
        ids = (node.get_attribute("data-events") or "").split()
        name = node.get_attribute("aria-label") or ""
        assert node.get_attribute("role") == "button"
        assert node.get_attribute("tabindex") == "0"
        assert len(name) > 15
        assert len(ids) == 1 or f"{len(ids)} events here" in name
    assert markers(default_view).count() >= LEAST[dossier.name]


def test_every_marker_area_and_strip_works_by_enter(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    with (dossier.folder / "seeds" / "events.csv").open(encoding="utf-8", newline="") as file:
        titles = {row["id"]: row["title"] for row in csv.DictReader(file)}
    start_again(page)
    for node in markers(page).all():
        ids = (node.get_attribute("data-events") or "").split()
        node.focus()
        page.keyboard.press("Enter")
        if len(ids) > 1:
            dialog = the_map(page).get_by_role("dialog")
            expect(dialog.locator("li button")).to_have_count(len(ids))
            page.keyboard.press("Escape")
            expect(dialog).to_have_count(0)
        else:
            expect(row(page, titles[ids[0]]).locator("input")).to_be_checked()


def test_tab_alone_walks_over_every_marker(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    start_again(page)
    page.get_by_role("button", name="Coverage and sourcing").focus()
    wanted = set(markers(page).evaluate_all("nodes => nodes.map((node) => node.dataset.events)"))
    seen: set[str] = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.add(map_frame(page).evaluate("document.activeElement?.dataset?.events ?? ''"))
    assert wanted <= seen


def test_the_keyboard_alone_filters_chooses_reads_and_downloads(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    start_again(page)
    tab_to(page, 'input[aria-label="Search"]')
    page.keyboard.type(dossier.word)
    page.keyboard.press("Enter")
    expect(sentence(page)).to_contain_text(f"mentioning “{dossier.word}”")
    wait_for_markers(page, 1)
    tab_to(page, f'[data-events="{dossier.alone.id}"]')
    page.keyboard.press("Enter")
    expect(details(page)).to_be_visible()
    wait_until_idle(page)
    assert ("event", dossier.alone.id) in params(page)
    tab_to(page, ".files a")
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    assert waiting.value.suggested_filename == f"{dossier.slug}-events_{dossier.file_dates}.csv"


def test_the_sentence_is_announced_when_it_changes(dossier: Dossier, default_view: Page) -> None:
    start_again(default_view)
    expect(sentence(default_view)).to_have_attribute("role", "status")
    expect(sentence(default_view)).to_have_attribute("aria-live", "polite")
