"""The publishers whose files can be imported, and whose a table is."""

from collections.abc import Callable
from typing import Any

from dashboard.language import _
from dashboard.publisher import FileError, Layout, Sample
from dashboard.sources import acled, gdelt, not_events, own, ucdp
from dashboard.store.placing import HOMONYM
from dashboard.store.refusing import DUPLICATE, MALFORMED

AUTO = "auto"
# A publisher's module has SOURCE, RULES, WARNINGS, recognise() and read().
PUBLISHERS: dict[str, Any] = {module.SOURCE.key: module for module in (ucdp, acled, gdelt, own)}


def recognise(sample: Sample, publisher: str = AUTO) -> Layout:
    """The layout of a table; FileError if it is no table of events, or not of the publisher named."""
    not_events.refuse(sample)
    for module in PUBLISHERS.values() if publisher == AUTO else [PUBLISHERS[publisher]]:
        layout: Layout | None = module.recognise(sample)
        if layout:
            return layout
    raise FileError(
        _(
            "“{name}” is no file of {publisher} in a layout that we know. Its first cells are: {cells}. Try auto."
        ).format(
            name=sample.file_name,
            publisher=PUBLISHERS[publisher].SOURCE.name if publisher != AUTO else _("any publisher"),
            cells=", ".join(cell[:30] for cell in sample.header[:12]),
        )
    )


def rule_sentence(publisher: str, rule: str) -> str:
    """What a rule says, for a reader; one that an older import counted and nobody knows any more, as it is."""
    ours: dict[str, Callable[[], str]] = {
        MALFORMED: lambda: _("the record has too few or too many cells, or a quotation mark that is not closed"),
        DUPLICATE: lambda: _("an earlier record has the same id"),
    }
    known = {**PUBLISHERS[publisher].RULES, **ours}
    return str(known[rule]()) if rule in known else rule


def warning_sentence(publisher: str, warning: str) -> str:
    """What a warning says, for a reader; an unknown one as it is."""
    ours: dict[str, Callable[[], str]] = {
        HOMONYM: lambda: _("A place of this name lies more than 5 km from where the publisher puts this event.")
    }
    known = {**PUBLISHERS[publisher].WARNINGS, **ours}
    return str(known[warning]()) if warning in known else warning
