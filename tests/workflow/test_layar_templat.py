"""The template pages: changed by the Kasubag, a used version left alone, unknown placeholders named, shown with real figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.errors import NotYours, Refusal
from accounts.models import User
from reports.drafting import template_services as templates
from reports.drafting.cover_letter import cover_wording
from reports.drafting.generate import generate
from reports.models import ReportTemplate
from tests.factories import Office
from tests.formulir import form_with
from tests.reports import paper_data
from tests.reports.data import make_report

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]
Klien = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _clock(at: datetime) -> Any:
    with time_machine.travel(at + timedelta(hours=3), tick=False) as clock:
        yield clock


@pytest.fixture
def template() -> ReportTemplate:
    return ReportTemplate.objects.get(is_default=True)


def address(name: str, template: ReportTemplate | None = None) -> str:
    return reverse(f"workflow:{name}", args=[template.pk] if template else [])


def sent(client: Client, template: ReportTemplate, **changes: str) -> dict[str, list[str]]:
    """The page's own form with `changes` typed into it."""
    _, data = form_with(client.get(address("templat-rinci", template)), "Simpan")
    return data | {name: [value] for name, value in changes.items()}


def test_the_office_begins_with_the_chapters_of_a_laporan_kinerja(
    template: ReportTemplate, klien: Klien, office: Office
) -> None:
    page = klien(office.kasubag).get(address("templat")).content.decode()
    assert "Laporan Data Kinerja" in page
    assert "Untuk laporan baru" in page
    detail = klien(office.kasubag).get(address("templat-rinci", template)).content.decode()
    for said in (
        "BAB III AKUNTABILITAS KINERJA",
        "B. Realisasi Anggaran",
        "{rata_rata_kantor}",
        "Surat pengantar",
    ):
        assert said in detail


