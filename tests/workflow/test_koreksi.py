"""Correcting at the door of the case: open remarks stop paraf and signature, a superior's correction does not move the case."""

from __future__ import annotations

from datetime import datetime

import pytest

from accounts.errors import NotYours, Refusal
from accounts.models import Message, User
from reports.correcting import anchors
from reports.correcting.direct import Rewritten
from reports.models import DraftRemark, Paraf, SignedPaper, Version
from reports.signing import paraf
from tests.factories import Office
from tests.workflow.perjalanan import Journey, give_certificate
from workflow import correcting, signing
from workflow.sop import Action, Step

pytestmark = pytest.mark.django_db
SEAL = {Step.PARAF_KASUBAG: Action.PARAF_KASUBAG, Step.PARAF_SEKRETARIS: Action.PARAF_SEKRETARIS}


def newest(journey: Journey) -> Version:
    version = journey.report.versions.order_by("-number").first()
    assert version is not None
    return version


def pin(journey: Journey, by: User, text: str = "Sebut sumbernya.") -> DraftRemark:
    version = newest(journey)
    first = next(one for one in anchors.blocks(version) if one.kind == "paragraf")
    return correcting.pin(
        case_id=journey.case.pk, visit_id=journey.visit.pk, version_number=version.number, section=first.section,
        block=first.index, text=text, by=by, at=journey.tick(),
    )  # fmt: skip


def answer(journey: Journey, remark: DraftRemark, what: str, by: User, text: str = "") -> None:
    correcting.answer(
        case_id=journey.case.pk, visit_id=journey.visit.pk, remark_id=remark.pk, what=what, text=text, by=by,
        at=journey.tick(),
    )  # fmt: skip


