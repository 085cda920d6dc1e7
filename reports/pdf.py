"""HTML to PDF: the only module that imports WeasyPrint, and only inside the function (quality.md section 2).

The result is tagged PDF/A-3a with the PDF/UA-1 identifier (tests/reports/test_paper_conformance.py holds every paper to both), and the same input gives the same bytes: no date, no random
identifier. What a page may load is our own: files of static/ (`static:`) and of the media folder (`media:`).
"""

from __future__ import annotations

import gc
import hashlib
import mimetypes
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from django.conf import settings

from reports.pdf_drawings import whole_lines
from reports.pdf_streams import finish_streams, settle_rendering
from reports.reading_order import one_way

STYLESHEET = "css/kertas-cetak.css"

# a heading on two lines is one bookmark: "BAB I PENDAHULUAN", not "BAB IPENDAHULUAN"
_HEADING_BREAK = re.compile(r"(<h[1-6][^>]*>[^<]*)<br>")

# PDF/A allows a foreign property only when its schema is described beside it.
_PDFUA = b"""
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about=""><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema><pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>Part of ISO 14289</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF>"""


@dataclass(frozen=True)
class Enclosure:
    """A file inside the PDF. `relationship`: "Source" is what the paper was made from, "Data" what a chart or table shows."""

    name: str
    content: bytes
    description: str
    relationship: Literal["Source", "Data"]
    at: datetime
    """When the content was fixed; a clock's time here would make every rendering another file."""


def to_pdf(
    html: str, *, identifier: str, stylesheets: Sequence[str] = (), enclosures: Sequence[Enclosure] = ()
) -> bytes:
    """The PDF of a whole HTML page. `identifier` names the paper and becomes the PDF's fixed ID.

    `stylesheets`: files of static/ that follow the one of every paper. Title and language are those of the HTML. Raises ValueError for anything the page wants from elsewhere.
    """
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError

    settle_rendering()
    fetcher = _fetcher()
    collecting = gc.isenabled()
    gc.disable()  # one third faster; the worker collects afterwards (quality.md section 6)
    try:
        with whole_lines():
            rendered: bytes = HTML(
                string=_HEADING_BREAK.sub(r"\1<br> ", one_way(html)), url_fetcher=fetcher
            ).write_pdf(
                stylesheets=[_parsed(_stylesheet(name)) for name in (STYLESHEET, *stylesheets)],
                pdf_variant="pdf/a-3a",
                pdf_identifier=hashlib.sha256(identifier.encode()).digest()[:16],
                finisher=_finish,
                attachments=[_attachment(one) for one in enclosures],
            )
    except FatalURLFetchingError as error:  # a BaseException, which would end the worker
        raise ValueError(str(error)) from error
    finally:
        if collecting:
            gc.enable()
            gc.collect(
                0
            )  # all of it is young, nothing was collected meanwhile; the rest of the process need not be walked
    return rendered


def _attachment(enclosure: Enclosure) -> Any:
    from weasyprint import Attachment

    at = enclosure.at.astimezone(UTC)
    return Attachment(
        file_obj=BytesIO(enclosure.content), name=enclosure.name, description=enclosure.description,
        relationship=enclosure.relationship, created=at, modified=at,
    )  # fmt: skip


def heights(html: str, *, stylesheets: Sequence[str] = ()) -> dict[str, float]:
    """How high each element with an id comes out on paper, in CSS pixels: for drawings that must fit their table row."""
    from weasyprint import CSS, HTML

    fetcher = _fetcher()
    laid_out = HTML(string=html, url_fetcher=fetcher).render(
        stylesheets=[
            CSS(string=_stylesheet(name), url_fetcher=fetcher) for name in (STYLESHEET, *stylesheets)
        ]
    )
    return {
        name: bottom - top for page in laid_out.pages for name, (_, top, _, bottom) in page.anchors.items()
    }


def page_count(pdf: bytes) -> int:
    """Pages of a PDF of ours."""
    from pypdf import PdfReader

    return len(PdfReader(BytesIO(pdf)).pages)


@lru_cache(maxsize=16)
def _parsed(text: str) -> Any:
    """A stylesheet ready for use; parsing it anew took a tenth of the time of a letter."""
    from weasyprint import CSS

    return CSS(string=text, url_fetcher=_fetcher())


def _stylesheet(name: str) -> str:
    return (static_folder() / name).read_text(encoding="utf-8")


@cache
def static_folder() -> Path:
    return Path(settings.BASE_DIR) / "static"


def own_file(url: str) -> Path:
    """The file behind `static:…` or `media:…`; ValueError for every other address and every way out of the two folders."""
    scheme, _, name = url.partition(":")
    folders = {"static": static_folder(), "media": Path(settings.MEDIA_ROOT)}
    if scheme not in folders:
        raise ValueError(f"a paper may not load {url[:80]}")
    folder = folders[scheme].resolve()
    path = (folder / name.lstrip("/")).resolve()
    if not path.is_relative_to(folder) or not path.is_file():
        raise ValueError(f"no such file of ours: {url[:80]}")
    return path


def _fetcher() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFiles(URLFetcher):  # type: ignore[misc]
        """Serves our own files; everything else stops the rendering."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            path = own_file(url)
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, body=path.read_bytes(), headers={"Content-Type": kind})

    return OwnFiles(allowed_protocols=["static", "media"], fail_on_errors=True)


def _finish(document: Any, pdf: Any) -> None:
    from reports.pdf_tags import complete_tables

    _add_pdfua(pdf)
    complete_tables(pdf)
    finish_streams(pdf)
    if "AF" in pdf.catalog:  # WeasyPrint lists every file twice
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])


def _add_pdfua(pdf: Any) -> None:
    """Add the PDF/UA identifier to the metadata and leave it readable, as both standards ask."""
    for item in pdf.objects:
        if getattr(item, "extra", {}).get("Type") == "/Metadata":
            item.compress = False
            item.stream = [
                b"".join(_bytes(part) for part in item.stream).replace(b"</rdf:RDF>", _PDFUA.strip())
            ]


def _bytes(part: object) -> bytes:
    return part if isinstance(part, bytes) else str(part).encode()
