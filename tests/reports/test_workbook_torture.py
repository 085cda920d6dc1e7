"""Every workbook of the torture set: applied or refused as told, never a 500, never a value dropped in silence."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from reports.collection.models import CellChange, Submission, Workbook
from reports.collection.workbook.services import cells_of
from reports.collection.workbook.writer import workbook_bytes
from reports.indicators.models import Format, PeriodKind
from reports.indicators.periods import period
from tests.factories import Office
from tests.reports.buku_kerja import Form, make_form, stored
from tests.reports.buku_kerja_siksa import Torture, build, tortures
from tests.reports.data import answer, make_report, open_all

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]
TORTURES = tortures()


def words(response: object) -> str:
    text = html.unescape(response.content.decode())  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text))


def other_files(form: Form, office: Office, at: datetime) -> dict[str, bytes]:
    """The file of another unit, and of the same unit in another case."""
    unit = Submission.objects.select_related("unit", "report__period").get(pk=form.collection.smp.pk)
    report = make_report(at, period(2026, PeriodKind.TRIWULAN, 2))
    again = open_all(office, at, form=Format.objects.get(), report=report)
    case = Submission.objects.select_related("unit", "report__period").get(pk=again.sd.pk)
    return {name: workbook_bytes(one, cells_of(one), at) for name, one in (("unit", unit), ("kasus", case))}


def test_the_set_is_large_and_every_name_is_its_own() -> None:
    assert len(TORTURES) >= 40
    assert len({one.name for one in TORTURES}) == len(TORTURES)


@pytest.mark.parametrize("torture", TORTURES, ids=lambda one: one.name)
def test_each_tortured_workbook_ends_as_told(
    torture: Torture,
    office: Office,
    at: datetime,
    klien: Callable[[User], Client],
) -> None:
    form = make_form(office, at)
    for code, text in torture.before.items():
        answer(form.collection, code, text, office, at)
    others = other_files(form, office, at) if torture.whose != "sendiri" else {}
    content = build(torture, form, others)
    for code, text in torture.meanwhile.items():
        answer(form.collection, code, text, office, at)
    before, client = stored(form), klien(office.staf_sd)
    history = CellChange.objects.count()

    upload = reverse("isian-excel", args=[form.submission.pk])
    response = client.post(upload, {"berkas": SimpleUploadedFile(torture.file_name, content)})

    if torture.refused:
        assert response.status_code == 422
        for word in torture.refused:
            assert word in words(response)
        assert not Workbook.objects.exists()
        assert stored(form) == before
        return
    assert response.status_code == 302, words(response)
    page = client.get(response["Location"])
    assert page.status_code == 200
    for word in torture.said:
        assert word in words(page)
    text = page.content.decode()
    ticked = re.findall(r'name="pilih" value="(\d+)"[^>]*checked', text)
    versions = dict(re.findall(r'name="(versi-\d+)" value="(\d+)"', text))
    assert stored(form) == before, "looking changes nothing"
    if ticked:
        assert client.post(response["Location"], {"pilih": ticked, **versions}).status_code == 302
    wanted = before | {
        code: (kind, None if value is None else Decimal(value))
        for code, (kind, value) in torture.applied.items()
    }
    assert stored(form) == wanted
    assert CellChange.objects.count() == history + len(ticked)
