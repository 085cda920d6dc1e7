"""Every page of every role: nothing for axe to find, nothing in the console, no sideways scrolling on a phone.

Each page is loaded once and looked at in every width and theme. With --panjang also at 320 and 640 px.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import Delivery, Message
from accounts.office import absences, stand_ins
from accounts.office.aides import appoint_aide
from accounts.roles import Mode
from reports.collection import services as collection
from reports.document_services import render_document
from reports.documents import Document
from reports.indicators.exchange.services import stage
from reports.indicators.models import CatalogueImport, Format
from reports.letterhead import Fate
from reports.models import ReportTemplate
from reports.report import Report
from reports.signing import wet
from reports.signing.models import SignedPaper
from tests.browser.conftest import Seat, SitDown
from tests.factories import Office
from tests.reports.catalogue_data import Rows, sent, workbook
from tests.workflow.perjalanan import Journey, give_certificate
from workflow import reminders, signing, writing
from workflow.archive import destruction
from workflow.archive.models import DestructionProposal, Retention
from workflow.case import ReportRequest
from workflow.editions import SopEdition
from workflow.letters import Sifat
from workflow.revising import draft_revision
from workflow.sop import Action, Final, Step

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
LOOKS = [(1280, "light"), (390, "dark")]
if os.environ.get("UJI_PANJANG"):
    LOOKS += [(320, "light"), (320, "dark"), (640, "light"), (1280, "dark"), (390, "light")]


CATALOGUES: tuple[Rows, ...] = (
    (("Kode", "Indikator", "Satuan", "Unit"), ("B-1", "Angka Putus Sekolah", "persen", "SD")),
    (("Kode", "Arah", "Bobot"), ("B-1", "ke samping", "berat")),
)
"""An import that can be applied, and one with cells to mend."""


@dataclass
class World:
    """A case at every step, with what makes each page as full as it gets."""

    office: Office
    cases: dict[str, ReportRequest]

    def case(self, name: str, page: str = "kasus-rinci", query: str = "") -> str:
        return reverse(f"workflow:{page}", args=[self.cases[name].pk]) + query

    def letter(self, name: str, page: str = "surat-rinci") -> str:
        return reverse(f"workflow:{page}", args=[self.cases[name].letter.pk])

    def isian(self, name: str, unit: str, page: str = "isian") -> str:
        submission = self.report(name).submissions.get(unit=getattr(self.office, unit))  # type: ignore[attr-defined]
        cell = submission.cells.order_by("order").first()
        whole = page in ("isian", "isian-bagi", "isian-teruskan", "isian-tugaskan")
        return reverse(page, args=[submission.pk, *([] if whole else [cell.pk])])

    def report(self, name: str) -> Report:
        report = self.cases[name].report
        assert report is not None
        return report


@pytest.fixture
def world(office: Office) -> World:
    # from nine in the morning: a paper prepared before midnight cannot be signed after it
    start = (timezone.localtime() - timedelta(days=3)).replace(hour=9)
    day = (start - timedelta(days=2)).date()
    give_certificate(office.kadis, start)
    journeys: dict[str, Journey] = {}
    for number, step in enumerate([*Step, Final.SELESAI], start=1):
        journeys[step.value] = Journey(office, start, number=f"000.8/{number}/ORG", date=day).to(step)
    secret = Journey(office, start, number="000.8/99/ORG", date=day, sifat=Sifat.RAHASIA)
    journeys["rahasia"] = secret.to(Step.FORMAT)

    gathering = journeys["pengumpulan"]
    for unit in ("sd", "smp"):
        gathering.fill_and_send(unit)
    returned = gathering.submission("sd")
    collection.return_to_unit(
        submission=returned, note="Periksa angka APM.", by=office.staf_perencana, at=gathering.tick(),
        remarks={returned.cells.first().pk: "Angka belum cocok dengan Dapodik."},
    )  # fmt: skip
    draft = journeys["draft"]
    writing.generate(
        case_id=draft.case.pk, visit_id=draft.visit.pk, by=office.staf_perencana, at=draft.tick()
    )
    twice = journeys["paraf_sekretaris"]
    twice.act(Action.KEMBALIKAN_DRAFT, office.sekretaris, {"note": "Sebutkan dasar target di BAB II."})
    section = twice.report.sections.exclude(text="").first()  # type: ignore[attr-defined]
    writing.save(
        case_id=twice.case.pk, visit_id=twice.visit.pk, by=office.staf_perencana, at=twice.tick(),
        typed=writing.Typed(section.pk, section.text + "<p>Dasar target: Renstra 2021–2026.</p>", section.version),
    )  # fmt: skip
    twice.to(Step.PARAF_SEKRETARIS)
    ready = journeys["tanda_tangan"]
    now = timezone.now()
    paper = signing.prepare(case_id=ready.case.pk, visit_id=ready.visit.pk, by=office.kadis, at=now)
    assert paper.document is not None
    assert render_document(pk=paper.document.pk, clock=timezone.now)
    journeys["pena"] = signed_by_hand(
        Journey(office, start, number="000.8/77/ORG", date=day).to(Step.TANDA_TANGAN), now
    )
    for rows in CATALOGUES:
        stage(file=sent(workbook({"Indikator": rows})), by=office.kasubag, at=now)
    reminders.run(start)
    assert Message.objects.exists()
    failed = Delivery.objects.order_by("pk").values_list("pk", flat=True)[:3]
    Delivery.objects.filter(pk__in=list(failed)).update(
        state=Delivery.State.FAILED, fault=Delivery.Fault.ALAMAT, error="SMTP 550"
    )
    return World(
        office, {name: ReportRequest.objects.get(pk=journey.case.pk) for name, journey in journeys.items()}
    )


def signed_by_hand(journey: Journey, now: datetime) -> Journey:
    """Printed, signed with the pen, scanned by the Staf Perencana; waits for the second person."""
    office = journey.office
    paper = signing.prepare_by_hand(case_id=journey.case.pk, by=office.staf_perencana, at=now)
    assert paper.document is not None
    assert render_document(pk=paper.document.pk, clock=timezone.now)
    paper.refresh_from_db()
    paper.document.refresh_from_db()
    with paper.document.file.open("rb") as stream:
        scan = SimpleUploadedFile("pindaian.pdf", stream.read())
    wet.upload_all(
        files={paper: [scan]},
        signed_on=paper.paper_date,
        by=office.staf_perencana,
        title="Staf Perencana",
        at=now,
    )
    return journey


def draft_format() -> Format:
    """The next version of the format everybody was sent, with an extra column."""
    sent = Format.objects.get(version=1)
    made, is_new = Format.objects.get_or_create(name=sent.name, version=2, previous=sent, is_active=False)
    if is_new:
        for item in sent.items.all():
            made.items.create(indicator=item.indicator, unit=item.unit, order=item.order)
        made.columns.create(label="Sumber angka", kind="pilihan", choices="Dapodik\nEMIS")
    return made


def template() -> int:
    return ReportTemplate.objects.get(is_default=True).pk


def over_pages(world: World) -> list[str]:
    """The lists of files whose time is over, one of them put to the Kepala Dinas."""
    kept = Retention.objects.get(case=world.cases["selesai"])
    past = timezone.localdate() - timedelta(days=1)
    Retention.objects.filter(pk=kept.pk).update(kept_until=past, fate=Fate.MUSNAH)
    if not DestructionProposal.objects.exists():
        destruction.propose(retention_ids=[kept.pk], reason="JRA", by=world.office.kasubag, at=timezone.now())
    made = DestructionProposal.objects.get()
    return [reverse("workflow:arsip-retensi"), reverse("workflow:arsip-pemusnahan", args=[made.pk])]


def over_a_draft(world: World) -> list[str]:
    """The past replayed against a draft edition that changes a norm and an executor."""
    made = SopEdition.objects.filter(state=SopEdition.State.RANCANGAN).first()
    made = made or draft_revision(by=world.office.admin, at=timezone.now())
    made.rows.filter(step=Step.DISPOSISI).update(waktu="2 jam", pelaksana="sekretaris")
    return [f"/kinerja-sop/andai/?edisi={made.pk}"]


def of_leaders(world: World) -> dict[str, list[str]]:
    at = world.case
    return {
        "kadis": [
            "/", "/kasus/", "/kasus/?telat=on", "/arsip/", "/arsip/?cari=tidak-ada", "/arsip/?keadaan=semua&cari=data&jenis=surat", "/sop/", "/surat/?sifat=segera", "/lonceng/", "/saya/",
            "/ringkasan-pagi/", at("selesai", "kasus-kabar"),
            at("disposisi"), at("disposisi", "disposisi"), at("format", "tarik-disposisi"), at("draft", "batalkan"), at("selesai", "cabut-laporan"),
            at("tanda_tangan", "tanda-tangan"), at("tanda_tangan", "kembalikan"), at("tanda_tangan", "koreksi"),
            at("tanda_tangan", "koreksi-sendiri"),
            "/kinerja-sop/", "/kinerja-sop/?dari=2020-01&sampai=2020-02", "/kinerja-sop/rinci/?apa=selesai", "/register/", "/register/?cari=tidak-ada", "/kinerja-sop/rinci/?apa=unit",
            "/kinerja-sop/andai/?dari=2020-01&sampai=2020-02", *over_a_draft(world),
            at("selesai", "garis-waktu"), at("draft", "garis-waktu"),
            at("rahasia"), at("selesai"), at("penggandaan", "tanda-tangan"), reverse("sertifikat"), *over_pages(world),
        ],
        "sekretaris": [
            "/rekap/", reverse("workflow:rekap-orang", args=[world.office.kasubag.pk]),
            "/", at("analisis", "waktu"), at("paraf_sekretaris"), at("paraf_sekretaris", "koreksi"), at("paraf_sekretaris", "koreksi", "?lihat=semua"),
            at("paraf_sekretaris", "koreksi", "?lihat=pdf"), at("paraf_sekretaris", "koreksi", "?lihat=halaman"),
            at("paraf_sekretaris", "koreksi", "?lihat=semua&catat=p-ikhtisar-1"), at("paraf_sekretaris", "kembalikan"),
        ],
        "kasubag": [
            "/", at("analisis", "waktu"), at("format", "format"), "/format/", "/format/baru/", f"/format/{draft_format().pk}/",
            f"/format/{draft_format().previous_id}/", at("analisis"), at("analisis", "analisis"), at("paraf_kasubag", "koreksi"), at("draft", "tugaskan"),
            "/katalog/", *(reverse("katalog-impor", args=[one.pk]) for one in CatalogueImport.objects.all()),
            reverse("e81"), reverse("e81") + "?tahun=2019&sampai=4", at("pena", "tanda-tangan"), at("pena", "basah-cocokkan"),
            reverse("sertifikat"), "/templat/",
            *(reverse(f"workflow:{name}", args=[template()]) for name in ("templat-rinci", "templat-pratinjau")),
        ],
        "staf_perencana": [
            reverse("workflow:templat-rinci", args=[template()]),
            "/", at("pengumpulan"), at("pengumpulan", "pengumpulan"), world.isian("pengumpulan", "smp"),
            world.isian("pengumpulan", "paud"), at("draft", "draft"), at("draft", "draft-pratinjau"),
            at("draft", "buka-analisis"), at("penggandaan", "penggandaan"), at("selesai", "penggandaan"), at("draft", "penggandaan"),
            reverse("dokumen", args=[Document.objects.filter(key__startswith="versi:").latest("pk").pk]),
        ],
    }  # fmt: skip


def of_the_others(world: World) -> dict[str, list[str]]:
    token = SignedPaper.objects.get(
        state=SignedPaper.State.DITANDATANGANI, report=world.report("selesai")
    ).token
    return {
        "penerima_surat": [
            "/", "/surat/", "/surat/?cari=tidak-ada", "/surat/baru/", world.letter("disposisi"), *people_pages(world.office),
        ],
        "staf_sd": [
            "/", world.case("pengumpulan"), world.isian("pengumpulan", "sd"),
            world.isian("pengumpulan", "sd", "isian-sel-rinci"), f"{world.isian('pengumpulan', 'sd')}excel/",
        ],
        "kasi_sd": ["/"],
        "kabid_sd": [
            "/", "/kasus/", world.case("selesai"), world.isian("selesai", "sd"),
            reverse("salinan", args=[world.report("selesai").copies.get(unit=world.office.sd).pk]),
            world.isian("pengumpulan", "sd", "isian-bagi"),
        ],
        "kabid_paud": ["/", world.isian("pengumpulan", "paud"), world.isian("pengumpulan", "paud", "isian-tugaskan")],
        "kasubag_keuangan": ["/", "/kasus/", "/arsip/"],
        "admin": [
            "/", "/pengelola/", "/pengelola/accounts/assignment/", "/pengelola/accounts/assignment/add/",
            "/pengelola/accounts/user/add/", "/pengelola/accounts/holiday/", "/pengelola/accounts/officeprofile/",
            "/pengelola/accounts/emergencyclosing/", "/pengelola/accounts/emergencyclosing/add/",
            "/pengelola/workflow/sopedition/", "/pengelola/reports/indicator/", "/pesan-keluar/", "/pesan-keluar/?keadaan=menunggu",
            "/pengelola/accounts/gateway/add/", "/pengelola/accounts/channelpolicy/add/",
            reverse("workflow:pegawai-keluar", args=[world.office.kadis.pk]),
        ],
        "": ["/akun/login/", "/akun/password/reset/", f"/v/{token}/", "/v/bukan-token/", "/tidak-ada/"],
        "kadis": ["/akun/2fa/", "/akun/password/change/", "/akun/logout/", "/kasus/987654/"],
    }  # fmt: skip


def people_pages(office: Office) -> list[str]:
    """The Kasubag is away and waits for a Plh.; bidang SD has one from tomorrow on."""
    now = timezone.now()
    today = timezone.localdate(now)
    away = absences.record_absence(
        person=office.kasubag,
        kind="cuti",
        start=today,
        end=today,
        letter_number="1",
        by=office.kasubag,
        at=now,
    )
    tomorrow = today + timedelta(days=1)
    plh = stand_ins.appoint(
        person=office.kasi_sd, unit=office.sd, mode=Mode.PLH, start=tomorrow, end=tomorrow, sk_number="2",
        by=office.penerima_surat, at=now,
    )  # fmt: skip
    at_first = Journey(office, now - timedelta(hours=2), number="000.8/55/ORG").case
    appoint_aide(official=office.kadis, aide=office.penerima_surat, by=office.kadis, at=now)
    names = {
        "penyiap": [],
        "siapkan": [at_first.pk],
        "pejabat": [],
        "pengganti-baru": [],
        "pengganti": [plh.pk],
        "cuti-baru": [],
        "cuti": [away.pk],
    }
    return [reverse(f"workflow:{name}", args=args) for name, args in names.items()]


def look_at(seat: Seat, path: str) -> list[str]:
    """What is wrong with this page, in each width and theme."""
    page, found = seat.open(path), []
    page.wait_for_load_state("networkidle")
    said_by_the_page = len(seat.wrong)  # axe and the camera put styles of their own into it
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.evaluate(
            "Promise.all(document.getAnimations().map(one => one.finished))"
        )  # colours have arrived
        for violation in Axe().run(page, options=RULES).response["violations"]:
            nodes = "; ".join(f"{node['html'][:160]} ({node['target']})" for node in violation["nodes"][:3])
            found.append(f"{seat.name or 'tamu'} {path} {width} {scheme}: {violation['id']}: {nodes}")
        too_wide = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if too_wide > 0:
            found.append(f"{seat.name or 'tamu'} {path} {width}: {too_wide} px wider than the screen")
        if os.environ.get("SOP_GAMBAR") and (width, scheme) in LOOKS[:2]:
            seat.picture(f"axe-{seat.name or 'tamu'}{path.replace('/', '_').replace('?', '_')}{width}")
    del seat.wrong[said_by_the_page:]
    return found


@pytest.mark.parametrize(
    "pages", [of_leaders, of_the_others], ids=["pimpinan-dan-perencana", "unit-surat-admin-tamu"]
)
def test_every_page_is_accessible_quiet_and_fits(
    pages: Callable[[World], dict[str, list[str]]], world: World, sit_down: SitDown, office: Office
) -> None:
    found: list[str] = []
    for role, paths in pages(world).items():
        person: Any = getattr(office, role) if role else None
        seat = sit_down(person)
        for path in paths:
            found += look_at(seat, path)
    assert found == [], "\n".join(found)
