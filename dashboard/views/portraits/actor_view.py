"""The page of an actor."""

from dashboard.language import _
from dashboard.query import Query
from dashboard.query.options import Options, View
from dashboard.reading.portrait import published_by
from dashboard.views.portraits import portrait_page
from dashboard.views.portraits.portrait_page import Subject
from dashboard.views.session import reader


def show(query: Query, options: Options, theme: str) -> None:
    """Who it is, what it took part in, and with whom."""
    current = reader.store()
    key = options.of
    if key not in current.vocabulary().actors:
        portrait_page.show_unknown(_("There is no actor “{key}” in this data.").format(key=key[:80]))
        return
    actor = current.dossier.actors.get(key)
    published = published_by(actor, current.dossier.claims.values(), current.dossier.actors) if actor else []
    subject = Subject(
        View.ACTOR,
        key,
        actor.label if actor else key,
        actor.names if actor else None,
        ((_("Side"), actor.side), (_("Kind"), actor.kind)) if actor else (),
        _("An actor’s page: the events with this actor on either side, and what was said of them."),
        tuple(published),
    )
    portrait_page.show(subject, query, options)
