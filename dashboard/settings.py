"""Settings: numbers that a deployer gives by environment variables."""

import os

from dashboard.language import _


class SettingError(ValueError):
    """An environment variable cannot be used; the message says which, what it holds and what is needed."""


def whole_number(name: str, default: int, least: int = 1) -> int:
    """The number that the variable holds, the default where it is empty or not set; SettingError for another text."""
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit()) or int(text) < least:
        raise SettingError(
            _("{name} is “{text}”: give a whole number, {least} or more, or leave it away for {default}.").format(
                name=name, text=text[:40], least=least, default=default
            )
        )
    return int(text)
