"""What stands around the text of a cell and belongs to none: blanks of all widths, marks that nobody sees."""

import string

# No-break and typographic blanks; spaces, joiners and marks of direction of no width; the byte order mark.
BLANKS = (
    string.whitespace
    + "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
    + ("\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u2060\u2061\u2062\u2063\u2064\ufeff")
)
# The no-break and narrow ones that programs and people write inside a date.
INNER_BLANKS = "\u00a0\u2007\u2009\u202f"
# Before a cell's text a spreadsheet writes it so that the cell is text; in pairs it quotes.
APOSTROPHE = "'"


def bare(cell: str) -> str:
    """The cell without what stands around its text.

    >>> bare("\u00a0 date\u200b"), bare("'2024-09-24"), bare("'so called' list")
    ('date', '2024-09-24', "'so called' list")
    """
    text = cell.strip(BLANKS)
    return text[1:].strip(BLANKS) if text.startswith(APOSTROPHE) and text.count(APOSTROPHE) == 1 else text