def test_the_kasubag_changes_a_sentence_and_adds_a_section_in_between(
    template: ReportTemplate, klien: Klien, office: Office
) -> None:
    client = klien(office.kasubag)
    last = template.sections.count()
    data = sent(
        client, template,
        **{"bagian-0-text": "Ikhtisar {periode}.", f"bagian-{last}-heading": "D. Sumber Data", f"bagian-{last}-level": "2",
           f"bagian-{last}-order": "55", f"bagian-{last}-text": "Dapodik dan BPS."},
    )  # fmt: skip
    response = client.post(address("templat-rinci", template), data)
    assert response.status_code == 302, response.content.decode()
    sections = list(template.sections.all())
    assert sections[0].text == "Ikhtisar {periode}."
    assert [one.heading for one in sections][4:7] == [
        "C. Isu yang Perlu Perhatian",
        "D. Sumber Data",
        "BAB II PERENCANAAN KINERJA",
    ]
    template.refresh_from_db()
    assert (template.version, template.changed_by) == (1, office.kasubag)


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("bagian-0-text", "Angka {perode}.", "tanda {perode} tidak dikenal. Mungkin maksudnya {periode}?"),
        ("bagian-0-text", "Angka {unit}.", "hanya dapat dipakai pada bagian yang ditulis untuk tiap unit"),
        ("bagian-1-heading", "BAB I {xyzzy}", "tanda {xyzzy} tidak dikenal. Pilih dari daftar"),
        ("bagian-0-blocks", "grafik", "hanya ada pada bagian yang ditulis untuk tiap unit"),
        ("letter_text", "Yth. {peminat}", "Mungkin maksudnya {peminta}?"),
        ("name", "", "Isian ini belum diisi"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_refused_with_the_cure_and_nothing_typed_is_lost(
    template: ReportTemplate, klien: Klien, office: Office, field: str, typed: str, said: str
) -> None:
    client = klien(office.kasubag)
    response = client.post(
        address("templat-rinci", template),
        sent(client, template, **{field: typed, "letter_subject": "Hal baru"}),
    )
    page = response.content.decode().replace("&#x27;", "'")
    assert response.status_code == 422
    assert said.rstrip("?") in page
    assert typed in page
    assert "Hal baru" in page
    template.refresh_from_db()
    assert template.letter_subject == "Penyampaian {judul}"


def test_a_report_keeps_its_version_and_a_change_becomes_the_next(
    template: ReportTemplate, klien: Klien, office: Office, at: datetime
) -> None:
    report = paper_data.analysed(office, at)
    generate(report=report, by=office.staf_perencana, at=at)
    client = klien(office.kasubag)
    client.post(
        address("templat-rinci", template),
        sent(client, template, **{"bagian-0-text": "Versi baru {periode}."}),
    )
    later = ReportTemplate.objects.get(version=2)
    assert later.is_default
    assert later.previous == template
    again = {one.key: one for one in generate(report=report, by=office.staf_perencana, at=at)}
    assert "Versi baru" not in again["ikhtisar"].text
    moved = {one.key: one for one in generate(report=report, by=office.staf_perencana, at=at, template=later)}
    assert moved["ikhtisar"].text.startswith("<p>Versi baru Triwulan III Tahun 2026.")
    report.refresh_from_db()
    assert report.template == later


def test_a_page_that_saw_an_older_template_is_told_and_overwrites_nothing(
    template: ReportTemplate, klien: Klien, office: Office
) -> None:
    client = klien(office.kasubag)
    old = sent(client, template, **{"bagian-0-text": "Kedua."})
    client.post(address("templat-rinci", template), sent(client, template, **{"bagian-0-text": "Pertama."}))
    response = client.post(address("templat-rinci", template), old)
    assert response.status_code == 409
    assert "diubah orang lain" in response.content.decode()
    assert "Kedua." in response.content.decode()
    assert template.sections.first().text == "Pertama."  # type: ignore[union-attr]


def test_a_copy_is_put_to_use_for_new_reports(
    template: ReportTemplate, klien: Klien, office: Office, at: datetime
) -> None:
    client = klien(office.kasubag)
    client.post(address("templat-rinci", template), {"aksi": "salin"})
    made = ReportTemplate.objects.get(name="Salinan Laporan Data Kinerja")
    assert made.sections.count() == template.sections.count()
    client.post(address("templat-rinci", made), {"aksi": "pakai"})
    assert list(ReportTemplate.objects.filter(is_default=True)) == [made]
    report = paper_data.analysed(office, at)
    generate(report=report, by=office.staf_perencana, at=at)
    report.refresh_from_db()
    assert report.template == made


def test_the_preview_fills_the_template_with_real_figures_and_stores_nothing(
    template: ReportTemplate, klien: Klien, office: Office, at: datetime
) -> None:
    client = klien(office.kasubag)
    assert "Belum ada hasil analisis" in client.get(address("templat-pratinjau", template)).content.decode()
    report = paper_data.analysed(office, at)
    page = client.get(address("templat-pratinjau", template)).content.decode()
    assert "Rata-rata capaian kinerja Triwulan III Tahun 2026" in page
    assert "Penyampaian Laporan Data Kinerja" in page
    assert "<svg" in page
    assert not report.sections.exists()


def test_the_surat_pengantar_is_worded_by_the_template(
    template: ReportTemplate, office: Office, at: datetime
) -> None:
    unfrozen = make_report(at)
    with pytest.raises(Refusal, match="Selesaikan langkah 4 dahulu"):
        cover_wording(unfrozen)
    worded = cover_wording(paper_data.analysed(office, at))
    assert worded.subject == "Penyampaian Laporan Data Kinerja Triwulan III Tahun 2026"
    assert worded.html.startswith(
        "<p>Memenuhi permintaan Bappelitbangda sebagaimana surat Bappelitbangda Nomor 050/11"
    )
    assert "{" not in worded.html


def test_the_staf_reads_templates_and_changes_none(
    template: ReportTemplate, klien: Klien, office: Office, at: datetime
) -> None:
    client = klien(office.staf_perencana)
    page = client.get(address("templat-rinci", template)).content.decode()
    assert "Yang mengubah templat adalah Kasubag Perencanaan" in page
    assert "<textarea" not in page
    assert client.post(address("templat-rinci", template), {"aksi": "salin"}).status_code == 403
    with pytest.raises(NotYours):
        templates.use(template_id=template.pk, by=office.staf_perencana, at=at)


def test_the_template_page_asks_the_database_little(
    template: ReportTemplate, klien: Klien, office: Office, django_assert_max_num_queries: Any
) -> None:
    client = klien(office.kasubag)
    client.get(address("templat-rinci", template))
    with django_assert_max_num_queries(12):
        client.get(address("templat-rinci", template))
