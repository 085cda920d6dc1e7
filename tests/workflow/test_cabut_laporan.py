"""A signed report ends: who may, what everybody learns, and what stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains

from accounts.errors import NotYours, Refusal
from accounts.models import AuditEntry, Message, User
from accounts.posts import acting_posts
from reports.models import SignedPaper
from reports.signing import ending
from tests.factories import Office
from tests.workflow.perjalanan import Journey
from workflow.case import ReportRequest
from workflow.sop import Final

pytestmark = pytest.mark.django_db

Klien = Callable[[User], Client]
State = SignedPaper.State


@pytest.fixture
def case(office: Office, at: datetime) -> ReportRequest:
    return Journey(office, at, number="1/SELESAI").to(Final.SELESAI).case


@pytest.fixture
def paper(case: ReportRequest) -> SignedPaper:
    return SignedPaper.objects.get(report=case.report, state=State.DITANDATANGANI)


def end(
    paper: SignedPaper, by: User, at: datetime, *, reason: str = "Angka SMP keliru.", other: int | None = None
) -> SignedPaper:
    return ending.end_report(
        report=paper.report, paper_id=paper.pk, replacement_id=other, reason=reason, by=by,
        assignment=acting_posts(by, at)[0], at=at,
    )  # fmt: skip


def later(office: Office, at: datetime) -> SignedPaper:
    """A second report about the same period, signed the day after."""
    case = Journey(office, at + timedelta(days=1), number="2/PENGGANTI").to(Final.SELESAI).case
    return SignedPaper.objects.get(report=case.report, state=State.DITANDATANGANI)


def public(paper: SignedPaper) -> str:
    response = Client().get(reverse("verifikasi", args=[paper.token]))
    assert response.status_code == 200
    return response.content.decode()


def test_a_withdrawn_report_says_so_to_everybody(paper: SignedPaper, office: Office, at: datetime) -> None:
    assert "Laporan ini terdaftar pada dinas" in public(paper)
    end(paper, office.kadis, at)
    page = public(paper)
    for expected in (
        "sudah dicabut dan tidak berlaku lagi",
        "Angka SMP keliru.",
        "Kepala Dinas",
        paper.number.text,
    ):
        assert expected in page, expected
    assert "Laporan ini terdaftar pada dinas" not in page
    assert paper.signer_nip not in page


def test_a_replaced_report_leads_to_the_one_in_force(
    paper: SignedPaper, office: Office, at: datetime
) -> None:
    newer = later(office, at)
    end(paper, office.kadis, newer.signed_at or at, other=newer.pk)
    page = public(paper)
    assert "sudah digantikan" in page
    assert reverse("verifikasi", args=[newer.token]) in page
    assert newer.number.text in page
    assert "Laporan ini terdaftar pada dinas" in public(newer)


def test_its_own_file_is_the_same_but_no_longer_in_force(
    paper: SignedPaper, office: Office, at: datetime
) -> None:
    from reports.verdicts import compare

    end(paper, office.kadis, at)
    paper.refresh_from_db()
    with paper.signed_file.open("rb") as stream:
        verdict = compare(paper, stream.read())
    assert verdict.genuine
    assert "sudah tidak berlaku" in verdict.sentence


def test_those_who_hold_it_are_told_and_it_stands_in_the_trail(
    paper: SignedPaper, office: Office, at: datetime
) -> None:
    end(paper, office.kadis, at)
    told = {one.recipient for one in Message.objects.filter(key__startswith=f"laporan-berakhir:{paper.pk}:")}
    assert {office.kasubag, office.sekretaris, office.staf_perencana, office.kabid_sd} <= told
    assert office.kadis not in told
    assert "Angka SMP" not in Message.objects.filter(key__startswith="laporan-berakhir").first().body  # type: ignore[union-attr]
    entry = AuditEntry.objects.get(act="laporan dicabut")
    assert entry.detail["alasan"] == "Angka SMP keliru."


@pytest.mark.parametrize("who", ["sekretaris", "kasubag", "staf_perencana", "kabid_sd"])
def test_nobody_but_the_kepala_dinas_ends_a_report(
    who: str, paper: SignedPaper, office: Office, at: datetime
) -> None:
    with pytest.raises(NotYours):
        end(paper, getattr(office, who), at)


def test_no_reason_twice_and_a_wrong_replacement_are_refused(
    paper: SignedPaper, office: Office, at: datetime
) -> None:
    with pytest.raises(Refusal, match="Tulis alasannya"):
        end(paper, office.kadis, at, reason="  ")
    with pytest.raises(Refusal, match="Pilih laporan lain"):
        end(paper, office.kadis, at, other=paper.pk)
    end(paper, office.kadis, at)
    with pytest.raises(Refusal, match="sudah tidak berlaku"):
        end(paper, office.kadis, at)


# ── the page ────────────────────────────────────────────────────────────────────────────────────
def address(case: ReportRequest) -> str:
    return reverse("workflow:cabut-laporan", args=[case.pk])


def test_the_kepala_dinas_withdraws_on_a_page_of_its_own(
    case: ReportRequest, paper: SignedPaper, office: Office, klien: Klien
) -> None:
    client = klien(office.kadis)
    assert address(case) in client.get(reverse("workflow:kasus-rinci", args=[case.pk])).content.decode()
    page = client.get(address(case)).content.decode()
    assert "Pencabutan tidak dapat dibatalkan" in page
    empty = client.post(address(case), {"naskah": paper.pk, "note": "", "pengganti": ""})
    assert empty.status_code == 422
    assertContains(empty, '<h2 id="ringkasan-galat-judul">Ada yang perlu diperbaiki</h2>', status_code=422)
    done = client.post(
        address(case), {"naskah": paper.pk, "note": "Angka SMP keliru.", "pengganti": ""}, follow=True
    )
    page = done.content.decode()
    assert "sudah dicabut" in page
    assert "Beri tahu juga penerima di luar dinas" in page
    assert address(case) not in page
    paper.refresh_from_db()
    assert (paper.state, paper.ended_by) == (State.DICABUT, office.kadis)


def test_a_page_left_open_ends_nothing_twice(
    case: ReportRequest, paper: SignedPaper, office: Office, at: datetime, klien: Klien
) -> None:
    client = klien(office.kadis)
    wrong = client.post(address(case), {"naskah": paper.pk + 1, "note": "x", "pengganti": ""})
    assert wrong.status_code == 422
    assert "Muat ulang" in wrong.content.decode()
    end(paper, office.kadis, at)
    late = client.post(address(case), {"naskah": paper.pk, "note": "Angka SD keliru.", "pengganti": ""})
    said = late.content.decode()
    assert late.status_code == 422
    assert "Angka SD keliru.</textarea>" in said, "nothing typed is lost"
    assert "sudah dicabut oleh" in said
    assert "id_note-galat" in said
    assert "Nyatakan tidak berlaku" not in said, "there is nothing left to send"
    assert "hanya selama laporannya berlaku" in client.get(address(case), follow=True).content.decode()


def test_every_page_of_the_case_opens_after_the_withdrawal(
    case: ReportRequest, paper: SignedPaper, office: Office, at: datetime, klien: Klien
) -> None:
    end(paper, office.kadis, at)
    for name in ("kasus-rinci", "tanda-tangan", "penggandaan", "koreksi"):
        response = klien(office.kasubag).get(reverse(f"workflow:{name}", args=[case.pk]))
        assert response.status_code == 200, name
    for person in (office.kasubag, office.kabid_sd):
        assert klien(person).get(reverse("laporan-unduh", args=[case.report_id])).status_code == 200
    found = klien(office.kasubag).get(reverse("workflow:arsip"), {"cari": paper.number.text})
    assert paper.number.text in found.content.decode()


def test_the_page_of_step_eight_says_that_the_report_is_no_longer_in_force(
    case: ReportRequest, paper: SignedPaper, office: Office, at: datetime, klien: Klien
) -> None:
    address = reverse("workflow:tanda-tangan", args=[case.pk])
    assert "Sudah ditandatangani" in klien(office.kasubag).get(address).content.decode()
    newer = later(office, at)
    end(paper, office.kadis, newer.signed_at or at, other=newer.pk)
    page = klien(office.kasubag).get(address).content.decode()
    assert "sudah digantikan dan tidak berlaku lagi" in page
    assert "Angka SMP keliru." in page
    assert reverse("verifikasi", args=[newer.token]) in page
    assert reverse("laporan-unduh", args=[case.report_id]) in page
    assert "Sudah ditandatangani" not in page
    assert "Siapkan naskah" not in page


def test_the_page_takes_a_constant_number_of_queries(
    case: ReportRequest, office: Office, klien: Klien, django_assert_max_num_queries: Any
) -> None:
    client = klien(office.kadis)
    with django_assert_max_num_queries(15):
        client.get(address(case))
