"""The cookie by which a reader's own data is found again after the page was loaded anew."""

import re
import secrets

from dashboard.web.hosting import public_url

_FORM = re.compile(r"[\w-]{43}", re.ASCII)


def _is_encrypted() -> bool:
    return public_url().startswith("https://")


def cookie_name() -> str:
    """Where readers come by HTTPS, a name that no other host of the domain can set; elsewhere browsers refuse that."""
    return "__Host-reader" if _is_encrypted() else "reader"


def new_cookie() -> str:
    """A cookie of nobody else, as a header: no script reads it, and no other site makes a browser send it."""
    secure = "; Secure" if _is_encrypted() else ""
    return f"{cookie_name()}={secrets.token_urlsafe(32)}; Path=/; HttpOnly; SameSite=Strict{secure}"


def is_a_reader(value: str) -> bool:
    """True for a value that new_cookie() may have given."""
    return bool(_FORM.fullmatch(value))
