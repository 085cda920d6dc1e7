"""Periods have names, days and a predecessor; indicators, targets and formats are validated and leave a trail."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from accounts.errors import Refusal
from accounts.models import AuditEntry
from reports.indicators import services
from reports.indicators.models import Direction, Format, Indicator, PeriodKind, Target
from reports.indicators.periods import (
    period,
    period_label,
    period_span,
    previous,
    previous_key,
)
from tests.factories import Office
from tests.reports.data import make_format, make_indicator

K = PeriodKind


@pytest.mark.parametrize(
    ("kind", "number", "label", "span", "before"),
    [
        (K.BULAN, 1, "Bulan Januari 2026", (date(2026, 1, 1), date(2026, 1, 31)), (2025, K.BULAN, 12)),
        (K.BULAN, 9, "Bulan September 2026", (date(2026, 9, 1), date(2026, 9, 30)), (2026, K.BULAN, 8)),
        (
            K.TRIWULAN,
            1,
            "Triwulan I Tahun 2026",
            (date(2026, 1, 1), date(2026, 3, 31)),
            (2025, K.TRIWULAN, 4),
        ),
        (
            K.TRIWULAN,
            4,
            "Triwulan IV Tahun 2026",
            (date(2026, 10, 1), date(2026, 12, 31)),
            (2026, K.TRIWULAN, 3),
        ),
        (
            K.SEMESTER,
            2,
            "Semester II Tahun 2026",
            (date(2026, 7, 1), date(2026, 12, 31)),
            (2026, K.SEMESTER, 1),
        ),
        (K.TAHUN, 1, "Tahun 2026", (date(2026, 1, 1), date(2026, 12, 31)), (2025, K.TAHUN, 1)),
    ],
)
def test_a_period_has_its_name_its_days_and_the_one_before(
    kind: PeriodKind, number: int, label: str, span: tuple[date, date], before: tuple[int, PeriodKind, int]
) -> None:
    assert period_label(2026, kind, number) == label
    assert period_span(2026, kind, number) == span
    assert previous_key(2026, kind, number) == before


def test_february_knows_leap_years() -> None:
    assert period_span(2028, K.BULAN, 2)[1] == date(2028, 2, 29)


@pytest.mark.django_db
def test_a_period_is_made_once_and_found_again() -> None:
    first = period(2026, K.TRIWULAN, 1)
    assert period(2026, K.TRIWULAN, 1) == first
    assert previous(first) is None
    before = period(2025, K.TRIWULAN, 4)
    assert previous(first) == before
    assert str(first) == "Triwulan I Tahun 2026"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("year", "kind", "number"),
    [(2026, K.TRIWULAN, 5), (2026, K.BULAN, 0), (1990, K.TAHUN, 1), (2026, K.TAHUN, 2)],
)
def test_a_period_no_calendar_has_is_refused(year: int, kind: PeriodKind, number: int) -> None:
    with pytest.raises(Refusal):
        period(year, kind, number)


def test_a_range_indicator_needs_both_bounds_and_the_others_only_one(office: Office, at: datetime) -> None:
    quarter = period(2026, K.TRIWULAN, 3)
    ranged = make_indicator("R.1", office.sd, direction=Direction.RENTANG)
    plain = make_indicator("N.1", office.sd)
    refused = (
        (Target(indicator=ranged, period=quarter, value=Decimal(15)), "Isi juga batas atasnya"),
        (
            Target(indicator=ranged, period=quarter, value=Decimal(15), value_high=Decimal(10)),
            "di bawah batas bawah",
        ),
        (
            Target(indicator=plain, period=quarter, value=Decimal(15), value_high=Decimal(20)),
            "tidak memakai batas atas",
        ),
    )
    for target, words in refused:
        with pytest.raises(Refusal, match=words):
            services.save_target(target=target, by=office.admin, at=at)
    services.save_target(
        target=Target(indicator=plain, period=quarter, value=Decimal(0)), by=office.admin, at=at
    )
    with pytest.raises(Refusal, match="sudah ada"):
        services.save_target(
            target=Target(indicator=plain, period=quarter, value=Decimal(3)), by=office.admin, at=at
        )


def test_a_saved_indicator_leaves_old_and_new_in_the_trail(office: Office, at: datetime) -> None:
    indicator = make_indicator("N.1", office.sd)
    indicator.name = "Nama baru"
    services.save_indicator(indicator=indicator, by=office.admin, at=at)
    entry = AuditEntry.objects.filter(act="indikator disimpan").get()
    assert entry.detail["perubahan"] == {"name": ["Indikator N.1", "Nama baru"]}
    services.save_indicator(indicator=indicator, by=office.admin, at=at)
    assert AuditEntry.objects.filter(act="indikator disimpan").count() == 1


def test_an_indicator_that_ends_before_it_begins_is_refused(office: Office, at: datetime) -> None:
    indicator = make_indicator("N.1", office.sd)
    indicator.valid_from, indicator.valid_to = date(2026, 2, 1), date(2026, 1, 1)
    with pytest.raises(Refusal, match="sebelum") as refused:
        services.save_indicator(indicator=indicator, by=office.admin, at=at)
    assert refused.value.field == "valid_to"


def test_rows_by_unit_asks_the_database_once(office: Office, django_assert_num_queries: object) -> None:
    form = make_format(office)
    with django_assert_num_queries(1):  # type: ignore[operator]
        rows = services.rows_by_unit(form)
    assert [item.indicator.code for item in rows[office.sd.pk]] == ["SD.1", "SD.2", "SD.3"]
    assert set(rows) == {office.sd.pk, office.smp.pk, office.paud.pk}


# ── in the admin ─────────────────────────────────────────────────────────────────────────────────
def indicator_form(office: Office, **changes: object) -> dict[str, object]:
    return {
        "code": "A.1", "name": "Angka baru", "satuan": "persen", "decimals": 2, "direction": "rentang", "unit": office.sd.pk,
        "order": 1, "kind": "kinerja", "multiplier": "100", "formula_text": "", "source": "", "aggregation": "terakhir", "valid_from": "", "valid_to": "",
        "targets-TOTAL_FORMS": 1, "targets-INITIAL_FORMS": 0, "targets-MIN_NUM_FORMS": 0, "targets-MAX_NUM_FORMS": 1000,
        "renstra_targets-TOTAL_FORMS": 0, "renstra_targets-INITIAL_FORMS": 0,
        "targets-0-period": period(2026, K.TRIWULAN, 3).pk, "targets-0-value": "15", "targets-0-value_high": "20", **changes,
    }  # fmt: skip


def test_the_office_admin_adds_an_indicator_with_its_target(office: Office, klien: object) -> None:
    client = klien(office.admin)  # type: ignore[operator]
    response = client.post("/pengelola/reports/indicator/add/", indicator_form(office))
    assert response.status_code == 302, response.content.decode()[:3000]
    indicator = Indicator.objects.get(code="A.1")
    assert indicator.targets.get().value_high == Decimal(20)
    assert AuditEntry.objects.filter(act__in=["indikator disimpan", "target disimpan"]).count() == 2


def test_a_wrong_target_keeps_everything_typed(office: Office, klien: object) -> None:
    client = klien(office.admin)  # type: ignore[operator]
    response = client.post(
        "/pengelola/reports/indicator/add/", indicator_form(office, **{"targets-0-value_high": ""})
    )
    page = response.content.decode()
    assert response.status_code == 200
    assert "Isi juga batas atasnya" in page
    assert 'value="Angka baru"' in page
    assert not Indicator.objects.exists()


def test_the_admin_manages_formats_and_predikat_but_no_contents(office: Office, klien: object) -> None:
    client = klien(office.admin)  # type: ignore[operator]
    form = make_format(office)
    for path in (
        "format/",
        f"format/{form.pk}/change/",
        "predicateband/",
        "averagerule/",
        "indicator/",
        "period/",
    ):
        assert client.get(f"/pengelola/reports/{path}").status_code == 200, path
    for path in ("submission/", "cell/", "analysis/", "report/"):
        assert client.get(f"/pengelola/reports/{path}").status_code == 404, path
    assert Format.objects.count() == 1
