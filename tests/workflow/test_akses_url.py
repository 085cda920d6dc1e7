"""Every address × every role × three cases: the expected answers are written out by hand, from product.md.

A new address that is missing here fails the test. And opening pages changes nothing: every table is compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import Absence, Message, PostOrder, User
from accounts.office import absences, stand_ins
from accounts.roles import Mode
from reports.collection.models import Evidence, RequestAttachment
from reports.documents import Document
from reports.drafting.models import DraftImage
from reports.indicators.exchange.services import stage
from reports.indicators.models import CatalogueImport, Format
from reports.models import ReportTemplate
from tests.factories import Office
from tests.reports.catalogue_data import sent, workbook
from tests.tabel import everything
from tests.workflow.perjalanan import Journey, standard_format
from workflow.case import ReportRequest
from workflow.letters import Sifat
from workflow.people.models import Handover
from workflow.sop import Action, Final, Step

pytestmark = pytest.mark.django_db

Klien = Callable[[User], Client]
ROLES = (
    "kadis", "sekretaris", "kasubag", "staf_perencana", "penerima_surat", "kabid_sd", "staf_sd", "kabid_smp",
    "kasubag_keuangan", "admin", "",
)  # fmt: skip
"""Columns of the tables below; "" is somebody who has not logged in. Kasubag Keuangan got none of the cases."""
CODES = {"2": 200, "3": 302, "4": 404, "5": 405}

# fmt: off
PAGES: dict[str, str] = {
    # the same for whatever case       kadis–staf perencana · penerima · unit SD, SMP · asing · admin · tamu
    "workflow:beranda":                "2222 2 222 2 2 3",
    "workflow:kasus":                  "2222 2 222 2 2 3",
    "workflow:arsip":                  "2222 2 222 2 2 3",
    "workflow:arsip-retensi":          "2222 4 444 4 4 3",
    "workflow:pengingat":              "2222 2 222 2 2 3",
    "workflow:sop":                    "2222 2 222 2 2 3",
    "workflow:sop-pdf":                "5555 5 555 5 5 5",
    "workflow:surat":                  "2222 2 444 4 4 3",
    "workflow:agenda-excel":           "2222 2 444 4 4 3",
    "workflow:agenda-pdf":             "5555 5 555 5 5 3",
    "workflow:surat-baru":             "4444 2 444 4 4 3",
    "workflow:format-daftar":         "4422 4 444 4 2 3",
    "workflow:format-baru":           "4424 4 444 4 2 3",
    "workflow:format-rinci":          "4422 4 444 4 2 3",
    "workflow:templat":                "4422 4 444 4 2 3",
    "workflow:templat-rinci":          "4422 4 444 4 2 3",
    "workflow:templat-pratinjau":      "4422 4 444 4 2 3",
    "pemberitahuan":                   "2222 2 222 2 2 3",
    "lonceng-jumlah":                  "2222 2 222 2 2 3",
    "lonceng-baca-semua":              "5555 5 555 5 5 3",
    "lonceng-baca":                    "5555 5 555 5 5 3",
    "workflow:ringkasan-pagi":         "2244 4 444 4 4 3",
    "saya-kalender":                   "5555 5 555 5 5 3",
    "pesan-keluar":                    "4444 4 444 4 2 3",
    "saya":                            "2222 2 222 2 2 3",
    "workflow:pejabat":                "2222 2 222 2 2 3",
    "workflow:pengganti-baru":         "4444 2 444 4 2 3",
    "workflow:pengganti":              "2444 2 442 4 2 3",
    "workflow:pengganti-akhiri":       "5555 5 555 5 5 5",
    "workflow:pengganti-sk":           "4444 4 444 4 4 3",
    "workflow:penyiap":                "2222 2 222 2 2 3",
    "workflow:penyiap-cabut":          "5555 5 555 5 5 5",
    "workflow:pegawai-keluar":         "4444 4 444 4 2 3",
    "workflow:serah-terima":           "4444 4 442 4 4 3",
    "workflow:cuti-baru":              "2222 2 222 2 2 3",
    "workflow:cuti":                   "4424 2 444 4 2 3",
    "workflow:cuti-plh":               "5555 5 555 5 5 5",
    "workflow:cuti-selesai":           "4424 2 444 4 2 3",
    "sertifikat":                      "2222 2 222 2 2 3",
    "saya-akhiri":                     "5555 5 555 5 5 3",
    "katalog":                         "4422 4 444 4 2 3",
    "katalog-ekspor":                  "4422 4 444 4 2 3",
    "katalog-templat":                 "4422 4 444 4 2 3",
    "katalog-impor":                   "4422 4 444 4 2 3",
    "sehat-hidup":                     "2222 2 222 2 2 2",
    "e81":                             "2222 4 444 4 4 3",
    "e81-excel":                       "2222 4 444 4 4 3",
    "e81-pdf":                         "5555 5 555 5 5 3",
    "workflow:kinerja":                "2222 4 444 4 4 3",
    "workflow:kinerja-excel":          "2222 4 444 4 4 3",
    "workflow:kinerja-pdf":            "5555 5 555 5 5 3",
    "workflow:kinerja-rinci":          "2222 4 444 4 4 3",
    "workflow:kinerja-andai":          "2222 4 444 4 4 3",
    "workflow:register":               "2222 4 444 4 4 3",
    "workflow:register-excel":         "2222 4 444 4 4 3",
    "workflow:rekap":                  "2223 3 232 3 2 3",
    "lambang":                         "4444 4 444 4 4 4",
}
CASE_PAGES: dict[str, tuple[str, str, str]] = {
    # address                 biasa, langkah 6      selesai              rahasia, langkah 3, isian SMP
    "workflow:kasus-rinci":    ("2222 4 222 4 4 3", "2222 4 222 4 4 3", "2422 4 442 4 4 3"),
    "workflow:garis-waktu":    ("2222 4 222 4 4 3", "2222 4 222 4 4 3", "2422 4 442 4 4 3"),
    "workflow:kasus-dilihat":  ("5555 5 555 5 5 5", "5555 5 555 5 5 5", "5555 5 555 5 5 5"),
    "workflow:waktu":          ("2222 4 444 4 4 3", "2222 4 444 4 4 3", "2422 4 444 4 4 3"),
    "workflow:ingatkan-lagi": ("3333 4 333 4 4 3", "3333 4 333 4 4 3", "3433 4 443 4 4 3"),
    "workflow:kasus-kabar":    ("2222 4 444 4 4 3", "2222 4 444 4 4 3", "2422 4 444 4 4 3"),
    "workflow:surat-rinci":    ("2222 2 222 4 4 3", "2222 2 222 4 4 3", "2422 2 444 4 4 3"),
    "workflow:surat-pindaian": ("2222 2 222 4 4 3", "2222 2 222 4 4 3", "2422 2 444 4 4 3"),
    "workflow:surat-halaman":  ("2222 2 222 4 4 3", "2222 2 222 4 4 3", "2422 2 444 4 4 3"),
    "workflow:disposisi":      ("3333 4 333 4 4 3", "3333 4 333 4 4 3", "3433 4 444 4 4 3"),
    "workflow:tarik-disposisi": ("3333 4 333 4 4 3", "3333 4 333 4 4 3", "3433 4 443 4 4 3"),
    "workflow:format":         ("3333 4 444 4 4 3", "3333 4 444 4 4 3", "3433 4 444 4 4 3"),
    "workflow:pengumpulan":    ("2222 4 444 4 4 3", "2222 4 444 4 4 3", "2422 4 444 4 4 3"),
    "workflow:ingatkan":       ("5555 5 555 5 5 5", "5555 5 555 5 5 5", "5555 5 555 5 5 5"),
    "workflow:susulan":        ("5555 5 555 5 5 5", "5555 5 555 5 5 5", "5555 5 555 5 5 5"),
    "workflow:tugaskan":       ("4444 4 444 4 4 3", "4444 4 444 4 4 3", "4424 4 444 4 4 3"),
    "workflow:siapkan":        ("4444 4 444 4 4 3", "4444 4 444 4 4 3", "4444 4 444 4 4 3"),
    "workflow:siapan-buang":   ("5555 5 555 5 5 5", "5555 5 555 5 5 5", "5555 5 555 5 5 5"),
    "workflow:analisis":       ("2222 4 444 4 4 3", "2222 4 444 4 4 3", "2422 4 444 4 4 3"),
    "workflow:batalkan":       ("2333 4 333 4 4 3", "3333 4 333 4 4 3", "2433 4 443 4 4 3"),
    "workflow:draft":          ("2222 4 444 4 4 3", "2222 4 444 4 4 3", "2422 4 444 4 4 3"),
    "workflow:draft-susun":    ("5555 5 555 5 5 5", "5555 5 555 5 5 5", "5555 5 555 5 5 5"),
    "workflow:draft-bagian":   ("5555 5 555 5 5 5", "5555 5 555 5 5 5", "5555 5 555 5 5 5"),
    "workflow:draft-hadir":   ("5555 5 555 5 5 5", "5555 5 555 5 5 5", "5555 5 555 5 5 5"),
    "workflow:draft-angka":   ("2222 4 444 4 4 3", "2222 4 444 4 4 3", "4444 4 444 4 4 3"),
    "workflow:draft-gambar":  ("5555 5 555 5 5 5", "5555 5 555 5 5 5", "5555 5 555 5 5 5"),
    "gambar-draft":            ("2222 4 444 4 4 3", "2222 4 444 4 4 3", "2422 4 444 4 4 3"),
    "workflow:draft-pratinjau": ("2222 4 444 4 4 3", "2222 4 444 4 4 3", "4444 4 444 4 4 3"),
    "workflow:buka-analisis":  ("2222 4 444 4 4 3", "2222 4 444 4 4 3", "2422 4 444 4 4 3"),
    "workflow:angka":          ("2222 4 444 4 4 3", "2222 4 444 4 4 3", "4444 4 444 4 4 3"),
    "workflow:koreksi":        ("2222 4 444 4 4 3", "2222 4 444 4 4 3", "4444 4 444 4 4 3"),
    "workflow:koreksi-dibaca": ("5555 5 555 5 5 5", "5555 5 555 5 5 5", "5555 5 555 5 5 5"),
    "workflow:catatan-baru":   ("5555 5 555 5 5 5", "5555 5 555 5 5 5", "5555 5 555 5 5 5"),
    "workflow:catatan":        ("5555 5 555 5 5 5", "5555 5 555 5 5 5", "5555 5 555 5 5 5"),
    "workflow:koreksi-sendiri": ("2222 4 444 4 4 3", "3333 4 444 4 4 3", "3433 4 444 4 4 3"),
    "workflow:kembalikan":     ("2222 4 444 4 4 3", "3333 4 444 4 4 3", "3433 4 444 4 4 3"),
    "workflow:tanda-tangan":   ("2222 4 444 4 4 3", "2222 4 444 4 4 3", "4444 4 444 4 4 3"),
    "workflow:naskah":         ("5555 5 555 5 5 5", "5555 5 555 5 5 5", "5555 5 555 5 5 5"),
    "workflow:penerima":       ("5555 5 555 5 5 5", "5555 5 555 5 5 5", "5555 5 555 5 5 5"),
    "workflow:status-bsre":    ("5555 5 555 5 5 5", "5555 5 555 5 5 5", "5555 5 555 5 5 5"),
    "workflow:hasil-bsre":     ("5555 5 555 5 5 5", "5555 5 555 5 5 5", "5555 5 555 5 5 5"),
    "workflow:basah-unggah":   ("5555 5 555 5 5 5", "5555 5 555 5 5 5", "5555 5 555 5 5 5"),
    "workflow:basah-cocokkan": ("3333 4 444 4 4 3", "3333 4 444 4 4 3", "3433 4 444 4 4 3"),
    "workflow:basah-halaman": ("4444 4 444 4 4 3", "4444 4 444 4 4 3", "4444 4 444 4 4 3"),
    "workflow:basah-pindaian": ("4444 4 444 4 4 3", "4444 4 444 4 4 3", "4444 4 444 4 4 3"),
    "workflow:cabut-laporan": ("3333 4 333 4 4 3", "2333 4 333 4 4 3", "3433 4 443 4 4 3"),
    "workflow:penggandaan":    ("2222 4 444 4 4 3", "2222 4 444 4 4 3", "2422 4 444 4 4 3"),
    "isian":                   ("2222 4 224 4 4 3", "2222 4 224 4 4 3", "2422 4 442 4 4 3"),
    "isian-perubahan":         ("2222 4 224 4 4 3", "2222 4 224 4 4 3", "2422 4 442 4 4 3"),
    "isian-sel":               ("5555 5 555 5 5 5", "5555 5 555 5 5 5", "5555 5 555 5 5 5"),
    "isian-sel-rinci":         ("2222 4 224 4 4 3", "2222 4 224 4 4 3", "2422 4 442 4 4 3"),
    "isian-bagi":              ("2222 4 224 4 4 3", "2222 4 224 4 4 3", "2422 4 442 4 4 3"),
    "isian-tugaskan":          ("4444 4 444 4 4 3", "4444 4 444 4 4 3", "4444 4 442 4 4 3"),
    "isian-teruskan":          ("3333 4 334 4 4 3", "3333 4 334 4 4 3", "3433 4 443 4 4 3"),
    "isian-catatan-jawab":     ("5555 5 555 5 5 5", "5555 5 555 5 5 5", "5555 5 555 5 5 5"),
    "isian-excel":             ("4444 4 444 4 4 3", "4444 4 444 4 4 3", "4444 4 442 4 4 3"),
    "isian-excel-unduh":       ("4444 4 444 4 4 3", "4444 4 444 4 4 3", "4444 4 442 4 4 3"),
    "isian-excel-beda":        ("4444 4 444 4 4 3", "4444 4 444 4 4 3", "4444 4 444 4 4 3"),
    "isian-bukti":             ("2222 4 224 4 4 3", "2222 4 224 4 4 3", "2422 4 442 4 4 3"),
    "lampiran-permintaan":     ("2222 4 222 4 4 3", "2222 4 222 4 4 3", "2422 4 442 4 4 3"),
    "isian-bukti-hapus":       ("5555 5 555 5 5 3", "5555 5 555 5 5 3", "5555 5 555 5 5 3"),
    "laporan-unduh":           ("4444 4 444 4 4 3", "2222 4 222 4 4 3", "4444 4 444 4 4 3"),
    "analisis-unduh":          ("2222 4 444 4 4 3", "2222 4 444 4 4 3", "4444 4 444 4 4 3"),
    "dokumen-berkas":          ("4444 4 444 4 4 3", "2222 4 444 4 4 3", "4444 4 444 4 4 3"),
    "dokumen":                 ("2222 4 444 4 4 3", "2222 4 444 4 4 3", "2422 2 444 4 4 3"),
    "dokumen-halaman":         ("4444 4 444 4 4 3", "2222 4 444 4 4 3", "4444 4 444 4 4 3"),
    "dokumen-coba-lagi":       ("5555 5 555 5 5 3", "5555 5 555 5 5 3", "5555 5 555 5 5 3"),
    "salinan":                 ("", "2222 4 224 4 4 3", ""),
    "salinan-halaman":         ("", "2222 4 224 4 4 3", ""),
    "salinan-dibuka":          ("", "5555 5 555 5 5 3", ""),
    "salinan-terima":          ("", "5555 5 555 5 5 3", ""),
    "salinan-kirim":           ("", "5555 5 555 5 5 3", ""),
    "salinan-ingatkan":        ("", "5555 5 555 5 5 3", ""),
    "salinan-tanda-terima":    ("", "5555 5 555 5 5 3", ""),
    "ekspedisi":               ("5555 5 555 5 5 3", "5555 5 555 5 5 3", "5555 5 555 5 5 3"),
    "penerima-ingatkan":       ("5555 5 555 5 5 3", "5555 5 555 5 5 3", "5555 5 555 5 5 3"),
    "pengantar-unduh":         ("4444 4 444 4 4 3", "4444 4 444 4 4 3", "4444 4 444 4 4 3"),
}
"""`isian` is the one of SD (rahasia: of SMP); `dokumen` the newest paper (rahasia: the lembar disposisi)."""
ELSEWHERE = {
    **dict.fromkeys(
        ("workflow:rekap-orang", "workflow:rekap-keterangan", "workflow:rekap-excel", "workflow:rekap-pdf"),
        "tests/workflow/test_rekap.py, every role at every other's recap",
    ),
    "workflow:arsip-pemusnahan": "tests/workflow/test_retensi.py, a proposal is seen by who may open every case on it",
    "workflow:kalender": "tests/workflow/test_kalender.py, opened by its token alone",
    "workflow:kalender-kantor": "tests/workflow/test_kalender.py, opened by its token alone",
    "verifikasi": "tests/reports/test_verification.py, open to everybody",
    "sehat-siap": "tests/sistem/test_sehat.py, open to the supervisor",
    None: "robots.txt and the two closed allauth pages, tests/accounts/test_login.py",
}
# fmt: on


def world(office: Office, start: datetime) -> dict[str, ReportRequest]:
    """biasa: waits at step 6; selesai: signed and handed out; rahasia: waits at step 3, told to the Kasubag alone."""
    day = {"date": start.date() - timedelta(days=3)}
    ordinary = Journey(office, start, number="1/BIASA", **day).to(Step.PARAF_KASUBAG)
    finished = Journey(office, start, number="2/SELESAI", **day).to(Final.SELESAI)
    secret = Journey(office, start, number="3/RAHASIA", sifat=Sifat.RAHASIA, **day)
    secret.act(
        Action.DISPOSISIKAN, office.kadis, {"recipients": [office.perencanaan.pk], "instructions": ["proses"]}
    )
    form = standard_format(office, secret.case.period)
    secret.act(
        Action.SAMPAIKAN_FORMAT, office.kasubag,
        {"format": form.pk, "units": [office.smp.pk], "readers": [office.staf_perencana.pk]},
    )  # fmt: skip
    return {"biasa": ordinary.case, "selesai": finished.case, "rahasia": secret.case}


@pytest.fixture
def cases(office: Office) -> dict[str, ReportRequest]:
    # from nine in the morning: a paper prepared before midnight cannot be signed after it
    made = world(office, (timezone.localtime() - timedelta(days=3)).replace(hour=9))
    for name, case in made.items():
        submission = _submission(office, name, case)
        cell = submission.cells.order_by("pk").first()
        assert cell is not None
        DraftImage.objects.create(
            report=submission.report, file=SimpleUploadedFile("foto.png", b"png"), mime="image/png", width=1, height=1,
            added_at=timezone.now(), added_by=office.staf_perencana,
        )  # fmt: skip
        Evidence.objects.create(
            cell=cell, file=SimpleUploadedFile("bukti.pdf", b"%PDF-1.4 x %%EOF"), name="bukti.pdf", mime="application/pdf",
            size=16, added_at=timezone.now(), added_by=office.staf_sd,
        )  # fmt: skip
        RequestAttachment.objects.create(
            report=submission.report, file=SimpleUploadedFile("format.pdf", b"%PDF-1.4 x %%EOF"), name="format.pdf",
            mime="application/pdf", size=16, added_at=timezone.now(), added_by=office.kasubag,
        )  # fmt: skip
    return made


@pytest.fixture
def clients(office: Office, klien: Klien) -> dict[str, Client]:
    return {role: klien(getattr(office, role)) if role else Client() for role in ROLES}


def _submission(office: Office, name: str, case: ReportRequest) -> Any:
    assert case.report is not None
    return case.report.submissions.get(unit=office.smp if name == "rahasia" else office.sd)


def address(office: Office, name: str, case_name: str, case: ReportRequest) -> str:
    """Where `name` leads for this case."""
    assert case.report is not None
    if name.startswith("workflow:surat-"):
        return reverse(name, args=[case.letter.pk, *([1] if name.endswith("halaman") else [])])
    if name == "workflow:draft-bagian":
        section = case.report.sections.first()
        return reverse(name, args=[case.pk, section.pk if section else 1])
    if name == "workflow:basah-halaman":
        return reverse(name, args=[case.pk, 1, 1])
    if name in ("workflow:basah-pindaian", "workflow:catatan", "workflow:siapan-buang"):
        return reverse(name, args=[case.pk, 1])
    if name == "workflow:angka":
        return reverse(name, args=[case.pk]) + "?ref=rata:kantor"
    if name.startswith("workflow:"):
        return reverse(name, args=[case.pk])
    if name.startswith("isian"):
        submission = _submission(office, case_name, case)
        cell = submission.cells.order_by("pk").first()
        evidence = cell.evidence.first()
        rest = {
            "isian": [],
            "isian-perubahan": [],
            "isian-bagi": [],
            "isian-tugaskan": [],
            "isian-teruskan": [],
            "isian-excel": [],
            "isian-excel-unduh": [],
            "isian-excel-beda": [1],
            "isian-sel": [cell.pk],
            "isian-sel-rinci": [cell.pk],
        }.get(name, [evidence.pk])
        return reverse(name, args=[submission.pk, *rest])
    if name == "lampiran-permintaan":
        return reverse(name, args=[case.report.attachments.get().pk])
    if name == "gambar-draft":
        return reverse(name, args=[case.report.images.get().pk])
    if name in ("laporan-unduh", "pengantar-unduh", "ekspedisi", "penerima-ingatkan"):
        return reverse(name, args=[case.report.pk])
    if name == "analisis-unduh":
        frozen = case.report.analyses.first()
        return reverse(name, args=[frozen.pk if frozen else 1, "json" if frozen else "exe"])
    if name.startswith("salinan"):
        copy = case.report.copies.get(unit=office.sd)
        return reverse(name, args=[copy.pk, *([1] if name.endswith("halaman") else [])])
    keys = [f"naskah:{paper.pk}" for paper in case.report.papers.all()]
    keys += [f"versi:{version.pk}" for version in case.report.versions.all()]
    keys += [f"disposisi:{sheet.pk}" for sheet in case.dispositions.all()]
    document = next(
        Document.objects.get(key=key) for key in keys if Document.objects.filter(key=key).exists()
    )
    return reverse(name, args=[document.pk, *([1, 780] if name == "dokumen-halaman" else [])])


def an_import(office: Office) -> None:
    rows = {"Indikator": (("Kode", "Indikator", "Satuan", "Unit"), ("B-1", "Baru", "persen", "SD"))}
    stage(file=sent(workbook(rows)), by=office.kasubag, at=timezone.now())


def people_come_and_go(office: Office) -> None:
    """The Kasubag is away; a Plh. of bidang SD, entered without a scan."""
    today = timezone.localdate()
    absences.record_absence(
        person=office.kasubag, kind="cuti", start=today, end=today, letter_number="", by=office.kasubag, at=timezone.now()
    )  # fmt: skip
    stand_ins.appoint(
        person=office.kasi_smp, unit=office.smp, mode=Mode.PLH, start=today + timedelta(days=1),
        end=today + timedelta(days=1), sk_number="1", by=office.admin, at=timezone.now(),
    )  # fmt: skip


def a_handover(office: Office) -> None:
    made = Handover.objects.create(
        unit=office.smp, role="kepala_bidang", title="Kepala Bidang", at=timezone.now()
    )
    made.gave.set([office.kabid_smp])


def plain_address(office: Office, name: str) -> str:
    order, absence = PostOrder.objects.first(), Absence.objects.first()
    if order is not None and absence is not None and name == "workflow:cuti-plh":
        return reverse(name, args=[absence.pk, order.assignment_id])
    args = {
        "workflow:pengganti": [order and order.assignment],
        "workflow:pengganti-akhiri": [order and order.assignment],
        "workflow:pengganti-sk": [order and order.assignment],
        "workflow:penyiap-cabut": [None],
        "workflow:pegawai-keluar": [office.kasi_sd],
        "workflow:serah-terima": [Handover.objects.first()],
        "workflow:cuti": [absence],
        "workflow:cuti-selesai": [absence],
        "lonceng-baca": [Message.objects.order_by("pk").first()],
        "saya-akhiri": [office.kadis.assignments.first()],
        "workflow:format-rinci": [Format.objects.first()],
        "katalog-impor": [CatalogueImport.objects.first()],
        "workflow:templat-rinci": [ReportTemplate.objects.first()],
        "workflow:templat-pratinjau": [ReportTemplate.objects.first()],
    }
    queries = {"workflow:kinerja-rinci": "?apa=selesai"}
    return reverse(name, args=[thing.pk if thing else 1 for thing in args.get(name, [])]) + queries.get(
        name, ""
    )


def names(resolver: URLResolver, space: str = "") -> Iterator[str | None]:
    """The names of every address of ours; the admin and allauth have their own tests below."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{space}{entry.name}" if entry.name else None
        elif str(entry.pattern) not in ("pengelola/", "akun/"):
            yield from names(entry, f"{entry.namespace}:" if entry.namespace else space)


