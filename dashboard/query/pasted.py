"""What an address picks up on its way between readers: parameters that track, and marks that close a sentence."""

from collections.abc import Callable

# Parameters that mailers, advertisers and networks add to any address; utm_* besides.
_TRACKERS = frozenset(
    {
        "_ga", "_gl", "_hsenc", "_hsmi", "dclid", "fbclid", "gad_campaignid", "gad_source", "gbraid", "gclid", "gclsrc",
        "igsh", "igshid", "li_fat_id", "mc_cid", "mc_eid", "mibextid", "mkt_tok", "msclkid", "ref_src", "ref_url",
        "s_cid", "srsltid", "ttclid", "twclid", "wbraid", "wickedid", "yclid",
    }
)  # fmt: skip
# A text or a chat puts these after an address, and some programs take them for a part of it.
_CLOSING = ".,;:!?…)]}>*_\"'’”» \u00a0\u200b\u200e\u200f\u2060\ufeff"
_MOST = 6


def is_tracker(name: str) -> bool:
    """True for a parameter that says where a reader came from, and nothing of what to show.

    >>> is_tracker("utm_source"), is_tracker("since")
    (True, False)
    """
    name = name.lower()
    return name in _TRACKERS or name.startswith("utm_")


def as_sent(value: str, is_taken: Callable[[str], bool]) -> str:
    """The value without closing marks, as few as needed, where it is taken only without them; else as it is.

    >>> as_sent("medium).", {"low", "medium"}.__contains__)
    'medium'
    """
    shorter = value
    for _mark in range(_MOST):
        if is_taken(shorter) or shorter[-1:] not in _CLOSING:
            break
        shorter = shorter[:-1].rstrip()
    return shorter if is_taken(shorter) else value
