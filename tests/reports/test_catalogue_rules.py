"""What the catalogue refuses: indicators that could not be filled, plans with a level missing, a sent format changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.errors import Refusal
from accounts.models import AuditEntry, User
from reports.collection.models import CheckRule
from reports.indicators import plan, services
from reports.indicators.models import Format, Level, PlanNode, RenstraTarget, ValueMap
from tests.factories import Office
from tests.reports.data import make_format, make_indicator, open_all

pytestmark = pytest.mark.sekali

Klien = Callable[[User], Client]
PARTS = {"numerator_label": "murid 7–12", "denominator_label": "penduduk 7–12"}
MONEY = {"kind": "anggaran", "satuan": "Rp", "aggregation": "jumlah"}


@pytest.mark.parametrize(
    ("fields", "refused_at"),
    [
        ({}, ""),
        (PARTS, ""),
        ({"numerator_label": "murid"}, "denominator_label"),
        ({"denominator_label": "penduduk"}, "numerator_label"),
        ({"denominator_label": "penduduk", "numerator_label": "  "}, "numerator_label"),
        ({"is_share": True}, "is_share"),
        (PARTS | {"is_share": True}, ""),
        ({"multiplier": Decimal(0)}, "multiplier"),
        ({"multiplier": Decimal(-100)}, "multiplier"),
        ({"multiplier": Decimal("0.0001")}, ""),
        ({"value_map": True}, ""),
        (PARTS | {"value_map": True}, "value_map"),
        (MONEY, ""),
        (MONEY | {"satuan": "rupiah"}, ""),
        (MONEY | {"satuan": " RUPIAH "}, ""),
        (MONEY | {"satuan": "persen"}, "satuan"),
        (MONEY | {"aggregation": "terakhir"}, ""),
        (MONEY | {"aggregation": "rata"}, "aggregation"),
        (MONEY | {"value_map": True}, "value_map"),
        ({"satuan": "persen", "aggregation": "rata"}, ""),
    ],
)
def test_an_indicator_nobody_could_fill_is_refused_at_its_field(
    office: Office, at: datetime, fields: dict[str, Any], refused_at: str
) -> None:
    indicator = make_indicator("N.1", office.sd)
    for name, value in fields.items():
        setattr(indicator, name, ValueMap.objects.create(name="Predikat") if name == "value_map" else value)
    if not refused_at:
        services.save_indicator(indicator=indicator, by=office.admin, at=at)
        return
    with pytest.raises(Refusal) as refused:
        services.save_indicator(indicator=indicator, by=office.admin, at=at)
    assert refused.value.field == refused_at


def node(level: str, code: str, parent: PlanNode | None = None) -> PlanNode:
    return PlanNode(level=level, code=code, name=f"Uraian {code}", parent=parent)


@pytest.fixture
def line(office: Office, at: datetime) -> dict[str, PlanNode]:
    """One line from the sasaran down."""
    found: dict[str, PlanNode] = {}
    above: PlanNode | None = None
    for number, level in enumerate(Level, start=1):
        above = plan.save_node(node=node(level, f"K.{number}", above), by=office.admin, at=at)
        found[level.value] = above
    return found


@pytest.mark.parametrize(
    ("level", "parent", "words"),
    [
        ("sasaran", "", ""),
        ("sasaran", "sasaran", "tingkat teratas"),
        ("program", "sasaran", ""),
        ("program", "", "harus berada di bawah sasaran"),
        ("program", "program", "harus tepat di bawah sasaran"),
        ("kegiatan", "program", ""),
        ("kegiatan", "sasaran", "harus tepat di bawah program"),
        ("sub_kegiatan", "kegiatan", ""),
        ("sub_kegiatan", "sub_kegiatan", "harus tepat di bawah kegiatan"),
        ("dinas", "", "Pilih tingkatnya"),
    ],
)
def test_a_line_of_the_plan_stands_exactly_one_level_below_its_parent(
    office: Office, at: datetime, line: dict[str, PlanNode], level: str, parent: str, words: str
) -> None:
    made = node(level, "BARU", line.get(parent))
    if not words:
        plan.save_node(node=made, by=office.admin, at=at)
        assert AuditEntry.objects.filter(act="nomenklatur disimpan").count() == len(Level) + 1
        return
    with pytest.raises(Refusal, match=words):
        plan.save_node(node=made, by=office.admin, at=at)


def test_a_line_with_others_below_it_cannot_become_part_of_a_loop(
    office: Office, at: datetime, line: dict[str, PlanNode]
) -> None:
    program = line["program"]
    program.level, program.parent = Level.SUB_KEGIATAN, line["kegiatan"]
    with pytest.raises(Refusal, match="Pindahkan dahulu") as refused:
        plan.save_node(node=program, by=office.admin, at=at)
    assert refused.value.field == "level"


# ── in the admin ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "path",
    [
        "plannode/",
        "plannode/add/",
        "valuemap/",
        "valuemap/add/",
        "checkrule/",
        "checkrule/add/",
        "indicator/add/",
    ],
)
def test_the_office_admin_opens_the_tables(office: Office, klien: Klien, path: str) -> None:
    assert klien(office.admin).get(f"/pengelola/reports/{path}").status_code == 200


def test_a_wrong_level_is_said_in_the_form_and_what_was_typed_stays(office: Office, klien: Klien) -> None:
    data = {"level": "program", "code": "1.01.02", "name": "Pengelolaan pendidikan", "parent": "", "order": 1}
    page = klien(office.admin).post("/pengelola/reports/plannode/add/", data)
    assert "harus berada di bawah sasaran" in page.content.decode()
    assert 'value="1.01.02"' in page.content.decode()
    assert not PlanNode.objects.exists()


def test_a_value_map_is_saved_with_its_words(office: Office, klien: Klien) -> None:
    data = {
        "name": "Predikat SAKIP", "entries-TOTAL_FORMS": 2, "entries-INITIAL_FORMS": 0,
        "entries-0-label": "AA", "entries-0-value": "90", "entries-1-label": "A", "entries-1-value": "80",
    }  # fmt: skip
    browser = klien(office.admin)
    assert (
        browser.post("/pengelola/reports/valuemap/add/", data | {"entries-1-label": "AA"}).status_code == 200
    )
    assert browser.post("/pengelola/reports/valuemap/add/", data).status_code == 302
    assert [entry.label for entry in ValueMap.objects.get().entries.all()] == ["AA", "A"]
    assert "AA = 90" in AuditEntry.objects.get(act="baris peta nilai disimpan").detail["nama"]


def test_there_is_one_rule_of_checking(office: Office, klien: Klien) -> None:
    browser = klien(office.admin)
    assert browser.post("/pengelola/reports/checkrule/add/", {"jump_percent": "30"}).status_code == 302
    assert CheckRule.objects.get().jump_percent == Decimal(30)
    assert browser.get("/pengelola/reports/checkrule/add/").status_code == 403


def test_the_target_of_a_renstra_stands_beside_the_indicator(
    office: Office, klien: Klien, at: datetime
) -> None:
    indicator = make_indicator("N.1", office.sd)
    data = {
        "code": "N.1", "name": "Indikator", "satuan": "persen", "decimals": 2, "direction": "naik", "unit": office.sd.pk,
        "order": 1, "kind": "kinerja", "multiplier": "100", "aggregation": "terakhir",
        "targets-TOTAL_FORMS": 0, "targets-INITIAL_FORMS": 0,
        "renstra_targets-TOTAL_FORMS": 1, "renstra_targets-INITIAL_FORMS": 0,
        "renstra_targets-0-first_year": 2025, "renstra_targets-0-last_year": 2029, "renstra_targets-0-value": "99",
    }  # fmt: skip
    address = f"/pengelola/reports/indicator/{indicator.pk}/change/"
    wrong = klien(office.admin).post(address, data | {"renstra_targets-0-last_year": 2020})
    assert "tidak boleh sebelum tahun awalnya" in wrong.content.decode()
    assert klien(office.admin).post(address, data).status_code == 302
    assert RenstraTarget.objects.get().indicator == indicator
    assert AuditEntry.objects.filter(act="target Renstra disimpan").exists()


def test_a_sent_format_is_only_looked_at(office: Office, klien: Klien, at: datetime) -> None:
    form = make_format(office)
    browser, address = klien(office.admin), f"/pengelola/reports/format/{form.pk}/change/"
    assert 'name="_save"' in browser.get(address).content.decode()
    open_all(office, at, form=form)
    page = browser.get(address)
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    assert browser.post(address, {"name": "Lain"}).status_code == 403
    assert Format.objects.get().name == form.name


def test_an_extra_column_without_choices_is_refused_in_the_admin(office: Office, klien: Klien) -> None:
    form = make_format(office)
    data = {
        "name": form.name, "is_active": "on", "items-TOTAL_FORMS": 0, "items-INITIAL_FORMS": 0,
        "columns-TOTAL_FORMS": 1, "columns-INITIAL_FORMS": 0, "columns-0-label": "Sumber", "columns-0-kind": "pilihan",
        "columns-0-choices": "satu", "columns-0-order": 0,
    }  # fmt: skip
    address = f"/pengelola/reports/format/{form.pk}/change/"
    assert "sedikitnya dua pilihan" in klien(office.admin).post(address, data).content.decode()
    assert klien(office.admin).post(address, data | {"columns-0-choices": "satu\ndua"}).status_code == 302
    assert form.columns.get().frozen()["choices"] == ["satu", "dua"]
