"""Settings: numbers that a deployer gives by environment variables."""

import os
import re

from dashboard.language import _


class SettingError(ValueError):
    """An environment variable cannot be used; the message says which, what it holds and what is needed."""


_MOST = 1_000_000


def whole_number(name: str, default: int) -> int:
    """The number that the variable holds, the default where it is empty or not set; SettingError for another text."""
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if not re.fullmatch("0*[1-9][0-9]{0,6}", text) or int(text) > _MOST:
        raise SettingError(
            _("{name} is “{text}”: give a whole number from 1 to {most}, or leave it away for {default}.").format(
                name=name, text=text[:40], most=f"{_MOST:,}", default=default
            )
        )
    return int(text)
