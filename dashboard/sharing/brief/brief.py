"""The brief: one page of HTML that holds all of a query, from rows of the ledger alone, and prints on A4."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from jinja2 import Template
from markupsafe import Markup

from dashboard.dossier.event import Claim, Confidence, Event, Spread
from dashboard.dossier.profile import MAP, PROFILE, footnote_line
from dashboard.drawing.charts.histogram import bin_width
from dashboard.drawing.map.density import density_address
from dashboard.drawing.paper.marks import symbol_svg
from dashboard.drawing.paper.timeline import timeline_svg
from dashboard.drawing.paper.typeface import font_faces
from dashboard.language import _, current_language
from dashboard.query import Query
from dashboard.query.options import Options, View
from dashboard.query.query import CURATED
from dashboard.query.wording import confidence_name, day, partial_day, short_span, span, type_name
from dashboard.reading.contested import disputes
from dashboard.reading.key_figures import Figure, key_figures
from dashboard.reading.low_best_high import spread_words
from dashboard.reading.measures import measure_name, stated
from dashboard.reading.reversals import Reversal, later_words, reversals, words_of
from dashboard.reading.rows import day_of, event_of, speaker_of
from dashboard.reading.sentence import dataset_name, edition, place_name, sentence
from dashboard.sharing.brief.map_file import draw_map, on_the_map
from dashboard.sharing.brief.numbering import Numbering
from dashboard.sharing.brief.shapes import Dispute, EventRow, FigureShown, Said, Stated, TakenBack, TotalsShown
from dashboard.sharing.licence import licence_sentence
from dashboard.sharing.permalink import permalink
from dashboard.sharing.published import published, without_own
from dashboard.store import Store, Totals
from dashboard.templating import environment

MOST_ROWS = 60  # events in the table
MOST_SOURCES = 3  # beside an event; an event lists those of all that is said of it
_MOST_PLACES = 8  # named beside the map
_MAP_PX, _TIMELINE_PX = (760, 325), (470, 76)
_TEMPLATES = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class BriefStamp:
    """When a brief was made, and the address of the page that it leads to; empty where that is not known."""

    on: date
    page: str = ""


def brief_html(store: Store, query: Query, stamp: BriefStamp, direction: Sequence[str] = ()) -> str:
    """The brief as HTML that needs nothing else; the same arguments give the same page.

    `direction` says, in sentences, where the tension goes and why, or why that cannot be told.
    """
    numbering = Numbering(store.dossier.sources)
    figures = _figures(store, query, numbering)
    conflicts = _conflicts(store, query, numbering)
    taken_back = _taken_back(store, query, numbering)
    listed = most_certain(store, query)
    rows = [_row(store, event, numbering) for event in listed]
    links = {event.id: f"#e-{number}" for number, event in enumerate(listed, start=1)}
    shared = store.shared.vocabulary()
    link = permalink(query, shared=shared)
    ledger = permalink(query, options=Options(view=View.TENSION), shared=shared)
    csv = f"api/events.csv?{density_address(without_own(query, shared))}"
    values: dict[str, Any] = {
        "language": current_language(),
        "title": _("{title}: brief {dates}").format(title=PROFILE.short_title, dates=span(query.since, query.until)),
        "sentence": sentence(store, query),
        "made": day(stamp.on),
        "editions": [edition(store, name) for name in query.datasets],
        "permalink": urljoin(stamp.page, link.address) if stamp.page else "",
        "left_out": link.left_out,
        "map": Markup(draw_map(store, query, _MAP_PX, links=links)),  # noqa: S704 - drawn by us
        "caption": on_the_map(store, query),
        "elsewhere": _elsewhere(store, query),
        "figures": figures,
        "totals": [_totals(store, part, len(query.datasets)) for part in query.by_dataset()],
        "timelines": [_timeline(store, part) for part in query.by_dataset()],
        "direction": list(direction),
        "ledger": urljoin(stamp.page, ledger.address) if stamp.page else "",
        "conflicts": conflicts,
        "taken_back": taken_back,
        "rows": rows,
        "unlisted": _unlisted(store, query, listed),
        "is_confidence_known": any(event.confidence for event in listed),
        "csv": urljoin(stamp.page, csv) if stamp.page else "",
        "sources": numbering.entries(),
        "note": footnote_line(),
        "dossier": PROFILE,
        "credit": MAP.credit,
        "licences": _licences(store, query),
    }
    text = _template().render(values, fonts="")
    page = _template().render(values, fonts=Markup(font_faces(text)))  # noqa: S704 - ours
    return published(page, query.datasets)


@cache
def _template() -> Template:
    return environment(_TEMPLATES).get_template("brief.html")


def _figures(store: Store, query: Query, numbering: Numbering) -> list[FigureShown]:
    """The key figures, which are the curated dossier's; each of their claims with the number of its source."""
    if CURATED not in query.datasets:
        return []
    dossier = store.dossier
    events = {event.id: event for event in dossier.events}
    return [_figure(figure, numbering) for figure in key_figures(query, dossier.key_figures, dossier.claims, events)]


