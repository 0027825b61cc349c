"""What the server answers beside the page: one file for each kind of answer, and here what leads to them."""

from functools import partial
from pathlib import Path

import font_source_sans_pro
import xstatic.pkg.jquery
import xstatic.pkg.leaflet
from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from dashboard.dossier.layer_rules import LayerError
from dashboard.dossier.profile import GEODATA
from dashboard.drawing.cartography import FRAME
from dashboard.importing import private
from dashboard.language import _
from dashboard.sharing.tables import dictionary
from dashboard.sources.curated_rules import SeedError
from dashboard.web import open_pages
from dashboard.web.routes import documents, events, tables
from dashboard.web.routes.answering import EXCEPTION_HANDLERS, QUERY_HEADER
from dashboard.web.routes.asking import SPOKEN
from dashboard.web.routes.map import channel, density, labels, playback, script
from dashboard.web.streaming import Answer, Exports, in_a_slot, in_own_threads

__all__ = ["EXCEPTION_HANDLERS", "QUERY_HEADER", "routes"]

# What asks the data has threads of its own: health and the map's own files wait for none of it.
_ANSWERING = CapacityLimiter(8)


def routes(exports: Exports) -> list[BaseRoute]:
    """All routes; none needs anything from outside this machine. Files that take long to make are `exports`."""
    return [
        Route("/api/health", _health, middleware=SPOKEN),
        Route("/api/page", _page),
        *(_api(f"/api/{dictionary.file_name(table)}", partial(tables.columns, table)) for table in dictionary.TABLES),
        _api("/api/events.{extension}", partial(events.events, exports)),
        _api("/api/figures.json", events.figures),
        *(_api(f"/api/{name}", partial(documents.document, exports)) for name in documents.NAMES),
        *(_slow(f"/api/{name}", table, exports) for name, table in tables.TABLES.items()),
        _api("/api/refused.csv", tables.refused_records),
        _api("/api/labels.json", labels),
        _api("/api/density.json", density),
        _api("/api/playback.json", playback),
        WebSocketRoute("/api/channel", channel),
        Route("/api/{rest:path}", _unknown),
        Mount("/assets/leaflet", StaticFiles(directory=xstatic.pkg.leaflet.BASE_DIR)),
        Mount("/assets/jquery", StaticFiles(directory=xstatic.pkg.jquery.BASE_DIR)),
        Route("/assets/map/frame.js", script),
        Mount("/assets/map", StaticFiles(directory=FRAME)),
        Mount("/assets/page", StaticFiles(directory=Path(__file__).parents[2] / "views" / "scripts")),
        Mount("/assets/fonts", StaticFiles(directory=Path(font_source_sans_pro.__file__).parent / "files")),
        Mount("/assets/geodata", StaticFiles(directory=GEODATA)),
    ]


def _api(path: str, answer: Answer) -> Route:
    return Route(path, in_own_threads(answer, _ANSWERING), middleware=SPOKEN)


def _slow(path: str, answer: Answer, exports: Exports) -> Route:
    return Route(path, in_a_slot(answer, exports), middleware=SPOKEN)


def _unknown(request: Request) -> Response:
    """404 with a sentence: Streamlit would answer with the page."""
    sentence = _("There is no {path} here.").format(path=request.url.path[:100])
    return JSONResponse({"error": sentence}, status_code=404)


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
