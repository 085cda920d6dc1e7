"""Tugas saya: everybody's first screen says what waits, until when, and offers one button for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from tests.factories import Office, make_post
from tests.workflow.perjalanan import Journey, case_at
from workflow.sop import Final, Step
from workflow.views.home import heading, number_word

pytestmark = pytest.mark.sekali

Klien = Callable[[User], Client]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Let the screens be read at a chosen moment."""

    def set_to(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_to


def page(klien: Klien, person: User) -> str:
    response = klien(person).get("/")
    assert response.status_code == 200
    return response.content.decode()


def test_the_heading_counts_in_words() -> None:
    assert heading(0) == "Tidak ada yang menunggu Anda"
    assert heading(1) == "Satu hal menunggu Anda"
    assert heading(4) == "Empat hal menunggu Anda"
    assert heading(13) == "13 hal menunggu Anda"
    assert number_word(12) == "dua belas"


def test_a_visitor_is_sent_to_the_log_in_page(client: Client, db: None) -> None:
    response = client.get("/")
    assert response.status_code == 302
    assert "/masuk/" in response["Location"] or "login" in response["Location"]


def test_a_letter_waits_on_the_kadis_own_screen_and_on_nobody_elses(
    office: Office, at: datetime, klien: Klien, clock: Callable[[datetime], None]
) -> None:
    case = case_at(office, Step.DISPOSISI, at)
    clock(at + timedelta(minutes=10))
    text = page(klien, office.kadis)
    assert "Satu hal menunggu Anda" in text
    assert "Surat untuk didisposisi" in text
    assert "Sisa 50 menit kerja" in text
    assert f"/kasus/{case.pk}/disposisi/" in text
    assert f"/kasus/{case.pk}/disposisi/" not in page(klien, office.kasubag)


@pytest.mark.parametrize(
    ("step", "who", "words"),
    [
        (Step.DISPOSISI, "kadis", "Disposisikan"),
        (Step.FORMAT, "kasubag", "Pilih format dan kirim"),
        (Step.PENGUMPULAN, "staf_perencana", "Periksa kelengkapan"),
        (Step.ANALISIS, "kasubag", "Lanjutkan analisis"),
        (Step.DRAFT, "staf_perencana", "Susun draft"),
        (Step.PARAF_KASUBAG, "kasubag", "Baca dan paraf"),
        (Step.PARAF_SEKRETARIS, "sekretaris", "Baca dan paraf"),
        (Step.TANDA_TANGAN, "kadis", "Baca dan tandatangani"),
    ],
)
def test_every_step_has_one_button_on_the_desk_of_its_own_executor(
    office: Office,
    at: datetime,
    klien: Klien,
    clock: Callable[[datetime], None],
    step: Step,
    who: str,
    words: str,
) -> None:
    journey = Journey(office, at).to(step)
    clock(journey.tick())
    text = page(klien, getattr(office, who))
    assert words in text
    assert "tugas--utama" in text
    others = {"kadis", "sekretaris", "kasubag", "staf_perencana"} - {who}
    for other in others:
        assert f"{words}<span" not in page(klien, getattr(office, other))


def test_the_most_urgent_letter_stands_first(
    office: Office, at: datetime, klien: Klien, clock: Callable[[datetime], None]
) -> None:
    case_at(office, Step.DISPOSISI, at, number="1/A", subject="Surat yang lebih lama menunggu")
    case_at(office, Step.DISPOSISI, at + timedelta(minutes=30), number="2/B", subject="Surat yang baru tiba")
    clock(at + timedelta(minutes=40))
    text = page(klien, office.kadis)
    assert "Dua hal menunggu Anda" in text
    assert text.index("Surat yang lebih lama menunggu") < text.index("Surat yang baru tiba")


def test_lateness_is_said_in_words_by_the_reader_not_by_a_scheduler(
    office: Office, at: datetime, klien: Klien, clock: Callable[[datetime], None]
) -> None:
    case_at(office, Step.DISPOSISI, at)
    clock(at + timedelta(minutes=95))
    text = page(klien, office.kadis)
    assert "Terlambat 35 menit kerja" in text
    assert "Satu sudah lewat waktunya." in text
    seen_by_sekretaris = page(klien, office.sekretaris)
    assert "Terlambat di meja lain" in seen_by_sekretaris
    assert "lewat 35 menit kerja" in seen_by_sekretaris


def test_a_plh_sees_the_task_and_the_button_names_the_post_while_the_definitif_only_reads(
    office: Office, at: datetime, klien: Klien, clock: Callable[[datetime], None]
) -> None:
    case = case_at(office, Step.DISPOSISI, at)
    make_post(
        office.sekretaris, "kepala_dinas", office.dinas, at=at, mode="plh", start=at.date(), end=at.date()
    )
    clock(at + timedelta(minutes=5))
    assert "Disposisikan sebagai Plh. Kepala Dinas" in page(klien, office.sekretaris)
    kadis = page(klien, office.kadis)
    assert f"/kasus/{case.pk}/disposisi/" not in kadis
    assert "Jabatan Anda sedang dijalankan Plh. atau Plt." in kadis


def test_a_units_figures_wait_for_staf_then_kasi_then_kabid(
    office: Office, at: datetime, klien: Klien, clock: Callable[[datetime], None]
) -> None:
    journey = Journey(office, at).to(Step.PENGUMPULAN)
    clock(journey.now)
    assert "Isi data" in page(klien, office.staf_sd)
    kasi = page(klien, office.kasi_sd)
    assert "Tidak ada yang menunggu Anda" in kasi
    assert "Di meja lain pada unit Anda" in kasi
    assert "Isi data" not in page(klien, office.kabid_sd)
    journey.fill_and_send("sd")
    clock(journey.now)
    assert "Isian unit untuk diperiksa" in page(klien, office.staf_perencana)
    assert "Isi data" not in page(klien, office.staf_sd)


def test_a_unit_without_staf_has_its_head_fill(
    office: Office, at: datetime, klien: Klien, clock: Callable[[datetime], None]
) -> None:
    office.staf_paud.assignments.update(ended_at=at)
    journey = Journey(office, at).to(Step.PENGUMPULAN)
    clock(journey.now)
    assert "Isi data" in page(klien, office.kabid_paud)


def test_another_units_people_are_told_nothing_of_it(
    office: Office, at: datetime, klien: Klien, clock: Callable[[datetime], None]
) -> None:
    journey = Journey(office, at).to(Step.PENGUMPULAN)
    clock(journey.now)
    assert journey.case.title not in page(klien, office.kasubag_keuangan)
    assert "Bidang Pembinaan SMP" not in page(klien, office.staf_sd)


def test_the_penerima_surat_registers_letters_and_sees_where_they_are(
    office: Office, at: datetime, klien: Klien, clock: Callable[[datetime], None]
) -> None:
    case_at(office, Step.FORMAT, at, subject="Permintaan data sekolah")
    clock(at + timedelta(minutes=20))
    text = page(klien, office.penerima_surat)
    assert "Catat surat masuk" in text
    assert "Permintaan data sekolah" in text
    assert "di Kasubag Perencanaan" in text


def test_the_office_admin_sees_vacant_posts_and_no_case(
    office: Office, at: datetime, klien: Klien, clock: Callable[[datetime], None]
) -> None:
    case = case_at(office, Step.FORMAT, at)
    office.kasubag.assignments.update(ended_at=at)
    clock(at + timedelta(hours=1))
    text = page(klien, office.admin)
    assert "Kepala Sub Bagian Perencanaan" in text
    assert case.title not in text
    assert 'href="/pengelola/accounts/emergencyclosing/"' in text, "in an emergency nobody looks for it"


def test_a_vacant_post_puts_the_case_on_its_superiors_list(
    office: Office, at: datetime, klien: Klien, clock: Callable[[datetime], None]
) -> None:
    case_at(office, Step.FORMAT, at)
    office.kasubag.assignments.update(ended_at=at)
    clock(at + timedelta(hours=1))
    assert "Jabatan Kasubag Perencanaan kosong" in page(klien, office.sekretaris)
    assert "Jabatan Kasubag Perencanaan kosong" not in page(klien, office.kadis)


def test_the_leaders_see_the_week(
    office: Office, at: datetime, klien: Klien, clock: Callable[[datetime], None]
) -> None:
    case_at(office, Step.FORMAT, at)
    clock(at + timedelta(minutes=30))
    text = page(klien, office.kadis)
    assert "Pekan ini" in text
    assert "12–16 Oktober 2026" in text
    assert "Format disampaikan: Data Kinerja Triwulan III" in text
    assert "Pekan ini" not in page(klien, office.kasubag)


def test_a_signed_copy_waits_for_the_receipt_of_its_unit(
    office: Office, at: datetime, klien: Klien, clock: Callable[[datetime], None]
) -> None:
    journey = Journey(office, at).to(Final.SELESAI)
    clock(journey.tick())
    text = page(klien, office.kabid_smp)
    assert "Laporan untuk diterima" in text
    copy = journey.report.copies.get(unit=office.smp)
    assert f"/salinan/{copy.pk}/" in text
    assert "Laporan untuk diterima" not in page(klien, office.kasubag_keuangan)


def test_a_person_without_a_post_is_told_why_the_page_is_empty(
    office: Office, at: datetime, klien: Klien, clock: Callable[[datetime], None]
) -> None:
    clock(at)
    office.staf_sd.assignments.update(ended_at=at - timedelta(days=1))
    text = page(klien, office.staf_sd)
    assert "Anda belum memegang jabatan." in text
    assert "admin kantor" in text


@pytest.mark.parametrize(
    "who",
    ["kadis", "sekretaris", "kasubag", "staf_perencana", "penerima_surat", "kabid_sd", "staf_sd", "admin"],
)
def test_home_asks_at_most_twelve_questions_however_many_cases(
    office: Office,
    at: datetime,
    klien: Klien,
    clock: Callable[[datetime], None],
    django_assert_max_num_queries: Callable[[int], object],
    who: str,
) -> None:
    client = klien(getattr(office, who))
    for number, step in enumerate(
        (Step.DISPOSISI, Step.FORMAT, Step.PENGUMPULAN, Step.PENGUMPULAN, Step.DRAFT)
    ):
        journey = Journey(office, at + timedelta(minutes=number), number=f"{number}/X").to(step)
        if number == 3:
            journey.fill_and_send("sd")
    clock(at + timedelta(hours=3))
    client.get("/")  # the sliding session is written once in a while
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        assert client.get("/").status_code == 200
