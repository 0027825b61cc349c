"""SVG as tests read it: parsed strictly, so that a picture that is not well-formed fails."""

from xml.etree.ElementTree import Element, fromstring

SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg: str) -> Element:
    """The picture's root."""
    return fromstring(svg)  # noqa: S314 - made by the code under test
