"""Labels of one widget are all different, and look as they did."""

from dashboard.views.parts.unique_labels import told_apart

UNSEEN = "\N{ZERO WIDTH SPACE}"


def test_labels_that_repeat_are_told_apart_by_what_is_not_seen():
    assert told_apart(["a", "b", "a", "a"]) == ["a", "b", f"a{UNSEEN}", f"a{UNSEEN}{UNSEEN}"]
