"""The log of a case: everybody told about it, by which way, with which result."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts import notifications
from accounts.models import Delivery, User
from tests.factories import Office
from tests.workflow.perjalanan import Journey
from workflow.sop import Final

Klien = Callable[[User], Client]
pytestmark = pytest.mark.django_db


def test_the_log_tells_whom_when_by_which_way_and_with_which_result(
    office: Office, at: datetime, klien: Klien, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    journey = Journey(office, at).to(Final.SELESAI)
    case = journey.case
    assert case.report is not None
    isian = case.report.submissions.get(unit=office.sd)
    for number in range(50):
        notifications.tell(
            recipients=[office.staf_sd], key=f"uji:{number}", subject="Isian ditunggu", body="–",
            path=f"/isian/{isian.pk}/", at=at + timedelta(days=30, minutes=number),
        )  # fmt: skip
    notifications.tell(
        recipients=[office.kadis], key="lain", subject="Kasus lain", body="–", path="/kasus/987/", at=at
    )
    Delivery.objects.filter(message__key__startswith="uji:49").update(state="gagal", fault="alamat")
    client = klien(office.kasubag)
    address = f"/kasus/{case.pk}/kabar/"
    client.get(address)
    with django_assert_max_num_queries(22):
        page = client.get(address).content.decode()
    assert page.count("Isian ditunggu") == 40
    assert "Server surel menolak alamat ini." in page
    assert "Lonceng: belum dibaca" in page
    second = client.get(f"{address}?halaman=2").content.decode()
    assert second.count("Isian ditunggu") == 10
    assert "Kasus lain" not in page + second
    assert address in client.get(f"/kasus/{case.pk}/").content.decode()
    assert client.get(f"{address}?halaman=zzz").status_code == 200


@pytest.mark.parametrize(
    ("who", "status"),
    [("sekretaris", 200), ("staf_perencana", 200), ("kabid_sd", 404), ("staf_sd", 404), ("admin", 404)],
)
def test_it_is_for_those_who_see_the_whole_case(
    office: Office, at: datetime, klien: Klien, who: str, status: int
) -> None:
    journey = Journey(office, at).to(Final.SELESAI)
    assert klien(getattr(office, who)).get(f"/kasus/{journey.case.pk}/kabar/").status_code == status
