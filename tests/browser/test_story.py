"""The story of the crisis, by keyboard: each step sets dates, event and map view, and the map keeps still otherwise."""

from playwright.sync_api import Page, expect

from tests.browser.dashboard_page import (
    MAP,
    details,
    map_frame,
    map_view,
    open_page,
    params,
    row,
    sentence,
    start_again,
    tab_to,
    the_map,
    wait_for_markers,
    wait_until_idle,
)
from tests.browser.witness import NARROW

STORY = "banjska-2023"


def looks_at(page: Page, zoom: float, lat: float, lon: float) -> None:
    """Until the map has gone where a step looks; its centre lies on a whole pixel."""
    script = """([zoom, lat, lon]) => {
      const centre = map.getCenter();
      return map.getZoom() === zoom && Math.abs(centre.lat - lat) < 0.002 && Math.abs(centre.lng - lon) < 0.002;
    }"""
    map_frame(page).wait_for_function(script, arg=[zoom, lat, lon])


def test_the_story_is_walked_by_keyboard_and_the_map_follows(default_view: Page) -> None:
    page = default_view
    start_again(page)
    page.locator(MAP).evaluate("frame => (frame.mark = 'same frame')")
    tab_to(page, ".st-key-story-open")
    page.keyboard.press("Enter")
    expect(page.locator("article.story")).to_contain_text("Step 1 of 11")
    expect(sentence(page)).to_have_text("10 events on 24 September 2023.")
    wait_until_idle(page)
    assert params(page) == [
        ("until", "2023-09-24"),
        ("story", STORY),
        ("event", "2023-09-24-banjska-bridge-blocked"),
    ]
    looks_at(page, 11, 42.9733, 20.7808)
    wait_for_markers(page, 8)
    expect(the_map(page).locator(".selected")).to_have_count(1)

    tab_to(page, ".st-key-story-next")
    for number in (2, 3):
        page.keyboard.press("Enter")
        expect(page.locator("article.story")).to_contain_text(f"Step {number} of 11")
        wait_until_idle(page)
    looks_at(page, 12, 42.97183, 20.7828)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("article.story")).to_contain_text("An officer is killed")
    looks_at(page, 11, 42.9733, 20.7808)
    assert page.locator(MAP).evaluate("frame => frame.mark") == "same frame"

    tab_to(page, ".st-key-story-close")
    page.keyboard.press("Enter")
    expect(page.locator("article.story")).to_have_count(0)
    expect(details(page)).to_contain_text("Kosovo Police shot at in Banjska; one officer killed")
    wait_until_idle(page)
    assert params(page) == [("until", "2023-09-24"), ("event", "2023-09-24-banjska-ambush")]


def test_within_a_step_the_map_is_the_readers(default_view: Page) -> None:
    page = default_view
    start_again(page, f"?until=2023-09-24&story={STORY}&event=2023-09-24-banjska-bridge-blocked")
    looks_at(page, 11, 42.9733, 20.7808)
    map_frame(page).evaluate("void map.setView([42.8, 21.1], 9, { animate: false })")
    moved = map_view(page)
    the_map(page).locator('[data-events~="2023-09-24-six-arrested"]').focus()
    page.keyboard.press("Enter")
    expect(details(page)).to_contain_text("Six people arrested")
    wait_until_idle(page)
    assert map_view(page) == moved
    page.locator(".st-key-story-again button").click()
    expect(details(page)).to_have_count(0)
    expect(page.locator("article.story")).to_contain_text("Step 1 of 11")


def test_a_link_to_a_step_opens_it_and_back_returns(page: Page) -> None:
    open_page(page, f"?since=2023-09-25&until=2023-09-29&story={STORY}&step=8&event=2023-09-25-serbian-buildup")
    expect(page.locator("article.story")).to_contain_text("No source names positions")
    looks_at(page, 8.5, 42.77, 21.07)
    page.locator(".st-key-story-next button").click()
    expect(page.locator("article.story")).to_contain_text("Step 9 of 11")
    wait_until_idle(page)
    page.go_back()
    expect(page.locator("article.story")).to_contain_text("Step 8 of 11")


def test_all_about_this_event_leaves_the_story_for_its_details(default_view: Page) -> None:
    page = default_view
    start_again(page, f"?until=2023-09-24&story={STORY}&event=2023-09-24-banjska-bridge-blocked")
    page.get_by_role("button", name="All about this event").click()
    expect(details(page)).to_contain_text("Two trucks block the bridge into Banjska")
    expect(row(page, "Two trucks block the bridge into Banjska")).to_be_visible()


def test_the_sides_accounts_of_the_event_are_one_step_away(default_view: Page) -> None:
    page = default_view
    start_again(page, f"?until=2023-09-24&story={STORY}&event=2023-09-24-banjska-bridge-blocked")
    page.get_by_role("button", name="The sides’ accounts").click()
    expect(page.locator(".accounts")).to_contain_text("02:46")
    expect(page.locator(".st-key-accounts-head")).to_contain_text(
        "Of one event: Two trucks block the bridge into Banjska."
    )


def test_on_a_small_screen_the_story_stands_before_the_map(default_view: Page) -> None:
    page = default_view
    page.set_viewport_size(NARROW)
    start_again(page, f"?until=2023-09-24&story={STORY}&event=2023-09-24-banjska-bridge-blocked")
    story_box, map_box = page.locator("article.story").bounding_box(), page.locator(MAP).bounding_box()
    assert story_box is not None
    assert map_box is not None
    assert story_box["y"] < map_box["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
