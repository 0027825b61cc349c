"""The address and the citation of a view, and the names of its files."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from dashboard.language import _
from dashboard.query import Query
from dashboard.query.options import Options
from dashboard.query.wording import day


def permalink(query: Query, event_id: str = "", options: Options = Options()) -> str:  # noqa: B008 - it never changes
    """The view's address relative to the page, e.g. "?type=ASSAULT"; "./" for the default view."""
    params = query.to_params() + options.to_params() + ([("event", event_id)] if event_id else [])
    return f"?{urlencode(params)}" if params else "./"


def file_name(query: Query, extension: str, what: str = "events") -> str:
    """A name that carries what it holds and the dates, e.g. "kosovo-serbia-events_2023-09-24_2023-10-06.csv"."""
    since = query.since.isoformat() if query.since else "start"
    until = query.until.isoformat() if query.until else "open"
    return f"kosovo-serbia-{what}_{since}_{until}.{extension}"


def citation(sentence: str, editions: Sequence[str], address: str, accessed: date) -> str:
    """How to cite what a reader saw of these editions of datasets."""
    return _("Kosovo*–Serbia tension dashboard. {sentence} {editions}. {address} (accessed {accessed}).").format(
        sentence=sentence, editions="; ".join(editions), address=address, accessed=day(accessed)
    )
