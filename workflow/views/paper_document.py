"""A PDF on a page of the case: how far its making is, and where it can be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from reports.models import Document


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
    )


def document_link(key: str) -> Shown | None:
    """The document called `key`, when somebody has asked for it."""
    document = Document.objects.filter(key=key).first()
    return shown(document) if document is not None else None
