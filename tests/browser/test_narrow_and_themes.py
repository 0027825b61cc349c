"""The page on a telephone, and in both themes."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.dashboard_page import MAP, map_frame, open_page, the_map
from tests.browser.dossiers import Dossier
from tests.browser.server import Server
from tests.browser.tabs import Tabs
from tests.browser.witness import NARROW, NewPage, Witness

CREDIT = {
    "kosovo": ("© OpenStreetMap contributors (ODbL)", "Boundaries and names don't imply endorsement."),
    "island": ("Lines, names and places are invented", "Lines and names don't imply endorsement."),
}


def _top_and_height(page: Page, selector: str) -> tuple[float, float]:
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["y"], box["height"]


@pytest.fixture(scope="module")
def telephone(dossier: Dossier, tabs: Tabs, server: Server) -> Iterator[Page]:
    """The default view as a telephone opens it, once for tests that look."""
    with tabs.tab(Witness(), base_url=server.url, viewport=NARROW) as page:
        open_page(page)
        yield page


def test_on_a_telephone_figures_come_before_a_lower_map_and_nothing_scrolls_sideways(
    dossier: Dossier, telephone: Page
) -> None:
    page = telephone
    figures, _ = _top_and_height(page, ".st-key-figures")
    top, height = _top_and_height(page, MAP)
    events, _ = _top_and_height(page, ".st-key-events")
    assert figures < top < events
    assert height <= 400
    widest = page.evaluate("Math.max(document.scrollingElement.scrollWidth, document.body.scrollWidth)")
    assert widest <= NARROW["width"]
    main = "document.querySelector('[data-testid=stMain]')"
    assert page.evaluate(f"{main}.scrollWidth <= {main}.clientWidth")
    assert map_frame(page).evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_on_a_telephone_credit_and_disclaimer_stand_behind_a_button(dossier: Dossier, telephone: Page) -> None:
    page = telephone
    words, disclaimer = CREDIT[dossier.name]
    credit = the_map(page).get_by_text(words)
    expect(credit).to_be_hidden()
    the_map(page).get_by_role("button", name="About boundaries, names and sources").click()
    expect(credit).to_be_visible()
    expect(the_map(page).get_by_text(disclaimer)).to_be_visible()


def test_on_a_wide_screen_the_map_stands_beside_figures_and_events(dossier: Dossier, default_view: Page) -> None:
    map_top, height = _top_and_height(default_view, MAP)
    figures_top, _ = _top_and_height(default_view, ".st-key-figures")
    assert height >= 440
    assert abs(map_top - figures_top) < 100
    assert map_top + height <= 900


@pytest.mark.parametrize(("scheme", "background"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(20, 24, 29)")])
def test_page_and_map_follow_the_theme(dossier: Dossier, new_page: NewPage, scheme: str, background: str) -> None:
    page = new_page(color_scheme=scheme)
    open_page(page)
    expect(page.locator("[data-testid=stApp]")).to_have_css("background-color", background)
    expect(the_map(page).locator("#map_div")).to_have_attribute("data-theme", scheme)
