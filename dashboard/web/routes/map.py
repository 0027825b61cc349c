"""What the map asks for while it is looked at: names, one view of dense data, the days to play, and its channel."""

import asyncio
from dataclasses import replace
from datetime import date

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.websockets import WebSocket

from dashboard.drawing.map import base_map, frame_script
from dashboard.drawing.map import playback as playing
from dashboard.drawing.map.density import ViewError, listed, picture, read_area, read_page, read_view
from dashboard.drawing.map.payload import List, Picture, Tension
from dashboard.query import Query
from dashboard.query.options import LedgerRules
from dashboard.reading.ledger.days import COOPERATION, HOSTILITY, counts_reports, daily_weights, faded
from dashboard.store import Store, UnknownDatasetError
from dashboard.web import channels
from dashboard.web.routes.answering import compact
from dashboard.web.routes.asking import BadRequestError, asked_by, language_of, store_of


def script(request: Request) -> Response:
    """The map's script, kept for good under its own address; under another one it is not that script."""
    is_its_own = request.query_params.get("v") == frame_script.version()
    return Response(
        frame_script.frame_script(),
        media_type="text/javascript",
        headers={"Cache-Control": "public, max-age=31536000, immutable" if is_its_own else "no-cache"},
    )


def labels(request: Request) -> Response:
    """The names of places in the language that is asked for."""
    return JSONResponse(base_map.labels(store_of(request).dossier.gazetteer.values(), language_of(request)))


def density(request: Request) -> Response:
    """One viewport of the map, or a page of what is in it, or of what is drawn as an area."""
    own = request.query_params
    store = store_of(request)
    try:
        query = asked_by(request, but=("box", "zoom", "list", "area")).query
        answer: List | Picture
        if "area" in own:
            answer = listed(store, query, read_area(own["area"]), read_page(own.get("list", "1")))
        else:
            view = read_view(own.get("box", ""), own.get("zoom", ""))
            page = read_page(own["list"]) if "list" in own else None
            answer = listed(store, query, view, page) if page else picture(store, query, view)
    except (ViewError, UnknownDatasetError) as error:
        raise BadRequestError(str(error)) from error
    return compact(request, answer)


def playback(request: Request) -> Response:
    """The days of a query one by one, with hostility and cooperation as the ledger has them."""
    asked, store = asked_by(request), store_of(request)

    def tension(part: Query, first: date, last: date) -> Tension:
        return _tension(store, replace(part, since=first, until=last), asked.options.ledger_rules)

    try:
        return compact(request, playing.playback(store, asked.query, tension))
    except UnknownDatasetError as error:
        raise BadRequestError(str(error)) from error


def _tension(store: Store, query: Query, rules: LedgerRules) -> Tension:
    """Both lines of one dataset's ledger for each of the query's days; none where its records are reports."""
    if counts_reports(store, query.dataset) or not query.since or not query.until:
        return {}
    added = daily_weights(store, query, is_peacekeeping_added=rules.is_peacekeeping_added)
    lines = faded(added, rules.half_life, query.since, query.until)
    return {
        "hostility": lines[HOSTILITY].round(3).tolist(),
        "cooperation": lines[COOPERATION].round(3).tolist(),
    }


async def channel(websocket: WebSocket) -> None:
    """What the page hands to a map, sooner than the page itself can; the page gives the key to its own map alone."""
    await websocket.accept()
    with channels.opened(websocket.query_params.get("key", "")) as opened:
        sending = asyncio.create_task(_send(websocket, opened))
        try:
            while (await websocket.receive())["type"] != "websocket.disconnect":
                pass  # the frame says nothing, and what anybody else says is not heard; this ends when it is gone
        finally:
            sending.cancel()


async def _send(websocket: WebSocket, channel: channels.Channel) -> None:
    while True:
        await websocket.send_text(await channel.newest())
