"""A message failed, the admin mends the address and sends it again; the bell counts in the title of the tab."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.utils import timezone
from playwright.sync_api import expect

from accounts import notifications
from accounts.models import Delivery
from tests.browser.conftest import SitDown
from tests.factories import Office


def tell(office: Office, *keys: str, at: datetime) -> None:
    for key in keys:
        notifications.tell(
            recipients=[office.kadis],
            key=key,
            subject="Menunggu Anda",
            body="Langkah 1.",
            path="/kasus/1/",
            at=at,
        )


def test_the_admin_sends_again_what_failed(office: Office, sit_down: SitDown) -> None:
    tell(office, "kunjungan:1:buka", "kunjungan:2:buka", at=timezone.now())
    Delivery.objects.update(state=Delivery.State.FAILED, fault=Delivery.Fault.ALAMAT, attempts=1)
    seat = sit_down(office.admin)
    page = seat.open("/")
    page.get_by_role("link", name="Pesan keluar").click()
    expect(page.get_by_text("Server surel menolak alamat ini.")).to_have_count(2)
    page.get_by_role("checkbox").first.check()
    seat.press("Kirim ulang yang dicentang")
    expect(page.get_by_text("1 pesan masuk antrean lagi")).to_be_visible()
    expect(page.get_by_text("Server surel menolak alamat ini.")).to_have_count(1)
    seat.press("Kirim ulang semua yang cocok")
    expect(page.get_by_text("Tidak ada pesan yang gagal.")).to_be_visible()
    assert not Delivery.objects.filter(state=Delivery.State.FAILED).exists()
    assert seat.wrong == []


def test_the_bell_counts_in_the_title_and_rests_while_nobody_looks(office: Office, sit_down: SitDown) -> None:
    tell(office, "kunjungan:1:buka", at=timezone.now())
    seat = sit_down(office.kadis)
    page = seat.open("/lonceng/")
    expect(page).to_have_title(re.compile(r"^\(1\) Pemberitahuan"))
    asked: list[Any] = []
    page.on("request", lambda request: asked.append(request.url) if "jumlah" in request.url else None)
    page.evaluate(
        "Object.defineProperty(document, 'hidden', {get: () => window.tersembunyi, configurable: true})"
    )
    page.evaluate(
        "window.tersembunyi = true; htmx.trigger(document.querySelector('[data-lonceng]'), 'segarkan')"
    )
    page.wait_for_timeout(300)
    assert asked == []
    tell(office, "kunjungan:2:buka", at=timezone.now())
    page.evaluate("window.tersembunyi = false; document.dispatchEvent(new Event('visibilitychange'))")
    expect(page).to_have_title(re.compile(r"^\(2\) Pemberitahuan"))
    seat.press("Tandai semua sudah dibaca")
    expect(page).to_have_title(re.compile(r"^Pemberitahuan"))
    assert seat.wrong == []
