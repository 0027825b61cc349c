"""A broken row stops the dashboard with file, line, column, rule and remedy, on the page and in the terminal."""

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.server import copy_project, running
from tests.browser.witness import NewPage


def test_a_broken_row_is_named_on_the_page_and_in_the_terminal(new_page: NewPage, tmp_path: Path) -> None:
    root = copy_project(tmp_path / "broken")
    events = root / "seeds" / "events.csv"
    lines = events.read_text("utf-8").split("\n")
    assert lines[1].startswith("2008-02-17-independence,2008-02-17,")
    lines[1] = lines[1].replace(",2008-02-17,", ",17 February 2008,", 1)
    events.write_text("\n".join(lines), "utf-8")
    with running(root) as server:
        page = new_page(base_url=server.url)
        page.goto("/")
        expect(page.get_by_text("The data cannot be shown until this is mended:")).to_be_visible()
        told = page.locator("[data-testid=stCode]")
        for part in ("events.csv, line 2, column date_start: ", "date", "To mend it: "):
            expect(told).to_contain_text(part)
        expect(page.locator("iframe")).to_have_count(0)
        expect(page.get_by_text("Traceback")).to_have_count(0)
        assert "events.csv, line 2, column date_start: " in server.log()
        assert "To mend it: " in server.log()
        assert b'"status":"broken"' in server.get("/api/health")
        assert b"events.csv, line 2, column date_start" in server.get("/api/events.csv")
