"""Who may do what at which step: the expected answers are written out by hand, from the SOP and product notes.

Whoever does not stand in a line is refused with a sentence and moves nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from accounts.errors import NotYours, Refusal
from accounts.models import Assignment
from accounts.posts import Desk
from accounts.roles import Mode, Role
from tests.factories import Office, make_post
from workflow.models import ReportRequest, StepRecord
from workflow.rules import acting_post, why_not
from workflow.services import perform
from workflow.sop import Action, Final, Step

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]

# fmt: off
MAY: dict[str, dict[str, str]] = {
    #  langkah             tindakan                     siapa
    "disposisi":         {"disposisikan":              "kadis",
                          "cukup_diketahui":           "kadis",
                          "batalkan":                  "kadis"},
    "format":            {"sampaikan_format":          "kasubag",
                          "tarik_disposisi":           "kadis",
                          "batalkan":                  "kadis"},
    "pengumpulan":       {"selesaikan_pengumpulan":    "staf_perencana",
                          "batalkan":                  "kadis"},
    "analisis":          {"bekukan_analisis":          "kasubag",
                          "kembalikan_data":           "kasubag",
                          "batalkan":                  "kadis"},
    "draft":             {"ajukan_draft":              "staf_perencana",
                          "buka_analisis":             "staf_perencana",
                          "batalkan":                  "kadis"},
    "paraf_kasubag":     {"paraf_kasubag":             "kasubag",
                          "kembalikan_draft":          "kasubag",
                          "batalkan":                  "kadis"},
    "paraf_sekretaris":  {"paraf_sekretaris":          "sekretaris",
                          "kembalikan_draft":          "sekretaris",
                          "batalkan":                  "kadis"},
    "tanda_tangan":      {"tandatangani":              "kadis",
                          "catat_basah":               "kasubag sekretaris",
                          "kembalikan_draft":          "kadis",
                          "batalkan":                  "kadis"},
    "penggandaan":       {"bagikan":                   "staf_perencana",
                          "batalkan":                  "kadis"},
    "selesai":           {},
    "dibatalkan":        {},
    "diketahui":         {},
}
PEOPLE = (
    "kadis", "sekretaris", "kasubag", "staf_perencana", "penerima_surat", "kasubag_umum", "kasubag_keuangan",
    "kabid_sd", "kasi_sd", "staf_sd", "kabid_smp", "staf_smp", "admin",
)
# fmt: on


CaseIn = Callable[[str], ReportRequest]


def test_the_table_names_every_step_every_end_and_every_action() -> None:
    assert set(MAY) == set(Step.values) | set(Final.values)
    assert {action for line in MAY.values() for action in line} == set(Action.values)


@pytest.fixture
def case_in(letter_case: ReportRequest, at: datetime) -> CaseIn:
    """A case put in a state directly: only the question who may is asked of it."""

    def put(state: str) -> ReportRequest:
        case, edition = letter_case, letter_case.edition
        StepRecord.objects.filter(case=case).delete()
        ReportRequest.objects.filter(pk=case.pk).update(state=state)
        if state in Step.values:
            StepRecord.objects.create(
                case=case, step=state, pelaksana=edition.row(state).pelaksana, norm=edition.row(state).waktu,
                opened_at=at, due_at=at + timedelta(hours=1),
            )  # fmt: skip
        return ReportRequest.objects.get(pk=case.pk)

    return put


def stand_in(office: Office, at: datetime) -> Assignment:
    """The Sekretaris as Plh. Kepala Dinas for the day."""
    day = at.date()
    return make_post(
        office.sekretaris, Role.KEPALA_DINAS, office.dinas, at=at, mode=Mode.PLH, start=day, end=day
    )


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("state", list(MAY))
def test_only_the_pelaksana_of_the_table_may(
    state: str, person: str, case_in: CaseIn, office: Office, at: datetime
) -> None:
    case = case_in(state)
    visit = StepRecord.objects.filter(case=case, finished_at__isnull=True).first()
    by = getattr(office, person)
    desk = Desk(by, at)
    for action in Action:
        permitted = person in MAY[state].get(action.value, "").split()
        assert (acting_post(case, action, desk) is not None) is permitted, (state, person, action)
        if permitted:
            assert why_not(case, action, desk) is None
            continue
        assert why_not(case, action, desk)
        with pytest.raises(Refusal):
            perform(case_id=case.pk, action=action, visit_id=visit.pk if visit else 0, by=by, at=at)
    case = ReportRequest.objects.get(pk=case.pk)
    assert case.state == state


def test_while_a_plh_runs_the_plh_acts_and_the_definitif_only_reads(
    case_in: CaseIn, office: Office, at: datetime
) -> None:
    case = case_in("tanda_tangan")
    stand_in(office, at)
    acting, absent = Desk(office.sekretaris, at), Desk(office.kadis, at)
    post = acting_post(case, Action.TANDATANGANI, acting)
    assert post is not None
    assert post.jabatan == "Plh. Kepala Dinas"
    assert acting_post(case, Action.TANDATANGANI, absent) is None
    assert "Plh." in (why_not(case, Action.TANDATANGANI, absent) or "")


def test_the_day_after_the_plh_ends_the_definitif_acts_again(
    case_in: CaseIn, office: Office, at: datetime
) -> None:
    case = case_in("tanda_tangan")
    stand_in(office, at)
    tomorrow = at + timedelta(days=1)
    assert acting_post(case, Action.TANDATANGANI, Desk(office.kadis, tomorrow)) is not None
    assert acting_post(case, Action.TANDATANGANI, Desk(office.sekretaris, tomorrow)) is None


def test_one_person_in_two_posts_acts_in_each_and_skips_no_step(
    case_in: CaseIn, office: Office, at: datetime
) -> None:
    stand_in(office, at)
    desk = Desk(office.sekretaris, at)
    as_sekretaris = acting_post(case_in("paraf_sekretaris"), Action.PARAF_SEKRETARIS, desk)
    as_kadis = acting_post(case_in("tanda_tangan"), Action.TANDATANGANI, Desk(office.sekretaris, at))
    assert as_sekretaris is not None
    assert as_kadis is not None
    assert (as_sekretaris.jabatan, as_kadis.jabatan) == ("Sekretaris Dinas", "Plh. Kepala Dinas")


def test_an_act_that_means_a_visit_already_over_is_refused(
    case_in: CaseIn, office: Office, at: datetime
) -> None:
    case = case_in("disposisi")
    with pytest.raises(Refusal, match="usang"):
        perform(case_id=case.pk, action=Action.DISPOSISIKAN, visit_id=0, by=office.kadis, at=at)


def test_a_case_that_does_not_exist_answers_like_one_that_is_not_yours(office: Office, at: datetime) -> None:
    with pytest.raises(NotYours):
        perform(case_id=987654, action=Action.DISPOSISIKAN, visit_id=1, by=office.kadis, at=at)
