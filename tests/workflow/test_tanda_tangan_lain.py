"""Step 8 on its other ways: the list before the passphrase, BSrE with a lost answer, the pen and its second person."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Message, User
from reports.document_services import render_document
from reports.letterhead import Letterhead
from reports.models import LetterNumber, SignedPaper, SigningChoice, WetSignature
from reports.signing import preflight
from reports.signing.acting import papers_of_act
from reports.signing.models import Backend
from tests.factories import Office
from tests.reports.bsre_server import PASSWORD, USER, BsreServer
from tests.workflow.perjalanan import Journey, give_certificate
from workflow.sop import Step

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]
Klien = Callable[[User], Client]
State = SignedPaper.State
NIK, PASSPHRASE = "7324011203800001", "Rahasia-BSrE#2026"


@pytest.fixture
def journey(office: Office, at: datetime) -> Journey:
    return Journey(office, at).to(Step.TANDA_TANGAN)


@pytest.fixture(autouse=True)
def clock(at: datetime) -> Any:
    with time_machine.travel(at + timedelta(hours=5), tick=False) as moved:
        yield moved


@pytest.fixture
def bsre(settings: Any, office: Office) -> Iterator[BsreServer]:
    with BsreServer() as server:
        server.user(NIK, office.kadis.name, PASSPHRASE)
        settings.BSRE_URL, settings.BSRE_USER, settings.BSRE_PASSWORD = server.url, USER, PASSWORD
        settings.BSRE_TIMEOUT, settings.BSRE_VERSION = 20, 2
        office.kadis.nik = NIK
        office.kadis.save()
        SigningChoice.objects.create(backend=Backend.BSRE)
        yield server


def address(journey: Journey, name: str = "tanda-tangan", *rest: int) -> str:
    return reverse(f"workflow:{name}", args=[journey.case.pk, *rest])


def prepared(journey: Journey, client: Client, **data: Any) -> list[SignedPaper]:
    response = client.post(address(journey, "naskah"), {"kunjungan": journey.visit.pk} | data)
    assert response.status_code == 302, response.content.decode()
    for paper in papers_of_act(journey.report):
        assert paper.document is not None
        render_document(pk=paper.document.pk, clock=journey.tick)
    return papers_of_act(journey.report)


def body(journey: Journey, papers: list[SignedPaper], passphrase: str) -> dict[str, Any]:
    shas = {paper.kind: paper.document.sha256 for paper in papers if paper.document}
    return {
        "kunjungan": journey.visit.pk, "naskah": papers[0].pk, "sidik": shas["laporan"], "sandi": passphrase,
        "sidik_pengantar": shas.get("pengantar", ""),
    }  # fmt: skip


# ── the list before the passphrase ──────────────────────────────────────────────────────────────
def test_the_list_names_state_and_cure_of_each_thing(journey: Journey, klien: Klien, office: Office) -> None:
    Letterhead.objects.update(address="")
    page = klien(office.kadis).get(address(journey)).content.decode()
    for expected in (
        "Paraf Kasubag Perencanaan atas versi 1", "Tidak ada isian yang tertinggal", "Sertifikat tanda tangan berlaku",
        "Minta admin kantor menerbitkannya", "Pada kop surat belum ada alamat", "Huruf untuk PDF tersedia", "Nomor naskah siap",
        "Kop surat tanpa lambang daerah",
    ):  # fmt: skip
        assert expected in page, expected


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("<p>Capaian [isi] persen</p>", ["[isi]"]), ("<p>{{ capaian }}</p>", ["{{ capaian }}"]),
        ("<p>Jumlah ........</p>", ["........"]), ("<p>………</p>", ["………"]), ("<p>Rp1.000.000,00 (satu juta)…</p>", []),
        ("<p>Pasal 5 ayat (1)</p>", []),
    ],
)  # fmt: skip
def test_what_is_left_to_be_filled_in_is_found(text: str, left: list[str]) -> None:
    from django.utils.html import strip_tags

    assert preflight.PLACEHOLDER.findall(strip_tags(text)) == left


def test_a_certificate_that_ends_soon_is_a_reminder_and_stops_nothing(
    journey: Journey, klien: Klien, office: Office, clock: Any
) -> None:
    give_certificate(office.kadis, journey.now)
    office.kadis.certificates.update(valid_to=journey.now + timedelta(days=20))
    page = klien(office.kadis).get(address(journey)).content.decode()
    assert "Sertifikat berakhir" in page
    assert "Penuhi dahulu yang bertanda" not in page


def test_other_parts_add_lines_of_their_own(
    journey: Journey, klien: Klien, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_certificate(office.kadis, journey.now)
    monkeypatch.setattr(preflight, "_looks", [])

    @preflight.looks_at
    def open_remarks(subject: preflight.Subject) -> list[preflight.Line]:
        return [
            preflight.Line(preflight.Mark.KURANG, "Catatan koreksi", "Masih ada satu catatan terbuka.", "/x/")
        ]

    client = klien(office.kadis)
    assert "Masih ada satu catatan terbuka." in client.get(address(journey)).content.decode()
    refused = client.post(address(journey, "naskah"), {"kunjungan": journey.visit.pk})
    assert refused.status_code == 422


# ── report and surat pengantar ──────────────────────────────────────────────────────────────────
def test_report_and_pengantar_are_seen_and_signed_by_one_press(
    journey: Journey, klien: Klien, office: Office
) -> None:
    from tests.workflow.perjalanan import PASSPHRASE as OWN

    give_certificate(office.kadis, journey.now)
    client = klien(office.kadis)
    papers = prepared(journey, client, pengantar="on")
    page = client.get(address(journey)).content.decode()
    assert [paper.kind for paper in papers] == ["laporan", "pengantar"]
    assert all(paper.number.text in page for paper in papers)
    assert page.count("<iframe") == 2
    unseen = client.post(address(journey), body(journey, papers, OWN) | {"sidik_pengantar": ""})
    assert "bukan PDF yang akan ditandatangani" in unseen.content.decode()
    assert client.post(address(journey), body(journey, papers, OWN)).status_code == 302
    assert SignedPaper.objects.filter(state=State.DITANDATANGANI).count() == 2
    after = client.get(address(journey)).content.decode()
    assert f"/laporan/{journey.report.pk}/pengantar/" in after
    letter = client.get(f"/laporan/{journey.report.pk}/pengantar/")
    assert b"".join(letter.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert "surat-pengantar" in letter["Content-Disposition"]
    case_page = reverse("workflow:kasus-rinci", args=[journey.case.pk])
    assert f'href="/laporan/{journey.report.pk}/pengantar/"' in client.get(case_page).content.decode()


# ── BSrE ────────────────────────────────────────────────────────────────────────────────────────
def test_the_status_at_bsre_is_asked_in_the_background_and_not_by_the_page(
    journey: Journey, klien: Klien, office: Office, bsre: BsreServer
) -> None:
    client = klien(office.kadis)
    page = client.get(address(journey)).content.decode()
    assert bsre.asked == []
    assert address(journey, "status-bsre") in page
    assert "Sertifikat BSrE Anda berlaku." in client.post(address(journey, "status-bsre")).content.decode()
    bsre.user(NIK, office.kadis.name, PASSPHRASE, "EXPIRED")
    assert "sudah berakhir" in client.post(address(journey, "status-bsre")).content.decode()
    assert klien(office.sekretaris).post(address(journey, "status-bsre")).status_code == 204


def test_who_has_no_nik_is_told_before_anything_is_prepared(
    journey: Journey, klien: Klien, office: Office, bsre: BsreServer
) -> None:
    office.kadis.nik = ""
    office.kadis.save()
    assert (
        "belum diisi; BSrE mengenal penanda tangan dari NIK"
        in klien(office.kadis).get(address(journey)).content.decode()
    )


def test_a_lost_answer_is_shown_with_what_can_be_done_and_ends_signed_once(
    journey: Journey, klien: Klien, office: Office, bsre: BsreServer, clock: Any
) -> None:
    client = klien(office.kadis)
    papers = prepared(journey, client)
    assert "Passphrase BSrE" in client.get(address(journey)).content.decode()
    bsre.fault = "jatuh-setelah-tanda-tangan"
    lost = client.post(address(journey), body(journey, papers, PASSPHRASE)).content.decode()
    assert "Jangan mengulang dahulu" in lost
    assert PASSPHRASE not in lost
    bsre.fault = ""
    page = client.get(address(journey)).content.decode()
    assert "Hasil BSrE belum diketahui" in page
    assert 'type="password"' not in page
    assert "Belum terjadi di BSrE" not in page
    turn = {"kunjungan": journey.visit.pk}
    assert client.post(address(journey, "hasil-bsre"), turn).status_code == 302
    early = client.post(address(journey, "hasil-bsre"), turn | {"putusan": "belum"})
    assert "Tunggu sampai pukul" in early.content.decode()
    sent_back = client.post(address(journey, "kembalikan"), turn | {"note": "Perbaiki."})
    assert "belum diketahui" in sent_back.content.decode()
    clock.shift(timedelta(minutes=16))
    assert "Belum terjadi di BSrE" in client.get(address(journey)).content.decode()
    assert client.post(address(journey, "hasil-bsre"), turn | {"putusan": "belum"}).status_code == 302
    assert client.post(address(journey), body(journey, papers, PASSPHRASE)).status_code == 302
    journey.case.refresh_from_db()
    assert journey.case.state == Step.PENGGANDAAN


def test_what_bsre_signed_is_finished_without_a_second_passphrase(
    journey: Journey, klien: Klien, office: Office, bsre: BsreServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workflow import signing

    client = klien(office.kadis)
    papers = prepared(journey, client)

    def die(**_: Any) -> None:
        raise RuntimeError("mati sebelum disimpan")

    with monkeypatch.context() as patched:
        patched.setattr(signing, "perform", die)
        with pytest.raises(RuntimeError):
            client.post(address(journey), body(journey, papers, PASSPHRASE))
    page = client.get(address(journey)).content.decode()
    assert "Selesaikan penandatanganan" in page
    assert 'type="password"' not in page
    rest = body(journey, papers, "") | {"selesaikan": "1"}
    assert client.post(address(journey), rest).status_code == 302
    assert bsre.times("/sign/pdf") == 1
    assert SignedPaper.objects.get(state=State.DITANDATANGANI).backend == Backend.BSRE


# ── the pen ─────────────────────────────────────────────────────────────────────────────────────
def scan(pages: int, name: str = "pindaian.pdf") -> SimpleUploadedFile:
    from PIL import Image

    sheets = [Image.new("L", (413, 585), 250 - place) for place in range(pages)]
    target = io.BytesIO()
    sheets[0].save(target, "PDF", save_all=True, append_images=sheets[1:])
    return SimpleUploadedFile(name, target.getvalue(), content_type="application/pdf")


def photo(shade: int) -> SimpleUploadedFile:
    from PIL import Image

    target = io.BytesIO()
    Image.new("RGB", (413, 585), (shade, shade, shade)).save(target, "JPEG")
    return SimpleUploadedFile(f"foto{shade}.jpg", target.getvalue(), content_type="image/jpeg")


def by_hand(journey: Journey, klien: Klien, who: User) -> SignedPaper:
    (paper,) = prepared(journey, klien(who), cara="basah")
    assert paper.backend == Backend.BASAH
    return paper


def uploaded(
    journey: Journey, client: Client, paper: SignedPaper, *files: SimpleUploadedFile, **data: Any
) -> Any:
    return client.post(
        address(journey, "basah-unggah"),
        {"tanggal": "2026-10-12", f"pindaian_{paper.pk}": list(files)} | data,
    )


def pages_of(paper: SignedPaper) -> int:
    assert paper.document is not None
    return paper.document.pages


def test_signed_by_hand_from_printing_to_the_second_person(
    journey: Journey, klien: Klien, office: Office
) -> None:
    paper = by_hand(journey, klien, office.kasubag)
    assert (paper.signer, paper.signer_title) == (office.kadis, "Kepala Dinas Pendidikan dan Kebudayaan")
    assert "Cetak PDF di halaman ini" in klien(office.kasubag).get(address(journey)).content.decode()
    assert uploaded(journey, klien(office.kasubag), paper, scan(pages_of(paper))).status_code == 302
    asked = Message.objects.filter(key__contains="pindaian-basah")
    assert [message.recipient for message in asked] == [office.sekretaris]
    own = klien(office.kasubag).get(address(journey, "basah-cocokkan")).content.decode()
    assert "Anda unggah sendiri" in own
    assert "Cocok, catat" not in own
    second = klien(office.sekretaris)
    page = second.get(address(journey, "basah-cocokkan")).content.decode()
    assert "Cocok, catat sebagai Sekretaris Dinas" in page
    assert paper.number.text in page
    wet = WetSignature.objects.get()
    assert second.get(address(journey, "basah-pindaian", wet.pk)).status_code == 200
    assert page.count('alt="Pindaian, halaman') == page.count('alt="Naskah, halaman') == pages_of(paper)
    first = second.get(reverse("workflow:basah-halaman", args=[journey.case.pk, wet.pk, 1]))
    assert first["Content-Type"] == "image/jpeg"
    assert first["Cache-Control"].startswith("private")
    assert bytes(first.content).startswith(b"\xff\xd8")
    beyond = reverse("workflow:basah-halaman", args=[journey.case.pk, wet.pk, wet.pages + 1])
    assert second.get(beyond).status_code == 404
    confirm = {"kunjungan": journey.visit.pk, "sidik": wet.scan_sha256}
    assert klien(office.kasubag).post(address(journey, "basah-cocokkan"), confirm).status_code == 403
    stale = second.post(address(journey, "basah-cocokkan"), confirm | {"sidik": "0" * 64})
    assert "baru saja diganti" in stale.content.decode()
    assert second.post(address(journey, "basah-cocokkan"), confirm).status_code == 302
    paper.refresh_from_db()
    journey.case.refresh_from_db()
    assert (paper.state, paper.backend, paper.fingerprint) == (State.DITANDATANGANI, Backend.BASAH, "")
    assert paper.signed_sha256 == wet.scan_sha256
    after = second.get(address(journey)).content.decode()
    assert "Halaman laporan yang dipindai" in after
    assert reverse("workflow:basah-halaman", args=[journey.case.pk, wet.pk, 1]) in after
    assert journey.case.state == Step.PENGGANDAAN
    assert LetterNumber.objects.get(pk=paper.number_id).state == LetterNumber.State.TERPAKAI
    after = second.get(address(journey)).content.decode()
    assert "dengan tangan; pindaiannya dicocokkan dan dicatat" in after


def test_photos_of_the_sheets_become_one_scan(journey: Journey, klien: Klien, office: Office) -> None:
    paper = by_hand(journey, klien, office.kadis)
    photos = [photo(200 - place) for place in range(pages_of(paper))]
    assert uploaded(journey, klien(office.staf_perencana), paper, *photos).status_code == 302
    assert WetSignature.objects.get().pages == pages_of(paper)


@pytest.mark.parametrize(
    ("files", "data", "said"),
    [
        (lambda pages: [scan(pages + 1)], {}, "Pindai semua halaman satu kali"),
        (lambda pages: [SimpleUploadedFile("x.pdf", b"bukan pdf")], {}, "bukan jenis yang diterima"),
        (lambda pages: [scan(1), photo(9)], {}, "jangan dicampur"),
        (lambda pages: [], {}, "belum diisi"),
        (lambda pages: [scan(pages)], {"tanggal": "2026-10-13"}, "antara tanggal naskah"),
        (lambda pages: [scan(pages)], {"tanggal": "kemarin"}, "Tanggal"),
    ],
)  # fmt: skip
def test_a_scan_that_cannot_be_it_is_told_why(
    files: Callable[[int], list[SimpleUploadedFile]], data: dict[str, Any], said: str, journey: Journey, klien: Klien,
    office: Office,
) -> None:  # fmt: skip
    paper = by_hand(journey, klien, office.kadis)
    response = uploaded(journey, klien(office.kasubag), paper, *files(pages_of(paper)), **data)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not WetSignature.objects.exists()


def test_a_scan_that_does_not_match_goes_back_with_the_reason_and_a_new_one_is_taken(
    journey: Journey, klien: Klien, office: Office
) -> None:
    paper = by_hand(journey, klien, office.kadis)
    uploaded(journey, klien(office.staf_perencana), paper, scan(pages_of(paper)))
    second = klien(office.kasubag)
    turn = {"kunjungan": journey.visit.pk, "putusan": "tidak"}
    assert second.post(address(journey, "basah-cocokkan"), turn | {"alasan": ""}).status_code == 422
    assert (
        second.post(
            address(journey, "basah-cocokkan"), turn | {"alasan": "Halaman 2 milik versi 1."}
        ).status_code
        == 302
    )
    assert "Halaman 2 milik versi 1." in klien(office.staf_perencana).get(address(journey)).content.decode()
    assert uploaded(journey, klien(office.staf_perencana), paper, scan(pages_of(paper))).status_code == 302
    assert WetSignature.objects.filter(state=WetSignature.State.MENUNGGU).count() == 1


def test_the_pen_can_still_be_changed_for_the_certificate_with_the_same_number(
    journey: Journey, klien: Klien, office: Office
) -> None:
    give_certificate(office.kadis, journey.now)
    pen = by_hand(journey, klien, office.kadis)
    (own,) = prepared(journey, klien(office.kadis))
    assert (own.backend, own.number) == (Backend.LOKAL, pen.number)
    pen.refresh_from_db()
    assert pen.state == State.BATAL


@pytest.mark.parametrize("who", ["kabid_sd", "staf_sd", "penerima_surat", "admin"])
def test_nobody_else_helps_with_the_pen(who: str, journey: Journey, klien: Klien, office: Office) -> None:
    client = klien(getattr(office, who))
    wanted = {"kunjungan": journey.visit.pk, "cara": "basah"}
    assert client.post(address(journey, "naskah"), wanted).status_code == 404
    assert client.post(address(journey, "basah-unggah")).status_code == 404
    assert client.get(address(journey, "basah-cocokkan")).status_code == 404
    assert not SignedPaper.objects.exists()


def test_the_day_of_the_pen_is_kept(journey: Journey, klien: Klien, office: Office) -> None:
    paper = by_hand(journey, klien, office.kadis)
    uploaded(journey, klien(office.kasubag), paper, scan(pages_of(paper)))
    assert WetSignature.objects.get().signed_on == date(2026, 10, 12)


def test_the_day_offered_for_the_pen_is_the_offices_own(
    journey: Journey, klien: Klien, office: Office, clock: Any
) -> None:
    """Half past midnight in Malili is still the day before in UTC."""
    by_hand(journey, klien, office.kadis)
    clock.move_to(datetime(2026, 10, 12, 16, 30, tzinfo=UTC))
    page = klien(office.kasubag).get(address(journey)).content.decode()
    assert 'value="2026-10-13"' in page


def test_a_day_that_cannot_be_is_told_beside_its_box(journey: Journey, klien: Klien, office: Office) -> None:
    paper = by_hand(journey, klien, office.kadis)
    answer = uploaded(journey, klien(office.kasubag), paper, scan(pages_of(paper)), tanggal="2026-10-11")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert (
        "Tanggal ditandatangani: Tanggal tanda tangan antara tanggal naskah (12-10-2026) dan hari ini" in page
    )
    assert 'value="2026-10-11"' in page
