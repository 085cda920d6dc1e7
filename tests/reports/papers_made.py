"""Every paper the program produces, as one table: add a line here and the paper is held to PDF/A-3a, PDF/UA-1 and its
approved page images.

A maker gets the office and a moment and gives the bytes of the PDF. What stands on it must not depend on the time of day,
nor on anything random: the pictures of its pages are compared with approved ones.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from reports.distribution.models import Copy
from reports.documents import Document
from reports.signing.models import Backend, SignedPaper
from tests.factories import Office
from tests.reports import paper_data

Made = Callable[[Office, datetime], bytes]


def stored(document: Document | None) -> bytes:
    """The bytes of a finished document."""
    assert document is not None
    with document.file.open("rb") as stream:
        return bytes(stream.read())


def draft(office: Office, at: datetime) -> bytes:
    version = paper_data.submitted(office, at)
    return stored(paper_data.render(Document.objects.get(key=f"versi:{version.pk}"), at))


def to_sign(office: Office, at: datetime) -> bytes:
    return stored(paper_data.prepared(office, at).document)


def signed_otherwise(backend: Backend) -> Made:
    """The paper as it is made for BSrE or for a signature by hand; its token is fixed, the QR code is part of the picture."""

    def made(office: Office, at: datetime) -> bytes:
        from reports.papers import signing_pdf

        paper = paper_data.prepared(office, at)
        SignedPaper.objects.filter(pk=paper.pk).update(backend=backend)
        return signing_pdf(paper.pk, lambda done, stage: None)

    return made


def signed(office: Office, at: datetime) -> bytes:
    with paper_data.signed(office, at).signed_file.open("rb") as stream:
        return bytes(stream.read())


def draft_on_f4(office: Office, at: datetime) -> bytes:
    from reports.letterhead import Letterhead, PaperSize

    assert Letterhead.objects.filter(is_active=True).update(paper_size=PaperSize.F4)
    return draft(office, at)


def covering_letter(office: Office, at: datetime, *, is_signed: bool = False) -> bytes:
    """The surat pengantar as it lies before the signer, or as it was signed together with the report."""
    from reports.signing.models import PaperKind

    content = {
        "kepada": ["Kepala Bappelitbangda Kabupaten Luwu Timur", "Kepala Bagian Organisasi"], "tempat": "Malili",
        "baris": [
            {"naskah": "Laporan Data Kinerja Triwulan III Tahun 2026", "banyaknya": "1 (satu) berkas",
             "keterangan": "Disampaikan dengan hormat untuk dipergunakan sebagaimana mestinya."}
        ],
    }  # fmt: skip
    paper = paper_data.prepared(office, at, pengantar=content)
    letter = SignedPaper.objects.filter(report=paper.report, kind=PaperKind.PENGANTAR)
    if not is_signed:
        return stored(letter.get().document)
    paper_data.press(paper, office, at)
    with letter.get().signed_file.open("rb") as stream:
        return bytes(stream.read())


def signed_covering_letter(office: Office, at: datetime) -> bytes:
    return covering_letter(office, at, is_signed=True)


def destruction_record(office: Office, at: datetime) -> bytes:
    """The berita acara of two files whose time was over."""
    from datetime import timedelta

    from tests.workflow.perjalanan import Journey
    from workflow.archive import destruction
    from workflow.archive.models import Retention
    from workflow.sop import Action

    for number in ("1/A", "2/B"):
        Journey(office, at, number=number).act(Action.CUKUP_DIKETAHUI, office.kadis, {"note": "Cukup."})
    Retention.objects.update(fate="musnah")
    later = at + timedelta(days=365 * 8)
    made = destruction.propose(
        retention_ids=list(Retention.objects.values_list("pk", flat=True)), reason="JRA Kabupaten", by=office.kasubag, at=later
    )  # fmt: skip
    destruction.decide(
        proposal_id=made.pk, approve=True, number="000.5/7/DIKBUD/2034", note="", by=office.kadis, at=later
    )
    return stored(paper_data.render(Document.objects.get(key=f"musnah:{made.pk}"), later))


def sop(size: str) -> Made:
    def made(office: Office, at: datetime) -> bytes:
        from workflow import sop_paper
        from workflow.editions import current_edition

        return stored(
            paper_data.render(sop_paper.request_paper(edition=current_edition(), paper=size, at=at), at)
        )

    return made


def agenda(office: Office, at: datetime) -> bytes:
    from datetime import timedelta

    from accounts.posts import Desk
    from tests.workflow.perjalanan import register_letter
    from workflow.register_export import request_paper
    from workflow.register_filter import BookFilter

    for number in range(12):
        register_letter(office, at - timedelta(days=3), number=f"050/{number}/BAPPELITBANGDA/2026")
    desk = Desk(office.penerima_surat, at)
    return stored(paper_data.render(request_paper(desk=desk, wanted=BookFilter.read({}), at=at), at))


def scorecard(office: Office, at: datetime) -> bytes:
    """Twelve finished cases, four of them sent back, step 2 often late."""
    from datetime import timedelta

    from accounts.calendar import office_calendar
    from accounts.posts import Desk
    from tests.workflow.riwayat import SENT_BACK, WHOLE, travelled
    from workflow.scorecard import paper
    from workflow.scorecard.spans import Span
    from workflow.sop import Step
    from workflow.visits import Outcome

    begun = at - timedelta(days=21)
    for number in range(12):
        plan = [*(SENT_BACK if number % 3 == 0 else WHOLE)]
        plan[1] = (Step.FORMAT, 300 + 60 * number, Outcome.SELESAI)
        travelled(office, begun, f"{number}/A", plan, date=begun.date())
    travelled(office, begun, "20/B", date=begun.date(), plan=[*WHOLE[:2], (Step.PENGUMPULAN, 10, None)])
    desk, span = Desk(office.kasubag, at), Span.read({}, at)
    return stored(
        paper_data.render(paper.request_paper(desk=desk, span=span, calendar=office_calendar(), at=at), at)
    )


def recap(office: Office, at: datetime) -> bytes:
    """What the Sekretaris did in some weeks, partly as Plh. Kepala Dinas, with two notes."""
    from datetime import timedelta

    from accounts.calendar import office_calendar
    from accounts.posts import Desk
    from tests.workflow.riwayat import SENT_BACK, travelled
    from workflow.recap import notes, paper
    from workflow.scorecard.spans import Span
    from workflow.sop import Step
    from workflow.visits import StepRecord

    begun, office.sekretaris.name = at - timedelta(days=21), "SITTI RAHMA, S.Pd., M.M."
    office.sekretaris.nip = "197203151996032001"
    office.sekretaris.save()
    for number in range(6):
        travelled(office, begun, f"{number}/A", SENT_BACK, date=begun.date())
    acted = StepRecord.objects.filter(step=Step.TANDA_TANGAN).order_by("pk")[:2].values("pk")
    StepRecord.objects.filter(pk__in=list(acted.values_list("pk", flat=True))).update(
        finished_by=office.sekretaris, finished_title="Plh. Kepala Dinas", finished_mode="plh"
    )
    span = Span.read({"dari": "2026-07", "sampai": "2026-10"}, at)
    notes.write(
        person=office.sekretaris,
        span=span,
        by=office.sekretaris,
        at=at,
        text="Enam surat datang bersamaan pada 21 September.",
    )
    notes.write(
        person=office.sekretaris,
        span=span,
        by=office.kadis,
        at=at,
        text="Sesuai; dua laporan ditandatangani sebagai Plh. selama saya dinas luar.",
    )
    desk = Desk(office.kadis, at)
    return stored(
        paper_data.render(
            paper.request_paper(
                desk=desk, person=office.sekretaris, span=span, calendar=office_calendar(), at=at
            ),
            at,
        )
    )


def form_e81(size: str) -> Made:
    def made(office: Office, at: datetime) -> bytes:
        from accounts.posts import Desk
        from reports.e81 import paper
        from tests.reports import e81_data

        e81_data.work_out(office, at)
        desk = Desk(office.kasubag, at)
        return stored(
            paper_data.render(paper.request_paper(desk=desk, year=2026, through=3, paper=size, at=at), at)
        )

    return made


def disposition(office: Office, at: datetime) -> bytes:
    from reports.paper_html import DispositionSheet, disposition_html
    from reports.pdf import to_pdf

    sheet = DispositionSheet(
        agenda="392/2026", sender="Bappelitbangda Kabupaten Luwu Timur", number="000.7.2/518/BAPPELITBANGDA/2026",
        date="08-10-2026", received="12-10-2026 14.32", subject="Permintaan Data Capaian Renja s.d. Triwulan III",
        sifat=[("Sangat segera", False), ("Segera", True), ("Rahasia", False)],
        recipients=[("Kasubag Perencanaan", True), ("Sekretaris Dinas", True), ("Kepala Bidang Pembinaan SD", False)],
        instructions=[("Proses lebih lanjut", True), ("Tanggapan dan saran", False), ("Koordinasi/konfirmasi", False)],
        note="Gunakan data Triwulan III yang sedang berjalan.", title="KEPALA DINAS", mark="diparaf 12-10-2026 15.09",
        name="NAMA KEPALA DINAS, S.Pd., M.M.", pangkat="Pembina Utama Muda", nip="19700101 199501 1 001",
    )  # fmt: skip
    return to_pdf(disposition_html(sheet), identifier="disposisi:1")


def handed_out(office: Office, at: datetime) -> list[Copy]:
    """The signed report to SD and SMP, and three copies to whoever asked."""
    from reports.distribution import services
    from reports.distribution.planning import Recipient

    paper = paper_data.signed(office, at)
    return services.distribute(
        report=paper.report, by=office.staf_perencana, at=at,
        recipients=[Recipient(unit_id=office.sd.pk), Recipient(unit_id=office.smp.pk), Recipient(name="Bappelitbangda", quantity=3)],
    )  # fmt: skip


def delivery_sheet(office: Office, at: datetime) -> bytes:
    from reports.distribution import sheets

    copy = handed_out(office, at)[0]
    return stored(
        paper_data.render(sheets.request_sheet(report=copy.report, by=office.staf_perencana, at=at), at)
    )


def receipt(place: int) -> Made:
    """The tanda terima of a unit (0) or of a recipient outside (2)."""

    def made(office: Office, at: datetime) -> bytes:
        from reports.distribution import services, sheets

        copy = handed_out(office, at)[place]
        who = office.staf_perencana if copy.unit is None else office.kabid_sd
        services.confirm_receipt(
            copy=copy, by=who, at=at, name="SITTI RAHMA", title="Kepala Bidang Pembinaan SD"
        )
        copy.refresh_from_db()
        return stored(paper_data.render(sheets.request_receipt(copy=copy, at=at), at))

    return made


PAPERS: Final[dict[str, Made]] = {
    "draft-laporan": draft,
    "draft-laporan-f4": draft_on_f4,
    "laporan-untuk-ditandatangani": to_sign,
    "laporan-bertanda-tangan": signed,
    "laporan-untuk-bsre": signed_otherwise(Backend.BSRE),
    "laporan-untuk-tanda-tangan-basah": signed_otherwise(Backend.BASAH),
    "surat-pengantar": covering_letter,
    "surat-pengantar-bertanda-tangan": signed_covering_letter,
    "lembar-disposisi": disposition,
    "buku-agenda": agenda,
    "sop-f4": sop("f4"),
    "sop-a4": sop("a4"),
    "formulir-e81-f4": form_e81("f4"),
    "formulir-e81-a4": form_e81("a4"),
    "lembar-ekspedisi": delivery_sheet,
    "tanda-terima-unit": receipt(0),
    "tanda-terima-luar": receipt(2),
    "berita-acara-pemusnahan": destruction_record,
    "kinerja-sop": scorecard,
    "rekap-kerja": recap,
}
