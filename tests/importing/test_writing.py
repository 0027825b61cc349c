import duckdb
import pytest

from dashboard.importing.importing import Request, import_files
from dashboard.importing.placing import GazetteerContext
from dashboard.store.catalogue import Catalogue

# Two places in cells of zoom 6, which are 5.625 degrees wide: the line between them lies at 22.5 east.
WEST, EAST = (42.9, 20.9), (42.9, 22.6)


@pytest.fixture
def rows(curated_store, tmp_path) -> list[tuple[float | None, str]]:
    """Longitude and day of 3,000 imported events in the order of the file; every third has no coordinates."""
    lines = [
        f"{number},2023-{number * 7 % 12 + 1:02}-{number * 11 % 28 + 1:02},{lat},{lon}"
        for number in range(3000)
        for lat, lon in [(WEST, EAST, ("", ""))[number % 3]]
    ]
    table = tmp_path / "mine.csv"
    table.write_text("\n".join(["id,date,lat,lon", *lines]), "utf-8")
    ground = GazetteerContext(curated_store.dossier.gazetteer, curated_store.municipalities)
    catalogue = Catalogue(tmp_path / "datasets")
    import_files(Request((table,), dataset="mine"), catalogue, ground, lambda step, done: None)
    with duckdb.connect(catalogue.current("mine").events, read_only=True) as connection:
        return connection.sql("SELECT lon, date_start::TEXT FROM events ORDER BY rowid").fetchall()


def test_events_lie_in_the_file_by_cell_and_day(rows):
    assert len(rows) == 3000
    places = [lon for lon, _day in rows]
    assert places == [WEST[1]] * 1000 + [EAST[1]] * 1000 + [None] * 1000
    for first in (0, 1000, 2000):
        days = [day for _lon, day in rows[first : first + 1000]]
        assert days == sorted(days)
        assert len(set(days)) == 28  # of the 84 pairs of month and day, every third
