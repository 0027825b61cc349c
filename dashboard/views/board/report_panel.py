"""“Report an error” in the details of an event: a text to complete and copy, or to mail where there is an address."""

from urllib.parse import urljoin

import streamlit as st

from dashboard.dossier.event import Event
from dashboard.language import _
from dashboard.query import Query
from dashboard.query.query import is_own
from dashboard.sharing.permalink import permalink
from dashboard.sharing.report import fields_of, mail_link, report
from dashboard.views.parts import markup
from dashboard.views.parts.unique_labels import unique_labels
from dashboard.views.session import address, names, reader

_LONGEST = 5000  # characters of a report


def show(event: Event) -> None:
    """Of a curated event what makes a report; of an imported one whom to write to; of a reader's own nothing."""
    if is_own(event.dataset):
        return
    if about := names.about(event.dataset):
        st.html(markup.render("publishers_error.html", publisher=about.card.publisher, url=about.card.url))
        return
    # Not a popover: that stands at the page's end, where the keyboard would come to it last.
    body = st.expander(_("Report an error"), key=f"report-{event.id}", on_change="rerun")
    if body.open:
        with body:
            _show_report(event)


def _show_report(event: Event) -> None:
    contact = reader.store().dossier.contact
    fields = fields_of(reader.store(), event)
    labels = unique_labels([field.label for field in fields])
    at = st.selectbox(_("What is wrong?"), range(len(fields)), format_func=labels.__getitem__, key=f"wrong-{event.id}")
    # A field of text, since the button that copies st.code is out of the keyboard's reach.
    text = st.text_area(
        _("Write what it should say, and by which source; without one nothing can be corrected"),
        report(reader.store(), event, fields[at], _link(event)),
        max_chars=_LONGEST,
        height="content",
        key=f"text-{event.id}-{at}",
    )
    mail = mail_link(contact, event, text) if contact else ""
    st.html(markup.render("report.html", contact=contact, mail=mail))


def _link(event: Event) -> str:
    """To the event among those of its days, whatever the reader filters."""
    days = Query(since=event.date_start, until=event.last_day)
    link = permalink(days, event.id, shared=reader.store().shared.vocabulary())
    return urljoin(address.page() or "/", link.address)
