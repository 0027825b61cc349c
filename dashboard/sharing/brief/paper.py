"""HTML on paper: PDF and PNG by PlutoPrint, which asks for nothing that is not in the document."""

import io
import threading

import plutoprint
from pypdf import PdfReader, PdfWriter
from pypdf.generic import BooleanObject, DictionaryObject, NameObject, TextStringObject

# One document at a time: the library's caches are shared by its process.
_LOCK = threading.Lock()
_PT_PER_PX = 0.75
# Links within a document are kept only where it has an address; nothing is ever asked of this one.
_ADDRESS = "brief:/"


class _Nothing(plutoprint.ResourceFetcher):
    """Refuses every address: what a document shows is in it."""

    def fetch_url(self, url: str) -> plutoprint.ResourceData:
        """Fonts and pictures in data: addresses never come here."""
        raise plutoprint.Error(f"{url[:60]} is outside the document")


def pdf(html: str, language: str) -> bytes:
    """The document on A4, with its title and language."""
    sheets = io.BytesIO()
    with _LOCK:
        book = plutoprint.Book(plutoprint.PAGE_SIZE_A4, media=plutoprint.MEDIA_TYPE_PRINT)
        book.custom_resource_fetcher = _Nothing()
        book.load_html(html, base_url=_ADDRESS)
        book.write_to_pdf_stream(sheets)
    writer = PdfWriter(clone_from=PdfReader(sheets))
    writer.root_object[NameObject("/Lang")] = TextStringObject(language)
    shown = DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(True)})
    writer.root_object[NameObject("/ViewerPreferences")] = shown
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def png(svg: str, size: tuple[int, int], scale: int) -> bytes:
    """A picture of this size in px, drawn `scale` times as large."""
    width, height = size
    html = f"<!DOCTYPE html><style>html,body{{margin:0}}svg{{display:block}}</style>{svg}"
    file = io.BytesIO()
    with _LOCK:
        sheet = plutoprint.PageSize(width * _PT_PER_PX, height * _PT_PER_PX)
        book = plutoprint.Book(sheet, plutoprint.PAGE_MARGINS_NONE, plutoprint.MEDIA_TYPE_SCREEN)
        book.custom_resource_fetcher = _Nothing()
        book.load_html(html)
        with plutoprint.ImageCanvas(width * scale, height * scale, plutoprint.IMAGE_FORMAT_RGB24) as canvas:
            canvas.clear_surface(1, 1, 1)
            canvas.scale(scale, scale)
            book.render_document(canvas)
            canvas.write_to_png_stream(file)
    return file.getvalue()
