"""What a dataset's file says of itself, as written by this version and by earlier ones."""

import json
from datetime import date

import pytest

from dashboard.sources.publisher import Card
from dashboard.store.about import About, ImportedFile


def written(**card) -> str:
    """The card of an import as it stands in a file, as layout 4 has had it from its first day."""
    texts = {"key": "ucdp", "name": "A name", "publisher": "", "url": "", "licence": "", "citation": "", "note": ""}
    files = [{"name": "a.csv", "sha256": "00"}]
    return json.dumps(
        {
            "dataset": "a", "card": texts | card, "vintage": "1", "files": files, "imported": "2024-01-02", "layout": 4
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("key", "counts_reports", "is_own"),
    [
        ("gdelt", True, False),
        ("own", False, True),
        ("ucdp", False, False),
        ("acled", False, False),
        ("x", False, False),
    ],
)
def test_traits_are_those_of_the_publisher_also_of_files_that_were_written_before_there_were_any(
    key, counts_reports, is_own
):
    card = About.from_json(written(key=key)).card
    assert (card.counts_reports, card.is_own) == (counts_reports, is_own)


def test_a_card_is_written_as_it_always_was():
    file = ImportedFile("a.csv", "00")
    about = About("a", Card("gdelt", "GDELT", "", "", "", "", "", counts_reports=True), "1", (file,), date(2024, 1, 2))
    assert list(json.loads(about.to_json())["card"]) == [
        "key", "name", "publisher", "url", "licence", "citation", "note",
    ]  # fmt: skip


@pytest.mark.parametrize("trait", ["counts_reports", "is_own"])
def test_a_file_cannot_claim_a_trait(trait):
    with pytest.raises(TypeError, match=trait):
        About.from_json(written(**{trait: True}))
