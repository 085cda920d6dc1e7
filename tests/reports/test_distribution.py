"""Step 9: copies, receipts, and who may open what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.errors import NotYours, Refusal
from accounts.models import Unit, User
from reports.distribution import services
from reports.distribution.models import Copy
from reports.distribution.planning import Recipient
from reports.documents import Document
from reports.models import SignedPaper
from tests.factories import Office
from tests.reports import paper_data

Klien = Callable[[User], Client]


@pytest.fixture
def paper(office: Office, at: datetime) -> SignedPaper:
    return paper_data.signed(office, at)


def to(*who: Unit | str) -> list[Recipient]:
    return [Recipient(name=one) if isinstance(one, str) else Recipient(unit_id=one.pk) for one in who]


def hand_out(paper: SignedPaper, office: Office, at: datetime) -> list[Copy]:
    return services.distribute(
        report=paper.report,
        recipients=to(office.sd, office.smp, "Bappelitbangda"),
        by=office.staf_perencana,
        at=at,
    )


def test_the_report_goes_to_units_and_to_whoever_asked(
    paper: SignedPaper, office: Office, at: datetime
) -> None:
    assert [str(copy) for copy in hand_out(paper, office, at)] == [
        office.sd.name,
        office.smp.name,
        "Bappelitbangda",
    ]
    assert len(services.unreceived(paper.report)) == 3


def test_handing_out_twice_adds_only_who_is_new(paper: SignedPaper, office: Office, at: datetime) -> None:
    hand_out(paper, office, at)
    again = services.distribute(
        report=paper.report,
        recipients=to(office.sd, office.paud, "Bappelitbangda"),
        by=office.staf_perencana,
        at=at,
    )
    assert [str(copy) for copy in again] == [office.paud.name]


def test_an_unsigned_report_is_not_handed_out(office: Office, at: datetime) -> None:
    version = paper_data.submitted(office, at)
    with pytest.raises(Refusal, match="belum ditandatangani"):
        services.distribute(report=version.report, recipients=to(office.sd), by=office.staf_perencana, at=at)


def test_nobody_chosen_is_a_sentence(paper: SignedPaper, office: Office, at: datetime) -> None:
    with pytest.raises(Refusal, match="Belum ada penerima"):
        services.distribute(report=paper.report, recipients=to("  "), by=office.staf_perencana, at=at)


def test_a_unit_confirms_for_itself_once(paper: SignedPaper, office: Office, at: datetime) -> None:
    sd = hand_out(paper, office, at)[0]
    first = services.confirm_receipt(copy=sd, by=office.staf_sd, at=at)
    again = services.confirm_receipt(copy=sd, by=office.kabid_sd, at=at)
    assert again.received_by == office.staf_sd
    assert first.received_at == again.received_at == at


def test_no_unit_confirms_for_another(paper: SignedPaper, office: Office, at: datetime) -> None:
    sd = hand_out(paper, office, at)[0]
    with pytest.raises(NotYours):
        services.confirm_receipt(copy=sd, by=office.kabid_smp, at=at)


def test_a_receipt_outside_needs_the_name_of_who_took_it(
    paper: SignedPaper, office: Office, at: datetime
) -> None:
    outside = hand_out(paper, office, at)[2]
    with pytest.raises(Refusal, match="Tulis nama orang yang menerima"):
        services.confirm_receipt(copy=outside, by=office.staf_perencana, at=at)
    assert (
        services.confirm_receipt(copy=outside, by=office.staf_perencana, at=at, name="Ibu Ani").received_name
        == "Ibu Ani"
    )


# ── who may open what ───────────────────────────────────────────────────────────────────────────
READS_SIGNED = {
    "kadis": True, "sekretaris": True, "kasubag": True, "staf_perencana": True, "kabid_sd": True, "kasi_sd": True,
    "staf_sd": True, "kabid_smp": True, "staf_paud": True, "kasubag_umum": False, "penerima_surat": False,
    "kasubag_keuangan": False, "admin": False,
}  # fmt: skip
READS_DRAFT = {
    "kadis": True, "sekretaris": True, "kasubag": True, "staf_perencana": True, "kabid_sd": False, "staf_sd": False,
    "kasubag_umum": False, "penerima_surat": False, "admin": False,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _report_is_no_case_of_workflow(monkeypatch: pytest.MonkeyPatch) -> None:
    """reports alone: what workflow adds (rahasia cases) is tested there."""
    from reports import rules_paper

    monkeypatch.setattr(rules_paper, "_limits", [])


def test_the_signed_report_opens_for_leaders_planners_and_its_units(
    paper: SignedPaper, office: Office, klien: Klien
) -> None:
    address = reverse("laporan-unduh", args=[paper.report_id])
    seen = {name: klien(getattr(office, name)).get(address).status_code == 200 for name in READS_SIGNED}
    assert seen == READS_SIGNED


def test_drafts_open_for_leaders_and_planners_only(office: Office, at: datetime, klien: Klien) -> None:
    paper_data.submitted(office, at)
    document = paper_data.render(Document.objects.get(key__startswith="versi:"), at)
    address = reverse("dokumen-berkas", args=[document.pk])
    seen = {name: klien(getattr(office, name)).get(address).status_code == 200 for name in READS_DRAFT}
    assert seen == READS_DRAFT


def test_without_log_in_nothing_but_the_verification_opens(paper: SignedPaper) -> None:
    assert paper.document is not None
    for address in (
        reverse("laporan-unduh", args=[paper.report_id]), reverse("dokumen", args=[paper.document.pk]),
        reverse("dokumen-berkas", args=[paper.document.pk]),
    ):  # fmt: skip
        assert Client().get(address).status_code == 302


def test_the_download_is_exactly_the_signed_file(paper: SignedPaper, office: Office, klien: Klien) -> None:
    response = klien(office.staf_sd).get(reverse("laporan-unduh", args=[paper.report_id]))
    with paper.signed_file.open("rb") as stream:
        assert b"".join(response.streaming_content) == stream.read()  # type: ignore[attr-defined]
    assert response["Content-Disposition"].startswith(
        'attachment; filename="laporan-data-kinerja-triwulan-iii'
    )
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in response["Cache-Control"]


def test_the_progress_of_a_document_is_shown_until_it_is_there(
    office: Office, at: datetime, klien: Klien
) -> None:
    paper_data.submitted(office, at)
    document = Document.objects.get(key__startswith="versi:")
    address = reverse("dokumen", args=[document.pk])
    client = klien(office.kasubag)
    fragment = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 2s"' in fragment
    assert "<html" not in fragment
    assert client.get(reverse("dokumen-berkas", args=[document.pk])).status_code == 404
    paper_data.render(document, at)
    done = client.get(address)
    assert "PDF selesai dibuat" in done.content.decode()
    assert client.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_a_unit_confirms_with_one_tap(paper: SignedPaper, office: Office, at: datetime, klien: Klien) -> None:
    sd = hand_out(paper, office, at)[0]
    klien(office.kabid_sd).post(reverse("salinan-terima", args=[sd.pk]))
    sd.refresh_from_db()
    assert sd.received_name == office.kabid_sd.name
    assert klien(office.kasubag_umum).post(reverse("salinan-terima", args=[sd.pk])).status_code == 404
    assert klien(office.kabid_sd).get(reverse("salinan-terima", args=[sd.pk])).status_code == 405
