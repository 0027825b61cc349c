from dataclasses import replace

import polars as pl

from dashboard.dossier.profile import OWN_FOLDER as ROOT
from dashboard.query import Query
from dashboard.sharing.tables.events import ADDED_COLUMNS, COLUMNS, SEED_COLUMNS, event_tables
from dashboard.store import Store
from tests.factories import claim, dossier, event, store


def rows(asked, query=None) -> list[dict]:
    return pl.concat(event_tables(asked, query or Query())).rows(named=True)


def test_the_columns_are_those_of_the_seeds_in_their_order():
    header = (ROOT / "seeds" / "events.csv").read_text("utf-8-sig").splitlines()[0]
    assert ",".join(SEED_COLUMNS) == header


def test_names_sources_the_publishers_own_and_the_footnote_follow():
    assert COLUMNS == SEED_COLUMNS + ADDED_COLUMNS
    assert ADDED_COLUMNS == (
        "place_name_en", "place_name_sq", "place_name_sr_latn", "place_name_sr_cyrl", "source_titles",
        "source_urls", "contested", "place_name", "country", "distance_km", "publisher_id", "publisher_type",
        "warning", "dataset", "kosovo_note",
    )  # fmt: skip


def test_unknown_is_null():
    (row,) = rows(store(event()))
    assert tuple(row) == COLUMNS
    assert row["fatalities_best"] is None
    assert row["date_end"] is None
    assert row["zone"] is None


def test_the_measures_that_claims_contradict_each_other_about_are_named_on_both_sides():
    claims = [
        claim("c-1", event_id="e1", measure="killed", best=1),
        claim("c-2", event_id="e1", measure="killed", best=2, conflicts_with="c-1"),
        claim("c-3", event_id="e1", measure="armed_men", best=30, conflicts_with="c-4"),
        claim("c-4", event_id="e2", measure="armed_men", best=90),
        claim("c-5", event_id="e3", measure="killed", best=2),
        claim("c-6", measure="troops_kfor", best=2, conflicts_with="c-7"),
        claim("c-7", measure="troops_kfor", best=3),
    ]
    asked = store(event("e1"), event("e2"), event("e3"), claims=claims)
    assert {row["id"]: row["contested"] for row in rows(asked)} == {
        "e1": "armed_men;killed",
        "e2": "armed_men",
        "e3": None,
    }


def test_a_seed_row_comes_out_as_it_went_in(curated_store, seed_rows):
    out = {row["id"]: row for row in rows(curated_store)}
    for row in seed_rows("events"):
        for column, text in row.items():
            cell = out[row["id"]][column]
            if column in {"lat", "lon"} and text:
                assert cell == float(text)
            else:
                assert ("" if cell is None else str(cell)) == text, (row["id"], column)


def test_what_undid_an_event_is_named_beside_it():
    known = replace(dossier([event("e1"), event("e2"), event("e3")]), undone_by={"e1": "e3"})
    found = rows(Store(known, frozenset()))
    assert {row["id"]: row["superseded_by"] for row in found} == {"e1": "e3", "e2": None, "e3": None}
