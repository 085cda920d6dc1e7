"""A leaver's account: what would be left is shown, where nobody can follow it is refused, and nothing open stays behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts import calendar_link, policy
from accounts import office as services
from accounts.errors import Refusal
from accounts.models import Absence, AuditEntry, User
from accounts.office import absences, leaving, stand_ins
from accounts.roles import Mode, Role
from tests.factories import Office, make_person, make_post
from tests.workflow.perjalanan import Journey, give_certificate
from workflow.case import READ_SECRET, ReportRequest
from workflow.people.models import Handover
from workflow.sop import Step

pytestmark = pytest.mark.django_db
Klien = Callable[[User], Client]


def second_planner(office: Office, at: datetime) -> None:
    make_post(make_person("staf-dua", at=at), Role.STAF, office.perencanaan, start=at.date(), at=at)


def plt_kasubag(office: Office, at: datetime) -> None:
    stand_ins.appoint(
        person=office.kasubag_umum, unit=office.perencanaan, mode=Mode.PLT, start=at.date(), end=None, sk_number="1",
        by=office.admin, at=at,
    )  # fmt: skip


LEAVERS: list[tuple[Step, str, Callable[[Office, datetime], None] | None, str]] = [
    # where the case waits, who leaves, what was prepared, the words of the refusal ("" closes)
    (Step.FORMAT, "kasubag", None, "Kasubag Perencanaan memegang 1 pekerjaan terbuka"),
    (Step.FORMAT, "kasubag", plt_kasubag, ""),
    (Step.FORMAT, "sekretaris", None, ""),
    (Step.DRAFT, "staf_perencana", None, "Catat dulu staf lain"),
    (Step.DRAFT, "staf_perencana", second_planner, ""),
    (Step.PENGUMPULAN, "staf_sd", None, ""),
    (Step.PENGUMPULAN, "kasi_sd", None, ""),
    (Step.PENGUMPULAN, "kabid_sd", None, "Catat dulu Plt. atau Plh."),
    (Step.DISPOSISI, "kadis", None, "Kepala Dinas memegang"),
    (Step.DISPOSISI, "penerima_surat", None, "satu-satunya penerima surat"),
]


@pytest.mark.parametrize(("step", "who", "prepared", "refusal"), LEAVERS)
def test_an_account_closes_only_when_everything_open_has_a_holder(
    office: Office,
    at: datetime,
    step: Step,
    who: str,
    prepared: Callable[[Office, datetime], None] | None,
    refusal: str,
) -> None:
    journey = Journey(office, at).to(step)
    person = getattr(office, who)
    if prepared is not None:
        prepared(office, journey.now)
    now = journey.tick()
    if refusal:
        with pytest.raises(Refusal, match=refusal.replace(".", r"\.")):
            services.deactivate(person=person, by=office.admin, at=now)
        person.refresh_from_db()
        assert person.is_active
        assert person.assignments.filter(ended_at=None).exists()
        return
    expected = [one for one in leaving.follows(person, now) if one.to]
    assert expected, "what follows is said before"
    services.deactivate(person=person, by=office.admin, at=now)
    person.refresh_from_db()
    assert not person.is_active
    assert not person.assignments.filter(ended_at=None).exists()


def test_the_work_goes_with_a_handover_that_names_who_gave_it(office: Office, at: datetime) -> None:
    journey = Journey(office, at).to(Step.DRAFT)
    second_planner(office, at)
    services.deactivate(person=office.staf_perencana, by=office.admin, at=journey.tick())
    made = Handover.objects.get()
    assert made.gave_words == office.staf_perencana.name
    assert "Staf Dua" in made.received_words


def test_everything_personal_is_taken_away(office: Office, at: datetime, klien: Klien) -> None:
    case = Journey(office, at).case
    person = office.kabid_paud
    give_certificate(person, at)
    calendar_link.renew(person=person, at=at)
    policy.grant(user=person, act=READ_SECRET, obj=case, by=office.kadis, at=at)
    absences.record_absence(
        person=person, kind="cuti", start=at.date(), end=at.date() + timedelta(days=9), letter_number="", by=person, at=at
    )  # fmt: skip
    client = klien(person)
    assert client.get("/saya/").status_code == 200
    services.deactivate(person=person, by=office.admin, at=at)
    assert client.get("/saya/").status_code == 302
    assert policy.granted_keys(person, READ_SECRET, ReportRequest) == []
    assert not policy.has_grant(User.objects.get(pk=person.pk), READ_SECRET, case)
    assert person.certificates.get().revoked_at == at
    assert Absence.objects.get().ended_at == at
    entry = AuditEntry.objects.get(stream=f"pegawai:{person.pk}", act="akun ditutup")
    assert entry.detail["dicabut"] == [
        "tautan kalender",
        "1 izin pribadi",
        "sertifikat tanda tangan",
        "1 sesi masuk",
    ]


def test_sessions_of_the_leaver_are_deleted_and_nobody_elses(
    office: Office, at: datetime, klien: Klien
) -> None:
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    klien(office.kabid_paud), klien(office.kabid_paud), klien(office.kadis)
    services.deactivate(person=office.kabid_paud, by=office.admin, at=timezone.now())
    assert [one.get_decoded()["_auth_user_id"] for one in Session.objects.all()] == [str(office.kadis.pk)]


def test_the_page_shows_what_hinders_before_anything_is_done(
    office: Office, at: datetime, klien: Klien
) -> None:
    Journey(office, at).to(Step.FORMAT)
    client = klien(office.admin)
    path = f"/pejabat/keluar/{office.kasubag.pk}/"
    shown = client.get(path).content.decode()
    assert "Akun belum dapat ditutup" in shown
    assert "Catat dulu Plt. atau Plh." in shown
    assert client.post(path).status_code == 422
    done = client.post(f"/pejabat/keluar/{office.kabid_paud.pk}/", follow=True)
    assert "ditutup" in done.content.decode()
    assert not User.objects.get(pk=office.kabid_paud.pk).is_active
    assert client.get(f"/pejabat/keluar/{office.admin.pk}/").status_code == 404, "never one's own"


def test_the_admins_action_leads_to_the_page_for_one_person_at_a_time(office: Office, klien: Klien) -> None:
    client = klien(office.admin)
    path = reverse("admin:accounts_user_changelist")
    one = client.post(path, {"action": "close_account", "_selected_action": [office.kasi_sd.pk]})
    assert one["Location"] == f"/pejabat/keluar/{office.kasi_sd.pk}/"
    two = client.post(
        path,
        {"action": "close_account", "_selected_action": [office.kasi_sd.pk, office.kasi_smp.pk]},
        follow=True,
    )
    assert "Pilih satu pegawai saja" in two.content.decode()


def test_unticking_active_in_the_admin_asks_the_same_question(office: Office, at: datetime) -> None:
    Journey(office, at).to(Step.FORMAT)
    office.kasubag.is_active = False
    with pytest.raises(Refusal, match="pekerjaan terbuka") as refused:
        services.save_person(person=office.kasubag, by=office.admin, at=at + timedelta(hours=2))
    assert refused.value.field == "is_active"
