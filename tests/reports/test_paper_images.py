"""Every page of every paper looks as somebody approved it: tests/reports/kertas/<paper>-<page>.png, looked at by eye.

After a wanted change of the paper: `bin/kertas` renews the pictures; look at them before committing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any, Final

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageFilter

from tests.factories import Office
from tests.reports.papers_made import PAPERS

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]

APPROVED: Final = Path(__file__).parent / "kertas"
DPI: Final = 60
SHADE: Final = 70
"""Of 255: how much darker or lighter a blurred point must be to count as different."""
TOLERATED: Final = 0.002
"""Part of a page's points: the seal in the footer differs from run to run, a moved line does not pass."""
RENEW: Final = bool(os.environ.get("RENEW_PAPERS"))

LIKE_ANOTHER: Final = ("laporan-untuk-bsre", "laporan-untuk-tanda-tangan-basah")
"""Only the page with the signature differs from the paper to sign; it stands before the appendix."""
PICTURED = [name for name in PAPERS if "bertanda-tangan" not in name]
"""A signature changes nothing one can see (the test below), so a signed paper is pictured once, unsigned."""


@pytest.fixture(autouse=True)
def _nothing_random(monkeypatch: pytest.MonkeyPatch, office: Office) -> None:
    """The token in the QR code and the NIP of the signer."""
    running = count(22)
    monkeypatch.setattr("secrets.token_urlsafe", lambda size: f"contoh-tanda-periksa-{next(running)}")
    office.kadis.name, office.kadis.nip = "NAMA KEPALA DINAS, S.Pd., M.M.", "197001011995011001"
    office.kadis.save()


def pictures(pdf: bytes) -> Iterator[Image.Image]:
    for page in pypdfium2.PdfDocument(pdf):
        yield page.render(scale=DPI / 72).to_pil().convert("L")


def difference(ours: Image.Image, approved: Image.Image) -> tuple[float, Image.Image]:
    """Part of the points that differ, and a picture of them. A blur forgives the edge of a letter, not its place."""
    blurred = [one.filter(ImageFilter.GaussianBlur(1)) for one in (ours, approved)]
    drawn = ImageChops.difference(*blurred).point(lambda shade: 255 if shade > SHADE else 0)
    return drawn.histogram()[255] / (drawn.width * drawn.height), drawn


@pytest.mark.parametrize("name", PICTURED)
def test_every_page_looks_as_approved(name: str, office: Office, at: datetime, tmp_path: Path) -> None:
    pages = list(pictures(PAPERS[name](office, at)))
    if name in LIKE_ANOTHER:
        pages = pages[-2:-1]
    if RENEW:
        _renew(name, pages)
    assert len(pages) == len(list(APPROVED.glob(f"{name}-[0-9].png"))), "another number of pages"
    for number, page in enumerate(pages, start=1):
        approved = Image.open(APPROVED / f"{name}-{number}.png").convert("L")
        assert page.size == approved.size
        part, drawn = difference(page, approved)
        if part > TOLERATED:
            page.save(tmp_path / "kini.png")
            drawn.save(tmp_path / "beda.png")
        assert part <= TOLERATED, f"{name} page {number}: {part:.3%} differs, see {tmp_path}"


def _renew(name: str, pages: list[Image.Image]) -> None:
    APPROVED.mkdir(exist_ok=True)
    for old in APPROVED.glob(f"{name}-[0-9].png"):
        old.unlink()
    for number, page in enumerate(pages, start=1):
        page.quantize(16).save(APPROVED / f"{name}-{number}.png", optimize=True)


def test_a_signature_changes_nothing_one_can_see(office: Office, at: datetime) -> None:
    """The block, the QR code and the words were there before: what the signer read is what was signed."""
    from tests.reports import paper_data
    from tests.reports.papers_made import stored

    paper = paper_data.signed(office, at)
    with paper.signed_file.open("rb") as stream:
        after = [page.tobytes() for page in pictures(stream.read())]
    assert after == [page.tobytes() for page in pictures(stored(paper.document))]


@pytest.mark.parametrize(
    ("change", "passes"),
    [
        (lambda page: page, True),
        (lambda page: ImageChops.offset(page, 0, 6), False),
        (lambda page: page.point(lambda shade: 255), False),
    ],
)
def test_a_line_that_moved_is_noticed_and_the_same_page_is_not(change: Any, passes: bool) -> None:
    approved = Image.open(APPROVED / "draft-laporan-1.png").convert("L")
    assert (difference(change(approved), approved)[0] <= TOLERATED) is passes
