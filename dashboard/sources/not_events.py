"""Tables that analysts mistake for events: counts by month, sums by year, other files of GDELT, saved web pages."""

from collections.abc import Callable

from dashboard.language import _
from dashboard.sources.publisher import FileError, Sample

_DATES = {"event_date", "date_start", "sqldate", "date"}
_PERIODS = {"week", "month", "year", "reference_period_start"}
# What a table seems to be, and what is needed instead.
Finding = tuple[str, str] | None
# UCDP's datasets by year, each by a column that only it has.
_YEARLY: dict[str, Callable[[], str]] = {
    "bd_best": lambda: _("UCDP's battle-related deaths, sums by dyad and year"),
    "best_fatality_estimate": lambda: _("UCDP's one-sided or non-state violence, sums by actor and year"),
    "intensity_level": lambda: _("UCDP's armed conflicts or dyads by year"),
}


def refuse(sample: Sample) -> None:
    """Raise FileError if the table is known to hold something else than events; the message says what to give."""
    if not sample.rows or not sample.rows[0]:
        return
    for find in (_page, _message, _counts, _yearly, _gdelt):
        if finding := find(sample):
            seems, needed = finding
            raise FileError(
                _("“{name}” seems to be {seems}, not a table of events. {needed}").format(
                    name=sample.file_name, seems=seems, needed=needed
                )
            )


def _page(sample: Sample) -> Finding:
    start = sample.rows[0][0].lstrip("\ufeff \t").lower()
    if start.startswith(("<!doctype", "<html", "<?xml", "<head")):
        return _("a web page"), _("Download the table itself: you may have to log in first.")
    return None


def _message(sample: Sample) -> Finding:
    start = sample.rows[0][0].lstrip("\ufeff \t")
    if start.startswith(("{", "[")):
        return _("a message in JSON"), _("Read what it says, then download the table once more.")
    return None


def _counts(sample: Sample) -> Finding:
    header = set(sample.header)
    if "events" not in header or header & _DATES or not header & _PERIODS:
        return None
    if "reference_period_start" in header:
        return _("HDX HAPI's counts of events by district and month"), _needs_events()
    return _("ACLED's counts of events by region and week, month or year"), _needs_events()


def _needs_events() -> str:
    return _("Needed is one row for each event, with its date and place: download the event data of ACLED or UCDP GED.")


def _yearly(sample: Sample) -> Finding:
    header = set(sample.header)
    needed = _("Needed is UCDP GED, with one row for each event: see ucdp.uu.se/downloads.")
    if "latitude" in header:
        return None
    for column, seems in _YEARLY.items():
        if column in header:
            return seems(), needed
    if sum(name.endswith("_cy") for name in header) > 2:
        return _("UCDP's organised violence, sums by country and year"), needed
    if "year" in header and header & {"conflict_id", "dyad_id"}:
        return _("a UCDP dataset of sums by year"), needed
    return None


def _gdelt(sample: Sample) -> Finding:
    first = sample.rows[0]
    needed = _("Needed is GDELT's event export, a file whose name ends in .export.CSV.")
    if len(first) == 27 and first[0].split("-")[0].isdigit() and _is_time(first[1]):
        return _("GDELT's Global Knowledge Graph"), needed
    if len(first) in {14, 16} and first[0].isdigit() and _is_time(first[1]) and _is_time(first[2]):
        return _("GDELT's mentions of events"), needed
    return None


def _is_time(cell: str) -> bool:
    return cell.isdigit() and len(cell) == 14
