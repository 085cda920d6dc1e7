"""The PDF: what stands on it, that it is the same every time, and that it takes nothing from elsewhere."""

from __future__ import annotations

import subprocess
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from pypdf import PdfReader

from accounts.errors import Refusal
from reports import document_services
from reports.documents import Document
from reports.letterhead import Letterhead
from reports.paper_html import DispositionSheet, disposition_html, title_lines
from reports.pdf import own_file, page_count, to_pdf
from reports.signature_block import upper_title
from tests.factories import Office
from tests.reports import paper_data

pytestmark = pytest.mark.sekali


def text_of(pdf: bytes, *options: str) -> str:
    done = subprocess.run(["pdftotext", *options, "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def content(document: Document) -> bytes:
    with document.file.open("rb") as stream:
        return bytes(stream.read())


# ── the signing paper ───────────────────────────────────────────────────────────────────────────
def test_the_paper_has_number_signer_rank_nip_and_parafs(office: Office, at: datetime) -> None:
    paper = paper_data.prepared(office, at)
    assert paper.document is not None
    text = " ".join(text_of(content(paper.document)).split())
    for expected in (
        "PEMERINTAH KABUPATEN LUWU TIMUR",
        "DINAS PENDIDIKAN DAN KEBUDAYAAN",
        "400.3/001/DIKBUD/2026",
        "Malili, 12 Oktober 2026",
        "KEPALA DINAS PENDIDIKAN DAN KEBUDAYAAN,",
        office.kadis.name,
        f"Pangkat: {office.kadis.pangkat}",
        "1 Juli 2026 sampai dengan 30 September 2026",
        "Halaman 1 dari",
        "tidak tersertifikasi",
        f"sidik {paper.version.sha256[:4]} {paper.version.sha256[4:8]}",
        "Kasubag Perencanaan",
    ):
        assert expected in text, expected
    assert "DRAFT" not in text


def test_the_nip_is_grouped_as_on_paper(office: Office, at: datetime) -> None:
    paper = paper_data.prepared(office, at)
    assert paper.document is not None
    digits = office.kadis.nip or ""
    assert f"NIP {digits[:8]} {digits[8:14]} {digits[14]} {digits[15:]}" in text_of(content(paper.document))


def test_a_plh_is_written_before_the_post(office: Office, at: datetime) -> None:
    plh = paper_data.make_plh(office, at)
    version = paper_data.sealed(office, at)
    paper_data.certificate(plh, at)
    from accounts.posts import Desk
    from accounts.roles import Pelaksana
    from reports.signing import services as signing

    post = Desk(plh, at).acts_as(Pelaksana.KEPALA_DINAS)
    assert post is not None
    paper = signing.prepare(report=version.report, version=version, signer_assignment=post, by=plh, at=at)
    document = paper_data.render(paper.document, at)
    text = " ".join(text_of(content(document)).split())
    assert "Plh. KEPALA DINAS PENDIDIKAN DAN KEBUDAYAAN," in text
    assert plh.name in text
    assert paper.signer_mode == "plh"


def test_a_draft_says_so_on_every_page_and_names_no_number(office: Office, at: datetime) -> None:
    paper_data.submitted(office, at)
    document = paper_data.render(Document.objects.get(key__startswith="versi:"), at)
    pages = PdfReader(BytesIO(content(document))).pages
    assert document.pages == len(pages) > 1
    for page in pages:
        assert "DRAFT versi 1" in page.extract_text()
    assert "Belum ditandatangani" in text_of(content(document))


def test_the_signature_block_stays_on_one_page_with_the_closing_words(office: Office, at: datetime) -> None:
    paper = paper_data.prepared(office, at)
    assert paper.document is not None
    pages = [page.extract_text() for page in PdfReader(BytesIO(content(paper.document))).pages]
    (page,) = [text for text in pages if "Malili, 12 Oktober 2026" in text]
    for expected in ("Demikian laporan ini", office.kadis.name, "Pangkat", "NIP", "Paraf hierarki"):
        assert expected in page


def test_kop_stands_on_the_first_page_only(office: Office, at: datetime) -> None:
    paper = paper_data.prepared(office, at)
    assert paper.document is not None
    pages = [page.extract_text() for page in PdfReader(BytesIO(content(paper.document))).pages]
    assert ["PEMERINTAH KABUPATEN" in text for text in pages] == [True] + [False] * (len(pages) - 1)


def test_the_pdf_is_a4_tagged_titled_and_declares_both_standards(office: Office, at: datetime) -> None:
    paper = paper_data.prepared(office, at)
    assert paper.document is not None
    pdf = content(paper.document)
    reader = PdfReader(BytesIO(pdf))
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "id"
    assert (reader.metadata or {})["/Title"] == paper.report.title
    for declared in (b'pdfaid:part="3"', b'pdfaid:conformance="A"', b"<pdfuaid:part>1</pdfuaid:part>"):
        assert declared in pdf, declared


def test_every_drawing_names_itself(office: Office, at: datetime) -> None:
    """A QR code, charts and the coat of arms are Figure tags with alternative text (PDF/UA)."""
    paper = paper_data.prepared(office, at)
    assert paper.document is not None
    reader = PdfReader(BytesIO(content(paper.document)))
    size = int(reader.trailer["/Size"])
    figures = [
        item
        for number in range(1, size)
        if isinstance(item := reader.get_object(number), dict) and item.get("/S") == "/Figure"
    ]
    assert len(figures) >= 4  # coat of arms, two charts, QR
    assert all(item.get("/Alt") for item in figures)


# ── the same bytes, only our own files ──────────────────────────────────────────────────────────
def test_the_same_input_gives_the_same_bytes(office: Office, at: datetime) -> None:
    from reports.paper_html import paper_page, version_context

    page = paper_page(version_context(paper_data.submitted(office, at)))
    first = to_pdf(page, identifier="versi:1")
    assert to_pdf(page, identifier="versi:1") == first
    assert to_pdf(page, identifier="versi:2") != first


@pytest.mark.parametrize(
    "address",
    [
        "http://169.254.169.254/latest/meta-data/",
        "https://contoh.example/x.png",
        "file:///etc/passwd",
        "media:../kunci-rahasia",
        "media:/etc/passwd",
        "static:../manage.py",
        "static:../../etc/passwd",
        "ftp://contoh.example/x",
        "data:text/plain,x",
    ],
)
def test_a_paper_loads_nothing_but_our_own_files(address: str) -> None:
    with pytest.raises(ValueError, match=r"may not load|no such file"):
        own_file(address)


def test_a_foreign_picture_stops_the_rendering() -> None:
    with pytest.raises(ValueError, match="Error fetching"):
        to_pdf('<html lang="id"><title>x</title><img src="http://127.0.0.1:9/x.png" alt="x">', identifier="x")


def test_nothing_on_paper_turns_the_direction_of_reading() -> None:
    """The name of an outside recipient, or the sender of a letter, comes from no editor."""
    pdf = to_pdf("<html lang=id><title>Uji</title><body><p>Kepada \u202e321 naoD\u2069</p>", identifier="uji")
    assert "Kepada 321 naoD" in PdfReader(BytesIO(pdf)).pages[0].extract_text()


def test_our_own_files_are_served(settings: object) -> None:
    assert own_file("static:fonts/kertas/arimo-400.ttf").is_file()


def test_a_logo_of_the_office_is_drawn(office: Office, at: datetime) -> None:
    from PIL import Image

    folder = Path(settings.MEDIA_ROOT) / "kop"
    folder.mkdir(exist_ok=True)
    Image.new("RGB", (60, 70), "#0a5").save(folder / "lambang-uji.png")
    Letterhead.objects.filter(is_active=True).update(logo="kop/lambang-uji.png")
    paper_data.submitted(office, at)
    document = paper_data.render(Document.objects.get(key__startswith="versi:"), at)
    assert any(page.images for page in PdfReader(BytesIO(content(document))).pages)


# ── words ───────────────────────────────────────────────────────────────────────────────────────
def test_titles_and_posts_are_written_as_on_paper() -> None:
    assert title_lines("Laporan Data Kinerja Triwulan III Tahun 2026") == [
        "LAPORAN DATA KINERJA",
        "TRIWULAN III TAHUN 2026",
    ]
    assert upper_title("Plt. Kepala Dinas Pendidikan") == "Plt. KEPALA DINAS PENDIDIKAN"
    assert upper_title("Kepala Dinas Pendidikan") == "KEPALA DINAS PENDIDIKAN"


def test_a_disposition_sheet_is_one_half_folio(db: None) -> None:
    sheet = DispositionSheet(
        agenda="0392", sender="Bappelitbangda", number="000.7.2/518/BAPPELITBANGDA/2026", date="08-10-2026",
        received="12-10-2026 14.32", subject="Permintaan Data Capaian Renja s.d. Triwulan III",
        sifat=[("Sangat segera", False), ("Segera", True), ("Rahasia", False)],
        recipients=[("Kasubag Perencanaan", True), ("Sekretaris Dinas", True), ("Kepala Bidang Pembinaan SD", False)],
        instructions=[("Proses lebih lanjut", True), ("Tanggapan dan saran", False), ("Koordinasi/konfirmasi", False)],
        note="Gunakan data Triwulan III yang sedang berjalan.", title="KEPALA DINAS", mark="diparaf 12-10-2026 15.09",
        name="NAMA KEPALA DINAS, S.Pd., M.M.", pangkat="Pembina Utama Muda", nip="19700101 199501 1 001",
    )  # fmt: skip
    pdf = to_pdf(disposition_html(sheet), identifier="disposisi:1")
    assert page_count(pdf) == 1
    width, height = (float(side) / 72 * 25.4 for side in PdfReader(BytesIO(pdf)).pages[0].mediabox[2:])
    assert (round(width), round(height)) == (215, 165)
    text = text_of(pdf)
    for expected in (
        "LEMBAR DISPOSISI",
        "0392",
        "Kasubag Perencanaan",
        "diparaf 12-10-2026 15.09",
        "Pembina Utama Muda",
    ):
        assert expected in text


# ── made once, by one worker ────────────────────────────────────────────────────────────────────
@pytest.fixture
def waiting(office: Office, at: datetime) -> Document:
    paper_data.submitted(office, at)
    return Document.objects.get(key__startswith="versi:")


def test_asked_twice_there_is_one_document(at: datetime, waiting: Document) -> None:
    again = document_services.request_document(key=waiting.key, title="lain", at=at)
    assert again.pk == waiting.pk
    assert again.title == waiting.title


def test_a_finished_document_is_never_rendered_again(at: datetime, waiting: Document) -> None:
    done = paper_data.render(waiting, at)
    digest, name = done.sha256, done.file.name
    assert not document_services.render_document(pk=done.pk, clock=lambda: at + timedelta(hours=1))
    done.refresh_from_db()
    assert (done.sha256, done.file.name) == (digest, name)


def test_what_another_worker_is_making_is_left_alone_until_three_minutes_have_passed(
    at: datetime, waiting: Document
) -> None:
    Document.objects.filter(pk=waiting.pk).update(state=Document.State.DIBUAT, claimed_at=at)
    assert not document_services.render_document(pk=waiting.pk, clock=lambda: at + timedelta(minutes=2))
    assert document_services.waiting(at + timedelta(minutes=4)) == [waiting.pk]
    assert document_services.render_document(pk=waiting.pk, clock=lambda: at + timedelta(minutes=4))


def test_a_slow_workers_result_is_thrown_away(
    at: datetime, waiting: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, _ = document_services._maker_of(waiting)

    def slow(pk: int, progress: document_services.Progress) -> bytes:
        Document.objects.filter(pk=waiting.pk).update(
            claimed_at=at + timedelta(minutes=5)
        )  # another took it over
        return found.make(pk, progress)

    monkeypatch.setitem(document_services._makers, "versi", document_services.Maker(slow, found.may_read))
    assert not document_services.render_document(pk=waiting.pk, clock=lambda: at)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.file.name) == (Document.State.DIBUAT, "")


def test_a_failure_is_tried_again_and_then_told_with_a_cure(
    at: datetime, waiting: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, _ = document_services._maker_of(waiting)

    def broken(pk: int, progress: document_services.Progress) -> bytes:
        raise OSError("disk penuh")

    monkeypatch.setitem(document_services._makers, "versi", document_services.Maker(broken, found.may_read))
    for _attempt in range(document_services.MOST_ATTEMPTS):
        document_services.render_document(pk=waiting.pk, clock=lambda: at)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.error) == (Document.State.GAGAL, document_services.FAILED)
    monkeypatch.undo()
    document_services.retry(document=waiting, at=at)
    paper_data.render(waiting, at)


def test_only_a_failed_document_is_retried(at: datetime, waiting: Document) -> None:
    with pytest.raises(Refusal, match="tidak sedang gagal"):
        document_services.retry(document=waiting, at=at)


def test_the_sweep_sends_again_what_the_broker_lost(at: datetime, waiting: Document) -> None:
    assert document_services.waiting(at + timedelta(seconds=10)) == []
    assert document_services.waiting(at + timedelta(seconds=31)) == [waiting.pk]


def test_both_scheduled_tasks_exist() -> None:
    from reports import tasks

    assert tasks.render.name == "reports.tasks.render"
    assert tasks.render_waiting.name == "reports.tasks.render_waiting"
