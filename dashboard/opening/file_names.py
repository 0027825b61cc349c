"""Names of files as they are shown, and as any file system takes them."""

from pathlib import Path

# In bytes: file systems that encrypt names take fewer than the 255 of the others.
_LONGEST_NAME, _LONGEST_ENDING = 140, 10


def safe_name(given: str) -> str:
    r"""A name that any file system takes, as near as may be to the one that somebody gave; its ending stays.

    >>> safe_name("..\\data\\events\0.csv"), safe_name("..")
    ('events_.csv', 'file')
    """
    last = given.replace("\\", "/").rpartition("/")[2]
    name = "".join(character if character.isprintable() else "_" for character in last).strip(" .") or "file"
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > _LONGEST_ENDING or not ending.isascii():
        stem, dot, ending = name, "", ""
    kept = stem.encode()[: _LONGEST_NAME - len(dot + ending)].decode(errors="ignore")
    return f"{kept}{dot}{ending}"


def shown_name(path: Path) -> str:
    """The file's name in one line, with "?" for bytes that are no text."""
    return " ".join(path.name.encode(errors="replace").decode().split())
