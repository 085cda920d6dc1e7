"""Two people and one copy at the same moment: one receipt, one reminder, one e-mail."""

from __future__ import annotations

from datetime import datetime

import pytest

from accounts.errors import Refusal
from accounts.models import AuditEntry, Message
from reports.distribution import nudges, services
from reports.distribution.models import Copy, CopyNudge
from reports.distribution.planning import Recipient
from tests.factories import Office
from tests.reports import paper_data
from tests.reports.test_collection_races import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _report_is_no_case_of_workflow(monkeypatch: pytest.MonkeyPatch) -> None:
    from reports import rules_paper

    monkeypatch.setattr(rules_paper, "_limits", [])


def test_whatever_two_press_at_once_happens_once(office: Office, at: datetime) -> None:
    report = paper_data.signed(office, at).report
    to = [Recipient(unit_id=office.sd.pk), Recipient(name="Bappelitbangda", email="arsip@contoh.go.id")]
    together(
        *[lambda: services.distribute(report=report, recipients=to, by=office.staf_perencana, at=at)] * 3
    )
    assert Copy.objects.count() == 2
    assert Message.objects.filter(address="arsip@contoh.go.id").count() == 1
    copy = Copy.objects.get(unit=office.sd)

    reminded = together(
        lambda: nudges.remind(copy=copy, by=office.staf_perencana, at=at),
        lambda: nudges.remind(copy=copy, by=office.kasubag, at=at),
    )
    assert sum(isinstance(one, Refusal) for one in reminded) == 1
    assert CopyNudge.objects.count() == 1

    confirmed = together(
        lambda: services.confirm_receipt(copy=copy, by=office.kabid_sd, at=at),
        lambda: services.confirm_receipt(copy=copy, by=office.kasi_sd, at=at),
    )
    names = {one.received_name for one in confirmed if isinstance(one, Copy)}
    copy.refresh_from_db()
    assert names == {copy.received_name}, "both are told the same receipt"
    assert AuditEntry.objects.filter(act="diterima").count() == 1
