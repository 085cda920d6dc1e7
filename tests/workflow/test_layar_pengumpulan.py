"""Steps 2, 3 and 4 on screen: formats out, data in, result frozen, and one unit's data sent back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import Unit, User
from accounts.roles import UnitKind
from reports.analysis.models import UnitFactor
from reports.collection import services as collection
from reports.collection.models import Cell, Nudge, Submission
from reports.collection.services import who_holds
from reports.indicators.models import Format, Indicator, Period
from tests.factories import Office
from tests.workflow.perjalanan import Journey, standard_format
from workflow.case import ReportRequest
from workflow.holding import holding_up
from workflow.letters import Sifat
from workflow.sop import Step

Klien = Callable[[User], Client]


@pytest.fixture
def journey(office: Office, at: datetime) -> Iterator[Journey]:
    with time_machine.travel(at + timedelta(hours=5), tick=False):
        yield Journey(office, at).to(Step.FORMAT)


def address(journey: Journey, name: str) -> str:
    return f"/kasus/{journey.case.pk}/{name}/"


def case_of(journey: Journey) -> ReportRequest:
    return ReportRequest.objects.select_related("report", "period").get(pk=journey.case.pk)


def formats(journey: Journey, **changes: Any) -> dict[str, Any]:
    office = journey.office
    form = standard_format(office, journey.case.period)
    return {
        "kunjungan": journey.visit.pk, "aksi": "kirim", "format": form.pk, "format_dilihat": form.pk,
        "stretch": "triwulan-3", "year": "2026", "units": [office.sd.pk, office.smp.pk], "note": "Isi dengan bukti.",
    } | changes  # fmt: skip


# ── step 2


def test_the_only_format_is_already_chosen_with_every_unit_ticked(journey: Journey, klien: Klien) -> None:
    standard_format(journey.office, journey.case.period)
    page = klien(journey.office.kasubag).get(address(journey, "format"))
    for unit in (journey.office.sd, journey.office.smp, journey.office.paud):
        assertContains(page, f'name="units" value="{unit.pk}" checked')
    assertContains(page, "Angka partisipasi murni SD")
    assertContains(page, "98,50")
    assertContains(page, "Sampaikan format sebagai Kasubag Perencanaan")


def test_sending_gives_each_chosen_unit_its_copy(journey: Journey, klien: Klien) -> None:
    page = klien(journey.office.kasubag).post(address(journey, "format"), formats(journey))
    assertRedirects(page, f"/kasus/{journey.case.pk}/", fetch_redirect_response=False)
    case = case_of(journey)
    assert case.state == Step.PENGUMPULAN
    assert case.report is not None
    assert list(case.report.submissions.values_list("unit", flat=True)) == [
        journey.office.sd.pk,
        journey.office.smp.pk,
    ]
    assert case.report.format_note == "Isi dengan bukti."


def test_no_unit_is_refused_and_the_instructions_stay(journey: Journey, klien: Klien) -> None:
    page = klien(journey.office.kasubag).post(address(journey, "format"), formats(journey, units=[]))
    assertContains(page, "Belum ada unit yang dipilih. Pilih sedikitnya satu unit.", status_code=422)
    assertContains(page, "Isi dengan bukti.", status_code=422)
    assert case_of(journey).state == Step.FORMAT


def test_a_preview_shows_another_period_and_writes_nothing(journey: Journey, klien: Klien) -> None:
    standard_format(journey.office, journey.case.period)
    periods = Period.objects.count()
    data = formats(journey, aksi="pratinjau", stretch="semester-1", year="2025")
    page = klien(journey.office.kasubag).post(address(journey, "format"), data)
    assertContains(page, "Semester I Tahun 2025")
    assertContains(page, "belum ada")
    assert Period.objects.count() == periods
    assert case_of(journey).state == Step.FORMAT


def test_choosing_another_format_ticks_its_own_units(journey: Journey, klien: Klien) -> None:
    data = formats(journey, aksi="pratinjau")
    other = Format.objects.create(name="Format Keuangan")
    other.items.create(indicator=Indicator.objects.get(code="SD-01"), unit=journey.office.keuangan)
    page = klien(journey.office.kasubag).post(address(journey, "format"), data | {"format": other.pk})
    assertContains(page, f'name="units" value="{journey.office.keuangan.pk}" checked')
    assertNotContains(page, f'name="units" value="{journey.office.sd.pk}"')


def test_an_impossible_year_is_said_at_its_field(journey: Journey, klien: Klien) -> None:
    page = klien(journey.office.kasubag).post(address(journey, "format"), formats(journey, year="206"))
    assertContains(page, "Tahun 206 di luar 2015–2100. Tulis tahun data, misalnya 2026.", status_code=422)


def test_a_rahasia_case_names_the_staf_who_may_work_on_it(office: Office, klien: Klien, at: datetime) -> None:
    with time_machine.travel(at + timedelta(hours=1), tick=False):
        journey = Journey(office, at, sifat=Sifat.RAHASIA).to(Step.FORMAT)
        browser = klien(office.kasubag)
        page = browser.post(address(journey, "format"), formats(journey))
        assertContains(page, "Surat ini rahasia. Pilih sedikitnya satu staf perencana", status_code=422)
        assert klien(office.staf_perencana).get(address(journey, "pengumpulan")).status_code == 404
        browser.post(address(journey, "format"), formats(journey, readers=[office.staf_perencana.pk]))
        assert klien(office.staf_perencana).get(address(journey, "pengumpulan")).status_code == 200


@pytest.mark.parametrize("name", ["format", "pengumpulan", "analisis"])
@pytest.mark.parametrize("who", ["staf_sd", "kabid_sd", "kabid_smp", "penerima_surat", "admin"])
def test_units_never_see_the_pages_with_everybodys_figures(
    journey: Journey, klien: Klien, who: str, name: str
) -> None:
    journey.to(Step.ANALISIS)
    assert klien(journey.office.people[who]).get(address(journey, name)).status_code == 404


# ── step 3


def test_the_page_says_who_holds_it_up(journey: Journey, klien: Klien) -> None:
    journey.to(Step.PENGUMPULAN)
    journey.fill_and_send("sd")
    page = klien(journey.office.staf_perencana).get(address(journey, "pengumpulan"))
    assertContains(page, "3 unit menahan langkah ini")
    assertContains(page, f"{journey.office.staf_smp.name}, Staf Seksi Kurikulum SMP")
    assertContains(page, "Bidang Pembinaan SD sudah mengirim, tetapi belum diperiksa Staf Perencana.")
    assertNotContains(page, "Selesaikan pengumpulan sebagai")


def test_the_page_asks_the_same_who_holds_it_as_the_reminders(journey: Journey) -> None:
    journey.to(Step.PENGUMPULAN)
    journey.fill_and_send("paud")
    staf = journey.submission("smp")
    for cell in staf.cells.all():
        collection.save_cell(
            cell_id=cell.pk, entry=collection.Entry(answer="nihil"), seen_version=0,
            by=journey.office.staf_smp, at=journey.tick(),
        )  # fmt: skip
    collection.hand_over(submission=staf, by=journey.office.staf_smp, at=journey.tick())
    submissions = list(journey.report.submissions.select_related("unit__parent"))
    together = holding_up(submissions, journey.now)
    assert {one.pk: set(together[one.pk]) for one in submissions} == {
        one.pk: set(who_holds(one, journey.now)) for one in submissions
    }
    assert {post.person for posts in together.values() for post in posts} == {
        journey.office.staf_sd, journey.office.kasi_smp, journey.office.staf_perencana,
    }  # fmt: skip


def test_the_step_ends_when_nothing_is_outstanding(journey: Journey, klien: Klien) -> None:
    journey.to(Step.PENGUMPULAN)
    browser, data = klien(journey.office.staf_perencana), {"kunjungan": journey.visit.pk}
    early = browser.post(address(journey, "pengumpulan"), data)
    assertContains(early, "Bidang Pembinaan SD belum mengirim: masih diisi.", status_code=422)
    for unit in ("sd", "smp"):
        journey.fill_and_send(unit)
        journey.accept(unit)
    collection.excuse(
        submission=journey.submission("paud"), reason="Server Dapodik padam sepekan.",
        by=journey.office.staf_perencana, at=journey.tick(),
    )  # fmt: skip
    page = browser.get(address(journey, "pengumpulan"))
    assertContains(page, "Selesaikan pengumpulan sebagai Staf Perencana")
    assertContains(page, "Server Dapodik padam sepekan.")
    browser.post(address(journey, "pengumpulan"), data)
    assert case_of(journey).state == Step.ANALISIS


def test_the_kasubag_watches_but_does_not_end_the_collection(journey: Journey, klien: Klien) -> None:
    journey.to(Step.PENGUMPULAN)
    browser = klien(journey.office.kasubag)
    assertContains(browser.get(address(journey, "pengumpulan")), "Ini giliran Staf Perencana.")
    assert browser.post(address(journey, "pengumpulan"), {"kunjungan": journey.visit.pk}).status_code == 403


# ── step 4


def analysis(journey: Journey, **changes: Any) -> dict[str, Any]:
    office = journey.office
    texts = {f"{name}-{unit.pk}": "" for name in ("pendorong", "penghambat", "tindak-lanjut")
             for unit in (office.sd, office.smp, office.paud)}  # fmt: skip
    return texts | {"kunjungan": journey.visit.pk, "aksi": "simpan"} | changes


def test_capaian_predikat_and_coverage_stand_side_by_side(journey: Journey, klien: Klien) -> None:
    journey.to(Step.ANALISIS)
    journey.accept_oddities()
    page = klien(journey.office.kasubag).get(address(journey, "analisis"))
    assertContains(page, "99,30 %")  # 97,81 of 98,50
    assertContains(page, "110,00 %")  # falling: (2 × 0,10 − 0,09) / 0,10
    assertContains(page, "5 dari 5 indikator terhitung")
    assertContains(page, "tanpa pembanding")
    assertContains(page, "Dikirim tanpa pemeriksaan Kepala Seksi.")
    assertContains(page, "Bekukan hasil sebagai Kasubag Perencanaan")


def test_factors_are_kept_by_whichever_button(journey: Journey, klien: Klien) -> None:
    journey.to(Step.ANALISIS)
    office, browser = journey.office, klien(journey.office.kasubag)
    first = {f"pendorong-{office.sd.pk}": "Pendampingan guru berjalan."}
    browser.post(address(journey, "analisis"), analysis(journey, **first))
    assert UnitFactor.objects.get(unit=office.sd).supporting == "Pendampingan guru berjalan."
    assert case_of(journey).state == Step.ANALISIS
    journey.accept_oddities()
    second = {f"penghambat-{office.smp.pk}": "Dua sekolah belum divisitasi."}
    browser.post(address(journey, "analisis"), analysis(journey, aksi="bekukan", **first, **second))
    assert UnitFactor.objects.get(unit=office.smp).hindering == "Dua sekolah belum divisitasi."
    assert case_of(journey).state == Step.DRAFT


def test_sending_back_needs_a_unit_and_a_reason_and_loses_no_factor(journey: Journey, klien: Klien) -> None:
    journey.to(Step.ANALISIS)
    office, browser = journey.office, klien(journey.office.kasubag)
    typed = {f"tindak-lanjut-{office.sd.pk}": "Kunjungan rumah."}
    page = browser.post(
        address(journey, "analisis"),
        analysis(journey, aksi="kembalikan", units=[office.smp.pk], note="", **typed),
    )
    assertContains(page, "Tulis apa yang harus diperbaiki, supaya unit tahu.", status_code=422)
    assertContains(page, f'name="units" value="{office.smp.pk}" checked', status_code=422)
    assertContains(page, "Kunjungan rumah.", status_code=422)
    page = browser.post(
        address(journey, "analisis"), analysis(journey, aksi="kembalikan", note="Angka terbalik.")
    )
    assertContains(page, "Pilih sedikitnya satu unit yang datanya dikembalikan.", status_code=422)
    assertContains(page, "Angka terbalik.", status_code=422)


def test_only_the_chosen_unit_fills_again(journey: Journey, klien: Klien) -> None:
    journey.to(Step.ANALISIS)
    office = journey.office
    klien(office.kasubag).post(
        address(journey, "analisis"),
        analysis(journey, aksi="kembalikan", units=[office.smp.pk], note="Angka terbalik."),
    )
    assert case_of(journey).state == Step.PENGUMPULAN
    states = {one.unit: one.state for one in journey.report.submissions.select_related("unit")}
    assert states == {office.sd: "diterima", office.smp: "mengisi", office.paud: "diterima"}
    page = klien(office.staf_perencana).get(address(journey, "pengumpulan"))
    assertContains(page, "Kasubag Perencanaan mengembalikan data ke unit.")
    assertContains(page, "Angka terbalik.")


def test_others_read_the_analysis_and_change_nothing(journey: Journey, klien: Klien) -> None:
    journey.to(Step.ANALISIS)
    browser = klien(journey.office.staf_perencana)
    assertNotContains(browser.get(address(journey, "analisis")), "<textarea")
    typed = {f"pendorong-{journey.office.sd.pk}": "Bukan tugas saya."}
    assert browser.post(address(journey, "analisis"), analysis(journey, **typed)).status_code == 403
    assert not UnitFactor.objects.exists()


def test_a_frozen_result_is_shown_as_it_was_frozen(journey: Journey, klien: Klien) -> None:
    journey.to(Step.DRAFT)
    cell = journey.submission("sd").cells.get(code="SD-01")
    type(cell).objects.filter(pk=cell.pk).update(value=Decimal("1"))
    page = klien(journey.office.sekretaris).get(address(journey, "analisis"))
    assertContains(page, "Hasil analisis ke-1, dibekukan Kasubag Perencanaan")
    assertContains(page, "99,30 %")


@pytest.mark.parametrize(
    ("name", "step", "who", "budget"),
    [
        ("format", Step.FORMAT, "kasubag", 17), ("pengumpulan", Step.PENGUMPULAN, "staf_perencana", 16),
        ("analisis", Step.ANALISIS, "kasubag", 24),
    ],
)  # fmt: skip
def test_a_step_page_asks_few_queries_whatever_the_number_of_units(
    journey: Journey,
    klien: Klien,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    name: str,
    step: Step,
    who: str,
    budget: int,
) -> None:
    standard_format(journey.office, journey.case.period)
    journey.to(step)
    browser = klien(journey.office.people[who])
    browser.get(address(journey, name))
    with django_assert_max_num_queries(budget):
        browser.get(address(journey, name))


# ── reminding, more time, and the page that keeps itself fresh


@pytest.fixture
def waiting(journey: Journey) -> Journey:
    return journey.to(Step.PENGUMPULAN)


def test_one_press_reminds_the_unit_and_the_page_then_says_who_did(waiting: Journey, klien: Klien) -> None:
    office, url = waiting.office, address(waiting, "pengumpulan")
    planner = klien(office.staf_perencana)
    page = planner.post(f"{url}ingatkan/", {"isian": waiting.submission("sd").pk}, follow=True)
    assertContains(page, f"Bidang Pembinaan SD diingatkan: {office.staf_sd.name}.")
    assertContains(page, f"Sudah diingatkan pukul 14.00 oleh {office.staf_perencana.name}")
    again = klien(office.kasubag).post(f"{url}ingatkan/", {"isian": waiting.submission("sd").pk}, follow=True)
    assertContains(again, "Bidang Pembinaan SD: Sudah diingatkan pukul 14.00")
    rest = klien(office.kasubag).post(f"{url}ingatkan/", follow=True)
    assertContains(rest, "Bidang Pembinaan SMP diingatkan")
    assert Nudge.objects.count() == 3


def test_a_holder_with_a_number_is_reached_by_whatsapp_without_any_figure(
    waiting: Journey, klien: Klien
) -> None:
    waiting.office.staf_sd.phone = "081234567890"
    waiting.office.staf_sd.save()
    page = klien(waiting.office.staf_perencana).get(address(waiting, "pengumpulan"))
    assertContains(page, "https://wa.me/6281234567890?text=Pengingat%20surat%20agenda")
    assertContains(page, quote(f"/isian/{waiting.submission('sd').pk}/", safe="/"))
    assertContains(page, f"{waiting.office.staf_smp.name}: nomor WhatsApp belum dicatat")
    assertNotContains(page, f"{waiting.office.staf_sd.name}: nomor WhatsApp")


def test_a_return_without_a_word_leads_to_the_field_it_belongs_in(waiting: Journey, klien: Klien) -> None:
    sd = waiting.submission("sd")
    planner = klien(waiting.office.staf_perencana)
    excused = planner.post(f"/isian/{sd.pk}/", {"aksi": "lanjut-tanpa", "catatan": " "})
    assertContains(excused, '<a href="#alasan-lanjut">Tulis mengapa laporan dilanjutkan', status_code=422)
    assertContains(excused, '<details class="lipat mt-4" open><summary>Lanjutkan laporan', status_code=422)
    Submission.objects.filter(pk=sd.pk).update(state="terkirim")
    returned = planner.post(f"/isian/{sd.pk}/", {"aksi": "kembalikan", "catatan": ""})
    assertContains(returned, '<a href="#catatan">Tulis apa yang perlu diperbaiki unit', status_code=422)


def test_who_accepts_a_form_is_led_to_the_next_one_and_then_to_the_end_of_the_step(
    waiting: Journey, klien: Klien
) -> None:
    office = waiting.office
    planner = klien(office.staf_perencana)
    waiting.to(Step.PENGUMPULAN)
    sd, smp, paud = (waiting.submission(key) for key in ("sd", "smp", "paud"))
    Submission.objects.filter(pk__in=[sd.pk, smp.pk]).update(state="terkirim")
    accepted = planner.post(f"/isian/{sd.pk}/", {"aksi": "terima"}, follow=True)
    assertContains(accepted, f'href="/isian/{smp.pk}/">Periksa isian Bidang Pembinaan SMP')
    last_sent = planner.post(f"/isian/{smp.pk}/", {"aksi": "terima"}, follow=True)
    assertContains(last_sent, "1 unit masih mengisi")
    assertContains(last_sent, f'href="{address(waiting, "pengumpulan")}">Ke kelengkapan')
    Submission.objects.filter(pk=paud.pk).update(state="terkirim")
    done = planner.post(f"/isian/{paud.pk}/", {"aksi": "terima"}, follow=True)
    assertContains(done, f'href="{address(waiting, "pengumpulan")}">Selesaikan pengumpulan')
    assertNotContains(klien(office.staf_sd).get(f"/isian/{sd.pk}/"), "Berikutnya")


def test_more_time_is_given_on_the_page_and_what_was_typed_survives_a_refusal(
    waiting: Journey, klien: Klien
) -> None:
    office, url = waiting.office, address(waiting, "pengumpulan")
    sd = waiting.submission("sd")
    kasubag = klien(office.kasubag)
    typed = {"isian": sd.pk, "sampai": "2026-10-18T10:00", "alasan": "Petugas data sakit."}
    refused = kasubag.post(f"{url}susulan/", typed)
    assertContains(refused, "di luar jam kantor", status_code=422)
    assertContains(refused, 'value="2026-10-18T10:00"', status_code=422)
    page = kasubag.post(f"{url}susulan/", typed | {"sampai": "2026-10-20T10:00"}, follow=True)
    assertContains(page, "Bidang Pembinaan SD diberi waktu sampai Selasa 20 Oktober, 10.00 WITA.")
    assertContains(page, "Petugas data sakit.")
    assertContains(klien(office.staf_sd).get(f"/isian/{sd.pk}/"), "Isian susulan, diberikan")


def test_after_step_3_nobody_is_reminded_or_given_more_time(waiting: Journey, klien: Klien) -> None:
    url, sd = address(waiting, "pengumpulan"), waiting.submission("sd").pk
    waiting.to(Step.ANALISIS)
    planner = klien(waiting.office.staf_perencana)
    for act in ("ingatkan", "susulan"):
        page = planner.post(
            f"{url}{act}/", {"isian": sd, "sampai": "2026-10-20T10:00", "alasan": "x"}, follow=True
        )
        assert "Pengumpulan data kasus ini sudah selesai" in page.content.decode()
    assert Nudge.objects.count() == 0


def test_the_page_fetches_its_own_inside_and_leads_from_each_cell_to_that_cell(
    waiting: Journey, klien: Klien
) -> None:
    planner = klien(waiting.office.staf_perencana)
    whole = planner.get(address(waiting, "pengumpulan"))
    assertContains(whole, 'hx-trigger="every 30s"')
    inside = planner.get(address(waiting, "pengumpulan"), headers={"HX-Request": "true"})
    assertNotContains(inside, "<html")
    cell = waiting.submission("sd").cells.first()
    assertContains(inside, f"/isian/{cell.submission_id}/sel/{cell.pk}/rinci/")
    assertContains(inside, "sejak hari ini")


def test_thirty_units_with_three_hundred_indicators_are_read_in_few_queries(
    waiting: Journey, klien: Klien, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    report = waiting.report
    indicators = Indicator.objects.bulk_create(
        Indicator(code=f"X.{n:03d}", name=f"Indikator {n}", satuan="persen", unit=waiting.office.sd)
        for n in range(300)
    )
    units = Unit.objects.bulk_create(
        Unit(
            name=f"Bidang {n}",
            short_name=f"B{n}",
            kind=UnitKind.BIDANG,
            parent=waiting.office.dinas,
            order=90 + n,
        )
        for n in range(27)
    )
    Submission.objects.bulk_create(
        Submission(report=report, unit=unit, due_at=waiting.now, opened_at=waiting.now) for unit in units
    )
    Cell.objects.bulk_create(
        Cell(submission=submission, indicator=one, code=one.code, name=one.name, satuan="persen", direction="naik",
             aggregation="terakhir", order=place)
        for submission in report.submissions.all()
        for place, one in enumerate(indicators)
    )  # fmt: skip
    with django_assert_max_num_queries(8):
        table = collection.matrix(report, waiting.now)
    assert len(table.rows) == 30
    planner = klien(waiting.office.staf_perencana)
    with django_assert_max_num_queries(20):
        page = planner.get(address(waiting, "pengumpulan"))
    assertContains(page, "300 indikator")
