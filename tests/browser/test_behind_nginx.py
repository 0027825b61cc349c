"""The dashboard behind the proxy of the README, which leaves the base path on or takes it off."""

import json
import re
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, WebSocket, expect

from tests.browser.dashboard_page import (
    named,
    sentence,
    shown_ids,
    the_map,
    wait_for_markers,
    wait_for_the_map,
)
from tests.browser.get_nginx import nginx_path
from tests.browser.server import ROOT, free_port, running
from tests.browser.witness import NewPage

EXAMPLE = re.search(r"```nginx\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
PUBLIC_URL = "https://dash.example/dash/"
# How the server learns of the path; then whether the proxy takes it off.
SETTINGS = {"public": {"PUBLIC_URL": PUBLIC_URL}, "base": {"STREAMLIT_SERVER_BASE_URL_PATH": "dash"}}
WAYS = [(told, is_off) for told in SETTINGS for is_off in (False, True)]
NAMES = [f"{told}, {'taken off' if is_off else 'left on'}" for told, is_off in WAYS]


@dataclass(frozen=True)
class Proxy:
    """An nginx with a port for each way, and what it has written of the requests."""

    ports: dict[tuple[str, bool], int]
    log: Path

    def site(self, way: tuple[str, bool]) -> str:
        return f"http://127.0.0.1:{self.ports[way]}"

    def refused(self) -> list[str]:
        """Requests that were answered with an error."""
        return [line for line in self.log.read_text("utf-8").splitlines() if int(line.split()[0]) >= 400]

    def layers(self) -> set[str]:
        """Names of the map's layers that were asked for below the path."""
        return set(re.findall(r"^200 /dash/assets/geodata/(\w+)\.", self.log.read_text("utf-8"), re.MULTILINE))


def configuration(servers: dict[str, str], ports: dict[tuple[str, bool], int]) -> str:
    """The README's server for each way, with its port and the address of the server behind it put in."""
    assert EXAMPLE
    blocks = [
        EXAMPLE[1]
        .replace("listen 80;", f"listen 127.0.0.1:{ports[told, is_off]};")
        .replace("http://127.0.0.1:8501;", f"{servers[told]}{'/' if is_off else ''};")
        for told, is_off in WAYS
    ]
    lines = ["daemon off;", "master_process off;", "pid nginx.pid;", "error_log stderr;", "events {}", "http {"]
    lines += [f"{name}_temp_path {name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")]
    lines += ["log_format short '$status $request_uri';", "access_log requests.log short;", *blocks, "}"]
    return "\n".join(lines)


@contextmanager
def nginx(folder: Path, servers: dict[str, str]) -> Iterator[Proxy]:
    program = nginx_path()
    if program is None:
        pytest.fail("no nginx that starts: `make nginx` gets one or says how")
    ports = {way: free_port() for way in WAYS}
    (folder / "nginx.conf").write_text(configuration(servers, ports), "utf-8")
    command = [program, "-p", str(folder), "-e", "stderr", "-c", str(folder / "nginx.conf")]
    with (folder / "errors.log").open("wb") as errors:
        process = subprocess.Popen(command, stderr=errors)  # noqa: S603 - our own command
    try:
        while not is_listening(ports[WAYS[0]]):
            assert process.poll() is None, (folder / "errors.log").read_text("utf-8")
        yield Proxy(ports, folder / "requests.log")
    finally:
        process.terminate()
        process.wait()


def is_listening(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError:
        return False
    return True


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory, many: Path) -> Iterator[Proxy]:
    with ExitStack() as started:
        servers = {
            told: started.enter_context(running(environment={"DATASETS": str(many), **settings})).url
            for told, settings in SETTINGS.items()
        }
        yield started.enter_context(nginx(tmp_path_factory.mktemp("nginx"), servers))


def get(address: str, **headers: str) -> tuple[int, str]:
    request = urllib.request.Request(address, headers=headers)  # noqa: S310 - loopback
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - loopback
            return answer.status, answer.read().decode("utf-8")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode("utf-8")


def permalink(brief: str) -> str:
    found = re.search(r'This view: <a href="([^"]*)">', brief)
    assert found, brief[:2000]
    return found[1]


