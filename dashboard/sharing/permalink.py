"""The address and the citation of a view, and the names of its files."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode, urljoin

from dashboard.dossier.profile import PROFILE
from dashboard.language import _
from dashboard.query import Query
from dashboard.query.options import Options
from dashboard.query.query import Vocabulary
from dashboard.query.wording import day
from dashboard.reading.cited import is_curated_shown
from dashboard.sharing.published import is_of_own, options_without_own, without_own


@dataclass(frozen=True, slots=True)
class Permalink:
    """A view's address that everybody can open, relative to the page; where it shows less, `left_out` says so."""

    address: str
    left_out: str = ""


def permalink(
    query: Query,
    event_id: str = "",
    options: Options = Options(),  # noqa: B008 - it never changes
    shared: Vocabulary | None = None,
) -> Permalink:
    """The link to a view, e.g. "?type=ASSAULT&data=1.1.0".

    Where the curated dataset is among what is shown, it carries the version that stands now, so that the page can say
    later what has changed since. The reader's own datasets, an event of theirs, and actors and places that are not in
    the vocabulary `shared` by all are left out.
    """
    options = replace(options, cited="")  # the reader may have come by an older link
    seen = query, event_id, options
    open_to_all = (
        without_own(query, shared),
        "" if is_of_own(event_id) else event_id,
        options_without_own(options, shared),
    )
    left_out = "" if open_to_all == seen else _left_out()
    query, event_id, options = open_to_all
    if shared and shared.versions and is_curated_shown(query, event_id, options):
        options = replace(options, cited=shared.versions[-1])
    return Permalink(page_address(query, event_id, options), left_out)


def page_address(query: Query, event_id: str = "", options: Options = Options()) -> str:  # noqa: B008 - it never changes
    """The view's address on the reader's own page, relative to it; "./" for the default view."""
    params = query.to_params() + options.to_params() + ([("event", event_id)] if event_id else [])
    return f"?{urlencode(params)}" if params else "./"


def _left_out() -> str:
    return _("without the reader’s own data, which nobody else can open")


def file_name(query: Query, extension: str, what: str = "events") -> str:
    """A name that carries what it holds and the dates, e.g. "events_2024-09-24_2024-10-06.csv" after the slug."""
    since = query.since.isoformat() if query.since else "start"
    until = query.until.isoformat() if query.until else "open"
    return f"{PROFILE.slug}-{what}_{since}_{until}.{extension}"


def citation(sentence: str, editions: Sequence[str], page: str, link: Permalink, accessed: date) -> str:
    """How to cite what a reader saw of these editions of datasets on the page at this address."""
    address = urljoin(page or "/", link.address) + (f" ({link.left_out})" if link.left_out else "")
    return _("{title}. {sentence} {editions}. {address} (accessed {accessed}).").format(
        title=PROFILE.title, sentence=sentence, editions="; ".join(editions), address=address, accessed=day(accessed)
    )
