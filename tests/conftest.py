"""The real dataset, read once for every test that asks for it."""

import csv

import pytest
from hypothesis import settings

from dashboard import store as stores
from dashboard.store import ROOT

# Machines differ in speed and tests leave nothing behind.
settings.register_profile("suite", deadline=None, max_examples=60, database=None)
settings.load_profile("suite")


@pytest.fixture(scope="session")
def curated_store():
    """The store that the page and the routes ask."""
    return stores.current()


@pytest.fixture(scope="session")
def seed_rows():
    """The rows of a table of seeds/ as text, read without the code under test."""

    def rows(table: str, folder: str = "seeds") -> list[dict[str, str]]:
        with (ROOT / folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    return rows
