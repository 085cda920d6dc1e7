"""The page of a case's time: two clocks, extension by the superior, waiting on others; and who may do what there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.errors import NotYours, Refusal
from accounts.models import Message, User
from accounts.roles import Mode, Role
from reports.collection import services as collection
from tests.factories import Office, make_post
from tests.workflow.perjalanan import Journey
from workflow import deadlines, pausing
from workflow.models import DueChange, Pause, ReportRequest
from workflow.services import current_visit
from workflow.sop import Action, Step

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]

Klien = Callable[[User], Client]
Clock = Callable[[datetime], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    def set_to(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_to


@pytest.fixture
def analysis(office: Office, at: datetime) -> Journey:
    """Monday 12 October 2026; step 4 is the Kasubag's, whose superior is the Sekretaris."""
    return Journey(office, at).to(Step.ANALISIS)


def post(client: Client, journey: Journey, **data: str) -> tuple[int, str]:
    answer = client.post(
        f"/kasus/{journey.case.pk}/waktu/", {"kunjungan": str(journey.visit.pk)} | data, follow=True
    )
    return answer.status_code, answer.content.decode()


def page(client: Client, journey: Journey, tail: str = "waktu/") -> str:
    answer = client.get(f"/kasus/{journey.case.pk}/{tail}")
    assert answer.status_code == 200
    return answer.content.decode()


# extension


def test_the_superior_extends_and_the_sop_norm_stays_beside_it(
    analysis: Journey, office: Office, klien: Klien, clock: Clock
) -> None:
    clock(analysis.tick())
    due = analysis.visit.due_at
    until = due + timedelta(days=1)
    status, text = post(
        klien(office.sekretaris), analysis, aksi="perpanjang", sampai=until.isoformat(), alasan="Menunggu data Dapodik."
    )  # fmt: skip
    assert status == 200
    assert analysis.visit.due_at == until
    for where in (text, page(klien(office.kasubag), analysis, "")):
        assert "Diperpanjang sampai" in where
        assert "oleh Sekretaris Dinas, dengan alasan “Menunggu data Dapodik”." in where
        assert "2 hari, sampai" in where
    table = page(klien(office.kadis), analysis, "")
    assert "(norma SOP " in table
    message = Message.objects.get(recipient=office.kasubag, subject__startswith="Tenggat diperpanjang")
    assert "Menunggu data" not in message.body  # an e-mail holds no more than number, step and time


def test_offered_due_times_are_working_moments_told_in_words(
    analysis: Journey, office: Office, klien: Klien, clock: Clock
) -> None:
    clock(analysis.tick())
    text = page(klien(office.sekretaris), analysis)
    assert text.count('name="sampai"') == 5
    assert "1 jam kerja: " in text
    assert "2 hari kerja: " in text
    assert "Perpanjang sebagai Sekretaris Dinas" in text


def test_an_overdue_step_is_offered_more_time_from_now(
    analysis: Journey, office: Office, klien: Klien, clock: Clock
) -> None:
    late = analysis.visit.due_at + timedelta(days=1, minutes=3)
    clock(late)
    offered = deadlines.offers(analysis.visit, late, _calendar())
    assert all(until > late for _, until in offered)
    status, _ = post(
        klien(office.sekretaris), analysis, aksi="perpanjang", sampai=offered[0][1].isoformat(), alasan="Rapat."
    )  # fmt: skip
    assert status == 200
    assert analysis.visit.due_at == offered[0][1]


def _calendar() -> deadlines.Calendar:
    from accounts.calendar import office_calendar

    return office_calendar()


