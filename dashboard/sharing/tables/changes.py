"""What changed as a file: a row for each new event, revised or contradicted claim, reversal, and row of the dataset."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from dashboard.dossier.event import Claim, Event, Statement
from dashboard.query import Query
from dashboard.query.query import CURATED
from dashboard.reading.changes import Changed, changed_since_day, changed_since_version
from dashboard.reading.key_figures import value_of
from dashboard.reading.measures import measure_name
from dashboard.reading.reversals import Reversal, words_of
from dashboard.reading.rows import day_of, event_of, id_of
from dashboard.sharing.footnote_column import NOTE, noted
from dashboard.spreadsheet import csv_file
from dashboard.store import Store

COLUMNS = (
    "kind", "date", "id", "event_id", "title", "measure", "measure_words", "unit", "before", "after", "speaker",
    "side", "note", "source_title", "source_url", *NOTE,
)  # fmt: skip


def changed(store: Store, query: Query, since: date | str) -> Changed:
    """What changed since a day in what is known of the query's curated events, or since a version of the dataset."""
    dossier = store.dossier
    if isinstance(since, str):
        return changed_since_version(since, dossier.changes)
    events = store.events(replace(query, datasets=(CURATED,)))
    return changed_since_day(since, events, dossier)


def changes_csv(store: Store, query: Query, since: date | str) -> bytes:
    """The file: COLUMNS; `before` holds earlier values, oldest first; text that a spreadsheet would run is escaped."""
    empty = dict.fromkeys(COLUMNS) | noted()
    return csv_file(COLUMNS, (empty | row for row in _rows(store, changed(store, query, since))))


def _rows(store: Store, found: Changed) -> Iterator[dict[str, object]]:
    for event in found.events:
        yield {
            "kind": "event",
            "date": event.date_start.isoformat(),
            "id": event.id,
            "event_id": event.id,
            "title": event.title,
        }
    for revision in found.revisions:
        for at, claim in enumerate(revision.claims):
            if claim.claim_id in revision.new:
                yield _claim(store, "revised claim", claim, revision.claims[:at])
    for reversal in found.reversals:
        yield _reversal(store, reversal)
    for contradiction in found.contradictions:
        yield _claim(store, "contradicting claim", contradiction.claim, contradiction.earlier)
    for change in found.rows:
        yield {
            "kind": f"{change.change} in version {change.version}",
            "date": change.date,
            "id": change.row_id,
            "title": change.table,
            "note": change.note,
        }


def _claim(store: Store, kind: str, claim: Claim, before: tuple[Claim, ...]) -> dict[str, object]:
    source = store.dossier.sources[claim.source_id]
    return {
        "kind": kind,
        "date": claim.date_said,
        "id": claim.claim_id,
        "event_id": claim.event_id,
        "measure": claim.measure,
        "measure_words": measure_name(claim.measure),
        "unit": claim.unit,
        "before": "; ".join(map(value_of, before)),
        "after": value_of(claim),
        "speaker": claim.said_by,
        "side": claim.side,
        "note": claim.note,
        "source_title": f"{source.publisher}: {source.title}",
        "source_url": source.url,
    }


def _reversal(store: Store, reversal: Reversal) -> dict[str, object]:
    later = reversal.later
    row: dict[str, object] = {
        "kind": "event undone" if isinstance(later, Event) else "statement taken back",
        "date": day_of(later),
        "id": id_of(later),
        "event_id": event_of(later),
        "title": later.title if isinstance(later, Event) else None,
        "before": words_of(reversal.earlier),
        "after": words_of(later),
    }
    if isinstance(later, Statement):
        source = store.dossier.sources[later.source_id]
        row |= {
            "speaker": later.speaker,
            "side": later.side,
            "source_title": f"{source.publisher}: {source.title}",
            "source_url": source.url,
        }
    return row
