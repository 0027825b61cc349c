"""Labels of one widget are all different, and look as they did."""

from dashboard.views.parts.unique_labels import unique_labels

UNSEEN = "\N{ZERO WIDTH SPACE}"


def test_labels_that_repeat_are_told_apart_by_what_is_not_seen():
    assert unique_labels(["a", "b", "a", "a"]) == ["a", "b", f"a{UNSEEN}", f"a{UNSEEN}{UNSEEN}"]