def _figure(figure: Figure, numbering: Numbering) -> FigureShown:
    leading = figure.shown[0] if figure.shown else None
    said = (
        _("{speaker}, {date}").format(speaker=leading.said_by, date=partial_day(leading.date_said)) if leading else ""
    )
    if figure.established_later:
        said = _("established later, {said}").format(said=said)
    return {
        "label": figure.label,
        "value": figure.value,
        "unit": figure.unit,
        "detail": figure.detail,
        "said": said,
        "numbers": list(dict.fromkeys(numbering.of_said(claim) for claim in figure.shown)),
    }


def _conflicts(store: Store, query: Query, numbering: Numbering) -> list[Dispute]:
    """What speakers contradict each other about, where the query's events or the figures shown are concerned."""
    if CURATED not in query.datasets:
        return []
    dossier = store.dossier
    asked = {event.id for event in store.events(replace(query, datasets=(CURATED,)))}
    events = {event.id: event for event in dossier.events}
    figures = key_figures(query, dossier.key_figures, dossier.claims, events)
    standing = {claim.claim_id for figure in figures for claim in figure.shown}
    groups = [
        group
        for group in disputes(dossier.claims)
        if any(claim.event_id in asked or claim.claim_id in standing for claim in group)
    ]
    titles: defaultdict[str, set[str]] = defaultdict(set)
    for group in groups:
        titles[group[0].measure].add(_title(events, group))
    return [
        {
            "measure": measure_name(group[0].measure),
            "event": _title(events, group) if len(titles[group[0].measure]) > 1 else "",
            "figures": _alike(group, numbering),
        }
        for group in groups
    ]


def _taken_back(store: Store, query: Query, numbering: Numbering) -> list[TakenBack]:
    """What was taken back, corrected or undone of the query's events, or later in them."""
    if CURATED not in query.datasets:
        return []
    asked = {event.id for event in store.events(replace(query, datasets=(CURATED,)))}
    found = (reversal for reversal in reversals(store.dossier).all if event_of(reversal.earlier) in asked)
    return [_reversal(reversal, numbering) for reversal in found]


def _reversal(reversal: Reversal, numbering: Numbering) -> TakenBack:
    """Both with their sources; those of the earlier event stand in the table of events."""
    numbers = [
        number
        for row in (reversal.earlier, reversal.later)
        if not (row is reversal.earlier and isinstance(row, Event))
        for number in (numbering.of_event(row, 1) if isinstance(row, Event) else [numbering.of_said(row)])
    ]
    return {
        "said": ", ".join(filter(None, (speaker_of(reversal.earlier), partial_day(day_of(reversal.earlier))))),
        "earlier": words_of(reversal.earlier),
        "later": later_words(reversal.later),
        "numbers": list(dict.fromkeys(numbers)),
    }


def _title(events: Mapping[str, Event], claims: Iterable[Claim]) -> str:
    """The event that claims are about; empty for standing figures."""
    return next((events[claim.event_id].title for claim in claims if claim.event_id), "")


def _alike(claims: Iterable[Claim], numbering: Numbering) -> list[Stated]:
    """What is claimed, the earliest first, and all who claim just that."""
    said: defaultdict[str, list[Said]] = defaultdict(list)
    for claim in sorted(claims, key=lambda claim: claim.date_said):
        by = ", ".join(filter(None, (claim.said_by, partial_day(claim.date_said))))
        said[stated(claim)].append({"by": by, "number": numbering.of_said(claim)})
    return [{"words": words, "said": speakers} for words, speakers in said.items()]


def most_certain(store: Store, query: Query) -> list[Event]:
    """The events that the table holds: all, or MOST_ROWS of the highest confidence, the earliest first, by date.

    Several datasets share the table evenly and follow one another.
    """
    share = MOST_ROWS // len(query.datasets)
    return [event for part in query.by_dataset() for event in _most_certain(store, part, share)]


