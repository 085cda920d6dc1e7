"""What the office admin sets about signing: the way, a NIK that is never shown again, and requests without an answer."""

from __future__ import annotations

import json
import logging
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, User
from reports.models import LetterNumber, SigningAttempt, SigningChoice
from reports.signing import attempts
from reports.signing.models import Backend
from reports.signing.records import signing_choice
from sop_kinerja.logs import logging_config
from tests.factories import Office
from tests.reports.paper_data import prepared

pytestmark = pytest.mark.django_db
NIK = "7324011203800001"


@pytest.fixture
def pengelola(office: Office, klien: Any) -> Client:
    client: Client = klien(office.admin)
    return client


def person_form(person: User, **changes: str) -> dict[str, str]:
    return {
        "name": person.name, "username": person.username, "employment": person.employment, "nip": person.nip or "",
        "golongan": person.golongan, "email": person.email, "phone": "", "is_active": "on", "password": "", "nik": "",
    } | changes  # fmt: skip


def test_a_nik_is_written_once_and_shown_and_told_nowhere(pengelola: Client, office: Office) -> None:
    path = reverse("admin:accounts_user_change", args=[office.kadis.pk])
    assert pengelola.post(path, person_form(office.kadis, nik="7324 0112 0380 0001")).status_code == 302
    assert User.objects.get(pk=office.kadis.pk).nik == NIK
    page = pengelola.get(path).content.decode()
    assert "tersimpan tersandi" in page
    assert NIK not in page
    assert not [entry for entry in AuditEntry.objects.all() if NIK in json.dumps(entry.detail)]
    assert AuditEntry.objects.filter(detail__NIK="diisi").exists()
    assert pengelola.post(path, person_form(office.kadis)).status_code == 302, "left empty it stays"
    assert User.objects.get(pk=office.kadis.pk).nik == NIK
    assert pengelola.post(path, person_form(office.kadis, nik="-")).status_code == 302
    assert User.objects.get(pk=office.kadis.pk).nik == ""


@pytest.mark.parametrize("typed", ["123", "73240112038000012", "732401120380000x", "٧٣٢٤٠١١٢٠٣٨٠٠٠٠١"])
def test_what_is_no_nik_is_told(typed: str, pengelola: Client, office: Office) -> None:
    path = reverse("admin:accounts_user_change", args=[office.kadis.pk])
    response = pengelola.post(path, person_form(office.kadis, nik=typed))
    assert "NIK terdiri atas 16 angka" in response.content.decode()
    assert User.objects.get(pk=office.kadis.pk).nik == ""


def test_bsre_is_chosen_only_where_it_can_be_reached(pengelola: Client, settings: Any) -> None:
    path = reverse("admin:reports_signingchoice_add")
    wanted = {"backend": "bsre", "issuer": "BSrE", "wait_minutes": "15", "warn_days": "30"}
    assert "BSRE_URL" in pengelola.post(path, wanted).content.decode()
    assert not SigningChoice.objects.exists()
    settings.BSRE_URL, settings.BSRE_USER = "https://esign.contoh.go.id", "sop"
    assert pengelola.post(path, wanted).status_code == 302
    assert signing_choice().backend == Backend.BSRE
    assert pengelola.get(path).status_code == 403, "one row"


def test_the_admin_may_say_that_a_request_never_happened_after_the_wait(
    pengelola: Client, office: Office, at: datetime
) -> None:
    paper = prepared(office, at)
    attempts.begin(papers=[paper], kind=Backend.BSRE, act=uuid.uuid4(), by=office.kadis, at=at)
    row = SigningAttempt.objects.get()
    path = reverse("admin:reports_signingattempt_changelist")
    wanted = {"action": "declare_not_done", "_selected_action": [row.pk]}
    with time_machine.travel(at + timedelta(minutes=5), tick=False):
        pengelola.force_login(office.admin, backend="accounts.backends.NipOrUsernameBackend")
        assert "Tunggu sampai pukul" in pengelola.post(path, wanted, follow=True).content.decode()
    with time_machine.travel(at + timedelta(minutes=20), tick=False):
        pengelola.force_login(office.admin, backend="accounts.backends.NipOrUsernameBackend")
        assert "dicatat belum terjadi" in pengelola.post(path, wanted, follow=True).content.decode()
    row.refresh_from_db()
    assert (row.state, row.decided_by) == (SigningAttempt.State.DITOLAK, office.admin)


def test_of_a_number_only_the_one_in_srikandi_is_written(
    pengelola: Client, office: Office, at: datetime
) -> None:
    number = prepared(office, at).number
    path = reverse("admin:reports_letternumber_change", args=[number.pk])
    assert (
        pengelola.post(path, {"srikandi": "S-19/2026", "text": "lain", "state": "batal"}).status_code == 302
    )
    kept = LetterNumber.objects.get(pk=number.pk)
    assert (kept.srikandi, kept.text, kept.state) == ("S-19/2026", number.text, number.state)


def test_a_traceback_in_the_production_log_holds_no_local_variables(
    capsys: pytest.CaptureFixture[str],
) -> None:
    handler = logging.StreamHandler()
    formatter = logging_config(json=True, level="INFO")["formatters"]["structlog"]
    made = formatter["()"](**{name: value for name, value in formatter.items() if name != "()"})
    handler.setFormatter(made)
    logger = logging.getLogger("uji.sandi")
    logger.addHandler(handler)

    def sign(passphrase: str) -> None:
        raise RuntimeError("gagal")

    try:
        sign("Rahasia-BSrE#2026")
    except RuntimeError:
        logger.exception("tidak jadi")
    finally:
        logger.removeHandler(handler)
    said = capsys.readouterr().err
    assert "RuntimeError" in said
    assert "Rahasia-BSrE#2026" not in said
