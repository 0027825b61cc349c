"""The wordings of seeds/measures.csv, "{value} {unit} killed": what they may hold, and how they are filled in."""

from string import Formatter

PLACEHOLDERS = ("value", "unit", "measure")


def fill(phrase: str, value: str, unit: str, measure: str) -> str:
    """The phrase with its placeholders filled in.

    >>> fill("{value} {unit} killed", "3", "people", "People killed")
    '3 people killed'
    """
    return phrase.format(value=value, unit=unit, measure=measure)


def is_phrase(text: str) -> bool:
    """True of a text that can be filled in, and holds nothing between braces but placeholders.

    >>> [is_phrase(text) for text in ("", "{value} {unit}", "{value", "{0}", "{value:d}", "{nope}")]
    [True, True, False, False, False, False]
    """
    try:
        braced = [(name, form or conversion) for _text, name, form, conversion in Formatter().parse(text)]
    except ValueError:
        return False
    return all(name is None or (name in PLACEHOLDERS and not more) for name, more in braced)
