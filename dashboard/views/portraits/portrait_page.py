"""The page of an actor or a place: who or what it is, its numbers, company, what was said, and its events."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypedDict

import streamlit as st

from dashboard.dossier.event import Claim
from dashboard.dossier.names import Names
from dashboard.dossier.profile import PROFILE
from dashboard.dossier.sides import order_of
from dashboard.language import _, ngettext
from dashboard.query import Query
from dashboard.query.options import Options, View
from dashboard.query.query import CURATED
from dashboard.query.wording import partial_day, short_day, span
from dashboard.reading import portrait
from dashboard.reading.ledger.days import COOPERATION, HOSTILITY, points_text
from dashboard.reading.low_best_high import spread_words
from dashboard.reading.portrait import CoOccurrences, Numbers
from dashboard.views.board import download_panel, events_panel
from dashboard.views.board.figures_panel import claim_groups
from dashboard.views.parts import markup
from dashboard.views.session import address, answers, names, reader
from dashboard.views.session.cache import cached

_MOST_CO_OCCURRENCES = 8


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose page it is: its kind of page, key, label, names where it is known, facts as terms and values, and the
    figures that it published itself."""

    view: View
    key: str
    label: str
    forms: Names | None
    facts: tuple[tuple[str, str], ...]
    explanation: str
    published: tuple[Claim, ...] = ()


class _Table(TypedDict):
    """Numbers of one dataset: a column for each query, and a row for each term."""

    caption: str
    heads: list[str]
    rows: list[tuple[str, list[str]]]


def show(subject: Subject, query: Query, options: Options) -> None:
    """The subject on the left; on the right its events within the filter, with their files."""
    asked = portrait.narrowed(query, subject.view, subject.key)
    with st.container(key="portrait"):
        with st.container(key="portrait-subject", gap="small"):
            st.html(_head(subject))
            _show_ways(subject, query, asked)
            st.html(
                markup.render(
                    "portrait_numbers.html", tables=[_table(part, subject, options) for part in asked.by_dataset()]
                )
            )
            for part in query.by_dataset():
                _show_co_occurrences(subject, part)
            _show_said(asked, list(subject.published))
        with st.container(key="portrait-events", gap="small"):
            st.html(markup.render("comparison_heading.html", text=answers.sentence(asked)))
            if answers.count(asked):
                events_panel.show(asked, address.selected_event())
                download_panel.show(asked, address.selected_event())


def show_unknown(text: str) -> None:
    """A sentence on a key that this data does not have, and a way back."""
    st.warning(markup.plain(text))
    st.button(_("Back to the map"), on_click=_to_map, key="portrait-back")


def _to_map() -> None:
    address.show_as(view=View.MAP, of="")


def _head(subject: Subject) -> str:
    names_ = subject.forms
    forms = [(str(form.label), names_.of(form.key) or _("not known")) for form in PROFILE.forms] if names_ else []
    return markup.render(
        "portrait.html",
        title=subject.label,
        explanation=subject.explanation,
        facts=[*forms, *subject.facts],
    )


def _show_ways(subject: Subject, query: Query, asked: Query) -> None:
    """To the map of these events, and to all of them."""
    everything = Query(datasets=query.datasets)
    with st.container(key="portrait-ways", horizontal=True, gap="small"):
        st.button(_("Show on the map"), on_click=_show_on_map, args=(asked,), key="portrait-map")
        is_all = portrait.ever(query, subject.view, subject.key) == asked
        st.button(
            _("All dates, no filter"), on_click=address.ask, args=(everything,), disabled=is_all, key="portrait-all"
        )


def _show_on_map(asked: Query) -> None:
    address.ask(asked)
    _to_map()


def _table(part: Query, subject: Subject, options: Options) -> _Table:
    """Numbers within the filter beside those of all its events, in one dataset; once where both are the same."""
    everything = portrait.ever(part, subject.view, subject.key)
    queries = {_("All dates, unfiltered"): everything}
    if part != everything:
        queries = {_within_words(part, subject): part} | queries
    columns = {head: _numbers(query) for head, query in queries.items()}
    cells: list[tuple[str, Callable[[Numbers], str]]] = [
        (_("Events"), lambda numbers: f"{numbers.totals.events:,}"),
        (_("First seen"), lambda numbers: short_day(numbers.seen.first) if numbers.seen else "–"),
        (_("Last seen"), lambda numbers: short_day(numbers.seen.last) if numbers.seen else "–"),
        (_("Killed"), lambda numbers: _spread(numbers, "fatalities")),
        (_("Injured"), lambda numbers: _spread(numbers, "injured")),
    ]
    return {
        "caption": names.dataset(part.dataset),
        "heads": list(columns),
        "rows": [
            *((term, [cell(numbers) for numbers in columns.values()]) for term, cell in cells),
            (_("Tension ledger, last day"), [_ledger_words(query, options) for query in queries.values()]),
        ],
    }


