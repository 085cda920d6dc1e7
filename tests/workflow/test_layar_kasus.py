"""The case page, the list of running cases, the archive and the SOP page, as each role sees them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from tests.factories import Office
from tests.workflow.perjalanan import Journey, case_at
from workflow.services import current_visit
from workflow.sop import Action, Final, Step

Klien = Callable[[User], Client]
Clock = Callable[[datetime], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Let the screens be read at a chosen moment."""

    def set_to(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_to


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def test_the_page_says_where_the_case_is_and_since_when(
    office: Office, at: datetime, klien: Klien, clock: Clock
) -> None:
    case = case_at(office, Step.DISPOSISI, at)
    clock(at + timedelta(minutes=20))
    text = page(klien(office.sekretaris), f"/kasus/{case.pk}/")
    assert "Kini di <b>Kepala Dinas</b>" in text
    assert "dari 7 hari 5 jam menurut SOP" in text
    assert "Giliran Kepala Dinas, sisa 40 menit kerja" in text
    assert office.kadis.name in text
    own = page(klien(office.kadis), f"/kasus/{case.pk}/")
    assert "Giliran Anda, sisa 40 menit kerja" in own
    assert f'href="/kasus/{case.pk}/disposisi/"' in own


@pytest.mark.parametrize(
    ("step", "who", "url"),
    [
        (Step.DISPOSISI, "kadis", "disposisi"),
        (Step.FORMAT, "kasubag", "format"),
        (Step.PENGUMPULAN, "staf_perencana", "pengumpulan"),
        (Step.ANALISIS, "kasubag", "analisis"),
        (Step.DRAFT, "staf_perencana", "draft"),
        (Step.PARAF_KASUBAG, "kasubag", "koreksi"),
        (Step.PARAF_SEKRETARIS, "sekretaris", "koreksi"),
        (Step.TANDA_TANGAN, "kadis", "tanda-tangan"),
        (Step.PENGGANDAAN, "staf_perencana", "penggandaan"),
    ],
)
def test_only_whose_turn_it_is_gets_the_main_button(
    office: Office, at: datetime, klien: Klien, clock: Clock, step: Step, who: str, url: str
) -> None:
    journey = Journey(office, at).to(step)
    clock(journey.tick())
    address = f"/kasus/{journey.case.pk}/"
    for other in ("kadis", "sekretaris", "kasubag", "staf_perencana"):
        text = page(klien(getattr(office, other)), address)
        if other == who:
            assert "Giliran Anda," in text
            assert f'<a class="btn btn-utama" href="{address}{url}/">' in text
            assert "aksi-bawah" in text
        else:
            assert "Giliran Anda," not in text
            assert "aksi-bawah" not in text


def test_missing_units_are_named_to_planners(
    office: Office, at: datetime, klien: Klien, clock: Clock
) -> None:
    journey = Journey(office, at).to(Step.PENGUMPULAN)
    journey.fill_and_send("sd")
    clock(journey.tick())
    text = page(klien(office.staf_perencana), f"/kasus/{journey.case.pk}/")
    assert "0 dari 3 unit selesai" in text
    assert "Bidang Pembinaan SMP belum mengirim" in text
    assert "Bidang Pembinaan SD sudah mengirim, belum diperiksa" in text


def test_people_of_a_unit_see_their_own_data_and_no_other_unit(
    office: Office, at: datetime, klien: Klien, clock: Clock
) -> None:
    journey = Journey(office, at).to(Step.PENGUMPULAN)
    clock(journey.tick())
    own = journey.submission("sd")
    text = page(klien(office.staf_sd), f"/kasus/{journey.case.pk}/")
    assert f"/isian/{own.pk}/" in text
    assert f"/isian/{journey.submission('smp').pk}/" not in text
    assert "Bidang Pembinaan SMP" not in text
    assert f"/kasus/{journey.case.pk}/pengumpulan/" not in text


def test_people_of_a_unit_see_no_draft_before_signing(
    office: Office, at: datetime, klien: Klien, clock: Clock
) -> None:
    journey = Journey(office, at).to(Step.PARAF_SEKRETARIS)
    clock(journey.tick())
    text = page(klien(office.kabid_sd), f"/kasus/{journey.case.pk}/")
    assert "Draft laporan, versi" not in text
    assert "/koreksi/" not in text
    assert "Draft laporan, versi 1" in page(klien(office.kadis), f"/kasus/{journey.case.pk}/")


@pytest.mark.parametrize("who", ["kasubag_keuangan", "staf_smp", "admin", "penerima_surat"])
def test_a_case_that_is_not_ones_own_does_not_exist(
    office: Office, at: datetime, klien: Klien, clock: Clock, who: str
) -> None:
    case = case_at(office, Step.FORMAT, at)
    clock(at + timedelta(minutes=30))
    client = klien(getattr(office, who))
    assert client.get(f"/kasus/{case.pk}/").status_code == 404
    assert client.post(f"/kasus/{case.pk}/dilihat/", {"kunjungan": "1"}).status_code == 404


def test_a_return_shows_its_note_to_the_planners_only(
    office: Office, at: datetime, klien: Klien, clock: Clock
) -> None:
    journey = Journey(office, at).to(Step.PARAF_SEKRETARIS)
    note = "Angka putus sekolah SMP berbeda dengan Dapodik."
    journey.act(Action.KEMBALIKAN_DRAFT, office.sekretaris, {"note": note})
    clock(journey.tick())
    text = page(klien(office.staf_perencana), f"/kasus/{journey.case.pk}/")
    assert note in text
    assert "Kunjungan ke-2" in text
    assert "mengembalikan draft versi 1 ke langkah 5. Paraf atas versi itu gugur." in text
    assert note not in page(klien(office.kabid_sd), f"/kasus/{journey.case.pk}/")


def test_opening_the_page_changes_nothing_but_its_small_post_closes_the_recall(
    office: Office, at: datetime, klien: Klien, clock: Clock
) -> None:
    case = case_at(office, Step.FORMAT, at)
    clock(at + timedelta(minutes=10))
    visit = current_visit(case)
    assert visit is not None
    address = f"/kasus/{case.pk}/"
    text = page(klien(office.kasubag), address)
    assert f'hx-post="{address}dilihat/"' in text
    visit.refresh_from_db()
    assert visit.seen_at is None
    assert "Tarik kembali disposisi" in page(klien(office.kadis), address)

    foreign = klien(office.sekretaris).post(f"{address}dilihat/", {"kunjungan": visit.pk})
    visit.refresh_from_db()
    assert (foreign.status_code, visit.seen_at) == (204, None)

    assert klien(office.kasubag).get(f"{address}dilihat/").status_code == 405
    assert klien(office.kasubag).post(f"{address}dilihat/", {"kunjungan": visit.pk}).status_code == 204
    visit.refresh_from_db()
    assert visit.seen_at == at + timedelta(minutes=10)
    assert "Tarik kembali disposisi" not in page(klien(office.kadis), address)
    assert "dilihat/" not in page(klien(office.kasubag), address)


def test_only_the_kadis_is_offered_to_call_the_case_off(
    office: Office, at: datetime, klien: Klien, clock: Clock
) -> None:
    case = case_at(office, Step.FORMAT, at)
    clock(at + timedelta(minutes=10))
    assert "Batalkan kasus ini" in page(klien(office.kadis), f"/kasus/{case.pk}/")
    assert "Batalkan kasus ini" not in page(klien(office.kasubag), f"/kasus/{case.pk}/")


def test_a_vacant_post_is_said_with_the_cure(
    office: Office, at: datetime, klien: Klien, clock: Clock
) -> None:
    case = case_at(office, Step.FORMAT, at)
    office.kasubag.assignments.update(ended_at=at)
    clock(at + timedelta(hours=1))
    text = page(klien(office.sekretaris), f"/kasus/{case.pk}/")
    assert "Jabatan Kasubag Perencanaan sedang kosong" in text
    assert "Minta TU atau admin kantor menunjuk Plt. atau Plh." in text


@pytest.mark.parametrize(("wanted", "danger"), [(date(2026, 10, 13), True), (date(2026, 11, 30), False)])
def test_the_requesters_day_is_held_against_the_forecast(
    office: Office, at: datetime, klien: Klien, clock: Clock, wanted: date, danger: bool
) -> None:
    case = case_at(office, Step.FORMAT, at, requested_by=wanted)
    clock(at + timedelta(minutes=10))
    text = page(klien(office.kadis), f"/kasus/{case.pk}/")
    assert ("Melewati tanggal yang diminta" in text) is danger
    assert ("lebih awal." in text) is danger
    assert "Dengan norma SOP selesai" in text


def test_the_forecast_of_the_last_step_follows_the_norms_to_the_minute(
    office: Office, at: datetime, klien: Klien, clock: Clock
) -> None:
    # letter 12 Oct 09.00: due 10.00; +1 hari 13 Oct; +2 hari three times 15, 19, 21 Oct 10.00; then 4 x 1 jam,
    # the third of which ends at 14.00 because of the break 12.00-13.00
    case = case_at(office, Step.DISPOSISI, at)
    clock(at)
    text = page(klien(office.kadis), f"/kasus/{case.pk}/")
    assert "paling lambat 21 Okt 11.00" in text
    assert "paling lambat 21 Okt 12.00" in text
    assert "paling lambat 21 Okt 14.00" in text
    assert "Perkiraan selesai Rabu 21 Oktober, 15.00 WITA" in text


def test_a_finished_case_shows_its_paper_and_who_received_it(
    office: Office, at: datetime, klien: Klien, clock: Clock
) -> None:
    journey = Journey(office, at).to(Final.SELESAI)
    clock(journey.tick())
    address = f"/kasus/{journey.case.pk}/"
    text = page(klien(office.kadis), address)
    assert "Kesembilan langkah selesai" in text
    assert "Laporan bertanda tangan, 400.3/001/DIKBUD/2026" in text
    assert "Bidang Pembinaan SMP" in text
    own = page(klien(office.kabid_smp), address)
    assert "Sudah saya terima</button>" in own
    assert f"/laporan/{journey.report.pk}/unduh/" in own
    assert "Bidang Pembinaan SD" not in own
    copy = journey.report.copies.get(unit=office.smp)  # type: ignore[attr-defined]
    received = klien(office.kabid_smp).post(f"/salinan/{copy.pk}/terima/", {"lalu": address})
    assert received.status_code == 302
    copy.refresh_from_db()
    assert copy.received_at is not None
    assert "Sudah saya terima</button>" not in page(klien(office.kabid_smp), address).replace(
        "“Sudah saya terima”", ""
    )


def test_a_cancelled_case_tells_who_and_why(office: Office, at: datetime, klien: Klien, clock: Clock) -> None:
    journey = Journey(office, at).to(Step.FORMAT)
    journey.act(Action.BATALKAN, office.kadis, {"note": "Peminta menarik suratnya."})
    clock(journey.tick())
    text = page(klien(office.kasubag), f"/kasus/{journey.case.pk}/")
    assert "Kasus dibatalkan" in text
    assert "Peminta menarik suratnya." in text
    assert "Giliran" not in text


def test_a_long_history_is_folded_after_six_events(
    office: Office, at: datetime, klien: Klien, clock: Clock
) -> None:
    journey = Journey(office, at).to(Final.SELESAI)
    clock(journey.tick())
    text = page(klien(office.kadis), f"/kasus/{journey.case.pk}/")
    assert "Tampilkan 4 kejadian sebelumnya" in text


@pytest.mark.parametrize("state", [*Step, Final.SELESAI])
@pytest.mark.parametrize("who", ["kadis", "kabid_sd"])
def test_the_case_page_asks_at_most_fifteen_questions(
    office: Office,
    at: datetime,
    klien: Klien,
    clock: Clock,
    django_assert_max_num_queries: Callable[[int], object],
    state: Step | Final,
    who: str,
) -> None:
    journey = Journey(office, at).to(state)
    client = klien(getattr(office, who))
    clock(journey.tick())
    first = client.get(f"/kasus/{journey.case.pk}/")
    if first.status_code == 404:  # a unit knows of the case once the format has arrived
        assert who == "kabid_sd"
        assert state in (Step.DISPOSISI, Step.FORMAT)
        return
    with django_assert_max_num_queries(15):  # type: ignore[attr-defined]
        client.get(f"/kasus/{journey.case.pk}/")


# the lists


def test_running_cases_are_found_by_words_step_and_lateness(
    office: Office, at: datetime, klien: Klien, clock: Clock
) -> None:
    case_at(office, Step.DISPOSISI, at, number="1/A", sender="Inspektorat Daerah")
    case_at(office, Step.PENGUMPULAN, at, number="2/B", sender="Bappelitbangda")
    clock(at + timedelta(hours=3))
    client = klien(office.sekretaris)
    both = page(client, "/kasus/")
    assert "Surat menunggu disposisi Kepala Dinas" in both
    assert "belum mengirim" in both
    only_late = page(client, "/kasus/?telat=on")
    assert "Inspektorat Daerah" in only_late
    assert "belum mengirim" not in only_late
    assert "Inspektorat Daerah" not in page(client, "/kasus/?langkah=pengumpulan")
    assert "belum mengirim" not in page(client, "/kasus/?cari=inspektorat")
    assert "Tidak ada kasus yang cocok." in page(client, "/kasus/?cari=tidak-ada")


def test_lists_survive_nonsense_in_the_address(
    office: Office, at: datetime, klien: Klien, clock: Clock
) -> None:
    clock(at)
    client = klien(office.kadis)
    for address in (
        "/kasus/?hal=x&langkah=zz",
        "/kasus/?hal=-3",
        "/arsip/?hal=99999&tahun=abc&keadaan=?",
        "/sop/",
    ):
        page(client, address)
    assert client.get("/sop/?edisi=999").status_code == 404


def test_empty_lists_say_why_and_what_next(office: Office, at: datetime, klien: Klien, clock: Clock) -> None:
    clock(at)
    client = klien(office.kadis)
    assert "Kasus baru dibuka ketika surat yang meminta data kinerja dicatat." in page(client, "/kasus/")
    assert "Arsip masih kosong." in page(client, "/arsip/")


def test_the_archive_finds_a_report_by_its_number(
    office: Office, at: datetime, klien: Klien, clock: Clock
) -> None:
    journey = Journey(office, at).to(Final.SELESAI)
    running = case_at(office, Step.FORMAT, journey.tick(), number="9/Z")
    clock(journey.tick())
    client = klien(office.kadis)
    assert f"/kasus/{journey.case.pk}/" in page(client, "/arsip/?cari=400.3/001")
    assert f"/kasus/{running.pk}/" not in page(client, "/arsip/")
    assert f"/kasus/{running.pk}/" in page(client, "/arsip/?keadaan=semua&tahun=2026&cari=9/Z")
    assert f"/kasus/{journey.case.pk}/" not in page(client, "/arsip/?tahun=2025")


def test_lists_show_a_unit_only_its_own_cases(
    office: Office, at: datetime, klien: Klien, clock: Clock
) -> None:
    journey = Journey(office, at).to(Step.PENGUMPULAN)
    clock(journey.tick())
    address = f"/kasus/{journey.case.pk}/"
    assert address in page(klien(office.staf_sd), "/kasus/")
    assert address not in page(klien(office.kasubag_keuangan), "/kasus/")
    assert address not in page(klien(office.kasubag_keuangan), "/arsip/?keadaan=semua")


@pytest.mark.parametrize("address", ["/kasus/", "/arsip/?keadaan=semua", "/sop/"])
@pytest.mark.parametrize("who", ["kadis", "staf_sd"])
def test_lists_ask_at_most_ten_questions_however_many_rows(
    office: Office,
    at: datetime,
    klien: Klien,
    clock: Clock,
    django_assert_max_num_queries: Callable[[int], object],
    address: str,
    who: str,
) -> None:
    client = klien(getattr(office, who))
    for number in range(4):
        case_at(office, Step.PENGUMPULAN, at + timedelta(minutes=number), number=f"{number}/X")
    clock(at + timedelta(hours=1))
    client.get(address)
    with django_assert_max_num_queries(10):  # type: ignore[attr-defined]
        assert client.get(address).status_code == 200


def test_the_sop_stands_there_word_for_word_with_its_oddities(
    office: Office, at: datetime, klien: Klien, clock: Clock
) -> None:
    clock(at)
    text = page(klien(office.staf_sd), "/sop/")
    for words in (
        "Menerima surat masuk dan menugaskan kasub perencanaan untuk menyiapkan Laporan Data Kinerja",
        "Data dari bidang jikumpulkan oleh staf perencana",
        "400.3/ 301 /DIKBUD/2025",
        "MUHAMMAD SYUKRI, S.Sos",
        "Keterlambatan penyusunan Laporan Data Kinerja akan menghambat pelaksanaan kegiatan dinas",
        "dengan keganjilannya",
    ):
        assert words in text
