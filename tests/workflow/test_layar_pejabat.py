"""The pages of who holds which post: Pejabat, a stand-in with its letter, leave and its proposals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Absence, Assignment, PostOrder, User
from accounts.office import absences
from accounts.posts import Desk
from accounts.roles import Mode, Pelaksana
from tests.factories import Office
from tests.workflow.perjalanan import case_at, scan_file
from workflow.sop import Step

pytestmark = pytest.mark.django_db
Klien = Callable[[User], Client]
NEW = "/pejabat/pengganti/baru/"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    monkeypatch.setattr(timezone, "now", lambda: at)


def typed(office: Office, **changes: Any) -> dict[str, Any]:
    return {
        "unit": office.dinas.pk, "person": office.sekretaris.pk, "mode": "plh", "start": "2026-10-12",
        "end": "14-10-2026", "sk_number": "800.1.11.1/12/2026",
    } | changes  # fmt: skip


def test_tu_enters_a_plh_after_reading_what_it_means_and_the_scan_is_sent_once(
    office: Office, klien: Klien, at: datetime
) -> None:
    client = klien(office.penerima_surat)
    asked = client.post(NEW, typed(office, scan=scan_file("SK")))
    text = asked.content.decode()
    assert asked.status_code == 200
    assert "tetapi hanya membaca dari 12-10-2026 sampai 14-10-2026" in text
    assert not PostOrder.objects.exists()
    token = asked.context["tertahan"].token
    kept = client.post(NEW, typed(office, aksi="simpan", pindaian=token), follow=True)
    order = PostOrder.objects.get()
    assert order.scan_name == "surat.pdf"
    assert order.scan.size > 0
    assert "Plh. Kepala Dinas" in kept.content.decode()
    file = client.get(f"/pejabat/pengganti/{order.assignment_id}/sk/")
    assert file["Content-Type"] == "application/pdf"
    assert klien(office.sekretaris).get(f"/pejabat/pengganti/{order.assignment_id}/sk/").status_code == 200
    assert klien(office.kabid_sd).get(f"/pejabat/pengganti/{order.assignment_id}/sk/").status_code == 404


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"person": "99999999999999999999"}, "tidak"),
        ({"unit": ""}, "belum diisi"),
        ({"end": ""}, "waktu tertentu"),
        ({"start": "31-02-2026"}, "tidak ada dalam kalender"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    office: Office, klien: Klien, changes: dict[str, Any], words: str
) -> None:
    response = klien(office.penerima_surat).post(NEW, typed(office, **changes))
    assert response.status_code == 422
    assert words in response.content.decode()
    assert "800.1.11.1/12/2026" in response.content.decode()


def test_a_file_that_is_no_scan_is_refused(office: Office, klien: Klien) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    response = klien(office.penerima_surat).post(
        NEW, typed(office, scan=SimpleUploadedFile("sk.pdf", b"bukan pdf"))
    )
    assert response.status_code == 422
    assert not PostOrder.objects.exists()


def test_leave_of_the_kepala_dinas_becomes_a_plh_by_one_tap_and_everybody_sees_it(
    office: Office, klien: Klien, at: datetime
) -> None:
    case = case_at(office, Step.DISPOSISI, at)
    kadis = klien(office.kadis)
    page = kadis.post(
        "/pejabat/cuti/baru/",
        {"kind": "cuti", "start": "2026-10-12", "end": "2026-10-14", "letter_number": "850/3/2026"}, follow=True,
    )  # fmt: skip
    absence = Absence.objects.get()
    assert absence.person == office.kadis, "only one's own, whatever is posted"
    assert "Plh. untuk Kepala Dinas" in page.content.decode()
    assert "belum ada yang mewakili" in klien(office.staf_sd).get("/pejabat/").content.decode()
    post = office.kadis.assignments.get()
    done = kadis.post(
        f"/pejabat/cuti/{absence.pk}/plh/{post.pk}/",
        {"person": office.sekretaris.pk, "sk_number": "850/3/2026"},
    )
    assert done.status_code == 302
    assert Desk(office.sekretaris, at).acts_as(Pelaksana.KEPALA_DINAS) is not None
    everybody = klien(office.staf_sd).get("/pejabat/").content.decode()
    assert "sedang cuti sampai 14-10-2026, diwakili" in everybody
    assert "diwakili Sekretaris" in klien(office.kasubag).get(f"/kasus/{case.pk}/").content.decode()


def test_a_confirmation_without_a_number_or_of_nobody_says_so(
    office: Office, klien: Klien, at: datetime
) -> None:
    absence = absences.record_absence(
        person=office.kadis,
        kind="cuti",
        start=at.date(),
        end=at.date(),
        letter_number="",
        by=office.kadis,
        at=at,
    )
    path = f"/pejabat/cuti/{absence.pk}/plh/{office.kadis.assignments.get().pk}/"
    without = klien(office.kadis).post(path, {"person": office.sekretaris.pk})
    assert without.status_code == 422
    assert "nomor SK" in without.content.decode()
    assert klien(office.kadis).post(path, {"person": "x", "sk_number": "1"}).status_code == 422
    assert klien(office.sekretaris).post(path, {"person": office.sekretaris.pk}).status_code == 404


def test_ending_the_leave_asks_about_the_plh(office: Office, klien: Klien, at: datetime) -> None:
    absence = absences.record_absence(
        person=office.kadis, kind="cuti", start=at.date(), end=at.date() + timedelta(days=2), letter_number="1",
        by=office.kadis, at=at,
    )  # fmt: skip
    post = absences.confirm_stand_in(
        absence=absence, post=office.kadis.assignments.get(), person=office.sekretaris, sk_number="", by=office.kadis, at=at
    )  # fmt: skip
    client = klien(office.kadis)
    assert "Akhiri juga sekarang" in client.get(f"/pejabat/cuti/{absence.pk}/selesai/").content.decode()
    client.post(f"/pejabat/cuti/{absence.pk}/selesai/", {"stand_ins": "akhiri"})
    assert Assignment.objects.get(pk=post.pk).ended_at == at
    assert Assignment.objects.filter(mode=Mode.PLH, ended_at=None).count() == 0


def test_pejabat_costs_the_same_however_many_posts(
    office: Office, klien: Klien, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    client = klien(office.kadis)
    client.get("/pejabat/")
    with django_assert_max_num_queries(14):
        client.get("/pejabat/")
