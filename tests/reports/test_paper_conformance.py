"""Every paper of tests/reports/papers_made.py is PDF/A-3a and PDF/UA-1, and the signed ones stay so."""

from __future__ import annotations

import subprocess
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import page
import pytest
from pypdf import PdfReader
from pypdf.generic import Destination

from reports.signing import checking
from tests.factories import Office
from tests.reports.papers_made import PAPERS

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]

STANDARDS = (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1)
SIGNED = [name for name in PAPERS if "bertanda-tangan" in name]


def faults(pdf: bytes) -> list[str]:
    """What a validator holds against a file, as sentences."""
    found = []
    for standard in STANDARDS:
        report = page.validate_pdf_bytes(pdf, profile=standard)
        assert report.rules.total > 100, "the validator looked at hardly anything"
        found += [f"{standard.name} {one.rule_id}: {one.message}" for one in report.failures]
        found += [] if report.is_compliant or found else [f"{standard.name}: not compliant"]
    return found


@pytest.mark.parametrize("name", PAPERS)
def test_every_paper_is_pdf_a3a_and_pdf_ua1(name: str, office: Office, at: datetime) -> None:
    pdf = PAPERS[name](office, at)
    assert pdf.startswith(b"%PDF-1.7"), "PDF/A-3 ends at 1.7"
    assert faults(pdf) == []
    reader = PdfReader(BytesIO(pdf))
    root = reader.trailer["/Root"]
    assert (reader.metadata or {})["/Title"]
    assert root["/Lang"] == "id"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"], "the window says the title, not a file name"


def test_the_validator_would_notice_an_untagged_file() -> None:
    from tests.reports.data import pdf_bytes

    assert any(line.startswith("PDF_UA_1") for line in faults(pdf_bytes()))


def test_data_that_ends_in_a_line_end_is_counted_right() -> None:
    """One compressed stream in 256 does; without care several of these sixty papers fail."""
    from reports.pdf import to_pdf

    for number in range(60):
        html = f'<html lang="id"><title>x</title><h1>Judul</h1><p>teks {number} {number * number}'
        assert faults(to_pdf(html, identifier="x")) == [], number


@pytest.mark.parametrize("name", SIGNED)
def test_two_readers_agree_that_the_signature_is_valid_and_covers_all(
    name: str, office: Office, at: datetime, tmp_path: Path
) -> None:
    pdf = PAPERS[name](office, at)
    found = checking.inspect(pdf)
    assert (found.signed, found.intact, found.whole) == (True, True, True)
    path = tmp_path / "laporan.pdf"
    path.write_bytes(pdf)
    told = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=True).stdout
    assert "Signature is Valid" in told
    assert "Total document signed" in told
    assert "ETSI.CAdES.detached" in told


@pytest.mark.parametrize(("name", "size"), [("draft-laporan", (210, 297)), ("draft-laporan-f4", (215, 330))])
def test_the_letterhead_chooses_a4_or_f4(
    name: str, size: tuple[int, int], office: Office, at: datetime
) -> None:
    for sheet in PdfReader(BytesIO(PAPERS[name](office, at))).pages:
        assert tuple(round(float(side) / 72 * 25.4) for side in sheet.mediabox[2:]) == size


# ── what a screen reader walks through ──────────────────────────────────────────────────────────
def structure(reader: PdfReader, kind: str) -> list[dict[str, Any]]:
    """The structure elements of one kind, in the order of the file."""
    items = (reader.get_object(number) for number in range(1, int(reader.trailer["/Size"])))
    return [item for item in items if isinstance(item, dict) and item.get("/S") == kind]


def name_of(element: Any) -> str:
    """By which other cells call a heading."""
    return str(element.get("/ID", ""))


def test_a_figure_of_form_e81_names_every_heading_above_and_beside_it(office: Office, at: datetime) -> None:
    """Two heading rows and the row of column numbers, with cells that span rows and columns."""
    reader = PdfReader(BytesIO(PAPERS["formulir-e81-f4"](office, at)))
    heads = {name_of(one): one["/A"]["/Scope"] for one in structure(reader, "/TH")}
    figures = [one["/A"]["/Headers"] for one in structure(reader, "/TD") if len(one["/A"]["/Headers"]) == 4]
    assert len(figures) >= 20 * 13, "13 rows of 20 figures"
    for named in figures:
        assert [heads[str(one)] for one in named] == ["/Row", "/Column", "/Column", "/Column"]


def test_every_name_of_a_heading_stands_in_the_index(office: Office, at: datetime) -> None:
    reader = PdfReader(BytesIO(PAPERS["draft-laporan"](office, at)))
    pairs = reader.trailer["/Root"]["/StructTreeRoot"]["/IDTree"]["/Names"]
    listed = [str(name) for name in pairs[::2]]
    assert listed == sorted(listed)
    assert set(listed) == {name_of(one) for one in structure(reader, "/TH")}
    asked = {str(name) for one in structure(reader, "/TD") for name in one["/A"]["/Headers"]}
    assert asked <= set(listed)


def test_the_bookmarks_of_a_report_are_its_chapters(office: Office, at: datetime) -> None:
    outline = PdfReader(BytesIO(PAPERS["draft-laporan"](office, at))).outline
    titles = [str(one.title) for one in outline if isinstance(one, Destination)]
    assert [title for title in titles if title.startswith("BAB")] == [
        "BAB I PENDAHULUAN",
        "BAB II PERENCANAAN KINERJA",
        "BAB III AKUNTABILITAS KINERJA",
        "BAB IV PENUTUP",
    ]
    assert titles[-1] == "LAMPIRAN"
