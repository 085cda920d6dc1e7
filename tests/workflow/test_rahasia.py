"""A rahasia case is seen by those it reached, and by nobody through a side door."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db.models import Q

from accounts import outbox
from accounts.models import Message
from accounts.posts import Desk
from accounts.worktime import in_wita
from reports.models import Submission
from tests.factories import Office
from tests.workflow.perjalanan import Journey, standard_format
from workflow.brief import send
from workflow.deadlines import extend
from workflow.models import ReportRequest
from workflow.people.assigning import assign_step
from workflow.reminders import run
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


def test_what_leaves_the_office_names_a_rahasia_case_by_its_agenda_number(
    office: Office, at: datetime
) -> None:
    """Reminder, digest, brief, assignment, extension: mail and gateway carry them past the office's own server."""
    journey = Journey(office, at, sifat="rahasia", sender="Inspektorat Khusus").to(Step.DRAFT)
    visit = journey.visit
    run(journey.now)
    assign_step(
        case_id=journey.case.pk, visit_id=visit.pk, person=office.staf_perencana, by=office.kasubag, at=journey.now
    )  # fmt: skip
    extend(
        case_id=journey.case.pk, visit_id=visit.pk, until=visit.due_at + timedelta(hours=1), reason="Data menyusul.",
        by=office.kasubag, at=journey.now,
    )  # fmt: skip
    day = in_wita(visit.opened_at).replace(hour=7, minute=30)
    for later in range(1, 6):
        morning = day + timedelta(days=later)
        send(morning)
        for half_hours in range(1, 17):
            run(morning + timedelta(minutes=30 * half_hours))
    told = Message.objects.filter(
        Q(key__startswith=f"kunjungan:{visit.pk}:") | Q(key__startswith="rangkuman:")
        | Q(key__startswith="ringkasan-pagi:") | Q(key__startswith="ditugaskan:")
    )  # fmt: skip
    kinds = {message.key.split(":")[0] for message in told}
    assert kinds == {"kunjungan", "rangkuman", "ringkasan-pagi", "ditugaskan"}
    for message in told:
        words = f"{message.subject} {message.body}"
        assert "Inspektorat" not in words, message.key
        assert "Kasus rahasia, agenda 0001" in words, message.key


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


@pytest.mark.parametrize(("sifat", "named"), [("rahasia", False), ("segera", True)])
def test_mail_about_a_unit_s_form_calls_a_rahasia_report_by_its_agenda_number_and_the_bell_by_its_title(
    sifat: str, named: bool, office: Office, at: datetime, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    journey = Journey(office, at, sifat=sifat, sender="Inspektorat Khusus").to(Step.PENGUMPULAN)
    journey.fill_and_send("sd")
    path, title = f"/isian/{journey.submission('sd').pk}/", journey.report.title
    told = Message.objects.filter(path=path)
    assert told
    assert all(title in message.subject for message in told)
    outbox.deliver(at=journey.tick())
    about = [one for one in mail.outbox if path in str(one.body)]
    assert about
    for one in about:
        html = str(one.alternatives[0][0])  # type: ignore[attr-defined]
        assert [title in words for words in (one.subject, html)] == [named, named]
        assert named or f"Kasus rahasia, agenda {journey.case.letter.agenda}" in one.subject
