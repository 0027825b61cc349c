"""The line above the map: how fresh and how complete each dataset is; and behind it coverage, sources and licences."""

from typing import TypedDict

import streamlit as st

from dashboard.dossier.profile import MAP
from dashboard.importing.publishers import rule_sentence
from dashboard.language import _
from dashboard.query import Query
from dashboard.query.query import CURATED
from dashboard.query.wording import day, short_day, short_span
from dashboard.store.about import About, ImportedFile
from dashboard.views.own_data import add_data_panel
from dashboard.views.parts import markup, popover, story_button
from dashboard.views.session import answers, names, reader


def show(query: Query) -> None:
    """One line for each dataset, and the button that tells more.

    With them is what is seen only while the map's frame has no height (style.css): it could not load its script.
    """
    lines = [_line(part, is_alone=len(query.datasets) == 1) for part in query.by_dataset()]
    st.html(markup.render("map_head.html", lines=lines))
    story_button.show()
    add_data_panel.show_button()
    if more := popover.opened(_("Coverage and sourcing"), "coverage", "tertiary"):
        more.html(coverage(query))


def _line(part: Query, is_alone: bool) -> str:
    name = part.dataset
    elsewhere = sum(count for _place, count in answers.elsewhere(part))
    here = _("{here} on the map, {elsewhere} elsewhere").format(
        here=f"{answers.totals(part).events - elsewhere:,}", elsewhere=f"{elsewhere:,}"
    )
    card = names.about(name)
    if card:
        return f"{_imported(card)}; {here}"
    last = max((event.date_start for event in reader.store().dossier.events), default=None)
    if last is None:
        return _("Curated selection, without an event yet")
    fresh = _("Curated selection, not live; last event in it {day}").format(day=day(last))
    return f"{fresh}; {here}"


def _imported(about: About) -> str:
    parts = [
        about.label,
        about.vintage,
        _("imported {day}").format(day=short_day(about.imported)),
    ]
    text = ", ".join(filter(None, parts))
    if refused := sum(about.refused.values()):
        text += "; " + _("{refused} of {read} records refused").format(refused=f"{refused:,}", read=f"{about.read:,}")
    return text


def coverage(query: Query) -> str:
    """Coverage, sourcing rule, publishers and licences of what is asked, as HTML."""
    dossier = reader.store().dossier
    return markup.render(
        "coverage.html",
        is_curated=CURATED in query.datasets,
        rows=_coverage_rows(),
        credit=MAP.credit,
        version=dossier.version,
        created=dossier.created,
        cards=[_card(about) for name in query.datasets if (about := names.about(name))],
    )


def _coverage_rows() -> list[dict[str, str]]:
    dossier = reader.store().dossier
    return [
        {
            "dates": short_span(row.date_from, row.date_to) if row.date_to else short_day(row.date_from),
            "place": dossier.gazetteer[row.place].label if row.place else _("all"),
            "complete": _("yes") if row.is_complete else _("no"),
            "rule": row.rule,
            "note": row.note,
        }
        for row in dossier.coverage
    ]


class _Card(TypedDict):
    """What an imported dataset says of itself."""

    label: str
    url: str
    facts: list[tuple[str, str]]
    files: tuple[ImportedFile, ...]


def _card(about: About) -> _Card:
    publisher = about.card.key
    facts = [
        (_("Publisher"), about.card.publisher),
        (_("Licence"), about.card.licence),
        (_("Citation"), about.card.citation),
        (_("Vintage"), about.vintage),
        (_("Imported"), short_day(about.imported)),
        (
            _("Records"),
            _("{read} read, {kept} kept").format(read=f"{about.read:,}", kept=f"{about.kept:,}"),
        ),
        *((_("Refused"), f"{count:,}: {rule_sentence(publisher, rule)}") for rule, count in about.refused.items()),
        (_("Note"), about.card.note),
    ]
    return {
        "label": about.label,
        "url": about.card.url,
        "facts": [(term, text) for term, text in facts if text],
        "files": about.files,
    }
