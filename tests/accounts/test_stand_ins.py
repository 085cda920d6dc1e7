"""Plt., Plh. and Pj. by TU or the admin: who may, what is refused, what is explained, and what is announced when."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import policy
from accounts.errors import NotYours, Refusal
from accounts.models import Assignment, AuditEntry, Message, PostOrder
from accounts.office import absences, end_assignment, stand_ins
from accounts.office.endings import announce_endings
from accounts.posts import Desk
from accounts.roles import Mode, Pelaksana
from tests.factories import Office

MONDAY = date(2026, 10, 12)
Appoint = Callable[..., Assignment]


@pytest.fixture
def appoint(office: Office, at: datetime) -> Appoint:
    def make(**changes: Any) -> Assignment:
        given: dict[str, Any] = {
            "person": office.sekretaris, "unit": office.dinas, "mode": Mode.PLH, "start": MONDAY,
            "end": MONDAY + timedelta(days=2), "sk_number": "800.1.11.1/12/2026", "by": office.penerima_surat, "at": at,
        }  # fmt: skip
        return stand_ins.appoint(**given | changes)

    return make


def test_tu_and_the_admin_enter_stand_ins_and_nobody_else_does(
    office: Office, at: datetime, appoint: Appoint
) -> None:
    allowed = {name for name, person in office.people.items() if policy.may(person, "tunjuk", Assignment, at)}
    assert allowed == {"admin", "penerima_surat"}
    with pytest.raises(NotYours, match="TU"):
        appoint(by=office.kasubag)
    assert not PostOrder.objects.exists()


def test_the_stand_in_acts_at_once_and_the_holder_only_reads(
    office: Office, at: datetime, appoint: Appoint
) -> None:
    post = appoint()
    assert Desk(office.sekretaris, at).acts_as(Pelaksana.KEPALA_DINAS) == post
    assert Desk(office.kadis, at).acts_as(Pelaksana.KEPALA_DINAS) is None
    assert post.order.entered_title == "Staf Sub Bagian Umum dan Kepegawaian"
    assert AuditEntry.objects.filter(stream=f"jabatan:{post.pk}", actor=office.penerima_surat).exists()
    told = set(
        Message.objects.filter(key__startswith=f"penunjukan:{post.pk}").values_list("recipient", flat=True)
    )
    assert told == {office.kadis.pk, office.sekretaris.pk}


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"sk_number": "  "}, "sk_number", "nomor SK"),
        ({"end": None}, "end", "waktu tertentu"),
        ({"end": MONDAY - timedelta(days=1)}, "end", "mendahului"),
        ({"mode": Mode.AN}, "mode", "Pilih Plt., Plh. atau Pj."),
        ({"person": "kadis"}, "person", "sendiri pejabat definitif"),
    ],
)
def test_what_cannot_be_is_refused_with_the_field_it_is_about(
    office: Office, appoint: Appoint, changes: dict[str, Any], field: str, words: str
) -> None:
    if isinstance(changes.get("person"), str):
        changes = {"person": getattr(office, changes["person"])}
    with pytest.raises(Refusal, match=words) as refused:
        appoint(**changes)
    assert refused.value.field == field


def test_one_post_has_one_plh_at_a_time_but_a_second_may_follow_the_ended_one(
    office: Office, at: datetime, appoint: Appoint
) -> None:
    first = appoint()
    with pytest.raises(Refusal, match="sudah tercatat sebagai Plh"):
        appoint(person=office.kabid_sd)
    end_assignment(assignment=first, by=office.admin, at=at)
    second = appoint(person=office.kabid_sd, at=at + timedelta(minutes=1))
    assert Desk(office.kabid_sd, at + timedelta(minutes=2)).acts_as(Pelaksana.KEPALA_DINAS) == second


def test_whoever_is_away_is_not_named(office: Office, at: datetime, appoint: Appoint) -> None:
    absences.record_absence(
        person=office.sekretaris, kind="dinas_luar", start=MONDAY, end=MONDAY, letter_number="", by=office.sekretaris, at=at
    )  # fmt: skip
    with pytest.raises(Refusal, match="dinas luar 12-10-2026"):
        appoint()


EXPLAINED = [
    # what is there besides the definitif Kadis, what is entered, words that must be said
    ([], {}, ["tetap Kepala Dinas, tetapi hanya membaca dari 12-10-2026 sampai 14-10-2026"]),
    (
        [{"mode": Mode.PLT, "person": "kabid_sd", "end": MONDAY + timedelta(days=20)}],
        {},
        ["Plt. Kepala Dinas Kabid Sd juga hanya membaca"],
    ),
    (
        [{}],
        {"mode": Mode.PLT, "person": "kabid_sd"},
        ["Plh. Kepala Dinas Sekretaris berjalan sampai 14-10-2026; selama itu ia yang bertindak"],
    ),
]


@pytest.mark.parametrize(("before", "entered", "said"), EXPLAINED)
def test_what_the_days_mean_beside_others_is_said_in_sentences(
    office: Office, at: datetime, appoint: Appoint, before: list[Any], entered: Any, said: list[str]
) -> None:
    def with_person(changes: dict[str, Any]) -> dict[str, Any]:
        return changes | ({"person": getattr(office, changes["person"])} if "person" in changes else {})

    for one in before:
        appoint(**with_person(one))
    post = appoint(**with_person(entered))
    sentences = " ".join(stand_ins.explain(post))
    for words in said:
        assert words in sentences


def test_days_on_which_nobody_would_hold_the_post_are_named(
    office: Office, at: datetime, appoint: Appoint
) -> None:
    end_assignment(assignment=office.kadis.assignments.get(), by=office.admin, at=at)
    post = appoint(mode=Mode.PLT, start=date(2026, 10, 15), end=date(2026, 10, 20))
    sentences = stand_ins.explain(post)
    assert any(
        "Dari 13-10-2026 sampai 14-10-2026 jabatan ini tidak dipegang siapa pun" in one for one in sentences
    )
    assert any("Mulai 21-10-2026 jabatan ini kosong" in one for one in sentences)


def test_a_scan_that_came_later_is_added_once(office: Office, at: datetime, appoint: Appoint) -> None:
    order = appoint().order
    scan = stand_ins.OrderScan(
        SimpleUploadedFile("sk.pdf", b"%PDF-1.4"), "sk.pdf", "application/pdf", "a" * 64
    )
    stand_ins.add_scan(order=order, scan=scan, by=office.penerima_surat, at=at)
    with pytest.raises(Refusal, match="sudah ada"):
        stand_ins.add_scan(order=order, scan=scan, by=office.penerima_surat, at=at)


def test_the_scan_is_for_the_post_its_superiors_tu_and_the_admin(
    office: Office, at: datetime, appoint: Appoint
) -> None:
    order = appoint(unit=office.sd, person=office.kasi_sd).order
    order = PostOrder.objects.select_related("assignment__unit__parent__parent").get(pk=order.pk)
    allowed = {name for name, person in office.people.items() if policy.may(person, "lihat", order, at)}
    assert allowed == {"kadis", "kabid_sd", "kasi_sd", "penerima_surat", "admin"}


ANNOUNCED = [
    # moment, stages said by then: the Plh. runs Monday 12 to Tuesday 20 October 2026
    (datetime(2026, 10, 14, 10), set()),
    (datetime(2026, 10, 15, 10), {"tiga-hari"}),
    (datetime(2026, 10, 17, 10), set()),  # Saturday
    (datetime(2026, 10, 19, 6), set()),  # before the office opens
    (datetime(2026, 10, 19, 10), {"tiga-hari"}),
    (datetime(2026, 10, 20, 10), {"hari-terakhir"}),
    (datetime(2026, 10, 21, 10), set()),
]


@pytest.mark.parametrize(("when", "stages"), ANNOUNCED)
def test_running_out_is_announced_three_working_days_before_and_on_the_last_day(
    office: Office, at: datetime, appoint: Appoint, when: datetime, stages: set[str]
) -> None:
    post = appoint(end=date(2026, 10, 20))
    announce_endings(when.replace(tzinfo=at.tzinfo))
    said = Message.objects.filter(key__startswith=f"pengganti-habis:{post.pk}:")
    assert {one.key.split(":")[3] for one in said} == stages


def test_each_announcement_is_made_once_to_stand_in_holder_tu_and_admin(
    office: Office, at: datetime, appoint: Appoint
) -> None:
    post = appoint(end=date(2026, 10, 20))
    for minutes in (0, 5, 60 * 24):
        announce_endings(datetime(2026, 10, 15, 10, tzinfo=at.tzinfo) + timedelta(minutes=minutes))
    said = Message.objects.filter(key__startswith=f"pengganti-habis:{post.pk}:")
    assert sorted(one.recipient_id for one in said if one.recipient_id) == sorted(
        person.pk for person in (office.sekretaris, office.kadis, office.penerima_surat, office.admin)
    )


def test_a_plh_of_two_days_has_no_warning_three_days_before(
    office: Office, at: datetime, appoint: Appoint
) -> None:
    post = appoint(end=MONDAY + timedelta(days=1))
    announce_endings(at)
    assert not Message.objects.filter(key__startswith=f"pengganti-habis:{post.pk}:").exists()
