"""Details of one event: what is known of it, who claims what, what the sides said, and the sources."""

from collections import defaultdict

import streamlit as st

from dashboard import store
from dashboard.actor import SIDES
from dashboard.event import DatePrecision, Event, GeoPrecision
from dashboard.language import _
from dashboard.placement import place_event
from dashboard.query import Query
from dashboard.query.wording import confidence_name, partial_day, short_span, type_name
from dashboard.sharing.permalink import permalink
from dashboard.views import address, markup
from dashboard.views.figures_panel import claim_rows, spread_words


def show(query: Query, event_id: str, shown_ids: list[str]) -> None:
    """The details with previous, next and close; an event outside the filter says so."""
    event = store.current().find(event_id)
    with st.container(key="details", gap="small"):
        _show_buttons(event_id, shown_ids)
        if event is None:
            st.warning(_("There is no event “{id}” in this data.").format(id=markup.plain(event_id[:80])))
            return
        st.html(_article(event, query, is_outside=event_id not in shown_ids))


def _show_buttons(event_id: str, shown_ids: list[str]) -> None:
    at = shown_ids.index(event_id) if event_id in shown_ids else None
    before = shown_ids[at - 1] if at else ""
    after = shown_ids[at + 1] if at is not None and at + 1 < len(shown_ids) else ""
    with st.container(horizontal=True, gap="small"):
        for label, target, key in (
            (_("Previous"), before, "details-previous"),
            (_("Next"), after, "details-next"),
        ):
            st.button(label, key=key, disabled=not target, on_click=address.select, args=(target,))
        st.button(_("Close"), key="details-close", on_click=address.select, args=("",))


def _article(event: Event, query: Query, is_outside: bool) -> str:
    dossier = store.current().dossier
    statements = [one for one in dossier.statements if one.event_id == event.id]
    by_side: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for one in statements:
        publisher = dossier.sources[one.source_id].publisher
        by_side[one.side].append(
            {"paraphrase": one.paraphrase, "speaker": one.speaker, "date": partial_day(one.date), "source": publisher}
        )
    claims = [claim for claim in dossier.claims.values() if claim.event_id == event.id]
    return markup.render(
        "details.html",
        title=event.title,
        when=_when(event),
        type=type_name(event.event_type),
        mode=event.mode,
        place=dossier.gazetteer[event.place].label,
        outside=_("Not in this filter.") if is_outside else "",
        summary=event.summary,
        facts=_facts(event),
        statements=sorted(by_side.items(), key=lambda item: SIDES.index(item[0])),
        claims=claim_rows(claims),
        sources=[dossier.sources[key] for key in event.sources],
        permalink=permalink(query, event.id),
    )


def _when(event: Event) -> str:
    when = short_span(event.date_start, event.last_day)
    if event.date_precision is not DatePrecision.DAY:
        when = _("{dates} (dated to the {precision})").format(dates=when, precision=event.date_precision)
    return f"{when}, {event.time_local}" if event.time_local else when


def _facts(event: Event) -> list[tuple[str, str]]:
    """Terms and their values; casualties only where someone spoke of any."""
    actors = store.current().dossier.actors
    facts = [(_("Actor"), ", ".join(actors[key].label for key in event.actor1))]
    if event.actor2:
        facts.append((_("Other side"), ", ".join(actors[key].label for key in event.actor2)))
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
    placement = place_event(event, store.current().dossier.gazetteer, store.current().municipalities)
    if placement.kind == "off_map" and event.geo_precision is not GeoPrecision.COUNTRY:
        return _("{words}; outside the map").format(words=words)
    return words
