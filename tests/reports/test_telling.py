"""A unit's form that changes desks is announced to the new desk, and to nobody else."""

from __future__ import annotations

from datetime import datetime

import pytest

from accounts.models import Message
from reports.collection import services as collection
from tests.factories import Office
from tests.workflow.perjalanan import Journey
from workflow.sop import Step

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]


def told(path: str) -> list[tuple[str, str]]:
    found = Message.objects.filter(path=path).select_related("recipient").order_by("pk")
    return [(message.recipient.username, message.subject.split(":")[0]) for message in found]


def test_each_desk_of_the_unit_is_told_when_the_form_reaches_it(office: Office, at: datetime) -> None:
    journey = Journey(office, at).to(Step.PENGUMPULAN)
    journey.fill_and_send("sd")
    assert told(f"/isian/{journey.submission('sd').pk}/") == [
        ("kasi-sd", "Isian menunggu Anda"),
        ("kabid-sd", "Isian menunggu Anda"),
    ]


def test_a_returned_form_is_told_to_the_staf_of_that_unit_only(office: Office, at: datetime) -> None:
    journey = Journey(office, at).to(Step.PENGUMPULAN)
    journey.fill_and_send("sd")
    submission = journey.submission("sd")
    Message.objects.all().delete()
    collection.return_to_unit(
        submission=submission, note="Periksa Dapodik.", by=office.staf_perencana, at=journey.tick()
    )
    assert told(f"/isian/{submission.pk}/") == [("staf-sd", "Isian dikembalikan")]
    assert Message.objects.count() == 1