def test_every_address_is_in_the_tables() -> None:
    known = set(PAGES) | set(CASE_PAGES) | set(ELSEWHERE)
    assert set(names(get_resolver())) == known


def answers(row: str) -> dict[str, int]:
    codes = row.replace(" ", "")
    assert len(codes) == len(ROLES), row
    return dict(zip(ROLES, (CODES[code] for code in codes), strict=True))


def test_each_role_gets_the_answers_of_the_table_and_looking_changes_nothing(
    office: Office, cases: dict[str, ReportRequest], clients: dict[str, Client]
) -> None:
    an_import(office)
    people_come_and_go(office)
    a_handover(office)
    before, wrong = everything(), []
    paths = {plain_address(office, name): row for name, row in PAGES.items()}
    for name, rows in CASE_PAGES.items():
        for row, (case_name, case) in zip(rows, cases.items(), strict=True):
            if row:
                paths[address(office, name, case_name, case)] = row
    for path, row in paths.items():
        for role, expected in answers(row).items():
            response = clients[role].get(path)
            if response.status_code != expected:
                wrong.append(f"{path} as {role or 'tamu'}: {response.status_code}, not {expected}")
            if response.status_code == 302 and not role:
                assert response["Location"].startswith("/akun/login/"), path
    assert wrong == []
    after = everything()
    assert [table for table in before if before[table] != after[table]] == []


