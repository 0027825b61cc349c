"""Labels that Streamlit can tell apart: it knows the options of a widget by them, and takes equal ones for the same."""

from collections import Counter
from collections.abc import Sequence

# Takes no room on the page.
_UNSEEN = "\N{ZERO WIDTH SPACE}"


def unique_labels(labels: Sequence[str]) -> list[str]:
    """The labels; those that repeat an earlier one have something unseen behind them."""
    seen: Counter[str] = Counter()
    apart = []
    for label in labels:
        apart.append(label + _UNSEEN * seen[label])
        seen[label] += 1
    return apart
