"""Small pieces of HTML for the page, from templates that escape everything they are given."""

import re
from functools import cache
from pathlib import Path

from jinja2 import Environment

from dashboard.language import _
from dashboard.templating import environment

VIEWS = Path(__file__).parents[1]


class Html(str):
    """HTML that Streamlit takes as it is; in other text it looks for a file's name, and for blanks to remove."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return str(self)


@cache
def _environment() -> Environment:
    templates = environment(*(folder for folder in VIEWS.iterdir() if folder.is_dir()))
    templates.filters["web_link"] = web_link
    return templates


def render(template: str, **values: object) -> Html:
    """A template, which lies beside its view, with values put in as text; no two have one name."""
    return Html(_environment().get_template(template).render(**values))


def web_link(url: str) -> str:
    """The address if it is one of the web, else empty: no `javascript:` becomes a link."""
    return url if url.startswith(("https://", "http://")) else ""


def sentence(text: str) -> Html:
    """The query's sentence, announced to screen readers when it changes."""
    return render("sentence.html", text=text)


def count_rows(rows: list[tuple[str, int]], total: int) -> list[tuple[str, str]]:
    """Places and their counts as text, with a last row for what these leave of the total."""
    rest = total - sum(count for _place, count in rows)
    whole = [*rows, (_("other places"), rest)] if rest else rows
    return [(place, f"{count:,}") for place, count in whole]


# Where Streamlit would take a text for an address and make it a link; something unseen between its parts prevents that.
_ADDRESS = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?<=@)", re.IGNORECASE)
_UNSEEN = "\N{WORD JOINER}"
_SPECIAL = str.maketrans({character: f"&#{ord(character)};" for character in "\\`*_{}[]()#+-.!|<>$:~&\"'@/^="})


def plain(text: str) -> str:
    """Text for a label that Streamlit reads as Markdown: every special character as an entity, and no links."""
    return _ADDRESS.sub(_UNSEEN, text).translate(_SPECIAL)
