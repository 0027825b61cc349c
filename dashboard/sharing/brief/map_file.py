"""The map of a query as a file: an SVG that brings its fonts along."""

from collections.abc import Iterator, Mapping
from datetime import date

from dashboard.dossier.profile import PROFILE
from dashboard.drawing.map.base_map import labels
from dashboard.drawing.map.crossings import crossings
from dashboard.drawing.map.density import density_address, picture, read_view
from dashboard.drawing.map.event_layer import dense_payload, is_dense, payload
from dashboard.drawing.map.payload import Contents
from dashboard.drawing.paper.map import Shown, box_of, map_svg
from dashboard.drawing.paper.typeface import font_faces
from dashboard.language import _, current_language
from dashboard.query import Query
from dashboard.query.query import CURATED
from dashboard.query.wording import day
from dashboard.reading.sentence import dataset_name, edition, sentence
from dashboard.sharing.published import published
from dashboard.store import Store

MAP_PX = (1200, 780)


def map_file(store: Store, query: Query, made_on: date) -> str:
    """The map alone as SVG: it says what it shows, of which editions, and whose boundaries it draws."""
    editions = "; ".join(edition(store, name) for name in query.datasets)
    made = _("{title}. {editions}. Made {day}.").format(title=PROFILE.title, editions=editions, day=day(made_on))
    svg = draw_map(store, query, MAP_PX, caption=(f"{sentence(store, query)} {on_the_map(store, query)}", made))
    return published(svg.replace("</title>", f"</title><style>{font_faces(svg)}</style>", 1), query.datasets)


def draw_map(
    store: Store,
    query: Query,
    size: tuple[int, int],
    caption: tuple[str, ...] = (),
    links: Mapping[str, str] | None = None,
) -> str:
    """The map in a size in px, without fonts; `links` lead from an event's id to where it is told."""
    gazetteer = store.dossier.gazetteer
    dense = None
    drawn = map_payload(store, query)
    if drawn["density"]:
        box, zoom = box_of(*size, caption)
        view = read_view(f"{box.west},{box.south},{box.east},{box.north}", str(zoom))
        dense = picture(store, query, view)
    return map_svg(
        Shown(
            payload=drawn,
            labels=labels(gazetteer.values(), current_language()),
            title=_("Map: {sentence}").format(sentence=sentence(store, query)),
            picture=dense,
            caption=caption,
            links=links or {},
        ),
        *size,
    )


def map_payload(store: Store, query: Query) -> Contents:
    """What the map draws; crossings stand as on the query's last day. Many events are drawn as counts."""
    gazetteer = store.dossier.gazetteer
    states = crossings(store.dossier.events if CURATED in query.datasets else (), gazetteer, query.until)
    if not is_dense(store.count(query)):
        return payload(store.events(query), gazetteer, store.municipalities, states)
    counted = {part.dataset: store.of(part).areas(part) for part in query.by_dataset()}
    names = {name: dataset_name(store, name) for name in query.datasets}
    return dense_payload(density_address(query), counted, gazetteer, states, names)


def on_the_map(store: Store, query: Query) -> str:
    """How many events are on the map and how many elsewhere, for each dataset."""
    counts = list(_counts(store, query))
    if is_dense(store.count(query)):
        counts.append(_("The picture shows what lies around the boundary line."))
    return " ".join(counts)


def _counts(store: Store, query: Query) -> Iterator[str]:
    for part in query.by_dataset():
        elsewhere = store.of(part).elsewhere(part)
        off = sum(count for _place, count in elsewhere)
        on = store.of(part).totals(part).events - off
        text = _("{on} on the map, {off} elsewhere.").format(on=f"{on:,}", off=f"{off:,}")
        if len(query.datasets) > 1:
            text = _("{dataset}: {text}").format(dataset=dataset_name(store, part.dataset), text=text)
        yield text