REFUSED: tuple[tuple[str, dict[str, str], str], ...] = (
    ("no reason", {"sampai": "2026-10-16T10:00:00+08:00", "alasan": " "}, "Alasan: Isian ini belum diisi."),
    ("no choice", {"alasan": "Rapat."}, "Tenggat baru: Isian ini belum diisi."),
    ("nonsense", {"sampai": "besok", "alasan": "Rapat."}, "Pilih tenggat baru dari daftar ini."),
    ("own time left empty", {"sampai": "lain", "alasan": "Rapat."}, "Pilih tanggal dan jam tenggat yang baru."),
    ("too early", {"sampai": "lain", "waktu_lain": "2026-10-12T11:00", "alasan": "Rapat."}, "Tenggat baru harus sesudah"),
    ("a Sunday", {"sampai": "lain", "waktu_lain": "2026-10-18T11:00", "alasan": "Rapat."}, "di luar jam kantor"),
    ("too far", {"sampai": "lain", "waktu_lain": "2029-10-18T11:00", "alasan": "Rapat."}, "paling jauh tiga bulan"),
    ("the last year there is", {"sampai": "lain", "waktu_lain": "9999-12-31T11:00", "alasan": "Rapat."}, "paling jauh"),
    ("too long", {"sampai": "2026-10-16T10:00:00+08:00", "alasan": "a" * 501}, "500"),
)  # fmt: skip


@pytest.mark.parametrize(("why", "typed", "sentence"), REFUSED, ids=[row[0] for row in REFUSED])
def test_a_refused_extension_says_why_and_keeps_what_was_typed(
    analysis: Journey,
    office: Office,
    klien: Klien,
    clock: Clock,
    why: str,
    typed: dict[str, str],
    sentence: str,
) -> None:
    clock(analysis.tick())
    status, text = post(klien(office.sekretaris), analysis, aksi="perpanjang", **typed)
    assert status == 422
    assert sentence in text
    assert typed["alasan"].strip() in text
    assert not DueChange.objects.exists()


def test_only_the_superior_extends(analysis: Journey, office: Office, klien: Klien, clock: Clock) -> None:
    clock(analysis.tick())
    until = (analysis.visit.due_at + timedelta(days=1)).isoformat()
    expected = {
        office.kasubag: "Tenggat langkah Anda sendiri diperpanjang oleh Sekretaris Dinas",
        office.kadis: "diperpanjang oleh Sekretaris Dinas, atasan Kasubag Perencanaan",
        office.staf_perencana: "diperpanjang oleh Sekretaris Dinas, atasan Kasubag Perencanaan",
    }
    for person, sentence in expected.items():
        status, text = post(klien(person), analysis, aksi="perpanjang", sampai=until, alasan="Rapat.")
        assert status == 403
        assert sentence in text
    assert not DueChange.objects.exists()


def test_the_kepala_dinas_has_nobody_to_ask(letter_case: ReportRequest, office: Office, at: datetime) -> None:
    visit = current_visit(letter_case)
    assert visit is not None
    with pytest.raises(NotYours, match="tidak mempunyai atasan"):
        deadlines.extend(
            case_id=letter_case.pk, visit_id=visit.pk, until=at + timedelta(hours=2), reason="Rapat.", by=office.kadis,
            at=at,
        )  # fmt: skip


def test_above_a_vacant_superior_the_next_one_extends(
    analysis: Journey, office: Office, at: datetime
) -> None:
    office.sekretaris.assignments.update(ended_at=at)
    change = deadlines.extend(
        case_id=analysis.case.pk, visit_id=analysis.visit.pk, until=analysis.visit.due_at + timedelta(days=1),
        reason="Sekretaris kosong.", by=office.kadis, at=analysis.tick(),
    )  # fmt: skip
    assert change.by_title == "Kepala Dinas"


def test_a_second_post_does_not_extend_the_own_step(analysis: Journey, office: Office, at: datetime) -> None:
    office.sekretaris.assignments.update(ended_at=at)
    make_post(office.kasubag, Role.SEKRETARIS, office.sekretariat, mode=Mode.PLT, at=at)
    with pytest.raises(NotYours, match="Tenggat langkah Anda sendiri"):
        deadlines.extend(
            case_id=analysis.case.pk, visit_id=analysis.visit.pk, until=analysis.visit.due_at + timedelta(days=1),
            reason="Sendiri.", by=office.kasubag, at=analysis.tick(),
        )  # fmt: skip


