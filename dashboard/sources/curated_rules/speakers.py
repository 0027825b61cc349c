"""Who speaks: a cell names an office, a person, or both, and often who passed it on."""

import re

from dashboard.dossier.profile import PROFILE

# What comes after the speaker: who passed the word on, to whom it was said, what kind of text it was, where it stands.
_PASSED_ON = re.compile(r" \(| via |, (?:as reported|citing|quoted|counting|through)| to (?=the |[A-Z])| on the ")
_WORDS = re.compile(r"\w+")
# Words that tell no speaker from another of the same side.
_TITLES = {
    "ambassador", "chief", "commander", "deputy", "director", "envoy", "general", "head", "high", "hr", "minister",
    "ministry", "official", "officials", "pm", "president", "prime", "representative", "secretary", "spokesman",
    "spokesperson", "spokeswoman",
}  # fmt: skip
_TEXTS = {"local", "media", "press", "speech", "statement", "summary"}
_SMALL = {"and", "at", "by", "for", "in", "of", "the"}
_SAYS_NOTHING = PROFILE.speakers_of_no_one | _TITLES | _TEXTS | _SMALL
# Forms of one word.
_SAME_WORD = {"prosecutor": "prosecution", "prosecutors": "prosecution"}


def speaker(said_by: str) -> str:
    """The speaker without who passed the word on.

    >>> [speaker(one) for one in ("City Police (EFE)", "An agency via a channel", "President Ann to the FT")]
    ['City Police', 'An agency', 'President Ann']
    """
    return _PASSED_ON.split(said_by, maxsplit=1)[0]


def names(said_by: str) -> frozenset[str]:
    """The words that tell a speaker from others: an institution, an office, a person; the whole where none does.

    >>> [sorted(names(one)) for one in ("ECOMOG spokesman A. Ito", "Prosecutor Naim Abazi", "Local media")]
    [['ecomog', 'ito'], ['abazi', 'naim', 'prosecution'], ['local media']]
    """
    words = [_SAME_WORD.get(word, word) for word in _WORDS.findall(speaker(said_by).casefold())]
    telling = frozenset(word for word in words if len(word) > 1 and word not in _SAYS_NOTHING)
    return telling or frozenset([" ".join(words)])


def is_same_speaker(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """True where two speakers, each a name and a side, are of one side and share an institution, an office or a person.

    An office speaks through its spokesmen, and a person keeps their word in another office.

    >>> is_same_speaker(("ECOMOG spokesman A. Ito", "UN"), ("ECOMOG spokesperson", "UN"))
    True
    """
    return one[1] == other[1] and bool(names(one[0]) & names(other[0]))
