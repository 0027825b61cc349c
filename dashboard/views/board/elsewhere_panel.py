"""The strip of what happened elsewhere: events without an honest place on the map, by place."""

import streamlit as st

from dashboard.language import _, ngettext
from dashboard.query import Query
from dashboard.query.wording import short_day
from dashboard.views.parts import markup, popover
from dashboard.views.parts.unique_labels import unique_labels
from dashboard.views.session import address, answers, names, reader

MOST_PLACES = 12
MOST_LISTED = 200
_MOST_EVENTS = 20


def show(query: Query, selected: str) -> None:
    """One strip for each dataset that has such events."""
    for part in query.by_dataset():
        counts = answers.elsewhere(part)
        if not counts:
            continue
        name = part.dataset
        heading = _heading(name, sum(count for _place, count in counts), is_alone=len(query.datasets) == 1)
        chosen = _choose_place(name, heading, counts)
        if chosen is not None:
            _show_events(part, chosen, dict(counts)[chosen], selected)


def _choose_place(dataset: str, heading: str, counts: list[tuple[str, int]]) -> str | None:
    """The place that the reader has chosen; as one widget, since one for each takes as many times as long."""
    # The last of twelve or fewer is no shorter behind a button of its own.
    shown = len(counts) if len(counts) <= MOST_PLACES else MOST_PLACES - 1
    labels = unique_labels([f"{markup.plain(_label(place))} **{count:,}**" for place, count in counts[:shown]])
    places = {place: label for (place, _count), label in zip(counts, labels, strict=False)}
    key = f"elsewhere-{dataset}"
    chosen = st.pills(heading, list(places), format_func=lambda place: places.get(place, place), key=key)
    if rest := counts[shown:]:
        more = _("… and {count} more places").format(count=f"{len(rest):,}")
        if box := popover.opened(more, f"{key}.more", "tertiary"):
            box.html(_places(rest))
    return chosen


def _heading(dataset: str, count: int, is_alone: bool) -> str:
    text = ngettext("{count} event elsewhere:", "{count} events elsewhere:", count).format(count=f"{count:,}")
    return text if is_alone else _("{dataset}: {text}").format(dataset=markup.plain(names.dataset(dataset)), text=text)


def _label(place: str) -> str:
    """The place, or what stands for it where the publisher names none."""
    return reader.store().dossier.gazetteer.label(place, place) or _("no place named")


def _show_events(part: Query, place: str, count: int, selected: str) -> None:
    with st.container(key=f"events-elsewhere-{part.dataset}", gap=None):
        for event in answers.events_elsewhere(part, place, _MOST_EVENTS):
            st.button(
                f"{short_day(event.date_start)} · {markup.plain(event.title)}",
                key=f"elsewhere-event-{event.id}",
                type="secondary" if event.id == selected else "tertiary",
                on_click=address.select,
                args=(event.id,),
            )
        if count > _MOST_EVENTS:
            text = _("The first {shown} of {count}; the list holds all.").format(shown=_MOST_EVENTS, count=f"{count:,}")
            st.html(markup.render("map_line.html", text=text))


def _places(counts: list[tuple[str, int]]) -> str:
    rows = [(_label(place), count) for place, count in counts[:MOST_LISTED]]
    total = sum(count for _place, count in counts)
    return markup.render("places.html", tables=[{"caption": "", "rows": markup.count_rows(rows, total)}])
