"""How long files are kept, and that none goes without a proposal, the Kepala Dinas's approval and a berita acara."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from io import BytesIO
from typing import Any

import page as validation
import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import DatabaseError, models, transaction
from django.test import Client
from pypdf import PdfReader
from pytest_django.asserts import assertContains, assertNotContains

from accounts.errors import NotYours, Refusal
from accounts.models import AuditEntry, Message, User
from accounts.posts import Desk
from reports.distribution import services, sheets
from reports.document_services import kinds, may_read, render_document
from reports.documents import Document
from reports.letterhead import ClassificationCode, Fate
from reports.models import DraftRemark, RemarkReply, Version
from reports.signing.models import SignedPaper
from tests.factories import Office
from tests.workflow.perjalanan import Journey
from workflow.archive import destruction, keeping, retention
from workflow.archive.files import OF_A_CASE as OF_A_CASE_PAPERS
from workflow.archive.files import files_of, page_images_of
from workflow.archive.models import ArchiveText, DestructionProposal, Retention
from workflow.archive.search import ArchiveFilter, find
from workflow.case import ReportRequest
from workflow.letters import Sifat
from workflow.sop import Action, Final, Step

pytestmark = pytest.mark.django_db

Klien = Callable[[User], Client]
LATER = timedelta(days=365 * 8)
State = DestructionProposal.State


def closed(office: Office, at: datetime, number: str, **letter: Any) -> ReportRequest:
    """A case closed in its first step: cukup diketahui."""
    journey = Journey(office, at, number=number, **letter)
    return journey.act(Action.CUKUP_DIKETAHUI, office.kadis, {"note": "Cukup."})


def to_destroy(office: Office, at: datetime, number: str = "1/A", **letter: Any) -> Retention:
    """The file of such a case, judged musnah, its time over at `at` + LATER."""
    case = closed(office, at, number, **letter)
    Retention.objects.filter(case=case).update(fate=Fate.MUSNAH)
    return Retention.objects.get(case=case)


@pytest.fixture
def code(office: Office) -> ClassificationCode:
    return ClassificationCode.objects.create(
        code="999.9", name="Uji", active_years=1, inactive_years=4, fate=Fate.PERMANEN
    )


# ── keeping ─────────────────────────────────────────────────────────────────────────────────────
def test_closing_a_case_begins_its_keeping_as_the_classification_says(
    office: Office, at: datetime, code: ClassificationCode
) -> None:
    kept = closed(office, at, "1/A", classification=code).retention
    assert (kept.closed_on, kept.active_until, kept.kept_until) == (
        date(2026, 10, 12), date(2027, 10, 12), date(2031, 10, 12)
    )  # fmt: skip
    assert kept.fate == Fate.PERMANEN
    plain = closed(office, at, "2/B").retention
    assert plain.fate == Fate.DINILAI_KEMBALI, "nothing is destroyed because nobody had decided"
    code.active_years = 9
    code.save()
    assert Retention.objects.get(pk=kept.pk).active_years == 1, "a later JRA is entered file by file"


@pytest.mark.parametrize(
    ("day", "active", "inactive", "expected"),
    [
        (date(2026, 10, 12), 2, 3, (date(2028, 10, 12), date(2031, 10, 12))),
        (date(2028, 2, 29), 1, 3, (date(2029, 2, 28), date(2032, 2, 29))),
        (date(2026, 1, 1), 0, 0, (date(2026, 1, 1), date(2026, 1, 1))),
    ],
)
def test_years_are_counted_from_the_day_of_closing(
    day: date, active: int, inactive: int, expected: tuple[date, date]
) -> None:
    assert retention.until(day, active, inactive) == expected


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": " "}, "Tulis sebab perubahan"),
        ({"fate": "bakar"}, "Nasib akhir belum dipilih"),
        ({"active_years": 101}, "paling lama 100 tahun"),
        ({}, ""),
    ],
)
def test_a_change_of_keeping_needs_a_reason_and_sense(
    office: Office, at: datetime, changes: dict[str, Any], sentence: str
) -> None:
    kept = closed(office, at, "1/A").retention
    wanted = {"active_years": 5, "inactive_years": 5, "fate": Fate.MUSNAH, "reason": "JRA 2027"} | changes
    if sentence:
        with pytest.raises(Refusal, match=sentence):
            retention.change(retention=kept, by=office.admin, at=at, **wanted)
        return
    changed = retention.change(retention=kept, by=office.admin, at=at, **wanted)
    assert changed.kept_until == date(2036, 10, 12)
    assert AuditEntry.objects.filter(stream=f"kasus:{kept.case_id}", act="retensi_diubah").exists()


# ── proposing and deciding ──────────────────────────────────────────────────────────────────────
def refusals(office: Office, at: datetime) -> list[tuple[str, User, list[int], str, datetime]]:
    ripe = to_destroy(office, at)
    permanent = closed(office, at, "2/B").retention
    secret = to_destroy(office, at, "3/R", sifat=Sifat.RAHASIA)
    later = at + LATER
    return [
        ("tugas Kasubag Perencanaan", office.staf_perencana, [ripe.pk], "JRA", later),
        ("tugas Kasubag Perencanaan", office.kadis, [ripe.pk], "JRA", later),
        ("Tulis pertimbangan", office.kasubag, [ripe.pk], " ", later),
        ("Belum ada berkas", office.kasubag, [], "JRA", later),
        ("bukan musnah", office.kasubag, [ripe.pk, permanent.pk], "JRA", later),
        ("masih disimpan sampai 12-10-2031", office.kasubag, [ripe.pk], "JRA", at),
        ("tidak ada lagi di daftar", office.kasubag, [ripe.pk, secret.pk], "JRA", later),
        ("tidak ada lagi di daftar", office.kasubag, [ripe.pk, 987654], "JRA", later),
    ]


def test_only_ripe_files_are_proposed_and_only_by_their_keeper(office: Office, at: datetime) -> None:
    for sentence, by, pks, reason, moment in refusals(office, at):
        with pytest.raises(Refusal, match=sentence):
            destruction.propose(retention_ids=pks, reason=reason, by=by, at=moment)
    assert not DestructionProposal.objects.exists()


def proposed(office: Office, at: datetime, *files: Retention) -> DestructionProposal:
    return destruction.propose(
        retention_ids=[one.pk for one in files], reason="JRA Kabupaten", by=office.kasubag, at=at + LATER
    )


def test_a_proposal_destroys_nothing_and_waits_for_the_kepala_dinas(office: Office, at: datetime) -> None:
    kept = to_destroy(office, at)
    made = proposed(office, at, kept)
    assert kept.case.letter.scan.storage.exists(kept.case.letter.scan.name)
    assert Message.objects.filter(recipient=office.kadis, key__startswith=f"pemusnahan:{made.pk}").exists()
    with pytest.raises(Refusal, match="sudah ada dalam usul lain"):
        proposed(office, at, kept)
    with pytest.raises(Refusal, match="sedang diusulkan musnah"):
        retention.judge(
            retention_ids=[kept.pk], fate=Fate.PERMANEN, reason="x", by=office.kasubag, at=at + LATER
        )
    assert destruction.remove_files(proposal_id=made.pk, at=at + LATER) == 0
    for who in (office.kasubag, office.sekretaris, office.admin):
        with pytest.raises(NotYours):
            destruction.decide(proposal_id=made.pk, approve=True, number="", note="", by=who, at=at + LATER)


def test_a_refused_proposal_says_why_and_frees_its_files(office: Office, at: datetime) -> None:
    kept = to_destroy(office, at)
    made = proposed(office, at, kept)
    with pytest.raises(Refusal, match="Tulis alasan penolakan"):
        destruction.decide(
            proposal_id=made.pk, approve=False, number="", note=" ", by=office.kadis, at=at + LATER
        )
    destruction.decide(
        proposal_id=made.pk, approve=False, number="", note="Masih dipakai.", by=office.kadis, at=at + LATER
    )
    assert Retention.objects.get(pk=kept.pk).destroyed_at is None
    assert proposed(office, at, kept).state == State.DIUSULKAN
    with pytest.raises(Refusal, match="sudah diputus"):
        destruction.decide(
            proposal_id=made.pk, approve=True, number="", note="", by=office.kadis, at=at + LATER
        )


def test_what_is_destroyed_keeps_its_rows_and_trail_and_loses_every_file(
    office: Office, at: datetime
) -> None:
    journey = Journey(office, at, number="1/SELESAI").to(Final.SELESAI)
    keeping.sweep(at=journey.now)
    Retention.objects.filter(case=journey.case).update(fate=Fate.MUSNAH)
    kept = Retention.objects.get(case=journey.case)
    stored, images = list(files_of(journey.case)), list(page_images_of(journey.case))
    assert len(stored) >= 3
    assert images
    rows = {model: model._default_manager.count() for model in apps.get_models() if model is not Document}
    trail = AuditEntry.objects.filter(stream=f"kasus:{journey.case.pk}").count()
    made = proposed(office, at, kept)
    assert made.items.get().files == len(stored)
    assert made.items.get().report_number == "400.3/001/DIKBUD/2026"
    later = at + LATER
    destruction.decide(
        proposal_id=made.pk, approve=True, number="000.5/1", note="", by=office.kadis, at=later
    )
    assert destruction.unfinished() == [made.pk]
    assert destruction.remove_files(proposal_id=made.pk, at=later) == len(stored + images)
    assert destruction.remove_files(proposal_id=made.pk, at=later) == 0, "carried out once"
    assert [file.name for file in stored + images if file.storage.exists(file.name)] == []
    lost = {
        model.__name__: before - model._default_manager.count()
        for model, before in rows.items()
        if model._default_manager.count() < before
    }
    assert lost == {"ArchiveText": 1}, "only the search forgets"
    assert AuditEntry.objects.filter(stream=f"kasus:{journey.case.pk}").count() == trail + 1
    # the page behind the QR code tells it calmly
    token = SignedPaper.objects.get(report=journey.report).token
    answer = Client().get(f"/v/{token}/")
    assertContains(answer, "Laporan ini terdaftar pada dinas")
    assertContains(answer, "karena habis masa simpannya")
    # nobody finds it by what it said, neither now nor after the sweep and the command
    keeping.sweep(at=later)
    keeping.rebuild(at=later, scans=True)
    desk = Desk(office.kadis, later)
    assert find(desk, ArchiveFilter(text="putus", state="semua")).entries == []
    assert len(find(desk, ArchiveFilter(text="1/SELESAI", state="semua")).entries) == 1
    assert ArchiveText.objects.filter(case=journey.case).exclude(part="kasus").exclude(words="").count() == 0


def destroyed(office: Office, at: datetime) -> Journey:
    """A case that went all the way, with remarks on its draft, its file destroyed."""
    journey = Journey(office, at, number="1/SELESAI").to(Step.PARAF_SEKRETARIS)
    version = journey.report.versions.get()
    remark = DraftRemark.objects.create(
        version=version, section="bab-1", block=0, quote="kalimat laporan", text="Perbaiki.", pelaksana="sekretaris",
        author=office.sekretaris, author_title="Sekretaris", written_at=at, resolved_at=at, resolved_by=office.kasubag,
        confirmed_at=at, confirmed_by=office.sekretaris,
    )  # fmt: skip
    RemarkReply.objects.create(
        remark=remark, text="Sudah.", author=office.kasubag, author_title="Kasubag", written_at=at
    )
    journey.to(Final.SELESAI)
    Retention.objects.filter(case=journey.case).update(fate=Fate.MUSNAH)
    made = proposed(office, at, Retention.objects.get(case=journey.case))
    later = at + LATER
    destruction.decide(proposal_id=made.pk, approve=True, number="", note="", by=office.kadis, at=later)
    destruction.remove_files(proposal_id=made.pk, at=later)
    return journey


def test_the_text_of_a_destroyed_report_is_gone_from_the_database_too(office: Office, at: datetime) -> None:
    report = destroyed(office, at).report
    version = report.versions.get()
    assert (version.html, version.is_destroyed) == ("", True)
    assert set(report.sections.values_list("text", "generated_text")) == {("", "")}
    assert set(DraftRemark.objects.values_list("quote", "text")) == {("", "")}
    assert set(RemarkReply.objects.values_list("text")) == {("",)}
    # what stands for it stays
    paper = SignedPaper.objects.get(report=report)
    assert len(version.sha256) == len(paper.signed_sha256) == 64
    assert {seal.sha256 for seal in version.parafs.all()} == {version.sha256}
    assert paper.number.text == "400.3/001/DIKBUD/2026"


def test_a_text_that_is_not_destroyed_stays_where_only_its_neighbour_is(office: Office, at: datetime) -> None:
    other = Journey(office, at, number="2/LAIN").to(Step.PARAF_KASUBAG)
    before = other.report.versions.get().html
    destroyed(office, at)
    assert before
    assert other.report.versions.get().html == before


def test_the_text_of_a_case_destroyed_long_ago_goes_with_the_migration(office: Office, at: datetime) -> None:
    migration = import_module("workflow.migrations.0013_teks_yang_dimusnahkan")
    journey = Journey(office, at, number="3/LAMA").to(Final.SELESAI)
    migration.destroy_texts(apps, None)
    assert journey.report.versions.get().html, "not while it is kept"
    Retention.objects.filter(case=journey.case).update(destroyed_at=at + LATER)
    migration.destroy_texts(apps, None)
    assert journey.report.versions.get().is_destroyed
    assert set(journey.report.sections.values_list("text", "generated_text")) == {("", "")}


VERSION_COLUMNS = [
    ("number", 9), ("sha256", "f" * 64), ("note", "lain"), ("created_title", "lain"), ("html", "<p>lain</p>"), ("html", " "),
    ("created_at", datetime(2020, 1, 1, tzinfo=UTC)), ("id", 987654), ("report", None), ("analysis", None), ("created_by", None),
]  # fmt: skip


def test_every_column_of_a_version_is_tried_against_the_database() -> None:
    assert {name for name, _ in VERSION_COLUMNS} == {field.name for field in Version._meta.concrete_fields}


@pytest.mark.parametrize(("column", "value"), VERSION_COLUMNS)
def test_the_database_lets_a_version_be_emptied_and_nothing_else_of_it_be_changed(
    office: Office, at: datetime, column: str, value: Any
) -> None:
    version = Journey(office, at).to(Step.PARAF_KASUBAG).report.versions.get()
    row = Version.objects.filter(pk=version.pk)
    for also in ({}, {"html": ""}):  # not under cover of the emptying either
        changes: dict[str, Any] = {**also, column: value}
        with pytest.raises(DatabaseError), transaction.atomic():
            row.update(**changes)
    row.update(html="")
    with pytest.raises(DatabaseError, match="tidak boleh diubah"), transaction.atomic():
        row.update(html=version.html)


def test_a_destroyed_report_opens_without_a_fault_on_every_page_that_read_its_text(
    office: Office, at: datetime, klien: Klien
) -> None:
    import time_machine

    journey = destroyed(office, at)
    case = journey.case.pk
    cache.clear()
    with time_machine.travel(at + LATER, tick=False):
        browser = klien(office.kadis)
        gone = browser.get(f"/kasus/{case}/koreksi/", follow=True)
        assertContains(gone, "Teks versi 1 sudah dimusnahkan karena habis masa simpannya")
        answers = {
            path: browser.get(f"/kasus/{case}/{path}").status_code
            for path in (
                "",
                "draft/",
                "draft/pratinjau/",
                "tanda-tangan/",
                "penggandaan/",
                "analisis/",
                "koreksi/sendiri/",
                "kembalikan/",
            )
        }
    assert {path: code for path, code in answers.items() if code >= 500} == {}
    assert answers[""] == 200


def test_pages_of_a_destroyed_file_say_so_and_break_nowhere(
    office: Office, at: datetime, klien: Klien
) -> None:
    import time_machine

    kept = to_destroy(office, at)
    made = proposed(office, at, kept)
    later = at + LATER
    destruction.decide(proposal_id=made.pk, approve=True, number="", note="", by=office.kadis, at=later)
    destruction.remove_files(proposal_id=made.pk, at=later)
    with time_machine.travel(later, tick=False):
        browser = klien(office.kadis)
        assertContains(browser.get("/arsip/"), "berkas dimusnahkan")
        assertContains(browser.get(f"/kasus/{kept.case_id}/"), "Berkas kasus ini dimusnahkan")
        letter = kept.case.letter_id
        assert browser.get(f"/surat/{letter}/").status_code == 200
        assert browser.get(f"/surat/{letter}/pindaian/").status_code == 404
        assert browser.get(f"/surat/{letter}/pindaian/1/").status_code == 404
        assertContains(browser.get(f"/arsip/pemusnahan/{made.pk}/"), "Berita acara (PDF)")


# ── paper ───────────────────────────────────────────────────────────────────────────────────────
def test_the_berita_acara_names_list_approver_and_proposer_and_is_a_valid_archive_pdf(
    office: Office, at: datetime
) -> None:
    files = [to_destroy(office, at + timedelta(days=number), f"{number}/PANJANG") for number in range(3)]
    made, later = proposed(office, at, *files), at + LATER
    destruction.decide(
        proposal_id=made.pk, approve=True, number="000.5/7", note="", by=office.kadis, at=later
    )
    document = Document.objects.get(key=f"musnah:{made.pk}")
    assert render_document(pk=document.pk, clock=lambda: later)
    document.refresh_from_db()
    content = document.file.read()
    text = " ".join(" ".join(one.extract_text() for one in PdfReader(BytesIO(content)).pages).split())
    for words in (
        "BERITA ACARA PEMUSNAHAN ARSIP", "Nomor: 000.5/7", "Pada hari ini, ", "0/PANJANG", "2/PANJANG", "KEPALA DINAS",
        office.kadis.name, office.kasubag.name, "JRA Kabupaten",
    ):  # fmt: skip
        assert words in text, words
    for profile in (validation.ValidationProfile.PDF_A_3A, validation.ValidationProfile.PDF_UA_1):
        assert [str(one) for one in validation.validate_pdf_bytes(content, profile=profile).failures] == []
    readers = {name for name, person in office.people.items() if may_read(Desk(person, later), document)}
    assert readers == {"kadis", "sekretaris", "kasubag", "staf_perencana"}


# ── screen ──────────────────────────────────────────────────────────────────────────────────────
def test_from_the_list_to_the_berita_acara_by_pressing_buttons(
    office: Office, at: datetime, klien: Klien
) -> None:
    import time_machine

    kept = to_destroy(office, at, subject="Surat yang sudah tua")
    secret = to_destroy(office, at, "3/R", sifat=Sifat.RAHASIA, subject="Hal tersembunyi")
    with time_machine.travel(at + LATER, tick=False):
        keeper, leader = klien(office.kasubag), klien(office.kadis)
        page = keeper.get("/arsip/retensi/")
        assertContains(page, "Surat yang sudah tua")
        assertNotContains(page, "tersembunyi")
        assertContains(leader.get("/arsip/retensi/"), "tersembunyi")
        refused = keeper.post("/arsip/retensi/", {"aksi": "usulkan", "berkas": [kept.pk], "alasan": ""})
        assertContains(refused, "Tulis pertimbangan", status_code=422)
        assertContains(refused, f'value="{kept.pk}" id="berkas-{kept.pk}" checked', status_code=422)
        body = {"aksi": "usulkan", "berkas": [kept.pk, "x", "9" * 40], "alasan": "JRA"}
        sent = keeper.post("/arsip/retensi/", body)
        made = DestructionProposal.objects.get()
        address = f"/arsip/pemusnahan/{made.pk}/"
        assert sent["Location"] == address
        assertNotContains(keeper.get(address), "Setujui pemusnahan")
        assertNotContains(keeper.get("/arsip/retensi/"), "Surat yang sudah tua")
        no = leader.post(address, {"aksi": "tolak", "catatan": "", "nomor": "ketikan"})
        assertContains(no, "Tulis alasan penolakan", status_code=422)
        assertContains(no, 'value="ketikan"', status_code=422)
        assertContains(leader.post(address, {"aksi": "setujui"}, follow=True), "Pemusnahan disetujui")
        assert keeper.post(address, {"aksi": "setujui"}).status_code == 422
        DestructionProposal.objects.filter(pk=made.pk).update(state=State.DIUSULKAN)
        made.items.update(retention=secret)
        assert keeper.get(address).status_code == 404, "a list with a file one may not open is not there"


def test_the_first_list_that_holds_files_is_opened_and_each_tells_how_many(
    office: Office, at: datetime, klien: Klien
) -> None:
    import time_machine

    closed(office, at, "1/A", subject="Surat yang sudah tua")
    with time_machine.travel(at + LATER, tick=False):
        page = klien(office.kasubag).get("/arsip/retensi/")
    assertContains(page, "Surat yang sudah tua")
    for words in ("Musnah (0)", "Dinilai kembali (1)", "Permanen (0)"):
        assertContains(page, words)


def test_the_keeper_judges_what_is_to_be_judged(office: Office, at: datetime, klien: Klien) -> None:
    import time_machine

    kept = closed(office, at, "1/A").retention
    with time_machine.travel(at + LATER, tick=False):
        body = {"nasib": "dinilai_kembali", "berkas": [kept.pk], "alasan": "Hasil penilaian"}
        assert (
            klien(office.staf_perencana).post("/arsip/retensi/", body | {"aksi": "permanen"}).status_code
            == 422
        )
        assert klien(office.kasubag).post("/arsip/retensi/", body | {"aksi": "?"}).status_code == 422
        klien(office.kasubag).post("/arsip/retensi/", body | {"aksi": "permanen"})
    assert Retention.objects.get(pk=kept.pk).fate == Fate.PERMANEN


def test_a_proposal_is_there_for_those_who_see_every_case_and_for_nobody_else(
    office: Office, at: datetime, klien: Klien
) -> None:
    made = proposed(office, at, to_destroy(office, at))
    answers = {
        name: klien(person).get(f"/arsip/pemusnahan/{made.pk}/").status_code
        for name, person in office.people.items()
    }
    assert {name for name, code in answers.items() if code == 200} == {
        "kadis",
        "sekretaris",
        "kasubag",
        "staf_perencana",
    }
    assert set(answers.values()) == {200, 404}
    assert klien(office.kadis).get("/arsip/pemusnahan/987654/").status_code == 404
    assert Client().get(f"/arsip/pemusnahan/{made.pk}/").status_code == 302


def test_the_admin_changes_one_file_with_a_reason(office: Office, at: datetime, klien: Klien) -> None:
    kept = closed(office, at, "1/A", subject="Hal surat").retention
    browser, address = klien(office.admin), f"/pengelola/workflow/retention/{kept.pk}/change/"
    assertNotContains(browser.get(address), "Hal surat")
    body = {"active_years": 3, "inactive_years": 7, "fate": "permanen", "reason": ""}
    assertContains(browser.post(address, body), "Tulis sebab perubahan")
    assert browser.post(address, body | {"reason": "JRA 2027"}).status_code == 302
    assert Retention.objects.get(pk=kept.pk).kept_until == date(2036, 10, 12)


# ── files ───────────────────────────────────────────────────────────────────────────────────────
OF_A_CASE = {
    "Letter.scan", "Document.file", "Evidence.file", "Workbook.file", "RequestAttachment.file", "DraftImage.file",
    "SignedPaper.signed_file", "SigningAttempt.result", "WetSignature.scan", "DocumentPage.file",
}  # fmt: skip
OF_THE_OFFICE = {"Letterhead.logo", "SigningCertificate.file", "CatalogueImport.file", "PostOrder.scan"}


def test_every_stored_file_is_known_as_a_cases_or_the_offices() -> None:
    """A new kind of file must be decided about: is it destroyed with the case?"""
    found = {
        f"{model.__name__}.{field.name}"
        for app in ("accounts", "reports", "workflow")
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.FileField)
    }
    assert found == OF_A_CASE | OF_THE_OFFICE


OTHER_PAPERS = {
    "sop": "the office's",
    "agenda": "a page of the office's register",
    "e81": "of a year, over all cases",
    "kinerja": "of a span of time, over all cases",
    "rekap": "of a span of time, over all cases",
    "musnah": "the proof that files were destroyed",
}


def test_every_kind_of_paper_is_known_as_a_cases_or_the_offices() -> None:
    """A new kind of paper must be decided about: is it destroyed with the case?"""
    from workflow import makers  # noqa: F401 - registers those of workflow

    assert kinds() == OF_A_CASE_PAPERS | set(OTHER_PAPERS)


def test_every_paper_made_for_a_case_is_counted_with_it(office: Office, at: datetime) -> None:
    journey = Journey(office, at).to(Final.SELESAI)
    copy = journey.report.copies.exclude(outside="").get()
    copy = services.confirm_receipt(copy=copy, by=office.staf_perencana, at=journey.now, name="SITTI RAHMA")
    sheets.request_sheet(report=journey.report, by=office.staf_perencana, at=journey.now)
    sheets.request_receipt(copy=copy, at=journey.now)
    for document in Document.objects.exclude(state=Document.State.SELESAI):
        assert render_document(pk=document.pk, clock=lambda: journey.now)
    made = list(Document.objects.all())
    assert {document.key.partition(":")[0] for document in made} == OF_A_CASE_PAPERS
    counted = {file.name for file in files_of(journey.case)}
    assert [document.key for document in made if document.file.name not in counted] == []


def test_the_pages_of_copies_of_a_destroyed_report_say_so(office: Office, at: datetime, klien: Klien) -> None:
    journey = Journey(office, at).to(Final.SELESAI)
    copy = journey.report.copies.get(unit=office.sd)
    cache.clear()  # what was read of the file before
    for file in [*files_of(journey.case), *page_images_of(journey.case)]:
        file.storage.delete(file.name)
    page = klien(office.kabid_sd).get(f"/salinan/{copy.pk}/")
    assertContains(page, "sudah dimusnahkan")
    assertNotContains(page, "Unduh PDF")
    assert klien(office.kabid_sd).get(f"/salinan/{copy.pk}/halaman/1/").status_code == 404
    planner = klien(office.staf_perencana)
    receipts = planner.get(f"/kasus/{journey.case.pk}/penggandaan/")
    assertContains(receipts, "sudah dimusnahkan")
    assertNotContains(receipts, "Tambah penerima")
    again = planner.post(f"/salinan/{copy.pk}/kirim/", follow=True)
    assertContains(again, "tidak dapat dikirim lagi")


def test_a_file_already_gone_stops_nothing(office: Office, at: datetime) -> None:
    kept = to_destroy(office, at)
    scan = kept.case.letter.scan
    scan.storage.delete(scan.name)
    scan.storage.save("surat/lain.pdf", ContentFile(b"x"))
    made = proposed(office, at, kept)
    destruction.decide(proposal_id=made.pk, approve=True, number="", note="", by=office.kadis, at=at + LATER)
    assert destruction.remove_files(proposal_id=made.pk, at=at + LATER) == 0
    assert DestructionProposal.objects.get(pk=made.pk).files_removed_at is not None
