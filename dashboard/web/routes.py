"""What the server answers beside the page: files, figures, health, and what the map needs to draw offline."""

import asyncio
import gzip
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlencode

import font_source_sans_pro
import orjson
import xstatic.pkg.jquery
import xstatic.pkg.leaflet
from anyio import CapacityLimiter
from starlette.datastructures import QueryParams
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from dashboard import store
from dashboard.dossier.boundaries import LayerError
from dashboard.dossier.event import Claim, Source
from dashboard.drawing.cartography import FRAME
from dashboard.drawing.map import frame_script
from dashboard.drawing.map.base_map import labels
from dashboard.drawing.map.density import ViewError, listed, picture, read_page, read_view
from dashboard.drawing.map.payload import Tension
from dashboard.drawing.map.playback import playback
from dashboard.importing import private
from dashboard.language import DEFAULT_LANGUAGE, LANGUAGES, _, speaking
from dashboard.query import Query
from dashboard.query.options import Options, options_from_params
from dashboard.query.pasted import is_tracker
from dashboard.query.query import from_params
from dashboard.query.wording import first_of
from dashboard.reading.comparison import ComparisonError, compare
from dashboard.reading.key_figures import Figure, key_figures, value_of
from dashboard.reading.ledger import COOPERATION, HOSTILITY, daily_weights, faded
from dashboard.reading.measures import counted, measure_name
from dashboard.reading.weights import Weights
from dashboard.sharing.export import FORMATS, about, export
from dashboard.sharing.permalink import file_name
from dashboard.sharing.published import published
from dashboard.sharing.tables import dictionary
from dashboard.sharing.tables.comparison import comparison_csv, comparison_file_name
from dashboard.sharing.tables.ledger import LedgerDayError, counts_reports, ledger_file
from dashboard.sharing.workbook import TooManyRowsError
from dashboard.sources.curated_rules import SeedError
from dashboard.web import channels, open_pages
from dashboard.web.hosting import public_url
from dashboard.web.refusal import refusal
from dashboard.web.streaming import Exports, FileResponse, TooManyExportsError, in_a_slot, in_own_threads

# Names the query that was answered, since a request without parameters gets the page's default.
QUERY_HEADER = "Dossier-Query"
_WORTH_COMPRESSING = 1000  # bytes
# A longer header is left out: nginx answers 502 where all of them are longer than 4 KB.
_LONGEST_NAMED = 1024  # bytes


class BadRequestError(ValueError):
    """An address asks for something that does not exist; the message says what and what can be asked."""


def routes(exports: Exports) -> list[BaseRoute]:
    """All routes; none needs anything from outside this machine. Files that take long to make are `exports`."""
    documents = ("brief.html", "brief.pdf", "map.svg", "map.png")
    tables = {"comparison.csv": _comparison, "ledger.csv": _ledger}
    return [
        Route("/api/health", _health, middleware=_SPOKEN),
        Route("/api/page", _page),
        *(_api(f"/api/{dictionary.file_name(table)}", partial(_dictionary, table)) for table in dictionary.TABLES),
        _api("/api/events.{extension}", partial(_events, exports)),
        _api("/api/figures.json", _figures),
        *(_api(f"/api/{name}", partial(_document, exports)) for name in documents),
        *(Route(f"/api/{name}", in_a_slot(table, exports), middleware=_SPOKEN) for name, table in tables.items()),
        _api("/api/refused.csv", _refused_records),
        _api("/api/labels.json", _labels),
        _api("/api/density.json", _density),
        _api("/api/playback.json", _playback),
        WebSocketRoute("/api/channel", _channel),
        Route("/api/{rest:path}", _unknown),
        Mount("/assets/leaflet", StaticFiles(directory=xstatic.pkg.leaflet.BASE_DIR)),
        Mount("/assets/jquery", StaticFiles(directory=xstatic.pkg.jquery.BASE_DIR)),
        Route("/assets/map/frame.js", _frame_script),
        Mount("/assets/map", StaticFiles(directory=FRAME)),
        Mount("/assets/page", StaticFiles(directory=Path(__file__).parents[1] / "views" / "scripts")),
        Mount("/assets/fonts", StaticFiles(directory=Path(font_source_sans_pro.__file__).parent / "files")),
        Mount("/assets/geodata", StaticFiles(directory=store.ROOT / "geodata")),
    ]


