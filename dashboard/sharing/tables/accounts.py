"""The sides' accounts as a file: every claim and statement of them, with what contradicts it and its source."""

from collections.abc import Iterator
from dataclasses import replace

from dashboard.dossier.event import Claim, Statement
from dashboard.query import Query
from dashboard.query.query import CURATED
from dashboard.reading.accounts import Accounts, accounts
from dashboard.reading.contested import rivals
from dashboard.reading.key_figures import value_of
from dashboard.reading.measures import measure_name
from dashboard.sharing.footnote_column import NOTE, noted
from dashboard.spreadsheet import csv_file
from dashboard.store import Store

COLUMNS = (
    "said_on", "side", "speaker", "kind", "id", "event_id", "event_title", "measure", "measure_words", "value",
    "unit", "text", "refers_to", "conflicts_with", "superseded_by", "agreed", "note", "source_title", "source_url",
    *NOTE,
)  # fmt: skip


def accounts_of(store: Store, query: Query, event_id: str = "") -> Accounts:
    """The accounts of the query's curated events, or of one event."""
    dossier = store.dossier
    ids = {event.id for event in store.events(replace(query, datasets=(CURATED,)))}
    return accounts(query, ids, dossier.claims, dossier.statements, event_id)


def accounts_csv(store: Store, query: Query, event_id: str = "") -> bytes:
    """The file: COLUMNS, in order of the day; text that a spreadsheet would run is escaped."""
    return csv_file(COLUMNS, _rows(store, accounts_of(store, query, event_id)))


def _rows(store: Store, found: Accounts) -> Iterator[dict[str, object]]:
    dossier = store.dossier
    titles = {event.id: event.title for event in dossier.events}
    against = rivals(dossier.claims.values())
    agreed = {claim.claim_id for group in found.agreed for claim in group}
    for saying in found.sayings:
        source = dossier.sources[saying.source_id]
        yield {
            "event_id": saying.event_id,
            "event_title": titles.get(saying.event_id),
            "source_title": f"{source.publisher}: {source.title}",
            "source_url": source.url,
            **noted(),
            **(_statement(saying) if isinstance(saying, Statement) else _claim(saying, against, agreed)),
        }


def _statement(statement: Statement) -> dict[str, object]:
    empty = ("measure", "measure_words", "value", "unit", "refers_to", "conflicts_with", "agreed", "note")
    return dict.fromkeys(empty) | {
        "said_on": statement.date,
        "side": statement.side,
        "speaker": statement.speaker,
        "kind": "statement",
        "id": statement.statement_id,
        "text": statement.paraphrase,
        "superseded_by": statement.superseded_by,
    }


def _claim(claim: Claim, against: dict[str, tuple[str, ...]], agreed: set[str]) -> dict[str, object]:
    return {
        "said_on": claim.date_said,
        "side": claim.side,
        "speaker": claim.said_by,
        "kind": "claim",
        "id": claim.claim_id,
        "measure": claim.measure,
        "measure_words": measure_name(claim.measure),
        "value": value_of(claim),
        "unit": claim.unit,
        "text": None,
        "refers_to": claim.refers_to,
        "conflicts_with": ";".join(against.get(claim.claim_id, ())),
        "superseded_by": claim.superseded_by,
        "agreed": "yes" if claim.claim_id in agreed else "no",
        "note": claim.note,
    }
