"""The address and the citation of a view, and the names of its files."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from dashboard.language import _
from dashboard.query import Query
from dashboard.query.options import Options
from dashboard.query.question import Vocabulary
from dashboard.query.wording import day
from dashboard.sharing.published import is_of_own, options_without_own, without_own


def permalink(
    query: Query,
    event_id: str = "",
    options: Options = Options(),  # noqa: B008 - it never changes
    shared: Vocabulary | None = None,
) -> str:
    """The address of the view that everybody can open, relative to the page, e.g. "?type=ASSAULT".

    The reader's own datasets, an event of theirs, and actors and places that are not in the vocabulary `shared` by all
    are left out; leaves_out_own() tells where that is so.
    """
    event_id = "" if is_of_own(event_id) else event_id
    return page_address(without_own(query, shared), event_id, options_without_own(options, shared))


def page_address(query: Query, event_id: str = "", options: Options = Options()) -> str:  # noqa: B008 - it never changes
    """The view's address on the reader's own page, relative to it; "./" for the default view."""
    params = query.to_params() + options.to_params() + ([("event", event_id)] if event_id else [])
    return f"?{urlencode(params)}" if params else "./"


def left_out() -> str:
    """What is said beside a link that shows less than the reader sees."""
    return _("without the reader’s own data, which nobody else can open")


def file_name(query: Query, extension: str, what: str = "events") -> str:
    """A name that carries what it holds and the dates, e.g. "kosovo-serbia-events_2023-09-24_2023-10-06.csv"."""
    since = query.since.isoformat() if query.since else "start"
    until = query.until.isoformat() if query.until else "open"
    return f"kosovo-serbia-{what}_{since}_{until}.{extension}"


def citation(sentence: str, editions: Sequence[str], address: str, accessed: date, *, is_without_own: bool) -> str:
    """How to cite what a reader saw of these editions of datasets; `is_without_own` where the address shows less."""
    if is_without_own:
        address = f"{address} ({left_out()})"
    return _("Kosovo*–Serbia tension dashboard. {sentence} {editions}. {address} (accessed {accessed}).").format(
        sentence=sentence, editions="; ".join(editions), address=address, accessed=day(accessed)
    )
