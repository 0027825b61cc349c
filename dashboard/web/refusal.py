"""What a reader sees who followed a link to a file that could not be had."""

from functools import cache
from pathlib import Path

from jinja2 import Template

from dashboard.dossier.profile import PROFILE, footnote_line
from dashboard.templating import environment


def refusal(sentence: str, page: str) -> str:
    """A page with the sentence that says why, and a link to the dashboard at the address `page`."""
    return _template().render(sentence=sentence, page=page, title=PROFILE.title, note=footnote_line())


@cache
def _template() -> Template:
    return environment(Path(__file__).parent).get_template("refusal.html")
