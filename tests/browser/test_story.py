"""The story of the crisis, by keyboard: each step sets dates, event and map view, and the map keeps still otherwise."""

from dataclasses import dataclass

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
from tests.browser.dossiers import Dossier
from tests.browser.witness import NARROW


@dataclass(frozen=True)
class Story:
    """A story as a reader walks it; views are zoom, lat, lon, and addresses open a step."""

    key: str
    steps: int
    first: str
    first_sentence: str
    first_params: list[tuple[str, str]]
    first_view: tuple[float, float, float]
    first_markers: int
    first_title: str
    accounts: str
    third_view: tuple[float, float, float]
    second: str
    second_view: tuple[float, float, float]
    second_title: str
    second_params: list[tuple[str, str]]
    within: str
    within_number: int
    within_view: tuple[float, float, float]
    moved_to: tuple[float, float]
    another: str
    another_title: str
    late: str
    late_number: int
    late_words: str
    late_view: tuple[float, float, float]


STORIES = {
    "kosovo": Story(
        key="banjska-2023",
        steps=11,
        first="?until=2023-09-24&story=banjska-2023&event=2023-09-24-banjska-bridge-blocked",
        first_sentence="10 events on 24 September 2023.",
        first_params=[
            ("until", "2023-09-24"),
            ("story", "banjska-2023"),
            ("event", "2023-09-24-banjska-bridge-blocked"),
        ],
        first_view=(11, 42.9733, 20.7808),
        first_markers=8,
        first_title="Two trucks block the bridge into Banjska",
        accounts="02:46",
        third_view=(12, 42.97183, 20.7828),
        second="An officer is killed",
        second_view=(11, 42.9733, 20.7808),
        second_title="Kosovo Police shot at in Banjska; one officer killed",
        second_params=[("until", "2023-09-24"), ("event", "2023-09-24-banjska-ambush")],
        within="?until=2023-09-24&story=banjska-2023&event=2023-09-24-banjska-bridge-blocked",
        within_number=1,
        within_view=(11, 42.9733, 20.7808),
        moved_to=(42.8, 21.1),
        another="2023-09-24-six-arrested",
        another_title="Six people arrested",
        late="?since=2023-09-25&until=2023-09-29&story=banjska-2023&step=8&event=2023-09-25-serbian-buildup",
        late_number=8,
        late_words="No source names positions",
        late_view=(8.5, 42.77, 21.07),
    ),
    "island": Story(
        key="hesk-2031",
        steps=4,
        first="?since=2031-02-20&until=2031-02-20&story=hesk-2031&event=2031-02-20-trawlers-held",
        first_sentence="1 event on 20 February 2031.",
        first_params=[
            ("since", "2031-02-20"),
            ("until", "2031-02-20"),
            ("story", "hesk-2031"),
            ("event", "2031-02-20-trawlers-held"),
        ],
        first_view=(9, -10.7, -32.4),
        first_markers=1,
        first_title="Oskeld’s coast guard holds two trawlers of Halora",
        accounts="three miles inside the waters of Oskeld",
        third_view=(11, -12.28, -33.28),
        second="A road is blocked",
        second_view=(11, -12.28, -33.28),
        second_title="Residents block the road at Hesk",
        second_params=[("until", "2031-03-06"), ("event", "2031-03-03-hesk-roadblock")],
        within="?since=2031-03-06&story=hesk-2031&step=4&event=2031-03-13-halora-pullback",
        within_number=4,
        within_view=(9, -12.0, -33.6),
        moved_to=(-12.1, -33.0),
        another="2031-03-07-oskeld-accuses",
        another_title="Oskeld accuses Halora of the shots at Hesk",
        late="?since=2031-03-04&until=2031-03-04&story=hesk-2031&step=3&event=2031-03-04-hesk-shooting",
        late_number=3,
        late_words="Mirvane counts two dead, Halora one",
        late_view=(11, -12.28, -33.28),
    ),
}


