"""What the server answers beside the page: files, figures, health, and what the map needs to draw offline."""

import asyncio
import gzip
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlencode

import font_source_sans_pro
import orjson
import xstatic.pkg.jquery
import xstatic.pkg.leaflet
from starlette.concurrency import iterate_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket

from dashboard import channels, store
from dashboard.boundaries import LayerError
from dashboard.drawing.base_map import labels
from dashboard.drawing.density import ViewError, listed, picture, read_view
from dashboard.drawing.playback import playback
from dashboard.drawing.symbols import FRAME
from dashboard.event import Claim
from dashboard.hosting import public_url
from dashboard.language import DEFAULT_LANGUAGE, LANGUAGES, _, speaking
from dashboard.query import Query
from dashboard.query.options import Options, options_from_params
from dashboard.query.question import from_params
from dashboard.reading.comparison import ComparisonError, compare
from dashboard.reading.key_figures import Figure, key_figures, value_of
from dashboard.reading.ledger import COOPERATION, HOSTILITY, daily_weights, faded
from dashboard.reading.weights import Weights
from dashboard.sharing.comparison_table import comparison_csv, comparison_file_name
from dashboard.sharing.export import FORMATS, about, export
from dashboard.sharing.ledger_table import LedgerDayError, counts_reports, ledger_file
from dashboard.sharing.permalink import file_name
from dashboard.sources.curated_rules import SeedError

# Names the query that was answered, since a request without parameters gets the page's default.
QUERY_HEADER = "Dossier-Query"
_WORTH_COMPRESSING = 1000  # bytes


class BadRequestError(ValueError):
    """An address asks for something that does not exist; the message says what and what can be asked."""


def routes() -> list[BaseRoute]:
    """All routes; none needs anything from outside this machine."""
    return [
        Route("/api/health", _health),
        Route("/api/events.{extension}", _events),
        Route("/api/figures.json", _figures),
        *(Route(f"/api/{name}", _document) for name in ("brief.html", "brief.pdf", "map.svg", "map.png")),
        Route("/api/comparison.csv", _comparison),
        Route("/api/ledger.csv", _ledger),
        Route("/api/labels.json", _labels),
        Route("/api/density.json", _density),
        Route("/api/playback.json", _playback),
        WebSocketRoute("/api/channel", _channel),
        Mount("/assets/leaflet", StaticFiles(directory=xstatic.pkg.leaflet.BASE_DIR)),
        Mount("/assets/jquery", StaticFiles(directory=xstatic.pkg.jquery.BASE_DIR)),
        Mount("/assets/map", StaticFiles(directory=FRAME)),
        Mount("/assets/fonts", StaticFiles(directory=Path(font_source_sans_pro.__file__).parent / "files")),
        Mount("/assets/geodata", StaticFiles(directory=store.ROOT / "geodata")),
    ]


def _asked(request: Request, *, but: Sequence[str] = ()) -> Query:
    """The query of the address; BadRequestError names every parameter that cannot be taken.

    Parameters in `but` are the route's own. `key` opens the datasets of the reader to whom the page gave it.
    """
    given = request.query_params
    params = {name: given.getlist(name) for name in given if name not in {"key", *but}}
    current = store.current()
    query, problems = from_params(params, current.vocabulary(current.private_of(given.get("key", ""))))
    if problems:
        raise BadRequestError(" ".join(problems))
    return query


def _named(query: Query) -> dict[str, str]:
    since = query.since.isoformat() if query.since else ""
    until = query.until.isoformat() if query.until else ""
    rest = [pair for pair in query.to_params() if pair[0] not in {"since", "until"}]
    return {QUERY_HEADER: urlencode([("since", since), ("until", until), *rest])}


def _health(request: Request) -> Response:
    try:
        dossier = store.current().dossier
    except (SeedError, LayerError) as error:
        return JSONResponse({"status": "broken", "error": str(error)}, status_code=503)
    return JSONResponse(
        {
            "status": "ok",
            "dataset": "curated",
            "version": dossier.version,
            "created": dossier.created.isoformat(),
            "events": len(dossier.events),
        }
    )


