"""Step 9 on the screen: who gets a copy, the case closes, the receipts follow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from reports.models import Copy
from tests.factories import Office
from tests.workflow.perjalanan import Journey
from workflow.sop import Final, Step

pytestmark = pytest.mark.django_db
Klien = Callable[[User], Client]


@pytest.fixture
def journey(office: Office, at: datetime) -> Journey:
    """A case whose report is signed and waits to be handed out."""
    return Journey(office, at).to(Step.PENGGANDAAN)


@pytest.fixture(autouse=True)
def _clock(at: datetime) -> Any:
    with time_machine.travel(at + timedelta(hours=6), tick=False) as clock:
        yield clock


def address(journey: Journey) -> str:
    return reverse("workflow:penggandaan", args=[journey.case.pk])


def choice(journey: Journey, **changes: Any) -> dict[str, Any]:
    units = list(journey.report.submissions.values_list("unit_id", flat=True))
    return {"kunjungan": journey.visit.pk, "units": units, "requester": "on", "others": ""} | changes


def test_units_that_gave_data_and_the_requester_are_ticked_beforehand(
    journey: Journey, klien: Klien, office: Office
) -> None:
    page = klien(office.staf_perencana).get(address(journey)).content.decode()
    checked = [part.split(">")[0] for part in page.split("<input ") if "checked" in part.split(">")[0]]
    assert len(checked) == 4, checked
    assert "Bappelitbangda" in page
    assert "Sudah dibagikan" in page
    assert "Unduh PDF bertanda tangan" in page


def test_handing_out_closes_the_case_and_shows_who_has_not_confirmed(
    journey: Journey, klien: Klien, office: Office
) -> None:
    client = klien(office.staf_perencana)
    others = "Bagian Organisasi\r\n\r\n Inspektorat \r\nInspektorat"
    response = client.post(address(journey), choice(journey, others=others), follow=True)
    page = response.content.decode()
    journey.case.refresh_from_db()
    assert journey.case.state == Final.SELESAI
    assert Copy.objects.filter(report=journey.report).count() == 6
    assert "6 dari 6 penerima belum memberi tanda terima" in page
    assert page.count("Inspektorat") >= 1
    assert Copy.objects.filter(outside="Inspektorat").count() == 1


def test_without_any_recipient_the_cause_is_named_and_nothing_moves(
    journey: Journey, klien: Klien, office: Office
) -> None:
    data = choice(journey, units=[])
    del data["requester"]
    response = klien(office.staf_perencana).post(address(journey), data)
    assert response.status_code == 422
    assert "Belum ada penerima" in response.content.decode()
    journey.case.refresh_from_db()
    assert journey.case.state == Step.PENGGANDAAN


def test_a_unit_confirms_with_one_tap_and_once(journey: Journey, klien: Klien, office: Office) -> None:
    journey.distribute()
    copy = Copy.objects.get(unit=office.sd)
    confirm = reverse("salinan-terima", args=[copy.pk])
    case_page = reverse("workflow:kasus-rinci", args=[journey.case.pk])
    client = klien(office.kabid_sd)
    assert "Sudah saya terima" in client.get(case_page).content.decode()
    assert client.post(confirm, {"lalu": case_page})["Location"] == case_page
    copy.refresh_from_db()
    first = copy.received_at
    assert copy.received_by == office.kabid_sd
    client.post(confirm, {"lalu": case_page})
    copy.refresh_from_db()
    assert copy.received_at == first


def test_a_unit_cannot_confirm_for_another(journey: Journey, klien: Klien, office: Office) -> None:
    journey.distribute()
    copy = Copy.objects.get(unit=office.smp)
    klien(office.kabid_sd).post(reverse("salinan-terima", args=[copy.pk]), {})
    copy.refresh_from_db()
    assert copy.received_at is None


def test_a_receipt_from_outside_is_written_down_with_a_name(
    journey: Journey, klien: Klien, office: Office
) -> None:
    journey.distribute()
    copy = Copy.objects.exclude(outside="").get()
    client = klien(office.staf_perencana)
    confirm = reverse("salinan-terima", args=[copy.pk])
    client.post(confirm, {"lalu": address(journey), "nama": " "})
    copy.refresh_from_db()
    assert copy.received_at is None
    client.post(confirm, {"lalu": address(journey), "nama": "Sitti Rahma"})
    page = client.get(address(journey)).content.decode()
    assert "Sitti Rahma" in page
    assert "3 dari 4 penerima belum memberi tanda terima" in page


@pytest.mark.parametrize("who", ["kadis", "sekretaris", "kasubag"])
def test_leaders_read_the_page_but_do_not_hand_out(
    journey: Journey, klien: Klien, office: Office, who: str
) -> None:
    client = klien(getattr(office, who))
    assert "Ini giliran Staf Perencana" in client.get(address(journey)).content.decode()
    assert client.post(address(journey), choice(journey)).status_code == 403
    journey.case.refresh_from_db()
    assert journey.case.state == Step.PENGGANDAAN


@pytest.mark.parametrize("who", ["kabid_sd", "staf_sd", "penerima_surat", "admin"])
def test_the_list_of_recipients_does_not_exist_for_others(
    journey: Journey, klien: Klien, office: Office, who: str
) -> None:
    assert klien(getattr(office, who)).get(address(journey)).status_code == 404


def test_the_page_before_signing_says_what_it_waits_for(office: Office, at: datetime, klien: Klien) -> None:
    journey = Journey(office, at).to(Step.PARAF_KASUBAG)
    assert "belum dapat dibagikan" in klien(office.staf_perencana).get(address(journey)).content.decode()


def test_the_receipts_cost_the_same_however_many_they_are(
    journey: Journey, klien: Klien, office: Office, django_assert_max_num_queries: Any
) -> None:
    journey.distribute()
    client = klien(office.staf_perencana)
    client.get(address(journey))
    Copy.objects.bulk_create(
        Copy(
            report=journey.report, outside=f"Penerima {n}", sent_at=journey.now, sent_by=office.staf_perencana
        )
        for n in range(30)
    )
    with django_assert_max_num_queries(18):
        client.get(address(journey))
