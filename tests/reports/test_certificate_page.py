"""One's own certificate: seen, and given another passphrase, without anybody learning either."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from reports.signing import local
from reports.signing.storage import stored
from tests.factories import Office
from tests.reports.paper_data import PASSPHRASE, certificate

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]
Klien = Callable[[User], Client]
NEW = "sandi-baru-2027"


@pytest.fixture(autouse=True)
def clock(at: datetime) -> Any:
    with time_machine.travel(at, tick=False) as moved:
        yield moved


def typed(**changes: str) -> dict[str, str]:
    return {"old": PASSPHRASE, "new": NEW, "again": NEW} | changes


def test_a_new_passphrase_opens_the_same_certificate_and_the_old_one_does_not(
    klien: Klien, office: Office, at: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    row = certificate(office.kadis, at)
    former = Path(row.file.path)
    with django_capture_on_commit_callbacks(execute=True):
        assert klien(office.kadis).post(reverse("sertifikat"), typed()).status_code == 302
    row.refresh_from_db()
    local.open_key(stored(row.file), NEW)
    with pytest.raises(ValueError, match="salah"):
        local.open_key(stored(row.file), PASSPHRASE)
    assert not former.exists(), "the file the old passphrase opens is gone"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"old": "bukan-ini-sandinya"}, "Sandi lama salah"), ({"new": "pjg7xyz", "again": "pjg7xyz"}, "sedikitnya 8"),
        ({"again": "lain-lagi-2027"}, "tidak sama"), ({"new": PASSPHRASE, "again": PASSPHRASE}, "sama dengan sandi lama"),
        ({"new": ""}, "belum diisi"),
    ],
)  # fmt: skip
def test_a_refusal_is_a_sentence_and_shows_no_passphrase(
    changes: dict[str, str], said: str, klien: Klien, office: Office, at: datetime
) -> None:
    row = certificate(office.kadis, at)
    response = klien(office.kadis).post(reverse("sertifikat"), typed(**changes))
    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    assert not [value for value in typed(**changes).values() if value and value in page]
    local.open_key(stored(row.file), PASSPHRASE)


def test_planners_and_the_admin_see_the_offices_certificates_and_others_only_their_own(
    klien: Klien, office: Office, at: datetime
) -> None:
    certificate(office.kadis, at)
    for who, sees in (("kasubag", True), ("admin", True), ("kabid_sd", False)):
        page = klien(getattr(office, who)).get(reverse("sertifikat")).content.decode()
        assert (office.kadis.name in page) is sees, who
        assert "belum mempunyai sertifikat" in page
