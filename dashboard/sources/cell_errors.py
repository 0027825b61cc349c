"""What a spreadsheet shows in a cell whose formula failed: no value, and no blank either."""

import re

# As the files of all languages have them. “#ERROR!” also stands for what is known to be one and shown in other words.
UNNAMED = "#ERROR!"
ERRORS = (
    "#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", UNNAMED, "#GETTING_DATA", "#SPILL!", "#CALC!",
    "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!", "#PYTHON!", "#EXTERNAL!", "#TIMEOUT!",
)  # fmt: skip
# LibreOffice numbers those that have no name.
NUMBERED = r"Err:\d{3}"

_ERROR = re.compile("|".join([*map(re.escape, ERRORS), NUMBERED]))


def is_error(text: str) -> bool:
    """Whether the text of a cell is such an error.

    >>> is_error("#DIV/0!"), is_error("Err:502"), is_error("#date"), is_error("")
    (True, True, False, False)
    """
    return bool(_ERROR.fullmatch(text))