def _ledger_words(query: Query, options: Options) -> str:
    """What the subject's events alone add to the ledger."""
    lines = answers.ledger(query, options.ledger_rules)
    if not lines:
        return "–"
    return _("hostility {hostility}, cooperation {cooperation}").format(
        hostility=points_text(lines[HOSTILITY]), cooperation=points_text(lines[COOPERATION])
    )


def _within_words(part: Query, subject: Subject) -> str:
    plain = portrait.narrowed(
        Query(since=part.since, until=part.until, datasets=part.datasets), subject.view, subject.key
    )
    dates = span(part.since, part.until)
    dates = dates[:1].upper() + dates[1:]
    return dates if plain == part else _("{dates}, as filtered").format(dates=dates)


def _spread(numbers: Numbers, what: str) -> str:
    if not numbers.totals.events:
        return "–"
    spread = getattr(numbers.totals, what)
    return spread_words(spread) if spread.is_known else _("no figure")


@cached
def _numbers(query: Query) -> Numbers:
    return portrait.numbers(reader.store(), query)


@cached
def _co_occurrences(query: Query, key: str) -> CoOccurrences:
    return portrait.co_occurrences(reader.store(), query, key)


def _show_co_occurrences(subject: Subject, part: Query) -> None:
    """Whom it appears with, and where, in all its events; each a way to the other's page."""
    found = _co_occurrences(portrait.ever(part, subject.view, subject.key), subject.key)
    dataset = part.dataset
    for view, rows, heading in (
        (
            View.ACTOR,
            found.actors,
            _("Appears with, all dates") if subject.view is View.ACTOR else _("Actors here, all dates"),
        ),
        (View.PLACE, found.places if subject.view is View.ACTOR else (), _("Places, all dates")),
    ):
        if not rows:
            continue
        name = names.actor if view is View.ACTOR else names.place
        go = address.show_actor if view is View.ACTOR else address.show_place
        with st.container(key=f"company-{dataset}-{view}", horizontal=True, vertical_alignment="center", gap="small"):
            st.html(markup.render("map_line.html", text=heading))
            for key, count in rows[:_MOST_CO_OCCURRENCES]:
                st.button(
                    f"{markup.plain(name(key))} **{count:,}**",
                    key=f"company-{dataset}-{view}-{key}",
                    type="tertiary",
                    on_click=go,
                    args=(key,),
                )
            if rest := len(rows) - _MOST_CO_OCCURRENCES if len(rows) > _MOST_CO_OCCURRENCES else 0:
                more = ngettext("and {count} more", "and {count} more", rest).format(count=f"{rest:,}")
                st.html(markup.render("map_line.html", text=more))


def _show_said(asked: Query, claims: list[Claim]) -> None:
    """What the sides said of its events, and the figures that it gave itself, each behind a line; curated only."""
    if CURATED not in asked.datasets:
        return
    curated = replace(asked, datasets=(CURATED,))
    events = {event.id for event in reader.store().events(curated)}
    statements = portrait.said_of(reader.store().dossier.statements, events)
    if statements:
        label = ngettext(
            "{count} statement of the sides about these events", "{count} statements of the sides about these events",
            len(statements),
        ).format(count=len(statements))  # fmt: skip
        box = st.expander(label, key="portrait-statements", on_change="rerun")
        if box.open:
            by_side: defaultdict[str, list[dict[str, object]]] = defaultdict(list)
            for statement in statements:
                publisher = reader.store().dossier.sources[statement.source_id].publisher
                by_side[statement.side].append(
                    {
                        "paraphrase": statement.paraphrase,
                        "speaker": statement.speaker,
                        "date": partial_day(statement.date),
                        "source": publisher,
                        "marks": answers.reversals().words(statement),
                    }
                )
            sides = sorted(by_side.items(), key=lambda item: order_of(item[0]))
            box.html(markup.render("portrait_statements.html", sides=sides))
    if claims:
        label = ngettext(
            "{count} figure given under this very name", "{count} figures given under this very name", len(claims)
        ).format(count=len(claims))
        box = st.expander(label, key="portrait-claims", on_change="rerun")
        if box.open:
            box.html(markup.render("claims.html", groups=claim_groups(claims)))
