"""Rows of a bidang divided among its seksi: who fills them, who checks them, when the form goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pytest
import time_machine
from django.test import Client

from accounts.errors import NotYours, Refusal
from accounts.models import Unit, User
from accounts.roles import Role, UnitKind
from reports.collection import services
from reports.collection.models import SubmissionState
from reports.collection.services import who_holds
from tests.factories import Office, make_person, make_post, make_unit
from tests.reports.data import Collection, answer, fill_sd, open_all
from workflow.holding import holding_up

Klien = Callable[[User], Client]
S = SubmissionState


@dataclass
class Divided:
    collection: Collection
    seksi: Unit
    kasi: User
    staf: User

    @property
    def state(self) -> str:
        self.collection.sd.refresh_from_db()
        return self.collection.sd.state


@pytest.fixture
def divided(office: Office, at: datetime) -> Divided:
    """SD.3 belongs to a second seksi of Bidang SD; SD.1 and SD.2 to everybody."""
    collection = open_all(office, at)
    seksi = make_unit("Seksi Sarana SD", UnitKind.SEKSI, office.sd, at=at)
    kasi, staf = make_person("kasi-sarana", at=at), make_person("staf-sarana", at=at)
    make_post(kasi, Role.KEPALA_SEKSI, seksi, at=at)
    make_post(staf, Role.STAF, seksi, at=at)
    services.share_rows(
        submission=collection.sd, cells=[collection.cell("SD.3").pk], seksi=seksi.pk, by=office.kabid_sd, at=at
    )  # fmt: skip
    return Divided(collection, seksi, kasi, staf)


def save(divided: Divided, code: str, text: str, by: User, at: datetime) -> None:
    cell = divided.collection.cell(code)
    services.save_cell(
        cell_id=cell.pk, entry=services.Entry(answer="nilai", value=text), seen_version=cell.version, by=by, at=at
    )  # fmt: skip


def hand_over(divided: Divided, office: Office, at: datetime) -> None:
    answer(divided.collection, "SD.1", "76", office, at)
    answer(divided.collection, "SD.2", "0,44", office, at)
    save(divided, "SD.3", "49", divided.staf, at)
    services.hand_over(submission=divided.collection.sd, by=office.staf_sd, at=at)


def test_a_given_row_is_filled_by_its_seksi_and_the_head_only(
    divided: Divided, office: Office, at: datetime
) -> None:
    for person in (office.staf_sd, office.kasi_sd):
        with pytest.raises(NotYours, match=r"Baris SD\.3 diserahkan ke Seksi Sarana SD"):
            save(divided, "SD.3", "49", person, at)
    for text, person in (("47", divided.staf), ("48", divided.kasi), ("49", office.kabid_sd)):
        save(divided, "SD.3", text, person, at)
    save(divided, "SD.1", "76", divided.staf, at)


def test_the_form_goes_on_when_every_seksi_has_checked_its_rows(
    divided: Divided, office: Office, at: datetime
) -> None:
    hand_over(divided, office, at)
    sd = divided.collection.sd
    services.check(submission=sd, by=office.kasi_sd, at=at)
    assert divided.state == S.MENUNGGU_KASI
    assert [post.person for post in who_holds(sd, at)] == [divided.kasi]
    assert [post.person for post in holding_up([sd], at)[sd.pk]] == [divided.kasi]
    with pytest.raises(NotYours):
        services.check(submission=sd, by=office.kasi_sd, at=at)
    services.check(submission=sd, by=divided.kasi, at=at)
    assert divided.state == S.MENUNGGU_KEPALA
    assert divided.collection.cell("SD.3").checked_by.startswith(divided.kasi.name)
    assert divided.collection.cell("SD.1").checked_by.startswith(office.kasi_sd.name)


def test_a_row_changed_after_its_check_is_checked_again(
    divided: Divided, office: Office, at: datetime
) -> None:
    hand_over(divided, office, at)
    services.check(submission=divided.collection.sd, by=office.kasi_sd, at=at)
    save(divided, "SD.1", "77", divided.kasi, at)
    services.check(submission=divided.collection.sd, by=divided.kasi, at=at)
    assert divided.state == S.MENUNGGU_KEPALA
    assert divided.collection.cell("SD.1").checked_by.startswith(divided.kasi.name)


def test_a_seksi_without_a_kepala_seksi_holds_nothing_up(
    divided: Divided, office: Office, at: datetime
) -> None:
    hand_over(divided, office, at)
    divided.kasi.assignments.all().delete()
    services.check(submission=divided.collection.sd, by=office.kasi_sd, at=at)
    assert divided.state == S.MENUNGGU_KEPALA


def test_with_one_kepala_seksi_one_press_checks_all(office: Office, at: datetime) -> None:
    collection = open_all(office, at)
    fill_sd(collection, office, at)
    services.hand_over(submission=collection.sd, by=office.staf_sd, at=at)
    services.check(submission=collection.sd, by=office.kasi_sd, at=at)
    collection.sd.refresh_from_db()
    assert collection.sd.state == S.MENUNGGU_KEPALA
    assert not collection.sd.cells.filter(checked_at__isnull=True).exists()


def test_only_head_and_kepala_seksi_divide_and_only_among_their_own(
    divided: Divided, office: Office, at: datetime
) -> None:
    sd, row = divided.collection.sd, [divided.collection.cell("SD.1").pk]
    for person in (office.staf_sd, office.kabid_smp, office.staf_perencana):
        with pytest.raises(NotYours, match="membagi baris"):
            services.share_rows(submission=sd, cells=row, seksi=divided.seksi.pk, by=person, at=at)
    with pytest.raises(Refusal, match="Pilih salah satu seksi"):
        services.share_rows(submission=sd, cells=row, seksi=office.seksi_smp.pk, by=office.kabid_sd, at=at)
    with pytest.raises(Refusal, match="Centang dulu"):
        services.share_rows(submission=sd, cells=[], seksi=divided.seksi.pk, by=office.kabid_sd, at=at)
    other = [divided.collection.cell("SMP.1").pk]
    with pytest.raises(Refusal, match="bukan bagian isian ini"):
        services.share_rows(submission=sd, cells=other, seksi=divided.seksi.pk, by=office.kabid_sd, at=at)


def test_rows_are_divided_on_their_own_page_and_shown_in_the_form(
    divided: Divided, office: Office, at: datetime, klien: Klien
) -> None:
    page = f"/isian/{divided.collection.sd.pk}/"
    with time_machine.travel(at, tick=False):
        head = klien(office.kabid_sd)
        assert "Bagi baris ke seksi" in head.get(page).content.decode()
        row = divided.collection.cell("SD.1").pk
        refused = head.post(f"{page}bagi/", {"baris": [row], "seksi": ""})
        assert refused.status_code == 422
        assert f'value="{row}" checked' in refused.content.decode()
        done = head.post(f"{page}bagi/", {"baris": [row], "seksi": divided.seksi.pk}, follow=True)
        assert "1 baris dibagikan." in done.content.decode()
        form = klien(office.staf_sd).get(page).content.decode()
        reader = klien(office.staf_sd).get(f"{page}bagi/").content.decode()
    assert "Centang baris" not in reader, "who may not divide is told who does, not how"
    assert "Yang membaginya Kepala Seksi atau kepala unit" in reader
    assert "Kembali ke isian" in reader
    assert "Diserahkan ke Seksi Sarana SD" in form
    assert f'name="nilai-{row}"' not in form
    assert f'name="nilai-{divided.collection.cell("SD.2").pk}"' in form
