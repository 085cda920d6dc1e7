"""What was frozen, submitted, recorded or signed cannot be changed, not even past the services."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import DatabaseError, transaction

from accounts.models import Message
from reports.models import Analysis, CellChange, SignedPaper, Version
from tests.factories import Office
from tests.workflow.perjalanan import Journey
from workflow import reminders
from workflow.models import Reminder, StepRecord
from workflow.reminders import words
from workflow.sop import Final, Step

pytestmark = pytest.mark.django_db


def test_the_database_refuses_to_change_what_is_final(office: Office, at: datetime) -> None:
    Journey(office, at).to(Final.SELESAI)
    for model, change in (
        (Analysis, {"data": {}}),
        (Version, {"html": "lain"}),
        (CellChange, {"reason": "lain"}),
        (SignedPaper, {"signer_name": "ORANG LAIN"}),
    ):
        with pytest.raises(DatabaseError, match="tidak boleh diubah"), transaction.atomic():
            model.objects.update(**change)


def test_one_visit_that_cannot_be_told_of_does_not_silence_the_others(
    office: Office, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Journey(office, at).visit
    whole = Journey(office, at, number="000.8/999/ORG/2026")
    say = words.single

    def single(visit: StepRecord, *rest: object) -> tuple[str, str]:
        if visit.pk == broken.pk:
            raise RuntimeError("rusak")
        return say(visit, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(words, "single", single)
    reminders.run(at)
    assert [message.path for message in Message.objects.all()] == [f"/kasus/{whole.case.pk}/"]
    broken.refresh_from_db()
    assert not Reminder.objects.filter(visit=broken).exists(), "what could not be said does not count as said"
    assert broken.next_reminder_at is not None
    assert broken.next_reminder_at > at
    assert whole.case.step == Step.DISPOSISI
