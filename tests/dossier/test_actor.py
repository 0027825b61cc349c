from tests.factories import ACTORS


def test_an_actor_goes_by_its_english_name():
    assert ACTORS["kosovo_police"].label == "Kosovo Police"
