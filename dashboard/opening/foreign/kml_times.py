"""Times of a KML file that name no day: GDAL would complete them, so that a month became its first day in silence."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

from dashboard.language import _
from dashboard.opening.file_names import shown_name
from dashboard.opening.foreign.request import Source
from dashboard.opening.limits import Limited, Readable
from dashboard.sources.file_error import FileError

_NO_DAY = re.compile(rb"<(?:\w+:)?(?:when|begin|end)\s*>\s*(\d{4}(?:-\d\d)?)\s*</")
_AT_ONCE = 2**20
_LONGEST = 200  # bytes of an element that begins in one part and ends in the next


def refuse_times_without_day(source: Source) -> None:
    """FileError where an event's time is a month or a year."""
    with _opened(source) as file:
        before = b""
        while part := file.read(_AT_ONCE):
            text = (before + part).replace(b"\0", b"")  # so that UTF-16 is found too
            if found := _NO_DAY.search(text):
                raise FileError(
                    _(
                        "“{name}” has a time that names no day, “{time}”, and KML cannot say that a month is meant. "
                        "Export the file as CSV with the columns date_start (a day) and date_precision (month), or "
                        "give it a day."
                    ).format(name=shown_name(source.path), time=found[1].decode())
                )
            before = part[-_LONGEST:]


@contextmanager
def _opened(source: Source) -> Iterator[Readable]:
    if not source.kind.members:
        with Path(source.link).open("rb") as plain:
            yield Limited(plain, source.path, None, is_packed=False)
        return
    with ZipFile(source.link) as archive, archive.open(source.kind.members[0]) as member:
        yield Limited(member, source.path, None, is_packed=True)
