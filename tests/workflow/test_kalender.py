"""The calendar feed: read by a real library, opened by a token alone, and silent about what must not leave."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from unicodedata import category

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from accounts import calendar_link
from accounts.models import AuditEntry, CalendarLink, User
from tests.factories import Office
from tests.workflow.perjalanan import Journey
from workflow import ical
from workflow.deadline_models import DueChange
from workflow.deadlines import move_due
from workflow.letters import Sifat
from workflow.sop import Action, Final, Step
from workflow.views import leaders
from workflow.visits import StepRecord

Klien = Callable[[User], Client]
pytestmark = pytest.mark.django_db


def token_of(person: User) -> str:
    return calendar_link.renew(person=person, at=timezone.now())


def feed(token: str, office: bool = False) -> Calendar:
    response = Client().get(f"/kalender/{token}/kantor.ics" if office else f"/kalender/{token}.ics")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    found = Calendar.from_ical(response.content)
    assert isinstance(found, Calendar)
    return found


# ── what it says ────────────────────────────────────────────────────────────────────────────────
def test_a_library_reads_the_due_time_of_what_waits_for_me(office: Office, at: datetime) -> None:
    journey = Journey(office, at)
    visit = StepRecord.objects.get(case=journey.case)
    (event,) = feed(token_of(office.kadis)).walk("VEVENT")
    assert event.decoded("DTEND") == visit.due_at.astimezone(UTC)
    assert event.decoded("DTSTART") < event.decoded("DTEND")
    assert str(event["SUMMARY"]) == f"Tenggat langkah 1, disposisi: {journey.case.title}"
    assert event["STATUS"] == "CONFIRMED"
    assert str(event["URL"]).endswith(f"/kasus/{journey.case.pk}/")
    assert str(event["UID"]).startswith(f"kunjungan-{visit.pk}@")
    assert feed(token_of(office.sekretaris)).walk("VEVENT") == [], "it does not wait for the Sekretaris"


def test_a_finished_step_is_marked_under_the_same_uid_and_a_higher_sequence(office: Office) -> None:
    start = timezone.now() - timedelta(hours=1)
    journey = Journey(office, start)
    (before,) = feed(token_of(office.kadis)).walk("VEVENT")
    journey.to(Step.FORMAT)
    (after,) = feed(token_of(office.kadis)).walk("VEVENT")
    assert before["UID"] == after["UID"]
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert after.decoded("LAST-MODIFIED") >= before.decoded("LAST-MODIFIED")
    assert str(after["SUMMARY"]).startswith("Selesai: ")


def test_a_moved_due_time_raises_the_sequence(office: Office, at: datetime) -> None:
    visit = StepRecord.objects.get(case=Journey(office, at).case)
    moved_at = at + timedelta(minutes=5)
    for day in (1, 2):
        move_due(
            visit=visit, due_at=at + timedelta(days=day), kind=DueChange.Kind.PERPANJANGAN, reason="Rapat.",
            by=office.kadis, at=moved_at, title="Kepala Dinas",
        )  # fmt: skip
    (event,) = feed(token_of(office.kadis)).walk("VEVENT")
    assert int(event["SEQUENCE"]) == 2
    assert event.decoded("LAST-MODIFIED") == moved_at.astimezone(UTC)
    assert event.decoded("DTEND") == (at + timedelta(days=2)).astimezone(UTC)


def test_a_case_called_off_is_cancelled_in_the_calendar(office: Office) -> None:
    journey = Journey(office, timezone.now() - timedelta(hours=1))
    journey.act(Action.BATALKAN, office.kadis, {"note": "Peminta menarik suratnya."})
    assert journey.case.state == Final.DIBATALKAN
    (event,) = feed(token_of(office.kadis)).walk("VEVENT")
    assert event["STATUS"] == "CANCELLED"


def test_the_leaders_feed_holds_the_whole_office_and_is_theirs_alone(office: Office, at: datetime) -> None:
    for number in range(3):
        Journey(office, at, number=f"{number}/K").to(Step.FORMAT)
    events = feed(token_of(office.sekretaris), office=True).walk("VEVENT")
    assert len(events) == 3
    assert all("(Kasubag Perencanaan)" in str(event["SUMMARY"]) for event in events)
    assert Client().get(f"/kalender/{token_of(office.staf_sd)}/kantor.ics").status_code == 404


def test_the_title_of_a_secret_case_stays_in_the_office(office: Office, at: datetime) -> None:
    journey = Journey(office, at, sifat=Sifat.RAHASIA)
    for whole in (False, True):
        content = feed(token_of(office.kadis), office=whole).to_ical().decode()
        assert journey.case.title not in content.replace("\r\n ", "")
        assert "Kasus rahasia" in content


# ── how it is written ───────────────────────────────────────────────────────────────────────────
@given(words=st.text(max_size=300))
@example('Data, Kinerja; \\ dan\nbaris "baru"')
@example("😀" * 60)
@example("BEGIN:VEVENT\r\nSUMMARY:palsu")
@example("\u2028\x85\x00\x07 biasa")
@example("\\n bukan baris baru, \\; juga bukan")
def test_any_title_survives_folding_and_escaping(words: str) -> None:
    moment = datetime(2026, 10, 12, 9, tzinfo=UTC)
    content = ical.calendar("Tenggat", [ical.Entry("u-1", words, words, "/kasus/1/", moment, moment, 0)])
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    breaking = {"Cc", "Cs", "Zl", "Zp"}
    wanted = "".join(
        one for one in words.replace("\r\n", "\n") if one == "\n" or category(one) not in breaking
    )
    assert str(event["SUMMARY"]) == wanted


# ── who may read it ─────────────────────────────────────────────────────────────────────────────
def test_only_a_hash_is_kept_and_a_renewed_or_revoked_token_is_unknown(office: Office, at: datetime) -> None:
    first = token_of(office.kadis)
    assert first not in str(list(CalendarLink.objects.values()))
    second = token_of(office.kadis)
    assert Client().get(f"/kalender/{first}.ics").status_code == 404
    assert Client().get(f"/kalender/{second}.ics").status_code == 200
    calendar_link.revoke(person=office.kadis, at=at)
    assert Client().get(f"/kalender/{second}.ics").status_code == 404
    acts = AuditEntry.objects.filter(stream=f"pegawai:{office.kadis.pk}").values_list("act", flat=True)
    assert {"tautan kalender dibuat", "tautan kalender diperbarui", "tautan kalender dicabut"} <= set(acts)


def test_who_has_left_has_no_calendar(office: Office) -> None:
    token = token_of(office.staf_sd)
    User.objects.filter(pk=office.staf_sd.pk).update(is_active=False)
    assert Client().get(f"/kalender/{token}.ics").status_code == 404


def test_what_has_not_changed_is_not_sent_again(office: Office, at: datetime) -> None:
    Journey(office, at)
    address = f"/kalender/{token_of(office.kadis)}.ics"
    etag = Client().get(address)["ETag"]
    again = Client().get(address, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    StepRecord.objects.update(due_at=at + timedelta(days=3))
    assert Client().get(address, headers={"If-None-Match": etag}).status_code == 200


def test_a_program_that_asks_too_often_is_told_to_wait(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaders, "READS_AN_HOUR", 2)
    monkeypatch.setattr(leaders, "UNKNOWN_AN_HOUR", 2)
    address = f"/kalender/{token_of(office.kadis)}.ics"
    assert [Client().get(address).status_code for _ in range(3)] == [200, 200, 429]
    unknown = [Client().get("/kalender/bukan-tanda.ics") for _ in range(3)]
    assert [answer.status_code for answer in unknown] == [404, 404, 429]
    assert unknown[-1]["Retry-After"] == "3600"


def test_the_address_is_shown_once_on_ones_own_page(office: Office, klien: Klien) -> None:
    client = klien(office.kadis)
    assert "Buat alamat kalender" in client.get("/saya/").content.decode()
    assert client.get("/saya/kalender/").status_code == 405
    client.post("/saya/kalender/", {"aksi": "buat"})
    page = client.get("/saya/").content.decode()
    found = re.search(r"/kalender/([\w-]{43})\.ics", page)
    assert found
    assert f"/kalender/{found[1]}/kantor.ics" in page
    assert found[1] not in client.get("/saya/").content.decode()
    assert Client().get(f"/kalender/{found[1]}.ics").status_code == 200
    client.post("/saya/kalender/", {"aksi": "cabut"})
    assert Client().get(f"/kalender/{found[1]}.ics").status_code == 404
