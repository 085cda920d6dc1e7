"""Step 4 on the screen: odd figures answered, follow-ups with a person and a day, every figure opened to its formula."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from pytest_django.asserts import assertContains, assertNotContains

from reports.analysis import services as analysis
from reports.analysis.models import FollowUp, OddityAnswer, UnitFactor
from reports.analysis.oddities import by_kind
from reports.analysis.result import read
from reports.report import Report
from tests.factories import Office
from tests.workflow.perjalanan import Journey
from tests.workflow.test_layar_pengumpulan import Klien, address, case_of
from workflow.sop import Step

pytestmark = pytest.mark.sekali


@pytest.fixture
def waiting(office: Office, at: datetime) -> Iterator[Journey]:
    with time_machine.travel(at + timedelta(hours=5), tick=False):
        yield Journey(office, at).to(Step.ANALISIS)


def form(journey: Journey, **changes: Any) -> dict[str, Any]:
    """The page sent back as it came, with `changes` (underscores in names stand for hyphens)."""
    lines = analysis.compute(journey.report).oddities
    hidden = {f"angka-{line.key}": line.figure for line in lines}
    typed = {name.replace("_", "-"): value for name, value in changes.items()}
    return (
        {"kunjungan": journey.visit.pk, "aksi": "simpan", "janggal": [line.key for line in lines]}
        | hidden
        | typed
    )


def test_odd_figures_stand_on_top_and_keep_the_result_open(waiting: Journey, klien: Klien) -> None:
    page = klien(waiting.office.kasubag).get(address(waiting, "analisis"))
    count = len(analysis.compute(waiting.report).oddities)
    assertContains(page, "Kejanggalan</h2>")
    assertContains(
        page, f"{count} kejanggalan belum dijawab. Terima dengan alasan, atau kembalikan ke unitnya."
    )
    assertNotContains(page, "Bekukan hasil sebagai")


def test_the_page_begins_with_the_number_that_keeps_the_result_from_freezing(
    waiting: Journey, klien: Klien
) -> None:
    browser = klien(waiting.office.kasubag)
    lines = by_kind(analysis.compute(waiting.report).oddities)
    page = browser.get(address(waiting, "analisis"))
    assertContains(page, f"<h1>{len(lines)} kejanggalan belum dijawab</h1>")
    assertContains(page, "Terima tiap angka dengan alasan")
    assertContains(page, f'<a href="#putusan-{lines[0].key}">{len(lines)} kejanggalan belum dijawab.')
    assertContains(page, f'id="putusan-{lines[0].key}"')
    assertContains(
        klien(waiting.office.sekretaris).get(address(waiting, "analisis")), "Kasubag Perencanaan menjawabnya"
    )
    waiting.accept_oddities()
    page = browser.get(address(waiting, "analisis"))
    assertContains(page, "<h1>Siap dibekukan</h1>")
    answered = OddityAnswer.objects.all()[0]
    OddityAnswer.objects.filter(pk=answered.pk).update(decision=OddityAnswer.Decision.DIKEMBALIKAN)
    page = browser.get(address(waiting, "analisis"))
    assertContains(page, "<h1>1 angka menunggu dikembalikan ke unit</h1>")
    assertContains(page, '<a href="#kembalikan">Angka yang Anda putuskan dikembalikan masih di sini')


def test_freezing_too_early_leads_to_the_first_that_is_still_open(waiting: Journey, klien: Klien) -> None:
    first = by_kind(analysis.compute(waiting.report).oddities)[0]
    page = klien(waiting.office.kasubag).post(address(waiting, "analisis"), form(waiting, aksi="bekukan"))
    assertContains(
        page, f'<li><a href="#putusan-{first.key}">Analisis belum dapat dibekukan.', status_code=422
    )


def test_a_figure_that_changed_meanwhile_leads_to_the_list(waiting: Journey, klien: Klien) -> None:
    line = analysis.compute(waiting.report).oddities[0]
    data = form(waiting) | {"janggal": ["999999-pencilan"], "putusan-999999-pencilan": "diterima",
                            "alasan-999999-pencilan": "Sudah dicek."}  # fmt: skip
    page = klien(waiting.office.kasubag).post(address(waiting, "analisis"), data)
    assertContains(page, '<li><a href="#kejanggalan">Angka yang dinilai sudah berubah', status_code=409)
    assert line.key not in data


@pytest.mark.parametrize(
    ("sent", "place", "sentence"),
    [
        ({"aksi": "kembalikan", "note": "Periksa."}, "id_units", "Pilih sedikitnya satu unit"),
        ({"aksi": "kembalikan", "note": ""}, "id_note", "Tulis"),
    ],
)
def test_sending_back_without_a_unit_or_a_word_leads_to_the_field(
    sent: dict[str, Any], place: str, sentence: str, waiting: Journey, klien: Klien
) -> None:
    unit = {"units": [waiting.office.sd.pk]} if place == "id_note" else {}
    page = klien(waiting.office.kasubag).post(address(waiting, "analisis"), form(waiting, **sent, **unit))
    assertContains(page, f'<li><a href="#{place}">{sentence}', status_code=422)
    assertContains(page, f'id="galat-{place.removeprefix("id_")}"', status_code=422)


def test_a_unit_is_one_line_until_it_asks_for_attention(waiting: Journey, klien: Klien) -> None:
    browser, office = klien(waiting.office.kasubag), waiting.office
    page = browser.get(address(waiting, "analisis"))
    for pk in (office.sd.pk, office.smp.pk):
        assertContains(page, f'<details class="kartu lipat-kartu" id="unit-{pk}"><summary>')
        assertContains(page, f'<a href="#unit-{pk}">')
    low = waiting.report.submissions.get(unit=office.smp).cells.get(code="SMP-01")
    type(low).objects.filter(pk=low.pk).update(value=Decimal(20))
    page = browser.get(address(waiting, "analisis"))
    assertContains(page, f'id="unit-{office.smp.pk}" open>')
    assertContains(page, "1 perlu perhatian")
    assertContains(page, f'id="unit-{office.sd.pk}"><summary>')
    day = (waiting.now + timedelta(days=30)).date().isoformat()
    page = browser.post(
        address(waiting, "analisis"), form(waiting) | follow_up(office.sd.pk, day, tl_orang=" ")
    )
    assertContains(page, f'id="unit-{office.sd.pk}" open>', status_code=422)
    assertContains(page, f'<a href="#tl-orang-{office.sd.pk}">', status_code=422)
    assertContains(page, f'id="galat-tl-orang-{office.sd.pk}"', status_code=422)


def test_a_unit_left_out_has_no_place_among_the_ranked(waiting: Journey, klien: Klien) -> None:
    page = klien(waiting.office.kasubag).get(address(waiting, "analisis"))
    ranked = [unit.rank for unit in analysis.compute(waiting.report).units if unit.rank]
    assertContains(page, f"Peringkat 1 dari {len(ranked)} unit.")
    type(waiting.submission("paud")).objects.filter(pk=waiting.submission("paud").pk).update(
        state="dikecualikan", excuse="Bencana."
    )
    page = klien(waiting.office.kasubag).get(address(waiting, "analisis"))
    assertContains(page, f"Peringkat 1 dari {len(ranked) - 1} unit.")


def test_an_ordinal_figure_is_read_as_its_word(waiting: Journey, klien: Klien) -> None:
    cell = waiting.report.submissions.get(unit=waiting.office.sd).cells.get(code="SD-01")
    scale = [["A", "80"], ["BB", "70"]]
    type(cell).objects.filter(pk=cell.pk).update(
        scale=scale, value=Decimal(70), target=Decimal(80), decimals=0
    )
    page = klien(waiting.office.kasubag).get(address(waiting, "analisis"))
    assertContains(page, "<span>80<small>A</small></span>")
    assertContains(page, "<span>70<small>BB</small>")


def test_one_reason_may_accept_all_of_a_kind_and_the_result_freezes(waiting: Journey, klien: Klien) -> None:
    browser = klien(waiting.office.kasubag)
    kinds = {line.kind for line in analysis.compute(waiting.report).oddities}
    shared = {f"alasan_semua_{kind.replace('_', '%')}": "Dicocokkan dengan rekap." for kind in kinds}
    data = {name.replace("%", "_"): value for name, value in form(waiting, **shared).items()}
    browser.post(address(waiting, "analisis"), data)
    assert all(line.decision == "diterima" for line in analysis.compute(waiting.report).oddities)
    assertContains(browser.get(address(waiting, "analisis")), "Semua dijawab")
    browser.post(address(waiting, "analisis"), form(waiting, aksi="bekukan"))
    assert case_of(waiting).state == Step.DRAFT
    page = klien(waiting.office.sekretaris).get(address(waiting, "analisis"))
    assertContains(page, "Diterima karena:")
    assertContains(page, "Dicocokkan dengan rekap.")


def test_a_decision_without_a_reason_is_refused_and_stays_chosen(waiting: Journey, klien: Klien) -> None:
    line = analysis.compute(waiting.report).oddities[0]
    data = form(waiting) | {
        f"putusan-{line.key}": "dikembalikan",
        f"pendorong-{line.unit_id}": "Jangan hilang.",
    }
    page = klien(waiting.office.kasubag).post(address(waiting, "analisis"), data)
    assertContains(page, "Tulis alasan putusan atas", status_code=422)
    assertContains(page, f'name="putusan-{line.key}" value="dikembalikan" checked', status_code=422)
    assertContains(page, "Jangan hilang.", status_code=422)
    assert not OddityAnswer.objects.exists()


def test_what_is_to_go_back_stands_ready_in_the_form_that_sends_it_back(
    waiting: Journey, klien: Klien
) -> None:
    line = analysis.compute(waiting.report).oddities[0]
    browser = klien(waiting.office.kasubag)
    decided = {f"putusan-{line.key}": "dikembalikan", f"alasan-{line.key}": "Komanya bergeser."}
    browser.post(address(waiting, "analisis"), form(waiting) | decided)
    page = browser.get(address(waiting, "analisis"))
    assertContains(page, f'name="units" value="{line.unit_id}" checked')
    assertContains(page, f"{line.code}: Komanya bergeser.")
    assertContains(page, "Angka yang Anda putuskan dikembalikan masih di sini")
    browser.post(
        address(waiting, "analisis"),
        form(waiting, aksi="kembalikan", units=[line.unit_id], note="Komanya bergeser."),
    )
    assert case_of(waiting).state == Step.PENGUMPULAN


def follow_up(pk: int, day: str, **changes: str) -> dict[str, str]:
    return {f"tl-teks-{pk}": "Mendatangi desa", f"tl-orang-{pk}": "Kepala Seksi", f"tl-tanggal-{pk}": day,
            f"tl-untuk-{pk}": "triwulan"} | {f"{name.replace('_', '-')}-{pk}": text for name, text in changes.items()}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"tl_orang": " "}, "Tulis nama atau jabatan penanggung jawab"),
        ({"tl_teks": ""}, "Tulis apa yang akan dikerjakan"),
        ({"tl_tanggal": ""}, "Isi sampai kapan tindak lanjut"),
        ({"tl_tanggal": "31-02-2027"}, "Tanggal ini tidak ada dalam kalender"),
        ({"tl_tanggal": "2020-01-01"}, "sudah lewat"),
        ({"tl_untuk": "abad"}, "Pilih untuk triwulan berikutnya"),
    ],
)
def test_a_follow_up_needs_words_a_person_and_a_day(
    waiting: Journey, klien: Klien, changes: dict[str, str], sentence: str
) -> None:
    pk, day = waiting.office.sd.pk, (waiting.now + timedelta(days=30)).date().isoformat()
    data = (
        form(waiting) | follow_up(pk, day, **changes) | {f"penghambat-{pk}": "Cuaca.", f"pendorong-{pk}": ""}
    )
    page = klien(waiting.office.kasubag).post(address(waiting, "analisis"), data)
    assertContains(page, sentence, status_code=422)
    assertContains(page, "Cuaca.", status_code=422)
    assert not FollowUp.objects.exists()
    assert not UnitFactor.objects.exists()


def test_follow_ups_are_printed_kept_and_carried_into_the_next_report(waiting: Journey, klien: Klien) -> None:
    office, browser = waiting.office, klien(waiting.office.kasubag)
    pk, day = office.sd.pk, (waiting.now + timedelta(days=30)).date().isoformat()
    browser.post(
        address(waiting, "analisis"),
        form(waiting) | follow_up(pk, day) | {f"pendorong-{pk}": "", f"tindak-lanjut-{pk}": "Rapat bulanan"},
    )
    unit = analysis.compute(waiting.report).unit(pk)
    assert unit is not None
    assert unit.factors.follow_up.startswith(
        "Rapat bulanan.\nMendatangi desa (penanggung jawab Kepala Seksi, paling lambat "
    )
    page = browser.get(address(waiting, "analisis"))
    assertContains(page, "Tindak lanjut yang ditugaskan")
    assertContains(page, ">Rapat bulanan</textarea>")
    FollowUp.objects.update(report=earlier(waiting.report))
    assertContains(browser.get(address(waiting, "analisis")), "Dari laporan terdahulu")
    one = FollowUp.objects.get()
    page = browser.post(address(waiting, "analisis"), form(waiting) | {"tl-selesai": [one.pk]})
    assertContains(page, "Tulis hasil tindak lanjut", status_code=422)
    browser.post(
        address(waiting, "analisis"),
        form(waiting) | {"tl-selesai": [one.pk], f"tl-hasil-{one.pk}": "Empat desa didatangi."},
    )
    waiting.freeze()
    frozen = read(analysis.latest(waiting.report).data).unit(pk)  # type: ignore[union-attr]
    assert frozen is not None
    assert [(line.is_done, line.done_note) for line in frozen.factors.carried] == [
        (True, "Empat desa didatangi.")
    ]
    assert frozen.factors.follow_up == "Rapat bulanan."


def earlier(report: Report) -> Report:
    return Report.objects.create(
        title="Laporan terdahulu", period=report.period, requester="x", basis="x",
        created_at=report.created_at - timedelta(days=90),
    )  # fmt: skip


def test_a_follow_up_of_this_report_can_be_taken_back(waiting: Journey, klien: Klien) -> None:
    pk, day = waiting.office.sd.pk, (waiting.now + timedelta(days=30)).date().isoformat()
    browser = klien(waiting.office.kasubag)
    browser.post(address(waiting, "analisis"), form(waiting) | follow_up(pk, day))
    browser.post(address(waiting, "analisis"), form(waiting) | {"tl-hapus": [FollowUp.objects.get().pk]})
    assert not FollowUp.objects.exists()


def test_a_figure_opens_to_its_formula_its_rounding_and_its_cell(waiting: Journey, klien: Klien) -> None:
    page = klien(waiting.office.kasubag).get(address(waiting, "analisis"))
    cell = waiting.submission("sd").cells.get(code="SD-01")
    assertContains(page, "Capaian = realisasi ÷ target × 100 = 97,81 ÷ 98,5 × 100 = 99,30 %.")
    assertContains(page, "(2 × target − realisasi) ÷ target × 100 = (2 × 0,1 − 0,09) ÷ 0,1 × 100 = 110,00 %.")
    assertContains(page, "Dalam rata-rata dihitung 100 %, batas atas yang dipakai dinas.")
    assertContains(page, f"/isian/{cell.submission_id}/sel/{cell.pk}/rinci/")


def test_history_is_drawn_and_told_in_words(waiting: Journey, klien: Klien) -> None:
    history = [
        {
            "year": 2025,
            "number": waiting.case.period.number,
            "label": "Tahun lalu",
            "answer": "nilai",
            "value": "95.5",
        }
    ]
    waiting.submission("sd").cells.filter(code="SD-01").update(history=history, target_year=Decimal(99))
    page = klien(waiting.office.kasubag).get(address(waiting, "analisis"))
    assertContains(page, '<title id="tren-')
    assertContains(page, "Tahun lalu: 95,50")
    assertContains(page, "dari 99,00: 98,80 %")


def test_those_who_do_not_act_see_the_oddities_without_a_form(waiting: Journey, klien: Klien) -> None:
    page = klien(waiting.office.sekretaris).get(address(waiting, "analisis"))
    assertContains(page, "Belum dijawab.")
    assertNotContains(page, 'name="janggal"')
