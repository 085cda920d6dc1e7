"""Images of a draft: what is let in, what a camera hid is gone, and where they are drawn."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from accounts.errors import Refusal
from reports.analysis.result import read
from reports.drafting import images
from reports.drafting.generate import generate
from reports.drafting.rendering import draft_html
from reports.drafting.services import save_section
from reports.indicators.models import PeriodKind
from reports.indicators.periods import period
from reports.models import DraftImage, Report, Version
from reports.paper_html import paper_page, version_context
from reports.pdf import own_file, to_pdf
from tests.factories import Office
from tests.reports import paper_data
from tests.reports.data import make_report
from tests.reports.test_paper_conformance import faults

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]


def picture(
    kind: str = "PNG", size: tuple[int, int] = (40, 30), *, mode: str = "RGB", exif: bool = False
) -> bytes:
    target = io.BytesIO()
    drawn = Image.new(mode, size, (200, 30, 30, 0) if mode == "RGBA" else (200, 30, 30))
    hidden = Image.Exif()
    if exif:
        hidden[0x0110] = "Kamera Rahasia"
        hidden[0x0112] = 6  # turned by a quarter
    drawn.save(target, kind, exif=hidden.tobytes())
    return target.getvalue()


def added(
    office: Office,
    at: datetime,
    report: Report,
    content: bytes,
    *,
    name: str = "foto.png",
    alt: str = "Rapat",
) -> DraftImage:
    file = SimpleUploadedFile(name, content)
    return images.add_image(report=report, file=file, alt=alt, by=office.staf_perencana, at=at)


@pytest.fixture
def report(at: datetime) -> Report:
    return make_report(at)


def test_an_image_is_kept_once_under_its_own_fingerprint(
    office: Office, at: datetime, report: Report
) -> None:
    first, second = added(office, at, report, picture()), added(office, at, report, picture(), alt="Lain")
    assert first == second
    assert str(first.file.name).startswith(f"draft/{report.pk}/{first.sha256}")
    assert hashlib.sha256(first.file.read()).hexdigest() == first.sha256
    assert (first.width, first.height, first.mime) == (40, 30, "image/png")


def test_what_the_camera_wrote_is_gone_and_the_picture_stands_upright(
    office: Office, at: datetime, report: Report
) -> None:
    image = added(office, at, report, picture("JPEG", exif=True), name="IMG_1.jpg")
    content = image.file.read()
    assert b"Kamera Rahasia" not in content
    assert (image.width, image.height) == (30, 40)


def test_a_wide_image_shrinks_and_a_transparent_one_stands_on_white(
    office: Office, at: datetime, report: Report
) -> None:
    assert added(office, at, report, picture(size=(3200, 100))).width == images.WIDEST
    clear = added(office, at, report, picture(mode="RGBA"))
    with Image.open(clear.file) as opened:
        assert opened.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("content", "alt", "words"),
    [
        (picture(), "  ", "Tulis dahulu apa yang terlihat"),
        (b"", "Rapat", "kosong"),
        (b"%PDF-1.4 bukan gambar %%EOF", "Rapat", "bukan jenis yang diterima"),
        (b"GIF89a" + bytes(200), "Rapat", "bukan jenis yang diterima"),
        (picture()[:60], "Rapat", "rusak"),
        (b"\xff\xd8\xff\xe0" + bytes(300), "Rapat", "rusak"),
        (picture(size=(9000, 5000)), "Rapat", "terlalu besar"),
    ],
)
def test_what_is_refused_says_why(
    office: Office, at: datetime, report: Report, content: bytes, alt: str, words: str
) -> None:
    with pytest.raises(Refusal, match=words):
        added(office, at, report, content, alt=alt)
    assert not DraftImage.objects.exists()


def test_a_report_holds_only_so_many(
    office: Office, at: datetime, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "MOST", 1)
    added(office, at, report, picture())
    with pytest.raises(Refusal, match="Paling banyak 1 gambar"):
        added(office, at, report, picture(size=(10, 10)))


def test_the_address_is_put_in_for_the_page_and_for_the_paper(
    office: Office, at: datetime, report: Report
) -> None:
    image = added(office, at, report, picture())
    html = f'<p><img data-gambar="{image.pk}" alt="Rapat"></p>'
    assert f'src="{reverse("gambar-draft", args=[image.pk])}" width="40" height="30"' in images.on_screen(
        html, report
    )
    assert f'src="media:{image.file.name}"' in images.on_paper(html, report)
    assert own_file(f"media:{image.file.name}").is_file()


def test_an_image_of_another_report_is_drawn_nowhere(office: Office, at: datetime, report: Report) -> None:
    image = added(office, at, report, picture())
    other = make_report(at, period(2026, PeriodKind.TRIWULAN, 2))
    html = f'<p><img data-gambar="{image.pk}" alt="Rapat"></p>'
    assert images.on_screen(html, other) == images.on_paper(html, other) == html


def test_a_paper_with_an_image_and_a_table_of_ones_own_keeps_both_standards(
    office: Office, at: datetime
) -> None:
    report = paper_data.analysed(office, at)
    generate(report=report, by=office.staf_perencana, at=at)
    image = added(office, at, report, picture(size=(1200, 500)))
    section = report.sections.get(key="ikhtisar")
    save_section(
        section_id=section.pk, seen_version=section.version, by=office.staf_perencana, at=at,
        text=f'<h4>Rapat</h4><p><img data-gambar="{image.pk}" alt="Rapat di aula"></p><table><thead><tr><th scope="col">Kegiatan</th>'
        '<th scope="col">Waktu</th></tr></thead><tbody><tr><td>Rapat</td><td>Senin</td></tr></tbody></table>',
    )  # fmt: skip
    analysis = report.analyses.latest("number")
    html = draft_html(report.sections.all(), read(analysis.data))
    unsent = Version(report=report, number=1, html=html, sha256="0" * 64, analysis=analysis)
    pdf = to_pdf(paper_page(version_context(unsent)), identifier="uji")
    assert faults(pdf) == []
    assert any(page.images for page in PdfReader(io.BytesIO(pdf)).pages)
