from dashboard.dossier.sides import order_of, sides, with_account


def test_the_sides_are_those_of_the_claims():
    assert list(sides()) == [
        "Pristina", "Belgrade", "Kosovo Serb", "NATO/KFOR", "EU", "US", "UN", "court", "media", "other",
    ]  # fmt: skip


def test_courts_media_and_others_have_no_account_of_their_own():
    assert with_account() == ("Pristina", "Belgrade", "Kosovo Serb", "NATO/KFOR", "EU", "US", "UN")


def test_parties_and_missions_are_told_apart():
    assert [name for name, side in sides().items() if side.is_party] == ["Pristina", "Belgrade", "Kosovo Serb"]
    assert [name for name, side in sides().items() if side.is_mission] == ["NATO/KFOR"]


def test_sides_are_sorted_as_the_table_lists_them():
    assert sorted(["other", "EU", "Pristina"], key=order_of) == ["Pristina", "EU", "other"]
