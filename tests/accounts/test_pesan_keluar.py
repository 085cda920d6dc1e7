"""The page of what could not be sent, the bell by subject, and one's own choice of channels."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts import notifications, outbox
from accounts.channels.faults import explain
from accounts.models import AuditEntry, Channel, ChannelChoice, Delivery, Gateway, Message, User
from tests.factories import Office

Klien = Callable[[User], Client]
State, Fault = Delivery.State, Delivery.Fault


def tell(
    *people: User, at: datetime, key: str = "kunjungan:1:buka", path: str = "/kasus/1/", **extra: Any
) -> None:
    notifications.tell(
        recipients=people, key=key, subject=f"Judul rahasia {key}", body="Langkah 1.", path=path, at=at, **extra
    )  # fmt: skip


@pytest.fixture
def failed(office: Office, at: datetime) -> list[Delivery]:
    """Three that failed: two to the Kepala Dinas, one to the Sekretaris."""
    tell(office.kadis, at=at)
    tell(office.kadis, office.sekretaris, at=at + timedelta(minutes=1), key="salinan:1:1:1")
    Delivery.objects.update(state=State.FAILED, fault=Fault.ALAMAT, error="SMTP 550", attempts=1)
    return list(Delivery.objects.order_by("pk"))


# ── what failed ─────────────────────────────────────────────────────────────────────────────────
def test_the_page_says_to_whom_why_and_the_cure_but_not_what(
    office: Office, klien: Klien, failed: list[Delivery]
) -> None:
    page = klien(office.admin).get("/pesan-keluar/").content.decode()
    assert page.count("Server surel menolak alamat ini.") == 3
    assert "Periksa ejaan alamatnya di data pegawai" in page
    assert office.kadis.email in page
    assert "Pengingat langkah" in page
    assert "Judul rahasia" not in page
    assert "Langkah 1." not in page


@pytest.mark.parametrize("who", ["kadis", "kasubag", "staf_sd"])
def test_it_is_the_office_admins_page(office: Office, klien: Klien, who: str) -> None:
    client = klien(getattr(office, who))
    assert client.get("/pesan-keluar/").status_code == 404
    assert client.post("/pesan-keluar/", {"aksi": "semua"}).status_code == 404


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("", 3),
        ("cari=sekretaris", 1),
        ("saluran=gerbang", 0),
        ("saluran=surel&keadaan=gagal", 3),
        ("keadaan=menunggu", 0),
        ("keadaan=omong&saluran=kosong&halaman=-3", 3),
        ("halaman=2", 0),
        ("halaman=99999999999999999", 0),
    ],
)
def test_the_filter_narrows_and_nonsense_means_the_usual(
    office: Office, klien: Klien, failed: list[Delivery], query: str, rows: int
) -> None:
    page = klien(office.admin).get(f"/pesan-keluar/?{query}").content.decode()
    assert page.count('name="kirim"') == rows


@pytest.mark.parametrize(
    ("data", "again"),
    [
        ({"aksi": "pilihan", "kirim": ["0"]}, 1),
        ({"aksi": "pilihan", "kirim": []}, 0),
        ({"aksi": "pilihan", "kirim": ["abc", "9" * 30]}, 0),
        ({"aksi": "semua"}, 3),
        ({"aksi": "semua", "cari": "sekretaris"}, 1),
    ],
)
def test_what_is_chosen_goes_out_again_and_the_admin_is_on_record(
    office: Office, klien: Klien, failed: list[Delivery], data: dict[str, Any], again: int
) -> None:
    posted = data | {"kirim": [failed[0].pk if one == "0" else one for one in data.get("kirim", [])]}
    assert klien(office.admin).post("/pesan-keluar/", posted).status_code == 302
    assert Delivery.objects.filter(state=State.WAITING, attempts=0, fault="").count() == again
    assert AuditEntry.objects.filter(stream=outbox.AUDIT, actor=office.admin).count() == (1 if again else 0)


def test_the_page_asks_little_however_much_failed(
    office: Office, klien: Klien, at: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(60):
        tell(office.kadis, office.sekretaris, at=at, key=f"kunjungan:{number}:buka")
    Delivery.objects.update(state=State.FAILED, fault=Fault.SAMBUNGAN)
    client = klien(office.admin)
    client.get("/pesan-keluar/")
    with django_assert_max_num_queries(14):
        page = client.get("/pesan-keluar/").content.decode()
    assert page.count('name="kirim"') == 25
    assert "Halaman berikutnya" in page


def test_every_fault_of_every_channel_has_a_cause_and_a_cure() -> None:
    for channel in Channel:
        for fault in Fault:
            cause, cure = explain(channel, fault)
            assert cause.endswith(".")
            assert cure.endswith(".")


# ── the bell ────────────────────────────────────────────────────────────────────────────────────
def test_the_bell_groups_what_was_said_about_one_thing_unread_first(
    office: Office, klien: Klien, at: datetime
) -> None:
    tell(office.kadis, at=at, key="lama", path="/kasus/1/")
    tell(office.kadis, at=at + timedelta(hours=1), key="baru", path="/kasus/2/")
    tell(office.kadis, at=at + timedelta(hours=2), key="koreksi", path="/kasus/2/koreksi/")
    notifications.mark_read(person=office.kadis, at=at, thread="kasus/2")
    client = klien(office.kadis)
    page = client.get("/lonceng/").content.decode()
    assert page.count('<section class="kartu kabar-kasus"') == 2
    assert (
        page.index("Judul rahasia lama")
        < page.index("Judul rahasia koreksi")
        < page.index("Judul rahasia baru")
    )
    client.post("/lonceng/baca/", {"rangkaian": "kasus/1"})
    assert notifications.unread_count(office.kadis) == 0


def test_what_is_about_a_page_stands_under_the_name_of_the_page(
    office: Office, klien: Klien, at: datetime
) -> None:
    """Under its own subject it would be told twice."""
    tell(office.kadis, at=at, key="siap", path="/pejabat/penyiap/")
    page = klien(office.kadis).get("/lonceng/").content.decode()
    assert ">Pejabat dan pengganti</h2>" in page
    assert 'href="/pengingat/"' in page
    assert page.count("Judul rahasia siap") == 1


def test_a_long_conversation_is_folded_and_can_be_opened(office: Office, klien: Klien, at: datetime) -> None:
    for number in range(7):
        tell(office.kadis, at=at + timedelta(minutes=number), key=f"k{number}")
    client = klien(office.kadis)
    page = client.get("/lonceng/").content.decode()
    assert "3 pesan lain tentang ini" in page
    assert client.get("/lonceng/?rangkaian=kasus/1").content.decode().count("linimasa__tanda--anda") == 7
    assert "Belum ada pemberitahuan" in client.get("/lonceng/?rangkaian=kasus/2").content.decode()
    assert (
        "Belum ada pemberitahuan" in klien(office.staf_sd).get("/lonceng/?rangkaian=kasus/1").content.decode()
    )


def test_the_bell_page_asks_as_little_for_many_as_for_few(
    office: Office, klien: Klien, at: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(60):
        tell(office.kadis, at=at + timedelta(minutes=number), key=f"k{number}", path=f"/kasus/{number % 20}/")
    client = klien(office.kadis)
    client.get("/lonceng/")
    with django_assert_max_num_queries(15):
        page = client.get("/lonceng/").content.decode()
    assert page.count("kabar-kasus") == 12
    assert "kabar-kasus" in client.get("/lonceng/?halaman=2").content.decode()


def test_counting_for_the_bell_takes_three_queries_and_none_for_who_left(
    office: Office, klien: Klien, at: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    tell(office.kadis, at=at)
    client = klien(office.kadis)
    with django_assert_num_queries(3):
        assert 'data-jumlah-lonceng="1"' in client.get("/lonceng/jumlah/").content.decode()
    with django_assert_num_queries(0):
        response = Client().get("/lonceng/jumlah/", headers={"HX-Request": "true"})
    assert (response.status_code, response.content) == (286, b""), "htmx stops asking"


# ── my channels ─────────────────────────────────────────────────────────────────────────────────
def test_one_chooses_among_what_the_office_allows(office: Office, klien: Klien, at: datetime) -> None:
    client = klien(office.kadis)
    page = client.get("/saya/").content.decode()
    assert 'name="by_email"' in page
    assert 'name="by_gateway"' not in page, "the office uses no gateway"
    client.post("/saya/", {"email": office.kadis.email, "phone": "0812 3456 7890", "by_gateway": "on"})
    choice = ChannelChoice.objects.get()
    assert (choice.email, choice.gateway) == (False, False)
    tell(office.kadis, at=at)
    assert not Delivery.objects.exists()
    assert Message.objects.count() == 1


def test_saving_what_is_so_anyway_leaves_the_office_default_in_force(office: Office, klien: Klien) -> None:
    klien(office.kadis).post("/saya/", {"email": office.kadis.email, "phone": "", "by_email": "on"})
    assert not ChannelChoice.objects.exists()


def test_the_admin_sets_up_a_gateway_without_typing_its_secret(office: Office, klien: Klien) -> None:
    client = klien(office.admin)
    data = {
        "name": "Uji", "url": "https://contoh.invalid/kirim", "form": "json", "template": '{"target": "{nomor}"}',
        "number_form": "62", "auth": "bearer", "secret_name": "SECRET_KEY", "timeout": "15",
    }  # fmt: skip
    page = client.post("/pengelola/accounts/gateway/add/", data).content.decode()
    assert "diawali GERBANG_" in page
    assert not Gateway.objects.exists()
    assert (
        client.post("/pengelola/accounts/gateway/add/", data | {"secret_name": "GERBANG_A"}).status_code
        == 302
    )
    gateway = Gateway.objects.get()
    policy = {"email": "on", "email_default": "on", "gateway": str(gateway.pk), "quiet": "on"}
    assert client.post("/pengelola/accounts/channelpolicy/add/", policy).status_code == 302
    assert client.get("/pengelola/accounts/channelpolicy/add/").status_code == 403
    assert 'name="by_gateway"' in klien(office.kadis).get("/saya/").content.decode()
    assert {entry.act for entry in AuditEntry.objects.filter(stream="saluran")} == {
        "saluran diatur",
        "gerbang disimpan",
    }