def test_whoever_has_no_business_there_changes_nothing_by_posting(
    office: Office, cases: dict[str, ReportRequest], clients: dict[str, Client]
) -> None:
    """Every address, with a body that would be right for the right person."""
    before = everything()
    for name in CASE_PAGES:
        for case_name, case in cases.items():
            if name.startswith("salinan") and case_name != "selesai":
                continue
            path = address(office, name, case_name, case)
            visit = case.visits.order_by("-pk").first()
            assert visit is not None
            version = case.report.versions.order_by("-number").first() if case.report else None
            body = {
                "kunjungan": visit.pk, "note": "x", "recipients": [office.perencanaan.pk], "units": [office.smp.pk],
                "sha256": version.sha256 if version else "", "alasan": "x", "catatan": "x", "jawaban": "nihil",
            }  # fmt: skip
            for role in ("kasubag_keuangan", "penerima_surat", "admin", ""):
                if name == "dokumen-coba-lagi" and role == "penerima_surat":
                    continue
                code = clients[role].post(path, body).status_code
                if name == "isian-sel" and not role:
                    continue  # htmx shows "Sesi berakhir" in the cell's place; what was typed stays (table below)
                assert code in {302, 403, 404, 405}, f"{path} as {role or 'tamu'}: {code}"
                assert code != 302 or not role, f"{path} answered {role} as if it had been done"
    after = everything()
    assert [table for table in before if before[table] != after[table]] == []


def test_the_admin_pages_are_for_the_office_admin_only(office: Office, clients: dict[str, Client]) -> None:
    from django.contrib import admin

    for model in admin.site._registry:
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for role, client in clients.items():
            code = client.get(path).status_code
            assert (code == 200) == (role == "admin") or (role == "admin" and code == 403), (
                f"{path} as {role}: {code}"
            )
            assert code in {200, 302, 403}
    assert clients["admin"].get("/pengelola/").status_code == 200


@pytest.mark.parametrize(
    "name",
    ["kasus-rinci", "disposisi", "format", "pengumpulan", "analisis", "draft", "koreksi", "tanda-tangan"],
)
def test_a_case_that_does_not_exist_answers_like_one_that_is_not_yours(
    name: str, office: Office, clients: dict[str, Client]
) -> None:
    assert clients["kadis"].get(reverse(f"workflow:{name}", args=[987654])).status_code == 404
    huge = reverse(f"workflow:{name}", args=[10**30])
    assert clients["kadis"].get(huge).status_code == 404, "a number no database can hold is no crash"
