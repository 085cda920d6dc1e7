"""The requester's own template: kept at once at step 2, travelling with the format, and read by whom it concerns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import AuditEntry, User
from reports.collection.models import RequestAttachment
from reports.indicators.models import Target, ValueMap
from reports.indicators.periods import period
from tests.factories import Office
from tests.workflow.perjalanan import Journey, scan_file, standard_format
from workflow.case import ReportRequest
from workflow.sop import Action, Step

Klien = Callable[[User], Client]


@pytest.fixture
def journey(office: Office, at: datetime) -> Iterator[Journey]:
    with time_machine.travel(at + timedelta(hours=5), tick=False):
        yield Journey(office, at).to(Step.FORMAT)


def page_of(journey: Journey) -> str:
    return f"/kasus/{journey.case.pk}/format/"


def sent(journey: Journey, **changes: Any) -> dict[str, Any]:
    office = journey.office
    form = standard_format(office, journey.case.period)
    return {
        "kunjungan": journey.visit.pk, "aksi": "kirim", "format": form.pk, "format_dilihat": form.pk,
        "stretch": "triwulan-3", "year": "2026", "units": [office.sd.pk], "note": "Petunjuk saya.",
    } | changes  # fmt: skip


def template_file(name: str = "format-baku.pdf") -> SimpleUploadedFile:
    return scan_file("Format baku Bappelitbangda", name)


def test_a_file_is_kept_at_once_and_what_was_typed_stays(journey: Journey, klien: Klien) -> None:
    browser = klien(journey.office.kasubag)
    page = browser.post(page_of(journey), sent(journey, aksi="lampirkan", lampiran=[template_file()]))
    assertContains(page, "format-baku.pdf")
    assertContains(page, "Petunjuk saya.")
    assertContains(browser.get(page_of(journey)), "tersimpan dan ikut terkirim")
    assert ReportRequest.objects.get(pk=journey.case.pk).state == Step.FORMAT
    assert AuditEntry.objects.filter(act="lampiran permintaan ditambahkan").count() == 1


def test_a_refused_sending_does_not_lose_the_file(journey: Journey, klien: Klien) -> None:
    browser = klien(journey.office.kasubag)
    page = browser.post(page_of(journey), sent(journey, units=[], lampiran=[template_file()]))
    assertContains(page, "Belum ada unit yang dipilih", status_code=422)
    assertContains(page, "format-baku.pdf", status_code=422)
    browser.post(page_of(journey), sent(journey, lampiran=[template_file()]))
    assert RequestAttachment.objects.count() == 1, "the same file again is kept once"
    assert ReportRequest.objects.get(pk=journey.case.pk).state == Step.PENGUMPULAN


def test_a_wrong_file_is_named_and_the_right_one_beside_it_is_kept(journey: Journey, klien: Klien) -> None:
    wrong = SimpleUploadedFile("foto.pdf", b"bukan pdf")
    page = klien(journey.office.kasubag).post(
        page_of(journey),
        sent(journey, lampiran=[template_file(), wrong, SimpleUploadedFile("kosong.pdf", b"")]),
    )
    assertContains(page, "Isi berkas “foto.pdf” bukan jenis yang diterima", status_code=422)
    assertContains(page, "Berkas “kosong.pdf” kosong", status_code=422)
    assert RequestAttachment.objects.get().name == "format-baku.pdf"
    assert ReportRequest.objects.get(pk=journey.case.pk).state == Step.FORMAT


def test_it_may_be_taken_away_until_it_is_sent(journey: Journey, klien: Klien) -> None:
    browser = klien(journey.office.kasubag)
    browser.post(page_of(journey), sent(journey, aksi="lampirkan", lampiran=[template_file()]))
    made = RequestAttachment.objects.get()
    assert klien(journey.office.staf_perencana).post(
        page_of(journey), sent(journey, hapus_lampiran=made.pk)
    ).status_code in (403, 409)
    browser.post(page_of(journey), sent(journey, hapus_lampiran=made.pk))
    assert not RequestAttachment.objects.exists()
    browser.post(page_of(journey), sent(journey, lampiran=[template_file()]))
    late = RequestAttachment.objects.get()
    browser.post(page_of(journey), sent(journey, hapus_lampiran=late.pk))
    assert RequestAttachment.objects.exists()


def test_it_travels_to_the_units_that_were_asked_and_to_nobody_else(journey: Journey, klien: Klien) -> None:
    office = journey.office
    klien(office.kasubag).post(page_of(journey), sent(journey, lampiran=[template_file()]))
    made = RequestAttachment.objects.get()
    address = f"/isian/lampiran/{made.pk}/"
    submission = made.report.submissions.get()
    for person in (office.staf_sd, office.kabid_sd, office.staf_perencana, office.kadis):
        answer = klien(person).get(address)
        assert answer.status_code == 200, person
        assert "format-baku.pdf" in answer["Content-Disposition"]
        assert b"".join(answer.streaming_content).startswith(b"%PDF")
    for person in (office.staf_smp, office.kasubag_keuangan, office.penerima_surat, office.admin):
        assert klien(person).get(address).status_code == 404, person
    assertContains(klien(office.staf_sd).get(f"/isian/{submission.pk}/"), address)
    assertContains(klien(office.staf_sd).get(f"/kasus/{journey.case.pk}/"), address)
    assertContains(klien(office.sekretaris).get(f"/kasus/{journey.case.pk}/"), address)


def test_the_pages_of_later_steps_wait_although_the_report_is_there(journey: Journey, klien: Klien) -> None:
    office = journey.office
    klien(office.kasubag).post(page_of(journey), sent(journey, aksi="lampirkan", lampiran=[template_file()]))
    browser = klien(office.kadis)
    for name in ("pengumpulan", "analisis"):
        page = browser.get(f"/kasus/{journey.case.pk}/{name}/", follow=True)
        assertContains(page, "Format belum disampaikan ke unit")
    for name in ("", "draft/", "koreksi/", "tanda-tangan/", "penggandaan/", "kembalikan/"):
        assert browser.get(f"/kasus/{journey.case.pk}/{name}").status_code in (200, 302, 404), name
    for path in ("/", "/kasus/", "/arsip/"):
        assert browser.get(path).status_code == 200


def test_a_report_begun_for_a_file_takes_the_period_that_is_sent(journey: Journey, klien: Klien) -> None:
    browser = klien(journey.office.kasubag)
    browser.post(page_of(journey), sent(journey, aksi="lampirkan", lampiran=[template_file()]))
    browser.post(page_of(journey), sent(journey, stretch="semester-1"))
    report = RequestAttachment.objects.get().report
    assert (str(report.period), report.title) == ("Semester I Tahun 2026", "Laporan Data Kinerja Semester I Tahun 2026")  # fmt: skip
    assert report.submissions.count() == 1


def test_after_a_recall_and_a_new_disposition_the_file_is_still_there(journey: Journey, klien: Klien) -> None:
    browser = klien(journey.office.kasubag)
    browser.post(page_of(journey), sent(journey, aksi="lampirkan", lampiran=[template_file()]))
    journey.case = ReportRequest.objects.get(pk=journey.case.pk)
    journey.act(Action.TARIK_DISPOSISI, journey.office.kadis, {"note": "Keliru."})
    journey.to(Step.PENGUMPULAN)
    assert RequestAttachment.objects.get().report == journey.case.report


def test_the_preview_shows_parts_words_columns_help_and_the_target_of_the_year(
    journey: Journey, klien: Klien
) -> None:
    form = standard_format(journey.office, journey.case.period)
    first, second = form.items.order_by("order")[:2]
    first.help_text = "Ambil dari Dapodik."
    first.save()
    first.indicator.numerator_label, first.indicator.denominator_label = "murid 7–12", "penduduk 7–12"
    first.indicator.save()
    scale = ValueMap.objects.create(name="Predikat")
    scale.entries.create(label="Baik", value="0.10")
    second.indicator.value_map = scale
    second.indicator.save()
    Target.objects.create(indicator=first.indicator, period=period(2026, "tahun", 1), value="99.25")  # type: ignore[arg-type]
    form.columns.create(label="Sumber angka", kind="teks", is_required=True)
    page = klien(journey.office.kasubag).get(page_of(journey))
    for words in (
        "Ambil dari Dapodik.", "murid 7–12, dibagi penduduk 7–12, dikali 100", "99,25", "Salah satu sebutan",
        "Sumber angka (teks, wajib)", f"/format/{form.pk}/",
    ):  # fmt: skip
        assertContains(page, words)
    assertContains(page, '<td class="angka">Baik</td>', html=True)
    assertNotContains(page, "None")