def looks_at(page: Page, zoom: float, lat: float, lon: float) -> None:
    """Until the map has gone where a step looks; its centre lies on a whole pixel."""
    script = """([zoom, lat, lon]) => {
      const centre = map.getCenter();
      return map.getZoom() === zoom && Math.abs(centre.lat - lat) < 0.002 && Math.abs(centre.lng - lon) < 0.002;
    }"""
    map_frame(page).wait_for_function(script, arg=[zoom, lat, lon])


def test_the_story_is_walked_by_keyboard_and_the_map_follows(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    story = STORIES[dossier.name]
    start_again(page)
    page.locator(MAP).evaluate("frame => (frame.mark = 'same frame')")
    tab_to(page, ".st-key-story-open")
    page.keyboard.press("Enter")
    expect(page.locator("article.story")).to_contain_text(f"Step 1 of {story.steps}")
    expect(sentence(page)).to_have_text(story.first_sentence)
    wait_until_idle(page)
    assert params(page) == story.first_params
    looks_at(page, *story.first_view)
    wait_for_markers(page, story.first_markers)
    expect(the_map(page).locator(".selected")).to_have_count(1)

    tab_to(page, ".st-key-story-next")
    for number in (2, 3):
        page.keyboard.press("Enter")
        expect(page.locator("article.story")).to_contain_text(f"Step {number} of {story.steps}")
        wait_until_idle(page)
    looks_at(page, *story.third_view)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("article.story")).to_contain_text(story.second)
    looks_at(page, *story.second_view)
    assert page.locator(MAP).evaluate("frame => frame.mark") == "same frame"

    tab_to(page, ".st-key-story-close")
    page.keyboard.press("Enter")
    expect(page.locator("article.story")).to_have_count(0)
    expect(details(page)).to_contain_text(story.second_title)
    wait_until_idle(page)
    assert params(page) == story.second_params


def test_within_a_step_the_map_is_the_readers(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    story = STORIES[dossier.name]
    start_again(page, story.within)
    looks_at(page, *story.within_view)
    lat, lon = story.moved_to
    map_frame(page).evaluate(f"void map.setView([{lat}, {lon}], 9, {{ animate: false }})")
    moved = map_view(page)
    the_map(page).locator(f'[data-events~="{story.another}"]').focus()
    page.keyboard.press("Enter")
    expect(details(page)).to_contain_text(story.another_title)
    wait_until_idle(page)
    assert map_view(page) == moved
    page.locator(".st-key-story-again button").click()
    expect(details(page)).to_have_count(0)
    expect(page.locator("article.story")).to_contain_text(f"Step {story.within_number} of {story.steps}")


def test_a_link_to_a_step_opens_it_and_back_returns(dossier: Dossier, page: Page) -> None:
    story = STORIES[dossier.name]
    open_page(page, story.late)
    expect(page.locator("article.story")).to_contain_text(story.late_words)
    looks_at(page, *story.late_view)
    page.locator(".st-key-story-next button").click()
    expect(page.locator("article.story")).to_contain_text(f"Step {story.late_number + 1} of {story.steps}")
    wait_until_idle(page)
    page.go_back()
    expect(page.locator("article.story")).to_contain_text(f"Step {story.late_number} of {story.steps}")


def test_all_about_this_event_leaves_the_story_for_its_details(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    story = STORIES[dossier.name]
    start_again(page, story.first)
    page.get_by_role("button", name="All about this event").click()
    expect(details(page)).to_contain_text(story.first_title)
    expect(row(page, story.first_title)).to_be_visible()


def test_the_sides_accounts_of_the_event_are_one_step_away(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    story = STORIES[dossier.name]
    start_again(page, story.first)
    page.get_by_role("button", name="The sides’ accounts").click()
    expect(page.locator(".accounts")).to_contain_text(story.accounts)
    expect(page.locator(".st-key-accounts-head")).to_contain_text(f"Of one event: {story.first_title}.")


def test_on_a_small_screen_the_story_stands_before_the_map(dossier: Dossier, default_view: Page) -> None:
    page = default_view
    story = STORIES[dossier.name]
    page.set_viewport_size(NARROW)
    start_again(page, story.first)
    story_box, map_box = page.locator("article.story").bounding_box(), page.locator(MAP).bounding_box()
    assert story_box is not None
    assert map_box is not None
    assert story_box["y"] < map_box["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
