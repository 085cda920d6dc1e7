"""The signature by hand: printed, signed with the pen, scanned, uploaded; a second person confirms that it is the prepared paper.

For the day the certificate or the service is down. The record says what it is (`Backend.BASAH`): nobody claims a certificate.
"""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import IO, Any, cast

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.errors import NotYours, Refusal
from accounts.models import User
from reports.report import Report
from reports.signing.acting import check_version, keep, papers_of_act, ready_document, subject
from reports.signing.models import Backend, SignedPaper
from reports.signing.records import WetSignature
from reports.signing.storage import stored
from reports.uploads import JPG, PDF, PNG, check_upload

State = WetSignature.State
MOST_PIXELS = 80_000_000
MOST_SHEETS = 60


@transaction.atomic
def upload_all(
    *, files: Mapping[SignedPaper, Sequence[UploadedFile[Any]]], signed_on: date, by: User, title: str, at: datetime
) -> list[WetSignature]:  # fmt: skip
    """The scans of every paper of one act, all or none."""
    if not files:
        raise Refusal("Belum ada naskah yang disiapkan untuk tanda tangan basah. Siapkan dan cetak dahulu.")
    return [
        upload(paper=paper, files=sheets, signed_on=signed_on, by=by, title=title, at=at)
        for paper, sheets in files.items()
    ]


@transaction.atomic
def upload(
    *, paper: SignedPaper, files: Sequence[UploadedFile[Any]], signed_on: date, by: User, title: str, at: datetime
) -> WetSignature:  # fmt: skip
    """Keep the scan of the signed sheets: one PDF, or pictures in the order of the pages. It takes the place of an earlier
    scan that nobody has confirmed. Raises Refusal: another number of pages, a date before the paper's, not by hand."""
    Report.objects.select_for_update().get(pk=paper.report_id)
    paper = SignedPaper.objects.select_related("number", "document", "report").get(pk=paper.pk)
    document = ready_document(paper)
    if paper.backend != Backend.BASAH:
        raise Refusal(
            "Naskah ini disiapkan untuk tanda tangan elektronik. Siapkan dahulu naskah untuk tanda tangan basah, lalu cetak yang itu."
        )
    if not paper.paper_date <= signed_on <= timezone.localdate(at):
        raise Refusal(
            f"Tanggal tanda tangan antara tanggal naskah ({paper.paper_date:%d-%m-%Y}) dan hari ini. Periksa tanggalnya.",
            field="tanggal",
        )
    content, pages = _as_pdf(files)
    if pages != document.pages:
        raise Refusal(
            f"Pindaian berisi {pages} halaman, naskahnya {document.pages}. Pindai semua halaman satu kali, lalu unggah lagi.",
            field="pindaian",
        )
    for earlier in paper.wet_signatures.filter(state=State.MENUNGGU):
        transaction.on_commit(partial(earlier.scan.storage.delete, str(earlier.scan.name)), robust=True)
        earlier.delete()
    scan = WetSignature(
        paper=paper, scan_name=(files[0].name or "pindaian")[:150], scan_sha256=hashlib.sha256(content).hexdigest(),
        pages=pages, signed_on=signed_on, uploaded_at=at, uploaded_by=by, uploaded_title=title,
    )  # fmt: skip
    scan.scan.save("pindaian.pdf", ContentFile(content), save=False)
    scan.save()
    audit.record(
        stream=f"laporan:{paper.report_id}", act="pindaian tanda tangan basah diunggah", by=by, at=at, title=title,
        detail={"naskah": paper.kind, "nomor": paper.number.text, "halaman": pages, "sha256": scan.scan_sha256},
    )  # fmt: skip
    return scan


def waiting(report: Report) -> list[WetSignature]:
    """The scans that wait for the second person, the report's first."""
    found = WetSignature.objects.filter(paper__in=papers_of_act(report), state=State.MENUNGGU)
    return sorted(
        found.select_related("paper__number", "paper__document", "paper__report", "uploaded_by"),
        key=lambda scan: scan.paper.kind,
    )


def check_checker(scan: WetSignature, by: User) -> None:
    """Four eyes: neither who uploaded nor who signed confirms. Raises NotYours."""
    if by.pk == scan.uploaded_by_id:
        raise NotYours(
            "Pindaian ini Anda unggah sendiri. Yang mencocokkan harus orang lain: Kasubag Perencanaan atau Sekretaris."
        )
    if by.pk == scan.paper.signer_id:
        raise NotYours(
            "Penanda tangan tidak mencocokkan tanda tangannya sendiri. Minta Kasubag Perencanaan atau Sekretaris."
        )


