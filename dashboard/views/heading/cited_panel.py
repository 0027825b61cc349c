"""What has changed since the view was cited, for a reader who comes by a citation."""

from dataclasses import replace

import streamlit as st

from dashboard.dossier.event import Change
from dashboard.language import _, ngettext
from dashboard.query import Query
from dashboard.query.options import Options, View
from dashboard.query.query import CURATED
from dashboard.reading.cited import SinceCited, is_curated_shown, since_cited
from dashboard.reading.measures import counted
from dashboard.sharing.permalink import page_address
from dashboard.views.parts import markup
from dashboard.views.session import address, answers, names, reader
from dashboard.views.session.cache import cached
from dashboard.views.sourcing.changes_panel import change_name

# Told at once; more of them open beneath.
_MOST = 4


def show(query: Query, selected: str, options: Options) -> None:
    """Nothing where the view comes from no citation, or its version is the one that stands now."""
    dossier = reader.store().dossier
    if options.cited in {"", dossier.version} or not is_curated_shown(query, selected, options):
        return
    found = _since(query, selected, options.cited)
    rows = [_row(query, options, change) for change in found.shown]
    with st.container(key="cited", gap="small"):
        st.html(
            markup.render(
                "cited.html",
                said=_said(options.cited, found),
                rows=rows[:_MOST],
                more=rows[_MOST:],
                others=_others(found),
                href=_all_changes(query, options),
                version=options.cited,
            )
        )
        st.button(_("Close"), key="cited-close", on_click=address.show_as, kwargs={"cited": ""})


@cached
def _since(query: Query, selected: str, version: str) -> SinceCited:
    is_listed = CURATED in query.datasets
    shown = reader.store().events(replace(query, datasets=(CURATED,))) if is_listed else []
    of_dates = reader.store().events(Query(since=query.since, until=query.until)) if is_listed else []
    return since_cited(reader.store().dossier, version, shown, selected, of_dates)


def _said(version: str, found: SinceCited) -> str:
    if found.shown:
        return _("Cited at version {version} of the dataset; this has changed since:").format(version=version)
    return _("Cited at version {version} of the dataset; nothing that is shown here has changed since.").format(
        version=version
    )


def _others(found: SinceCited) -> str:
    if not found.others:
        return ""
    return ngettext(
        "{count} more change concerns what is not shown here.",
        "{count} more changes concern what is not shown here.",
        found.others,
    ).format(count=f"{found.others:,}")


def _all_changes(query: Query, options: Options) -> str:
    """To the panel that lists every change since the version."""
    datasets = query.datasets if CURATED in query.datasets else (CURATED, *query.datasets)
    there = replace(options, view=View.SOURCES, of="", story="", step=1, changed_since=options.cited, cited="")
    return page_address(replace(query, datasets=datasets), "", there)


def _row(query: Query, options: Options, change: Change) -> dict[str, str]:
    what, event_id = _what(change)
    return {
        "what": what,
        "href": page_address(query, event_id, options) if event_id else "",
        "change": change_name(change),
        "note": change.note,
        "version": change.version,
    }


def _what(change: Change) -> tuple[str, str]:
    """What a row is to a reader, and the event that it stands with; of one that is gone its table and id."""
    dossier = reader.store().dossier
    key = change.row_id
    if change.table == "events" and (event := answers.event(key)):
        return event.title, event.id
    if change.table == "claims" and (claim := dossier.claims.get(key)):
        return _("{claimed} ({speaker})").format(claimed=counted(claim), speaker=claim.said_by), claim.event_id
    if change.table == "statements":
        for statement in dossier.statements:
            if statement.statement_id == key:
                return _("Statement of {speaker}").format(speaker=statement.speaker), statement.event_id
    if change.table == "sources" and (source := dossier.sources.get(key)):
        return _("Source {publisher}: {title}").format(publisher=source.publisher, title=source.title), ""
    if change.table == "actors" and key in dossier.actors:
        return _("Name of {actor}").format(actor=names.actor(key)), ""
    if change.table == "places":
        return _("Name of {place}").format(place=names.place(key)), ""
    return " ".join(filter(None, (change.table, key))), ""