def _events(request: Request) -> Response:
    extension = request.path_params["extension"]
    if extension not in FORMATS:
        raise BadRequestError(
            _("There is no events.{extension}: it can be {known}.").format(
                extension=extension[:20], known=", ".join(f"events.{one}" for one in FORMATS)
            )
        )
    query = _asked(request)
    name = file_name(query, extension)
    return StreamingResponse(
        iterate_in_threadpool(export(store.current(), query, extension)),
        media_type=FORMATS[extension].media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"', **_named(query)},
    )


def _comparison(request: Request) -> Response:
    """Two periods or two datasets side by side, as the page compares them."""
    query = _asked(request)
    current = store.current()
    given = request.query_params
    known = current.vocabulary(current.private_of(given.get("key", ""))).datasets
    options, problems = options_from_params(
        {name: given.getlist(name) for name in given}, {"against_dataset": tuple(known)}
    )
    if len(query.datasets) > 1:
        problems.append(_("A comparison takes one dataset: give the other one as against_dataset."))
    if problems:
        raise BadRequestError(" ".join(problems))
    try:
        comparison = compare(current, query, options)
    except (ComparisonError, store.UnknownDatasetError) as error:
        raise BadRequestError(str(error)) from error
    name = comparison_file_name(comparison)
    return Response(
        comparison_csv(comparison, options),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', **_named(query)},
    )


def _ledger(request: Request) -> Response:
    """What each event adds to one day of the tension ledger; of a dataset of reports, these by day."""
    query = _asked(request)
    given = request.query_params
    options, problems = options_from_params({name: given.getlist(name) for name in given})
    if len(query.datasets) > 1:
        problems.append(_("A ledger is of one dataset: give dataset once."))
    if problems:
        raise BadRequestError(" ".join(problems))
    try:
        made = ledger_file(store.current(), query, options)
    except (LedgerDayError, store.UnknownDatasetError) as error:
        raise BadRequestError(str(error)) from error
    return Response(
        made.content,
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{made.name}"', **_named(query)},
    )


def _document(request: Request) -> Response:
    """The brief or the map, made now; its permalink leads to the page that this address belongs to."""
    from dashboard.sharing.brief import Made
    from dashboard.sharing.documents import DOCUMENTS, document_name, make

    name = request.url.path.rpartition("/")[2]
    query = _asked(request)
    made = Made(datetime.now(UTC).date(), public_url() or str(request.base_url))
    shown = "inline" if DOCUMENTS[name].is_shown else "attachment"
    try:
        content = make(store.current(), query, name, made)
    except store.UnknownDatasetError as error:
        raise BadRequestError(str(error)) from error
    return Response(
        content,
        media_type=DOCUMENTS[name].media_type,
        headers={"Content-Disposition": f'{shown}; filename="{document_name(query, name)}"', **_named(query)},
    )


def _figures(request: Request) -> Response:
    query = _asked(request)
    current = store.current()
    dossier = current.dossier
    totals = current.totals(query)
    events = {event.id: event for event in dossier.events}
    figures = key_figures(query, dossier.key_figures, dossier.claims, events)
    return JSONResponse(
        about(current, query, totals.events)
        | {
            "figures": [_figure(figure) for figure in figures],
            "events": totals.events,
            "fatalities": _parts(totals.fatalities),
            "injured": _parts(totals.injured),
        },
        headers=_named(query),
    )


def _figure(figure: Figure) -> dict[str, object]:
    return {
        "measure": figure.measure,
        "label": figure.label,
        "value": figure.value,
        "detail": figure.detail,
        "unit": figure.unit,
        "established_later": figure.established_later or None,
        "shown_claims": [_claim(claim) for claim in figure.shown],
        "all_claims": [_claim(claim) for claim in figure.claims],
    }