def _most_certain(store: Store, query: Query, most: int) -> list[Event]:
    if store.of(query).totals(query).events <= most:
        return store.events(query)
    found: dict[str, Event] = {}
    for least in (Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW, None):
        if len(found) < most:
            found |= {
                event.id: event
                for event in store.events(replace(query, confidence=least), most)
                if event.id not in found
            }
    return sorted(list(found.values())[:most], key=lambda event: (event.date_start, event.id))


def _row(store: Store, event: Event, numbering: Numbering) -> EventRow:
    numbers = numbering.of_event(event, MOST_SOURCES)
    return {
        "when": short_span(event.date_start, event.last_day),
        "type": type_name(event.event_type),
        "symbol": Markup(symbol_svg(event.event_type)),  # noqa: S704 - drawn by us
        "title": event.title,
        "place": store.dossier.gazetteer.label(event.place, event.place_name or event.country),
        "killed": spread_words(event.fatalities) if _is_worth_telling(event.fatalities) else "",
        "injured": spread_words(event.injured) if _is_worth_telling(event.injured) else "",
        "doubt": _doubt(event.confidence),
        "numbers": numbers,
        "more": max(0, len(event.sources) - MOST_SOURCES),
    }


def _doubt(confidence: Confidence | None) -> str:
    """What is noted beside an event whose sources don't agree well, or say nothing of it."""
    if confidence is Confidence.HIGH:
        return ""
    return confidence_name(confidence).lower() if confidence else _("confidence unknown")


def _unlisted(store: Store, query: Query, listed: Sequence[Event]) -> list[str]:
    """For each dataset whose events are not all in the table, how many are."""
    sentences = []
    for part in query.by_dataset():
        name = part.dataset
        here, all_of_it = sum(event.dataset == name for event in listed), store.of(part).totals(part).events
        if here < all_of_it:
            sentences.append(
                _("{dataset}: {here} of {all} events, those of the highest confidence, the earliest first.").format(
                    dataset=dataset_name(store, name), here=f"{here:,}", all=f"{all_of_it:,}"
                )
            )
    return sentences


def _is_worth_telling(spread: Spread) -> bool:
    return any((spread.low, spread.best, spread.high))


def _totals(store: Store, query: Query, datasets: int) -> TotalsShown:
    totals = store.of(query).totals(query)
    name = query.dataset
    label = _("Events shown")
    if datasets > 1 or name != CURATED:
        label = _("Events shown, {dataset}").format(dataset=dataset_name(store, name))
    return {"label": label, "value": f"{totals.events:,}", "detail": _casualties(totals) if totals.events else ""}


def _casualties(totals: Totals) -> str:
    killed, injured = (
        spread_words(spread) if spread.is_known else _("no figure") for spread in (totals.fatalities, totals.injured)
    )
    return _("killed: {killed} · injured: {injured}").format(killed=killed, injured=injured)


def _elsewhere(store: Store, query: Query) -> str:
    """Places beside the map with their counts, the most frequent first."""
    counted = [pair for part in query.by_dataset() for pair in store.of(part).elsewhere(part)]
    if len(query.datasets) > 1 or not counted:
        return ""
    named = [f"{place_name(store, key)} {count:,}" for key, count in counted[:_MOST_PLACES]]
    rest = sum(count for _key, count in counted[_MOST_PLACES:])
    return ", ".join([*named, _("other places {count}").format(count=f"{rest:,}")] if rest else named)


def _timeline(store: Store, query: Query) -> tuple[str, Markup]:
    """Name and bar chart of one dataset over the dates asked for; an open end is that of its events."""
    name = query.dataset
    days = query.closed(store.extent)
    if days is None:
        return dataset_name(store, name), Markup("")
    width = bin_width(*days)
    label = _("Events over time, {dataset}").format(dataset=dataset_name(store, name))
    counts = store.of(query).histogram(query, width)
    chart = timeline_svg(counts, days, width, _TIMELINE_PX, label)
    return dataset_name(store, name), Markup(chart)  # noqa: S704 - drawn by us


def _licences(store: Store, query: Query) -> list[str]:
    cards = {name: store.about(name) for name in query.datasets}
    return [
        _("{dataset}: {licence}, {publisher}").format(
            dataset=about.label, licence=about.card.licence, publisher=about.card.publisher
        )
        if about
        else licence_sentence()
        for about in cards.values()
    ]
