"""What was imported and cannot be shown is told above the filter."""

from dashboard.store import DamagedError, Store
from dashboard.store.catalogue import Catalogue
from dashboard.store.dataset import Dataset
from tests.app_page import open_page
from tests.synthetic import put_synthetic


def test_the_page_tells_what_cannot_be_shown_and_shows_the_rest(curated_store, tmp_path, monkeypatch):
    for name in ("one", "two"):
        put_synthetic(tmp_path, name, 20)
        (tmp_path / "kosovo-serbia" / name / "CURRENT").unlink()
    store = Store(curated_store.dossier, curated_store.municipalities, catalogue=Catalogue(tmp_path))
    monkeypatch.setattr("dashboard.importing.private.current", lambda: store)
    page = open_page()
    (told,) = page.warning
    assert [line.partition(" ")[0] for line in told.value.split("\n")] == ["-", "-"]
    assert told.value.count("has data but no current version") == 2
    assert "ingest repair two" in told.value.replace("&#46;", ".")
    assert not page.error


def test_damage_that_comes_to_light_while_the_page_is_made_is_told_in_a_sentence(curated_store, tmp_path, monkeypatch):
    put_synthetic(tmp_path, "mine", 20)
    store = Store(curated_store.dossier, curated_store.municipalities, catalogue=Catalogue(tmp_path))
    monkeypatch.setattr("dashboard.importing.private.current", lambda: store)

    def damaged(*_asked):
        raise DamagedError("A dataset’s file was damaged: its bytes are others.")

    monkeypatch.setattr(Dataset, "totals", damaged)
    page = open_page(dataset="mine")
    assert [error.value.partition(":")[0] for error in page.error] == [
        "A dataset’s file was damaged&#58; its bytes are others&#46;"
    ]
    assert "Show the curated dossier" in [button.label for button in page.button]
