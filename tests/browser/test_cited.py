"""A citation, opened later by somebody else: what the dataset has changed since is said."""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import ours
from tests.browser.dashboard_page import details, open_page, params, start_again, tab_to
from tests.browser.server import ROOT, Server, copy_project, running
from tests.browser.witness import NewPage

AMBUSH = "2023-09-24-banjska-ambush"
NOTE = "One more was <b>hurt</b>, as the court found."


def version_of(root: Path) -> str:
    return str(json.loads((root / "seeds" / "datapackage.json").read_text("utf-8"))["version"])


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of a later version of the dataset, 99.0.0, that revised one event and a table beside the events."""
    root = copy_project(tmp_path_factory.mktemp("newer"))
    package = root / "seeds" / "datapackage.json"
    package.write_text(
        json.dumps(json.loads(package.read_text("utf-8")) | {"version": "99.0.0", "created": "2027-01-01T00:00:00Z"}),
        "utf-8",
    )
    with (root / "seeds" / "changes.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(
            [
                ["99.0.0", "2027-01-01", "events", AMBUSH, "revised", NOTE],
                ["99.0.0", "2027-01-01", "weights", "", "revised", "Weighed anew."],
            ]
        )
    with running(root) as server:
        yield server


def cited_address(page: Page) -> str:
    """Path and query of the address in the citation of what the page shows."""
    page.get_by_role("button", name="Cite this view").click()
    citation = page.locator("[data-testid=stPopoverBody] code")
    expect(citation).to_contain_text("(accessed")
    (address,) = [word for word in citation.inner_text().split() if word.startswith("http")]
    page.keyboard.press("Escape")
    return "?" + urlsplit(address).query


def test_a_citation_opened_at_a_later_version_says_what_has_changed_since(
    default_view: Page, new_page: NewPage, newer: Server
) -> None:
    start_again(default_view, "?type=ASSAULT")
    address = cited_address(default_view)
    assert address == f"?type=ASSAULT&data={version_of(ROOT)}"

    page = new_page(base_url=newer.url, reader="who follows a citation")
    open_page(page, address)
    notice = page.get_by_role("region", name="What has changed since this was cited")
    expect(notice).to_contain_text(f"Cited at version {version_of(ROOT)} of the dataset; this has changed since:")
    expect(notice.get_by_role("listitem")).to_have_count(1)
    expect(notice.get_by_role("listitem")).to_contain_text(f"revised: {NOTE} 99.0.0")
    expect(notice).to_contain_text("1 more change concerns what is not shown here.")
    assert ours(page) == []

    tab_to(page, ".cited li a")
    page.keyboard.press("Enter")
    expect(details(page)).to_contain_text("Armed attack")
    assert dict(params(page))["event"] == AMBUSH
    expect(notice.get_by_role("listitem")).to_have_count(1)

    notice.get_by_role("link", name="All changes since version").click()
    expect(page.locator(".changes")).to_contain_text("Weighed anew.")
    expect(page.locator(".changes")).to_contain_text(NOTE)
    expect(notice).to_have_count(0)

    # What this reader cites carries the version that they saw.
    open_page(page, address)
    assert cited_address(page) == "?type=ASSAULT&data=99.0.0"


def test_at_the_same_version_it_says_nothing(default_view: Page) -> None:
    start_again(default_view)
    start_again(default_view, cited_address(default_view))
    expect(details(default_view)).to_have_count(0)
    expect(default_view.locator(".cited")).to_have_count(0)
    assert dict(params(default_view)) == {"data": version_of(ROOT)}


def test_an_error_is_reported_by_keyboard_alone_and_its_link_leads_anybody_to_the_event(
    new_page: NewPage, newer: Server
) -> None:
    page = new_page(base_url=newer.url, reader="who reports an error")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_page(page, f"?q=monastery&event={AMBUSH}")
    tab_to(page, ".st-key-details summary")
    page.keyboard.press("Enter")
    body = page.locator(".st-key-details").get_by_role("group").filter(has_text="Report an error")
    expect(body.get_by_role("combobox", name="What is wrong?")).to_be_visible()
    tab_to(page, "[role=combobox]", 1)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Casual")
    page.keyboard.press("Enter")
    report = body.get_by_role("textbox", name="Write what it should say")
    expect(report).to_have_value(re.compile("\nTo correct: Casualties\n"))
    assert ours(page) == []
    tab_to(page, "textarea", 2)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.press("ControlOrMeta+c")
    text = page.evaluate("navigator.clipboard.readText()")
    lines = dict(line.split(": ", 1) for line in text.strip().split("\n"))
    assert lines["Id"] == AMBUSH
    assert lines["Row"].startswith(f"seeds/events.csv, {AMBUSH}: fatalities_low, ")
    assert lines["Dataset"] == "Curated dataset, version 99.0.0 of 1 January 2027"
    assert lines["Link"].startswith(newer.url)

    stranger = new_page(base_url=newer.url, reader="who reads a report")
    open_page(stranger, lines["Link"].removeprefix(f"{newer.url}/"))
    expect(details(stranger).get_by_role("heading", level=2)).to_have_text(lines["Event"])
    expect(stranger.get_by_text("Not in this filter.")).to_have_count(0)
    expect(stranger.locator(".cited")).to_have_count(0)
