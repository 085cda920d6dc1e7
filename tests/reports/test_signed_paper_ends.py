"""A signed paper ends by being withdrawn or replaced, with a reason; nothing else of it can be written any more."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from reports.models import SignedPaper
from tests.factories import Office
from tests.reports import paper_data

pytestmark = pytest.mark.django_db
State = SignedPaper.State


def end(office: Office, at: datetime, **changes: Any) -> dict[str, Any]:
    return {
        "state": State.DICABUT, "ended_at": at, "ended_by": office.kadis, "ended_title": "Kepala Dinas",
        "ended_reason": "Angka SMP keliru.",
    } | changes  # fmt: skip


def test_a_signed_paper_may_be_withdrawn_with_a_reason(office: Office, at: datetime) -> None:
    paper = paper_data.signed(office, at)
    assert SignedPaper.objects.filter(pk=paper.pk).update(**end(office, at)) == 1


@pytest.mark.parametrize("lacking", [{"ended_reason": ""}, {"ended_at": None}, {"ended_by": None}])
def test_an_end_without_reason_moment_or_person_is_refused(
    lacking: dict[str, Any], office: Office, at: datetime
) -> None:
    paper = paper_data.signed(office, at)
    with pytest.raises(IntegrityError), transaction.atomic():
        SignedPaper.objects.filter(pk=paper.pk).update(**end(office, at, **lacking))


def test_replaced_names_the_paper_that_replaces_it(office: Office, at: datetime) -> None:
    paper = paper_data.signed(office, at)
    with pytest.raises(IntegrityError), transaction.atomic():
        SignedPaper.objects.filter(pk=paper.pk).update(**end(office, at, state=State.DIGANTIKAN))


@pytest.mark.parametrize(
    "change",
    [
        {"signer_name": "ORANG LAIN"}, {"signed_sha256": "0" * 64}, {"state": State.SIAP}, {"kind": "pengantar"},
        {"state": State.DICABUT, "signer_name": "ORANG LAIN"}, {"content": {"kepada": "lain"}}, {"ended_reason": "tanpa dicabut"},
    ],
)  # fmt: skip
def test_what_was_signed_is_refused_to_change(change: dict[str, Any], office: Office, at: datetime) -> None:
    paper = paper_data.signed(office, at)
    wanted = end(office, at) | change if change.get("state") == State.DICABUT else change
    with pytest.raises(DatabaseError, match="tidak boleh diubah"), transaction.atomic():
        SignedPaper.objects.filter(pk=paper.pk).update(**wanted)


@pytest.mark.parametrize("change", [{"ended_reason": "lain"}, {"state": State.DITANDATANGANI}])
def test_a_withdrawn_paper_stays_withdrawn(change: dict[str, Any], office: Office, at: datetime) -> None:
    paper = paper_data.signed(office, at)
    SignedPaper.objects.filter(pk=paper.pk).update(**end(office, at))
    with pytest.raises(DatabaseError, match="tidak boleh diubah"), transaction.atomic():
        SignedPaper.objects.filter(pk=paper.pk).update(**change)
