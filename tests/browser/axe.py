"""axe-core in the page and in its frames."""

from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

from tests.browser.dashboard_page import wait_until_idle

_AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")

# What Streamlit's own widgets bring: rule -> where in Streamlit's markup, and why. All else is ours to mend.
_STREAMLITS_OWN = {
    "color-contrast": (
        '[data-testid="stPopoverButton"][aria-expanded="true"]',
        "the button of an open popover takes a shade of the primary colour that is too dark on a dark page",
    ),
}

# Runs from the page and sees into its frames, where axe-core stands too.
_RUN = """async () => {
  const report = await axe.run(document, { resultTypes: ["violations"] });
  return report.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, html }) => ({ rule: id, target, html: html.slice(0, 160) })));
}"""


def findings(page: Page) -> list[dict[str, Any]]:
    """axe-core's violations in page and frames: rule, selectors from the outermost document inwards, and markup."""
    wait_until_idle(page)
    for frame in page.frames:
        if not frame.evaluate("'axe' in window"):
            frame.evaluate(_AXE)
    found: list[dict[str, Any]] = page.evaluate(_RUN)
    return found


def ours(page: Page) -> list[str]:
    """The violations that Streamlit didn't bring."""
    return [f"{finding['rule']}: {finding['html']}" for finding in findings(page) if not _is_streamlits(page, finding)]


def _is_streamlits(page: Page, finding: dict[str, Any]) -> bool:
    """True for a rule that is known of Streamlit, at an element that Streamlit wrote."""
    if finding["rule"] not in _STREAMLITS_OWN or len(finding["target"]) > 1:
        return False
    where, _ = _STREAMLITS_OWN[finding["rule"]]
    selector = finding["target"][0]
    script = "([selector, where]) => Boolean(document.querySelector(selector).closest(where))"
    return bool(page.evaluate(script, [selector, where]))
