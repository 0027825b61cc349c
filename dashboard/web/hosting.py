"""By which names and addresses readers reach this server, as the environment has it."""

import ipaddress
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from dashboard.language import _

# First parts of our own and Streamlit's addresses: a base path of such a name could not be told from them.
_TAKEN = frozenset({"_stcore", "api", "app", "assets", "auth", "component", "media", "static"})
_PATH = re.compile(r"(/(?!\.\.?(/|$))[A-Za-z0-9._~-]+)*")
_NAME = re.compile(r"([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?")
_EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - to listen on, not to ask for
_DEFAULT_PORTS = {"http": 80, "https": 443}


class HostingError(ValueError):
    """A setting names no host or address; the message says what was found, what is needed, and an example."""


@dataclass(frozen=True, slots=True)
class Authority:
    """A host and perhaps a port, as they stand in an address or in the header Host.

    >>> Authority.read("Dash.Example.:8501"), Authority.read("[::ffff:127.0.0.1]")
    (Authority(host='dash.example', port=8501), Authority(host='127.0.0.1', port=None))
    """

    host: str
    port: int | None = None

    @classmethod
    def read(cls, text: str) -> "Authority | None":
        """Host in lower case, without a last dot, an IP address in its shortest form; None for anything else."""
        found = re.fullmatch(r"(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+))(?::([0-9]{1,5}))?", text)
        if not found:
            return None
        in_brackets, plain, port = found.groups()
        host = _ip_address(in_brackets) if in_brackets else _ip_address(plain) or _name(plain)
        if not host or (port and not 0 < int(port) < 2**16):
            return None
        return cls(host, int(port) if port else None)

    @property
    def is_loopback(self) -> bool:
        """True for this machine as it calls itself."""
        return self.host == "localhost" or bool(_ip_address(self.host) and ipaddress.ip_address(self.host).is_loopback)


def _name(text: str) -> str:
    """A name in lower case, without a last dot; empty for what is none, as an address with a number too large."""
    name = text.lower().removesuffix(".")
    return name if _NAME.fullmatch(name) and not name.rpartition(".")[2].isdigit() else ""


def _ip_address(text: str) -> str:
    """The shortest form of an IP address, of an IPv4 address inside IPv6 that one; empty for anything else."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return ""
    return str(getattr(address, "ipv4_mapped", None) or address)


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port of a page, with the scheme's port where none is given."""

    scheme: str
    host: str
    port: int

    @classmethod
    def read(cls, text: str) -> "Origin | None":
        """The origin of a web page, as its header has it; None for "null", other schemes and anything else."""
        scheme, separator, rest = text.partition("://")
        authority = Authority.read(rest)
        if not separator or scheme.lower() not in _DEFAULT_PORTS or not authority:
            return None
        return cls(scheme.lower(), authority.host, authority.port or _DEFAULT_PORTS[scheme.lower()])


@dataclass(frozen=True, slots=True)
class Hosting:
    """What is known of how readers come here; loopback names need not be told.

    `base_path` is that of the server's own addresses, `public_url` the page's address as readers type it; both may be
    empty, the one is like "/dash", the other like "https://example.org/dash/".
    """

    hosts: frozenset[str] = frozenset()
    public_url: str = ""
    base_path: str = ""

    @property
    def public_origin(self) -> Origin | None:
        """The origin of `public_url`."""
        parts = urlsplit(self.public_url)
        return Origin.read(f"{parts.scheme}://{parts.netloc}") if self.public_url else None

    @property
    def prefixes(self) -> tuple[str, ...]:
        """Paths below which the same addresses are asked for, longest first; none is empty."""
        found = {self.base_path, urlsplit(self.public_url).path.rstrip("/")} - {""}
        return tuple(sorted(found, key=len, reverse=True))


def read(environment: Mapping[str, str], address: str | None = None, base_path: str = "") -> Hosting:
    """The hosting that HOSTS and PUBLIC_URL tell of, for a server that listens on `address`, below `base_path`."""
    hosts = {_host(host) for host in re.split(r"[,\s]+", environment.get("HOSTS", "")) if host}
    listening = Authority.read(f"[{address}]" if address and ":" in address else address or "")
    return Hosting(
        frozenset(hosts | ({listening.host} if listening else set())),
        public_url(environment),
        _base_path("server.baseUrlPath", f"/{base_path.strip('/')}".rstrip("/")),
    )


def check_listening(address: str, port: str) -> None:
    """HostingError unless the server can be told to listen there: Streamlit would look a name up, and ask outside."""
    if address != "localhost" and not _ip_address(address):
        raise HostingError(
            _("ADDRESS is {given!r}: it has to be an address of this machine, like 127.0.0.1 or 0.0.0.0.").format(
                given=address
            )
        )
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 2**16):
        raise HostingError(_("PORT is {given!r}: it has to be a number from 1 to 65535, like 8501.").format(given=port))


def public_url(environment: Mapping[str, str] = os.environ) -> str:
    """PUBLIC_URL with a slash at its end; empty where it is not set."""
    given = environment.get("PUBLIC_URL", "").strip()
    if not given:
        return ""
    scheme, _separator, rest = given.partition("://")
    netloc, _slash, path = rest.partition("/")
    origin = Origin.read(f"{scheme}://{netloc}")
    if not origin or origin.host in _EVERYWHERE:
        raise HostingError(
            _(
                "PUBLIC_URL is {given!r}: it has to be the page’s address as readers type it, "
                "like https://dash.example/ or https://example.org/dash/."
            ).format(given=given)
        )
    return f"{scheme.lower()}://{netloc.lower()}{_base_path('PUBLIC_URL', f'/{path}'.rstrip('/'))}/"


def _host(text: str) -> str:
    bare = Authority.read(f"[{text}]" if text.count(":") > 1 and not text.startswith("[") else text)
    if not bare or bare.port or bare.host in _EVERYWHERE:
        raise HostingError(
            _(
                "HOSTS has {given!r}: it has to be names or addresses without scheme, port and path, "
                "with commas between them, like dash.example,192.168.1.7."
            ).format(given=text)
        )
    return bare.host


def _base_path(setting: str, path: str) -> str:
    first = path.split("/")[1] if path else ""
    if not _PATH.fullmatch(path) or first in _TAKEN:
        raise HostingError(
            _(
                "{setting} has the path {path!r}: it has to be parts of letters, digits and . _ ~ - with a slash "
                "between them, like /dash, and the first none of {taken}."
            ).format(setting=setting, path=path, taken=", ".join(sorted(_TAKEN)))
        )
    return path


if __name__ == "__main__":  # of `make run`, before Streamlit begins
    try:
        check_listening(*sys.argv[1:3])
    except HostingError as wrong:
        sys.exit(f"The server does not start.\n{wrong}")
