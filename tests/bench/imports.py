"""An import by command line against DuckDB's bare reading of the same file; both as whole processes, start included.

The file is as UCDP publishes GED: 49 columns, some 650 bytes a row, texts with commas, quotation marks and line breaks,
3,000 places; one record in a thousand has a date that cannot be read. DuckDB only makes a table of it in a file. The
import besides recognises the publisher, checks every record, finds sides, distances and areas, folds the text for
search, sorts for the map, counts by day and keeps what it refuses.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import duckdb
import geopandas

from dashboard.dossier.profile import OWN_FOLDER as ROOT
from dashboard.sources.ucdp import COLUMNS
from tests.bench.goals import Goal, Kind
from tests.bench.processes import Run, run_python
from tests.synthetic import settlements

ROWS, RUNS = 2_000_000, 5
MOST_TIMES, MOST_MB = 4, 1500
LAYOUT = COLUMNS["GED 23.1 or later"]
_BARE = """
import sys, duckdb
duckdb.connect(sys.argv[2]).execute(f"CREATE TABLE t AS SELECT * FROM read_csv('{sys.argv[1]}')")
"""
# Each column of GED in SQL, from the number of the record `i` and its settlement `s`; later ones use earlier ones.
_CELLS = {
    "year": "year(day)",
    "type_of_violence": "1 + (hash(i * 5) % 3)::INT",
    "side_a": "'Government of region ' || hash(i * 13) % 120",
    "side_b": "'Movement of valley ' || hash(i * 17) % 400",
    "where_coordinates": "'Settlement ' || s.n || ' village'",
    "id": "i + 1",
    "relid": "'KOS-' || year || '-' || type_of_violence || '-' || i % 900 || '-' || i",
    "active_year": "1",
    "code_status": "'Clear'",
    "conflict_dset_id": "200 + hash(i * 7) % 90",
    "conflict_new_id": "200 + hash(i * 7) % 90",
    "conflict_name": "'Region ' || hash(i * 7) % 90 || ': Government'",
    "dyad_dset_id": "400 + hash(i * 11) % 300",
    "dyad_new_id": "400 + hash(i * 11) % 300",
    "dyad_name": "side_a || ' - ' || side_b",
    "side_a_dset_id": "100 + hash(i * 13) % 120",
    "side_a_new_id": "100 + hash(i * 13) % 120",
    "side_b_dset_id": "500 + hash(i * 17) % 400",
    "side_b_new_id": "500 + hash(i * 17) % 400",
    "number_of_sources": "1 + hash(i * 19) % 4",
    "source_article": (
        "'\"Agency ' || hash(i * 23) % 60 || ',' || day || ',Clashes near ' || where_coordinates || "
        "' leave several dead\"'"
    ),
    "source_office": "'Agency ' || hash(i * 23) % 60",
    "source_date": "day",
    "source_headline": (
        "'Clashes near ' || where_coordinates || CASE WHEN i % 40 = 0 THEN chr(10) ELSE ', ' END || "
        "'several dead, officials say; report ' || i"
    ),
    "source_original": "'Police, a local journalist of paper ' || hash(i * 29) % 80",
    "where_prec": "[1, 1, 1, 1, 1, 2, 3, 4, 5, 6][1 + (hash(i * 31) % 10)::INT]",
    "where_description": ("'in the outskirts, some ' || hash(i * 37) % 30 || ' km from the road to the town'"),
    "adm_1": "'Province ' || s.n % 7",
    "adm_2": "'District ' || s.n % 38",
    "latitude": "s.lat",
    "longitude": "s.lon",
    "geom_wkt": "'POINT (' || s.lon || ' ' || s.lat || ')'",
    "priogrid_gid": "190000 + s.n",
    "country": "s.country",
    "country_id": "340 + s.n % 4",
    "region": "'Europe'",
    "event_clarity": "1 + hash(i * 41) % 2",
    "date_prec": "1 + hash(i * 43) % 5",
    "date_start": "CASE WHEN i % 1000 = 77 THEN '31/06/' || year(day) ELSE day || ' 00:00:00.000' END",
    "date_end": "CASE WHEN i % 1000 = 77 THEN '31/06/' || year(day) ELSE last || ' 00:00:00.000' END",
    "deaths_a": "hash(i * 47) % 3",
    "deaths_b": "hash(i * 53) % 4",
    "deaths_civilians": "hash(i * 59) % 3",
    "deaths_unknown": "hash(i * 61) % 2",
    "best": "deaths_a + deaths_b + deaths_civilians + deaths_unknown",
    "high": "best + hash(i * 67) % 5",
    "low": "best // 2",
    "gwnoa": "340 + s.n % 4",
    "gwnob": "NULL",
}


def write_ged(file: Path, rows: int) -> None:
    """Write a GED table of so many invented records."""
    places = ", ".join(f"({one['n']}, {one['lon']}, {one['lat']}, '{name}')" for one, name in _with_countries())
    cells = ", ".join(f"{sql} AS {name}" for name, sql in _CELLS.items())
    duckdb.connect().sql(
        f"""
        COPY (
            SELECT {", ".join(LAYOUT)} FROM (
                SELECT i, day, day + CASE WHEN i % 9 = 0 THEN (hash(i * 71) % 6)::INT ELSE 0 END AS last, {cells}
                FROM (SELECT range AS i, DATE '1989-01-01' + (hash(range * 3) % 12783)::INT AS day FROM range({rows}))
                JOIN (VALUES {places}) s(n, lon, lat, country) ON s.n = hash(i * 73) % {len(settlements())}
            )
        ) TO '{file}' (FORMAT csv, HEADER)
        """  # noqa: S608 - ours
    )


def _with_countries() -> Iterator[tuple[dict[str, float], str]]:
    """Each settlement with the country that it lies in; empty at sea."""
    places = settlements()
    points = geopandas.points_from_xy([one["lon"] for one in places], [one["lat"] for one in places])
    countries = geopandas.read_file(ROOT / "geodata" / "countries.geojson")[["name_en", "geometry"]]
    found = geopandas.GeoDataFrame(geometry=points, crs=countries.crs).sjoin(countries, how="left")
    yield from zip(places, found[~found.index.duplicated()]["name_en"].fillna(""), strict=True)


def measure() -> Iterator[Goal]:
    """The goals of this group, one after another."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ged.csv"
        write_ged(file, ROWS)
        ours: list[Run] = []
        theirs: list[Run] = []
        for _ in range(RUNS):
            with tempfile.TemporaryDirectory(dir=folder) as fresh:
                ours.append(run_python(["-m", "dashboard.ingest", "auto", str(file)], {"DATASETS": fresh}))
            with tempfile.TemporaryDirectory(dir=folder) as fresh:
                theirs.append(run_python(["-c", _BARE, str(file), f"{fresh}/ged.duckdb"]))
        size_mb = file.stat().st_size / 10**6
    seconds = (median(run.took_s for run in runs) for runs in (ours, theirs))
    yield Goal(f"import of {ROWS:,} records, {size_mb:,.0f} MB", "s", *seconds, Kind.TIMES_AT_MOST, MOST_TIMES)
    peak_mb = max(run.peak_mb for run in ours)
    yield Goal("import: most memory of the process", "MB", peak_mb, None, Kind.LIMIT, MOST_MB)
