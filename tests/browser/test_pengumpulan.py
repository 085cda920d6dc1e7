"""Step 3 in the browser: a form comes back, each remark is answered where it stands, and the heads pass it on by phone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone
from playwright.sync_api import expect

from accounts.calendar import office_calendar
from accounts.worktime import next_working_moment
from reports.collection import services as collection
from reports.collection.models import Nudge, Remark, SubmissionState
from reports.paper_defaults import ensure_defaults
from tests.browser.conftest import PHONE, Seat, SitDown, aside
from tests.browser.test_halaman_axe import look_at
from tests.factories import Office
from tests.workflow.perjalanan import Journey
from workflow.sop import Step

REMARK = "Beda dengan Dapodik."


@pytest.fixture
def journey(office: Office) -> Journey:
    ensure_defaults(apps)
    return Journey(office, timezone.now() - timedelta(hours=5)).to(Step.PENGUMPULAN)


def fits(seat: Seat) -> bool:
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    return not seat.page.evaluate(wide)


def test_a_form_comes_back_is_answered_in_its_row_and_accepted(journey: Journey, sit_down: SitDown) -> None:
    office = journey.office
    journey.fill_and_send("sd")
    submission = journey.submission("sd")
    cell, page = submission.cells.first(), f"/isian/{submission.pk}/"

    planner = sit_down(office.staf_perencana)
    planner.open(page)
    planner.page.locator(f"[name=koreksi-{cell.pk}]").fill(REMARK)
    planner.page.get_by_label("Catatan bila dikembalikan").fill("Periksa lagi.")
    planner.press("Kembalikan ke unit")

    staf = sit_down(office.staf_sd)
    staf.open(page)
    staf.reads(REMARK)
    staf.page.locator(f"#nilai-{cell.pk}").fill("98,12")
    staf.page.get_by_label(re.compile("Jawaban unit")).fill("Salah ketik, sudah disamakan dengan Dapodik.")
    staf.page.keyboard.press("Tab")
    staf.reads("Jawaban tersimpan")
    assert Remark.objects.get().answer == "Salah ketik, sudah disamakan dengan Dapodik."
    staf.picture("catatan-dijawab")
    staf.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert fits(staf)
    staf.picture("catatan-dijawab-390")
    staf.press("Serahkan untuk diperiksa")

    for person, words, button in (
        (office.kasi_sd, "Sudah diperiksa, teruskan", "Sudah diperiksa, teruskan sebagai"),
        (office.kabid_sd, "Kirim", "Kirim sebagai"),
    ):
        head = sit_down(person, viewport=PHONE, touch=True)
        head.open("/")
        assert fits(head)
        head.picture(f"beranda-{person.username}-390")
        head.page.locator(".tugas").get_by_role("link", name=words).first.tap()
        expect(head.page.get_by_role("heading", level=1)).to_contain_text("isian Bidang Pembinaan SD")
        assert fits(head)
        head.picture(f"teruskan-{person.username}-390")
        with head.page.expect_navigation():
            head.button(button).tap()

    planner.open(page)
    planner.reads("Sejak dikembalikan")
    planner.picture("diperiksa-lagi")
    planner.press("Terima sebagai")
    planner.reads("belum dinyatakan beres")
    planner.page.get_by_label(re.compile("Sudah beres")).check()
    planner.press("Terima sebagai")
    submission.refresh_from_db()
    assert submission.state == SubmissionState.DITERIMA


def test_the_units_are_reminded_and_given_time_from_the_completeness_page(
    journey: Journey, sit_down: SitDown
) -> None:
    office = journey.office
    office.staf_smp.phone = "081234567890"
    office.staf_smp.save()
    journey.fill_and_send("sd")
    collection.excuse(
        submission=journey.submission("paud"),
        reason="Petugas sakit.",
        by=office.staf_perencana,
        at=journey.tick(),
    )
    seat = sit_down(office.staf_perencana)
    page = seat.open(f"/kasus/{journey.case.pk}/pengumpulan/")
    seat.picture("kelengkapan")
    with page.expect_navigation():
        page.get_by_role("button", name="Ingatkan Bidang Pembinaan SMP").click()
    seat.reads("Sudah diingatkan pukul")
    assert Nudge.objects.count() == 1
    page.locator("summary", has_text="Beri waktu susulan").first.click()
    page.get_by_label("Sampai kapan").first.fill("2020-01-01T10:00")
    page.get_by_label(re.compile("Alasan, tercatat")).first.fill("Petugas data sakit.")
    seat.press("Beri waktu sebagai")
    seat.reads("Waktu susulan harus sesudah")
    expect(page.get_by_label(re.compile("Alasan, tercatat")).first).to_have_value("Petugas data sakit.")
    seat.picture("susulan")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert fits(seat)
    seat.picture("kelengkapan-390")


def test_the_pages_of_step_3_are_accessible_in_every_state(journey: Journey, sit_down: SitDown) -> None:
    office = journey.office
    submission = journey.submission("sd")
    for cell, text in zip(submission.cells.all(), ("98,12", "0,09"), strict=True):
        collection.save_cell(
            cell_id=cell.pk, entry=collection.Entry(answer="nilai", value=text), seen_version=0, by=office.staf_sd,
            at=journey.tick(),
        )  # fmt: skip
    submission = collection.hand_over(submission=submission, by=office.staf_sd, at=journey.tick())
    glance = f"/isian/{submission.pk}/teruskan/"
    found = look_at(sit_down(office.kasi_sd), glance)
    collection.give_more_time(
        submission=submission, until=next_working_moment(submission.due_at + timedelta(days=2), office_calendar()),
        reason="Petugas sakit.", by=office.kasubag, at=journey.tick(),
    )  # fmt: skip
    collection.nudge(submission=submission, by=office.kasubag, at=journey.tick())
    collection.check(submission=submission, by=office.kasi_sd, at=journey.tick())
    collection.send(submission=submission, by=office.kabid_sd, at=journey.tick())
    collection.return_to_unit(
        submission=submission, note="Periksa lagi.", remarks={cell.pk: REMARK}, by=office.staf_perencana,
        at=journey.tick(),
    )  # fmt: skip
    planner, staf = sit_down(office.staf_perencana), sit_down(office.staf_sd)
    found += look_at(planner, f"/kasus/{journey.case.pk}/pengumpulan/")
    found += look_at(staf, f"/isian/{submission.pk}/")
    found += look_at(sit_down(office.kabid_sd), f"/isian/{submission.pk}/bagi/")
    collection.answer_remark(
        remark_id=Remark.objects.get().pk, text="Benar.", by=office.staf_sd, at=journey.tick()
    )
    collection.hand_over(submission=submission, by=office.staf_sd, at=journey.tick())
    collection.send(submission=submission, by=office.kabid_sd, at=journey.tick())
    found += look_at(planner, f"/isian/{submission.pk}/")
    assert found == [], "\n".join(found)


def test_the_page_keeps_itself_fresh_but_never_under_somebodys_hands(
    journey: Journey, sit_down: SitDown
) -> None:
    seat = sit_down(journey.office.staf_perencana)
    page = seat.open(f"/kasus/{journey.case.pk}/pengumpulan/")
    seat.reads("3 unit menahan langkah ini")
    fetch = "htmx.ajax('GET', location.pathname, {source: '#kelengkapan', target: '#kelengkapan'})"
    page.locator("summary", has_text="Beri waktu susulan").first.click()
    aside(lambda: journey.fill_and_send("sd"))
    page.evaluate(fetch)
    seat.reads("0 dari 5 sel terjawab")
    page.locator("summary", has_text="Beri waktu susulan").first.click()
    page.evaluate("document.activeElement.blur()")
    page.evaluate(fetch)
    seat.reads("2 dari 5 sel terjawab")


def test_rows_are_divided_on_a_page_that_fits_the_phone(journey: Journey, sit_down: SitDown) -> None:
    submission = journey.submission("sd")
    seat = sit_down(journey.office.kabid_sd, viewport=PHONE, touch=True)
    page = seat.open(f"/isian/{submission.pk}/bagi/")
    assert fits(seat)
    page.locator("input[name=baris]").first.check()
    page.get_by_label("Baris yang dicentang diserahkan ke").select_option(label="Seksi Kurikulum SD")
    seat.press("Bagikan sebagai")
    seat.reads("Seksi Kurikulum SD")
    seat.picture("bagi-390")
