"""Step 9 on the screen: who gets a copy, the case closes, the receipts follow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Delivery, Message, User
from reports.distribution.planning import letter_contents
from reports.models import Copy
from tests.factories import Office
from tests.workflow.perjalanan import Journey
from workflow.sop import Final, Step

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]
Klien = Callable[[User], Client]


@pytest.fixture
def journey(office: Office, at: datetime) -> Journey:
    """A case whose report is signed and waits to be handed out."""
    return Journey(office, at).to(Step.PENGGANDAAN)


@pytest.fixture(autouse=True)
def _clock(at: datetime) -> Any:
    with time_machine.travel(at + timedelta(hours=6), tick=False) as clock:
        yield clock


def address(journey: Journey) -> str:
    return reverse("workflow:penggandaan", args=[journey.case.pk])


def choice(journey: Journey, *outside: str, **changes: Any) -> dict[str, Any]:
    """What the form of step 9 sends: the units that gave data, the requester, and whoever else is named."""
    units = journey.report.submissions.values_list("unit_id", flat=True)
    named = (journey.case.letter.sender, *outside)
    return (
        {"kunjungan": journey.visit.pk if journey.case.step else ""}
        | {f"unit_{pk}": "on" for pk in units}
        | {f"luar_{number}_nama": name for number, name in enumerate(named)}
        | changes
    )


def test_units_that_gave_data_and_the_requester_are_ticked_beforehand(
    journey: Journey, klien: Klien, office: Office
) -> None:
    page = klien(office.staf_perencana).get(address(journey)).content.decode()
    checked = [part.split(">")[0] for part in page.split("<input ") if "checked" in part.split(">")[0]]
    assert len(checked) == 3, checked
    assert 'value="Bappelitbangda"' in page
    assert "Peminta laporan" in page
    assert "Sudah dibagikan" in page
    assert "Unduh PDF bertanda tangan" in page


def test_handing_out_closes_the_case_and_shows_who_has_not_confirmed(
    journey: Journey, klien: Klien, office: Office
) -> None:
    client = klien(office.staf_perencana)
    data = choice(journey, "Bagian Organisasi", " Inspektorat ", "inspektorat", luar_1_rangkap="3")
    page = client.post(address(journey), data, follow=True).content.decode()
    journey.case.refresh_from_db()
    assert journey.case.state == Final.SELESAI
    assert Copy.objects.filter(report=journey.report).count() == 6
    assert "6 dari 6 penerima belum memberi tanda terima" in page
    assert Copy.objects.filter(outside="Inspektorat").count() == 1
    assert Copy.objects.get(outside="Bagian Organisasi").quantity == 3


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"luar_0_surel": "bukan-alamat"}, "Alamat surel ini tidak lengkap"),
        ({"luar_0_rangkap": "100"}, "harus angka 1 sampai 99"),
        ({"luar_0_rangkap": "dua"}, "harus angka 1 sampai 99"),
        ({"luar_1_surel": "a@contoh.go.id"}, "namanya belum"),
        ({"luar_0_nama": "x" * 300}, "200"),
    ],
)
def test_a_wrong_recipient_is_a_sentence_and_nothing_typed_is_lost(
    journey: Journey, klien: Klien, office: Office, changes: dict[str, str], sentence: str
) -> None:
    response = klien(office.staf_perencana).post(address(journey), choice(journey, **changes))
    assert response.status_code == 422
    page = response.content.decode()
    assert sentence in page
    assert all(f'value="{typed}"' in page for typed in changes.values())
    assert not Copy.objects.exists()


def test_without_any_recipient_the_cause_is_named_and_nothing_moves(
    journey: Journey, klien: Klien, office: Office
) -> None:
    response = klien(office.staf_perencana).post(address(journey), {"kunjungan": journey.visit.pk})
    assert response.status_code == 422
    assert "Belum ada penerima" in response.content.decode()
    journey.case.refresh_from_db()
    assert journey.case.state == Step.PENGGANDAAN


# ── before the signature, and after the case is closed ──────────────────────────────────────────
def test_recipients_written_down_before_the_signature_are_addressed_and_offered_at_step_nine(
    office: Office, at: datetime, klien: Klien
) -> None:
    journey = Journey(office, at).to(Step.PARAF_SEKRETARIS)
    client = klien(office.kasubag)
    case_page = reverse("workflow:kasus-rinci", args=[journey.case.pk])
    assert address(journey) in client.get(case_page).content.decode(), "the page can be found"
    assert "Simpan daftar" in client.get(address(journey)).content.decode()
    data = choice(journey, "Bupati Luwu Timur", luar_0_rangkap="2", luar_1_tembusan="on")
    kept = client.post(reverse("workflow:penerima", args=[journey.case.pk]), data, follow=True)
    assert "Daftar penerima disimpan" in kept.content.decode()
    letter = letter_contents(journey.report)
    assert letter["kepada"] == ["Bappelitbangda"]
    assert letter["tembusan"] == ["Bupati Luwu Timur"]
    assert letter["baris"][0]["banyaknya"] == "2 (dua) berkas"
    assert not Copy.objects.exists(), "a plan gives nobody anything to read"
    journey.to(Step.PENGGANDAAN)
    page = klien(office.staf_perencana).get(address(journey)).content.decode()
    assert 'value="Bupati Luwu Timur"' in page


def test_after_the_signature_the_plan_is_closed(journey: Journey, klien: Klien, office: Office) -> None:
    response = klien(office.staf_perencana).post(
        reverse("workflow:penerima", args=[journey.case.pk]), choice(journey)
    )
    assert response.status_code == 422
    assert "sudah ditandatangani" in response.content.decode()


def test_recipients_are_added_after_the_case_is_closed(
    journey: Journey, klien: Klien, office: Office
) -> None:
    journey.distribute()
    client = klien(office.staf_perencana)
    more = {"luar_0_nama": "Inspektorat", "luar_0_surel": "inspektorat@contoh.go.id"}
    add = reverse("workflow:penerima", args=[journey.case.pk])
    page = client.post(add, more, follow=True).content.decode()
    assert "Dibagikan juga kepada Inspektorat" in page
    assert "sudah mendapat salinan" in client.post(add, more, follow=True).content.decode()
    assert Message.objects.filter(address="inspektorat@contoh.go.id").count() == 1


@pytest.mark.parametrize("who", ["kadis", "sekretaris"])
def test_leaders_do_not_write_down_recipients(
    journey: Journey, klien: Klien, office: Office, who: str
) -> None:
    add = reverse("workflow:penerima", args=[journey.case.pk])
    assert klien(getattr(office, who)).post(add, choice(journey)).status_code == 403
    journey.distribute()
    assert klien(getattr(office, who)).post(add, {"luar_0_nama": "X"}).status_code == 403


# ── receipts ────────────────────────────────────────────────────────────────────────────────────
def test_a_unit_confirms_with_one_tap_and_once(journey: Journey, klien: Klien, office: Office) -> None:
    journey.distribute()
    copy = Copy.objects.get(unit=office.sd)
    confirm = reverse("salinan-terima", args=[copy.pk])
    case_page = reverse("workflow:kasus-rinci", args=[journey.case.pk])
    client = klien(office.kabid_sd)
    assert "Sudah saya terima" in client.get(case_page).content.decode()
    assert client.post(confirm, {"lalu": case_page})["Location"] == case_page
    copy.refresh_from_db()
    first = copy.received_at
    assert copy.received_by == office.kabid_sd
    client.post(confirm, {"lalu": case_page})
    copy.refresh_from_db()
    assert copy.received_at == first


def test_a_unit_cannot_confirm_for_another(journey: Journey, klien: Klien, office: Office) -> None:
    journey.distribute()
    copy = Copy.objects.get(unit=office.smp)
    klien(office.kabid_sd).post(reverse("salinan-terima", args=[copy.pk]), {})
    copy.refresh_from_db()
    assert copy.received_at is None


def test_a_receipt_from_outside_is_written_down_with_a_name(
    journey: Journey, klien: Klien, office: Office
) -> None:
    journey.distribute()
    copy = Copy.objects.exclude(outside="").get()
    client = klien(office.staf_perencana)
    confirm = reverse("salinan-terima", args=[copy.pk])
    nameless = client.post(confirm, {"lalu": address(journey), "nama": " "}).content.decode()
    assert "Tulis nama orang yang menerima" in nameless
    assert nameless.count("(boleh kosong)") == 1, "the day may stay empty, the name may not"
    copy.refresh_from_db()
    assert copy.received_at is None
    tomorrow = f"{timezone.localdate() + timedelta(days=1):%Y-%m-%d}"
    for wrong in (tomorrow, "2020-01-01", "31-02-2026"):
        refused = client.post(confirm, {"lalu": address(journey), "nama": "Sitti Rahma", "tanggal": wrong})
        page = refused.content.decode()
        assert refused.status_code == 422
        assert 'value="Sitti Rahma"' in page, "nothing typed is lost"
        assert f'value="{wrong}"' in page
        assert "id_tanggal-galat" in page, "the sentence stands at the field"
        assert f'href="{address(journey)}"' in page
        copy.refresh_from_db()
        assert copy.received_at is None, wrong
    client.post(confirm, {"lalu": address(journey), "nama": "Sitti Rahma"})
    page = client.get(address(journey)).content.decode()
    assert "Sitti Rahma" in page
    assert "3 dari 4 penerima belum memberi tanda terima" in page


@pytest.mark.parametrize("who", ["kadis", "sekretaris", "kasubag"])
def test_leaders_read_the_page_but_do_not_hand_out(
    journey: Journey, klien: Klien, office: Office, who: str
) -> None:
    client = klien(getattr(office, who))
    assert "Ini giliran Staf Perencana" in client.get(address(journey)).content.decode()
    assert client.post(address(journey), choice(journey)).status_code == 403
    journey.case.refresh_from_db()
    assert journey.case.state == Step.PENGGANDAAN


@pytest.mark.parametrize("who", ["kabid_sd", "staf_sd", "penerima_surat", "admin"])
def test_the_list_of_recipients_does_not_exist_for_others(
    journey: Journey, klien: Klien, office: Office, who: str
) -> None:
    assert klien(getattr(office, who)).get(address(journey)).status_code == 404


def test_the_page_before_signing_says_what_it_waits_for(office: Office, at: datetime, klien: Klien) -> None:
    journey = Journey(office, at).to(Step.PARAF_KASUBAG)
    assert "belum dapat dibagikan" in klien(office.staf_perencana).get(address(journey)).content.decode()


def test_the_receipts_cost_the_same_however_many_they_are(
    journey: Journey, klien: Klien, office: Office, django_assert_max_num_queries: Any
) -> None:
    journey.distribute()
    client = klien(office.staf_perencana)
    client.get(address(journey))
    Copy.objects.bulk_create(
        Copy(
            report=journey.report, outside=f"Penerima {n}", sent_at=journey.now, sent_by=office.staf_perencana
        )
        for n in range(30)
    )
    with django_assert_max_num_queries(18):
        client.get(address(journey))


# ── what the rows tell the staf to do ───────────────────────────────────────────────────────────
def test_a_file_too_large_for_email_is_for_the_staf_to_bring(
    journey: Journey, klien: Klien, office: Office, settings: Any
) -> None:
    client = klien(office.staf_perencana)
    client.post(address(journey), choice(journey, luar_0_surel="arsip@contoh.go.id"))
    assert "terlalu besar untuk surel" not in client.get(address(journey)).content.decode()
    settings.EMAIL_ATTACHMENT_LIMIT = 10
    assert "Kirim sendiri" in client.get(address(journey)).content.decode()
    copy = Copy.objects.exclude(outside="").get()
    client.post(reverse("salinan-terima", args=[copy.pk]), {"nama": "Sitti Rahma"})
    assert "Kirim sendiri" not in client.get(address(journey)).content.decode(), "it arrived"


def test_a_wrong_address_outside_comes_back_with_the_sentence_at_its_field(
    journey: Journey, klien: Klien, office: Office
) -> None:
    journey.distribute()
    copy = Copy.objects.exclude(outside="").get()
    refused = klien(office.staf_perencana).post(
        reverse("salinan-kirim", args=[copy.pk]), {"lalu": address(journey), "surel": "sitti@@contoh"}
    )
    page = refused.content.decode()
    assert refused.status_code == 422
    assert 'value="sitti@@contoh"' in page
    assert "id_surel-galat" in page
    elsewhere = klien(office.staf_perencana).post(
        reverse("salinan-kirim", args=[copy.pk]), {"lalu": "https://lain.example/", "surel": "x"}
    )
    assert 'href="https://lain.example/' not in elsewhere.content.decode()


def test_a_failed_email_is_told_and_goes_out_again(journey: Journey, klien: Klien, office: Office) -> None:
    office.kabid_sd.email = "kabid-sd@contoh.go.id"
    office.kabid_sd.save(update_fields=["email"])
    journey.distribute()
    mailed = Delivery.objects.filter(message__key__startswith="salinan:", message__recipient=office.kabid_sd)
    mailed.update(state=Delivery.State.FAILED)
    client = klien(office.staf_perencana)
    page = client.get(address(journey)).content.decode()
    assert "gagal setelah beberapa kali dicoba" in page
    assert "Kirim ulang" in page
    copy = Copy.objects.get(unit=office.sd)
    client.post(reverse("salinan-kirim", args=[copy.pk]))
    assert mailed.get().state == Delivery.State.WAITING


def test_who_got_an_address_later_can_be_sent_the_report(
    journey: Journey, klien: Klien, office: Office
) -> None:
    User.objects.update(email="")
    journey.distribute()
    client = klien(office.staf_perencana)
    assert "saat itu alamat surelnya belum dicatat" in client.get(address(journey)).content.decode()
    assert "Kirim lewat surel<span" not in client.get(address(journey)).content.decode()
    office.kabid_sd.email = "kabid-sd@contoh.go.id"
    office.kabid_sd.save(update_fields=["email"])
    assert "Kirim lewat surel<span" in client.get(address(journey)).content.decode()
    client.post(reverse("salinan-kirim", args=[Copy.objects.get(unit=office.sd).pk]))
    assert Delivery.objects.filter(
        message__key__startswith="salinan:",
        message__recipient=office.kabid_sd,
        state=Delivery.State.WAITING,
    ).exists()


def test_from_the_case_one_reaches_the_analysis_and_from_a_copy_the_case(
    journey: Journey, klien: Klien, office: Office
) -> None:
    journey.distribute()
    case = reverse("workflow:kasus-rinci", args=[journey.case.pk])
    planner, head = klien(office.staf_perencana), klien(office.kabid_sd)
    analysis = reverse("workflow:analisis", args=[journey.case.pk])
    assert f'href="{analysis}"' in planner.get(case).content.decode()
    assert planner.get(analysis).status_code == 200
    assert f'href="{analysis}"' not in head.get(case).content.decode()
    copy = Copy.objects.get(unit=office.sd)
    assert f'href="{case}"' in head.get(reverse("salinan", args=[copy.pk])).content.decode()


def test_the_lembar_ekspedisi_leads_back_to_the_receipts(
    journey: Journey, klien: Klien, office: Office
) -> None:
    journey.distribute()
    client = klien(office.staf_perencana)
    page = client.post(reverse("ekspedisi", args=[journey.report.pk]), follow=True).content.decode()
    assert f'href="{address(journey)}">Kembali ke tanda terima' in page
