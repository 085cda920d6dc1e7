"""Remarks, a superior's correction and the page images on the screen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from reports.correcting import anchors
from reports.document_services import render_document
from reports.models import Document, DocumentPage, DraftRemark, Version, VersionReading
from tests.factories import Office
from tests.workflow.perjalanan import Journey
from workflow.sop import Action, Step

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]
Klien = Callable[[User], Client]


@pytest.fixture
def journey(office: Office, at: datetime) -> Journey:
    return Journey(office, at).to(Step.PARAF_KASUBAG)


@pytest.fixture(autouse=True)
def _clock(at: datetime) -> Any:
    with time_machine.travel(at + timedelta(hours=4), tick=False) as clock:
        yield clock


def address(journey: Journey, name: str = "koreksi", *more: int) -> str:
    return reverse(f"workflow:{name}", args=[journey.case.pk, *more])


def newest(journey: Journey) -> Version:
    version = journey.report.versions.order_by("-number").first()
    assert version is not None
    return version


def paragraph(journey: Journey) -> anchors.Block:
    return next(one for one in anchors.blocks(newest(journey)) if one.kind == "paragraf")


def remark_data(journey: Journey, text: str = "Sebut sumbernya.") -> dict[str, Any]:
    block = paragraph(journey)
    return {
        "kunjungan": journey.visit.pk, "versi": newest(journey).number, "bagian": block.section, "paragraf": block.index,
        "teks": text,
    }  # fmt: skip


def test_a_remark_is_written_at_its_paragraph_and_holds_the_paraf_back(
    journey: Journey, klien: Klien, office: Office
) -> None:
    client, block = klien(office.kasubag), paragraph(journey)
    page = client.get(f"{address(journey)}?lihat=semua&catat={block.name}").content.decode()
    assert "Apa yang harus diperbaiki di sini?" in page
    done = client.post(address(journey, "catatan-baru"), remark_data(journey))
    remark = DraftRemark.objects.get()
    assert done.headers["Location"].endswith(f"?lihat=semua#catatan-{remark.pk}")
    page = client.get(f"{address(journey)}?lihat=semua").content.decode()
    assert f'id="catatan-{remark.pk}"' in page
    assert "Masih ada 1 catatan Anda yang belum selesai" in page
    seal = {"kunjungan": journey.visit.pk, "sha256": newest(journey).sha256}
    refused = client.post(address(journey), seal)
    assert refused.status_code == 422
    assert "Masih ada 1 catatan Anda" in refused.content.decode()
    client.post(
        address(journey, "catatan", remark.pk), {"kunjungan": journey.visit.pk, "aksi": "selesai", "teks": ""}
    )
    page = client.get(f"{address(journey)}?lihat=semua").content.decode()
    assert "Dinyatakan selesai Kasubag Perencanaan" in page
    assert client.post(address(journey), seal).status_code == 302


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({"teks": "  "}, 422, "Tulis apa yang harus diperbaiki"),
        ({"paragraf": "999"}, 422, "tidak ada dalam versi ini"),
        ({"paragraf": "x"}, 422, "tidak ada dalam versi ini"),
        ({"versi": "7"}, 409, "Versi ini tidak ada"),
        ({"versi": ""}, 409, "Versi ini tidak ada"),
        ({"kunjungan": "999999"}, 409, "usang"),
        ({"teks": "x" * 2001}, 422, "Terlalu panjang"),
    ],
)
def test_a_remark_that_cannot_be_kept_says_why_and_keeps_the_words(
    journey: Journey, klien: Klien, office: Office, changes: dict[str, str], status: int, sentence: str
) -> None:
    answer = klien(office.kasubag).post(address(journey, "catatan-baru"), remark_data(journey) | changes)
    assert answer.status_code == status
    assert sentence in answer.content.decode()
    assert not DraftRemark.objects.exists()
    if "teks" not in changes and "paragraf" not in changes:
        assert "Sebut sumbernya." in answer.content.decode()


def test_the_writer_sees_the_remark_beside_the_section_and_marks_it_mended(
    journey: Journey, klien: Klien, office: Office
) -> None:
    klien(office.kasubag).post(address(journey, "catatan-baru"), remark_data(journey))
    remark = DraftRemark.objects.get()
    page = klien(office.kasubag).get(address(journey, "kembalikan")).content.decode()
    assert "1 catatan koreksi yang belum selesai ikut terbaca" in page
    journey.act(Action.KEMBALIKAN_DRAFT, office.kasubag, {"note": "Lihat catatan."})
    client = klien(office.staf_perencana)
    page = client.get(address(journey, "draft")).content.decode()
    assert "Ada 1 catatan koreksi yang belum selesai" in page
    assert f'form="catatan-form-{remark.pk}"' in page
    before_form = page.index(f'id="catatan-form-{remark.pk}"')
    assert page.index("</form>", page.index('id="draft"')) < before_form, "no form inside a form"
    done = client.post(
        address(journey, "catatan", remark.pk),
        {"kunjungan": journey.visit.pk, "aksi": "perbaiki", "teks": "Sudah ditambahkan."},
    )
    assert done.headers["Location"] == f"{address(journey, 'draft')}#catatan-{remark.pk}"
    assert "Sudah diperbaiki" in client.get(address(journey, "draft")).content.decode()
    wrong = client.post(
        address(journey, "catatan", remark.pk),
        {"kunjungan": journey.visit.pk, "aksi": "hapus", "teks": "Kata saya"},
    )
    assert wrong.status_code == 409
    assert "Kata saya" in wrong.content.decode()


def test_what_changed_is_counted_from_what_this_reader_had_open(
    journey: Journey, klien: Klien, office: Office
) -> None:
    client = klien(office.sekretaris)
    assert client.post(address(journey, "koreksi-dibaca"), {"versi": "1"}).status_code == 204
    assert client.post(address(journey, "koreksi-dibaca"), {"versi": "1"}).status_code == 204
    assert client.post(address(journey, "koreksi-dibaca"), {"versi": "9"}).status_code == 404
    assert VersionReading.objects.get().reader == office.sekretaris
    page = correct(journey, klien(office.kasubag), "Kalimat tambahan dari Kasubag.")
    assert page.status_code == 302
    page = client.get(address(journey)).content.decode()
    assert "Sejak Anda lihat versi 1" in page
    assert "1 kalimat ditambah" in page
    assert '<ins><span class="visually-hidden">[ditambahkan] </span>' in page


def correct(journey: Journey, client: Client, text: str, **changes: Any) -> Any:
    section = journey.report.sections.get(key="ikhtisar")
    data = {
        "kunjungan": journey.visit.pk, "versi": newest(journey).number, f"versi-{section.pk}": section.version,
        f"html-{section.pk}": f"{section.text}<p>{text}</p>", "note": "",
    }  # fmt: skip
    return client.post(address(journey, "koreksi-sendiri"), data | changes)


def test_the_kadis_corrects_and_the_sign_page_says_what_changed_after_whose_paraf(
    journey: Journey, klien: Klien, office: Office
) -> None:
    journey.to(Step.TANDA_TANGAN)
    client = klien(office.kadis)
    page = client.get(address(journey, "koreksi-sendiri")).content.decode()
    assert "tetap atas versi 1, dan pemiliknya diberi tahu" in page
    done = correct(journey, client, "Ditambahkan Kepala Dinas.")
    assert done.headers["Location"] == address(journey, "tanda-tangan")
    page = client.get(address(journey, "tanda-tangan")).content.decode()
    assert page.count("Berubah sesudah diparaf") == 1, "both parafs are over version 1"
    assert "diparaf Kasubag Perencanaan dan Sekretaris Dinas</b> atas versi 1" in page
    assert "1 kalimat ditambah" in page


def test_a_correction_that_changes_nothing_or_comes_late_keeps_what_was_typed(
    journey: Journey, klien: Klien, office: Office
) -> None:
    client = klien(office.kasubag)
    late = correct(journey, client, "Terlambat.", versi="0")
    assert late.status_code == 409
    assert "Terlambat." in late.content.decode()
    assert newest(journey).number == 1
    nothing = client.post(address(journey, "koreksi-sendiri"), {"kunjungan": journey.visit.pk, "versi": "1"})
    assert nothing.status_code == 422
    assert "Belum ada yang berubah" in nothing.content.decode()


def test_the_pages_are_images_in_two_widths_behind_the_same_policy(
    journey: Journey, klien: Klien, office: Office
) -> None:
    document = Document.objects.get(key=f"versi:{newest(journey).pk}")
    assert render_document(pk=document.pk, clock=journey.tick)
    document.refresh_from_db()
    assert DocumentPage.objects.filter(document=document).count() == 2 * document.pages
    client = klien(office.kasubag)
    page = client.get(f"{address(journey)}?lihat=halaman").content.decode()
    assert f'alt="Halaman 1 dari {document.pages}"' in page
    assert 'loading="lazy"' in page
    url = reverse("dokumen-halaman", args=[document.pk, 1, 780])
    image = client.get(url)
    assert (image["Content-Type"], image["Cache-Control"]) == (
        "image/webp",
        "private, max-age=3600, immutable",
    )
    assert b"".join(image.streaming_content)[8:12] == b"WEBP"  # type: ignore[attr-defined]
    assert klien(office.kabid_sd).get(url).status_code == 404
    assert client.get(reverse("dokumen-halaman", args=[document.pk, 99, 780])).status_code == 404


def test_numbers_typed_by_hand_are_marked_for_the_corrector(
    journey: Journey, klien: Klien, office: Office
) -> None:
    """Figures, tables and numbered headings come from the system; what a writer typed follows no analysis."""
    client = klien(office.sekretaris)
    page = client.get(address(journey) + "?lihat=semua").content.decode()
    assert 'class="diketik"' not in page
    assert correct(journey, klien(office.kasubag), "Ada 37 sekolah.").status_code == 302
    page = client.get(address(journey) + "?lihat=semua").content.decode()
    assert '<span class="diketik">37</span>' in page
    assert "diketik sendiri dan tidak mengikuti hasil analisis" in page
    assert page.count('class="diketik"') == 2, "the number, and the word that explains the mark"
    old = client.get(address(journey) + "?lihat=semua&versi=1").content.decode()
    assert 'class="diketik"' not in old


def test_an_image_is_seen_where_versions_are_compared(
    journey: Journey, klien: Klien, office: Office, at: datetime
) -> None:
    from tests.reports.test_draft_images import added, picture

    made = added(office, at, journey.report, picture(), alt="Gedung sekolah")
    image = f'<img data-gambar="{made.pk}" alt="Gedung sekolah">'
    assert correct(journey, klien(office.kasubag), f"Lihat gambar.</p><p>{image}").status_code == 302
    page = klien(office.sekretaris).get(address(journey) + "?lihat=berubah&dari=1").content.decode()
    assert f'src="{reverse("gambar-draft", args=[made.pk])}"' in page


def test_a_remark_whose_whole_section_is_gone_still_stands_on_the_writers_page(
    journey: Journey, klien: Klien, office: Office
) -> None:
    klien(office.kasubag).post(address(journey, "catatan-baru"), remark_data(journey))
    remark = DraftRemark.objects.get()
    journey.act(Action.KEMBALIKAN_DRAFT, office.kasubag, {"note": "Lihat catatan."})
    client = klien(office.staf_perencana)
    assert "bagiannya sudah tidak ada" not in client.get(address(journey, "draft")).content.decode()
    journey.report.sections.filter(key=remark.section).delete()
    page = client.get(address(journey, "draft")).content.decode()
    assert "Catatan yang bagiannya sudah tidak ada" in page
    assert page.count(f'id="catatan-{remark.pk}"') == 1, "the link above leads to it"
    assert f'form="catatan-form-{remark.pk}"' in page


def test_a_superior_corrects_with_the_same_toolbar_but_without_new_images(
    journey: Journey, klien: Klien, office: Office
) -> None:
    page = klien(office.kasubag).get(address(journey, "koreksi-sendiri")).content.decode()
    assert "data-bilah" in page
    assert 'data-laku="angka"' in page
    assert f'data-alamat="{address(journey, "draft-angka")}"' in page
    assert 'data-laku="gambar"' not in page
    assert "Semua tersimpan" not in page, "nothing is saved before the button is pressed"
    assert klien(office.kasubag).get(address(journey, "draft-angka")).status_code == 200
