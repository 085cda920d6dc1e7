"""The pages of the catalogue by Excel: who opens them, what they show, and what their buttons do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from reports.indicators.exchange.services import stage
from reports.indicators.models import CatalogueImport, Indicator
from tests.factories import Office
from tests.reports.catalogue_data import Rows, make_catalogue, sent, workbook
from tests.reports.data import make_indicator

pytestmark = pytest.mark.django_db

Klien = Callable[[User], Client]
SHEET: dict[str, Rows] = {"Indikator": (("Kode", "Satuan"), ("A-1", "orang"))}


def uploaded(client: Client, content: bytes) -> CatalogueImport:
    file = BytesIO(content)
    file.name = "perubahan.xlsx"
    response = client.post(reverse("katalog"), {"file": file})
    assert response.status_code == 302, response.content.decode()
    return CatalogueImport.objects.get()


def test_the_kasubag_uploads_looks_and_applies(office: Office, klien: Klien) -> None:
    make_indicator("A-1", office.sd)
    client = klien(office.kasubag)
    imported = uploaded(client, workbook(SHEET))
    address = reverse("katalog-impor", args=[imported.pk])
    page = client.get(address).content.decode()
    assert "<del>persen</del>" in page
    assert "<b>orang</b>" in page
    assert Indicator.objects.get().satuan == "persen"
    done = client.post(address, {"aksi": "terapkan", "sidik": imported.summary["digest"]}, follow=True)
    assert "Impor diterapkan" in done.content.decode()
    assert Indicator.objects.get().satuan == "orang"
    twice = client.post(address, {"aksi": "terapkan", "sidik": imported.summary["digest"]})
    assert twice.status_code == 422
    assert "sudah diterapkan" in twice.content.decode()


def test_a_preview_left_behind_answers_409_with_the_fresh_one(office: Office, klien: Klien) -> None:
    make_indicator("A-1", office.sd)
    client = klien(office.admin)
    imported = uploaded(client, workbook(SHEET))
    Indicator.objects.update(satuan="buah")
    address = reverse("katalog-impor", args=[imported.pk])
    answer = client.post(address, {"aksi": "terapkan", "sidik": imported.summary["digest"]})
    assert answer.status_code == 409
    assert "<del>buah</del>" in answer.content.decode()
    assert Indicator.objects.get().satuan == "buah"


def test_a_staf_perencana_sees_the_preview_and_who_applies_it(office: Office, klien: Klien) -> None:
    make_indicator("A-1", office.sd)
    client = klien(office.staf_perencana)
    imported = uploaded(client, workbook(SHEET))
    address = reverse("katalog-impor", args=[imported.pk])
    page = client.get(address).content.decode()
    assert "Terapkan semuanya" not in page
    assert "Kepala Sub Bagian Perencanaan" in page
    refused = client.post(address, {"aksi": "terapkan", "sidik": imported.summary["digest"]})
    assert refused.status_code == 404
    assert client.post(address, {"aksi": "periksa"}).status_code == 302
    assert Indicator.objects.get().satuan == "persen"


@pytest.mark.parametrize("who", ["kadis", "sekretaris", "staf_sd", "kabid_sd", "kasubag_umum"])
def test_nobody_else_finds_any_of_it(who: str, office: Office, klien: Klien, at: datetime) -> None:
    imported = stage(
        file=sent(workbook({"Indikator": (("Kode", "Satuan"), ("X", "y"))})), by=office.kasubag, at=at
    )
    client = klien(getattr(office, who))
    address = reverse("katalog-impor", args=[imported.pk])
    for path in (reverse("katalog"), reverse("katalog-ekspor"), reverse("katalog-templat"), address):
        assert client.get(path).status_code == 404
    assert client.post(address, {"aksi": "terapkan", "sidik": "x"}).status_code == 404
    assert client.post(reverse("katalog"), {"file": sent(b"x")}).status_code == 404
    assert "/katalog/" not in client.get("/").content.decode()


def test_the_list_of_formats_in_the_menu_leads_there(office: Office, klien: Klien) -> None:
    for who in (office.kasubag, office.staf_perencana, office.admin):
        client = klien(who)
        assert 'href="/format/"' in client.get("/").content.decode()
        assert 'href="/katalog/"' in client.get("/format/").content.decode()


def test_a_refused_file_is_said_beside_its_field(office: Office, klien: Klien) -> None:
    client = klien(office.kasubag)
    for post in ({}, {"file": sent(b"")}, {"file": sent(b"bukan excel")}):
        answer = client.post(reverse("katalog"), post)
        assert answer.status_code == 422
        assert "ringkasan-galat" in answer.content.decode()
    assert not CatalogueImport.objects.exists()


def test_wrong_cells_are_listed_and_nothing_can_be_applied(office: Office, klien: Klien) -> None:
    make_indicator("A-1", office.sd)
    client = klien(office.kasubag)
    imported = uploaded(client, workbook({"Indikator": (("Kode", "Arah"), ("A-1", "ke samping"))}))
    page = client.get(reverse("katalog-impor", args=[imported.pk])).content.decode()
    assert "Indikator!B2" in page
    assert "Terapkan semuanya" not in page
    assert "Perlu diperbaiki" in client.get(reverse("katalog")).content.decode()


def test_both_workbooks_come_as_downloads(office: Office, klien: Klien) -> None:
    make_catalogue(office)
    for name in ("katalog-ekspor", "katalog-templat"):
        answer = klien(office.kasubag).get(reverse(name))
        assert answer.content.startswith(b"PK")
        assert ".xlsx" in answer["Content-Disposition"]


def test_pages_ask_the_database_the_same_however_much_they_show(
    office: Office, klien: Klien, at: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        make_indicator(f"A-{number}", office.sd)
    rows: Rows = (("Kode", "Satuan"), *((f"A-{number}", "orang") for number in range(30)))
    imported = stage(file=sent(workbook({"Indikator": rows})), by=office.kasubag, at=at)
    client = klien(office.kasubag)
    for path in (reverse("katalog"), reverse("katalog-impor", args=[imported.pk])):
        with django_assert_max_num_queries(12):
            client.get(path)
    with django_assert_max_num_queries(22):
        client.get(reverse("katalog-ekspor"))
