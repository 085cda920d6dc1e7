"""Remarks on cells: pinned with a return, answered by the unit, settled by the staf perencana."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.errors import NotYours, Refusal
from accounts.models import User
from reports.collection import services
from reports.collection.models import Remark, SubmissionState
from tests.factories import Office
from tests.reports.data import Collection, answer, open_all, send_sd

Klien = Callable[[User], Client]
HOUR = timedelta(hours=1)


@pytest.fixture
def returned(office: Office, at: datetime) -> Collection:
    """SD was sent and came back with a remark on SD.2."""
    collection = open_all(office, at)
    send_sd(collection, office, at)
    return_sd(collection, office, at, {"SD.2": "Beda dengan Dapodik."})
    return collection


def return_sd(
    collection: Collection,
    office: Office,
    at: datetime,
    texts: dict[str, str],
    resolved: tuple[int, ...] = (),
) -> None:
    services.return_to_unit(
        submission=collection.sd, note="Periksa lagi.", by=office.staf_perencana, at=at, resolved=resolved,
        remarks={collection.cell(code).pk: text for code, text in texts.items()},
    )  # fmt: skip


def remark_of(collection: Collection, code: str = "SD.2") -> Remark:
    return collection.cell(code).remarks.get(resolved_at__isnull=True)


def reply(collection: Collection, office: Office, at: datetime, text: str = "Sudah disamakan.") -> Remark:
    return services.answer_remark(
        remark_id=remark_of(collection).pk, text=text, by=office.staf_sd, at=at + HOUR
    )


def send_again(collection: Collection, office: Office, at: datetime) -> None:
    services.hand_over(submission=collection.sd, by=office.staf_sd, at=at)
    services.check(submission=collection.sd, by=office.kasi_sd, at=at)
    services.send(submission=collection.sd, by=office.kabid_sd, at=at)


def test_a_form_is_not_handed_over_while_a_remark_has_no_answer(
    returned: Collection, office: Office, at: datetime
) -> None:
    with pytest.raises(Refusal, match=r"SD\.2 .*catatan pemeriksa belum dijawab"):
        services.hand_over(submission=returned.sd, by=office.staf_sd, at=at)
    reply(returned, office, at)
    services.hand_over(submission=returned.sd, by=office.staf_sd, at=at)


def test_an_answer_is_written_and_only_by_whoever_may_fill_the_form(
    returned: Collection, office: Office, at: datetime
) -> None:
    remark = remark_of(returned)
    with pytest.raises(Refusal, match="Tulis jawabannya"):
        services.answer_remark(remark_id=remark.pk, text="  ", by=office.staf_sd, at=at)
    with pytest.raises(NotYours, match="hanya pegawai unit itu"):
        services.answer_remark(remark_id=remark.pk, text="x", by=office.staf_smp, at=at)
    assert reply(returned, office, at).answered_by.startswith(f"{office.staf_sd.name}, ")


def test_a_form_is_not_accepted_while_a_remark_is_not_settled(
    returned: Collection, office: Office, at: datetime
) -> None:
    remark = reply(returned, office, at)
    send_again(returned, office, at)
    with pytest.raises(Refusal, match=r"SD\.2 .*belum dinyatakan beres"):
        services.accept(submission=returned.sd, by=office.staf_perencana, at=at)
    services.accept(submission=returned.sd, by=office.staf_perencana, at=at, resolved=[remark.pk])
    remark.refresh_from_db()
    assert remark.resolved_at == at
    assert remark.resolved_by.startswith(office.staf_perencana.name)


def test_a_second_return_goes_on_with_the_open_remark_and_asks_for_a_new_answer(
    returned: Collection, office: Office, at: datetime
) -> None:
    reply(returned, office, at)
    send_again(returned, office, at)
    return_sd(returned, office, at + HOUR, {"SD.2": "Tetap beda."})
    remark = remark_of(returned)
    assert returned.cell("SD.2").remarks.count() == 1
    assert remark.text.splitlines()[0] == "Beda dengan Dapodik."
    assert "Sudah disamakan." in remark.text
    assert remark.text.endswith("Tetap beda.")
    assert remark.answer == ""


def test_a_settled_remark_makes_room_for_a_new_one(
    returned: Collection, office: Office, at: datetime
) -> None:
    first = reply(returned, office, at)
    send_again(returned, office, at)
    return_sd(returned, office, at, {"SD.2": "Sekarang desimalnya."}, resolved=(first.pk,))
    assert [one.text for one in returned.cell("SD.2").remarks.all()] == [
        "Beda dengan Dapodik.",
        "Sekarang desimalnya.",
    ]


def test_what_changed_since_the_return_is_told_in_words_with_one_query(
    returned: Collection, office: Office, at: datetime, django_assert_num_queries: Callable[[int], object]
) -> None:
    answer(returned, "SD.2", "0,42", office, at + HOUR)
    answer(returned, "SD.2", "0,41", office, at + 2 * HOUR)
    answer(returned, "SD.1", "77", office, at + HOUR)
    answer(returned, "SD.1", "76", office, at + 2 * HOUR)
    returned.sd.refresh_from_db()
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        changed = services.changed_since_return(returned.sd)
    assert changed == {returned.cell("SD.2").pk: ("0,44", "0,41")}


def test_a_form_that_never_came_back_has_nothing_changed_since(office: Office, at: datetime) -> None:
    collection = open_all(office, at)
    answer(collection, "SD.1", "76", office, at)
    assert services.changed_since_return(collection.sd) == {}


def test_a_return_inside_the_unit_leaves_the_planners_return_standing(
    returned: Collection, office: Office, at: datetime, klien: Klien
) -> None:
    answer(returned, "SD.2", "0,41", office, at + HOUR)
    reply(returned, office, at)
    services.hand_over(submission=returned.sd, by=office.staf_sd, at=at + HOUR)
    services.return_to_staff(
        submission=returned.sd, note="Lengkapi buktinya.", by=office.kasi_sd, at=at + 2 * HOUR
    )
    page = f"/isian/{returned.sd.pk}/"
    with time_machine.travel(at + 3 * HOUR, tick=False):
        shown = klien(office.staf_sd).get(page).content.decode()
        assert "Periksa lagi." in shown
        assert "Lengkapi buktinya." in shown
        for outsider in (office.staf_perencana, office.kasubag, office.sekretaris):
            assert "Lengkapi buktinya." not in klien(outsider).get(page).content.decode()
        send_again(returned, office, at + 3 * HOUR)
        shown = klien(office.staf_perencana).get(page).content.decode()
    assert "Sejak dikembalikan: 0,44" in shown
    assert "Lengkapi buktinya." not in shown
    returned.sd.refresh_from_db()
    assert services.changed_since_return(returned.sd) == {returned.cell("SD.2").pk: ("0,44", "0,41")}
    return_sd(returned, office, at + 4 * HOUR, {})
    returned.sd.refresh_from_db()
    assert (returned.sd.inner_note, returned.sd.newest_return[1]) == ("", "Periksa lagi.")


# ── on the pages ─────────────────────────────────────────────────────────────────────────────────
def test_the_row_takes_the_answer_by_itself_and_says_so(
    returned: Collection, office: Office, at: datetime, klien: Klien
) -> None:
    remark = remark_of(returned)
    url = f"/isian/{returned.sd.pk}/catatan/{remark.pk}/jawab/"
    with time_machine.travel(at + HOUR, tick=False):
        client = klien(office.staf_sd)
        said = client.post(url, {f"balasan-{remark.pk}": "Sudah."}, headers={"HX-Request": "true"})
        empty = client.post(url, {f"balasan-{remark.pk}": " "}, headers={"HX-Request": "true"})
        plain = client.post(url, {f"balasan-{remark.pk}": "Sudah."})
        other = klien(office.staf_smp).post(url, {f"balasan-{remark.pk}": "x"})
    assert "Jawaban tersimpan 10.00" in said.content.decode()
    assert "Tulis jawabannya" in empty.content.decode()
    assert plain.status_code == 302
    assert other.status_code == 404
    remark.refresh_from_db()
    assert remark.answer == "Sudah."


def test_the_whole_loop_goes_through_the_grids_own_buttons(
    returned: Collection, office: Office, at: datetime, klien: Klien
) -> None:
    page = f"/isian/{returned.sd.pk}/"
    remark = remark_of(returned)
    with time_machine.travel(at + HOUR, tick=False):
        staf = klien(office.staf_sd)
        assert "Beda dengan Dapodik." in staf.get(page).content.decode()
        refused = staf.post(page, {"aksi": "serahkan", f"balasan-{remark.pk}": " "})
        assert "Catatan pemeriksa belum dijawab." in refused.content.decode()
        cell = returned.cell("SD.2")
        typed = {
            f"jawaban-{cell.pk}": "nilai",
            f"nilai-{cell.pk}": "0,41",
            f"versi-{cell.pk}": str(cell.version),
        }
        staf.post(page, {"aksi": "serahkan", f"balasan-{remark.pk}": "Salah ketik.", **typed})
        klien(office.kasi_sd).post(page, {"aksi": "periksa"})
        klien(office.kabid_sd).post(page, {"aksi": "kirim"})
        planner = klien(office.staf_perencana)
        shown = planner.get(page).content.decode()
        assert "Salah ketik." in shown
        assert "Sejak dikembalikan: 0,44" in shown
        refused = planner.post(page, {"aksi": "terima"})
        assert "belum dinyatakan beres" in refused.content.decode()
        planner.post(page, {"aksi": "terima", "beres": str(remark.pk)})
    returned.sd.refresh_from_db()
    assert returned.sd.state == SubmissionState.DITERIMA
