"""The SOP as a document: the office's own words, valid archive PDF, heads and connectors on every page of the table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from io import BytesIO

import page as validation
import pytest
from django.test import Client
from pypdf import PdfReader
from pytest_django.asserts import assertContains

from accounts.models import User
from accounts.posts import Desk
from reports.document_services import may_read, render_document
from reports.documents import Document
from reports.pdf import heights, to_pdf
from tests.factories import Office
from workflow import sop_paper
from workflow.editions import SopEdition, current_edition
from workflow.revising import draft_revision
from workflow.sop import Step

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]

Klien = Callable[[User], Client]
PROFILES = (validation.ValidationProfile.PDF_A_3A, validation.ValidationProfile.PDF_UA_1)


def printed(edition: SopEdition, paper: str) -> tuple[bytes, list[str]]:
    """The PDF and the words of each page."""
    measured = heights(sop_paper.page(edition, paper, {}), stylesheets=[sop_paper.STYLESHEET])
    pdf = to_pdf(
        sop_paper.page(edition, paper, measured), identifier="sop:uji", stylesheets=[sop_paper.STYLESHEET]
    )
    return pdf, [one.extract_text() for one in PdfReader(BytesIO(pdf)).pages]


def wordy(edition: SopEdition) -> SopEdition:
    """The edition with four times the words, one level back at step 7: two pages of table."""
    for row in edition.table.values():
        row.uraian = f"{row.uraian} " * 4
    edition.row(Step.PARAF_SEKRETARIS).jika_ditolak = Step.PARAF_KASUBAG
    return edition


@pytest.mark.parametrize("paper", ["f4", "a4"])
def test_the_office_finds_its_own_sop_on_three_pages_with_its_oddities(office: Office, paper: str) -> None:
    pdf, pages = printed(current_edition(), paper)
    assert len(pages) == 3
    assert "TAHUN 2025" in pages[0]
    for words in (
        "400.3/ 301 /DIKBUD/2025", "MUHAMMAD SYUKRI, S.Sos", "Nip : 19800112 200604 1 016", "SUB BAGIAN PERENCANAAN",
        "Dasar Hukum", "Pencatatan dan Pendataan", "Peralatan Perlengkapan",
    ):  # fmt: skip
        assert words in pages[1]
    table = " ".join(pages[2].split())
    assert "jikumpulkan" in table
    assert "2 hari" in table
    assert "2 Hari" in table
    assert table.count("Tidak") == table.count("Ya") == 3
    assert not_compliant(pdf) == []


def test_a_table_that_breaks_repeats_its_head_and_goes_on_by_connectors(office: Office) -> None:
    pdf, pages = printed(wordy(current_edition()), "f4")
    tables = pages[2:]
    assert len(tables) == 2
    assert all("Uraian Prosedur" in one and "Mutu Baku" in one for one in tables)
    assert ["Bersambung ke halaman berikutnya" in one for one in tables] == [True, False]
    assert ["Sambungan dari halaman sebelumnya" in one for one in tables] == [False, True]
    assert not_compliant(pdf) == []


def not_compliant(pdf: bytes) -> list[str]:
    reports = [validation.validate_pdf_bytes(pdf, profile=profile) for profile in PROFILES]
    return [str(failure) for report in reports for failure in report.failures]


def test_the_worker_makes_it_once_and_other_words_make_another(
    office: Office, klien: Klien, at: datetime
) -> None:
    client, edition = klien(office.staf_sd), current_edition()
    body = {"edisi": edition.pk, "kertas": "a4"}
    first = client.post("/sop/pdf/", body)
    document = Document.objects.get()
    assert first.status_code == 302
    assert first["Location"] == f"/dokumen/{document.pk}/"
    assert client.post("/sop/pdf/", body)["Location"] == first["Location"]
    assert render_document(pk=document.pk, clock=lambda: at)
    document.refresh_from_db()
    assert document.pages == 3
    assertContains(client.get(first["Location"]), 'href="/sop/"')
    assert may_read(Desk(office.admin, at), document), "the SOP is everybody's"
    SopEdition.objects.filter(pk=edition.pk).update(nama="LAIN")
    client.post("/sop/pdf/", body)
    assert Document.objects.count() == 2


def test_a_draft_of_the_sop_is_printed_for_nobody(office: Office, klien: Klien, at: datetime) -> None:
    draft = draft_revision(by=office.admin, at=at)
    assert klien(office.kadis).post("/sop/pdf/", {"edisi": draft.pk}).status_code == 404
    document = sop_paper.request_paper(edition=draft, paper="f4", at=at)
    assert not may_read(Desk(office.kadis, at), document)


@pytest.mark.parametrize("edisi", ["", "0", "x", "²", "9" * 40])
def test_nonsense_for_an_edition_answers_that_there_is_none(office: Office, klien: Klien, edisi: str) -> None:
    assert klien(office.kadis).post("/sop/pdf/", {"edisi": edisi, "kertas": "zz"}).status_code == 404
