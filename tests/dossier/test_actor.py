from dashboard.dossier.actor import SIDES
from tests.factories import ACTORS


def test_the_sides_are_those_of_the_claims():
    assert SIDES == (
        "Pristina", "Belgrade", "Kosovo Serb", "NATO/KFOR", "EU", "US", "UN", "court", "media", "other",
    )  # fmt: skip


def test_an_actor_goes_by_its_english_name():
    assert ACTORS["kosovo_police"].label == "Kosovo Police"
