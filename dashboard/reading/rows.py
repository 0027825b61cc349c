"""What claims, statements and events have in common, under one name each: id, day, speaker, event."""

from dashboard.dossier.event import Claim, Event, Statement

Row = Claim | Statement | Event


def day_of(row: Row) -> str:
    """The day of a row as it is known."""
    match row:
        case Claim():
            return row.date_said
        case Statement():
            return row.date
        case Event():
            return row.date_start.isoformat()


def id_of(row: Row) -> str:
    """The id of a row among those of its kind."""
    match row:
        case Claim():
            return row.claim_id
        case Statement():
            return row.statement_id
        case Event():
            return row.id


def speaker_of(row: Row) -> str:
    """Who said a claim or statement; empty for an event."""
    match row:
        case Claim():
            return row.said_by
        case Statement():
            return row.speaker
        case Event():
            return ""


def event_of(row: Row) -> str:
    """The id of the event that a row is about, or is; empty for none."""
    return row.id if isinstance(row, Event) else row.event_id