@transaction.atomic
def confirm(*, report: Report, seen: Sequence[str], by: User, title: str, at: datetime) -> SignedPaper:
    """The second person has compared version, number and pages of every scan (`seen`: their SHA-256): it is signed by hand.

    The caller moves the case in the same transaction. Raises Refusal or NotYours.
    """
    locked = Report.objects.select_for_update().get(pk=report.pk)
    papers = papers_of_act(locked)
    scans = {scan.paper_id: scan for scan in waiting(locked)}
    if not papers or set(scans) != {paper.pk for paper in papers}:
        lacking = [subject(paper) for paper in papers if paper.pk not in scans]
        raise Refusal(
            f"Belum ada pindaian {' dan '.join(lacking) or 'untuk dicocokkan'}. Unggah dahulu, lalu cocokkan."
        )
    if sorted(scan.scan_sha256 for scan in scans.values()) != sorted(seen):
        raise Refusal("Pindaiannya baru saja diganti. Muat ulang halaman dan cocokkan lagi.")
    check_version(locked, papers[0])
    for paper in papers:
        scan = scans[paper.pk]
        check_checker(scan, by)
        content = stored(scan.scan)
        if hashlib.sha256(content).hexdigest() != scan.scan_sha256:
            raise Refusal("Berkas pindaian di penyimpanan berubah. Unggah lagi pindaiannya.")
        scan.state, scan.checked_at, scan.checked_by, scan.checked_title = State.DICOCOKKAN, at, by, title
        scan.save()
        keep(paper, content, scan.scan_sha256, at=at, certificate=None, certificate_id=None)
        audit.record(
            stream=f"laporan:{locked.pk}", act="tanda tangan basah dicocokkan", by=by, at=at, title=title,
            detail={"naskah": paper.kind, "nomor": paper.number.text, "versi": paper.version.number,
                    "penanda_tangan": paper.signer_title, "sha256": scan.scan_sha256},
        )  # fmt: skip
    return papers[0]


@transaction.atomic
def reject(*, report: Report, reason: str, by: User, title: str, at: datetime) -> None:
    """The scan is not the prepared paper: it goes back to be printed, signed or scanned again, with the reason."""
    locked = Report.objects.select_for_update().get(pk=report.pk)
    if not reason.strip():
        raise Refusal("Tulis apa yang tidak cocok, supaya dapat diperbaiki.", field="alasan")
    scans = waiting(locked)
    if not scans:
        raise Refusal("Tidak ada pindaian yang menunggu. Muat ulang halaman.")
    for scan in scans:
        check_checker(scan, by)
        scan.state, scan.reason = State.DITOLAK, reason.strip()
        scan.checked_at, scan.checked_by, scan.checked_title = at, by, title
        scan.save()
    audit.record(
        stream=f"laporan:{locked.pk}", act="tanda tangan basah tidak cocok", by=by, at=at, title=title,
        detail={"sebab": reason.strip()},
    )  # fmt: skip


def _as_pdf(files: Sequence[UploadedFile[Any]]) -> tuple[bytes, int]:
    """One PDF as it is, or pictures bound into one; with its number of pages."""
    if not files:
        raise Refusal("Pindaian belum dipilih. Pilih satu PDF, atau foto setiap halaman.", field="pindaian")
    if len(files) > MOST_SHEETS:
        raise Refusal(f"Paling banyak {MOST_SHEETS} gambar. Satukan menjadi satu PDF.", field="pindaian")
    kinds = [check_upload(file, allowed=(PDF, JPG, PNG), field="pindaian").kind for file in files]
    if kinds == [PDF]:
        from pypdf import PdfReader

        content = files[0].read()
        return content, len(PdfReader(io.BytesIO(content)).pages)
    if PDF in kinds:
        raise Refusal("Pilih satu PDF saja, atau gambar saja; jangan dicampur.", field="pindaian")
    return _bound(files), len(files)


def _bound(files: Sequence[UploadedFile[Any]]) -> bytes:
    """Pictures as the pages of one PDF, turned as the camera says. Raises Refusal for one that does not open."""
    from PIL import Image, ImageOps

    sheets = []
    for file in files:
        try:
            with Image.open(cast(IO[bytes], file)) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise Refusal(
                        f"Gambar “{file.name}” terlalu besar. Pindai ulang dengan 300 dpi atau kurang.",
                        field="pindaian",
                    )
                upright: Any = ImageOps.exif_transpose(picture)
                sheets.append(upright.convert("RGB"))
        except Refusal:
            raise
        except (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error) as error:
            raise Refusal(
                f"Gambar “{file.name}” rusak dan tidak dapat dibuka. Foto atau pindai ulang halaman itu.",
                field="pindaian",
            ) from error
    target = io.BytesIO()
    sheets[0].save(target, "PDF", save_all=True, append_images=sheets[1:], resolution=150)
    return target.getvalue()
