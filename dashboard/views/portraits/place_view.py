"""The page of a place."""

from dashboard.language import _
from dashboard.query import Query
from dashboard.query.options import Options, View
from dashboard.views.portraits import portrait_page
from dashboard.views.portraits.portrait_page import Subject
from dashboard.views.session import reader


def show(query: Query, options: Options, theme: str) -> None:
    """Where it is, what happened there, and who took part."""
    current = reader.store()
    key = options.of
    place = current.dossier.gazetteer.get(key)
    if place is None and key not in current.vocabulary().places:
        portrait_page.show_unknown(_("There is no place “{key}” in this data.").format(key=key[:80]))
        return
    facts = ((_("Kind"), place.kind), (_("Municipality"), place.municipality)) if place else ()
    subject = Subject(
        View.PLACE,
        key,
        place.label if place else key,
        place.names if place else None,
        tuple((term, text) for term, text in facts if text),
        _("A place’s page: the events placed there, not those nearby, and what was said of them."),
    )
    portrait_page.show(subject, query, options)
