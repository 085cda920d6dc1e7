"""The surat pengantar: on kop, with a number of its own, signed by the press that signs the report."""

from __future__ import annotations

from datetime import datetime

import pytest

from reports.covering_letter import contents
from reports.signing import services as signing
from reports.signing.models import PaperKind
from reports.signing.storage import stored, stored_document
from tests.factories import Office
from tests.reports import paper_data
from tests.reports.test_paper_conformance import faults

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]


def words(pdf: bytes) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    return " ".join(document[0].get_textpage().get_text_range().split())


def test_it_says_who_gets_what_conforms_and_is_signed_over_exactly_its_bytes(
    office: Office, at: datetime
) -> None:
    version = paper_data.sealed(office, at)
    report = paper_data.prepared(office, at, version=version, pengantar=contents(version.report))
    letter = signing.current(version.report, PaperKind.PENGANTAR)
    assert letter is not None
    assert letter.document is not None
    pdf = stored_document(letter.document)
    assert faults(pdf) == []
    for expected in (
        "SURAT PENGANTAR", f"NOMOR {letter.number.text}", f"Yth. {version.report.requester}", version.report.title,
        "1 (satu) berkas", "Diterima tanggal", office.kadis.name,
    ):  # fmt: skip
        assert expected in words(pdf), expected
    paper_data.press(report, office, at)
    letter.refresh_from_db()
    assert stored(letter.signed_file).startswith(pdf)
    assert letter.fingerprint == signing.signed(version.report).fingerprint  # type: ignore[union-attr]
