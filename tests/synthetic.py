"""Invented datasets of any size: events of sixteen years at three thousand settlements, written as an import writes."""

import atexit
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path

import duckdb
import ibis

from dashboard.dossier.profile import MAP
from dashboard.importing.private import Private, for_reader
from dashboard.importing.writing import connect, in_map_order, write
from dashboard.sources.publisher import Card
from dashboard.store.about import About, ImportedFile
from dashboard.store.catalogue import Catalogue
from dashboard.store.columns import SCHEMA, square
from dashboard.store.dataset import Dataset
from dashboard.store.engine import Engine

CARD = Card("ucdp", "Invented events", "Nobody", "https://example.org", "CC0", "Invented.", "For measuring only.")
TYPES = ("ASSAULT", "COERCE", "PROTEST", "MOBILIZE", "THREATEN", "CONSULT", "AGREE", "ACCUSE", "SANCTION", "OTHER")
FIRST_DAY, DAYS = date(2008, 1, 1), 5844  # to 31 December 2023
_SETTLEMENTS = 3000
# Of ten events seven are pins, one is known to the municipality only, two happened elsewhere.
_COLUMNS = """
    i, chance, '{dataset}:' || i AS id, '{dataset}' AS dataset,
    DATE '2008-01-01' + (hash(i * 7) % {days})::INT AS date_start,
    CASE WHEN i % 20 = 0 THEN date_start + 1 + (hash(i * 11) % 9)::INT END AS date_end,
    coalesce(date_end, date_start) AS last_day,
    'day' AS date_precision, types[1 + (hash(i * 13) % 10 * (hash(i * 17) % 10) // 10)::INT] AS event_type,
    'Incident ' || i || ' between two groups' AS title,
    'An invented report on incident ' || i || ', as long as a short note of an agency would be.' AS summary,
    CASE WHEN chance < 7 THEN 'village' WHEN chance < 8 THEN 'municipality' ELSE 'country' END AS geo_precision,
    CASE WHEN chance = 7 THEN 'zvecan' ELSE '' END AS place,
    CASE WHEN chance < 7 THEN 'Settlement ' || s.n WHEN chance = 7 THEN 'Zvečan' ELSE '' END AS place_name,
    CASE WHEN chance < 7 THEN s.lat END AS lat, CASE WHEN chance < 7 THEN s.lon END AS lon,
    CASE WHEN chance < 7 THEN s.x END AS x, CASE WHEN chance < 7 THEN s.y END AS y,
    CASE WHEN chance < 7 THEN '' WHEN chance = 7 THEN 'municipality:zvecan' END AS area,
    CASE WHEN chance > 7 THEN 'Country ' || hash(i * 19) % 12 END AS elsewhere,
    coalesce(elsewhere, 'Kosovo*') AS country,
    'Group ' || hash(i * 23) % 400 AS actor1, 'Group ' || hash(i * 29) % 400 AS actor2,
    ';' || actor1 || ';' || actor2 || ';' AS actors, lower(title || ' ' || summary) AS search_text,
    CASE WHEN i % 3 = 0 THEN NULL ELSE hash(i * 31) % 4 END AS fatalities_best,
    hash(i * 37) % 5 < 2 AS corroborated,
    i::VARCHAR AS publisher_id, 'type_of_violence=1' AS publisher_type, 'An agency' AS publisher_source
"""


def settlements() -> list[dict[str, float]]:
    """Invented settlements in the map's window, the same every time."""
    chance = random.Random(3)  # noqa: S311 - no secret
    extent = MAP.extent
    places = []
    for number in range(_SETTLEMENTS):
        lon = round(chance.uniform(extent.west, extent.east), 4)
        lat = round(chance.uniform(extent.south, extent.north), 4)
        x, y = square(lon, lat)
        places.append({"n": number, "lon": lon, "lat": lat, "x": x, "y": y})
    return places


@contextmanager
def readers_own(folder: Path, events: int) -> Iterator[tuple[str, str]]:
    """Meanwhile a reader of this process has a dataset of so many events: its name, and the key that opens it."""
    name = "own-0123456789abcdef"
    import_synthetic(folder / "made", name, events)
    holder = Private(for_reader(), lambda: None, folder)
    version = Catalogue(folder / "made").current(name)
    assert version is not None
    holder.store.own = {name: Dataset(Engine.read_only(version.events))}
    yield name, holder.key
    holder.close()


def import_synthetic(folder: Path, dataset: str, events: int) -> None:
    """Put a dataset of so many events into a folder of datasets."""
    catalogue = Catalogue(folder)
    with catalogue.writing(dataset) as version:
        connection = connect(version.work)
        connection.create_table("settlements", ibis.memtable(settlements()), temp=True)
        types = ", ".join(f"'{one}'" for one in TYPES)
        connection.raw_sql(
            f"CREATE TEMP VIEW invented AS SELECT {_COLUMNS.format(dataset=dataset, days=DAYS)} "  # noqa: S608 - ours
            f"FROM (SELECT range AS i, hash(range) % 10 AS chance, [{types}] AS types FROM range({events})) e "
            f"JOIN settlements s ON s.n = hash(i * 3) % {_SETTLEMENTS}"
        )
        known = connection.table("invented")
        columns = {
            name: known[name].cast(dtype) if name in known.columns else ibis.null(dtype)
            for name, dtype in SCHEMA.items()
        }
        filled = {
            name: column.fill_null("")
            for name, column in columns.items()
            if column.type().is_string() and name not in {"area", "elsewhere", "confidence"}
        }
        about = About(
            dataset=dataset,
            card=CARD,
            vintage="invented",
            files=(ImportedFile("invented.csv", "0" * 64),),
            imported=date(2026, 11, 24),
            read=events,
            kept=events,
        )
        write(connection, version.events, in_map_order(known.select(**columns | filled)), about)
        connection.disconnect()
        catalogue.publish(version)


def put_synthetic(folder: Path, dataset: str, events: int) -> None:
    """The same, copied from one that is made once: quick, for a few events."""
    with Catalogue(folder).writing(dataset) as new:
        shutil.copy(_made(events), new.events)
        with duckdb.connect(new.events) as connection:
            connection.execute("UPDATE about SET json = replace(json, 'made_once', ?)", [dataset])
        Catalogue(folder).publish(new)


@cache
def _made(events: int) -> Path:
    """The file of a dataset of so many events."""
    folder = Path(tempfile.mkdtemp(prefix="made-once-"))
    atexit.register(shutil.rmtree, folder)
    import_synthetic(folder, "made_once", events)
    version = Catalogue(folder).current("made_once")
    assert version is not None
    return version.events
