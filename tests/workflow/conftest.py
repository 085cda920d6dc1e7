"""A case at its first step, registered through the office's own door."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfWriter

from reports.indicators.models import PeriodKind
from reports.indicators.periods import period
from tests.factories import Office
from workflow.models import ReportRequest
from workflow.services import receive
from workflow.uploads import check_scan


def scan_file(name: str = "surat.pdf", pages: int = 1) -> SimpleUploadedFile:
    """A whole little PDF, as a scanner would make."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    out = BytesIO()
    writer.write(out)
    return SimpleUploadedFile(name, out.getvalue(), "application/pdf")


def letter_data(at: datetime, **changes: Any) -> dict[str, Any]:
    """What the register asks for, filled in; `changes` overrides."""
    return {
        "number": "000.8/412/ORG/2026",
        "date": (at - timedelta(days=2)).date(),
        "sender": "Bagian Organisasi, Sekretariat Daerah",
        "subject": "Permintaan Data Kinerja Triwulan III",
        "sifat": "biasa",
        "period": period(2026, PeriodKind.TRIWULAN, 3),
        "scan": check_scan(scan_file()),
    } | changes


@pytest.fixture
def letter_case(office: Office, at: datetime) -> ReportRequest:
    """A letter just registered: its case waits for the Kepala Dinas."""
    return receive(letter_data=letter_data(at), by=office.penerima_surat, at=at)
