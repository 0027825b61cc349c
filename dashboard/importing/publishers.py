"""The publishers whose files can be imported, and whose a table is."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from dashboard.dossier.placement import FAR_FROM_PLACE, NULL_ISLAND, OTHER_COUNTRY, SWAPPED
from dashboard.importing.placing import HOMONYM
from dashboard.importing.refusing import DUPLICATE, MALFORMED
from dashboard.importing.shaping import UNREADABLE
from dashboard.language import _
from dashboard.sources import acled, gdelt, not_events, own, ucdp
from dashboard.sources.publisher import FileError, Layout, Sample
from dashboard.store.about import ImportedFile

AUTO = "auto"
# A publisher's module has SOURCE, RULES, WARNINGS, recognise() and read().
PUBLISHERS: dict[str, Any] = {module.SOURCE.key: module for module in (ucdp, acled, gdelt, own)}


def recognise(sample: Sample, publisher: str = AUTO) -> Layout:
    """The layout of a table; FileError if it is no table of events, or not of the publisher named."""
    not_events.refuse(sample)
    if layout := _recognised(sample, PUBLISHERS if publisher == AUTO else [publisher]):
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


def of_others(sample: Sample) -> Layout | None:
    """The layout of a table of a publisher's, None where it is of nobody that we know; FileError as of recognise()."""
    return _recognised(sample, [publisher for publisher in PUBLISHERS if publisher != own.SOURCE.key])


def _recognised(sample: Sample, publishers: Iterable[str]) -> Layout | None:
    """The layout of the first of these publishers that knows the table."""
    layouts: Iterator[Layout | None] = (PUBLISHERS[publisher].recognise(sample) for publisher in publishers)
    return next(filter(None, layouts), None)


def rule_sentence(publisher: str, rule: str) -> str:
    """What a rule says, for a reader; one that an older import counted and nobody knows any more, as it is."""
    ours: dict[str, Callable[[], str]] = {
        MALFORMED: lambda: _(
            "the record has too many cells, too few in a file without a header, or a quotation mark that is not closed"
        ),
        DUPLICATE: lambda: _("an earlier record has the same id"),
    }
    known = {**PUBLISHERS[publisher].RULES, **ours}
    return str(known[rule]()) if rule in known else rule


def decoding_sentence(file: ImportedFile) -> str:
    """How a file's bytes became letters, where that is not plain UTF-8; else empty."""
    if file.foreign:
        told = _("“{name}” was read as {encoding}; bytes in lines {lines} are none in it: “�” stands for them.")
    elif file.encoding in {"", "utf-8", "utf-8-sig"}:
        return ""
    elif file.is_settled:
        told = _("“{name}” was read as {encoding}.")
    else:
        told = _(
            "“{name}” was read as {encoding}, which is a guess: where letters look wrong, say what it is (by command "
            "line --encoding NAME) and add it again."
        )
    return told.format(name=file.name, encoding=file.encoding, lines=file.foreign)


def warning_sentence(publisher: str, warning: str) -> str:
    """What a warning says, for a reader; an unknown one as it is."""
    ours: dict[str, Callable[[], str]] = {
        HOMONYM: lambda: _("A place of this name lies more than 5 km from where the publisher puts this event."),
        NULL_ISLAND: lambda: _("The point that is given is 0/0, off Africa: the event stands beside the map."),
        SWAPPED: lambda: _("Latitude and longitude seem to be exchanged: the event stands beside the map."),
        OTHER_COUNTRY: lambda: _(
            "The point that is given lies outside the country that is named: the event stands beside the map."
        ),
        FAR_FROM_PLACE: lambda: _(
            "The point that is given lies more than 25 km from the place that is named: the event stands beside the "
            "map."
        ),
        UNREADABLE: lambda: _("A letter of this record could not be read in the file: “�” stands for it."),
    }
    known = {**PUBLISHERS[publisher].WARNINGS, **ours}
    return str(known[warning]()) if warning in known else warning
