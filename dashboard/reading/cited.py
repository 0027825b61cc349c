"""What has changed in the dataset since a view was cited: what concerns the view, apart from what does not."""

from collections.abc import Iterable
from dataclasses import dataclass

from dashboard.dossier.event import Change, Event
from dashboard.query import Query
from dashboard.query.options import Options, View
from dashboard.query.query import CURATED
from dashboard.reading.changes import changed_since_version
from dashboard.sources.curated import Curated

_TOLD_BY_EVENT = ("events", "claims", "statements")


@dataclass(frozen=True, slots=True)
class SinceCited:
    """The changes since a version: of what a view shows, those of the chosen event first, then what was
    withdrawn; and the number of others."""

    shown: tuple[Change, ...]
    others: int


def is_curated_shown(query: Query, event_id: str, options: Options) -> bool:
    """True where the curated dataset is among what a view shows; the ids of its events have no colon."""
    is_chosen = bool(event_id) and ":" not in event_id
    is_against = options.view is View.COMPARE and options.against_dataset == CURATED
    return CURATED in query.datasets or is_chosen or is_against


def since_cited(
    dossier: Curated, version: str, shown: Iterable[Event], chosen: str = "", of_dates: Iterable[Event] = ()
) -> SinceCited:
    """What later versions changed, for a view of these events with the one of the id `chosen`, which may be gone.

    `of_dates` are all events of the view's dates: one that was revised may have stood in the view, though by its type,
    actor or place of now it doesn't.

    A row concerns the view if it is one of these events, a claim or statement about one, or a source, actor or place of
    theirs; a claim about no event does, since key figures rest on it. So does what was withdrawn, since nobody can say
    any more whether it stood there, and a change of a whole table of events, claims or statements.
    """
    of_chosen = _rows(dossier, [event for event in dossier.events if event.id == chosen])
    of_chosen |= {("events", chosen)} if chosen else set()
    of_shown = of_chosen | _rows(dossier, shown)
    of_shown |= {("events", event.id) for event in of_dates}
    of_shown |= {("claims", key) for key, claim in dossier.claims.items() if not claim.event_id}
    changes = changed_since_version(version, dossier.changes).rows
    told = [change for change in changes if (change.table, change.row_id) in of_shown or _may_have_been_shown(change)]
    told.sort(
        key=lambda change: (
            (change.table, change.row_id) not in of_chosen,
            change.change != "withdrawn",
            change.table != "events",
        )
    )
    return SinceCited(tuple(told), len(changes) - len(told))


def _may_have_been_shown(change: Change) -> bool:
    return change.table in _TOLD_BY_EVENT and (not change.row_id or change.change == "withdrawn")


def _rows(dossier: Curated, events: Iterable[Event]) -> set[tuple[str, str]]:
    """Table and id of each row that these events are told by."""
    events = tuple(events)
    ids = {event.id for event in events}
    claims = [claim for claim in dossier.claims.values() if claim.event_id in ids]
    statements = [statement for statement in dossier.statements if statement.event_id in ids]
    sources = {key for event in events for key in event.sources}
    sources |= {claim.source_id for claim in claims} | {statement.source_id for statement in statements}
    actors = {key for event in events for key in (*event.actor1, *event.actor2)}
    return {
        *(("events", key) for key in ids),
        *(("claims", claim.claim_id) for claim in claims),
        *(("statements", statement.statement_id) for statement in statements),
        *(("sources", key) for key in sources),
        *(("actors", key) for key in actors),
        *(("places", event.place) for event in events if event.place),
    }
