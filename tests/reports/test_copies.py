"""Copies of the signed report: what goes out and once, what one's own pages are, receipts, reminders, and the sheets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.errors import NotYours, Refusal
from accounts.models import Delivery, Message, User
from accounts.notifications import deliver
from reports.covering_letter import in_words
from reports.distribution import nudges, own_pages, sending, services, sheets
from reports.distribution.models import Copy, CopyNudge
from reports.distribution.own_pages import Pages
from reports.distribution.planning import Recipient, letter_contents, save_plan
from reports.models import SignedPaper
from reports.signing.ending import end_report
from tests.factories import Office
from tests.reports import paper_data

Klien = Callable[[User], Client]
OUTSIDE = "arsip@bappelitbangda.go.id"


@pytest.fixture(autouse=True)
def _report_is_no_case_of_workflow(monkeypatch: pytest.MonkeyPatch) -> None:
    """reports alone: what workflow adds (rahasia cases) is tested there."""
    from reports import rules_paper

    monkeypatch.setattr(rules_paper, "_limits", [])


@pytest.fixture
def paper(office: Office, at: datetime, settings: Any) -> SignedPaper:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    for person in (office.kabid_sd, office.kasi_sd, office.kabid_smp):
        person.email = f"{person.username}@contoh.go.id"
        person.save(update_fields=["email"])
    return paper_data.signed(office, at)


@pytest.fixture
def copies(paper: SignedPaper, office: Office, at: datetime) -> dict[str, Copy]:
    """SD, SMP, and Bappelitbangda with an address."""
    made = services.distribute(
        report=paper.report, by=office.staf_perencana, at=at,
        recipients=[Recipient(unit_id=office.sd.pk), Recipient(unit_id=office.smp.pk), Recipient(name="Bappelitbangda", email=OUTSIDE)],
    )  # fmt: skip
    return dict(zip(("sd", "smp", "luar"), made, strict=True))


def mailed() -> list[Any]:
    """The e-mails about copies that left; the collection of the data sent some before."""
    return [one for one in mail.outbox if str(one.extra_headers["X-Kunci"]).startswith("salinan")]


# ── what goes out ───────────────────────────────────────────────────────────────────────────────
def test_the_head_gets_the_pdf_by_email_and_the_kasi_a_message(
    copies: dict[str, Copy], paper: SignedPaper, office: Office, at: datetime
) -> None:
    deliver(at=at)
    by_address = {one.to[0]: one for one in mailed()}
    assert set(by_address) == {office.kabid_sd.email, office.kabid_smp.email, OUTSIDE}
    with paper.signed_file.open("rb") as stream:
        signed = stream.read()
    for one in mailed():
        assert [attached[1] for attached in one.attachments] == [signed], "exactly as signed"
    kasi = Message.objects.get(recipient=office.kasi_sd, key__startswith="salinan:")
    assert not kasi.deliveries.exists()
    assert kasi.path == reverse("salinan", args=[copies["sd"].pk])


def test_a_message_holds_number_title_and_address_and_no_figure(
    copies: dict[str, Copy], paper: SignedPaper
) -> None:
    for message in Message.objects.filter(key__startswith="salinan:"):
        assert paper.number.text in message.subject
        told = message.body.replace(paper.report.title, "").replace(paper.number.text, "")
        assert not any(letter.isdigit() for letter in told), told


def test_each_copy_goes_out_once_however_often_the_outbox_is_emptied(
    copies: dict[str, Copy], office: Office, paper: SignedPaper, at: datetime
) -> None:
    deliver(at=at)
    deliver(at=at)
    services.distribute(
        report=paper.report, recipients=[Recipient(unit_id=office.sd.pk)], by=office.staf_perencana, at=at
    )
    deliver(at=at)
    assert len(mailed()) == 3


def test_what_is_too_large_goes_out_as_a_link_and_says_so(
    paper: SignedPaper, office: Office, at: datetime, settings: Any
) -> None:
    settings.EMAIL_ATTACHMENT_LIMIT = 10
    services.distribute(
        report=paper.report, recipients=[Recipient(name="Bappelitbangda", email=OUTSIDE)], by=office.staf_perencana, at=at
    )  # fmt: skip
    deliver(at=at)
    assert mailed()[0].attachments == []
    assert "terlalu besar" in str(mailed()[0].body)
    assert f"/v/{paper.token}/" in str(mailed()[0].body)


def test_a_failed_email_is_seen_and_sent_again_under_its_own_key(
    copies: dict[str, Copy], office: Office, at: datetime
) -> None:
    luar = copies["luar"]
    Delivery.objects.filter(message__address=OUTSIDE).update(state=Delivery.State.FAILED, attempts=8)
    assert sending.deliveries(luar.report)[luar.pk].state == "gagal"
    sending.repeat(copy=luar, by=office.staf_perencana, at=at)
    assert Delivery.objects.get(message__address=OUTSIDE).state == Delivery.State.WAITING
    with pytest.raises(Refusal, match="masih dalam antrean"):
        sending.repeat(copy=luar, by=office.staf_perencana, at=at)


def test_another_address_makes_another_sending(copies: dict[str, Copy], office: Office, at: datetime) -> None:
    deliver(at=at)
    luar = copies["luar"]
    with pytest.raises(Refusal, match="tidak lengkap"):
        sending.repeat(copy=luar, by=office.staf_perencana, at=at, email="bukan alamat")
    sending.repeat(copy=luar, by=office.staf_perencana, at=at, email="baru@contoh.go.id")
    deliver(at=at)
    assert mailed()[-1].to == ["baru@contoh.go.id"]
    assert sending.deliveries(luar.report)[luar.pk].names == ("Bappelitbangda",)


def test_only_the_planning_unit_sends_again_and_reminds(
    copies: dict[str, Copy], office: Office, at: datetime
) -> None:
    deliver(at=at)
    for person in (office.kadis, office.kabid_sd, office.staf_sd):
        with pytest.raises(NotYours):
            sending.repeat(copy=copies["sd"], by=person, at=at)
        with pytest.raises(NotYours):
            nudges.remind(copy=copies["sd"], by=person, at=at)


def test_a_withdrawn_report_is_told_outside_and_what_waits_is_held_back(
    copies: dict[str, Copy], paper: SignedPaper, office: Office, at: datetime
) -> None:
    end_report(
        report=paper.report, paper_id=paper.pk, replacement_id=None, reason="Angka SMP keliru.", by=office.kadis,
        assignment=paper_data.post_of(office.kadis, at), at=at,
    )  # fmt: skip
    deliver(at=at)
    outside = [one for one in mailed() if one.to == [OUTSIDE]]
    assert len(outside) == 1
    assert "dicabut" in outside[0].subject
    assert all(not one.attachments for one in mailed())
    with pytest.raises(Refusal, match="tidak berlaku lagi"):
        sending.repeat(copy=copies["sd"], by=office.staf_perencana, at=at)


# ── one's own pages ─────────────────────────────────────────────────────────────────────────────
def test_each_unit_finds_the_pages_of_its_own_section(paper: SignedPaper, office: Office) -> None:
    import io

    from pypdf import PdfReader

    found = own_pages.pages_by_unit(paper)
    assert set(found) == {office.sd.pk, office.smp.pk, office.paud.pk}
    with paper.signed_file.open("rb") as stream:
        pages = PdfReader(io.BytesIO(stream.read())).pages
    for unit in (office.sd, office.smp, office.paud):
        own = found[unit.pk]
        assert unit.name in " ".join(pages[own.first - 1].extract_text().split())
        assert 1 <= own.first <= own.last <= len(pages)
    assert found[office.sd.pk].first <= found[office.smp.pk].first


def test_pages_are_told_as_one_or_a_range() -> None:
    assert Pages(3, 3).words == "halaman 3"
    assert Pages(3, 5).words == "halaman 3–5"


def test_the_page_of_a_copy_begins_with_the_units_own_pages(
    copies: dict[str, Copy], office: Office, klien: Klien, django_assert_max_num_queries: Any
) -> None:
    copy, client = copies["sd"], klien(office.kabid_sd)
    client.get(reverse("salinan", args=[copy.pk]))
    with django_assert_max_num_queries(16):
        page = client.get(reverse("salinan", args=[copy.pk])).content.decode()
    first = own_pages.pages_by_unit(copy.report.papers.get())[office.sd.pk].first
    assert f"Bagian {office.sd.name}" in page
    assert f"?lihat#page={first}" in page
    assert "Sudah saya terima" in page
    picture = client.get(reverse("salinan-halaman", args=[copy.pk, first]))
    assert (picture.status_code, picture.content[:2]) == (200, b"\xff\xd8")
    assert client.get(reverse("salinan-halaman", args=[copy.pk, 999])).status_code == 404
    assert klien(office.kabid_smp).get(reverse("salinan", args=[copy.pk])).status_code == 404


# ── opened, received ────────────────────────────────────────────────────────────────────────────
def test_looking_changes_nothing_and_the_small_post_records_the_first_opening(
    copies: dict[str, Copy], office: Office, klien: Klien
) -> None:
    copy, client = copies["sd"], klien(office.kasi_sd)
    client.get(reverse("salinan", args=[copy.pk]))
    copy.refresh_from_db()
    assert copy.opened_at is None
    assert client.post(reverse("salinan-dibuka", args=[copy.pk])).status_code == 204
    klien(office.kabid_sd).post(reverse("salinan-dibuka", args=[copy.pk]))
    copy.refresh_from_db()
    assert copy.opened_by == office.kasi_sd
    assert klien(office.kadis).post(reverse("salinan-dibuka", args=[copy.pk])).status_code == 404


def test_a_receipt_keeps_name_post_and_time_and_empties_the_bell(
    copies: dict[str, Copy], office: Office, at: datetime
) -> None:
    later = at + timedelta(minutes=5)
    got = services.confirm_receipt(
        copy=copies["sd"], by=office.kasi_sd, at=later, title="Kepala Seksi Kurikulum"
    )
    assert (got.received_name, got.received_title, got.received_at) == (
        office.kasi_sd.name,
        "Kepala Seksi Kurikulum",
        later,
    )
    assert not Message.objects.filter(key__startswith=sending.key(got), read_at__isnull=True).exists()


# ── reminders ───────────────────────────────────────────────────────────────────────────────────
def test_a_unit_is_reminded_once_per_half_day_whoever_presses(
    copies: dict[str, Copy], office: Office, at: datetime
) -> None:
    nudges.remind(copy=copies["sd"], by=office.staf_perencana, at=at)
    with pytest.raises(nudges.AlreadyReminded, match="Sudah diingatkan"):
        nudges.remind(copy=copies["sd"], by=office.kasubag, at=at + timedelta(minutes=3))
    nudges.remind(copy=copies["sd"], by=office.kasubag, at=at + timedelta(hours=5))
    assert CopyNudge.objects.count() == 2


def test_reminding_all_leaves_out_who_confirmed_and_who_has_no_account(
    copies: dict[str, Copy], paper: SignedPaper, office: Office, at: datetime
) -> None:
    services.confirm_receipt(copy=copies["smp"], by=office.kabid_smp, at=at)
    told, left = nudges.remind_all(report=paper.report, by=office.staf_perencana, at=at)
    assert ([one.copy for one in told], left) == ([copies["sd"]], [])
    told, left = nudges.remind_all(report=paper.report, by=office.staf_perencana, at=at)
    assert told == []
    assert "Sudah diingatkan" in left[0]


# ── papers ──────────────────────────────────────────────────────────────────────────────────────
def test_the_ekspedisi_is_the_same_sheet_until_somebody_is_added(
    copies: dict[str, Copy], paper: SignedPaper, office: Office, at: datetime
) -> None:
    first = sheets.request_sheet(report=paper.report, by=office.staf_perencana, at=at)
    assert sheets.request_sheet(report=paper.report, by=office.kasubag, at=at) == first
    services.extend(
        report=paper.report, recipients=[Recipient(name="Inspektorat")], by=office.staf_perencana, at=at
    )
    assert sheets.request_sheet(report=paper.report, by=office.staf_perencana, at=at) != first


def test_a_tanda_terima_exists_after_the_receipt_only(
    copies: dict[str, Copy], office: Office, at: datetime
) -> None:
    with pytest.raises(Refusal, match="belum menyatakan menerima"):
        sheets.request_receipt(copy=copies["sd"], at=at)
    got = services.confirm_receipt(copy=copies["sd"], by=office.kabid_sd, at=at)
    assert sheets.request_receipt(copy=got, at=at).key == f"tanda-terima:{got.pk}"


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "satu"), (10, "sepuluh"), (11, "sebelas"), (12, "dua belas"), (20, "dua puluh"), (99, "sembilan puluh sembilan")],
)  # fmt: skip
def test_a_count_is_written_in_words(number: int, words: str) -> None:
    assert in_words(number) == words


def test_the_surat_pengantar_goes_to_the_requester_unless_others_are_planned(
    office: Office, at: datetime
) -> None:
    report = paper_data.analysed(office, at)
    assert letter_contents(report)["kepada"] == [report.requester]
    plan = [Recipient(name="Bupati Luwu Timur", quantity=3), Recipient(name="Inspektorat", tembusan=True)]
    save_plan(report=report, recipients=plan, by=office.kasubag, at=at)
    letter = letter_contents(report)
    assert (letter["kepada"], letter["tembusan"]) == (["Bupati Luwu Timur"], ["Inspektorat"])
    assert letter["baris"][0]["banyaknya"] == "3 (tiga) berkas"
    with pytest.raises(NotYours):
        save_plan(report=report, recipients=plan, by=office.kabid_sd, at=at)
