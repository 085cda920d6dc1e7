"""*Siapkan untuk*: an aide fills, the official confirms, changes or discards; the aide never acts, both names stay on record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from accounts import office as services
from accounts.errors import NotYours, Refusal
from accounts.models import Aide, AuditEntry, Message, User
from accounts.office import stand_ins
from accounts.office.aides import appoint_aide, may_be_aide, revoke_aide
from accounts.posts import Desk
from accounts.roles import Mode
from tests.factories import Office
from tests.workflow.perjalanan import Journey
from workflow.inbox import inbox
from workflow.letters import Sifat
from workflow.makers import sheet_of
from workflow.people.models import PreparedAct
from workflow.people.preparing import discard, prepare
from workflow.rules import PREPARABLE, acting_post, may_prepare
from workflow.sop import Action, Step

pytestmark = pytest.mark.django_db
Klien = Callable[[User], Client]
State = PreparedAct.State


def aide_of(office: Office, official: str, aide: str, at: datetime) -> Aide:
    person = getattr(office, official)
    return appoint_aide(official=person, aide=getattr(office, aide), by=person, at=at)


def fill(journey: Journey, by: User, action: Action = Action.DISPOSISIKAN, **data: object) -> PreparedAct:
    return prepare(
        case_id=journey.case.pk, visit_id=journey.visit.pk, action=action, data=data, by=by, at=journey.tick()
    )


ROLE_BY_ACT = [
    # where the case waits, official, aide, what the aide may fill there
    (Step.DISPOSISI, "kadis", "penerima_surat", {Action.DISPOSISIKAN, Action.CUKUP_DIKETAHUI}),
    (Step.DISPOSISI, "kadis", "staf_sd", {Action.DISPOSISIKAN, Action.CUKUP_DIKETAHUI}),
    (Step.DISPOSISI, "kadis", "staf_perencana", {Action.DISPOSISIKAN, Action.CUKUP_DIKETAHUI}),
    (Step.DISPOSISI, "kasubag", "staf_perencana", set()),
    (Step.FORMAT, "kasubag", "staf_perencana", set()),
    (Step.PENGUMPULAN, "kasubag", "staf_perencana", set()),
    (Step.PARAF_KASUBAG, "kasubag", "staf_perencana", {Action.PARAF_KASUBAG, Action.KEMBALIKAN_DRAFT}),
    (Step.PARAF_KASUBAG, "kasubag", "staf_sd", set()),
    (Step.PARAF_KASUBAG, "sekretaris", "staf_perencana", set()),
    (Step.PARAF_SEKRETARIS, "sekretaris", "kasubag", {Action.PARAF_SEKRETARIS, Action.KEMBALIKAN_DRAFT}),
    (Step.PARAF_SEKRETARIS, "sekretaris", "penerima_surat", set()),
    (Step.TANDA_TANGAN, "kadis", "sekretaris", {Action.KEMBALIKAN_DRAFT}),
    (Step.TANDA_TANGAN, "kadis", "penerima_surat", set()),
]


@pytest.mark.parametrize(("step", "official", "aide", "expected"), ROLE_BY_ACT)
def test_what_an_aide_may_fill(
    office: Office, at: datetime, step: Step, official: str, aide: str, expected: set[Action]
) -> None:
    journey = Journey(office, at).to(step)
    appointment = aide_of(office, official, aide, at)
    desk = Desk(getattr(office, aide), journey.now)
    assert {one for one in Action if may_prepare(journey.case, one, desk)} == expected
    for one in Action:
        if one in expected:
            assert acting_post(journey.case, one, desk) is None, "filling is not acting"
    revoke_aide(appointment=appointment, by=getattr(office, official), at=journey.now)
    later = Desk(getattr(office, aide), journey.now)
    assert not any(may_prepare(journey.case, one, later) for one in Action)


def test_a_signature_is_never_prepared_nor_a_rahasia_case(office: Office, at: datetime) -> None:
    assert not {Action.TANDATANGANI, Action.CATAT_BASAH, Action.BATALKAN} & set(PREPARABLE)
    journey = Journey(office, at, sifat=Sifat.RAHASIA)
    aide_of(office, "kadis", "penerima_surat", at)
    assert may_prepare(journey.case, Action.DISPOSISIKAN, Desk(office.penerima_surat, at)) is None


def test_whoever_is_appointed_is_staf_or_below_the_official(office: Office, at: datetime) -> None:
    fits = {name for name, person in office.people.items() if may_be_aide(office.kabid_sd, person, at)}
    staff = {"staf_perencana", "penerima_surat", "staf_sd", "staf_smp", "staf_paud"}
    assert fits == staff | {"kasi_sd"}
    with pytest.raises(Refusal, match="bukan staf atau bawahan"):
        aide_of(office, "kabid_sd", "kadis", at)
    with pytest.raises(NotYours):
        appoint_aide(official=office.kadis, aide=office.staf_sd, by=office.staf_sd, at=at)
    appoint_aide(official=office.kadis, aide=office.staf_sd, by=office.penerima_surat, at=at)
    with pytest.raises(Refusal, match="sudah menyiapkan"):
        appoint_aide(official=office.kadis, aide=office.staf_sd, by=office.kadis, at=at)


def test_the_official_confirms_in_one_tap_and_both_names_are_on_record(
    office: Office, at: datetime, klien: Klien
) -> None:
    journey = Journey(office, at)
    aide_of(office, "kadis", "penerima_surat", at)
    made = fill(
        journey, office.penerima_surat, recipients=[office.perencanaan.pk, office.sd.pk], instructions=["tanggapan"],
        note="Mohon data terbaru.",
    )  # fmt: skip
    client = klien(office.kadis)
    page = client.get(f"/kasus/{journey.case.pk}/disposisi/").content.decode()
    assert "Disiapkan oleh Penerima Surat, periksa dan setujui" in page
    assert "Mohon data terbaru." in page
    assert f'name="siapan" value="{made.pk}"' in page
    journey.act(
        Action.DISPOSISIKAN, office.kadis,
        {"recipients": made.data["recipients"], "instructions": made.data["instructions"], "note": "Diubah.", "prepared": made.pk},
    )  # fmt: skip
    visit = journey.case.visits.get(step=Step.DISPOSISI)
    assert (visit.finished_by, visit.prepared_name) == (office.kadis, "Penerima Surat")
    sheet = journey.case.dispositions.get()
    assert sheet.note == "Diubah."
    assert sheet_of(sheet).prepared == "Penerima Surat, Staf Sub Bagian Umum dan Kepegawaian"
    entry = AuditEntry.objects.get(stream=f"kasus:{journey.case.pk}", act="disposisikan")
    assert entry.actor == office.kadis
    assert entry.detail["disiapkan oleh"].startswith("Penerima Surat")
    made.refresh_from_db()
    assert made.state == State.DIPAKAI
    assert "(disiapkan Penerima Surat)" in client.get(f"/kasus/{journey.case.pk}/").content.decode()


def test_an_act_without_what_was_prepared_names_the_official_alone(office: Office, at: datetime) -> None:
    journey = Journey(office, at)
    aide_of(office, "kadis", "penerima_surat", at)
    made = fill(journey, office.penerima_surat, recipients=[office.perencanaan.pk])
    journey.dispose()
    made.refresh_from_db()
    assert made.state == State.GUGUR, "it died with the visit"
    assert journey.case.visits.get(step=Step.DISPOSISI).prepared_name == ""


def test_what_another_prepared_elsewhere_is_not_taken_for_this_visit(office: Office, at: datetime) -> None:
    first, second = Journey(office, at, number="1/A"), Journey(office, at, number="2/B")
    aide_of(office, "kadis", "penerima_surat", at)
    made = fill(first, office.penerima_surat, recipients=[office.perencanaan.pk])
    second.act(
        Action.DISPOSISIKAN, office.kadis, {"recipients": [office.perencanaan.pk], "prepared": made.pk}
    )
    assert second.case.visits.get(step=Step.DISPOSISI).prepared_name == ""
    made.refresh_from_db()
    assert made.state == State.MENUNGGU


def test_it_is_discarded_with_a_word_that_the_aide_reads(office: Office, at: datetime, klien: Klien) -> None:
    journey = Journey(office, at)
    aide_of(office, "kadis", "penerima_surat", at)
    made = fill(journey, office.penerima_surat, recipients=[office.perencanaan.pk])
    with pytest.raises(Refusal, match="sepatah kata"):
        discard(prepared_id=made.pk, word=" ", by=office.kadis, at=journey.tick())
    with pytest.raises(NotYours):
        discard(prepared_id=made.pk, word="x", by=office.sekretaris, at=journey.tick())
    discard(prepared_id=made.pk, word="Tambahkan bidang SMP.", by=office.kadis, at=journey.tick())
    assert (
        Message.objects.get(key__startswith=f"siapan-dibuang:{made.pk}:").recipient == office.penerima_surat
    )
    page = klien(office.penerima_surat).get(f"/kasus/{journey.case.pk}/siapkan/").content.decode()
    assert "Tambahkan bidang SMP." in page


def test_a_newer_one_takes_the_place_of_the_earlier(office: Office, at: datetime) -> None:
    journey = Journey(office, at)
    aide_of(office, "kadis", "penerima_surat", at)
    first = fill(journey, office.penerima_surat, recipients=[office.perencanaan.pk])
    fill(journey, office.penerima_surat, Action.CUKUP_DIKETAHUI, note="Bukan urusan kita.")
    first.refresh_from_db()
    assert first.state == State.GUGUR
    assert PreparedAct.objects.filter(state=State.MENUNGGU).count() == 1


def test_a_plh_does_not_inherit_the_aide_of_the_holder(office: Office, at: datetime) -> None:
    journey = Journey(office, at)
    aide_of(office, "kadis", "penerima_surat", at)
    stand_ins.appoint(
        person=office.sekretaris, unit=office.dinas, mode=Mode.PLH, start=at.date(), end=at.date(), sk_number="1",
        by=office.admin, at=at,
    )  # fmt: skip
    with pytest.raises(NotYours):
        fill(journey, office.penerima_surat, recipients=[office.perencanaan.pk])


def test_a_return_starts_with_the_note_of_the_aide(office: Office, at: datetime, klien: Klien) -> None:
    journey = Journey(office, at).to(Step.PARAF_SEKRETARIS)
    aide_of(office, "sekretaris", "kasubag", at)
    with pytest.raises(Refusal, match="harus diperbaiki"):
        fill(journey, office.kasubag, Action.KEMBALIKAN_DRAFT, note=" ")
    made = fill(journey, office.kasubag, Action.KEMBALIKAN_DRAFT, note="BAB II tanpa dasar target.")
    client = klien(office.sekretaris)
    assert "Periksa usul pengembalian" in client.get(f"/kasus/{journey.case.pk}/koreksi/").content.decode()
    path = f"/kasus/{journey.case.pk}/kembalikan/"
    assert "BAB II tanpa dasar target." in client.get(path).content.decode()
    sent = client.post(
        path, {"kunjungan": journey.visit.pk, "note": "BAB II tanpa dasar target.", "siapan": made.pk}
    )
    assert sent.status_code == 302
    assert journey.case.visits.get(step=Step.PARAF_SEKRETARIS).prepared_name == "Kasubag"


def test_the_aide_finds_it_at_home_and_reads_the_letter_but_opens_no_case(
    office: Office, at: datetime, klien: Klien
) -> None:
    journey = Journey(office, at)
    client = klien(office.staf_sd)
    assert client.get(f"/kasus/{journey.case.pk}/siapkan/").status_code == 404
    assert client.get(f"/surat/{journey.case.letter.pk}/pindaian/").status_code == 404
    appointment = aide_of(office, "kadis", "staf_sd", at)
    assert [one.case_id for one in inbox(Desk(office.staf_sd, at)).to_prepare] == [journey.case.pk]
    assert client.get(f"/surat/{journey.case.letter.pk}/pindaian/").status_code == 200
    assert client.get(f"/kasus/{journey.case.pk}/").status_code == 404
    sent = client.post(
        f"/kasus/{journey.case.pk}/siapkan/",
        {"kunjungan": journey.visit.pk, "action": "disposisikan", "recipients": [office.perencanaan.pk], "note": "x"},
    )  # fmt: skip
    assert sent.status_code == 302
    assert inbox(Desk(office.staf_sd, at)).to_prepare == []
    bad = client.post(
        f"/kasus/{journey.case.pk}/siapkan/", {"kunjungan": journey.visit.pk, "action": "tandatangani"}
    )
    assert bad.status_code == 422
    revoke_aide(appointment=appointment, by=office.kadis, at=at)
    assert client.get(f"/kasus/{journey.case.pk}/siapkan/").status_code == 404


def test_the_page_of_aides_appoints_and_revokes(office: Office, klien: Klien) -> None:
    kadis = klien(office.kadis)
    kadis.post("/pejabat/penyiap/", {"aide": office.staf_sd.pk})
    made = Aide.objects.get()
    assert (made.official, made.aide) == (office.kadis, office.staf_sd)
    assert klien(office.staf_sd).post("/pejabat/penyiap/", {"aide": office.staf_smp.pk}).status_code == 404
    assert klien(office.staf_sd).post(f"/pejabat/penyiap/{made.pk}/cabut/").status_code == 404
    assert "Cabut" in kadis.get("/pejabat/penyiap/").content.decode()
    assert kadis.post("/pejabat/penyiap/", {"aide": office.staf_sd.pk}).status_code == 422
    tu = klien(office.penerima_surat)
    tu.post("/pejabat/penyiap/", {"official": office.sekretaris.pk, "aide": office.staf_sd.pk})
    assert Aide.objects.count() == 2
    kadis.post(f"/pejabat/penyiap/{made.pk}/cabut/")
    made.refresh_from_db()
    assert made.revoked_at is not None


def test_a_leaver_prepares_for_nobody(office: Office, at: datetime) -> None:
    appointment = aide_of(office, "kadis", "staf_paud", at)
    services.deactivate(person=office.staf_paud, by=office.admin, at=at)
    appointment.refresh_from_db()
    assert appointment.revoked_at == at
