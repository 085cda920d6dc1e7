"""What stands on the paper, as HTML: kop surat, body, signature block. The same parts make the PDF and the screen's preview."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from accounts.worktime_words import long_date
from reports.drafting import images
from reports.drafting.models import Version
from reports.drafting.rendering import clean, split_appendix
from reports.letterhead import Letterhead, letterhead
from reports.report import Report
from reports.signature_block import SignatureBlock, block_of, upper_title
from reports.signing.models import Paraf, SignedPaper
from reports.signing.wording import UNSIGNED, wording

SHEET_LINES = 20
"""Lines of sender, subject, recipients and note that a lembar disposisi holds at its ordinary size."""
NUMBER_TO_COME = "(diberikan saat ditandatangani)"


@dataclass(frozen=True)
class ParafMark:
    title: str
    mark: str


def paraf_marks(parafs: Iterable[Paraf], version: Version) -> list[ParafMark]:
    """Highest post first, as the mini table of a government paper has it; one given over an earlier version says so."""
    ordered = sorted(parafs, key=lambda paraf: paraf.step, reverse=True)
    return [
        ParafMark(
            paraf.title,
            paraf_mark(paraf.at)
            + ("" if paraf.version_id == version.pk else f", atas versi {paraf.version.number}"),
        )
        for paraf in ordered
    ]


def paraf_mark(at: datetime) -> str:
    return f"diparaf {timezone.localtime(at):%d-%m-%Y %H.%M}"


def version_context(version: Version, *, parafs: Iterable[Paraf] = ()) -> dict[str, Any]:
    """A draft version on paper: no number yet, nobody has signed."""
    report, kop = version.report, letterhead()
    block = SignatureBlock(
        f"{kop.city}, …", upper_title(f"Kepala {kop.office_name}"), "(nama penanda tangan)"
    )
    return _context(
        report, version, kop, number=NUMBER_TO_COME, block=block, parafs=paraf_marks(parafs, version),
        footer=f"{report.title} · DRAFT versi {version.number}", certificate=UNSIGNED,
    ) | {"is_draft": True, "document_title": f"{report.title}, draft versi {version.number}"}  # fmt: skip


def paper_context(paper: SignedPaper, *, parafs: Iterable[Paraf]) -> dict[str, Any]:
    """The paper that is signed: its number and the signer of that day."""
    report, block = paper.report, block_of(paper)
    return _context(
        report, paper.version, letterhead(), number=paper.number.text, block=block, parafs=paraf_marks(parafs, paper.version),
        footer=f"{report.title} · {paper.number.text}", certificate=wording(paper.backend).footer,
    ) | {"is_draft": False, "document_title": report.title}  # fmt: skip


def _context(
    report: Report,
    version: Version,
    kop: Letterhead,
    *,
    number: str,
    block: SignatureBlock,
    parafs: list[ParafMark],
    footer: str,
    certificate: str,
) -> dict[str, Any]:
    main, appendix = split_appendix(images.on_paper(clean(version.html), report))
    first, last = report.period.span
    return {
        "kop": kop,
        "alamat_lambang": f"media:{kop.logo.name}" if kop.logo else "",
        "title_lines": title_lines(report.title),
        "number": number,
        "basis": report.basis,
        "span": f"{long_date(first)} sampai dengan {long_date(last)}",
        "main": mark_safe(main),
        "appendix": mark_safe(appendix),
        "ttd": block,
        "parafs": parafs,
        "footer_left": footer,
        "footer_certificate": certificate,
        "seal": f"{version.sha256[:4]} {version.sha256[4:8]}",
    }


def title_lines(title: str) -> list[str]:
    """ "Laporan Data Kinerja Triwulan III Tahun 2026" in capitals, the period on a line of its own."""
    for word in (" Triwulan ", " Semester ", " Bulan ", " Tahun "):
        head, found, tail = title.partition(word)
        if found:
            return [head.upper(), (word + tail).strip().upper()]
    return [title.upper()]


def paper_page(context: dict[str, Any]) -> str:
    """The whole page for the PDF."""
    return render_to_string("kertas/laporan.html", context)


def preview(version: Version, *, parafs: Iterable[Paraf] = ()) -> SafeString:
    """The same paper for the screen, to stand inside `<article class="kertas a4">`."""
    kop = letterhead()
    main, appendix = split_appendix(images.on_screen(clean(version.html), version.report))
    context = version_context(version, parafs=parafs) | {
        "alamat_lambang": reverse("lambang") if kop.logo else "",
        "main": mark_safe(main),
        "appendix": mark_safe(appendix),
    }
    return mark_safe(render_to_string("kertas/_isi.html", context))


@dataclass(frozen=True)
class DispositionSheet:
    """What a lembar disposisi says (domain.md section 2.5). Pairs are (label, ticked)."""

    agenda: str
    sender: str
    number: str
    date: str
    received: str
    subject: str
    sifat: Sequence[tuple[str, bool]]
    recipients: Sequence[tuple[str, bool]]
    instructions: Sequence[tuple[str, bool]]
    note: str
    title: str
    """As written: "KEPALA DINAS", "Plh. KEPALA DINAS", "a.n. KEPALA DINAS"."""
    mark: str
    """ "diparaf 12-10-2026 15.09"."""
    name: str
    pangkat: str = ""
    nip: str = ""
    """Grouped for reading."""
    below: Sequence[str] = ()
    """Lines under an "a.n." (reports.signature_block)."""
    prepared: str = ""
    """Who filled the sheet for the signer: name and post, "" when the signer did."""

    @property
    def is_long(self) -> bool:
        """Whether the half folio needs smaller letters; beyond that, note and signature go on over leaf together."""
        lines = (
            ceil(len(self.sender) / 40)
            + ceil(len(self.subject) / 90)
            + max(len(self.recipients), len(self.instructions))
            + max(sum(ceil(max(len(part), 1) / 48) for part in self.note.split("\n")), 6 + len(self.below))
        )
        return lines > SHEET_LINES


def disposition_html(sheet: DispositionSheet) -> str:
    """The half-folio sheet as a whole page for `reports.pdf.to_pdf`."""
    kop = letterhead()
    return render_to_string(
        "kertas/disposisi.html",
        {"sheet": sheet, "kop": kop, "alamat_lambang": f"media:{kop.logo.name}" if kop.logo else ""},
    )
