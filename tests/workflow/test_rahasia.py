"""A rahasia case is seen by those it reached, and by nobody through a side door."""

from __future__ import annotations

from datetime import datetime

import pytest

from accounts.posts import Desk
from reports.models import Submission
from tests.factories import Office
from tests.workflow.perjalanan import Journey, standard_format
from workflow.models import ReportRequest
from workflow.sop import Action, Step

pytestmark = pytest.mark.django_db

# fmt: off
SEEN: tuple[tuple[Step, str], ...] = (
    #  langkah                     siapa membuka kasus rahasia (unit SD, SMP, PAUD menerima format pada langkah 2)
    (Step.DISPOSISI,        "kadis"),
    (Step.FORMAT,           "kadis kasubag sekretaris"),
    (Step.PENGUMPULAN,      "kadis kasubag sekretaris staf_perencana kabid_sd kasi_sd staf_sd kabid_smp kasi_smp "
                            "staf_smp kabid_paud staf_paud"),
)
# fmt: on


@pytest.mark.parametrize(("step", "people"), SEEN, ids=[step.value for step, _ in SEEN])
def test_a_rahasia_case_is_open_to_exactly_these(
    step: Step, people: str, office: Office, at: datetime
) -> None:
    journey = Journey(office, at, sifat="rahasia").to(step)
    seen = {
        name
        for name, person in office.people.items()
        if ReportRequest.objects.visible_to(Desk(person, journey.now)).filter(pk=journey.case.pk).exists()
    }
    assert seen == set(people.split())


def test_the_sekretaris_does_not_come_to_a_rahasia_case_through_a_sub_bagian(
    office: Office, at: datetime
) -> None:
    journey = Journey(office, at, sifat="rahasia")
    journey.act(
        Action.DISPOSISIKAN, office.kadis, {"recipients": [office.perencanaan.pk], "instructions": ["proses"]}
    )  # the Sekretaris is not addressed
    form = standard_format(office, journey.case.period)
    journey.act(
        Action.SAMPAIKAN_FORMAT, office.kasubag,
        {"format": form.pk, "units": [office.sd.pk], "readers": [office.staf_perencana.pk]},
    )  # fmt: skip
    Submission.objects.filter(report=journey.report).update(unit=office.keuangan)
    visible = ReportRequest.objects.visible_to(Desk(office.sekretaris, journey.now))
    assert not visible.filter(pk=journey.case.pk).exists()
    assert (
        ReportRequest.objects.visible_to(Desk(office.kasubag_keuangan, journey.now))
        .filter(pk=journey.case.pk)
        .exists()
    )