def test_a_page_of_a_step_that_is_over_changes_nothing(
    analysis: Journey, office: Office, klien: Klien, clock: Clock
) -> None:
    old = str(analysis.visit.pk)
    until = (analysis.visit.due_at + timedelta(days=1)).isoformat()
    analysis.freeze()
    clock(analysis.tick())
    status, text = post(
        klien(office.sekretaris), analysis, aksi="perpanjang", sampai=until, alasan="Rapat.", kunjungan=old
    )
    assert status == 409
    assert "Langkah 4 sudah diselesaikan" in text


# waiting on others


def test_the_pelaksana_records_waiting_and_its_end(
    analysis: Journey, office: Office, klien: Klien, clock: Clock
) -> None:
    start = analysis.tick()
    clock(start)
    status, text = post(
        klien(office.kasubag), analysis, aksi="tunggu", alasan="Menunggu angka PDRB dari Bappelitbangda."
    )
    assert status == 200
    assert "Menunggu angka PDRB dari Bappelitbangda." in text
    clock(start + timedelta(minutes=40))
    assert "menunggu pihak lain <b>40 menit kerja</b>" in page(klien(office.sekretaris), analysis, "")
    assert "Akhiri masa menunggu, dan waktu tiap langkah" in page(klien(office.kasubag), analysis, "")
    status, text = post(klien(office.kasubag), analysis, aksi="lanjut")
    assert status == 200
    pause = Pause.objects.get(kind=Pause.Kind.LAINNYA)
    assert (pause.starts, pause.ends, pause.by_title) == (
        start, start + timedelta(minutes=40), "Kasubag Perencanaan",
    )  # fmt: skip


def test_the_superior_ends_a_wait_but_does_not_begin_one(analysis: Journey, office: Office) -> None:
    case, visit = analysis.case.pk, analysis.visit.pk
    with pytest.raises(NotYours, match="Hanya Kasubag Perencanaan"):
        pausing.begin(case_id=case, visit_id=visit, reason="x", by=office.sekretaris, at=analysis.tick())
    pausing.begin(case_id=case, visit_id=visit, reason="Menunggu.", by=office.kasubag, at=analysis.tick())
    with pytest.raises(Refusal, match="sudah berjalan"):
        pausing.begin(case_id=case, visit_id=visit, reason="Lagi.", by=office.kasubag, at=analysis.tick())
    with pytest.raises(NotYours, match="atau atasannya"):
        pausing.end(case_id=case, visit_id=visit, by=office.staf_perencana, at=analysis.tick())
    pausing.end(case_id=case, visit_id=visit, by=office.sekretaris, at=analysis.tick())
    with pytest.raises(Refusal, match="Tidak ada masa menunggu"):
        pausing.end(case_id=case, visit_id=visit, by=office.kasubag, at=analysis.tick())


def test_a_wait_needs_its_reason_and_an_unknown_button_is_refused(
    analysis: Journey, office: Office, klien: Klien, clock: Clock
) -> None:
    clock(analysis.tick())
    status, text = post(klien(office.kasubag), analysis, aksi="tunggu", alasan=" ")
    assert (status, "untuk apa: Isian ini belum diisi." in text) == (422, True)
    status, text = post(klien(office.kasubag), analysis, aksi="ngawur")
    assert (status, "Tombol ini tidak dikenal" in text) == (409, True)


def test_a_finished_step_ends_its_waiting(analysis: Journey, office: Office) -> None:
    visit = analysis.visit
    pausing.begin(
        case_id=analysis.case.pk, visit_id=visit.pk, reason="Menunggu.", by=office.kasubag, at=analysis.tick()
    )
    analysis.freeze()
    pause = Pause.objects.get(visit=visit)
    assert pause.ends == visit.__class__.objects.get(pk=visit.pk).finished_at