def _store(request: Request) -> store.Store:
    """The store as this request may see it: `key` opens the datasets of the reader to whom the page gave it."""
    return private.for_reader(request.query_params.get("key", ""))


def _asked(request: Request, *, but: Sequence[str] = ()) -> Query:
    """The query of the address; BadRequestError names every parameter that cannot be taken.

    Parameters in `but` are the route's own; those that say how the page shows it must be such as the page takes, since
    the page's address can be given to a route.
    """
    params: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        if name not in {"key", *but}:
            params.setdefault(name, []).append(value)
    query, problems = from_params(params, _store(request).vocabulary())
    problems += options_from_params(params, _store(request).known_options())[1]
    if problems:
        raise BadRequestError(" ".join(first_of(problems)))
    return query


class InTheLanguageAsked:
    """Answers in the language that `lang` names; that there is no such one says the route."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Whatever the request makes run speaks it, streams included."""
        given = QueryParams(scope["query_string"]).get("lang", "")
        with speaking(given if given in LANGUAGES else DEFAULT_LANGUAGE):
            await self.app(scope, receive, send)


_SPOKEN = [Middleware(InTheLanguageAsked)]
# What asks the data has threads of its own: health and the map's own files wait for none of it.
_ANSWERING = CapacityLimiter(8)


def _api(path: str, endpoint: Callable[[Request], Response]) -> Route:
    return Route(path, in_own_threads(endpoint, _ANSWERING), middleware=_SPOKEN)


def _unknown(request: Request) -> Response:
    """404 with a sentence: Streamlit would answer with the page."""
    sentence = _("There is no {path} here.").format(path=request.url.path[:100])
    return JSONResponse({"error": sentence}, status_code=404)


def _named(query: Query) -> dict[str, str]:
    """The header that names the query, where it is short enough for every proxy."""
    since = query.since.isoformat() if query.since else ""
    until = query.until.isoformat() if query.until else ""
    rest = [pair for pair in query.to_params() if pair[0] not in {"since", "until"}]
    named = published(urlencode([("since", since), ("until", until), *rest]), query.datasets)
    return {QUERY_HEADER: named} if len(named) <= _LONGEST_NAMED else {}


def _health(request: Request) -> Response:
    """503 where the dossier cannot be read; what was imported and cannot be shown does no harm to the rest."""
    try:
        current = private.for_reader()
    except (SeedError, LayerError) as error:
        return JSONResponse({"status": "broken", "error": str(error)}, status_code=503)
    dossier, faults = current.dossier, current.faults()
    return JSONResponse(
        {
            "status": "degraded" if faults else "ok",
            **({"reasons": [fault.sentence for fault in faults]} if faults else {}),
            "dataset": "curated",
            "version": dossier.version,
            "created": dossier.created.isoformat(),
            "events": len(dossier.events),
        }
    )


async def _page(request: Request) -> Response:
    """How the server stands to an open page; a page asks this when it has lost the connection."""
    standing = open_pages.standing(request.query_params.get("name", ""))
    return JSONResponse({"standing": standing}, headers={"Cache-Control": "no-store"})


def _events(exports: Exports, request: Request) -> Response:
    extension = request.path_params["extension"]
    if extension not in FORMATS:
        raise BadRequestError(
            _("There is no events.{extension}: it can be {known}.").format(
                extension=extension[:20], known=", ".join(f"events.{one}" for one in FORMATS)
            )
        )
    query = _asked(request)
    name = file_name(query, extension)
    return FileResponse(
        exports,
        export(_store(request), query, extension),
        FORMATS[extension].media_type,
        {"Content-Disposition": f'attachment; filename="{name}"', **_described("events"), **_named(query)},
    )


def _described(table: str) -> dict[str, str]:
    """The header that leads to a table's dictionary (RFC 8288), relative to the file's own address, so that it holds
    below any path and behind any host."""
    return {"Link": f'<{dictionary.file_name(table)}>; rel="describedby"; type="{dictionary.MEDIA_TYPE}"'}


