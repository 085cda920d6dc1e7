"""What is looked at before the passphrase is asked: a list, each line with its state and its cure (product.md, number 9).

Other parts of the office's paper add lines of their own:

    @looks_at
    def open_remarks(subject: Subject) -> Iterable[Line]: ...
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.models import Assignment, User
from accounts.models.user import EmploymentType
from accounts.worktime_words import short_date
from reports.drafting.models import Version
from reports.letterhead import Letterhead
from reports.report import Report
from reports.signing import attempts, ca, numbering, paraf
from reports.signing.acting import PARAF_STEPS
from reports.signing.backends import backend as backend_of
from reports.signing.models import Backend, LetterNumber, PaperKind, SeriesPurpose, SignedPaper
from reports.signing.records import SigningChoice, signing_choice

FONTS = "fonts/kertas"
PLACEHOLDER = re.compile(r"\[[^\[\]\n]{1,60}\]|\{\{.*?\}\}|\.{6,}|…{3,}")
"""What is left to be filled in: "[isi]", a placeholder of a template, a dotted line."""


class Mark(StrEnum):
    """`KURANG` stands in the way; `INGAT` is worth knowing and stops nothing; `TANYA` is asked of a service meanwhile."""

    BERES = "beres"
    KURANG = "kurang"
    INGAT = "ingat"
    TANYA = "tanya"


@dataclass(frozen=True)
class Line:
    """One thing looked at. `cure` says what to do and is empty when all is well; `url` leads there."""

    mark: Mark
    what: str
    cure: str = ""
    url: str = ""


@dataclass(frozen=True)
class Subject:
    """What is about to be signed, by whom, how."""

    report: Report
    version: Version | None
    assignment: Assignment
    backend: Backend
    at: datetime
    choice: SigningChoice
    with_pengantar: bool = False

    @property
    def person(self) -> User:
        return self.assignment.person


Look = Callable[[Subject], Iterable[Line]]
_looks: list[Look] = []


def looks_at(look: Look) -> Look:
    """Register a further thing to look at; run in the order of registration, after those of signing itself."""
    _looks.append(look)
    return look


def lines(
    *, report: Report, assignment: Assignment, at: datetime, backend: Backend | None = None,
    with_pengantar: bool = False, version: Version | None = None,
) -> list[Line]:  # fmt: skip
    """The whole list. No service outside is asked here (`Mark.TANYA` says that one has to be).

    `version`: the newest, where the caller has it at hand.
    """
    choice = signing_choice()
    subject = Subject(
        report, version or report.versions.order_by("-number").first(), assignment, backend or Backend(choice.backend),
        at, choice, with_pengantar,
    )  # fmt: skip
    return [line for look in (*_OWN, *_looks) for line in look(subject)]


def missing(found: Iterable[Line]) -> list[str]:
    """The cures of what stands in the way."""
    return [line.cure for line in found if line.mark == Mark.KURANG]


def _line(sound: bool, what: str, cure: str, *, otherwise: Mark = Mark.KURANG) -> Line:
    return Line(Mark.BERES, what) if sound else Line(otherwise, what, cure)


def _version(subject: Subject) -> Iterable[Line]:
    if SignedPaper.objects.filter(
        report=subject.report, kind=PaperKind.LAPORAN, state=SignedPaper.State.DITANDATANGANI
    ).exists():
        yield Line(
            Mark.KURANG, "Belum ditandatangani", "Laporan ini sudah ditandatangani. Muat ulang halaman."
        )
    version = subject.version
    if version is None:
        yield Line(Mark.KURANG, "Versi draft", "Belum ada versi draft yang diajukan.")
        return
    sealed = {seal.step: seal.version.number for seal in paraf.carried(version)}
    for step, who in PARAF_STEPS.items():
        yield _line(
            step in sealed,
            f"Paraf {who} atas versi {sealed.get(step, version.number)}",
            f"Versi {version.number} belum diparaf {who}. Mintakan paraf itu dahulu.",
        )
    left = sorted(set(PLACEHOLDER.findall(strip_tags(version.html))))
    shown = ", ".join(f"“{one}”" for one in left[:3])
    yield _line(
        not left,
        "Tidak ada isian yang tertinggal",
        f"Masih ada yang belum diisi: {shown}. Kembalikan ke penyusun untuk dilengkapi.",
    )


def _signer(subject: Subject) -> Iterable[Line]:
    person = subject.person
    no_nip = person.employment != EmploymentType.NON_ASN and not person.nip
    no_rank = person.employment == EmploymentType.PNS and not person.pangkat
    told = "padahal tercetak di bawah tanda tangan. Minta admin kantor mengisinya."
    cure = " ".join(
        f"{word} {person.name} belum diisi, {told}"
        for word, lacking in (("NIP", no_nip), ("Pangkat", no_rank))
        if lacking
    )
    yield _line(not cure, "Nama, pangkat, dan NIP penanda tangan", cure)


def _means(subject: Subject) -> Iterable[Line]:
    """Certificate, or what BSrE needs; by hand needs neither."""
    if subject.backend == Backend.BASAH:
        return
    door = backend_of(subject.backend)
    lacking = door.missing(subject.person, subject.at)
    if subject.backend == Backend.BSRE:
        yield _line(not lacking, "NIK dan alamat layanan BSrE", " ".join(lacking))
        if not lacking:
            yield Line(Mark.TANYA, "Status Anda di BSrE")
        return
    yield _line(not lacking, "Sertifikat tanda tangan berlaku", " ".join(lacking))
    certificate = ca.valid_certificate(subject.person, subject.at)
    if certificate is None:
        return
    if certificate.valid_to - subject.at < timedelta(days=subject.choice.warn_days):
        until = short_date(timezone.localdate(certificate.valid_to))
        yield Line(
            Mark.INGAT,
            f"Sertifikat berakhir {until}",
            "Masih dapat dipakai hari ini. Minta admin kantor menerbitkan yang baru sebelum tanggal itu.",
        )


def _letterhead(subject: Subject) -> Iterable[Line]:
    kop = Letterhead.objects.filter(is_active=True).first()
    if kop is None:
        yield Line(
            Mark.KURANG,
            "Kop surat",
            "Kop surat belum diatur. Minta admin kantor mengisinya pada menu Kop surat.",
        )
        return
    names = {
        "baris pertama": kop.line_1, "baris kedua": kop.line_2, "alamat": kop.address, "tempat penetapan": kop.city,
        "nama dinas": kop.office_name,
    }  # fmt: skip
    empty = [name for name, value in names.items() if not value.strip()]
    yield _line(
        not empty,
        "Kop surat lengkap",
        f"Pada kop surat belum ada {', '.join(empty)}. Minta admin kantor mengisinya pada menu Kop surat.",
    )
    if not kop.logo:
        yield Line(
            Mark.INGAT,
            "Kop surat tanpa lambang daerah",
            "Tempat lambang dicetak kosong. Minta admin kantor mengunggahnya.",
        )


def _fonts(subject: Subject) -> Iterable[Line]:
    folder = Path(settings.BASE_DIR) / "static" / FONTS
    yield _line(
        any(folder.glob("*.?tf")) or any(folder.glob("*.woff2")),
        "Huruf untuk PDF tersedia",
        "Berkas huruf di server tidak ditemukan. Beri tahu pengelola server.",
    )


def _number(subject: Subject) -> Iterable[Line]:
    keys = [numbering.paper_key(subject.report, PaperKind.LAPORAN)]
    if subject.with_pengantar:
        keys.append(numbering.paper_key(subject.report, PaperKind.PENGANTAR))
    year = timezone.localdate(subject.at).year
    held = LetterNumber.objects.filter(key__in=keys, year=year).exclude(state=LetterNumber.State.BATAL)
    lacking = numbering.lacks(purpose=SeriesPurpose.LAPORAN, year=year, count=len(keys) - held.count())
    yield _line(not lacking, "Nomor naskah siap", lacking)


def _open_attempt(subject: Subject) -> Iterable[Line]:
    if settings.BSRE_URL and attempts.open_of(subject.report).exists():
        yield Line(
            Mark.KURANG,
            "Permintaan sebelumnya ke BSrE",
            "Hasil permintaan sebelumnya ke BSrE belum diketahui. Selesaikan dahulu menurut petunjuk di halaman ini.",
        )


_OWN: tuple[Look, ...] = (_version, _signer, _means, _letterhead, _fonts, _number, _open_attempt)