def test_a_recalled_disposition_was_nobodys_time(office: Office, at: datetime) -> None:
    journey = Journey(office, at).to(Step.FORMAT)
    visit = journey.visit
    journey.act(Action.TARIK_DISPOSISI, office.kadis, {"note": "Salah alamat."})
    pause = Pause.objects.get(visit=visit)
    assert (pause.kind, pause.starts, pause.ends) == (Pause.Kind.PENARIKAN, visit.opened_at, journey.now)


def open_units(journey: Journey) -> Pause | None:
    return Pause.objects.filter(kind=Pause.Kind.UNIT, ends__isnull=True).first()


def test_filling_for_the_first_time_is_what_the_norm_is_for_and_waiting_starts_at_the_units_due_time(
    office: Office, at: datetime
) -> None:
    journey = Journey(office, at).to(Step.PENGUMPULAN)
    pause = open_units(journey)
    assert pause is not None
    assert pause.starts == journey.submission("sd").due_at > journey.now
    journey.fill_and_send("sd")  # one lies with the staf perencana: nothing is waited for any more
    assert open_units(journey) is None
    assert not Pause.objects.exists()


def test_while_all_that_is_missing_was_sent_back_the_step_waits_on_the_units(
    office: Office, at: datetime
) -> None:
    journey = Journey(office, at).to(Step.PENGUMPULAN)
    for name in ("sd", "smp", "paud"):
        journey.fill_and_send(name)
    journey.accept("smp")
    for name in ("sd", "paud"):
        collection.return_to_unit(
            submission=journey.submission(name),
            note="Periksa lagi.",
            by=office.staf_perencana,
            at=journey.tick(),
        )
    returned = journey.now
    pause = open_units(journey)
    assert pause is not None
    assert (pause.starts, pause.reason) == (returned, "Menunggu isian SD, PAUD dan PNF.")
    journey.fill_and_send("sd")
    assert open_units(journey) is None
    assert Pause.objects.get().ends == journey.now


def test_data_sent_back_from_step_4_makes_step_3_wait_from_its_first_moment(
    analysis: Journey, office: Office
) -> None:
    analysis.act(Action.KEMBALIKAN_DATA, office.kasubag, {"units": [office.sd.pk], "note": "Angka keliru."})
    pause = open_units(analysis)
    assert pause is not None
    assert (pause.visit_id, pause.starts) == (analysis.visit.pk, analysis.now)


def test_a_longer_step_3_makes_the_waiting_start_later(office: Office, at: datetime) -> None:
    journey = Journey(office, at).to(Step.PENGUMPULAN)
    until = journey.visit.due_at + timedelta(hours=2)
    deadlines.extend(
        case_id=journey.case.pk, visit_id=journey.visit.pk, until=until, reason="Banjir.", by=office.kasubag,
        at=journey.tick(),
    )  # fmt: skip
    pause = open_units(journey)
    assert pause is not None
    assert pause.starts == until


# the page


def test_people_of_a_unit_read_no_reasons(
    analysis: Journey, office: Office, klien: Klien, clock: Clock
) -> None:
    clock(analysis.tick())
    assert klien(office.kabid_sd).get(f"/kasus/{analysis.case.pk}/waktu/").status_code == 404
    assert "Waktu langkah" not in page(klien(office.kabid_sd), analysis, "")


def test_the_page_of_a_closed_case_only_tells(
    office: Office, at: datetime, klien: Klien, clock: Clock
) -> None:
    journey = Journey(office, at).to(Step.DISPOSISI)
    journey.act(Action.CUKUP_DIKETAHUI, office.kadis, {"note": "Cukup diketahui."})
    clock(journey.tick())
    text = page(klien(office.kadis), journey)
    assert "tepat waktu" in text
    assert "<form" not in text.split("<main")[1].split("</main>")[0]


def test_the_page_asks_few_questions(
    analysis: Journey, office: Office, klien: Klien, clock: Clock,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:  # fmt: skip
    clock(analysis.tick())
    client = klien(office.sekretaris)
    page(client, analysis)
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        page(client, analysis)