def _claim(claim: Claim) -> dict[str, object]:
    source = store.current().dossier.sources[claim.source_id]
    return {
        "claim_id": claim.claim_id,
        "value": value_of(claim),
        "unit": claim.unit,
        "said_by": claim.said_by,
        "side": claim.side,
        "date_said": claim.date_said,
        "source": f"{source.publisher}: {source.title}",
        "url": source.url,
        "superseded_by": claim.superseded_by or None,
        "conflicts_with": claim.conflicts_with or None,
    }


def _parts(spread: object) -> dict[str, int | None]:
    return {part: getattr(spread, part) for part in ("low", "best", "high")}


def _labels(request: Request) -> Response:
    language = request.query_params.get("lang", DEFAULT_LANGUAGE)
    if language not in LANGUAGES:
        raise BadRequestError(
            _("There is no language “{language}”: it can be {known}.").format(
                language=language[:20], known=", ".join(LANGUAGES)
            )
        )
    with speaking(language):
        return JSONResponse(labels(store.current().dossier.gazetteer.values(), language))


def _density(request: Request) -> Response:
    """One viewport of the map."""
    own = request.query_params
    if own.get("list", "1") != "1":
        raise BadRequestError(_("list takes only the value 1."))
    current = store.current()
    try:
        query = _asked(request, but=("box", "zoom", "list"))
        view = read_view(own.get("box", ""), own.get("zoom", ""))
        answer = listed(current, query, view) if "list" in own else picture(current, query, view)
    except (ViewError, store.UnknownDatasetError) as error:
        raise BadRequestError(str(error)) from error
    return _compact(request, answer)


def _playback(request: Request) -> Response:
    """The days of a query one by one, with hostility and cooperation as the ledger has them."""
    query, current = _asked(request), store.current()
    given = request.query_params
    options, problems = options_from_params({name: given.getlist(name) for name in given})
    if problems:
        raise BadRequestError(" ".join(problems))

    def tension(one: Query, first: date, last: date) -> dict[str, list[float]]:
        return _tension(current, replace(one, since=first, until=last), options)

    try:
        return _compact(request, playback(current, query, tension))
    except store.UnknownDatasetError as error:
        raise BadRequestError(str(error)) from error


def _tension(current: store.Store, query: Query, options: Options) -> dict[str, list[float]]:
    """Both lines of one dataset's ledger for each of the query's days; none where its records are reports."""
    if counts_reports(current, query.datasets[0]) or not query.since or not query.until:
        return {}
    added = daily_weights(
        current,
        replace(query, since=None),
        Weights(current.dossier.weights),
        is_peacekeeping_added=options.is_peacekeeping_added,
    )
    lines = faded(added, options.half_life, query.since, query.until)
    return {line: lines[line].round(3).tolist() for line in (HOSTILITY, COOPERATION)}


async def _channel(websocket: WebSocket) -> None:
    """What the page hands to a map, sooner than the page itself can; the page gives the key to its own map alone."""
    await websocket.accept()
    with channels.opened(websocket.query_params.get("key", "")) as channel:
        sending = asyncio.create_task(_send(websocket, channel))
        try:
            async for _text in websocket.iter_text():
                pass  # the frame says nothing; this ends when it is gone
        finally:
            sending.cancel()


async def _send(websocket: WebSocket, channel: channels.Channel) -> None:
    while True:
        await websocket.send_text(await channel.newest())


def _compact(request: Request, answer: dict[str, object]) -> Response:
    """JSON without blanks, compressed where the client takes that and it is worth it."""
    body = orjson.dumps(answer)
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Encoding"}
    if len(body) > _WORTH_COMPRESSING and "gzip" in request.headers.get("accept-encoding", ""):
        body = gzip.compress(body, compresslevel=1, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return Response(body, media_type="application/json", headers=headers)


def answer_bad_request(request: Request, error: Exception) -> Response:
    """400 with the sentence that the error carries."""
    return JSONResponse({"error": str(error)}, status_code=400)


def answer_broken_data(request: Request, error: Exception) -> Response:
    """503 with file, line, column, rule and remedy."""
    return JSONResponse({"error": str(error)}, status_code=503)
