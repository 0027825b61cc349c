"""Details of one event: what is known of it, who claims what, what the sides said, and the sources."""

from collections import defaultdict

import streamlit as st

from dashboard.dossier.event import DatePrecision, Event, GeoPrecision
from dashboard.dossier.placement import place_event
from dashboard.dossier.sides import order_of
from dashboard.importing.publishers import warning_sentence
from dashboard.language import _
from dashboard.query import Query
from dashboard.query.query import is_own
from dashboard.query.wording import confidence_name, partial_day, short_span, type_name
from dashboard.reading.low_best_high import spread_words
from dashboard.reading.rows import id_of
from dashboard.sharing.permalink import page_address, permalink
from dashboard.views.board import report_panel
from dashboard.views.board.figures_panel import claim_groups
from dashboard.views.parts import markup
from dashboard.views.session import address, answers, names, reader


def show(query: Query, event_id: str) -> None:
    """The details with previous, next and close; an event outside the filter says so."""
    event = answers.event(event_id)
    position = answers.position(query, event_id)
    with st.container(key="details", gap="small"):
        _show_buttons(query, position)
        if event is None:
            st.warning(_("There is no event “{id}” in this data.").format(id=markup.plain(event_id[:80])))
            return
        _show_pages(event)
        st.html(_article(event, query, is_outside=position is None))
        report_panel.show(event)


def _show_pages(event: Event) -> None:
    """To the pages of its actors and its place."""
    pages = [(names.actor(key), key, address.show_actor) for key in dict.fromkeys((*event.actor1, *event.actor2))]
    if event.place:
        pages.append((names.place(event.place), event.place, address.show_place))
    with st.container(key="details-pages", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(markup.render("map_line.html", text=_("People and places:")))
        for label, key, go in pages:
            st.button(
                markup.plain(label), key=f"details-{go.__name__}-{key}", type="tertiary", on_click=go, args=(key,)
            )


def _show_buttons(query: Query, position: int | None) -> None:
    before = after = ""
    if position is not None:
        first = max(0, position - 1)
        around = answers.headlines(query, 3, first)
        before = around[0].id if position else ""
        after = around[position - first + 1].id if len(around) > position - first + 1 else ""
    with st.container(horizontal=True, gap="small"):
        for label, target, key in (
            (_("Previous"), before, "details-previous"),
            (_("Next"), after, "details-next"),
        ):
            st.button(label, key=key, disabled=not target, on_click=address.select, args=(target,))
        st.button(_("Close"), key="details-close", on_click=address.select, args=("",))


def _article(event: Event, query: Query, is_outside: bool) -> str:
    dossier = reader.store().dossier
    statements = [statement for statement in dossier.statements if statement.event_id == event.id]
    by_side: defaultdict[str, list[dict[str, object]]] = defaultdict(list)
    for statement in statements:
        publisher = dossier.sources[statement.source_id].publisher
        by_side[statement.side].append(
            {
                "paraphrase": statement.paraphrase,
                "speaker": statement.speaker,
                "date": partial_day(statement.date),
                "source": publisher,
                "marks": answers.reversals().words(statement),
            }
        )
    claims = [claim for claim in dossier.claims.values() if claim.event_id == event.id]
    card = names.about(event.dataset)
    return markup.render(
        "details.html",
        title=event.title,
        when=_when(event),
        type=type_name(event.event_type),
        mode=event.mode,
        place=names.place_of(event),
        outside=_("Not in this filter.") if is_outside else "",
        warnings=[warning_sentence(card.card.key, code) for code in event.warning.split(";") if code] if card else [],
        reversals=_reversals(event, query),
        summary=event.summary,
        facts=_facts(event) + (_publishers_facts(event, card.label) if card else []),
        statements=sorted(by_side.items(), key=lambda item: order_of(item[0])),
        groups=claim_groups(claims),
        sources=[dossier.sources[key] for key in event.sources],
        publishers_source={"text": event.publisher_source, "url": event.source_url} if card else None,
        permalink=""
        if is_own(event.dataset)
        else permalink(query, event.id, shared=reader.store().shared.vocabulary()).address,
    )


def _reversals(event: Event, query: Query) -> list[dict[str, str]]:
    """What undid the event and what it undid, each with the way to it."""
    found = answers.reversals()
    others = [
        reversal.later if id_of(reversal.earlier) == event.id else reversal.earlier for reversal in found.of(event)
    ]
    return [
        {"words": words, "href": page_address(query, id_of(other))}
        for words, other in zip(found.words(event), others, strict=True)
    ]


def _publishers_facts(event: Event, dataset: str) -> list[tuple[str, str]]:
    """What only an imported event has, as its publisher gave it."""
    facts = [
        (_("Dataset"), dataset),
        (_("Publisher’s id"), event.publisher_id),
        (_("Publisher’s type"), event.publisher_type),
        (_("Country"), event.country),
    ]
    if event.distance_km is not None:
        distance = _("{distance} km from the boundary line").format(distance=f"{event.distance_km:,.1f}")
        facts.append((_("Distance"), distance))
    return [(term, text) for term, text in facts if text]


def _when(event: Event) -> str:
    when = short_span(event.date_start, event.last_day)
    if event.date_precision is not DatePrecision.DAY:
        when = _("{dates} (dated to the {precision})").format(dates=when, precision=event.date_precision)
    return f"{when}, {event.time_local}" if event.time_local else when


def _facts(event: Event) -> list[tuple[str, str]]:
    """Terms and their values; casualties only where someone spoke of any."""
    facts = [
        (term, names.actors(keys))
        for term, keys in ((_("Actor"), event.actor1), (_("Other side"), event.actor2))
        if keys
    ]
    if event.fatalities.is_known:
        facts.append((_("Killed"), spread_words(event.fatalities)))
    if event.injured.is_known:
        facts.append((_("Injured"), spread_words(event.injured)))
    facts.append((_("Placed"), _precision_words(event)))
    facts.append((_("Confidence"), confidence_name(event.confidence) if event.confidence else _("unknown")))
    return facts


def _precision_words(event: Event) -> str:
    words = {
        GeoPrecision.SITE: _("to the site"),
        GeoPrecision.VILLAGE: _("to the village, not to the spot"),
        GeoPrecision.TOWN: _("to the town, not to the spot"),
        GeoPrecision.MUNICIPALITY: _("to the municipality only, so drawn as an area"),
        GeoPrecision.REGION: _("to a region only, so drawn as an area"),
        GeoPrecision.ZONE: _("to a reported zone; extent and depth are not stated"),
        GeoPrecision.COUNTRY: _("to the whole territory, so not drawn"),
    }[event.geo_precision]
    placement = place_event(event, reader.store().dossier.gazetteer, reader.store().municipalities)
    if placement.kind == "off_map" and event.geo_precision is not GeoPrecision.COUNTRY:
        return _("{words}; outside the map").format(words=words)
    return words
