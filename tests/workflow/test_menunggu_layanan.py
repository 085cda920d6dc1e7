"""Step 8 waits on the signing service: from the request whose answer is lost until it is known, and while it does not work."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest

from reports.document_services import render_document
from reports.models import SignedPaper, SigningAttempt
from reports.signing import attempts
from reports.signing.backends import OutcomeUnknown, SigningRefused
from reports.signing.models import Backend
from tests.factories import Office
from tests.workflow.perjalanan import Journey
from workflow import signing
from workflow.models import Pause
from workflow.sop import Step

pytestmark = pytest.mark.django_db


@pytest.fixture
def journey(office: Office, at: datetime) -> Journey:
    return Journey(office, at).to(Step.TANDA_TANGAN)


@pytest.fixture
def paper(journey: Journey, office: Office) -> SignedPaper:
    paper = signing.prepare(
        case_id=journey.case.pk, visit_id=journey.visit.pk, by=office.kadis, at=journey.tick(), backend=Backend.BASAH
    )  # fmt: skip
    assert paper.document is not None
    assert render_document(pk=paper.document.pk, clock=journey.tick)
    paper.refresh_from_db()
    return paper


def ask(paper: SignedPaper, office: Office, at: datetime) -> SigningAttempt:
    return attempts.begin(papers=[paper], kind=Backend.BSRE, act=uuid.uuid4(), by=office.kadis, at=at)[0]


def pauses() -> list[tuple[datetime, datetime | None]]:
    return list(Pause.objects.filter(kind=Pause.Kind.LAYANAN).values_list("starts", "ends"))


def test_a_lost_answer_is_waited_for_from_the_request_until_somebody_knows(
    journey: Journey, paper: SignedPaper, office: Office
) -> None:
    asked = journey.tick()
    attempt = ask(paper, office, asked)
    assert pauses() == []  # an answer within seconds is nothing to wait for
    attempts.unknown(attempt, OutcomeUnknown("Hilang.", code="jawaban-hilang"), at=journey.tick())
    assert pauses() == [(asked, None)]
    settled = attempts.may_decide_at(attempt) + timedelta(minutes=1)
    attempts.declare_not_done(attempt=attempt, by=office.kadis, title="Kepala Dinas", at=settled)
    assert pauses() == [(asked, settled)]


def test_a_service_that_does_not_work_is_waited_for_until_the_next_try(
    journey: Journey, paper: SignedPaper, office: Office
) -> None:
    first = ask(paper, office, journey.tick())
    failed = journey.tick()
    attempts.refused(first, SigningRefused("Tidak terhubung.", code="tidak-terhubung"), at=failed)
    assert pauses() == [(failed, None)]
    again = journey.tick()
    ask(paper, office, again)
    assert pauses() == [(failed, again)]


def test_a_wrong_passphrase_is_nobody_elses_time(
    journey: Journey, paper: SignedPaper, office: Office
) -> None:
    attempt = ask(paper, office, journey.tick())
    attempts.refused(attempt, SigningRefused("Sandi keliru.", code="sandi"), at=journey.tick())
    assert pauses() == []