def _dictionary(table: str, request: Request) -> Response:
    """What the columns of a table's files hold, the same for every query; written for people to read too."""
    _asked(request)
    body = orjson.dumps(dictionary.table_schema(_store(request), table), option=orjson.OPT_INDENT_2)
    return Response(body, media_type=dictionary.MEDIA_TYPE)


def _comparison(request: Request) -> Response:
    """Two periods or two datasets side by side, as the page compares them."""
    query = _asked(request)
    current = _store(request)
    given = request.query_params
    options, problems = options_from_params({name: given.getlist(name) for name in given}, current.known_options())
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
        comparison_csv(comparison, options, current.shared.vocabulary()),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', **_described("comparison"), **_named(query)},
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
        made = ledger_file(_store(request), query, options)
    except (LedgerDayError, store.UnknownDatasetError) as error:
        raise BadRequestError(str(error)) from error
    return Response(
        made.content,
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{made.name}"',
            **_described(made.table),
            **_named(query),
        },
    )


def _refused_records(request: Request) -> Response:
    """What was refused of a reader's own file, with the lines, for this reader alone."""
    given = request.query_params
    file = private.refused_file(given.get("key", ""), given.get("dataset", ""))
    try:
        content = file.read_bytes() if file else None
    except FileNotFoundError:  # deleted meanwhile
        content = None
    if content is None:
        raise BadRequestError(_("There are no refused records that this address opens."))
    name = f"kosovo-serbia-refused_{datetime.now(UTC).date()}.csv"
    return Response(
        content,
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _document(exports: Exports, request: Request) -> Response:
    """The brief or the map, made now; its permalink leads to the page that this address belongs to."""
    from dashboard.sharing.brief.brief import Made
    from dashboard.sharing.documents import DOCUMENTS, NoPaperError, document_name, make, missing

    name = request.url.path.rpartition("/")[2]
    query = _asked(request)
    if why := missing(name):
        return _refused(request, NoPaperError(why), HTTPStatus.NOT_IMPLEMENTED)
    made = Made(datetime.now(UTC).date(), public_url() or str(request.base_url))
    # An address with a reader's key is not for a browser to show, nor for anybody to copy.
    is_shown = DOCUMENTS[name].is_shown and "key" not in request.query_params
    shown = "inline" if is_shown else "attachment"

    def parts() -> Generator[bytes, None, None]:
        yield make(_store(request), query, name, made)

    return FileResponse(
        exports,
        parts(),
        DOCUMENTS[name].media_type,
        {"Content-Disposition": f'{shown}; filename="{document_name(query, name)}"', **_named(query)},
    )


def _figures(request: Request) -> Response:
    query = _asked(request)
    current = _store(request)
    dossier = current.dossier
    totals = current.totals(query)
    events = {event.id: event for event in dossier.events}
    figures = key_figures(query, dossier.key_figures, dossier.claims, events)
    return JSONResponse(
        about(current, query, totals.events)
        | {
            "figures": [_figure(figure, dossier.sources) for figure in figures],
            "events": totals.events,
            "fatalities": _parts(totals.fatalities),
            "injured": _parts(totals.injured),
        },
        headers=_named(query),
    )


def _figure(figure: Figure, sources: Mapping[str, Source]) -> dict[str, object]:
    return {
        "measure": figure.measure,
        "label": figure.label,
        "value": figure.value,
        "detail": figure.detail,
        "unit": figure.unit,
        "established_later": figure.established_later or None,
        "shown_claims": [_claim(claim, sources) for claim in figure.shown],
        "all_claims": [_claim(claim, sources) for claim in figure.claims],
    }


def _claim(claim: Claim, sources: Mapping[str, Source]) -> dict[str, object]:
    source = sources[claim.source_id]
    return {
        "claim_id": claim.claim_id,
        "measure": claim.measure,
        "measure_words": measure_name(claim.measure),
        "in_words": counted(claim),
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


def _frame_script(request: Request) -> Response:
    """The map's script, kept for good under its own address; under another one it is not that script."""
    is_its_own = request.query_params.get("v") == frame_script.version()
    return Response(
        frame_script.frame_script(),
        media_type="text/javascript",
        headers={"Cache-Control": "public, max-age=31536000, immutable" if is_its_own else "no-cache"},
    )


def _labels(request: Request) -> Response:
    options, problems = options_from_params({"lang": request.query_params.getlist("lang")})
    if problems:
        raise BadRequestError(" ".join(problems))
    return JSONResponse(labels(_store(request).dossier.gazetteer.values(), options.language))


def _density(request: Request) -> Response:
    """One viewport of the map."""
    own = request.query_params
    current = _store(request)
    try:
        query = _asked(request, but=("box", "zoom", "list"))
        view = read_view(own.get("box", ""), own.get("zoom", ""))
        page = read_page(own["list"]) if "list" in own else None
        answer = listed(current, query, view, page) if page else picture(current, query, view)
    except (ViewError, store.UnknownDatasetError) as error:
        raise BadRequestError(str(error)) from error
    return _compact(request, answer)


def _playback(request: Request) -> Response:
    """The days of a query one by one, with hostility and cooperation as the ledger has them."""
    query, current = _asked(request), _store(request)
    given = request.query_params
    options, problems = options_from_params({name: given.getlist(name) for name in given})
    if problems:
        raise BadRequestError(" ".join(problems))

    def tension(part: Query, first: date, last: date) -> Tension:
        return _tension(current, replace(part, since=first, until=last), options)

    try:
        return _compact(request, playback(current, query, tension))
    except store.UnknownDatasetError as error:
        raise BadRequestError(str(error)) from error


def _tension(current: store.Store, query: Query, options: Options) -> Tension:
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
    return {
        "hostility": lines[HOSTILITY].round(3).tolist(),
        "cooperation": lines[COOPERATION].round(3).tolist(),
    }


async def _channel(websocket: WebSocket) -> None:
    """What the page hands to a map, sooner than the page itself can; the page gives the key to its own map alone."""
    await websocket.accept()
    with channels.opened(websocket.query_params.get("key", "")) as channel:
        sending = asyncio.create_task(_send(websocket, channel))
        try:
            while (await websocket.receive())["type"] != "websocket.disconnect":
                pass  # the frame says nothing, and what anybody else says is not heard; this ends when it is gone
        finally:
            sending.cancel()


async def _send(websocket: WebSocket, channel: channels.Channel) -> None:
    while True:
        await websocket.send_text(await channel.newest())


def _compact(request: Request, answer: Mapping[str, object]) -> Response:
    """JSON without blanks, compressed where the client takes that and it is worth it."""
    body = orjson.dumps(answer)
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Encoding"}
    if len(body) > _WORTH_COMPRESSING and "gzip" in request.headers.get("accept-encoding", ""):
        body = gzip.compress(body, compresslevel=1, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return Response(body, media_type="application/json", headers=headers)


def answer_bad_request(request: Request, error: Exception) -> Response:
    """400 with the sentence that the error carries."""
    return _refused(request, error, 400)


def answer_broken_data(request: Request, error: Exception) -> Response:
    """503 with file, line, column, rule and remedy; of an imported dataset with its reason."""
    return _refused(request, error, 503)


def answer_too_many(request: Request, error: TooManyExportsError) -> Response:
    """503 with the sentence that the error carries, and when to ask again."""
    return _refused(request, error, 503, {"Retry-After": str(error.seconds)})


def _refused(request: Request, error: Exception, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """The error's sentence: as a page where a reader follows a link, else as JSON."""
    headers = {"Vary": "Accept", "Cache-Control": "no-store", **(headers or {})}
    if "text/html" not in request.headers.get("accept", ""):
        return JSONResponse({"error": str(error)}, status, headers)
    asked = request.query_params.multi_items()
    view = urlencode([(name, value) for name, value in asked if name != "key" and not is_tracker(name)])
    return HTMLResponse(refusal(str(error), f"../?{view}" if view else "../"), status, headers)


# The answer to each error that a route lets through.
EXCEPTION_HANDLERS = {
    BadRequestError: answer_bad_request,
    TooManyRowsError: answer_bad_request,
    TooManyExportsError: answer_too_many,
    store.UnknownDatasetError: answer_bad_request,
    store.DamagedError: answer_broken_data,
    SeedError: answer_broken_data,
    LayerError: answer_broken_data,
}
