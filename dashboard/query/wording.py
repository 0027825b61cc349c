"""A query as an English sentence, and dates as a reader would write them."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache, lru_cache

from babel.dates import format_date

from dashboard.dossier.event import Confidence, EventType, GeoPrecision
from dashboard.language import _, current_language, ngettext
from dashboard.query.query import Query

_MOST_PROBLEMS = 10  # that are told one by one


def first_of(problems: Sequence[str]) -> list[str]:
    """The first problems of an address; of many, how many more there are."""
    more = len(problems) - _MOST_PROBLEMS
    if more <= 0:
        return list(problems)
    return [
        *problems[:_MOST_PROBLEMS],
        ngettext("And {count} more.", "And {count} more.", more).format(count=f"{more:,}"),
    ]


def day(value: date) -> str:
    """A date in full.

    >>> day(date(2024, 9, 24))
    '24 September 2024'
    """
    return _in_full(value, current_language())


@lru_cache(4096)
def _in_full(value: date, language: str) -> str:
    return format_date(value, "d MMMM y", locale=language)


def short_day(value: date) -> str:
    """A date in short.

    >>> short_day(date(2024, 9, 24))
    '24 Sep 2024'
    """
    return _in_short(value, current_language())


@lru_cache(4096)
def _in_short(value: date, language: str) -> str:
    return format_date(value, "d MMM y", locale=language)


def short_span(first: date, last: date) -> str:
    """A span of days in short, without repeating what both ends share.

    >>> short_span(date(2024, 9, 25), date(2024, 9, 30))
    '25–30 Sep 2024'
    """
    return _span_in_short(first, last, current_language())


@lru_cache(4096)
def _span_in_short(first: date, last: date, language: str) -> str:
    end = _in_short(last, language)
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    if first.year == last.year:
        return f"{format_date(first, 'd MMM', locale=language)} – {end}"
    return f"{_in_short(first, language)} – {end}"


def partial_day(value: str) -> str:
    """A date that may lack day or month, in short.

    >>> partial_day("2024-10"), partial_day("2024-10-02"), partial_day("2024")
    ('Oct 2024', '2 Oct 2024', '2024')
    """
    try:
        match [int(part) for part in value.split("-")]:
            case year, month:
                return format_date(date(year, month, 1), "MMM y", locale=current_language())
            case year, month, in_month:
                return short_day(date(year, month, in_month))
    except ValueError:
        return value
    return value


def type_name(event_type: EventType) -> str:
    """The type in a reader's words."""
    return _type_names(current_language())[event_type]


@cache
def _type_names(_language: str) -> dict[EventType, str]:
    """The names in the language that is spoken now, which is this one."""
    return {
        EventType.AGREE: _("Agreement"),
        EventType.CONSULT: _("Talks"),
        EventType.SUPPORT: _("Support"),
        EventType.CONCEDE: _("Concession"),
        EventType.COOPERATE: _("Cooperation"),
        EventType.AID: _("Aid"),
        EventType.RETREAT: _("Easing or withdrawal"),
        EventType.REQUEST: _("Demand or appeal"),
        EventType.ACCUSE: _("Accusation"),
        EventType.REJECT: _("Rejection"),
        EventType.THREATEN: _("Threat"),
        EventType.PROTEST: _("Protest"),
        EventType.SANCTION: _("Sanction"),
        EventType.MOBILIZE: _("Mobilisation"),
        EventType.COERCE: _("Coercion"),
        EventType.ASSAULT: _("Armed attack"),
        EventType.OTHER: _("Other"),
    }


def precision_name(precision: GeoPrecision) -> str:
    """The geo-precision in a reader's words."""
    return {
        GeoPrecision.SITE: _("Exact site"),
        GeoPrecision.VILLAGE: _("Village"),
        GeoPrecision.TOWN: _("Town"),
        GeoPrecision.MUNICIPALITY: _("Municipality"),
        GeoPrecision.REGION: _("Region"),
        GeoPrecision.ZONE: _("Reported zone"),
        GeoPrecision.COUNTRY: _("Whole territory, not placed"),
    }[precision]


def confidence_name(confidence: Confidence) -> str:
    """The confidence in a reader's words."""
    return {
        Confidence.LOW: _("Low"),
        Confidence.MEDIUM: _("Medium"),
        Confidence.HIGH: _("High"),
    }[confidence]


def span(since: date | None, until: date | None) -> str:
    """The dates asked for, in words; both are included."""
    if since and until:
        if since == until:
            return _("on {day}").format(day=day(since))
        first = format_date(since, "d MMMM", locale=current_language()) if since.year == until.year else day(since)
        return _("from {since} to {until}").format(since=first, until=day(until))
    if since:
        return _("since {since}").format(since=day(since))
    if until:
        return _("up to {until}").format(until=day(until))
    return _("of all dates")


def sentence(query: Query, count: int, actor_name: Callable[[str], str], place_name: Callable[[str], str]) -> str:
    """What is shown, as one sentence, e.g. "39 events from 24 September to 6 October 2024."."""
    return f"{_events(count)} {_asked(query, actor_name, place_name)}."


def sentence_by_dataset(
    query: Query,
    counts: Sequence[tuple[str, int]],
    actor_name: Callable[[str], str],
    place_name: Callable[[str], str],
) -> str:
    """The sentence where datasets have to be named: `counts` holds each one's name within a sentence, and its events.

    "39 events of the curated dossier and, apart from them, 12,535 of UCDP GED from 24 September to 6 October 2024."
    """
    (name, count), *others = counts
    shown = _("{events} of {dataset}").format(events=_events(count), dataset=name)
    if others:
        rest = _all(_("{count} of {dataset}").format(count=f"{count:,}", dataset=name) for name, count in others)
        shown = _("{events} and, apart from them, {others}").format(events=shown, others=rest)
    return f"{shown} {_asked(query, actor_name, place_name)}."


def _events(count: int) -> str:
    return ngettext("{count} event", "{count} events", count).format(count=f"{count:,}")


def _asked(query: Query, actor_name: Callable[[str], str], place_name: Callable[[str], str]) -> str:
    """What the query asks for, in words."""
    parts = [span(query.since, query.until)]
    if query.types:
        parts.append(_("of type {types}").format(types=_either(type_name(value).lower() for value in query.types)))
    if query.actors:
        parts.append(_("with {actors}").format(actors=_either(map(actor_name, query.actors))))
    if query.places:
        parts.append(_("at {places}").format(places=_either(map(place_name, query.places))))
    if query.precisions:
        names = _either(precision_name(value).lower() for value in query.precisions)
        parts.append(_("placed to {precisions}").format(precisions=names))
    if query.confidence:
        parts.append(
            _("of at least {confidence} confidence").format(confidence=confidence_name(query.confidence).lower())
        )
    if query.text:
        parts.append(_("mentioning “{text}”").format(text=query.text))
    return " ".join(parts)


def _all(names: Iterable[str]) -> str:
    *most, last = names
    return _("{names} and {last}").format(names=", ".join(most), last=last) if most else last


def _either(names: Iterable[str]) -> str:
    *most, last = names
    return _("{names} or {last}").format(names=", ".join(most), last=last) if most else last
