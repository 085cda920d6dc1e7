"""The archive's search: what it finds, whom it tells, and that its text is kept without anybody thinking of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import User
from accounts.posts import Desk
from reports.letterhead import ClassificationCode
from reports.pdf import to_pdf
from tests.factories import Office
from tests.workflow.perjalanan import Journey, case_at, register_letter
from workflow.archive import keeping, search
from workflow.archive.models import ArchivePart, ArchiveText
from workflow.archive.scan_text import text_of_pdf
from workflow.archive.search import ArchiveFilter
from workflow.archive.snippets import snippet
from workflow.archive.words import as_words, terms
from workflow.case import ReportRequest
from workflow.letters import Sifat
from workflow.sop import Action, Final, Step
from workflow.uploads import check_scan

pytestmark = pytest.mark.django_db

Klien = Callable[[User], Client]


def typed_scan(words: str) -> Any:
    """A PDF with text in it, as a letter typed on a computer has."""
    pdf = to_pdf(f"<!doctype html><html lang=id><title>Surat</title><p>{words}</p>", identifier=words)
    return check_scan(SimpleUploadedFile("surat.pdf", pdf, "application/pdf"))


@pytest.fixture
def archive(office: Office, at: datetime) -> dict[str, ReportRequest]:
    """Three closed cases and one that runs; scans are read as the worker would."""
    signed = Journey(office, at, number="1/SELESAI", subject="Permintaan data Renja").to(Final.SELESAI)
    known = Journey(
        office, signed.tick(), number="2/KETAHUI", subject="Undangan rapat", sender="Sekretariat DPRD",
        scan=typed_scan("Mohon hadir membahas rencana pembangunan gedung perpustakaan Wotu"),
    )  # fmt: skip
    known.act(Action.CUKUP_DIKETAHUI, office.kadis, {"note": "Cukup."})
    secret = Journey(
        office, known.tick(), number="3/RAHASIA", subject="Hal tersembunyi", sender="Pengirim Zamrud", sifat=Sifat.RAHASIA,
        scan=typed_scan("Keterangan sangat terbatas tentang zirkon"),
    )  # fmt: skip
    secret.act(Action.CUKUP_DIKETAHUI, office.kadis, {"note": "Cukup."})
    running = case_at(office, Step.FORMAT, secret.tick(), number="4/JALAN", subject="Data sekolah adat")
    keeping.sweep(at=secret.tick())
    return {"selesai": signed.case, "diketahui": known.case, "rahasia": secret.case, "berjalan": running}


def found(person: User, at: datetime, **given: str) -> set[str]:
    page = search.find(
        Desk(person, at + timedelta(days=1)), ArchiveFilter.read({"keadaan": "semua", **given})
    )
    return {entry.case.letter.number for entry in page.entries}


# ── what is found ───────────────────────────────────────────────────────────────────────────────
# fmt: off
EVERYTHING = {"1/SELESAI", "2/KETAHUI", "3/RAHASIA", "4/JALAN"}
FOUND: tuple[tuple[dict[str, str], set[str]], ...] = (
    ({}, EVERYTHING),
    ({"cari": "renja"}, {"1/SELESAI"}),
    ({"cari": "RENJ"}, {"1/SELESAI"}),
    ({"cari": "enja"}, set()),
    ({"cari": "perpustakaan wotu"}, {"2/KETAHUI"}),
    # every word, wherever in the case it stands: sender in the book, the rest in the scan
    ({"cari": "dprd gedung"}, {"2/KETAHUI"}),
    ({"cari": "dprd renja"}, set()),
    # words of the signed report's own text
    ({"cari": "Angka putus sekolah"}, {"1/SELESAI"}),
    ({"cari": "putus", "jenis": "surat"}, set()),
    ({"cari": "putus", "jenis": "laporan"}, {"1/SELESAI"}),
    ({"jenis": "laporan"}, {"1/SELESAI"}),
    # numbers as they are written, their words side by side
    ({"cari": "400.3/001"}, {"1/SELESAI"}),
    ({"cari": "400.3/999"}, set()),
    ({"cari": "2/ketahui"}, {"2/KETAHUI"}),
    ({"cari": "agenda 0002"}, {"2/KETAHUI"}),
    ({"sifat": "rahasia"}, {"3/RAHASIA"}),
    ({"keadaan": "ditutup"}, {"1/SELESAI", "2/KETAHUI", "3/RAHASIA"}),
    ({"keadaan": "berjalan"}, {"4/JALAN"}),
    ({"keadaan": Final.DIKETAHUI.value}, {"2/KETAHUI", "3/RAHASIA"}),
    ({"tahun": "2025"}, set()),
    # signs alone are no words; what looks like a query is only words
    ({"cari": "/// ---"}, set()),
    ({"cari": 'renja" OR "dprd'}, set()),
    ({"cari": "renja* NEAR(dprd)"}, set()),
    ({"cari": "renja' & !x:*"}, set()),
    ({"tahun": "²", "unit": "x", "sifat": "?", "jenis": "?"}, EVERYTHING),
)
# fmt: on


def test_the_kepala_dinas_finds_exactly_these(
    office: Office, archive: dict[str, ReportRequest], at: datetime
) -> None:
    code = ClassificationCode.objects.order_by("pk").first()
    assert code is not None
    archive["diketahui"].letter.classification = code
    archive["diketahui"].letter.save()
    rows = (
        *FOUND,
        ({"klasifikasi": code.code[:2]}, {"2/KETAHUI"}),
        ({"klasifikasi": "x"}, set()),
        ({"unit": str(office.smp.pk)}, {"1/SELESAI"}),
        ({"unit": str(office.sekretariat.pk)}, {"1/SELESAI", "4/JALAN"}),
    )
    answers = [(given, found(office.kadis, at, **given)) for given, _ in rows]
    assert [one for one, row in zip(answers, rows, strict=True) if one != row] == []


# ── whom it tells ───────────────────────────────────────────────────────────────────────────────
# fmt: off
TOLD: tuple[tuple[str, str, str], ...] = (
    # words               stands in                        who finds a case by it
    ("tersembunyi",       "perihal surat rahasia",         "kadis"),
    ("zamrud",            "asal surat rahasia",            "kadis"),
    ("zirkon",            "pindaian surat rahasia",        "kadis"),
    ("3/RAHASIA",         "nomor surat rahasia",           "kadis"),
    ("wotu",              "pindaian surat biasa",          "kadis sekretaris kasubag staf_perencana"),
    ("putus",             "laporan bertanda tangan",       "kadis sekretaris kasubag staf_perencana kabid_sd kasi_sd staf_sd kabid_smp "
                                                           "kasi_smp staf_smp kabid_paud staf_paud"),
)
# fmt: on


def test_a_search_tells_nobody_what_a_list_would_not(
    office: Office, archive: dict[str, ReportRequest], at: datetime, klien: Klien
) -> None:
    for words, where, people in TOLD:
        finders = {name for name, person in office.people.items() if found(person, at, cari=words)}
        assert finders == set(people.split()), where
    # beside a case that matches, no piece of one that may not be read
    ArchiveText.objects.filter(case=archive["rahasia"]).update(
        body="permintaan zirkon", words="permintaan zirkon"
    )
    answer = klien(office.staf_perencana).get("/arsip/?keadaan=semua&cari=permintaan&jenis=surat")
    assertContains(answer, "<mark>Permintaan</mark> data Renja")
    assertNotContains(answer, "zirkon")


def test_who_came_to_a_rahasia_case_through_a_form_finds_it_but_not_by_its_scan(
    office: Office, at: datetime
) -> None:
    journey = Journey(office, at, number="9/R", subject="Permintaan tertutup", sifat=Sifat.RAHASIA,
                      scan=typed_scan("Lampiran bernama zirkon"))  # fmt: skip
    journey.to(Step.PENGUMPULAN)
    keeping.sweep(at=journey.tick())
    assert found(office.staf_sd, at, cari="tertutup") == {"9/R"}
    assert found(office.staf_sd, at, cari="zirkon") == set()
    assert found(office.staf_perencana, at, cari="zirkon") == {"9/R"}


# ── pages ───────────────────────────────────────────────────────────────────────────────────────
def test_the_archive_turns_its_pages_without_losing_a_case(
    office: Office, at: datetime, klien: Klien
) -> None:
    for number in range(28):
        register_letter(office, at, subject=f"Surat ke {number:02d}.", number=f"{number}/A")
    browser, address, seen = klien(office.kadis), "?keadaan=semua&cari=surat", ""
    for _ in range(2):
        text = browser.get(f"/arsip/{address}").content.decode()
        seen += text
        address = next((part for part in text.split('"') if part.startswith("?sebelum=")), "").replace(
            "&amp;", "&"
        )
    assert address == "", "the second page is the last"
    assert all(seen.count(f"ke {number:02d}.</") == 1 for number in range(28))


def test_nonsense_in_the_address_is_no_error(office: Office, klien: Klien) -> None:
    browser = klien(office.kadis)
    for address in (
        "?sebelum=99999999999999999-1",
        "?sebelum=x",
        "?unit=999999999999999999",
        "?cari=" + "a " * 99,
    ):
        assert browser.get(f"/arsip/{address}").status_code == 200, address


def test_a_search_asks_ten_questions_at_most(
    office: Office, at: datetime, klien: Klien, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(3):
        register_letter(office, at, subject="Data sekolah", number=f"{number}/A")
    for who in ("kadis", "staf_sd"):
        browser = klien(office.people[who])
        browser.get("/arsip/")
        with django_assert_max_num_queries(10):
            assert browser.get("/arsip/?keadaan=semua&cari=data sekolah&jenis=surat").status_code == 200


# ── keeping ─────────────────────────────────────────────────────────────────────────────────────
def test_services_write_the_text_the_sweep_what_was_missed_and_the_command_everything(
    office: Office, archive: dict[str, ReportRequest], at: datetime
) -> None:
    before = set(ArchiveText.objects.values_list("case", "part", "words"))
    assert (archive["selesai"].pk, "laporan") in {row[:2] for row in before}
    assert keeping.sweep(at=at) == 0, "nothing was missed"
    ArchiveText.objects.all().delete()
    assert found(office.kadis, at, cari="renja") == set()
    assert keeping.sweep(at=at + timedelta(days=1)) > 0
    assert set(ArchiveText.objects.values_list("case", "part", "words")) == before
    ArchiveText.objects.update(body="", words="")
    call_command("susun_arsip", "--pindaian")
    assert set(ArchiveText.objects.values_list("case", "part", "words")) == before


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.4\n" + b"\x00" * 500,
        b"%PDF-1.7 trailer << /Root 1 0 R >> startxref 99999999 %%EOF",
        b"\x89PNG",
    ],
)
def test_a_broken_scan_has_no_text_and_harms_nobody(content: bytes) -> None:
    assert text_of_pdf(ContentFile(content), most_characters=100) == ""


def test_a_pdf_with_a_password_has_no_text() -> None:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("rahasia")
    target = BytesIO()
    writer.write(target)
    assert text_of_pdf(ContentFile(target.getvalue()), most_characters=100) == ""


def test_a_long_scan_is_read_only_so_far(
    office: Office, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = typed_scan("kata " * 400)
    assert len(text_of_pdf(scan.file, most_characters=300)) == 300
    monkeypatch.setattr("workflow.archive.scan_text.MOST_BYTES", 100)
    assert text_of_pdf(typed_scan("kata").file, most_characters=300) == ""


def test_a_scan_that_kills_its_reader_is_not_tried_again(
    office: Office, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = register_letter(office, at)

    def dies(*args: object, **kwargs: object) -> str:
        raise MemoryError

    monkeypatch.setattr(keeping, "text_of_pdf", dies)
    with pytest.raises(MemoryError):
        keeping.read_scan(case=case, at=at)
    assert ArchiveText.objects.filter(case=case, part=ArchivePart.PINDAIAN, words="").exists()
    assert keeping.sweep(at=at) == 0


# ── words ───────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Data  Renja", [("data",), ("renja",)]),
        ("400.3/ 301 /DIKBUD/2025", [("400", "3"), ("301",), ("dikbud", "2025")]),
        ("Café CAFE", [("cafe",)]),
        ("_ - '\" *", []),
        ("ﬁle ２０２６", [("file",), ("2026",)]),
    ],
)
def test_what_is_typed_becomes_words(typed: str, expected: list[tuple[str, ...]]) -> None:
    assert terms(typed) == expected
    assert as_words(typed).split() == [word for part in typed.split() for word in as_words(part).split()]


@pytest.mark.parametrize(
    ("body", "typed", "expected"),
    [
        ("Data Renja", "renja", "Data <mark>Renja</mark>"),
        ("Data & <b>Renja</b>", "ren", "Data &amp; &lt;b&gt;<mark>Renja</mark>&lt;/b&gt;"),
        ("Nomor 400.3/007/DIKBUD", "400.3/007", "Nomor <mark>400.3/007</mark>/DIKBUD"),
        ("tidak ada", "renja", ""),
        ("sekolah " + "kata " * 60 + "putus sekolah SD", "putus sekolah", "…" + "kata " * 11 + "<mark>putus</mark> <mark>sekolah</mark> SD"),
        ("satu dua " * 20 + "tiga " + "empat " * 40, "tiga", "…dua " + "satu dua " * 6 + "<mark>tiga</mark> "),
    ],
)  # fmt: skip
def test_the_piece_shown_is_marked_and_safe(body: str, typed: str, expected: str) -> None:
    shown = str(snippet(body, terms(typed)))
    assert shown == expected or (shown.startswith(expected) and shown.endswith("…"))
