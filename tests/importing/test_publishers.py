from dashboard.importing.publishers import rule_sentence


def test_a_rule_is_told_in_words():
    assert rule_sentence("ucdp", "date") == "a date is missing or cannot be read"


def test_a_rule_of_an_older_import_that_nobody_knows_any_more_is_shown_as_it_is():
    assert rule_sentence("ucdp", "a_former_rule") == "a_former_rule"
