"""Uploads that were never applied go after a while; what was applied stays, and so does what is still fresh."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts import audit
from accounts.errors import Refusal
from accounts.models import AuditEntry
from reports.collection.models import Workbook
from reports.collection.workbook.services import apply_workbook
from reports.indicators.exchange.services import check_again
from reports.indicators.models import CatalogueImport
from reports.tasks import tidy
from reports.tidying import KEPT_DAYS, remove_unapplied
from tests.factories import Office
from tests.reports.data import open_all

pytestmark = pytest.mark.django_db(transaction=True)
CASES = (
    # applied, days old, stays
    (False, KEPT_DAYS + 1, False),
    (False, KEPT_DAYS - 1, True),
    (True, KEPT_DAYS + 400, True),
)


def upload(model: type[Workbook | CatalogueImport], office: Office, at: datetime, **more: object) -> Workbook | CatalogueImport:  # fmt: skip
    if model is Workbook:
        more["submission"] = open_all(office, at).sd
    return model.objects.create(
        file=ContentFile(b"isi", "a.xlsx"), name="a.xlsx", sha256="0" * 64, uploaded_by=office.staf_sd, **more
    )  # type: ignore[return-value]


@pytest.mark.parametrize("model", [Workbook, CatalogueImport])
@pytest.mark.parametrize(("applied", "days", "stays"), CASES)
def test_an_upload_stays_while_it_is_fresh_or_was_applied(
    model: type[Workbook | CatalogueImport], applied: bool, days: int, stays: bool, office: Office, at: datetime
) -> None:  # fmt: skip
    when = at - timedelta(days=days)
    kept = upload(model, office, at, uploaded_at=when, applied_at=when if applied else None)
    name = kept.file.name
    assert name
    assert remove_unapplied(at=at) == (0 if stays else 1)
    assert model.objects.filter(pk=kept.pk).exists() is stays
    assert default_storage.exists(name) is stays
    assert remove_unapplied(at=at) == 0
    told = AuditEntry.objects.filter(act__endswith="yang tidak diterapkan dihapus")
    assert [entry.detail["berkas"] for entry in told] == ([] if stays else ["a.xlsx"])
    assert audit.verify() == []


def test_a_file_that_is_gone_already_stops_nothing(office: Office, at: datetime) -> None:
    kept = upload(CatalogueImport, office, at, uploaded_at=at - timedelta(days=90))
    default_storage.delete(str(kept.file.name))
    tidy()
    assert not CatalogueImport.objects.exists()


def test_applying_what_was_removed_meanwhile_is_refused_with_a_cure(office: Office, at: datetime) -> None:
    old = at - timedelta(days=90)
    workbook = upload(Workbook, office, at, uploaded_at=old)
    imported = upload(CatalogueImport, office, at, uploaded_at=old)
    assert isinstance(workbook, Workbook)
    assert isinstance(imported, CatalogueImport)
    remove_unapplied(at=at)
    with pytest.raises(Refusal, match="Unggah lagi"):
        apply_workbook(workbook=workbook, ticked={1: 1}, by=office.staf_sd, at=at)
    with pytest.raises(Refusal, match="Unggah lagi"):
        check_again(imported=imported, by=office.kasubag, at=at)
