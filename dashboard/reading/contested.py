"""What is contested: claims of different speakers that contradict each other."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from dashboard.dossier.event import Claim


def rivals(claims: Iterable[Claim]) -> dict[str, tuple[str, ...]]:
    """The ids of the claims that contradict each claim, whichever of the two names the other; others are left out."""
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for claim in claims:
        for other in claim.contradicted:
            found[claim.claim_id][other] = None
            found[other][claim.claim_id] = None
    return {key: tuple(others) for key, others in found.items()}


def disputes(claims: Mapping[str, Claim]) -> list[tuple[Claim, ...]]:
    """Claims that contradict each other, directly or through a third, as groups; both in the order of `claims`."""
    links = rivals(claims.values())
    grouped: set[str] = set()
    groups = []
    for key in claims:
        if key in links and key not in grouped:
            group = _reached(key, links)
            grouped |= group
            groups.append(tuple(claim for claim in claims.values() if claim.claim_id in group))
    return groups


def _reached(start: str, links: Mapping[str, tuple[str, ...]]) -> set[str]:
    reached: set[str] = set()
    ahead = [start]
    while ahead:
        key = ahead.pop()
        if key not in reached:
            reached.add(key)
            ahead += links[key]
    return reached


def contested_measures(claims: Mapping[str, Claim]) -> dict[str, str]:
    """For each event with contradicting claims the measures that they are about, sorted and separated by ";"."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for key in rivals(claims.values()):
        found[claims[key].event_id].add(claims[key].measure)
    return {event_id: ";".join(sorted(measures)) for event_id, measures in found.items() if event_id}