def correct(journey: Journey, by: User, text: str = "Ditambahkan atasan.") -> Version:
    section = journey.report.sections.get(key="ikhtisar")
    return correcting.correct_directly(
        case_id=journey.case.pk, visit_id=journey.visit.pk, seen_number=newest(journey).number,
        rewritten=[Rewritten(section.pk, f"{section.text}<p>{text}</p>", section.version)], note="", by=by,
        at=journey.tick(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("step", "who"), [(Step.PARAF_KASUBAG, "kasubag"), (Step.PARAF_SEKRETARIS, "sekretaris")]
)
def test_a_paraf_is_refused_while_ones_own_remarks_stand_open(
    office: Office, at: datetime, step: Step, who: str
) -> None:
    journey, by = Journey(office, at).to(step), getattr(office, who)
    remarks = [pin(journey, by), pin(journey, by, "Kalimat ini terlalu panjang.")]
    with pytest.raises(Refusal, match="Masih ada 2 catatan Anda yang belum selesai"):
        journey.seal(SEAL[step], by)
    for remark in remarks:
        answer(journey, remark, "selesai", by)
    journey.seal(SEAL[step], by)
    assert journey.case.state == step.next


def test_the_writer_answers_and_the_corrector_confirms_over_the_next_version(
    office: Office, at: datetime
) -> None:
    journey = Journey(office, at).to(Step.PARAF_KASUBAG)
    remark = pin(journey, office.kasubag)
    journey.act(Action.KEMBALIKAN_DRAFT, office.kasubag, {"note": "Lihat catatan."})
    with pytest.raises(NotYours):
        answer(journey, remark, "selesai", office.kasubag)
    with pytest.raises(Refusal, match="milik Kasubag"):
        answer(journey, remark, "selesai", office.staf_perencana)
    answer(journey, remark, "perbaiki", office.staf_perencana, "Sumber ditambahkan.")
    journey.act(Action.AJUKAN_DRAFT, office.staf_perencana)
    with pytest.raises(Refusal, match="Masih ada 1 catatan"):
        journey.seal(Action.PARAF_KASUBAG, office.kasubag)
    answer(journey, remark, "selesai", office.kasubag)
    journey.seal(Action.PARAF_KASUBAG, office.kasubag)
    assert journey.case.state == Step.PARAF_SEKRETARIS


def test_a_remark_of_the_kadis_stops_the_signature_before_the_passphrase_is_used(
    office: Office, at: datetime
) -> None:
    journey = Journey(office, at).to(Step.TANDA_TANGAN)
    give_certificate(office.kadis, journey.now)
    remark = pin(journey, office.kadis)
    with pytest.raises(Refusal, match="Masih ada 1 catatan koreksi"):
        signing.prepare(
            case_id=journey.case.pk, visit_id=journey.visit.pk, by=office.kadis, at=journey.tick()
        )
    answer(journey, remark, "selesai", office.kadis)
    journey.sign()
    assert journey.case.state == Step.PENGGANDAAN


@pytest.mark.parametrize("who", ["staf_perencana", "sekretaris", "kadis", "kabid_sd", "admin"])
def test_only_whoevers_turn_it_is_remarks_and_corrects(office: Office, at: datetime, who: str) -> None:
    journey, by = Journey(office, at).to(Step.PARAF_KASUBAG), getattr(office, who)
    with pytest.raises(NotYours):
        pin(journey, by)
    with pytest.raises(NotYours):
        correct(journey, by)
    assert not DraftRemark.objects.exists()
    assert newest(journey).number == 1


# step of the correction · who · parafs the paper then carries (step, version)
CORRECTIONS = [
    (Step.PARAF_KASUBAG, "kasubag", [(6, 2), (7, 2)], 0),
    (Step.PARAF_SEKRETARIS, "sekretaris", [(6, 1), (7, 2)], 1),
    (Step.TANDA_TANGAN, "kadis", [(6, 1), (7, 1)], 2),
]


@pytest.mark.parametrize(("step", "who", "carried", "told"), CORRECTIONS)
def test_a_correction_leaves_the_case_where_it_is_and_earlier_parafs_over_what_they_certified(
    office: Office, at: datetime, step: Step, who: str, carried: list[tuple[int, int]], told: int
) -> None:
    journey = Journey(office, at).to(step)
    visit = journey.visit
    version = correct(journey, getattr(office, who))
    journey.case.refresh_from_db()
    assert (journey.case.state, journey.visit, version.number) == (step, visit, 2)
    messages = Message.objects.filter(key__startswith=f"koreksi:{version.pk}:")
    assert messages.count() == told, "who gave a paraf before is told"
    assert "Ditambahkan" not in "".join(one.body for one in messages), "no report data in a message"
    journey.to(Step.PENGGANDAAN)
    paper = SignedPaper.objects.get()
    assert paper.version == version
    assert [(seal.step, seal.version.number) for seal in paraf.carried(paper.version)] == carried


def test_a_correction_sets_the_prepared_paper_aside_and_keeps_its_number(
    office: Office, at: datetime
) -> None:
    journey = Journey(office, at).to(Step.TANDA_TANGAN)
    give_certificate(office.kadis, journey.now)
    first = signing.prepare(
        case_id=journey.case.pk, visit_id=journey.visit.pk, by=office.kadis, at=journey.tick()
    )
    correct(journey, office.kadis)
    first.refresh_from_db()
    assert first.state == SignedPaper.State.BATAL
    journey.sign()
    paper = SignedPaper.objects.get(state=SignedPaper.State.DITANDATANGANI)
    assert (paper.number, paper.version.number) == (first.number, 2)


def test_a_return_after_a_correction_voids_what_it_carried(office: Office, at: datetime) -> None:
    journey = Journey(office, at).to(Step.TANDA_TANGAN)
    correct(journey, office.kadis)
    journey.act(Action.KEMBALIKAN_DRAFT, office.kadis, {"note": "Susun ulang."})
    assert not Paraf.objects.filter(voided_at__isnull=True).exists()
    journey.to(Step.PENGGANDAAN)
    assert {seal.version.number for seal in paraf.carried(newest(journey))} == {3}


# who returns · where the edition leads · which parafs are left
BACK = [
    (Step.PARAF_SEKRETARIS, Step.DRAFT, set()),
    (Step.PARAF_SEKRETARIS, Step.PARAF_KASUBAG, set()),
    (Step.TANDA_TANGAN, Step.DRAFT, set()),
    (Step.TANDA_TANGAN, Step.PARAF_SEKRETARIS, {6}),
]


@pytest.mark.parametrize(("step", "target", "left"), BACK)
def test_a_return_goes_where_the_edition_says_and_voids_that_step_and_later(
    office: Office, at: datetime, step: Step, target: Step, left: set[int]
) -> None:
    journey = Journey(office, at).to(step)
    row = journey.case.edition.rows.get(step=step)
    type(row).objects.filter(pk=row.pk).update(jika_ditolak=target)
    who = office.sekretaris if step == Step.PARAF_SEKRETARIS else office.kadis
    with pytest.raises(Refusal, match="Tanpa catatan"):
        journey.act(Action.KEMBALIKAN_DRAFT, who, {"note": "  "})
    journey.act(Action.KEMBALIKAN_DRAFT, who, {"note": "Perbaiki."})
    assert journey.case.state == target
    assert {seal.step for seal in paraf.living(journey.report)} == left
    journey.to(Step.PENGGANDAAN)
    assert {seal.step for seal in paraf.living(journey.report)} == {6, 7}