@pytest.mark.parametrize("way", WAYS, ids=NAMES)
def test_routes_health_and_assets_answer_below_the_path(proxy: Proxy, way: tuple[str, bool]) -> None:
    site = proxy.site(way)
    status, health = get(f"{site}/dash/api/health")
    assert (status, json.loads(health)["status"]) == (200, "ok")
    assert get(f"{site}/dash/assets/map/map.css")[1] == (ROOT / "dashboard/drawing/frame/map.css").read_text("utf-8")
    assert get(f"{site}/dash/api/events.csv?type=ASSAULT")[1].startswith("\ufeffid,date_start,")
    assert get(f"{site}/dash/_stcore/metrics")[0] == 404
    assert json.loads(get(f"{site}/dash/_stcore/host-config")[1])["allowedOrigins"] == []
    assert 'src="./static/js/' in get(f"{site}/dash/")[1]


@pytest.mark.parametrize("way", WAYS, ids=NAMES)
def test_a_brief_leads_to_the_public_address_or_to_the_host_that_was_asked_for(
    proxy: Proxy, way: tuple[str, bool]
) -> None:
    site = proxy.site(way)
    forged = {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example", "X-Forwarded-Prefix": "/evil"}
    status, brief = get(f"{site}/dash/api/brief.html?type=ASSAULT", **forged)
    assert status == 200
    version = json.loads(get(f"{site}/dash/api/health")[1])["version"]
    root = PUBLIC_URL if way[0] == "public" else f"{site}/dash/"
    assert permalink(brief) == f"{root}?type=ASSAULT&amp;data={version}"
    assert "evil" not in brief
    assert get(f"{site}/dash/api/brief.html", Host="evil.example")[0] == 400


class Watched:
    """What came through the WebSockets of a page."""

    def __init__(self, page: Page) -> None:
        self.frames: dict[str, int] = {}
        page.on("websocket", self._watch)

    def _watch(self, opened: WebSocket) -> None:
        path = re.sub(r"^ws://[^/]*|\?.*", "", opened.url)
        opened.on("framereceived", lambda _frame: self.frames.update({path: self.frames.get(path, 0) + 1}))


@pytest.mark.parametrize("way", [("public", True), ("base", False)], ids=["taken off", "left on"])
def test_all_of_the_page_works_below_the_path(proxy: Proxy, new_page: NewPage, way: tuple[str, bool]) -> None:
    site = proxy.site(way)
    root = PUBLIC_URL if way[0] == "public" else f"{site}/dash/"
    page = new_page(base_url=site)
    watched = Watched(page)
    refused_before = proxy.refused()
    page.goto("/dash/")
    the_map(page).locator("#map_div[data-shown]").wait_for(timeout=60_000)  # a new server's first page takes longest
    wait_for_the_map(page)
    expect(sentence(page)).to_have_text("42 events from 24 September to 6 October 2023.")
    assert "2023-09-24-banjska-ambush" in shown_ids(page)
    expect(named(page, "Zvečan/Zveçan")).to_be_attached()  # labels of a route, over layers of the assets
    assert {"boundary_line", "countries", "municipalities", "hillshade_light"} <= proxy.layers()

    page.get_by_role("textbox", name="Search").fill("rudare")
    page.get_by_role("textbox", name="Search").press("Enter")
    wait_for_markers(page, 1)
    assert shown_ids(page) == ["2023-09-24-six-arrested"]
    expect(sentence(page)).to_contain_text("mentioning “rudare”")
    assert page.url == f"{site}/dash/?q=rudare"
    assert watched.frames["/dash/api/channel"] > 0
    assert set(watched.frames) == {"/dash/api/channel", "/dash/_stcore/stream"}

    with page.expect_download() as waiting:
        page.locator(".st-key-downloads").get_by_role("link", name="CSV", exact=True).click()
    assert Path(waiting.value.path()).read_bytes().decode("utf-8") == get(f"{site}/dash/api/events.csv?q=rudare")[1]

    page.get_by_role("button", name="Brief", exact=True).click()
    brief = page.get_by_role("link", name="Brief (HTML)").get_attribute("href")
    version = json.loads(get(f"{site}/dash/api/health")[1])["version"]
    assert permalink(get(f"{site}/dash/{brief}")[1]) == f"{root}?q=rudare&amp;data={version}"
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Cite this view").click()
    expect(page.locator("[data-testid=stPopoverBody] code")).to_contain_text(
        f"{root}?q=rudare&data={version} (accessed"
    )

    page.goto("/dash/?since=&until=&dataset=many")
    with page.expect_response("**/dash/api/density.json?*") as answered:
        wait_for_the_map(page)
    assert answered.value.status == 200
    expect(the_map(page).locator("canvas.density")).to_be_visible()
    assert proxy.refused() == refused_before
