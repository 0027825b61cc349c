from dashboard.sharing.event_rows import ADDED_COLUMNS, COLUMNS, SEED_COLUMNS, event_rows
from dashboard.store import ROOT
from tests.building import GAZETTEER, SOURCE, event


def test_the_columns_are_those_of_the_seeds_in_their_order():
    header = (ROOT / "seeds" / "events.csv").read_text("utf-8-sig").splitlines()[0]
    assert ",".join(SEED_COLUMNS) == header


def test_names_sources_and_the_footnote_follow():
    assert COLUMNS == SEED_COLUMNS + ADDED_COLUMNS
    assert ADDED_COLUMNS == (
        "place_name_en", "place_name_sq", "place_name_sr_latn", "place_name_sr_cyrl", "source_titles",
        "source_urls", "dataset", "kosovo_note",
    )  # fmt: skip


def test_a_row_has_every_column_in_order():
    (row,) = event_rows([event()], GAZETTEER, {"agency": SOURCE})
    assert tuple(row) == COLUMNS


def test_unknown_is_none_and_none_reported_is_zero():
    (row,) = event_rows([event()], GAZETTEER, {"agency": SOURCE})
    assert row["fatalities_best"] is None
    assert row["date_end"] is None


def test_a_seed_row_comes_out_as_it_went_in(curated_store, seed_rows):
    dossier = curated_store.dossier
    out = {row["id"]: row for row in event_rows(dossier.events, dossier.gazetteer, dossier.sources)}
    for row in seed_rows("events"):
        for column, text in row.items():
            cell = out[row["id"]][column]
            if column in {"lat", "lon"} and text:
                assert cell == float(text)
            else:
                assert ("" if cell is None else str(cell)) == text, (row["id"], column)
