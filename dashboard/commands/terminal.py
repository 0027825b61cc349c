"""What is printed: whatever stands in files and their names, no character of it moves a cursor or hides another."""

import unicodedata


def printable(text: str) -> str:
    r"""One line: what no terminal shows as itself is spelled out, line ends and changes of direction included.

    >>> printable("events\x1b[2J.csv\n")
    'events\\x1b[2J.csv\\n'
    """
    return "".join(
        character if _is_shown(character) else character.encode("unicode_escape").decode() for character in text
    )


def _is_shown(character: str) -> bool:
    return character.isprintable() or unicodedata.category(character) == "Zs"
