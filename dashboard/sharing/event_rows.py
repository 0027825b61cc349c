"""Events as rows for files: the columns of seeds/events.csv, then names, sources and the footnote."""

from collections.abc import Iterable, Iterator, Mapping

from dashboard.event import Event, Source, Spread
from dashboard.gazetteer import Gazetteer
from dashboard.language import footnote

Cell = str | int | float | None

# The header of seeds/events.csv, in its order.
SEED_COLUMNS = (
    "id", "date_start", "date_end", "date_precision", "time_local", "title", "place", "country_side", "lat", "lon",
    "geo_precision", "zone", "event_type", "mode", "context", "actor1", "actor2", "fatalities_low",
    "fatalities_best", "fatalities_high", "injured_low", "injured_best", "injured_high", "summary", "confidence",
    "source_ids", "episode", "in_article",
)  # fmt: skip
ADDED_COLUMNS = (
    "place_name_en", "place_name_sq", "place_name_sr_latn", "place_name_sr_cyrl", "source_titles", "source_urls",
    "dataset", "kosovo_note",
)  # fmt: skip
COLUMNS = SEED_COLUMNS + ADDED_COLUMNS


def event_rows(
    events: Iterable[Event], gazetteer: Gazetteer, sources: Mapping[str, Source]
) -> Iterator[dict[str, Cell]]:
    """One row per event, with the keys of COLUMNS in their order; None is unknown."""
    note = footnote()
    for event in events:
        names = gazetteer[event.place].names
        cited = [sources[key] for key in event.sources]
        yield {
            "id": event.id,
            "date_start": event.date_start.isoformat(),
            "date_end": event.date_end.isoformat() if event.date_end else None,
            "date_precision": event.date_precision.value,
            "time_local": event.time_local,
            "title": event.title,
            "place": event.place,
            "country_side": event.country_side,
            "lat": event.lat,
            "lon": event.lon,
            "geo_precision": event.geo_precision.value,
            "zone": event.zone,
            "event_type": event.event_type.value,
            "mode": event.mode,
            "context": event.context,
            "actor1": ";".join(event.actor1),
            "actor2": ";".join(event.actor2),
            **_spread("fatalities", event.fatalities),
            **_spread("injured", event.injured),
            "summary": event.summary,
            "confidence": event.confidence.value if event.confidence else None,
            "source_ids": ";".join(event.sources),
            "episode": event.episode,
            "in_article": "yes" if event.in_article else "no",
            "place_name_en": names.en,
            "place_name_sq": names.sq,
            "place_name_sr_latn": names.sr_latn,
            "place_name_sr_cyrl": names.sr_cyrl,
            "source_titles": " | ".join(f"{source.publisher}: {source.title}" for source in cited),
            "source_urls": " ".join(source.url for source in cited if source.url),
            "dataset": event.dataset,
            "kosovo_note": note,
        }


def _spread(what: str, spread: Spread) -> dict[str, Cell]:
    return {f"{what}_low": spread.low, f"{what}_best": spread.best, f"{what}_high": spread.high}
