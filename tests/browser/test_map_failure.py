"""Where the map or one of its layers cannot load, the page says so and offers to try again."""

from playwright.sync_api import Page, Route, expect

from tests.browser.dashboard_page import ROWS, open_page, the_map, wait_for_the_map
from tests.browser.dossiers import Dossier
from tests.browser.witness import Witness

LEAFLET = "**/assets/leaflet/leaflet.js"
MUNICIPALITIES = "**/assets/geodata/municipalities.geojson"


# Where an event in a zone is shown, and which.
ZONE = {
    "kosovo": ("", "2023-09-25-serbian-buildup"),
    "island": ("?since=2031-02-20", "2031-02-20-trawlers-held"),
}


def _refuse(route: Route) -> None:
    route.abort()


def test_a_map_that_cannot_load_says_so_and_loads_again(dossier: Dossier, page: Page, witness: Witness) -> None:
    page.route(LEAFLET, _refuse)
    page.goto("/")
    message = page.get_by_text("The map could not be loaded. The list and the downloads work without it.")
    expect(message).to_be_visible()
    again = page.get_by_role("link", name="Load the page again")
    expect(again).to_be_visible()
    expect(page.locator(ROWS).first).to_be_visible()
    witness.page_errors.clear()  # the component reports the script that we refused
    page.unroute(LEAFLET)
    with page.expect_navigation():
        again.click()
    wait_for_the_map(page)
    expect(message).to_be_hidden()


def test_no_message_stands_on_a_map_that_loads(dossier: Dossier, default_view: Page) -> None:
    # Not only invisible, as the message is for its first five seconds on a map that fails.
    expect(default_view.locator(".map-failure")).to_have_css("display", "none")


def test_a_layer_that_cannot_load_is_named_and_loads_on_retry(dossier: Dossier, page: Page) -> None:
    page.route(MUNICIPALITIES, _refuse)
    open_page(page)
    failure = the_map(page).get_by_role("alert")
    expect(failure).to_contain_text("Not loaded: municipalities.")
    page.unroute(MUNICIPALITIES)
    failure.get_by_role("button", name="Retry").click()
    expect(failure).to_have_count(0)


def test_areas_come_with_the_geodata_when_it_loads_late(dossier: Dossier, page: Page) -> None:
    address, in_a_zone = ZONE[dossier.name]
    page.route("**/assets/geodata/zones.geojson", _refuse)
    open_page(page, address)
    failure = the_map(page).get_by_role("alert")
    expect(failure).to_contain_text("Not loaded: zones.")
    page.unroute("**/assets/geodata/zones.geojson")
    failure.get_by_role("button", name="Retry").click()
    expect(the_map(page).locator(f'path[data-events~="{in_a_zone}"]')).to_have_count(1)
    expect(the_map(page).locator(f'path[data-events~="{dossier.area.id}"]')).to_have_count(1)
