"""A PDF on a page of the case: how far its making is, and where it can be read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from reports.models import Document
from workflow.views.page_images import ShownPage, pages_of

_TABLE = re.compile(r'(<table class="tabel-kertas">\s*<caption>([^<]*)</caption>.*?</table>)', re.DOTALL)
_CHART = re.compile(
    r'<figure class="grafik-kertas">(<svg.*?</svg>)(?=<figcaption>([^<]*)</figcaption>)', re.DOTALL
)


@dataclass(frozen=True)
class Shown:
    """What templates/workflow/_lihat_pdf.html reads; `berkas_url` is empty until the PDF is made."""

    pk: int
    judul: str
    halaman: int
    sidik: str
    berkas_url: str
    periksa_url: str
    ulang_url: str
    kemajuan: dict[str, Any]
    gagal: bool
    gambar: list[ShownPage]
    """Its pages as images; none while it is not made, or where it was made before pages were kept."""


def on_screen(html: str) -> SafeString:
    """Sanitised paper HTML with each table and chart in a frame that scrolls sideways on a phone, reachable by keyboard."""
    framed = _TABLE.sub(
        r'<div class="gulir-kertas" tabindex="0" role="region" aria-label="\2">\1</div>', html
    )
    return mark_safe(
        _CHART.sub(
            r'<figure class="grafik-kertas"><div class="gulir-kertas" tabindex="0" role="region" aria-label="\2">\1</div>',
            framed,
        )
    )


def shown(document: Document) -> Shown:
    """A document as the page shows it."""
    done = document.state == Document.State.SELESAI
    failed = document.state == Document.State.GAGAL
    return Shown(
        pk=document.pk,
        judul=document.title,
        halaman=document.pages,
        sidik=document.sha256,
        berkas_url=reverse("dokumen-berkas", args=[document.pk]) if done else "",
        periksa_url=reverse("dokumen", args=[document.pk]),
        ulang_url=reverse("dokumen-coba-lagi", args=[document.pk]) if failed else "",
        kemajuan={
            "selesai": done,
            "galat": document.error if failed else "",
            "judul": "PDF belum berhasil dibuat." if failed else "PDF sedang dibuat.",
            "isi": document.stage or document.get_state_display(),
            "persen": document.progress,
        },
        gagal=failed,
        gambar=pages_of(document.pk) if done else [],
    )


def document_link(key: str) -> Shown | None:
    """The document called `key`, when somebody has asked for it."""
    document = Document.objects.filter(key=key).first()
    return shown(document) if document is not None else None
