"""Counts by place as tables: what the density layer shows, for those who read instead of look."""

from typing import TypedDict

from dashboard.language import _
from dashboard.query import Query
from dashboard.views.parts import markup, popover
from dashboard.views.session import answers, names, reader

_MOST_PLACES = 50


class _Table(TypedDict):
    """Numbers of events, as text."""

    caption: str
    rows: list[tuple[str, str]]


def show(query: Query) -> None:
    """A button, and behind it a table for each dataset that accounts for every event."""
    if box := popover.opened(_("Counts by place"), "places", "tertiary"):
        tables = [table for part in query.by_dataset() for table in _tables(part)]
        box.html(markup.render("places.html", tables=tables))


def _tables(part: Query) -> list[_Table]:
    name = names.dataset(part.dataset)
    total = answers.totals(part).events
    gazetteer = reader.store().dossier.gazetteer
    places = [
        (gazetteer.label(key, publishers) or _("no place named"), count)
        for key, publishers, count in answers.places(part, _MOST_PLACES)
    ]
    areas = sum(count for _area, count in answers.areas(part))
    elsewhere = sum(count for _place, count in answers.elsewhere(part))
    drawn = [
        (_("at a point"), total - areas - elsewhere),
        (_("as an area, not an exact place"), areas),
        (_("beside the map"), elsewhere),
    ]
    return [
        {"caption": _("{dataset}: how they are shown").format(dataset=name), "rows": markup.count_rows(drawn, total)},
        {"caption": _("{dataset}: places").format(dataset=name), "rows": markup.count_rows(places, total)},
    ]
