"""The paper says what its signature is worth, no more and no less."""

from __future__ import annotations

import subprocess
from datetime import datetime

import pytest

from reports.signing.records import SigningChoice
from tests.factories import Office
from tests.reports.papers_made import PAPERS

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]

SAYS = {
    "draft-laporan": ("belum ditandatangani dan belum menjadi naskah dinas",),
    "laporan-untuk-ditandatangani": (
        "sertifikat terbitan dinas sendiri (tidak tersertifikasi), bukan sertifikat BSrE",
        "secara elektronik (tidak tersertifikasi)",
    ),
    "laporan-untuk-bsre": (
        "menggunakan sertifikat elektronik yang diterbitkan oleh Balai Uji Sertifikasi",
        "tersertifikasi BSrE",
    ),
    "laporan-untuk-tanda-tangan-basah": (
        "dicetak lalu ditandatangani dengan tangan; tidak memuat tanda tangan elektronik",
        "ditandatangani dengan tangan. Periksa pendaftarannya",
    ),
}
CLAIMS = ("diterbitkan oleh Balai", "tersertifikasi BSrE", "terbitan dinas sendiri", "dengan tangan;")


def pages_of(pdf: bytes) -> list[str]:
    text = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return [" ".join(page.split()) for page in text.removesuffix("\f").split("\f")]


@pytest.mark.parametrize("name", SAYS)
def test_every_page_tells_by_what_the_paper_is_signed(name: str, office: Office, at: datetime) -> None:
    SigningChoice.objects.update_or_create(defaults={"issuer": "Balai Uji Sertifikasi"})
    pages = pages_of(PAPERS[name](office, at))
    foot, *rest = SAYS[name]
    assert all(foot in page for page in pages)
    for sentence in rest:
        assert sentence in " ".join(pages)
    own = " ".join(SAYS[name])
    for claim in CLAIMS:
        assert (claim in " ".join(pages)) == (claim in own), claim
