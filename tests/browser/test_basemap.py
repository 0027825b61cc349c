"""An online basemap exists only where the deployer names one."""

from playwright.sync_api import Page, expect

from tests.browser.dashboard_page import open_page, the_map
from tests.browser.server import Server, free_port, running
from tests.browser.witness import NewPage


def test_without_an_address_no_outside_host_is_allowed_or_offered(default_view: Page, server: Server) -> None:
    policy = server.headers("/")["content-security-policy"]
    assert "http" not in policy
    assert "*" not in policy
    assert server.headers("/api/events.csv")["content-security-policy"] == policy
    expect(the_map(default_view).get_by_text("Online map")).to_have_count(0)


def test_with_an_address_its_host_is_allowed_and_the_map_offers_it(new_page: NewPage) -> None:
    host = f"http://127.0.0.1:{free_port()}"
    with running(environment={"BASEMAP_URL": f"{host}/{{z}}/{{x}}/{{y}}.png"}) as server:
        policy = server.headers("/")["content-security-policy"]
        assert f"img-src 'self' data: blob: {host}" in policy
        assert policy.count("http") == 1
        page = new_page(base_url=server.url)
        tiles: list[str] = []
        page.on("request", lambda request: tiles.append(request.url) if request.url.startswith(host) else None)
        open_page(page)
        assert tiles == []  # nothing is asked of it until the reader chooses it
        control = the_map(page).locator(".leaflet-control-layers")
        expect(control).to_be_visible()
        control.hover()
        control.get_by_text("Online map").click()
        page.wait_for_timeout(500)
        assert tiles
