"""Step 5: editing the draft and freezing it as version n. The public face of drafting."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from accounts import audit
from accounts.errors import Refusal
from accounts.models import User
from reports.analysis.result import read
from reports.analysis.services import latest
from reports.drafting.gaps import gaps
from reports.drafting.generate import generate
from reports.drafting.models import DraftSection, Version
from reports.drafting.references import Figures
from reports.drafting.rendering import draft_html
from reports.drafting.rich import clean_text
from reports.figures import moment
from reports.report import Report

LONGEST = 100_000
"""Letters of one section with its marks: some thirty pages."""


@transaction.atomic
def save_section(
    *, section_id: int, text: str, seen_version: int, by: User, at: datetime, title: str = ""
) -> DraftSection:
    """Keep what a person wrote in one section, as HTML. `seen_version` is the section version the editor was opened on.

    What is not ours is cleaned away, and figure references say again what the analysis says. Refuses when somebody saved in between: nothing is overwritten unseen.
    """
    report_id = DraftSection.objects.values_list("report_id", flat=True).filter(pk=section_id).first()
    if report_id is None:
        raise Refusal("Bagian ini tidak ada lagi karena draft disusun ulang. Muat ulang halaman.")
    report = Report.objects.select_for_update().get(pk=report_id)
    section = DraftSection.objects.select_related("changed_by").get(pk=section_id)
    written = settled(report, clean_text(text))
    if section.version != seen_version:
        if section.text == written:
            return section
        who = section.changed_by.name if section.changed_by else "penyusunan ulang draft"
        when = f" pada {moment(section.changed_at)}" if section.changed_at else ""
        raise Refusal(
            f"Bagian “{section.heading}” sudah diubah oleh {who}{when}. Tulisan Anda belum disimpan: pilih di bawah mana yang "
            "dipakai, atau gabungkan keduanya.",
            field="text",
        )
    if len(written) > LONGEST:
        raise Refusal(
            f"Bagian “{section.heading}” terlalu panjang ({len(written)} huruf, paling banyak {LONGEST}). Ringkas isinya.",
            field="text",
        )
    if written == section.text:
        return section
    section.text = written
    section.has_news = section.asks  # taking the system's text answers the question
    section.version += 1
    section.changed_at, section.changed_by = at, by
    section.save()
    audit.record(
        stream=f"laporan:{report_id}", act="draft diubah", by=by, at=at, title=title,
        detail={"bagian": section.key, "versi_bagian": section.version, "sidik": hashlib.sha256(written.encode()).hexdigest()},
    )  # fmt: skip
    return section


def settled(report: Report, html: str) -> str:
    """A text with its figure references saying what the newest frozen analysis says."""
    analysis = latest(report) if "data-angka" in html else None
    return Figures(read(analysis.data)).settle(html) if analysis else html


def restore_section(
    *, section_id: int, seen_version: int, by: User, at: datetime, title: str = ""
) -> DraftSection:
    """Take the generated text back in place of what people wrote."""
    section = DraftSection.objects.get(pk=section_id)
    return save_section(
        section_id=section_id,
        text=section.generated_text,
        seen_version=seen_version,
        by=by,
        at=at,
        title=title,
    )


@transaction.atomic
def keep_section(*, section_id: int, by: User, at: datetime, title: str = "") -> DraftSection:
    """Say that what people wrote stays, having seen what the system would write now: the section asks no more."""
    report_id = DraftSection.objects.values_list("report_id", flat=True).filter(pk=section_id).first()
    if report_id is None:
        raise Refusal("Bagian ini tidak ada lagi karena draft disusun ulang. Muat ulang halaman.")
    Report.objects.select_for_update().get(pk=report_id)
    section = DraftSection.objects.get(pk=section_id)
    if section.has_news:
        section.has_news = False
        section.save(update_fields=["has_news"])
        audit.record(
            stream=f"laporan:{report_id}", act="tulisan sendiri dipertahankan", by=by, at=at, title=title,
            detail={"bagian": section.key},
        )  # fmt: skip
    return section


def missing_for_submit(report: Report) -> list[str]:
    """What the draft still lacks, as sentences; none = ready."""
    return [gap.sentence for gap in gaps(report) if gap.blocks]


@transaction.atomic
def submit(*, report: Report, note: str, by: User, at: datetime, title: str) -> Version:
    """Freeze the draft as the next version, with a SHA-256 over its HTML and its analysis. A version never changes."""
    locked = Report.objects.select_for_update().get(pk=report.pk)
    if missing := missing_for_submit(locked):
        raise Refusal("Draft belum dapat diajukan. " + " ".join(missing))
    analysis = latest(locked)
    assert analysis is not None  # missing_for_submit asks for it
    html = draft_html(locked.sections.all(), read(analysis.data))
    number = (locked.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = Version.objects.create(
        report=locked, number=number, analysis=analysis, html=html, sha256=version_digest(html, analysis.sha256),
        note=note, created_at=at, created_by=by, created_title=title,
    )  # fmt: skip
    audit.record(
        stream=f"laporan:{locked.pk}", act="versi diajukan", by=by, at=at, title=title,
        detail={"versi": number, "sha256": version.sha256},
    )  # fmt: skip
    from reports.document_services import request_document

    request_document(key=f"versi:{version.pk}", title=f"{locked.title}, draft versi {number}", at=at)
    return version


def version_digest(html: str, analysis_sha256: str) -> str:
    """SHA-256 over the version's HTML and the hash of the analysis it rests on."""
    return hashlib.sha256(f"{analysis_sha256}\n{html}".encode()).hexdigest()


def newest(report: Report) -> Version | None:
    """The version that is corrected and sealed now."""
    return report.versions.order_by("-number").first()


__all__ = [
    "generate",
    "keep_section",
    "missing_for_submit",
    "newest",
    "restore_section",
    "save_section",
    "submit",
    "version_digest",
]
