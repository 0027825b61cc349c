"""A report of an error in an event: a text that says what is meant, for the reader to complete, copy or mail."""

from dataclasses import dataclass
from textwrap import shorten
from urllib.parse import quote

from dashboard.dossier.event import Claim, DatePrecision, Event, Source
from dashboard.language import _
from dashboard.query.query import CURATED
from dashboard.query.wording import partial_day, precision_name, short_span, type_name
from dashboard.reading.low_best_high import spread_words
from dashboard.reading.measures import counted
from dashboard.reading.sentence import actor_name, edition
from dashboard.store import Store

_LONGEST = 300  # characters of what a field says: enough to know it again, and mail programs cut long addresses


@dataclass(frozen=True, slots=True)
class Field:
    """What can be wrong: a reader's name for it, its row and columns in the dataset, and what it says now."""

    label: str
    table: str
    row_id: str
    columns: tuple[str, ...] = ()
    says: str = ""


def fields_of(store: Store, event: Event) -> list[Field]:
    """The event as a whole, its fields, and each claim and statement about it."""
    dossier = store.dossier
    sources = dossier.sources
    fields = [
        Field(_("The event as a whole"), "events", event.id),
        *(Field(label, "events", event.id, columns, says) for label, columns, says in _of_event(store, event)),
    ]
    for claim in dossier.claims.values():
        if claim.event_id == event.id:
            label = _("Figure: {claimed} ({speaker})").format(claimed=counted(claim), speaker=claim.said_by)
            fields.append(Field(label, "claims", claim.claim_id, says=_claimed(claim, sources[claim.source_id])))
    for statement in dossier.statements:
        if statement.event_id == event.id:
            label = _("Statement of {speaker}").format(speaker=statement.speaker)
            fields.append(Field(label, "statements", statement.statement_id, says=statement.paraphrase))
    return fields


def _of_event(store: Store, event: Event) -> list[tuple[str, tuple[str, ...], str]]:
    """Label, columns and present words of each field of the event's own row."""
    actors = (", ".join(actor_name(store, key) for key in keys) for keys in (event.actor1, event.actor2))
    casualties = _("killed: {killed} · injured: {injured}").format(
        killed=spread_words(event.fatalities), injured=spread_words(event.injured)
    )
    place = store.dossier.gazetteer.label(event.place, event.place)
    sources = (store.dossier.sources[key] for key in event.sources)
    return [
        (_("Title"), ("title",), event.title),
        (_("Summary"), ("summary",), event.summary),
        (_("Date"), ("date_start", "date_end", "date_precision", "time_local"), _dated(event)),
        (_("Place"), ("place", "lat", "lon", "geo_precision"), f"{place} ({precision_name(event.geo_precision)})"),
        (_("Type"), ("event_type", "mode"), " / ".join(filter(None, (type_name(event.event_type), event.mode)))),
        (_("Actors"), ("actor1", "actor2"), " / ".join(filter(None, actors))),
        (_("Casualties"), tuple(f"{of}_{part}" for of in ("fatalities", "injured") for part in _PARTS), casualties),
        (_("Sources"), ("source_ids",), "; ".join(f"{source.publisher}: {source.title}" for source in sources)),
    ]


_PARTS = ("low", "best", "high")


def _dated(event: Event) -> str:
    is_coarse = event.date_precision is not DatePrecision.DAY
    coarse = _("to the {precision}").format(precision=event.date_precision) if is_coarse else ""
    return ", ".join(filter(None, (short_span(event.date_start, event.last_day), coarse, event.time_local)))


def _claimed(claim: Claim, source: Source) -> str:
    said = (counted(claim), partial_day(claim.date_said), f"{source.publisher}: {source.title}")
    return ", ".join(filter(None, said))


def report(store: Store, event: Event, field: Field, link: str) -> str:
    """The text: a line for each thing that is known and two to fill in; no text of the data begins a line."""
    where = f"seeds/{field.table}.csv, {field.row_id}"
    if field.columns:
        where += f": {', '.join(field.columns)}"
    lines = [
        (_("Event"), event.title),
        (_("Id"), event.id),
        (_("Link"), link),
        (_("Dataset"), edition(store, CURATED)),
        (_("To correct"), field.label),
        (_("Row"), where),
        *([(_("It says now"), shorten(field.says, _LONGEST, placeholder=" …"))] if field.says else []),
        (_("It should say"), "…"),
        (_("By this source (publisher, title, date, address)"), "…"),
    ]
    return "\n".join(f"{name}: {_on_a_line(text)}" for name, text in lines)


def mail_link(contact: str, event: Event, text: str) -> str:
    """A link that opens the reader's mail program with this text (RFC 6068): all of it encoded, so that no text of the
    data becomes a header or another addressee."""
    subject = _("Error in the event {id}").format(id=_on_a_line(event.id))
    body = text.replace("\n", "\r\n")
    return f"mailto:{quote(contact, safe='@')}?subject={quote(subject, safe='')}&body={quote(body, safe='')}"


def _on_a_line(text: str) -> str:
    """The text on one line, without what no reader sees."""
    return "".join(character for character in " ".join(text.split()) if character.isprintable())
